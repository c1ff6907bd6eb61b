#pragma once

#include "models/resource.h"
#include "models/transition.h"

/* What is done about a recommendation of a board. Days are YYYY-MM-DD. */
struct board_action {
    const char *id;
    const char *board_id;
    const char *recommendation_id;
    const char *action;
    const char *owner; /* a role, not a person */
    const char *due_on;
    const char *done_on;
    const char *status;
    const char *status_step;
    const char *status_on;
    const char *status_reason; /* why it was dropped, or opened again */
    const char *status_reference;
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

extern const struct shape BOARD_ACTION;
extern struct resource BOARD_ACTIONS;
