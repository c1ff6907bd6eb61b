/* The lines of one stay, or of one agreement as a whole. */
#include "models/funding/run_subject.h"

#include <string.h>

#include "models/funding/explain.h"
#include "models/funding/receipt_share.h"
#include "models/funding/run_problem.h"

bool run_shares_receipts(const struct run_stream *stream)
{
    return strcmp(stream->rows->basis, "receipts") == 0;
}

/* ---- from what is due to what is posted ------------------------------------------------ */

static const struct accrual_month *month_of(const struct accrual *accrual, int64_t period)
{
    for (size_t i = 0; i < accrual->month_count; i++) {
        if (accrual->months[i].period == period)
            return &accrual->months[i];
    }
    return NULL;
}

static struct posted posted_before(const struct counted *of, int64_t period)
{
    struct posted was = { .period = period };

    for (size_t i = 0; i < of->posted_count; i++) {
        if (of->posted[i].period == period) {
            was.received_pence += of->posted[i].received_pence;
            was.passported_pence += of->posted[i].passported_pence;
        }
    }
    return was;
}

static const char *explain_line(struct arena *arena, const struct counted *of,
                                const struct posting *posting)
{
    const struct posted was = posted_before(of, posting->for_period);
    const char *told = posting->adjustment ? explain_posting(arena, posting, &was) : NULL;

    for (size_t i = 0; i < of->part_count; i++) {
        const struct accrual_month *month = month_of(&of->parts[i], posting->for_period);

        if (month && (month->segment_count || month->note))
            told = arena_format(arena, "%s%s%s", told ? told : "", told ? " " : "",
                                month->note ? month->note : explain_month(arena, month));
    }
    return told ? told : "";
}

/* The last of the month. */
static const char *band_of(const struct counted *of, int64_t period)
{
    const char *band = NULL;

    for (size_t i = 0; of->stay && i < of->part_count; i++) {
        const struct accrual_month *month = month_of(&of->parts[i], period);

        if (month && month->segment_count)
            band = month->segments[month->segment_count - 1].rate->id;
    }
    return band;
}

/* The months of all parts, one amount each. Those that are there tell of the same months. */
static size_t add_up(struct arena *arena, const struct counted *of, struct accrual_month **months)
{
    size_t count = 0;

    for (size_t i = 0; i < of->part_count; i++)
        count = of->parts[i].month_count ? of->parts[i].month_count : count;
    *months = arena_take(arena, (count + 1) * sizeof **months);
    for (size_t at = 0; *months && at < count; at++) {
        struct accrual_month sum = { .period = NONE };

        for (size_t i = 0; i < of->part_count; i++) {
            if (!of->parts[i].month_count)
                continue;
            sum.period = of->parts[i].months[at].period;
            sum.received_pence += of->parts[i].months[at].received_pence;
            sum.passported_pence += of->parts[i].months[at].passported_pence;
            sum.retained_pence += of->parts[i].months[at].retained_pence;
        }
        (*months)[at] = sum;
    }
    return count;
}

static bool put_lines(struct counting *c, const struct counted *of)
{
    struct arena *arena = c->lines.arena;
    struct accrual_month *months;
    struct postings due;
    const size_t count = add_up(arena, of, &months);
    const struct posting_ask ask = { months, count, of->posted, of->posted_count, c->first_open,
                                     c->period };

    if (!months || !postings_due(arena, &ask, &due))
        return false;
    for (size_t i = 0; i < due.count; i++)
        run_put_line(c, of, &due.rows[i], band_of(of, due.rows[i].for_period),
                     explain_line(arena, of, &due.rows[i]));
    return !c->lines.failed;
}

