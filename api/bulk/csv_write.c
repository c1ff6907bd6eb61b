/* Rows as CSV: a list becomes as many columns as the longest of the page needs. */
#include <string.h>

#include "api/bulk/csv.h"
#include "models/encode.h"

struct spread {
    const struct field *field;
    size_t columns;
    void **rows;                 /* per row: parsed elements */
    const char *const **values;
    size_t *counts;
};

static struct spread spread_list(struct arena *arena, const struct field *field, const char *rows,
                                 size_t count, size_t size)
{
    struct spread s = { .field = field, .columns = 1 };

    s.rows = arena_take(arena, (count + 1) * sizeof *s.rows);
    s.values = arena_take(arena, (count + 1) * sizeof *s.values);
    s.counts = arena_take(arena, (count + 1) * sizeof *s.counts);
    for (size_t i = 0; i < count && s.rows && s.values && s.counts; i++) {
        const char *list = *(const char *const *)field_at(field, rows + i * size);

        if (!list || strcmp(list, "[]") == 0)
            continue;
        if (field->flags & ONE)
            list = arena_format(arena, "[%s]", list);
        if (!list)
            continue;
        if (field->of)
            s.rows[i] = json_list_rows(arena, field->of, list, &s.counts[i]);
        else
            s.values[i] = json_list_values(arena, list, &s.counts[i]);
        if (s.counts[i] > s.columns)
            s.columns = s.counts[i];
    }
    return s;
}

static void put_spread_names(struct buffer *out, const struct spread *s)
{
    for (size_t e = 1; e <= s->columns; e++) {
        const size_t inner = s->field->of ? s->field->of->count : 1;

        for (size_t k = 0; k < inner; k++) {
            put_text(out, e > 1 || k ? "," : "");
            put_text(out, s->field->name);
            if (!(s->field->flags & ONE)) {
                put_char(out, '.');
                put_int(out, (int64_t)e);
            }
            if (s->field->of) {
                put_char(out, '.');
                put_text(out, s->field->of->fields[k].name);
            }
        }
    }
}

static void put_cell(struct buffer *out, const struct field *field, const void *row)
{
    const void *at = field_at(field, row);

    if (field->base == BOOLEAN)
        put_text(out, *(const bool *)at ? "true" : "false");
    else if (!field_absent(field, row) && field->base == INTEGER)
        put_int(out, *(const int64_t *)at);
    else if (!field_absent(field, row))
        put_csv_cell(out, *(const char *const *)at);
}

static void put_spread_cells(struct buffer *out, const struct spread *s, size_t row)
{
    for (size_t e = 0; e < s->columns; e++) {
        const bool there = e < s->counts[row];

        if (!s->field->of) {
            put_text(out, e ? "," : "");
            if (there)
                put_csv_cell(out, s->values[row][e]);
            continue;
        }
        for (size_t k = 0; k < s->field->of->count; k++) {
            put_text(out, e || k ? "," : "");
            if (there)
                put_cell(out, &s->field->of->fields[k],
                         (const char *)s->rows[row] + e * s->field->of->size);
        }
    }
}

bool csv_has_column(const struct shape *shape, const struct field *field)
{
    return field_is_told(field) &&
           (!(field->flags & (COMPUTED | DERIVED)) || !shape_field(shape, "version"));
}

static bool is_told(const struct shape *shape, size_t i, uint64_t members, uint64_t hidden)
{
    return members >> i & 1 && !(hidden >> i & 1) && csv_has_column(shape, &shape->fields[i]);
}

void csv_write(struct buffer *out, const struct shape *shape, const void *rows, size_t count,
               uint64_t members, uint64_t hidden)
{
    struct spread *spreads = arena_take(out->arena, shape->count * sizeof *spreads);
    const char *comma = "";

    for (size_t i = 0; spreads && i < shape->count; i++) {
        if (!is_told(shape, i, members, hidden))
            continue;
        put_text(out, comma);
        comma = ",";
        if (shape->fields[i].base == LIST) {
            spreads[i] = spread_list(out->arena, &shape->fields[i], rows, count, shape->size);
            put_spread_names(out, &spreads[i]);
        } else {
            put_text(out, shape->fields[i].name);
        }
    }
    put_text(out, "\r\n");
    for (size_t row = 0; spreads && row < count; row++) {
        comma = "";
        for (size_t i = 0; i < shape->count; i++) {
            if (!is_told(shape, i, members, hidden))
                continue;
            put_text(out, comma);
            comma = ",";
            if (shape->fields[i].base == LIST)
                put_spread_cells(out, &spreads[i], row);
            else
                put_cell(out, &shape->fields[i], (const char *)rows + row * shape->size);
        }
        put_text(out, "\r\n");
    }
}
