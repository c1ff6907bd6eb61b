#pragma once

#include "models/resource.h"

/* By what schools and provisions are inspected: areas, each graded on a scale or told in words
 * alone. A row is one edition; once published only its status changes. Grades of two frameworks
 * are never compared. Dates are YYYY-MM-DD and inclusive. */
struct inspection_framework {
    const char *id;
    const char *name;
    const char *publisher;
    const char *edition;       /* NULL: there is but one */
    const char *supersedes_id; /* the edition before; NULL: none is known */
    const char *in_force_from; /* at its publisher; NULL: not known */
    const char *in_force_to;
    const char *scales;          /* a JSON list of struct framework_scale */
    const char *areas;           /* a JSON list of struct framework_area, one at least */
    int64_t report_working_days; /* from the end of fieldwork to the report; NONE: no limit */
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

struct framework_scale {
    const char *code; /* one of its kind in the framework */
    const char *name;
    const char *points; /* a JSON list of struct framework_point, two or more, the best first */
};

struct framework_point {
    const char *code; /* one of its kind in the scale */
    const char *name;
    const char *description;
};

struct framework_area {
    const char *code; /* one of its kind in the framework */
    const char *name;
    const char *description;
    const char *scale; /* code of the scale it is graded on; NULL: it is told in words */
    bool optional;     /* inspected only where it applies */
};

extern const struct shape INSPECTION_FRAMEWORK, FRAMEWORK_SCALE, FRAMEWORK_POINT;
extern struct resource INSPECTION_FRAMEWORKS;
