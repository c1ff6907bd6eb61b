#include "tests/rota/rota_oracle.h"
#include "tests/rota/rota_oracle_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static char said[256];

static __attribute__((format(printf, 1, 2))) const char *say(const char *format, ...)
{
    va_list words;

    va_start(words, format);
    vsnprintf(said, sizeof said, format, words);
    va_end(words);
    return said;
}

/* ---- the rules of one person, one subject, one window ---- */

bool oracle_accountable(const struct rota_subject *subject, int school)
{
    return school != -1 &&
           (subject->school == school || (subject->base && subject->provider == school));
}

bool oracle_in(uint64_t windows, int window)
{
    return windows >> window & 1;
}

/* Host and provider of any base keep away from each other's own inspection. */
static bool share_a_base(const struct rota_problem *problem, int a, int b)
{
    for (int i = 0; i < problem->subject_count; i++) {
        const struct rota_subject *base = &problem->subjects[i];

        if (base->base && ((base->school == a && base->provider == b) ||
                           (base->school == b && base->provider == a)))
            return true;
    }
    return false;
}

bool oracle_kept_away(const struct rota_problem *problem, int reviewer, int subject)
{
    const int home = problem->reviewers[reviewer].school;
    const struct rota_subject *of = &problem->subjects[subject];

    if (oracle_accountable(of, home))
        return true;
    if (home != -1 && !of->base && share_a_base(problem, home, of->school))
        return true;
    for (int i = 0; i < problem->conflict_count; i++) {
        const struct rota_conflict *conflict = &problem->conflicts[i];

        if (conflict->reviewer == reviewer && conflict->subject == subject &&
            conflict->kind != ROTA_OWN_CHILD && conflict->kind != ROTA_VISITED_LAST)
            return true;
    }
    return false;
}

static bool soft(const struct rota_problem *problem, int reviewer, int subject,
                 enum rota_conflict_kind kind)
{
    for (int i = 0; i < problem->conflict_count; i++)
        if (problem->conflicts[i].reviewer == reviewer &&
            problem->conflicts[i].subject == subject && problem->conflicts[i].kind == kind)
            return true;
    return false;
}

/* ---- one team ---- */

const char *oracle_team_fault(const struct rota_problem *problem, int subject, int window,
                              const int *team)
{
    bool specialist = false, schools = false;
    int first = -1;

    if (window < 0 || window >= problem->window_count ||
        oracle_in(problem->subjects[subject].excluded, window))
        return say("subject %d is in window %d", subject, window);
    for (int i = 0; i < problem->team_size; i++) {
        if (team[i] < 0 || team[i] >= problem->reviewer_count)
            return say("subject %d has no reviewer %d", subject, team[i]);
        const struct rota_reviewer *who = &problem->reviewers[team[i]];

        for (int j = 0; j < i; j++)
            if (team[j] == team[i])
                return say("subject %d has reviewer %d twice", subject, team[i]);
        if (!oracle_in(who->available, window))
            return say("subject %d: reviewer %d is not there in %d", subject, team[i], window);
        if (oracle_kept_away(problem, team[i], subject))
            return say("subject %d: reviewer %d is kept away", subject, team[i]);
        specialist |= who->expert_in & problem->subjects[subject].wants_one_of;
        schools |= first != -1 && who->school != -1 && who->school != first;
        first = first == -1 ? who->school : first;
    }
    if (!problem->reviewers[team[0]].may_lead)
        return say("subject %d is led by %d", subject, team[0]);
    if (problem->subjects[subject].wants_one_of && !specialist)
        return say("subject %d has no specialist", subject);
    return schools ? NULL : say("subject %d has a team of one school", subject);
}

/* ---- all visits ---- */

static const char *reviewer_fault(const struct rota_problem *problem,
                                  const struct rota_visit *visits, int reviewer)
{
    uint64_t windows = 0;
    int count = 0;

    for (int s = 0; s < problem->subject_count; s++)
        for (int i = 0; i < problem->team_size; i++) {
            if (visits[s].team[i] != reviewer)
                continue;
            if (oracle_in(windows, visits[s].window))
                return say("reviewer %d is at two places in %d", reviewer, visits[s].window);
            windows |= UINT64_C(1) << visits[s].window;
            count++;
        }
    return count > problem->reviewers[reviewer].max_visits
               ? say("reviewer %d makes %d visits", reviewer, count)
               : NULL;
}

static int supplied(const struct rota_problem *problem, const struct rota_visit *visits, int school)
{
    int count = 0;

    for (int s = 0; s < problem->subject_count; s++)
        for (int i = 0; i < problem->team_size; i++)
            count += problem->reviewers[visits[s].team[i]].school == school;
    return count;
}

static const char *load_fault(const struct rota_problem *problem, const struct rota_visit *visits)
{
    int least = supplied(problem, visits, 0), most = least;

    for (int school = 1; school < problem->school_count; school++) {
        const int count = supplied(problem, visits, school);

        least = count < least ? count : least;
        most = count > most ? count : most;
    }
    return most - least > 1 ? say("one school supplies %d and another %d", least, most) : NULL;
}

