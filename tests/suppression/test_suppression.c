/* What a board tells of its impact: worked by hand. */
#include "models/suppression/suppression.h"
#include "models/shape.h"

#include <criterion/criterion.h>
#include <stdlib.h>

TestSuite(suppression, .timeout = 60);

enum { POINTS = 2000, SCHOOLS = 8, ARENA = 16 << 20 };

/* Two themes, two schools of two phases, two needs, two responses, until it is said otherwise. */
static struct impact_point points[POINTS];
static size_t phases[SCHOOLS];
static struct impact_ask ask;
static struct arena arena;
static int64_t next_pupil;

static void nobody(void)
{
    ask = (struct impact_ask){ points, 0, { 2, 2, 2, 2, 2 }, phases };
    phases[0] = 0;
    phases[1] = 1;
    next_pupil = 1;
}

/* So many points, by so many pupils who have said nothing before. */
static void say(struct impact_point what, size_t count, size_t pupils)
{
    for (size_t i = 0; i < count; i++) {
        what.pupil = next_pupil + (int64_t)(i % pupils);
        points[ask.point_count++] = what;
    }
    next_pupil += (int64_t)pupils;
}

static struct impact_point point(size_t theme, size_t school, size_t need, size_t response)
{
    return (struct impact_point){ 0, theme, school, need, response };
}

static struct impact publish(void)
{
    arena_free(&arena);
    arena = (struct arena){ .limit = ARENA };
    const struct impact impact = impact_publish(&arena, &ask);

    cr_assert_eq(impact.fault, IMPACT_SOUND, "fault %d", (int)impact.fault);
    return impact;
}

static void told(const struct impact *impact, size_t theme, enum impact_by by, size_t category,
                 int64_t wanted)
{
    const int64_t got = impact_points(impact, (struct impact_query){ theme, by, category });

    cr_expect_eq(got, wanted, "theme %ld, category %ld of %d: %ld, not %ld", (long)theme,
                 (long)category, (int)by, (long)got, (long)wanted);
}

static void told_by_need(const struct impact *impact, const int64_t *wanted, size_t count)
{
    for (size_t i = 0; i < count; i++)
        told(impact, IMPACT_ALL, BY_NEED, i, wanted[i]);
}

/* ---- categories ---- */

/* All points of one theme, school and response, by need. */
static struct impact of_needs(const size_t *counts, size_t count)
{
    nobody();
    for (size_t by = 0; by < IMPACT_BYS; by++)
        ask.categories[by] = 1;
    ask.categories[BY_NEED] = count;
    for (size_t i = 0; i < count; i++)
        say(point(0, 0, i, 0), counts[i], counts[i] ? counts[i] : 1);
    return publish();
}

Test(suppression, what_is_by_five_pupils_or_more_is_told)
{
    const struct impact impact = of_needs((size_t[]){ 5, 12, 40 }, 3);

    told_by_need(&impact, (int64_t[]){ 5, 12, 40 }, 3);
    cr_expect_eq(impact.points, 57);
    told(&impact, IMPACT_ALL, BY_NEED, IMPACT_ALL, 57);
    told(&impact, 0, BY_NEED, 1, 12);
}

Test(suppression, small_ones_are_told_together)
{
    const struct impact impact = of_needs((size_t[]){ 40, 3, 2, 30, 1 }, 5);
    const struct impact_breakdown *needs = &impact.by[BY_NEED];

    told_by_need(&impact, (int64_t[]){ 40, NONE, NONE, 30, NONE }, 5);
    cr_assert_eq(needs->group_count, 3);
    cr_expect_eq(needs->groups[1].points, 6);
    cr_expect_not(needs->groups[1].alone);
    cr_expect_eq(needs->group_of[1], 1);
    cr_expect_eq(needs->group_of[2], 1);
    cr_expect_eq(needs->group_of[3], 2);
    cr_expect_eq(needs->group_of[4], 1);
}

