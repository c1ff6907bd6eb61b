#include "models/working_day.h"

#include "models/date.h"

enum { LONGEST_CLOSURE = 3 * 366 };

bool is_working_day(const struct day_calendar *calendar, int64_t day)
{
    if (date_weekday(day) > 5)
        return false;
    size_t from = 0, to = calendar->bank_holiday_count;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;

        if (calendar->bank_holidays[middle] == day)
            return false;
        if (calendar->bank_holidays[middle] < day)
            from = middle + 1;
        else
            to = middle;
    }
    return true;
}

bool is_school_day(const struct day_calendar *calendar, int64_t day)
{
    for (size_t i = 0; i < calendar->closure_count; i++)
        if (calendar->closures[i].from <= day && day <= calendar->closures[i].to)
            return false;
    return is_working_day(calendar, day);
}

static int64_t days_after(bool (*counts)(const struct day_calendar *, int64_t),
                          const struct day_calendar *calendar, int64_t day, int64_t count)
{
    int64_t idle = 0;

    while (count > 0) {
        const bool counted = counts(calendar, ++day);

        count -= counted;
        idle = counted ? 0 : idle + 1;
        if (idle > LONGEST_CLOSURE)
            return INT64_MIN;
    }
    return day;
}

int64_t working_days_after(const struct day_calendar *calendar, int64_t day, int64_t count)
{
    return days_after(is_working_day, calendar, day, count);
}

int64_t school_days_after(const struct day_calendar *calendar, int64_t day, int64_t count)
{
    return days_after(is_school_day, calendar, day, count);
}
