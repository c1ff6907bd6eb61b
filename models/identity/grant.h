#pragma once

#include "models/resource.h"
#include "queries.h" /* grant_bounds_find: sql/queries/identity.sql */

/* A claim set over some schools or over all, for one user or one client. Nobody grants more than it
 * holds, and the last trust_admin of a trust stays: sql/010_identity.sql sees to both. */
struct grant {
    const char *id;
    const char *user_id; /* one of these two */
    const char *client_id;
    const char *claim_set;
    bool all_schools;
    const char *schools; /* JSON list */
    const char *la_code; /* of a local authority's officer */
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

/* What grants of a claim set are bound to: schools, authority or teams; of teams they name none. */
struct grant_bounds {
    const char *binds_to;
};

extern const struct shape GRANT;
extern struct resource GRANTS;
