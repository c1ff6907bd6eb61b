#include "tests/rota/rota_fixture.h"

#include <stdio.h>
#include <stdlib.h>

struct draws draws_of(uint64_t seed)
{
    return (struct draws){ seed * UINT64_C(0x9e3779b97f4a7c15) + 1 };
}

int draw(struct draws *draws, int below)
{
    uint64_t mixed = draws->state += UINT64_C(0x9e3779b97f4a7c15);

    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (int)((mixed ^ (mixed >> 31)) % (uint64_t)below);
}

static bool number(const char *name, uint64_t *out)
{
    const char *text = getenv(name);

    if (!text || !*text)
        return false;
    *out = strtoull(text, NULL, 10);
    return true;
}

struct seeds seeds_to_try(uint64_t usual)
{
    uint64_t seed = 0;

    if (number("TAMAR_TEST_SEED", &seed))
        return (struct seeds){ seed, seed };
    number("TAMAR_TEST_CASES", &usual);
    return (struct seeds){ 1, usual };
}

/* ---- by hand ---- */

static void borrow(struct made_rota *made)
{
    made->problem.schools = made->schools;
    made->problem.subjects = made->subjects;
    made->problem.reviewers = made->reviewers;
    made->problem.conflicts = made->conflicts;
    made->problem.past = made->past;
}

int add_base(struct made_rota *made, int host, int provider)
{
    made->subjects[made->problem.subject_count] = (struct rota_subject){ true, host, provider, true,
                                                                         0 };
    return made->problem.subject_count++;
}

int add_reviewer(struct made_rota *made, int school)
{
    made->reviewers[made->problem.reviewer_count] = (struct rota_reviewer){ school, true, true,
                                                                            UINT64_MAX, 3 };
    return made->problem.reviewer_count++;
}

void add_conflict(struct made_rota *made, int reviewer, int subject, enum rota_conflict_kind kind)
{
    if (made->problem.conflict_count < MADE_CONFLICTS)
        made->conflicts[made->problem.conflict_count++] = (struct rota_conflict){ reviewer, subject,
                                                                                  kind };
}

void add_past(struct made_rota *made, int inspector, int inspected, int cycles_ago)
{
    if (made->problem.past_count < MADE_PAST)
        made->past[made->problem.past_count++] = (struct rota_past){ inspector, inspected,
                                                                     cycles_ago };
}

void plain_rota(struct made_rota *made, int schools, int staff, int windows)
{
    made->problem = (struct rota_problem){ .school_count = schools,
                                           .window_count = windows,
                                           .team_size = ROTA_TEAM_MIN,
                                           .reciprocal_cycles = 2,
                                           .visits_apart = ROTA_VISITS_APART,
                                           .seed = 1,
                                           .limits = { .steps = 1000000 } };
    borrow(made);
    for (int i = 0; i < schools; i++) {
        made->schools[i] = (struct rota_school){ ROTA_UNKNOWN, ROTA_UNKNOWN };
        made->subjects[i] = (struct rota_subject){ false, i, ROTA_NONE, false, 0 };
        for (int j = 0; j < staff; j++)
            add_reviewer(made, i);
    }
    made->problem.subject_count = schools;
}

/* ---- by lot ---- */

static uint64_t windows_by_lot(struct draws *draws, int windows, int percent)
{
    uint64_t bits = 0;

    for (int w = 0; w < windows; w++)
        if (draw(draws, 100) < percent)
            bits |= UINT64_C(1) << w;
    return bits;
}

static void place_schools(struct draws *draws, struct made_rota *made)
{
    const int count = made->problem.school_count, how = draw(draws, 8);

    made->problem.unknown_metres = draw(draws, 3) ? 0 : draw(draws, 20000);
    for (int i = 0; i < count; i++) {
        const bool known = how > 0 && draw(draws, 10);

        made->schools[i] = (struct rota_school){ known ? draw(draws, 30000) : ROTA_UNKNOWN,
                                                 known ? draw(draws, 30000) : ROTA_UNKNOWN };
    }
    if (how < 6)
        return;
    made->problem.metres = made->metres;
    for (int i = 0; i < count; i++)
        for (int j = 0; j <= i; j++)
            made->metres[i * count + j] = made->metres[j * count + i] =
                draw(draws, 12) ? (i == j ? 0 : draw(draws, 40000)) : ROTA_UNKNOWN;
}

static void make_staff(struct draws *draws, struct made_rota *made, int school, int tightness)
{
    const int windows = made->problem.window_count;
    struct rota_reviewer *who = &made->reviewers[add_reviewer(made, school)];

    who->may_lead = draw(draws, 10) < 6 - tightness;
    who->expert_in = draw(draws, 10) < 5 - tightness
                         ? 1 + (unsigned)made->problem.reviewer_count % 3 : 0;
    who->max_visits = 1 + draw(draws, 5 - tightness) + (tightness < 2);
    who->available = windows_by_lot(draws, windows, 95 - tightness * 15);
    if (tightness == 3 && draw(draws, 12) == 0)
        who->max_visits = 0;
}

