#include "api/csv.h"

#include <string.h>

#include "api/json.h"
#include "models/encode.h"

enum { COLUMNS_MAX = 400, ELEMENTS_MAX = 50 };

/* ---- records --------------------------------------------------------------------------- */

void csv_open(struct csv *csv, struct arena *arena, const char *text, size_t length)
{
    static const char BOM[] = "\xef\xbb\xbf";

    if (length >= 3 && memcmp(text, BOM, 3) == 0) {
        text += 3;
        length -= 3;
    }
    *csv = (struct csv){ .arena = arena, .at = text, .end = text + length, .next_line = 1,
                         .capacity = COLUMNS_MAX };
    csv->cells = arena_take(arena, COLUMNS_MAX * sizeof *csv->cells);
    csv->quoted = arena_take(arena, COLUMNS_MAX * sizeof *csv->quoted);
}

/* A quoted cell: two quotes stand for one, and line ends belong to it. */
static bool quoted_cell(struct csv *csv, size_t *lines)
{
    struct buffer cell = { .arena = csv->arena };

    put_text(&cell, "");
    for (csv->at++; csv->at < csv->end; csv->at++) {
        const size_t plain = strcspn(csv->at, "\"\n");

        put_bytes(&cell, csv->at, plain);
        csv->at += plain;
        if (csv->at >= csv->end)
            return false;
        if (*csv->at == '"' && csv->at + 1 < csv->end && csv->at[1] == '"') {
            csv->at++;
        } else if (*csv->at == '"') {
            csv->at++;
            csv->cells[csv->ncells] = cell.text;
            csv->quoted[csv->ncells++] = true;
            return !cell.failed;
        } else {
            ++*lines;
        }
        put_char(&cell, *csv->at);
    }
    return false;
}

static bool plain_cell(struct csv *csv)
{
    const char *from = csv->at;

    while (csv->at < csv->end && *csv->at != ',' && *csv->at != '\n' && *csv->at != '\r' &&
           *csv->at != '"')
        csv->at++;
    csv->quoted[csv->ncells] = false;
    csv->cells[csv->ncells] = arena_copy(csv->arena, from, (size_t)(csv->at - from));
    return csv->cells[csv->ncells++] && (csv->at == csv->end || *csv->at != '"');
}

static bool line_end(struct csv *csv)
{
    if (csv->at < csv->end && *csv->at == '\r')
        csv->at++;
    if (csv->at == csv->end)
        return true;
    if (*csv->at != '\n')
        return false;
    csv->at++;
    return true;
}

enum csv_result csv_next(struct csv *csv)
{
    size_t lines = 1;

    if (!csv->cells || !csv->quoted)
        return CSV_NO_MEMORY;
    while (csv->at < csv->end && (*csv->at == '\n' || *csv->at == '\r')) {
        csv->next_line += *csv->at == '\n'; /* an empty line is no record */
        csv->at++;
    }
    if (csv->at >= csv->end)
        return CSV_END;
    csv->record.text = csv->at;
    for (csv->ncells = 0;;) {
        if (csv->ncells == csv->capacity)
            return CSV_MALFORMED;
        if (csv->at < csv->end && *csv->at == '"' ? !quoted_cell(csv, &lines) : !plain_cell(csv))
            return CSV_MALFORMED;
        if (csv->at == csv->end || *csv->at != ',')
            break;
        csv->at++;
    }
    csv->line = csv->next_line;
    csv->next_line += lines;
    csv->record.length = (size_t)(csv->at - csv->record.text);
    return line_end(csv) ? CSV_RECORD : CSV_MALFORMED;
}

/* ---- columns --------------------------------------------------------------------------- */

static const struct field *list_part(const struct shape *shape, const char *name,
                                     struct csv_column *column)
{
    const char *dot = strchr(name, '.');
    char member[64];
    int64_t element;
    char number[8] = "";

    if (!dot || (size_t)(dot - name) >= sizeof member)
        return NULL;
    memcpy(member, name, (size_t)(dot - name));
    member[dot - name] = '\0';
    const struct field *field = shape_field(shape, member);
    const size_t digits = strcspn(dot + 1, ".");
    if (!field || field->base != LIST || !digits || digits >= sizeof number)
        return NULL;
    memcpy(number, dot + 1, digits);
    const char *rest = dot + 1 + digits;
    if (!text_to_int(number, &element) || element < 1 || element > ELEMENTS_MAX)
        return NULL;
    column->element = (size_t)element;
    column->inner = field->of && *rest ? shape_field(field->of, rest + 1) : NULL;
    return (field->of ? column->inner != NULL : !*rest) ? field : NULL;
}

/* Rejected rows come back with what was wrong with them, and may be sent again as they are. */
static bool is_of_a_reject(const char *name)
{
    return strcmp(name, "_line") == 0 || strcmp(name, "_status") == 0 || strcmp(name, "_errors") == 0;
}

struct csv_column *csv_columns(const struct csv *csv, const struct shape *shape,
                               struct faults *faults)
{
    struct csv_column *columns = arena_take(csv->arena, csv->ncells * sizeof *columns);

