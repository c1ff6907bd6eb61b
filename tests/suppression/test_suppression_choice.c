/* What is hidden beside the small is chosen by looking at figures. Whoever knows the rule can so
 * run it backwards: of all boards there could be, only those count that lead to the same
 * publication. Here all small boards are tried, those with one publication are put together, and
 * what they leave open of each hidden figure is looked at. A point is by a pupil of its own. */
#include "models/suppression/cell_network.h"
#include "models/suppression/grouping.h"
#include "models/suppression/suppression.h"
#include "models/shape.h"
#include "tests/funding/funding_fixture.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(suppression_choice, .timeout = 300);

enum { FIGURES = 17, SHAPES = 400, ARENA = 1 << 20 };

/* One board: what is told, and what the hidden figures really are. */
struct outcome {
    int64_t told[FIGURES]; /* NONE: hidden */
    int64_t really[FIGURES];
};

struct outcomes {
    struct outcome *rows;
    size_t count, room, figures;
};

static struct outcome *add_outcome(struct outcomes *all)
{
    if (all->count == all->room) {
        all->room = all->room ? 2 * all->room : 1024;
        all->rows = realloc(all->rows, all->room * sizeof *all->rows);
        cr_assert(all->rows);
    }
    struct outcome *row = &all->rows[all->count++];

    memset(row, 0, sizeof *row);
    return row;
}

static int by_told(const void *a, const void *b)
{
    return memcmp(((const struct outcome *)a)->told, ((const struct outcome *)b)->told,
                  sizeof((const struct outcome *)a)->told);
}

/* ---- what boards that are told alike leave open ---- */

struct open_values {
    bool outside; /* in some board it is not 1 to 4 */
    size_t count;
};

static struct open_values left_open(const struct outcome *rows, size_t count, size_t figure)
{
    bool seen[256] = { false };
    struct open_values open = { 0 };

    for (size_t i = 0; i < count; i++) {
        const int64_t value = rows[i].really[figure];

        open.count += !seen[value];
        seen[value] = true;
        open.outside = open.outside || value == 0 || value >= SMALL_CELL;
    }
    return open;
}

/* Publications, what is hidden in them, and in how many boards; the fewest values left open. */
struct verdict {
    size_t publications, hidden, boards, fewest;
};

static void add_up(struct verdict *sum, struct verdict verdict)
{
    sum->publications += verdict.publications;
    sum->hidden += verdict.hidden;
    sum->boards += verdict.boards;
    if (verdict.fewest < sum->fewest)
        sum->fewest = verdict.fewest;
}

static void tell(const char *name, struct verdict sum)
{
    printf("%s: %zu hidden figures in %zu publications (%zu of all boards), %zu values at least\n",
           name, sum.hidden, sum.publications, sum.boards, sum.fewest);
    cr_expect_gt(sum.hidden, 0);
}

static struct verdict judge(struct outcomes *all)
{
    struct verdict verdict = { .fewest = SIZE_MAX };

    qsort(all->rows, all->count, sizeof *all->rows, by_told);
    for (size_t i = 0, next; i < all->count; i = next) {
        for (next = i + 1; next < all->count && !by_told(&all->rows[i], &all->rows[next]);)
            next++;
        verdict.publications++;
        for (size_t f = 0; f < all->figures; f++) {
            if (all->rows[i].told[f] != NONE)
                continue;
            const struct open_values open = left_open(&all->rows[i], next - i, f);

            verdict.hidden++;
            verdict.boards += next - i;
            verdict.fewest = open.count < verdict.fewest ? open.count : verdict.fewest;
            if (open.count > PROTECTION && open.outside)
                continue;
            char text[256] = "";
            for (size_t k = 0; k < all->figures; k++)
                snprintf(text + strlen(text), sizeof text - strlen(text), " %ld%s",
                         (long)all->rows[i].really[k], all->rows[i].told[k] == NONE ? "?" : "");
            cr_expect_fail("figure %zu of%s: %zu values are left", f, text, open.count);
        }
    }
    free(all->rows);
    *all = (struct outcomes){ 0 };
    return verdict;
}

/* ---- groups ---- */

static size_t own_pupils(const void *of, const struct part *parts)
{
    const size_t count = *(const size_t *)of;
    size_t pupils = 0;

    for (size_t i = 0; i < count; i++)
        pupils += parts[i].together ? (size_t)parts[i].points : 0;
    return pupils;
}

static void try_parts(struct outcomes *all, const int64_t *points, size_t count)
{
    struct part parts[FIGURES] = { 0 };
    struct outcome *row = add_outcome(all);

    for (size_t i = 0; i < count; i++)
        parts[i] = (struct part){ .points = points[i], .small = points[i] < SMALL_CELL };
    group_parts(parts, count, (struct pupil_count){ own_pupils, &count });
    for (size_t i = 0; i < count; i++) {
        row->really[i] = points[i];
        row->told[i] = parts[i].together ? NONE : points[i];
    }
}

