/* The SQL text of lists: composed of the resource's words only, with every value a parameter. */
#include "models/list.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct filter NAME = { "name", &PERSON_NAME, "t.name", ~0u, 0 };
static const struct filter BORN = { "born", &DAY, "t.born", ~0u, 0 };
static const struct filter HAS_NEED = { "need", &NEED, "t.needs @> of(?)", OP_EQ | OP_NE, 0 };
static const struct sort BY_NAME = { "name", &PERSON_NAME, "t.name" };
static const struct sort BY_BIRTH = { "born", &DAY, "t.born" };

static struct arena arena;
static struct query query;
static struct list_query ask;

static void start(void)
{
    arena = (struct arena){ .limit = 1 << 20 };
    ask = (struct list_query){ .limit = 50 };
}

static void stop(void)
{
    arena_free(&arena);
}

TestSuite(list, .init = start, .fini = stop, .timeout = 20);

static void by(const struct sort *sort, bool descending, const char *after)
{
    ask.order[ask.norder].sort = sort;
    ask.order[ask.norder].descending = descending;
    ask.after[ask.norder++] = after;
    ask.paged = after != NULL;
}

static void where(const struct filter *filter, unsigned op, const char *value)
{
    ask.conditions[ask.nconditions++] = (struct condition){ filter, op, value };
}

static const char *text(const char *columns)
{
    cr_assert(list_compose(&arena, columns, "app.x", &ask, "TRUST", &query));
    cr_assert_str_eq(query.params[0], "TRUST");
    return query.text;
}

#define HEAD "SELECT t.id FROM app.x AS t WHERE t.trust_id = $1::uuid AND t.deleted_at IS NULL"

Test(list, plain)
{
    by(&SORT_ID, false, NULL);
    cr_expect_str_eq(text("t.id"), HEAD " ORDER BY t.id LIMIT 50");
    cr_expect_eq(query.nparams, 1);
    ask.include_deleted = true;
    cr_expect_str_eq(text("t.id"), "SELECT t.id FROM app.x AS t WHERE t.trust_id = $1::uuid"
                                   " ORDER BY t.id LIMIT 50");
}

Test(list, filters)
{
    static const struct {
        unsigned op;
        const char *value, *sql;
    } CASES[] = {
        { OP_EQ, "a", " AND t.name = $2::text" },
        { OP_NE, "a", " AND t.name IS DISTINCT FROM $2::text" },
        { OP_GT, "a", " AND t.name > $2::text" },
        { OP_GTE, "a", " AND t.name >= $2::text" },
        { OP_LT, "a", " AND t.name < $2::text" },
        { OP_LTE, "a", " AND t.name <= $2::text" },
        { OP_IN, "{a,b}", " AND t.name = ANY ($2::text[])" },
        { OP_PREFIX, "a", " AND t.name ^@ $2::text" },
        { OP_NULL, "true", " AND t.name IS NULL" },
        { OP_NULL, "false", " AND t.name IS NOT NULL" },
    };

    by(&SORT_ID, false, NULL);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        ask.nconditions = 0;
        where(&NAME, CASES[i].op, CASES[i].value);
        cr_expect_str_eq(text("t.id"), arena_format(&arena, HEAD "%s ORDER BY t.id LIMIT 50",
                                                    CASES[i].sql));
        cr_expect_eq(query.nparams, CASES[i].op == OP_NULL ? 1 : 2);
        if (CASES[i].op != OP_NULL)
            cr_expect_str_eq(query.params[1], CASES[i].value);
    }
}

Test(list, filters_that_are_conditions)
{
    by(&SORT_ID, false, NULL);
    where(&HAS_NEED, OP_EQ, "ASD");
    where(&HAS_NEED, OP_NE, "DS");
    where(&BORN, OP_GTE, "2015-09-01");
    cr_expect_str_eq(text("t.id"), HEAD " AND (t.needs @> of($2::text)) AND NOT (t.needs @>"
                     " of($3::text)) AND t.born >= $4::date ORDER BY t.id LIMIT 50");
    cr_expect_str_eq(query.params[2], "DS");
    cr_expect_str_eq(query.params[3], "2015-09-01");
}

