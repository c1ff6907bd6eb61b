#include "models/rota/rota_ground.h"

#include <stdlib.h>
#include <string.h>

/* ---- memory ---- */

static void *take(struct arena *arena, int count, int of, size_t size)
{
    const size_t all = (size_t)count * (size_t)of;

    return arena_take(arena, (all ? all : 1) * size);
}

static bool take_all(struct arena *arena, struct rota_ground *g)
{
    g->open = take(arena, g->subjects, 1, sizeof *g->open);
    g->free = take(arena, g->reviewers, 1, sizeof *g->free);
    g->accountable = take(arena, g->subjects, 1, sizeof *g->accountable);
    g->candidates = take(arena, g->subjects, 1, sizeof *g->candidates);
    g->by_school = take(arena, g->subjects, 1, sizeof *g->by_school);
    g->first = take(arena, g->subjects, g->schools + 2, sizeof *g->first);
    g->near = take(arena, g->subjects, 1, sizeof *g->near);
    g->visits_to = take(arena, g->schools, 1, sizeof *g->visits_to);
    g->staff = take(arena, g->schools, 1, sizeof *g->staff);
    g->may = take(arena, g->subjects, g->reviewers, sizeof *g->may);
    g->last = take(arena, g->subjects, g->reviewers, sizeof *g->last);
    g->child = take(arena, g->subjects, g->reviewers, sizeof *g->child);
    g->seat_cost = take(arena, g->subjects, g->reviewers, sizeof *g->seat_cost);
    g->lately = take(arena, g->schools, g->schools, sizeof *g->lately);
    return g->open && g->free && g->accountable && g->candidates && g->by_school && g->first &&
           g->near && g->visits_to && g->staff && g->may && g->last && g->child && g->seat_cost &&
           g->lately;
}

/* Those of 0 .. count - 1 that fit. */
static bool list(struct arena *arena, const struct rota_ground *g, struct rota_indices *out,
                 int count, bool (*fits)(const struct rota_ground *, int at, int of), int of)
{
    int fitting = 0;

    for (int i = 0; i < count; i++)
        fitting += fits(g, i, of);
    *out = (struct rota_indices){ take(arena, fitting, 1, sizeof *out->at), 0 };
    for (int i = 0; i < count && out->at; i++)
        if (fits(g, i, of))
            out->at[out->count++] = i;
    return out->at;
}

/* ---- schools and subjects ---- */

bool rota_accountable(const struct rota_ground *g, int subject, int school)
{
    const int *schools = g->accountable[subject];

    return school != ROTA_NONE && (schools[0] == school || schools[1] == school);
}

static void find_accountable(struct rota_ground *g)
{
    for (int s = 0; s < g->subjects; s++) {
        const struct rota_subject *subject = &g->of->subjects[s];
        const bool two = subject->base && subject->provider != subject->school;

        g->accountable[s][0] = subject->school;
        g->accountable[s][1] = two ? subject->provider : ROTA_NONE;
    }
}

static bool is_near(const struct rota_ground *g, int at, int of)
{
    const int *schools = g->accountable[of];

    return at != of && (rota_accountable(g, at, schools[0]) || rota_accountable(g, at, schools[1]));
}

static bool is_visit_to(const struct rota_ground *g, int at, int of)
{
    return rota_accountable(g, at, of);
}

static bool is_staff(const struct rota_ground *g, int at, int of)
{
    return g->of->reviewers[at].school == of;
}

static void find_past(struct rota_ground *g)
{
    for (int i = 0; i < g->of->past_count; i++) {
        const struct rota_past *past = &g->of->past[i];
        int *lately = &g->lately[rota_schools(g, past->inspector, past->inspected)];

        if (past->cycles_ago <= g->of->reciprocal_cycles && past->inspector != past->inspected &&
            (*lately == 0 || past->cycles_ago + 1 < *lately))
            *lately = past->cycles_ago + 1;
    }
}

/* ---- when ---- */

static bool one_window(uint64_t windows)
{
    return windows && !(windows & (windows - 1));
}

static void find_windows(struct rota_ground *g)
{
    const uint64_t all = g->windows == 64 ? UINT64_MAX : rota_bit(g->windows) - 1;

    for (int s = 0; s < g->subjects; s++)
        g->open[s] = all & ~g->of->subjects[s].excluded;
    for (int r = 0; r < g->reviewers; r++) {
        g->free[r] = g->of->reviewers[r].available & all;
        for (int s = 0; s < g->subjects && !g->of->visited_may_supply; s++)
            if (one_window(g->open[s]) && rota_accountable(g, s, g->of->reviewers[r].school))
                g->free[r] &= ~g->open[s];
    }
}

