#include "models/inspections/rota_flow.h"

#include <string.h>

/* Shortest augmenting paths: subjects are nodes 0 .., then reviewers, then schools. First every
 * school is brought up to the least, then the other seats are filled up to the most. */

static int reviewer_node(const struct rota_ground *g, int reviewer)
{
    return g->subjects + reviewer;
}

static int school_node(const struct rota_ground *g, int school)
{
    return g->subjects + g->reviewers + school;
}

static int node_count(const struct rota_ground *g)
{
    return g->subjects + g->reviewers + g->schools;
}

static int visits_most(const struct rota_ground *g, int reviewer)
{
    const int most = g->of->reviewers[reviewer].max_visits;

    return most < g->subjects ? most : g->subjects;
}

static void *take(struct arena *arena, int count, size_t size)
{
    return arena_take(arena, (size_t)(count ? count : 1) * size);
}

bool rota_flow_make(struct arena *arena, const struct rota_ground *g, struct rota_flow *flow)
{
    const int nodes = node_count(g);

    *flow = (struct rota_flow){ .ground = g,
                                .need = take(arena, g->subjects, sizeof(int)),
                                .from = take(arena, g->subjects, sizeof(int)),
                                .room = take(arena, g->reviewers, sizeof(int)),
                                .supplied = take(arena, g->schools, sizeof(int)),
                                .visits = take(arena, g->reviewers, sizeof(int *)),
                                .visit_count = take(arena, g->reviewers, sizeof(int)),
                                .left = take(arena, g->subjects, sizeof(int)),
                                .sent = take(arena, g->schools, sizeof(int)),
                                .held = take(arena, g->subjects * g->reviewers, sizeof(bool)),
                                .distance = take(arena, nodes, sizeof(rota_cost)),
                                .before = take(arena, nodes, sizeof(int)),
                                .queue = take(arena, nodes, sizeof(int)),
                                .queued = take(arena, nodes, sizeof(bool)) };
    if (!flow->need || !flow->from || !flow->room || !flow->supplied || !flow->visits ||
        !flow->visit_count || !flow->left || !flow->sent || !flow->held || !flow->distance ||
        !flow->before || !flow->queue || !flow->queued)
        return false;
    for (int r = 0; r < g->reviewers; r++) {
        flow->visits[r] = take(arena, visits_most(g, r), sizeof(int));
        if (!flow->visits[r])
            return false;
    }
    return true;
}

/* ---- one path ---- */

struct search {
    int first, count; /* of the queue */
    bool filling;     /* the least is reached: up to the most, and from outside */
    rota_cost best;
};

static void relax(struct rota_flow *flow, struct search *search, int to, int before, rota_cost cost)
{
    const int nodes = node_count(flow->ground);

    if (cost >= flow->distance[to])
        return;
    flow->distance[to] = cost;
    flow->before[to] = before;
    if (flow->queued[to])
        return;
    flow->queued[to] = true;
    flow->queue[(search->first + search->count++) % nodes] = to;
}

static void leave(struct rota_flow *flow, struct search *search, int node)
{
    if (flow->distance[node] >= search->best)
        return;
    search->best = flow->distance[node];
    flow->sink = node;
}

static void from_subject(struct rota_flow *flow, struct search *search, int s)
{
    const struct rota_ground *g = flow->ground;
    const struct rota_indices *candidates = &g->candidates[s];

    flow->steps += (candidates->count - flow->from[s]) / 8;
    for (int i = flow->from[s]; i < candidates->count; i++) {
        const int r = candidates->at[i];
        const size_t pair = rota_pair(g, s, r);

        if (!flow->held[pair] && flow->room[r] > 0)
            relax(flow, search, reviewer_node(g, r), s, flow->distance[s] + g->seat_cost[pair]);
    }
}

/* One more for this reviewer: within their maximum, or instead of a visit they make. */
static void from_reviewer(struct rota_flow *flow, struct search *search, int r)
{
    const struct rota_ground *g = flow->ground;
    const int node = reviewer_node(g, r), school = g->of->reviewers[r].school;
    const rota_cost distance = flow->distance[node];

    for (int i = 0; i < flow->visit_count[r]; i++) {
        const int s = flow->visits[r][i];

        relax(flow, search, s, node, distance - g->seat_cost[rota_pair(g, s, r)]);
    }
    if (flow->visit_count[r] == flow->room[r])
        return;
    if (school != ROTA_NONE)
        relax(flow, search, school_node(g, school), node, distance);
    else if (search->filling)
        leave(flow, search, node);
}

