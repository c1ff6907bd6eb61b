/* Thousands of made-up boards, and whoever reads all that is told of them. TAMAR_TEST_SEED repeats
 * one board, TAMAR_TEST_CASES says how many there are. */
#include "models/shape.h"
#include "tests/suppression/attacker.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

TestSuite(suppression_attack, .timeout = 300);

enum { CASES = 15000, ARENA = 64 << 20, REAL_SIZES = 40, MANY_UNKNOWN = 120 };

struct trial {
    struct arena arena;
    struct draws draws;
    struct board board;
    struct impact impact;
    uint64_t seed;
};

static struct trial trial;

static enum board_size size_of(uint64_t seed)
{
    return seed % REAL_SIZES == 0 ? LARGE_BOARD : seed % 2 ? SMALL_BOARD : TINY_BOARD;
}

/* False: nothing is told of it. */
static bool start(uint64_t seed, enum board_size size)
{
    trial.arena = (struct arena){ .limit = ARENA };
    trial.draws = draws_of(seed);
    trial.seed = seed;
    make_board(&trial.draws, size, &trial.board);
    trial.impact = impact_publish(&trial.arena, &trial.board.ask);
    cr_assert_eq(trial.impact.fault, IMPACT_SOUND, "TAMAR_TEST_SEED=%lu", (unsigned long)seed);
    return !trial.impact.withheld;
}

static void nothing_is_had(const struct knowledge *known, const char *how)
{
    const struct haul haul = haul_of(known);

    cr_expect(haul.exact == 0 && haul.within == 0 && haul.others == 0,
              "TAMAR_TEST_SEED=%lu by %s: %zu to the unit, %zu within 1..4, %zu others",
              (unsigned long)trial.seed, how, haul.exact, haul.within, haul.others);
}

Test(suppression_attack, bounds_of_every_sum_give_nothing_away)
{
    const struct seeds seeds = seeds_to_try(CASES);
    size_t told = 0;

    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct knowledge known;

        if (start(seed, size_of(seed))) {
            learn(&trial.arena, &trial.board, &trial.impact, 0, &known);
            cr_assert(tighten(&known));
            nothing_is_had(&known, "bounds");
            told++;
        }
        arena_free(&trial.arena);
    }
    printf("told of %zu boards\n", told);
}

/* Where a hidden figure is small, no fewer than PROTECTION + 1 numbers are left to it. */
Test(suppression_attack, nor_do_they_for_one_who_knows_which_figures_are_small)
{
    const struct seeds seeds = seeds_to_try(CASES);

    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct knowledge known;

        if (start(seed, size_of(seed))) {
            learn(&trial.arena, &trial.board, &trial.impact, TELL_WHAT_IS_SMALL, &known);
            cr_assert(tighten(&known));
            nothing_is_had(&known, "bounds and marks");
        }
        arena_free(&trial.arena);
    }
}

Test(suppression_attack, no_linear_combination_tells_a_figure)
{
    const struct seeds seeds = seeds_to_try(CASES);

    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct knowledge known;

        if (start(seed, size_of(seed))) {
            learn(&trial.arena, &trial.board, &trial.impact, 0, &known);
            const bool *found = determined(&trial.arena, &known);

            for (size_t i = 0; i < known.count; i++)
                cr_expect(!found[i] || known.unknowns[i].told, "TAMAR_TEST_SEED=%lu: %zu",
                          (unsigned long)seed, i);
        }
        arena_free(&trial.arena);
    }
}

/* ---- the attacker is one: with nothing hidden but small figures it finds them ---- */

static bool nothing_small(const struct knowledge *known)
{
    for (size_t i = 0; i < known->count; i++)
        if (known->unknowns[i].counts && known->unknowns[i].small)
            return false;
    return true;
}

struct won {
    size_t boards, by_bounds, by_combinations;
};

