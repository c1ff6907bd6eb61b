/* The database is what the tables of the program and openapi.yaml say of it. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "models/encode.h"
#include "models/schema.h"
#include "queries.h"
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

TestSuite(contract_schema, .init = open_both, .fini = close_both, .timeout = 120);

/* ---- columns ---------------------------------------------------------------------------- */

/* What a field's column is declared as. */
static const char *declared(const struct field *f)
{
    static const struct {
        const char *sql, *name;
    } PLAIN[] = { { "bigint", "int8" }, { "boolean", "bool" }, { "integer", "int4" } };

    if (f->base == LIST)
        return "jsonb";
    if (has_domain(f->kind))
        return f->kind->name;
    for (size_t i = 0; i < sizeof PLAIN / sizeof *PLAIN; i++) {
        if (strcmp(PLAIN[i].sql, f->kind->sql) == 0)
            return PLAIN[i].name;
    }
    return f->kind->sql;
}

static bool says_null(const struct resource *r, const struct field *f)
{
    return allows_null(inside(component("schemas", r->shape->name), "properties", f->name, NULL));
}

/* A member that is worked out in SQL is a function of the row. */
static void check_function(const struct resource *r, const struct field *f)
{
    cr_expect_str_eq(ask_text("SELECT format_type(prorettype, NULL) FROM pg_proc"
                              " WHERE proname = $2 AND pronamespace = 'app'::regnamespace"
                              " AND proargtypes[0] = to_regtype($1)",
                              VALUES_OF(r->table, f->name)),
                     f->base == LIST ? "jsonb" : f->kind->sql, "%s.%s: function", r->table,
                     f->name);
    cr_expect(f->flags & (READ_ONLY | FIXED), "%s.%s is only told", r->table, f->name);
}

/* A view has the names of the columns that it shows; of what it works out, only openapi.yaml says
 * whether it may be null. Of what is only read a day in the past may tell less than stands in the
 * row. */
static void check_column(const struct resource *r, const struct field *f)
{
    if (f->flags & DERIVED) {
        check_function(r, f);
        return;
    }
    PGresult *column = ask(
        "SELECT t.typname, a.attnotnull OR EXISTS ("
        "  SELECT FROM information_schema.view_column_usage u JOIN pg_attribute b"
        "  ON b.attrelid = to_regclass(u.table_name) AND b.attname = $2"
        "  WHERE u.view_name = $1 AND u.column_name = $2 AND b.attnotnull),"
        " c.relkind = 'v' AND NOT EXISTS (SELECT FROM information_schema.view_column_usage u"
        "  WHERE u.view_name = $1 AND u.column_name = $2)"
        " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
        " JOIN pg_type t ON t.oid = a.atttypid"
        " WHERE a.attrelid = $1::regclass AND a.attname = $2", VALUES_OF(r->table, f->name));
    const bool there = PQntuples(column) == 1;

    cr_expect_eq(there, field_is_column(f), "%s.%s: column", r->table, f->name);
    if (there) {
        const bool null = *PQgetvalue(column, 0, 1) == 'f';

        cr_expect_str_eq(PQgetvalue(column, 0, 0), declared(f), "%s.%s", r->table, f->name);
        cr_expect(!(f->flags & REQUIRED) || !null, "%s.%s: NOT NULL", r->table, f->name);
        const bool worked_out = *PQgetvalue(column, 0, 2) == 't';

        if (is_told_or_taken(f) && f->base != LIST && !(f->flags & OPTIONAL) && !worked_out)
            cr_expect(says_null(r, f) == null || (is_only_read(r) && !null),
                      "%s.%s: null in openapi.yaml", r->table, f->name);
    }
    PQclear(column);
}

Test(contract_schema, members_are_columns_of_their_kind)
{
    for (struct resource *const *r = RESOURCES; *r; r++) {
        for (size_t i = 0; i < (*r)->shape->count; i++)
            check_column(*r, &(*r)->shape->fields[i]);
    }
}

/* ---- statements ------------------------------------------------------------------------- */

enum { OID_BOOL = 16, OID_BIGINT = 20, OID_SMALLINT = 21, OID_INTEGER = 23, OID_TEXT = 25,
       OID_JSON = 114, OID_JSONB = 3802 };

static bool fits(enum base base, Oid type)
{
    switch (base) {
    case BOOLEAN:
        return type == OID_BOOL;
    case INTEGER:
        return type == OID_BIGINT || type == OID_INTEGER || type == OID_SMALLINT;
    case LIST:
        return type == OID_JSONB || type == OID_JSON || type == OID_TEXT;
    case TEXT:
        return type != OID_BOOL && type != OID_BIGINT && type != OID_INTEGER;
    }
    return false;
}

