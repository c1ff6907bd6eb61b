/* Bank holidays in England, working days, school days, and how each unit of time counts. */
#include "models/ehcps/appeal_limit.h"
#include "models/date.h"
#include "models/shape.h"
#include "tests/ehcps/duty_fixture.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(working_day, .timeout = 20);

static int64_t day(const char *text)
{
    int64_t days = INT64_MIN;

    cr_assert(date_read(text, &days), "%s", text);
    return days;
}

static const char *text(int64_t days)
{
    static char out[4][DATE_TEXT];
    static int turn;

    turn = (turn + 1) % 4;
    date_write(days, out[turn]);
    return out[turn];
}

static struct day_calendar england(void)
{
    const struct duty_fixture *f = duty_fixture();

    return (struct day_calendar){ f->holidays, f->holiday_count, NULL, 0 };
}

/* Easter Sunday by the tables of the Book of Common Prayer: golden number and full moon, not the
 * formula the rows were made with. */
static int64_t easter(int64_t year)
{
    const int64_t golden = year % 19 + 1; /* 1900 to 2199: the moon of 14 April less 11 a year */
    int64_t moon = 45 - (11 * (golden - 1)) % 30;

    if (moon < 21)
        moon += 30;
    if (moon == 50 || (moon == 49 && golden > 11))
        moon--;
    int64_t sunday = date_of(year, 3, 1) + moon - 1 + 1;
    while (date_weekday(sunday) != 7)
        sunday++;
    return sunday;
}

static bool proclaimed(int64_t d, bool *instead)
{
    static const struct {
        const char *day;
        bool holiday;
    } SPECIAL[] = { { "2020-05-04", false }, { "2020-05-08", true }, { "2022-05-30", false },
                    { "2022-06-02", true },  { "2022-06-03", true }, { "2022-09-19", true },
                    { "2023-05-08", true } };

    for (size_t i = 0; i < sizeof SPECIAL / sizeof *SPECIAL; i++)
        if (day(SPECIAL[i].day) == d) {
            *instead = SPECIAL[i].holiday;
            return true;
        }
    return false;
}

static bool is_fixed(int64_t d, int64_t year)
{
    return d == date_of(year, 1, 1) || d == date_of(year, 12, 25) || d == date_of(year, 12, 26);
}

/* A substitute: a weekday that is not a holiday itself and that as many fixed holidays at a weekend
 * have been waiting for. */
static bool substitute(int64_t d, int64_t year)
{
    int64_t waiting = 0;

    if (date_weekday(d) > 5 || is_fixed(d, year))
        return false;
    for (int64_t back = d - 4; back < d; back++) {
        if (is_fixed(back, year))
            waiting += date_weekday(back) > 5;
        else if (waiting && date_weekday(back) <= 5)
            waiting--;
    }
    return waiting > 0;
}

static bool expected_holiday(int64_t d, int64_t year)
{
    const bool monday = date_weekday(d) == 1;
    bool instead;

    if (proclaimed(d, &instead))
        return instead;
    if (d == easter(year) - 2 || d == easter(year) + 1)
        return true;
    if (monday && d >= date_of(year, 5, 1) && d <= date_of(year, 5, 7))
        return true;
    if (monday && ((d >= date_of(year, 5, 25) && d <= date_of(year, 5, 31)) ||
                   (d >= date_of(year, 8, 25) && d <= date_of(year, 8, 31))))
        return true;
    return (is_fixed(d, year) && date_weekday(d) <= 5) || substitute(d, year);
}

Test(working_day, bank_holidays_are_those_of_england)
{
    const struct duty_fixture *f = duty_fixture();
    size_t found = 0;

    for (size_t i = 1; i < f->holiday_count; i++)
        cr_expect_lt(f->holidays[i - 1], f->holidays[i], "%s", text(f->holidays[i]));
    for (int64_t year = 2015; year <= 2030; year++)
        for (int64_t d = date_of(year, 1, 1); d < date_of(year + 1, 1, 1); d++) {
            const bool listed = found < f->holiday_count && f->holidays[found] == d;

            found += listed;
            cr_expect_eq(listed, expected_holiday(d, year), "%s", text(d));
        }
    cr_expect_eq(found, f->holiday_count);
}

