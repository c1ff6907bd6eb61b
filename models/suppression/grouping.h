#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Which parts of a told total stand alone, and which are told together. Parts that are small go
 * together; so do more, the last first, as long as the sum gives one of those together away or is
 * by too few pupils. All together at last: then nothing is told but the total.
 *
 * A part gives itself away when, with all others together as they may be, fewer than PROTECTION + 1
 * numbers are left to it: small ones may be 0 to 4, or to what they are, others 5 or more. Which
 * parts are added follows from the order alone, and whether one is from sums that are told: whoever
 * finds that some were needed knows that what was there before was little, and no more. */

struct part {
    int64_t points;
    bool small;    /* by fewer than SMALL_CELL pupils */
    bool together; /* told */
};

/* How many pupils those parts that are together have between them. */
struct pupil_count {
    size_t (*count)(const void *of, const struct part *parts);
    const void *of;
};

void group_parts(struct part *parts, size_t count, struct pupil_count pupils);
