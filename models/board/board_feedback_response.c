#include "models/board/board_feedback_response.h"

#include "models/board/board_feedback.h"

const struct shape BOARD_FEEDBACK_RESPONSE =
    SHAPE("board_feedback_response", board_feedback_response,
    FIELD(board_feedback_response, id,           UUID,            READ_ONLY),
    FIELD(board_feedback_response, feedback_id,  UUID,            READ_ONLY | KEPT),
    FIELD(board_feedback_response, board_id,     UUID,            READ_ONLY),
    FIELD(board_feedback_response, by,           BOARD_RESPONDER, REQUIRED | FIXED),
    FIELD(board_feedback_response, school_id,    UUID,            READ_ONLY),
    FIELD(board_feedback_response, text,         BOARD_TEXT,      REQUIRED),
    FIELD(board_feedback_response, responded_on, DAY,             0),
    FIELD(board_feedback_response, version,      COUNT,           READ_ONLY),
    FIELD(board_feedback_response, created_at,   INSTANT,         READ_ONLY),
    FIELD(board_feedback_response, updated_at,   INSTANT,         READ_ONLY),
    FIELD(board_feedback_response, deleted_at,   INSTANT,         READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "feedback_id", &UUID, "t.feedback_id", OP_EXACT, 0 },
    { "by", &BOARD_RESPONDER, "t.by", OP_EXACT, 0 },
    { "responded_on", &DAY, "t.responded_on", OP_RANGE, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "responded_on", &DAY, "t.responded_on" },
                                     { "created_at", &INSTANT, "t.created_at" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

static const struct parent PARENT = { &BOARD_FEEDBACKS, "feedback_id" };

struct resource BOARD_FEEDBACK_RESPONSES = { .name = "board_feedback_response",
                                             .table = "board_feedback_response",
                                             .shape = &BOARD_FEEDBACK_RESPONSE,
                                             .list = &LIST_,
                                             .parent = &PARENT };
