#include "models/board/board_agenda_item.h"

#include "models/board/board_meeting.h"
#include "models/pupils/school.h"

const struct shape BOARD_AGENDA_ITEM = SHAPE("board_agenda_item", board_agenda_item,
    FIELD(board_agenda_item, id,         UUID,            READ_ONLY),
    FIELD(board_agenda_item, board_id,   UUID,            READ_ONLY),
    FIELD(board_agenda_item, meeting_id, UUID,            READ_ONLY | KEPT),
    FIELD(board_agenda_item, position,   AGENDA_POSITION, 0),
    FIELD(board_agenda_item, title,      LABEL,           REQUIRED),
    FIELD(board_agenda_item, put_up_by,  AGENDA_SOURCE,   REQUIRED),
    FIELD(board_agenda_item, school_id,  UUID,            0),
    FIELD(board_agenda_item, outcome,    NOTE,            0),
    FIELD(board_agenda_item, version,    COUNT,           READ_ONLY),
    FIELD(board_agenda_item, created_at, INSTANT,         READ_ONLY),
    FIELD(board_agenda_item, updated_at, INSTANT,         READ_ONLY),
    FIELD(board_agenda_item, deleted_at, INSTANT,         READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "meeting_id", &UUID, "t.meeting_id", OP_EXACT, 0 },
    { "put_up_by", &AGENDA_SOURCE, "t.put_up_by", OP_EXACT, 0 },
    { "school_id", &UUID, "t.school_id", OP_EXACT | OP_NULL, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "position", &AGENDA_POSITION, "t.position" },
                                     { "created_at", &INSTANT, "t.created_at" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

static const struct parent PARENT = { &BOARD_MEETINGS, "meeting_id" };

static const struct expansion EXPANSIONS[] = { { "school", "school_id", &SCHOOLS, "schools:read" },
                                               { NULL, NULL, NULL, NULL } };

struct resource BOARD_AGENDA_ITEMS = { .name = "board_agenda_item",
                                       .table = "board_agenda_item",
                                       .shape = &BOARD_AGENDA_ITEM,
                                       .list = &LIST_,
                                       .expansions = EXPANSIONS,
                                       .parent = &PARENT };
