#include "models/board/board_deliverable.h"

const struct shape BOARD_DELIVERABLE = SHAPE("board_deliverable", board_deliverable,
    FIELD(board_deliverable, id,                  UUID,                  READ_ONLY),
    FIELD(board_deliverable, board_id,            UUID,                  REQUIRED | FIXED),
    FIELD(board_deliverable, title,               LABEL,                 REQUIRED),
    FIELD(board_deliverable, kind,                DELIVERABLE_KIND,      REQUIRED),
    FIELD(board_deliverable, reference,           DELIVERABLE_REFERENCE, REQUIRED),
    VALUES(board_deliverable, recommendation_ids, UUID,                  0),
    FIELD(board_deliverable, made_on,             DAY,                   REQUIRED),
    FIELD(board_deliverable, retired_on,          DAY,                   0),
    FIELD(board_deliverable, uses,                COUNT,                 READ_ONLY | DERIVED),
    FIELD(board_deliverable, schools_using,       COUNT,                 READ_ONLY | DERIVED),
    FIELD(board_deliverable, version,             COUNT,                 READ_ONLY),
    FIELD(board_deliverable, created_at,          INSTANT,               READ_ONLY),
    FIELD(board_deliverable, updated_at,          INSTANT,               READ_ONLY),
    FIELD(board_deliverable, deleted_at,          INSTANT,               READ_ONLY | OPTIONAL));

/* By the uses that the caller sees. */
#define USED_BY "EXISTS (SELECT FROM app.board_deliverable_use u WHERE u.trust_id = t.trust_id" \
                " AND u.deliverable_id = t.id AND u.school_id = ? AND u.deleted_at IS NULL)"

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "board_id", &UUID, "t.board_id", OP_EXACT, 0 },
    { "kind", &DELIVERABLE_KIND, "t.kind", OP_EXACT, 0 },
    { "title", &LABEL, "t.title", OP_EXACT | OP_PREFIX, 0 },
    { "recommendation_id", &UUID, "t.recommendation_ids @> to_jsonb(?::text)", OP_EQ | OP_NE, 0 },
    { "made_on", &DAY, "t.made_on", OP_RANGE, 0 },
    { "retired_on", &DAY, "t.retired_on", OP_RANGE | OP_NULL, 0 },
    { "used_by", &UUID, USED_BY, OP_EQ | OP_NE, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "made_on", &DAY, "t.made_on" },
                                     { "title", &LABEL, "t.title" },
                                     { "created_at", &INSTANT, "t.created_at" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

struct resource BOARD_DELIVERABLES = { .name = "board_deliverable",
                                       .table = "board_deliverable",
                                       .shape = &BOARD_DELIVERABLE,
                                       .list = &LIST_ };
