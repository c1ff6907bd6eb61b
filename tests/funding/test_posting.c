/* What a run posts, by hand and in thousands of made-up lives of a placement: stays that end, rates
 * and shares that change afterwards, months that close, runs that are run again.
 * TAMAR_TEST_SEED repeats one case, TAMAR_TEST_CASES says how many. */
#include "models/funding/posting.h"

#include "models/date.h"
#include "models/shape.h"
#include "tests/funding/funding_fixture.h"

#include <criterion/criterion.h>

TestSuite(posting, .timeout = 300);

enum { CASES = 4000, LEDGER = 2000, ARENA = 32 << 20 };

/* ---- by hand ---- */

static const struct accrual_month MONTHS[] = {
    { .period = 20697 /* 2026-09 */, .received_pence = 100, .passported_pence = 10 },
    { .period = 20727 /* 2026-10 */, .received_pence = 103, .passported_pence = 11 },
    { .period = 20758 /* 2026-11 */, .received_pence = 100, .passported_pence = 10 },
};

static struct postings due(struct arena *arena, const struct posting_ask *ask)
{
    struct postings postings;

    cr_assert(postings_due(arena, ask, &postings));
    return postings;
}

static void expect(const struct posting *posting, size_t in, size_t of, bool adjustment,
                   int64_t received, int64_t passported)
{
    cr_expect_eq(posting->in_period, MONTHS[in].period);
    cr_expect_eq(posting->for_period, MONTHS[of].period);
    cr_expect_eq(posting->adjustment, adjustment);
    cr_expect_eq(posting->received_pence, received);
    cr_expect_eq(posting->passported_pence, passported);
    cr_expect_eq(posting->retained_pence, received - passported);
}

Test(posting, a_month_is_posted_once_and_a_closed_one_into_the_first_that_is_open)
{
    struct arena arena = { .limit = ARENA };
    struct posting_ask ask = { MONTHS, 3, NULL, 0, MONTHS[0].period, MONTHS[1].period };

    cr_assert_eq(MONTHS[0].period, day("2026-09-01"));
    struct postings postings = due(&arena, &ask);
    cr_assert_eq(postings.count, 2);
    expect(&postings.rows[0], 0, 0, false, 100, 10);
    expect(&postings.rows[1], 1, 1, false, 103, 11);

    const struct posted posted[] = { { MONTHS[1].period, 100, 11 },
                                     { MONTHS[0].period, 100, 15 },
                                     { MONTHS[1].period, 3, 0 } };
    ask = (struct posting_ask){ MONTHS, 3, posted, 3, MONTHS[1].period, MONTHS[2].period };
    postings = due(&arena, &ask);
    cr_assert_eq(postings.count, 2);
    expect(&postings.rows[0], 1, 0, true, 0, -5);
    expect(&postings.rows[1], 2, 2, false, 100, 10);
    arena_free(&arena);
}

Test(posting, what_should_not_be_is_taken_back)
{
    const struct posted posted[] = { { MONTHS[1].period, 103, 11 }, { MONTHS[0].period, 100, 10 } };
    struct arena arena = { .limit = ARENA };
    struct posting_ask ask = { NULL, 0, posted, 2, MONTHS[1].period, MONTHS[1].period };
    struct postings postings = due(&arena, &ask);

    cr_assert_eq(postings.count, 2);
    expect(&postings.rows[0], 1, 0, true, -100, -10);
    expect(&postings.rows[1], 1, 1, true, -103, -11);
    ask = (struct posting_ask){ &MONTHS[1], 2, posted, 2, MONTHS[0].period, MONTHS[1].period };
    postings = due(&arena, &ask); /* the stay starts in October after all */
    cr_assert_eq(postings.count, 1);
    expect(&postings.rows[0], 0, 0, true, -100, -10);
    ask.posted_count = 1;
    cr_expect_eq(due(&arena, &ask).count, 0);
    ask = (struct posting_ask){ NULL, 0, NULL, 0, MONTHS[0].period, MONTHS[1].period };
    cr_expect_eq(due(&arena, &ask).count, 0);
    arena_free(&arena);
}

