#pragma once

#include "models/resource.h"

/* Somebody in the team of an inspection. What stands between them and the school, and why quality
 * assurance put up with it, is told to quality assurance alone. */
struct inspection_team_member {
    const char *id;
    const char *inspection_id;
    const char *reviewer_id;
    const char *reviewer_name;
    const char *reviewer_school_id;
    const char *role;
    const char *override_reason; /* for conflicts that may be overridden */
    const char *conflicts;       /* JSON list of struct conflict_of_interest */
    const char *change_reason;   /* why a team that was confirmed has changed */
    const char *left_on;         /* YYYY-MM-DD: no longer in the team */
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

struct conflict_of_interest {
    const char *kind;
    bool hard; /* is not to be overridden */
    const char *detail;
};

extern const struct shape INSPECTION_TEAM_MEMBER, CONFLICT_OF_INTEREST;
extern struct resource INSPECTION_TEAM_MEMBERS;
