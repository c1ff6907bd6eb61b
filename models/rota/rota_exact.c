#include "models/rota/rota_exact.h"

#include "models/rota/rota_tree.h"

#include <string.h>

/* The first pass of the tree, and what both share. The schools of a team ascend, so that each is
 * met once. */

bool rota_tree_spent(struct rota_tree *tree)
{
    return rota_budget_spent(tree->budget, tree->until);
}

enum { FLOW_STEP = 16 /* nodes of a flow that take as long as a step */ };

bool rota_tree_promising(struct rota_tree *tree, rota_cost windows)
{
    const rota_cost known = tree->seated + windows + rota_reciprocal_least(&tree->reciprocal);
    bool fills = false;

    if (known >= rota_tree_best(tree))
        return false;
    tree->flow.steps = 0;
    fills = rota_flow_fill(&tree->flow);
    tree->budget->steps += tree->flow.steps / FLOW_STEP;
    return fills && known + tree->flow.cost < rota_tree_best(tree);
}

bool rota_tree_colours(struct rota_tree *tree)
{
    const rota_cost others = tree->seated + tree->flow.cost +
                             rota_reciprocal_least(&tree->reciprocal);

    return rota_colour_find(&tree->colour, rota_tree_best(tree) - others, tree->until,
                            tree->budget) &&
           !rota_tree_spent(tree);
}

/* ---- teams of schools ---- */

static const int *schools_of(const struct rota_tree *tree, int s)
{
    return &tree->schools[s * tree->ground->team];
}

/* Some candidate of the team's schools is so. */
static bool has(const struct rota_tree *tree, int s,
                bool (*is)(const struct rota_ground *, int subject, int reviewer))
{
    const struct rota_ground *g = tree->ground;

    for (int k = 0; k < g->team; k++) {
        const int school = schools_of(tree, s)[k];

        for (int i = rota_first(g, s, school); i < rota_first(g, s, school + 1); i++)
            if (is(g, s, g->by_school[s][i]))
                return true;
    }
    return false;
}

static bool leads(const struct rota_ground *g, int subject, int reviewer)
{
    (void)subject;
    return g->of->reviewers[reviewer].may_lead;
}

/* They ascend: there are two if the last is not the first that is not from outside. */
static bool two_schools(const struct rota_tree *tree, int s)
{
    const int team = tree->ground->team, *schools = schools_of(tree, s);
    int first = 0;

    while (first < team && schools[first] == ROTA_NONE)
        first++;
    return first < team && schools[first] != schools[team - 1];
}

static bool team_may_hold(const struct rota_tree *tree, int s)
{
    return two_schools(tree, s) && has(tree, s, leads) &&
           (!tree->ground->of->subjects[s].wants_one_of || has(tree, s, rota_specialist));
}

/* Windows in which every school can send as many as it has seats. */
static uint64_t school_windows(const struct rota_tree *tree, int s)
{
    const struct rota_ground *g = tree->ground;
    uint64_t windows = 0;

    for (uint64_t open = g->open[s]; open; open &= open - 1) {
        const int window = __builtin_ctzll(open);
        bool all = true;

        for (int k = 0; k < g->team && all; k++) {
            const int school = schools_of(tree, s)[k];
            int wanted = 0;

            for (int j = 0; j < g->team; j++)
                wanted += schools_of(tree, s)[j] == school;
            for (int i = rota_first(g, s, school); i < rota_first(g, s, school + 1); i++)
                wanted -= (g->free[g->by_school[s][i]] & rota_bit(window)) > 0;
            all = wanted <= 0;
        }
        if (all)
            windows |= rota_bit(window);
    }
    return windows;
}

/* A school that supplies a seat is not visited meanwhile, or that is counted. */
static void settle(struct rota_tree *tree, int s, int by)
{
    const struct rota_ground *g = tree->ground;
    int *counts = g->of->visited_may_supply ? tree->colour.supplies : tree->colour.clashes;

    for (int k = 0; k < g->team; k++) {
        const int school = schools_of(tree, s)[k];

        for (int i = 0; school != ROTA_NONE && i < g->visits_to[school].count; i++) {
            const int t = g->visits_to[school].at[i];

            counts[s * g->subjects + t] += by;
            counts[t * g->subjects + s] += by;
        }
    }
}

/* ---- the first pass ---- */

static void plan(struct rota_tree *tree, int s, int k, int school, int by)
{
    const struct rota_ground *g = tree->ground;
    int *schools = &tree->schools[s * g->team], first = k;

    schools[k] = school;
    while (first > 0 && schools[first - 1] == school)
        first--;
    struct rota_row *row = rota_tree_row(tree, s, 1 + first);

    *row = (struct rota_row){ s, row->need + by, rota_first(g, s, school),
                              rota_first(g, s, school + 1) };
    rota_tree_row(tree, s, 0)->need -= by;
    if (school == ROTA_NONE)
        return;
    tree->planned[school] += by;
    rota_reciprocal_seat(&tree->reciprocal, s, school, by);
}