Test(posting, later_months_are_left_alone_and_no_memory_is_said)
{
    const struct posted posted = { MONTHS[2].period, 999, 99 };
    struct arena arena = { .limit = ARENA }, narrow = { .limit = 8 };
    const struct posting_ask ask = { MONTHS, 3, &posted, 1, MONTHS[0].period, MONTHS[0].period };
    struct postings postings = due(&arena, &ask);

    cr_assert_eq(postings.count, 1);
    expect(&postings.rows[0], 0, 0, false, 100, 10);
    cr_expect_not(postings_due(&narrow, &ask, &postings));
    cr_expect_eq(postings.count, 1);
    arena_free(&arena);
    arena_free(&narrow);
}

/* ---- the life of a placement ---- */

struct life {
    struct arena arena;
    struct draws draws;
    struct made made;
    uint64_t seed;
    struct posted ledger[LEDGER];
    size_t count;
    int64_t first_open, run;
};

static struct accrual now_due(struct life *life)
{
    const struct accrual accrual = accrue(&life->arena, &life->made.ask);

    cr_assert_eq(accrual.fault, ACCRUAL_SOUND, "TAMAR_TEST_SEED=%lu: fault %d on %ld",
                 (unsigned long)life->seed, (int)accrual.fault, (long)accrual.fault_on);
    return accrual;
}

static struct postings now_to_post(struct life *life, const struct accrual *accrual)
{
    const struct posting_ask ask = { accrual->months, accrual->month_count, life->ledger,
                                     life->count,     life->first_open,     life->run };

    return due(&life->arena, &ask);
}

static void post(struct life *life, const struct posting *posting)
{
    const bool closed = posting->for_period < life->first_open;

    cr_assert_geq(posting->in_period, life->first_open, "TAMAR_TEST_SEED=%lu: closed",
                  (unsigned long)life->seed);
    cr_assert_eq(posting->in_period, closed ? life->first_open : posting->for_period);
    cr_assert_leq(posting->for_period, life->run);
    cr_assert(posting->adjustment || !closed);
    cr_assert_eq(posting->retained_pence, posting->received_pence - posting->passported_pence);
    cr_assert(posting->received_pence || posting->passported_pence, "nothing is no posting");
    cr_assert_lt(life->count, LEDGER);
    life->ledger[life->count++] = (struct posted){ posting->for_period, posting->received_pence,
                                                   posting->passported_pence };
}

/* All that is posted for each month up to the run is what is due now, and after the end of a base
 * year so is the rounded amount of that year. */
static void posted_is_due(const struct life *life, const struct accrual *accrual)
{
    for (size_t i = 0; i < accrual->month_count && accrual->months[i].period <= life->run; i++) {
        const struct accrual_month *month = &accrual->months[i];
        int64_t received = 0, passported = 0, year = 0;

        for (size_t j = 0; j < life->count; j++) {
            const struct posted *posted = &life->ledger[j];

            if (posted->period == month->period) {
                received += posted->received_pence;
                passported += posted->passported_pence;
            }
            if (span_holds(month->year, posted->period) && posted->period <= month->period)
                year += posted->received_pence;
        }
        cr_assert_eq(received, month->received_pence, "TAMAR_TEST_SEED=%lu",
                     (unsigned long)life->seed);
        cr_assert_eq(passported, month->passported_pence, "TAMAR_TEST_SEED=%lu",
                     (unsigned long)life->seed);
        cr_assert_eq(year, money_round(month->after.received), "TAMAR_TEST_SEED=%lu",
                     (unsigned long)life->seed);
    }
}

static void run(struct life *life)
{
    const struct accrual accrual = now_due(life);
    const struct postings postings = now_to_post(life, &accrual);

    for (size_t i = 0; i < postings.count; i++)
        post(life, &postings.rows[i]);
    posted_is_due(life, &accrual);
    cr_assert_eq(now_to_post(life, &accrual).count, 0, "TAMAR_TEST_SEED=%lu: a replay posts",
                 (unsigned long)life->seed);
}

