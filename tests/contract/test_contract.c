/* openapi.yaml says of every operation what its route row says, and of nothing else. What it says
 * of kinds and shapes is judged in test_contract_kinds.c, what the database says of both in
 * test_contract_schema.c. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "api/documents.h"
#include "api/json.h"
#include "api/problem.h"
#include "tests/contract/contract.h"

TestSuite(contract, .init = spec_open, .fini = spec_close, .timeout = 60);

#define EACH_ROUTE(r)                                                                         \
    for (const struct route *const *table_ = ROUTES; *table_; table_++)                       \
        for (const struct route *r = *table_; r->method; r++)

/* ---- the file --------------------------------------------------------------------------- */

/* YAML readers differ over on, no and dates: quoted, they are the same to all. */
Test(contract, the_program_serves_what_the_file_says)
{
    json_error_t error;
    json_t *served = json_loads(OPENAPI_JSON, 0, &error);

    cr_assert(served, "%s", error.text);
    cr_expect(getenv("OPENAPI") || json_equal(spec, served),
              "what is built in differs from openapi.yaml: build again, and quote what YAML bends");
    json_decref(served);
}

static void check_references(json_t *at)
{
    json_t *one;
    const char *name;
    size_t i;

    if (json_is_string(json_object_get(at, "$ref")))
        cr_expect(resolved(at), "%s leads nowhere", text_in(at, "$ref"));
    json_object_foreach(at, name, one)
        check_references(one);
    json_array_foreach(at, i, one)
        check_references(one);
}

Test(contract, every_reference_leads_somewhere)
{
    check_references(spec);
}

/* ---- operations ------------------------------------------------------------------------- */

Test(contract, every_route_is_documented)
{
    EACH_ROUTE(r) {
        json_t *o = operation_of(r);

        cr_expect(o, "openapi.yaml lacks %s %s", r->method, r->path);
        cr_expect_str_eq(text_in(o, "operationId"), r->operation, "%s %s", r->method, r->path);
        cr_expect(*text_in(o, "summary") && *text_in(o, "description"), "%s has no words",
                  r->operation);
        cr_expect_eq(json_array_size(json_object_get(o, "tags")), 1, "%s: tags", r->operation);
    }
}

static bool is_method(const char *name)
{
    static const char *const NAMES[] = { "get", "put", "post", "delete", "patch", "head",
                                         "options", "trace" };

    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        if (strcmp(NAMES[i], name) == 0)
            return true;
    }
    return false;
}

Test(contract, every_documented_operation_is_served)
{
    const char *path, *method;
    json_t *methods, *o;

    json_object_foreach(json_object_get(spec, "paths"), path, methods) {
        json_object_foreach(methods, method, o) {
            bool served = false;

            EACH_ROUTE(r)
                served |= operation_of(r) == o;
            cr_expect(served && is_method(method), "%s %s is not served", method, path);
        }
    }
}

static bool asks_for(json_t *security, const char *scheme, const char *scope)
{
    json_t *one;
    size_t i;

    json_array_foreach(security, i, one) {
        json_t *scopes = json_object_get(one, scheme);

        if (scopes && (*scope ? json_array_size(scopes) == 1 && lists_text(scopes, scope)
                              : json_array_size(scopes) == 0))
            return true;
    }
    return false;
}

Test(contract, the_scope_is_that_of_the_route)
{
    EACH_ROUTE(r) {
        json_t *security = json_object_get(operation_of(r), "security");
        const bool oauth = r->flags & FORM;

        cr_expect(json_is_array(security), "%s: security", r->operation);
        if (!r->scope) {
            cr_expect(oauth ? asks_for(security, "client_basic", "") : !json_array_size(security),
                      "%s is public", r->operation);
            continue;
        }
        cr_expect(json_array_size(security) == 2 && asks_for(security, "bearer", r->scope) &&
                      asks_for(security, "client_credentials", r->scope),
                  "%s takes %s", r->operation, r->scope);
    }
}

Test(contract, the_schemes_list_the_scopes_there_are)
{
    json_t *scopes = inside(spec, "components", "securitySchemes", "client_credentials", "flows",
                            "clientCredentials", "scopes", NULL);
    size_t count = 0;

    for (; AUTH_SCOPES[count]; count++)
        cr_expect(*text_in(scopes, AUTH_SCOPES[count]), "no %s", AUTH_SCOPES[count]);
    cr_expect_eq(json_object_size(scopes), count, "there are scopes that are none");
    EACH_ROUTE(r)
        cr_expect(!r->scope || !*r->scope || auth_scope(r->scope), "%s: no scope is called %s",
                  r->operation, r->scope);
}

