#include "models/rota/rota_told.h"

/* ---- teams ---- */

/* Of those who may lead, who leads the fewest visits so far. */
static int choose_lead(const struct rota_ground *g, const int *seats, const int *led)
{
    int lead = ROTA_NONE;

    for (int k = 0; k < g->team; k++) {
        const int r = seats[k];

        if (!g->of->reviewers[r].may_lead)
            continue;
        if (lead == ROTA_NONE || led[r] < led[lead] || (led[r] == led[lead] && r < lead))
            lead = r;
    }
    return lead;
}

static void order_team(const struct rota_ground *g, const int *seats, int lead, int *team)
{
    int count = 1;

    team[0] = lead;
    for (int k = 0; k < g->team; k++) {
        int at = count;

        if (seats[k] == lead)
            continue;
        for (; at > 1 && team[at - 1] > seats[k]; at--)
            team[at] = team[at - 1];
        team[at] = seats[k];
        count++;
    }
}

static bool tell_visits(struct arena *arena, const struct rota_ground *g,
                        const struct rota_found *found, struct rota *rota)
{
    struct rota_visit *visits = arena_take(arena, (size_t)g->subjects * sizeof *visits);
    int *teams = arena_take(arena, (size_t)g->seats * sizeof *teams);
    int led[ROTA_REVIEWERS_MAX] = { 0 };

    if (!visits || !teams)
        return false;
    for (int s = 0; s < g->subjects; s++) {
        const int *seats = &found->seats[s * g->team], lead = choose_lead(g, seats, led);
        int *team = &teams[s * g->team];

        order_team(g, seats, lead, team);
        led[lead]++;
        visits[s] = (struct rota_visit){ found->window[s], team };
    }
    rota->visits = visits;
    return true;
}

/* ---- what is broken ---- */

struct telling {
    const struct rota_ground *ground;
    const struct rota_visit *visits;
    struct rota_breach *rows; /* NULL: they are counted only */
    int count;
};

static struct rota_breach blank(enum rota_rule rule, int64_t amount)
{
    return (struct rota_breach){ rule,      amount,    ROTA_NONE, ROTA_NONE,
                                 ROTA_NONE, ROTA_NONE, ROTA_NONE, ROTA_NONE };
}

static void add(struct telling *telling, struct rota_breach breach)
{
    if (telling->rows)
        telling->rows[telling->count] = breach;
    telling->count++;
}

static bool inspects(const struct telling *telling, int school, int other)
{
    const struct rota_ground *g = telling->ground;

    for (int i = 0; i < g->visits_to[other].count; i++)
        for (int k = 0; k < g->team; k++) {
            const int r = telling->visits[g->visits_to[other].at[i]].team[k];

            if (g->of->reviewers[r].school == school)
                return true;
        }
    return false;
}

static void tell_reciprocal(struct telling *telling)
{
    const struct rota_ground *g = telling->ground;

    for (int a = 0; a < g->schools; a++)
        for (int b = 0; b < g->schools; b++) {
            const int ago = g->lately[rota_schools(g, b, a)];
            struct rota_breach breach = blank(ROTA_RECIPROCAL, 1);

            if (!inspects(telling, a, b))
                continue;
            breach.school = a;
            breach.other = b;
            breach.cycles_ago = 0;
            if (a < b && inspects(telling, b, a))
                add(telling, breach);
            breach.cycles_ago = ago - 1;
            if (ago)
                add(telling, breach);
        }
}

static void tell_conflicts(struct telling *telling, enum rota_rule rule, const bool *conflicts)
{
    const struct rota_ground *g = telling->ground;

    for (int s = 0; s < g->subjects; s++)
        for (int k = 0; k < g->team; k++) {
            struct rota_breach breach = blank(rule, 1);

            breach.subject = s;
            breach.reviewer = telling->visits[s].team[k];
            if (conflicts[rota_pair(g, s, breach.reviewer)])
                add(telling, breach);
        }
}

static void tell_visited(struct telling *telling, int subject, int reviewer)
{
    const struct rota_ground *g = telling->ground;
    const int school = g->of->reviewers[reviewer].school;

    if (school == ROTA_NONE)
        return;
    for (int i = 0; i < g->visits_to[school].count; i++) {
        struct rota_breach breach = blank(ROTA_VISITED_SUPPLIES, 1);

        breach.subject = subject;
        breach.other_subject = g->visits_to[school].at[i];
        breach.reviewer = reviewer;
        breach.school = school;
        if (telling->visits[breach.other_subject].window == telling->visits[subject].window)
            add(telling, breach);
    }
}

static void tell_distance(struct telling *telling)
{
    const struct rota_ground *g = telling->ground;
    int64_t metres = 0;

    for (int s = 0; s < g->subjects; s++)
        for (int k = 0; k < g->team; k++)
            metres += rota_metres(g, s, telling->visits[s].team[k]);
    if (metres)
        add(telling, blank(ROTA_DISTANCE, metres));
}

static void tell_spread(struct telling *telling, int subject)
{
    const struct rota_ground *g = telling->ground;

    for (int i = 0; i < g->near[subject].count; i++) {
        const int other = g->near[subject].at[i], *schools = g->accountable[subject];
        struct rota_breach breach = blank(
            ROTA_SPREAD,
            rota_closeness(g, telling->visits[subject].window, telling->visits[other].window));

        breach.subject = subject;
        breach.other_subject = other;
        breach.school = schools[!rota_accountable(g, other, schools[0])];
        if (subject < other && breach.amount)
            add(telling, breach);
    }
}

static void tell_breaches(struct telling *telling)
{
    const struct rota_ground *g = telling->ground;

    tell_reciprocal(telling);
    tell_conflicts(telling, ROTA_SAME_REVIEWER, g->last);
    tell_conflicts(telling, ROTA_CHILD_ATTENDS, g->child);
    for (int s = 0; s < g->subjects; s++)
        for (int k = 0; k < g->team; k++)
            tell_visited(telling, s, telling->visits[s].team[k]);
    tell_distance(telling);
    for (int s = 0; s < g->subjects; s++)
        tell_spread(telling, s);
}

bool rota_tell(struct arena *arena, const struct rota_ground *g, const struct rota_found *found,
               struct rota *rota)
{
    struct telling telling = { .ground = g };

    if (!tell_visits(arena, g, found, rota))
        return false;
    telling.visits = rota->visits;
    tell_breaches(&telling);
    telling.rows = arena_take(arena, ((size_t)telling.count + 1) * sizeof *telling.rows);
    if (!telling.rows)
        return false;
    telling.count = 0;
    tell_breaches(&telling);
    rota->breaches = telling.rows;
    rota->breach_count = telling.count;
    for (int i = 0; i < telling.count; i++)
        rota->counts[telling.rows[i].rule] += telling.rows[i].amount;
    return true;
}
