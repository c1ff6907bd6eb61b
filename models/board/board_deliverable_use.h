#pragma once

#include "models/resource.h"

/* That a school has used what a board brought about, on one day. Dates are YYYY-MM-DD. */
struct board_deliverable_use {
    const char *id;
    const char *board_id;
    const char *deliverable_id;
    const char *school_id;
    const char *used_on;
    int64_t pupils_reached; /* as the school reckons; NONE: it does not say */
    const char *note;
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

extern const struct shape BOARD_DELIVERABLE_USE;
extern struct resource BOARD_DELIVERABLE_USES;