static void check_told(const char *name, const PGresult *described, const struct shape *gives)
{
    for (size_t i = 0; gives && i < gives->count; i++) {
        const struct field *f = &gives->fields[i];
        const int column = PQfnumber(described, f->name);

        if (!field_is_column(f))
            continue;
        cr_expect(column >= 0, "%s does not tell %s", name, f->name);
        cr_expect(column < 0 || fits(f->base, PQftype(described, column)), "%s: type of %s", name,
                  f->name);
    }
    cr_expect(gives || PQnfields(described) <= 1, "%s tells what nobody reads", name);
}

/* It is prepared, takes so many parameters, and tells a shape or nothing. */
static void check_query(const char *name, const char *text, int nparams, const struct shape *gives)
{
    PGresult *prepared = PQprepare(conn, "", text, 0, NULL);
    const bool good = PQresultStatus(prepared) == PGRES_COMMAND_OK;

    cr_expect(good, "%s: %s%s", name, PQresultErrorMessage(prepared), text);
    PQclear(prepared);
    if (!good)
        return;
    PGresult *described = PQdescribePrepared(conn, "");
    cr_expect_eq(PQnparams(described), nparams, "%s takes %d parameters", name, nparams);
    check_told(name, described, gives);
    PQclear(described);
}

Test(contract_schema, every_statement_prepares)
{
    for (const struct statement *const *s = STATEMENTS; *s; s++) {
        check_query((*s)->name, (*s)->text, (*s)->nparams, (*s)->gives);
        for (int i = 0; i < (*s)->nparams; i++)
            cr_expect(shape_field((*s)->takes, (*s)->params[i]), "%s: %s has no member %s",
                      (*s)->name, (*s)->takes->name, (*s)->params[i]);
    }
}

static void check_writes(const struct resource *r)
{
    check_query(r->name, r->sql->add, 1, r->shape);
    check_query(r->name, r->sql->add_silently, 1, NULL);
    check_query(r->name, r->sql->save, 2, r->shape);
    check_query(r->name, r->sql->remove, 3, NULL);
    check_query(r->name, r->sql->remove_many, 2, r->shape);
    check_query(r->name, r->sql->restore, 3, r->shape);
}

Test(contract_schema, every_composed_statement_prepares)
{
    for (struct resource *const *r = RESOURCES; *r; r++) {
        const struct resource_sql *sql = (*r)->sql;
        const struct shape *shape = (*r)->shape;

        check_query((*r)->name, sql->find, 2, shape);
        check_query((*r)->name, sql->find_many, 2, shape);
        if (is_only_read(*r))
            cr_expect(!sql->add && !sql->add_silently && !sql->save && !sql->remove &&
                          !sql->remove_many && !sql->restore, "%s is only read", (*r)->name);
        else
            check_writes(*r);
        for (const struct match *m = (*r)->matches; m && m->name; m++)
            check_query(m->name, m->sql, m->with_system ? 3 : 2, &MATCH_KEY);
    }
}

static void check_list(const struct resource *r, const struct list_query *list)
{
    struct arena arena = { .limit = 1 << 20 };
    struct query query;

    cr_assert(list_compose(&arena, r->sql->columns, r->sql->from, list, "", &query));
    check_query(r->name, query.text, query.nparams, r->shape);
    cr_assert(list_compose(&arena, NULL, r->sql->from, list, "", &query));
    check_query(r->name, query.text, query.nparams, NULL);
    arena_free(&arena);
}

static struct list_query by_id(void)
{
    struct list_query list = { .limit = 51, .norder = 1 };

    list.order[0].sort = &SORT_ID;
    return list;
}

Test(contract_schema, every_filter_and_sort_prepares)
{
    for (struct resource *const *r = RESOURCES; *r; r++) {
        if (!(*r)->list)
            continue;
        for (const struct filter *f = (*r)->list->filters; f->name; f++) {
            for (unsigned op = OP_EQ; op <= OP_NULL; op <<= 1) {
                struct list_query list = by_id();

                list.conditions[0] = (struct condition){ f, op, op == OP_NULL ? "true" : "" };
                list.nconditions = 1;
                if (f->operators & op)
                    check_list(*r, &list);
            }
        }
        for (const struct sort *s = (*r)->list->sorts; s->name; s++) {
            struct list_query list = by_id();

            list.order[1] = list.order[0];
            list.order[0].sort = s;
            list.norder = 2;
            list.paged = true;
            list.order[0].descending = list.order[1].descending = s != (*r)->list->sorts;
            cr_expect(shape_field((*r)->shape, s->name), "%s: sort %s", (*r)->name, s->name);
            check_list(*r, &list);
        }
    }
}

/* ---- rules ------------------------------------------------------------------------------ */

