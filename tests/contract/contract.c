#include "tests/contract/contract.h"

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/contract/yaml.h"

json_t *spec;
PGconn *conn;

void spec_open(void)
{
    const char *path = getenv("OPENAPI");

    spec = yaml_load(path ? path : "openapi.yaml");
    cr_assert(spec, "openapi.yaml cannot be read: run this in the root of the source");
}

void spec_close(void)
{
    json_decref(spec);
    spec = NULL;
}

void database_open(void)
{
    const char *dsn = getenv("TAMAR_TEST_OWNER_DSN");
    const char *const names[] = { "dbname", "options", NULL };
    const char *const values[] = { dsn, "-c search_path=app,pg_temp", NULL };

    cr_assert(dsn, "TAMAR_TEST_OWNER_DSN is not set: run this in tests/with_service");
    conn = PQconnectdbParams(names, values, 1);
    cr_assert_eq(PQstatus(conn), CONNECTION_OK, "%s", PQerrorMessage(conn));
    cr_assert(resources_start());
}

void database_close(void)
{
    PQfinish(conn);
    conn = NULL;
}

/* ---- openapi.yaml ---------------------------------------------------------------------- */

static json_t *follow(const char *pointer)
{
    json_t *at = spec;
    char name[200];

    for (pointer += 2; at && *pointer; pointer += *pointer == '/') {
        const size_t length = strcspn(pointer, "/");

        snprintf(name, sizeof name, "%.*s", (int)length, pointer);
        at = json_object_get(at, name);
        pointer += length;
    }
    return at;
}

json_t *resolved(json_t *value)
{
    const char *ref;

    while ((ref = json_string_value(json_object_get(value, "$ref"))))
        value = strncmp(ref, "#/", 2) == 0 ? follow(ref) : NULL;
    return value;
}

json_t *component(const char *section, const char *name)
{
    return inside(spec, "components", section, name, NULL);
}

const char *ref_name(json_t *value)
{
    const char *ref = json_string_value(json_object_get(value, "$ref"));

    return ref ? strrchr(ref, '/') + 1 : "";
}

json_t *inside(json_t *value, ...)
{
    va_list names;
    const char *name;

    va_start(names, value);
    while ((name = va_arg(names, const char *)))
        value = resolved(json_object_get(value, name));
    va_end(names);
    return value;
}

const char *text_in(json_t *value, const char *name)
{
    const char *text = json_string_value(json_object_get(value, name));

    return text ? text : "";
}

bool lists_text(json_t *array, const char *text)
{
    json_t *one;
    size_t i;

    json_array_foreach(array, i, one) {
        if (json_is_string(one) && strcmp(json_string_value(one), text) == 0)
            return true;
    }
    return false;
}

bool allows_null(json_t *property)
{
    json_t *one;
    size_t i;

    json_array_foreach(json_object_get(property, "anyOf"), i, one) {
        if (strcmp(text_in(one, "type"), "null") == 0)
            return true;
    }
    return lists_text(json_object_get(property, "type"), "null");
}

/* "/v1/pupils/:id" is "/v1/pupils/{id}" there. */
json_t *operation_of(const struct route *route)
{
    char path[200], method[10];
    size_t n = 0, i = 0;
    bool open = false;

    for (const char *at = route->path; *at && n + 2 < sizeof path; at++) {
        if (*at == '/' && open)
            path[n++] = '}';
        open = (open && *at != '/') || *at == ':';
        path[n++] = *at == ':' ? '{' : *at;
    }
    if (open)
        path[n++] = '}';
    path[n] = '\0';
    for (; route->method[i]; i++)
        method[i] = (char)(route->method[i] | 0x20);
    method[i] = '\0';
    return inside(spec, "paths", path, method, NULL);
}

/* ---- the program ----------------------------------------------------------------------- */

static struct vocabulary all;

static void add_kind(const struct kind *kind)
{
    for (size_t i = 0; i < all.nkinds; i++) {
        if (all.kinds[i] == kind)
            return;
    }
    cr_assert(all.nkinds < VOCABULARY_MAX);
    all.kinds[all.nkinds++] = kind;
}

bool is_told_or_taken(const struct field *field)
{
    return !(field->flags & INTERNAL);
}

static void add_shape(const struct shape *shape)
{
    for (size_t i = 0; i < all.nshapes; i++) {
        if (all.shapes[i] == shape)
            return;
    }
    cr_assert(all.nshapes < VOCABULARY_MAX);
    all.shapes[all.nshapes++] = shape;
    for (size_t i = 0; i < shape->count; i++) {
        if (is_told_or_taken(&shape->fields[i]) && shape->fields[i].kind)
            add_kind(shape->fields[i].kind);
        if (is_told_or_taken(&shape->fields[i]) && shape->fields[i].of)
            add_shape(shape->fields[i].of);
    }
}

static void add_route(const struct route *route)
{
    const struct list *list = route->flags & LISTS ? route->resource->list : NULL;

    if (route->takes)
        add_shape(route->takes);
    if (route->gives)
        add_shape(route->gives);
    for (const struct parameter *p = route->parameters; p && p->name; p++)
        add_kind(p->kind);
    for (const struct filter *f = list ? list->filters : NULL; f && f->name; f++)
        add_kind(f->kind);
}

const struct vocabulary *vocabulary(void)
{
    if (all.nkinds)
        return &all;
    for (const struct kind *const *kind = KINDS; *kind; kind++)
        add_kind(*kind);
    for (const struct route *const *table = ROUTES; *table; table++) {
        for (const struct route *route = *table; route->method; route++)
            add_route(route);
    }
    return &all;
}

bool has_domain(const struct kind *kind)
{
    for (const struct kind *const *one = KINDS; *one; one++) {
        if (*one == kind)
            return true;
    }
    return false;
}

const struct resource *resource_of_shape(const struct shape *shape)
{
    for (struct resource *const *r = RESOURCES; *r; r++) {
        if ((*r)->shape == shape)
            return *r;
    }
    return NULL;
}

/* ---- the database ---------------------------------------------------------------------- */

PGresult *ask(const char *sql, const char *const *values)
{
    int count = 0;

    while (values && values[count])
        count++;
    PGresult *result = PQexecParams(conn, sql, count, NULL, values, NULL, NULL, 0);
    cr_assert_eq(PQresultStatus(result), PGRES_TUPLES_OK, "%s: %s", sql,
                 PQresultErrorMessage(result));
    return result;
}

const char *ask_text(const char *sql, const char *const *values)
{
    static char text[8192];
    PGresult *result = ask(sql, values);

    snprintf(text, sizeof text, "%s", PQntuples(result) ? PQgetvalue(result, 0, 0) : "");
    PQclear(result);
    return text;
}
