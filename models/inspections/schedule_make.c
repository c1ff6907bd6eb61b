/* The rota in the words of a proposal: ids for places, JSON for arrays, sentences for breaches. */
#include <time.h>

#include "models/encode.h"
#include "models/inspections/inspection_cycle.h"
#include "models/inspections/inspection_schedule.h"

/* The clock cuts off only where the machine is slower than what steps are reckoned at: so that one
 * seed mostly has one answer. */
enum { STEPS_OF_A_MS = 1000 };

static int64_t milliseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool is_late(void *with)
{
    const int64_t *end = with;

    return milliseconds() >= *end;
}

/* ---- JSON ------------------------------------------------------------------------------ */

static void put_row(struct buffer *out, const struct shape *shape, const void *row, bool first)
{
    put_text(out, first ? "{" : ",{");
    put_members(out, shape, row, UINT64_MAX, 0);
    put_char(out, '}');
}

static const char *ended(struct buffer *out)
{
    put_char(out, ']');
    return out->failed ? NULL : out->text;
}

static struct buffer begun(struct arena *arena)
{
    struct buffer out = { .arena = arena };

    put_char(&out, '[');
    return out;
}

/* ---- assignments ----------------------------------------------------------------------- */

struct telling {
    struct arena *arena;
    const struct schedule_facts *facts;
    const struct rota *rota;
};

/* Nobody but a lead who is one stands for the specialist that is wanted. */
static int specialist_of(const struct rota_problem *problem, int subject, const int *team)
{
    const uint32_t wanted = problem->subjects[subject].wants_one_of;

    for (int k = 0; k < problem->team_size; k++)
        if (wanted & problem->reviewers[team[k]].expert_in)
            return k;
    return ROTA_NONE;
}

static const char *team_told(const struct telling *telling, int subject)
{
    const struct rota_problem *problem = &telling->facts->problem;
    const int *team = telling->rota->visits[subject].team;
    const int specialist = specialist_of(problem, subject, team);
    struct buffer out = begun(telling->arena);

    for (int k = 0; k < problem->team_size; k++) {
        const struct schedule_seat seat = {
            telling->facts->reviewers[team[k]].id,
            k == 0 ? "lead" : k == specialist ? "specialist" : "reviewer"
        };

        put_row(&out, &SCHEDULE_SEAT, &seat, k == 0);
    }
    return ended(&out);
}

static void put_assignment(struct buffer *out, const struct telling *telling, int subject)
{
    const struct rota_fact *of = &telling->facts->subjects[subject];
    const struct rota_fact *in = &telling->facts->windows[telling->rota->visits[subject].window];
    const struct visit_window window = { in->first_day, in->last_day };
    struct buffer when = { .arena = telling->arena };

    put_row(&when, &VISIT_WINDOW, &window, true);
    const struct schedule_assignment row = { .subject_kind = of->is_so ? "provision" : "school",
                                             .school_id = of->says,
                                             .provision_id = of->is_so ? of->id : NULL,
                                             .window = when.text,
                                             .starts_on = in->starts_on,
                                             .ends_on = in->ends_on,
                                             .team = team_told(telling, subject) };

    out->failed |= when.failed || !row.team;
    put_row(out, &SCHEDULE_ASSIGNMENT, &row, subject == 0);
}

static const char *assignments_told(const struct telling *telling)
{
    struct buffer out = begun(telling->arena);

    for (int s = 0; telling->rota->visits && s < telling->facts->problem.subject_count; s++)
        put_assignment(&out, telling, s);
    return ended(&out);
}

/* ---- what it costs --------------------------------------------------------------------- */

static const char *costs_told(const struct telling *telling, const int64_t *weights, int64_t *total)
{
    struct buffer out = begun(telling->arena);
    int64_t sum = 0;

    for (int rule = 0; telling->rota->visits && rule < ROTA_RULES; rule++) {
        struct schedule_cost row = { ROTA_RULE_CODES[rule], telling->rota->counts[rule], NONE,
                                     NONE };

        if (weights) {
            row.weight = weights[rule];
            row.cost = row.weight * row.count;
            sum += row.cost;
        }
        put_row(&out, &SCHEDULE_COST, &row, rule == 0);
    }
    *total = weights && telling->rota->visits ? sum : NONE;
    return ended(&out);
}

