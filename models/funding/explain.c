#include "models/funding/explain.h"

#include "models/date.h"

#include <string.h>

struct amount {
    char text[MONEY_TEXT];
};

struct words {
    char text[DATE_WORDS];
};

static struct amount pounds(int64_t pence)
{
    struct amount amount;

    money_write(pence, amount.text);
    return amount;
}

static struct amount exact_pounds(struct fraction exact)
{
    struct amount amount;

    money_exact_write(exact, amount.text);
    return amount;
}

static struct words day_words(int64_t day)
{
    struct words words;

    date_in_words(day, words.text);
    return words;
}

/* "November 2026": its first day in words without the day. */
static struct words month_words(int64_t period)
{
    const struct words first = day_words(period);
    struct words words;

    memcpy(words.text, first.text + 2, sizeof words.text - 2);
    return words;
}

/* "9 to 30 November 2026"; a segment is within one month. */
static const char *span_words(struct arena *arena, struct day_span span)
{
    const struct words first = day_words(span.first), last = day_words(span.last);

    if (span.first == span.last)
        return arena_copy(arena, first.text, strlen(first.text));
    return arena_format(arena, "%.*s to %s", (int)strcspn(first.text, " "), first.text, last.text);
}

/* ---- a segment ---- */

static const char *for_each(const struct annual_rate *rate)
{
    return rate->places == 1 ? "" : " for each";
}

/* What is passported "= " so much of: the words of the terms. NULL without memory. */
static const char *basis_words(struct arena *arena, const struct accrual_segment *segment)
{
    const struct passport_terms *terms = segment->terms;
    char share[MONEY_TEXT];

    if (terms->mode == PASSPORT_PER_PLACE)
        return arena_format(arena, "%s a year for %s place", pounds(terms->annual_pence).text,
                            segment->rate->places == 1 ? "the" : "each");
    share_write(terms->basis_points, share);
    if (segment->limit == LIMIT_CAP)
        return arena_format(arena, "%s but at most %s a year%s", share,
                            pounds(terms->cap_pence).text, for_each(segment->rate));
    if (segment->limit == LIMIT_FLOOR)
        return arena_format(arena, "%s but at least %s a year%s", share,
                            pounds(terms->floor_pence).text, for_each(segment->rate));
    return arena_copy(arena, share, strlen(share));
}

static struct amount told(struct fraction exact, bool in_pence)
{
    return in_pence ? pounds(money_round(exact)) : exact_pounds(exact);
}

/* "£10,000.00 a year", "£10,000.00 a year for each of 15 places" */
static const char *rate_words(struct arena *arena, const struct annual_rate *rate)
{
    const char *one = arena_format(arena, "%s a year", pounds(rate->annual_pence).text);

    return !one || rate->places == 1
               ? one
               : arena_format(arena, "%s for each of %ld places", one, (long)rate->places);
}

static const char *place_words(struct arena *arena, const struct accrual_segment *segment,
                               const char *days, bool in_pence)
{
    const char *rate = rate_words(arena, segment->rate);
    const char *received = rate ? arena_format(arena, "%s at %s = %s received", days, rate,
                                               told(segment->received, in_pence).text)
                                : NULL;

    if (!received)
        return NULL;
    if (segment->terms->mode == PASSPORT_FIXED_SUM)
        return arena_format(arena, "%s; nothing passported, as the host has a fixed sum", received);
    const char *basis = basis_words(arena, segment);

    return basis ? arena_format(arena, "%s; %s = %s passported to the host", received, basis,
                                told(segment->passported, in_pence).text)
                 : NULL;
}

static const char *segment_words(struct arena *arena, const struct accrual_segment *segment,
                                 bool in_pence)
{
    const char *span = span_words(arena, segment->days);
    const char *days = span ? arena_format(arena, "%d of %d days (%s)", (int)segment->day_count,
                                           (int)segment->year_days, span)
                            : NULL;

    if (!days)
        return NULL;
    if (segment->rate)
        return place_words(arena, segment, days, in_pence);
    if (segment->terms->mode != PASSPORT_FIXED_SUM)
        return arena_format(arena, "%s: no fixed sum is agreed", days);
    return arena_format(arena, "%s of the fixed sum of %s a year = %s passported to the host", days,
                        pounds(segment->terms->annual_pence).text,
                        told(segment->passported, in_pence).text);
}

/* ---- a month ---- */

static struct fraction less(struct fraction after, struct fraction before)
{
    return (struct fraction){ after.numerator - before.numerator, after.denominator };
}

/* What the month comes to by itself. */
static struct accrual_sum alone(const struct accrual_month *month)
{
    return (struct accrual_sum){ less(month->after.received, month->before.received),
                                 less(month->after.passported, month->before.passported) };
}

