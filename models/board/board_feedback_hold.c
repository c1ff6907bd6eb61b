#include "models/board/board_feedback_hold.h"

const struct shape BOARD_FEEDBACK_HOLD = SHAPE("board_feedback_hold", board_feedback_hold,
    FIELD(board_feedback_hold, id,          UUID,       READ_ONLY),
    FIELD(board_feedback_hold, feedback_id, UUID,       READ_ONLY),
    FIELD(board_feedback_hold, board_id,    UUID,       READ_ONLY),
    VALUES(board_feedback_hold, causes,     HOLD_CAUSE, READ_ONLY),
    VALUES(board_feedback_hold, phrases,    LABEL,      READ_ONLY),
    FIELD(board_feedback_hold, held_on,     DAY,        READ_ONLY),
    FIELD(board_feedback_hold, held_by,     UUID,       READ_ONLY),
    FIELD(board_feedback_hold, held_reason, NOTE,       READ_ONLY),
    FIELD(board_feedback_hold, held_reference, LABEL,   READ_ONLY),
    FIELD(board_feedback_hold, held_text,   BOARD_TEXT, READ_ONLY),
    FIELD(board_feedback_hold, decision,    STATUS,     READ_ONLY),
    FIELD(board_feedback_hold, decided_on,  DAY,        READ_ONLY),
    FIELD(board_feedback_hold, decided_by,  UUID,       READ_ONLY),
    FIELD(board_feedback_hold, reason,      NOTE,       READ_ONLY),
    FIELD(board_feedback_hold, reference,   LABEL,      READ_ONLY),
    FIELD(board_feedback_hold, deleted_at,  INSTANT,    INTERNAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "feedback_id", &UUID, "t.feedback_id", OP_EXACT, 0 },
    { "board_id", &UUID, "t.board_id", OP_EXACT, 0 },
    { "cause", &HOLD_CAUSE, "t.causes @> to_jsonb(?::text)", OP_EQ | OP_NE, 0 },
    { "decision", &STATUS, "t.decision", OP_EXACT | OP_NULL, 0 },
    { "held_on", &DAY, "t.held_on", OP_RANGE, 0 },
    { "decided_on", &DAY, "t.decided_on", OP_RANGE | OP_NULL, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "held_on", &DAY, "t.held_on" }, { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

struct resource BOARD_FEEDBACK_HOLDS = { .name = "board_feedback_hold",
                                         .table = "board_feedback_hold",
                                         .shape = &BOARD_FEEDBACK_HOLD,
                                         .list = &LIST_,
                                         .audited = true };
