/* The rows of a bulk body, each read by itself: what is wrong with one says nothing of the others.
 */
#include <string.h>

#include "api/bulk/bulk.h"
#include "api/bulk/csv.h"

static const struct rule TOO_MANY_CELLS = { "csv_cells", "has more cells than the header" };

bool bulk_too_many(struct ctx *c)
{
    return refuse(c, "too_large", "A bulk may have 10,000 rows: split it into several");
}

/* Rows and their structs in one piece each. */
bool bulk_make_rows(struct ctx *c, struct bulk *b, size_t count)
{
    const size_t size = b->resource->shape->size;

    b->rows = arena_take(c->arena, (count + 1) * sizeof *b->rows);
    char *structs = arena_take(c->arena, (count + 1) * size);
    if (!b->rows || !structs)
        return refuse(c, "too_large", NULL);
    b->count = count;
    for (size_t i = 0; i < count; i++) {
        b->rows[i].row = structs + i * size;
        b->rows[i].faults.arena = c->arena;
        shape_clear(b->resource->shape, b->rows[i].row);
    }
    return true;
}

struct reading bulk_reading(struct ctx *c, const struct bulk *b, struct bulk_row *row)
{
    return (struct reading){ c->arena, b->resource->shape, row->row, NULL, 0, c->hidden,
                             &row->faults, "", true };
}

static void read_json_row(struct ctx *c, const struct bulk *b, struct bulk_row *row)
{
    struct reading r = bulk_reading(c, b, row);

    if (!json_read_object(&r, row->raw.text, row->raw.length))
        bulk_fail(row, "malformed_body");
    row->given = r.given;
}

static bool read_json(struct ctx *c, struct bulk *b)
{
    struct slice *items = arena_take(c->arena, BULK_ROWS_MAX * sizeof *items);
    size_t count;

    if (!items)
        return refuse(c, "too_large", NULL);
    if (!json_items(c->body, c->body_length, items, BULK_ROWS_MAX, &count))
        return refuse(c, "malformed_body", "The body must be {\"items\": [...]}");
    if (count > BULK_ROWS_MAX)
        return bulk_too_many(c);
    if (!bulk_make_rows(c, b, count))
        return false;
    for (size_t i = 0; i < count; i++) {
        b->rows[i].raw = items[i];
        read_json_row(c, b, &b->rows[i]);
    }
    return true;
}

static size_t line_length(const char *at, const char *end)
{
    const char *found = memchr(at, '\n', (size_t)(end - at));

    return (size_t)((found ? found : end) - at);
}

static bool read_ndjson(struct ctx *c, struct bulk *b)
{
    const char *end = c->body + c->body_length;
    size_t lines = 0, line = 0, count = 0;

    for (const char *at = c->body; at < end; at += line_length(at, end) + 1)
        lines++;
    if (lines > 2 * BULK_ROWS_MAX)
        return bulk_too_many(c);
    if (!bulk_make_rows(c, b, lines))
        return false;
    for (const char *at = c->body; at < end;) {
        size_t length = line_length(at, end);
        struct bulk_row *row = &b->rows[count];

        line++;
        row->raw = (struct slice){ at, length - (length && at[length - 1] == '\r') };
        row->line = line;
        at += length + 1;
        if (!row->raw.length)
            continue; /* an empty line is no row */
        read_json_row(c, b, row);
        count++;
    }
    b->count = count;
    return count <= BULK_ROWS_MAX || bulk_too_many(c);
}

static size_t count_lines(const char *text, size_t length)
{
    size_t lines = 1;

    for (size_t i = 0; i < length; i++)
        lines += text[i] == '\n';
    return lines;
}

/* The column that is in a spelling of its own, under the name of its member from now on; past the
 * last when there is none. */
static size_t spelt_column(const struct bulk *b, struct csv *csv)
{
    size_t at = 0;

    while (at < csv->ncells && (!b->spelling || strcmp(csv->cells[at], b->spelling->column) != 0))
        at++;
    if (at < csv->ncells)
        csv->cells[at] = b->spelling->member;
    return at;
}

static void spell_cell(const struct bulk *b, struct csv *csv, size_t at)
{
    const char *spelt = at < csv->ncells ? b->spelling->spell(csv->arena, csv->cells[at]) : NULL;

    if (spelt)
        csv->cells[at] = spelt;
}

static bool read_csv_rows(struct ctx *c, struct bulk *b, struct csv *csv,
                          const struct csv_column *columns, size_t ncolumns, size_t spelt)
{
    enum csv_result result;
    size_t count = 0;

    while ((result = csv_next(csv)) == CSV_RECORD && count < BULK_ROWS_MAX) {
        struct bulk_row *row = &b->rows[count++];
        struct reading r = bulk_reading(c, b, row);

        row->line = csv->line;
        row->raw = csv->record;
        if (csv->ncells > ncolumns)
            add_fault(&row->faults, IN_BODY, "", &TOO_MANY_CELLS);
        if (spelt < ncolumns)
            spell_cell(b, csv, spelt);
        csv_read_row(&r, csv, columns, ncolumns);
        row->given = r.given;
    }
    b->count = count;
    if (result == CSV_RECORD)
        return bulk_too_many(c);
    return result == CSV_END || refuse(c, "malformed_body", "The CSV is not well-formed");
}

static bool read_csv(struct ctx *c, struct bulk *b)
{
    struct csv csv;

    csv_open(&csv, c->arena, c->body, c->body_length);
    if (csv_next(&csv) != CSV_RECORD)
        return refuse(c, "malformed_body", "The CSV has no header line");
    b->header = csv.record;
    const size_t ncolumns = csv.ncells, spelt = spelt_column(b, &csv);
    const struct csv_column *columns = csv_columns(&csv, b->resource->shape, &c->faults);
    size_t lines = count_lines(c->body, c->body_length);
    if (lines > BULK_ROWS_MAX + 1)
        lines = BULK_ROWS_MAX + 1;
    if (!no_faults(c, "validation_failed"))
        return false;
    return columns && bulk_make_rows(c, b, lines) &&
           read_csv_rows(c, b, &csv, columns, ncolumns, spelt);
}

bool bulk_read(struct ctx *c, struct bulk *b)
{
    const bool good = c->body_form == FORM_CSV      ? read_csv(c, b)
                      : c->body_form == FORM_NDJSON ? read_ndjson(c, b)
                                                    : read_json(c, b);

    for (size_t i = 0; good && i < b->count; i++) {
        if (b->rows[i].faults.count)
            bulk_fail(&b->rows[i], "validation_failed");
    }
    return good;
}
