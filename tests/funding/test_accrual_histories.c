/* Thousands of made-up stays, told by accrue() and by the oracle (accrual_oracle.h), and what must
 * hold of any of them. TAMAR_TEST_SEED repeats one case, TAMAR_TEST_CASES says how many. */
#include "models/date.h"
#include "models/shape.h"
#include "tests/funding/accrual_oracle.h"
#include "tests/funding/funding_fixture.h"

#include <criterion/criterion.h>
#include <stdio.h>

TestSuite(accrual_histories, .timeout = 300);

enum { CASES = 40000, SOME = 10000, ARENA = 16 << 20 };

static struct accrual told(struct arena *arena, const struct accrual_ask *ask, uint64_t seed)
{
    const struct accrual accrual = accrue(arena, ask);

    if (accrual.fault)
        show_ask(ask);
    cr_assert_eq(accrual.fault, ACCRUAL_SOUND, "TAMAR_TEST_SEED=%lu: fault %d", (unsigned long)seed,
                 (int)accrual.fault);
    return accrual;
}

/* ---- the oracle ---- */

static void same_months(const struct accrual *accrual, const struct oracle_told *oracle,
                        const struct accrual_ask *ask, uint64_t seed)
{
    cr_assert_eq(accrual->month_count, oracle->count, "TAMAR_TEST_SEED=%lu", (unsigned long)seed);
    for (size_t i = 0; i < oracle->count; i++) {
        const struct accrual_month *month = &accrual->months[i];
        const struct oracle_month *its = &oracle->months[i];
        char period[PERIOD_TEXT];

        period_write(month->period, period);
        if (month->received_pence != its->received || month->passported_pence != its->passported)
            show_ask(ask);
        cr_assert_eq(month->received_pence, its->received, "TAMAR_TEST_SEED=%lu %s: %ld, not %ld",
                     (unsigned long)seed, period, (long)month->received_pence, (long)its->received);
        cr_assert_eq(month->passported_pence, its->passported,
                     "TAMAR_TEST_SEED=%lu %s: %ld passported, not %ld", (unsigned long)seed, period,
                     (long)month->passported_pence, (long)its->passported);
    }
}

/* A row that ends a day early, or runs on for a day, or is not there. */
static void damage(struct draws *draws, struct made *made)
{
    const bool rates = draw(draws, 2);
    size_t *count = rates ? &made->ask.rate_count : &made->ask.terms_count;
    const size_t at = draw(draws, *count);
    struct day_span *span = rates ? &made->rates[at].in_force : &made->terms[at].in_force;
    const int64_t move = (int64_t)draw(draws, 40) - 20;

    if (draw(draws, 4) == 0 && at == *count - 1)
        --*count;
    else if (span->last == NONE || draw(draws, 2))
        span->first -= move;
    else if (span->last + move >= span->first)
        span->last += move;
}

static void told_alike(struct arena *arena, uint64_t seed, size_t *faults)
{
    static struct oracle_told oracle;
    struct draws draws = draws_of(seed);
    struct made made;

    make(&draws, &made);
    if (draw(&draws, 5) == 0)
        damage(&draws, &made);
    for (size_t i = 0; i < made.ask.rate_count; i++)
        if (made.rates[i].in_force.last != NONE &&
            made.rates[i].in_force.last < made.rates[i].in_force.first)
            return;
    for (size_t i = 0; i < made.ask.terms_count; i++)
        if (made.terms[i].in_force.last != NONE &&
            made.terms[i].in_force.last < made.terms[i].in_force.first)
            return;
    oracle_accrue(&made.ask, &oracle);
    const struct accrual accrual = accrue(arena, &made.ask);

    if (accrual.fault != oracle.fault || accrual.fault_on != oracle.fault_on)
        show_ask(&made.ask);
    cr_assert_eq(accrual.fault, oracle.fault, "TAMAR_TEST_SEED=%lu: fault %d, not %d",
                 (unsigned long)seed, (int)accrual.fault, (int)oracle.fault);
    cr_assert_eq(accrual.fault_on, oracle.fault_on, "TAMAR_TEST_SEED=%lu: on %ld, not %ld",
                 (unsigned long)seed, (long)accrual.fault_on, (long)oracle.fault_on);
    *faults += accrual.fault != ACCRUAL_SOUND;
    if (!accrual.fault)
        same_months(&accrual, &oracle, &made.ask, seed);
}

