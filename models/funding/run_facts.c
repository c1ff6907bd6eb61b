#include "models/funding/run_facts.h"

#include <string.h>

#include "models/date.h"

const struct shape RUN_OPENED = SHAPE("run_opened", run_opened,
    FIELD(run_opened, first_open, PERIOD, 0));
const struct shape RUN_TERMS = SHAPE("run_terms", run_terms,
    FIELD(run_terms, agreement_id,       UUID,           0),
    FIELD(run_terms, provision_id,       UUID,           0),
    FIELD(run_terms, host_school_id,     UUID,           0),
    FIELD(run_terms, provider_school_id, UUID,           0),
    FIELD(run_terms, base_year,          BASE_YEAR,      0),
    FIELD(run_terms, place_type,         PLACE_TYPE,     0),
    FIELD(run_terms, place_payer,        PAYER,          0),
    FIELD(run_terms, stream,             FUNDING_STREAM, 0),
    FIELD(run_terms, basis,              SHARE_BASIS,    0),
    FIELD(run_terms, mode,               SHARE_MODE,     0),
    FIELD(run_terms, basis_points,       BASIS_POINTS,   0),
    FIELD(run_terms, annual_pence,       ANNUAL_PENCE,   0),
    FIELD(run_terms, cap_annual_pence,   ANNUAL_PENCE,   0),
    FIELD(run_terms, floor_annual_pence, ANNUAL_PENCE,   0),
    FIELD(run_terms, starts_on,          DAY,            0),
    FIELD(run_terms, ends_on,            DAY,            0));
const struct shape RUN_RATE = SHAPE("run_rate", run_rate,
    FIELD(run_rate, subject_id,   UUID,         0),
    FIELD(run_rate, la_code,      LA_CODE,      0),
    FIELD(run_rate, band,         LABEL,        0),
    FIELD(run_rate, banded_on,    DAY,          0),
    FIELD(run_rate, banded_until, DAY,          0),
    FIELD(run_rate, annual_pence, ANNUAL_PENCE, 0),
    FIELD(run_rate, places,       COUNT,        0),
    FIELD(run_rate, starts_on,    DAY,          0),
    FIELD(run_rate, ends_on,      DAY,          0));
const struct shape RUN_PAGE = SHAPE("run_page", run_page,
    FIELD(run_page, past, UUID,  0),
    FIELD(run_page, most, COUNT, 0));
const struct shape RUN_PLACEMENT = SHAPE("run_placement", run_placement,
    FIELD(run_placement, id,                   UUID,      0),
    FIELD(run_placement, funding_placement_id, UUID,      0),
    FIELD(run_placement, pseudonym,            LABEL, 0),
    FIELD(run_placement, provision_id,         UUID,      0),
    FIELD(run_placement, starts_on,            DAY,       0),
    FIELD(run_placement, ends_on,              DAY,       0));
const struct shape RUN_SUBJECTS = SHAPE("run_subjects", run_subjects,
    FIELD(run_subjects, ids, NOTE, 0));
const struct shape RUN_MONTHS = SHAPE("run_months", run_months,
    FIELD(run_months, first_open, PERIOD, 0),
    FIELD(run_months, period,     PERIOD, 0));
const struct shape RUN_AUTHORITY = SHAPE("run_authority", run_authority,
    FIELD(run_authority, subject_id, UUID,    0),
    FIELD(run_authority, la_code,    LA_CODE, 0),
    FIELD(run_authority, starts_on,  DAY,     0),
    FIELD(run_authority, ends_on,    DAY,     0));
const struct shape RUN_SPAN = SHAPE("run_span", run_span,
    FIELD(run_span, subject_id, UUID, 0),
    FIELD(run_span, starts_on,  DAY,  0),
    FIELD(run_span, ends_on,    DAY,  0));
const struct shape RUN_POSTED = SHAPE("run_posted", run_posted,
    FIELD(run_posted, subject_id,       UUID,           0),
    FIELD(run_posted, agreement_id,     UUID,           0),
    FIELD(run_posted, stream,           FUNDING_STREAM, 0),
    FIELD(run_posted, payer,            PAYER,          0),
    FIELD(run_posted, for_period,       PERIOD,         0),
    FIELD(run_posted, received_pence,   PENCE,          0),
    FIELD(run_posted, passported_pence, PENCE,          0));
const struct shape RUN_RECEIVED = SHAPE("run_received", run_received,
    FIELD(run_received, agreement_id, UUID,           0),
    FIELD(run_received, stream,       FUNDING_STREAM, 0),
    FIELD(run_received, for_period,   PERIOD,         0),
    FIELD(run_received, amount_pence, PENCE,          0),
    FIELD(run_received, days,         COUNT,          0),
    FIELD(run_received, suspended,    COUNT,          0));
