#pragma once

#include "models/arena.h"
#include "tests/suppression/impact_fixture.h"

/* Whoever reads everything that is told of a board and reckons. What there is to know are figures
 * of single categories and of groups, and the sums that tie them; TELL_POINTS adds every
 * combination of theme, school, need and response, of which all figures are sums. */

enum telling {
    TELL_POINTS = 1,       /* every combination is a figure of its own */
    TELL_WHAT_IS_SMALL = 2 /* which hidden figures are small, as far as the guarantee grants it */
};

struct unknown {
    int64_t really;
    int64_t least, most; /* as far as it is known; equal where it is told */
    bool told, small;
    bool counts; /* a figure: its secret is worth something */
};

/* Terms add up, less those that are taken away, to `sum`. */
struct sum_known {
    size_t first, count, taken; /* in `terms`; the last `taken` of them */
    int64_t sum;
};

struct knowledge {
    struct unknown *unknowns;
    size_t count;
    struct sum_known *sums;
    size_t sum_count;
    size_t *terms;
    size_t term_count;
    size_t room;
};

/* Of a board that is not withheld; without a publication: what would be told if nothing but the
 * small figures were hidden. Fails the test where something untrue, or a small figure, is told. */
void learn(struct arena *arena, const struct board *board, const struct impact *impact,
           unsigned telling, struct knowledge *known);

/* Bounds from every sum, again and again until nothing changes. False: it contradicts itself. */
bool tighten(struct knowledge *known);

/* By any linear combination of sums: for each unknown, whether one of them tells it. */
bool *determined(struct arena *arena, const struct knowledge *known);

/* Whether whole numbers of which none is negative, and which fit all sums, exist with this value.
 */
enum possible { IMPOSSIBLE, POSSIBLE, TOO_MANY };
enum possible can_be(const struct knowledge *known, size_t at, int64_t value);

/* What an attack brought in: small figures to the unit, or known to be 1 to 4, and others. */
struct haul {
    size_t exact, within, others;
};
struct haul haul_of(const struct knowledge *known);
