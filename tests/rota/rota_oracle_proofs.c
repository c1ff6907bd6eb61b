/* Proofs that there is no rota, looked at by counting again what they say. */
#include "tests/rota/rota_oracle.h"
#include "tests/rota/rota_oracle_parts.h"

#include <stddef.h>

/* The only window in which a subject can be, or -1. */
static int only_window(const struct rota_problem *problem, const struct rota_subject *subject)
{
    int only = -1, count = 0;

    for (int w = 0; w < problem->window_count; w++)
        if (!oracle_in(subject->excluded, w)) {
            only = w;
            count++;
        }
    return count == 1 ? only : -1;
}

static bool is_free(const struct rota_problem *problem, int reviewer, int window)
{
    const struct rota_reviewer *who = &problem->reviewers[reviewer];

    if (!oracle_in(who->available, window))
        return false;
    for (int s = 0; s < problem->subject_count && !problem->visited_may_supply; s++)
        if (oracle_accountable(&problem->subjects[s], who->school) &&
            only_window(problem, &problem->subjects[s]) == window)
            return false;
    return true;
}

static bool may_visit_in(const struct rota_problem *problem, int reviewer, int subject, int window)
{
    return problem->reviewers[reviewer].max_visits > 0 &&
           !oracle_in(problem->subjects[subject].excluded, window) &&
           !oracle_kept_away(problem, reviewer, subject) && is_free(problem, reviewer, window);
}

/* ---- no team in any window ---- */

/* Whether the members from `at` on can be chosen so that the team is whole. */
static bool team_fits(const struct rota_problem *problem, int subject, int window, int *team,
                      int at, int from)
{
    if (at == problem->team_size) {
        for (int i = 0; i < at; i++) {
            const int lead = team[i];
            bool fits = false;

            team[i] = team[0];
            team[0] = lead;
            fits = !oracle_team_fault(problem, subject, window, team);
            team[0] = team[i];
            team[i] = lead;
            if (fits)
                return true;
        }
        return false;
    }
    for (int r = from; r < problem->reviewer_count; r++) {
        if (!may_visit_in(problem, r, subject, window))
            continue;
        team[at] = r;
        if (team_fits(problem, subject, window, team, at + 1, r + 1))
            return true;
    }
    return false;
}

static enum rota_lack lack_of(const struct rota_problem *problem, int subject, int window)
{
    int candidates = 0, leads = 0, specialists = 0, school = -1;
    bool schools = false;

    for (int r = 0; r < problem->reviewer_count; r++) {
        const struct rota_reviewer *who = &problem->reviewers[r];

        if (!may_visit_in(problem, r, subject, window))
            continue;
        candidates++;
        leads += who->may_lead;
        specialists += (who->expert_in & problem->subjects[subject].wants_one_of) != 0;
        schools |= school != -1 && who->school != -1 && who->school != school;
        school = school == -1 ? who->school : school;
    }
    if (oracle_in(problem->subjects[subject].excluded, window))
        return ROTA_EXCLUDED;
    if (candidates < problem->team_size)
        return ROTA_FEW_CANDIDATES;
    if (leads == 0)
        return ROTA_NO_LEAD;
    if (problem->subjects[subject].wants_one_of && specialists == 0)
        return ROTA_NO_SPECIALIST;
    return schools ? ROTA_NO_TEAM_FITS : ROTA_ONE_SCHOOL;
}

static const char *no_team_fault(const struct rota_problem *problem, const struct rota_proof *proof)
{
    int team[ROTA_TEAM_MAX];

    if (proof->subject_count != 1 || !proof->lacks)
        return "no subject without a team is named";
    for (int w = 0; w < problem->window_count; w++) {
        if (lack_of(problem, proof->subjects[0], w) != proof->lacks[w])
            return "it lacks something else in a window";
        if (proof->lacks[w] == ROTA_NO_TEAM_FITS &&
            team_fits(problem, proof->subjects[0], w, team, 0, 0))
            return "a team fits";
    }
    return NULL;
}

/* ---- so many visits and no more ---- */

static bool in_role(const struct rota_problem *problem, int reviewer, int subject,
                    enum rota_role role)
{
    const struct rota_reviewer *who = &problem->reviewers[reviewer];

    if (role == ROTA_SPECIALIST)
        return who->expert_in & problem->subjects[subject].wants_one_of;
    return role != ROTA_LEAD || who->may_lead;
}

/* The visits somebody can make in a role to these subjects at most, in windows but this one (-1:
 * all). */
static int most_visits(const struct rota_problem *problem, int reviewer, enum rota_role role,
                       const int *subjects, int count, int but)
{
    int most = problem->reviewers[reviewer].max_visits, theirs = 0, windows = 0;

    for (int i = 0; i < count; i++) {
        bool may = false;

        for (int w = 0; w < problem->window_count; w++)
            may |= w != but && may_visit_in(problem, reviewer, subjects[i], w);
        theirs += may && in_role(problem, reviewer, subjects[i], role);
    }
    for (int w = 0; w < problem->window_count; w++) {
        bool may = false;

        for (int i = 0; i < count && w != but; i++)
            may |= in_role(problem, reviewer, subjects[i], role) &&
                   may_visit_in(problem, reviewer, subjects[i], w);
        windows += may;
    }
    most = theirs < most ? theirs : most;
    return windows < most ? windows : most;
}

