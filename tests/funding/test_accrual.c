/* What a placement brings in and passes on: worked by hand, to the penny. */
#include "models/date.h"
#include "models/shape.h"
#include "tests/funding/funding_fixture.h"

#include <criterion/criterion.h>

TestSuite(accrual, .timeout = 20);

enum { ARENA = 16 << 20 };

static struct day_span span(const char *first, const char *last)
{
    return (struct day_span){ day(first), last ? day(last) : NONE };
}

static int64_t month(const char *text)
{
    int64_t period = NONE;

    cr_assert(period_read(text, &period), "%s", text);
    return period;
}

static struct annual_rate rate(const char *first, const char *last, int64_t pence)
{
    return (struct annual_rate){ first, span(first, last), pence, 1 };
}

static struct passport_terms proportion(const char *first, const char *last, int64_t points)
{
    return (struct passport_terms){
        first, span(first, last), PASSPORT_PROPORTION, points, NONE, NONE, NONE
    };
}

static struct passport_terms sum_of(enum passport_mode mode, int64_t pence)
{
    return (
        struct passport_terms){ "sum", span("2020-01-01", NULL), mode, NONE, pence, NONE, NONE };
}

/* Whatever is not said: the academic year 2026/27, twelve months, one rate, one share. */
static struct annual_rate one_rate;
static struct passport_terms one_terms;

static struct accrual_ask plain(const char *first, const char *last)
{
    one_rate = rate("2020-01-01", NULL, 1234567);
    one_terms = proportion("2020-01-01", NULL, 1250);
    return (struct accrual_ask){ .base = BASE_ACADEMIC,
                                 .stay = span(first, last),
                                 .agreement = span("2020-01-01", NULL),
                                 .rates = &one_rate,
                                 .rate_count = 1,
                                 .terms = &one_terms,
                                 .terms_count = 1,
                                 .first_period = month("2026-09"),
                                 .last_period = month("2027-08") };
}

static struct arena arena;

static struct accrual sound(const struct accrual_ask *ask)
{
    arena = (struct arena){ .limit = ARENA };
    const struct accrual accrual = accrue(&arena, ask);

    cr_assert_eq(accrual.fault, ACCRUAL_SOUND, "fault %d", (int)accrual.fault);
    cr_assert_eq(accrual.fault_on, NONE);
    return accrual;
}

static void totals(const struct accrual_ask *ask, int64_t received, int64_t passported)
{
    const struct accrual accrual = sound(ask);
    int64_t got = 0, passed = 0, kept = 0;

    for (size_t i = 0; i < accrual.month_count; i++) {
        got += accrual.months[i].received_pence;
        passed += accrual.months[i].passported_pence;
        kept += accrual.months[i].retained_pence;
    }
    cr_expect_eq(got, received, "%ld received", (long)got);
    cr_expect_eq(passed, passported, "%ld passported", (long)passed);
    cr_expect_eq(kept, received - passported);
    arena_free(&arena);
}

/* ---- a rate changes on 1 April, a share on 1 January ---- */

static const struct {
    int64_t received, passported, retained;
} WORKED[12] = { { 0, 0, 0 },
                 { 0, 0, 0 },
                 { 74412, 9302, 65110 },
                 { 104854, 13106, 91748 },
                 { 104854, 15728, 89126 },
                 { 94706, 14206, 80500 },
                 { 104854, 15728, 89126 },
                 { 105530, 15830, 89700 },
                 { 109048, 16357, 92691 },
                 { 105530, 15830, 89700 },
                 { 109048, 16357, 92691 },
                 { 109047, 16357, 92690 } };

Test(accrual, a_year_with_another_rate_and_another_share_is_right_to_the_penny)
{
    const struct annual_rate rates[] = { rate("2026-04-01", "2027-03-31", 1234567),
                                         rate("2027-04-01", NULL, 1283950) };
    const struct passport_terms terms[] = { proportion("2026-09-01", "2026-12-31", 1250),
                                            proportion("2027-01-01", NULL, 1500) };
    struct accrual_ask ask = plain("2026-11-09", "2027-08-31");

    ask.rates = rates;
    ask.terms = terms;
    ask.rate_count = ask.terms_count = 2;
    const struct accrual accrual = sound(&ask);

    cr_assert_eq(accrual.month_count, 12);
    for (size_t i = 0; i < 12; i++) {
        cr_expect_eq(accrual.months[i].received_pence, WORKED[i].received, "%zu: %ld", i,
                     (long)accrual.months[i].received_pence);
        cr_expect_eq(accrual.months[i].passported_pence, WORKED[i].passported, "%zu: %ld", i,
                     (long)accrual.months[i].passported_pence);
        cr_expect_eq(accrual.months[i].retained_pence, WORKED[i].retained);
        cr_expect_eq(accrual.months[i].segment_count, i < 2 ? 0 : 1);
        cr_expect_eq(accrual.months[i].counted_from, i < 2 ? NONE : day("2026-11-09"));
    }
    cr_expect_eq(money_round(accrual.months[11].after.received), 1021883);
    cr_expect_eq(money_round(accrual.months[11].after.passported), 148801);
    arena_free(&arena);
    totals(&ask, 1021883, 148801);
}

