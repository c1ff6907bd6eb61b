#include "tests/suppression/attacker.h"

#include "models/shape.h"

#include <criterion/criterion.h>
#include <string.h>

/* Where the figures of a board stand among the unknown. */
struct index {
    const struct board *board;
    const struct impact *impact; /* NULL: only what is small is hidden */
    struct knowledge *known;
    size_t totals[IMPACT_BYS], cells[IMPACT_BYS], groups[IMPACT_BYS], points;
};

static size_t size_of(const struct index *index, enum impact_by by)
{
    return index->board->ask.categories[by];
}

/* ---- sums ---- */

static void start_sum(struct knowledge *known, int64_t sum)
{
    known->sums[known->sum_count++] = (struct sum_known){ known->term_count, 0, 0, sum };
}

static void add_term(struct knowledge *known, size_t at)
{
    known->terms[known->term_count++] = at;
    known->sums[known->sum_count - 1].count++;
}

static void take_term(struct knowledge *known, size_t at)
{
    add_term(known, at);
    known->sums[known->sum_count - 1].taken++;
}

/* ---- figures ---- */

static size_t cell_at(const struct index *index, enum impact_by by, size_t theme, size_t category)
{
    return index->cells[by] + theme * size_of(index, by) + category;
}

static void know(const struct index *index, size_t at, struct impact_query query)
{
    struct unknown *unknown = &index->known->unknowns[at];
    const int64_t told = index->impact ? impact_points(index->impact, query) : NONE;

    unknown->really = points_of(index->board, query);
    unknown->small = pupils_of(index->board, query) < SMALL_CELL;
    unknown->counts = true;
    unknown->told = index->impact ? told != NONE : !unknown->small;
    unknown->most = (int64_t)index->board->ask.point_count;
    if (unknown->told)
        unknown->least = unknown->most = unknown->really;
    if (told != NONE) {
        cr_assert_eq(told, unknown->really, "%ld is told, not %ld", (long)told,
                     (long)unknown->really);
        cr_assert(!unknown->small, "%ld is told, by %zu pupils", (long)told,
                  pupils_of(index->board, query));
    }
}

static void know_figures(const struct index *index)
{
    for (enum impact_by by = 0; by < IMPACT_BYS; by++)
        for (size_t i = 0; i < size_of(index, by); i++) {
            know(index, index->totals[by] + i, (struct impact_query){ IMPACT_ALL, by, i });
            for (size_t theme = 0; by && theme < size_of(index, BY_THEME); theme++)
                know(index, cell_at(index, by, theme, i), (struct impact_query){ theme, by, i });
        }
}

/* ---- how they are tied ---- */

static void tie_table(const struct index *index, enum impact_by by)
{
    struct knowledge *known = index->known;
    const size_t themes = size_of(index, BY_THEME), count = size_of(index, by);

    start_sum(known, (int64_t)index->board->ask.point_count);
    for (size_t i = 0; i < count; i++)
        add_term(known, index->totals[by] + i);
    for (size_t theme = 0; by && theme < themes; theme++) {
        start_sum(known, 0);
        for (size_t i = 0; i < count; i++)
            add_term(known, cell_at(index, by, theme, i));
        take_term(known, index->totals[BY_THEME] + theme);
    }
    for (size_t i = 0; by && i < count; i++) {
        start_sum(known, 0);
        for (size_t theme = 0; theme < themes; theme++)
            add_term(known, cell_at(index, by, theme, i));
        take_term(known, index->totals[by] + i);
    }
}

/* A phase is its schools, in all and for each theme. */
static void tie_phases(const struct index *index)
{
    for (size_t phase = 0; phase < size_of(index, BY_PHASE); phase++)
        for (size_t theme = 0; theme <= size_of(index, BY_THEME); theme++) {
            const bool all = theme == size_of(index, BY_THEME);

            start_sum(index->known, 0);
            for (size_t i = 0; i < size_of(index, BY_SCHOOL); i++)
                if (index->board->phase_of_school[i] == phase)
                    add_term(index->known, all ? index->totals[BY_SCHOOL] + i
                                               : cell_at(index, BY_SCHOOL, theme, i));
            take_term(index->known, all ? index->totals[BY_PHASE] + phase
                                        : cell_at(index, BY_PHASE, theme, phase));
        }
}

static void tie_group_totals(const struct index *index, enum impact_by by)
{
    const struct impact_breakdown *breakdown = &index->impact->by[by];

    for (size_t group = 0; group < breakdown->group_count; group++) {
        start_sum(index->known, breakdown->groups[group].points);
        for (size_t i = 0; i < size_of(index, by); i++)
            if (breakdown->group_of[i] == group)
                add_term(index->known, index->totals[by] + i);
    }
}

