#include "models/funding/funding_dispute.h"

const struct shape FUNDING_DISPUTE_STEP = SHAPE("funding_dispute_step", funding_dispute_step,
    TRANSITION_FIELDS(funding_dispute_step),
    FIELD(funding_dispute_step, response, NOTE, 0));

const struct shape FUNDING_DISPUTE = SHAPE("funding_dispute", funding_dispute,
    FIELD(funding_dispute, id,              UUID,    READ_ONLY),
    FIELD(funding_dispute, posting_id,      UUID,    FIXED),
    FIELD(funding_dispute, ledger_entry_id, UUID,    FIXED),
    FIELD(funding_dispute, agreement_id,    UUID,    READ_ONLY | KEPT),
    FIELD(funding_dispute, host_school_id,  UUID,    READ_ONLY | KEPT),
    FIELD(funding_dispute, reason,          NOTE,    REQUIRED),
    FIELD(funding_dispute, raised_by,       UUID,    READ_ONLY | KEPT),
    FIELD(funding_dispute, response,        NOTE,    0),
    FIELD(funding_dispute, answered_by,     UUID,    READ_ONLY | KEPT),
    STATUS_FIELDS(funding_dispute),
    FIELD(funding_dispute, version,         COUNT,   READ_ONLY),
    FIELD(funding_dispute, created_at,      INSTANT, READ_ONLY),
    FIELD(funding_dispute, updated_at,      INSTANT, READ_ONLY),
    FIELD(funding_dispute, deleted_at,      INSTANT, INTERNAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "posting_id", &UUID, "t.posting_id", OP_EXACT, 0 },
    { "agreement_id", &UUID, "t.agreement_id", OP_EXACT, 0 },
    { "host_school_id", &UUID, "t.host_school_id", OP_EXACT, 0 },
    { "status", &STATUS, "t.status", OP_EXACT, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = {
    { "status", &STATUS, "t.status" },
    { "created_at", &INSTANT, "t.created_at" },
    { "updated_at", &INSTANT, "t.updated_at" },
    { NULL, NULL, NULL }
};

static const struct list LIST_ = { FILTERS, SORTS };

struct resource FUNDING_DISPUTES = {
    .name = "funding_dispute", .table = "funding_dispute", .shape = &FUNDING_DISPUTE, .list = &LIST_
};
