#pragma once

#include "models/resource.h"
#include "models/transition.h"

/* What a board recommends, by decision of a meeting with a quorum. Days are YYYY-MM-DD. */
struct board_recommendation {
    const char *id;
    const char *board_id;
    const char *meeting_id;
    const char *feedback_ids; /* JSON list: what it rests on */
    const char *theme_codes;  /* JSON list */
    const char *text;
    const char *addressed_to;     /* trust or school */
    const char *school_id;        /* which; NULL: the trust */
    const char *made_on;          /* today, when not said */
    int64_t response_school_days; /* the board's, when it was made */
    const char *due_on;           /* so many school days of whom it is addressed to after made_on */
    const char *response;
    const char *decision; /* the status that answered it, which stays when it is closed */
    const char *decided_on;
    const char *decision_reason;
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

/* A step of one: what answers it brings the response. */
struct recommendation_step {
    const char *to;
    const char *on;
    const char *reason;
    const char *reference;
    const char *response;
};

extern const struct shape BOARD_RECOMMENDATION, RECOMMENDATION_STEP;
extern struct resource BOARD_RECOMMENDATIONS;
