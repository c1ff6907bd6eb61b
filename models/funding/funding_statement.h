#pragma once

#include "models/db.h"

/* What a month came to for a host school, as it can be checked by hand: what it was owed before,
 * what the month's postings passported to it, what it was paid, and what it is owed now. Money is
 * pence; a period is "2026-11". Everything is of the month in whose books it was posted. */
struct statement_ask {
    const char *host_school_id;
    const char *period;
    bool explain; /* tell the arithmetic of every line */
};

/* opening + passported - paid = closing. Below 0 the host owes the trust. */
struct funding_statement {
    const char *host_school_id;
    const char *period;
    bool closed; /* nothing is posted in the month any more */
    int64_t opening_pence;
    int64_t passported_pence; /* the sum of the lines */
    int64_t paid_pence;       /* the sum of the payments */
    int64_t closing_pence;
    const char *lines;      /* JSON lists of the structs below */
    const char *cost_lines;
    const char *payments;
};

/* One posting that passports something, or takes it back. */
struct statement_line {
    int64_t number; /* from 1, in the order of posting */
    const char *posting_id;
    const char *agreement_id; /* the first version of the agreement */
    const char *provision_id;
    const char *stream;
    const char *kind;
    const char *for_period;
    const char *pseudonym; /* NULL: of the agreement as a whole */
    const char *band;
    int64_t received_pence;
    int64_t passported_pence;
    int64_t retained_pence;
    const char *reverses_id; /* the posting that it reverses, or NULL */
    const char *explanation; /* NULL: it was not posted by a run */
};

/* What the lines of an agreement passported, split over its cost lines by their weights
 * (money_split): the parts add up. */
struct statement_cost {
    const char *agreement_id;
    int64_t line;
    const char *code;
    const char *label;
    int64_t amount_pence;
};

/* What was paid, taken back, or shifted between paid and overpaid. */
struct statement_payment {
    const char *posting_id;
    const char *agreement_id;
    const char *kind;
    int64_t amount_pence;   /* 0 of an overpayment: no money moves */
    int64_t overpaid_pence; /* now beyond what is passported; below 0: set off against it */
    const char *reference;  /* of the payment, as is paid_on; also where it is reversed */
    const char *paid_on;
    const char *reverses_id;
};

/* Rows as the database tells them; absent amounts are NONE. */
struct statement_host {
    const char *host_school_id;
    const char *period;
    bool closed;
};

struct statement_move {
    int64_t opening_pence;
    const char *posting_id; /* NULL: nothing was posted */
    const char *agreement_id;
    const char *provision_id;
    const char *stream;
    const char *kind;
    const char *for_period;
    const char *pseudonym;
    const char *band;
    int64_t received_pence; /* NONE: it is no line */
    int64_t passported_pence;
    int64_t paid_pence;     /* NONE: it is no payment */
    int64_t overpaid_pence;
    const char *reverses_id;
    const char *reference;
    const char *paid_on;
    const char *explanation;
};

struct statement_weight {
    const char *agreement_id;
    int64_t line;
    const char *code;
    const char *label;
    int64_t weight;
};

extern const struct shape STATEMENT_ASK, FUNDING_STATEMENT, STATEMENT_LINE, STATEMENT_COST,
    STATEMENT_PAYMENT;

/* The members of STATEMENT_LINE that are told. */
uint64_t statement_line_members(bool explain);

/* The statement, and its lines once more as rows. DB_NONE: no such host is in sight. */
enum db_status funding_statement_read(struct db *db, const struct statement_ask *ask,
                                      struct funding_statement *told,
                                      struct statement_line **lines, size_t *count);
