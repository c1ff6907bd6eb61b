#include "tests/funding/funding_fixture.h"

#include "models/date.h"
#include "models/shape.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

struct draws draws_of(uint64_t seed)
{
    struct draws draws = { seed * 0x9E3779B97F4A7C15u + 1 };

    draw(&draws, 2);
    return draws;
}

uint64_t draw(struct draws *draws, uint64_t below)
{
    draws->state ^= draws->state << 13;
    draws->state ^= draws->state >> 7;
    draws->state ^= draws->state << 17;
    return (draws->state >> 11) % below;
}

struct seeds seeds_to_try(uint64_t usual)
{
    const char *seed = getenv("TAMAR_TEST_SEED"), *cases = getenv("TAMAR_TEST_CASES");
    const uint64_t one = seed ? strtoull(seed, NULL, 10) : 0;

    if (seed)
        return (struct seeds){ one, one };
    return (struct seeds){ 1, cases ? strtoull(cases, NULL, 10) : usual };
}

int64_t day(const char *text)
{
    int64_t days = NONE;

    cr_assert(date_read(text, &days), "%s", text);
    return days;
}

int64_t draw_pence(struct draws *draws)
{
    static const int64_t EDGES[] = {
        0,          1,   2,      182,     183,     364,     365,
        366,        367, 600000, 1000000, 1234567, 1283950, MONEY_LIMIT - 1,
        MONEY_LIMIT
    };

    if (draw(draws, 3) == 0)
        return EDGES[draw(draws, sizeof EDGES / sizeof *EDGES)];
    return (int64_t)draw(draws, draw(draws, 4) ? 3000000 : 5000);
}

static int64_t draw_share(struct draws *draws)
{
    static const int64_t EDGES[] = { 0, 1, 1250, 1500, 3333, 5000, 9999, 10000 };

    if (draw(draws, 2))
        return EDGES[draw(draws, sizeof EDGES / sizeof *EDGES)];
    return (int64_t)draw(draws, WHOLE_SHARE + 1);
}

static void draw_limits(struct draws *draws, struct passport_terms *terms)
{
    if (draw(draws, 3) == 0)
        terms->cap_pence = draw_pence(draws);
    if (draw(draws, 3) == 0)
        terms->floor_pence = draw_pence(draws);
    if (terms->cap_pence != NONE && terms->floor_pence > terms->cap_pence)
        terms->floor_pence = terms->cap_pence;
}

void make_terms(struct draws *draws, struct passport_terms *terms)
{
    const uint64_t mode = draw(draws, 8);

    terms->mode = mode == 0   ? PASSPORT_PER_PLACE
                  : mode == 1 ? PASSPORT_FIXED_SUM
                              : PASSPORT_PROPORTION;
    terms->basis_points = terms->annual_pence = terms->cap_pence = terms->floor_pence = NONE;
    if (terms->mode != PASSPORT_PROPORTION) {
        terms->annual_pence = draw_pence(draws);
        return;
    }
    terms->basis_points = draw_share(draws);
    draw_limits(draws, terms);
}

/* The days on which rates and terms change, ascending; often those on which they really do. */
static size_t draw_changes(struct draws *draws, struct day_span within, int64_t *out)
{
    static const int64_t MONTHS[] = { 1, 3, 4, 9 };
    const size_t wanted = draw(draws, MADE_ROWS);
    int64_t at = within.first;
    size_t count = 0;

    while (count < wanted) {
        const int64_t year = date_academic_year(at) + 1;
        const int64_t usual = date_of(year, MONTHS[draw(draws, 4)], 1);

        at = draw(draws, 3) == 0 && usual > at ? usual : at + 1 + (int64_t)draw(draws, 300);
        if (at > within.last)
            break;
        out[count++] = at;
    }
    return count;
}

static struct day_span row_span(const int64_t *changes, size_t count, size_t at, int64_t first,
                                int64_t last)
{
    return (struct day_span){ at ? changes[at - 1] : first, at < count ? changes[at] - 1 : last };
}

