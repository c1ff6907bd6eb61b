#pragma once

#include "models/resource.h"
#include "queries.h" /* funding_period_find, _close: sql/queries/funding_period.sql */

/* A month of the books. It is there once something was posted in it, or it was closed; nothing is
 * posted in a closed one, and none is opened again. */
struct funding_period {
    const char *id;
    const char *period;    /* YYYY-MM */
    const char *closed_at; /* NULL while it is open */
    const char *closed_by; /* NULL while it is open, or when it was closed by hand */
    const char *deleted_at; /* always NULL */
};

extern const struct shape FUNDING_PERIOD;
extern struct resource FUNDING_PERIODS;
