#pragma once

#include "models/resource.h"
#include "models/transition.h"

/* A pupil's way through the Bridge of a school. What may follow what, and the guards of the steps,
 * are in sql/080_bridge.sql; dates are YYYY-MM-DD. */
struct bridge_referral {
    const char *id;
    const char *pupil_id;
    const char *bridge_base_id;
    const char *school_id; /* that of the base */
    const char *reason;
    const char *mode;
    const char *referred_on;
    const char *base_manager;  /* a member of the support staff */
    const char *review_due_on; /* within the review weeks of the base */
    const char *started_on;
    const char *until; /* last day; by the maximum weeks of the base */
    const char *ended_on;
    const char *discussions;
    const char *reviews;
    const char *contacts;
    const char *step_down_plan;
    const char *status;
    const char *status_step;
    const char *status_on;
    const char *status_reason;
    const char *status_reference;
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

/* At the weekly pastoral meeting. */
struct bridge_discussion {
    const char *on;
    const char *summary;
    const char *outcome;
};

struct bridge_review {
    const char *on;
    const char *outcome;
    const char *next_review_on;
};

/* With the parents. */
struct bridge_contact {
    const char *on;
    const char *with;
    const char *how;
    const char *summary;
};

struct bridge_step {
    const char *to;
    const char *on;
    const char *reason;
    const char *reference;
    const char *mode;
    const char *base_manager;
    const char *review_due_on;
    const char *until;
    const char *step_down_plan;
};

extern const struct shape BRIDGE_REFERRAL, BRIDGE_DISCUSSION, BRIDGE_REVIEW, BRIDGE_CONTACT,
    BRIDGE_STEP;
extern struct resource BRIDGE_REFERRALS;