int rota_closeness(const struct rota_ground *g, int window, int other)
{
    const int apart = abs(window - other);

    return apart < g->of->visits_apart ? g->of->visits_apart - apart : 0;
}

/* ---- who ---- */

static void keep_away(struct rota_ground *g, int subject, int school)
{
    if (school == ROTA_NONE || subject == ROTA_NONE)
        return;
    for (int i = 0; i < g->staff[school].count; i++)
        g->may[rota_pair(g, subject, g->staff[school].at[i])] = false;
}

static int own_inspection(const struct rota_ground *g, int school)
{
    for (int s = 0; s < g->subjects && school != ROTA_NONE; s++)
        if (!g->of->subjects[s].base && g->of->subjects[s].school == school)
            return s;
    return ROTA_NONE;
}

static void find_conflicts(struct rota_ground *g)
{
    for (int i = 0; i < g->of->conflict_count; i++) {
        const struct rota_conflict *conflict = &g->of->conflicts[i];
        const size_t pair = rota_pair(g, conflict->subject, conflict->reviewer);

        if (conflict->kind == ROTA_OWN_CHILD)
            g->child[pair] = true;
        else if (conflict->kind == ROTA_VISITED_LAST)
            g->last[pair] = true;
        else
            g->may[pair] = false;
    }
}

static void find_who_may(struct rota_ground *g)
{
    for (int s = 0; s < g->subjects; s++)
        for (int r = 0; r < g->reviewers; r++)
            g->may[rota_pair(g, s, r)] = g->of->reviewers[r].max_visits > 0 &&
                                         (g->free[r] & g->open[s]);
    for (int s = 0; s < g->subjects; s++) {
        const int *schools = g->accountable[s];

        keep_away(g, s, schools[0]);
        keep_away(g, s, schools[1]);
        keep_away(g, own_inspection(g, schools[0]), schools[1]);
        keep_away(g, own_inspection(g, schools[1]), schools[0]);
    }
    find_conflicts(g);
}

/* ---- at what cost ---- */

static int64_t whole_root(int64_t square)
{
    int64_t root = 0;

    for (int64_t bit = INT64_C(1) << 31; bit; bit >>= 1)
        if ((root + bit) * (root + bit) <= square)
            root += bit;
    return root;
}

int64_t rota_metres(const struct rota_ground *g, int subject, int reviewer)
{
    const int from = g->of->reviewers[reviewer].school, to = g->of->subjects[subject].school;

    if (from == ROTA_NONE || to == ROTA_NONE)
        return g->of->unknown_metres;
    if (g->of->metres) {
        const int32_t metres = g->of->metres[rota_schools(g, from, to)];

        return metres == ROTA_UNKNOWN ? g->of->unknown_metres : metres;
    }
    const struct rota_school *a = &g->of->schools[from], *b = &g->of->schools[to];

    if (a->easting == ROTA_UNKNOWN || a->northing == ROTA_UNKNOWN || b->easting == ROTA_UNKNOWN ||
        b->northing == ROTA_UNKNOWN)
        return g->of->unknown_metres;
    const int64_t x = a->easting - b->easting, y = a->northing - b->northing;

    return whole_root(x * x + y * y);
}

/* No rota counts more of a rule. Within the limits of a problem the product of all is below
 * ROTA_COST_MAX. */
static void find_most(const struct rota_ground *g, rota_cost most[ROTA_RULES])
{
    int64_t metres = 0, pairs = 0, visits = 0;

    for (int s = 0; s < g->subjects; s++) {
        int64_t farthest = 0;

        for (int r = 0; r < g->reviewers; r++)
            if (g->may[rota_pair(g, s, r)] && rota_metres(g, s, r) > farthest)
                farthest = rota_metres(g, s, r);
        metres += farthest * g->team;
        pairs += g->near[s].count;
    }
    for (int a = 0; a < g->schools; a++)
        if (g->visits_to[a].count > visits)
            visits = g->visits_to[a].count;
    most[ROTA_RECIPROCAL] = (rota_cost)g->schools * g->schools * 3 / 2;
    most[ROTA_SAME_REVIEWER] = most[ROTA_CHILD_ATTENDS] = g->seats;
    most[ROTA_VISITED_SUPPLIES] = g->of->visited_may_supply ? (rota_cost)g->seats * visits : 0;
    most[ROTA_DISTANCE] = metres;
    most[ROTA_SPREAD] = pairs / 2 * g->of->visits_apart;
}

