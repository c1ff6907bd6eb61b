/* How amounts are told: every figure in a sentence can be worked out from the ones before it. */
#include "models/funding/explain.h"

#include "models/date.h"
#include "models/shape.h"
#include "tests/funding/funding_fixture.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(explain, .timeout = 20);

enum { ARENA = 16 << 20 };

static struct arena arena;
static struct annual_rate rates[2];
static struct passport_terms terms[2];
static struct accrual_ask ask;

/* The placement of 9 November 2026: another rate from 1 April, another share from 1 January. */
static void begin(void)
{
    arena = (struct arena){ .limit = ARENA };
    rates[0] = (struct annual_rate){ "a", { day("2026-04-01"), day("2027-03-31") }, 1234567, 1 };
    rates[1] = (struct annual_rate){ "b", { day("2027-04-01"), NONE }, 1283950, 1 };
    terms[0] = (struct passport_terms){
        "1", { day("2026-09-01"), day("2026-12-31") }, PASSPORT_PROPORTION, 1250, NONE, NONE, NONE
    };
    terms[1] = terms[0];
    terms[1].in_force = (struct day_span){ day("2027-01-01"), NONE };
    terms[1].basis_points = 1500;
    ask = (struct accrual_ask){ .base = BASE_ACADEMIC,
                                .stay = { day("2026-11-09"), day("2027-08-31") },
                                .agreement = { day("2026-09-01"), NONE },
                                .rates = rates,
                                .rate_count = 2,
                                .terms = terms,
                                .terms_count = 2,
                                .first_period = day("2026-09-01"),
                                .last_period = day("2027-08-01") };
}

static void end(void)
{
    arena_free(&arena);
}

static void told(size_t month, const char *expected)
{
    const struct accrual accrual = accrue(&arena, &ask);

    cr_assert_eq(accrual.fault, ACCRUAL_SOUND, "fault %d", (int)accrual.fault);
    const char *words = explain_month(&arena, &accrual.months[month]);

    cr_assert_not_null(words);
    cr_expect_str_eq(words, expected, "%s\nand not\n%s", words, expected);
}

Test(explain, a_month_of_one_rate_is_one_sentence, .init = begin, .fini = end)
{
    told(2, "22 of 365 days (9 to 30 November 2026) at £12,345.67 a year = £744.12 received; "
            "12.50% = £93.02 passported to the host; £651.10 retained.");
    told(4, "31 of 365 days (1 to 31 January 2027) at £12,345.67 a year = £1,048.54 received; "
            "15.00% = £157.28 passported to the host; £891.26 retained.");
    told(0, "No day of September 2026 counts.");
}

Test(explain, where_the_year_rounds_otherwise_it_is_counted_out, .init = begin, .fini = end)
{
    told(11, "31 of 365 days (1 to 31 August 2027) at £12,839.50 a year = £1,090.4781 received; "
             "15.00% = £163.5717 passported to the host. Counted from 9 November 2026 to 31 August "
             "2027: £10,218.8337 received, rounded £10,218.83, less £9,128.36 before = £1,090.47 "
             "and not £1,090.48; £1,488.0086 passported, rounded £1,488.01, less £1,324.44 before "
             "= £163.57; £926.90 retained.");
}

Test(explain, received_and_passported_are_counted_each_by_itself, .init = begin, .fini = end)
{
    told(5, "28 of 365 days (1 to 28 February 2027) at £12,345.67 a year = £947.0651 received; "
            "15.00% = £142.0598 passported to the host. Counted from 9 November 2026 to 28 "
            "February 2027: £3,788.2604 received, rounded £3,788.26, less £2,841.20 before = "
            "£947.06 and not £947.07; £523.4226 passported, rounded £523.42, less £381.36 before = "
            "£142.06; £805.00 retained.");
}

Test(explain, a_change_within_the_month_is_told_in_parts, .init = begin, .fini = end)
{
    rates[0].in_force.last = day("2027-01-15");
    rates[1].in_force.first = day("2027-01-16");
    ask.stay.first = day("2027-01-15");
    ask.stay.last = day("2027-01-18");
    told(4, "1 of 365 days (15 January 2027) at £12,345.67 a year = £33.8238 received; 15.00% = "
            "£5.0736 passported to the host. 3 of 365 days (16 to 18 January 2027) at £12,839.50 a "
            "year = £105.5301 received; 15.00% = £15.8295 passported to the host. Together "
            "£139.3539, rounded £139.35 received; £20.9031, rounded £20.90 passported to the host; "
            "£118.45 retained.");
}

