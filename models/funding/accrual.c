#include "models/funding/accrual.h"

#include "models/shape.h"

#include <stddef.h>

const char *const PASSPORT_MODES[] = { "proportion", "fixed_per_place", "fixed_sum", NULL };

enum { PERIODS_MAX = 2400 };

/* ---- what an ask may say ---- */

static bool span_sound(struct day_span span)
{
    return span.last == NONE || span.first <= span.last;
}

static bool annual_sound(int64_t pence)
{
    return pence >= 0 && money_sound(pence);
}

/* So much for each of so many is within the limit too. */
static bool together_sound(int64_t pence, int64_t places)
{
    return places == 0 || pence <= MONEY_LIMIT / places;
}

static bool rate_sound(const struct annual_rate *rate)
{
    return annual_sound(rate->annual_pence) && rate->places >= 0 &&
           together_sound(rate->annual_pence, rate->places) && span_sound(rate->in_force);
}

static bool limit_sound(int64_t pence)
{
    return pence == NONE || annual_sound(pence);
}

static bool proportion_sound(const struct passport_terms *terms)
{
    const bool ordered = terms->cap_pence == NONE || terms->floor_pence <= terms->cap_pence;

    return share_sound(terms->basis_points) && terms->annual_pence == NONE && ordered &&
           limit_sound(terms->cap_pence) && limit_sound(terms->floor_pence);
}

static bool terms_sound(const struct passport_terms *terms)
{
    if (!span_sound(terms->in_force))
        return false;
    switch (terms->mode) {
    case PASSPORT_PROPORTION:
        return proportion_sound(terms);
    case PASSPORT_PER_PLACE:
    case PASSPORT_FIXED_SUM:
        return annual_sound(terms->annual_pence) && terms->basis_points == NONE &&
               terms->cap_pence == NONE && terms->floor_pence == NONE;
    default:
        return false;
    }
}

static enum accrual_fault fail(struct accrual *out, enum accrual_fault fault, int64_t on,
                               const char *id)
{
    out->fault = fault;
    out->fault_on = on;
    out->fault_id = id;
    return fault;
}

static enum accrual_fault judge(const struct accrual_ask *ask, struct accrual *out)
{
    const int64_t first = ask->first_period, last = ask->last_period;

    if (period_of(first) != first || period_of(last) != last || last < first)
        return fail(out, ACCRUAL_PERIODS_UNSOUND, NONE, NULL);
    for (size_t i = 0; i < ask->rate_count && !ask->whole_agreement; i++) {
        const struct annual_rate *rate = &ask->rates[i];

        if (!rate_sound(rate))
            return fail(out, ACCRUAL_RATE_UNSOUND, NONE, rate->id);
    }
    for (size_t i = 0; i < ask->terms_count; i++)
        if (!terms_sound(&ask->terms[i]))
            return fail(out, ACCRUAL_TERMS_UNSOUND, NONE, ask->terms[i].id);
    return ACCRUAL_SOUND;
}

/* ---- what is in force on a day ---- */

/* Rates and terms alike are rows that are in force for a span of days. */
struct rows {
    const void *first;
    size_t size, count, span; /* where in a row its span is */
};

struct found {
    size_t count, at;
    int64_t until; /* the same holds up to this day */
};

static struct found in_force(struct rows rows, int64_t day, int64_t until)
{
    struct found found = { 0, 0, until };

    for (size_t i = 0; i < rows.count; i++) {
        const char *row = (const char *)rows.first + i * rows.size;
        const struct day_span span = *(const struct day_span *)(const void *)(row + rows.span);

        if (span.first > day && span.first <= found.until)
            found.until = span.first - 1;
        if (!span_holds(span, day))
            continue;
        found.count++;
        found.at = i;
        if (span.last != NONE && span.last < found.until)
            found.until = span.last;
    }
    return found;
}

static struct rows rates_of(const struct accrual_ask *ask)
{
    return (struct rows){ ask->rates, sizeof *ask->rates, ask->rate_count,
                          offsetof(struct annual_rate, in_force) };
}

static struct rows terms_of(const struct accrual_ask *ask)
{
    return (struct rows){ ask->terms, sizeof *ask->terms, ask->terms_count,
                          offsetof(struct passport_terms, in_force) };
}

/* ---- one segment ---- */

/* The annual share passported of one place, in ten-thousandths of a penny. */
static void agree_share(struct accrual_segment *segment)
{
    const struct passport_terms *terms = segment->terms;
    const bool place = segment->rate;

    if (terms->mode != PASSPORT_PROPORTION) {
        const bool theirs = place == (terms->mode == PASSPORT_PER_PLACE);

        segment->annual_share = theirs ? terms->annual_pence * WHOLE_SHARE : 0;
        return;
    }
    if (!place)
        return;
    const int64_t share = segment->rate->annual_pence * terms->basis_points;

    segment->annual_share = share;
    if (terms->cap_pence != NONE && share > terms->cap_pence * WHOLE_SHARE) {
        segment->limit = LIMIT_CAP;
        segment->annual_share = terms->cap_pence * WHOLE_SHARE;
    } else if (terms->floor_pence != NONE && share < terms->floor_pence * WHOLE_SHARE) {
        segment->limit = LIMIT_FLOOR;
        segment->annual_share = terms->floor_pence * WHOLE_SHARE;
    }
}

/* 10^11 pence x 10000 x 366 days is within an int64_t, and a base year has no more days. */
static void count_days(struct accrual_segment *segment)
{
    const int64_t days = span_days(segment->days);
    const int64_t places = segment->rate ? segment->rate->places : 1;
    const int64_t rate = segment->rate ? segment->rate->annual_pence * places : 0;

    segment->annual_share *= places;
    segment->day_count = days;
    segment->received = (struct fraction){ days * rate, segment->year_days };
    segment->passported = (struct fraction){ days * segment->annual_share,
                                             segment->year_days * WHOLE_SHARE };
}