static bool subjects_sound(const struct rota_problem *problem, const struct rota_proof *proof)
{
    for (int i = 0; i < proof->subject_count; i++)
        if (proof->subjects[i] < 0 || proof->subjects[i] >= problem->subject_count ||
            (i > 0 && proof->subjects[i] <= proof->subjects[i - 1]))
            return false;
    return proof->subject_count > 0;
}

static const char *too_few_fault(const struct rota_problem *problem, const struct rota_proof *proof)
{
    int64_t available = 0;
    int told = 0;

    for (int r = 0; r < problem->reviewer_count; r++) {
        const int visits = most_visits(problem, r, proof->role, proof->subjects,
                                       proof->subject_count, -1);

        if (visits == 0)
            continue;
        if (told == proof->supply_count || proof->supplies[told].reviewer != r ||
            proof->supplies[told].visits != visits)
            return "somebody who can is not named as they are";
        available += visits;
        told++;
    }
    for (int i = 0; i < proof->subject_count && proof->role == ROTA_SPECIALIST; i++)
        if (!problem->subjects[proof->subjects[i]].wants_one_of)
            return "a subject needs no specialist";
    if (told != proof->supply_count || available != proof->available)
        return "others are named, or more visits";
    if (proof->needed !=
        proof->subject_count * (proof->role == ROTA_MEMBER ? problem->team_size : 1))
        return "so many are not needed";
    return available < proof->needed ? NULL : "there are enough";
}

/* ---- equal load ---- */

static int64_t from_school_but(const struct rota_problem *problem, int school, const int *subjects,
                               int count, int but)
{
    int64_t most = 0;

    for (int r = 0; r < problem->reviewer_count; r++)
        if (problem->reviewers[r].school == school)
            most += most_visits(problem, r, ROTA_MEMBER, subjects, count, but);
    return most;
}

/* Whenever one of its own visits is, in that window it supplies nobody. */
static int64_t from_school(const struct rota_problem *problem, int school, const int *subjects,
                           int count)
{
    int64_t least = from_school_but(problem, school, subjects, count, -1);

    for (int s = 0; s < problem->subject_count && !problem->visited_may_supply; s++) {
        int64_t most = 0;

        if (!oracle_accountable(&problem->subjects[s], school))
            continue;
        for (int w = 0; w < problem->window_count; w++) {
            const int64_t seats = oracle_in(problem->subjects[s].excluded, w)
                                      ? 0
                                      : from_school_but(problem, school, subjects, count, w);

            most = seats > most ? seats : most;
        }
        least = most < least ? most : least;
    }
    return least;
}

static const char *level_fault(const struct rota_problem *problem, const struct rota_proof *proof)
{
    static int all[ROTA_SUBJECTS_MAX];

    for (int s = 0; s < problem->subject_count; s++)
        all[s] = s;
    if (proof->school == ROTA_NONE)
        return problem->team_size * problem->subject_count <
                       (proof->level + 1) * problem->school_count
                   ? NULL
                   : "there are seats for all at a higher level";
    const int64_t most = from_school(problem, proof->school, all, problem->subject_count);

    if (most != proof->short_available)
        return "the school supplies another number";
    return most <= proof->level ? NULL : "the school reaches a higher level";
}

static const char *load_proof_fault(const struct rota_problem *problem,
                                    const struct rota_proof *proof)
{
    const int outside_seats = (problem->team_size - 2) * proof->subject_count;
    int64_t available = from_school(problem, -1, proof->subjects, proof->subject_count);

    if (available > outside_seats)
        available = outside_seats;
    for (int school = 0; school < problem->school_count; school++) {
        const int64_t most = from_school(problem, school, proof->subjects, proof->subject_count);

        available += most < proof->level + 1 ? most : proof->level + 1;
    }
    if (proof->needed != problem->team_size * proof->subject_count)
        return "so many seats are not needed";
    if (available != proof->available)
        return "another number of seats can be filled";
    return available < proof->needed ? level_fault(problem, proof) : "all seats can be filled";
}

const char *oracle_proof_fault(const struct rota_problem *problem, const struct rota_proof *proof)
{
    if (proof->kind == ROTA_PROOF_SEARCHED)
        return NULL;
    if (!subjects_sound(problem, proof))
        return "the subjects are not named";
    switch (proof->kind) {
    case ROTA_PROOF_NO_TEAM:
        return no_team_fault(problem, proof);
    case ROTA_PROOF_TOO_FEW:
        return too_few_fault(problem, proof);
    case ROTA_PROOF_LOAD:
        return load_proof_fault(problem, proof);
    default:
        return "there is no such proof";
    }
}
