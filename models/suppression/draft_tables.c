#include "models/suppression/draft.h"

#include "models/suppression/cell_network.h"
#include "models/shape.h"

/* One table: a row for each group of themes, a column for each group. */
struct table {
    struct census_cell *cells;
    size_t rows, columns;
};

static bool count_table(const struct draft *draft, enum impact_by by, struct table *table)
{
    table->rows = draft->out->by[BY_THEME].group_count;
    table->columns = draft->out->by[by].group_count;
    table->cells = arena_take(draft->arena, table->rows * table->columns * sizeof *table->cells);
    if (!table->cells)
        return false;
    census_count(
        &draft->census,
        (struct census_key){ by, draft->group_of[BY_THEME], draft->group_of[by], table->columns },
        table->cells);
    return true;
}

static void add_arc(struct cell_network *network, const struct census_cell *cell,
                    const size_t ends[2], const size_t lines[2])
{
    network->arcs[network->arc_count++] = (struct cell_arc){ .from = ends[0],
                                                             .to = ends[1],
                                                             .lines = { lines[0], lines[1] },
                                                             .points = cell->points,
                                                             .small = cell->pupils < SMALL_CELL };
}

/* Counts the pupils of what is small in each line of one table. False without memory. */
static bool count_small(const struct draft *draft, enum impact_by by, const struct cell_arc *arcs,
                        struct cell_network *network)
{
    const struct census *census = &draft->census;
    const size_t columns = draft->out->by[by].group_count;
    size_t *heard = arena_take(draft->arena, network->line_count * sizeof *heard);
    size_t pupil = 0;

    for (size_t i = 0; i < census->count && heard; i++) {
        const struct impact_point *point = &census->points[i];
        const size_t row = draft->group_of[BY_THEME][point->theme];
        const size_t column = draft->group_of[by][category_of(census->ask, point, by)];
        const struct cell_arc *arc = &arcs[row * columns + column];

        if (i == 0 || point->pupil != point[-1].pupil)
            pupil++;
        for (size_t k = 0; k < 2 && arc->small; k++) {
            network->small_pupils[arc->lines[k]] += heard[arc->lines[k]] != pupil;
            heard[arc->lines[k]] = pupil;
        }
    }
    return heard;
}

static bool take_network(struct arena *arena, struct cell_network *network, size_t arcs)
{
    network->arcs = arena_take(arena, arcs * sizeof *network->arcs);
    network->small_pupils = arena_take(arena, network->line_count * sizeof *network->small_pupils);
    return network->arcs && network->small_pupils;
}

/* The arcs of a table follow each other as its cells do. */
static bool tell_table(const struct draft *draft, enum impact_by by, const struct cell_arc *arcs,
                       size_t count)
{
    int64_t *told = arena_take(draft->arena, count * sizeof *told);

    if (!told)
        return false;
    for (size_t i = 0; i < count; i++)
        told[i] = arcs[i].hidden ? NONE : arcs[i].points;
    draft->out->by[by].by_theme = told;
    return true;
}

static bool draft_table(struct draft *draft, enum impact_by by)
{
    struct table table;

    if (!count_table(draft, by, &table))
        return false;
    const size_t count = table.rows * table.columns, nodes = table.rows + table.columns;
    struct cell_network network = { .node_count = nodes, .line_count = nodes };

    if (!take_network(draft->arena, &network, count))
        return false;
    for (size_t i = 0; i < count; i++) {
        const size_t ends[2] = { i / table.columns, table.rows + i % table.columns };

        add_arc(&network, &table.cells[i], ends, ends);
    }
    return count_small(draft, by, network.arcs, &network) &&
           hide_until_safe(draft->arena, &network) && tell_table(draft, by, network.arcs, count);
}

/* ---- schools and the sums of their phases ---- */

/* Nodes: themes, then each theme of each phase, then schools. Lines: the rows of themes, the same
 * within each phase, the columns of schools, those of phases. */
static void join_phases(struct cell_network *network, const struct table *phases)
{
    const size_t count = phases->rows * phases->columns;

    for (size_t i = 0; i < count; i++) {
        const size_t theme = i / phases->columns, phase = i % phases->columns;

        add_arc(network, &phases->cells[i], (size_t[]){ theme, phases->rows + i },
                (size_t[]){ theme, network->line_count - phases->columns + phase });
    }
}

static void join_schools(struct cell_network *network, const struct table *schools,
                         const struct table *phases, const struct impact_group *groups)
{
    for (size_t i = 0; i < schools->rows * schools->columns; i++) {
        const size_t theme = i / schools->columns, school = i % schools->columns;
        const size_t within = phases->rows + theme * phases->columns + groups[school].parent;
        const size_t column = phases->rows + phases->rows * phases->columns + school;

        add_arc(network, &schools->cells[i], (size_t[]){ within, column },
                (size_t[]){ within, column });
    }
}

/* Where there is one group of phases only, each theme of it is the theme, which is told. */
static void tell_whole_themes(struct cell_arc *arcs, const struct table *phases)
{
    for (size_t i = 0; i < phases->rows && phases->columns == 1; i++)
        arcs[i].hidden = false;
}

static bool anything_told(const struct cell_arc *arcs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!arcs[i].hidden)
            return true;
    return false;
}

/* Phases alone: of schools no more is told than a phase that has but one group of them. */
static void leave_out_schools(const struct draft *draft, struct cell_network *network, size_t sums)
{
    const struct impact_breakdown *schools = &draft->out->by[BY_SCHOOL];

    for (size_t i = 0; i < network->arc_count; i++)
        network->arcs[i].hidden = false;
    for (size_t school = 0; school < schools->group_count; school++) {
        size_t of_phase = 0;

        for (size_t i = 0; i < schools->group_count; i++)
            of_phase += schools->groups[i].parent == schools->groups[school].parent;
        for (size_t i = sums + school; i < network->arc_count; i += schools->group_count)
            network->arcs[i].hidden = of_phase > 1;
    }
}

static bool draft_schools(struct draft *draft)
{
    struct table phases, schools;

    if (!count_table(draft, BY_PHASE, &phases) || !count_table(draft, BY_SCHOOL, &schools))
        return false;
    const size_t sums = phases.rows * phases.columns, count = schools.rows * schools.columns;
    struct cell_network network = { .node_count = phases.rows + sums + schools.columns };

    network.line_count = network.node_count + phases.columns;
    if (!take_network(draft->arena, &network, sums + count))
        return false;
    join_phases(&network, &phases);
    join_schools(&network, &schools, &phases, draft->groups[BY_SCHOOL]);
    if (!count_small(draft, BY_PHASE, network.arcs, &network) ||
        !count_small(draft, BY_SCHOOL, network.arcs + sums, &network) ||
        !hide_until_safe(draft->arena, &network))
        return false;
    if (!anything_told(network.arcs, network.arc_count)) {
        leave_out_schools(draft, &network, sums);
        if (!hide_until_safe(draft->arena, &network))
            return false;
    }
    tell_whole_themes(network.arcs, &phases);
    return tell_table(draft, BY_PHASE, network.arcs, sums) &&
           tell_table(draft, BY_SCHOOL, network.arcs + sums, count);
}

bool draft_tables(struct draft *draft)
{
    return draft_schools(draft) && draft_table(draft, BY_NEED) && draft_table(draft, BY_RESPONSE);
}
