#include "models/board/board_attendance.h"

#include "models/board/board_meeting.h"

const struct shape BOARD_ATTENDANCE = SHAPE("board_attendance", board_attendance,
    FIELD(board_attendance, id,             UUID,               READ_ONLY),
    FIELD(board_attendance, board_id,       UUID,               READ_ONLY),
    FIELD(board_attendance, meeting_id,     UUID,               READ_ONLY | KEPT),
    FIELD(board_attendance, member_id,      UUID,               FIXED),
    FIELD(board_attendance, facilitator_id, UUID,               FIXED),
    FIELD(board_attendance, attendance,     MEETING_ATTENDANCE, REQUIRED),
    FIELD(board_attendance, online,         FLAG,               0),
    FIELD(board_attendance, version,        COUNT,              READ_ONLY),
    FIELD(board_attendance, created_at,     INSTANT,            READ_ONLY),
    FIELD(board_attendance, updated_at,     INSTANT,            READ_ONLY),
    FIELD(board_attendance, deleted_at,     INSTANT,            READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "meeting_id", &UUID, "t.meeting_id", OP_EXACT, 0 },
    { "member_id", &UUID, "t.member_id", OP_EXACT | OP_NULL, 0 },
    { "facilitator_id", &UUID, "t.facilitator_id", OP_EXACT | OP_NULL, 0 },
    { "attendance", &MEETING_ATTENDANCE, "t.attendance", OP_EXACT, 0 },
    { "online", &FLAG, "t.online", OP_EQ, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "attendance", &MEETING_ATTENDANCE, "t.attendance" },
                                     { "created_at", &INSTANT, "t.created_at" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

static const struct parent PARENT = { &BOARD_MEETINGS, "meeting_id" };

struct resource BOARD_ATTENDANCES = { .name = "board_attendance",
                                      .table = "board_attendance",
                                      .shape = &BOARD_ATTENDANCE,
                                      .list = &LIST_,
                                      .parent = &PARENT };
