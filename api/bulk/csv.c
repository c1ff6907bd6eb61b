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

/* Which element of which list a name begins with; what of the element is the rest of it. */
static const char *list_part(const struct shape *shape, const char *name, struct csv_step *step)
{
    const char *dot = strchr(name, '.');
    char member[64];
    int64_t element = 1;
    char number[8] = "";

    if (!dot || (size_t)(dot - name) >= sizeof member)
        return NULL;
    memcpy(member, name, (size_t)(dot - name));
    member[dot - name] = '\0';
    const struct field *field = shape_field(shape, member);
    *step = (struct csv_step){ field, 1 };
    if (field && field->flags & ONE)
        return dot + 1;
    const size_t digits = strcspn(dot + 1, ".");
    if (!field || field->base != LIST || !digits || digits >= sizeof number)
        return NULL;
    memcpy(number, dot + 1, digits);
    const char *rest = dot + 1 + digits;
    if (!text_to_int(number, &element) || element < 1 || element > ELEMENTS_MAX)
        return NULL;
    step->element = (size_t)element;
    if (field->of)
        return *rest ? rest + 1 : NULL;
    return *rest ? NULL : rest;
}

static bool read_name(const struct shape *shape, const char *name, struct csv_step *steps,
                      size_t most)
{
    const struct field *field = shape_field(shape, name);

    if (field && field->base != LIST) {
        *steps = (struct csv_step){ field, 0 };
        return true;
    }
    const char *rest = most ? list_part(shape, name, steps) : NULL;
    if (!rest || !steps->field->of)
        return rest != NULL;
    return read_name(steps->field->of, rest, steps + 1, most - 1);
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
        struct csv_step *steps = columns[i].steps;
        bool twice = false;

        if (is_of_a_reject(csv->cells[i]))
            continue;
        for (size_t k = 0; k < i; k++)
            twice |= strcmp(csv->cells[k], csv->cells[i]) == 0;
        if (!read_name(shape, csv->cells[i], steps, CSV_STEPS - 1) ||
            steps->field->flags & INTERNAL) {
            struct reading r = { csv->arena, shape, NULL, NULL, 0, 0, faults, "", false };

            unknown_member(&r, csv->cells[i]);
            steps->field = NULL;
        } else if (twice) {
            add_fault_with(faults, IN_BODY, pointer(csv->arena, "", csv->cells[i]),
                           "repeated_member", "is a column twice", NULL);
        }
    }
    return columns;
}

/* ---- a record into a row --------------------------------------------------------------- */

static const struct rule UNCLEAN = { "text_characters", "has characters that are not allowed" };

/* A cell that is there but says nothing leaves its member alone; \N clears it. */
enum cell { CELL_EMPTY, CELL_NULL, CELL_TEXT };

static enum cell cell_of(const struct csv *csv, size_t i)
{
    if (i >= csv->ncells || !*csv->cells[i])
        return CELL_EMPTY;
    return !csv->quoted[i] && strcmp(csv->cells[i], "\\N") == 0 ? CELL_NULL : CELL_TEXT;
}

/* The cells of a record that belong to one row, be it an element of a list: whose ways begin as
 * that of `like` for so many steps. */
struct cells {
    const struct csv *csv;
    const struct csv_column *columns;
    size_t ncolumns;
    const struct csv_column *like;
    size_t depth;
};

/* The next step to the value of a cell; NULL when it is not of this row. */
static const struct csv_step *step_to(const struct cells *cells, size_t i)
{
    const struct csv_step *steps = cells->columns[i].steps;

    for (size_t d = 0; d < cells->depth; d++) {
        if (steps[d].field != cells->like->steps[d].field ||
            steps[d].element != cells->like->steps[d].element)
            return NULL;
    }
    return steps[cells->depth].field || cells->depth ? &steps[cells->depth] : NULL;
}

static bool is_filled(const struct cells *cells)
{
    for (size_t i = 0; i < cells->ncolumns; i++) {
        if (step_to(cells, i) && cell_of(cells->csv, i) == CELL_TEXT)
            return true;
    }
    return false;
}

static void put_list_value(struct reading *r, const struct kind *kind, const char *at,
                           const char *text, struct buffer *out)
{
    char *copy = arena_copy(r->arena, text, strlen(text));

    if (!copy)
        return;
    kind_spell(kind, copy);
    const struct rule *broken = text_is_clean(copy, strlen(copy)) ? kind_refuses_text(kind, copy)
                                                                  : &UNCLEAN;
    if (broken)
        add_fault(r->faults, IN_BODY, at, broken);
    else
        put_json_text(out, copy);
}

