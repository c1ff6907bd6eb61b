#include "models/funding/funding_reconciliation.h"

const struct shape FUNDING_RECONCILIATION = SHAPE("funding_reconciliation", funding_reconciliation,
    FIELD(funding_reconciliation, id,               UUID,                  READ_ONLY),
    FIELD(funding_reconciliation, agreement_id,     UUID,                  READ_ONLY),
    FIELD(funding_reconciliation, provision_id,     UUID,                  READ_ONLY),
    FIELD(funding_reconciliation, stream,           FUNDING_STREAM,        READ_ONLY),
    FIELD(funding_reconciliation, payer,            PAYER,                 READ_ONLY),
    FIELD(funding_reconciliation, for_period,       PERIOD,                READ_ONLY),
    FIELD(funding_reconciliation, expected_pence,   PENCE,                 READ_ONLY),
    FIELD(funding_reconciliation, received_pence,   PENCE,                 READ_ONLY),
    FIELD(funding_reconciliation, difference_pence, PENCE,                 READ_ONLY),
    FIELD(funding_reconciliation, passported_pence, PENCE,                 READ_ONLY),
    FIELD(funding_reconciliation, paid_pence,       PENCE,                 READ_ONLY),
    FIELD(funding_reconciliation, unpaid_pence,     PENCE,                 READ_ONLY),
    FIELD(funding_reconciliation, parked_count,     COUNT,                 READ_ONLY),
    VALUES(funding_reconciliation, reasons,         RECONCILIATION_REASON, READ_ONLY),
    FIELD(funding_reconciliation, deleted_at,       INSTANT,               INTERNAL));

const struct filter RECONCILED_MONTH = { "for_period", &PERIOD, "t.month", OP_RANGE, 0 };

static const struct filter FILTERS[] = {
    { "agreement_id", &UUID, "t.agreement_id", OP_EXACT | OP_NULL, 0 },
    { "provision_id", &UUID, "t.provision_id", OP_EXACT | OP_NULL, 0 },
    { "stream", &FUNDING_STREAM, "t.stream", OP_EXACT | OP_NULL, 0 },
    { "payer", &PAYER, "t.payer", OP_EXACT | OP_NULL, 0 },
    { "reason", &RECONCILIATION_REASON, "t.reasons @> to_jsonb(?)", OP_EQ, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "for_period", &PERIOD, "t.month" }, { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

struct resource FUNDING_RECONCILIATIONS = { .name = "funding_reconciliation",
                                            .table = "funding_reconciliation",
                                            .shape = &FUNDING_RECONCILIATION,
                                            .list = &LIST_,
                                            .usual_sort = SORTS };
