#include "models/funding/funding_payment.h"

const struct shape FUNDING_PAYMENT = SHAPE("funding_payment", funding_payment,
    FIELD(funding_payment, id,           UUID,    READ_ONLY),
    FIELD(funding_payment, agreement_id, UUID,    REQUIRED | FIXED),
    FIELD(funding_payment, period,       PERIOD,  FIXED),
    FIELD(funding_payment, amount_pence, PENCE,   REQUIRED | FIXED),
    FIELD(funding_payment, paid_on,      DAY,     REQUIRED | FIXED),
    FIELD(funding_payment, reference,    LABEL,   FIXED),
    FIELD(funding_payment, status,       STATUS,  READ_ONLY),
    FIELD(funding_payment, posting_id,   UUID,    READ_ONLY),
    FIELD(funding_payment, version,      COUNT,   READ_ONLY),
    FIELD(funding_payment, created_at,   INSTANT, READ_ONLY),
    FIELD(funding_payment, updated_at,   INSTANT, READ_ONLY),
    FIELD(funding_payment, deleted_at,   INSTANT, INTERNAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "agreement_id", &UUID, "t.agreement_id", OP_EXACT, 0 },
    { "period", &PERIOD, "t.period", OP_RANGE, 0 },
    { "amount_pence", &PENCE, "t.amount_pence", OP_RANGE, 0 },
    { "paid_on", &DAY, "t.paid_on", OP_RANGE, 0 },
    { "reference", &LABEL, "t.reference", OP_EXACT | OP_PREFIX | OP_NULL, 0 },
    { "status", &STATUS, "t.status", OP_EXACT, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = {
    { "paid_on", &DAY, "t.paid_on" },
    { "period", &PERIOD, "t.period" },
    { "created_at", &INSTANT, "t.created_at" },
    { "updated_at", &INSTANT, "t.updated_at" },
    { NULL, NULL, NULL }
};

static const struct list LIST_ = { FILTERS, SORTS };

struct resource FUNDING_PAYMENTS = {
    .name = "funding_payment", .table = "funding_payment", .shape = &FUNDING_PAYMENT, .list = &LIST_
};
