#include "models/funding/funding_receipt.h"

const struct shape RECEIPT_MATCH = SHAPE("receipt_match", receipt_match,
    FIELD(receipt_match, id,           UUID, INTERNAL),
    FIELD(receipt_match, provision_id, UUID, REQUIRED));

/* Who pays knows the pupil by a UPN; the books know it by a pseudonym. */
#define FROM_PAYER (FIXED | GUARDED | SENSITIVE | UNSEEN)

const struct shape FUNDING_RECEIPT = SHAPE_WITH("funding_receipt", funding_receipt,
    "pupils:sensitive",
    FIELD(funding_receipt, id,                   UUID,           READ_ONLY),
    FIELD(funding_receipt, payer,                PAYER,          REQUIRED | FIXED),
    FIELD(funding_receipt, remittance_reference, LABEL,          REQUIRED | FIXED),
    FIELD(funding_receipt, line,                 COUNT,          REQUIRED | FIXED),
    FIELD(funding_receipt, line_key,             NOTE,           READ_ONLY),
    FIELD(funding_receipt, received_on,          DAY,            REQUIRED | FIXED),
    FIELD(funding_receipt, stream,               FUNDING_STREAM, REQUIRED | FIXED),
    FIELD(funding_receipt, for_period,           PERIOD,         REQUIRED | FIXED),
    FIELD(funding_receipt, amount_pence,         PENCE,          REQUIRED | FIXED),
    FIELD(funding_receipt, provision_id,         UUID,           FIXED),
    FIELD(funding_receipt, pupil_reference,      LABEL,          FROM_PAYER),
    FIELD(funding_receipt, status,               STATUS,         READ_ONLY),
    FIELD(funding_receipt, parked_reason,        LABEL,          READ_ONLY),
    FIELD(funding_receipt, agreement_id,         UUID,           READ_ONLY),
    FIELD(funding_receipt, pseudonym,            LABEL,          READ_ONLY),
    FIELD(funding_receipt, posting_id,           UUID,           READ_ONLY),
    FIELD(funding_receipt, version,              COUNT,          READ_ONLY),
    FIELD(funding_receipt, created_at,           INSTANT,        READ_ONLY),
    FIELD(funding_receipt, updated_at,           INSTANT,        READ_ONLY),
    FIELD(funding_receipt, deleted_at,           INSTANT,        INTERNAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "payer", &PAYER, "t.payer", OP_EXACT, 0 },
    { "remittance_reference", &LABEL, "t.remittance_reference", OP_EXACT | OP_PREFIX, 0 },
    { "received_on", &DAY, "t.received_on", OP_RANGE, 0 },
    { "stream", &FUNDING_STREAM, "t.stream", OP_EXACT, 0 },
    { "for_period", &PERIOD, "t.for_period", OP_RANGE, 0 },
    { "amount_pence", &PENCE, "t.amount_pence", OP_RANGE, 0 },
    { "provision_id", &UUID, "t.provision_id", OP_EXACT | OP_NULL, 0 },
    { "status", &STATUS, "t.status", OP_EXACT, 0 },
    { "parked_reason", &LABEL, "t.parked_reason", OP_EXACT | OP_NULL, 0 },
    { "agreement_id", &UUID, "t.agreement_id", OP_EXACT | OP_NULL, 0 },
    { "pseudonym", &LABEL, "t.pseudonym", OP_EXACT | OP_NULL, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = {
    { "received_on", &DAY, "t.received_on" },
    { "for_period", &PERIOD, "t.for_period" },
    { "created_at", &INSTANT, "t.created_at" },
    { "updated_at", &INSTANT, "t.updated_at" },
    { NULL, NULL, NULL }
};

static const struct list LIST_ = { FILTERS, SORTS };

struct resource FUNDING_RECEIPTS = {
    .name = "funding_receipt", .table = "funding_receipt", .shape = &FUNDING_RECEIPT, .list = &LIST_
};

const struct match FUNDING_RECEIPT_LINE = {
    "line_key", "line_key",
    "SELECT line_key AS key, id FROM app.funding_receipt WHERE trust_id = $1::uuid"
    " AND line_key = ANY ($2::text[])", NULL, false
};

bool funding_receipt_set_key(struct arena *arena, struct funding_receipt *row)
{
    row->line_key = arena_format(arena, "%s/%lld/%s", row->payer, (long long)row->line,
                                 row->remittance_reference);
    return row->line_key;
}

enum db_status funding_receipt_stands(struct db *db, const char *line_key,
                                      struct funding_receipt **stood)
{
    const struct key trust = { db_actor(db)->trust };
    struct match_key *found = NULL;
    void *row = NULL;
    size_t count = 0;
    enum db_status status = receipts_taken(db, &trust);

    if (!status)
        status = resource_match(db, &FUNDING_RECEIPT_LINE, text_array(db_arena(db), &line_key, 1),
                                NULL, &found, &count);
    if (!status)
        status = count ? resource_find(db, &FUNDING_RECEIPTS, found[0].id, &row) : DB_NONE;
    *stood = row;
    return status;
}

bool funding_receipt_same(const struct funding_receipt *a, const struct funding_receipt *b)
{
    bool same = true;

    for (size_t i = 0; i < FUNDING_RECEIPT.count; i++) {
        const struct field *field = &FUNDING_RECEIPT.fields[i];

        same = same && (!(field->flags & FIXED) || field_same(field, a, b));
    }
    return same;
}
