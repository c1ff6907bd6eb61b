#include "models/rota/rota_flow.h"

#include <string.h>

/* Shortest augmenting paths: rows are nodes 0 .., then reviewers, then schools. First every
 * school is brought up to the least, then the other seats are filled up to the most. */

static int reviewer_node(const struct rota_flow *flow, int reviewer)
{
    return flow->row_count + reviewer;
}

static int school_node(const struct rota_flow *flow, int school)
{
    return flow->row_count + flow->ground->reviewers + school;
}

static int node_count(const struct rota_flow *flow)
{
    return flow->row_count + flow->ground->reviewers + flow->ground->schools;
}

static size_t place(const struct rota_flow *flow, int row, int reviewer)
{
    return (size_t)row * (size_t)flow->ground->reviewers + (size_t)reviewer;
}

static rota_cost price(const struct rota_flow *flow, int row, int reviewer)
{
    return flow->ground->seat_cost[rota_pair(flow->ground, flow->rows[row].subject, reviewer)];
}

static void *take(struct arena *arena, int count, size_t size)
{
    return arena_take(arena, (size_t)(count ? count : 1) * size);
}

bool rota_flow_make(struct arena *arena, const struct rota_ground *g, int rows,
                    struct rota_flow *flow)
{
    *flow = (struct rota_flow){ .ground = g, .row_count = rows };
    const int nodes = node_count(flow);

