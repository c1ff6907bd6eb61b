/* Trusts made by hand, one rule each. */
#include "models/rota/rota_draft.h"
#include "tests/rota/rota_fixture.h"
#include "tests/rota/rota_oracle.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(rota, .timeout = 60);

enum { ARENA = 16 << 20 };

static struct made_rota made;
static struct arena arena;

static struct rota answer(enum rota_state state)
{
    arena = (struct arena){ .limit = ARENA };
    const struct rota rota = rota_make(&arena, &made.problem);
    const char *fault = NULL;

    cr_assert_eq(rota.state, state, "%s, not %s", ROTA_STATE_CODES[rota.state],
                 ROTA_STATE_CODES[state]);
    if (rota.visits)
        fault = oracle_rota_fault(&made.problem, &rota);
    else if (state == ROTA_NONE_EXISTS)
        fault = oracle_proof_fault(&made.problem, &rota.proof);
    cr_expect_null(fault, "%s", fault);
    return rota;
}

static void is_optimal(int64_t reciprocal, int64_t same, int64_t child, int64_t supplies,
                       int64_t distance, int64_t spread)
{
    const int64_t counts[ROTA_RULES] = { reciprocal, same, child, supplies, distance, spread };
    const struct rota rota = answer(ROTA_OPTIMAL);

    for (int rule = 0; rule < ROTA_RULES; rule++)
        cr_expect_eq(rota.counts[rule], counts[rule], "%s is %ld", ROTA_RULE_CODES[rule],
                     (long)rota.counts[rule]);
    arena_free(&arena);
}

static void none_exists(enum rota_proof_kind kind)
{
    const struct rota rota = answer(ROTA_NONE_EXISTS);

    cr_expect_eq(rota.proof.kind, kind, "kind %d", (int)rota.proof.kind);
    cr_expect_null(rota.visits);
    arena_free(&arena);
}

/* ---- soft rules ---- */

Test(rota, five_schools_inspect_each_other_without_a_reciprocal_pair)
{
    plain_rota(&made, 5, 3, 5);
    is_optimal(0, 0, 0, 0, 0, 0);
}

Test(rota, four_schools_cannot_avoid_two_reciprocal_pairs)
{
    plain_rota(&made, 4, 3, 4); /* 8 directions, 6 pairs */
    is_optimal(2, 0, 0, 0, 0, 0);
}

Test(rota, what_was_inspected_lately_is_not_returned)
{
    plain_rota(&made, 5, 3, 5);
    for (int a = 0; a < 5; a++) { /* the other way round is the only one that is left */
        add_past(&made, a, (a + 1) % 5, 1);
        add_past(&made, a, (a + 2) % 5, 2);
        add_past(&made, a, (a + 3) % 5, 3);
    }
    const struct rota rota = answer(ROTA_OPTIMAL);

    cr_expect_eq(rota.counts[ROTA_RECIPROCAL], 0);
    for (int s = 0; s < 5; s++)
        for (int k = 0; k < 3; k++) {
            const int home = made.reviewers[rota.visits[s].team[k]].school;

            cr_expect(home == (s + 4) % 5 || home == (s + 3) % 5);
        }
    arena_free(&arena);
    made.problem.reciprocal_cycles = 3;
    cr_expect_gt(answer(ROTA_OPTIMAL).counts[ROTA_RECIPROCAL], 0);
    arena_free(&arena);
}

