#include "models/rota/rota_reciprocal.h"

bool rota_reciprocal_make(struct arena *arena, const struct rota_ground *g,
                          struct rota_reciprocal *now)
{
    const size_t schools = (size_t)g->schools;

    *now = (struct rota_reciprocal){
        .ground = g,
        .onto = arena_take(arena, schools * schools * sizeof(int)),
        .by = arena_take(arena, schools * sizeof(int)),
        .may = arena_take(arena, schools * schools * sizeof(bool)),
    };
    if (!now->onto || !now->by || !now->may)
        return false;
    for (int s = 0; s < g->subjects; s++)
        for (int i = 0; i < g->candidates[s].count; i++) {
            const int school = g->of->reviewers[g->candidates[s].at[i]].school;

            for (int b = 0; b < 2 && school != ROTA_NONE; b++)
                if (g->accountable[s][b] != ROTA_NONE)
                    now->may[rota_schools(g, school, g->accountable[s][b])] = true;
        }
    return true;
}

void rota_reciprocal_seat(struct rota_reciprocal *now, int subject, int school, int by)
{
    const struct rota_ground *g = now->ground;

    for (int b = 0; b < 2; b++) {
        const int other = g->accountable[subject][b];

        if (other == ROTA_NONE)
            continue;
        int *onto = &now->onto[rota_schools(g, school, other)];
        const bool was = *onto > 0;

        *onto += by;
        if (was == (*onto > 0))
            continue;
        now->by[other] += by;
        if (now->onto[rota_schools(g, other, school)] > 0)
            now->reciprocal += by;
        if (g->lately[rota_schools(g, other, school)])
            now->reciprocal += by;
    }
}

static int inspectors_wanted(const struct rota_reciprocal *now, int school)
{
    const int wanted = now->ground->visits_to[school].count > 0 ? 2 - now->by[school] : 0;

    return wanted > 0 ? wanted : 0;
}

/* The first may begin to inspect the other, and that by itself makes nothing reciprocal. */
static bool harmless(const struct rota_reciprocal *now, int school, int other)
{
    const struct rota_ground *g = now->ground;

    return now->may[rota_schools(g, school, other)] &&
           now->onto[rota_schools(g, school, other)] == 0 &&
           now->onto[rota_schools(g, other, school)] == 0 &&
           !g->lately[rota_schools(g, other, school)];
}

/* Of two schools one can begin to inspect the other without harm, not both. */
rota_cost rota_reciprocal_least(const struct rota_reciprocal *now)
{
    const struct rota_ground *g = now->ground;
    int wanted = 0, pairs = 0, alone = 0;

    for (int b = 0; b < g->schools; b++) {
        const int wants = inspectors_wanted(now, b);
        int from = 0;

        for (int a = 0; a < g->schools && wants > 0; a++) {
            if (a == b || !harmless(now, a, b))
                continue;
            from++;
            pairs += a < b || inspectors_wanted(now, a) == 0 || !harmless(now, b, a);
        }
        wanted += wants;
        alone += wants > from ? wants - from : 0;
    }
    const int together = wanted - pairs;
    const int more = together > alone ? together : alone;

    return g->weight[ROTA_RECIPROCAL] * (now->reciprocal + (more > 0 ? more : 0));
}
