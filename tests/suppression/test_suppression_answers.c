/* Answers taken from each other, over categories and over periods, and how much is told at all.
 * TAMAR_TEST_SEED repeats one board, TAMAR_TEST_CASES says how many there are. */
#include "models/shape.h"
#include "tests/suppression/impact_fixture.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(suppression_answers, .timeout = 300);

enum { CASES = 4000, PERIODS = 5, ARENA = 64 << 20, QUERIES = 512 };

struct answers {
    struct impact_query queries[QUERIES];
    int64_t points[QUERIES]; /* NONE: hidden */
    size_t count;
};

static void ask_one(struct answers *answers, const struct impact *impact, struct impact_query query)
{
    cr_assert_lt(answers->count, QUERIES);
    answers->queries[answers->count] = query;
    answers->points[answers->count++] = impact_points(impact, query);
}

static void ask_everything(const struct board *board, const struct impact *impact,
                           struct answers *answers)
{
    answers->count = 0;
    ask_one(answers, impact, (struct impact_query){ IMPACT_ALL, BY_THEME, IMPACT_ALL });
    for (enum impact_by by = 0; by < IMPACT_BYS; by++)
        for (size_t i = 0; i < board->ask.categories[by]; i++) {
            ask_one(answers, impact, (struct impact_query){ IMPACT_ALL, by, i });
            for (size_t theme = 0; by && theme < board->ask.categories[BY_THEME]; theme++)
                ask_one(answers, impact, (struct impact_query){ theme, by, i });
        }
}

/* ---- one answer taken from another ---- */

/* Combinations of a theme, a school, a need and a response that a question asks for. */
static bool asked_for(const struct board *board, struct impact_query query, const size_t *of)
{
    const size_t all[IMPACT_BYS] = { of[0], of[1], board->phase_of_school[of[1]], of[2], of[3] };

    return (query.theme == IMPACT_ALL || query.theme == of[0]) &&
           (query.category == IMPACT_ALL || query.category == all[query.by]);
}

struct difference {
    bool within;  /* all that the one asks for, the other does */
    bool nothing; /* and no more, so that of course there is no difference */
};

static void compare_at(const struct board *board, const struct impact_query *queries,
                       const size_t *of, struct difference *difference)
{
    const bool inner = asked_for(board, queries[0], of), outer = asked_for(board, queries[1], of);

    difference->within = difference->within && (outer || !inner);
    difference->nothing = difference->nothing && inner == outer;
}

static struct difference compare(const struct board *board, struct impact_query inner,
                                 struct impact_query outer)
{
    const struct impact_query queries[] = { inner, outer };
    const size_t *sizes = board->ask.categories;
    struct difference difference = { true, true };
    size_t of[4];

    for (of[0] = 0; of[0] < sizes[BY_THEME]; of[0]++)
        for (of[1] = 0; of[1] < sizes[BY_SCHOOL]; of[1]++)
            for (of[2] = 0; of[2] < sizes[BY_NEED]; of[2]++)
                for (of[3] = 0; of[3] < sizes[BY_RESPONSE] && difference.within; of[3]++)
                    compare_at(board, queries, of, &difference);
    return difference;
}

static size_t pupils_between(const struct board *board, struct impact_query inner,
                             struct impact_query outer)
{
    int64_t heard[BOARD_POINTS];
    size_t pupils = 0;

    for (size_t i = 0; i < board->ask.point_count; i++) {
        const struct impact_point *point = &board->points[i];
        const size_t of[] = { point->theme, point->school, point->need, point->response };
        bool before = asked_for(board, inner, of) || !asked_for(board, outer, of);

        for (size_t k = 0; k < pupils && !before; k++)
            before = heard[k] == point->pupil;
        if (!before)
            heard[pupils++] = point->pupil;
    }
    return pupils;
}