/* Seats supplied in the window of a visit to who supplies them, with every such visit. */
static int64_t while_visited(const struct rota_problem *problem, const struct rota_visit *visits)
{
    int64_t count = 0;

    for (int s = 0; s < problem->subject_count; s++)
        for (int i = 0; i < problem->team_size; i++)
            for (int t = 0; t < problem->subject_count; t++)
                count += visits[t].window == visits[s].window &&
                         oracle_accountable(&problem->subjects[t],
                                            problem->reviewers[visits[s].team[i]].school);
    return count;
}

/* ---- the soft rules ---- */

static bool inspects(const struct rota_problem *problem, const struct rota_visit *visits, int a,
                     int b)
{
    for (int s = 0; s < problem->subject_count; s++)
        for (int i = 0; i < problem->team_size && oracle_accountable(&problem->subjects[s], b); i++)
            if (problem->reviewers[visits[s].team[i]].school == a)
                return true;
    return false;
}

/* How many cycles ago a inspected b, the latest that counts; -1: it did not. */
static int inspected(const struct rota_problem *problem, int a, int b)
{
    int latest = -1;

    for (int i = 0; i < problem->past_count; i++) {
        const struct rota_past *past = &problem->past[i];

        if (past->inspector == a && past->inspected == b && a != b &&
            past->cycles_ago <= problem->reciprocal_cycles &&
            (latest == -1 || past->cycles_ago < latest))
            latest = past->cycles_ago;
    }
    return latest;
}

static int64_t reciprocal(const struct rota_problem *problem, const struct rota_visit *visits)
{
    int64_t count = 0;

    for (int a = 0; a < problem->school_count; a++)
        for (int b = 0; b < problem->school_count; b++) {
            if (a == b || !inspects(problem, visits, a, b))
                continue;
            count += inspected(problem, b, a) >= 0;
            count += a < b && inspects(problem, visits, b, a);
        }
    return count;
}

static int64_t distance(const struct rota_problem *problem, int from, int to)
{
    int64_t root = 0;

    if (from == -1 || to == -1)
        return problem->unknown_metres;
    if (problem->metres) {
        const int32_t metres = problem->metres[from * problem->school_count + to];

        return metres == ROTA_UNKNOWN ? problem->unknown_metres : metres;
    }
    const struct rota_school *a = &problem->schools[from], *b = &problem->schools[to];

    if (a->easting == ROTA_UNKNOWN || a->northing == ROTA_UNKNOWN || b->easting == ROTA_UNKNOWN ||
        b->northing == ROTA_UNKNOWN)
        return problem->unknown_metres;
    const int64_t x = a->easting - b->easting, y = a->northing - b->northing;

    for (int64_t step = INT64_C(1) << 24; step > 0; step /= 2)
        if ((root + step) * (root + step) <= x * x + y * y)
            root += step;
    return root;
}

static int64_t too_close(const struct rota_problem *problem, const struct rota_visit *visits, int s,
                         int t)
{
    const struct rota_subject *a = &problem->subjects[s];
    const int apart = visits[s].window < visits[t].window ? visits[t].window - visits[s].window
                                                          : visits[s].window - visits[t].window;

    if (!oracle_accountable(&problem->subjects[t], a->school) &&
        !(a->base && oracle_accountable(&problem->subjects[t], a->provider)))
        return 0;
    return apart < problem->visits_apart ? problem->visits_apart - apart : 0;
}

void oracle_counts(const struct rota_problem *problem, const struct rota_visit *visits,
                   int64_t counts[ROTA_RULES])
{
    memset(counts, 0, ROTA_RULES * sizeof *counts);
    counts[ROTA_RECIPROCAL] = reciprocal(problem, visits);
    counts[ROTA_VISITED_SUPPLIES] = while_visited(problem, visits);
    for (int s = 0; s < problem->subject_count; s++) {
        for (int i = 0; i < problem->team_size; i++) {
            const int who = visits[s].team[i];

            counts[ROTA_SAME_REVIEWER] += soft(problem, who, s, ROTA_VISITED_LAST);
            counts[ROTA_CHILD_ATTENDS] += soft(problem, who, s, ROTA_OWN_CHILD);
            counts[ROTA_DISTANCE] += distance(problem, problem->reviewers[who].school,
                                              problem->subjects[s].school);
        }
        for (int t = 0; t < s; t++)
            counts[ROTA_SPREAD] += too_close(problem, visits, s, t);
    }
}

int oracle_compare(const struct rota_problem *problem, const int64_t a[ROTA_RULES],
                   const int64_t b[ROTA_RULES])
{
    int64_t less = 0;

    for (int i = 0; i < ROTA_RULES && problem->weights; i++)
        less += problem->weights[i] * (a[i] - b[i]);
    if (problem->weights)
        return (less > 0) - (less < 0);
    for (int i = 0; i < ROTA_RULES; i++) {
        const int rule = problem->order ? (int)problem->order[i] : i;

        if (a[rule] != b[rule])
            return a[rule] < b[rule] ? -1 : 1;
    }
    return 0;
}

