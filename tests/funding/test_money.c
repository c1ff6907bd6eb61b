/* Rounding once, dividing without losing a penny, and saying it in pounds.
 * TAMAR_TEST_SEED repeats one made-up case, TAMAR_TEST_CASES says how many. */
#include "tests/funding/funding_fixture.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(money, .timeout = 60);

enum { CASES = 20000, LINES = 40, ARENA = 1 << 20 };

Test(money, an_amount_above_a_thousand_million_pounds_is_refused)
{
    cr_expect(money_sound(MONEY_LIMIT) && money_sound(-MONEY_LIMIT) && money_sound(0));
    cr_expect_not(money_sound(MONEY_LIMIT + 1) || money_sound(-MONEY_LIMIT - 1));
    cr_expect_not(money_sound(INT64_MIN) || money_sound(INT64_MAX));
    cr_expect(share_sound(0) && share_sound(10000));
    cr_expect_not(share_sound(-1) || share_sound(10001));
}

Test(money, half_a_penny_goes_away_from_zero)
{
    static const struct {
        int64_t numerator, denominator, rounded;
    } ROUNDED[] = { { 0, 1, 0 },
                    { 1, 2, 1 },
                    { -1, 2, -1 },
                    { 3, 2, 2 },
                    { -3, 2, -2 },
                    { 5, 2, 3 },
                    { -5, 2, -3 },
                    { 49, 100, 0 },
                    { 50, 100, 1 },
                    { 149, 100, 1 },
                    { 182, 365, 0 },
                    { 183, 365, 1 },
                    { 183, 366, 1 },
                    { -182, 365, 0 },
                    { -183, 366, -1 },
                    { 27160474, 365, 74412 },  /* 22 days at 1,234,567 */
                    { 93015000, 10000, 9302 }, /* 12.5 % of 74412 */
                    { INT64_MAX, 1, INT64_MAX },
                    { -INT64_MAX, 2, -(INT64_MAX / 2 + 1) },
                    { INT64_MAX, INT64_MAX, 1 } };

    for (size_t i = 0; i < sizeof ROUNDED / sizeof *ROUNDED; i++)
        cr_expect_eq(money_round((struct fraction){ ROUNDED[i].numerator, ROUNDED[i].denominator }),
                     ROUNDED[i].rounded, "%ld/%ld", (long)ROUNDED[i].numerator,
                     (long)ROUNDED[i].denominator);
}

/* ---- dividing ---- */

static void divided(int64_t total, const int64_t *weights, size_t count, const int64_t *split)
{
    struct arena arena = { .limit = ARENA };
    int64_t parts[12];

    cr_assert_eq(money_split(&arena, total, weights, count, parts), MONEY_SOUND);
    for (size_t i = 0; i < count; i++)
        cr_expect_eq(parts[i], split[i], "split %ld, line %zu: %ld", (long)total, i,
                     (long)parts[i]);
    arena_free(&arena);
}

static const int64_t EQUAL[12] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };

Test(money, lines_side_by_side_share_out_the_last_pennies)
{
    static const int64_t TWELVE[12] = { 83334, 83334, 83334, 83334, 83333, 83333,
                                        83333, 83333, 83333, 83333, 83333, 83333 };

    divided(100, EQUAL, 3, (int64_t[]){ 34, 33, 33 });
    divided(-100, EQUAL, 3, (int64_t[]){ -34, -33, -33 });
    divided(1000000, EQUAL, 12, TWELVE);
    divided(0, EQUAL, 2, (int64_t[]){ 0, 0 });
    divided(7, (int64_t[]){ 0, 5, 0 }, 3, (int64_t[]){ 0, 7, 0 });
    divided(10, (int64_t[]){ 1, 5, 6 }, 3, (int64_t[]){ 1, 4, 5 });
    divided(1000, (int64_t[]){ 5, 4, 3 }, 3, (int64_t[]){ 417, 333, 250 });
    divided(-MONEY_LIMIT, (int64_t[]){ INT64_MAX, INT64_MAX }, 2,
            (int64_t[]){ -MONEY_LIMIT / 2, -MONEY_LIMIT / 2 });
}

/* What is due in all is told, for the rounding of the whole. */
static struct fraction in_instalments(int64_t total, const int64_t *weights, size_t count,
                                      int64_t *parts)
{
    struct fraction before = { 0, 0 }, after;

    for (size_t i = 0; i < count; i++)
        before.denominator += weights[i];
    for (size_t i = 0; i < count; i++, before = after) {
        after = before;
        after.numerator += total * weights[i];
        parts[i] = money_instalment(before, after);
    }
    return before;
}

static void in_turn(int64_t total, const int64_t *weights, size_t count, const int64_t *posts)
{
    int64_t parts[12];

    in_instalments(total, weights, count, parts);
    for (size_t i = 0; i < count; i++)
        cr_expect_eq(parts[i], posts[i], "%ld, instalment %zu: %ld", (long)total, i,
                     (long)parts[i]);
}