Test(accrual_histories, the_oracle_tells_the_same)
{
    const struct seeds seeds = seeds_to_try(CASES);
    size_t faults = 0;

    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct arena arena = { .limit = ARENA };

        told_alike(&arena, seed, &faults);
        arena_free(&arena);
    }
    if (seeds.last >= SOME)
        cr_expect_gt(faults, seeds.last / 100, "rows with a fault were among the cases");
}

/* ---- each made-up case is given to a property ---- */

struct trial {
    struct arena *arena;
    struct draws draws;
    struct made made;
    struct accrual accrual;
    uint64_t seed;
};

static void try_all(void (*property)(struct trial *))
{
    const struct seeds seeds = seeds_to_try(SOME);

    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct arena arena = { .limit = ARENA };
        struct trial trial = { .arena = &arena, .draws = draws_of(seed), .seed = seed };

        make(&trial.draws, &trial.made);
        trial.accrual = told(&arena, &trial.made.ask, seed);
        property(&trial);
        arena_free(&arena);
    }
}

/* ---- nothing drifts ---- */

static void adds_up(struct trial *trial)
{
    int64_t received = 0, passported = 0;

    for (size_t i = 0; i < trial->accrual.month_count; i++) {
        const struct accrual_month *month = &trial->accrual.months[i];

        if (i == 0 || period_span(month->period).first == month->year.first)
            received = passported = 0;
        received += month->received_pence;
        passported += month->passported_pence;
        cr_assert_eq(received, money_round(month->after.received), "TAMAR_TEST_SEED=%lu",
                     (unsigned long)trial->seed);
        cr_assert_eq(passported, money_round(month->after.passported), "TAMAR_TEST_SEED=%lu",
                     (unsigned long)trial->seed);
        cr_assert_eq(month->retained_pence + month->passported_pence, month->received_pence,
                     "TAMAR_TEST_SEED=%lu", (unsigned long)trial->seed);
    }
}

Test(accrual_histories, the_months_of_a_year_add_up_to_it_rounded)
{
    try_all(adds_up);
}

static void segments_are_whole(struct trial *trial)
{
    for (size_t i = 0; i < trial->accrual.month_count; i++) {
        const struct accrual_month *month = &trial->accrual.months[i];
        struct accrual_sum sum = month->before;
        struct day_span days = span_shared(
            span_shared(trial->made.ask.stay, trial->made.ask.agreement),
            period_span(month->period));

        for (size_t j = 0; j < month->segment_count; j++) {
            const struct accrual_segment *segment = &month->segments[j];

            cr_assert_eq(segment->days.first, days.first, "TAMAR_TEST_SEED=%lu",
                         (unsigned long)trial->seed);
            cr_assert_eq(segment->day_count, span_days(segment->days));
            cr_assert_eq(segment->received.denominator, sum.received.denominator);
            cr_assert_eq(segment->passported.denominator, sum.passported.denominator);
            sum.received.numerator += segment->received.numerator;
            sum.passported.numerator += segment->passported.numerator;
            days.first = segment->days.last + 1;
        }
        cr_assert_eq(span_days(days), 0, "TAMAR_TEST_SEED=%lu", (unsigned long)trial->seed);
        cr_assert_eq(sum.received.numerator, month->after.received.numerator);
        cr_assert_eq(sum.passported.numerator, month->after.passported.numerator);
    }
}

Test(accrual_histories, the_segments_of_a_month_are_its_days_and_its_amount)
{
    try_all(segments_are_whole);
}