Test(suppression, a_small_one_alone_takes_the_last_with_it)
{
    struct impact impact = of_needs((size_t[]){ 40, 3, 30, 20 }, 4);

    told_by_need(&impact, (int64_t[]){ 40, NONE, 30, NONE }, 4);
    impact = of_needs((size_t[]){ 40, 30, 20, 4 }, 4);
    told_by_need(&impact, (int64_t[]){ 40, 30, NONE, NONE }, 4);
    impact = of_needs((size_t[]){ 40, 2, 2, 30 }, 4); /* four pupils between them */
    told_by_need(&impact, (int64_t[]){ 40, NONE, NONE, NONE }, 4);
}

Test(suppression, nought_is_never_told_and_never_certain)
{
    struct impact impact = of_needs((size_t[]){ 40, 0, 30, 20 }, 4);

    told_by_need(&impact, (int64_t[]){ 40, NONE, 30, NONE }, 4);
    impact = of_needs((size_t[]){ 40, 0, 30, 5 }, 4); /* 5 together: nought would be certain */
    told_by_need(&impact, (int64_t[]){ 40, NONE, NONE, NONE }, 4);
    impact = of_needs((size_t[]){ 40, 0, 0 }, 3); /* all have one need: so it is not told */
    told_by_need(&impact, (int64_t[]){ NONE, NONE, NONE }, 3);
    cr_expect_eq(impact.points, 40);
}

Test(suppression, small_ones_that_must_all_be_four_take_another_with_them)
{
    const struct impact impact = of_needs((size_t[]){ 40, 4, 4, 30 }, 4);

    told_by_need(&impact, (int64_t[]){ 40, NONE, NONE, NONE }, 4);
}

Test(suppression, nine_points_by_two_pupils_are_small)
{
    nobody();
    ask.categories[BY_NEED] = 3;
    say(point(0, 0, 0, 0), 30, 30);
    say(point(1, 1, 1, 1), 9, 2);
    say(point(1, 1, 2, 1), 20, 20);
    const struct impact impact = publish();

    told(&impact, IMPACT_ALL, BY_NEED, 0, 30);
    told(&impact, IMPACT_ALL, BY_NEED, 1, NONE);
    told(&impact, IMPACT_ALL, BY_NEED, 2, NONE);
}

Test(suppression, fewer_than_five_pupils_are_told_nothing_of)
{
    nobody();
    say(point(0, 0, 0, 0), 50, 4);
    struct impact impact = publish();

    cr_expect(impact.withheld);
    cr_expect_eq(impact.points, NONE);
    cr_expect_eq(impact.by[BY_THEME].group_count, 0);
    told(&impact, IMPACT_ALL, BY_THEME, IMPACT_ALL, NONE);
    told(&impact, 0, BY_SCHOOL, 0, NONE);
    say(point(0, 0, 0, 0), 1, 1);
    impact = publish();
    cr_expect_not(impact.withheld);
    cr_expect_eq(impact.points, 51);
}

/* ---- schools and phases ---- */

Test(suppression, a_small_school_goes_with_one_of_its_phase)
{
    nobody();
    ask.categories[BY_SCHOOL] = 5;
    for (size_t i = 0; i < 5; i++)
        phases[i] = i % 2;
    say(point(0, 0, 0, 0), 2, 2);
    say(point(0, 1, 0, 0), 30, 30);
    say(point(0, 2, 0, 0), 20, 20);
    say(point(0, 3, 0, 0), 25, 25);
    say(point(0, 4, 0, 0), 15, 15);
    const struct impact impact = publish();

    told(&impact, IMPACT_ALL, BY_PHASE, 0, 37);
    told(&impact, IMPACT_ALL, BY_PHASE, 1, 55);
    told(&impact, IMPACT_ALL, BY_SCHOOL, 0, NONE);
    told(&impact, IMPACT_ALL, BY_SCHOOL, 1, 30);
    told(&impact, IMPACT_ALL, BY_SCHOOL, 2, 20);
    told(&impact, IMPACT_ALL, BY_SCHOOL, 3, 25);
    told(&impact, IMPACT_ALL, BY_SCHOOL, 4, NONE);
    cr_expect_eq(impact.by[BY_SCHOOL].group_of[0], impact.by[BY_SCHOOL].group_of[4]);
}

