#include "models/funding/funding_payment.h"

#include "models/encode.h"

const struct shape PAYMENT_ROWS = SHAPE("payment_rows", payment_rows,
    FIELD(payment_rows, rows, NOTE, 0));

const struct shape FUNDING_PAYMENT = SHAPE("funding_payment", funding_payment,
    FIELD(funding_payment, id,           UUID,    READ_ONLY),
    FIELD(funding_payment, agreement_id, UUID,    REQUIRED | FIXED),
    FIELD(funding_payment, period,       PERIOD,  FIXED),
    FIELD(funding_payment, amount_pence, PENCE,   REQUIRED | FIXED),
    FIELD(funding_payment, paid_on,      DAY,     REQUIRED | FIXED),
    FIELD(funding_payment, reference,    LABEL,   FIXED),
    FIELD(funding_payment, payment_key,  NOTE,    READ_ONLY),
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

const struct match FUNDING_PAYMENT_KEY = { "payment_key", "payment_key", NULL, NULL, false };

bool funding_payment_set_key(struct arena *arena, void *row)
{
    struct funding_payment *payment = row;

    payment->payment_key = arena_format(arena, "%s/%s", payment->agreement_id, payment->reference);
    return payment->payment_key;
}

enum db_status funding_payments_standing(struct db *db, const void *rows, size_t count,
                                         struct match_key **found, size_t *nfound)
{
    const struct key trust = { db_actor(db)->trust };
    const struct payment_rows sent = { rows_as_json(db_arena(db), &FUNDING_PAYMENT, rows, count) };
    enum db_status status = payments_taken(db, &trust);

    if (status)
        return status;
    return sent.rows ? payments_standing(db, &sent, found, nfound) : DB_TOO_LARGE;
}
