/* Schools from an extract of Get Information about Schools, exactly as published: Windows-1252,
 * more than a hundred columns of which thirteen are ours, dates as DD/MM/YYYY, codes with their
 * names beside them. An empty cell says that there is none. Predecessors are not in the extract and
 * stay. */
#include "api/pupils/gias.h"

#include <stdint.h>
#include <string.h>

#include "api/bulk/bulk.h"
#include "api/bulk/charset.h"
#include "api/bulk/csv.h"
#include "models/pupils/school.h"

enum spelt { AS_TEXT, AS_CODE, AS_NUMBER, AS_DATE, AS_POSTCODE };

static const struct {
    const char *column, *member;
    enum spelt spelt;
    size_t digits; /* of AS_NUMBER: filled up with zeros, which spreadsheets lose */
    bool optional; /* a file without it says nothing of it */
} COLUMNS[] = {
    { "URN", "urn", AS_TEXT, 0, false },
    { "LA (code)", "la_code", AS_NUMBER, 3, false },
    { "EstablishmentNumber", "establishment_number", AS_NUMBER, 4, false },
    { "EstablishmentName", "name", AS_TEXT, 0, false },
    { "TypeOfEstablishment (code)", "type_code", AS_CODE, 0, false },
    { "EstablishmentStatus (code)", "status", AS_CODE, 0, false },
    { "PhaseOfEducation (code)", "phase", AS_CODE, 0, false },
    { "OpenDate", "opened_on", AS_DATE, 0, false },
    { "CloseDate", "closed_on", AS_DATE, 0, false },
    { "UKPRN", "ukprn", AS_TEXT, 0, false },
    { "Postcode", "postcode", AS_POSTCODE, 0, false },
    { "Easting", "easting", AS_TEXT, 0, true },
    { "Northing", "northing", AS_TEXT, 0, true },
};
enum { NCOLUMNS = sizeof COLUMNS / sizeof *COLUMNS };
#define ABSENT SIZE_MAX

static const struct rule NO_COLUMN = { "gias_column",
                                       "is a column of the extract that is missing" };

/* "1/9/2026" and "01/09/2026" are 2026-09-01. What is no such date is left for the kind to refuse.
 */
static const char *spell_date(struct arena *arena, const char *text)
{
    const char *first = strchr(text, '/'), *second = first ? strchr(first + 1, '/') : NULL;
    const size_t day = first ? (size_t)(first - text) : 0;
    const size_t month = second ? (size_t)(second - first - 1) : 0;

    if (day < 1 || day > 2 || month < 1 || month > 2)
        return text;
    return arena_format(arena, "%s-%s%.*s-%s%.*s", second + 1, month == 1 ? "0" : "", (int)month,
                        first + 1, day == 1 ? "0" : "", (int)day, text);
}

/* "TR49JQ" and "TR4  9JQ" are TR4 9JQ: the last three characters are the inward part. */
static const char *spell_postcode(struct arena *arena, const char *text)
{
    char packed[16];
    size_t length = 0;

    for (; *text; text++) {
        if (*text == ' ')
            continue;
        if (length + 1 == sizeof packed)
            return text;
        packed[length++] = *text;
    }
    packed[length] = '\0';
    return length < 5
               ? arena_copy(arena, packed, length)
               : arena_format(arena, "%.*s %s", (int)length - 3, packed, packed + length - 3);
}

static const char *spell_number(struct arena *arena, const char *text, size_t digits)
{
    const size_t length = strlen(text);

    return length >= digits ? text
                            : arena_format(arena, "%.*s%s", (int)(digits - length), "0000", text);
}

static const char *spell(struct arena *arena, size_t column, const char *text)
{
    switch (COLUMNS[column].spelt) {
    case AS_CODE:
        return text + (text[0] == '0' && text[1]); /* "01" is 1 */
    case AS_NUMBER:
        return spell_number(arena, text, COLUMNS[column].digits);
    case AS_DATE:
        return spell_date(arena, text);
    case AS_POSTCODE:
        return spell_postcode(arena, text);
    case AS_TEXT:
        break;
    }
    return text;
}