/* ---- bodies ----------------------------------------------------------------------------- */

static json_t *media(json_t *holder, const char *type)
{
    return inside(holder, "content", type, NULL);
}

static json_t *schema_of_media(json_t *holder, const char *type)
{
    return json_object_get(media(holder, type), "schema");
}

/* The schema's name is the shape's, with an ending or none. */
static bool is_named(json_t *schema, const struct shape *shape, const char *ending)
{
    const char *name = ref_name(schema);
    const size_t length = strlen(shape->name);

    return strncmp(name, shape->name, length) == 0 && strcmp(name + length, ending) == 0;
}

static void check_media(const struct route *r, json_t *holder, const char *const *types)
{
    size_t count = 0;

    for (; types[count]; count++)
        cr_expect(media(holder, types[count]), "%s: no %s", r->operation, types[count]);
    cr_expect_eq(json_object_size(json_object_get(holder, "content")), count,
                 "%s: media types", r->operation);
}

#define TYPES(...) ((const char *const[]){ __VA_ARGS__, NULL })

static const char *const *types_taken(const struct route *r)
{
    static const char *const FORMS[] = { "application/x-www-form-urlencoded", NULL };
    static const char *const CSV[] = { "text/csv", NULL };
    static const char *const MANY[] = { "application/json", "application/x-ndjson", "text/csv",
                                        NULL };
    static const char *const PATCHES[] = { "application/merge-patch+json", "application/json",
                                           NULL };

    return r->flags & FORM                      ? FORMS
           : r->flags & ONLY_CSV                ? CSV
           : r->flags & BULK                    ? MANY
           : strcmp(r->method, "PATCH") == 0    ? PATCHES
                                                : PATCHES + 1;
}

Test(contract, bodies_are_those_of_the_route)
{
    EACH_ROUTE(r) {
        json_t *body = json_object_get(operation_of(r), "requestBody");
        json_t *json = schema_of_media(body, "application/json");

        if (!r->takes && !(r->flags & (BULK | FORM))) {
            cr_expect_null(body, "%s takes no body", r->operation);
            continue;
        }
        cr_expect(json_is_true(json_object_get(body, "required")), "%s: body", r->operation);
        check_media(r, body, types_taken(r));
        if (r->flags & (FORM | ONLY_CSV))
            continue;
        cr_expect(r->flags & BULK                   ? is_named(json, r->gives, "_rows")
                  : strcmp(r->method, "PATCH") == 0 ? is_named(json, r->takes, "_patch")
                                                    : is_named(json, r->takes, ""),
                  "%s takes %s", r->operation, ref_name(json));
    }
}

static void check_answer_of_many(const struct route *r, json_t *schema)
{
    json_t *properties = inside(resolved(schema), "properties", NULL);
    json_t *items = json_object_get(inside(properties, "data", NULL), "items");

    cr_expect_str_eq(ref_name(items), r->gives->name, "%s: data", r->operation);
    cr_expect(!(r->flags & LISTS) ||
                  strcmp(ref_name(json_object_get(properties, "page")), "page") == 0,
              "%s: page", r->operation);
}

static void check_answer(const struct route *r, json_t *answer)
{
    json_t *schema = schema_of_media(answer, "application/json");

    if (r->status == 204 || r->flags & OTHER_TYPE || !r->gives)
        return;
    if (r->flags & BULK)
        cr_expect_str_eq(ref_name(schema), "bulk_answer", "%s", r->operation);
    else if (r->flags & LISTS || !is_named(schema, r->gives, ""))
        check_answer_of_many(r, schema);
    check_media(r, answer, r->flags & LISTS  ? TYPES("application/json", "application/x-ndjson",
                                                     "text/csv")
                           : r->flags & (BULK | AS_CSV) ? TYPES("application/json", "text/csv")
                           : r->flags & AS_HTML         ? TYPES("application/json", "text/html")
                                                        : TYPES("application/json"));
}