static size_t take_apart(const struct board *board, const struct answers *answers, uint64_t seed)
{
    size_t pairs = 0;

    for (size_t i = 0; i < answers->count; i++)
        for (size_t k = 0; k < answers->count; k++) {
            if (i == k || answers->points[i] == NONE || answers->points[k] == NONE ||
                answers->points[i] > answers->points[k])
                continue;
            const struct difference difference = compare(board, answers->queries[i],
                                                         answers->queries[k]);

            if (!difference.within || difference.nothing)
                continue;
            pairs++;
            cr_expect_geq(pupils_between(board, answers->queries[i], answers->queries[k]),
                          SMALL_CELL, "TAMAR_TEST_SEED=%lu: %zu from %zu leaves few pupils",
                          (unsigned long)seed, i, k);
        }
    return pairs;
}

Test(suppression_answers, no_answer_taken_from_another_leaves_few_pupils)
{
    const struct seeds seeds = seeds_to_try(CASES);
    static struct board board;
    static struct answers answers;
    size_t pairs = 0;

    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct draws draws = draws_of(seed);
        struct arena arena = { .limit = ARENA };

        make_board(&draws, seed % 2 ? SMALL_BOARD : TINY_BOARD, &board);
        const struct impact impact = impact_publish(&arena, &board.ask);

        ask_everything(&board, &impact, &answers);
        pairs += take_apart(&board, &answers, seed);
        arena_free(&arena);
    }
    printf("%zu pairs of answers\n", pairs);
    cr_expect(seeds.first == seeds.last || pairs > seeds.last);
}

/* ---- all answers along a line taken from its total ---- */

/* A total, and the parts it has by `by`: of these, told ones are taken away. */
static bool in_remainder(const struct board *board, const struct impact *impact,
                         struct impact_query total, enum impact_by by, size_t at)
{
    const struct impact_point *point = &board->points[at];
    const size_t of[] = { point->theme, point->school, point->need, point->response };
    const bool parts_are_themes = by == BY_THEME;
    const struct impact_query part = { parts_are_themes ? point->theme : total.theme,
                                       parts_are_themes ? total.by : by,
                                       parts_are_themes ? total.category
                                                        : category_of_point(board, at, by) };

    return asked_for(board, total, of) && impact_points(impact, part) == NONE;
}

static void look_at_remainder(const struct board *board, const struct impact *impact,
                              struct impact_query total, enum impact_by by, uint64_t seed)
{
    int64_t heard[BOARD_POINTS];
    size_t pupils = 0;

    if (impact_points(impact, total) == NONE)
        return;
    for (size_t i = 0; i < board->ask.point_count; i++) {
        bool before = !in_remainder(board, impact, total, by, i);

        for (size_t k = 0; k < pupils && !before; k++)
            before = heard[k] == board->points[i].pupil;
        if (!before)
            heard[pupils++] = board->points[i].pupil;
    }
    cr_expect(pupils == 0 || pupils >= SMALL_CELL,
              "TAMAR_TEST_SEED=%lu: %zu pupils are left of %ld, %ld of %d, by %d",
              (unsigned long)seed, pupils, (long)total.theme, (long)total.category, (int)total.by,
              (int)by);
}

Test(suppression_answers, no_total_without_its_told_parts_leaves_few_pupils)
{
    const struct seeds seeds = seeds_to_try(CASES);
    static struct board board;

    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct draws draws = draws_of(seed);
        struct arena arena = { .limit = ARENA };

        make_board(&draws, SMALL_BOARD, &board);
        const struct impact impact = impact_publish(&arena, &board.ask);

        for (enum impact_by by = 0; by < IMPACT_BYS; by++) {
            const struct impact_query all = { IMPACT_ALL, by, IMPACT_ALL };

            look_at_remainder(&board, &impact, all, by, seed);
            for (size_t i = 0; by && i < board.ask.categories[BY_THEME]; i++)
                look_at_remainder(&board, &impact, (struct impact_query){ i, by, IMPACT_ALL }, by,
                                  seed);
            for (size_t i = 0; by && i < board.ask.categories[by]; i++)
                look_at_remainder(&board, &impact, (struct impact_query){ IMPACT_ALL, by, i },
                                  BY_THEME, seed);
        }
        arena_free(&arena);
    }
}

/* ---- answers over periods ---- */

