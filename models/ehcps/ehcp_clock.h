#pragma once

#include "models/ehcps/duty_rule.h"
#include "models/ehcps/ehcp_fact.h"

/* The statutory clock of one case: what happened goes in, every duty that follows comes out, with
 * its last day and what became of it. The clock reads no database and no time of day. Whoever asks
 * says the day as of which (ehcp_duty_as_of): facts after that day never show through, so that the
 * answer for a day is the same today and in a year. */

struct ehcp_pupil {
    int64_t born;        /* NONE if unknown: then nothing follows from age */
    const char *nc_year; /* as in the code set; X or NULL: by age */
    int64_t nc_year_on;  /* a day on which nc_year held; ignored with X or NULL */
    /* The last years of the phases of this pupil's schools, a bit each: TRANSFER_AFTER(year), R
     * being year 0 and N2 year -1. 0 stands for the usual ones: N2, 6 and 11. */
    uint32_t transfer_years;
};
#define TRANSFER_AFTER(year) (UINT32_C(1) << ((year) + 2))

/* Where nobody knows what happened first on a day, the order of enum ehcp_fact_kind serves. */
struct ehcp_case {
    const struct duty_rule *rules; /* in any order; a duty without a rule is not owed */
    size_t rule_count;
    const struct ehcp_fact *facts; /* ascending by `on`, and within a day as they happened */
    size_t fact_count;
    struct ehcp_pupil pupil;
    struct day_calendar calendar; /* when a school is shut is told by facts */
};

enum { EHCP_EXCEPTIONS = MISSED_APPOINTMENT - SCHOOL_CLOSED + 1 };

/* A duty through all its life. Read it through ehcp_duty_as_of: the members tell what is known at
 * the end of the facts. */
struct ehcp_duty {
    const struct duty_rule *rule; /* code, title, owed_by, legal_basis, advisory, unconfirmed */
    const char *record_id;        /* of the fact it follows from; NULL: the case */
    int64_t occurrence;           /* 1, 2, ...: the nth time this code arises in the case */
    int64_t known_on;             /* shown from this day */
    int64_t trigger_on;           /* the period counts; NONE: not yet */
    int64_t due_on;               /* the last day in time; NONE: no period, or not yet triggered */
    int64_t published_on;         /* the date the law prints, where due_on is the day before it */
    int64_t done_on;
    int64_t ended_on; /* no longer owed from this day; NONE with done_on */
    bool foreseen;    /* trigger_on is a day of the calendar, told before it comes */
    int64_t exceptions_on[EHCP_EXCEPTIONS]; /* recorded on; by detail - SCHOOL_CLOSED */
    const char *explanation; /* "6 weeks (42 days) from the request received on 7 September 2026" */
    const char *awaits;      /* "6 weeks (42 days) from the request received": not triggered */
};

extern const char *const EHCP_DUTY_CODES[]; /* all there are; ends with NULL */

struct ehcp_duties {
    struct ehcp_duty *rows; /* in the order in which they became known */
    size_t count;
};

enum duty_state { DUTY_NOT_STARTED, DUTY_DUE, DUTY_OVERDUE, DUTY_MET, DUTY_LATE };
extern const char *const DUTY_STATES[]; /* by enum duty_state, ends with NULL */

/* A duty as it stood, or will stand, at the end of one day. */
struct ehcp_duty_view {
    bool shown; /* false: not yet known, or no longer owed; the rest is then zero */
    enum duty_state state;
    int64_t trigger_on, due_on, published_on, done_on; /* NONE when not known on that day */
    unsigned exceptions; /* a bit each: 1 << (detail - SCHOOL_CLOSED) */
    const char *explanation;
};

/* False without memory. Texts and rows are the arena's; rules, record ids and calendar are borrowed
 * for as long. An exception never moves a date. What a parent or young person may do (owed_by
 * parent_or_young_person) is a right: it ends by itself the day after its last day, never overdue.
 */
bool ehcp_clock(struct arena *arena, const struct ehcp_case *of, struct ehcp_duties *out);

struct ehcp_duty_view ehcp_duty_as_of(const struct ehcp_duty *duty, int64_t as_of);
