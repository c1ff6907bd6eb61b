#pragma once

#include "models/arena.h"
#include "models/working_day.h"

/* One duty as the law has it: a row of app.duty (sql/050_duties.sql), which is the only place where
 * periods are said. A change in law is a change of row. */
struct duty_rule {
    const char *code;    /* stable, snake_case: decide_whether_to_assess */
    const char *title;   /* a sentence */
    const char *owed_by; /* local_authority, school, advice_giver, parent_or_young_person, ... */
    int64_t period;      /* in units; NONE: the duty has no period to count */
    const char *unit;    /* below; NULL with period NONE */
    const char *legal_basis; /* SEND Regulations 2014 reg 5(3) */
    const char *exceptions;  /* JSON list of the exceptions that may be claimed, or NULL */
    bool advisory;           /* good practice: overdue is not a breach */
    bool unconfirmed;        /* the period is still to be confirmed */
};

/* How a period counts from its trigger. The day of the trigger is day 0 but for days_from_service,
 * where it is day 1. fixed_date is month * 100 + day, counted to the first such day after the
 * trigger; the law says "before" it, so that the last day is the day before. */
enum duty_unit {
    UNIT_DAYS,
    UNIT_WEEKS,
    UNIT_MONTHS,
    UNIT_DAYS_FROM_SERVICE,
    UNIT_WORKING_DAYS,
    UNIT_SCHOOL_DAYS,
    UNIT_FIXED_DATE
};
extern const char *const DUTY_UNITS[]; /* by enum duty_unit, ends with NULL */

const struct duty_rule *duty_rule_find(const struct duty_rule *rules, size_t count,
                                       const char *code);

/* The last day on which the duty is done in time. NONE when the rule has no period. */
int64_t duty_due(const struct duty_rule *rule, int64_t trigger,
                 const struct day_calendar *calendar);
/* The last day that lies at least the period before `day`; only days, weeks and months. */
int64_t duty_due_before(const struct duty_rule *rule, int64_t day);

/* "6 weeks (42 days)"; NULL without memory. */
const char *duty_period(struct arena *arena, const struct duty_rule *rule);