static void make_subjects(struct draws *draws, struct made_rota *made, struct made_size size)
{
    struct rota_problem *problem = &made->problem;

    for (int i = 0; i < size.bases; i++) {
        const int host = draw(draws, size.schools);
        const int provider = draw(draws, 8) ? draw(draws, size.schools) : ROTA_NONE;

        made->subjects[add_base(made, host, provider)].wants_one_of =
            draw(draws, 8) > 0 ? 1 + (unsigned)i % 3 : 0;
    }
    for (int s = 0; s < problem->subject_count; s++) {
        const int percent = draw(draws, 4) ? 5 : 20 + size.tightness * 20;

        made->subjects[s].excluded = windows_by_lot(draws, size.windows, percent);
        if (!made->subjects[s].base)
            made->subjects[s].wants_one_of = draw(draws, 6) == 0 ? 3 : 0;
    }
}

static void make_ties(struct draws *draws, struct made_rota *made)
{
    const struct rota_problem *problem = &made->problem;
    const int most = draw(draws, 3) * problem->reviewer_count / 2;

    for (int i = 0; i < most; i++)
        add_conflict(made, draw(draws, problem->reviewer_count),
                     draw(draws, problem->subject_count),
                     (enum rota_conflict_kind)draw(draws, ROTA_VISITED_LAST + 1));
    for (int i = draw(draws, 3) * problem->school_count; i > 0; i--)
        add_past(made, draw(draws, problem->school_count), draw(draws, problem->school_count),
                 1 + draw(draws, 4));
}

void make_rota(struct draws *draws, struct made_size size, struct made_rota *made)
{
    plain_rota(made, size.schools, 0, size.windows);
    made->problem.team_size = size.team;
    made->problem.seed = (uint64_t)draw(draws, 1000);
    made->problem.reciprocal_cycles = draw(draws, 4);
    made->problem.visits_apart = draw(draws, 4);
    made->problem.visited_may_supply = draw(draws, 6) == 0;
    place_schools(draws, made);
    if (size.visited)
        made->problem.subject_count = size.visited;
    else if (draw(draws, 6) == 0 && made->problem.subject_count > 4)
        made->problem.subject_count -= draw(draws, made->problem.subject_count / 3);
    make_subjects(draws, made, size);
    for (int i = 0; i < size.schools; i++) {
        int staff = 2 + draw(draws, 5 - size.tightness);

        if (size.most_staff)
            staff = 1 + draw(draws, size.most_staff);
        for (; staff > 0; staff--)
            make_staff(draws, made, i, size.tightness);
    }
    if (draw(draws, 3) == 0)
        for (int outside = 1 + draw(draws, 1 + size.schools / 3); outside > 0; outside--)
            make_staff(draws, made, ROTA_NONE, size.tightness);
    make_ties(draws, made);
    for (int rule = 0; rule < ROTA_RULES; rule++)
        made->weights[rule] = draw(draws, 5) ? draw(draws, rule == ROTA_DISTANCE ? 2 : 5000) : 0;
    made->problem.weights = draw(draws, 3) ? NULL : made->weights;
}

/* ---- seen ---- */

void show_rota(const struct made_rota *made)
{
    const struct rota_problem *problem = &made->problem;

    fprintf(stderr, "%d schools, %d windows, teams of %d, apart %d, N %d%s\n",
            problem->school_count, problem->window_count, problem->team_size, problem->visits_apart,
            problem->reciprocal_cycles, problem->visited_may_supply ? ", may supply" : "");
    for (int s = 0; s < problem->subject_count; s++) {
        const struct rota_subject *subject = &problem->subjects[s];

        fprintf(stderr, "subject %d: %s school %d provider %d%s excluded %lx\n", s,
                subject->base ? "base" : "", subject->school, subject->provider,
                subject->wants_one_of ? " specialist" : "", (unsigned long)subject->excluded);
    }
    for (int r = 0; r < problem->reviewer_count; r++) {
        const struct rota_reviewer *who = &problem->reviewers[r];

        fprintf(stderr, "reviewer %d: school %d%s%s max %d available %lx\n", r, who->school,
                who->may_lead ? " lead" : "", who->expert_in ? " specialist" : "", who->max_visits,
                (unsigned long)who->available);
    }
    for (int i = 0; i < problem->conflict_count; i++)
        fprintf(stderr, "conflict %d: reviewer %d subject %d\n", (int)problem->conflicts[i].kind,
                problem->conflicts[i].reviewer, problem->conflicts[i].subject);
}