Test(contract, answers_are_those_of_the_route)
{
    EACH_ROUTE(r) {
        char status[8];
        const char *other;
        json_t *responses = inside(operation_of(r), "responses", NULL), *one;

        snprintf(status, sizeof status, "%u", r->status);
        json_t *answer = inside(responses, status, NULL);
        cr_expect(answer, "%s: no %s", r->operation, status);
        cr_expect_eq(json_object_get(answer, "content") == NULL,
                     r->status == 204 || (r->flags & FORM && !r->gives), "%s: body of %s",
                     r->operation, status);
        check_answer(r, answer);
        json_object_foreach(responses, other, one)
            cr_expect(other[0] != '2' || r->status >= 200, "%s", r->operation);
    }
}

/* What is created has an address, and where there is a choice of types caches hear of it. */
Test(contract, answers_name_their_headers)
{
    const char *status;
    json_t *one;

    EACH_ROUTE(r) {
        json_object_foreach(inside(operation_of(r), "responses", NULL), status, one) {
            const bool made = strcmp(status, "201") == 0, good = *status == '2';
            const bool chosen = good && ((media(one, "text/csv") &&
                                          r->flags & (LISTS | BULK | AS_CSV)) ||
                                         r->flags & AS_HTML);

            cr_expect(!made || inside(one, "headers", "Location", NULL), "%s: %s has no Location",
                      r->operation, status);
            cr_expect(!chosen || inside(one, "headers", "Vary", NULL), "%s: %s has no Vary",
                      r->operation, status);
        }
    }
}

static bool answers(const struct route *r, const char *status)
{
    return inside(operation_of(r), "responses", status, NULL) != NULL;
}

static bool is_write_by_version(const struct route *r)
{
    const size_t length = strlen(r->path);

    return r->flags & TRIES && r->resource && strcmp(r->method, "POST") != 0 && length > 4 &&
           strcmp(r->path + length - 4, "/:id") == 0;
}

/* A PUT of what may not be there yet takes a version only when it is. */
static bool may_want_version(const struct route *r)
{
    const bool only_one = r->resource && !r->resource->list && strcmp(r->method, "PUT") == 0;

    return is_write_by_version(r) || (r->flags & TRIES && (r->flags & SECTIONS || only_one));
}

/* In its path, or in a parameter that it cannot do without. */
static bool names_a_row(const struct route *r)
{
    bool named = strchr(r->path, ':') != NULL;

    for (const struct parameter *p = r->parameters; p && p->name; p++)
        named = named || (p->required && p->kind == &UUID);
    return named;
}

/* Statuses that follow from the row; others, as 410, follow from what the handler does. */
static void check_refusals(const struct route *r)
{
    const bool post = strcmp(r->method, "POST") == 0, takes = r->takes || r->flags & (BULK | FORM);
    const struct {
        const char *status;
        bool given;
        bool never; /* where it is not given it must not be there */
    } ROWS[] = {
        { "400", true, false },
        { "401", r->scope != NULL, false },
        { "403", r->scope && *r->scope, false },
        { "404", names_a_row(r), true },
        { "406", !(r->flags & OTHER_TYPE), true },
        { "409", r->flags & TRIES && post, false },
        { "412", is_write_by_version(r), false },
        { "413", takes, true },
        { "415", takes, true },
        { "422", (r->flags & TRIES && post) || (takes && !(r->flags & FORM)), false },
        { "428", is_write_by_version(r), !may_want_version(r) },
        { "429", r->scope != NULL, false },
        { "500", true, false },
        { "503", r->scope || !(r->flags & NO_DATABASE), false },
        { "507", r->flags & TRIES || (r->resource && r->resource->audited), false },
        { "default", true, false },
        { "304", (r->flags & SELECTS) != 0, false },
    };

    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        cr_expect(!ROWS[i].given || answers(r, ROWS[i].status), "%s may answer %s", r->operation,
                  ROWS[i].status);
        cr_expect(ROWS[i].given || !ROWS[i].never || !answers(r, ROWS[i].status),
                  "%s never answers %s", r->operation, ROWS[i].status);
    }
}

Test(contract, refusals_follow_from_the_route)
{
    EACH_ROUTE(r)
        check_refusals(r);
}

/* ---- parameters ------------------------------------------------------------------------- */

static json_t *parameter(json_t *operation, const char *in, const char *name)
{
    json_t *one;
    size_t i;

    json_array_foreach(json_object_get(operation, "parameters"), i, one) {
        json_t *p = resolved(one);

        if (strcmp(text_in(p, "in"), in) == 0 && strcmp(text_in(p, "name"), name) == 0)
            return p;
    }
    return NULL;
}

static size_t parameters_in(json_t *operation, const char *in)
{
    json_t *one;
    size_t i, count = 0;

    json_array_foreach(json_object_get(operation, "parameters"), i, one)
        count += strcmp(text_in(resolved(one), "in"), in) == 0;
    return count;
}