/* Another band or share, from any day on. */
static void agree_anew(struct life *life)
{
    struct made *made = &life->made;
    const int64_t from = made->ask.stay.first + (int64_t)draw(&life->draws, 600);

    for (size_t i = 0; i < made->ask.rate_count; i++) {
        struct annual_rate *rate = &made->rates[i];

        if (!span_holds(rate->in_force, from) || rate->in_force.first == from)
            continue;
        if (made->ask.rate_count == MADE_ROWS)
            break;
        made->rates[made->ask.rate_count] = *rate;
        made->rates[made->ask.rate_count].in_force.first = from;
        made->rates[made->ask.rate_count++].annual_pence = draw_pence(&life->draws);
        rate->in_force.last = from - 1;
        break;
    }
    if (draw(&life->draws, 2))
        make_terms(&life->draws, &made->terms[draw(&life->draws, made->ask.terms_count)]);
}

static void something_happens(struct life *life)
{
    struct accrual_ask *ask = &life->made.ask;

    switch (draw(&life->draws, 8)) {
    case 0: /* leaves, perhaps before what is posted, or was never there */
        ask->stay.last = ask->stay.first - 1 + (int64_t)draw(&life->draws, 500);
        if (ask->stay.last > period_span(ask->last_period).last)
            ask->stay.last = period_span(ask->last_period).last;
        return;
    case 1: /* came later */
        ask->stay.first += (int64_t)draw(&life->draws, 40);
        return;
    case 2:
    case 3:
        agree_anew(life);
        return;
    case 4:
    case 5:
        while (life->first_open < life->run && draw(&life->draws, 3))
            life->first_open = period_next(life->first_open);
        return;
    default:
        return;
    }
}

static void begin(struct life *life, uint64_t seed)
{
    life->arena = (struct arena){ .limit = ARENA };
    life->draws = draws_of(seed);
    life->seed = seed;
    life->count = 0;
    make(&life->draws, &life->made);
    life->first_open = life->run = life->made.ask.first_period;
}

static void live(struct life *life)
{
    for (size_t i = 0; i < 30 && life->run <= life->made.ask.last_period; i++) {
        something_happens(life);
        run(life);
        for (uint64_t months = draw(&life->draws, 3); months; months--)
            life->run = period_next(life->run);
    }
}

Test(posting, whatever_happens_the_ledger_comes_to_what_is_due)
{
    static struct life life;
    const struct seeds seeds = seeds_to_try(CASES);

    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        begin(&life, seed);
        live(&life);
        arena_free(&life.arena);
    }
}

/* Runs that skip months, or of one month at a time, come to the same. */
Test(posting, however_often_it_is_run_the_ledger_is_the_same)
{
    static struct life often, once;
    const struct seeds seeds = seeds_to_try(CASES);

    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        begin(&often, seed);
        begin(&once, seed);
        once.run = once.made.ask.last_period;
        run(&once);
        for (; often.run <= once.run; often.run = period_next(often.run)) {
            const size_t before = often.count;

            often.first_open = often.run; /* each month closes behind the run */
            run(&often);
            cr_assert_leq(often.count - before, 1, "TAMAR_TEST_SEED=%lu", (unsigned long)seed);
        }
        cr_assert_eq(often.count, once.count, "TAMAR_TEST_SEED=%lu", (unsigned long)seed);
        for (size_t i = 0; i < once.count; i++) {
            cr_assert_eq(often.ledger[i].period, once.ledger[i].period);
            cr_assert_eq(often.ledger[i].received_pence, once.ledger[i].received_pence);
            cr_assert_eq(often.ledger[i].passported_pence, once.ledger[i].passported_pence);
        }
        arena_free(&often.arena);
        arena_free(&once.arena);
    }
}
