#pragma once

#include "models/resource.h"
#include "models/transition.h"

/* What is due for a month and those before it, as far as it was not posted yet: counted by one
 * person, approved by another (sql/108_funding_run.sql). Money is pence; a period is "2026-11". */
struct funding_run {
    const char *id;
    const char *period;
    int64_t line_count;
    int64_t received_pence; /* the sums of its lines */
    int64_t passported_pence;
    int64_t retained_pence;
    const char *problems; /* a JSON list of struct funding_problem: what could not be counted */
    const char *prepared_by;
    const char *approved_by;
    const char *status;
    const char *status_step;
    const char *status_on;
    const char *status_reason;
    const char *status_reference;
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

/* What a client asks for. */
struct new_funding_run {
    const char *period;
    bool dry_run; /* as the parameter of that name */
};

/* An approval of a run: who gives it is the caller. */
struct funding_approval {
    const char *reason; /* wanted where there are problems */
    const char *reference;
};

/* What could not be counted, or not as it seems (models/funding/run_problem.c). */
struct funding_problem {
    const char *code; /* no_rate, no_band, rates_overlap, no_terms, terms_overlap, out_of_range:
                         a day on which an amount is not known, so that nothing is posted of
                         what that payer owes for that stay;
                         share_carried, below_nothing: of so many pence;
                         no_agreement: on days between two agreements */
    const char *agreement_id;
    const char *stream;     /* NULL: all of them */
    const char *pseudonym;  /* NULL: of the agreement as a whole */
    const char *payer;      /* who owes what is not known, or NULL */
    const char *band;       /* that the stay is in on that day; NULL: in none, or no stay */
    const char *place_type; /* of the stream `places`, or NULL */
    const char *on;         /* the first such day, or NULL */
    const char *until;      /* the last, of no_agreement */
    const char *for_period; /* the month, or NULL */
    int64_t amount_pence;   /* or NONE */
    const char *detail;     /* what it means and what to do */
};

/* What a run posts for one stay, or one agreement, and one month. */
struct funding_run_line {
    const char *id;
    const char *run_id;
    int64_t number;
    const char *agreement_id; /* of its first version */
    const char *provision_id;
    const char *host_school_id;
    const char *provider_school_id;
    const char *stream;
    const char *payer;
    const char *kind;       /* accrual or adjustment */
    const char *period;     /* it is posted into */
    const char *for_period; /* it is for */
    const char *funding_placement_id; /* leads to the pupil, and is not told */
    const char *pseudonym;
    const char *band;
    int64_t received_pence;
    int64_t passported_pence;
    int64_t retained_pence;
    const char *explanation; /* the arithmetic in words */
    const char *deleted_at;  /* never */
};

extern const struct shape FUNDING_RUN, NEW_FUNDING_RUN, FUNDING_APPROVAL, FUNDING_PROBLEM,
    FUNDING_RUN_LINE;
extern struct resource FUNDING_RUNS, FUNDING_RUN_LINES;
