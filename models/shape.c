#include "models/shape.h"

#include <assert.h>
#include <string.h>

const struct shape KEY = SHAPE("key", key, FIELD(key, id, UUID, REQUIRED));

const struct field *shape_field(const struct shape *shape, const char *name)
{
    for (size_t i = 0; i < shape->count; i++) {
        if (strcmp(shape->fields[i].name, name) == 0)
            return &shape->fields[i];
    }
    return NULL;
}

uint64_t shape_guarded(const struct shape *shape)
{
    uint64_t guarded = 0;

    for (size_t i = 0; i < shape->count; i++)
        guarded |= shape->fields[i].flags & GUARDED ? UINT64_C(1) << i : 0;
    return guarded;
}

size_t field_index(const struct shape *shape, const struct field *field)
{
    const size_t index = (size_t)(field - shape->fields);

    assert(index < shape->count && index < SHAPE_FIELDS_MAX);
    return index;
}

bool field_absent(const struct field *field, const void *row)
{
    const void *at = field_at(field, row);

    return field->base == INTEGER   ? *(const int64_t *)at == NONE
           : field->base == BOOLEAN ? false
                                    : !*(const char *const *)at;
}

bool field_same(const struct field *field, const void *a, const void *b)
{
    const void *left = field_at(field, a), *right = field_at(field, b);

    if (field->base == INTEGER)
        return *(const int64_t *)left == *(const int64_t *)right;
    if (field->base == BOOLEAN)
        return *(const bool *)left == *(const bool *)right;
    const char *x = *(const char *const *)left, *y = *(const char *const *)right;
    return x && y ? strcmp(x, y) == 0 : x == y;
}

void shape_clear(const struct shape *shape, void *row)
{
    memset(row, 0, shape->size);
    for (size_t i = 0; i < shape->count; i++) {
        if (shape->fields[i].base == INTEGER)
            *field_int(&shape->fields[i], row) = NONE;
    }
}

static const struct field *member(const struct shape *shape, const char *name)
{
    const struct field *field = shape_field(shape, name);

    assert(field); /* asked for by the program, never by a client */
    return field;
}

const char *get_text(const struct shape *shape, const void *row, const char *name)
{
    const struct field *field = member(shape, name);

    assert(field->base == TEXT || field->base == LIST);
    return *(const char *const *)field_at(field, row);
}

int64_t get_int(const struct shape *shape, const void *row, const char *name)
{
    const struct field *field = member(shape, name);

    assert(field->base == INTEGER);
    return *(const int64_t *)field_at(field, row);
}

void set_text(const struct shape *shape, void *row, const char *name, const char *value)
{
    *field_text(member(shape, name), row) = value;
}

void set_int(const struct shape *shape, void *row, const char *name, int64_t value)
{
    *field_int(member(shape, name), row) = value;
}