static void same_over_periods(const struct board *board, const struct impact *periods,
                              uint64_t seed)
{
    static struct answers answers;

    ask_everything(board, &periods[PERIODS - 1], &answers);
    for (size_t i = 0; i < answers.count; i++) {
        struct impact_sum before = { 0 };

        for (size_t period = 0; period < PERIODS; period++) {
            const int64_t own = impact_points(&periods[period], answers.queries[i]);
            const struct impact_sum sum = impact_over(periods, period + 1, answers.queries[i]);

            cr_expect_eq(sum.points - before.points, own == NONE ? 0 : own, "TAMAR_TEST_SEED=%lu",
                         (unsigned long)seed);
            cr_expect_eq(sum.told - before.told, own != NONE);
            cr_expect_eq(sum.hidden - before.hidden, own == NONE);
            before = sum;
        }
    }
}

/* A pupil who speaks in every period counts in each by itself. */
Test(suppression_answers, from_one_period_to_the_next_only_told_figures_come_in)
{
    const struct seeds seeds = seeds_to_try(CASES / 10);
    static struct board board;

    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct draws draws = draws_of(seed);
        struct arena arena = { .limit = ARENA };
        struct impact periods[PERIODS];

        make_board(&draws, SMALL_BOARD, &board);
        for (size_t i = 0; i < PERIODS; i++) {
            periods[i] = impact_publish(&arena, &board.ask);
            make_points(&draws, &board);
        }
        same_over_periods(&board, periods, seed);
        arena_free(&arena);
    }
}

static void shuffle(struct draws *draws, struct board *board)
{
    for (size_t i = board->ask.point_count; i > 1; i--) {
        const size_t other = draw(draws, i);
        const struct impact_point point = board->points[i - 1];

        board->points[i - 1] = board->points[other];
        board->points[other] = point;
    }
}

Test(suppression_answers, points_in_another_order_are_told_alike)
{
    const struct seeds seeds = seeds_to_try(CASES / 4);
    static struct board board;
    static struct answers first, second;

    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct draws draws = draws_of(seed);
        struct arena arena = { .limit = ARENA };

        make_board(&draws, SMALL_BOARD, &board);
        const struct impact one = impact_publish(&arena, &board.ask);

        ask_everything(&board, &one, &first);
        shuffle(&draws, &board);
        const struct impact other = impact_publish(&arena, &board.ask);

        ask_everything(&board, &other, &second);
        cr_assert_arr_eq(first.points, second.points, first.count * sizeof *first.points,
                         "TAMAR_TEST_SEED=%lu", (unsigned long)seed);
        arena_free(&arena);
    }
}

/* ---- how much is told ---- */

struct told {
    const char *name;
    size_t schools, phases, themes, needs, responses, pupils, each;
    size_t least_alone, least_by_theme; /* of a hundred figures that are not small */
};

struct share {
    size_t could, told;
};

static void count_shares(const struct board *board, const struct impact *impact,
                         struct share shares[2][IMPACT_BYS])
{
    for (enum impact_by by = 0; by < IMPACT_BYS; by++)
        for (size_t i = 0; i < board->ask.categories[by]; i++)
            for (size_t theme = 0; theme <= board->ask.categories[BY_THEME]; theme++) {
                const bool all = theme == board->ask.categories[BY_THEME];
                const struct impact_query query = { all ? IMPACT_ALL : theme, by, i };

                if ((by == BY_THEME && !all) || pupils_of(board, query) < SMALL_CELL)
                    continue;
                shares[!all][by].could++;
                shares[!all][by].told += impact_points(impact, query) != NONE;
            }
}

/* Bigger categories first; a pupil has a school and a need, and speaks on several themes. */
static size_t likelier(struct draws *draws, size_t count)
{
    const size_t one = draw(draws, count), other = draw(draws, count);

    return one < other ? one : other;
}

