#pragma once

#include "models/resource.h"

/* What boards talk about. At most 40 are active; one that is not is borne by what was said before,
 * and by nothing new. */
struct board_theme {
    const char *id;
    const char *code;
    const char *name;
    bool active;
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

extern const struct shape BOARD_THEME;
extern struct resource BOARD_THEMES;
