/* The lines of one stay, or of one agreement as a whole. */
#include "models/funding/run_subject.h"

#include <string.h>

#include "models/date.h"
#include "models/encode.h"
#include "models/funding/explain.h"
#include "models/funding/funding_run.h"
#include "models/funding/receipt_share.h"
#include "models/funding/run_problem.h"
#include "models/uuid.h"

/* What is counted of one subject, and whose it is. Either part may be missing. */
struct counted {
    const struct run_stream *stream;
    const struct run_placement *placement; /* NULL: the agreement as a whole */
    struct accrual by_day;                 /* what its rates bring in */
    struct accrual at_large;               /* a fixed sum, or a share of what was received */
    struct posted *posted;
    size_t posted_count;
};

bool run_shares_receipts(const struct run_stream *stream)
{
    return strcmp(stream->rows->basis, "receipts") == 0;
}

/* ---- telling --------------------------------------------------------------------------- */

void run_start_lines(struct counting *c, struct arena *arena)
{
    c->lines = (struct buffer){ .arena = arena };
}

enum db_status run_keep_lines(struct counting *c, struct db *db)
{
    if (!c->lines.length)
        return DB_OK;
    put_char(&c->lines, ']');
    const struct run_lines lines = { c->lines.text };
    return c->lines.failed ? DB_TOO_LARGE : run_lines_keep(db, &lines);
}

/* Every member of a row but its end, which is none of the client's. */
static void put_object(struct buffer *out, const struct shape *shape, const void *row)
{
    put_char(out, '{');
    for (size_t i = 0; i < shape->count; i++) {
        if (strcmp(shape->fields[i].name, "deleted_at") == 0)
            continue;
        put_text(out, i ? "," : "");
        put_member(out, &shape->fields[i], row);
    }
    put_char(out, '}');
}

static void put_line(struct counting *c, const struct counted *of, const struct posting *posting,
                     const char *band, const char *explanation)
{
    const struct run_terms *terms = of->stream->rows;
    char id[UUID_TEXT], period[PERIOD_TEXT], for_period[PERIOD_TEXT];
    const struct funding_run_line line = {
        .id = id,
        .run_id = c->run_id,
        .number = ++c->number,
        .agreement_id = terms->agreement_id,
        .provision_id = terms->provision_id,
        .host_school_id = terms->host_school_id,
        .provider_school_id = terms->provider_school_id,
        .stream = terms->stream,
        .payer = of->placement ? of->placement->la_code : terms->place_payer,
        .kind = posting->adjustment ? "adjustment" : "accrual",
        .period = period,
        .for_period = for_period,
        .funding_placement_id = of->placement ? of->placement->funding_placement_id : NULL,
        .pseudonym = of->placement ? of->placement->pseudonym : NULL,
        .band = band,
        .received_pence = posting->received_pence,
        .passported_pence = posting->passported_pence,
        .retained_pence = posting->retained_pence,
        .explanation = explanation,
    };

    uuid_make(id);
    period_write(posting->in_period, period);
    period_write(posting->for_period, for_period);
    put_char(&c->lines, c->lines.length ? ',' : '[');
    put_object(&c->lines, &FUNDING_RUN_LINE, &line);
}

static bool put_problem(struct counting *c, const struct counted *of, const struct accrual *accrual)
{
    static const char *const CODES[] = {
        [ACCRUAL_NO_RATE] = "no_rate",           [ACCRUAL_NO_TERMS] = "no_terms",
        [ACCRUAL_RATES_OVERLAP] = "rates_overlap", [ACCRUAL_TERMS_OVERLAP] = "terms_overlap",
        [ACCRUAL_RATE_UNSOUND] = "out_of_range", [ACCRUAL_TERMS_UNSOUND] = "out_of_range",
        [ACCRUAL_PERIODS_UNSOUND] = "out_of_range"
    };
    char on[DATE_TEXT];
    struct funding_problem problem = {
        .code = CODES[accrual->fault],
        .agreement_id = of->stream->rows->agreement_id,
        .stream = of->stream->rows->stream,
        .pseudonym = of->placement ? of->placement->pseudonym : NULL,
        .amount_pence = NONE,
    };

    if (accrual->fault_on != NONE) {
        date_write(accrual->fault_on, on);
        problem.on = on;
    }
    return run_tell_problem(c, &problem);
}

