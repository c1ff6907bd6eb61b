#include "models/rota/rota_search.h"

#include <string.h>

enum {
    LATE_FOR_SEAT = 10, /* changes that are looked back, for each seat of all teams */
    LATE_SHARE = 10,    /* of the steps for each seat, one in so many at most */
    LATE_LEAST = 20,
    LATE_MOST = 5000,
    PATIENCE = 10,      /* times as many without anything better */
    SHAKEN = 10,        /* one seat in so many, when nothing better comes */
    CLOCK_EVERY = 4096, /* steps */
    REDRAWS = 4         /* to come upon a visit with which something is wrong */
};

bool rota_budget_spent(struct rota_budget *budget, int64_t until)
{
    const struct rota_limits *limits = budget->limits;

    if (budget->cut || budget->steps >= until || budget->steps >= limits->steps)
        return true;
    if (!limits->out_of_time || budget->steps - budget->asked < CLOCK_EVERY)
        return false;
    budget->asked = budget->steps;
    budget->cut = limits->out_of_time(limits->with);
    return budget->cut;
}

struct walk {
    struct rota_draft *draft;
    const struct rota_ground *ground;
    uint64_t drawn;
};

/* splitmix64 */
static int draw(struct walk *walk, int below)
{
    uint64_t z = walk->drawn += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    z ^= z >> 31;
    return (int)((z >> 32) * (uint64_t)below >> 32);
}

static int draw_subject(struct walk *walk)
{
    const struct rota_draft *draft = walk->draft;
    int s = draw(walk, walk->ground->subjects);

    for (int i = 0; i < REDRAWS && draft->wrong > 0 && !rota_visit_wrong(draft, s); i++)
        s = draw(walk, walk->ground->subjects);
    return s;
}

/* The cheap ones more often. */
static int draw_candidate(struct walk *walk, int subject)
{
    const struct rota_indices *candidates = &walk->ground->candidates[subject];
    const int one = draw(walk, candidates->count), other = draw(walk, candidates->count);

    return candidates->at[one < other ? one : other];
}

static int draw_window(struct walk *walk, int subject)
{
    uint64_t open = walk->ground->open[subject];

    for (int skip = draw(walk, __builtin_popcountll(open)); skip > 0; skip--)
        open &= open - 1;
    return __builtin_ctzll(open);
}

/* Somebody of a school who may visit the subject and can come; ROTA_NONE. */
static int draw_from_school(struct walk *walk, int subject, int school)
{
    const struct rota_indices *staff = &walk->ground->staff[school];
    const int first = draw(walk, staff->count);

    for (int i = 0; i < staff->count; i++) {
        const int r = staff->at[(first + i) % staff->count];

        if (walk->ground->may[rota_pair(walk->ground, subject, r)] &&
            rota_can_come(walk->draft, subject, r))
            return r;
    }
    return ROTA_NONE;
}

static int seat_of(const struct rota_draft *draft, int subject, int reviewer)
{
    int k = 0;

    while (*rota_seat(draft, subject, k) != reviewer)
        k++;
    return k;
}

/* A visit by somebody of the school, to another subject; false if there is none. */
static bool draw_visit(struct walk *walk, int school, int but, int *subject, int *k)
{
    const struct rota_indices *staff = &walk->ground->staff[school];
    const int first = draw(walk, staff->count);

    for (int i = 0; i < staff->count; i++) {
        const int r = staff->at[(first + i) % staff->count];

        if (walk->draft->visit_count[r] == 0)
            continue;
        *subject = walk->draft->visits[r][draw(walk, walk->draft->visit_count[r])];
        if (*subject == but)
            continue;
        *k = seat_of(walk->draft, *subject, r);
        return true;
    }
    return false;
}

/* ---- changes; each is undone by who asked for it ---- */

static int school_of(const struct walk *walk, int reviewer)
{
    return walk->ground->of->reviewers[reviewer].school;
}

/* Another reviewer takes a seat. If they come from another school, that one mostly gives a seat
 * elsewhere to the first. */
static bool replace(struct walk *walk)
{
    struct rota_draft *draft = walk->draft;
    const int s = draw_subject(walk), k = draw(walk, walk->ground->team);
    const int before = *rota_seat(draft, s, k), r = draw_candidate(walk, s);
    const int gives = school_of(walk, before), takes = school_of(walk, r);
    int other = ROTA_NONE, at = ROTA_NONE, instead = ROTA_NONE;

    if (rota_in_team(draft, s, r))
        return false;
    rota_draft_seat(draft, s, k, r);
    if (gives == takes || gives == ROTA_NONE || takes == ROTA_NONE || draw(walk, 4) == 0)
        return true;
    if (!draw_visit(walk, takes, s, &other, &at))
        return true;
    instead = draw_from_school(walk, other, gives);
    if (instead == ROTA_NONE || rota_in_team(draft, other, instead))
        return false;
    rota_draft_seat(draft, other, at, instead);
    return true;
}