/* ---- more is never less ---- */

static void never_less(const struct trial *trial, const struct accrual *more)
{
    for (size_t i = 0; i < trial->accrual.month_count; i++) {
        const struct accrual_sum *now = &more->months[i].after,
                                 *was = &trial->accrual.months[i].after;

        cr_assert_geq(now->received.numerator, was->received.numerator, "TAMAR_TEST_SEED=%lu",
                      (unsigned long)trial->seed);
        cr_assert_geq(now->passported.numerator, was->passported.numerator, "TAMAR_TEST_SEED=%lu",
                      (unsigned long)trial->seed);
        cr_assert_geq(money_round(now->passported), money_round(was->passported));
        cr_assert_geq(more->months[i].received_pence, 0);
        cr_assert_geq(more->months[i].passported_pence, 0);
    }
}

static void longer_stay(struct trial *trial)
{
    struct made more;

    made_copy(&trial->made, &more);
    if (more.ask.stay.last != NONE)
        more.ask.stay.last += 1 + (int64_t)draw(&trial->draws, 31); /* rows reach so far */
    if (draw(&trial->draws, 2))
        more.ask.agreement.first -= 30;
    const struct accrual accrual = told(trial->arena, &more.ask, trial->seed);

    never_less(trial, &accrual);
    for (size_t i = 0; i < accrual.month_count; i++) {
        const struct day_span month = period_span(accrual.months[i].period);
        const bool later = trial->made.ask.stay.last != NONE &&
                           month.last > trial->made.ask.stay.last;

        if (later || more.ask.agreement.first != trial->made.ask.agreement.first)
            continue;
        cr_assert_eq(accrual.months[i].received_pence, trial->accrual.months[i].received_pence,
                     "TAMAR_TEST_SEED=%lu", (unsigned long)trial->seed);
    }
}

Test(accrual_histories, a_longer_stay_never_brings_in_less_and_moves_no_month_before)
{
    try_all(longer_stay);
}

static void higher_share(struct trial *trial)
{
    struct made more;

    made_copy(&trial->made, &more);
    struct passport_terms *terms = &more.terms[draw(&trial->draws, more.ask.terms_count)];

    if (terms->mode == PASSPORT_PROPORTION)
        terms->basis_points += (int64_t)draw(&trial->draws,
                                             (uint64_t)(WHOLE_SHARE - terms->basis_points + 1));
    else
        terms->annual_pence += (int64_t)draw(&trial->draws,
                                             (uint64_t)(MONEY_LIMIT - terms->annual_pence + 1));
    const struct accrual accrual = told(trial->arena, &more.ask, trial->seed);

    never_less(trial, &accrual);
    for (size_t i = 0; i < accrual.month_count; i++)
        cr_assert_eq(accrual.months[i].received_pence, trial->accrual.months[i].received_pence);
}

Test(accrual_histories, a_higher_share_never_passes_on_less)
{
    try_all(higher_share);
}

/* Over a year so far; a single month may retain a penny less than nothing, where received and
 * passported round up in different months. */
static void share_within(struct trial *trial)
{
    for (size_t i = 0; i < trial->made.ask.terms_count; i++)
        if (trial->made.terms[i].mode == PASSPORT_PER_PLACE)
            return;
    for (size_t i = 0; i < trial->made.ask.terms_count; i++)
        trial->made.terms[i].floor_pence = NONE;
    trial->made.ask.whole_agreement = false;
    const struct accrual accrual = told(trial->arena, &trial->made.ask, trial->seed);

    for (size_t i = 0; i < accrual.month_count; i++) {
        const struct accrual_month *month = &accrual.months[i];

        cr_assert_geq(month->passported_pence, 0);
        cr_assert_leq(money_round(month->after.passported), money_round(month->after.received),
                      "TAMAR_TEST_SEED=%lu", (unsigned long)trial->seed);
        cr_assert_geq(month->retained_pence, -1, "TAMAR_TEST_SEED=%lu", (unsigned long)trial->seed);
    }
}