/* Rules nobody can break by what is sent: the service makes ids and trusts itself. */
static bool is_internal(const char *name)
{
    static const char *const ENDINGS[] = { "_pkey", "_trust_id_fkey", "code_code_set_fkey" };

    for (size_t i = 0; i < sizeof ENDINGS / sizeof *ENDINGS; i++) {
        const size_t length = strlen(name), ending = strlen(ENDINGS[i]);

        if (length >= ending && strcmp(name + length - ending, ENDINGS[i]) == 0)
            return true;
    }
    return false;
}

/* Where a rule of a table is told: at a member of its resource, or of the one it stands behind; of
 * a table that no client writes, at a column. */
static const char *resource_behind(const char *table)
{
    static const struct {
        const char *table, *resource;
    } BEHIND[] = { { "upn_holding", "pupil" }, { "external_id", "pupil" },
                   { "registration", "pupil" }, { "credential", "user" } };

    for (struct resource *const *r = RESOURCES; *r; r++) {
        if (strcmp((*r)->table, table) == 0)
            return (*r)->name;
    }
    for (size_t i = 0; i < sizeof BEHIND / sizeof *BEHIND; i++) {
        if (strcmp(BEHIND[i].table, table) == 0)
            return BEHIND[i].resource;
    }
    return NULL;
}

static bool has_member(const char *table, const char *member)
{
    const char *name = resource_behind(table);
    const struct resource *r = name ? resource_named(name) : NULL;

    if (r && shape_field(r->shape, member))
        return true;
    return (!r || strcmp(r->table, table) != 0) &&
           strcmp(ask_text("SELECT count(*) FROM pg_attribute WHERE attrelid = $1::regclass"
                           " AND attname = $2", VALUES_OF(table, member)), "1") == 0;
}

Test(contract_schema, every_constraint_states_its_rule)
{
    PGresult *named = ask(
        "SELECT c.conname, t.relname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid"
        " WHERE t.relnamespace = 'app'::regnamespace AND c.contype IN ('c', 'u', 'f', 'x', 'p')"
        " UNION ALL SELECT i.relname, t.relname FROM pg_index x"
        " JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid"
        " WHERE t.relnamespace = 'app'::regnamespace AND x.indisunique"
        " AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.oid)",
        NULL);

    cr_assert_gt(PQntuples(named), 20);
    for (int i = 0; i < PQntuples(named); i++) {
        const char *name = PQgetvalue(named, i, 0), *table = PQgetvalue(named, i, 1);
        const struct stated_rule *rule = stated_rule(name);

        cr_expect(rule || is_internal(name), "%s of %s states no rule", name, table);
        cr_expect(!rule || has_member(table, rule->member), "%s: %s has no member %s", name, table,
                  rule->member);
        cr_expect(!rule || strlen(rule->says) > 10, "%s says nothing", name);
    }
    PQclear(named);
}

Test(contract_schema, every_stated_rule_is_kept_by_something)
{
    for (const struct stated_rule *rule = STATED_RULES; rule->name; rule++)
        cr_expect_str_eq(ask_text(
            "SELECT EXISTS (SELECT FROM pg_constraint WHERE conname = $1"
            "               AND connamespace = 'app'::regnamespace)"
            " OR EXISTS (SELECT FROM pg_class WHERE relname = $1 AND relkind = 'i'"
            "            AND relnamespace = 'app'::regnamespace)"
            " OR EXISTS (SELECT FROM pg_proc WHERE pronamespace = 'app'::regnamespace"
            "            AND prosrc ~ ('(CONSTRAINT = |break_rule\\()''' || $1 || ''''))",
            VALUES_OF(rule->name)), "t", "nothing keeps %s", rule->name);
}

Test(contract_schema, every_rule_that_a_trigger_raises_is_stated)
{
    PGresult *raised = ask(
        "SELECT DISTINCT m[1] FROM pg_proc CROSS JOIN LATERAL"
        " regexp_matches(prosrc, '(?:CONSTRAINT = |break_rule\\()''(\\w+)''', 'g') AS m"
        " WHERE pronamespace = 'app'::regnamespace", NULL);

    cr_assert_gt(PQntuples(raised), 3);
    for (int i = 0; i < PQntuples(raised); i++)
        cr_expect(stated_rule(PQgetvalue(raised, i, 0)), "%s is raised and states no rule",
                  PQgetvalue(raised, i, 0));
    PQclear(raised);
}

/* ---- code sets and scopes --------------------------------------------------------------- */