Test(money, instalments_one_after_another_are_rounded_cumulatively)
{
    static const int64_t TWELVE[12] = { 83333, 83334, 83333, 83333, 83334, 83333,
                                        83333, 83334, 83333, 83333, 83334, 83333 };

    in_turn(100, EQUAL, 3, (int64_t[]){ 33, 34, 33 });
    in_turn(-100, EQUAL, 3, (int64_t[]){ -33, -34, -33 });
    in_turn(1000000, EQUAL, 12, TWELVE);
    /* 12ths of a year by term: summer, autumn, spring */
    in_turn(1000, (int64_t[]){ 5, 4, 3 }, 3, (int64_t[]){ 417, 333, 250 });
}

Test(money, what_cannot_be_divided_is_refused_and_nothing_written)
{
    struct arena arena = { .limit = ARENA }, narrow = { .limit = 16 };
    int64_t parts[2] = { 7, 7 };

    cr_expect_eq(money_split(&arena, 1, (int64_t[]){ 0, 0 }, 2, parts), MONEY_WEIGHTS_NOTHING);
    cr_expect_eq(money_split(&arena, 1, NULL, 0, parts), MONEY_WEIGHTS_NOTHING);
    cr_expect_eq(money_split(&arena, 1, (int64_t[]){ 2, -1 }, 2, parts), MONEY_WEIGHT_NEGATIVE);
    cr_expect_eq(money_split(&arena, MONEY_LIMIT + 1, (int64_t[]){ 1, 1 }, 2, parts),
                 MONEY_OVER_LIMIT);
    cr_expect_eq(money_split(&arena, -MONEY_LIMIT - 1, (int64_t[]){ 1, 1 }, 2, parts),
                 MONEY_OVER_LIMIT);
    cr_expect_eq(money_split(&narrow, 1, (int64_t[]){ 1, 1 }, 2, parts), MONEY_NO_MEMORY);
    cr_expect(parts[0] == 7 && parts[1] == 7);
    arena_free(&arena);
    arena_free(&narrow);
}

/* ---- what holds of any division ---- */

struct division {
    int64_t total, weights[LINES], split[LINES];
    size_t count;
};

static void make_division(struct draws *draws, struct division *made)
{
    const bool alike = draw(draws, 3) == 0;
    const uint64_t most = draw(draws, 4) ? 20 : INT64_MAX >> 11;

    made->count = 1 + draw(draws, LINES);
    made->total = draw_pence(draws) * (draw(draws, 2) ? 1 : -1);
    for (size_t i = 0; i < made->count; i++)
        made->weights[i] = alike ? 1 : (int64_t)draw(draws, most);
    made->weights[draw(draws, made->count)] += 1;
}

static void divide(struct division *of, uint64_t seed)
{
    struct arena arena = { .limit = ARENA };

    cr_assert_eq(money_split(&arena, of->total, of->weights, of->count, of->split), MONEY_SOUND,
                 "TAMAR_TEST_SEED=%lu", (unsigned long)seed);
    arena_free(&arena);
}

/* Each is within a penny of its exact share; and the parts are the total. */
static void near_and_whole(const struct division *of, uint64_t seed)
{
    __extension__ __int128 sum = 0;
    int64_t split = 0;

    for (size_t i = 0; i < of->count; i++)
        sum += of->weights[i];
    for (size_t i = 0; i < of->count; i++) {
        __extension__ const __int128 exact = (__int128)of->total * of->weights[i];
        __extension__ const __int128 off = of->split[i] * sum - exact;

        split += of->split[i];
        cr_assert(off < sum && -off < sum, "TAMAR_TEST_SEED=%lu", (unsigned long)seed);
    }
    cr_assert_eq(split, of->total, "TAMAR_TEST_SEED=%lu", (unsigned long)seed);
}

static void mirrored(const struct division *of, uint64_t seed)
{
    struct division other = *of;

    other.total = -of->total;
    divide(&other, seed);
    for (size_t i = 0; i < of->count; i++)
        cr_assert_eq(other.split[i], -of->split[i], "TAMAR_TEST_SEED=%lu", (unsigned long)seed);
}

/* Two lines change places: so do their parts, unless it is the line number that decided; and the
 * amounts as a whole are the same in any order. */
static void swapped(const struct division *of, struct draws *draws, uint64_t seed)
{
    const size_t a = draw(draws, of->count), b = draw(draws, of->count);
    struct division other = *of;
    int64_t moved = 0;

    other.weights[a] = of->weights[b];
    other.weights[b] = of->weights[a];
    divide(&other, seed);
    for (size_t i = 0; i < of->count; i++) {
        const size_t now = i == a ? b : i == b ? a : i;
        const int64_t by = other.split[now] - of->split[i];

        cr_assert(by >= -1 && by <= 1, "TAMAR_TEST_SEED=%lu", (unsigned long)seed);
        moved += by;
    }
    cr_assert_eq(moved, 0, "TAMAR_TEST_SEED=%lu", (unsigned long)seed);
    if (of->weights[a] == of->weights[b])
        cr_assert_arr_eq(other.split, of->split, of->count * sizeof *of->split);
}

