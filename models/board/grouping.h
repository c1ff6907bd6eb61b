#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Which parts of a told total stand alone, and which are told together. Parts that are small go
 * together; so does, as long as the rest gives one of them away or is by too few pupils, the least
 * part that still stands alone (the first of equals). All together at last: then nothing is told
 * but the total.
 *
 * One of those together gives itself away when, with all others as they may be, fewer than
 * PROTECTION + 1 numbers are left to it. Small ones may be 0 to 4, or to what they are; others 5 to
 * what the least that stands alone allows, being chosen before it. */

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
