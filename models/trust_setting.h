#pragma once

#include "models/resource.h"

/* What a trust has decided for itself: one row for each, with the id of the trust. */
struct trust_setting {
    const char *id;
    const char *lease_rule; /* what becomes of a stay that a lease does not cover: warn or block */
    int64_t dbs_check_years; /* for how long a DBS check of a facilitator counts: 1 to 10 */
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at; /* always NULL */
};

extern const struct shape TRUST_SETTING;
extern struct resource TRUST_SETTINGS;
