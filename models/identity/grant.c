#include "models/identity/grant.h"

#include "models/identity/client.h"
#include "models/identity/user.h"

const struct shape GRANT = SHAPE("grant", grant,
    FIELD(grant, id,          UUID,      READ_ONLY),
    FIELD(grant, user_id,     UUID,      FIXED),
    FIELD(grant, client_id,   UUID,      FIXED),
    FIELD(grant, claim_set,   CLAIM_SET, REQUIRED),
    FIELD(grant, all_schools, FLAG,      0),
    VALUES(grant, schools,    UUID,      0),
    FIELD(grant, la_code,     LA_CODE,   0),
    FIELD(grant, version,     COUNT,     READ_ONLY),
    FIELD(grant, created_at,  INSTANT,   READ_ONLY),
    FIELD(grant, updated_at,  INSTANT,   READ_ONLY),
    FIELD(grant, deleted_at,  INSTANT,   READ_ONLY | OPTIONAL));

const struct shape GRANT_BOUNDS = SHAPE("grant_bounds", grant_bounds,
    FIELD(grant_bounds, binds_to, LABEL, READ_ONLY));

static const struct filter FILTERS[] = {
    { "id",          &UUID,      "t.id",          OP_EXACT, 0 },
    { "user_id",     &UUID,      "t.user_id",     OP_EXACT | OP_NULL, 0 },
    { "client_id",   &UUID,      "t.client_id",   OP_EXACT | OP_NULL, 0 },
    { "claim_set",   &CLAIM_SET, "t.claim_set",   OP_EXACT, 0 },
    { "all_schools", &FLAG,      "t.all_schools", OP_EQ, 0 },
    { "school_id",   &UUID,      "t.schools @> jsonb_build_array(?)", OP_EQ | OP_NE, 0 },
    { "la_code",     &LA_CODE,   "t.la_code",     OP_EXACT | OP_NULL, 0 },
    { "created_at",  &INSTANT,   "t.created_at",  OP_RANGE, 0 },
    { "updated_at",  &INSTANT,   "t.updated_at",  OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = {
    { "claim_set",  &CLAIM_SET, "t.claim_set" },
    { "created_at", &INSTANT,   "t.created_at" },
    { "updated_at", &INSTANT,   "t.updated_at" },
    { NULL, NULL, NULL }
};

static const struct list LIST_ = { FILTERS, SORTS };

static const struct expansion EXPANSIONS[] = {
    { "user", "user_id", &USERS, "identity:read" },
    { "client", "client_id", &CLIENTS, "identity:read" },
    { NULL, NULL, NULL, NULL }
};

struct resource GRANTS = {
    .name = "grant",
    .table = "access_grant",
    .shape = &GRANT,
    .list = &LIST_,
    .expansions = EXPANSIONS
};
