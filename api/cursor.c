#include "api/query.h"

#include <string.h>

#include "api/service.h"

enum { CURSOR_TEXT = 2048, SEPARATOR = '\n' };

/* What a cursor is bound to. */
static bool fingerprint(struct ctx *c, char digest[AUTH_DIGEST])
{
    struct buffer out = { .arena = c->arena };

    put_text(&out, c->route->operation);
    put_text(&out, c->identity->claims.trust);
    put_char(&out, c->list.include_deleted ? '1' : '0');
    for (size_t i = 0; i < c->list.norder; i++) {
        put_text(&out, c->list.order[i].descending ? "\n-" : "\n+");
        put_text(&out, c->list.order[i].sort->name);
    }
    for (size_t i = 0; i < c->list.nconditions; i++) {
        put_char(&out, SEPARATOR);
        put_text(&out, c->list.conditions[i].filter->name);
        put_char(&out, '.');
        put_int(&out, c->list.conditions[i].op);
        put_char(&out, '=');
        put_text(&out, c->list.conditions[i].value);
    }
    if (out.failed)
        return false;
    auth_digest(out.text, digest);
    return true;
}

/* A sort key of a row as the text it is compared by; "" where it is absent. */
static const char *key_of(struct ctx *c, const void *row, const char *name)
{
    const struct field *field = shape_field(c->route->resource->shape, name);

    if (field_absent(field, row))
        return "";
    return field->base == INTEGER
               ? arena_format(c->arena, "%lld", (long long)*(const int64_t *)field_at(field, row))
               : *(const char *const *)field_at(field, row);
}

const char *cursor_after(struct ctx *c, const void *row)
{
    struct buffer plain = { .arena = c->arena };
    char digest[AUTH_DIGEST];
    char *sealed = arena_take(c->arena, CURSOR_TEXT);

    if (!sealed || !fingerprint(c, digest))
        return NULL;
    put_bytes(&plain, digest, 32);
    for (size_t i = 0; i < c->list.norder; i++) {
        const char *value = key_of(c, row, c->list.order[i].sort->name);

        put_char(&plain, SEPARATOR);
        plain.failed |= !value;
        put_text(&plain, value ? value : "");
    }
    return !plain.failed &&
                   auth_seal(&c->service->master, "cursor", plain.text, sealed, CURSOR_TEXT)
               ? sealed
               : NULL;
}

enum cursor cursor_open(struct ctx *c, const char *cursor)
{
    char digest[AUTH_DIGEST];
    char *plain = arena_take(c->arena, CURSOR_TEXT);

    if (!plain || !auth_open(&c->service->master, "cursor", cursor, plain, CURSOR_TEXT))
        return CURSOR_FORGED;
    if (!fingerprint(c, digest) || strncmp(plain, digest, 32) != 0 || strlen(plain) < 33)
        return CURSOR_OF_ANOTHER_LIST;
    char *at = plain + 32;
    for (size_t i = 0; i < c->list.norder; i++) {
        if (!at || *at != SEPARATOR)
            return CURSOR_OF_ANOTHER_LIST;
        *at++ = '\0';
        c->list.after[i] = at;
        at = strchr(at, SEPARATOR);
    }
    c->list.paged = true;
    return CURSOR_FITS;
}