static void make_trust(struct draws *draws, const struct told *of, struct board *board)
{
    const size_t sizes[IMPACT_BYS] = { of->themes, of->schools, of->phases, of->needs,
                                       of->responses };

    *board = (struct board){ .ask = { .points = board->points,
                                      .phase_of_school = board->phase_of_school } };
    memcpy(board->ask.categories, sizes, sizeof sizes);
    for (size_t i = 0; i < of->schools; i++)
        board->phase_of_school[i] = i < of->phases ? i : likelier(draws, of->phases);
    for (size_t pupil = 0; pupil < of->pupils; pupil++) {
        const size_t school = likelier(draws, of->schools), need = likelier(draws, of->needs);

        for (size_t i = draw(draws, 2 * of->each - 1) + 1; i > 0; i--)
            if (board->ask.point_count < BOARD_POINTS)
                board->points[board->ask.point_count++] = (struct impact_point){
                    (int64_t)pupil, likelier(draws, of->themes), school, need,
                    draw(draws, of->responses)
                };
    }
}

static void tell_shares(const struct told *of, struct share shares[2][IMPACT_BYS])
{
    static const char *const NAMES[] = { "theme", "school", "phase", "need", "response" };
    struct share sums[2] = { 0 };

    printf("%s: told of figures by five pupils or more", of->name);
    for (size_t cross = 0; cross < 2; cross++)
        for (size_t by = cross; by < IMPACT_BYS; by++) {
            const struct share share = shares[cross][by];

            sums[cross].could += share.could;
            sums[cross].told += share.told;
            if (share.could)
                printf("%s%s %zu%%", by == cross ? cross ? "; each theme by " : ": " : ", ",
                       NAMES[by], 100 * share.told / share.could);
        }
    printf("\n");
    cr_expect_geq(100 * sums[0].told, of->least_alone * sums[0].could);
    cr_expect_geq(100 * sums[1].told, of->least_by_theme * sums[1].could);
}

Test(suppression_answers, most_of_what_is_not_small_is_told)
{
    static const struct told TRUSTS[] = {
        { "10 schools, 60 pupils a term", 10, 3, 8, 8, 4, 60, 2, 70, 25 },
        { "20 schools, 200 pupils", 20, 4, 9, 8, 4, 200, 2, 85, 60 },
        { "24 schools, 500 pupils", 24, 4, 9, 13, 4, 500, 2, 90, 75 },
    };
    static struct board board;

    for (size_t i = 0; i < sizeof TRUSTS / sizeof *TRUSTS; i++) {
        struct share shares[2][IMPACT_BYS] = { 0 };

        for (uint64_t seed = 1; seed <= 12; seed++) {
            struct draws draws = draws_of(seed);
            struct arena arena = { .limit = ARENA };

            make_trust(&draws, &TRUSTS[i], &board);
            const struct impact impact = impact_publish(&arena, &board.ask);

            count_shares(&board, &impact, shares);
            arena_free(&arena);
        }
        tell_shares(&TRUSTS[i], shares);
    }
}

/* The most there may be of a trust: 200 periods are decided in the time the suite has. */
Test(suppression_answers, two_hundred_terms_of_a_hundred_schools_are_decided)
{
    enum { SCHOOLS = 100, THEMES = 10, NEEDS = 13, PHASES = 6, RESPONSES = 4, PUPILS = 600 };
    static struct impact_point points[2 * PUPILS];
    static size_t phases[SCHOOLS];
    struct draws draws = draws_of(1);
    size_t told = 0;

    for (size_t i = 0; i < SCHOOLS; i++)
        phases[i] = i % PHASES;
    for (size_t period = 0; period < 200; period++) {
        struct arena arena = { .limit = ARENA };
        const struct impact_ask ask = {
            points, 2 * PUPILS, { THEMES, SCHOOLS, PHASES, NEEDS, RESPONSES }, phases
        };

        for (size_t i = 0; i < ask.point_count; i++)
            points[i] = (struct impact_point){ (int64_t)i / 2, likelier(&draws, THEMES),
                                               likelier(&draws, SCHOOLS), likelier(&draws, NEEDS),
                                               draw(&draws, RESPONSES) };
        const struct impact impact = impact_publish(&arena, &ask);

        cr_assert_eq(impact.fault, IMPACT_SOUND);
        told += impact.by[BY_SCHOOL].group_count;
        arena_free(&arena);
    }
    cr_expect_gt(told, 200 * SCHOOLS / 3);
}