/* The days from `days.first` on that one rate and one version of the terms are in force. */
static enum accrual_fault segment_from(const struct accrual_ask *ask, struct day_span days,
                                       struct accrual_segment *segment, struct accrual *out)
{
    int64_t until = days.last;

    segment->rate = NULL;
    if (!ask->whole_agreement) {
        const struct found rate = in_force(rates_of(ask), days.first, until);

        if (rate.count != 1)
            return fail(out, rate.count ? ACCRUAL_RATES_OVERLAP : ACCRUAL_NO_RATE, days.first,
                        NULL);
        segment->rate = &ask->rates[rate.at];
        until = rate.until;
    }
    const struct found terms = in_force(terms_of(ask), days.first, until);

    if (terms.count != 1)
        return fail(out, terms.count ? ACCRUAL_TERMS_OVERLAP : ACCRUAL_NO_TERMS, days.first, NULL);
    segment->terms = &ask->terms[terms.at];
    segment->days = (struct day_span){ days.first, terms.until };
    agree_share(segment);
    if (segment->rate &&
        !together_sound(segment->annual_share / WHOLE_SHARE, segment->rate->places))
        return fail(out, ACCRUAL_TERMS_UNSOUND, days.first, segment->terms->id);
    count_days(segment);
    return ACCRUAL_SOUND;
}

/* ---- one month ---- */

/* A segment starts with the days, with a rate or with terms. */
static size_t segments_most(const struct accrual_ask *ask, struct day_span days)
{
    size_t most = 1;

    for (size_t i = 0; i < ask->rate_count; i++)
        most += span_holds(days, ask->rates[i].in_force.first);
    for (size_t i = 0; i < ask->terms_count; i++)
        most += span_holds(days, ask->terms[i].in_force.first);
    return most;
}

static void add_up(struct accrual_sum *sum, const struct accrual_segment *segment)
{
    sum->received.numerator += segment->received.numerator;
    sum->passported.numerator += segment->passported.numerator;
}

static enum accrual_fault fill_month(struct arena *arena, const struct accrual_ask *ask,
                                     struct accrual_month *month, struct accrual *out)
{
    struct day_span days = span_shared(span_shared(ask->stay, ask->agreement),
                                       period_span(month->period));

    if (span_days(days) == 0)
        return ACCRUAL_SOUND;
    struct accrual_segment *segments = arena_take(arena,
                                                  segments_most(ask, days) * sizeof *segments);

    if (!segments)
        return fail(out, ACCRUAL_NO_MEMORY, NONE, NULL);
    month->segments = segments;
    if (month->counted_from == NONE)
        month->counted_from = days.first;
    while (span_days(days) > 0) {
        struct accrual_segment *segment = &segments[month->segment_count];

        segment->year_days = span_days(month->year);
        const enum accrual_fault fault = segment_from(ask, days, segment, out);
        if (fault)
            return fault;
        add_up(&month->after, segment);
        month->segment_count++;
        days.first = segment->days.last + 1;
    }
    return ACCRUAL_SOUND;
}

static void post_month(struct accrual_month *month)
{
    month->received_pence = money_instalment(month->before.received, month->after.received);
    month->passported_pence = money_instalment(month->before.passported, month->after.passported);
    month->retained_pence = month->received_pence - month->passported_pence;
}

/* A month that goes on from the one before it, or starts the base year afresh. */
static struct accrual_month month_after(const struct accrual_ask *ask, int64_t period,
                                        const struct accrual_month *earlier)
{
    struct accrual_month month = { .period = period, .year = base_year(ask->base, period) };
    const int64_t days = span_days(month.year);

    month.counted_from = NONE;
    month.before = (struct accrual_sum){ { 0, days }, { 0, days * WHOLE_SHARE } };
    if (period != month.year.first) {
        month.before = earlier->after;
        month.counted_from = earlier->counted_from;
    }
    month.after = month.before;
    return month;
}

/* ---- the months asked for ---- */

static size_t periods_between(int64_t first, int64_t last)
{
    size_t count = 1;

    while (first < last && count <= PERIODS_MAX) {
        first = period_next(first);
        count++;
    }
    return count;
}

static enum accrual_fault fill(struct arena *arena, const struct accrual_ask *ask,
                               struct accrual *out)
{
    struct accrual_month *rows = out->months, month = { 0 };
    int64_t period = base_year(ask->base, ask->first_period).first;
    size_t count = 0;

    for (; period <= ask->last_period; period = period_next(period)) {
        month = month_after(ask, period, &month);
        const enum accrual_fault fault = fill_month(arena, ask, &month, out);
        if (fault)
            return fault;
        post_month(&month);
        if (period >= ask->first_period)
            rows[count++] = month;
    }
    out->month_count = count;
    return ACCRUAL_SOUND;
}

struct accrual accrue(struct arena *arena, const struct accrual_ask *ask)
{
    struct accrual out = { .fault_on = NONE };

    if (judge(ask, &out))
        return out;
    const size_t count = periods_between(ask->first_period, ask->last_period);

    if (count > PERIODS_MAX) {
        fail(&out, ACCRUAL_PERIODS_UNSOUND, NONE, NULL);
        return out;
    }
    out.months = arena_take(arena, count * sizeof *out.months);
    if (!out.months)
        fail(&out, ACCRUAL_NO_MEMORY, NONE, NULL);
    else if (fill(arena, ask, &out))
        out.months = NULL;
    return out;
}