Test(accrual, a_whole_year_is_the_annual_rate_in_a_leap_year_too)
{
    struct accrual_ask ask = plain("2024-09-01", NULL);

    ask.first_period = month("2027-09");
    ask.last_period = month("2028-08");
    totals(&ask, 1234567, 154321); /* 154,320.875 */
    ask.base = BASE_FINANCIAL;
    ask.first_period = month("2028-04");
    ask.last_period = month("2029-03");
    totals(&ask, 1234567, 154321);
}

Test(accrual, a_day_is_a_365th_or_a_366th)
{
    struct accrual_ask ask = plain("2027-02-28", "2027-02-28");

    totals(&ask, 3382, 423); /* 3,382.38 and 422.80 */
    ask.stay = span("2028-02-29", "2028-02-29");
    ask.first_period = ask.last_period = month("2028-02");
    totals(&ask, 3373, 422); /* 3,373.13 and 421.64 */
    ask.base = BASE_FINANCIAL;
    ask.stay = span("2028-04-01", "2028-04-01");
    ask.first_period = ask.last_period = month("2028-04");
    totals(&ask, 3382, 423);
    ask.base = BASE_ACADEMIC;
    totals(&ask, 3373, 422);
}

Test(accrual, a_change_within_a_month_makes_two_segments)
{
    const struct annual_rate rates[] = { rate("2027-01-16", NULL, 1283950),
                                         rate("2026-04-01", "2027-01-15", 1234567) };
    const struct passport_terms terms[] = { proportion("2026-09-01", "2027-01-20", 1250),
                                            proportion("2027-01-21", NULL, 1500) };
    struct accrual_ask ask = plain("2027-01-05", "2027-01-30");

    ask.rates = rates;
    ask.terms = terms;
    ask.rate_count = ask.terms_count = 2;
    const struct accrual accrual = sound(&ask);
    const struct accrual_month *january = &accrual.months[4];

    cr_assert_eq(january->segment_count, 3);
    cr_expect_eq(january->segments[0].rate, &rates[1]);
    cr_expect_eq(january->segments[1].rate, &rates[0]);
    cr_expect_eq(january->segments[0].day_count, 11);
    cr_expect_eq(january->segments[1].day_count, 5);
    cr_expect_eq(january->segments[2].day_count, 10);
    cr_expect_eq(january->segments[2].days.first, day("2027-01-21"));
    cr_expect_eq(january->segments[2].terms, &terms[1]);
    cr_expect_eq(january->segments[0].received.numerator, 11 * 1234567);
    cr_expect_eq(january->segments[0].received.denominator, 365);
    cr_expect_eq(january->segments[2].passported.numerator, INT64_C(10) * 1283950 * 1500);
    cr_expect_eq(january->segments[2].passported.denominator, 3650000);
    cr_expect_eq(january->received_pence, 89971);   /* (11 x 1,234,567 + 15 x 1,283,950) / 365 */
    cr_expect_eq(january->passported_pence, 12126); /* 12,125.89 */
    cr_expect_eq(accrual.months[5].received_pence, 0);
    cr_expect_eq(accrual.months[5].segment_count, 0);
    arena_free(&arena);
}

/* ---- what the terms may be ---- */

Test(accrual, a_cap_and_a_floor_limit_the_annual_amount_by_the_day)
{
    struct accrual_ask ask = plain("2026-09-01", "2027-08-31");

    one_terms.cap_pence = 100000;
    totals(&ask, 1234567, 100000);
    ask.stay = span("2026-09-01", "2026-09-30");
    totals(&ask, 101471, 8219); /* 30/365 of the cap: 8,219.18 */
    one_terms.cap_pence = 154321;
    totals(&ask, 101471, 12684); /* not reached: 12,683.91 */
    one_terms.floor_pence = 154321;
    totals(&ask, 101471, 12684); /* 30/365 of the floor: 12,683.92 */
    one_terms.cap_pence = NONE;
    one_terms.floor_pence = 2000000;
    totals(&ask, 101471, 164384); /* above what is received: the provider bears it */
    cr_expect_eq(sound(&ask).months[0].segments[0].limit, LIMIT_FLOOR);
    arena_free(&arena);
}

