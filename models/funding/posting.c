#include "models/funding/posting.h"

#include <stddef.h>

/* The earliest month that has, or should have, anything. */
static int64_t first_month(const struct posting_ask *ask)
{
    int64_t first = ask->month_count ? ask->months[0].period : period_next(ask->run);

    for (size_t i = 0; i < ask->posted_count; i++)
        if (ask->posted[i].period < first)
            first = ask->posted[i].period;
    return first;
}

static bool add_posted(const struct posting_ask *ask, int64_t period, struct posted *sum)
{
    bool any = false;

    for (size_t i = 0; i < ask->posted_count; i++) {
        if (ask->posted[i].period != period)
            continue;
        any = true;
        sum->received_pence += ask->posted[i].received_pence;
        sum->passported_pence += ask->posted[i].passported_pence;
    }
    return any;
}

static struct posting difference(const struct posting_ask *ask, int64_t period,
                                 const struct accrual_month *due)
{
    struct posting posting = { .for_period = period, .in_period = period };
    struct posted was = { .period = period };

    posting.adjustment = add_posted(ask, period, &was);
    if (period < ask->first_open) {
        posting.in_period = ask->first_open;
        posting.adjustment = true;
    }
    posting.received_pence = (due ? due->received_pence : 0) - was.received_pence;
    posting.passported_pence = (due ? due->passported_pence : 0) - was.passported_pence;
    posting.retained_pence = posting.received_pence - posting.passported_pence;
    return posting;
}

bool postings_due(struct arena *arena, const struct posting_ask *ask, struct postings *out)
{
    const int64_t first = first_month(ask);
    size_t months = 0, at = 0, count = 0;

    for (int64_t period = first; period <= ask->run; period = period_next(period))
        months++;
    struct posting *rows = arena_take(arena, (months + 1) * sizeof *rows);

    if (!rows)
        return false;
    for (int64_t period = first; period <= ask->run; period = period_next(period)) {
        const bool told = at < ask->month_count && ask->months[at].period == period;
        const struct posting row = difference(ask, period, told ? &ask->months[at] : NULL);

        at += told;
        if (row.received_pence || row.passported_pence)
            rows[count++] = row;
    }
    *out = (struct postings){ rows, count };
    return true;
}
