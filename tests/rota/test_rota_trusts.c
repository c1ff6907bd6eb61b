/* A thousand made-up trusts of 4 to 100 schools, each answer judged by the oracle (rota_oracle.h).
 * TAMAR_TEST_SEED repeats one, TAMAR_TEST_CASES says how many there are. */
#include "tests/rota/rota_fixture.h"
#include "tests/rota/rota_oracle.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(rota_trusts, .timeout = 300);

enum { CASES = 1000, AGAIN = 40, ARENA = 16 << 20 };

/* Most trusts have a few schools, a few have many. */
static int draw_schools(struct draws *draws)
{
    const int kind = draw(draws, 100);

    if (kind < 70)
        return 4 + draw(draws, 9);
    return kind < 95 ? 13 + draw(draws, 28) : 41 + draw(draws, 60);
}

static void draw_trust(struct draws *draws, struct made_rota *made)
{
    const int schools = draw_schools(draws);
    const struct made_size size = { .schools = schools,
                                    .bases = draw(draws, 1 + schools * 2 / 5),
                                    .windows = 2 + draw(draws, 4 + schools / 4),
                                    .team = 3 + (draw(draws, 5) == 0),
                                    .tightness = draw(draws, 10) * draw(draws, 4) / 10 };

    make_rota(draws, size, made);
    made->problem.limits.steps = 1500 * schools;
}

static void judge(const struct made_rota *made, const struct rota *rota, uint64_t seed)
{
    const char *fault = NULL;

    if (rota->state == ROTA_OPTIMAL || rota->state == ROTA_BEST_FOUND)
        fault = oracle_rota_fault(&made->problem, rota);
    else if (rota->state == ROTA_NONE_EXISTS)
        fault = oracle_proof_fault(&made->problem, &rota->proof);
    else
        cr_assert_eq(rota->state, ROTA_NOT_FOUND, "TAMAR_TEST_SEED=%lu: %s", (unsigned long)seed,
                     ROTA_STATE_CODES[rota->state]);
    if (fault)
        show_rota(made);
    cr_assert_null(fault, "TAMAR_TEST_SEED=%lu: %s", (unsigned long)seed, fault);
    cr_assert(!rota->cut_by_clock);
    cr_assert((rota->visits != NULL) == (rota->state <= ROTA_BEST_FOUND));
}

static struct made_rota made;

Test(rota_trusts, every_answer_is_judged)
{
    const struct seeds seeds = seeds_to_try(CASES);
    uint64_t states[ROTA_NO_MEMORY + 1] = { 0 }, proofs[ROTA_PROOF_SEARCHED + 1] = { 0 };

    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct draws draws = draws_of(seed);
        struct arena arena = { .limit = ARENA };

        draw_trust(&draws, &made);
        const struct rota rota = rota_make(&arena, &made.problem);

        judge(&made, &rota, seed);
        states[rota.state]++;
        if (rota.state == ROTA_NONE_EXISTS)
            proofs[rota.proof.kind]++;
        arena_free(&arena);
    }
    if (seeds.last < CASES)
        return;
    cr_expect_gt(states[ROTA_OPTIMAL] + states[ROTA_BEST_FOUND], seeds.last / 2);
    cr_expect_gt(states[ROTA_OPTIMAL], seeds.last / 40);
    cr_expect_gt(proofs[ROTA_PROOF_NO_TEAM], seeds.last / 100);
    cr_expect_gt(proofs[ROTA_PROOF_TOO_FEW], seeds.last / 200);
    cr_expect_gt(proofs[ROTA_PROOF_LOAD], seeds.last / 100);
    cr_expect_lt(states[ROTA_NOT_FOUND], seeds.last / 10);
}

/* ---- the same again ---- */

static void same_rota(const struct rota *a, const struct rota *b)
{
    const struct rota_problem *problem = &made.problem;

    cr_assert_eq(a->state, b->state);
    cr_assert_eq(a->steps, b->steps);
    cr_assert_arr_eq(a->counts, b->counts, sizeof a->counts);
    cr_assert_eq(a->breach_count, b->breach_count);
    for (int s = 0; s < problem->subject_count && a->visits; s++) {
        cr_assert_eq(a->visits[s].window, b->visits[s].window);
        cr_assert_arr_eq(a->visits[s].team, b->visits[s].team,
                         (size_t)problem->team_size * sizeof(int));
    }
}

Test(rota_trusts, the_same_trust_and_seed_have_the_same_answer)
{
    size_t others = 0;

    for (uint64_t seed = 1; seed <= AGAIN; seed++) {
        struct draws draws = draws_of(seed);
        struct arena arena = { .limit = ARENA };

        draw_trust(&draws, &made);
        const struct rota one = rota_make(&arena, &made.problem);
        const struct rota again = rota_make(&arena, &made.problem);

        same_rota(&one, &again);
        made.problem.seed++;
        const struct rota other = rota_make(&arena, &made.problem);

        for (int s = 0; s < made.problem.subject_count && one.visits && other.visits; s++)
            others += one.visits[s].window != other.visits[s].window;
        arena_free(&arena);
    }
    cr_expect_gt(others, AGAIN, "another seed goes another way");
}

/* ---- a trust of a hundred schools ---- */

Test(rota_trusts, a_hundred_schools_and_forty_bases_have_a_rota)
{
    struct draws draws = draws_of(3);
    struct arena arena = { .limit = ARENA };
    const struct made_size size = { .schools = 100, .bases = 40, .windows = 20, .team = 3 };

    make_rota(&draws, size, &made);
    made.problem.limits.steps = 1000000;
    const struct rota rota = rota_make(&arena, &made.problem);

    cr_assert_leq(rota.state, ROTA_BEST_FOUND);
    judge(&made, &rota, 3);
    cr_expect_eq(rota.counts[ROTA_RECIPROCAL], 0);
    cr_expect_eq(rota.counts[ROTA_SAME_REVIEWER], 0);
    cr_expect_eq(rota.counts[ROTA_CHILD_ATTENDS], 0);
    arena_free(&arena);
}
