#pragma once

#include "models/resource.h"

/* The Bridge of a school: who runs it, how many may be in it, and for how long. */
struct bridge_base {
    const char *id;
    const char *school_id;
    const char *provision_id; /* as which it is listed, of kind bridge; NULL: it is not */
    const char *name;
    const char *manager;
    int64_t staff;            /* support staff on duty, 0 to 100 */
    int64_t pupils_per_staff; /* those who drop in do not count */
    int64_t max_weeks;        /* of a stay */
    int64_t review_weeks;     /* from a step to the next review, at most */
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

extern const struct shape BRIDGE_BASE;
extern struct resource BRIDGE_BASES;
