#pragma once

#include "models/resource.h"
#include "queries.h" /* payments_taken: sql/queries/funding_payment.sql */

/* Payments as they were sent, an array of JSON. */
struct payment_rows {
    const char *rows;
};

/* What the host of an agreement was paid: never more than is passported to it and not yet paid. */
struct funding_payment {
    const char *id;
    const char *agreement_id; /* the first version of the agreement */
    const char *period;       /* in whose books it stands, YYYY-MM */
    int64_t amount_pence;     /* above 0 */
    const char *paid_on;      /* YYYY-MM-DD */
    const char *reference;
    const char *payment_key;  /* agreement_id/reference; NULL without a reference */
    const char *status;       /* posted or reversed */
    const char *posting_id;
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;   /* always NULL */
};

extern const struct shape FUNDING_PAYMENT, PAYMENT_ROWS;
extern struct resource FUNDING_PAYMENTS;
extern const struct match FUNDING_PAYMENT_KEY; /* by payment_key */

/* For struct bulk: set payment_key, and say which payments these came before as. In a transaction
 * that has begun; until it ends nobody else in the trust pays many at once. */
bool funding_payment_set_key(struct arena *arena, void *row);
enum db_status funding_payments_standing(struct db *db, const void *rows, size_t count,
                                         struct match_key **found, size_t *nfound);
