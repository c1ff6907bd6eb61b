#pragma once

#include "models/resource.h"
#include "models/transition.h"

/* A host's objection to something posted, and the answer to it. It changes nothing in the ledger:
 * what was wrong is set right by a run or a reversal (sql/110_funding_dispute.sql). */
struct funding_dispute {
    const char *id;
    const char *posting_id;
    const char *ledger_entry_id; /* the entry of it that is meant; NULL: all of it */
    const char *agreement_id;    /* the first version of the agreement */
    const char *host_school_id;
    const char *reason;          /* the host's word */
    const char *raised_by;
    const char *response;        /* the provider's word, wanted before it is upheld or rejected */
    const char *answered_by;     /* never who raised it; NULL until it is upheld or rejected */
    const char *status;
    const char *status_step;
    const char *status_on;
    const char *status_reason;
    const char *status_reference;
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;      /* always NULL */
};

struct funding_dispute_step {
    const char *to;
    const char *on;
    const char *reason;
    const char *reference;
    const char *response; /* wanted with upheld and rejected, unless one was given before */
};

extern const struct shape FUNDING_DISPUTE, FUNDING_DISPUTE_STEP;
extern struct resource FUNDING_DISPUTES;
