/* Memory of one request, and the texts that grow in it. */
#include "models/arena.h"

#include <criterion/criterion.h>
#include <stdalign.h>
#include <stdint.h>
#include <string.h>

#include "models/buffer.h"

TestSuite(arena, .timeout = 20);

Test(arena, pieces_are_cleared_aligned_and_apart)
{
    struct arena arena = { .limit = 8 << 20 };
    unsigned char *pieces[2000];

    for (size_t i = 0; i < 2000; i++) {
        const size_t size = i * 7 % 3000;

        pieces[i] = arena_take(&arena, size);
        cr_assert(pieces[i]);
        cr_assert_eq((uintptr_t)pieces[i] % alignof(max_align_t), 0);
        for (size_t k = 0; k < size; k++)
            cr_assert_eq(pieces[i][k], 0, "piece %zu is not clear", i);
        memset(pieces[i], (int)(i % 255) + 1, size);
    }
    for (size_t i = 0; i < 2000; i++) {
        for (size_t k = 0; k < i * 7 % 3000; k++)
            cr_assert_eq(pieces[i][k], i % 255 + 1, "piece %zu was written over", i);
    }
    arena_free(&arena);
}

Test(arena, has_a_limit)
{
    struct arena arena = { .limit = 100 * 1024 };
    size_t taken = 0;

    cr_expect_null(arena_take(&arena, 101 * 1024));
    cr_expect_null(arena_take(&arena, SIZE_MAX));
    cr_expect_null(arena_take(&arena, SIZE_MAX - 3));
    cr_expect_null(arena_copy(&arena, "", SIZE_MAX));
    while (arena_take(&arena, 1000))
        taken += 1000;
    cr_expect(taken > 60 * 1024 && taken <= 100 * 1024, "%zu", taken);
    cr_expect_null(arena_copy(&arena, "too long for what is left", 5000));
    arena_free(&arena);
    arena_free(&(struct arena){ 0 });
}

Test(arena, copies_and_formats)
{
    struct arena arena = { .limit = 1 << 20 };

    cr_expect_str_eq(arena_copy(&arena, "abcdef", 3), "abc");
    cr_expect_str_eq(arena_copy(&arena, "", 0), "");
    cr_expect_str_eq(arena_format(&arena, "%s-%d", "x", 42), "x-42");
    cr_expect_eq(strlen(arena_format(&arena, "%0*d", 50000, 1)), 50000);
    arena_free(&arena);
}

Test(arena, buffers_grow)
{
    struct arena arena = { .limit = 16 << 20 };
    struct buffer out = { .arena = &arena };

    for (int i = 0; i < 100000; i++)
        put_text(&out, "0123456789");
    put_char(&out, 'x');
    cr_assert_not(out.failed);
    cr_expect_eq(out.length, 1000001);
    cr_expect_eq(strlen(out.text), out.length);
    for (size_t i = 0; i < 1000000; i++)
        cr_assert_eq(out.text[i], (char)('0' + i % 10));
    arena_free(&arena);
}

/* A buffer that found no room stays failed, whatever follows, and is safe to write to. */
Test(arena, buffers_fail_for_good)
{
    struct arena arena = { .limit = 40 * 1024 };
    struct buffer out = { .arena = &arena };

    for (int i = 0; i < 10000; i++)
        put_text(&out, "0123456789");
    cr_expect(out.failed);
    put_json_text(&out, "x");
    put_int(&out, 1);
    cr_expect(out.failed);
    arena_free(&arena);
    struct buffer huge = { .arena = &arena };
    put_bytes(&huge, "x", SIZE_MAX / 2);
    cr_expect(huge.failed);
}

static const char *written(void (*put)(struct buffer *, const char *), const char *text)
{
    static char copy[300];
    struct arena arena = { .limit = 1 << 20 };
    struct buffer out = { .arena = &arena };

    put(&out, text);
    cr_assert(out.text && out.length < sizeof copy);
    memcpy(copy, out.text, out.length + 1);
    arena_free(&arena);
    return copy;
}

Test(arena, json_texts_are_escaped)
{
    cr_expect_str_eq(written(put_json_text, ""), "\"\"");
    cr_expect_str_eq(written(put_json_text, "a\"b\\c/d"), "\"a\\\"b\\\\c/d\"");
    cr_expect_str_eq(written(put_json_text, "\b\f\n\r\t"), "\"\\b\\f\\n\\r\\t\"");
    cr_expect_str_eq(written(put_json_text, "\x01\x1f\x7f"), "\"\\u0001\\u001f\\u007f\"");
    cr_expect_str_eq(written(put_json_text, "Zo\xc3\xab \xf0\x9f\x98\x80"),
                     "\"Zo\xc3\xab \xf0\x9f\x98\x80\"");
}

Test(arena, csv_cells_are_quoted_where_needed)
{
    cr_expect_str_eq(written(put_csv_cell, "plain text"), "plain text");
    cr_expect_str_eq(written(put_csv_cell, "a,b"), "\"a,b\"");
    cr_expect_str_eq(written(put_csv_cell, "say \"x\""), "\"say \"\"x\"\"\"");
    cr_expect_str_eq(written(put_csv_cell, "two\nlines"), "\"two\nlines\"");
    cr_expect_str_eq(written(put_csv_cell, "a\rb"), "\"a\rb\"");
    cr_expect_str_eq(written(put_csv_cell, "\\N"), "\"\\N\"", "a text, not a cleared member");
}

Test(arena, integers)
{
    static const struct {
        int64_t value;
        const char *text;
    } CASES[] = { { 0, "0" }, { -1, "-1" }, { 10, "10" }, { INT64_MAX, "9223372036854775807" },
                  { INT64_MIN, "-9223372036854775808" } };

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct arena arena = { .limit = 1 << 20 };
        struct buffer out = { .arena = &arena };

        put_int(&out, CASES[i].value);
        cr_expect_str_eq(out.text, CASES[i].text);
        arena_free(&arena);
    }
}
