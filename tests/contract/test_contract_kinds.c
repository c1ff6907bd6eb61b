/* A kind draws the same line in C, in its DOMAIN and in openapi.yaml, and a shape has the same
 * members in C and there. The lines are compared by their verdicts on many values: the edges, every
 * code, the example and what is near it, and random texts. */
#include <criterion/criterion.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/collection.h"
#include "tests/contract/contract.h"

static void open_both(void)
{
    spec_open();
    database_open();
}

static void close_both(void)
{
    database_close();
    spec_close();
}

TestSuite(contract_kinds, .init = open_both, .fini = close_both, .timeout = 120);

/* ---- values ----------------------------------------------------------------------------- */

enum { VALUES_MAX = 4000, RANDOM_TEXTS = 250, RANDOM_LENGTH = 44 };

static struct arena arena;
static const char *values[VALUES_MAX];
static size_t nvalues;

static void add_value(const char *text, size_t length)
{
    cr_assert_lt(nvalues, VALUES_MAX);
    values[nvalues++] = arena_copy(&arena, text, length);
}

static void add_text(const char *text)
{
    add_value(text, strlen(text));
}

static void add_repeated(char one, int64_t count)
{
    char *text = count >= 0 ? arena_take(&arena, (size_t)count + 1) : NULL;

    if (!text)
        return;
    memset(text, one, (size_t)count);
    add_value(text, (size_t)count);
}

/* Something put in or over at every place: other letters, blanks of all sorts, an accent. */
static void add_changed(const char *text, const char *other)
{
    const size_t length = strlen(text);

    for (size_t i = 0; i <= length; i++) {
        add_text(arena_format(&arena, "%.*s%s%s", (int)i, text, other, text + i));
        if (i < length)
            add_text(arena_format(&arena, "%.*s%s%s", (int)i, text, other, text + i + 1));
    }
}

/* The other case, one character less, and every character changed. */
static void add_near(const char *text)
{
    static const char *const OTHERS[] = { "0", "9", "A", "a", "O", "S", "z", " ", "-", "_", ".",
                                          ":", ",", "@", "\t", "\n", "\xc2\xa0", "\xe2\x80\x83",
                                          "\xc3\xa9" };
    const size_t length = strlen(text);
    char *copy = arena_copy(&arena, text, length);

    add_text(text);
    add_value(text, length ? length - 1 : 0);
    add_text(length ? text + 1 : text);
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++)
        add_changed(text, OTHERS[i]);
    for (char *at = copy; *at; at++)
        *at = (char)(*at ^ ((*at & 0x5f) >= 'A' && (*at & 0x5f) <= 'Z' ? 0x20 : 0));
    add_text(copy);
}

static void add_random(void)
{
    static const char *const PIECES[] = {
        "0", "1", "7", "9", "A", "E", "N", "U", "Z", "a", "e", "z", "_", "-", " ", ".", "@", ",",
        ":", "/", "'", "\"", "\t", "\n", "\xc3\xa9", "\xe2\x80\x83", "\xf0\x9f\x99\x82" };
    char text[RANDOM_LENGTH * 4 + 1];
    size_t length = 0;

    for (long pieces = random() % RANDOM_LENGTH; pieces > 0; pieces--) {
        const char *piece = PIECES[(size_t)random() % (sizeof PIECES / sizeof *PIECES)];

        memcpy(text + length, piece, strlen(piece));
        length += strlen(piece);
    }
    add_value(text, length);
}

static void add_number(int64_t number)
{
    add_text(arena_format(&arena, "%lld", (long long)number));
}

static void generate(const struct kind *kind)
{
    static const char FILLERS[] = "x0A";

    arena = (struct arena){ .limit = 64 << 20 };
    nvalues = 0;
    if (kind->base == INTEGER) {
        for (int64_t d = -2; d <= 2; d++) {
            add_number(kind->min + d);
            add_number(kind->max + d);
        }
        for (int i = 0; i < 50; i++)
            add_number(((int64_t)random() << 31 | random()) % (2 * kind->max + 10) - kind->max / 2);
        return;
    }
    add_near(kind->example);
    for (const char *const *one = kind->one_of; one && *one; one++) {
        add_text(*one);
        add_text(arena_format(&arena, "%sx", *one));
        add_text(arena_format(&arena, "0%s", *one));
    }
    for (const char *filler = FILLERS; *filler; filler++) {
        for (int64_t d = -1; d <= 1; d++) {
            add_repeated(*filler, kind->min + d);
            add_repeated(*filler, kind->max + d);
        }
    }
    for (int i = 0; i < RANDOM_TEXTS; i++)
        add_random();
}

