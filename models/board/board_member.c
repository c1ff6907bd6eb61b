#include "models/board/board_member.h"

#include "models/board/board.h"
#include "models/pupils/school.h"

#define OF_PUPIL (FIXED | DERIVED | GUARDED | SENSITIVE)

const struct shape BOARD_MEMBER = SHAPE_WITH("board_member", board_member, "pupils:read",
    FIELD(board_member, id,                         UUID,              READ_ONLY),
    FIELD(board_member, board_id,                   UUID,              READ_ONLY | KEPT),
    FIELD(board_member, pupil_id,                   UUID,              OF_PUPIL),
    FIELD(board_member, pseudonym,                  LABEL,             0),
    FIELD(board_member, school_id,                  UUID,              REQUIRED | FIXED),
    FIELD(board_member, phase,                      PHASE,             READ_ONLY),
    FIELD(board_member, need,                       NEED,              0),
    FIELD(board_member, has_send,                   FLAG,              0),
    FIELD(board_member, age_band,                   AGE_BAND,          0),
    FIELD(board_member, age_band_today,             AGE_BAND,          READ_ONLY | DERIVED),
    FIELD(board_member, lacks_capacity,             FLAG,              0),
    VALUES(board_member, consents_in_force,         CONSENT_TYPE,      READ_ONLY | DERIVED),
    FIELD(board_member, school_withheld,            FLAG,              LASTING),
    VALUES(board_member, accessible_formats_needed, ACCESSIBLE_FORMAT, 0),
    FIELD(board_member, starts_on,                  DAY,               0),
    FIELD(board_member, ends_on,                    DAY,               0),
    FIELD(board_member, left_reason,                NOTE,              0),
    FIELD(board_member, version,                    COUNT,             READ_ONLY),
    FIELD(board_member, created_at,                 INSTANT,           READ_ONLY),
    FIELD(board_member, updated_at,                 INSTANT,           READ_ONLY),
    FIELD(board_member, deleted_at,                 INSTANT,           READ_ONLY | OPTIONAL));

const struct shape BOARD_MEMBER_LINK = SHAPE("board_member_link", board_member_link,
    FIELD(board_member_link, member_id, UUID, 0),
    FIELD(board_member_link, board_id,  UUID, 0),
    FIELD(board_member_link, pupil_id,  UUID, 0));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "board_id", &UUID, "t.board_id", OP_EXACT, 0 },
    { "pseudonym", &LABEL, "t.pseudonym", OP_EXACT | OP_PREFIX, 0 },
    { "school_id", &UUID, "t.school_id", OP_EXACT, 0 },
    { "phase", &PHASE, "t.phase", OP_EXACT, 0 },
    { "need", &NEED, "t.need", OP_EXACT | OP_NULL, 0 },
    { "has_send", &FLAG, "t.has_send", OP_EQ, 0 },
    { "school_withheld", &FLAG, "t.school_withheld", OP_EQ, 0 },
    { "starts_on", &DAY, "t.starts_on", OP_RANGE, 0 },
    { "ends_on", &DAY, "t.ends_on", OP_RANGE, 0 },
    { "on", &DAY, "daterange(t.starts_on, t.ends_on, '[]') @> ?", OP_EQ | OP_NE, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "pseudonym", &LABEL, "t.pseudonym" },
                                     { "starts_on", &DAY, "t.starts_on" },
                                     { "created_at", &INSTANT, "t.created_at" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

static const struct parent PARENT = { &BOARDS, "board_id" };

static const struct expansion EXPANSIONS[] = { { "school", "school_id", &SCHOOLS, "schools:read" },
                                               { NULL, NULL, NULL, NULL } };

struct resource BOARD_MEMBERS = { .name = "board_member",
                                  .table = "board_member",
                                  .shape = &BOARD_MEMBER,
                                  .list = &LIST_,
                                  .expansions = EXPANSIONS,
                                  .parent = &PARENT };
