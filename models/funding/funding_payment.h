#pragma once

#include "models/resource.h"

/* What the host of an agreement was paid: never more than is passported to it and not yet paid. */
struct funding_payment {
    const char *id;
    const char *agreement_id; /* the first version of the agreement */
    const char *period;       /* in whose books it stands, YYYY-MM */
    int64_t amount_pence;     /* above 0 */
    const char *paid_on;      /* YYYY-MM-DD */
    const char *reference;
    const char *status;       /* posted or reversed */
    const char *posting_id;
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;   /* always NULL */
};

extern const struct shape FUNDING_PAYMENT;
extern struct resource FUNDING_PAYMENTS;
