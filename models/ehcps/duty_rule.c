#include "models/ehcps/duty_rule.h"

#include "models/date.h"
#include "models/shape.h"

#include <string.h>

const char *const DUTY_UNITS[] = {
    [UNIT_DAYS] = "days",
    [UNIT_WEEKS] = "weeks",
    [UNIT_MONTHS] = "months",
    [UNIT_DAYS_FROM_SERVICE] = "days_from_service",
    [UNIT_WORKING_DAYS] = "working_days",
    [UNIT_SCHOOL_DAYS] = "school_days",
    [UNIT_FIXED_DATE] = "fixed_date",
    NULL,
};

const struct duty_rule *duty_rule_find(const struct duty_rule *rules, size_t count,
                                       const char *code)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(rules[i].code, code) == 0)
            return &rules[i];
    return NULL;
}

/* A unit that is not in DUTY_UNITS counts for a missing period: the table's CHECK admits none. */
static int unit_of(const struct duty_rule *rule)
{
    if (rule->period == NONE || !rule->unit)
        return -1;
    for (int i = 0; DUTY_UNITS[i]; i++)
        if (strcmp(DUTY_UNITS[i], rule->unit) == 0)
            return i;
    return -1;
}

/* The last day before the first `date` (month * 100 + day) that is later than the trigger. */
static int64_t before_fixed_date(int64_t date, int64_t trigger)
{
    int64_t year = date_academic_year(trigger);
    int64_t day = date_of(year, date / 100, date % 100);

    while (day <= trigger)
        day = date_of(++year, date / 100, date % 100);
    return day - 1;
}

int64_t duty_due(const struct duty_rule *rule, int64_t trigger, const struct day_calendar *calendar)
{
    switch (unit_of(rule)) {
    case UNIT_DAYS:
        return trigger + rule->period;
    case UNIT_WEEKS:
        return trigger + 7 * rule->period;
    case UNIT_MONTHS:
        return date_plus_months(trigger, rule->period);
    case UNIT_DAYS_FROM_SERVICE:
        return trigger + rule->period - 1;
    case UNIT_WORKING_DAYS:
        return working_days_after(calendar, trigger, rule->period);
    case UNIT_SCHOOL_DAYS:
        return school_days_after(calendar, trigger, rule->period);
    case UNIT_FIXED_DATE:
        return before_fixed_date(rule->period, trigger);
    default:
        return NONE;
    }
}

int64_t duty_due_before(const struct duty_rule *rule, int64_t day)
{
    switch (unit_of(rule)) {
    case UNIT_DAYS:
        return day - rule->period;
    case UNIT_WEEKS:
        return day - 7 * rule->period;
    case UNIT_MONTHS:
        return date_plus_months(day, -rule->period);
    default:
        return NONE;
    }
}

static const char *counted(struct arena *arena, int64_t count, const char *one)
{
    return arena_format(arena, "%d %s%s", (int)count, one, count == 1 ? "" : "s");
}

const char *duty_period(struct arena *arena, const struct duty_rule *rule)
{
    char words[DATE_WORDS];

    switch (unit_of(rule)) {
    case UNIT_DAYS:
        return rule->period ? counted(arena, rule->period, "day") : "at once (0 days)";
    case UNIT_WEEKS:
        return arena_format(arena, "%s (%d days)", counted(arena, rule->period, "week"),
                            (int)rule->period * 7);
    case UNIT_MONTHS:
        return counted(arena, rule->period, "month");
    case UNIT_DAYS_FROM_SERVICE:
        return arena_format(arena, "%s, beginning with the day of service,",
                            counted(arena, rule->period, "day"));
    case UNIT_WORKING_DAYS:
        return counted(arena, rule->period, "working day");
    case UNIT_SCHOOL_DAYS:
        return counted(arena, rule->period, "school day");
    case UNIT_FIXED_DATE:
        date_in_words(date_of(2000, rule->period / 100, rule->period % 100), words);
        words[strlen(words) - strlen(" 2000")] = '\0';
        return arena_format(arena, "before the next %s", words);
    default:
        return "";
    }
}
