#include "models/board/board_feedback.h"

const struct shape FEEDBACK_RECEIPT = SHAPE("feedback_receipt", feedback_receipt,
    FIELD(feedback_receipt, id,         UUID,    READ_ONLY),
    FIELD(feedback_receipt, status,     STATUS,  READ_ONLY),
    FIELD(feedback_receipt, created_at, INSTANT, READ_ONLY));

const struct shape BOARD_FEEDBACK = SHAPE("board_feedback", board_feedback,
    FIELD(board_feedback, id,               UUID,       READ_ONLY),
    FIELD(board_feedback, board_id,         UUID,       REQUIRED | FIXED),
    FIELD(board_feedback, meeting_id,       UUID,       FIXED),
    FIELD(board_feedback, member_id,        UUID,       SECRET | FIXED),
    FIELD(board_feedback, whole_board,      FLAG,       READ_ONLY),
    FIELD(board_feedback, anonymous,        FLAG,       0),
    FIELD(board_feedback, said_by,          LABEL,      READ_ONLY),
    FIELD(board_feedback, school_id,        UUID,       READ_ONLY),
    FIELD(board_feedback, passed_to_school, FLAG,       0),
    FIELD(board_feedback, text,             BOARD_TEXT, REQUIRED),
    VALUES(board_feedback, theme_codes,     THEME_CODE, 0),
    FIELD(board_feedback, disclosure,       FLAG,       FIXED),
    STATUS_FIELDS(board_feedback),
    FIELD(board_feedback, version,          COUNT,      READ_ONLY),
    FIELD(board_feedback, created_at,       INSTANT,    READ_ONLY),
    FIELD(board_feedback, updated_at,       INSTANT,    READ_ONLY),
    FIELD(board_feedback, deleted_at,       INSTANT,    READ_ONLY | OPTIONAL));

/* There is none by who said it, nor any that leads there. */
static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "board_id", &UUID, "t.board_id", OP_EXACT, 0 },
    { "meeting_id", &UUID, "t.meeting_id", OP_EXACT | OP_NULL, 0 },
    { "whole_board", &FLAG, "t.whole_board", OP_EQ, 0 },
    { "anonymous", &FLAG, "t.anonymous", OP_EQ, 0 },
    { "school_id", &UUID, "t.school_id", OP_EXACT | OP_NULL, 0 },
    { "passed_to_school", &FLAG, "t.passed_to_school", OP_EQ, 0 },
    { "theme_code", &THEME_CODE, "t.theme_codes @> to_jsonb(?::text)", OP_EQ | OP_NE, 0 },
    { "disclosure", &FLAG, "t.disclosure", OP_EQ, 0 },
    { "status", &STATUS, "t.status", OP_EXACT, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "status", &STATUS, "t.status" },
                                     { "created_at", &INSTANT, "t.created_at" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

static void begin(void *row)
{
    ((struct board_feedback *)row)->anonymous = true;
}

struct resource BOARD_FEEDBACKS = { .name = "board_feedback",
                                    .table = "board_feedback",
                                    .shape = &BOARD_FEEDBACK,
                                    .list = &LIST_,
                                    .begin = begin,
                                    .audited = true };
