#include "models/funding/funding_reversal.h"

const struct shape FUNDING_REVERSAL = SHAPE("funding_reversal", funding_reversal,
    FIELD(funding_reversal, id,         UUID,         READ_ONLY),
    FIELD(funding_reversal, posting_id, UUID,         REQUIRED | FIXED),
    FIELD(funding_reversal, reason,     NOTE,         REQUIRED | FIXED),
    FIELD(funding_reversal, kind,       POSTING_KIND, READ_ONLY),
    FIELD(funding_reversal, period,     PERIOD,       READ_ONLY),
    FIELD(funding_reversal, version,    COUNT,        READ_ONLY),
    FIELD(funding_reversal, created_at, INSTANT,      READ_ONLY),
    FIELD(funding_reversal, updated_at, INSTANT,      READ_ONLY),
    FIELD(funding_reversal, deleted_at, INSTANT,      INTERNAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "posting_id", &UUID, "t.posting_id", OP_EXACT, 0 },
    { "kind", &POSTING_KIND, "t.kind", OP_EXACT, 0 },
    { "period", &PERIOD, "t.period", OP_RANGE, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = {
    { "period", &PERIOD, "t.period" },
    { "created_at", &INSTANT, "t.created_at" },
    { NULL, NULL, NULL }
};

static const struct list LIST_ = { FILTERS, SORTS };

struct resource FUNDING_REVERSALS = {
    .name = "funding_reversal",
    .table = "funding_reversal",
    .shape = &FUNDING_REVERSAL,
    .list = &LIST_
};