static void from_school(struct rota_flow *flow, struct search *search, int school)
{
    const struct rota_ground *g = flow->ground;
    const struct rota_indices *staff = &g->staff[school];
    const int node = school_node(g, school);
    const int limit = search->filling ? flow->most : flow->least;

    if (flow->supplied[school] + flow->sent[school] < limit)
        leave(flow, search, node);
    for (int i = 0; i < staff->count; i++)
        if (flow->visit_count[staff->at[i]] > 0)
            relax(flow, search, reviewer_node(g, staff->at[i]), node, flow->distance[node]);
}

static bool find_path(struct rota_flow *flow, bool filling)
{
    const struct rota_ground *g = flow->ground;
    const int nodes = node_count(g);
    struct search search = { .filling = filling, .best = ROTA_COST_MAX };

    flow->sink = ROTA_NONE;
    for (int i = 0; i < nodes; i++) {
        flow->distance[i] = ROTA_COST_MAX;
        flow->queued[i] = false;
    }
    for (int s = 0; s < g->subjects; s++)
        if (flow->left[s] > 0)
            relax(flow, &search, s, ROTA_NONE, 0);
    while (search.count > 0) {
        const int node = flow->queue[search.first];

        search.first = (search.first + 1) % nodes;
        search.count--;
        flow->queued[node] = false;
        flow->steps++;
        if (node < g->subjects)
            from_subject(flow, &search, node);
        else if (node < g->subjects + g->reviewers)
            from_reviewer(flow, &search, node - g->subjects);
        else
            from_school(flow, &search, node - g->subjects - g->reviewers);
    }
    return flow->sink != ROTA_NONE;
}

/* ---- going along it ---- */

static void hold(struct rota_flow *flow, int s, int r)
{
    flow->held[rota_pair(flow->ground, s, r)] = true;
    flow->visits[r][flow->visit_count[r]++] = s;
}

static void release(struct rota_flow *flow, int s, int r)
{
    int i = 0;

    flow->held[rota_pair(flow->ground, s, r)] = false;
    while (flow->visits[r][i] != s)
        i++;
    flow->visits[r][i] = flow->visits[r][--flow->visit_count[r]];
}

/* Backwards: a reviewer gives up a visit before they take over another. */
static void go_along(struct rota_flow *flow)
{
    const struct rota_ground *g = flow->ground;
    int node = flow->sink;

    flow->cost += flow->distance[node];
    if (node >= g->subjects + g->reviewers)
        flow->sent[node - g->subjects - g->reviewers]++;
    while (flow->before[node] != ROTA_NONE) {
        const int before = flow->before[node];

        if (node < g->subjects)
            release(flow, node, before - g->subjects);
        else if (before < g->subjects)
            hold(flow, before, node - g->subjects);
        node = before;
    }
    flow->left[node]--;
}

static int short_of_least(const struct rota_flow *flow)
{
    int count = 0;

    for (int a = 0; a < flow->ground->schools; a++)
        if (flow->supplied[a] < flow->least)
            count += flow->least - flow->supplied[a];
    return count;
}

bool rota_flow_fill(struct rota_flow *flow)
{
    const struct rota_ground *g = flow->ground;
    int seats = 0, owed = short_of_least(flow);

    flow->cost = 0;
    memset(flow->sent, 0, (size_t)g->schools * sizeof(int));
    memset(flow->visit_count, 0, (size_t)g->reviewers * sizeof(int));
    memset(flow->held, 0, (size_t)g->subjects * (size_t)g->reviewers * sizeof(bool));
    for (int s = 0; s < g->subjects; s++) {
        flow->left[s] = flow->need[s];
        seats += flow->need[s];
    }
    for (; owed > 0 && seats > 0; owed--, seats--) {
        if (!find_path(flow, false))
            return false;
        go_along(flow);
    }
    for (; seats > 0; seats--) {
        if (!find_path(flow, true))
            return false;
        go_along(flow);
    }
    return owed == 0;
}
