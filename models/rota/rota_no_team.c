#include "models/rota/rota_proof.h"

struct candidates {
    int count, leads, specialists, schools;
    bool fit; /* a lead and a specialist leave room for two schools in the smallest team */
};

static struct candidates candidates_in(const struct rota_ground *g, int subject, int window)
{
    struct candidates found = { 0 };
    int school = ROTA_NONE;

    for (int i = 0; i < g->candidates[subject].count; i++) {
        const int r = g->candidates[subject].at[i];
        const struct rota_reviewer *who = &g->of->reviewers[r];
        const bool specialist = rota_specialist(g, subject, r);

        if (!(g->free[r] & rota_bit(window)))
            continue;
        found.count++;
        found.leads += who->may_lead;
        found.specialists += specialist;
        found.fit |= who->may_lead && specialist;
        found.fit |= (who->may_lead || specialist) && who->school != ROTA_NONE;
        if (who->school == ROTA_NONE || (found.schools > 0 && who->school == school))
            continue;
        found.schools++;
        school = who->school;
    }
    return found;
}

/* ROTA_LACKS: it lacks nothing, a team can be made. */
enum { ROTA_LACKS = ROTA_NO_TEAM_FITS + 1 };

static int lack_in(const struct rota_ground *g, int subject, int window)
{
    const struct candidates found = candidates_in(g, subject, window);
    const bool specialist = g->of->subjects[subject].wants_one_of;

    if (!(g->open[subject] & rota_bit(window)))
        return ROTA_EXCLUDED;
    if (found.count < g->team)
        return ROTA_FEW_CANDIDATES;
    if (found.leads == 0)
        return ROTA_NO_LEAD;
    if (specialist && found.specialists == 0)
        return ROTA_NO_SPECIALIST;
    if (found.schools < 2)
        return ROTA_ONE_SCHOOL;
    return specialist && g->team == ROTA_TEAM_MIN && !found.fit ? (int)ROTA_NO_TEAM_FITS
                                                                : (int)ROTA_LACKS;
}

static bool has_team(const struct rota_ground *g, int subject)
{
    for (int w = 0; w < g->windows; w++)
        if (lack_in(g, subject, w) == ROTA_LACKS)
            return true;
    return false;
}

bool rota_prove_no_team(struct rota_prover *prover)
{
    const struct rota_ground *g = prover->ground;
    int s = 0;

    while (s < g->subjects && has_team(g, s))
        s++;
    if (s == g->subjects)
        return false;
    int *subject = arena_take(prover->arena, sizeof *subject);
    enum rota_lack *lacks = arena_take(prover->arena, (size_t)g->windows * sizeof *lacks);

    prover->no_memory = !subject || !lacks;
    if (prover->no_memory)
        return false;
    *subject = s;
    for (int w = 0; w < g->windows; w++)
        lacks[w] = (enum rota_lack)lack_in(g, s, w);
    *prover->proof = (struct rota_proof){
        .kind = ROTA_PROOF_NO_TEAM, .subjects = subject, .subject_count = 1, .lacks = lacks
    };
    return true;
}
