#pragma once

#include "models/resource.h"

/* A review of a plan (CFA 2014 s.44): planned, invited to, held, reported on, and completed by the
 * decision notice. What was decided is not said here: a step of the case says it. Days are
 * YYYY-MM-DD. */
struct review {
    const char *id;
    const char *ehcp_id;
    const char *kind;
    const char *planned_on; /* the meeting; may be to come */
    const char *invited_on; /* invitations and advice were sent */
    const char *met_on;
    const char *reported_on; /* the report went to everyone invited */
    bool preparation_for_adulthood; /* covered; from Year 9 a duty */
    const char *summary;
    const char *outcome; /* NULL: not decided yet */
    const char *decided_on; /* the decision notice */
    const char *amendments_served_on; /* went with the notice */
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

extern const struct shape REVIEW;
extern struct resource REVIEWS;
