#pragma once

#include "models/funding/accrual.h"
#include "models/funding/posting.h"
#include "queries.h" /* run_..._read: sql/queries/funding_run.sql */

/* What a run is counted from, as the database tells it. Dates are YYYY-MM-DD, both inclusive; an
 * absent last day is open. Rows come in the order of what they belong to. */

struct run_opened {
    const char *first_open; /* the period that adjustments of closed months are posted into */
};

struct run_terms { /* of one version of an agreement, for one stream */
    const char *agreement_id;
    const char *provision_id;
    const char *host_school_id;
    const char *provider_school_id;
    const char *base_year;
    const char *place_type;
    const char *place_payer;
    const char *stream;
    const char *basis;
    const char *mode;
    int64_t basis_points;
    int64_t annual_pence;
    int64_t cap_annual_pence;
    int64_t floor_annual_pence;
    const char *starts_on;
    const char *ends_on;
};

struct run_rate { /* of a placement, or of all places of an agreement */
    const char *subject_id;
    const char *la_code; /* whose band it is; NULL, as up to banded_until: a rate of places */
    const char *band;
    const char *banded_on; /* the days in that band */
    const char *banded_until;
    int64_t annual_pence; /* of one place; NONE: the band has no rate, and so no days of one */
    int64_t places;
    const char *starts_on;
    const char *ends_on;
};

struct run_page {
    const char *past; /* the placement before */
    int64_t most;
};

struct run_placement {
    const char *id;
    const char *funding_placement_id;
    const char *pseudonym;
    const char *provision_id;
    const char *starts_on; /* NULL: the stay does not count, or no longer */
    const char *ends_on;
};

struct run_subjects {
    const char *ids; /* an array literal; NULL: agreements as a whole */
};

struct run_authority { /* which pays for a stay, on days of it */
    const char *subject_id;
    const char *la_code;
    const char *starts_on;
    const char *ends_on;
};

struct run_months { /* from the first that is open to that of the run */
    const char *first_open;
    const char *period;
};

struct run_span { /* days without a share, or after an agreement and before the next */
    const char *subject_id;
    const char *starts_on;
    const char *ends_on;
};

struct run_posted {
    const char *subject_id; /* the placement, or the agreement as a whole */
    const char *agreement_id;
    const char *stream;
    const char *payer;
    const char *for_period;
    int64_t received_pence;
    int64_t passported_pence;
};

struct run_received {
    const char *agreement_id;
    const char *stream;
    const char *for_period;
    int64_t amount_pence;
    int64_t days;      /* of the stays that it is for, in its month */
    int64_t suspended; /* of these, on which the share of the host was suspended */
};

struct run_left_out {
    const char *agreement_id;
    int64_t amount_pence; /* that it would fall below nothing */
};

struct run_lines {
    const char *rows; /* a JSON list of struct funding_run_line */
};

struct run_counted {
    const char *run_id;
    const char *period;
    const char *problems;
};

struct run_awaits {
    bool approval;
};

struct run_recounted {
    const char *run_id;
    const char *recount_id;
    const char *problems;
};

/* The days of a row; from an absent first day there are none. */
struct day_span run_days(const char *starts_on, const char *ends_on);

/* In the terms of the arithmetic; the rows are borrowed. A band without a rate is none. False
 * without memory. */
bool run_rates(struct arena *arena, const struct run_rate *rows, size_t count,
               struct annual_rate **rates, size_t *rate_count);
/* The band of an authority that the rows are in on a day; NULL: none. */
const char *run_band_on(const struct run_rate *rows, size_t count, const char *la_code,
                        int64_t day);
/* The versions of one agreement and stream; nothing is shared on the days of `without`. */
bool run_passport_terms(struct arena *arena, const struct run_terms *rows, size_t count,
                        const struct run_span *without, size_t without_count,
                        struct passport_terms **terms, size_t *terms_count);
