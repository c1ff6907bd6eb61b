/* Base years, spans of days and periods. */
#include "models/funding/funding_year.h"

#include "models/date.h"
#include "models/shape.h"
#include "tests/funding/funding_fixture.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(funding_year, .timeout = 60);

static void year_of(enum base_year base, const char *on, const char *first, const char *last,
                    int64_t days)
{
    const struct day_span year = base_year(base, day(on));

    cr_expect_eq(year.first, day(first), "%s", on);
    cr_expect_eq(year.last, day(last), "%s", on);
    cr_expect_eq(span_days(year), days, "%s", on);
}

Test(funding_year, a_year_is_as_long_as_its_february_says)
{
    year_of(BASE_ACADEMIC, "2026-11-09", "2026-09-01", "2027-08-31", 365);
    year_of(BASE_ACADEMIC, "2026-09-01", "2026-09-01", "2027-08-31", 365);
    year_of(BASE_ACADEMIC, "2026-08-31", "2025-09-01", "2026-08-31", 365);
    year_of(BASE_ACADEMIC, "2027-09-01", "2027-09-01", "2028-08-31", 366);
    year_of(BASE_ACADEMIC, "2028-02-29", "2027-09-01", "2028-08-31", 366);
    year_of(BASE_ACADEMIC, "2028-12-31", "2028-09-01", "2029-08-31", 365);
    year_of(BASE_FINANCIAL, "2026-11-09", "2026-04-01", "2027-03-31", 365);
    year_of(BASE_FINANCIAL, "2027-03-31", "2026-04-01", "2027-03-31", 365);
    year_of(BASE_FINANCIAL, "2027-04-01", "2027-04-01", "2028-03-31", 366);
    year_of(BASE_FINANCIAL, "2028-03-31", "2027-04-01", "2028-03-31", 366);
    year_of(BASE_FINANCIAL, "2028-04-01", "2028-04-01", "2029-03-31", 365);
    year_of(BASE_ACADEMIC, "2100-02-28", "2099-09-01", "2100-08-31", 365);
    year_of(BASE_FINANCIAL, "2000-01-01", "1999-04-01", "2000-03-31", 366);
}

Test(funding_year, every_day_is_in_its_year_and_its_month)
{
    for (int64_t on = day("1999-01-01"); on <= day("2101-12-31"); on++)
        for (enum base_year base = BASE_ACADEMIC; base <= BASE_FINANCIAL; base++) {
            const struct day_span year = base_year(base, on), month = period_span(period_of(on));

            cr_assert(span_holds(year, on) && span_holds(month, on));
            cr_assert_eq(span_days(span_shared(year, month)), span_days(month),
                         "a month is within one year");
            cr_assert_eq(base_year(base, year.last + 1).first, year.last + 1);
            cr_assert_eq(period_next(period_of(on)), month.last + 1);
            cr_assert_eq(date_plus_months(year.first, 12), year.last + 1);
        }
}

Test(funding_year, spans_share_days_or_none)
{
    const struct day_span march = { 10, 20 }, open = { 15, NONE }, ever = { 1, NONE };

    cr_expect_eq(span_days(march), 11);
    cr_expect_eq(span_days((struct day_span){ 10, 10 }), 1);
    cr_expect_eq(span_days((struct day_span){ 10, 9 }), 0);
    cr_expect_eq(span_days((struct day_span){ 10, 2 }), 0);
    cr_expect_eq(span_days(span_shared(march, open)), 6);
    cr_expect_eq(span_days(span_shared(open, march)), 6);
    cr_expect_eq(span_shared(open, ever).first, 15);
    cr_expect_eq(span_shared(open, ever).last, NONE);
    cr_expect_eq(span_days(span_shared(march, (struct day_span){ 21, 30 })), 0);
    cr_expect_eq(span_days(span_shared(march, (struct day_span){ 20, 30 })), 1);
    cr_expect(span_holds(open, 1 << 30) && !span_holds(open, 14) && !span_holds(march, 21));
}

Test(funding_year, a_period_is_a_month_as_written)
{
    static const char *const BAD[] = { "",        "2026",    "2026-1",   "2026-13",    "2026-00",
                                       "26-11",   "2026/11", "2026-11-", "2026-11-01", "202611",
                                       "1899-12", "2200-01", "2026-1x",  " 2026-1",    "2026-111" };
    char text[PERIOD_TEXT];
    int64_t period = 7;

    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
        cr_expect_not(period_read(BAD[i], &period), "'%s'", BAD[i]);
    cr_expect_eq(period, 7, "written only on success");
    cr_assert(period_read("2028-02", &period));
    cr_expect_eq(period, day("2028-02-01"));
    cr_expect_eq(period_span(period).last, day("2028-02-29"));
    period_write(period_next(period), text);
    cr_expect_str_eq(text, "2028-03");
    period_write(period_of(day("2027-12-31")), text);
    cr_expect_str_eq(text, "2027-12");
}
