#include "models/rota/rota_draft.h"

#include <string.h>

static int *numbers(struct arena *arena, int count, int of)
{
    const size_t all = (size_t)count * (size_t)of;

    return arena_take(arena, (all ? all : 1) * sizeof(int));
}

static bool fill_empty(struct arena *arena, struct rota_draft *draft)
{
    const struct rota_ground *g = draft->ground;

    for (int s = 0; s < g->subjects; s++) {
        draft->window[s] = __builtin_ctzll(g->open[s] | rota_bit(ROTA_WINDOWS_MAX - 1));
        for (int b = 0; b < 2; b++)
            if (g->accountable[s][b] != ROTA_NONE)
                draft->visited[g->accountable[s][b] * g->windows + draft->window[s]]++;
        for (int k = 0; k < g->team; k++)
            *rota_seat(draft, s, k) = ROTA_NONE;
    }
    for (int s = 0; s < g->subjects; s++) {
        draft->wrong += 2 + (g->of->subjects[s].wants_one_of != 0);
        for (int i = 0; i < g->near[s].count; i++)
            if (g->near[s].at[i] < s)
                draft->cost += g->weight[ROTA_SPREAD] *
                               rota_closeness(g, draft->window[s], draft->window[g->near[s].at[i]]);
    }
    for (int r = 0; r < g->reviewers; r++) {
        draft->visits[r] = numbers(arena, g->subjects + 1, 1);
        if (!draft->visits[r])
            return false;
    }
    return true;
}

bool rota_draft_make(struct arena *arena, const struct rota_ground *g, struct rota_draft *draft)
{
    *draft = (struct rota_draft){
        .ground = g,
        .window = numbers(arena, g->subjects, 1),
        .seats = numbers(arena, g->subjects, g->team),
        .visits = arena_take(arena, ((size_t)g->reviewers + 1) * sizeof(int *)),
        .visit_count = numbers(arena, g->reviewers, 1),
        .supplied = numbers(arena, g->schools, 1),
        .busy = numbers(arena, g->reviewers, g->windows),
        .away = numbers(arena, g->schools, g->windows),
        .visited = numbers(arena, g->schools, g->windows),
        .onto = numbers(arena, g->schools, g->schools),
        .changes = arena_take(arena, ROTA_CHANGES_MAX * sizeof(struct rota_change)),
    };
    return draft->window && draft->seats && draft->visits && draft->visit_count &&
           draft->supplied && draft->busy && draft->away && draft->visited && draft->onto &&
           draft->changes && fill_empty(arena, draft);
}

/* ---- what a seat counts for ---- */

static int school_of(const struct rota_ground *g, int reviewer)
{
    return reviewer == ROTA_NONE ? ROTA_NONE : g->of->reviewers[reviewer].school;
}

/* So many seats more, or fewer, that are supplied in the window of a visit to the school. */
static void while_visited(struct rota_draft *draft, int count)
{
    if (draft->ground->of->visited_may_supply)
        draft->cost += draft->ground->weight[ROTA_VISITED_SUPPLIES] * count;
    else
        draft->wrong += count;
}

/* The reviewer comes in the window of the subject (by 1), or no longer does (by -1). */
static void come(struct rota_draft *draft, int subject, int reviewer, int by)
{
    const struct rota_ground *g = draft->ground;
    const int window = draft->window[subject], school = school_of(g, reviewer);
    int *busy = &draft->busy[reviewer * g->windows + window];

    if (!(g->free[reviewer] & rota_bit(window)))
        draft->wrong += by;
    draft->wrong += (*busy - (by < 0) > 0) * by;
    *busy += by;
    if (school == ROTA_NONE)
        return;
    draft->away[school * g->windows + window] += by;
    while_visited(draft, draft->visited[school * g->windows + window] * by);
}

static void inspect(struct rota_draft *draft, int school, int other, int by)
{
    const struct rota_ground *g = draft->ground;
    int *onto = &draft->onto[rota_schools(g, school, other)];
    const bool was = *onto > 0;

    *onto += by;
    if (was == (*onto > 0))
        return;
    if (draft->onto[rota_schools(g, other, school)] > 0)
        draft->cost += g->weight[ROTA_RECIPROCAL] * by;
    if (g->lately[rota_schools(g, other, school)])
        draft->cost += g->weight[ROTA_RECIPROCAL] * by;
}

static void list_visit(struct rota_draft *draft, int subject, int reviewer, int by)
{
    int *visits = draft->visits[reviewer], i = 0;

    if (by > 0) {
        visits[draft->visit_count[reviewer]++] = subject;
        return;
    }
    while (visits[i] != subject)
        i++;
    visits[i] = visits[--draft->visit_count[reviewer]];
}

static void take_part(struct rota_draft *draft, int subject, int reviewer, int by)
{
    const struct rota_ground *g = draft->ground;
    const int school = school_of(g, reviewer);

    come(draft, subject, reviewer, by);
    draft->wrong += (draft->visit_count[reviewer] - (by < 0) >=
                     g->of->reviewers[reviewer].max_visits) *
                    by;
    list_visit(draft, subject, reviewer, by);
    draft->cost += g->seat_cost[rota_pair(g, subject, reviewer)] * by;
    for (int b = 0; b < 2 && school != ROTA_NONE; b++)
        if (g->accountable[subject][b] != ROTA_NONE)
            inspect(draft, school, g->accountable[subject][b], by);
}

