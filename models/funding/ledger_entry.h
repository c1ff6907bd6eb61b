#pragma once

#include "models/resource.h"

/* One line of the ledger, as the posting it belongs to wrote it: entries are never changed, and a
 * posting that was wrong is reversed by another. Those of a posting add up to 0. */
struct ledger_entry {
    const char *id;
    const char *posting_id;
    int64_t number;         /* within the posting, from 1 */
    const char *kind;       /* of the posting */
    const char *period;     /* in whose books it stands */
    const char *for_period; /* the month it is for */
    const char *account;
    const char *stream;     /* NULL of what is paid */
    const char *agreement_id; /* the first version of the agreement */
    const char *provision_id;
    const char *host_school_id;
    const char *provider_school_id;
    const char *payer;
    const char *pseudonym;  /* of the pupil; NULL where it is for none */
    const char *band;
    int64_t amount_pence;   /* debit above 0, credit below */
    const char *run_id;     /* what the posting came from: one of these four, or none */
    const char *receipt_id;
    const char *payment_id;
    const char *reverses_id;
    const char *reason;
    const char *made_at;
    const char *deleted_at; /* always NULL */
};

extern const struct shape LEDGER_ENTRY;
extern struct resource LEDGER_ENTRIES;
