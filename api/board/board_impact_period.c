/* What is told of the impact of a board: a period is closed for good, and asked about. */
#include "models/board/board_impact_period.h"

#include <string.h>

#include "api/collection.h"
#include "models/board/board.h"
#include "models/board/board_impact.h"
#include "models/change.h"
#include "models/uuid.h"

/* There is no trying it: what would be told of this day and of that could be subtracted. */
static bool close_period(struct ctx *c)
{
    struct board_impact_period *row = new_row(c);
    char *id = arena_take(c->arena, UUID_TEXT);
    void *added;

    if (!row || !id || !find_parent(c) || !ask_body(c, row))
        return false;
    uuid_make(id);
    row->id = id;
    row->version = 1;
    put_under_parent(c, row);
    return written(c, board_impact_close(c->db, row, &added), &BOARD_IMPACT_PERIODS, row) &&
           tell_new(c, added);
}

/* ---- what is told ---------------------------------------------------------------------- */

static const struct rule THEME_TWICE = { "impact_theme_is_the_category",
                                         "is named by category where figures are by theme" };
static const struct rule NO_THEME = { "impact_theme_is_told",
                                     "is none of the periods asked about" };
static const struct rule NO_CATEGORY = { "impact_category_is_told",
                                         "is none of the periods asked about" };

static bool take_question(struct ctx *c, struct impact_ask_of *ask)
{
    *ask = (struct impact_ask_of){ .period_id = ask_parameter(c, "period_id"),
                                   .theme = ask_parameter(c, "theme"),
                                   .by = ask_parameter(c, "by"),
                                   .category = ask_parameter(c, "category") };
    if (!ask->by)
        ask->by = "theme";
    if (ask->theme && strcmp(ask->by, "theme") == 0)
        add_fault(&c->faults, IN_PARAMETER, "theme", &THEME_TWICE);
    return no_faults(c, "invalid_parameter");
}

static bool is_known(struct ctx *c, enum impact_unknown unknown)
{
    if (unknown == IMPACT_PERIOD_UNKNOWN)
        return refuse(c, "not_found", NULL);
    if (unknown == IMPACT_THEME_UNKNOWN)
        add_fault(&c->faults, IN_PARAMETER, "theme", &NO_THEME);
    if (unknown == IMPACT_CATEGORY_UNKNOWN)
        add_fault(&c->faults, IN_PARAMETER, "category", &NO_CATEGORY);
    return no_faults(c, "invalid_parameter");
}

static bool tell_impact(struct ctx *c)
{
    struct impact_ask_of ask;
    struct board_impact answer;
    enum impact_unknown unknown;
    void *row;

    return take_question(c, &ask) && ask_key(c, &ask.board_id) &&
           find_live(c, ask.board_id, &row) &&
           done(c, board_impact_answer(c->db, &ask, &answer, &unknown)) && is_known(c, unknown) &&
           tell(c, &answer);
}

static const struct parameter IMPACT_PARAMETERS[] = { { "period_id", &UUID, false },
                                                      { "theme", &THEME_CODE, false },
                                                      { "by", &IMPACT_BY, false },
                                                      { "category", &LABEL, false },
                                                      { NULL, NULL, false } };

#define READ "board:read"
#define R &BOARD_IMPACT_PERIODS, NULL, &BOARD_IMPACT_PERIOD
#define ALL "/v1/boards/:board_id/impact-periods"

const struct route BOARD_IMPACT_PERIOD_ROUTES[] = {
    { "GET", ALL, "listImpactPeriods", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", ALL, "closeImpactPeriod", "board:oversee", &BOARD_IMPACT_PERIODS,
      &BOARD_IMPACT_PERIOD, &BOARD_IMPACT_PERIOD, 201, 0, close_period, NULL },
    { "GET", ALL "/:id", "findImpactPeriod", READ, R, 200, SELECTS, find_row, NULL },
    { "GET", ALL "/:id/history", "impactPeriodHistory", "history:read", &BOARD_IMPACT_PERIODS, NULL,
      &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { "GET", "/v1/boards/:id/impact", "boardImpact", READ, &BOARDS, NULL, &BOARD_IMPACT, 200, 0,
      tell_impact, IMPACT_PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
