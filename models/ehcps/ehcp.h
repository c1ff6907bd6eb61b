#pragma once

#include "models/resource.h"
#include "models/transition.h"

/* The case of one education, health and care plan, from the request to the day the plan ends. The
 * plan itself is in its sections, version by version; members from plan_version to
 * named_setting_type tell of the version in force. Days are YYYY-MM-DD. */
struct ehcp {
    const char *id;
    const char *pupil_id;
    const char *la_code; /* resident authority, which owns the plan */
    const char *plan_type;
    const char *request_source; /* SEN2 */
    const char *requested_on;   /* received, or made responsible: starts the clock */
    const char *status, *status_step, *status_on, *status_reason, *status_reference;
    const char *advice;
    const char *exceptions;  /* a flag each: no date is moved by them */
    const char *authorities; /* which were responsible, in order; la_code is the last */
    const char *decided_to_assess_on;
    const char *draft_served_on;
    const char *representations_on; /* received on the draft */
    const char *first_refusal;      /* stays when the case is opened again */
    const char *first_refused_on;
    int64_t plan_version; /* 0: no plan yet */
    const char *first_issued_on;
    const char *issued_on;
    const char *named_school_id;
    const char *named_setting_type;
    const char *reassessment_requested_on;
    const char *post_16_transfer_on;
    const char *moved_in_on;
    const char *moved_from_la_code;
    const char *family_told_on;
    const char *cease_proposed_on;
    const char *cease_consulted_on;
    const char *cease_reason; /* SEN2 */
    const char *ceased_on;    /* the plan ended, which is not the day of the decision */
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

struct advice_request {
    const char *source;
    const char *asked_on;
    const char *returned_on; /* NULL: outstanding */
};

struct claimed_exception {
    const char *exception;
    const char *recorded_on;
    const char *reason;
};

/* The authority of the case from a day on, until the next begins. */
struct case_authority {
    const char *la_code;
    const char *starts_on; /* NULL: the first */
};

/* A step, with what some steps need beside. */
struct ehcp_transition {
    const char *to;
    const char *on;
    const char *reason;
    const char *reference;
    const char *cease_reason;       /* to cease_proposed */
    const char *representations_on; /* to final */
};

/* One section of one version of the plan. */
struct ehcp_section {
    const char *section; /* a to k; h holds H1 and H2 */
    int64_t plan_version;
    const char *text;
    const char *named_school_id;    /* section i */
    const char *named_setting_type; /* section i */
    int64_t version;                /* of this text: counts its revisions */
    const char *written_at;
    const char *written_by;
    const char *issued_on; /* NULL: being written */
};

/* Which section; plan_version NONE: of the version in force, or before there is one of that being
 * written. */
struct ehcp_section_key {
    const char *ehcp_id;
    const char *section;
    int64_t plan_version;
    int64_t version; /* as it was read, to blank it */
};

/* What is written into it. */
struct ehcp_section_text {
    const char *ehcp_id;
    const char *section;
    int64_t plan_version;
    int64_t version; /* as it was read; 0: not begun */
    const char *text;
    const char *named_school_id;
    const char *named_setting_type;
};

extern const struct shape EHCP, ADVICE_REQUEST, CLAIMED_EXCEPTION, CASE_AUTHORITY, EHCP_TRANSITION,
    EHCP_SECTION, EHCP_SECTION_KEY, EHCP_SECTION_TEXT;
extern struct resource EHCPS;
