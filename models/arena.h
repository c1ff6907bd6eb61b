#pragma once

#include <stddef.h>

/* Memory that lives as long as one request. There is no way to free a piece of
 * it, so nothing that holds a pointer into it needs an owner. `limit` is what it
 * may still take from the system: set it before the first use. */
struct arena {
    struct block *blocks;
    size_t left;
    size_t limit;
};

/* Zeroed and aligned for anything; NULL past the limit or without memory. */
void *arena_take(struct arena *arena, size_t size);
/* NUL-terminated copy of `length` bytes; NULL as above. */
char *arena_copy(struct arena *arena, const char *text, size_t length);
char *arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void arena_free(struct arena *arena);
