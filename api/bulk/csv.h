#pragma once

#include "api/json.h"

/* Rows as CSV (RFC 4180). Header names are member names; a list is spread over columns named
 * needs.1.type, needs.2.type, former_upns.1, a list in a list over scales.1.points.1.code. An empty
 * cell leaves a member alone, \N clears it. */

/* One record after the other. Cells point into the arena. */
struct csv {
    struct arena *arena;
    const char *at, *end;
    size_t line;        /* where the record began, from 1 */
    size_t next_line;
    struct slice record; /* the record as it came, without its line end */
    const char **cells;
    bool *quoted;
    size_t ncells, capacity;
};
enum csv_result { CSV_RECORD, CSV_END, CSV_MALFORMED, CSV_NO_MEMORY };

void csv_open(struct csv *csv, struct arena *arena, const char *text, size_t length);
enum csv_result csv_next(struct csv *csv);

/* What the columns of a file mean for a shape: the way from a row to a value. */
struct csv_step {
    const struct field *field;
    size_t element; /* of a list, from 1; 0 for a plain member */
};
enum { CSV_STEPS = 4 };
struct csv_column {
    struct csv_step steps[CSV_STEPS + 1]; /* ends with a NULL field */
};
/* The header record as columns; what it cannot mean is a fault at the column's name. */
struct csv_column *csv_columns(const struct csv *csv, const struct shape *shape,
                               struct faults *faults);
/* One record into a row. */
void csv_read_row(struct reading *r, const struct csv *csv, const struct csv_column *columns,
                  size_t ncolumns);

/* What is worked out has no column where a file may be sent back to be written. */
bool csv_has_column(const struct shape *shape, const struct field *field);
/* Header and rows; lists get as many columns as the longest needs. */
void csv_write(struct buffer *out, const struct shape *shape, const void *rows, size_t count,
               uint64_t members, uint64_t hidden);
