/* JSON to rows. The only file of this folder that knows jansson. What goes out is written straight
 * from the shapes (models/encode.c); a tree is built only for what comes in. */
#include "api/json.h"

#include <jansson.h>
#include <string.h>

#include "models/encode.h"

enum { DEPTH_MAX = 32, LIST_MAX = 200 };

static const struct rule NOT_A_LIST = { "list_type", "must be a list" };
static const struct rule TOO_MANY = { "list_length", "must have at most 200 elements" };
static const struct rule NOT_AN_OBJECT = { "object_type", "must be an object" };

/* Depth is judged before the parser recurses. */
static bool is_shallow(const char *text, size_t length)
{
    int depth = 0;
    bool quoted = false;

    for (size_t i = 0; i < length; i++) {
        if (quoted) {
            if (text[i] == '\\')
                i++;
            else
                quoted = text[i] != '"';
        } else if (text[i] == '"') {
            quoted = true;
        } else if (text[i] == '{' || text[i] == '[') {
            if (++depth > DEPTH_MAX)
                return false;
        } else if (text[i] == '}' || text[i] == ']') {
            depth--;
        }
    }
    return true;
}

static json_t *parse(const char *text, size_t length)
{
    json_error_t error;

    if (!is_shallow(text, length) || !text_is_clean(text, length))
        return NULL;
    return json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
}

static void read_members(struct reading *r, json_t *object);

/* One object, of a list or by itself, as canonical text. */
static void read_element(struct reading *r, const struct field *field, json_t *value,
                         const char *place, struct buffer *out)
{
    void *row = arena_take(r->arena, field->of->size);

    if (!json_is_object(value)) {
        add_fault(r->faults, IN_BODY, place, &NOT_AN_OBJECT);
        return;
    }
    if (!row)
        return;
    struct reading inner = { r->arena, field->of, row, NULL, 0, 0, r->faults, place, false };
    shape_clear(field->of, row);
    read_members(&inner, value);
    read_required(&inner);
    put_char(out, '{');
    put_members(out, field->of, row, UINT64_MAX, 0);
    put_char(out, '}');
}

static void read_list_number(struct reading *r, const struct field *field, json_t *value,
                             const char *place, struct buffer *out)
{
    const json_int_t number = json_integer_value(value);
    const struct rule *broken = json_is_integer(value) ? kind_refuses_int(field->kind, number)
                                                       : &field->kind->rule;

    if (broken)
        add_fault(r->faults, IN_BODY, place, broken);
    else
        put_int(out, number);
}

static void read_list_value(struct reading *r, const struct field *field, json_t *value,
                            const char *place, struct buffer *out)
{
    if (field->kind->base == INTEGER) {
        read_list_number(r, field, value, place, out);
        return;
    }
    char *copy = json_is_string(value)
                     ? arena_copy(r->arena, json_string_value(value), json_string_length(value))
                     : NULL;
    const struct rule *broken = copy ? NULL : &field->kind->rule;

    if (copy) {
        kind_spell(field->kind, copy);
        broken = kind_refuses_text(field->kind, copy);
    }
    if (broken)
        add_fault(r->faults, IN_BODY, place, broken);
    else
        put_json_text(out, copy);
}

static void read_list(struct reading *r, const struct field *field, json_t *value)
{
    struct buffer out = { .arena = r->arena };
    json_t *element;
    size_t i;

    if (!json_is_array(value) || json_array_size(value) > LIST_MAX) {
        reading_fault(r, field->name, json_is_array(value) ? &TOO_MANY : &NOT_A_LIST);
        return;
    }
    const char *place = pointer(r->arena, r->at, field->name);
    put_char(&out, '[');
    json_array_foreach(value, i, element) {
        const char *at = pointer_at(r->arena, place, i);

        put_text(&out, i ? "," : "");
        if (field->of)
            read_element(r, field, element, at, &out);
        else
            read_list_value(r, field, element, at, &out);
    }
    put_char(&out, ']');
    *field_text(field, r->row) = out.failed ? NULL : out.text;
}

static void read_one(struct reading *r, const struct field *field, json_t *value)
{
    struct buffer out = { .arena = r->arena };

    read_element(r, field, value, pointer(r->arena, r->at, field->name), &out);
    *field_text(field, r->row) = out.failed ? NULL : out.text;
}

static bool is_as_it_stands(const struct reading *r, const struct field *field, json_t *value)
{
    const void *at = field_at(field, r->current);

    if (field_absent(field, r->current))
        return json_is_null(value) || (field->base == LIST && !(field->flags & OR_NULL) &&
                                       json_array_size(value) == 0);
    if (field->base == INTEGER)
        return json_is_integer(value) && json_integer_value(value) == *(const int64_t *)at;
    if (field->base == BOOLEAN)
        return json_is_boolean(value) && json_is_true(value) == *(const bool *)at;
    const char *text = *(const char *const *)at;
    if (field->base == TEXT)
        return json_is_string(value) && strcmp(json_string_value(value), text) == 0;
    json_t *stands = json_loads(text, 0, NULL);
    const bool same = stands && json_equal(stands, value);
    json_decref(stands);
    return same;
}

static void read_value(struct reading *r, const struct field *field, json_t *value)
{
    const struct rule *broken = &field->kind->rule;

    if (field->base == TEXT && json_is_string(value) &&
        strlen(json_string_value(value)) == json_string_length(value))
        broken = put_text_value(r->arena, field, json_string_value(value), r->row);
    else if (field->base == INTEGER && json_is_integer(value))
        broken = put_int_value(field, json_integer_value(value), r->row);
    else if (field->base == BOOLEAN && json_is_boolean(value)) {
        *field_flag(field, r->row) = json_is_true(value);
        broken = NULL;
    }
    if (broken)
        reading_fault(r, field->name, broken);
}

