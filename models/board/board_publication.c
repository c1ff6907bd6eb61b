#include "models/board/board_publication.h"

const struct shape CONSENT_USED = SHAPE("consent_used", consent_used,
    FIELD(consent_used, member_id, UUID,         REQUIRED),
    FIELD(consent_used, type,      CONSENT_TYPE, REQUIRED));

const struct shape BOARD_PUBLICATION =
    SHAPE_WITH("board_publication", board_publication, "board:write",
    FIELD(board_publication, id,                  UUID,         READ_ONLY),
    FIELD(board_publication, board_id,            UUID,         REQUIRED | FIXED),
    VALUES(board_publication, recommendation_ids, UUID,         SENSITIVE),
    VALUES(board_publication, action_ids,         UUID,         SENSITIVE),
    FIELD(board_publication, you_said,            BOARD_TEXT,   REQUIRED),
    FIELD(board_publication, we_did,              BOARD_TEXT,   REQUIRED),
    LIST_OF(board_publication, consents_used,     CONSENT_USED, SENSITIVE),
    FIELD(board_publication, published_on,        DAY,          READ_ONLY),
    STATUS_FIELDS(board_publication),
    FIELD(board_publication, version,             COUNT,        READ_ONLY),
    FIELD(board_publication, created_at,          INSTANT,      READ_ONLY),
    FIELD(board_publication, updated_at,          INSTANT,      READ_ONLY),
    FIELD(board_publication, deleted_at,          INSTANT,      READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "board_id", &UUID, "t.board_id", OP_EXACT, 0 },
    { "recommendation_id", &UUID, "t.recommendation_ids @> to_jsonb(?::text)", OP_EQ | OP_NE,
      SENSITIVE },
    { "published_on", &DAY, "t.published_on", OP_RANGE | OP_NULL, 0 },
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

struct resource BOARD_PUBLICATIONS = { .name = "board_publication",
                                       .table = "board_publication",
                                       .shape = &BOARD_PUBLICATION,
                                       .list = &LIST_ };
