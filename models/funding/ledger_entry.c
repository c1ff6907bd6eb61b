#include "models/funding/ledger_entry.h"

const struct shape LEDGER_ENTRY = SHAPE("ledger_entry", ledger_entry,
    FIELD(ledger_entry, id,                 UUID,           READ_ONLY),
    FIELD(ledger_entry, posting_id,         UUID,           READ_ONLY),
    FIELD(ledger_entry, number,             COUNT,          READ_ONLY),
    FIELD(ledger_entry, kind,               POSTING_KIND,   READ_ONLY),
    FIELD(ledger_entry, period,             PERIOD,         READ_ONLY),
    FIELD(ledger_entry, for_period,         PERIOD,         READ_ONLY),
    FIELD(ledger_entry, account,            LEDGER_ACCOUNT, READ_ONLY),
    FIELD(ledger_entry, stream,             FUNDING_STREAM, READ_ONLY),
    FIELD(ledger_entry, agreement_id,       UUID,           READ_ONLY),
    FIELD(ledger_entry, provision_id,       UUID,           READ_ONLY),
    FIELD(ledger_entry, host_school_id,     UUID,           READ_ONLY),
    FIELD(ledger_entry, provider_school_id, UUID,           READ_ONLY),
    FIELD(ledger_entry, payer,              PAYER,          READ_ONLY),
    FIELD(ledger_entry, pseudonym,          LABEL,          READ_ONLY),
    FIELD(ledger_entry, band,               LABEL,          READ_ONLY),
    FIELD(ledger_entry, amount_pence,       PENCE,          READ_ONLY),
    FIELD(ledger_entry, run_id,             UUID,           READ_ONLY),
    FIELD(ledger_entry, receipt_id,         UUID,           READ_ONLY),
    FIELD(ledger_entry, payment_id,         UUID,           READ_ONLY),
    FIELD(ledger_entry, reverses_id,        UUID,           READ_ONLY),
    FIELD(ledger_entry, reason,             NOTE,           READ_ONLY),
    FIELD(ledger_entry, made_at,            INSTANT,        READ_ONLY),
    FIELD(ledger_entry, deleted_at,         INSTANT,        INTERNAL));

static const struct filter FILTERS[] = {
    { "posting_id", &UUID, "t.posting_id", OP_EXACT, 0 },
    { "kind", &POSTING_KIND, "t.kind", OP_EXACT, 0 },
    { "period", &PERIOD, "t.period", OP_RANGE, 0 },
    { "for_period", &PERIOD, "t.for_period", OP_RANGE, 0 },
    { "account", &LEDGER_ACCOUNT, "t.account", OP_EXACT, 0 },
    { "stream", &FUNDING_STREAM, "t.stream", OP_EXACT | OP_NULL, 0 },
    { "agreement_id", &UUID, "t.agreement_id", OP_EXACT, 0 },
    { "provision_id", &UUID, "t.provision_id", OP_EXACT, 0 },
    { "host_school_id", &UUID, "t.host_school_id", OP_EXACT, 0 },
    { "provider_school_id", &UUID, "t.provider_school_id", OP_EXACT, 0 },
    { "payer", &PAYER, "t.payer", OP_EXACT | OP_NULL, 0 },
    { "pseudonym", &LABEL, "t.pseudonym", OP_EXACT | OP_NULL, 0 },
    { "run_id", &UUID, "t.run_id", OP_EQ, 0 },
    { "receipt_id", &UUID, "t.receipt_id", OP_EQ, 0 },
    { "payment_id", &UUID, "t.payment_id", OP_EQ, 0 },
    { "reverses_id", &UUID, "t.reverses_id", OP_EQ, 0 },
    { "made_at", &INSTANT, "t.made_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = {
    { "period", &PERIOD, "t.period" },
    { "for_period", &PERIOD, "t.for_period" },
    { "number", &COUNT, "t.number" },
    { NULL, NULL, NULL }
};

static const struct list LIST_ = { FILTERS, SORTS };

struct resource LEDGER_ENTRIES = {
    .name = "ledger_entry", .table = "ledger_entry_told", .shape = &LEDGER_ENTRY, .list = &LIST_
};
