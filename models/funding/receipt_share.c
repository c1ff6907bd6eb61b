#include "models/funding/receipt_share.h"

#include "models/funding/money.h"
#include "models/shape.h"

static int64_t received_for(const struct receipt_month *received, size_t count, int64_t period)
{
    int64_t sum = 0;

    for (size_t i = 0; i < count; i++) {
        if (received[i].period == period)
            sum += received[i].received_pence;
    }
    return sum;
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

static const char *explain(struct arena *arena, const struct accrual_month *month,
                           int64_t basis_points)
{
    char came_in[MONEY_TEXT], share[MONEY_TEXT], part[MONEY_TEXT], rest[MONEY_TEXT];
    char before[MONEY_TEXT], after[MONEY_TEXT];

    money_write(month->received_pence, came_in);
    share_write(basis_points, share);
    money_write(month->passported_pence, part);
    money_write(month->retained_pence, rest);
    money_exact_write(month->before.passported, before);
    money_exact_write(month->after.passported, after);
    return arena_format(arena,
                        "%s was received for the month; %s of it brings the share of the year from "
                        "%s to %s, rounded: %s passported to the host; %s retained.",
                        came_in, share, before, after, part, rest);
}

/* `sum` is the share of the base year so far, in ten-thousandths of a penny. */
static bool share_month(struct arena *arena, const struct accrual_ask *ask, int64_t *sum,
                        struct accrual_month *month, struct accrual *told)
{
    const struct passport_terms *terms = terms_for(ask, month->period);

    if (!month->received_pence)
        return true;
    if (!terms || terms->mode != PASSPORT_PROPORTION) {
        told->fault = terms ? ACCRUAL_TERMS_UNSOUND : ACCRUAL_NO_TERMS;
        told->fault_on = month->period;
        return false;
    }
    month->before.passported = (struct fraction){ *sum, WHOLE_SHARE };
    *sum += month->received_pence * terms->basis_points;
    month->after.passported = (struct fraction){ *sum, WHOLE_SHARE };
    month->passported_pence = money_instalment(month->before.passported, month->after.passported);
    month->retained_pence = month->received_pence - month->passported_pence;
    month->note = explain(arena, month, terms->basis_points);
    return month->note;
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
                              const struct receipt_month *received, size_t count)
{
    struct accrual told = { .fault_on = NONE };
    int64_t sum = 0, year = NONE;

    told.months = arena_take(arena, (months_of(ask) + 1) * sizeof *told.months);
    for (int64_t period = ask->first_period; told.months && period <= ask->last_period;
         period = period_next(period)) {
        struct accrual_month *month = &told.months[told.month_count];

        *month = (struct accrual_month){ .period = period,
                                         .year = base_year(ask->base, period),
                                         .received_pence = received_for(received, count, period) };
        if (month->year.first != year)
            sum = 0;
        year = month->year.first;
        if (!share_month(arena, ask, &sum, month, &told)) {
            told.fault = told.fault ? told.fault : ACCRUAL_NO_MEMORY;
            break;
        }
        told.month_count++;
    }
    if (!told.months)
        told.fault = ACCRUAL_NO_MEMORY;
    return told;
}
