#include "models/board/board_action.h"

#include "models/board/board_recommendation.h"

const struct shape BOARD_ACTION = SHAPE("board_action", board_action,
    FIELD(board_action, id,                UUID,    READ_ONLY),
    FIELD(board_action, board_id,          UUID,    READ_ONLY),
    FIELD(board_action, recommendation_id, UUID,    READ_ONLY | KEPT),
    FIELD(board_action, action,            NOTE,    REQUIRED),
    FIELD(board_action, owner,             LABEL,   REQUIRED),
    FIELD(board_action, due_on,            DAY,     REQUIRED),
    FIELD(board_action, done_on,           DAY,     READ_ONLY),
    STATUS_FIELDS(board_action),
    FIELD(board_action, version,           COUNT,   READ_ONLY),
    FIELD(board_action, created_at,        INSTANT, READ_ONLY),
    FIELD(board_action, updated_at,        INSTANT, READ_ONLY),
    FIELD(board_action, deleted_at,        INSTANT, READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "recommendation_id", &UUID, "t.recommendation_id", OP_EXACT, 0 },
    { "status", &STATUS, "t.status", OP_EXACT, 0 },
    { "due_on", &DAY, "t.due_on", OP_RANGE, 0 },
    { "overdue", &FLAG, "(t.status = 'open' AND t.due_on < app.today()) = ?", OP_EQ, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "due_on", &DAY, "t.due_on" },
                                     { "status", &STATUS, "t.status" },
                                     { "created_at", &INSTANT, "t.created_at" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

static const struct parent PARENT = { &BOARD_RECOMMENDATIONS, "recommendation_id" };

struct resource BOARD_ACTIONS = { .name = "board_action",
                                  .table = "board_action",
                                  .shape = &BOARD_ACTION,
                                  .list = &LIST_,
                                  .parent = &PARENT };