static const char *rest_words(struct arena *arena, int64_t retained)
{
    if (retained < 0)
        return arena_format(arena, "%s borne by the provider", pounds(-retained).text);
    return arena_format(arena, "%s retained", pounds(retained).text);
}

/* "£10,218.8337 received, rounded £10,218.83, less £9,128.36 before = £1,090.47 and not £1,090.48"
 */
static const char *counted_words(struct arena *arena, const char *what, struct fraction after,
                                 struct fraction before)
{
    const int64_t to = money_round(after), from = money_round(before);
    const int64_t by_itself = money_round(less(after, before));
    const char *words = arena_format(arena, "%s %s, rounded %s, less %s before = %s",
                                     exact_pounds(after).text, what, pounds(to).text,
                                     pounds(from).text, pounds(to - from).text);

    if (!words || by_itself == to - from)
        return words;
    return arena_format(arena, "%s and not %s", words, pounds(by_itself).text);
}

static const char *year_words(struct arena *arena, const struct accrual_month *month,
                              const char *rest)
{
    const struct accrual_sum *after = &month->after, *before = &month->before;
    const int64_t last = month->segments[month->segment_count - 1].days.last;
    const char *received = counted_words(arena, "received", after->received, before->received);
    const char *passed = counted_words(arena, "passported", after->passported, before->passported);

    if (!received || !passed)
        return NULL;
    return arena_format(arena, "Counted from %s to %s: %s; %s; %s.",
                        day_words(month->counted_from).text, day_words(last).text, received, passed,
                        rest);
}

/* Each segment in full, to four places. */
static const char *segments_words(struct arena *arena, const struct accrual_month *month)
{
    const char *words = "";

    for (size_t i = 0; i < month->segment_count && words; i++) {
        const char *segment = segment_words(arena, &month->segments[i], false);

        words = segment ? arena_format(arena, "%s%s. ", words, segment) : NULL;
    }
    return words;
}

static const char *together_words(struct arena *arena, const struct accrual_month *month,
                                  const char *rest)
{
    const struct accrual_sum sum = alone(month);

    return arena_format(arena,
                        "Together %s, rounded %s received; %s, rounded %s passported to the host; "
                        "%s.",
                        exact_pounds(sum.received).text, pounds(month->received_pence).text,
                        exact_pounds(sum.passported).text, pounds(month->passported_pence).text,
                        rest);
}

static bool rounds_alike(const struct accrual_month *month)
{
    const struct accrual_sum sum = alone(month);

    return money_round(sum.received) == month->received_pence &&
           money_round(sum.passported) == month->passported_pence;
}

const char *explain_month(struct arena *arena, const struct accrual_month *month)
{
    if (month->segment_count == 0)
        return arena_format(arena, "No day of %s counts.", month_words(month->period).text);
    const char *rest = rest_words(arena, month->retained_pence);
    const bool alike = rounds_alike(month);

    if (!rest)
        return NULL;
    if (alike && month->segment_count == 1) {
        const char *words = segment_words(arena, month->segments, true);

        return words ? arena_format(arena, "%s; %s.", words, rest) : NULL;
    }
    const char *each = segments_words(arena, month);
    const char *sum = alike ? together_words(arena, month, rest) : year_words(arena, month, rest);

    return each && sum ? arena_format(arena, "%s%s", each, sum) : NULL;
}

/* ---- a posting ---- */

static const char *due_words(struct arena *arena, const char *what, int64_t was, int64_t change)
{
    return arena_format(arena, "%s %s is due and %s was posted: %s", what,
                        pounds(was + change).text, pounds(was).text, pounds(change).text);
}

static const char *adjustment_words(struct arena *arena, const struct posting *posting,
                                    const struct posted *was)
{
    const int64_t retained = was->received_pence - was->passported_pence;
    const char *received = due_words(arena, "received", was->received_pence,
                                     posting->received_pence);
    const char *passported = due_words(arena, "passported", was->passported_pence,
                                       posting->passported_pence);
    const char *rest = due_words(arena, "retained", retained, posting->retained_pence);

    if (!received || !passported || !rest)
        return NULL;
    return arena_format(arena, "Adjustment for %s, posted in %s: %s; %s; %s.",
                        month_words(posting->for_period).text, month_words(posting->in_period).text,
                        received, passported, rest);
}

const char *explain_posting(struct arena *arena, const struct posting *posting,
                            const struct posted *was)
{
    if (posting->adjustment)
        return adjustment_words(arena, posting, was);
    const char *rest = rest_words(arena, posting->retained_pence);

    return rest ? arena_format(arena, "%s: %s received; %s passported to the host; %s.",
                               month_words(posting->for_period).text,
                               pounds(posting->received_pence).text,
                               pounds(posting->passported_pence).text, rest)
                : NULL;
}
