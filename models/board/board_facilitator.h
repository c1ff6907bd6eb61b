#pragma once

#include "models/resource.h"

/* A member of staff who is with a board: they see it and all that hangs on it on the days they are.
 * What is said of their check by the Disclosure and Barring Service is told and taken with
 * board:oversee only. Dates are YYYY-MM-DD and both ends inclusive. */
struct board_facilitator {
    const char *id;
    const char *board_id;
    const char *user_id;
    const char *name;
    const char *dbs_checked_on;
    const char *dbs_reference;
    bool checked; /* today, by the years that the trust has set */
    const char *starts_on; /* today, when not said */
    const char *ends_on;
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

extern const struct shape BOARD_FACILITATOR;
extern struct resource BOARD_FACILITATORS;
