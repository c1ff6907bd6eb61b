/* From what libpq answers to structs and verdicts. Columns are found by name, so a query may list
 * them in any order; one that a shape wants and the query does not give is a bug of ours. */
#include "models/db_result.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *prefix; /* of the SQLSTATE; the first that fits counts */
    enum db_status status;
} MEANING[] = {
    { "23505", DB_CONFLICT }, { "23P01", DB_CONFLICT }, { "23503", DB_REFERENCE },
    { "23", DB_INVALID },     { "22", DB_INVALID },     { "42501", DB_DENIED },
    { "40001", DB_RETRY },    { "40P01", DB_RETRY },    { "0A000", DB_RETRY },
    { "26000", DB_RETRY },    { "55P03", DB_LOCKED },   { "57014", DB_BUSY },
    { "53100", DB_FULL },     { "53", DB_BUSY },        { "57P", DB_BUSY },
    { "08", DB_BUSY },
};

static void keep(char *out, size_t size, const char *text)
{
    snprintf(out, size, "%s", text ? text : "");
}

enum db_status db_judge(const PGresult *result, struct db_complaint *complaint)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);

    keep(complaint->sqlstate, sizeof complaint->sqlstate, state);
    keep(complaint->constraint, sizeof complaint->constraint,
         PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME));
    keep(complaint->message, sizeof complaint->message,
         PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
    keep(complaint->hint, sizeof complaint->hint,
         PQresultErrorField(result, PG_DIAG_MESSAGE_HINT));
    if (!state)
        return DB_BUSY;
    for (size_t i = 0; i < sizeof MEANING / sizeof *MEANING; i++) {
        if (strncmp(state, MEANING[i].prefix, strlen(MEANING[i].prefix)) == 0)
            return MEANING[i].status;
    }
    return DB_FAILED;
}

/* "2026-09-01 08:30:00.5+00" is "2026-09-01T08:30:00.5Z" on the wire. The session is in UTC. */
static void spell_instant(char *text, size_t length)
{
    if (length > 3 && text[10] == ' ' && memcmp(text + length - 3, "+00", 3) == 0) {
        text[10] = 'T';
        text[length - 3] = 'Z';
        text[length - 2] = '\0';
    }
}

static bool read_text(const struct field *field, const char *text, size_t length,
                      struct arena *arena, void *row)
{
    char *copy = arena_copy(arena, text, length);

    if (copy && field->kind == &INSTANT && field->base == TEXT)
        spell_instant(copy, length);
    *field_text(field, row) = copy;
    return copy;
}

static bool read_value(const struct field *field, const PGresult *result, int line, int column,
                       struct arena *arena, void *row)
{
    const bool null = PQgetisnull(result, line, column);
    const char *text = PQgetvalue(result, line, column);

    if (field->base == INTEGER)
        *field_int(field, row) = null ? NONE : strtoimax(text, NULL, 10);
    else if (field->base == BOOLEAN)
        *field_flag(field, row) = *text == 't';
    else if (null)
        *field_text(field, row) = NULL;
    else
        return read_text(field, text, (size_t)PQgetlength(result, line, column), arena, row);
    return true;
}

static enum db_status find_columns(const PGresult *result, const struct shape *shape, int *columns,
                                   struct db_complaint *complaint)
{
    for (size_t i = 0; i < shape->count; i++) {
        const struct field *field = &shape->fields[i];

        columns[i] = field->flags & (COMPUTED | SECRET) ? -1 : PQfnumber(result, field->name);
        if (columns[i] < 0 && !(field->flags & (COMPUTED | SECRET))) {
            snprintf(complaint->message, sizeof complaint->message, "no column %s", field->name);
            return DB_FAILED;
        }
    }
    return DB_OK;
}

enum db_status db_read_rows(const PGresult *result, const struct shape *shape, struct arena *arena,
                            struct db_complaint *complaint, void **rows, size_t *count)
{
    const size_t lines = (size_t)PQntuples(result);
    int columns[SHAPE_FIELDS_MAX];
    enum db_status status = find_columns(result, shape, columns, complaint);

    if (status)
        return status;
    char *all = arena_take(arena, lines ? lines * shape->size : 1);
    if (!all)
        return DB_TOO_LARGE;
    for (size_t line = 0; line < lines; line++) {
        char *row = all + line * shape->size;

        shape_clear(shape, row);
        for (size_t i = 0; i < shape->count; i++) {
            if (columns[i] >= 0 && !read_value(&shape->fields[i], result, (int)line, columns[i],
                                               arena, row))
                return DB_TOO_LARGE;
        }
    }
    *rows = all;
    *count = lines;
    return DB_OK;
}

size_t db_rows_touched(const PGresult *result)
{
    /* libpq wants a pointer it does not write through. */
    union {
        const PGresult *in;
        PGresult *out;
    } both = { result };

    if (PQresultStatus(result) == PGRES_TUPLES_OK)
        return (size_t)PQntuples(result);
    return (size_t)strtoumax(PQcmdTuples(both.out), NULL, 10);
}

const char *db_parameter(const struct field *field, const void *row, struct arena *arena,
                         bool *failed)
{
    const void *at = field_at(field, row);

    if (field->base == BOOLEAN)
        return *(const bool *)at ? "t" : "f";
    if (field_absent(field, row))
        return NULL;
    if (field->base != INTEGER)
        return *(const char *const *)at;
    const char *digits = arena_format(arena, "%" PRId64, *(const int64_t *)at);
    *failed |= !digits;
    return digits;
}
