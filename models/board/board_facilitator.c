#include "models/board/board_facilitator.h"

#include "models/board/board.h"

const struct shape BOARD_FACILITATOR = SHAPE_WITH("board_facilitator", board_facilitator,
    "board:oversee",
    FIELD(board_facilitator, id,             UUID,    READ_ONLY),
    FIELD(board_facilitator, board_id,       UUID,    READ_ONLY | KEPT),
    FIELD(board_facilitator, user_id,        UUID,    REQUIRED | FIXED),
    FIELD(board_facilitator, name,           LABEL,   REQUIRED),
    FIELD(board_facilitator, dbs_checked_on, DAY,     SENSITIVE),
    FIELD(board_facilitator, dbs_reference,  LABEL,   SENSITIVE),
    FIELD(board_facilitator, checked,        FLAG,    READ_ONLY | DERIVED),
    FIELD(board_facilitator, starts_on,      DAY,     0),
    FIELD(board_facilitator, ends_on,        DAY,     0),
    FIELD(board_facilitator, version,        COUNT,   READ_ONLY),
    FIELD(board_facilitator, created_at,     INSTANT, READ_ONLY),
    FIELD(board_facilitator, updated_at,     INSTANT, READ_ONLY),
    FIELD(board_facilitator, deleted_at,     INSTANT, READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "board_id", &UUID, "t.board_id", OP_EXACT, 0 },
    { "user_id", &UUID, "t.user_id", OP_EXACT, 0 },
    { "starts_on", &DAY, "t.starts_on", OP_RANGE, 0 },
    { "ends_on", &DAY, "t.ends_on", OP_RANGE | OP_NULL, 0 },
    { "on", &DAY, "daterange(t.starts_on, t.ends_on, '[]') @> ?", OP_EQ | OP_NE, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "name", &LABEL, "t.name" },
                                     { "starts_on", &DAY, "t.starts_on" },
                                     { "created_at", &INSTANT, "t.created_at" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

static const struct parent PARENT = { &BOARDS, "board_id" };

struct resource BOARD_FACILITATORS = { .name = "board_facilitator",
                                       .table = "board_facilitator",
                                       .shape = &BOARD_FACILITATOR,
                                       .list = &LIST_,
                                       .parent = &PARENT };
