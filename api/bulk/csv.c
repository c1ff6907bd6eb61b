#include "api/bulk/csv.h"

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

/* What comes before the next quote or line end. Nothing ends the text but its length. */
static size_t plain_length(const char *at, const char *end)
{
    const char *from = at;

    while (at < end && *at != '"' && *at != '\n')
        at++;
    return (size_t)(at - from);
}

/* A quoted cell: two quotes stand for one, and line ends belong to it. */
static bool quoted_cell(struct csv *csv, size_t *lines)
{
    struct buffer cell = { .arena = csv->arena };

    put_text(&cell, "");
    for (csv->at++; csv->at < csv->end; csv->at++) {
        const size_t plain = plain_length(csv->at, csv->end);

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
    if (memchr(csv->record.text, '\0', csv->record.length)) /* it would cut its cell off */
        return CSV_MALFORMED;
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
    if (field && field->flags & ONE) {
        column->element = 1;
        column->inner = shape_field(field->of, dot + 1);
        return column->inner ? field : NULL;
    }
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
    return strcmp(name, "_line") == 0 || strcmp(name, "_status") == 0 ||
           strcmp(name, "_errors") == 0;
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
            unknown_member(&r, csv->cells[i]);
        } else if (twice) {
            add_fault_with(faults, IN_BODY, pointer(csv->arena, "", csv->cells[i]),
                           "repeated_member", "is a column twice", NULL);
        }
        columns[i].field = field;
    }
    return columns;
}

/* ---- a record into a row --------------------------------------------------------------- */

/* A cell that is there but says nothing leaves its member alone; \N clears it. */
enum cell { CELL_EMPTY, CELL_NULL, CELL_TEXT };

static enum cell cell_of(const struct csv *csv, size_t i)
{
    if (i >= csv->ncells || !*csv->cells[i])
        return CELL_EMPTY;
    return !csv->quoted[i] && strcmp(csv->cells[i], "\\N") == 0 ? CELL_NULL : CELL_TEXT;
}

/* One list being gathered from its columns. */
struct gathering {
    struct reading *r;
    const struct csv *csv;
    const struct csv_column *columns;
    size_t ncolumns;
    const struct field *list;
    void *row; /* of an element */
    struct buffer out;
    bool cleared;
};

static void put_list_value(struct gathering *g, const char *at, const char *text)
{
    char *copy = arena_copy(g->r->arena, text, strlen(text));

    if (!copy)
        return;
    kind_spell(g->list->kind, copy);
    const struct rule *broken = kind_refuses_text(g->list->kind, copy);
    if (broken)
        add_fault(g->r->faults, IN_BODY, at, broken);
    else
        put_json_text(&g->out, copy);
}

/* An element with no cell filled is not there. */
static void gather_element(struct gathering *g, size_t element)
{
    struct reading inner = {
        g->r->arena, g->list->of, g->row, NULL, 0, 0, g->r->faults, NULL, false
    };
    bool there = false;

    for (size_t i = 0; i < g->ncolumns; i++) {
        const enum cell cell = cell_of(g->csv, i);

        if (g->columns[i].field != g->list || g->columns[i].element != element ||
            cell == CELL_EMPTY)
            continue;
        g->cleared |= cell == CELL_NULL;
        if (cell == CELL_NULL)
            continue;
        if (!there) {
            inner.at = pointer(g->r->arena, g->r->at, g->list->name);
            if (!(g->list->flags & ONE))
                inner.at = pointer_at(g->r->arena, inner.at, element - 1);
            put_text(&g->out, g->out.length > 1 ? "," : "");
            if (g->list->of)
                shape_clear(g->list->of, g->row);
        }
        there = true;
        if (g->list->of)
            read_text_value(&inner, g->columns[i].inner, g->csv->cells[i]);
        else
            put_list_value(g, inner.at, g->csv->cells[i]);
    }
    if (!there || !g->list->of)
        return;
    read_required(&inner);
    put_char(&g->out, '{');
    put_members(&g->out, g->list->of, g->row, UINT64_MAX, 0);
    put_char(&g->out, '}');
}

static void read_list(struct reading *r, const struct csv *csv, const struct csv_column *columns,
                      size_t ncolumns, const struct field *list)
{
    struct gathering g = { r, csv, columns, ncolumns, list, NULL, { .arena = r->arena }, false };
    size_t most = 0;

    for (size_t i = 0; i < ncolumns; i++) {
        if (columns[i].field == list && cell_of(csv, i) != CELL_EMPTY && columns[i].element > most)
            most = columns[i].element;
    }
    if (!most)
        return;
    g.row = arena_take(r->arena, list->of ? list->of->size : 1);
    put_text(&g.out, list->flags & ONE ? "" : "[");
    for (size_t element = 1; g.row && element <= most; element++)
        gather_element(&g, element);
    const size_t filled = g.out.length > !(list->flags & ONE);
    put_text(&g.out, list->flags & ONE ? "" : "]");
    if (g.out.failed || (!filled && !g.cleared))
        return;
    *field_text(list, r->row) = list->flags & ONE && !filled ? NULL : g.out.text;
    r->given |= UINT64_C(1) << field_index(r->shape, list);
}

static bool first_of_its_list(const struct csv_column *columns, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (columns[k].field == columns[i].field)
            return false;
    }
    return true;
}

static void read_cell(struct reading *r, const struct csv *csv, const struct csv_column *columns,
                      size_t ncolumns, size_t i)
{
    const struct field *field = columns[i].field;

    if (!field)
        return;
    if (!text_is_clean(csv->cells[i], strlen(csv->cells[i]))) {
        static const struct rule UNCLEAN = { "text_characters",
                                             "has characters that are not allowed" };
        reading_fault(r, field->name, &UNCLEAN);
    } else if (field->base == LIST) {
        if (first_of_its_list(columns, i) && !reading_is_read_only(r, field))
            read_list(r, csv, columns, ncolumns, field);
    } else if (cell_of(csv, i) == CELL_NULL) {
        if (reading_takes(r, field)) {
            r->given |= UINT64_C(1) << field_index(r->shape, field);
            read_null(r, field);
        }
    } else if (cell_of(csv, i) == CELL_TEXT) {
        read_text_value(r, field, csv->cells[i]);
    }
}

void csv_read_row(struct reading *r, const struct csv *csv, const struct csv_column *columns,
                  size_t ncolumns)
{
    for (size_t i = 0; i < ncolumns && i < csv->ncells; i++)
        read_cell(r, csv, columns, ncolumns, i);
}
