#pragma once

#include "models/resource.h"

/* Who may inspect, and what ties them to schools. Dates are YYYY-MM-DD and both ends inclusive. */
struct inspection_reviewer {
    const char *id;
    const char *user_id; /* with which they sign in; NULL: not at all */
    const char *name;
    const char *school_id; /* where they work; NULL: at no school of the trust */
    const char *kind;
    const char *lead_accredited_on; /* NULL: does not lead */
    const char *specialisms;        /* JSON list of texts */
    const char *ties;               /* JSON list of struct reviewer_tie_held */
    const char *unavailable;        /* JSON list of struct days_away */
    int64_t max_visits;             /* in a cycle */
    bool active;
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

struct reviewer_tie_held {
    const char *school_id;
    const char *kind;
    const char *from;
    const char *to; /* NULL while it lasts */
};

struct days_away {
    const char *from;
    const char *to;
};

extern const struct shape INSPECTION_REVIEWER, REVIEWER_TIE_HELD, DAYS_AWAY;
extern struct resource INSPECTION_REVIEWERS;
