#include "models/suppression/draft.h"

#include "models/suppression/grouping.h"

/* The parts of one total: `part_of` of a category, SIZE_MAX if it is of another total. */
struct scope {
    struct draft *draft;
    enum impact_by by;
    size_t *part_of, *member; /* by category; by part: its category */
    size_t *column;           /* by category: room for a choice of them */
    struct part *parts;
    size_t count;
};

static size_t pupils_together(const void *of, const struct part *parts)
{
    const struct scope *scope = of;
    const struct census *census = &scope->draft->census;
    struct census_cell cell = { 0 };

    for (size_t i = 0; i < census->ask->categories[scope->by]; i++) {
        const size_t part = scope->part_of[i];

        scope->column[i] = part != SIZE_MAX && parts[part].together ? 0 : SIZE_MAX;
    }
    census_count(census, (struct census_key){ scope->by, NULL, scope->column, 1 }, &cell);
    return cell.pupils;
}

/* Schools are parts of a group of phases, if that is one phase alone; all others of everything. */
static bool of_parent(const struct draft *draft, enum impact_by by, size_t category, size_t parent)
{
    const size_t *phase_of_school = draft->census.ask->phase_of_school;

    return by != BY_SCHOOL || draft->group_of[BY_PHASE][phase_of_school[category]] == parent;
}

static void list_parts(struct scope *scope, const struct census_cell *cells, size_t parent)
{
    scope->count = 0;
    for (size_t i = 0; i < scope->draft->census.ask->categories[scope->by]; i++) {
        scope->part_of[i] = SIZE_MAX;
        if (!of_parent(scope->draft, scope->by, i, parent))
            continue;
        scope->parts[scope->count] = (struct part){ .points = cells[i].points,
                                                    .small = cells[i].pupils < SMALL_CELL };
        scope->member[scope->count] = i;
        scope->part_of[i] = scope->count++;
    }
}

/* Groups are numbered in the end; until then a group of several bears the number of its first. */
static void name_groups(const struct scope *scope, size_t *first_of)
{
    size_t other = SIZE_MAX;

    for (size_t i = 0; i < scope->count; i++) {
        const size_t category = scope->member[i];

        if (scope->parts[i].together && other == SIZE_MAX)
            other = category;
        first_of[category] = scope->parts[i].together ? other : category;
    }
}

static void decide_groups(struct scope *scope, const struct census_cell *cells, size_t *first_of)
{
    const struct impact_breakdown *phases = &scope->draft->out->by[BY_PHASE];
    const size_t parents = scope->by == BY_SCHOOL ? phases->group_count : 1;

    for (size_t parent = 0; parent < parents; parent++) {
        list_parts(scope, cells, parent);
        if (scope->by == BY_SCHOOL && !phases->groups[parent].alone)
            for (size_t i = 0; i < scope->count; i++)
                scope->parts[i].together = true;
        else
            group_parts(scope->parts, scope->count, (struct pupil_count){ pupils_together, scope });
        name_groups(scope, first_of);
    }
}

static void number_groups(struct draft *draft, enum impact_by by, const struct census_cell *cells,
                          const size_t *first_of)
{
    struct impact_breakdown *breakdown = &draft->out->by[by];
    const size_t *phase_of_school = draft->census.ask->phase_of_school;
    size_t *group_of = draft->group_of[by], count = 0;

    for (size_t i = 0; i < draft->census.ask->categories[by]; i++) {
        struct impact_group *group = &draft->groups[by][count];

        if (first_of[i] == i) {
            group_of[i] = count++;
            group->alone = true;
            if (by == BY_SCHOOL)
                group->parent = draft->group_of[BY_PHASE][phase_of_school[i]];
        } else {
            group_of[i] = group_of[first_of[i]];
            group = &draft->groups[by][group_of[i]];
            group->alone = false;
        }
        group->points += cells[i].points;
    }
    *breakdown = (struct impact_breakdown){ group_of, draft->census.ask->categories[by],
                                            draft->groups[by], count, NULL };
}

bool draft_groups(struct draft *draft, enum impact_by by)
{
    const size_t count = draft->census.ask->categories[by];
    struct arena *arena = draft->arena;
    struct census_cell *cells = arena_take(arena, count * sizeof *cells);
    size_t *first_of = arena_take(arena, count * sizeof *first_of);
    size_t *each = arena_take(arena, count * sizeof *each);
    struct scope scope = { .draft = draft,
                           .by = by,
                           .part_of = arena_take(arena, count * sizeof *scope.part_of),
                           .member = arena_take(arena, count * sizeof *scope.member),
                           .column = arena_take(arena, count * sizeof *scope.column),
                           .parts = arena_take(arena, count * sizeof *scope.parts) };

    draft->group_of[by] = arena_take(arena, count * sizeof *draft->group_of[by]);
    draft->groups[by] = arena_take(arena, count * sizeof *draft->groups[by]);
    if (!cells || !first_of || !each || !scope.part_of || !scope.member || !scope.column ||
        !scope.parts || !draft->group_of[by] || !draft->groups[by])
        return false;
    for (size_t i = 0; i < count; i++)
        each[i] = i;
    census_count(&draft->census, (struct census_key){ by, NULL, each, count }, cells);
    decide_groups(&scope, cells, first_of);
    number_groups(draft, by, cells, first_of);
    return true;
}
