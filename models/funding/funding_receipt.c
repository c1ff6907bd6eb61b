#include "models/funding/funding_receipt.h"

#include <string.h>

#include "models/encode.h"

const struct shape RECEIPT_MATCH = SHAPE("receipt_match", receipt_match,
    FIELD(receipt_match, id,           UUID, INTERNAL),
    FIELD(receipt_match, provision_id, UUID, REQUIRED));

const struct shape RECEIPT_LINES = SHAPE("receipt_lines", receipt_lines,
    FIELD(receipt_lines, rows, NOTE, 0));

/* Who pays knows the pupil by a UPN; the books know it by a pseudonym. */
#define FROM_PAYER (FIXED | GUARDED | SENSITIVE | UNSEEN)

const struct shape FUNDING_RECEIPT = SHAPE_WITH("funding_receipt", funding_receipt,
    "pupils:sensitive",
    FIELD(funding_receipt, id,                   UUID,           READ_ONLY),
    FIELD(funding_receipt, payer,                PAYER,          REQUIRED | FIXED),
    FIELD(funding_receipt, remittance_reference, LABEL,          REQUIRED | FIXED),
    FIELD(funding_receipt, line,                 COUNT,          REQUIRED | FIXED),
    FIELD(funding_receipt, line_key,             NOTE,           READ_ONLY),
    FIELD(funding_receipt, revision,             COUNT,          FIXED),
    FIELD(funding_receipt, corrects_id,          UUID,           READ_ONLY),
    FIELD(funding_receipt, received_on,          DAY,            REQUIRED | FIXED),
    FIELD(funding_receipt, stream,               FUNDING_STREAM, REQUIRED | FIXED),
    FIELD(funding_receipt, for_period,           PERIOD,         REQUIRED | FIXED),
    FIELD(funding_receipt, amount_pence,         PENCE,          REQUIRED | FIXED),
    FIELD(funding_receipt, provision_id,         UUID,           FIXED),
    FIELD(funding_receipt, pupil_reference,      LABEL,          FROM_PAYER),
    FIELD(funding_receipt, reference_forgotten,  FLAG,           INTERNAL),
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

const struct match FUNDING_RECEIPT_LINE = { "line_key", "line_key", NULL, NULL, false };

bool funding_receipt_set_key(struct arena *arena, void *row)
{
    struct funding_receipt *line = row;

    line->line_key = arena_format(arena, "%s/%lld/%s", line->payer, (long long)line->line,
                                  line->remittance_reference);
    return line->line_key;
}

enum db_status funding_receipts_standing(struct db *db, const void *rows, size_t count,
                                         struct match_key **found, size_t *nfound)
{
    const struct key trust = { db_actor(db)->trust };
    const struct receipt_lines lines = { rows_as_json(db_arena(db), &FUNDING_RECEIPT, rows,
                                                      count) };
    enum db_status status = receipts_taken(db, &trust);

    if (status)
        return status;
    return lines.rows ? receipts_standing(db, &lines, found, nfound) : DB_TOO_LARGE;
}

enum db_status funding_receipt_stands(struct db *db, const struct funding_receipt *row,
                                      struct funding_receipt **stood)
{
    struct match_key *found;
    size_t count;
    void *receipt = NULL;
    enum db_status status = funding_receipts_standing(db, row, 1, &found, &count);

    if (!status)
        status = count ? resource_find(db, &FUNDING_RECEIPTS, found[0].id, &receipt) : DB_NONE;
    *stood = receipt;
    return status;
}

bool funding_receipt_says_same(const struct field *field, const void *sent, const void *stood)
{
    const struct funding_receipt *line = sent, *receipt = stood;

    if (strcmp(field->name, "revision") == 0 && line->revision == NONE)
        return true;
    if (strcmp(field->name, "pupil_reference") == 0 && receipt->reference_forgotten)
        return true;
    return field_same(field, sent, stood);
}

bool funding_receipt_same(const struct funding_receipt *sent, const struct funding_receipt *stood)
{
    bool same = true;

    for (size_t i = 0; i < FUNDING_RECEIPT.count; i++) {
        const struct field *field = &FUNDING_RECEIPT.fields[i];

        same = same && (!(field->flags & FIXED) || funding_receipt_says_same(field, sent, stood));
    }
    return same;
}
