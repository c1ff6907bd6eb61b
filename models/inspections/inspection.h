#pragma once

#include "models/resource.h"
#include "models/transition.h"

/* Peers inspect a school, or a provision. Dates are YYYY-MM-DD and both ends inclusive. */
struct inspection {
    const char *id;
    const char *cycle_id;
    const char *framework_id; /* the cycle's, when not said */
    const char *subject_kind;
    const char *school_id; /* that is inspected; of a provision its host */
    const char *provision_id;
    const char *accountable_school_ids; /* JSON list; of a provision its host and its provider */
    const char *scope;                  /* JSON list of codes of areas; none: all not optional */
    bool needs_specialist;
    const char *planned_on;
    const char *starts_on; /* of the fieldwork */
    const char *ends_on;
    const char *report_due_on;
    const char *factual_accuracy_ends_on;
    const char *sharing_consents;       /* JSON list of struct sharing_consent, one of a school */
    const char *shared_with;            /* who else sees it once it is final, as they all agree */
    const char *shared_with_school_ids; /* JSON list */
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

/* The last word of a school that answers for it. */
struct sharing_consent {
    const char *school_id;
    const char *shared_with;
    const char *shared_with_school_ids; /* JSON list */
    const char *agreed_on;
};

/* What a school that answers for it decides. */
struct inspection_shares {
    const char *school_id; /* NULL: the one that the caller acts for */
    const char *shared_with;
    const char *shared_with_school_ids;
};

extern const struct shape INSPECTION, INSPECTION_SHARES, SHARING_CONSENT;
extern struct resource INSPECTIONS;