static void read_cells(struct reading *r, const struct cells *cells);

/* An element with no cell filled is not there. */
static void gather_element(struct reading *r, const struct field *list, const struct cells *cells,
                           const char *at, struct buffer *out)
{
    void *row = arena_take(r->arena, list->of ? list->of->size : 1);
    struct reading inner = { r->arena, list->of, row, NULL, 0, 0, r->faults, at, false };

    if (!row || !is_filled(cells))
        return;
    put_text(out, out->length > 1 ? "," : "");
    if (!list->of) {
        put_list_value(r, list->kind, at, cells->csv->cells[cells->like - cells->columns], out);
        return;
    }
    shape_clear(list->of, row);
    read_cells(&inner, cells);
    read_required(&inner);
    put_char(out, '{');
    put_members(out, list->of, row, UINT64_MAX, 0);
    put_char(out, '}');
}

/* The first of the cells of an element, or of the whole list (element 0), or ncolumns. */
static size_t first_cell(const struct cells *cells, const struct field *list, size_t element)
{
    size_t i = 0;

    for (; i < cells->ncolumns; i++) {
        const struct csv_step *step = step_to(cells, i);

        if (step && step->field == list && (!element || step->element == element))
            break;
    }
    return i;
}

static void gather_list(struct reading *r, const struct cells *cells, const struct field *list,
                        size_t most, struct buffer *out)
{
    const char *place = pointer(r->arena, r->at, list->name);

    put_text(out, list->flags & ONE ? "" : "[");
    for (size_t element = 1; element <= most; element++) {
        const size_t first = first_cell(cells, list, element);
        struct cells inner = *cells;

        if (first == cells->ncolumns)
            continue;
        inner.like = &cells->columns[first];
        inner.depth++;
        gather_element(r, list, &inner,
                       list->flags & ONE ? place : pointer_at(r->arena, place, element - 1), out);
    }
}

static void read_list(struct reading *r, const struct cells *cells, const struct field *list)
{
    struct buffer out = { .arena = r->arena };
    bool cleared = false;
    size_t most = 0;

    for (size_t i = 0; i < cells->ncolumns; i++) {
        const struct csv_step *step = step_to(cells, i);
        const enum cell cell = cell_of(cells->csv, i);

        if (!step || step->field != list || cell == CELL_EMPTY)
            continue;
        cleared |= cell == CELL_NULL;
        most = step->element > most ? step->element : most;
    }
    if (!most)
        return;
    gather_list(r, cells, list, most, &out);
    const bool filled = out.length > !(list->flags & ONE);
    put_text(&out, list->flags & ONE ? "" : "]");
    if (out.failed || (!filled && !cleared))
        return;
    *field_text(list, r->row) = list->flags & ONE && !filled ? NULL : out.text;
    r->given |= UINT64_C(1) << field_index(r->shape, list);
}

static void read_value(struct reading *r, const struct cells *cells, size_t i,
                       const struct field *field)
{
    const char *text = i < cells->csv->ncells ? cells->csv->cells[i] : "";

    if (!text_is_clean(text, strlen(text))) {
        reading_fault(r, field->name, &UNCLEAN);
    } else if (cell_of(cells->csv, i) == CELL_TEXT) {
        read_text_value(r, field, text);
    } else if (cell_of(cells->csv, i) == CELL_NULL && !cells->depth && reading_takes(r, field)) {
        r->given |= UINT64_C(1) << field_index(r->shape, field);
        read_null(r, field);
    }
}

static void read_cells(struct reading *r, const struct cells *cells)
{
    for (size_t i = 0; i < cells->ncolumns; i++) {
        const struct csv_step *step = step_to(cells, i);

        if (!step || !step->field)
            continue;
        if (step->field->base != LIST)
            read_value(r, cells, i, step->field);
        else if (first_cell(cells, step->field, 0) == i && !reading_is_read_only(r, step->field))
            read_list(r, cells, step->field);
    }
}

void csv_read_row(struct reading *r, const struct csv *csv, const struct csv_column *columns,
                  size_t ncolumns)
{
    read_cells(r, &(struct cells){ csv, columns, ncolumns, NULL, 0 });
}