/* ---- figures of groups ---- */

static size_t pupils_of_groups(const struct index *index, enum impact_by by, size_t row,
                               size_t column)
{
    const struct board *board = index->board;
    int64_t heard[BOARD_POINTS];
    size_t pupils = 0;

    for (size_t i = 0; i < board->ask.point_count; i++) {
        bool before = index->impact->by[BY_THEME].group_of[board->points[i].theme] != row ||
                      index->impact->by[by].group_of[category_of_point(board, i, by)] != column;

        for (size_t k = 0; k < pupils && !before; k++)
            before = heard[k] == board->points[i].pupil;
        if (!before)
            heard[pupils++] = board->points[i].pupil;
    }
    return pupils;
}

static void tie_group_cell(const struct index *index, enum impact_by by, size_t row, size_t column)
{
    const struct impact_breakdown *themes = &index->impact->by[BY_THEME];
    const struct impact_breakdown *breakdown = &index->impact->by[by];
    const size_t at = index->groups[by] + row * breakdown->group_count + column;
    struct unknown *unknown = &index->known->unknowns[at];
    const int64_t told = breakdown->by_theme[row * breakdown->group_count + column];

    start_sum(index->known, 0);
    for (size_t theme = 0; theme < size_of(index, BY_THEME); theme++)
        for (size_t i = 0; i < size_of(index, by); i++)
            if (themes->group_of[theme] == row && breakdown->group_of[i] == column) {
                add_term(index->known, cell_at(index, by, theme, i));
                unknown->really += index->known->unknowns[cell_at(index, by, theme, i)].really;
            }
    take_term(index->known, at);
    unknown->small = pupils_of_groups(index, by, row, column) < SMALL_CELL;
    unknown->counts = true;
    unknown->most = (int64_t)index->board->ask.point_count;
    unknown->told = told != NONE;
    if (unknown->told) {
        cr_assert_eq(told, unknown->really);
        cr_assert(!unknown->small);
        unknown->least = unknown->most = told;
    }
}

static void tie_group_cells(const struct index *index, enum impact_by by)
{
    for (size_t row = 0; row < index->impact->by[BY_THEME].group_count; row++)
        for (size_t column = 0; column < index->impact->by[by].group_count; column++)
            tie_group_cell(index, by, row, column);
}

/* ---- which of them are small ---- */

static void mark(struct unknown *unknown)
{
    if (unknown->told)
        return;
    if (!unknown->small)
        unknown->least = SMALL_CELL;
    else
        unknown->most = unknown->really < SMALL_CELL ? SMALL_CELL - 1 : unknown->really;
}

static bool is_told(const struct index *index, enum impact_by by, size_t row, size_t column)
{
    const struct impact_breakdown *breakdown = &index->impact->by[by];

    return breakdown->by_theme[row * breakdown->group_count + column] != NONE;
}

/* Its row (of a school: among the schools of its phases) or its column is told in part. */
static bool beside_told(const struct index *index, enum impact_by by, size_t row, size_t column)
{
    const struct impact_breakdown *breakdown = &index->impact->by[by];
    bool told = false;

    for (size_t i = 0; i < index->impact->by[BY_THEME].group_count; i++)
        told = told || is_told(index, by, i, column);
    for (size_t i = 0; i < breakdown->group_count; i++)
        told = told || (breakdown->groups[i].parent == breakdown->groups[column].parent &&
                        is_told(index, by, row, i));
    return told;
}

static void mark_cells(const struct index *index, enum impact_by by)
{
    const size_t count = index->impact->by[by].group_count;

    for (size_t row = 0; row < index->impact->by[BY_THEME].group_count; row++)
        for (size_t column = 0; column < count; column++)
            if (beside_told(index, by, row, column))
                mark(&index->known->unknowns[index->groups[by] + row * count + column]);
}

/* Where some of a total stand alone, the others. */
static void mark_totals(const struct index *index, enum impact_by by)
{
    const struct impact_breakdown *breakdown = &index->impact->by[by];

    for (size_t i = 0; i < size_of(index, by); i++) {
        const struct impact_group *own = &breakdown->groups[breakdown->group_of[i]];
        bool beside = false;

        for (size_t k = 0; k < breakdown->group_count; k++)
            beside = beside ||
                     (breakdown->groups[k].alone && breakdown->groups[k].parent == own->parent);
        if (beside)
            mark(&index->known->unknowns[index->totals[by] + i]);
    }
}

/* ---- every combination ---- */