static int team_wrong(const struct rota_draft *draft, int subject)
{
    const struct rota_ground *g = draft->ground;
    bool lead = false, specialist = !g->of->subjects[subject].wants_one_of, schools = false;
    int first = ROTA_NONE;

    for (int k = 0; k < g->team; k++) {
        const int r = *rota_seat(draft, subject, k), school = school_of(g, r);

        if (r == ROTA_NONE)
            continue;
        lead |= g->of->reviewers[r].may_lead;
        specialist |= rota_specialist(g, subject, r);
        schools |= school != ROTA_NONE && first != ROTA_NONE && school != first;
        first = first == ROTA_NONE ? school : first;
    }
    return !lead + !specialist + !schools;
}

/* ---- equal loads ---- */

static int unevenness(const struct rota_draft *draft, int supplied)
{
    if (supplied < draft->level)
        return draft->level - supplied;
    return supplied > draft->level + 1 ? supplied - draft->level - 1 : 0;
}

static void supply(struct rota_draft *draft, int school, int by)
{
    if (school == ROTA_NONE)
        return;
    draft->uneven -= unevenness(draft, draft->supplied[school]);
    draft->supplied[school] += by;
    draft->supplied_all += by;
    draft->uneven += unevenness(draft, draft->supplied[school]);
}

/* Loads are equal if and only if each is their mean, rounded down, or one more. */
static void supply_instead(struct rota_draft *draft, int school, int of)
{
    const int schools = draft->ground->schools;

    if (school == of)
        return;
    supply(draft, of, -1);
    supply(draft, school, 1);
    if (draft->supplied_all / schools == draft->level)
        return;
    draft->level = draft->supplied_all / schools;
    draft->uneven = 0;
    for (int a = 0; a < schools; a++)
        draft->uneven += unevenness(draft, draft->supplied[a]);
}

/* ---- changes ---- */

static void seat(struct rota_draft *draft, int subject, int k, int reviewer)
{
    int *seated = rota_seat(draft, subject, k);
    const int before = *seated;

    draft->wrong -= team_wrong(draft, subject);
    if (before != ROTA_NONE)
        take_part(draft, subject, before, -1);
    *seated = reviewer;
    if (reviewer != ROTA_NONE)
        take_part(draft, subject, reviewer, 1);
    draft->wrong += team_wrong(draft, subject);
    supply_instead(draft, school_of(draft->ground, reviewer), school_of(draft->ground, before));
}

/* The visit takes place in its window (by 1), or no longer does (by -1). */
static void hold(struct rota_draft *draft, int subject, int by)
{
    const struct rota_ground *g = draft->ground;
    const int window = draft->window[subject];

    for (int b = 0; b < 2; b++) {
        const int school = g->accountable[subject][b];

        if (school == ROTA_NONE)
            continue;
        draft->visited[school * g->windows + window] += by;
        while_visited(draft, draft->away[school * g->windows + window] * by);
    }
    for (int i = 0; i < g->near[subject].count; i++)
        draft->cost += g->weight[ROTA_SPREAD] * by *
                       rota_closeness(g, window, draft->window[g->near[subject].at[i]]);
    for (int k = 0; k < g->team; k++)
        if (*rota_seat(draft, subject, k) != ROTA_NONE)
            come(draft, subject, *rota_seat(draft, subject, k), by);
}

static void move(struct rota_draft *draft, int subject, int window)
{
    hold(draft, subject, -1);
    draft->window[subject] = window;
    hold(draft, subject, 1);
}

static void note(struct rota_draft *draft, int subject, int k, int before)
{
    draft->changes[draft->change_count++] = (struct rota_change){ subject, k, before };
}

void rota_draft_seat(struct rota_draft *draft, int subject, int k, int reviewer)
{
    note(draft, subject, k, *rota_seat(draft, subject, k));
    seat(draft, subject, k, reviewer);
}

void rota_draft_move(struct rota_draft *draft, int subject, int window)
{
    note(draft, subject, ROTA_NONE, draft->window[subject]);
    move(draft, subject, window);
}

void rota_draft_forget(struct rota_draft *draft)
{
    draft->change_count = 0;
}

void rota_draft_undo(struct rota_draft *draft)
{
    while (draft->change_count > 0) {
        const struct rota_change change = draft->changes[--draft->change_count];

        if (change.seat == ROTA_NONE)
            move(draft, change.subject, change.before);
        else
            seat(draft, change.subject, change.seat, change.before);
    }
}

/* ---- looking at it ---- */

struct rota_score rota_draft_score(const struct rota_draft *draft)
{
    return (struct rota_score){ draft->wrong + draft->uneven, draft->cost };
}

bool rota_better(struct rota_score a, struct rota_score b)
{
    return a.wrong < b.wrong || (a.wrong == b.wrong && a.cost < b.cost);
}

bool rota_in_team(const struct rota_draft *draft, int subject, int reviewer)
{
    for (int k = 0; k < draft->ground->team; k++)
        if (*rota_seat(draft, subject, k) == reviewer)
            return true;
    return false;
}

bool rota_can_come(const struct rota_draft *draft, int subject, int reviewer)
{
    const struct rota_ground *g = draft->ground;
    const int window = draft->window[subject];

    return g->free[reviewer] & rota_bit(window) &&
           draft->busy[reviewer * g->windows + window] == 0 &&
           draft->visit_count[reviewer] < g->of->reviewers[reviewer].max_visits;
}

bool rota_visit_wrong(const struct rota_draft *draft, int subject)
{
    const struct rota_ground *g = draft->ground;
    const int window = draft->window[subject];

    for (int k = 0; k < g->team; k++) {
        const int r = *rota_seat(draft, subject, k), school = school_of(g, r);

        if (!(g->free[r] & rota_bit(window)) || draft->busy[r * g->windows + window] > 1 ||
            draft->visit_count[r] > g->of->reviewers[r].max_visits)
            return true;
        if (school != ROTA_NONE && !g->of->visited_may_supply &&
            draft->visited[school * g->windows + window] > 0)
            return true;
    }
    return team_wrong(draft, subject) > 0;
}