/* It is there, has words, and a value of this kind (or of none that matters). */
static size_t expect_query(const struct route *r, const char *name, const char *kind, bool many)
{
    json_t *p = parameter(operation_of(r), "query", name);
    json_t *schema = json_object_get(p, "schema");

    cr_expect(p && *text_in(p, "description"), "%s: parameter %s", r->operation, name);
    if (many)
        cr_expect(strcmp(text_in(p, "style"), "form") == 0 &&
                      json_is_false(json_object_get(p, "explode")),
                  "%s: %s is joined by commas", r->operation, name);
    if (kind)
        cr_expect_str_eq(ref_name(many ? json_object_get(schema, "items") : schema), kind,
                         "%s: kind of %s", r->operation, name);
    return 1;
}

static size_t expect_filter(const struct route *r, const struct filter *f)
{
    size_t count = 0;
    char name[100];

    for (unsigned op = OP_EQ; op <= OP_NULL; op <<= 1) {
        if (!(f->operators & op))
            continue;
        snprintf(name, sizeof name, "%s%s%s", f->name, op == OP_EQ ? "" : ".",
                 list_operator_name(op));
        const char *kind = op == OP_PREFIX ? NULL : op == OP_NULL ? "flag" : f->kind->name;
        count += expect_query(r, name, kind, op == OP_IN);
    }
    return count;
}

/* A list of names to choose from: exactly these. */
static void expect_choice(const struct route *r, const char *name, json_t *schema,
                          const char *one, bool listed)
{
    json_t *items = json_object_get(schema, "items");

    cr_expect_eq(lists_text(json_object_get(items ? items : schema, "enum"), one), listed,
                 "%s: %s=%s", r->operation, name, one);
}

static size_t expect_selection(const struct route *r)
{
    size_t count = expect_query(r, "fields", NULL, true);
    json_t *o = operation_of(r);

    for (size_t i = 0; i < r->gives->count; i++)
        expect_choice(r, "fields", json_object_get(parameter(o, "query", "fields"), "schema"),
                      r->gives->fields[i].name, !(r->gives->fields[i].flags & (SECRET | INTERNAL)));
    if (!r->resource->expansions)
        return count;
    count += expect_query(r, "expand", NULL, false);
    for (const struct expansion *e = r->resource->expansions; e->name; e++)
        expect_choice(r, "expand", json_object_get(parameter(o, "query", "expand"), "schema"),
                      e->name, true);
    return count;
}

static size_t expect_listing(const struct route *r)
{
    json_t *sort = json_object_get(parameter(operation_of(r), "query", "sort"), "schema");
    size_t count = 0, keys = 2;
    char down[60];

    for (const struct filter *f = r->resource->list->filters; f->name; f++)
        count += expect_filter(r, f);
    for (const struct sort *s = r->resource->list->sorts; s->name; s++, keys += 2) {
        snprintf(down, sizeof down, "-%s", s->name);
        expect_choice(r, "sort", sort, s->name, true);
        expect_choice(r, "sort", sort, down, true);
    }
    cr_expect_eq(json_array_size(json_object_get(json_object_get(sort, "items"), "enum")), keys,
                 "%s: sort", r->operation);
    cr_expect_eq(json_integer_value(json_object_get(sort, "maxItems")), SORT_KEYS_MAX);
    return count + expect_query(r, "sort", NULL, true) + expect_query(r, "limit", NULL, false) +
           expect_query(r, "cursor", NULL, false) + expect_query(r, "count", NULL, false) +
           expect_query(r, "include_deleted", "flag", false);
}

Test(contract, query_parameters_are_those_that_are_taken)
{
    EACH_ROUTE(r) {
        size_t count = 0;

        for (const struct parameter *p = r->parameters; p && p->name; p++) {
            json_t *documented = parameter(operation_of(r), "query", p->name);

            count += expect_query(r, p->name, p->kind->name, false);
            cr_expect_eq(json_is_true(json_object_get(documented, "required")), p->required,
                         "%s: %s required", r->operation, p->name);
        }
        if (r->flags & LISTS)
            count += expect_listing(r);
        if (r->flags & (LISTS | SELECTS))
            count += expect_selection(r);
        if (r->flags & TRIES)
            count += expect_query(r, "dry_run", "flag", false);
        cr_expect_eq(parameters_in(operation_of(r), "query"), count,
                     "%s takes %zu query parameters", r->operation, count);
    }
}