/* Every way of dividing a total. */
static void divide(struct outcomes *all, int64_t *points, size_t at, size_t count, int64_t left)
{
    if (at + 1 == count) {
        points[at] = left;
        try_parts(all, points, count);
        return;
    }
    for (points[at] = 0; points[at] <= left; points[at]++)
        divide(all, points, at + 1, count, left - points[at]);
}

Test(suppression_choice, no_group_gives_its_parts_away)
{
    static const int64_t MOST[] = { 0, 0, 40, 40, 32, 24, 18 };
    struct verdict sum = { .fewest = SIZE_MAX };

    for (size_t count = 2; count <= 6; count++)
        for (int64_t total = SMALL_CELL; total <= MOST[count]; total++) {
            struct outcomes all = { .figures = count };
            int64_t points[FIGURES];

            divide(&all, points, 0, count, total);
            add_up(&sum, judge(&all));
        }
    tell("groups", sum);
}

/* ---- tables ---- */

struct shape_tried {
    size_t rows, columns;
    int64_t row_sums[3], column_sums[3];
};

static void try_table(struct outcomes *all, const struct shape_tried *shape, const int64_t *cells)
{
    struct arena arena = { .limit = ARENA };
    struct cell_arc arcs[FIGURES];
    const size_t nodes = shape->rows + shape->columns;
    size_t small[FIGURES] = { 0 };
    struct cell_network network = { arcs, small, shape->rows * shape->columns, nodes, nodes };
    struct outcome *row = add_outcome(all);

    for (size_t i = 0; i < network.arc_count; i++) {
        const size_t from = i / shape->columns, to = shape->rows + i % shape->columns;

        arcs[i] = (struct cell_arc){
            from, to, { from, to }, cells[i], cells[i] < SMALL_CELL, false
        };
        small[from] += arcs[i].small ? (size_t)cells[i] : 0;
        small[to] += arcs[i].small ? (size_t)cells[i] : 0;
    }
    cr_assert(hide_until_safe(&arena, &network));
    for (size_t i = 0; i < network.arc_count; i++) {
        row->really[i] = cells[i];
        row->told[i] = arcs[i].hidden ? NONE : cells[i];
    }
    arena_free(&arena);
}

/* Every table with these sums. */
static void fill(struct outcomes *all, const struct shape_tried *shape, int64_t *cells, size_t at)
{
    if (at == shape->rows * shape->columns) {
        try_table(all, shape, cells);
        return;
    }
    const size_t row = at / shape->columns, column = at % shape->columns;
    int64_t along = shape->row_sums[row], down = shape->column_sums[column];

    for (size_t i = row * shape->columns; i < at; i++)
        along -= cells[i];
    for (size_t i = column; i < at; i += shape->columns)
        down -= cells[i];
    const bool last_row = row + 1 == shape->rows, last_column = column + 1 == shape->columns;
    const int64_t most = along < down ? along : down;
    const int64_t least = last_row ? down : last_column ? along : 0;

    if (last_row && last_column && along != down)
        return;
    for (cells[at] = least; cells[at] <= most; cells[at]++) {
        if (last_column && cells[at] != along)
            continue;
        fill(all, shape, cells, at + 1);
    }
}

static struct verdict try_shape(const struct shape_tried *shape)
{
    struct outcomes all = { .figures = shape->rows * shape->columns };
    int64_t cells[FIGURES];

    fill(&all, shape, cells, 0);
    return judge(&all);
}

Test(suppression_choice, no_table_of_two_by_two_gives_a_cell_away)
{
    struct verdict sum = { .fewest = SIZE_MAX };

    for (int64_t a = SMALL_CELL; a <= 30; a++)
        for (int64_t b = SMALL_CELL; b <= a; b++)
            for (int64_t c = SMALL_CELL; c <= a + b - SMALL_CELL; c++) {
                const struct shape_tried shape = { 2, 2, { a, b, 0 }, { c, a + b - c, 0 } };

                add_up(&sum, try_shape(&shape));
            }
    tell("tables of two by two", sum);
}

/* Sums of a table, none below SMALL_CELL. */
static struct shape_tried make_shape(struct draws *draws)
{
    struct shape_tried shape = { 2 + draw(draws, 2), 3, { 0 }, { 0 } };
    int64_t left = 0;

    for (size_t i = 0; i < shape.rows; i++) {
        shape.row_sums[i] = SMALL_CELL + (int64_t)draw(draws, shape.rows == 2 ? 35 : 13);
        left += shape.row_sums[i];
    }
    for (size_t i = 0; i < 2; i++) {
        const int64_t most = left - SMALL_CELL * (2 - (int64_t)i);

        shape.column_sums[i] = most > SMALL_CELL
                                   ? SMALL_CELL +
                                         (int64_t)draw(draws, (uint64_t)(most - SMALL_CELL))
                                   : SMALL_CELL;
        left -= shape.column_sums[i];
    }
    shape.column_sums[2] = left;
    return shape;
}