/* As the government's list has them. */
Test(working_day, bank_holidays_that_were_proclaimed)
{
    static const char *const HOLIDAYS[] = { "2015-12-28", "2016-12-27", "2017-01-02", "2018-03-30",
                                            "2019-04-22", "2020-05-08", "2020-12-28", "2021-12-27",
                                            "2021-12-28", "2022-01-03", "2022-06-02", "2022-06-03",
                                            "2022-09-19", "2022-12-27", "2023-01-02", "2023-05-08",
                                            "2024-03-29", "2025-04-18", "2026-04-03", "2026-04-06",
                                            "2026-12-25", "2026-12-28", "2027-03-26", "2027-12-27",
                                            "2027-12-28", "2028-01-03" };
    static const char *const WORKING[] = { "2020-05-04", "2022-05-30", "2022-06-01", "2024-12-24",
                                           "2026-12-24", "2026-12-29", "2027-12-24" };
    const struct day_calendar c = england();

    for (size_t i = 0; i < sizeof HOLIDAYS / sizeof *HOLIDAYS; i++)
        cr_expect_not(is_working_day(&c, day(HOLIDAYS[i])), "%s", HOLIDAYS[i]);
    for (size_t i = 0; i < sizeof WORKING / sizeof *WORKING; i++)
        cr_expect(is_working_day(&c, day(WORKING[i])), "%s", WORKING[i]);
}

Test(working_day, school_days_skip_closures)
{
    struct day_calendar c = england();
    const struct closure closures[] = { { day("2026-10-26"), day("2026-10-30") },
                                        { day("2026-12-21"), day("2027-01-01") },
                                        { day("2026-10-28"), day("2026-11-02") } };

    c.closures = closures;
    c.closure_count = 3;
    cr_expect(is_school_day(&c, day("2026-10-23")));
    cr_expect_not(is_school_day(&c, day("2026-10-24")));
    cr_expect_not(is_school_day(&c, day("2026-10-26")));
    cr_expect_not(is_school_day(&c, day("2026-11-02")));
    cr_expect(is_school_day(&c, day("2026-11-03")));
    cr_expect_str_eq(text(school_days_after(&c, day("2026-10-22"), 2)), "2026-11-03");
    cr_expect_str_eq(text(school_days_after(&c, day("2026-12-18"), 1)), "2027-01-04");
    cr_expect_str_eq(text(working_days_after(&c, day("2026-12-24"), 1)), "2026-12-29");
    cr_expect_str_eq(text(working_days_after(&c, day("2026-12-26"), 3)), "2026-12-31");
    cr_expect_str_eq(text(working_days_after(&c, day("2026-12-26"), 0)), "2026-12-26");
    const struct closure forever = { 0, 200000 };
    c.closures = &forever;
    c.closure_count = 1;
    cr_expect_eq(school_days_after(&c, day("2026-10-22"), 1), NONE, "a school that never opens");
}

Test(working_day, months_end_on_the_last_day_there_is)
{
    static const struct {
        const char *from;
        int64_t months;
        const char *to;
    } CASES[] = {
        { "2026-01-31", 1, "2026-02-28" },  { "2028-01-31", 1, "2028-02-29" },
        { "2028-02-29", 12, "2029-02-28" }, { "2024-02-29", 48, "2028-02-29" },
        { "2026-12-31", 2, "2027-02-28" },  { "2026-08-31", 1, "2026-09-30" },
        { "2026-01-28", 12, "2027-01-28" }, { "2026-10-31", 2, "2026-12-31" },
        { "2026-11-30", 3, "2027-02-28" },  { "2027-07-31", -5, "2027-02-28" },
        { "2027-03-31", -1, "2027-02-28" }, { "2027-01-15", -1, "2026-12-15" },
        { "2027-09-01", -5, "2027-04-01" }, { "1969-12-31", 2, "1970-02-28" },
        { "2026-05-05", 0, "2026-05-05" },
    };

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        cr_expect_str_eq(text(date_plus_months(day(CASES[i].from), CASES[i].months)), CASES[i].to,
                         "%s %+d", CASES[i].from, (int)CASES[i].months);
    cr_expect_str_eq(text(date_birthday(day("2024-02-29"), 5)), "2029-03-01");
    cr_expect_str_eq(text(date_birthday(day("2024-02-29"), 4)), "2028-02-29");
    cr_expect_eq(date_weekday(day("2026-11-22")), 7);
    cr_expect_eq(date_weekday(day("1969-12-29")), 1);
}

