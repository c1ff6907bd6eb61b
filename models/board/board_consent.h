#pragma once

#include "models/resource.h"

/* What somebody has consented to for a member of a board, until it is withdrawn. Dates are
 * YYYY-MM-DD; it counts from given_on, and from withdrawn_on no longer. */
struct board_consent {
    const char *id;
    const char *board_id;
    const char *member_id;
    const char *type;
    const char *giver;
    const char *given_on;
    const char *withdrawn_on;
    const char *evidence_reference;
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at; /* always NULL */
};

extern const struct shape BOARD_CONSENT;
extern struct resource BOARD_CONSENTS;