Test(accrual, a_cap_binds_only_on_the_days_that_reach_it)
{
    const struct annual_rate rates[] = { rate("2026-04-01", "2027-03-31", 1000000),
                                         rate("2027-04-01", NULL, 2000000) };
    struct accrual_ask ask = plain("2026-09-01", "2027-08-31");

    one_terms.basis_points = 5000;
    one_terms.cap_pence = 750000;
    ask.rates = rates;
    ask.rate_count = 2;
    totals(&ask, 1419178, 604795); /* (212 x 500,000 + 153 x 750,000) / 365 = 604,794.52 */
    const struct accrual accrual = sound(&ask);

    cr_expect_eq(accrual.months[6].segments[0].limit, LIMIT_NONE);
    cr_expect_eq(accrual.months[7].segments[0].limit, LIMIT_CAP);
    arena_free(&arena);
}

Test(accrual, a_sum_for_each_place_is_passed_on_whatever_is_received)
{
    struct accrual_ask ask = plain("2026-09-01", "2027-02-28");

    one_terms = sum_of(PASSPORT_PER_PLACE, 300000);
    totals(&ask, 612210, 148767); /* 181 days: 612,209.94 and 148,767.12 */
}

Test(accrual, a_fixed_sum_is_passed_on_once_for_the_agreement)
{
    struct accrual_ask ask = plain("2026-09-01", "2027-08-31");

    one_terms = sum_of(PASSPORT_FIXED_SUM, 2000000);
    totals(&ask, 1234567, 0);
    ask.whole_agreement = true;
    totals(&ask, 0, 2000000);
    ask.rate_count = 0; /* no rate is wanted */
    ask.stay = span("2026-09-01", "2026-09-30");
    totals(&ask, 0, 164384);
    cr_expect_eq(sound(&ask).months[0].retained_pence, -164384);
    arena_free(&arena);
    one_terms = sum_of(PASSPORT_PER_PLACE, 2000000);
    totals(&ask, 0, 0);
    one_terms = proportion("2020-01-01", NULL, 10000);
    totals(&ask, 0, 0);
}

/* ---- what is wrong ---- */

static void refused(const struct accrual_ask *ask, enum accrual_fault fault, const char *on,
                    const char *id)
{
    struct arena own = { .limit = ARENA };
    const struct accrual accrual = accrue(&own, ask);

    cr_expect_eq(accrual.fault, fault, "fault %d, not %d", (int)accrual.fault, (int)fault);
    cr_expect_eq(accrual.fault_on, on ? day(on) : NONE, "on %ld", (long)accrual.fault_on);
    if (id)
        cr_expect_str_eq(accrual.fault_id, id);
    else
        cr_expect_null(accrual.fault_id);
    cr_expect_null(accrual.months);
    cr_expect_eq(accrual.month_count, 0);
    arena_free(&own);
}

Test(accrual, a_day_without_a_rate_or_with_two_is_named)
{
    struct annual_rate rates[] = { rate("2026-04-01", "2027-03-30", 1),
                                   rate("2027-04-01", NULL, 2) };
    struct accrual_ask ask = plain("2026-11-09", NULL);

    ask.rates = rates;
    ask.rate_count = 2;
    refused(&ask, ACCRUAL_NO_RATE, "2027-03-31", NULL);
    rates[0].in_force.last = day("2027-04-02");
    refused(&ask, ACCRUAL_RATES_OVERLAP, "2027-04-01", NULL);
    ask.last_period = month("2027-03"); /* of no consequence yet */
    cr_expect_eq(sound(&ask).month_count, 7);
    arena_free(&arena);
    ask.rate_count = 0;
    refused(&ask, ACCRUAL_NO_RATE, "2026-11-09", NULL);
    ask.stay = span("2027-04-01", NULL); /* no day counts */
    cr_expect_eq(sound(&ask).month_count, 7);
    arena_free(&arena);
}