Test(rota, conflicts_that_are_soft_are_avoided_and_in_their_order)
{
    plain_rota(&made, 5, 3, 5);
    for (int r = 3; r < 15; r++)
        if (r % 3) {
            add_conflict(&made, r, 0, ROTA_OWN_CHILD);
            add_conflict(&made, r, 0, ROTA_OWN_CHILD);
        }
    is_optimal(0, 0, 1, 0, 0, 0); /* two schools, one person of each is left */
    for (int r = 3; r < 15; r++)
        if (r % 3 == 0)
            add_conflict(&made, r, 0, ROTA_VISITED_LAST);
    is_optimal(0, 0, 3, 0, 0, 0);
    static const enum rota_rule ORDER[] = { ROTA_RECIPROCAL,    ROTA_CHILD_ATTENDS,
                                            ROTA_SAME_REVIEWER, ROTA_VISITED_SUPPLIES,
                                            ROTA_DISTANCE,      ROTA_SPREAD };
    made.problem.order = ORDER;
    is_optimal(0, 2, 1, 0, 0, 0);
}

Test(rota, teams_come_from_near_by_when_nothing_else_speaks_against_it)
{
    plain_rota(&made, 4, 3, 4);
    made.problem.subject_count = 2;
    for (int a = 0; a < 4; a++)
        made.schools[a] = (struct rota_school){ a * 3000, a * 4000 };
    /* Each supplies one seat or two. School 0: 1, 1 and 2 are 20 km; school 1: 0, 2 and 3 are 20;
     * without 0 and 1 at each other: 2, 2, 3 at 0 and 2, 3, 3 at 1 are too many of 2 and 3. */
    is_optimal(1, 0, 0, 0, 40000, 0);
    static int32_t metres[16];

    for (int i = 0; i < 16; i++)
        metres[i] = ROTA_UNKNOWN;
    made.problem.metres = metres;
    made.problem.unknown_metres = 10;
    is_optimal(1, 0, 0, 0, 60, 0);
}

/* With weights two of an earlier rule may be worth one of a later. */
Test(rota, what_it_costs_may_be_weighed)
{
    static const int64_t CHEAP[ROTA_RULES] = { 3, 0, 5, 0, 0, 0 }, DEAR[] = { 3, 0, 1, 0, 0, 0 };

    plain_rota(&made, 4, 3, 4); /* two pairs cannot be avoided */
    for (int r = 0; r < 12; r++)
        for (int s = 0; s < 4; s++)
            if (r / 3 == (s + 1) % 4 || r / 3 == (s + 2) % 4)
                add_conflict(&made, r, s, ROTA_OWN_CHILD);
    made.problem.weights = CHEAP;
    const struct rota cheap = answer(ROTA_OPTIMAL);
    const int64_t children = cheap.counts[ROTA_CHILD_ATTENDS];

    arena_free(&arena);
    made.problem.weights = DEAR;
    const struct rota dear = answer(ROTA_OPTIMAL);

    cr_expect_geq(dear.counts[ROTA_CHILD_ATTENDS], children);
    cr_expect_leq(dear.counts[ROTA_RECIPROCAL], cheap.counts[ROTA_RECIPROCAL]);
    arena_free(&arena);
}

/* Whoever knows about another field is no specialist for this one. */
Test(rota, a_specialist_is_one_for_what_is_inspected)
{
    plain_rota(&made, 5, 3, 5);
    for (int r = 0; r < 15; r++)
        made.reviewers[r].expert_in = r < 3 ? 2 : 1;
    made.subjects[4].wants_one_of = 6;
    const struct rota rota = answer(ROTA_OPTIMAL);
    bool first = false;

    for (int k = 0; k < 3; k++)
        first |= made.reviewers[rota.visits[4].team[k]].school == 0;
    cr_expect(first);
    arena_free(&arena);
    made.subjects[4].wants_one_of = 4;
    none_exists(ROTA_PROOF_NO_TEAM);
}