const struct shape RUN_LEFT_OUT = SHAPE("run_left_out", run_left_out,
    FIELD(run_left_out, agreement_id, UUID,  0),
    FIELD(run_left_out, amount_pence, PENCE, 0));
const struct shape RUN_LINES = SHAPE("run_lines", run_lines,
    FIELD(run_lines, rows, NOTE, 0));
const struct shape RUN_COUNTED = SHAPE("run_counted", run_counted,
    FIELD(run_counted, run_id,   UUID,   0),
    FIELD(run_counted, period,   PERIOD, 0),
    FIELD(run_counted, problems, NOTE,   0));
const struct shape RUN_AWAITS = SHAPE("run_awaits", run_awaits,
    FIELD(run_awaits, approval, FLAG, 0));
const struct shape RUN_RECOUNTED = SHAPE("run_recounted", run_recounted,
    FIELD(run_recounted, run_id,     UUID, 0),
    FIELD(run_recounted, recount_id, UUID, 0),
    FIELD(run_recounted, problems,   NOTE, 0));

struct day_span run_days(const char *starts_on, const char *ends_on)
{
    struct day_span days = { 1, 0 };

    if (starts_on && date_read(starts_on, &days.first)) {
        days.last = NONE;
        if (ends_on)
            date_read(ends_on, &days.last);
    }
    return days;
}

bool run_rates(struct arena *arena, const struct run_rate *rows, size_t count,
               struct annual_rate **rates, size_t *rate_count)
{
    struct annual_rate *at = arena_take(arena, (count + 1) * sizeof *at);

    *rates = at;
    for (size_t i = 0; at && i < count; i++) {
        if (rows[i].annual_pence == NONE)
            continue;
        *at++ = (struct annual_rate){ .id = rows[i].band,
                                      .in_force = run_days(rows[i].starts_on, rows[i].ends_on),
                                      .annual_pence = rows[i].annual_pence,
                                      .places = rows[i].places };
    }
    *rate_count = *rates ? (size_t)(at - *rates) : 0;
    return *rates;
}

const char *run_band_on(const struct run_rate *rows, size_t count, const char *la_code,
                        int64_t day)
{
    for (size_t i = 0; i < count; i++) {
        if (rows[i].la_code && strcmp(rows[i].la_code, la_code) == 0 &&
            span_holds(run_days(rows[i].banded_on, rows[i].banded_until), day))
            return rows[i].band;
    }
    return NULL;
}

static enum passport_mode mode_of(const char *text)
{
    enum passport_mode mode = PASSPORT_PROPORTION;

    while (strcmp(PASSPORT_MODES[mode], text) != 0)
        mode++;
    return mode;
}

static struct passport_terms terms_of(const struct run_terms *row, struct day_span days)
{
    return (struct passport_terms){
        .id = row->agreement_id,        .in_force = days,
        .mode = mode_of(row->mode),     .basis_points = row->basis_points,
        .annual_pence = row->annual_pence,  .cap_pence = row->cap_annual_pence,
        .floor_pence = row->floor_annual_pence
    };
}

static struct passport_terms nothing_on(const char *id, struct day_span days)
{
    return (struct passport_terms){ .id = id,
                                    .in_force = days,
                                    .mode = PASSPORT_PROPORTION,
                                    .basis_points = 0,
                                    .annual_pence = NONE,
                                    .cap_pence = NONE,
                                    .floor_pence = NONE };
}

static bool is_some(struct day_span days)
{
    return days.last == NONE || days.last >= days.first;
}

bool run_passport_terms(struct arena *arena, const struct run_terms *rows, size_t count,
                        const struct run_span *without, size_t without_count,
                        struct passport_terms **terms, size_t *terms_count)
{
    struct passport_terms *at =
        arena_take(arena, count * (2 * without_count + 1) * sizeof **terms + 1);

    *terms = at;
    for (size_t i = 0; at && i < count; i++) {
        struct day_span left = run_days(rows[i].starts_on, rows[i].ends_on);

        for (size_t k = 0; k < without_count && is_some(left); k++) {
            const struct day_span gap = span_shared(
                left, run_days(without[k].starts_on, without[k].ends_on));

            if (!is_some(gap))
                continue;
            if (gap.first > left.first)
                *at++ = terms_of(&rows[i], (struct day_span){ left.first, gap.first - 1 });
            *at++ = nothing_on(rows[i].agreement_id, gap);
            left = gap.last == NONE ? (struct day_span){ 1, 0 }
                                    : (struct day_span){ gap.last + 1, left.last };
        }
        if (is_some(left))
            *at++ = terms_of(&rows[i], left);
    }
    *terms_count = *terms ? (size_t)(at - *terms) : 0;
    return *terms;
}