static void make_rows(struct draws *draws, struct made *made, struct day_span needed)
{
    const int64_t before = needed.first - (int64_t)draw(draws, 3) * 50;
    const int64_t after = draw(draws, 2) ? NONE : needed.last + (int64_t)draw(draws, 3) * 50;
    int64_t changes[MADE_ROWS];
    size_t count = draw_changes(draws, needed, changes);

    for (size_t i = 0; i <= count; i++)
        made->rates[i] = (struct annual_rate){ "rate", row_span(changes, count, i, before, after),
                                               draw_pence(draws), 1 };
    made->ask.rate_count = count + 1;
    count = draw_changes(draws, needed, changes);
    for (size_t i = 0; i <= count; i++) {
        made->terms[i] = (struct passport_terms){
            .id = "terms", .in_force = row_span(changes, count, i, before, after)
        };
        make_terms(draws, &made->terms[i]);
    }
    made->ask.terms_count = count + 1;
}

static void shuffle(struct draws *draws, struct made *made)
{
    for (size_t i = made->ask.rate_count; i-- > 1;) {
        const size_t at = draw(draws, i + 1);
        const struct annual_rate kept = made->rates[i];

        made->rates[i] = made->rates[at];
        made->rates[at] = kept;
    }
    for (size_t i = made->ask.terms_count; i-- > 1;) {
        const size_t at = draw(draws, i + 1);
        const struct passport_terms kept = made->terms[i];

        made->terms[i] = made->terms[at];
        made->terms[at] = kept;
    }
}

static struct day_span draw_stay(struct draws *draws)
{
    static const int64_t YEARS[] = { 1999, 2019, 2023, 2026, 2027, 2098 };
    static const uint64_t LENGTHS[] = { 1, 3, 40, 400, 400, 800, 1500 };
    const int64_t year = YEARS[draw(draws, sizeof YEARS / sizeof *YEARS)];
    const int64_t first = date_of(year, 1, 1) + (int64_t)draw(draws, 800);

    if (draw(draws, 12) == 0) /* the leap day itself, where the year has one */
        return (struct day_span){ date_of(year + 1, 2, 29), date_of(year + 1, 2, 29) };
    if (draw(draws, 6) == 0)
        return (struct day_span){ first, NONE };
    return (struct day_span){
        first, first + (int64_t)draw(draws, LENGTHS[draw(draws, sizeof LENGTHS / sizeof *LENGTHS)])
    };
}

void made_copy(const struct made *from, struct made *to)
{
    *to = *from;
    to->ask.rates = to->rates;
    to->ask.terms = to->terms;
}

void make(struct draws *draws, struct made *made)
{
    const struct day_span stay = draw_stay(draws);
    const int64_t last = stay.last == NONE ? stay.first + 1500 : stay.last;
    struct accrual_ask *ask = &made->ask;

    *ask = (struct accrual_ask){ .base = draw(draws, 2) ? BASE_ACADEMIC : BASE_FINANCIAL,
                                 .whole_agreement = draw(draws, 10) == 0,
                                 .stay = stay,
                                 .agreement = { stay.first - 100, NONE },
                                 .rates = made->rates,
                                 .terms = made->terms,
                                 .first_period = period_of(stay.first),
                                 .last_period = period_of(last) };
    if (draw(draws, 4) == 0)
        ask->agreement.first = stay.first + (int64_t)draw(draws, 60);
    if (draw(draws, 4) == 0)
        ask->agreement.last = last - (int64_t)draw(draws, 60);
    make_rows(draws, made, (struct day_span){ stay.first, last + 31 });
    shuffle(draws, made);
}

static void show_span(const char *what, struct day_span span)
{
    char first[DATE_TEXT], last[DATE_TEXT] = "open";

    date_write(span.first, first);
    if (span.last != NONE)
        date_write(span.last, last);
    fprintf(stderr, "  %s %s to %s", what, first, last);
}

void show_ask(const struct accrual_ask *ask)
{
    fprintf(stderr, "  %s%s", BASE_YEARS[ask->base], ask->whole_agreement ? " whole" : "");
    show_span("stay", ask->stay);
    show_span("agreement", ask->agreement);
    show_span("\n  periods", (struct day_span){ ask->first_period, ask->last_period });
    for (size_t i = 0; i < ask->rate_count; i++) {
        show_span("\n  rate", ask->rates[i].in_force);
        fprintf(stderr, " %ld", (long)ask->rates[i].annual_pence);
    }
    for (size_t i = 0; i < ask->terms_count; i++) {
        const struct passport_terms *terms = &ask->terms[i];

        show_span("\n  terms", terms->in_force);
        fprintf(stderr, " %s %ld bp, %ld a year, %ld to %ld", PASSPORT_MODES[terms->mode],
                (long)terms->basis_points, (long)terms->annual_pence, (long)terms->floor_pence,
                (long)terms->cap_pence);
    }
    fputs("\n", stderr);
}
