#include "models/board/board_consent_rule.h"

const struct shape BOARD_CONSENT_RULE = SHAPE("board_consent_rule", board_consent_rule,
    FIELD(board_consent_rule, id,             UUID,          READ_ONLY),
    FIELD(board_consent_rule, age_band,       AGE_BAND,      READ_ONLY),
    FIELD(board_consent_rule, lacks_capacity, FLAG,          READ_ONLY),
    VALUES(board_consent_rule, givers,        CONSENT_GIVER, REQUIRED),
    FIELD(board_consent_rule, version,        COUNT,         READ_ONLY),
    FIELD(board_consent_rule, created_at,     INSTANT,       READ_ONLY),
    FIELD(board_consent_rule, updated_at,     INSTANT,       READ_ONLY),
    FIELD(board_consent_rule, deleted_at,     INSTANT,       INTERNAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "age_band", &AGE_BAND, "t.age_band", OP_EXACT, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "age_band", &AGE_BAND, "t.age_band" },
                                     { "created_at", &INSTANT, "t.created_at" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

struct resource BOARD_CONSENT_RULES = { .name = "board_consent_rule",
                                        .table = "board_consent_rule",
                                        .shape = &BOARD_CONSENT_RULE,
                                        .list = &LIST_ };
