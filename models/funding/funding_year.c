#include "models/funding/funding_year.h"

#include "models/date.h"
#include "models/shape.h"

#include <stdio.h>
#include <string.h>

const char *const BASE_YEARS[] = { "academic", "financial", NULL };

struct day_span base_year(enum base_year base, int64_t day)
{
    const int64_t autumn = date_academic_year(day);
    int64_t first = date_of(autumn, 9, 1);

    if (base == BASE_FINANCIAL) {
        const int64_t spring = date_of(autumn + 1, 4, 1);

        first = day >= spring ? spring : date_of(autumn, 4, 1);
    }
    return (struct day_span){ first, date_plus_months(first, 12) - 1 };
}

int64_t span_days(struct day_span span)
{
    return span.last < span.first ? 0 : span.last - span.first + 1;
}

bool span_holds(struct day_span span, int64_t day)
{
    return day >= span.first && (span.last == NONE || day <= span.last);
}

struct day_span span_shared(struct day_span a, struct day_span b)
{
    const bool a_ends_first = b.last == NONE || (a.last != NONE && a.last < b.last);

    return (struct day_span){ a.first > b.first ? a.first : b.first,
                              a_ends_first ? a.last : b.last };
}

bool period_read(const char *text, int64_t *period)
{
    char first[DATE_TEXT];

    if (strlen(text) != PERIOD_TEXT - 1)
        return false;
    snprintf(first, sizeof first, "%.7s-01", text);
    return date_read(first, period);
}

void period_write(int64_t period, char out[PERIOD_TEXT])
{
    char first[DATE_TEXT];

    date_write(period, first);
    memcpy(out, first, PERIOD_TEXT - 1);
    out[PERIOD_TEXT - 1] = '\0';
}

int64_t period_of(int64_t day)
{
    return date_month_start(day);
}

int64_t period_next(int64_t period)
{
    return date_plus_months(period, 1);
}

struct day_span period_span(int64_t period)
{
    return (struct day_span){ period, period_next(period) - 1 };
}
