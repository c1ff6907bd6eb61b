#pragma once

#include "models/resource.h"

/* Going back after an inspection, once after a term and once after a year. The step follow_up makes
 * both. Dates are YYYY-MM-DD. */
struct inspection_follow_up {
    const char *id;
    const char *inspection_id;
    const char *kind;   /* one_term or one_year */
    const char *due_on; /* four months, or a year, after the report was final */
    const char *held_on;
    const char *held_by; /* a role, not a person */
    const char *findings;
    const char *actions_seen; /* JSON list of struct action_seen */
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at; /* always NULL */
};

struct action_seen {
    const char *action_id;
    const char *seen; /* what was seen of it */
};

extern const struct shape INSPECTION_FOLLOW_UP, ACTION_SEEN;
extern struct resource INSPECTION_FOLLOW_UPS;
