#pragma once

#include "models/resource.h"

/* What is answered to something that was said to a board. Dates are YYYY-MM-DD. */
struct board_feedback_response {
    const char *id;
    const char *feedback_id;
    const char *board_id;
    const char *by;        /* trust or school */
    const char *school_id; /* which; NULL: the trust */
    const char *text;
    const char *responded_on; /* today, when not said */
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

extern const struct shape BOARD_FEEDBACK_RESPONSE;
extern struct resource BOARD_FEEDBACK_RESPONSES;
