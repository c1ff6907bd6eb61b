#pragma once

#include "models/resource.h"
#include "models/transition.h"

/* A complaint about a placement, which the local authority decides. Dates are YYYY-MM-DD. */
struct placement_complaint {
    const char *id;
    const char *ehcp_id;
    const char *pupil_id;     /* of the plan, as is la_code */
    const char *placement_id; /* of the same pupil; NULL: no one placement */
    const char *la_code;
    const char *raised_by;
    const char *raised_on;
    const char *subject;
    const char *summary;
    const char *routed_on;
    const char *la_reference; /* of the step that routed it */
    const char *acknowledged_by_authority_on;
    const char *response_due_on; /* 28 days after routed_on unless it is set */
    const char *outcome;
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

struct complaint_step {
    const char *to;
    const char *on;
    const char *reason;
    const char *reference;
    const char *response_due_on;
    const char *outcome;
};

extern const struct shape PLACEMENT_COMPLAINT, COMPLAINT_STEP;
extern struct resource PLACEMENT_COMPLAINTS;