static void read_member(struct reading *r, const struct field *field, json_t *value)
{
    if (!reading_takes(r, field))
        return;
    r->given |= UINT64_C(1) << field_index(r->shape, field);
    if (reading_is_read_only(r, field)) {
        if (r->current && !is_as_it_stands(r, field, value))
            reading_fault(r, field->name, &IS_READ_ONLY);
    } else if (json_is_null(value)) {
        read_null(r, field);
    } else if (field->flags & ONE) {
        read_one(r, field, value);
    } else if (field->base == LIST) {
        read_list(r, field, value);
    } else {
        read_value(r, field, value);
    }
}

static void read_members(struct reading *r, json_t *object)
{
    const char *name;
    json_t *value;

    json_object_foreach(object, name, value) {
        const struct field *field = shape_field(r->shape, name);

        if (field && !(field->flags & INTERNAL))
            read_member(r, field, value);
        else
            unknown_member(r, name);
    }
}

bool json_read_object(struct reading *r, const char *text, size_t length)
{
    json_t *body = parse(text, length);
    const bool is_object = json_is_object(body);

    if (is_object)
        read_members(r, body);
    json_decref(body);
    return is_object;
}

/* ---- {"items": [...]} without building the whole tree ---------------------------------- */

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r'))
        at++;
    return at;
}

/* Past one value; what is inside is judged when it is parsed. NULL when it does not end. */
static const char *skip_value(const char *at, const char *end)
{
    int depth = 0;
    bool quoted = false;

    for (; at < end; at++) {
        if (quoted) {
            if (*at == '\\')
                at++;
            else
                quoted = *at != '"';
        } else if (*at == '"') {
            quoted = true;
        } else if (*at == '{' || *at == '[') {
            depth++;
        } else if (*at == '}' || *at == ']') {
            if (depth-- == 0)
                return at;
        } else if (*at == ',' && depth == 0) {
            return at;
        }
    }
    return NULL;
}

bool json_items(const char *text, size_t length, struct slice *items, size_t most, size_t *count)
{
    static const char NAME[] = "\"items\"";
    const char *end = text + length;
    const char *at = skip_blanks(text, end);

    *count = 0;
    if (at == end || *at++ != '{')
        return false;
    at = skip_blanks(at, end);
    if ((size_t)(end - at) < sizeof NAME || memcmp(at, NAME, sizeof NAME - 1) != 0)
        return false;
    at = skip_blanks(at + sizeof NAME - 1, end);
    if (at == end || *at++ != ':')
        return false;
    at = skip_blanks(at, end);
    if (at == end || *at++ != '[')
        return false;
    at = skip_blanks(at, end);
    for (bool more = at < end && *at != ']'; more; (*count)++) {
        const char *from = skip_blanks(at, end);

        at = skip_value(from, end);
        if (!at || at == from)
            return false;
        if (*count < most)
            items[*count] = (struct slice){ from, (size_t)(at - from) };
        more = *at == ',';
        at += more;
    }
    if (at == end || *at++ != ']')
        return false;
    at = skip_blanks(at, end);
    return at < end && *at == '}' && skip_blanks(at + 1, end) == end;
}

/* ---- stored lists ---------------------------------------------------------------------- */

void *json_list_rows(struct arena *arena, const struct shape *shape, const char *list,
                     size_t *count)
{
    json_t *array = json_loads(list, 0, NULL);
    struct faults ignored = { .arena = arena };
    json_t *element;
    size_t i;

    *count = json_array_size(array);
    char *rows = arena_take(arena, *count * shape->size + 1);
    for (i = 0; rows && i < *count; i++) {
        void *row = rows + i * shape->size;
        struct reading r = { arena, shape, row, NULL, 0, 0, &ignored, "", false };

        shape_clear(shape, row);
        element = json_array_get(array, i);
        read_members(&r, element);
    }
    json_decref(array);
    return rows;
}

const char *const *json_list_values(struct arena *arena, const char *list, size_t *count)
{
    json_t *array = json_loads(list, 0, NULL);

    *count = json_array_size(array);
    const char **values = arena_take(arena, (*count + 1) * sizeof *values);
    for (size_t i = 0; values && i < *count; i++) {
        json_t *value = json_array_get(array, i);

        values[i] = json_is_integer(value)
                        ? arena_format(arena, "%lld", (long long)json_integer_value(value))
                        : arena_copy(arena, json_string_value(value), json_string_length(value));
    }
    json_decref(array);
    return values;
}

const char *json_list_with(struct faults *faults, const char *member, const struct shape *shape,
                           const char *list, const void *row)
{
    json_t *array = json_loads(list, 0, NULL);
    const size_t count = json_array_size(array);
    struct buffer out = { .arena = faults->arena };

    json_decref(array);
    if (count >= LIST_MAX) {
        add_fault(faults, IN_BODY, pointer(faults->arena, "", member), &TOO_MANY);
        return NULL;
    }
    put_bytes(&out, list, strlen(list) - 1);
    put_text(&out, count ? ",{" : "{");
    put_members(&out, shape, row, UINT64_MAX, 0);
    put_text(&out, "}]");
    return out.failed ? NULL : out.text;
}

void json_start(void)
{
    json_object_seed(0);
}