Test(rota, visits_to_one_school_are_apart)
{
    plain_rota(&made, 5, 3, 6);
    const int base = add_base(&made, 0, ROTA_NONE);

    made.subjects[0].excluded = ~UINT64_C(1);
    made.subjects[base].excluded = ~UINT64_C(6);
    struct rota rota = answer(ROTA_OPTIMAL);

    cr_expect_eq(rota.visits[base].window, 2);
    cr_expect_eq(rota.counts[ROTA_SPREAD], 0);
    arena_free(&arena);
    made.subjects[base].excluded = ~UINT64_C(3);
    made.problem.visits_apart = 4;
    rota = answer(ROTA_OPTIMAL);
    cr_expect_eq(rota.visits[base].window, 1);
    cr_expect_eq(rota.counts[ROTA_SPREAD], 3);
    cr_expect_eq(rota.breaches[rota.breach_count - 1].school, 0);
    arena_free(&arena);
}

Test(rota, a_visited_school_supplies_only_where_that_is_allowed)
{
    plain_rota(&made, 4, 3, 1);
    none_exists(ROTA_PROOF_NO_TEAM);
    made.problem.visited_may_supply = true;
    const struct rota rota = answer(ROTA_OPTIMAL);

    cr_expect_eq(rota.counts[ROTA_VISITED_SUPPLIES], 12);
    arena_free(&arena);
}

/* ---- hard rules ---- */

Test(rota, host_and_provider_of_a_base_keep_away_from_each_other)
{
    plain_rota(&made, 5, 3, 6);
    const int base = add_base(&made, 0, 1);
    const struct rota rota = answer(ROTA_OPTIMAL);

    for (int k = 0; k < 3; k++) {
        cr_expect_gt(made.reviewers[rota.visits[base].team[k]].school, 1);
        cr_expect_gt(made.reviewers[rota.visits[0].team[k]].school, 1);
        cr_expect_gt(made.reviewers[rota.visits[1].team[k]].school, 1);
    }
    arena_free(&arena);
    add_base(&made, 0, 2);
    add_base(&made, 0, 3);
    none_exists(ROTA_PROOF_NO_TEAM); /* of school 0 itself */
}

Test(rota, a_base_whose_host_takes_no_part_is_visited)
{
    plain_rota(&made, 5, 3, 6);
    const int base = add_base(&made, ROTA_NONE, 1);

    made.problem.unknown_metres = 5;
    for (int a = 0; a < 5; a++)
        made.schools[a] = (struct rota_school){ 0, 0 };
    const struct rota rota = answer(ROTA_OPTIMAL);

    cr_expect_eq(rota.counts[ROTA_DISTANCE], 15);
    for (int k = 0; k < 3; k++)
        cr_expect_neq(made.reviewers[rota.visits[base].team[k]].school, 1);
    arena_free(&arena);
}

Test(rota, people_from_outside_fill_seats_and_count_for_no_school)
{
    plain_rota(&made, 4, 2, 4);
    for (int r = 0; r < 8; r++)
        made.reviewers[r].max_visits = 1;
    none_exists(ROTA_PROOF_TOO_FEW); /* 8 of 12 */
    for (int i = 0; i < 2; i++)
        add_reviewer(&made, ROTA_NONE);
    is_optimal(2, 0, 0, 0, 0, 0);
    made.problem.subject_count = 1;
    for (int r = 0; r < 8; r++) {
        made.reviewers[r].may_lead = false;
        made.reviewers[r].expert_in = 0;
    }
    is_optimal(0, 0, 0, 0, 0, 0);
    made.subjects[0].wants_one_of = 1;
    made.reviewers[8].may_lead = false;
    made.reviewers[9].expert_in = 0;
    none_exists(ROTA_PROOF_NO_TEAM); /* one leads, another is the specialist: no two schools */
    made.problem.team_size = 4;
    is_optimal(0, 0, 0, 0, 0, 0);
}

/* ---- none exists ---- */