Test(contract_schema, closed_kinds_are_code_sets)
{
    struct arena arena = { .limit = 1 << 20 };
    size_t sets = 0;

    for (const struct kind *const *k = KINDS; *k; k++) {
        size_t count = 0;

        if (!(*k)->one_of)
            continue;
        sets++;
        while ((*k)->one_of[count])
            count++;
        cr_expect_str_eq(ask_text(
            "SELECT (SELECT array_agg(c ORDER BY c COLLATE \"C\") FROM unnest($2::text[]) AS u(c))"
            " IS NOT DISTINCT FROM (SELECT array_agg(code ORDER BY code COLLATE \"C\") FROM code"
            " WHERE code_set = $1 AND recorded AND NOT retired)",
            VALUES_OF((*k)->name, text_array(&arena, (*k)->one_of, count))), "t",
            "%s is not the code set of that name", (*k)->name);
    }
    cr_expect_gt(sets, 5);
    arena_free(&arena);
}

Test(contract_schema, claim_sets_carry_scopes_there_are)
{
    PGresult *scopes = ask("SELECT name, unnest(scopes) FROM claim_set", NULL);

    cr_assert_gt(PQntuples(scopes), 10);
    for (int i = 0; i < PQntuples(scopes); i++)
        cr_expect(auth_scope(PQgetvalue(scopes, i, 1)), "%s carries %s", PQgetvalue(scopes, i, 0),
                  PQgetvalue(scopes, i, 1));
    PQclear(scopes);
}

static void check_is_carried(const char *of, const char *scope)
{
    cr_expect(auth_scope(scope), "%s: no scope is called %s", of, scope);
    cr_expect_str_eq(ask_text("SELECT EXISTS (SELECT FROM claim_set WHERE $1 = ANY (scopes))",
                              VALUES_OF(scope)), "t", "%s: no claim set carries %s", of, scope);
}

Test(contract_schema, some_claim_set_carries_every_scope_that_is_asked_for)
{
    for (const struct route *const *table = ROUTES; *table; table++) {
        for (const struct route *r = *table; r->method; r++) {
            if (r->scope && *r->scope)
                check_is_carried(r->operation, r->scope);
        }
    }
    for (struct resource *const *r = RESOURCES; *r; r++) {
        if ((*r)->shape->sensitive)
            check_is_carried((*r)->name, (*r)->shape->sensitive);
        for (const struct expansion *e = (*r)->expansions; e && e->name; e++)
            check_is_carried((*r)->name, e->scope);
    }
}

/* ---- drift ------------------------------------------------------------------------------ */

/* The next query of the file, after its comment; NULL at the end. */
static char *next_query(char **rest)
{
    char *query = *rest, *end = strstr(query, ";\n");

    if (!end)
        return NULL;
    *end = '\0';
    *rest = end + 2;
    return query;
}

Test(contract_schema, nothing_has_drifted)
{
    static char text[20000];
    FILE *file = fopen("tests/contract/drift.sql", "r");
    size_t queries = 0;

    cr_assert(file, "run this in the root of the source");
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    char *rest = text;
    for (char *query; (query = next_query(&rest)); queries++) {
        PGresult *found = ask(query, NULL);

        for (int i = 0; i < PQntuples(found); i++)
            cr_expect(false, "%s: %s", PQgetvalue(found, i, 0), PQgetvalue(found, i, 1));
        PQclear(found);
    }
    cr_expect_gt(queries, 10);
    cr_expect_eq(strspn(rest, " \n"), strlen(rest), "the last query has no end");
}

/* ---- the feed --------------------------------------------------------------------------- */

static bool is_choice(json_t *choices, const char *schema)
{
    json_t *one;
    size_t i;

    json_array_foreach(choices, i, one) {
        if (strcmp(ref_name(one), schema) == 0)
            return true;
    }
    return false;
}

static const char *what_types_says(void)
{
    json_t *one;
    size_t i;

    json_array_foreach(inside(spec, "paths", "/v1/changes", "get", "parameters", NULL), i, one) {
        if (strcmp(text_in(resolved(one), "name"), "types") == 0)
            return text_in(resolved(one), "description");
    }
    return "";
}

Test(contract_schema, the_feed_says_which_types_it_has)
{
    json_t *properties = inside(component("schemas", "change"), "properties", NULL);
    json_t *types = json_object_get(json_object_get(properties, "type"), "enum");
    json_t *choices = inside(properties, "resource", "anyOf", NULL);
    const char *says = what_types_says();
    size_t count = 0;

    for (struct resource *const *r = RESOURCES; *r; r++) {
        char quoted[80];

        snprintf(quoted, sizeof quoted, "`%s`", (*r)->name);
        cr_expect_neq(lists_text(types, (*r)->name), is_only_read(*r), "type: %s", quoted);
        cr_expect_neq(is_choice(choices, (*r)->shape->name), is_only_read(*r), "resource: %s",
                      quoted);
        cr_expect_neq(strstr(says, quoted) != NULL, is_only_read(*r), "types: %s", quoted);
        count += !is_only_read(*r);
    }
    cr_expect_eq(json_array_size(types), count);
    cr_expect_eq(json_array_size(choices), count + 1, "each, and null");
}
