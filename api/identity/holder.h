#pragma once

#include "api/service.h"

/* What the command line does with those who may ask, on behalf of the operator. */
struct holder {
    const char *email; /* of a user; NULL makes a client */
    const char *name;
    const char *claim_set;
    const char *schools; /* JSON list; NULL: all */
    const char *la_code;
    int64_t rate_limit; /* of a client; NONE: the service's */
    const char *id;     /* made, as is the next */
    const char *secret; /* password or client secret */
};

/* Lease for all of a trust, with the operator's rights; all stands or falls with db_settle. */
struct lease operator_lease(struct arena *arena, const char *trust);

/* A user or client with its grant, in the transaction of an operator's lease. */
enum db_status holder_add(struct db *db, struct holder *holder);

/* What went wrong, for whoever sits at the command line: the rule that refused it, or the
 * database's own words. */
const char *operator_reason(struct db *db, enum db_status status);