/* Somebody else of the same school. */
static bool relieve(struct walk *walk)
{
    struct rota_draft *draft = walk->draft;
    const int s = draw_subject(walk), k = draw(walk, walk->ground->team);
    const int school = school_of(walk, *rota_seat(draft, s, k));
    int r = ROTA_NONE;

    if (school == ROTA_NONE)
        return false;
    r = draw_from_school(walk, s, school);
    if (r == ROTA_NONE || rota_in_team(draft, s, r))
        return false;
    rota_draft_seat(draft, s, k, r);
    return true;
}

/* Whoever cannot come in the window sends somebody of their school, if one can. */
static void send_others(struct walk *walk, int s)
{
    struct rota_draft *draft = walk->draft;
    const struct rota_ground *g = walk->ground;

    for (int k = 0; k < g->team; k++) {
        const int r = *rota_seat(draft, s, k), school = school_of(walk, r);

        if (school == ROTA_NONE || (g->free[r] & rota_bit(draft->window[s]) &&
                                    draft->busy[r * g->windows + draft->window[s]] == 1))
            continue;
        const int instead = draw_from_school(walk, s, school);

        if (instead != ROTA_NONE)
            rota_draft_seat(draft, s, k, instead);
    }
}

static bool reschedule(struct walk *walk)
{
    struct rota_draft *draft = walk->draft;
    const int s = draw_subject(walk), window = draw_window(walk, s), before = draft->window[s];

    if (window == before)
        return false;
    rota_draft_move(draft, s, window);
    if (draw(walk, 2)) { /* two visits change their windows */
        const int other = draw(walk, walk->ground->subjects);

        if (other != s && draft->window[other] == window &&
            walk->ground->open[other] & rota_bit(before)) {
            rota_draft_move(draft, other, before);
            send_others(walk, other);
        }
    }
    send_others(walk, s);
    return true;
}

static bool change(struct walk *walk)
{
    const int kind = draw(walk, 8);

    if (kind < 5)
        return replace(walk);
    return kind < 6 ? relieve(walk) : reschedule(walk);
}

/* ---- late acceptance ---- */

static void keep_best(const struct rota_draft *draft, struct rota_found *best)
{
    const struct rota_ground *g = draft->ground;
    const struct rota_score score = rota_draft_score(draft);

    if (score.wrong > 0 || (best->holds && score.cost >= best->cost))
        return;
    best->holds = true;
    best->cost = score.cost;
    memcpy(best->window, draft->window, (size_t)g->subjects * sizeof(int));
    memcpy(best->seats, draft->seats, (size_t)g->seats * sizeof(int));
}

/* Back to the best, or on from where it is, and some changes whatever comes of them. */
static void shake(struct walk *walk, const struct rota_found *best)
{
    struct rota_draft *draft = walk->draft;
    const struct rota_ground *g = draft->ground;

    for (int s = 0; s < g->subjects && best->holds; s++) {
        if (draft->window[s] != best->window[s])
            rota_draft_move(draft, s, best->window[s]);
        for (int k = 0; k < g->team; k++)
            if (*rota_seat(draft, s, k) != best->seats[s * g->team + k])
                rota_draft_seat(draft, s, k, best->seats[s * g->team + k]);
        rota_draft_forget(draft);
    }
    for (int i = 2 + draw(walk, 2 + g->seats / SHAKEN); i > 0; i--) {
        if (!change(walk))
            rota_draft_undo(draft);
        rota_draft_forget(draft);
    }
}

static int late_length(const struct rota_ground *g, int64_t steps)
{
    const int64_t most = (int64_t)g->seats * LATE_FOR_SEAT, share = steps / g->seats / LATE_SHARE;
    const int64_t wanted = share < most ? share : most;

    return wanted < LATE_LEAST ? LATE_LEAST : wanted < LATE_MOST ? (int)wanted : LATE_MOST;
}

/* Until nothing better has come for a while. */
static void go(struct walk *walk, rota_cost bound, int64_t until, struct rota_budget *budget,
               struct rota_found *best)
{
    struct rota_draft *draft = walk->draft;
    struct rota_score late[LATE_MOST], now = rota_draft_score(draft);
    const int length = late_length(draft->ground, until - budget->steps);
    int64_t idle = 0;

    for (int i = 0; i < length; i++)
        late[i] = now;
    for (int at = 0; idle < (int64_t)length * PATIENCE; at = (at + 1) % length, idle++) {
        if ((best->holds && best->cost <= bound) || rota_budget_spent(budget, until))
            return;
        budget->steps++;
        const bool changed = change(walk);
        const struct rota_score next = rota_draft_score(draft);

        if (changed && (!rota_better(now, next) || !rota_better(late[at], next))) {
            now = next;
            rota_draft_forget(draft);
            keep_best(draft, best);
        } else {
            rota_draft_undo(draft);
        }
        if (rota_better(now, late[at])) {
            late[at] = now;
            idle = 0;
        }
    }
}

void rota_search(struct rota_draft *draft, uint64_t seed, rota_cost bound, int64_t until,
                 struct rota_budget *budget, struct rota_found *best)
{
    struct walk walk = { draft, draft->ground, seed };

    rota_draft_forget(draft);
    keep_best(draft, best);
    go(&walk, bound, until, budget, best);
    while (!(best->holds && best->cost <= bound) && !rota_budget_spent(budget, until)) {
        shake(&walk, best);
        go(&walk, bound, until, budget, best);
    }
}
