#pragma once

#include "models/resource.h"
#include "queries.h" /* receipts_taken, receipt_matched: sql/queries/funding_receipt.sql */

/* A line of a payer's remittance. Its payer, reference and line are the key it is known by when it
 * comes again; what it says never changes, what became of it does. */
struct funding_receipt {
    const char *id;
    const char *payer;
    const char *remittance_reference;
    int64_t line;
    const char *line_key;        /* payer/line/remittance_reference */
    const char *received_on;     /* YYYY-MM-DD */
    const char *stream;
    const char *for_period;      /* YYYY-MM: the month it is for */
    int64_t amount_pence;        /* below 0: the payer takes back */
    const char *provision_id;
    const char *pupil_reference; /* a UPN, current or former, or a pseudonym */
    const char *status;          /* parked, posted or reversed */
    const char *parked_reason;   /* NULL unless it is parked */
    const char *agreement_id;    /* the first version of the agreement; NULL while it is parked */
    const char *pseudonym;
    const char *posting_id;
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;      /* always NULL */
};

/* Which provision a parked receipt is for after all. */
struct receipt_match {
    const char *id; /* of the receipt */
    const char *provision_id;
};

extern const struct shape FUNDING_RECEIPT, RECEIPT_MATCH;
extern struct resource FUNDING_RECEIPTS;
/* A line that stands already is found by its line_key. */
extern const struct match FUNDING_RECEIPT_LINE;

/* Set line_key from the three members that it is of, which are there. False without memory. */
bool funding_receipt_set_key(struct arena *arena, struct funding_receipt *row);

/* The receipt with this key: DB_NONE when there is none. In a transaction that has begun, and from
 * then until it ends nobody else in the trust takes in a receipt. */
enum db_status funding_receipt_stands(struct db *db, const char *line_key,
                                      struct funding_receipt **stood);
/* Do both say the same of the line, whatever became of it? */
bool funding_receipt_same(const struct funding_receipt *a, const struct funding_receipt *b);
