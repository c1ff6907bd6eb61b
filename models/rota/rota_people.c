/* The second pass of the tree: who of its school takes each seat. */
#include "models/rota/rota_tree.h"

#include <string.h>

static void seat(struct rota_tree *tree, int s, int k, int r, int by)
{
    const struct rota_ground *g = tree->ground;
    const int school = g->of->reviewers[r].school;

    tree->seats[s * g->team + k] = r;
    tree->seated += g->seat_cost[rota_pair(g, s, r)] * by;
    tree->flow.room[r] -= by;
    if (school != ROTA_NONE)
        tree->flow.supplied[school] += by;
}

/* ---- whole teams ---- */

static bool team_holds(const struct rota_tree *tree, int s)
{
    const struct rota_ground *g = tree->ground;
    bool lead = false, specialist = !g->of->subjects[s].wants_one_of;

    for (int k = 0; k < g->team; k++) {
        const int r = tree->seats[s * g->team + k];

        lead |= g->of->reviewers[r].may_lead;
        specialist |= rota_specialist(g, s, r);
    }
    return lead && specialist;
}

static uint64_t team_windows(const struct rota_tree *tree, int s)
{
    const struct rota_ground *g = tree->ground;
    uint64_t windows = g->open[s];

    for (int k = 0; k < g->team; k++)
        windows &= g->free[tree->seats[s * g->team + k]];
    return windows;
}

static int shared(const struct rota_tree *tree, int s, int t)
{
    const int team = tree->ground->team;
    int count = 0;

    for (int k = 0; k < team; k++)
        for (int j = 0; j < team; j++)
            count += tree->seats[s * team + k] == tree->seats[t * team + j];
    return count;
}

/* Nobody is at two visits in one window. */
static void settle(struct rota_tree *tree, int at, int by)
{
    const int subjects = tree->ground->subjects, s = tree->order[at];

    for (int i = 0; i < at; i++) {
        const int t = tree->order[i], count = shared(tree, s, t) * by;

        tree->colour.clashes[s * subjects + t] += count;
        tree->colour.clashes[t * subjects + s] += count;
    }
}

static void keep(struct rota_tree *tree)
{
    const struct rota_ground *g = tree->ground;
    const rota_cost cost = tree->seated + rota_reciprocal_least(&tree->reciprocal) +
                           tree->colour.cost;

    tree->best->holds = true;
    tree->best->cost = cost;
    memcpy(tree->best->window, tree->colour.window, (size_t)g->subjects * sizeof(int));
    memcpy(tree->best->seats, tree->seats, (size_t)g->seats * sizeof(int));
}

static void fill(struct rota_tree *tree, int at, int k);

static void team_made(struct rota_tree *tree, int at)
{
    const int s = tree->order[at];
    const uint64_t windows = tree->colour.windows[s];
    const rota_cost bound = tree->bounds[at + 1];

    if (!team_holds(tree, s))
        return;
    settle(tree, at, 1);
    tree->colour.windows[s] = team_windows(tree, s);
    if (tree->colour.windows[s] && rota_tree_colours(tree)) {
        tree->bounds[at + 1] = tree->colour.cost;
        if (at + 1 == tree->ground->subjects)
            keep(tree);
        else
            fill(tree, at + 1, 0);
        tree->bounds[at + 1] = bound;
    }
    tree->colour.windows[s] = windows;
    settle(tree, at, -1);
}

/* The seat in the team that is the first of its school. */
static int first_of_school(const struct rota_tree *tree, int s, int k)
{
    const int *schools = &tree->schools[s * tree->ground->team];

    while (k > 0 && schools[k - 1] == schools[k])
        k--;
    return k;
}

static void fill(struct rota_tree *tree, int at, int k)
{
    const struct rota_ground *g = tree->ground;
    const int s = tree->order[at];
    struct rota_row *row = rota_tree_row(tree, s, 1 + first_of_school(tree, s, k));
    const struct rota_row before = *row;

    row->need--;
    for (int i = before.from; i < before.to && !rota_tree_spent(tree); i++) {
        const int r = g->by_school[s][i];

        if (tree->flow.room[r] == 0)
            continue;
        tree->budget->steps++;
        seat(tree, s, k, r, 1);
        row->from = i + 1;
        if (rota_tree_promising(tree, tree->bounds[at])) {
            if (k + 1 < g->team)
                fill(tree, at, k + 1);
            else
                team_made(tree, at);
        }
        seat(tree, s, k, r, -1);
    }
    *row = before;
}

void rota_tree_people(struct rota_tree *tree)
{
    const rota_cost bound = tree->bounds[0];

    /* The windows as all the schools leave them. */
    tree->bounds[0] = tree->bounds[tree->ground->subjects];
    fill(tree, 0, 0);
    tree->bounds[0] = bound;
}