/* ---- verdicts --------------------------------------------------------------------------- */

static const struct rule *refused_in_c(const struct kind *kind, const char *text)
{
    return kind->base == INTEGER ? kind_refuses_int(kind, strtoll(text, NULL, 10))
                                 : kind_refuses_text(kind, text);
}

/* One letter for each value: t or f. */
static const char *database_verdicts(const struct kind *kind)
{
    const char *type = has_domain(kind) ? kind->name : kind->sql;
    PGresult *made = PQexec(conn,
        "CREATE OR REPLACE FUNCTION pg_temp.verdicts(texts text[], type text) RETURNS text"
        " LANGUAGE plpgsql AS $$ DECLARE one text; told text := ''; BEGIN"
        " FOREACH one IN ARRAY texts LOOP"
        "  BEGIN EXECUTE format('SELECT $1::%s', type) USING one; told := told || 't';"
        "  EXCEPTION WHEN OTHERS THEN told := told || 'f'; END;"
        " END LOOP; RETURN told; END $$");

    cr_assert_eq(PQresultStatus(made), PGRES_COMMAND_OK, "%s", PQerrorMessage(conn));
    PQclear(made);
    return ask_text("SELECT pg_temp.verdicts($1::text[], $2)",
                    VALUES_OF(text_array(&arena, values, nvalues), type));
}

static size_t code_points(const char *text)
{
    size_t count = 0;

    for (; *text; text++)
        count += (*text & 0xc0) != 0x80;
    return count;
}

/* In a POSIX expression \t is no tab. */
static bool matches(const char *pattern, const char *text)
{
    char plain[400];
    size_t n = 0;
    regex_t regex;

    for (const char *at = pattern; *at && n + 1 < sizeof plain; at++) {
        const char *escape = *at == '\\' ? strchr("t\tr\rn\n", at[1]) : NULL;

        plain[n++] = escape ? escape[1] : *at;
        at += escape != NULL;
    }
    plain[n] = '\0';
    cr_assert_eq(regcomp(&regex, plain, REG_EXTENDED | REG_NOSUB), 0, "%s", pattern);
    const bool found = regexec(&regex, text, 0, NULL, 0) == 0;
    regfree(&regex);
    return found;
}

static bool documented_allows(const struct kind *kind, json_t *schema, const char *text)
{
    json_t *codes = json_object_get(schema, "enum");
    json_t *longest = json_object_get(schema, "maxLength");
    const char *pattern = text_in(schema, "pattern");

    if (kind->base == INTEGER) {
        const int64_t number = strtoll(text, NULL, 10);

        return number >= json_integer_value(json_object_get(schema, "minimum")) &&
               number <= json_integer_value(json_object_get(schema, "maximum"));
    }
    if (codes)
        return lists_text(codes, text);
    return (int64_t)code_points(text) >= json_integer_value(json_object_get(schema, "minLength")) &&
           longest && (int64_t)code_points(text) <= json_integer_value(longest) &&
           (!*pattern || matches(pattern, text));
}

/* What a schema cannot say: check digits, and which days a month has. */
static bool is_beyond_a_schema(const struct rule *broken)
{
    static const char *const CODES[] = { "upn_check_letter", "uln_check_digit", "date_format",
                                         "instant_format" };

    for (size_t i = 0; broken && i < sizeof CODES / sizeof *CODES; i++) {
        if (strcmp(broken->code, CODES[i]) == 0)
            return true;
    }
    return false;
}