Test(accrual, a_day_without_terms_or_with_two_is_named)
{
    struct passport_terms terms[] = { proportion("2026-09-01", "2026-12-30", 1),
                                      proportion("2027-01-01", NULL, 2) };
    struct accrual_ask ask = plain("2026-11-09", NULL);

    ask.terms = terms;
    ask.terms_count = 2;
    refused(&ask, ACCRUAL_NO_TERMS, "2026-12-31", NULL);
    terms[0].in_force.last = day("2027-06-30");
    refused(&ask, ACCRUAL_TERMS_OVERLAP, "2027-01-01", NULL);
    ask.first_period = month("2027-08"); /* the year is counted from its start */
    refused(&ask, ACCRUAL_TERMS_OVERLAP, "2027-01-01", NULL);
}

Test(accrual, amounts_shares_and_days_beyond_their_limits_are_refused)
{
    struct accrual_ask ask = plain("2026-11-09", NULL);

    one_rate.annual_pence = MONEY_LIMIT + 1;
    refused(&ask, ACCRUAL_RATE_UNSOUND, NULL, "2020-01-01");
    one_rate.annual_pence = -1;
    refused(&ask, ACCRUAL_RATE_UNSOUND, NULL, "2020-01-01");
    one_rate = rate("2026-11-09", "2026-11-08", 1);
    refused(&ask, ACCRUAL_RATE_UNSOUND, NULL, "2026-11-09");
    ask = plain("2026-11-09", NULL);
    ask.last_period++;
    refused(&ask, ACCRUAL_PERIODS_UNSOUND, NULL, NULL);
    ask.last_period = month("2026-08");
    refused(&ask, ACCRUAL_PERIODS_UNSOUND, NULL, NULL);
    ask.last_period = date_plus_months(ask.first_period, 2400);
    refused(&ask, ACCRUAL_PERIODS_UNSOUND, NULL, NULL);
}

Test(accrual, terms_that_say_what_they_may_not_are_refused)
{
    const struct passport_terms good = proportion("2026-09-01", NULL, 10000);
    const struct passport_terms place = sum_of(PASSPORT_PER_PLACE, 1);
    struct passport_terms bad[12];
    struct accrual_ask ask = plain("2026-11-09", NULL);

    for (size_t i = 0; i < 12; i++)
        bad[i] = i < 7 ? good : place;
    bad[0].basis_points = 10001;
    bad[1].basis_points = NONE;
    bad[2].annual_pence = 1;
    bad[3].cap_pence = -1;
    bad[4].floor_pence = MONEY_LIMIT + 1;
    bad[5].cap_pence = 1, bad[5].floor_pence = 2;
    bad[6].in_force.last = bad[6].in_force.first - 1;
    bad[7].annual_pence = NONE;
    bad[8].annual_pence = MONEY_LIMIT + 1;
    bad[9].basis_points = 1;
    bad[10].cap_pence = 1;
    bad[11].mode = PASSPORT_FIXED_SUM + 1;
    for (size_t i = 0; i < 12; i++) {
        ask.terms = &bad[i];
        refused(&ask, ACCRUAL_TERMS_UNSOUND, NULL, bad[i].id);
    }
}

Test(accrual, without_memory_it_says_so)
{
    const struct accrual_ask ask = plain("2026-11-09", NULL);

    for (size_t limit = 0; limit < 4096; limit += 512) {
        struct arena narrow = { .limit = limit };
        const struct accrual accrual = accrue(&narrow, &ask);

        cr_expect_eq(accrual.fault, ACCRUAL_NO_MEMORY, "limit %zu", limit);
        cr_expect_null(accrual.months);
        arena_free(&narrow);
    }
}

/* ---- the ends of what there may be ---- */

Test(accrual, a_century_at_the_highest_amounts_stays_exact)
{
    struct accrual_ask ask = plain("2026-09-01", NULL);

    one_rate.annual_pence = MONEY_LIMIT;
    one_terms.basis_points = WHOLE_SHARE;
    ask.last_period = month("2126-08");
    totals(&ask, 100 * MONEY_LIMIT, 100 * MONEY_LIMIT);
    one_terms.basis_points = 9999;
    totals(&ask, 100 * MONEY_LIMIT, 100 * MONEY_LIMIT / 10000 * 9999);
    one_terms = sum_of(PASSPORT_PER_PLACE, MONEY_LIMIT);
    ask.base = BASE_FINANCIAL;
    ask.stay = span("2027-04-01", "2127-03-31");
    ask.last_period = month("2127-03");
    totals(&ask, 100 * MONEY_LIMIT, 100 * MONEY_LIMIT);
}
