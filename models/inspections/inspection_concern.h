#pragma once

#include "models/resource.h"
#include "models/transition.h"
#include "queries.h" /* concern_raise: sql/queries/inspection.sql */

/* A safeguarding concern that came up in an inspection, told to the designated safeguarding leads
 * of the schools that answer for it. Whoever raises one does not see it. */
struct inspection_concern {
    const char *id;
    const char *inspection_id;
    const char *school_id;           /* where it came up; the inspected one when not said */
    const char *notified_school_ids; /* JSON list */
    const char *raised_on;
    const char *raised_by; /* as the register of reviewers names them */
    const char *text;
    const char *acknowledgements; /* JSON list of struct acknowledgement */
    const char *status;
    const char *status_step;
    const char *status_on;
    const char *status_reason;
    const char *status_reference;
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at; /* always NULL */
};

/* All that whoever raised it is told. */
struct concern_receipt {
    const char *id;
    const char *created_at;
};

extern const struct shape INSPECTION_CONCERN, CONCERN_RECEIPT;
extern struct resource INSPECTION_CONCERNS;
