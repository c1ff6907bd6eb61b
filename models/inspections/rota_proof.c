#include "models/inspections/rota_proof.h"

#include <string.h>

static void *take(struct rota_prover *prover, int count, size_t size)
{
    void *memory = arena_take(prover->arena, (size_t)(count ? count : 1) * size);

    prover->no_memory |= !memory;
    return memory;
}

/* ---- how many visits somebody can make ---- */

static bool in_role(const struct rota_ground *g, int reviewer, enum rota_role role)
{
    const struct rota_reviewer *who = &g->of->reviewers[reviewer];

    return role == ROTA_LEAD ? who->may_lead : role != ROTA_SPECIALIST || who->specialist;
}

/* Of these windows. */
static int at_most_in(const struct rota_ground *g, int reviewer, const bool *among, uint64_t in)
{
    int most = g->of->reviewers[reviewer].max_visits, subjects = 0;
    uint64_t windows = 0;

    for (int s = 0; s < g->subjects; s++) {
        const uint64_t its = g->open[s] & g->free[reviewer] & in;

        if (!among[s] || !its || !g->may[rota_pair(g, s, reviewer)])
            continue;
        subjects++;
        windows |= its;
    }
    if (subjects < most)
        most = subjects;
    return __builtin_popcountll(windows) < most ? __builtin_popcountll(windows) : most;
}

static int at_most(const struct rota_ground *g, int reviewer, const bool *among)
{
    return at_most_in(g, reviewer, among, UINT64_MAX);
}