static bool put_carry(struct counting *c, const struct counted *of,
                      const struct receipt_carry *carry)
{
    char period[PERIOD_TEXT];
    const struct funding_problem problem = { .code = "share_carried",
                                             .agreement_id = of->stream->rows->agreement_id,
                                             .stream = of->stream->rows->stream,
                                             .for_period = period,
                                             .amount_pence = carry->pence };

    if (!carry->pence)
        return true;
    period_write(carry->period, period);
    return run_tell_problem(c, &problem);
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
    const struct accrual *parts[] = { &of->by_day, &of->at_large };
    const struct posted was = posted_before(of, posting->for_period);
    const char *told = posting->adjustment ? explain_posting(arena, posting, &was) : NULL;

    for (size_t i = 0; i < 2; i++) {
        const struct accrual_month *month = month_of(parts[i], posting->for_period);

        if (month && (month->segment_count || month->note))
            told = arena_format(arena, "%s%s%s", told ? told : "", told ? " " : "",
                                month->note ? month->note : explain_month(arena, month));
    }
    return told ? told : "";
}

static const char *band_of(const struct counted *of, int64_t period)
{
    const struct accrual_month *month = month_of(&of->by_day, period);
    const size_t count = month ? month->segment_count : 0;

    return of->placement && count ? month->segments[count - 1].rate->id : NULL;
}

/* The months of both parts, one amount each. */
static size_t add_up(struct arena *arena, const struct counted *of, struct accrual_month **months)
{
    const struct accrual *first = of->by_day.month_count ? &of->by_day : &of->at_large;
    const size_t count = first->month_count;

    *months = arena_take(arena, (count + 1) * sizeof **months);
    for (size_t i = 0; *months && i < count; i++) {
        (*months)[i] = first->months[i];
        if (first == &of->at_large || !of->at_large.month_count)
            continue;
        (*months)[i].received_pence += of->at_large.months[i].received_pence;
        (*months)[i].passported_pence += of->at_large.months[i].passported_pence;
        (*months)[i].retained_pence += of->at_large.months[i].retained_pence;
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
        put_line(c, of, &due.rows[i], band_of(of, due.rows[i].for_period),
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
            strcmp(rows[i].stream, terms->stream) != 0)
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
    if (of->by_day.fault)
        return put_problem(c, of, &of->by_day);
    if (of->at_large.fault)
        return put_problem(c, of, &of->at_large);
    return put_lines(c, of);
}

bool run_count_stay(struct counting *c, const struct run_stream *stream,
                    const struct run_stay *stay)
{
    const struct run_placement *placement = stay->placement;
    struct counted of = { .stream = stream, .placement = placement };
    struct accrual_ask ask = asked(c, stream, run_days(placement->starts_on, placement->ends_on));
    struct arena *arena = c->lines.arena;
    struct annual_rate *rates;
    struct passport_terms *terms;

    if (!take_posted(c, &of, stay->posted, stay->posted_count) ||
        !run_rates(arena, stay->rates, stay->rate_count, &rates) ||
        !run_passport_terms(arena, stream->rows, stream->count, stay->without,
                            stay->without_count, &terms, &ask.terms_count))
        return false;
    ask.rates = rates;
    ask.rate_count = stay->rate_count;
    ask.terms = terms;
    return count_days(c, &ask, &of.by_day) && put_counted(c, &of);
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
    of->at_large = share_receipts(c->lines.arena, ask, received, count, &carry);
    return of->at_large.fault ? of->at_large.fault != ACCRUAL_NO_MEMORY : put_carry(c, of, &carry);
}

bool run_count_whole(struct counting *c, const struct run_stream *stream,
                     const struct run_whole *whole)
{
    struct counted of = { .stream = stream };
    struct accrual_ask ask = asked(c, stream, days_of(stream));
    struct arena *arena = c->lines.arena;
    struct annual_rate *rates;
    struct passport_terms *terms;

    if (!take_posted(c, &of, whole->posted, whole->posted_count) ||
        !run_rates(arena, whole->rates, whole->rate_count, &rates) ||
        !run_passport_terms(arena, stream->rows, stream->count, NULL, 0, &terms,
                            &ask.terms_count))
        return false;
    ask.terms = terms;
    if (run_shares_receipts(stream))
        return count_receipts(c, &of, &ask, whole) && put_counted(c, &of);
    if (has_fixed_sum(stream)) {
        ask.whole_agreement = true;
        if (!count_days(c, &ask, &of.at_large))
            return false;
        ask.whole_agreement = false;
    }
    ask.rates = rates;
    ask.rate_count = whole->rate_count;
    return (strcmp(stream->rows->stream, "places") != 0 ||
            count_days(c, &ask, &of.by_day)) && put_counted(c, &of);
}
