#include "models/rota/rota_proof.h"

#include "models/rota/rota_matching.h"

#include <string.h>

static void *take(struct rota_prover *prover, int count, size_t size)
{
    void *memory = arena_take(prover->arena, (size_t)(count ? count : 1) * size);

    prover->no_memory |= !memory;
    return memory;
}

/* ---- how many visits somebody can make ---- */

/* In the role, and in these windows. */
static int at_most_in(const struct rota_ground *g, int reviewer, enum rota_role role,
                      const bool *among, uint64_t in)
{
    int most = g->of->reviewers[reviewer].max_visits, subjects = 0;
    uint64_t windows = 0;

    for (int s = 0; s < g->subjects; s++) {
        const uint64_t its = g->open[s] & g->free[reviewer] & in;

        if (!among[s] || !its || !g->may[rota_pair(g, s, reviewer)] ||
            !rota_in_role(g, s, reviewer, role))
            continue;
        subjects++;
        windows |= its;
    }
    if (subjects < most)
        most = subjects;
    return __builtin_popcountll(windows) < most ? __builtin_popcountll(windows) : most;
}

static int at_most(const struct rota_ground *g, int reviewer, enum rota_role role,
                   const bool *among)
{
    return at_most_in(g, reviewer, role, among, UINT64_MAX);
}

static int64_t staff_at_most(const struct rota_ground *g, int school, const bool *among,
                             uint64_t in)
{
    int64_t most = 0;

    for (int i = 0; i < g->staff[school].count; i++)
        most += at_most_in(g, g->staff[school].at[i], ROTA_MEMBER, among, in);
    return most;
}

/* It supplies nobody while it is visited. */
static int64_t school_at_most(const struct rota_ground *g, int school, const bool *among)
{
    int64_t most = staff_at_most(g, school, among, UINT64_MAX);

    if (g->of->visited_may_supply)
        return most;
    for (int i = 0; i < g->visits_to[school].count; i++) {
        int64_t best = 0;

        for (uint64_t open = g->open[g->visits_to[school].at[i]]; open; open &= open - 1) {
            const int64_t without = staff_at_most(g, school, among, ~(open & -open));

            best = without > best ? without : best;
        }
        most = best < most ? best : most;
    }
    return most;
}

static int64_t visits_of(const struct rota_ground *g, enum rota_role role, const bool *among)
{
    int64_t visits = 0;

    for (int r = 0; r < g->reviewers; r++)
        visits += at_most(g, r, role, among);
    return visits;
}

static int size_of(const struct rota_ground *g, const bool *among)
{
    int size = 0;

    for (int s = 0; s < g->subjects; s++)
        size += among[s];
    return size;
}

static int64_t needed(const struct rota_ground *g, enum rota_role role, const bool *among)
{
    return (int64_t)size_of(g, among) * (role == ROTA_MEMBER ? g->team : 1);
}

/* ---- seats with equal loads ---- */

struct rota_level rota_highest_level(const struct rota_ground *g, int *most)
{
    struct rota_level level = { g->seats / g->schools, ROTA_NONE, 0 };
    bool all[ROTA_SUBJECTS_MAX];

    memset(all, true, sizeof all);
    for (int a = 0; a < g->schools; a++) {
        most[a] = (int)school_at_most(g, a, all);
        if (most[a] < level.level)
            level = (struct rota_level){ most[a], a, most[a] };
    }
    return level;
}

static int64_t seats_at(const struct rota_ground *g, int level, const bool *among)
{
    const int64_t places = (int64_t)size_of(g, among) * (g->team - 2);
    int64_t outside = 0, seats = 0;

    for (int r = 0; r < g->reviewers; r++)
        if (g->of->reviewers[r].school == ROTA_NONE)
            outside += at_most(g, r, ROTA_MEMBER, among);
    for (int a = 0; a < g->schools; a++) {
        const int64_t most = school_at_most(g, a, among);

        seats += most < level + 1 ? most : level + 1;
    }
    return seats + (outside < places ? outside : places);
}

