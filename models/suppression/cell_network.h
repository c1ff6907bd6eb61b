#pragma once

#include "models/arena.h"

#include <stdbool.h>
#include <stdint.h>

/* Figures that are tied by sums, every one of them in two sums at most: a table of two ways with
 * its margins, also where the columns have sums by group. A figure is an arc, a sum a node: what
 * flows into a node flows out of it, apart from what is told for good, which is left out. What the
 * hidden figures may be, everything else being told, is then what flows round the hidden arcs, and
 * the least and the most of each are whole numbers found by augmenting paths: no bound of them is
 * an estimate.
 *
 * A hidden arc may be 0 to 4 (or to what it is) if small and 5 or more if not; any number in a line
 * hidden whole, of which nothing but the sum is told. */

struct cell_arc {
    size_t from, to;
    size_t lines[2]; /* the row and the column it is a cell of */
    int64_t points;
    bool small;  /* by fewer than SMALL_CELL pupils: hidden */
    bool hidden; /* from the start; told: which are */
};

struct cell_network {
    struct cell_arc *arcs;
    size_t *small_pupils; /* by line: how many pupils its small figures have between them */
    size_t arc_count, node_count, line_count;
};

/* Hides, beside the small, what lies on the shortest ways by which a small figure can be off by
 * PROTECTION more, until each of them has a range of PROTECTION + 1 numbers and every other hidden
 * one of two, and what is left of a line without its told figures is by SMALL_CELL pupils or more.
 * What is hidden more never narrows a range. Where no way is left, lines are hidden whole, and at
 * last everything.
 * A network that would be told by less than half of what could be at the start is hidden too: what
 * so much hiding leaves could be told of few boards only, and whoever runs the rule backwards would
 * know which. False without memory. */
bool hide_until_safe(struct arena *arena, struct cell_network *network);
