#pragma once

#include "models/resource.h"

/* An appeal to the First-tier Tribunal (CFA 2014 s.51), against one decision of the authority. Days
 * are YYYY-MM-DD. */
struct appeal {
    const char *id;
    const char *ehcp_id;
    const char *decision_type;
    const char *decided_on; /* the letter */
    bool section_i_only; /* then no certificate is needed */
    const char *certificate_on; /* of mediation; one in a mediation of the decision serves too */
    const char *certificate_number;
    const char *lodged_on; /* NULL: not lodged yet */
    const char *reference; /* the tribunal's */
    const char *hearing_on; /* may be to come */
    const char *outcome;
    const char *outcome_on;
    const char *order_kind; /* when the outcome is ordered */
    const char *complied_draft_on; /* of a plan that was ordered */
    const char *complied_on; /* the order was done */
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

extern const struct shape APPEAL;
extern struct resource APPEALS;
