#include "models/ehcps/appeal_limit.h"

#include "models/date.h"
#include "models/shape.h"

/* The first working day after a stretch of days in which no limit falls. */
static int64_t out_of(int64_t from, int64_t to, int64_t limit, const struct day_calendar *calendar)
{
    return limit >= from && limit <= to ? working_days_after(calendar, to, 1) : limit;
}

int64_t appeal_limit(const struct duty_rule *appeal, const struct duty_rule *after_certificate,
                     int64_t decided, int64_t certificate, const struct day_calendar *calendar)
{
    int64_t limit = duty_due(appeal, decided, calendar);

    if (certificate != NONE) {
        const int64_t later = duty_due(after_certificate, certificate, calendar);

        limit = later > limit ? later : limit;
    }
    if (limit == NONE)
        return NONE;
    const int64_t year = date_academic_year(limit); /* has the one Christmas and the one August */

    limit = out_of(date_of(year, 12, 25), date_of(year + 1, 1, 1), limit, calendar);
    return out_of(date_of(year + 1, 8, 1), date_of(year + 1, 8, 31), limit, calendar);
}