static size_t point_at(const struct index *index, const size_t *of)
{
    return index->points +
           ((of[0] * size_of(index, BY_SCHOOL) + of[1]) * size_of(index, BY_NEED) + of[2]) *
               size_of(index, BY_RESPONSE) +
           of[3];
}

static void sum_of_points(const struct index *index, enum impact_by by, size_t theme,
                          size_t category)
{
    const size_t sizes[] = { size_of(index, BY_THEME), size_of(index, BY_SCHOOL),
                             size_of(index, BY_NEED), size_of(index, BY_RESPONSE) };
    size_t of[4];

    start_sum(index->known, 0);
    for (of[0] = 0; of[0] < sizes[0]; of[0]++)
        for (of[1] = 0; of[1] < sizes[1]; of[1]++)
            for (of[2] = 0; of[2] < sizes[2]; of[2]++)
                for (of[3] = 0; of[3] < sizes[3]; of[3]++) {
                    const size_t all[IMPACT_BYS] = { of[0], of[1],
                                                     index->board->phase_of_school[of[1]], of[2],
                                                     of[3] };

                    if (of[0] == theme && all[by] == category)
                        add_term(index->known, point_at(index, of));
                }
    take_term(index->known, cell_at(index, by, theme, category));
}

static void know_points(const struct index *index)
{
    const struct board *board = index->board;
    struct unknown *points = &index->known->unknowns[index->points];

    for (size_t i = 0; i < index->known->count - index->points; i++)
        points[i].most = (int64_t)board->ask.point_count;
    for (size_t i = 0; i < board->ask.point_count; i++) {
        const struct impact_point *point = &board->points[i];
        const size_t of[] = { point->theme, point->school, point->need, point->response };

        index->known->unknowns[point_at(index, of)].really++;
    }
    for (enum impact_by by = BY_SCHOOL; by < IMPACT_BYS; by++)
        for (size_t theme = 0; theme < size_of(index, BY_THEME); theme++)
            for (size_t i = 0; i < size_of(index, by); i++)
                sum_of_points(index, by, theme, i);
}

/* ---- all of it ---- */

static void lay_out(struct index *index, unsigned telling)
{
    const size_t themes = size_of(index, BY_THEME);
    size_t count = 0;

    for (size_t by = 0; by < IMPACT_BYS; by++) {
        index->totals[by] = count;
        count += size_of(index, by);
        index->cells[by] = count;
        count += by ? themes * size_of(index, by) : 0;
        index->groups[by] = count;
        if (by && index->impact)
            count += index->impact->by[BY_THEME].group_count * index->impact->by[by].group_count;
    }
    index->points = count;
    if (telling & TELL_POINTS)
        count += themes * size_of(index, BY_SCHOOL) * size_of(index, BY_NEED) *
                 size_of(index, BY_RESPONSE);
    index->known->count = count;
}

static void take_knowledge(struct arena *arena, struct knowledge *known)
{
    const size_t sums = 8 * known->count + 64, terms = 16 * known->count + 64;

    known->unknowns = arena_take(arena, known->count * sizeof *known->unknowns);
    known->sums = arena_take(arena, sums * sizeof *known->sums);
    known->terms = arena_take(arena, terms * sizeof *known->terms);
    cr_assert(known->unknowns && known->sums && known->terms);
    known->room = terms;
}

static void believe(const struct knowledge *known)
{
    cr_assert_leq(known->term_count, known->room);
    for (size_t i = 0; i < known->sum_count; i++) {
        const struct sum_known *sum = &known->sums[i];
        int64_t left = sum->sum;

        for (size_t k = 0; k < sum->count; k++) {
            const int64_t really = known->unknowns[known->terms[sum->first + k]].really;

            left -= k + sum->taken < sum->count ? really : -really;
        }
        cr_assert_eq(left, 0, "sum %zu is wrong by %ld", i, (long)left);
    }
}

void learn(struct arena *arena, const struct board *board, const struct impact *impact,
           unsigned telling, struct knowledge *known)
{
    struct index index = { .board = board, .impact = impact, .known = known };

    *known = (struct knowledge){ 0 };
    lay_out(&index, telling);
    take_knowledge(arena, known);
    know_figures(&index);
    for (enum impact_by by = 0; by < IMPACT_BYS; by++) {
        tie_table(&index, by);
        if (impact)
            tie_group_totals(&index, by);
        if (impact && by)
            tie_group_cells(&index, by);
        if (telling & TELL_WHAT_IS_SMALL)
            mark_totals(&index, by);
        if (by && (telling & TELL_WHAT_IS_SMALL))
            mark_cells(&index, by);
    }
    tie_phases(&index);
    if (telling & TELL_POINTS)
        know_points(&index);
    believe(known);
}