/* No line with the larger fraction goes without while one with a smaller has the penny. */
static void largest_fractions(const struct division *of, uint64_t seed)
{
    const int64_t sign = of->total < 0 ? -1 : 1;
    __extension__ __int128 sum = 0, least = -1, most = -1;

    for (size_t i = 0; i < of->count; i++)
        sum += of->weights[i];
    for (size_t i = 0; i < of->count; i++) {
        __extension__ const __int128 share = (__int128)(sign * of->total) * of->weights[i];
        const bool extra = sign * of->split[i] != share / sum;

        if (extra && (least < 0 || share % sum < least))
            least = share % sum;
        if (!extra && share % sum > most)
            most = share % sum;
    }
    cr_assert(least < 0 || least >= most, "TAMAR_TEST_SEED=%lu", (unsigned long)seed);
}

Test(money, no_division_loses_a_penny)
{
    const struct seeds seeds = seeds_to_try(CASES);

    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct draws draws = draws_of(seed);
        struct division division;

        make_division(&draws, &division);
        divide(&division, seed);
        near_and_whole(&division, seed);
        mirrored(&division, seed);
        swapped(&division, &draws, seed);
        largest_fractions(&division, seed);
    }
}

/* The months of a year, by their days: each is within a penny of what is exact. */
Test(money, no_schedule_loses_a_penny)
{
    const struct seeds seeds = seeds_to_try(CASES);

    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct draws draws = draws_of(seed);
        const int64_t total = draw_pence(&draws) * (draw(&draws, 2) ? 1 : -1);
        int64_t weights[12], parts[12], sum = 0;

        for (size_t i = 0; i < 12; i++)
            weights[i] = 1 + (int64_t)draw(&draws, 31);
        const struct fraction due = in_instalments(total, weights, 12, parts);
        for (size_t i = 0; i < 12; i++) {
            const int64_t off = parts[i] * due.denominator - total * weights[i];

            cr_assert(off <= due.denominator && -off <= due.denominator, "TAMAR_TEST_SEED=%lu",
                      (unsigned long)seed);
            sum += parts[i];
        }
        cr_assert_eq(sum, total, "TAMAR_TEST_SEED=%lu", (unsigned long)seed);
    }
}

/* ---- in words ---- */

Test(money, pounds_are_written_as_people_write_them)
{
    static const struct {
        int64_t pence;
        const char *text;
    } POUNDS[] = { { 0, "£0.00" },
                   { 1, "£0.01" },
                   { -5, "-£0.05" },
                   { 99, "£0.99" },
                   { 100, "£1.00" },
                   { 99999, "£999.99" },
                   { 100000, "£1,000.00" },
                   { 1234567, "£12,345.67" },
                   { -27059, "-£270.59" },
                   { 123456789, "£1,234,567.89" },
                   { MONEY_LIMIT, "£1,000,000,000.00" },
                   { INT64_MAX, "£92,233,720,368,547,758.07" },
                   { INT64_MIN, "-£92,233,720,368,547,758.08" } };
    char text[MONEY_TEXT];

    for (size_t i = 0; i < sizeof POUNDS / sizeof *POUNDS; i++) {
        money_write(POUNDS[i].pence, text);
        cr_expect_str_eq(text, POUNDS[i].text);
    }
}

Test(money, exact_amounts_have_four_places_and_shares_two)
{
    static const struct {
        struct fraction exact;
        const char *text;
    } EXACT[] = { { { 27160474, 365 }, "£744.1226" },
                  { { 0, 365 }, "£0.0000" },
                  { { 1, 365 }, "£0.0000" },
                  { { 1, 200 }, "£0.0001" },
                  { { -1, 200 }, "-£0.0001" },
                  { { 100, 1 }, "£1.0000" },
                  { { 99999999, 1000 }, "£1,000.0000" },
                  { { INT64_MIN, 1 }, "-£92,233,720,368,547,758.0800" } };
    char text[MONEY_TEXT];

    for (size_t i = 0; i < sizeof EXACT / sizeof *EXACT; i++) {
        money_exact_write(EXACT[i].exact, text);
        cr_expect_str_eq(text, EXACT[i].text);
    }
    share_write(1250, text);
    cr_expect_str_eq(text, "12.50%");
    share_write(5, text);
    cr_expect_str_eq(text, "0.05%");
    share_write(10000, text);
    cr_expect_str_eq(text, "100.00%");
}