    flow->rows = take(arena, rows, sizeof *flow->rows);
    flow->room = take(arena, g->reviewers, sizeof(int));
    flow->supplied = take(arena, g->schools, sizeof(int));
    flow->limit = take(arena, g->schools, sizeof(int));
    flow->visits = take(arena, g->reviewers, sizeof(int *));
    flow->visit_count = take(arena, g->reviewers, sizeof(int));
    flow->reached = take(arena, rows, sizeof(bool));
    flow->left = take(arena, rows, sizeof(int));
    flow->sent = take(arena, g->schools, sizeof(int));
    flow->held = take(arena, rows * g->reviewers, sizeof(bool));
    flow->distance = take(arena, nodes, sizeof(rota_cost));
    flow->before = take(arena, nodes, sizeof(int));
    flow->queue = take(arena, nodes, sizeof(int));
    flow->queued = take(arena, nodes, sizeof(bool));
    if (!flow->rows || !flow->room || !flow->supplied || !flow->limit || !flow->visits ||
        !flow->visit_count || !flow->reached || !flow->left || !flow->sent || !flow->held ||
        !flow->distance || !flow->before || !flow->queue || !flow->queued)
        return false;
    for (int r = 0; r < g->reviewers; r++) {
        const int most = g->of->reviewers[r].max_visits;

        flow->visits[r] = take(arena, most < rows ? most : rows, sizeof(int));
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
    const int nodes = node_count(flow);

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

static void from_row(struct rota_flow *flow, struct search *search, int at)
{
    const struct rota_row *row = &flow->rows[at];
    const int *candidates = flow->ground->by_school[row->subject];

    flow->steps += (row->to - row->from) / 8;
    for (int i = row->from; i < row->to; i++) {
        const int r = candidates[i];

        if (!flow->held[place(flow, at, r)] && flow->room[r] > 0)
            relax(flow, search, reviewer_node(flow, r), at,
                  flow->distance[at] + price(flow, at, r));
    }
}

/* One more for this reviewer: within their maximum, or instead of a visit they make. */
static void from_reviewer(struct rota_flow *flow, struct search *search, int r)
{
    const int node = reviewer_node(flow, r), school = flow->ground->of->reviewers[r].school;
    const rota_cost distance = flow->distance[node];

    for (int i = 0; i < flow->visit_count[r]; i++) {
        const int row = flow->visits[r][i];

        relax(flow, search, row, node, distance - price(flow, row, r));
    }
    if (flow->visit_count[r] == flow->room[r])
        return;
    if (school != ROTA_NONE)
        relax(flow, search, school_node(flow, school), node, distance);
    else if (search->filling)
        leave(flow, search, node);
}

static void from_school(struct rota_flow *flow, struct search *search, int school)
{
    const struct rota_indices *staff = &flow->ground->staff[school];
    const int node = school_node(flow, school);
    const int limit = search->filling ? flow->most : flow->least;
    const int seats = flow->supplied[school] + flow->sent[school];

    if (seats < limit && seats < flow->limit[school])
        leave(flow, search, node);
    for (int i = 0; i < staff->count; i++)
        if (flow->visit_count[staff->at[i]] > 0)
            relax(flow, search, reviewer_node(flow, staff->at[i]), node, flow->distance[node]);
}

static void go_on(struct rota_flow *flow, struct search *search, int node)
{
    const int rows = flow->row_count, reviewers = flow->ground->reviewers;

    flow->steps++;
    flow->queued[node] = false;
    if (node < rows)
        from_row(flow, search, node);
    else if (node < rows + reviewers)
        from_reviewer(flow, search, node - rows);
    else
        from_school(flow, search, node - rows - reviewers);
}

static bool find_path(struct rota_flow *flow, bool filling)
{
    const int nodes = node_count(flow);
    struct search search = { .filling = filling, .best = ROTA_COST_MAX };

    flow->sink = ROTA_NONE;
    for (int i = 0; i < nodes; i++) {
        flow->distance[i] = ROTA_COST_MAX;
        flow->queued[i] = false;
    }
    for (int i = 0; i < flow->row_count; i++)
        if (flow->left[i] > 0)
            relax(flow, &search, i, ROTA_NONE, 0);
    while (search.count > 0) {
        const int node = flow->queue[search.first];

        search.first = (search.first + 1) % nodes;
        search.count--;
        go_on(flow, &search, node);
    }
    for (int i = 0; i < flow->row_count; i++)
        flow->reached[i] = flow->distance[i] < ROTA_COST_MAX;
    return flow->sink != ROTA_NONE;
}

/* ---- going along it ---- */

static void hold(struct rota_flow *flow, int row, int r)
{
    flow->held[place(flow, row, r)] = true;
    flow->visits[r][flow->visit_count[r]++] = row;
}

static void release(struct rota_flow *flow, int row, int r)
{
    int i = 0;

    flow->held[place(flow, row, r)] = false;
    while (flow->visits[r][i] != row)
        i++;
    flow->visits[r][i] = flow->visits[r][--flow->visit_count[r]];
}

/* Backwards: a reviewer gives up a visit before they take over another. */
static void go_along(struct rota_flow *flow)
{
    const int rows = flow->row_count, reviewers = flow->ground->reviewers;
    int node = flow->sink;

    flow->cost += flow->distance[node];
    if (node >= rows + reviewers)
        flow->sent[node - rows - reviewers]++;
    while (flow->before[node] != ROTA_NONE) {
        const int before = flow->before[node];

        if (node < rows)
            release(flow, node, before - rows);
        else if (before < rows)
            hold(flow, before, node - rows);
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

static void begin(struct rota_flow *flow)
{
    const struct rota_ground *g = flow->ground;

    flow->cost = 0;
    memset(flow->sent, 0, (size_t)g->schools * sizeof(int));
    memset(flow->visit_count, 0, (size_t)g->reviewers * sizeof(int));
    memset(flow->held, 0, (size_t)flow->row_count * (size_t)g->reviewers * sizeof(bool));
}

static bool in_time(struct rota_flow *flow)
{
    const struct rota_limits *limits = flow->limits;

    flow->cut = limits && limits->out_of_time && limits->out_of_time(limits->with);
    return !flow->cut;
}

bool rota_flow_fill(struct rota_flow *flow)
{
    int seats = 0, owed = short_of_least(flow);

    begin(flow);
    for (int i = 0; i < flow->row_count; i++) {
        flow->left[i] = flow->rows[i].need;
        seats += flow->rows[i].need;
    }
    for (; seats > 0; seats--) {
        if (!in_time(flow) || !find_path(flow, owed <= 0))
            return false;
        go_along(flow);
        owed--;
    }
    return owed <= 0;
}
