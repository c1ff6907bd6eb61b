#pragma once

#include "queries.h" /* principal_grants, credential_presented, ...: sql/queries/identity.sql */

/* What a user or client may do: one row per grant, or one without scopes when there is none. */
struct principal_grant {
    bool enabled;
    int64_t epoch;      /* the version of its permissions */
    int64_t rate_limit; /* NONE: the service's */
    const char *name;
    const char *claim_set;
    const char *scopes;  /* space-separated; NULL without a grant */
    bool all_schools;
    const char *schools; /* UUIDs joined by commas */
    const char *la_code;
};

/* A credential that somebody has named, with the epoch of its subject. Only those in force. */
struct presented_credential {
    const char *lookup;
    const char *id;
    const char *trust_id;
    const char *kind;
    const char *subject_id;
    const char *verifier;
    const char *family;
    const char *scopes;
    bool used;
    int64_t expires_in; /* seconds; a great many when it does not expire */
    int64_t epoch;
};

/* Whoever a token speaks for, as it is told to itself. */
struct principal {
    const char *id;
    const char *kind; /* user or client */
    const char *name;
    const char *email;
    const char *trust;  /* JSON object */
    const char *scopes; /* JSON list: what the token carries */
    const char *grants; /* JSON list */
    const char *session_id;
    const char *expires_at; /* of the token */
};

/* What stands inside `trust` and `grants`. */
struct principal_trust {
    const char *id;
    const char *name;
};
struct grant_told {
    const char *claim_set;
    bool all_schools;
    const char *schools;
    const char *la_code;
};
extern const struct shape PRINCIPAL_TRUST, GRANT_TOLD;