static bool take_posted(struct counting *c, struct counted *of, const struct run_posted *rows,
                        size_t count)
{
    const struct run_terms *terms = of->stream->rows;

    of->posted = arena_take(c->lines.arena, (count + 1) * sizeof *of->posted);
    for (size_t i = 0; of->posted && i < count; i++) {
        struct posted *posted = &of->posted[of->posted_count];

        if (strcmp(rows[i].agreement_id, terms->agreement_id) != 0 ||
            strcmp(rows[i].stream, terms->stream) != 0 ||
            (of->stay && strcmp(rows[i].payer, of->payer) != 0))
            continue;
        period_read(rows[i].for_period, &posted->period);
        posted->received_pence = rows[i].received_pence;
        posted->passported_pence = rows[i].passported_pence;
        of->posted_count++;
    }
    return of->posted;
}

/* ---- counting -------------------------------------------------------------------------- */

/* The days of all versions, from the first to the last. */
static struct day_span days_of(const struct run_stream *stream)
{
    const struct run_terms *last = &stream->rows[stream->count - 1];

    return (struct day_span){ run_days(stream->rows->starts_on, NULL).first,
                              run_days(last->starts_on, last->ends_on).last };
}

static struct accrual_ask asked(const struct counting *c, const struct run_stream *stream,
                                struct day_span stay)
{
    struct accrual_ask ask = { .stay = stay, .agreement = days_of(stream),
                               .last_period = c->period };
    const struct day_span both = span_shared(stay, ask.agreement);

    ask.base = strcmp(stream->rows->base_year, BASE_YEARS[BASE_ACADEMIC]) == 0 ? BASE_ACADEMIC
                                                                              : BASE_FINANCIAL;
    ask.first_period = period_of(both.first);
    return ask;
}

/* Nothing is due yet, or ever: not worth asking. */
static bool is_to_come(const struct accrual_ask *ask)
{
    const struct day_span both = span_shared(ask->stay, ask->agreement);

    return ask->first_period > ask->last_period || (both.last != NONE && both.last < both.first);
}

static bool count_days(struct counting *c, const struct accrual_ask *ask, struct accrual *accrual)
{
    if (is_to_come(ask))
        return true;
    *accrual = accrue(c->lines.arena, ask);
    return accrual->fault != ACCRUAL_NO_MEMORY;
}

static bool put_counted(struct counting *c, struct counted *of)
{
    for (size_t i = 0; i < of->part_count; i++) {
        if (of->parts[i].fault)
            return run_tell_fault(c, of, &of->parts[i]);
    }
    return put_lines(c, of);
}

/* What one authority has to pay: a schedule of its own, over the days on which it is
 * responsible. */
static bool count_payer(struct counting *c, const struct accrual_ask *whole,
                        const struct run_stream *stream, const struct run_stay *stay,
                        const char *payer)
{
    struct counted of = { .stream = stream, .stay = stay, .payer = payer };
    struct accrual_ask ask = *whole;

    of.parts = arena_take(c->lines.arena, (stay->authority_count + 1) * sizeof *of.parts);
    if (!of.parts || !take_posted(c, &of, stay->posted, stay->posted_count))
        return false;
    for (size_t i = 0; i < stay->authority_count; i++) {
        const struct run_authority *authority = &stay->authorities[i];
        struct accrual *part = &of.parts[of.part_count];

        if (strcmp(authority->la_code, payer) != 0)
            continue;
        ask.stay = span_shared(whole->stay, run_days(authority->starts_on, authority->ends_on));
        *part = (struct accrual){ .fault_on = NONE };
        if (!count_days(c, &ask, part))
            return false;
        of.part_count++;
    }
    return put_counted(c, &of);
}

/* Who pays for the stay, or has paid, in order: the authority at `at`, or NULL when it is one of
 * those before. */
static const char *payer_at(const struct run_stay *stay, size_t at)
{
    const size_t count = stay->authority_count;
    const char *payer = at < count ? stay->authorities[at].la_code : stay->posted[at - count].payer;

    for (size_t i = 0; i < at; i++) {
        if (strcmp(payer, i < count ? stay->authorities[i].la_code
                                    : stay->posted[i - count].payer) == 0)
            return NULL;
    }
    return payer;
}

