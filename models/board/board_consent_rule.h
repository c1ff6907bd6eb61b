#pragma once

#include "models/resource.h"

/* Whose consent is needed for a member of a board: of all of them. A trust begins with one row for
 * each age band, and one for who lacks capacity at 16 and over. */
struct board_consent_rule {
    const char *id;
    const char *age_band;
    bool lacks_capacity;
    const char *givers; /* JSON list */
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at; /* always NULL */
};

extern const struct shape BOARD_CONSENT_RULE;
extern struct resource BOARD_CONSENT_RULES;
