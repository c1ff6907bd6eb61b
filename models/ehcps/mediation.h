#pragma once

#include "models/resource.h"

/* Mediation about one decision of the authority (CFA 2014 s.52). Its certificate serves an appeal
 * against the same decision. Days are YYYY-MM-DD. */
struct mediation {
    const char *id;
    const char *ehcp_id;
    const char *decision_type;
    const char *decided_on; /* the letter */
    const char *adviser_contacted_on;
    bool wants_mediation; /* told to the adviser */
    const char *certificate_on;
    const char *session_on; /* planned; held when the outcome says so */
    const char *outcome;
    const char *outcome_on;
    const char *agreement; /* what was agreed */
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

extern const struct shape MEDIATION;
extern struct resource MEDIATIONS;