    for (size_t i = 0; columns && i < csv->ncells; i++) {
        const struct field *field = shape_field(shape, csv->cells[i]);
        bool twice = false;

        if (is_of_a_reject(csv->cells[i]))
            continue;
        for (size_t k = 0; k < i; k++)
            twice |= strcmp(csv->cells[k], csv->cells[i]) == 0;
        if (!field || field->base == LIST)
            field = list_part(shape, csv->cells[i], &columns[i]);
        if (!field || field->flags & INTERNAL) {
            struct reading r = { csv->arena, shape, NULL, NULL, 0, 0, faults, "", false };
            unknown_member(&r, pointer(csv->arena, "", csv->cells[i]), csv->cells[i]);
        } else if (twice) {
            add_fault_with(faults, IN_BODY, pointer(csv->arena, "", csv->cells[i]),
                           "repeated_member", "is a column twice", NULL);
        }
        columns[i].field = field;
    }
    return columns;
}

/* ---- a record into a row --------------------------------------------------------------- */

/* The elements of one list, gathered from its columns. An element with no cell filled is not there. */
static void read_list(struct reading *r, const struct csv *csv, const struct csv_column *columns,
                      size_t ncolumns, const struct field *list)
{
    struct buffer out = { .arena = r->arena };
    void *row = arena_take(r->arena, list->of ? list->of->size : 1);
    bool some = false, cleared = false;

    put_char(&out, '[');
    for (size_t element = 1; row && element <= ELEMENTS_MAX; element++) {
        const char *at = pointer_at(r->arena, pointer(r->arena, r->at, list->name), element - 1);
        struct reading inner = { r->arena, list->of, row, NULL, 0, 0, r->faults, at, false };
        const char *value = NULL;

        if (list->of)
            shape_clear(list->of, row);
        for (size_t i = 0; i < ncolumns && i < csv->ncells; i++) {
            if (columns[i].field != list || columns[i].element != element || !*csv->cells[i])
                continue;
            if (!csv->quoted[i] && strcmp(csv->cells[i], "\\N") == 0) {
                cleared = true;
                continue;
            }
            value = csv->cells[i];
            if (list->of)
                read_text_value(&inner, columns[i].inner, pointer(r->arena, at, columns[i].inner->name),
                                value);
        }
        if (!value)
            continue;
        put_text(&out, some ? "," : "");
        some = true;
        if (list->of) {
            read_required(&inner);
            put_char(&out, '{');
            put_members(&out, list->of, row, UINT64_MAX, 0);
            put_char(&out, '}');
            continue;
        }
        char *copy = arena_copy(r->arena, value, strlen(value));
        if (copy)
            kind_spell(list->kind, copy);
        const struct rule *broken = copy ? kind_refuses_text(list->kind, copy) : NULL;
        if (broken)
            add_fault(r->faults, IN_BODY, at, broken);
        else if (copy)
            put_json_text(&out, copy);
    }
    put_char(&out, ']');
    if ((some || cleared) && !out.failed) {
        *field_text(list, r->row) = out.text;
        r->given |= UINT64_C(1) << field_index(r->shape, list);
    }
}

static bool first_of_its_list(const struct csv_column *columns, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (columns[k].field == columns[i].field)
            return false;
    }
    return true;
}

void csv_read_row(struct reading *r, const struct csv *csv, const struct csv_column *columns,
                  size_t ncolumns)
{
    for (size_t i = 0; i < ncolumns && i < csv->ncells; i++) {
        const struct field *field = columns[i].field;
        const char *text = csv->cells[i];

        if (!field)
            continue;
        const char *place = pointer(r->arena, r->at, field->name);
        if (!text_is_clean(text, strlen(text))) {
            add_fault(r->faults, IN_BODY, place, &field->kind->rule);
        } else if (field->base == LIST) {
            if (first_of_its_list(columns, i) && !reading_is_read_only(r, field))
                read_list(r, csv, columns, ncolumns, field);
        } else if (!*text && !csv->quoted[i]) {
            continue;
        } else if (!csv->quoted[i] && strcmp(text, "\\N") == 0) {
            if (reading_takes(r, field, place))
                read_null(r, field, place);
        } else if (*text) {
            read_text_value(r, field, place, text);
        }
    }
}

/* ---- out ------------------------------------------------------------------------------- */

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
            put_char(out, '.');
            put_int(out, (int64_t)e);
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

static bool is_told(const struct shape *shape, size_t i, uint64_t members, uint64_t hidden)
{
    return members >> i & 1 && !(hidden >> i & 1) && field_is_told(&shape->fields[i]) &&
           !(shape->fields[i].flags & COMPUTED);
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

/* ---- Windows-1252 ---------------------------------------------------------------------- */

char *windows_1252_to_utf8(struct arena *arena, const char *text, size_t length, size_t *made)
{
    /* 0x80 to 0x9f; what is 0 there is not defined. */
    static const unsigned short HIGH[] = {
        0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
        0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
        0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178 };
    char *out = arena_take(arena, length * 3 + 1);
    char *to = out;

    for (size_t i = 0; out && i < length; i++) {
        const unsigned char c = (unsigned char)text[i];
        const unsigned point = c >= 0x80 && c < 0xa0 ? HIGH[c - 0x80] : c;

        if (c >= 0x80 && !point)
            return NULL;
        if (point < 0x80) {
            *to++ = (char)point;
        } else if (point < 0x800) {
            *to++ = (char)(0xc0 | point >> 6);
            *to++ = (char)(0x80 | (point & 0x3f));
        } else {
            *to++ = (char)(0xe0 | point >> 12);
            *to++ = (char)(0x80 | (point >> 6 & 0x3f));
            *to++ = (char)(0x80 | (point & 0x3f));
        }
    }
    *made = out ? (size_t)(to - out) : 0;
    return out;
}