static void choose(struct rota_tree *tree, int at, int k, int from);

static void team_planned(struct rota_tree *tree, int at)
{
    const struct rota_ground *g = tree->ground;
    const int s = tree->order[at];

    if (!team_may_hold(tree, s))
        return;
    settle(tree, s, 1);
    tree->colour.windows[s] = school_windows(tree, s);
    if (tree->colour.windows[s] && rota_tree_colours(tree)) {
        tree->bounds[at + 1] = tree->colour.cost;
        if (at + 1 == g->subjects)
            rota_tree_people(tree);
        else
            choose(tree, at + 1, 0, ROTA_NONE);
    }
    tree->colour.windows[s] = g->open[s];
    settle(tree, s, -1);
}

static bool full(const struct rota_tree *tree, int school)
{
    return tree->planned[school] == tree->flow.most ||
           tree->planned[school] == tree->flow.limit[school];
}

static void choose(struct rota_tree *tree, int at, int k, int from)
{
    const struct rota_ground *g = tree->ground;
    const int s = tree->order[at];
    struct rota_row *rest = rota_tree_row(tree, s, 0);
    const int before = rest->from;

    for (int school = from; school < g->schools && !rota_tree_spent(tree); school++) {
        const int candidates = rota_first(g, s, school + 1) - rota_first(g, s, school);

        if (candidates == 0 || (school != ROTA_NONE && full(tree, school)))
            continue;
        tree->budget->steps++;
        plan(tree, s, k, school, 1);
        rest->from = rota_first(g, s, school);
        if (rota_tree_promising(tree, tree->bounds[at])) {
            if (k + 1 < g->team)
                choose(tree, at, k + 1, school);
            else
                team_planned(tree, at);
        }
        rest->from = before;
        plan(tree, s, k, school, -1);
    }
}

/* ---- the root ---- */

/* The subjects with the fewest candidates first. */
static void order_subjects(struct rota_tree *tree)
{
    const struct rota_ground *g = tree->ground;

    for (int s = 0; s < g->subjects; s++) {
        int at = s;

        for (; at > 0 && g->candidates[tree->order[at - 1]].count > g->candidates[s].count; at--)
            tree->order[at] = tree->order[at - 1];
        tree->order[at] = s;
    }
}

static bool plant(struct arena *scratch, struct rota_tree *tree)
{
    const struct rota_ground *g = tree->ground;
    const size_t seats = (size_t)g->seats, subjects = (size_t)g->subjects;

    tree->order = arena_take(scratch, subjects * sizeof(int));
    tree->schools = arena_take(scratch, seats * sizeof(int));
    tree->seats = arena_take(scratch, seats * sizeof(int));
    tree->planned = arena_take(scratch, (size_t)g->schools * sizeof(int));
    tree->bounds = arena_take(scratch, (subjects + 1) * sizeof(rota_cost));
    if (!tree->order || !tree->schools || !tree->seats || !tree->planned || !tree->bounds ||
        !rota_flow_make(scratch, g, g->subjects * (g->team + 1), &tree->flow) ||
        !rota_colour_make(scratch, g, &tree->colour) ||
        !rota_reciprocal_make(scratch, g, &tree->reciprocal))
        return false;
    for (int s = 0; s < g->subjects; s++)
        *rota_tree_row(tree, s, 0) = (struct rota_row){ s, g->team, 0, g->candidates[s].count };
    for (int r = 0; r < g->reviewers; r++)
        tree->flow.room[r] = g->of->reviewers[r].max_visits;
    order_subjects(tree);
    return true;
}

bool rota_exact(struct arena *scratch, const struct rota_ground *g, const int *limit, int64_t until,
                struct rota_budget *budget, struct rota_found *best, bool *no_memory)
{
    struct rota_tree tree = { .ground = g, .budget = budget, .until = until, .best = best };

    if (!plant(scratch, &tree)) {
        *no_memory = true;
        return false;
    }
    memcpy(tree.flow.limit, limit, (size_t)g->schools * sizeof *limit);
    if (rota_colour_find(&tree.colour, rota_tree_best(&tree), until, budget))
        tree.bounds[0] = tree.colour.cost;
    else
        return !rota_tree_spent(&tree);
    for (int level = g->seats / g->schools; level >= 0 && !rota_tree_spent(&tree); level--) {
        tree.flow.least = level;
        tree.flow.most = level + 1;
        if (rota_tree_promising(&tree, tree.bounds[0]))
            choose(&tree, 0, 0, ROTA_NONE);
    }
    return !rota_tree_spent(&tree);
}