Test(working_day, periods_in_words_and_days)
{
    static const struct {
        int64_t period;
        const char *unit, *trigger, *due, *words;
    } CASES[] = {
        { 6, "weeks", "2026-09-07", "2026-10-19", "6 weeks (42 days)" },
        { 15, "days", "2026-11-26", "2026-12-11", "15 days" },
        { 0, "days", "2026-11-26", "2026-11-26", "at once (0 days)" },
        { 12, "months", "2028-02-29", "2029-02-28", "12 months" },
        { 1, "months", "2026-01-31", "2026-02-28", "1 month" },
        { 15, "days_from_service", "2026-11-26", "2026-12-10",
          "15 days, beginning with the day of service," },
        { 3, "working_days", "2026-12-23", "2026-12-30", "3 working days" },
        { 15, "school_days", "2026-10-01", "2026-10-22", "15 school days" },
        { 215, "fixed_date", "2026-09-01", "2027-02-14", "before the next 15 February" },
        { 331, "fixed_date", "2026-09-01", "2027-03-30", "before the next 31 March" },
        { 331, "fixed_date", "2027-03-31", "2028-03-30", "before the next 31 March" },
        { 215, "fixed_date", "2027-02-14", "2027-02-14", "before the next 15 February" },
        { 901, "fixed_date", "2027-08-31", "2027-08-31", "before the next 1 September" },
    };
    const struct day_calendar c = england();
    struct arena arena = { .limit = 1 << 16 };

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const struct duty_rule rule = { .period = CASES[i].period, .unit = CASES[i].unit };

        cr_expect_str_eq(text(duty_due(&rule, day(CASES[i].trigger), &c)), CASES[i].due, "%d %s",
                         (int)rule.period, rule.unit);
        cr_expect_str_eq(duty_period(&arena, &rule), CASES[i].words);
    }
    const struct duty_rule none = { .period = NONE }, odd = { .period = 3, .unit = "moons" };
    cr_expect_eq(duty_due(&none, 0, &c), NONE);
    cr_expect_eq(duty_due(&odd, 0, &c), NONE);
    cr_expect_eq(duty_due_before(&none, 0), NONE);
    cr_expect_str_eq(duty_period(&arena, &none), "");
    arena_free(&arena);
}

Test(working_day, appeal_limits_step_over_christmas_and_august)
{
    static const struct {
        const char *decided, *certificate, *limit;
    } CASES[] = {
        { "2026-09-14", NULL, "2026-11-14" }, /* a Saturday stays */
        { "2026-12-31", NULL, "2027-02-28" }, /* no 31 February */
        { "2026-10-24", NULL, "2026-12-24" }, /* the day before */
        { "2026-10-25", NULL, "2027-01-04" }, /* 25 December */
        { "2026-10-26", NULL, "2027-01-04" },         { "2026-10-31", NULL, "2027-01-04" },
        { "2026-11-01", NULL, "2027-01-04" }, /* 1 January */
        { "2026-11-02", NULL, "2027-01-02" }, /* the day after, a Saturday */
        { "2027-10-28", NULL, "2028-01-04" }, /* 3 January 2028 is a bank holiday */
        { "2026-05-31", NULL, "2026-07-31" },         { "2026-06-01", NULL, "2026-09-01" },
        { "2026-06-30", NULL, "2026-09-01" },         { "2026-07-01", NULL, "2026-09-01" },
        { "2024-06-20", NULL, "2024-09-02" }, /* 1 September 2024 is a Sunday */
        { "2026-07-02", NULL, "2026-09-02" },         { "2026-07-31", NULL, "2026-09-30" },
        { "2026-09-14", "2026-09-20", "2026-11-14" }, { "2026-09-14", "2026-10-14", "2026-11-14" },
        { "2026-09-14", "2026-10-15", "2026-11-15" }, { "2026-09-14", "2026-12-01", "2027-01-04" },
        { "2026-05-20", "2026-07-10", "2026-09-01" }, { "2026-11-20", "2027-01-31", "2027-02-28" },
    };
    const struct duty_fixture *f = duty_fixture();
    const struct day_calendar c = england();

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const int64_t limit = appeal_limit(
            duty_rule_find(f->rules, f->rule_count, "appeal"),
            duty_rule_find(f->rules, f->rule_count, "appeal_after_certificate"),
            day(CASES[i].decided), CASES[i].certificate ? day(CASES[i].certificate) : NONE, &c);

        cr_expect_str_eq(text(limit), CASES[i].limit, "%s and %s", CASES[i].decided,
                         CASES[i].certificate ? CASES[i].certificate : "no certificate");
    }
}
