#include "models/board/board_impact_period.h"

#include "models/board/board.h"

const struct shape IMPACT_FIGURE = SHAPE("impact_figure", impact_figure,
    FIELD(impact_figure, period_id, UUID,      0),
    FIELD(impact_figure, kind,      LABEL,     0),
    FIELD(impact_figure, by,        IMPACT_BY, 0),
    FIELD(impact_figure, number,    COUNT,     0),
    FIELD(impact_figure, code,      LABEL,     0),
    FIELD(impact_figure, in_group,  COUNT,     0),
    FIELD(impact_figure, alone,     FLAG,      0),
    FIELD(impact_figure, parent,    COUNT,     0),
    FIELD(impact_figure, theme,     COUNT,     0),
    FIELD(impact_figure, points,    COUNT,     0));

const struct shape PERIOD_RECOMMENDATIONS = SHAPE("period_recommendations", period_recommendations,
    FIELD(period_recommendations, as_of,                 DAY,          READ_ONLY),
    FIELD(period_recommendations, made,                  COUNT,        READ_ONLY),
    FIELD(period_recommendations, answered,              COUNT,        READ_ONLY),
    FIELD(period_recommendations, accepted_share,        BASIS_POINTS, READ_ONLY),
    FIELD(period_recommendations, partly_accepted_share, BASIS_POINTS, READ_ONLY),
    FIELD(period_recommendations, rejected_share,        BASIS_POINTS, READ_ONLY),
    FIELD(period_recommendations, median_school_days,    COUNT,        READ_ONLY),
    FIELD(period_recommendations, worst_school_days,     COUNT,        READ_ONLY),
    FIELD(period_recommendations, open,                  COUNT,        READ_ONLY),
    FIELD(period_recommendations, overdue,               COUNT,        READ_ONLY));

const struct shape IMPACT_FACT = SHAPE("impact_fact", impact_fact,
    FIELD(impact_fact, kind,     LABEL, 0),
    FIELD(impact_fact, number,   COUNT, 0),
    FIELD(impact_fact, code,     LABEL, 0),
    FIELD(impact_fact, phase,    COUNT, 0),
    FIELD(impact_fact, pupil,    COUNT, 0),
    FIELD(impact_fact, theme,    COUNT, 0),
    FIELD(impact_fact, school,   COUNT, 0),
    FIELD(impact_fact, need,     COUNT, 0),
    FIELD(impact_fact, response, COUNT, 0));

const struct shape BOARD_IMPACT_PERIOD = SHAPE("board_impact_period", board_impact_period,
    FIELD(board_impact_period, id,                UUID,                   READ_ONLY),
    FIELD(board_impact_period, board_id,          UUID,                   READ_ONLY | KEPT),
    FIELD(board_impact_period, name,              LABEL,                  REQUIRED | FIXED),
    FIELD(board_impact_period, starts_on,         DAY,                    REQUIRED | FIXED),
    FIELD(board_impact_period, ends_on,           DAY,                    REQUIRED | FIXED),
    FIELD(board_impact_period, withheld,          FLAG,                   READ_ONLY | KEPT),
    FIELD(board_impact_period, points,            COUNT,                  READ_ONLY | KEPT),
    LIST_OF(board_impact_period, recommendations, PERIOD_RECOMMENDATIONS, READ_ONLY | ONE),
    LIST_OF(board_impact_period, figures,         IMPACT_FIGURE,          INTERNAL | KEPT),
    FIELD(board_impact_period, version,           COUNT,                  READ_ONLY),
    FIELD(board_impact_period, created_at,        INSTANT,                READ_ONLY),
    FIELD(board_impact_period, updated_at,        INSTANT,                READ_ONLY),
    FIELD(board_impact_period, deleted_at,        INSTANT,                READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "board_id", &UUID, "t.board_id", OP_EXACT, 0 },
    { "starts_on", &DAY, "t.starts_on", OP_RANGE, 0 },
    { "ends_on", &DAY, "t.ends_on", OP_RANGE, 0 },
    { "withheld", &FLAG, "t.withheld", OP_EQ, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "starts_on", &DAY, "t.starts_on" },
                                     { "created_at", &INSTANT, "t.created_at" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

static const struct parent PARENT = { &BOARDS, "board_id" };

struct resource BOARD_IMPACT_PERIODS = { .name = "board_impact_period",
                                         .table = "board_impact_period",
                                         .shape = &BOARD_IMPACT_PERIOD,
                                         .list = &LIST_,
                                         .parent = &PARENT };