/* ---- the breaches told ---- */

static bool seat_is(const struct rota_problem *problem, const struct rota_visit *visits,
                    int subject, int reviewer)
{
    for (int i = 0; subject != -1 && i < problem->team_size; i++)
        if (visits[subject].team[i] == reviewer)
            return true;
    return false;
}

static bool reciprocal_is_true(const struct rota_problem *problem, const struct rota_visit *visits,
                               const struct rota_breach *breach)
{
    if (breach->amount != 1 || !inspects(problem, visits, breach->school, breach->other))
        return false;
    if (breach->cycles_ago == 0 && inspects(problem, visits, breach->other, breach->school))
        return true;
    return breach->cycles_ago == inspected(problem, breach->other, breach->school);
}

static bool is_true(const struct rota_problem *problem, const struct rota *rota,
                    const struct rota_breach *breach)
{
    const struct rota_visit *visits = rota->visits;
    const int s = breach->subject, t = breach->other_subject, who = breach->reviewer;

    switch (breach->rule) {
    case ROTA_RECIPROCAL:
        return reciprocal_is_true(problem, visits, breach);
    case ROTA_SAME_REVIEWER:
    case ROTA_CHILD_ATTENDS:
        return breach->amount == 1 && seat_is(problem, visits, s, who) &&
               soft(problem, who, s,
                    breach->rule == ROTA_CHILD_ATTENDS ? ROTA_OWN_CHILD : ROTA_VISITED_LAST);
    case ROTA_VISITED_SUPPLIES:
        return breach->amount == 1 && seat_is(problem, visits, s, who) && t != -1 &&
               breach->school == problem->reviewers[who].school &&
               oracle_accountable(&problem->subjects[t], breach->school) &&
               visits[s].window == visits[t].window;
    case ROTA_DISTANCE:
        return breach->amount == rota->counts[ROTA_DISTANCE];
    case ROTA_SPREAD:
        return s < t && s != -1 && breach->amount > 0 &&
               oracle_accountable(&problem->subjects[s], breach->school) &&
               oracle_accountable(&problem->subjects[t], breach->school) &&
               breach->amount == too_close(problem, visits, s, t);
    default:
        return false;
    }
}

static bool same_breach(const struct rota_breach *a, const struct rota_breach *b)
{
    const bool turned = a->rule == ROTA_RECIPROCAL && a->cycles_ago == 0 && a->school == b->other &&
                        a->other == b->school;

    return a->rule == b->rule && a->cycles_ago == b->cycles_ago && a->subject == b->subject &&
           a->other_subject == b->other_subject && a->reviewer == b->reviewer &&
           (turned || (a->school == b->school && a->other == b->other));
}

/* Each is true, none is told twice, and they add up to the counts: so all are told. */
static const char *breach_fault(const struct rota_problem *problem, const struct rota *rota)
{
    int64_t sums[ROTA_RULES] = { 0 };

    for (int i = 0; i < rota->breach_count; i++) {
        const struct rota_breach *breach = &rota->breaches[i];

        if (!is_true(problem, rota, breach))
            return say("breach %d of rule %d is not true", i, (int)breach->rule);
        for (int j = 0; j < i; j++)
            if (same_breach(breach, &rota->breaches[j]))
                return say("breach %d of rule %d is told twice", i, (int)breach->rule);
        if (i > 0 && breach->rule < breach[-1].rule)
            return say("breach %d is out of order", i);
        sums[breach->rule] += breach->amount;
    }
    for (int rule = 0; rule < ROTA_RULES; rule++)
        if (sums[rule] != rota->counts[rule])
            return say("the breaches of rule %d come to %ld, not %ld", rule, (long)sums[rule],
                       (long)rota->counts[rule]);
    return NULL;
}

const char *oracle_rota_fault(const struct rota_problem *problem, const struct rota *rota)
{
    const struct rota_visit *visits = rota->visits;
    int64_t counts[ROTA_RULES];
    const char *fault = NULL;

    if (!visits)
        return say("there are no visits");
    for (int s = 0; s < problem->subject_count && !fault; s++) {
        fault = oracle_team_fault(problem, s, visits[s].window, visits[s].team);
        for (int i = 2; i < problem->team_size && !fault; i++)
            if (visits[s].team[i - 1] > visits[s].team[i])
                fault = say("the team of subject %d is out of order", s);
    }
    for (int r = 0; r < problem->reviewer_count && !fault; r++)
        fault = reviewer_fault(problem, visits, r);
    if (!fault)
        fault = load_fault(problem, visits);
    if (fault)
        return fault;
    if (!problem->visited_may_supply && while_visited(problem, visits))
        return say("a school supplies while it is visited");
    oracle_counts(problem, visits, counts);
    for (int rule = 0; rule < ROTA_RULES; rule++)
        if (counts[rule] != rota->counts[rule])
            return say("rule %d counts %ld, not %ld", rule, (long)counts[rule],
                       (long)rota->counts[rule]);
    return breach_fault(problem, rota);
}
