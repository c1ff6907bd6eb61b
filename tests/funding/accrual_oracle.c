#include "tests/funding/accrual_oracle.h"

#include <string.h>

__extension__ typedef __int128 wide;

enum { FIRST_DAY = 7305 /* 1990-01-01 */, YEARS = 130, DAYS = YEARS * 366 };

static const int64_t NEVER = INT64_MIN, UNIT = 365 * 366;

/* ---- a calendar of its own ---- */

struct calendar_day {
    int year, month, day;
    bool month_ends;
};

static struct calendar_day calendar[DAYS];
static int year_lengths[2][YEARS + 2]; /* by base and the year in which it starts, from 1989 */

static int month_length(int year, int month)
{
    if (month == 2)
        return year % 400 == 0 || (year % 4 == 0 && year % 100) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

static int starting_year(enum base_year base, const struct calendar_day *on)
{
    return on->month >= (base == BASE_ACADEMIC ? 9 : 4) ? on->year : on->year - 1;
}

static void walk_calendar(void)
{
    struct calendar_day now = { 1990, 1, 1, false };

    for (size_t i = 0; i < DAYS; i++) {
        now.month_ends = now.day == month_length(now.year, now.month);
        calendar[i] = now;
        if (now.year < 1990 + YEARS)
            for (enum base_year base = BASE_ACADEMIC; base <= BASE_FINANCIAL; base++)
                year_lengths[base][starting_year(base, &now) - 1989]++;
        now.day++;
        if (!now.month_ends)
            continue;
        now.day = 1;
        now.month = now.month % 12 + 1;
        now.year += now.month == 1;
    }
}

/* ---- one day ---- */

static bool within(struct day_span span, int64_t day)
{
    return day >= span.first && (span.last == NEVER || day <= span.last);
}

static int64_t share_of(const struct passport_terms *terms, int64_t rate, bool whole)
{
    int64_t share = 0;

    if (terms->mode == PASSPORT_FIXED_SUM)
        return whole ? terms->annual_pence * 10000 : 0;
    if (whole)
        return 0;
    if (terms->mode == PASSPORT_PER_PLACE)
        return terms->annual_pence * 10000;
    share = rate * terms->basis_points;
    if (terms->floor_pence != NEVER && terms->floor_pence * 10000 > share)
        share = terms->floor_pence * 10000;
    if (terms->cap_pence != NEVER && terms->cap_pence * 10000 < share)
        share = terms->cap_pence * 10000;
    return share;
}

struct day_amount {
    int64_t received, passported; /* a year: pence, and ten-thousandths */
    enum accrual_fault fault;
};

static struct day_amount amount_on(const struct accrual_ask *ask, int64_t day)
{
    const struct passport_terms *terms = NULL;
    struct day_amount amount = { 0 };
    int rates = 0, versions = 0;

    for (size_t i = 0; i < ask->rate_count && !ask->whole_agreement; i++)
        if (within(ask->rates[i].in_force, day)) {
            amount.received = ask->rates[i].annual_pence;
            rates++;
        }
    for (size_t i = 0; i < ask->terms_count; i++)
        if (within(ask->terms[i].in_force, day)) {
            terms = &ask->terms[i];
            versions++;
        }
    if (!ask->whole_agreement && rates != 1)
        amount.fault = rates ? ACCRUAL_RATES_OVERLAP : ACCRUAL_NO_RATE;
    else if (versions != 1)
        amount.fault = versions ? ACCRUAL_TERMS_OVERLAP : ACCRUAL_NO_TERMS;
    else
        amount.passported = share_of(terms, amount.received, ask->whole_agreement);
    return amount;
}

/* ---- all days ---- */

struct walk {
    wide received, passported; /* of the base year so far, in units */
    int64_t posted_received, posted_passported;
};

/* Nothing here is negative. */
static int64_t nearest(wide units)
{
    const wide penny = (wide)UNIT * 10000, rest = units % penny;

    return (int64_t)(units / penny) + (rest * 2 >= penny);
}

static void end_month(struct walk *walk, struct oracle_told *out, bool told, bool year_ends)
{
    const int64_t received = nearest(walk->received), passported = nearest(walk->passported);

    if (told)
        out->months[out->count++] = (struct oracle_month){ received - walk->posted_received,
                                                           passported - walk->posted_passported,
                                                           year_ends, received, passported };
    walk->posted_received = received;
    walk->posted_passported = passported;
    if (year_ends)
        *walk = (struct walk){ 0 };
}

static int64_t first_day(const struct accrual_ask *ask)
{
    const int first_month = ask->base == BASE_ACADEMIC ? 9 : 4;
    int64_t day = ask->first_period;

    while (calendar[day - FIRST_DAY].month != first_month || calendar[day - FIRST_DAY].day != 1)
        day--;
    return day;
}

static void walk_day(const struct accrual_ask *ask, int64_t day, struct walk *walk,
                     struct oracle_told *out)
{
    const struct calendar_day *on = &calendar[day - FIRST_DAY];
    const int length = year_lengths[ask->base][starting_year(ask->base, on) - 1989];
    const struct day_amount amount = amount_on(ask, day);

    if (!within(ask->stay, day) || !within(ask->agreement, day))
        return;
    if (amount.fault) {
        out->fault = amount.fault;
        out->fault_on = day;
    }
    walk->received += (wide)amount.received * 10000 * (UNIT / length);
    walk->passported += (wide)amount.passported * (UNIT / length);
}

void oracle_accrue(const struct accrual_ask *ask, struct oracle_told *out)
{
    const int last_month = ask->base == BASE_ACADEMIC ? 8 : 3;
    struct walk walk = { 0 };

    if (calendar[0].year == 0)
        walk_calendar();
    out->count = 0;
    out->fault = ACCRUAL_SOUND;
    out->fault_on = NEVER;
    for (int64_t day = first_day(ask);; day++) {
        const struct calendar_day *on = &calendar[day - FIRST_DAY];

        walk_day(ask, day, &walk, out);
        if (out->fault)
            return;
        if (!on->month_ends)
            continue;
        end_month(&walk, out, day >= ask->first_period, on->month == last_month);
        if (day >= ask->last_period)
            return;
    }
}
