/* What is hidden beside the small is chosen by looking at figures. Whoever knows the rule can so
 * run it backwards: of all boards there could be, only those count that lead to the same
 * publication. Here all small boards are tried, those with one publication are put together, and
 * what they leave open of each hidden figure is looked at. A point is by a pupil of its own. */
#include "models/board/cell_network.h"
#include "models/board/grouping.h"
#include "models/board/suppression.h"
#include "models/shape.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(suppression_choice, .timeout = 300);

enum { FIGURES = 11, ARENA = 1 << 20 };

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
    bool small, outside; /* some board has it small; some has it outside 1..4 */
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
        open.small = open.small || value < SMALL_CELL;
        open.outside = open.outside || value == 0 || value >= SMALL_CELL;
    }
    return open;
}

struct verdict {
    size_t publications, hidden, fewest;
};

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
            verdict.fewest = open.count < verdict.fewest ? open.count : verdict.fewest;
            if (open.count > 1 && open.outside)
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
    struct verdict sum = { 0 };

    for (size_t count = 2; count <= 6; count++)
        for (int64_t total = SMALL_CELL; total <= MOST[count]; total++) {
            struct outcomes all = { .figures = count };
            int64_t points[FIGURES];

            divide(&all, points, 0, count, total);
            const struct verdict verdict = judge(&all);

            sum.publications += verdict.publications;
            sum.hidden += verdict.hidden;
        }
    printf("groups: %zu publications, %zu hidden\n", sum.publications, sum.hidden);
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
    const size_t row = at / shape->columns, column = at % shape->columns;
    int64_t along = shape->row_sums[row], down = shape->column_sums[column];

    if (at == shape->rows * shape->columns) {
        try_table(all, shape, cells);
        return;
    }
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
    size_t hidden = 0;

    for (int64_t a = SMALL_CELL; a <= 30; a++)
        for (int64_t b = SMALL_CELL; b <= a; b++)
            for (int64_t c = SMALL_CELL; c <= a + b - SMALL_CELL; c++) {
                const struct shape_tried shape = { 2, 2, { a, b, 0 }, { c, a + b - c, 0 } };

                hidden += try_shape(&shape).hidden;
            }
    printf("2x2: %zu hidden\n", hidden);
}

Test(suppression_choice, no_table_of_two_by_three_gives_a_cell_away)
{
    size_t hidden = 0;

    for (int64_t a = SMALL_CELL; a <= 18; a++)
        for (int64_t b = SMALL_CELL; b <= a; b++)
            for (int64_t c = SMALL_CELL; c <= a + b - 2 * SMALL_CELL; c++)
                for (int64_t d = SMALL_CELL; d <= c && c + d <= a + b - SMALL_CELL; d++) {
                    const struct shape_tried shape = { 2, 3, { a, b, 0 }, { c, d, a + b - c - d } };

                    hidden += try_shape(&shape).hidden;
                }
    printf("2x3: %zu hidden\n", hidden);
}

Test(suppression_choice, no_table_of_three_by_three_gives_a_cell_away)
{
    size_t hidden = 0;
    static const struct shape_tried SHAPES[] = {
        { 3, 3, { 8, 7, 6 }, { 9, 7, 5 } },      { 3, 3, { 5, 5, 5 }, { 5, 5, 5 } },
        { 3, 3, { 12, 6, 5 }, { 11, 7, 5 } },    { 3, 3, { 10, 10, 6 }, { 13, 7, 6 } },
        { 3, 3, { 20, 6, 5 }, { 16, 10, 5 } },   { 3, 3, { 20, 10, 8 }, { 16, 14, 8 } },
        { 3, 3, { 15, 14, 13 }, { 16, 14, 12 } }
    };

    for (size_t i = 0; i < sizeof SHAPES / sizeof *SHAPES; i++)
        hidden += try_shape(&SHAPES[i]).hidden;
    printf("3x3: %zu hidden\n", hidden);
}

/* Themes told or not, and by need. */
static void try_board(struct outcomes *all, const struct impact_point *points, size_t count,
                      const size_t *sizes)
{
    static const size_t PHASE[1] = { 0 };
    struct arena arena = { .limit = ARENA };
    const struct impact_ask ask = { points, count, { sizes[0], 1, 1, sizes[1], 1 }, PHASE };
    const struct impact impact = impact_publish(&arena, &ask);
    struct outcome *row = add_outcome(all);
    size_t figure = 0;

    cr_assert_eq(impact.fault, IMPACT_SOUND);
    for (size_t i = 0; i < count; i++)
        row->really[points[i].theme * sizes[1] + points[i].need]++;
    for (size_t i = 0; i < sizes[0] * sizes[1]; i++, figure++)
        row->told[figure] = impact_points(
            &impact, (struct impact_query){ i / sizes[1], BY_NEED, i % sizes[1] });
    for (size_t i = 0; i < sizes[0]; i++, figure++) {
        for (size_t k = 0; k < sizes[1]; k++)
            row->really[figure] += row->really[i * sizes[1] + k];
        row->told[figure] = impact_points(&impact, (struct impact_query){ i, BY_NEED, IMPACT_ALL });
    }
    for (size_t k = 0; k < sizes[1]; k++, figure++) {
        for (size_t i = 0; i < sizes[0]; i++)
            row->really[figure] += row->really[i * sizes[1] + k];
        row->told[figure] = impact_points(&impact, (struct impact_query){ IMPACT_ALL, BY_NEED, k });
    }
    arena_free(&arena);
}

static void deal(struct outcomes *all, struct impact_point *points, size_t count, size_t at,
                 const size_t *sizes, size_t cell)
{
    if (cell + 1 == sizes[0] * sizes[1]) {
        for (; at < count; at++)
            points[at] = (struct impact_point){ (int64_t)at, cell / sizes[1], 0, cell % sizes[1],
                                                0 };
        try_board(all, points, count, sizes);
        return;
    }
    for (;;) {
        deal(all, points, count, at, sizes, cell + 1);
        if (at == count)
            return;
        points[at] = (struct impact_point){ (int64_t)at, cell / sizes[1], 0, cell % sizes[1], 0 };
        at++;
    }
}

static void try_boards(const size_t *sizes, size_t most)
{
    size_t hidden = 0;

    for (size_t count = SMALL_CELL; count <= most; count++) {
        struct outcomes all = { .figures = sizes[0] * sizes[1] + sizes[0] + sizes[1] };
        struct impact_point points[64];

        deal(&all, points, count, 0, sizes, 0);
        hidden += judge(&all).hidden;
    }
    printf("%zux%zu: %zu hidden\n", sizes[0], sizes[1], hidden);
}

Test(suppression_choice, no_small_board_gives_a_figure_away)
{
    try_boards((const size_t[]){ 2, 2 }, 48);
    try_boards((const size_t[]){ 2, 3 }, 20);
    try_boards((const size_t[]){ 3, 2 }, 20);
}