Test(contract, path_and_header_parameters_are_those_that_are_taken)
{
    EACH_ROUTE(r) {
        json_t *o = operation_of(r);
        size_t in_path = 0;

        for (const char *at = strchr(r->path, ':'); at; at = strchr(at + 1, ':'), in_path++) {
            char name[60];

            snprintf(name, sizeof name, "%.*s", (int)strcspn(at + 1, "/"), at + 1);
            json_t *p = parameter(o, "path", name);
            cr_expect(json_is_true(json_object_get(p, "required")), "%s: %s", r->operation, name);
        }
        cr_expect_eq(parameters_in(o, "path"), in_path, "%s: path", r->operation);
        const bool keyed = r->flags & TRIES && strcmp(r->method, "POST") == 0;
        cr_expect_eq(parameter(o, "header", "Idempotency-Key") != NULL, keyed,
                     "%s: Idempotency-Key", r->operation);
        json_t *match = json_object_get(parameter(o, "header", "If-Match"), "required");
        cr_expect_eq(json_is_true(match), is_write_by_version(r), "%s: If-Match", r->operation);
        cr_expect(!(r->flags & SELECTS) || parameter(o, "header", "If-None-Match"),
                  "%s: If-None-Match", r->operation);
    }
}

/* ---- examples --------------------------------------------------------------------------- */

static void check_example(const struct route *r, const char *name, json_t *value)
{
    struct arena arena = { .limit = 8 << 20 };
    struct faults faults = { .arena = &arena };
    void *row = arena_take(&arena, r->takes->size), *current = NULL;
    char *text = json_dumps(value, 0);

    shape_clear(r->takes, row);
    if (strcmp(r->method, "PATCH") == 0) {
        current = arena_take(&arena, r->takes->size);
        shape_clear(r->takes, current);
    }
    struct reading reading = { &arena, r->takes, row, current, 0, 0, &faults, "", false };
    cr_expect(json_read_object(&reading, text, strlen(text)), "%s: %s", r->operation, name);
    if (!current)
        read_required(&reading);
    for (size_t i = 0; i < faults.count; i++)
        cr_expect(false, "%s: example %s: %s %s", r->operation, name, faults.items[i].place,
                  faults.items[i].detail);
    free(text);
    arena_free(&arena);
}

Test(contract, examples_of_bodies_are_acceptable)
{
    json_start();
    EACH_ROUTE(r) {
        json_t *body = json_object_get(operation_of(r), "requestBody"), *one;
        const char *name;

        if (!r->takes)
            continue;
        json_t *examples = json_object_get(media(body, "application/json"), "examples");
        cr_expect(json_object_size(examples), "%s: no example", r->operation);
        json_object_foreach(examples, name, one)
            check_example(r, name, json_object_get(resolved(one), "value"));
    }
}

/* ---- problems --------------------------------------------------------------------------- */

static json_t *example_of_problem(const char *code)
{
    json_t *responses = inside(spec, "components", "responses", NULL), *one, *found = NULL;
    const char *name;

    json_object_foreach(responses, name, one) {
        json_t *example = inside(one, "content", "application/problem+json", "examples", code,
                                 "value", NULL);

        found = example ? example : found;
    }
    return found;
}

Test(contract, every_problem_is_documented)
{
    json_t *codes = json_object_get(component("schemas", "problem_code"), "enum");
    size_t count = 0;

    for (const struct problem *p = PROBLEMS; p->code; p++, count++) {
        json_t *example = example_of_problem(p->code);
        char slug[80];

        cr_expect(lists_text(codes, p->code), "problem_code lacks %s", p->code);
        cr_expect(example, "no response has an example of %s", p->code);
        cr_expect_str_eq(text_in(example, "code"), p->code);
        cr_expect_str_eq(text_in(example, "title"), p->title, "%s", p->code);
        cr_expect_str_eq(text_in(example, "detail"), p->detail, "%s", p->code);
        cr_expect_eq(json_integer_value(json_object_get(example, "status")), p->status, "%s",
                     p->code);
        snprintf(slug, sizeof slug, "/problems/%s", p->code);
        for (char *at = slug; (at = strchr(at, '_'));)
            *at = '-';
        cr_expect_str_eq(text_in(example, "type"), slug, "%s", p->code);
    }
    cr_expect_eq(json_array_size(codes), count, "problem_code has codes that are none");
}
