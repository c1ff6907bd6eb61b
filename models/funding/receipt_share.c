#include "models/funding/receipt_share.h"

#include "models/funding/money.h"
#include "models/shape.h"

/* While the months are shared, one after the other. */
struct sharing {
    struct arena *arena;
    const struct accrual_ask *ask;
    const struct receipt_month *received;
    size_t count;
    int64_t year;   /* the base year's first day, NONE before the first */
    int64_t so_far; /* the share of that year, in ten-thousandths of a penny */
    int64_t due;    /* the rounded shares of all months; below 0: so much is carried */
    struct receipt_carry carry;
};

/* What came in for a month, and what of it is shared. */
struct income {
    int64_t received, shared;
};

static enum accrual_fault add_income(struct arena *arena, const struct receipt_month *row,
                                     struct income *sum)
{
    const int64_t weights[] = { row->days - row->suspended, row->suspended };
    int64_t parts[] = { row->received_pence, 0 };
    const enum money_fault fault =
        row->suspended ? money_split(arena, row->received_pence, weights, 2, parts) : MONEY_SOUND;

    sum->received += row->received_pence;
    sum->shared += parts[0];
    if (!fault && money_sound(sum->received))
        return ACCRUAL_SOUND;
    return fault == MONEY_NO_MEMORY ? ACCRUAL_NO_MEMORY : ACCRUAL_RATE_UNSOUND;
}

static enum accrual_fault income_of(const struct sharing *s, int64_t period, struct income *sum)
{
    enum accrual_fault fault = ACCRUAL_SOUND;

    *sum = (struct income){ 0, 0 };
    for (size_t i = 0; !fault && i < s->count; i++) {
        if (s->received[i].period == period)
            fault = add_income(s->arena, &s->received[i], sum);
    }
    return fault;
}

static const struct passport_terms *terms_for(const struct accrual_ask *ask, int64_t period)
{
    const struct day_span days = span_shared(period_span(period), ask->agreement);

    for (size_t i = 0; days.first <= days.last && i < ask->terms_count; i++) {
        if (span_holds(ask->terms[i].in_force, days.last))
            return &ask->terms[i];
    }
    return NULL;
}

static const char *pounds(struct arena *arena, int64_t pence)
{
    char text[MONEY_TEXT];

    money_write(pence, text);
    return arena_format(arena, "%s", text);
}

/* What became of the share of the month: all of it is passported but for what is carried. */
static const char *explain_carry(const struct sharing *s, const struct accrual_month *month,
                                 int64_t share)
{
    const int64_t carried = month->passported_pence - share;
    struct arena *arena = s->arena;

    if (carried > 0)
        return arena_format(arena, "%s, of which %s cannot be taken back from the host, and is "
                            "carried to later months: ", pounds(arena, share),
                            pounds(arena, carried));
    if (carried < 0)
        return arena_format(arena, "%s, less %s carried from earlier months: ",
                            pounds(arena, share), pounds(arena, -carried));
    return "";
}

static const char *explain(const struct sharing *s, const struct accrual_month *month,
                           const struct income *income, int64_t basis_points, int64_t share)
{
    struct arena *arena = s->arena;
    const int64_t withheld = income->received - income->shared;
    char points[MONEY_TEXT], before[MONEY_TEXT], after[MONEY_TEXT];

    share_write(basis_points, points);
    money_exact_write(month->before.passported, before);
    money_exact_write(month->after.passported, after);
    return arena_format(arena,
                        "%s was received for the month%s%s; %s of %s brings the share of the year "
                        "from %s to %s, rounded: %s%s passported to the host; %s retained.",
                        pounds(arena, income->received), withheld ? ", of which " : "",
                        withheld ? arena_format(arena, "%s is for days on which the share of the "
                                                "host was suspended", pounds(arena, withheld))
                                 : "",
                        points, withheld ? "the rest" : "it", before, after,
                        explain_carry(s, month, share), pounds(arena, month->passported_pence),
                        pounds(arena, month->retained_pence));
}

static int64_t nothing_below(int64_t pence)
{
    return pence > 0 ? pence : 0;
}

/* The host gives back what it had, and no more. */
static int64_t pass_on(struct sharing *s, int64_t period, int64_t share)
{
    const int64_t before = s->due;

    s->due += share;
    if (s->due < 0 && share < 0)
        s->carry.period = period;
    s->carry.pence = nothing_below(-s->due);
    return nothing_below(s->due) - nothing_below(before);
}

static enum accrual_fault share_month(struct sharing *s, struct accrual_month *month)
{
    const struct passport_terms *terms = terms_for(s->ask, month->period);
    struct income income;
    const enum accrual_fault fault = income_of(s, month->period, &income);

    if (fault || (!income.received && !income.shared))
        return fault;
    if (!terms || terms->mode != PASSPORT_PROPORTION)
        return terms ? ACCRUAL_TERMS_UNSOUND : ACCRUAL_NO_TERMS;
    month->before.passported = (struct fraction){ s->so_far, WHOLE_SHARE };
    s->so_far += income.shared * terms->basis_points;
    month->after.passported = (struct fraction){ s->so_far, WHOLE_SHARE };
    const int64_t share = money_instalment(month->before.passported, month->after.passported);

    month->received_pence = income.received;
    month->passported_pence = pass_on(s, month->period, share);
    month->retained_pence = month->received_pence - month->passported_pence;
    month->note = explain(s, month, &income, terms->basis_points, share);
    return month->note ? ACCRUAL_SOUND : ACCRUAL_NO_MEMORY;
}

static size_t months_of(const struct accrual_ask *ask)
{
    size_t count = 0;

    for (int64_t period = ask->first_period; period <= ask->last_period;
         period = period_next(period))
        count++;
    return count;
}

struct accrual share_receipts(struct arena *arena, const struct accrual_ask *ask,
                              const struct receipt_month *received, size_t count,
                              struct receipt_carry *carry)
{
    struct accrual told = { .fault_on = NONE };
    struct sharing s = { arena, ask, received, count, NONE, 0, 0, { 0, NONE } };

    told.months = arena_take(arena, (months_of(ask) + 1) * sizeof *told.months);
    told.fault = told.months ? ACCRUAL_SOUND : ACCRUAL_NO_MEMORY;
    for (int64_t period = ask->first_period; !told.fault && period <= ask->last_period;
         period = period_next(period)) {
        struct accrual_month *month = &told.months[told.month_count++];

        *month = (struct accrual_month){ .period = period, .year = base_year(ask->base, period) };
        if (month->year.first != s.year)
            s.so_far = 0;
        s.year = month->year.first;
        told.fault = share_month(&s, month);
        told.fault_on = told.fault ? period : NONE;
    }
    *carry = s.carry;
    return told;
}
