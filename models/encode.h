#pragma once

#include "models/buffer.h"
#include "models/shape.h"

/* Rows as JSON text straight from their shapes, without a tree: for the wire and for
 * PostgreSQL's json parameters. */

/* `"name":value` of one member, without a comma. Lists are told as they are stored. */
void put_member(struct buffer *out, const struct field *field, const void *row);

/* The members a client is told, without the braces. `members` is a set of field positions;
 * `hidden` are those it may not see: they are left out and named in `_redacted`. */
void put_members(struct buffer *out, const struct shape *shape, const void *row, uint64_t members,
                 uint64_t hidden);

/* An array of objects with every column a row writes, and its id and version. */
void put_rows_for_database(struct buffer *out, const struct shape *shape, const void *rows,
                           size_t count);
/* The same as a text; NULL without memory. */
const char *rows_as_json(struct arena *arena, const struct shape *shape, const void *rows,
                         size_t count);

/* Does a field have a column, and one that is written? */
bool field_is_column(const struct field *field);
bool field_is_written(const struct field *field);
/* May a client be told of it at all? */
bool field_is_told(const struct field *field);
