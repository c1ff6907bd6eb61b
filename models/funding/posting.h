#pragma once

#include "models/funding/accrual.h"

/* What a run has to post: what should have been posted by now less what was. With nothing changed
 * since the last run there is nothing to post, so that a run may always be run again. */

/* All that was posted for one month, in whichever period; of several for one month the sum counts.
 */
struct posted {
    int64_t period; /* the month it is for */
    int64_t received_pence, passported_pence;
};

struct posting {
    int64_t in_period;  /* the open period it is posted into */
    int64_t for_period; /* the month it is for */
    bool adjustment;    /* for a month that is closed, or that was posted before */
    int64_t received_pence, passported_pence, retained_pence; /* negative: taken back */
};

struct postings {
    struct posting *rows; /* by the month they are for; none where nothing differs */
    size_t count;
};

struct posting_ask {
    const struct accrual_month *months; /* ascending without gaps, as accrue() gives them; a month
                                           that is not among them should have nothing posted */
    size_t month_count;
    const struct posted *posted; /* in any order */
    size_t posted_count;
    int64_t first_open; /* every period before it is closed */
    int64_t run;        /* up to and including this month; what comes later is left alone */
};

/* Each difference goes into the month it is for, or into the first open period if that month is
 * closed. False without memory. */
bool postings_due(struct arena *arena, const struct posting_ask *ask, struct postings *out);