static int64_t staff_at_most(const struct rota_ground *g, int school, const bool *among,
                             uint64_t in)
{
    int64_t most = 0;

    for (int i = 0; i < g->staff[school].count; i++)
        most += at_most_in(g, g->staff[school].at[i], among, in);
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
        if (in_role(g, r, role))
            visits += at_most(g, r, among);
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
            outside += at_most(g, r, among);
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

enum { FEW = 8 };

/* The proof does with some of the subjects: a few of them, or else all, are easier to see. */
static void choose(const struct rota_ground *g, bool *among, enum rota_role role, int level)
{
    bool all[ROTA_SUBJECTS_MAX];

    for (int s = 0; s < g->subjects; s++)
        all[s] = role != ROTA_SPECIALIST || g->of->subjects[s].needs_specialist;
    for (int s = 0; s < g->subjects; s++) {
        if (!among[s] || size_of(g, among) == 1)
            continue;
        among[s] = false;
        among[s] = !proves(g, among, role, level);
    }
    if (size_of(g, among) > FEW && proves(g, all, role, level))
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
    for (int r = 0; r < g->reviewers && supplies; r++)
        if (in_role(g, r, role) && at_most(g, r, among) > 0)
            supplies[proof->supply_count++] = (struct rota_supply){ r, at_most(g, r, among) };
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

/* ---- subjects and windows of reviewers ---- */

/* Each subject is to hold one window of somebody in the role. `seek` goes from a subject that holds
 * none to those whose windows it could take, until one of them can take another that is left. */
struct matching {
    const struct rota_ground *ground;
    enum rota_role role;
    int *holder;                             /* by reviewer and window: a subject */
    int *count;                              /* by reviewer */
    int *queue, *before, *reviewer, *window; /* by subject: whose window it takes over, and which */
    bool *reached;
};

static int *holder_of(const struct matching *now, int r, int w)
{
    return &now->holder[r * now->ground->windows + w];
}

static void reach(struct matching *now, int *tail, int s, int before, int r, int w)
{
    if (now->reached[s])
        return;
    now->reached[s] = true;
    now->before[s] = before;
    now->reviewer[s] = r;
    now->window[s] = w;
    now->queue[(*tail)++] = s;
}

/* `s` takes the window; whoever held one in exchange takes over from the one before it, and so on.
 * `reviewer` and `window` of a subject are what the one before it takes. */
static void exchange(struct matching *now, int s, int r, int w)
{
    while (s != ROTA_NONE) {
        const int before = now->before[s], next_r = now->reviewer[s], next_w = now->window[s];

        if (before != ROTA_NONE) /* it lets go of what it holds */
            for (int i = 0; i < now->ground->windows; i++)
                if (*holder_of(now, next_r, i) == s) {
                    *holder_of(now, next_r, i) = ROTA_NONE;
                    now->count[next_r]--;
                }
        *holder_of(now, r, w) = s;
        now->count[r]++;
        s = before;
        r = next_r;
        w = next_w;
    }
}

/* True: `s` has taken a window that was left. */
static bool seek_with(struct matching *now, int *tail, int s, int r)
{
    const struct rota_ground *g = now->ground;
    const bool full = now->count[r] >= g->of->reviewers[r].max_visits;
    const uint64_t windows = g->open[s] & g->free[r];

    for (int w = 0; w < g->windows; w++) {
        if (!(windows & rota_bit(w)))
            continue;
        const int holder = *holder_of(now, r, w);

        if (holder != ROTA_NONE) {
            reach(now, tail, holder, s, r, w);
            continue;
        }
        if (!full) {
            exchange(now, s, r, w);
            return true;
        }
        for (int i = 0; i < g->windows; i++)
            if (*holder_of(now, r, i) != ROTA_NONE)
                reach(now, tail, *holder_of(now, r, i), s, r, w);
    }
    return false;
}

static bool seek(struct matching *now, int from)
{
    const struct rota_ground *g = now->ground;
    int tail = 0;

    memset(now->reached, 0, (size_t)g->subjects);
    reach(now, &tail, from, ROTA_NONE, ROTA_NONE, ROTA_NONE);
    for (int head = 0; head < tail; head++) {
        const int s = now->queue[head];

        for (int r = 0; r < g->reviewers; r++)
            if (in_role(g, r, now->role) && g->may[rota_pair(g, s, r)] &&
                seek_with(now, &tail, s, r))
                return true;
    }
    return false;
}

static bool matching_make(struct rota_prover *prover, struct matching *now, enum rota_role role)
{
    const struct rota_ground *g = prover->ground;
    const size_t subjects = (size_t)g->subjects, reviewers = (size_t)g->reviewers + 1;
    int *subject = arena_take(prover->scratch, 4 * subjects * sizeof *subject);

    *now = (struct matching){
        .ground = g,
        .role = role,
        .holder = arena_take(prover->scratch, reviewers * (size_t)g->windows * sizeof(int)),
        .count = arena_take(prover->scratch, reviewers * sizeof(int)),
        .reached = arena_take(prover->scratch, subjects),
    };
    if (!subject || !now->holder || !now->count || !now->reached) {
        prover->no_memory = true;
        return false;
    }
    now->queue = subject;
    now->before = subject + subjects;
    now->reviewer = subject + 2 * subjects;
    now->window = subject + 3 * subjects;
    for (int i = 0; i < g->reviewers * g->windows; i++)
        now->holder[i] = ROTA_NONE;
    return true;
}

bool rota_prove_too_few(struct rota_prover *prover, enum rota_role role)
{
    const struct rota_ground *g = prover->ground;
    struct matching now;

    if (!matching_make(prover, &now, role))
        return false;
    for (int s = 0; s < g->subjects; s++) {
        if (role == ROTA_SPECIALIST && !g->of->subjects[s].needs_specialist)
            continue;
        if (!seek(&now, s))
            return too_few(prover, role, now.reached);
    }
    return false;
}

/* ---- one subject alone ---- */

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

        if (!(g->free[r] & rota_bit(window)))
            continue;
        found.count++;
        found.leads += who->may_lead;
        found.specialists += who->specialist;
        found.fit |= who->may_lead && who->specialist;
        found.fit |= (who->may_lead || who->specialist) && who->school != ROTA_NONE;
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
    const bool specialist = g->of->subjects[subject].needs_specialist;

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
    int *subject = take(prover, 1, sizeof *subject);
    enum rota_lack *lacks = take(prover, g->windows, sizeof *lacks);

    if (!subject || !lacks)
        return false;
    *subject = s;
    for (int w = 0; w < g->windows; w++)
        lacks[w] = (enum rota_lack)lack_in(g, s, w);
    *prover->proof = (struct rota_proof){
        .kind = ROTA_PROOF_NO_TEAM, .subjects = subject, .subject_count = 1, .lacks = lacks
    };
    return true;
}
