#pragma once

#include "api/reading.h"

/* JSON in. The only way from a client's JSON to a row. */

/* False when the text is not one JSON object: syntax, a repeated member, more than 32 levels, a
 * NUL, invalid UTF-8. Faults of meaning go into the reading. */
bool json_read_object(struct reading *r, const char *text, size_t length);

/* The elements of the array "items" of {"items": [...]}, as slices of the text. False when the text
 * is not such an object or has other members. At most `most` are kept; *count tells how many there
 * were. */
struct slice {
    const char *text;
    size_t length;
};
bool json_items(const char *text, size_t length, struct slice *items, size_t most, size_t *count);

/* A stored list (canonical JSON) as rows of `shape`, or of values as texts. NULL when
 * memory is short or the text is no such list. */
void *json_list_rows(struct arena *arena, const struct shape *shape, const char *list,
                     size_t *count);
const char *const *json_list_values(struct arena *arena, const char *list, size_t *count);

/* A stored list with a row more at its end. NULL when memory is short, or with a fault at the
 * member when the list is full. */
const char *json_list_with(struct faults *faults, const char *member, const struct shape *shape,
                           const char *list, const void *row);

/* Once, before the first thread. */
void json_start(void);
