#pragma once

#include "models/resource.h"
#include "queries.h" /* receipts_taken, receipt_matched: sql/queries/funding_receipt.sql */

/* Lines as they were sent, an array of JSON. */
struct receipt_lines {
    const char *rows;
};

/* A line of a payer's remittance. Its payer, reference and line are the key it is known by when it
 * comes again; what it says never changes, what became of it does. */
struct funding_receipt {
    const char *id;
    const char *payer;
    const char *remittance_reference;
    int64_t line;
    const char *line_key;        /* payer/line/remittance_reference */
    int64_t revision;            /* of the line, from 1; NONE: as the rest of it says */
    const char *corrects_id;     /* the revision before, which was reversed; NULL: the first */
    const char *received_on;     /* YYYY-MM-DD */
    const char *stream;
    const char *for_period;      /* YYYY-MM: the month it is for */
    int64_t amount_pence;        /* below 0: the payer takes back */
    const char *provision_id;
    const char *pupil_reference; /* a UPN, current or former, or a pseudonym */
    bool reference_forgotten;    /* with a pupil that was purged */
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

extern const struct shape FUNDING_RECEIPT, RECEIPT_MATCH, RECEIPT_LINES;
extern struct resource FUNDING_RECEIPTS;
extern const struct match FUNDING_RECEIPT_LINE; /* by line_key */

/* Set line_key from the three members that it is of, which are there. False without memory. */
bool funding_receipt_set_key(struct arena *arena, void *row);

/* Which receipts these lines are that came before, by line_key; lines that are not are left out. In
 * a transaction that has begun, and from then until it ends nobody else in the trust takes in a
 * receipt, and receipts of restricted pupils are in sight. */
enum db_status funding_receipts_standing(struct db *db, const void *rows, size_t count,
                                         struct match_key **found, size_t *nfound);
/* The same of one: DB_NONE when there is none. */
enum db_status funding_receipt_stands(struct db *db, const struct funding_receipt *row,
                                      struct funding_receipt **stood);
/* Does a line say the same of a FIXED member as the receipt that it may be? */
bool funding_receipt_says_same(const struct field *field, const void *sent, const void *stood);
/* And of all of them? */
bool funding_receipt_same(const struct funding_receipt *sent, const struct funding_receipt *stood);