bool run_count_stay(struct counting *c, const struct run_stream *stream,
                    const struct run_stay *stay)
{
    const struct run_placement *placement = stay->placement;
    struct accrual_ask ask = asked(c, stream, run_days(placement->starts_on, placement->ends_on));
    struct arena *arena = c->lines.arena;
    struct annual_rate *rates;
    struct passport_terms *terms;

    if (!run_rates(arena, stay->rates, stay->rate_count, &rates, &ask.rate_count) ||
        !run_passport_terms(arena, stream->rows, stream->count, stay->without,
                            stay->without_count, &terms, &ask.terms_count))
        return false;
    ask.rates = rates;
    ask.terms = terms;
    for (size_t i = 0; i < stay->authority_count + stay->posted_count; i++) {
        const char *payer = payer_at(stay, i);

        if (payer && !count_payer(c, &ask, stream, stay, payer))
            return false;
    }
    return true;
}

static bool has_fixed_sum(const struct run_stream *stream)
{
    for (size_t i = 0; i < stream->count; i++) {
        if (strcmp(stream->rows[i].mode, PASSPORT_MODES[PASSPORT_FIXED_SUM]) == 0)
            return true;
    }
    return false;
}

static bool count_receipts(struct counting *c, struct counted *of, const struct accrual_ask *ask,
                           const struct run_whole *whole)
{
    const struct run_terms *stream = of->stream->rows;
    struct receipt_month *received =
        arena_take(c->lines.arena, (whole->received_count + 1) * sizeof *received);
    struct receipt_carry carry;
    size_t count = 0;

    for (size_t i = 0; received && i < whole->received_count; i++) {
        const struct run_received *row = &whole->received[i];
        struct receipt_month *month = &received[count];

        if (strcmp(row->agreement_id, stream->agreement_id) != 0 ||
            strcmp(row->stream, stream->stream) != 0)
            continue;
        *month = (struct receipt_month){ .received_pence = row->amount_pence,
                                         .days = row->days,
                                         .suspended = row->suspended };
        period_read(row->for_period, &month->period);
        count++;
    }
    if (!received || is_to_come(ask))
        return received;
    of->parts[AT_LARGE] = share_receipts(c->lines.arena, ask, received, count, &carry);
    if (of->parts[AT_LARGE].fault)
        return of->parts[AT_LARGE].fault != ACCRUAL_NO_MEMORY;
    return run_tell_carry(c, of, &carry);
}

bool run_count_whole(struct counting *c, const struct run_stream *stream,
                     const struct run_whole *whole)
{
    struct accrual parts[PARTS] = { { .fault_on = NONE }, { .fault_on = NONE } };
    struct counted of = { .stream = stream, .payer = stream->rows->place_payer, .parts = parts,
                          .part_count = PARTS };
    struct accrual_ask ask = asked(c, stream, days_of(stream));
    struct arena *arena = c->lines.arena;
    struct annual_rate *rates;
    struct passport_terms *terms;
    size_t rate_count;

    if (!take_posted(c, &of, whole->posted, whole->posted_count) ||
        !run_rates(arena, whole->rates, whole->rate_count, &rates, &rate_count) ||
        !run_passport_terms(arena, stream->rows, stream->count, NULL, 0, &terms,
                            &ask.terms_count))
        return false;
    ask.terms = terms;
    if (run_shares_receipts(stream))
        return count_receipts(c, &of, &ask, whole) && put_counted(c, &of);
    if (has_fixed_sum(stream)) {
        ask.whole_agreement = true;
        if (!count_days(c, &ask, &parts[AT_LARGE]))
            return false;
        ask.whole_agreement = false;
    }
    ask.rates = rates;
    ask.rate_count = rate_count;
    return (strcmp(stream->rows->stream, "places") != 0 ||
            count_days(c, &ask, &parts[BY_DAY])) && put_counted(c, &of);
}