Test(suppression_choice, no_table_of_three_columns_gives_a_cell_away)
{
    const struct seeds seeds = seeds_to_try(SHAPES);
    struct verdict sum = { .fewest = SIZE_MAX };

    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct draws draws = draws_of(seed);
        const struct shape_tried shape = make_shape(&draws);

        if (shape.column_sums[2] >= SMALL_CELL)
            add_up(&sum, try_shape(&shape));
    }
    tell("tables of three columns", sum);
}

/* ---- boards ---- */

/* Themes by needs, or by schools of two phases, all else being the same. */
struct kind_tried {
    enum impact_by by;
    size_t themes, categories;
    size_t phases[3];
};

static void look_up(struct outcome *row, size_t *figure, const struct impact *impact,
                    struct impact_query query)
{
    row->told[(*figure)++] = impact_points(impact, query);
}

/* What is told of one breakdown: its cells, then its totals. */
static void look_up_all(struct outcome *row, size_t *figure, const struct impact *impact,
                        enum impact_by by)
{
    const size_t themes = impact->by[BY_THEME].category_count;
    const size_t categories = impact->by[by].category_count;

    for (size_t i = 0; by && i < themes * categories; i++)
        look_up(row, figure, impact, (struct impact_query){ i / categories, by, i % categories });
    for (size_t i = 0; i < categories; i++)
        look_up(row, figure, impact, (struct impact_query){ IMPACT_ALL, by, i });
}

static void count_all(struct outcome *row, size_t *figure, const struct impact_ask *board,
                      enum impact_by by)
{
    const size_t categories = board->categories[by];

    for (size_t i = 0; i < board->point_count; i++) {
        const struct impact_point *point = &board->points[i];
        const size_t of[IMPACT_BYS] = { point->theme, point->school,
                                        board->phase_of_school[point->school], point->need, 0 };

        if (by)
            row->really[*figure + point->theme * categories + of[by]]++;
        row->really[*figure + (by ? board->categories[BY_THEME] * categories : 0) + of[by]]++;
    }
    *figure += categories + (by ? board->categories[BY_THEME] * categories : 0);
}

static void try_board(struct outcomes *all, const struct kind_tried *kind,
                      const struct impact_point *points, size_t count)
{
    struct arena arena = { .limit = ARENA };
    struct impact_ask board = { points, count, { kind->themes, 1, 1, 1, 1 }, kind->phases };
    size_t figure = 0, counted = 0;

    board.categories[kind->by] = kind->categories;
    board.categories[BY_PHASE] = kind->by == BY_SCHOOL ? 2 : 1;
    const struct impact impact = impact_publish(&arena, &board);
    struct outcome *row = add_outcome(all);

    cr_assert_eq(impact.fault, IMPACT_SOUND);
    look_up_all(row, &figure, &impact, BY_THEME);
    look_up_all(row, &figure, &impact, kind->by);
    count_all(row, &counted, &board, BY_THEME);
    count_all(row, &counted, &board, kind->by);
    if (kind->by == BY_SCHOOL) {
        look_up_all(row, &figure, &impact, BY_PHASE);
        count_all(row, &counted, &board, BY_PHASE);
    }
    cr_assert_eq(figure, counted);
    all->figures = figure;
    arena_free(&arena);
}

static struct impact_point point_in(const struct kind_tried *kind, size_t cell, size_t pupil)
{
    const size_t theme = cell / kind->categories, category = cell % kind->categories;
    const bool school = kind->by == BY_SCHOOL;

    return (struct impact_point){ (int64_t)pupil, theme, school ? category : 0,
                                  school ? 0 : category, 0 };
}

/* Every board of so many points. */
static void deal(struct outcomes *all, const struct kind_tried *kind, struct impact_point *points,
                 size_t count, size_t at, size_t cell)
{
    const bool last = cell + 1 == kind->themes * kind->categories;

    if (!last)
        deal(all, kind, points, count, at, cell + 1);
    for (; at < count; at++) {
        points[at] = point_in(kind, cell, at);
        if (!last)
            deal(all, kind, points, count, at + 1, cell + 1);
    }
    if (last)
        try_board(all, kind, points, count);
}

static void try_boards(const char *name, struct kind_tried kind, size_t most)
{
    struct verdict sum = { .fewest = SIZE_MAX };

    for (size_t count = SMALL_CELL; count <= most; count++) {
        struct outcomes all = { 0 };
        struct impact_point points[64];

        deal(&all, &kind, points, count, 0, 0);
        add_up(&sum, judge(&all));
    }
    tell(name, sum);
}

Test(suppression_choice, no_small_board_gives_a_figure_away)
{
    try_boards("boards of 2 needs", (struct kind_tried){ BY_NEED, 2, 2, { 0 } }, 48);
    try_boards("boards of 3 needs", (struct kind_tried){ BY_NEED, 2, 3, { 0 } }, 18);
    try_boards("boards of 2 phases", (struct kind_tried){ BY_SCHOOL, 2, 2, { 0, 1 } }, 32);
    try_boards("boards of 3 schools", (struct kind_tried){ BY_SCHOOL, 2, 3, { 0, 1, 0 } }, 18);
}