Test(rota, too_few_leads_in_the_same_window_are_told)
{
    plain_rota(&made, 5, 3, 5);
    for (int r = 0; r < 15; r++)
        made.reviewers[r].may_lead = r == 0 || r == 3;
    for (int s = 2; s < 5; s++)
        made.subjects[s].excluded = ~UINT64_C(1);
    const struct rota rota = answer(ROTA_NONE_EXISTS);

    cr_expect_eq(rota.proof.kind, ROTA_PROOF_TOO_FEW);
    cr_expect_eq(rota.proof.role, ROTA_LEAD);
    cr_expect_eq(rota.proof.needed, 3);
    cr_expect_eq(rota.proof.available, 2);
    cr_expect_eq(rota.proof.subject_count, 3);
    cr_expect_eq(rota.proof.supplies[1].reviewer, 3);
    arena_free(&arena);
}

Test(rota, too_few_specialists_and_too_few_people_are_told)
{
    plain_rota(&made, 5, 3, 5);
    for (int r = 0; r < 15; r++) {
        made.reviewers[r].expert_in = r == 0;
        made.reviewers[r].max_visits = 1;
    }
    for (int s = 1; s < 4; s++)
        made.subjects[s].wants_one_of = 1;
    cr_expect_eq(answer(ROTA_NONE_EXISTS).proof.role, ROTA_SPECIALIST);
    arena_free(&arena);
    for (int s = 1; s < 4; s++)
        made.subjects[s].wants_one_of = 0;
    made.reviewers[14].max_visits = 0;
    cr_expect_eq(answer(ROTA_NONE_EXISTS).proof.role, ROTA_MEMBER);
    arena_free(&arena);
}

Test(rota, a_school_that_cannot_bear_its_load_is_told)
{
    plain_rota(&made, 5, 3, 5);
    for (int r = 0; r < 3; r++)
        made.reviewers[r].max_visits = 0;
    const struct rota rota = answer(ROTA_NONE_EXISTS);

    cr_expect_eq(rota.proof.kind, ROTA_PROOF_LOAD);
    cr_expect_eq(rota.proof.school, 0);
    cr_expect_eq(rota.proof.level, 0);
    arena_free(&arena);
}

Test(rota, what_no_count_proves_is_proved_by_trying_everything)
{
    plain_rota(&made, 4, 2, 3);
    made.problem.subject_count = 3; /* each in a window of its own, so that the others supply */
    for (int s = 0; s < 3; s++)
        made.subjects[s].excluded = ~UINT64_C(3);
    none_exists(ROTA_PROOF_SEARCHED);
}

/* ---- limits ---- */

/* So many askings are answered in time. */
static bool after(void *with)
{
    return --*(int *)with < 0;
}

static void is_cut(int askings)
{
    struct draws draws = draws_of(5);
    const struct made_size size = { .schools = 60, .bases = 20, .windows = 12, .team = 3 };
    int left = askings;

    make_rota(&draws, size, &made);
    made.problem.limits = (struct rota_limits){ 50000000, after, &left };
    arena = (struct arena){ .limit = ARENA };
    const struct rota rota = rota_make(&arena, &made.problem);

    cr_expect(rota.cut_by_clock);
    cr_expect_eq(left, -1, "asked once more than was answered in time");
    cr_expect_eq(rota.state, askings > 1000 ? ROTA_BEST_FOUND : ROTA_NOT_FOUND, "%s",
                 ROTA_STATE_CODES[rota.state]);
    cr_expect_lt(rota.steps, 10000000);
    arena_free(&arena);
}

Test(rota, an_answer_that_the_clock_cut_short_says_so)
{
    is_cut(0);
    is_cut(100);
    is_cut(1500);
}

Test(rota, without_steps_nothing_is_claimed)
{
    plain_rota(&made, 6, 2, 4);
    made.problem.limits.steps = 0;
    arena = (struct arena){ .limit = ARENA };
    const struct rota rota = rota_make(&arena, &made.problem);

    cr_expect(rota.state == ROTA_NOT_FOUND || rota.visits);
    cr_expect(!rota.cut_by_clock);
    arena_free(&arena);
}

