#include "models/rota/rota_ground.h"

static bool within(int64_t value, int64_t least, int64_t most)
{
    return value >= least && value <= most;
}

static bool counts_sound(const struct rota_problem *problem)
{
    return within(problem->school_count, 1, ROTA_SCHOOLS_MAX) &&
           within(problem->subject_count, 1, ROTA_SUBJECTS_MAX) &&
           within(problem->reviewer_count, 0, ROTA_REVIEWERS_MAX) &&
           within(problem->window_count, 1, ROTA_WINDOWS_MAX) &&
           within(problem->team_size, ROTA_TEAM_MIN, ROTA_TEAM_MAX) &&
           within(problem->visits_apart, 0, ROTA_WINDOWS_MAX) &&
           within(problem->unknown_metres, 0, ROTA_METRES_MAX) && problem->conflict_count >= 0 &&
           problem->past_count >= 0 && problem->reciprocal_cycles >= 0 &&
           problem->limits.steps >= 0;
}

static bool place_sound(int32_t metres)
{
    return metres == ROTA_UNKNOWN || within(metres, -ROTA_PLACE_MAX, ROTA_PLACE_MAX);
}

static bool school_sound(const struct rota_problem *problem, int at)
{
    const struct rota_school *school = &problem->schools[at];
    const int count = problem->school_count;

    for (int i = 0; i < count && problem->metres; i++) {
        const int32_t there = problem->metres[at * count + i];

        if (there != problem->metres[i * count + at] ||
            (there != ROTA_UNKNOWN && !within(there, 0, ROTA_METRES_MAX)))
            return false;
    }
    return place_sound(school->easting) && place_sound(school->northing);
}

/* A school that takes part, or none. */
static bool known(const struct rota_problem *problem, int school)
{
    return within(school, ROTA_NONE, problem->school_count - 1);
}

static bool subject_sound(const struct rota_problem *problem, int at)
{
    const struct rota_subject *subject = &problem->subjects[at];

    if (!known(problem, subject->school))
        return false;
    if (subject->base)
        return known(problem, subject->provider);
    for (int i = 0; i < at; i++)
        if (!problem->subjects[i].base && problem->subjects[i].school == subject->school)
            return false;
    return subject->school != ROTA_NONE && subject->provider == ROTA_NONE;
}

static bool reviewer_sound(const struct rota_problem *problem, int at)
{
    const struct rota_reviewer *reviewer = &problem->reviewers[at];

    return known(problem, reviewer->school) && reviewer->max_visits >= 0;
}

static bool conflict_sound(const struct rota_problem *problem, int at)
{
    const struct rota_conflict *conflict = &problem->conflicts[at];

    return within(conflict->reviewer, 0, problem->reviewer_count - 1) &&
           within(conflict->subject, 0, problem->subject_count - 1) &&
           within(conflict->kind, ROTA_EMPLOYED, ROTA_VISITED_LAST);
}

static bool past_sound(const struct rota_problem *problem, int at)
{
    const struct rota_past *past = &problem->past[at];

    return known(problem, past->inspector) && known(problem, past->inspected) &&
           past->inspector != ROTA_NONE && past->inspected != ROTA_NONE && past->cycles_ago >= 0;
}

static bool order_sound(const struct rota_problem *problem)
{
    unsigned seen = 0;

    for (int i = 0; i < ROTA_RULES && problem->weights; i++)
        if (!within(problem->weights[i], 0, ROTA_WEIGHT_MAX))
            return false;
    for (int i = 0; i < ROTA_RULES && problem->order; i++) {
        if (!within(problem->order[i], 0, ROTA_RULES - 1))
            return false;
        seen |= 1U << problem->order[i];
    }
    return !problem->order || seen == (1U << ROTA_RULES) - 1;
}

enum rota_fault rota_judge(const struct rota_problem *problem, int *fault_at)
{
    const struct {
        enum rota_fault fault;
        int count;
        bool (*sound)(const struct rota_problem *, int);
    } rows[] = { { ROTA_SCHOOL_UNSOUND, problem->school_count, school_sound },
                 { ROTA_SUBJECT_UNSOUND, problem->subject_count, subject_sound },
                 { ROTA_REVIEWER_UNSOUND, problem->reviewer_count, reviewer_sound },
                 { ROTA_CONFLICT_UNSOUND, problem->conflict_count, conflict_sound },
                 { ROTA_PAST_UNSOUND, problem->past_count, past_sound } };

    *fault_at = ROTA_NONE;
    if (!counts_sound(problem))
        return ROTA_COUNT_UNSOUND;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int at = 0; at < rows[i].count; at++)
            if (!rows[i].sound(problem, at)) {
                *fault_at = at;
                return rows[i].fault;
            }
    return order_sound(problem) ? ROTA_SOUND : ROTA_ORDER_UNSOUND;
}
