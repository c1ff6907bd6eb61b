#include "models/board/board_meeting.h"

#include "models/board/board.h"
#include "models/pupils/school.h"

const struct shape BOARD_ATTACHMENT = SHAPE("board_attachment", board_attachment,
    FIELD(board_attachment, title,     LABEL,             REQUIRED),
    FIELD(board_attachment, format,    ACCESSIBLE_FORMAT, 0),
    FIELD(board_attachment, reference, LABEL,             REQUIRED));

const struct shape BOARD_QUORUM = SHAPE("board_quorum", board_quorum,
    FIELD(board_quorum, needed,  COUNT, READ_ONLY),
    FIELD(board_quorum, present, COUNT, READ_ONLY),
    FIELD(board_quorum, quorate, FLAG,  READ_ONLY));

const struct shape BOARD_MEETING = SHAPE("board_meeting", board_meeting,
    FIELD(board_meeting, id,                   UUID,              READ_ONLY),
    FIELD(board_meeting, board_id,             UUID,              READ_ONLY | KEPT),
    FIELD(board_meeting, focus,                LABEL,             REQUIRED),
    FIELD(board_meeting, held_on,              DAY,               REQUIRED),
    FIELD(board_meeting, starts_at,            INSTANT,           0),
    FIELD(board_meeting, online,               FLAG,              0),
    FIELD(board_meeting, school_id,            UUID,              0),
    FIELD(board_meeting, place,                LABEL,             0),
    FIELD(board_meeting, chair_member_id,      UUID,              0),
    FIELD(board_meeting, vice_chair_member_id, UUID,              0),
    VALUES(board_meeting, accessible_formats,  ACCESSIBLE_FORMAT, 0),
    VALUES(board_meeting, formats_wanted,      ACCESSIBLE_FORMAT, READ_ONLY | DERIVED),
    LIST_OF(board_meeting, quorum,             BOARD_QUORUM,      READ_ONLY | DERIVED | ONE),
    LIST_OF(board_meeting, attachments,        BOARD_ATTACHMENT,  0),
    FIELD(board_meeting, minutes,              BOARD_MINUTES,     0),
    STATUS_FIELDS(board_meeting),
    FIELD(board_meeting, version,              COUNT,             READ_ONLY),
    FIELD(board_meeting, created_at,           INSTANT,           READ_ONLY),
    FIELD(board_meeting, updated_at,           INSTANT,           READ_ONLY),
    FIELD(board_meeting, deleted_at,           INSTANT,           READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "board_id", &UUID, "t.board_id", OP_EXACT, 0 },
    { "status", &STATUS, "t.status", OP_EXACT, 0 },
    { "held_on", &DAY, "t.held_on", OP_RANGE, 0 },
    { "online", &FLAG, "t.online", OP_EQ, 0 },
    { "school_id", &UUID, "t.school_id", OP_EXACT | OP_NULL, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "held_on", &DAY, "t.held_on" },
                                     { "status", &STATUS, "t.status" },
                                     { "created_at", &INSTANT, "t.created_at" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

static const struct parent PARENT = { &BOARDS, "board_id" };

static const struct expansion EXPANSIONS[] = { { "school", "school_id", &SCHOOLS, "schools:read" },
                                               { NULL, NULL, NULL, NULL } };

struct resource BOARD_MEETINGS = { .name = "board_meeting",
                                   .table = "board_meeting",
                                   .shape = &BOARD_MEETING,
                                   .list = &LIST_,
                                   .expansions = EXPANSIONS,
                                   .parent = &PARENT };