Test(rota, without_memory_it_says_so)
{
    plain_rota(&made, 5, 3, 5);
    arena = (struct arena){ .limit = 0 };
    const struct rota rota = rota_make(&arena, &made.problem);

    cr_expect_eq(rota.state, ROTA_NO_MEMORY);
}

/* ---- what is no problem ---- */

static void unsound(enum rota_fault fault, int at)
{
    const struct rota rota = answer(ROTA_UNSOUND);

    cr_expect_eq(rota.fault, fault, "fault %d, not %d", (int)rota.fault, (int)fault);
    cr_expect_eq(rota.fault_at, at, "at %d, not %d", rota.fault_at, at);
    cr_expect_null(rota.visits);
    arena_free(&arena);
    plain_rota(&made, 5, 3, 5);
}

Test(rota, counts_beyond_their_limits_are_refused)
{
    plain_rota(&made, 5, 3, 5);
    made.problem.team_size = 2;
    unsound(ROTA_COUNT_UNSOUND, ROTA_NONE);
    made.problem.window_count = 65;
    unsound(ROTA_COUNT_UNSOUND, ROTA_NONE);
    made.problem.school_count = 0;
    unsound(ROTA_COUNT_UNSOUND, ROTA_NONE);
    made.problem.subject_count = 0;
    unsound(ROTA_COUNT_UNSOUND, ROTA_NONE);
    made.problem.unknown_metres = -1;
    unsound(ROTA_COUNT_UNSOUND, ROTA_NONE);
    made.problem.limits.steps = -1;
    unsound(ROTA_COUNT_UNSOUND, ROTA_NONE);
}

Test(rota, members_that_name_nothing_are_refused)
{
    static const enum rota_rule TWICE[ROTA_RULES] = { ROTA_SPREAD, ROTA_SPREAD };
    static const int32_t ASKEW[25] = { [1] = 5 };

    plain_rota(&made, 5, 3, 5);
    made.schools[2].northing = ROTA_PLACE_MAX + 1;
    unsound(ROTA_SCHOOL_UNSOUND, 2);
    made.problem.metres = ASKEW;
    unsound(ROTA_SCHOOL_UNSOUND, 0);
    made.subjects[3].school = 5;
    unsound(ROTA_SUBJECT_UNSOUND, 3);
    made.subjects[3].school = 1;
    unsound(ROTA_SUBJECT_UNSOUND, 3);
    made.subjects[3].provider = 1;
    unsound(ROTA_SUBJECT_UNSOUND, 3);
    made.reviewers[1].max_visits = -1;
    unsound(ROTA_REVIEWER_UNSOUND, 1);
    add_conflict(&made, 15, 0, ROTA_EMPLOYED);
    unsound(ROTA_CONFLICT_UNSOUND, 0);
    add_past(&made, 0, 1, -1);
    unsound(ROTA_PAST_UNSOUND, 0);
    made.problem.order = TWICE;
    unsound(ROTA_ORDER_UNSOUND, ROTA_NONE);
}

/* ---- a rota being made ---- */

Test(rota, who_is_in_every_team_may_have_two_seats_of_one_while_it_is_seated_anew)
{
    struct rota_ground ground;
    struct rota_draft draft;

    plain_rota(&made, 4, 1, 4);
    arena = (struct arena){ .limit = ARENA };
    cr_assert(rota_ground_make(&arena, &made.problem, &ground));
    cr_assert(rota_draft_make(&arena, &ground, &draft));
    rota_draft_seat(&draft, 1, 0, 1);
    for (int s = 0; s < 4; s++)
        rota_draft_seat(&draft, s, 1, 0);
    rota_draft_seat(&draft, 3, 2, 0);
    cr_expect_eq(draft.visit_count[0], 5);
    cr_expect_eq(draft.visits[1][0], 1, "another reviewer's visit is overwritten");
    rota_draft_undo(&draft);
    cr_expect_eq(draft.visit_count[0] + draft.visit_count[1], 0);
    arena_free(&arena);
}
