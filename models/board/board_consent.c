#include "models/board/board_consent.h"

#include "models/board/board_member.h"

const struct shape BOARD_CONSENT = SHAPE("board_consent", board_consent,
    FIELD(board_consent, id,                 UUID,          READ_ONLY),
    FIELD(board_consent, board_id,           UUID,          READ_ONLY),
    FIELD(board_consent, member_id,          UUID,          READ_ONLY | KEPT),
    FIELD(board_consent, type,               CONSENT_TYPE,  REQUIRED | FIXED),
    FIELD(board_consent, giver,              CONSENT_GIVER, REQUIRED | FIXED),
    FIELD(board_consent, given_on,           DAY,           REQUIRED | FIXED),
    FIELD(board_consent, withdrawn_on,       DAY,           0),
    FIELD(board_consent, evidence_reference, LABEL,         0),
    FIELD(board_consent, version,            COUNT,         READ_ONLY),
    FIELD(board_consent, created_at,         INSTANT,       READ_ONLY),
    FIELD(board_consent, updated_at,         INSTANT,       READ_ONLY),
    FIELD(board_consent, deleted_at,         INSTANT,       INTERNAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "member_id", &UUID, "t.member_id", OP_EXACT, 0 },
    { "type", &CONSENT_TYPE, "t.type", OP_EXACT, 0 },
    { "giver", &CONSENT_GIVER, "t.giver", OP_EXACT, 0 },
    { "given_on", &DAY, "t.given_on", OP_RANGE, 0 },
    { "withdrawn_on", &DAY, "t.withdrawn_on", OP_RANGE | OP_NULL, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "given_on", &DAY, "t.given_on" },
                                     { "created_at", &INSTANT, "t.created_at" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

static const struct parent PARENT = { &BOARD_MEMBERS, "member_id" };

struct resource BOARD_CONSENTS = { .name = "board_consent",
                                   .table = "board_consent",
                                   .shape = &BOARD_CONSENT,
                                   .list = &LIST_,
                                   .parent = &PARENT };