Test(list, the_first_page_by_mixed_keys)
{
    by(&BY_NAME, false, NULL);
    by(&BY_BIRTH, true, NULL);
    by(&SORT_ID, false, NULL);
    cr_expect_str_eq(text("t.id"), HEAD " ORDER BY t.name, t.born DESC, t.id LIMIT 50");
}

/* Each key past its value while the ones before it are equal; the direction is each key's own. */
Test(list, a_later_page)
{
    where(&NAME, OP_PREFIX, "P");
    by(&BY_NAME, false, "Pascoe");
    by(&BY_BIRTH, true, "2015-09-01");
    by(&SORT_ID, false, "ID");
    cr_expect_str_eq(text("t.id"), HEAD " AND t.name ^@ $2::text"
        " AND t.name >= $3::text AND (t.name > $3::text"
        " OR (t.name = $3::text AND t.born < $4::date)"
        " OR (t.name = $3::text AND t.born = $4::date AND t.id > $5::uuid))"
        " ORDER BY t.name, t.born DESC, t.id LIMIT 50");
    cr_expect_eq(query.nparams, 5);
    cr_expect_str_eq(query.params[4], "ID");
}

Test(list, a_later_page_downwards)
{
    by(&BY_BIRTH, true, "2015-09-01");
    by(&SORT_ID, true, "ID");
    cr_expect_str_eq(text("t.id"), HEAD
        " AND t.born <= $2::date AND (t.born < $2::date OR (t.born = $2::date AND t.id < $3::uuid))"
        " ORDER BY t.born DESC, t.id DESC LIMIT 50");
}

/* A count is of the whole list: neither the page nor the order matters. */
Test(list, counts)
{
    where(&NAME, OP_EQ, "a");
    by(&BY_NAME, false, "Pascoe");
    by(&SORT_ID, false, "ID");
    cr_expect_str_eq(text(NULL), "SELECT count(*) AS total FROM app.x AS t WHERE t.trust_id ="
                     " $1::uuid AND t.deleted_at IS NULL AND t.name = $2::text");
    cr_expect_eq(query.nparams, 2);
}

/* What a client sends is never part of the text. */
Test(list, no_value_is_in_the_text)
{
    static const char EVIL[] = "x'; DROP TABLE app.x --";
    static const unsigned OPS[] = { OP_EQ, OP_NE, OP_GT, OP_GTE, OP_LT, OP_LTE, OP_IN, OP_PREFIX };

    for (size_t i = 0; i < sizeof OPS / sizeof *OPS; i++)
        where(&NAME, OPS[i], EVIL);
    where(&HAS_NEED, OP_EQ, EVIL);
    by(&BY_NAME, false, EVIL);
    by(&SORT_ID, false, EVIL);
    cr_expect_null(strstr(text("t.id"), "DROP"));
}

Test(list, as_many_conditions_as_there_may_be)
{
    for (int i = 0; i < CONDITIONS_MAX; i++)
        where(&NAME, OP_EQ, "a");
    by(&BY_NAME, false, "a");
    by(&BY_BIRTH, false, "a");
    by(&SORT_ID, false, "a");
    text("t.id");
    cr_expect_eq(query.nparams, 1 + CONDITIONS_MAX + 3);
    cr_expect_leq(query.nparams, QUERY_PARAMS_MAX);
}

Test(list, operators_have_names)
{
    static const char *const NAMES[] = {
        "", "ne", "gt", "gte", "lt", "lte", "in", "prefix", "null"
    };

    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        cr_expect_eq(list_operator(NAMES[i]), 1u << i);
        cr_expect_str_eq(list_operator_name(1u << i), NAMES[i]);
    }
    cr_expect_eq(list_operator("like"), 0);
    cr_expect_eq(list_operator("NE"), 0);
}

Test(list, without_memory)
{
    struct arena none = { .limit = 0 };

    by(&SORT_ID, false, NULL);
    cr_expect_not(list_compose(&none, "t.id", "app.x", &ask, "TRUST", &query));
}
