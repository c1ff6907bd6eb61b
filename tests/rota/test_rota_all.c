/* Small trusts, where every rota there is can be tried: the solver finds none that is worse, and
 * says that there is none exactly where none is. TAMAR_TEST_SEED repeats one, TAMAR_TEST_CASES says
 * how many. */
#include "tests/rota/rota_fixture.h"
#include "tests/rota/rota_oracle.h"

#include <criterion/criterion.h>

TestSuite(rota_all, .timeout = 300);

enum { CASES = 500, TRIES = 60000, STEPS = 20000000, ARENA = 16 << 20 };

struct tally {
    uint64_t tried, none, searched;
};

static void draw_small(struct draws *draws, struct made_rota *made)
{
    struct made_size size = { .schools = 4 + draw(draws, 3),
                              .bases = draw(draws, 3) == 0,
                              .windows = 2 + draw(draws, 3),
                              .team = 3 + (draw(draws, 10) == 0),
                              .tightness = draw(draws, 3),
                              .most_staff = 3 };

    size.visited = size.schools == 4 ? 2 + draw(draws, 3) : 2 + draw(draws, 2);
    make_rota(draws, size, made);
    made->problem.limits.steps = STEPS;
}

static void same(const struct made_rota *made, const struct rota *rota,
                 const struct oracle_best *best, uint64_t seed)
{
    const char *fault = best->exists ? oracle_rota_fault(&made->problem, rota)
                                     : oracle_proof_fault(&made->problem, &rota->proof);
    const enum rota_state wanted = best->exists ? ROTA_OPTIMAL : ROTA_NONE_EXISTS;

    if (rota->state != wanted || fault)
        show_rota(made);
    cr_assert_eq(rota->state, wanted, "TAMAR_TEST_SEED=%lu: %s", (unsigned long)seed,
                 ROTA_STATE_CODES[rota->state]);
    cr_assert_null(fault, "TAMAR_TEST_SEED=%lu: %s", (unsigned long)seed, fault);
    cr_assert(!best->exists || oracle_compare(&made->problem, best->counts, rota->counts) == 0,
              "TAMAR_TEST_SEED=%lu: another is better", (unsigned long)seed);
}

static void try_one(uint64_t seed, struct tally *tally)
{
    static struct made_rota made;
    struct draws draws = draws_of(seed);
    struct arena arena = { .limit = ARENA };

    draw_small(&draws, &made);
    const struct oracle_best best = oracle_try_all(&made.problem, TRIES);
    const struct rota rota = rota_make(&arena, &made.problem);

    if (!best.gave_up) {
        same(&made, &rota, &best, seed);
        tally->tried++;
        tally->none += !best.exists;
        tally->searched += !best.exists && rota.proof.kind == ROTA_PROOF_SEARCHED;
    }
    arena_free(&arena);
}

Test(rota_all, the_best_of_all_rotas_is_found_or_none_where_there_is_none)
{
    const struct seeds seeds = seeds_to_try(CASES);
    struct tally tally = { 0 };

    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++)
        try_one(seed, &tally);
    if (seeds.last < CASES)
        return;
    cr_expect_gt(tally.tried, seeds.last * 3 / 4);
    cr_expect_gt(tally.none, seeds.last / 5);
    cr_expect_gt(tally.searched, seeds.last / 50);
    cr_expect_gt(tally.tried - tally.none, seeds.last / 4);
}
