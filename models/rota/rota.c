#include "models/rota/rota_exact.h"
#include "models/rota/rota_flow.h"
#include "models/rota/rota_proof.h"
#include "models/rota/rota_told.h"

#include <string.h>

const char *const ROTA_RULE_CODES[] = {
    "reciprocal", "same_reviewer", "own_child_attends", "visited_supplies", "distance", "spread",
    NULL
};
const char *const ROTA_STATE_CODES[] = { "optimal", "best_found", "none_exists", "not_found",
                                         "unsound", "no_memory",  NULL };
const enum rota_rule ROTA_ORDER[ROTA_RULES] = { ROTA_RECIPROCAL,    ROTA_SAME_REVIEWER,
                                                ROTA_CHILD_ATTENDS, ROTA_VISITED_SUPPLIES,
                                                ROTA_DISTANCE,      ROTA_SPREAD };

enum {
    SCRATCH = 512 << 20,
    EXACT_SEATS = 72,  /* of all teams: beyond, no search comes to an end */
    FIRST_STEPS = 400, /* for each seat, before the tree is gone through */
    FLOW_STEP = 16     /* nodes of a flow that take as long as a step */
};

/* One making of a rota. */
struct making {
    struct arena *arena, *scratch;
    struct rota_ground ground;
    struct rota_draft draft;
    struct rota_flow flow;
    struct rota_found best;
    struct rota_budget budget;
    rota_cost bound; /* no rota costs less */
    struct rota *rota;
};

static bool end(struct making *making, enum rota_state state)
{
    making->rota->state = state;
    return true;
}

/* ---- proofs, each of which ends it ---- */

static bool prove_empty(struct making *making)
{
    struct rota_prover prover = { making->arena, making->scratch, &making->ground,
                                  &making->rota->proof, false };

    if (rota_prove_no_team(&prover) || rota_prove_too_few(&prover, ROTA_LEAD) ||
        rota_prove_too_few(&prover, ROTA_SPECIALIST))
        return end(making, ROTA_NONE_EXISTS);
    return prover.no_memory && end(making, ROTA_NO_MEMORY);
}

static bool prove_seats(struct making *making, const bool *among)
{
    struct rota_prover prover = { making->arena, making->scratch, &making->ground,
                                  &making->rota->proof, false };

    if (rota_prove_seats(&prover, among))
        return end(making, ROTA_NONE_EXISTS);
    return prover.no_memory && end(making, ROTA_NO_MEMORY);
}

static bool prove_all_seats(struct making *making)
{
    bool all[ROTA_SUBJECTS_MAX];

    memset(all, true, sizeof all);
    return prove_seats(making, all);
}

static bool fill_flow(struct making *making)
{
    bool fills = false;

    making->flow.steps = 0;
    fills = rota_flow_fill(&making->flow);
    making->budget.steps += making->flow.steps / FLOW_STEP;
    return fills;
}

static bool cut_short(struct making *making)
{
    making->budget.cut = making->flow.cut;
    return making->flow.cut && end(making, ROTA_NOT_FOUND);
}

static bool from_outside(const struct rota_ground *g)
{
    for (int r = 0; r < g->reviewers; r++)
        if (g->of->reviewers[r].school == ROTA_NONE)
            return true;
    return false;
}

/* Without people from outside every school supplies the mean or one more, and this is known. */
static bool prove_flow(struct making *making)
{
    const struct rota_ground *g = &making->ground;
    struct rota_flow *flow = &making->flow;

    if (!rota_flow_make(making->scratch, g, g->subjects, flow))
        return end(making, ROTA_NO_MEMORY);
    for (int s = 0; s < g->subjects; s++)
        flow->rows[s] = (struct rota_row){ s, g->team, 0, g->candidates[s].count };
    for (int r = 0; r < g->reviewers; r++)
        flow->room[r] = __builtin_popcountll(g->free[r]) < g->of->reviewers[r].max_visits
                            ? __builtin_popcountll(g->free[r])
                            : g->of->reviewers[r].max_visits;
    flow->most = rota_highest_level(g, flow->limit).level + 1;
    flow->limits = &g->of->limits;
    if (!fill_flow(making))
        return cut_short(making) || prove_seats(making, flow->reached) ||
               end(making, ROTA_NONE_EXISTS);
    making->bound = flow->cost;
    if (from_outside(g))
        return false;
    flow->least = g->seats / g->schools;
    if (!fill_flow(making))
        return cut_short(making) || end(making, ROTA_NONE_EXISTS);
    making->bound = flow->cost;
    return false;
}

