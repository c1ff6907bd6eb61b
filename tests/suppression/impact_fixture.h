#pragma once

#include "models/suppression/suppression.h"
#include "tests/funding/funding_fixture.h"

/* Made-up boards: one period of points, from a handful to some hundreds, and what is true of them,
 * counted once more without the product. */

enum { BOARD_POINTS = 1200, BOARD_CATEGORIES = 24 };

enum board_size { TINY_BOARD, SMALL_BOARD, LARGE_BOARD };

/* The ask borrows what stands beside it: not to be copied. */
struct board {
    struct impact_ask ask;
    struct impact_point points[BOARD_POINTS];
    size_t phase_of_school[BOARD_CATEGORIES];
};

/* Skewed in many ways: one theme over all, a need of one school, pupils who say nearly everything,
 * figures just below and just above SMALL_CELL. */
void make_board(struct draws *draws, enum board_size size, struct board *board);
/* Other points, of the same categories: the next period. */
void make_points(struct draws *draws, struct board *board);

size_t category_of_point(const struct board *board, size_t point, enum impact_by by);

/* A theme, or IMPACT_ALL, and a category, or IMPACT_ALL. */
int64_t points_of(const struct board *board, struct impact_query query);
size_t pupils_of(const struct board *board, struct impact_query query);