static void compare(const struct kind *kind)
{
    json_t *schema = component("schemas", kind->name);
    size_t accepted = 0;

    generate(kind);
    const char *in_database = database_verdicts(kind);
    for (size_t i = 0; i < nvalues; i++) {
        const struct rule *broken = refused_in_c(kind, values[i]);
        const bool database = in_database[i] == 't';
        const bool documented = documented_allows(kind, schema, values[i]);

        accepted += !broken;
        cr_expect(has_domain(kind) ? database == !broken : database || broken,
                  "%s: C %s and SQL %s '%.80s'", kind->name, broken ? "refuses" : "takes",
                  database ? "takes" : "refuses", values[i]);
        cr_expect(documented == !broken || (documented && is_beyond_a_schema(broken)),
                  "%s: C %s and openapi.yaml %s '%.80s'", kind->name, broken ? "refuses" : "takes",
                  documented ? "takes" : "refuses", values[i]);
    }
    cr_expect(accepted, "%s: no value was acceptable", kind->name);
    arena_free(&arena);
}

Test(contract_kinds, the_same_line_is_drawn_everywhere)
{
    const struct vocabulary *v = vocabulary();

    srandom(20261121);
    for (size_t i = 0; i < v->nkinds; i++) {
        if (v->kinds[i]->base != BOOLEAN && component("schemas", v->kinds[i]->name))
            compare(v->kinds[i]);
    }
}

Test(contract_kinds, the_example_is_acceptable_and_shown)
{
    const struct vocabulary *v = vocabulary();

    for (size_t i = 0; i < v->nkinds; i++) {
        const struct kind *k = v->kinds[i];
        json_t *schema = component("schemas", k->name);
        json_t *example = json_array_get(json_object_get(schema, "examples"), 0);
        char *text = json_dumps(example, JSON_ENCODE_ANY);

        cr_expect(schema, "openapi.yaml has no schema %s", k->name);
        cr_expect_str_eq(text_in(schema, "type"), k->base == TEXT      ? "string"
                                                  : k->base == INTEGER ? "integer" : "boolean",
                         "%s", k->name);
        cr_expect(*text_in(schema, "description"), "%s has no words", k->name);
        cr_expect_str_eq(k->base == TEXT && example ? json_string_value(example) : text ? text : "",
                         k->example, "%s: example", k->name);
        cr_expect(k->base == BOOLEAN || !refused_in_c(k, k->example), "%s: example", k->name);
        free(text);
    }
}

/* ---- shapes ----------------------------------------------------------------------------- */

/* A member is told as a $ref, beside it or inside "this or null". */
static json_t *value_of(json_t *property)
{
    json_t *choice = json_object_get(property, "anyOf");

    return choice ? json_array_get(choice, 0) : property;
}

/* Lists that are made in SQL, of objects no shape describes. */
static const char *element_of(const struct shape *shape, const struct field *f)
{
    if (strcmp(shape->name, "version_made") == 0 && strcmp(f->name, "changes") == 0)
        return "member_changed";
    return f->of ? f->of->name : f->kind->name;
}

static void check_member(const struct shape *shape, const struct field *f, json_t *schema)
{
    json_t *property = json_object_get(json_object_get(schema, "properties"), f->name);
    json_t *value = value_of(property);
    const bool list = f->base == LIST && !(f->flags & ONE);

    cr_expect(property, "%s.%s is not there", shape->name, f->name);
    cr_expect_str_eq(ref_name(list ? json_object_get(value, "items") : value),
                     element_of(shape, f), "%s.%s", shape->name, f->name);
    cr_expect(!list || strcmp(text_in(value, "type"), "array") == 0, "%s.%s is a list", shape->name,
              f->name);
    cr_expect_eq(lists_text(json_object_get(schema, "required"), f->name),
                 (f->flags & REQUIRED) != 0, "%s.%s required", shape->name, f->name);
    cr_expect_eq(json_is_true(json_object_get(property, "readOnly")),
                 (f->flags & (READ_ONLY | COMPUTED)) != 0, "%s.%s readOnly", shape->name, f->name);
    cr_expect_eq(json_is_true(json_object_get(property, "writeOnly")), (f->flags & SECRET) != 0,
                 "%s.%s writeOnly", shape->name, f->name);
    cr_expect(!(f->flags & REQUIRED) || !allows_null(property), "%s.%s is never null", shape->name,
              f->name);
}