Test(suppression, phases_told_together_have_no_schools)
{
    nobody();
    ask.categories[BY_SCHOOL] = 4;
    ask.categories[BY_PHASE] = 3;
    phases[0] = phases[1] = 0;
    phases[2] = 1;
    phases[3] = 2;
    say(point(0, 0, 0, 0), 30, 30);
    say(point(0, 1, 0, 0), 20, 20);
    say(point(0, 2, 0, 0), 3, 3);
    say(point(0, 3, 0, 0), 25, 25);
    const struct impact impact = publish();
    const struct impact_breakdown *schools = &impact.by[BY_SCHOOL];

    told(&impact, IMPACT_ALL, BY_PHASE, 0, 50);
    told(&impact, IMPACT_ALL, BY_PHASE, 2, NONE);
    told(&impact, IMPACT_ALL, BY_SCHOOL, 0, 30);
    told(&impact, IMPACT_ALL, BY_SCHOOL, 3, NONE); /* the phase, for it is its only school */
    cr_expect_eq(schools->group_of[2], schools->group_of[3]);
    cr_expect_eq(schools->groups[schools->group_of[3]].points, 28);
    cr_expect_eq(schools->groups[schools->group_of[3]].parent, 1);
}

/* ---- tables ---- */

/* One school, need and phase; themes by response. */
static struct impact of_responses(const size_t *counts, size_t themes, size_t responses)
{
    nobody();
    ask.categories[BY_THEME] = themes;
    ask.categories[BY_RESPONSE] = responses;
    ask.categories[BY_SCHOOL] = ask.categories[BY_PHASE] = ask.categories[BY_NEED] = 1;
    for (size_t i = 0; i < themes * responses; i++)
        say(point(i / responses, 0, 0, i % responses), counts[i], counts[i] ? counts[i] : 1);
    return publish();
}

static void told_responses(const struct impact *impact, const int64_t *wanted, size_t themes,
                           size_t responses)
{
    for (size_t i = 0; i < themes * responses; i++)
        told(impact, i / responses, BY_RESPONSE, i % responses, wanted[i]);
}

Test(suppression, a_table_without_small_cells_is_told_whole)
{
    const struct impact impact = of_responses((size_t[]){ 5, 6, 7, 8, 9, 10 }, 2, 3);

    told_responses(&impact, (int64_t[]){ 5, 6, 7, 8, 9, 10 }, 2, 3);
}

Test(suppression, a_small_cell_is_hidden_with_a_round_of_others)
{
    const struct impact impact = of_responses((size_t[]){ 3, 16, 17, 18, 19, 20, 21, 22, 23 }, 3,
                                              3);

    told_responses(&impact, (int64_t[]){ NONE, 16, NONE, 18, 19, 20, NONE, 22, NONE }, 3, 3);
    told(&impact, 0, BY_RESPONSE, IMPACT_ALL, 36);
    told(&impact, IMPACT_ALL, BY_RESPONSE, 0, 42);
}

Test(suppression, a_theme_with_one_response_to_all_of_it_is_hidden)
{
    const struct impact impact = of_responses((size_t[]){ 30, 0, 0, 20, 15, 16, 22, 17, 18 }, 3, 3);

    told(&impact, 0, BY_RESPONSE, 0, NONE);
    told(&impact, 0, BY_RESPONSE, 1, NONE);
    told(&impact, 0, BY_RESPONSE, IMPACT_ALL, 30);
}

Test(suppression, a_theme_by_phase_is_hidden_where_its_schools_would_tell)
{
    nobody();
    say(point(0, 0, 0, 0), 20, 20);
    say(point(0, 1, 0, 0), 20, 20);
    say(point(1, 0, 0, 0), 2, 2);
    say(point(1, 1, 0, 0), 20, 20);
    const struct impact impact = publish();

    for (size_t theme = 0; theme < 2; theme++)
        for (size_t i = 0; i < 2; i++) {
            told(&impact, theme, BY_SCHOOL, i, NONE);
            told(&impact, theme, BY_PHASE, i, NONE);
        }
    told(&impact, IMPACT_ALL, BY_SCHOOL, 0, 22);
    told(&impact, 1, BY_SCHOOL, IMPACT_ALL, 22);
}

