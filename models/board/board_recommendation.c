#include "models/board/board_recommendation.h"

#include "models/pupils/school.h"

const struct shape RECOMMENDATION_STEP = SHAPE("recommendation_step", recommendation_step,
    TRANSITION_FIELDS(recommendation_step),
    FIELD(recommendation_step, response, BOARD_TEXT, 0));

const struct shape BOARD_RECOMMENDATION = SHAPE_WITH("board_recommendation", board_recommendation,
    "board:write",
    FIELD(board_recommendation, id,                   UUID,                 READ_ONLY),
    FIELD(board_recommendation, board_id,             UUID,                 REQUIRED | FIXED),
    FIELD(board_recommendation, meeting_id,           UUID,                 REQUIRED | FIXED),
    VALUES(board_recommendation, feedback_ids,        UUID,                 SENSITIVE),
    VALUES(board_recommendation, theme_codes,         THEME_CODE,           0),
    FIELD(board_recommendation, text,                 BOARD_TEXT,           REQUIRED),
    FIELD(board_recommendation, addressed_to,         BOARD_RESPONDER,      REQUIRED | FIXED),
    FIELD(board_recommendation, school_id,            UUID,                 FIXED),
    FIELD(board_recommendation, made_on,              DAY,                  FIXED),
    FIELD(board_recommendation, response_school_days, RESPONSE_SCHOOL_DAYS, READ_ONLY),
    FIELD(board_recommendation, due_on,               DAY,                  READ_ONLY),
    FIELD(board_recommendation, response,             BOARD_TEXT,           READ_ONLY | KEPT),
    FIELD(board_recommendation, decision,             STATUS,               READ_ONLY),
    FIELD(board_recommendation, decided_on,           DAY,                  READ_ONLY),
    FIELD(board_recommendation, decision_reason,      NOTE,                 READ_ONLY),
    STATUS_FIELDS(board_recommendation),
    FIELD(board_recommendation, version,              COUNT,                READ_ONLY),
    FIELD(board_recommendation, created_at,           INSTANT,              READ_ONLY),
    FIELD(board_recommendation, updated_at,           INSTANT,              READ_ONLY),
    FIELD(board_recommendation, deleted_at,           INSTANT,              READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "board_id", &UUID, "t.board_id", OP_EXACT, 0 },
    { "meeting_id", &UUID, "t.meeting_id", OP_EXACT, 0 },
    { "feedback_id", &UUID, "t.feedback_ids @> to_jsonb(?::text)", OP_EQ | OP_NE, SENSITIVE },
    { "theme_code", &THEME_CODE, "t.theme_codes @> to_jsonb(?::text)", OP_EQ | OP_NE, 0 },
    { "addressed_to", &BOARD_RESPONDER, "t.addressed_to", OP_EXACT, 0 },
    { "school_id", &UUID, "t.school_id", OP_EXACT | OP_NULL, 0 },
    { "made_on", &DAY, "t.made_on", OP_RANGE, 0 },
    { "due_on", &DAY, "t.due_on", OP_RANGE, 0 },
    { "overdue", &FLAG, "(t.status = 'made' AND t.due_on < app.today()) = ?", OP_EQ, 0 },
    { "decision", &STATUS, "t.decision", OP_EXACT | OP_NULL, 0 },
    { "decided_on", &DAY, "t.decided_on", OP_RANGE | OP_NULL, 0 },
    { "status", &STATUS, "t.status", OP_EXACT, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "made_on", &DAY, "t.made_on" },
                                     { "due_on", &DAY, "t.due_on" },
                                     { "status", &STATUS, "t.status" },
                                     { "created_at", &INSTANT, "t.created_at" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

static const struct expansion EXPANSIONS[] = { { "school", "school_id", &SCHOOLS, "schools:read" },
                                               { NULL, NULL, NULL, NULL } };

struct resource BOARD_RECOMMENDATIONS = { .name = "board_recommendation",
                                          .table = "board_recommendation",
                                          .shape = &BOARD_RECOMMENDATION,
                                          .list = &LIST_,
                                          .expansions = EXPANSIONS };
