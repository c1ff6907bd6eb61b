/* Civil dates as schools and statutes count them, and today in England. */
#include "models/date.h"

#include <criterion/criterion.h>
#include <string.h>
#include <time.h>

TestSuite(date, .timeout = 20);

/* The clock of the program under test: this stands before the C library's. */
static time_t pretended;

time_t time(time_t *out)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    const time_t told = pretended ? pretended : now.tv_sec;
    if (out)
        *out = told;
    return told;
}

static int64_t day(const char *text)
{
    int64_t days = INT64_MIN;

    cr_assert(date_read(text, &days), "%s", text);
    return days;
}

Test(date, every_day_reads_back)
{
    char text[DATE_TEXT], last[DATE_TEXT] = "1899-12-31";
    int64_t back;

    for (int64_t days = day("1900-01-01"); days <= day("2199-12-31"); days++) {
        date_write(days, text);
        cr_assert(date_read(text, &back), "%s", text);
        cr_assert_eq(back, days, "%s", text);
        cr_assert_gt(strcmp(text, last), 0, "%s after %s", text, last);
        memcpy(last, text, sizeof last);
        memcpy(text + 8, "01", 2);
        cr_assert(date_read(text, &back), "%s", text);
        cr_assert_eq(date_month_start(days), back, "%s", last);
    }
    cr_expect_eq(day("1970-01-01"), 0);
    cr_expect_eq(day("2000-03-01"), 11017);
    cr_expect_eq(day("2026-11-22"), 20779);
}

Test(date, refuses_what_is_no_date)
{
    static const char *const BAD[] = {
        "", "2026", "2026-1-01", "2026-01-1", "26-01-01", "2026-13-01", "2026-00-01", "2026-01-00",
        "2026-01-32", "2026-04-31", "2026-02-29", "1900-02-29", "2100-02-29", "2024-02-30",
        "1899-12-31", "2200-01-01", "2026/01/01", "2026-01-01 ", " 2026-01-01", "2026-01-0x",
        "+026-01-01", "-026-01-01", "2026-01-01T00:00:00Z", "2026-0a-01", "0000-00-00" };
    int64_t days = 7;

    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
        cr_expect_not(date_read(BAD[i], &days), "'%s'", BAD[i]);
    cr_expect_eq(days, 7, "written only on success");
    cr_expect(date_read("2024-02-29", &days) && date_read("2000-02-29", &days));
}

Test(date, ages)
{
    static const struct {
        const char *born, *on;
        int64_t age;
    } CASES[] = {
        { "2015-06-10", "2026-06-09", 10 }, { "2015-06-10", "2026-06-10", 11 },
        { "2015-06-10", "2015-06-10", 0 },  { "2015-06-10", "2016-06-09", 0 },
        { "2015-12-31", "2026-01-01", 10 }, { "2015-08-31", "2026-08-31", 11 },
        { "2015-09-01", "2026-08-31", 10 },
        /* born on a leap day: of age on 1 March of a common year */
        { "2012-02-29", "2023-02-28", 10 }, { "2012-02-29", "2023-03-01", 11 },
        { "2012-02-29", "2024-02-28", 11 }, { "2012-02-29", "2024-02-29", 12 },
        { "2012-02-28", "2024-02-28", 12 },
    };

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        cr_expect_eq(date_age(day(CASES[i].born), day(CASES[i].on)), CASES[i].age, "%s on %s",
                     CASES[i].born, CASES[i].on);
}

Test(date, academic_years_turn_on_1_september)
{
    cr_expect_eq(date_academic_year(day("2026-08-31")), 2025);
    cr_expect_eq(date_academic_year(day("2026-09-01")), 2026);
    cr_expect_eq(date_academic_year(day("2026-12-31")), 2026);
    cr_expect_eq(date_academic_year(day("2027-01-01")), 2026);
    for (int64_t d = day("2000-09-01"); d < day("2001-09-01"); d++)
        cr_assert_eq(date_academic_year(d), 2000);
}

static const char *today_at(time_t now)
{
    static char text[DATE_TEXT];

    pretended = now;
    date_write(date_today(), text);
    pretended = 0;
    return text;
}

/* The clocks go forward at 01:00 UTC on the last Sunday of March, back on that of October. In
 * summer an English day begins at 23:00 UTC. */
