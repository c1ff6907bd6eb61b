#pragma once

#include "models/resource.h"
#include "queries.h" /* impact_points_freeze, impact_told, impact_periods: sql/queries/board.sql */

/* A reporting period of a board that has been closed, and what is told of its impact for good: the
 * publication of models/suppression/suppression.h. Days are YYYY-MM-DD and inclusive. */
struct board_impact_period {
    const char *id;
    const char *board_id;
    const char *name;
    const char *starts_on;
    const char *ends_on;
    bool withheld;               /* by fewer than SMALL_CELL pupils: nothing is told */
    int64_t points;              /* NONE if withheld */
    const char *recommendations; /* one struct period_recommendations as JSON */
    const char *figures;         /* a JSON list of struct impact_figure: all that is told */
    int64_t version;             /* 1 */
    const char *created_at;      /* when it was closed */
    const char *updated_at;
    const char *deleted_at; /* always NULL */
};

/* What a board recommended to the trust in a period, and what was open at its end, as it stood when
 * the period was closed. Shares are of those that were answered, NONE where none was; school days
 * are those of the schools that it covers, and of an even number the median is the lower of two. */
struct period_recommendations {
    const char *as_of;
    int64_t made;
    int64_t answered;
    int64_t accepted_share, partly_accepted_share, rejected_share; /* basis points */
    int64_t median_school_days, worst_school_days;                 /* to the answer */
    int64_t open; /* of all made by the last day of the period */
    int64_t overdue;
};

/* What is told, in rows of one form, by what it is broken down by.
 * category: number from 0, code, in_group
 * group: number from 0, alone, parent, points
 * cell: theme = the group of themes, number = the group, points; those that are told */
struct impact_figure {
    const char *period_id;
    const char *kind;
    const char *by;
    int64_t number;
    const char *code;
    int64_t in_group;
    bool alone;
    int64_t parent;
    int64_t theme;
    int64_t points;
};

/* What is decided from, in rows of one form.
 * theme, school, phase, need, response: number from 0 and code; of a school the number of its phase
 * point: the numbers of its pupil and of its categories */
struct impact_fact {
    const char *kind;
    int64_t number;
    const char *code;
    int64_t phase;
    int64_t pupil, theme, school, need, response;
};

extern const char *const IMPACT_BY_CODES[]; /* by enum impact_by */
extern const struct shape BOARD_IMPACT_PERIOD, PERIOD_RECOMMENDATIONS, IMPACT_FIGURE, IMPACT_FACT;
extern struct resource BOARD_IMPACT_PERIODS;

/* Closes a period whose id, board, name and days are set: the points that no period has been given
 * are frozen, and what is told of them is written with it in one transaction. `*added` is the row.
 * DB_TOO_LARGE without memory, DB_FAILED for facts that are none. */
enum db_status board_impact_close(struct db *db, struct board_impact_period *period, void **added);
