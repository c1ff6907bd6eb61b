#pragma once

#include "models/board/board_impact_period.h"
#include "models/suppression/suppression.h"

/* What is asked of the impact of a board. NULL is not said: all periods, all themes, all
 * categories. With by = theme it is the category that names a theme. */
struct impact_ask_of {
    const char *board_id;
    const char *period_id;
    const char *theme;
    const char *by; /* one of IMPACT_BY_CODES */
    const char *category;
};

/* An answer, from what is told of the periods alone. Points of a period are told or hidden; a
 * period that has no such category counts as neither. */
struct board_impact {
    const char *board_id;
    const char *period_id;
    const char *theme;
    const char *by;
    const char *category;
    int64_t points; /* of the periods in which it is told; NONE: of none */
    int64_t periods_told;
    int64_t periods_hidden;
    const char *hidden_because; /* NULL: nothing of it is hidden */
    const char *figures; /* a JSON list of struct impact_told, one for each category asked for */
    const char *groups;  /* of one period: a JSON list of struct impact_group_told */
    const char *periods; /* a JSON list of struct impact_period_told, in order of time */
};

struct impact_told {
    const char *category;
    int64_t points; /* as above */
    int64_t periods_told;
    int64_t periods_hidden;
};

/* Categories that are told together. */
struct impact_group_told {
    const char *categories; /* a JSON list of codes */
    int64_t points;         /* NONE: hidden */
};

struct impact_period_told {
    const char *id;
    const char *name;
    const char *starts_on;
    const char *ends_on;
    bool withheld;
    int64_t points; /* NONE if withheld */
};

extern const struct shape IMPACT_ASK_OF, BOARD_IMPACT, IMPACT_TOLD, IMPACT_GROUP_TOLD,
    IMPACT_PERIOD_TOLD;

/* What there is no such thing as, in the periods asked about. */
enum impact_unknown { IMPACT_KNOWN, IMPACT_PERIOD_UNKNOWN, IMPACT_THEME_UNKNOWN,
                      IMPACT_CATEGORY_UNKNOWN };

enum db_status board_impact_answer(struct db *db, const struct impact_ask_of *ask,
                                   struct board_impact *answer, enum impact_unknown *unknown);
