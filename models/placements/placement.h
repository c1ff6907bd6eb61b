#pragma once

#include "models/resource.h"
#include "models/transition.h"

/* A pupil's place at a provision under a plan. Four schools have a part in it; each may be the same
 * as another. Dates are YYYY-MM-DD and both ends are inclusive, as in SEN2. */
struct placement {
    const char *id;
    const char *pupil_id; /* the case's, as la_code */
    const char *ehcp_id;
    const char *provision_id;
    const char *named_school_id;      /* in section I; NULL: it names a type of setting only */
    const char *registered_school_id; /* on whose admission register the pupil is */
    const char *host_school_id;       /* on whose premises the pupil is taught */
    const char *provider_school_id;   /* which employs the staff */
    const char *la_code;
    const char *band; /* of the first day; once the pupil is admitted, of today */
    int64_t rank; /* 1 or 2: a pupil holds one place of each at most on any day */
    const char *register_as;
    const char *starts_on;
    const char *ends_on;
    const char *status;
    const char *status_step;
    const char *status_on;
    const char *status_reason;
    const char *status_reference;
    const char *ending_reason;
    const char *warnings;
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

/* A step, with what some of them need: the day of admission (active), the last day and why
 * (ending), the last day as it turned out (ended). */
struct placement_transition {
    const char *to;
    const char *on;
    const char *reason;
    const char *reference;
    const char *starts_on;
    const char *ends_on;
    const char *ending_reason;
};

extern const struct shape PLACEMENT, PLACEMENT_TRANSITION;
extern struct resource PLACEMENTS;
