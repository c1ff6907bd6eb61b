#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Days that a school or the country is shut, both ends included. */
struct closure {
    int64_t from, to;
};

/* What the counting of working days and school days needs to know. */
struct day_calendar {
    const int64_t *bank_holidays; /* of England, ascending */
    size_t bank_holiday_count;
    const struct closure *closures; /* of the one school, in any order; may overlap */
    size_t closure_count;
};

/* Monday to Friday and no bank holiday in England. */
bool is_working_day(const struct day_calendar *calendar, int64_t day);
/* A working day on which the school is open to pupils. */
bool is_school_day(const struct day_calendar *calendar, int64_t day);

/* The `count`th working or school day after `day`, which itself is never counted; `day` when count
 * is 0. A school that stays shut for three years on end has none: INT64_MIN. */
int64_t working_days_after(const struct day_calendar *calendar, int64_t day, int64_t count);
int64_t school_days_after(const struct day_calendar *calendar, int64_t day, int64_t count);
