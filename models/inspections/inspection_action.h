#pragma once

#include "models/resource.h"
#include "models/transition.h"

/* What a school does about the report of an inspection. Dates are YYYY-MM-DD. */
struct inspection_action {
    const char *id;
    const char *inspection_id;
    const char *area;                  /* code of an area that is inspected */
    const char *areas_for_development; /* JSON list of numbers of the report */
    const char *action;
    const char *owner; /* a role, not a person */
    const char *owner_school_id;
    const char *due_on;
    const char *rag;
    const char *progress; /* JSON list of struct action_progress */
    const char *evidence;
    const char *carried_over_reason; /* why the inspection is closed while it is open */
    const char *status;
    const char *status_step;
    const char *status_on;
    const char *status_reason; /* what was seen when it was closed, or why it was opened again */
    const char *status_reference;
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

struct action_progress {
    const char *on;
    const char *note;
    const char *rag; /* how it stands from then on; NULL: as before */
};

extern const struct shape INSPECTION_ACTION, ACTION_PROGRESS;
extern struct resource INSPECTION_ACTIONS;