/* What is told beside the members of the shape. */
static size_t more_members(const struct shape *shape, json_t *properties)
{
    const struct resource *r = resource_of_shape(shape);
    size_t count = 0;

    if (shape->sensitive) {
        count++;
        cr_expect(json_object_get(properties, "_redacted"), "%s._redacted", shape->name);
    }
    for (const struct expansion *e = r ? r->expansions : NULL; e && e->name; e++, count++)
        cr_expect_str_eq(ref_name(value_of(json_object_get(properties, e->name))),
                         e->of->shape->name, "%s.%s", shape->name, e->name);
    if (strcmp(shape->name, "change") == 0) {
        count++;
        cr_expect(json_object_get(properties, "resource"), "change.resource");
    }
    return count;
}

Test(contract_kinds, shapes_have_the_documented_members)
{
    const struct vocabulary *v = vocabulary();

    for (size_t i = 0; i < v->nshapes; i++) {
        const struct shape *shape = v->shapes[i];
        json_t *schema = component("schemas", shape->name);
        json_t *properties = json_object_get(schema, "properties");
        size_t count = more_members(shape, properties);

        cr_expect(schema, "openapi.yaml has no schema %s", shape->name);
        for (size_t k = 0; k < shape->count; k++) {
            if (!is_told_or_taken(&shape->fields[k]))
                continue;
            count++;
            check_member(shape, &shape->fields[k], schema);
        }
        cr_expect_eq(json_object_size(properties), count, "%s has %zu members", shape->name, count);
    }
}

static void check_order(const struct shape *shape, json_t *properties)
{
    const char *name;
    json_t *one;
    size_t at = 0;

    json_object_foreach(properties, name, one) {
        while (at < shape->count && !is_told_or_taken(&shape->fields[at]))
            at++;
        if (at == shape->count)
            return; /* what is told besides comes last */
        cr_expect_str_eq(name, shape->fields[at++].name, "%s: order", shape->name);
    }
}

Test(contract_kinds, members_stand_in_the_order_they_are_told)
{
    const struct vocabulary *v = vocabulary();

    for (size_t i = 0; i < v->nshapes; i++)
        check_order(v->shapes[i],
                    json_object_get(component("schemas", v->shapes[i]->name), "properties"));
}

/* ---- merge patches ----------------------------------------------------------------------- */

static void check_patch(const struct shape *shape, json_t *patch)
{
    json_t *properties = json_object_get(patch, "properties");
    size_t count = 0;

    cr_expect_null(json_object_get(patch, "required"), "%s_patch requires nothing", shape->name);
    for (size_t i = 0; i < shape->count; i++) {
        const struct field *f = &shape->fields[i];
        json_t *property = json_object_get(properties, f->name), *value = value_of(property);

        if (f->flags & (READ_ONLY | COMPUTED | INTERNAL | FIXED))
            continue;
        count++;
        const bool list = f->base == LIST && !(f->flags & ONE);
        cr_expect_str_eq(ref_name(list ? json_object_get(value, "items") : value),
                         element_of(shape, f), "%s_patch.%s", shape->name, f->name);
        cr_expect_eq(allows_null(property), !(f->flags & REQUIRED) && f->base != BOOLEAN,
                     "%s_patch.%s: null", shape->name, f->name);
    }
    cr_expect_eq(json_object_size(properties), count, "%s_patch has %zu members", shape->name,
                 count);
}

static bool is_changed(const struct resource *of)
{
    for (const struct route *const *table = ROUTES; *table; table++) {
        for (const struct route *r = *table; r->method; r++) {
            if (r->resource == of &&
                (strcmp(r->method, "PATCH") == 0 || r->parameters == BULK_PARAMETERS))
                return true;
        }
    }
    return false;
}

Test(contract_kinds, patches_have_the_members_that_can_be_written)
{
    for (struct resource *const *r = RESOURCES; *r; r++) {
        char name[60];

        snprintf(name, sizeof name, "%s_patch", (*r)->shape->name);
        cr_expect_eq(component("schemas", name) != NULL, is_changed(*r), "openapi.yaml: %s", name);
        if (!is_changed(*r))
            continue;
        check_patch((*r)->shape, component("schemas", name));
    }
}
