/* Every rota there is, one after the other. What a part of a rota breaks, the whole breaks too, and
 * no soft rule counts less when visits are added: so nothing better is passed over. */
#include "tests/rota/rota_oracle.h"
#include "tests/rota/rota_oracle_parts.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { SUBJECTS = 12, REVIEWERS = 64 };

struct option {
    int window, team[ROTA_TEAM_MAX];
};

struct options {
    struct option *rows;
    size_t count, room;
};

struct trying {
    const struct rota_problem *problem;
    struct options options[SUBJECTS];
    struct rota_visit visits[SUBJECTS];
    int visited[REVIEWERS];
    uint64_t busy[REVIEWERS];
    int supplied[ROTA_SCHOOLS_MAX];
    int64_t tries;
    struct oracle_best best;
};

static void keep(struct options *options, const struct option *option)
{
    if (options->count == options->room) {
        options->room = options->room ? options->room * 2 : 64;
        options->rows = realloc(options->rows, options->room * sizeof *options->rows);
        cr_assert_not_null(options->rows);
    }
    options->rows[options->count++] = *option;
}

/* All teams of a subject in a window; who leads makes no difference to the others. */
static void list_teams(struct trying *now, int subject, struct option *option, int at, int from)
{
    const struct rota_problem *problem = now->problem;

    if (at == problem->team_size) {
        for (int i = 0; i < at; i++) {
            struct option led = *option;

            led.team[0] = option->team[i];
            led.team[i] = option->team[0];
            if (oracle_team_fault(problem, subject, option->window, led.team))
                continue;
            keep(&now->options[subject], &led);
            return;
        }
        return;
    }
    for (int r = from; r < problem->reviewer_count; r++) {
        option->team[at] = r;
        list_teams(now, subject, option, at + 1, r + 1);
    }
}

static bool seat_team(struct trying *now, const struct option *option)
{
    const struct rota_problem *problem = now->problem;
    const int most = problem->team_size * problem->subject_count / problem->school_count + 1;
    bool fits = true;

    for (int i = 0; i < problem->team_size; i++) {
        const int r = option->team[i], school = problem->reviewers[r].school;

        fits &= !oracle_in(now->busy[r], option->window);
        fits &= ++now->visited[r] <= problem->reviewers[r].max_visits;
        now->busy[r] ^= UINT64_C(1) << option->window;
        if (school != -1)
            fits &= ++now->supplied[school] <= most;
    }
    return fits;
}

static void unseat_team(struct trying *now, const struct option *option)
{
    const struct rota_problem *problem = now->problem;

    for (int i = 0; i < problem->team_size; i++) {
        const int r = option->team[i], school = problem->reviewers[r].school;

        now->visited[r]--;
        now->busy[r] ^= UINT64_C(1) << option->window;
        if (school != -1)
            now->supplied[school]--;
    }
}

static bool loads_equal(const struct trying *now)
{
    int least = now->supplied[0], most = now->supplied[0];

    for (int i = 1; i < now->problem->school_count; i++) {
        least = now->supplied[i] < least ? now->supplied[i] : least;
        most = now->supplied[i] > most ? now->supplied[i] : most;
    }
    return most - least <= 1;
}

/* Visits of the first `count` subjects: could they become a better rota than the best? */
static bool promising(struct trying *now, int count, int64_t counts[ROTA_RULES])
{
    struct rota_problem part = *now->problem;

    part.subject_count = count;
    oracle_counts(&part, now->visits, counts);
    if (!part.visited_may_supply && counts[ROTA_VISITED_SUPPLIES])
        return false;
    return !now->best.exists || oracle_compare(&part, counts, now->best.counts) < 0;
}

static void try_from(struct trying *now, int subject)
{
    int64_t counts[ROTA_RULES];

    if (--now->tries < 0 || !promising(now, subject, counts))
        return;
    if (subject == now->problem->subject_count) {
        if (loads_equal(now)) {
            now->best.exists = true;
            memcpy(now->best.counts, counts, sizeof counts);
        }
        return;
    }
    for (size_t i = 0; i < now->options[subject].count; i++) {
        const struct option *option = &now->options[subject].rows[i];

        now->visits[subject] = (struct rota_visit){ option->window, option->team };
        if (seat_team(now, option))
            try_from(now, subject + 1);
        unseat_team(now, option);
    }
}

struct oracle_best oracle_try_all(const struct rota_problem *problem, int64_t tries)
{
    static struct trying now;

    memset(&now, 0, sizeof now);
    now.problem = problem;
    now.tries = tries;
    cr_assert(problem->subject_count <= SUBJECTS && problem->reviewer_count <= REVIEWERS);
    for (int s = 0; s < problem->subject_count; s++)
        for (int w = 0; w < problem->window_count; w++) {
            struct option option = { .window = w };

            list_teams(&now, s, &option, 0, 0);
        }
    try_from(&now, 0);
    now.best.gave_up = now.tries < 0;
    for (int s = 0; s < problem->subject_count; s++)
        free(now.options[s].rows);
    return now.best;
}