static void attack_naive(struct won *won)
{
    struct knowledge known;
    size_t found_small = 0;

    learn(&trial.arena, &trial.board, NULL, 0, &known);
    if (nothing_small(&known))
        return;
    const bool *found = determined(&trial.arena, &known);

    for (size_t i = 0; i < known.count; i++)
        found_small += found[i] && known.unknowns[i].small;
    cr_assert(tighten(&known));
    const struct haul haul = haul_of(&known);

    won->boards++;
    won->by_combinations += found_small > 0;
    won->by_bounds += haul.exact + haul.within > 0;
}

Test(suppression_attack, the_attacker_finds_what_is_hidden_alone)
{
    const struct seeds seeds = seeds_to_try(CASES);
    struct won won = { 0 };

    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        if (start(seed, size_of(seed)))
            attack_naive(&won);
        arena_free(&trial.arena);
    }
    printf("of %zu boards with nothing else hidden %zu fall to bounds, %zu to combinations\n",
           won.boards, won.by_bounds, won.by_combinations);
    if (seeds.last > seeds.first) {
        cr_expect_gt(won.by_bounds * 10, won.boards * 9);
        cr_expect_gt(won.by_combinations * 4, won.boards);
    }
}

/* ---- every table there could be ---- */

/* Another board that is told alike, in which this figure is something else: for a small one, so
 * many that five numbers in a row are possible. */
static size_t values_left(const struct knowledge *known, size_t at, size_t wanted,
                          size_t *undecided)
{
    const int64_t really = known->unknowns[at].really;
    size_t left = 1;

    for (int64_t step = -1; step <= 1; step += 2)
        for (int64_t value = really + step; left < wanted; value += step) {
            const enum possible answer = value < 0 ? IMPOSSIBLE : can_be(known, at, value);

            *undecided += answer == TOO_MANY;
            if (answer != POSSIBLE)
                break;
            left++;
        }
    return left;
}

struct looked {
    size_t figures, undecided;
};

static void look_at_all(unsigned telling, struct looked *looked)
{
    struct knowledge known;

    learn(&trial.arena, &trial.board, &trial.impact, telling, &known);
    cr_assert(tighten(&known));
    for (size_t i = 0; i < known.count; i++) {
        const struct unknown *unknown = &known.unknowns[i];
        const size_t wanted = unknown->small ? PROTECTION + 1 : 2;
        size_t undecided = 0;

        if (unknown->told || !unknown->counts)
            continue;
        const size_t left = values_left(&known, i, wanted, &undecided);

        looked->figures++;
        looked->undecided += left < wanted && undecided;
        cr_expect(left == wanted || undecided,
                  "TAMAR_TEST_SEED=%lu: %zu numbers are left to %zu, which is %ld%s",
                  (unsigned long)trial.seed, left, i, (long)unknown->really,
                  unknown->small ? ", small" : "");
    }
}

static void look_at_boards(unsigned telling, uint64_t usual, enum board_size size)
{
    const struct seeds seeds = seeds_to_try(usual);
    struct looked looked = { 0 };

    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        if (start(seed, size))
            look_at_all(telling, &looked);
        arena_free(&trial.arena);
    }
    printf("%zu hidden figures, %zu undecided\n", looked.figures, looked.undecided);
    cr_expect_leq(looked.undecided * 100, looked.figures);
}

Test(suppression_attack, of_whole_boards_enough_are_told_alike)
{
    look_at_boards(TELL_POINTS, 2000, TINY_BOARD);
}

Test(suppression_attack, of_tables_enough_are_told_alike_to_one_who_knows_what_is_small)
{
    look_at_boards(TELL_WHAT_IS_SMALL, 2000, TINY_BOARD);
    look_at_boards(TELL_WHAT_IS_SMALL, 1000, SMALL_BOARD);
    look_at_boards(TELL_WHAT_IS_SMALL | TELL_POINTS, 1000, TINY_BOARD);
}