Test(explain, caps_floors_and_sums_are_told_as_agreed, .init = begin, .fini = end)
{
    terms[0].cap_pence = 100000;
    told(2, "22 of 365 days (9 to 30 November 2026) at £12,345.67 a year = £744.12 received; "
            "12.50% but at most £1,000.00 a year = £60.27 passported to the host; £683.85 "
            "retained.");
    terms[0].cap_pence = NONE;
    terms[0].floor_pence = 2000000;
    told(2, "22 of 365 days (9 to 30 November 2026) at £12,345.67 a year = £744.12 received; "
            "12.50% but at least £20,000.00 a year = £1,205.48 passported to the host; £461.36 "
            "borne by the provider.");
    terms[0] = (struct passport_terms){
        "1", terms[0].in_force, PASSPORT_PER_PLACE, NONE, 300000, NONE, NONE
    };
    told(2, "22 of 365 days (9 to 30 November 2026) at £12,345.67 a year = £744.12 received; "
            "£3,000.00 a year for the place = £180.82 passported to the host; £563.30 retained.");
    terms[0].mode = PASSPORT_FIXED_SUM;
    told(2, "22 of 365 days (9 to 30 November 2026) at £12,345.67 a year = £744.12 received; "
            "nothing passported, as the host has a fixed sum; £744.12 retained.");
    ask.whole_agreement = true;
    told(2, "22 of 365 days (9 to 30 November 2026) of the fixed sum of £3,000.00 a year = £180.82 "
            "passported to the host; £180.82 borne by the provider.");
    terms[0].mode = PASSPORT_PER_PLACE;
    told(2, "22 of 365 days (9 to 30 November 2026): no fixed sum is agreed; £0.00 retained.");
}

Test(explain, a_posting_says_what_is_due_and_what_was_posted, .init = begin, .fini = end)
{
    const struct posting adjustment = {
        day("2027-01-01"), day("2026-11-01"), true, -27059, -3382, -23677
    };
    const struct posting plain = {
        day("2026-11-01"), day("2026-11-01"), false, 74412, 9302, 65110
    };
    const struct posted was = { day("2026-11-01"), 101471, 12684 }, nothing = { 0 };

    cr_expect_str_eq(
        explain_posting(&arena, &adjustment, &was),
        "Adjustment for November 2026, posted in January 2027: received £744.12 is due "
        "and £1,014.71 was posted: -£270.59; passported £93.02 is due and £126.84 was "
        "posted: -£33.82; retained £651.10 is due and £887.87 was posted: -£236.77.");
    cr_expect_str_eq(explain_posting(&arena, &plain, &nothing),
                     "November 2026: £744.12 received; £93.02 passported to the host; £651.10 "
                     "retained.");
}

Test(explain, without_memory_there_are_no_words, .init = begin, .fini = end)
{
    const struct accrual accrual = accrue(&arena, &ask);
    const struct posting plain = { day("2026-11-01"), day("2026-11-01"), false, 1, 1, 0 };
    const struct posted nothing = { 0 };
    struct arena none = { .limit = 0 };

    for (size_t month = 0; month < 12; month++)
        cr_expect_null(explain_month(&none, &accrual.months[month]));
    cr_expect_null(explain_posting(&none, &plain, &nothing));
    arena_free(&none);
}

/* Of any case: the parts that are told to four places are those of the posted amount. */
Test(explain, every_made_up_month_has_words)
{
    const struct seeds seeds = seeds_to_try(500);

    for (uint64_t seed = seeds.first; seed <= seeds.last; seed++) {
        struct arena own = { .limit = ARENA };
        struct draws draws = draws_of(seed);
        struct made made;

        make(&draws, &made);
        const struct accrual accrual = accrue(&own, &made.ask);

        for (size_t i = 0; i < accrual.month_count; i++) {
            const struct accrual_month *month = &accrual.months[i];
            const char *words = explain_month(&own, month);
            char amount[MONEY_TEXT];

            cr_assert_not_null(words, "TAMAR_TEST_SEED=%lu", (unsigned long)seed);
            cr_assert_eq(words[strlen(words) - 1], '.');
            money_write(month->received_pence, amount);
            cr_assert(month->segment_count == 0 || made.ask.whole_agreement ||
                          strstr(words, amount),
                      "TAMAR_TEST_SEED=%lu: %s", (unsigned long)seed, words);
        }
        arena_free(&own);
    }
}