static const char *breaches_told(const struct telling *telling)
{
    struct buffer out = begun(telling->arena);

    for (int i = 0; i < telling->rota->breach_count; i++) {
        const struct rota_breach *breach = &telling->rota->breaches[i];
        const struct schedule_breach row = { ROTA_RULE_CODES[breach->rule],
                                             rota_breach_words(telling->arena, breach,
                                                               &telling->facts->names) };

        out.failed |= !row.says;
        put_row(&out, &SCHEDULE_BREACH, &row, i == 0);
    }
    return ended(&out);
}

static const char *proof_told(const struct telling *telling)
{
    static const char *const KINDS_OF_PROOF[] = { [ROTA_PROOF_NO_TEAM] = "no_team",
                                                  [ROTA_PROOF_TOO_FEW] = "too_few",
                                                  [ROTA_PROOF_LOAD] = "load",
                                                  [ROTA_PROOF_SEARCHED] = "searched" };
    const struct rota_proof *proof = &telling->rota->proof;
    const struct schedule_proof row = { KINDS_OF_PROOF[proof->kind],
                                        rota_proof_words(telling->arena, &telling->facts->problem,
                                                         proof, &telling->facts->names) };
    struct buffer out = { .arena = telling->arena };

    put_row(&out, &SCHEDULE_PROOF, &row, true);
    return row.says && !out.failed ? out.text : NULL;
}

/* ---- all of it ------------------------------------------------------------------------- */

static bool tell(const struct telling *telling, const int64_t *weights,
                 struct inspection_schedule *schedule)
{
    const struct rota *rota = telling->rota;

    schedule->outcome = ROTA_STATE_CODES[rota->state];
    schedule->cut_by_clock = rota->cut_by_clock;
    schedule->facts_digest = telling->facts->digest;
    schedule->assignments = assignments_told(telling);
    schedule->costs = costs_told(telling, weights, &schedule->total_cost);
    schedule->broken_rules = breaches_told(telling);
    schedule->proof = rota->state == ROTA_NONE_EXISTS ? proof_told(telling) : NULL;
    return schedule->assignments && schedule->costs && schedule->broken_rules &&
           (schedule->proof || rota->state != ROTA_NONE_EXISTS);
}

enum db_status schedule_make(struct arena *arena, const struct schedule_facts *facts,
                             const struct schedule_weights *weights,
                             struct inspection_schedule *schedule)
{
    const int64_t by_rule[ROTA_RULES] = {
        [ROTA_RECIPROCAL] = weights ? weights->reciprocal : 0,
        [ROTA_SAME_REVIEWER] = weights ? weights->same_reviewer : 0,
        [ROTA_CHILD_ATTENDS] = weights ? weights->own_child_attends : 0,
        [ROTA_VISITED_SUPPLIES] = weights ? weights->visited_supplies : 0,
        [ROTA_DISTANCE] = weights ? weights->distance : 0,
        [ROTA_SPREAD] = weights ? weights->spread : 0
    };
    int64_t end = milliseconds() + schedule->time_limit_ms;
    struct rota_problem problem = facts->problem;

    problem.seed = (uint64_t)schedule->seed;
    problem.weights = weights ? by_rule : NULL;
    problem.visited_may_supply = schedule->visited_may_supply;
    problem.limits = (struct rota_limits){ schedule->time_limit_ms * STEPS_OF_A_MS, is_late, &end };
    const struct rota rota = rota_make(arena, &problem);
    const struct telling telling = { arena, facts, &rota };

    if (rota.state == ROTA_UNSOUND)
        return DB_FAILED;
    if (rota.state == ROTA_NO_MEMORY || !tell(&telling, problem.weights, schedule))
        return DB_TOO_LARGE;
    return DB_OK;
}
