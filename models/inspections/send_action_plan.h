#pragma once

#include "models/resource.h"

/* What the reports of a school and of its bases say, and what is done about it, for its governors:
 * of the reports and actions that the caller sees. Dates are YYYY-MM-DD. */
struct send_action_plan {
    const char *school_id;
    const char *school_name;
    const char *as_of;       /* today */
    const char *inspections; /* JSON list of struct plan_inspection, the last first */
};

struct plan_inspection {
    const char *inspection_id;
    const char *subject_kind; /* school or provision */
    const char *subject_name;
    const char *framework_name;
    const char *framework_edition;
    const char *finalised_on;
    const char *status;
    const char *strengths;             /* JSON list of struct plan_strength */
    const char *areas_for_development; /* JSON list of struct plan_development */
    const char *other_actions; /* JSON list of struct plan_action that answer none of these */
};

struct plan_strength {
    const char *area;
    const char *area_name;
    const char *text;
};

struct plan_development {
    int64_t number; /* of the report */
    const char *area;
    const char *area_name;
    const char *text;
    const char *actions; /* JSON list of struct plan_action, by day */
};

struct plan_action {
    const char *id;
    const char *action;
    const char *owner; /* a role */
    const char *owner_school_id;
    const char *due_on;
    bool overdue;
    const char *rag;
    const char *status;
    const char *evidence;
};

extern const struct shape SEND_ACTION_PLAN;

/* DB_NONE when the school is not in sight. */
enum db_status send_action_plan_read(struct db *db, const char *school,
                                     struct send_action_plan *told);
