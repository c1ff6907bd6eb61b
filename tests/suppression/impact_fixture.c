#include "tests/suppression/impact_fixture.h"

/* How points fall on categories: evenly, or ever less on later ones, or nearly all on one. */
struct fall {
    size_t count, skew, most;
};

static struct fall make_fall(struct draws *draws, size_t count)
{
    return (struct fall){ count, draw(draws, 5), draw(draws, count) };
}

static size_t fall_on(struct draws *draws, struct fall fall)
{
    size_t at = draw(draws, fall.count);

    if (fall.skew == 4)
        return draw(draws, 12) ? fall.most : at;
    for (size_t i = 0; i < fall.skew; i++) {
        const size_t other = draw(draws, fall.count);

        at = other < at ? other : at;
    }
    return at;
}

static size_t how_many_points(struct draws *draws, const struct board *board)
{
    const size_t themes = board->ask.categories[BY_THEME];
    const size_t most = board->ask.categories[BY_SCHOOL] * themes * 8;

    switch (draw(draws, 4)) {
    case 0:
        return draw(draws, 13);
    case 1:
        return SMALL_CELL * themes + draw(draws, 5);
    default:
        return draw(draws, most < BOARD_POINTS ? most : BOARD_POINTS);
    }
}

void make_points(struct draws *draws, struct board *board)
{
    const size_t *sizes = board->ask.categories;
    const struct fall themes = make_fall(draws, sizes[BY_THEME]);
    const struct fall schools = make_fall(draws, sizes[BY_SCHOOL]);
    const struct fall needs = make_fall(draws, sizes[BY_NEED]);
    const struct fall responses = make_fall(draws, sizes[BY_RESPONSE]);
    const size_t each = draw(draws, 3) ? 1 : 1 + draw(draws, 8); /* points of one pupil */
    const uint64_t tied = draw(draws, 8);                        /* what follows from what */
    size_t count = how_many_points(draws, board);

    for (size_t i = 0; i < count; i++) {
        struct impact_point *point = &board->points[i];
        const bool goes_on = i > 0 && draw(draws, each) > 0;

        point->pupil = goes_on ? point[-1].pupil : (int64_t)(i * 7919 % 104729);
        point->school = goes_on ? point[-1].school : fall_on(draws, schools);
        point->need = goes_on ? point[-1].need : fall_on(draws, needs);
        point->theme = fall_on(draws, themes);
        point->response = fall_on(draws, responses);
        if (tied == 0)
            point->need = point->school % sizes[BY_NEED];
        if (tied == 1)
            point->response = point->theme % sizes[BY_RESPONSE];
        if (tied == 2)
            point->theme = point->school % sizes[BY_THEME];
    }
    board->ask.point_count = count;
}

void make_board(struct draws *draws, enum board_size size, struct board *board)
{
    static const size_t MOST[][IMPACT_BYS] = { { 2, 3, 2, 2, 2 },
                                               { 4, 5, 3, 4, 4 },
                                               { 9, 20, 5, 8, 4 } };
    size_t *sizes = board->ask.categories;

    *board = (struct board){ .ask = { .points = board->points,
                                      .phase_of_school = board->phase_of_school } };
    for (size_t by = 0; by < IMPACT_BYS; by++)
        sizes[by] = 1 + draw(draws, MOST[size][by]);
    if (sizes[BY_SCHOOL] < sizes[BY_PHASE])
        sizes[BY_SCHOOL] = sizes[BY_PHASE];
    for (size_t i = 0; i < sizes[BY_SCHOOL]; i++)
        board->phase_of_school[i] = i < sizes[BY_PHASE] ? i : draw(draws, sizes[BY_PHASE]);
    make_points(draws, board);
}

/* ---- what is true ---- */

size_t category_of_point(const struct board *board, size_t at, enum impact_by by)
{
    const struct impact_point *point = &board->points[at];
    const size_t of[IMPACT_BYS] = { point->theme, point->school,
                                    board->phase_of_school[point->school], point->need,
                                    point->response };

    return of[by];
}

static bool counts(const struct board *board, size_t at, struct impact_query query)
{
    return (query.theme == IMPACT_ALL || board->points[at].theme == query.theme) &&
           (query.category == IMPACT_ALL ||
            category_of_point(board, at, query.by) == query.category);
}

int64_t points_of(const struct board *board, struct impact_query query)
{
    int64_t points = 0;

    for (size_t i = 0; i < board->ask.point_count; i++)
        points += counts(board, i, query);
    return points;
}

size_t pupils_of(const struct board *board, struct impact_query query)
{
    int64_t heard[BOARD_POINTS];
    size_t pupils = 0;

    for (size_t i = 0; i < board->ask.point_count; i++) {
        bool before = !counts(board, i, query);

        for (size_t k = 0; k < pupils && !before; k++)
            before = heard[k] == board->points[i].pupil;
        if (!before)
            heard[pupils++] = board->points[i].pupil;
    }
    return pupils;
}