/* ---- saying it ---- */

static bool proves(const struct rota_ground *g, const bool *among, enum rota_role role, int level)
{
    const int64_t available = level == ROTA_NONE ? visits_of(g, role, among)
                                                 : seats_at(g, level, among);

    return available < needed(g, role, among);
}

/* Subjects: more than few are not read one by one, and of many it takes long to find them. */
enum { FEW = 8, MANY = 60 };

/* The proof does with some of the subjects: a few of them, or else all, are easier to see. */
static void choose(const struct rota_ground *g, bool *among, enum rota_role role, int level)
{
    bool all[ROTA_SUBJECTS_MAX];

    for (int s = 0; s < g->subjects; s++)
        all[s] = role != ROTA_SPECIALIST || g->of->subjects[s].wants_one_of;
    const bool at_once = g->subjects > MANY && proves(g, all, role, level);

    for (int s = 0; s < g->subjects && !at_once; s++) {
        if (!among[s] || size_of(g, among) == 1)
            continue;
        among[s] = false;
        among[s] = !proves(g, among, role, level);
    }
    if (at_once || (size_of(g, among) > FEW && proves(g, all, role, level)))
        memcpy(among, all, (size_t)g->subjects);
}

static bool name_subjects(struct rota_prover *prover, const bool *among)
{
    const struct rota_ground *g = prover->ground;
    int *subjects = take(prover, g->subjects, sizeof *subjects);

    prover->proof->subjects = subjects;
    prover->proof->subject_count = 0;
    for (int s = 0; s < g->subjects && subjects; s++)
        if (among[s])
            subjects[prover->proof->subject_count++] = s;
    return subjects;
}

static bool too_few(struct rota_prover *prover, enum rota_role role, const bool *found)
{
    const struct rota_ground *g = prover->ground;
    struct rota_proof *proof = prover->proof;
    bool among[ROTA_SUBJECTS_MAX];

    memcpy(among, found, (size_t)g->subjects);
    if (!proves(g, among, role, ROTA_NONE))
        return false;
    choose(g, among, role, ROTA_NONE);
    struct rota_supply *supplies = take(prover, g->reviewers, sizeof *supplies);

    *proof = (struct rota_proof){ .kind = ROTA_PROOF_TOO_FEW,
                                  .role = role,
                                  .supplies = supplies,
                                  .needed = needed(g, role, among),
                                  .available = visits_of(g, role, among) };
    for (int r = 0; r < g->reviewers && supplies; r++) {
        const int visits = at_most(g, r, role, among);

        if (visits > 0)
            supplies[proof->supply_count++] = (struct rota_supply){ r, visits };
    }
    return name_subjects(prover, among) && supplies;
}

static bool unequal(struct rota_prover *prover, const bool *found)
{
    const struct rota_ground *g = prover->ground;
    int most[ROTA_SCHOOLS_MAX];
    const struct rota_level level = rota_highest_level(g, most);
    bool among[ROTA_SUBJECTS_MAX];

    memcpy(among, found, (size_t)g->subjects);
    if (!proves(g, among, ROTA_MEMBER, level.level))
        return false;
    choose(g, among, ROTA_MEMBER, level.level);
    *prover->proof = (struct rota_proof){ .kind = ROTA_PROOF_LOAD,
                                          .needed = needed(g, ROTA_MEMBER, among),
                                          .available = seats_at(g, level.level, among),
                                          .level = level.level,
                                          .school = level.school,
                                          .short_available = level.short_available };
    return name_subjects(prover, among);
}

bool rota_prove_seats(struct rota_prover *prover, const bool *among)
{
    return too_few(prover, ROTA_MEMBER, among) || (!prover->no_memory && unequal(prover, among));
}

bool rota_prove_too_few(struct rota_prover *prover, enum rota_role role)
{
    bool left[ROTA_SUBJECTS_MAX];

    return rota_left_unmatched(prover->scratch, prover->ground, role, left, &prover->no_memory) &&
           too_few(prover, role, left);
}