/* ---- questions ---- */

Test(suppression, what_is_no_category_has_no_figure)
{
    const struct impact impact = of_needs((size_t[]){ 5, 12 }, 2);

    told(&impact, IMPACT_ALL, BY_NEED, 2, NONE);
    told(&impact, 1, BY_NEED, 0, NONE);
    told(&impact, 1, BY_NEED, IMPACT_ALL, NONE);
    told(&impact, IMPACT_ALL, BY_THEME, 1, NONE);
    told(&impact, 1, BY_THEME, 0, 17); /* of themes only the category counts */
}

Test(suppression, over_periods_told_figures_are_added_up)
{
    static const size_t COUNTS[][2] = { { 10, 20 }, { 3, 50 }, { 7, 9 }, { 2, 1 } };
    const struct impact_query query = { IMPACT_ALL, BY_NEED, 0 };
    struct impact periods[4];
    struct arena all = { .limit = ARENA };

    for (size_t i = 0; i < 4; i++) {
        of_needs(COUNTS[i], 2);
        periods[i] = impact_publish(&all, &ask);
    }
    const struct impact_sum sum = impact_over(periods, 4, query);

    cr_expect_eq(sum.points, 17);
    cr_expect_eq(sum.told, 2);
    cr_expect_eq(sum.hidden, 2);
    cr_expect_eq(impact_over(periods, 0, query).told, 0);
    arena_free(&all);
}

/* ---- what an ask may not say ---- */

static void refused(enum impact_fault fault, size_t at)
{
    struct arena own = { .limit = ARENA };
    const struct impact impact = impact_publish(&own, &ask);

    cr_expect_eq(impact.fault, fault, "fault %d, not %d", (int)impact.fault, (int)fault);
    cr_expect_eq(impact.fault_at, at);
    cr_expect_eq(impact.points, NONE);
    cr_expect_null(impact.by[BY_THEME].groups);
    arena_free(&own);
}

Test(suppression, categories_that_cannot_be_are_refused)
{
    for (enum impact_by by = 0; by < IMPACT_BYS; by++) {
        nobody();
        ask.categories[by] = 0;
        refused(IMPACT_CATEGORIES_UNSOUND, 0);
        ask.categories[by] = by == BY_THEME ? IMPACT_THEMES_MAX + 1 : IMPACT_CATEGORIES_MAX + 1;
        refused(IMPACT_CATEGORIES_UNSOUND, 0);
    }
    nobody();
    phases[1] = 2;
    refused(IMPACT_CATEGORIES_UNSOUND, 0);
    phases[1] = 0; /* a phase without schools: everybody knows that nobody of it spoke */
    refused(IMPACT_CATEGORIES_UNSOUND, 0);
}

Test(suppression, a_point_of_no_category_is_named)
{
    const struct impact_point bad[] = { point(2, 0, 0, 0), point(0, 2, 0, 0), point(0, 0, 2, 0),
                                        point(0, 0, 0, 2) };

    for (size_t i = 0; i < 4; i++) {
        nobody();
        say(point(1, 1, 1, 1), 7, 7);
        say(bad[i], 1, 1);
        refused(IMPACT_POINT_UNSOUND, 7);
    }
}

Test(suppression, without_memory_it_says_so)
{
    size_t limit = 0;

    for (bool done = false; !done; limit += 4096) {
        struct arena narrow = { .limit = limit };

        of_responses((size_t[]){ 3, 16, 17, 18, 19, 20, 21, 22, 23 }, 3, 3);
        const struct impact impact = impact_publish(&narrow, &ask);

        done = impact.fault == IMPACT_SOUND;
        cr_expect(done || impact.fault == IMPACT_NO_MEMORY);
        cr_expect(done || !impact.by[BY_THEME].groups);
        arena_free(&narrow);
    }
    cr_expect_gt(limit, 4096);
}