static bool find_columns(struct ctx *c, const struct csv *csv, size_t *places)
{
    for (size_t k = 0; k < NCOLUMNS; k++) {
        places[k] = ABSENT;
        for (size_t i = 0; i < csv->ncells; i++) {
            if (strcmp(csv->cells[i], COLUMNS[k].column) == 0)
                places[k] = i;
        }
        if (places[k] == ABSENT && !COLUMNS[k].optional)
            add_fault(&c->faults, IN_BODY, pointer(c->arena, "", COLUMNS[k].column), &NO_COLUMN);
    }
    return no_faults(c, "validation_failed");
}

static void read_school(struct ctx *c, const struct bulk *b, struct bulk_row *row,
                        const struct csv *csv, const size_t *places)
{
    struct reading r = bulk_reading(c, b, row);

    for (size_t k = 0; k < NCOLUMNS; k++) {
        if (places[k] == ABSENT)
            continue;
        const struct field *field = shape_field(&SCHOOL, COLUMNS[k].member);
        const char *text = places[k] < csv->ncells ? csv->cells[places[k]] : "";
        const char *spelt = *text ? spell(c->arena, k, text) : "";

        if (spelt && *spelt) {
            read_text_value(&r, field, spelt);
        } else {
            r.given |= UINT64_C(1) << field_index(&SCHOOL, field);
            read_null(&r, field);
        }
    }
    row->given = r.given;
    if (row->faults.count)
        bulk_fail(row, "validation_failed");
}

static bool read_schools(struct ctx *c, struct bulk *b, struct csv *csv, const size_t *places)
{
    enum csv_result result;
    size_t count = 0;

    while ((result = csv_next(csv)) == CSV_RECORD && count < b->count) {
        struct bulk_row *row = &b->rows[count++];

        row->line = csv->line;
        row->raw = csv->record;
        read_school(c, b, row, csv, places);
    }
    b->count = count;
    if (result == CSV_RECORD)
        return bulk_too_many(c);
    return result == CSV_END || refuse(c, "malformed_body", "The CSV is not well-formed");
}

static size_t count_rows(const char *text, size_t length)
{
    size_t lines = 0;

    for (size_t i = 0; i < length; i++)
        lines += text[i] == '\n';
    return lines < BULK_ROWS_MAX ? lines + 1 : BULK_ROWS_MAX;
}

/* A file that is not UTF-8 is what is published: Windows-1252, whatever the header says. */
static bool to_utf8(struct ctx *c)
{
    if (text_is_clean(c->body, c->body_length))
        return true;
    c->body = windows_1252_to_utf8(c->arena, c->body, c->body_length, &c->body_length);
    return c->body || refuse(c, "malformed_body", "The file is neither UTF-8 nor Windows-1252");
}

bool import_schools(struct ctx *c)
{
    const char *mode = ask_parameter(c, "mode");
    struct bulk b = { .resource = &SCHOOLS, .op = BULK_UPSERT, .match = SCHOOLS.matches,
                      .partial = !mode || strcmp(mode, "partial") == 0 };
    size_t places[NCOLUMNS];
    struct csv csv;

    if (!to_utf8(c))
        return false;
    csv_open(&csv, c->arena, c->body, c->body_length);
    if (csv_next(&csv) != CSV_RECORD)
        return refuse(c, "malformed_body", "The CSV has no header line");
    b.header = csv.record;
    return find_columns(c, &csv, places)
        && bulk_make_rows(c, &b, count_rows(c->body, c->body_length))
        && read_schools(c, &b, &csv, places)
        && bulk_finish(c, &b);
}

const struct parameter IMPORT_PARAMETERS[] = { { "mode", &BULK_MODE, false },
                                               { NULL, NULL, false } };
