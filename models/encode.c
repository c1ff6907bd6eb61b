#include "models/encode.h"

#include <string.h>

bool field_is_column(const struct field *field)
{
    return !(field->flags & (COMPUTED | SECRET));
}

bool field_is_written(const struct field *field)
{
    const unsigned elsewhere = COMPUTED | SECRET | READ_ONLY | INTERNAL | DERIVED;

    return field->flags & KEPT || !(field->flags & elsewhere);
}

bool field_is_told(const struct field *field)
{
    return !(field->flags & (SECRET | INTERNAL));
}

static void put_value(struct buffer *out, const struct field *field, const void *row)
{
    const void *at = field_at(field, row);

    if (field->base == BOOLEAN)
        put_text(out, *(const bool *)at ? "true" : "false");
    else if (field_absent(field, row))
        put_text(out, field->base == LIST && !(field->flags & (ONE | OR_NULL)) ? "[]" : "null");
    else if (field->base == INTEGER)
        put_int(out, *(const int64_t *)at);
    else if (field->base == LIST)
        put_text(out, *(const char *const *)at);
    else
        put_json_text(out, *(const char *const *)at);
}

void put_member(struct buffer *out, const struct field *field, const void *row)
{
    put_char(out, '"');
    put_text(out, field->name);
    put_bytes(out, "\":", 2);
    put_value(out, field, row);
}

static void put_redacted(struct buffer *out, const struct shape *shape, uint64_t hidden)
{
    const char *comma = "";

    put_text(out, "\"_redacted\":[");
    for (size_t i = 0; i < shape->count; i++) {
        if (!(hidden >> i & 1))
            continue;
        put_text(out, comma);
        put_json_text(out, shape->fields[i].name);
        comma = ",";
    }
    put_char(out, ']');
}

void put_members(struct buffer *out, const struct shape *shape, const void *row, uint64_t members,
                 uint64_t hidden)
{
    bool first = true;

    for (size_t i = 0; i < shape->count; i++) {
        const struct field *field = &shape->fields[i];

        if (!(members >> i & 1) || hidden >> i & 1 || !field_is_told(field) ||
            (field->flags & OPTIONAL && field_absent(field, row)))
            continue;
        if (!first)
            put_char(out, ',');
        first = false;
        put_member(out, field, row);
    }
    if (hidden & members) {
        put_text(out, first ? "" : ",");
        put_redacted(out, shape, hidden & members);
    }
}

static void put_database_row(struct buffer *out, const struct shape *shape, const void *row)
{
    bool first = true;

    put_char(out, '{');
    for (size_t i = 0; i < shape->count; i++) {
        const struct field *field = &shape->fields[i];
        const bool names_it = strcmp(field->name, "id") == 0 || strcmp(field->name, "version") == 0;

        if (!names_it && !field_is_written(field))
            continue;
        if (!first)
            put_char(out, ',');
        first = false;
        put_member(out, field, row);
    }
    put_char(out, '}');
}

void put_rows_for_database(struct buffer *out, const struct shape *shape, const void *rows,
                           size_t count)
{
    put_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        if (i)
            put_char(out, ',');
        put_database_row(out, shape, (const char *)rows + i * shape->size);
    }
    put_char(out, ']');
}

const char *rows_as_json(struct arena *arena, const struct shape *shape, const void *rows,
                         size_t count)
{
    struct buffer out = { .arena = arena };

    put_rows_for_database(&out, shape, rows, count);
    return out.failed ? NULL : out.text;
}
