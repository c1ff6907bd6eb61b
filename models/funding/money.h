#pragma once

#include "models/arena.h"

#include <stdbool.h>
#include <stdint.h>

/* Money is whole pence sterling in an int64_t; shares are basis points, 0 to 10000. Nothing here is
 * ever a float. An exact amount is a fraction of integers and is rounded once, when it is posted:
 * half a penny away from zero. */

#define MONEY_LIMIT                                                                                \
    INT64_C(100000000000) /* 10^11 pence; above it an amount is a slip of the pen                  \
                           */
enum { WHOLE_SHARE = 10000, MONEY_TEXT = 40 };

bool money_sound(int64_t pence);        /* not above the limit, to either side */
bool share_sound(int64_t basis_points); /* 0 to 10000 */

/* Not reduced; the denominator is above 0. Of pence, unless said otherwise. */
struct fraction {
    int64_t numerator, denominator;
};

int64_t money_round(struct fraction exact);

/* An instalment of a schedule: what is due so far, rounded, less what was due before it, rounded.
 * Those from nothing to a sum add up to that sum, rounded once. 1,000,000 pence over twelve months
 * are 83,333, 83,334, 83,333 and so on; money_split would put four months of 83,334 first. */
int64_t money_instalment(struct fraction before, struct fraction after);

enum money_fault {
    MONEY_SOUND,
    MONEY_OVER_LIMIT,      /* the total */
    MONEY_WEIGHT_NEGATIVE, /* one of the weights */
    MONEY_WEIGHTS_NOTHING, /* they add up to nothing, or there are none */
    MONEY_NO_MEMORY
};

/* A total divided by whole weights, each >= 0, over lines or schools side by side: each part is
 * rounded down and the pennies left over go one each to the largest fractions, the lowest line
 * first where they are equal. 100 pence over three are 34, 33, 33. The parts always add up to the
 * total, and those of a negative one are those of the positive one with the sign turned. `parts`
 * has `count` elements, written only with MONEY_SOUND. */
enum money_fault money_split(struct arena *arena, int64_t total_pence, const int64_t *weights,
                             size_t count, int64_t *parts);

/* In words that a person checks by hand. */
void money_write(int64_t pence, char out[MONEY_TEXT]);               /* £12,345.67 or -£0.05 */
void money_exact_write(struct fraction exact, char out[MONEY_TEXT]); /* £744.1226, to 4 places */
void share_write(int64_t basis_points, char out[MONEY_TEXT]);        /* 12.50% */
