/* Rows as CSV: a list becomes as many columns as the longest of the page needs. */
#include <string.h>

#include "api/bulk/csv.h"
#include "models/encode.h"

/* A list as the columns it takes on this page. Rows are those that have it; NULL: there is none. */
struct spread {
    const struct field *field;
    size_t columns;
    void **rows;                 /* per row: parsed elements */
    const char *const **values;
    size_t *counts;
    struct spread *inner; /* the lists in element e: from e * of->count on, by member */
};

static void read_lists(struct arena *arena, struct spread *s, const void *const *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *list = rows[i] ? *(const char *const *)field_at(s->field, rows[i]) : NULL;

        if (!list || strcmp(list, "[]") == 0)
            continue;
        if (s->field->flags & ONE)
            list = arena_format(arena, "[%s]", list);
        if (!list)
            continue;
        if (s->field->of)
            s->rows[i] = json_list_rows(arena, s->field->of, list, &s->counts[i]);
        else
            s->values[i] = json_list_values(arena, list, &s->counts[i]);
        if (s->counts[i] > s->columns)
            s->columns = s->counts[i];
    }
}

static struct spread spread_list(struct buffer *out, const struct field *field,
                                 const void *const *rows, size_t count);

static const void *element_of(const struct spread *s, size_t row, size_t element)
{
    return element < s->counts[row] ? (const char *)s->rows[row] + element * s->field->of->size
                                    : NULL;
}

static void spread_inner(struct buffer *out, struct spread *s, size_t count)
{
    const struct shape *of = s->field->of;
    const void **elements = arena_take(out->arena, (count + 1) * sizeof *elements);

    s->inner = arena_take(out->arena, s->columns * of->count * sizeof *s->inner);
    out->failed |= !elements || !s->inner;
    for (size_t e = 0; elements && s->inner && e < s->columns; e++) {
        for (size_t i = 0; i < count; i++)
            elements[i] = element_of(s, i, e);
        for (size_t k = 0; k < of->count; k++) {
            if (of->fields[k].base == LIST)
                s->inner[e * of->count + k] = spread_list(out, &of->fields[k], elements, count);
        }
    }
}

static struct spread spread_list(struct buffer *out, const struct field *field,
                                 const void *const *rows, size_t count)
{
    struct spread s = { .field = field, .columns = 1 };

    s.rows = arena_take(out->arena, (count + 1) * sizeof *s.rows);
    s.values = arena_take(out->arena, (count + 1) * sizeof *s.values);
    s.counts = arena_take(out->arena, (count + 1) * sizeof *s.counts);
    if (!s.rows || !s.values || !s.counts) {
        out->failed = true;
        return (struct spread){ .field = field };
    }
    read_lists(out->arena, &s, rows, count);
    if (field->of)
        spread_inner(out, &s, count);
    return s;
}

static const struct spread *inner_of(const struct spread *s, size_t element, size_t member)
{
    const struct shape *of = s->field->of;

    return of->fields[member].base == LIST && s->inner ? &s->inner[element * of->count + member]
                                                       : NULL;
}

/* "scales.2": the name of an element, below the one it is in. */
static const char *element_name(struct buffer *out, const struct spread *s, const char *below,
                                size_t element)
{
    const char *name = s->field->flags & ONE
                           ? arena_format(out->arena, "%s%s", below, s->field->name)
                           : arena_format(out->arena, "%s%s.%zu", below, s->field->name, element);

    out->failed |= !name;
    return name ? name : "";
}

static void put_spread_names(struct buffer *out, const struct spread *s, const char *below)
{
    const struct shape *of = s->field->of;

    for (size_t e = 0; e < s->columns; e++) {
        const char *name = element_name(out, s, below, e + 1);
        const char *in_it = arena_format(out->arena, "%s.", name);

        put_text(out, e ? "," : "");
        put_text(out, of ? "" : name);
        out->failed |= !in_it;
        for (size_t k = 0; in_it && of && k < of->count; k++) {
            const struct spread *inner = inner_of(s, e, k);

            put_text(out, k ? "," : "");
            put_text(out, inner ? "" : in_it);
            if (inner)
                put_spread_names(out, inner, in_it);
            else
                put_text(out, of->fields[k].name);
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
    const struct shape *of = s->field->of;

    for (size_t e = 0; e < s->columns; e++) {
        const bool there = e < s->counts[row];

        if (!of) {
            put_text(out, e ? "," : "");
            if (there)
                put_csv_cell(out, s->values[row][e]);
            continue;
        }
        for (size_t k = 0; k < of->count; k++) {
            const struct spread *inner = inner_of(s, e, k);

            put_text(out, e || k ? "," : "");
            if (inner)
                put_spread_cells(out, inner, row);
            else if (there)
                put_cell(out, &of->fields[k], element_of(s, row, e));
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
    const void **each = arena_take(out->arena, (count + 1) * sizeof *each);
    const char *comma = "";

    for (size_t row = 0; each && row < count; row++)
        each[row] = (const char *)rows + row * shape->size;
    for (size_t i = 0; spreads && each && i < shape->count; i++) {
        if (!is_told(shape, i, members, hidden))
            continue;
        put_text(out, comma);
        comma = ",";
        if (shape->fields[i].base == LIST) {
            spreads[i] = spread_list(out, &shape->fields[i], each, count);
            put_spread_names(out, &spreads[i], "");
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
