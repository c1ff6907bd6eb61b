#pragma once

#include "models/arena.h"
#include "models/funding/funding_year.h"
#include "models/funding/money.h"

/* What one placement brings in by one stream of funding (its place, or the top-up of its pupil's
 * authority) and how much of it an agreement passes on to the host, month by month. Nothing is
 * remembered between two askings: whatever becomes known later (a leaver, another band, a rate or a
 * share agreed anew) is another ask, and what was posted before is set right by the difference
 * (models/funding/posting.h).
 *
 * A day of the stay brings in its annual rate, divided by the days of the base year it lies in: 366
 * where that year has a 29 February, else 365. Each base year is a schedule of its own. The exact
 * amount is counted from the first day of the stay within the year, and a month is posted what that
 * amounts to at its end, rounded, less what it did at its start, rounded. The months of a base year
 * so add up to the rounded amount of the year to the penny, and no year is explained by another.
 *
 * What is passported is counted in the same way, by itself, from exact amounts and not from rounded
 * receipts. What is retained is the difference, so that it is never rounded on its own. Where a
 * proportion passes on nearly everything, a month may so retain -1 penny: the two rounded up in
 * different months. The base year so far never retains less than nothing. */

/* Amounts a year are for a place; a rate that is for several counts that often.
 * proportion: so many basis points of what is received. A cap and a floor are annual pence for each
 *   place, and limit the annual amount on the day: rate times share, but not above the cap and not
 *   below the floor, is what is passported of that day's 365th or 366th part. So a stay of half a
 *   year has half the cap, a day is limited alike whatever came before it, and 'rate x share, at
 *   most the cap' can be checked line by line. A floor is owed to the host even above what is
 *   received: what is retained is then negative, borne by the provider.
 * fixed_per_place: so many pence a year for each place that is held, whatever is received.
 * fixed_sum: so many pence a year for the whole agreement, by the day, however many places are
 *   held. It is accrued once, by an ask of the whole agreement; a placement passes on nothing. */
enum passport_mode { PASSPORT_PROPORTION, PASSPORT_PER_PLACE, PASSPORT_FIXED_SUM };
extern const char *const PASSPORT_MODES[]; /* by enum passport_mode, ends with NULL */

struct annual_rate {
    const char *id; /* of the row it comes from; only carried */
    struct day_span in_force;
    int64_t annual_pence; /* of one place, and of all together: 0 to MONEY_LIMIT */
    int64_t places;       /* 1, or as many as are commissioned, taken or not; may be 0 */
};

struct passport_terms {
    const char *id; /* of the version of the agreement; only carried */
    struct day_span in_force;
    enum passport_mode mode;
    int64_t basis_points;           /* of proportion, else NONE */
    int64_t annual_pence;           /* of fixed_per_place and fixed_sum, else NONE */
    int64_t cap_pence, floor_pence; /* of proportion: a year; NONE: not limited; floor <= cap */
};

struct accrual_ask {
    enum base_year base;
    /* False: a placement. True: the agreement as a whole: no rates, nothing received; its
     * fixed_sum, and nothing under other terms. */
    bool whole_agreement;
    struct day_span stay;      /* without days: nothing comes of it, which is no fault */
    struct day_span agreement; /* only days of both count; the whole agreement: give it twice */
    const struct annual_rate *rates; /* in any order; in force on every day that counts, one each */
    size_t rate_count;
    const struct passport_terms *terms; /* likewise */
    size_t terms_count;
    int64_t first_period, last_period; /* the months to tell, both inclusive */
};

enum accrual_limit { LIMIT_NONE, LIMIT_CAP, LIMIT_FLOOR };

/* Days in a row within one month under one rate and one version of the terms. */
struct accrual_segment {
    struct day_span days;
    int64_t day_count;
    int64_t year_days;                  /* 365 or 366 */
    const struct annual_rate *rate;     /* the ask's; NULL for the whole agreement */
    const struct passport_terms *terms; /* the ask's */
    enum accrual_limit limit;           /* which of the terms' limits made the annual share */
    int64_t annual_share;               /* passported a year, in ten-thousandths of a penny */
    struct fraction received;           /* exact: day_count x rate x places / year_days */
    struct fraction passported;         /* exact: day_count x annual_share / (year_days x 10000) */
};

/* Exact amounts of the base year so far. */
struct accrual_sum {
    struct fraction received, passported;
};

struct accrual_month {
    int64_t period;
    struct day_span year; /* the base year */
    int64_t
        counted_from; /* first day of the stay in that year; NONE: none up to this month's end */
    int64_t received_pence, passported_pence, retained_pence;
    struct accrual_sum before, after;       /* up to the start, and to the end, of the month */
    const struct accrual_segment *segments; /* in order of days */
    size_t segment_count;                   /* 0: no day of this month counts, no line */
    const char *note; /* tells how it came about, where it is not by days; else NULL */
};

enum accrual_fault {
    ACCRUAL_SOUND,
    ACCRUAL_NO_RATE,       /* no rate is in force on fault_on, a day that counts */
    ACCRUAL_NO_TERMS,      /* no terms are */
    ACCRUAL_RATES_OVERLAP, /* two are in force on fault_on */
    ACCRUAL_TERMS_OVERLAP,
    ACCRUAL_RATE_UNSOUND, /* fault_id: outside the limits said above */
    ACCRUAL_TERMS_UNSOUND,
    ACCRUAL_PERIODS_UNSOUND, /* no months, the wrong way round, or over 200 years */
    ACCRUAL_NO_MEMORY
};

struct accrual {
    enum accrual_fault fault;
    int64_t fault_on;             /* a day, else NONE */
    const char *fault_id;         /* of a rate or of terms, else NULL */
    struct accrual_month *months; /* every month asked for, in order; none with a fault */
    size_t month_count;
};

/* The result lives in the arena and borrows the rates and terms of the ask. A month is the same
 * whichever other months are asked for with it; rates and terms are wanted from the start of the
 * base year of the first. */
struct accrual accrue(struct arena *arena, const struct accrual_ask *ask);
