#pragma once

#include "models/resource.h"

/* What a meeting of a board talks about, in this order. */
struct board_agenda_item {
    const char *id;
    const char *board_id;
    const char *meeting_id;
    int64_t position; /* the last, when not said */
    const char *title;
    const char *put_up_by;
    const char *school_id; /* of what a school puts up */
    const char *outcome;
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

extern const struct shape BOARD_AGENDA_ITEM;
extern struct resource BOARD_AGENDA_ITEMS;