Test(accrual_histories, a_proportion_is_never_more_than_what_is_received)
{
    try_all(share_within);
}

/* ---- however it is asked ---- */

static void same_amounts(const struct accrual_month *a, const struct accrual_month *b,
                         uint64_t seed)
{
    cr_assert_eq(a->period, b->period, "TAMAR_TEST_SEED=%lu", (unsigned long)seed);
    cr_assert_eq(a->counted_from, b->counted_from, "TAMAR_TEST_SEED=%lu", (unsigned long)seed);
    cr_assert_eq(a->received_pence, b->received_pence, "TAMAR_TEST_SEED=%lu", (unsigned long)seed);
    cr_assert_eq(a->passported_pence, b->passported_pence, "TAMAR_TEST_SEED=%lu",
                 (unsigned long)seed);
}

static void cut_anywhere(struct trial *trial)
{
    struct accrual_ask head = trial->made.ask, tail = trial->made.ask;
    const size_t cut = draw(&trial->draws, trial->accrual.month_count);

    head.last_period = trial->accrual.months[cut].period;
    tail.first_period = period_next(head.last_period);
    const struct accrual before = told(trial->arena, &head, trial->seed);

    cr_assert_eq(before.month_count, cut + 1);
    for (size_t i = 0; i <= cut; i++)
        same_amounts(&before.months[i], &trial->accrual.months[i], trial->seed);
    if (cut + 1 == trial->accrual.month_count)
        return;
    const struct accrual after = told(trial->arena, &tail, trial->seed);

    cr_assert_eq(after.month_count, trial->accrual.month_count - cut - 1);
    for (size_t i = 0; i < after.month_count; i++)
        same_amounts(&after.months[i], &trial->accrual.months[cut + 1 + i], trial->seed);
}

Test(accrual_histories, a_schedule_cut_anywhere_goes_on_the_same)
{
    try_all(cut_anywhere);
}

static void turn_rows(struct made *made)
{
    const struct made was = *made;

    for (size_t i = 0; i < made->ask.rate_count; i++)
        made->rates[i] = was.rates[made->ask.rate_count - 1 - i];
    for (size_t i = 0; i < made->ask.terms_count; i++)
        made->terms[i] = was.terms[made->ask.terms_count - 1 - i];
}

/* A row that is superseded by its own like. */
static void cut_rows(struct trial *trial, struct made *made)
{
    struct annual_rate *rate = &made->rates[draw(&trial->draws, made->ask.rate_count)];
    struct passport_terms *terms = &made->terms[draw(&trial->draws, made->ask.terms_count)];
    const int64_t at = made->ask.stay.first + (int64_t)draw(&trial->draws, 300);

    if (made->ask.rate_count < MADE_ROWS && rate->in_force.first < at &&
        span_holds(rate->in_force, at)) {
        made->rates[made->ask.rate_count] = *rate;
        made->rates[made->ask.rate_count++].in_force.first = at;
        rate->in_force.last = at - 1;
    }
    if (made->ask.terms_count < MADE_ROWS && terms->in_force.first < at &&
        span_holds(terms->in_force, at)) {
        made->terms[made->ask.terms_count] = *terms;
        made->terms[made->ask.terms_count++].in_force.first = at;
        terms->in_force.last = at - 1;
    }
}

static void other_rows(struct trial *trial)
{
    struct made other;

    made_copy(&trial->made, &other);
    turn_rows(&other);
    cut_rows(trial, &other);
    const struct accrual accrual = told(trial->arena, &other.ask, trial->seed);

    cr_assert_eq(accrual.month_count, trial->accrual.month_count);
    for (size_t i = 0; i < accrual.month_count; i++)
        same_amounts(&accrual.months[i], &trial->accrual.months[i], trial->seed);
}

Test(accrual_histories, neither_the_order_of_rows_nor_how_many_say_the_same_matters)
{
    try_all(other_rows);
}
