#pragma once

#include <libpq-fe.h>

#include "models/db.h"

/* Between models/db.c and models/db_result.c, the two files that know libpq. */

/* What an error means for the caller; fills the texts (each of `size` bytes). */
enum { DB_TEXT = 200 };
struct db_complaint {
    char sqlstate[6];
    char constraint[64];
    char message[DB_TEXT];
    char hint[DB_TEXT];
};
enum db_status db_judge(const PGresult *result, struct db_complaint *complaint);

/* The rows of a result as an array of structs in the arena. */
enum db_status db_read_rows(const PGresult *result, const struct shape *shape, struct arena *arena,
                            struct db_complaint *complaint, void **rows, size_t *count);
/* Rows returned, or touched when it returns none. */
size_t db_rows_touched(const PGresult *result);

/* A member as the text of a parameter; NULL for an absent one. */
const char *db_parameter(const struct field *field, const void *row, struct arena *arena,
                         bool *failed);
