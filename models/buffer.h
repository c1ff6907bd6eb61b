#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "models/arena.h"

/* A text that grows inside an arena. When the arena is full the buffer turns
 * `failed` and swallows what follows, so a writer checks once, at the end. */
struct buffer {
    struct arena *arena;
    char *text; /* always NUL-terminated once something was put */
    size_t length;
    size_t capacity;
    bool failed;
};

void put_bytes(struct buffer *out, const char *bytes, size_t length);
void put_text(struct buffer *out, const char *text);
void put_char(struct buffer *out, char c);
void put_int(struct buffer *out, int64_t value);
void put_json_text(struct buffer *out, const char *text); /* quoted and escaped (RFC 8259) */
void put_html_text(struct buffer *out, const char *text); /* in an element or a quoted attribute */
void put_csv_cell(struct buffer *out, const char *text);  /* quoted where needed (RFC 4180) */
