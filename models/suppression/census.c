#include "models/suppression/census.h"

#include <stdlib.h>
#include <string.h>

static int by_pupil(const void *a, const void *b)
{
    const struct impact_point *one = a, *other = b;

    return (one->pupil > other->pupil) - (one->pupil < other->pupil);
}

bool census_take(struct arena *arena, const struct impact_ask *ask, struct census *census)
{
    const size_t size = ask->point_count * sizeof *ask->points;
    struct impact_point *points = arena_take(arena, size);

    if (!points)
        return false;
    if (size) {
        memcpy(points, ask->points, size);
        qsort(points, ask->point_count, sizeof *points, by_pupil);
    }
    *census = (struct census){ ask, points, ask->point_count };
    return true;
}

size_t category_of(const struct impact_ask *ask, const struct impact_point *point,
                   enum impact_by by)
{
    switch (by) {
    case BY_THEME:
        return point->theme;
    case BY_SCHOOL:
        return point->school;
    case BY_PHASE:
        return ask->phase_of_school[point->school];
    case BY_NEED:
        return point->need;
    default:
        return point->response;
    }
}

void census_count(const struct census *census, struct census_key key, struct census_cell *cells)
{
    size_t pupil = 0;

    for (size_t i = 0; i < census->count; i++) {
        const struct impact_point *point = &census->points[i];
        const size_t column = key.columns[category_of(census->ask, point, key.by)];
        const size_t row = key.rows ? key.rows[point->theme] : 0;

        if (i == 0 || point->pupil != point[-1].pupil)
            pupil++;
        if (column == SIZE_MAX || row == SIZE_MAX)
            continue;
        struct census_cell *cell = &cells[row * key.column_count + column];

        cell->points++;
        cell->pupils += cell->heard != pupil;
        cell->heard = pupil;
    }
}
