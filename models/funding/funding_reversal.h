#pragma once

#include "models/resource.h"

/* What was posted, taken back by its mirror image. The id is also that of the posting which does
 * so. */
struct funding_reversal {
    const char *id;
    const char *posting_id; /* what is reversed, once */
    const char *reason;
    const char *kind;       /* of what is reversed */
    const char *period;     /* in whose books the reversal stands, YYYY-MM */
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at; /* always NULL */
};

extern const struct shape FUNDING_REVERSAL;
extern struct resource FUNDING_REVERSALS;
