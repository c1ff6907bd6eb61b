#include "models/board/board_deliverable_use.h"

#include "models/board/board_deliverable.h"
#include "models/pupils/school.h"

const struct shape BOARD_DELIVERABLE_USE = SHAPE("board_deliverable_use", board_deliverable_use,
    FIELD(board_deliverable_use, id,             UUID,    READ_ONLY),
    FIELD(board_deliverable_use, board_id,       UUID,    READ_ONLY),
    FIELD(board_deliverable_use, deliverable_id, UUID,    READ_ONLY | KEPT),
    FIELD(board_deliverable_use, school_id,      UUID,    REQUIRED | FIXED),
    FIELD(board_deliverable_use, used_on,        DAY,     REQUIRED),
    FIELD(board_deliverable_use, pupils_reached, COUNT,   0),
    FIELD(board_deliverable_use, note,           NOTE,    0),
    FIELD(board_deliverable_use, version,        COUNT,   READ_ONLY),
    FIELD(board_deliverable_use, created_at,     INSTANT, READ_ONLY),
    FIELD(board_deliverable_use, updated_at,     INSTANT, READ_ONLY),
    FIELD(board_deliverable_use, deleted_at,     INSTANT, READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "board_id", &UUID, "t.board_id", OP_EXACT, 0 },
    { "deliverable_id", &UUID, "t.deliverable_id", OP_EXACT, 0 },
    { "school_id", &UUID, "t.school_id", OP_EXACT, 0 },
    { "used_on", &DAY, "t.used_on", OP_RANGE, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "used_on", &DAY, "t.used_on" },
                                     { "created_at", &INSTANT, "t.created_at" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

static const struct parent PARENT = { &BOARD_DELIVERABLES, "deliverable_id" };

static const struct expansion EXPANSIONS[] = { { "school", "school_id", &SCHOOLS, "schools:read" },
                                               { NULL, NULL, NULL, NULL } };

struct resource BOARD_DELIVERABLE_USES = { .name = "board_deliverable_use",
                                           .table = "board_deliverable_use",
                                           .shape = &BOARD_DELIVERABLE_USE,
                                           .list = &LIST_,
                                           .expansions = EXPANSIONS,
                                           .parent = &PARENT };
