/* A calendar that is walked, from 1 January 1970, a Thursday. */
#include "tests/ehcps/ehcp_oracle_parts.h"

struct calendar_day calendar[DAYS];

static int month_length(int year, int month)
{
    if (month == 2)
        return year % 4 == 0 ? 29 : 28; /* 1970 to 2049 */
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

void walk_calendar(void)
{
    int year = 1970, month = 1, day = 1;

    for (int i = 0; i < DAYS; i++) {
        calendar[i].year = (short)year;
        calendar[i].month = (signed char)month;
        calendar[i].day = (signed char)day;
        calendar[i].weekday = (signed char)((i + 3) % 7);
        if (++day > month_length(year, month)) {
            day = 1;
            month = month == 12 ? 1 : month + 1;
            year += month == 1;
        }
    }
}

int64_t find(int year, int month, int day)
{
    int64_t i = (year - 1970) * 365; /* not past it */

    while (calendar[i].year != year || calendar[i].month != month || calendar[i].day != day)
        i++;
    return i;
}

int64_t months_on(int64_t from, int months)
{
    const int target = calendar[from].month - 1 + months;
    const int month = target % 12 + 1, year = calendar[from].year + target / 12;
    int64_t i = from;

    while (calendar[i].year != year || calendar[i].month != month)
        i++;
    while (calendar[i].day < calendar[from].day && calendar[i + 1].month == month)
        i++;
    return i;
}

int64_t months_back(int64_t from, int months)
{
    int64_t i = from;

    for (; months > 0; months--) {
        const int month = calendar[i].month;

        while (calendar[i].month == month)
            i--;
    }
    while (calendar[i].day > calendar[from].day)
        i--;
    return i;
}

bool works(int64_t day)
{
    for (size_t i = 0; i < c->holiday_count; i++)
        if (c->holidays[i] == day)
            return false;
    return calendar[day].weekday < 5;
}

int64_t work_on(int64_t day, int count)
{
    while (count > 0)
        count -= works(++day);
    return day;
}
