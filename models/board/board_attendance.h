#pragma once

#include "models/resource.h"

/* Whether a member or a facilitator was at a meeting of a board: one of the two. */
struct board_attendance {
    const char *id;
    const char *board_id;
    const char *meeting_id;
    const char *member_id;
    const char *facilitator_id;
    const char *attendance;
    bool online; /* took part online */
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

extern const struct shape BOARD_ATTENDANCE;
extern struct resource BOARD_ATTENDANCES;
