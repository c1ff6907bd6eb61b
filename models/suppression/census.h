#pragma once

#include "models/suppression/suppression.h"

/* The points of a period in the order of their pupils, so that pupils are counted in one passing.
 */

struct census {
    const struct impact_ask *ask;
    const struct impact_point *points;
    size_t count;
};

struct census_cell {
    int64_t points;
    size_t pupils;
    size_t heard; /* the pupil counted last; of no use to others */
};

/* Where a point is counted: the row of its theme, if `rows`, and the column of its category of
 * `by`, both by number; SIZE_MAX: nowhere. */
struct census_key {
    enum impact_by by;
    const size_t *rows, *columns;
    size_t column_count;
};

/* False without memory. */
bool census_take(struct arena *arena, const struct impact_ask *ask, struct census *census);
size_t category_of(const struct impact_ask *ask, const struct impact_point *point,
                   enum impact_by by);
/* The cells, rows of column_count each, are zero before. */
void census_count(const struct census *census, struct census_key key, struct census_cell *cells);