/* ---- a first draft ---- */

static int empty_seat(const struct rota_draft *draft, int subject)
{
    int k = 0;

    while (k < draft->ground->team && *rota_seat(draft, subject, k) != ROTA_NONE)
        k++;
    return k;
}

static void choose_window(struct rota_draft *draft, int subject)
{
    const struct rota_ground *g = draft->ground;
    int best = draft->window[subject];
    struct rota_score least = rota_draft_score(draft);

    for (uint64_t open = g->open[subject]; open; open &= open - 1) {
        const int window = __builtin_ctzll(open);

        rota_draft_move(draft, subject, window);
        if (rota_better(rota_draft_score(draft), least)) {
            best = window;
            least = rota_draft_score(draft);
        }
        rota_draft_forget(draft);
    }
    rota_draft_move(draft, subject, best);
    rota_draft_forget(draft);
}

/* The seats as the flow fills them, each visit in the window where the least is wrong. */
static bool draft_flow(struct making *making)
{
    const struct rota_ground *g = &making->ground;
    struct rota_draft *draft = &making->draft;

    if (!rota_draft_make(making->scratch, g, draft))
        return false;
    for (int r = 0; r < g->reviewers; r++)
        for (int i = 0; i < making->flow.visit_count[r]; i++) {
            const int s = making->flow.visits[r][i];

            rota_draft_seat(draft, s, empty_seat(draft, s), r);
            rota_draft_forget(draft);
        }
    for (int s = 0; s < g->subjects; s++)
        choose_window(draft, s);
    return true;
}

/* ---- the search ---- */

static bool proved(const struct making *making)
{
    return making->best.holds && making->best.cost <= making->bound;
}

static bool search(struct making *making)
{
    const struct rota_ground *g = &making->ground;
    const int64_t steps = g->of->limits.steps;
    const bool small = g->seats <= EXACT_SEATS;
    bool no_memory = false, ended = false;

    rota_search(&making->draft, g->of->seed, making->bound,
                small ? (int64_t)g->seats * FIRST_STEPS : steps, &making->budget, &making->best);
    if (small && !proved(making))
        ended = rota_exact(making->scratch, g, making->flow.limit, steps - steps / 4,
                           &making->budget, &making->best, &no_memory);
    if (no_memory)
        return end(making, ROTA_NO_MEMORY);
    if (ended && !making->best.holds)
        return end(making, ROTA_NONE_EXISTS);
    if (!ended && !proved(making))
        rota_search(&making->draft, ~g->of->seed, making->bound, steps, &making->budget,
                    &making->best);
    if (!making->best.holds)
        return end(making, ROTA_NOT_FOUND);
    return end(making, ended || proved(making) ? ROTA_OPTIMAL : ROTA_BEST_FOUND);
}

static bool room_for_best(struct making *making)
{
    const struct rota_ground *g = &making->ground;

    making->best.window = arena_take(making->scratch, (size_t)g->subjects * sizeof(int));
    making->best.seats = arena_take(making->scratch, (size_t)g->seats * sizeof(int));
    return making->best.window && making->best.seats;
}

static void make(struct making *making, const struct rota_problem *problem)
{
    struct rota *rota = making->rota;

    making->budget.limits = &problem->limits;
    rota->proof.kind = ROTA_PROOF_SEARCHED;
    if (!rota_ground_make(making->scratch, problem, &making->ground) || !room_for_best(making)) {
        end(making, ROTA_NO_MEMORY);
        return;
    }
    if (prove_empty(making) || prove_all_seats(making) || prove_flow(making))
        return;
    if (!draft_flow(making)) {
        end(making, ROTA_NO_MEMORY);
        return;
    }
    search(making);
    if (making->best.holds && rota->state != ROTA_NO_MEMORY &&
        !rota_tell(making->arena, &making->ground, &making->best, rota))
        end(making, ROTA_NO_MEMORY);
}

struct rota rota_make(struct arena *arena, const struct rota_problem *problem)
{
    struct arena scratch = { .limit = SCRATCH };
    struct rota rota = { .fault_at = ROTA_NONE };
    struct making making = { .arena = arena, .scratch = &scratch, .rota = &rota };

    rota.fault = rota_judge(problem, &rota.fault_at);
    if (rota.fault)
        rota.state = ROTA_UNSOUND;
    else
        make(&making, problem);
    rota.steps = making.budget.steps;
    rota.cut_by_clock = making.budget.cut;
    arena_free(&scratch);
    return rota;
}
