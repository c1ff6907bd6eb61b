#pragma once

#include "models/arena.h"

#include <stdbool.h>
#include <stdint.h>

/* What a board may tell of its impact: how many points pupils made, by theme, school, phase, need
 * and response, and each theme by each of the others, so that nobody learns of a few pupils what
 * they said or what became of it.
 *
 * A publication, not a query. When a reporting period is closed, one fixed family of tables is
 * decided from all its points together, and kept as it was decided. Every question asked later,
 * with whatever filter, is answered from these figures (impact_points); what is cumulative is a sum
 * of told figures over periods (impact_over). There is no second road to the points, so whoever
 * asks everything and puts all answers together has this publication and no more.
 *
 * A point is one piece of feedback by one pupil, under one theme: what is known to be two points of
 * one piece is a tie between rows, which is not reckoned with here. It belongs to one board and to
 * one period: the caller freezes points with the figures, and never gives one a second time, nor
 * when it has changed (another response), for all but the one that has not would tell of it. A
 * point that somebody knows with its school or need (it was said by name) must not be given, for it
 * could be taken from what is told. The phase is that of the school. What all the world knows to be
 * impossible (a school that sends nobody to the board, a need no pupil has) must not be given as a
 * category: a nought that everybody knows shelters nobody.
 *
 * What is small: a figure by fewer than SMALL_CELL pupils, however many points they made, and so
 * nought too. Nought is told nowhere: 'nobody of this school said it' is also said of each pupil,
 * and a row with nought everywhere but in one cell says of all its pupils what they said. That cell
 * is hidden for the sake of the others.
 *
 * What is decided:
 * 1. Categories. Each stands alone, told with its total, or goes to the one group of others, of
 *    which only the total is told; schools to a group of their phase. A group is by SMALL_CELL
 * pupils or more. Where small ones alone would tell of each other, more go with them, the last
 * first: so categories come with those of least interest last. Phases that are told together have
 * no schools of their own. (models/suppression/grouping.h)
 * 2. Tables, of groups: theme by school with its sums by phase, theme by need, theme by response.
 *    Their margins are the totals of 1, all told. Small cells are hidden, and more until no sum
 * tells them. Where little would be left of the first, schools are left out of it; where little
 * would be left of a table, it is hidden whole. (models/suppression/cell_network.h)
 *
 * The guarantee. Whoever knows all figures of all periods, every equation between them, that no
 * count is negative, and moreover which hidden figures are small, that is 0 to 4 (or up to what it
 * really is, where a few pupils made more points), and which are 5 or more, except where a row and
 * a column are hidden whole, or all categories are told together: still has, of every small figure,
 * a range of at least PROTECTION + 1 whole numbers in a row, each of them possible. So none is
 * found, none is known to be within 1..4, and of one in a row that is told in part nothing follows
 * but that it is small. Of any other hidden figure two numbers at least are possible. What is left
 * of a told total when told figures are taken from it is by SMALL_CELL pupils or more.
 *
 * Why a part is as safe as the whole. Periods share no point. All tables of a period share the
 * totals of themes and nothing else, and these are told: whatever tables with these totals are
 * possible one by one are possible together, for the points of each theme can be dealt out to the
 * cells of each table by themselves. Theme by phase is sums of theme by school, and one network
 * with it. Within one network ranges are exact: flows of whole numbers.
 *
 * Whoever also knows this program runs it backwards, and keeps only the boards that lead to what is
 * told. What goes into a group follows from which categories are small, in their order, and from
 * sums that are told; in tables the choice looks at figures, and there is no proof. Boards and
 * tables of four to nine cells are tried out whole, with a pupil to a point
 * (tests/suppression/test_suppression_choice.c): five values are left of every hidden figure.
 *
 * Not promised: anything against who knows hidden points already, their own or those of a class;
 * against ties between categories that all the world knows, beside school and phase (everybody of
 * one school has one need); that values within a range are equally likely. */

enum { SMALL_CELL = 5, PROTECTION = 4 };

enum impact_by { BY_THEME, BY_SCHOOL, BY_PHASE, BY_NEED, BY_RESPONSE, IMPACT_BYS };

struct impact_point {
    int64_t pupil; /* whoever said it; any number that stands for one pupil throughout the period */
    size_t theme, school, need, response; /* below the counts of the ask */
};

enum { IMPACT_CATEGORIES_MAX = 400, IMPACT_THEMES_MAX = 40 };

struct impact_ask {
    const struct impact_point *points; /* of one closed period, in any order */
    size_t point_count;
    size_t
        categories[IMPACT_BYS]; /* 1 to IMPACT_CATEGORIES_MAX each, themes to IMPACT_THEMES_MAX */
    const size_t *phase_of_school; /* categories[BY_SCHOOL] of them */
};

/* Categories that are told together: one that stands alone, or several. */
struct impact_group {
    bool alone;
    size_t parent;  /* of a group of schools: the group of phases it is part of; else 0 */
    int64_t points; /* always told */
};

struct impact_breakdown {
    const size_t *group_of; /* by category; ascending by the first category of each group */
    size_t category_count;
    const struct impact_group *groups;
    size_t group_count;
    const int64_t *by_theme; /* a row for each group of themes: points, NONE where hidden; NULL
                                for BY_THEME */
};

enum impact_fault {
    IMPACT_SOUND,
    IMPACT_CATEGORIES_UNSOUND, /* none, too many, a phase that is none of them or has no school */
    IMPACT_POINT_UNSOUND,      /* points[fault_at] has a category that is none */
    IMPACT_NO_MEMORY
};

struct impact {
    enum impact_fault fault;
    size_t fault_at;
    bool withheld;  /* fewer than SMALL_CELL pupils in all: nothing is told, not even the total */
    int64_t points; /* NONE if withheld */
    struct impact_breakdown by[IMPACT_BYS]; /* zero if withheld, or with a fault */
};

/* The same points give the same publication, in whichever order. All of it lives in the arena. */
struct impact impact_publish(struct arena *arena, const struct impact_ask *ask);

/* One question: a theme or IMPACT_ALL, and a category of `by` or IMPACT_ALL. With BY_THEME only the
 * category counts. */
#define IMPACT_ALL SIZE_MAX
struct impact_query {
    size_t theme;
    enum impact_by by;
    size_t category;
};

/* NONE: hidden, told only as part of a group, or no such category. */
int64_t impact_points(const struct impact *impact, struct impact_query query);

struct impact_sum {
    int64_t points; /* of the periods in which it is told */
    size_t told, hidden;
};

struct impact_sum impact_over(const struct impact *periods, size_t count,
                              struct impact_query query);
