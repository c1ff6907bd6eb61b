#pragma once

#include "models/resource.h"

/* What an area was graded by one report (sql/135_inspection_views.sql). Grades are comparable
 * within one framework alone. Dates are YYYY-MM-DD. */
struct inspection_trend {
    const char *id; /* the same whenever it is told */
    const char *inspection_id;
    const char *framework_id;
    const char *cycle_id; /* NULL: of no cycle */
    const char *cycle_name;
    const char *subject_kind;
    const char *school_id; /* that was inspected; of a provision its host */
    const char *school_name;
    const char *provision_id;
    const char *provision_name;
    const char *area;
    const char *area_name;
    const char *scale; /* NULL: it is told in words */
    const char *grade;
    const char *grade_name;
    const char *grade_before; /* by the report before, of those that the caller sees */
    const char *grade_name_before;
    const char *visited_on; /* the last day of the fieldwork */
    const char *finalised_on;
    const char *deleted_at; /* always NULL */
};

/* The condition for the framework asked about. */
extern const struct filter TREND_FRAMEWORK;

extern const struct shape INSPECTION_TREND;
extern struct resource INSPECTION_TRENDS;
