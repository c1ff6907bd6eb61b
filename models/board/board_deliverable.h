#pragma once

#include "models/resource.h"

/* What a board has brought about that schools can use. Dates are YYYY-MM-DD. */
struct board_deliverable {
    const char *id;
    const char *board_id;
    const char *title;
    const char *kind;
    const char *reference; /* where it lies: a URL, or a place in a file */
    const char *recommendation_ids; /* JSON list: what it comes from */
    const char *made_on;
    const char *retired_on; /* from then on it is not to be used any more; NULL: it may be */
    int64_t uses;           /* that are told, of all schools */
    int64_t schools_using;  /* how many different ones */
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

extern const struct shape BOARD_DELIVERABLE;
extern struct resource BOARD_DELIVERABLES;
