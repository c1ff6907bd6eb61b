/* Rows as JSON text, straight from their shapes. */
#include "models/encode.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "models/pupils/pupil.h"

struct thing {
    const char *id;
    const char *name;
    int64_t count;
    bool flag;
    const char *list;
    const char *secret;
    const char *inner;
    const char *maybe;
    const char *computed;
    int64_t version;
};
static const struct shape THING = SHAPE("thing", thing,
    FIELD(thing, id, UUID, READ_ONLY),
    FIELD(thing, name, PERSON_NAME, REQUIRED),
    FIELD(thing, count, COUNT, 0),
    FIELD(thing, flag, FLAG, 0),
    VALUES(thing, list, UPN, 0),
    FIELD(thing, secret, PASSWORD, SECRET),
    FIELD(thing, inner, LABEL, INTERNAL),
    FIELD(thing, maybe, INSTANT, READ_ONLY | OPTIONAL),
    FIELD(thing, computed, LABEL, READ_ONLY | COMPUTED),
    FIELD(thing, version, COUNT, READ_ONLY));

static struct arena arena;
static const struct thing FULL = { "ID", "a\"b", -5, true, "[\"x\"]", "geheim", "inside", "then",
                                   "sum", 3 };

static void start(void)
{
    arena = (struct arena){ .limit = 8 << 20 };
}

static void stop(void)
{
    arena_free(&arena);
}

TestSuite(encode, .init = start, .fini = stop, .timeout = 20);

static const char *members(const struct thing *row, uint64_t wanted, uint64_t hidden)
{
    struct buffer out = { .arena = &arena };

    put_text(&out, "");
    put_members(&out, &THING, row, wanted, hidden);
    return out.text;
}

Test(encode, all_that_is_told)
{
    struct thing bare;

    cr_expect_str_eq(
        members(&FULL, UINT64_MAX, 0),
        "\"id\":\"ID\",\"name\":\"a\\\"b\",\"count\":-5,\"flag\":true,\"list\":[\"x\"],"
        "\"maybe\":\"then\",\"computed\":\"sum\",\"version\":3");
    shape_clear(&THING, &bare);
    cr_expect_str_eq(members(&bare, UINT64_MAX, 0),
                     "\"id\":null,\"name\":null,\"count\":null,\"flag\":false,\"list\":[],"
                     "\"computed\":null,\"version\":null");
}

Test(encode, only_what_was_asked)
{
    cr_expect_str_eq(members(&FULL, 1 | 4, 0), "\"id\":\"ID\",\"count\":-5");
    cr_expect_str_eq(members(&FULL, 32 | 64, 0), "", "a secret cannot be asked for");
    cr_expect_str_eq(members(&FULL, 0, 0), "");
}

/* What the caller may not see is absent and named, never null. */
Test(encode, hidden_members_are_named)
{
    cr_expect_str_eq(members(&FULL, 1 | 2 | 4, 2),
                     "\"id\":\"ID\",\"count\":-5,\"_redacted\":[\"name\"]");
    cr_expect_str_eq(members(&FULL, 1, 2), "\"id\":\"ID\"", "named only where it was asked for");
    cr_expect_str_eq(members(&FULL, 1 | 2 | 4, 6),
                     "\"id\":\"ID\",\"_redacted\":[\"name\",\"count\"]");
}

/* With nothing but hidden members the object must still be one. */
Test(encode, nothing_but_hidden)
{
    struct buffer out = { .arena = &arena };

    put_char(&out, '{');
    put_members(&out, &THING, &FULL, 2, 2);
    put_char(&out, '}');
    json_t *object = json_loads(out.text, 0, NULL);
    cr_expect_not_null(object, "%s", out.text);
    json_decref(object);
}

Test(encode, columns_for_the_database)
{
    struct buffer out = { .arena = &arena };
    const struct thing two[] = { FULL, FULL };

    put_rows_for_database(&out, &THING, two, 2);
#define ONE                                                                                        \
    "{\"id\":\"ID\",\"name\":\"a\\\"b\",\"count\":-5,\"flag\":true,\"list\":[\"x\"],\"version\":3}"
    cr_expect_str_eq(out.text, "[" ONE "," ONE "]");
    struct buffer none = { .arena = &arena };
    put_rows_for_database(&none, &THING, two, 0);
    cr_expect_str_eq(none.text, "[]");
}

static const char *random_text(void)
{
    static const char *const PIECES[] = {
        "a",
        "\"",
        "\\",
        "/",
        "\n",
        "\t",
        "\r",
        "\b",
        "\x1f",
        "\x7f",
        "\xc3\xab",
        "\xe2\x82\xac",
        "\xf0\x9f\x98\x80",
        "{",
        "]",
        ",",
        "\xe2\x80\xa8",
        "<",
        "'",
    };
    char text[200] = "";

    for (int i = rand() % 20; i > 0; i--)
        strncat(text, PIECES[(size_t)rand() % (sizeof PIECES / sizeof *PIECES)], 5);
    return arena_copy(&arena, text, strlen(text));
}

/* What is written reads back in an independent parser. */
Test(encode, round_trip)
{
    srand(7);
    for (int i = 0; i < 3000; i++) {
        struct thing row = { random_text(),
                             random_text(),
                             rand() - rand(),
                             rand() % 2,
                             "[]",
                             "",
                             "",
                             random_text(),
                             NULL,
                             i };
        json_t *object =
            json_loads(arena_format(&arena, "{%s}", members(&row, UINT64_MAX, 0)), 0, NULL);

        cr_assert_not_null(object);
        cr_assert_str_eq(json_string_value(json_object_get(object, "id")), row.id);
        cr_assert_str_eq(json_string_value(json_object_get(object, "name")), row.name);
        cr_assert_eq(json_integer_value(json_object_get(object, "count")), row.count);
        cr_assert_eq(json_is_true(json_object_get(object, "flag")), row.flag);
        cr_assert_eq(json_integer_value(json_object_get(object, "version")), i);
        cr_assert_eq(json_object_size(object), 8);
        json_decref(object);
        if (i % 100 == 0) {
            stop();
            start();
        }
    }
}
