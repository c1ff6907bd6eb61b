#pragma once

#include "models/resource.h"

/* What should have come in for a month and what did, what of it is passported and what the host was
 * paid (sql/109_funding_reconciliation.sql). Money is pence; a period is "2026-11". The rows add up
 * to what the ledger and the receipts hold. */
struct funding_reconciliation {
    const char *id; /* the same whenever it is told */
    const char *agreement_id; /* the first version; NULL of receipts that are parked */
    const char *provision_id;
    const char *stream;       /* NULL of what a host was overpaid */
    const char *payer;        /* of receipts that are parked, else NULL */
    const char *for_period;
    int64_t expected_pence;   /* recognised by runs */
    int64_t received_pence;   /* by receipts */
    int64_t difference_pence; /* received less expected */
    int64_t passported_pence;
    int64_t paid_pence;       /* payments settle the oldest month first */
    int64_t unpaid_pence;     /* passported less paid */
    int64_t parked_count;     /* lines of remittances that no agreement was found for */
    const char *reasons;      /* a JSON list: what of this does not agree */
    const char *deleted_at;   /* always NULL */
};

/* Conditions for the months asked about, both inclusive. */
extern const struct filter RECONCILED_MONTH;

extern const struct shape FUNDING_RECONCILIATION;
extern struct resource FUNDING_RECONCILIATIONS;
