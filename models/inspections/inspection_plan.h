#pragma once

#include "models/resource.h"

/* How the actions of a school stand in an area of a framework (sql/135_inspection_views.sql), of
 * those that the caller sees. Dates are YYYY-MM-DD. */
struct inspection_plan {
    const char *id; /* the same whenever it is told */
    const char *framework_id;
    const char *framework_name;
    const char *area; /* code of the framework */
    const char *area_name;
    const char *school_id; /* that owns them */
    const char *school_name;
    int64_t open_count;
    int64_t red_count; /* of those that are open, as amber, green and overdue */
    int64_t amber_count;
    int64_t green_count;
    int64_t overdue_count;
    int64_t done_count; /* done by the school, and not closed yet */
    int64_t closed_count;
    const char *next_due_on; /* of those that are open; NULL: none is */
    const char *deleted_at;  /* always NULL */
};

extern const struct shape INSPECTION_PLAN;
extern struct resource INSPECTION_PLANS;
