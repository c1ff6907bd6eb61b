#pragma once

#include "queries.h" /* signing_keys, revocations, ...: sql/queries/upkeep.sql */

struct nothing {
    int64_t unused;
};

struct stored_key {
    const char *kid;
    const char *public_pem;
    const char *sealed_pem;
    bool published_long_enough; /* may sign */
    bool retired;
    int64_t age; /* seconds since it may sign; the youngest that may signs */
};

struct revocation {
    const char *id;
    int64_t epoch; /* NONE: wholly */
};

struct trust {
    const char *id;
    const char *name;
};
extern const struct shape TRUST;

struct day_turned {
    int64_t pupils;     /* at another school */
    int64_t placements; /* in another band */
    int64_t boards;     /* with other facilitators */
};

struct serving_role {
    const char *name;
    bool unbound; /* a superuser, or one that bypasses row-level security */
};

/* Begins a transaction, if none has begun, whose statements may take longer than those of other
 * requests, whose work does not grow with the trust. */
enum db_status be_patient(struct db *db);
