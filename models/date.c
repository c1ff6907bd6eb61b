#include "models/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const int MONTH_DAYS[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

static const char *const MONTHS[] = { "January",   "February", "March",    "April",
                                      "May",       "June",     "July",     "August",
                                      "September", "October",  "November", "December" };

static bool is_leap(int64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Days from 1970-01-01; the year is counted from March so that a leap day comes last. */
int64_t date_of(int64_t year, int64_t month, int64_t day)
{
    const int64_t y = year - (month <= 2);
    const int64_t era = y / 400;
    const int64_t of_era = y - era * 400;
    const int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

struct civil {
    int64_t year, month, day;
};

static struct civil civil_from(int64_t days)
{
    const int64_t z = days + 719468;
    const int64_t era = z / 146097;
    const int64_t doe = z - era * 146097;
    const int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    const int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    const int64_t mp = (5 * doy + 2) / 153;
    const int64_t month = mp < 10 ? mp + 3 : mp - 9;

    return (struct civil){ yoe + era * 400 + (month <= 2), month, doy - (153 * mp + 2) / 5 + 1 };
}

static bool digits(const char *text, size_t from, size_t count, int64_t *out)
{
    int64_t value = 0;

    for (size_t i = from; i < from + count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        value = value * 10 + (text[i] - '0');
    }
    *out = value;
    return true;
}

static bool read_ten(const char *text, int64_t *days)
{
    int64_t year, month, day;

    if (!digits(text, 0, 4, &year) || text[4] != '-' || !digits(text, 5, 2, &month) ||
        text[7] != '-' || !digits(text, 8, 2, &day))
        return false;
    if (year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1)
        return false;
    if (day > MONTH_DAYS[month - 1] + (month == 2 && is_leap(year)))
        return false;
    *days = date_of(year, month, day);
    return true;
}

bool date_read(const char *text, int64_t *days)
{
    return strlen(text) == DATE_TEXT - 1 && read_ten(text, days);
}

void date_write(int64_t days, char out[DATE_TEXT])
{
    const struct civil c = civil_from(days);
    char text[32];

    snprintf(text, sizeof text, "%04d-%02d-%02d", (int)c.year, (int)c.month, (int)c.day);
    memcpy(out, text, DATE_TEXT - 1);
    out[DATE_TEXT - 1] = '\0';
}

/* The last Sunday of a month, at 01:00 UTC, is when the clocks change. */
static int64_t last_sunday(int64_t year, int64_t month)
{
    const int64_t last = date_of(year, month, 31);

    return last - (last + 4) % 7;
}

int64_t date_today(void)
{
    const int64_t now = (int64_t)time(NULL);
    const int64_t year = civil_from(now / 86400).year;
    const int64_t spring = last_sunday(year, 3) * 86400 + 3600;
    const int64_t autumn = last_sunday(year, 10) * 86400 + 3600;
    const bool summer = now >= spring && now < autumn;

    return (now + (summer ? 3600 : 0)) / 86400;
}

int64_t date_age(int64_t born, int64_t on)
{
    const struct civil b = civil_from(born), o = civil_from(on);
    const bool before = o.month < b.month || (o.month == b.month && o.day < b.day);

    return o.year - b.year - before;
}

int64_t date_birthday(int64_t born, int64_t age)
{
    const struct civil b = civil_from(born);

    return date_of(b.year + age, b.month, b.day); /* 29 February runs on into 1 March */
}

int64_t date_plus_months(int64_t day, int64_t months)
{
    const struct civil from = civil_from(day);
    const int64_t count = from.year * 12 + from.month - 1 + months;
    const int64_t year = count / 12, month = count % 12 + 1;
    const int64_t last = MONTH_DAYS[month - 1] + (month == 2 && is_leap(year));

    return date_of(year, month, from.day < last ? from.day : last);
}

int64_t date_month_start(int64_t day)
{
    return day - civil_from(day).day + 1;
}

int64_t date_weekday(int64_t day)
{
    return ((day + 3) % 7 + 7) % 7 + 1;
}

void date_in_words(int64_t day, char out[DATE_WORDS])
{
    const struct civil c = civil_from(day);

    snprintf(out, DATE_WORDS, "%d %s %d", (int)c.day, MONTHS[c.month - 1], (int)c.year);
}

int64_t date_academic_year(int64_t day)
{
    const struct civil c = civil_from(day);

    return c.year - (c.month < 9);
}

bool instant_is_sound(const char *text)
{
    int64_t days, hour, minute, second;

    if (strlen(text) < 20 || !read_ten(text, &days) || text[10] != 'T' ||
        !digits(text, 11, 2, &hour) || text[13] != ':' || !digits(text, 14, 2, &minute) ||
        text[16] != ':' || !digits(text, 17, 2, &second))
        return false;
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    const char *rest = text + 19;
    if (*rest == '.') {
        const size_t decimals = strspn(rest + 1, "0123456789");

        if (decimals < 1 || decimals > 6)
            return false;
        rest += 1 + decimals;
    }
    return strcmp(rest, "Z") == 0;
}

void instant_to_http(const char *instant, char out[30])
{
    static const char *const DAYS[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
    int64_t days = 0;
    char text[64];

    read_ten(instant, &days);
    const struct civil c = civil_from(days);
    snprintf(text, sizeof text, "%s, %02d %.3s %04d %.8s GMT", DAYS[date_weekday(days) - 1],
             (int)c.day, MONTHS[c.month - 1], (int)c.year, instant + 11);
    memcpy(out, text, 29);
    out[29] = '\0';
}