Test(date, today_is_englands)
{
    static const struct {
        const char *day;     /* in UTC */
        int hour, minute;
        const char *in_england;
    } CASES[] = {
        { "2026-01-15", 23, 59, "2026-01-15" }, { "2026-01-16", 0, 0, "2026-01-16" },
        { "2026-07-15", 22, 59, "2026-07-15" }, { "2026-07-15", 23, 0, "2026-07-16" },
        { "2026-03-28", 23, 30, "2026-03-28" }, { "2026-03-29", 0, 59, "2026-03-29" },
        { "2026-03-29", 22, 59, "2026-03-29" }, { "2026-03-29", 23, 0, "2026-03-30" },
        { "2026-10-24", 23, 0, "2026-10-25" },  { "2026-10-25", 0, 59, "2026-10-25" },
        { "2026-10-25", 23, 0, "2026-10-25" },  { "2026-10-25", 23, 59, "2026-10-25" },
        { "2026-08-31", 22, 59, "2026-08-31" }, { "2026-08-31", 23, 0, "2026-09-01" },
        { "2024-02-28", 23, 59, "2024-02-28" }, { "2024-02-29", 0, 0, "2024-02-29" },
        { "2025-03-29", 23, 0, "2025-03-29" },  { "2025-03-30", 23, 0, "2025-03-31" },
        { "2027-03-27", 23, 0, "2027-03-27" },  { "2027-03-28", 23, 0, "2027-03-29" },
        { "2026-12-31", 23, 59, "2026-12-31" }, { "2027-01-01", 0, 0, "2027-01-01" },
    };

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const int64_t at = day(CASES[i].day) * 86400 + CASES[i].hour * 3600 + CASES[i].minute * 60;

        cr_expect_str_eq(today_at((time_t)at), CASES[i].in_england, "%s %02d:%02d UTC gives %s",
                         CASES[i].day, CASES[i].hour, CASES[i].minute, today_at((time_t)at));
    }
}

/* The system's own zone data is asked for every hour of thirty years. */
Test(date, today_agrees_with_the_zone_data)
{
    setenv("TZ", "Europe/London", 1);
    tzset();
    for (time_t now = 1262304000; now < 2208988800; now += 3600) {
        struct tm local;
        char text[DATE_TEXT * 2];

        localtime_r(&now, &local);
        strftime(text, sizeof text, "%Y-%m-%d", &local);
        cr_assert_str_eq(today_at(now), text, "%lld", (long long)now);
    }
}

Test(date, instants)
{
    static const char *const GOOD[] = {
        "2026-09-01T08:30:00Z", "2026-09-01T23:59:59.999999Z", "2026-09-01T00:00:00.1Z",
        "2024-02-29T12:00:00Z" };
    static const char *const BAD[] = {
        "", "2026-09-01", "2026-09-01T08:30:00", "2026-09-01T08:30:00z", "2026-09-01 08:30:00Z",
        "2026-09-01T24:00:00Z", "2026-09-01T08:60:00Z", "2026-09-01T08:30:60Z",
        "2026-09-01T08:30:00.Z", "2026-09-01T08:30:00.1234567Z", "2026-09-01T08:30:00+01:00",
        "2026-02-29T08:30:00Z", "2026-09-01T8:30:00Z", "2026-09-01T08:30Z", "2026-09-01T08:30:00ZZ",
        "2026-09-01t08:30:00Z", "2026-09-01T08:30:00,5Z" };

    for (size_t i = 0; i < sizeof GOOD / sizeof *GOOD; i++)
        cr_expect(instant_is_sound(GOOD[i]), "%s", GOOD[i]);
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
        cr_expect_not(instant_is_sound(BAD[i]), "%s", BAD[i]);
}

Test(date, http_dates)
{
    char text[30];

    instant_to_http("1994-11-06T08:49:37Z", text);
    cr_expect_str_eq(text, "Sun, 06 Nov 1994 08:49:37 GMT");
    instant_to_http("2026-11-22T01:02:03.456789Z", text);
    cr_expect_str_eq(text, "Sun, 22 Nov 2026 01:02:03 GMT");
    instant_to_http("2024-02-29T23:59:59Z", text);
    cr_expect_str_eq(text, "Thu, 29 Feb 2024 23:59:59 GMT");
    for (int64_t days = day("2000-01-01"); days < day("2000-01-08"); days++) {
        char instant[32], expected[40];
        const time_t at = (time_t)(days * 86400);
        struct tm utc;

        gmtime_r(&at, &utc);
        strftime(instant, sizeof instant, "%Y-%m-%dT%H:%M:%SZ", &utc);
        strftime(expected, sizeof expected, "%a, %d %b %Y %H:%M:%S GMT", &utc);
        instant_to_http(instant, text);
        cr_expect_str_eq(text, expected);
    }
}