static void weigh(struct rota_ground *g)
{
    const enum rota_rule *order = g->of->order ? g->of->order : ROTA_ORDER;
    rota_cost most[ROTA_RULES], weight = 1;

    find_most(g, most);
    for (int i = ROTA_RULES - 1; i >= 0; i--) {
        g->weight[order[i]] = g->of->weights ? g->of->weights[order[i]] : weight;
        weight *= most[order[i]] + 1;
    }
    for (int s = 0; s < g->subjects; s++)
        for (int r = 0; r < g->reviewers; r++) {
            const size_t pair = rota_pair(g, s, r);

            g->seat_cost[pair] = rota_metres(g, s, r) * g->weight[ROTA_DISTANCE];
            if (g->last[pair])
                g->seat_cost[pair] += g->weight[ROTA_SAME_REVIEWER];
            if (g->child[pair])
                g->seat_cost[pair] += g->weight[ROTA_CHILD_ATTENDS];
        }
}

static bool is_candidate(const struct rota_ground *g, int at, int of)
{
    return g->may[rota_pair(g, of, at)];
}

struct priced {
    rota_cost cost;
    int reviewer, school;
};

static int by_cost(const void *a, const void *b)
{
    const struct priced *one = a, *other = b;

    if (one->cost != other->cost)
        return one->cost < other->cost ? -1 : 1;
    return one->reviewer - other->reviewer;
}

static int by_school(const void *a, const void *b)
{
    const struct priced *one = a, *other = b;

    return one->school != other->school ? one->school - other->school : by_cost(a, b);
}

static void sort_candidates(const struct rota_ground *g, int subject, struct priced *priced)
{
    const struct rota_indices *candidates = &g->candidates[subject];
    const size_t count = (size_t)candidates->count;
    int *first = &g->first[subject * (g->schools + 2)];

    for (size_t i = 0; i < count; i++) {
        const int r = candidates->at[i];

        priced[i] = (struct priced){ g->seat_cost[rota_pair(g, subject, r)], r,
                                     g->of->reviewers[r].school };
        for (int school = priced[i].school + 1; school <= g->schools; school++)
            first[school + 1]++;
    }
    qsort(priced, count, sizeof *priced, by_school);
    for (size_t i = 0; i < count; i++)
        g->by_school[subject][i] = priced[i].reviewer;
    qsort(priced, count, sizeof *priced, by_cost);
    for (size_t i = 0; i < count; i++)
        candidates->at[i] = priced[i].reviewer;
}

static bool find_candidates(struct arena *arena, struct rota_ground *g)
{
    struct priced *priced = take(arena, g->reviewers, 1, sizeof *priced);

    for (int s = 0; s < g->subjects && priced; s++) {
        if (!list(arena, g, &g->candidates[s], g->reviewers, is_candidate, s))
            return false;
        g->by_school[s] = take(arena, g->candidates[s].count, 1, sizeof **g->by_school);
        if (!g->by_school[s])
            return false;
        sort_candidates(g, s, priced);
    }
    return priced;
}

static bool list_schools(struct arena *arena, struct rota_ground *g)
{
    for (int s = 0; s < g->subjects; s++)
        if (!list(arena, g, &g->near[s], g->subjects, is_near, s))
            return false;
    for (int a = 0; a < g->schools; a++)
        if (!list(arena, g, &g->visits_to[a], g->subjects, is_visit_to, a) ||
            !list(arena, g, &g->staff[a], g->reviewers, is_staff, a))
            return false;
    return true;
}

bool rota_ground_make(struct arena *arena, const struct rota_problem *problem,
                      struct rota_ground *g)
{
    *g = (struct rota_ground){ .of = problem,
                               .schools = problem->school_count,
                               .subjects = problem->subject_count,
                               .reviewers = problem->reviewer_count,
                               .windows = problem->window_count,
                               .team = problem->team_size,
                               .seats = problem->team_size * problem->subject_count };
    if (!take_all(arena, g))
        return false;
    find_accountable(g);
    find_past(g);
    find_windows(g);
    if (!list_schools(arena, g))
        return false;
    find_who_may(g);
    weigh(g);
    return find_candidates(arena, g);
}
