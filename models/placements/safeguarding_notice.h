#pragma once

#include "models/resource.h"
#include "models/transition.h"
#include "queries.h" /* notices_escalate: sql/queries/safeguarding.sql */

/* A concern about a placed pupil, told to the designated safeguarding leads of its schools.
 * Instants are in UTC. */
struct safeguarding_notice {
    const char *id;
    const char *pupil_id;
    const char *ehcp_id;
    const char *notified_school_ids;
    const char *lead_school_id; /* the registered school */
    const char *raised_at;
    const char *category; /* allegation_against_staff: seen over the whole trust only */
    const char *narrative;
    const char *acknowledge_by; /* 24 hours after raised_at unless it is set */
    const char *acknowledgements;
    const char *escalated_at;
    const char *escalated_to;
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

struct acknowledgement {
    const char *school_id;
    const char *acknowledged_at;
    const char *by; /* the user or client */
};

struct notice_step {
    const char *to;
    const char *on;
    const char *reason;
    const char *reference;
    const char *escalated_to;
};

extern const struct shape SAFEGUARDING_NOTICE, ACKNOWLEDGEMENT, NOTICE_STEP;
extern struct resource SAFEGUARDING_NOTICES;
