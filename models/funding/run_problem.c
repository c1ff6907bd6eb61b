/* What could not be counted, or is not as it seems, in words that a bursar acts upon. */
#include "models/funding/run_problem.h"

#include <string.h>

#include "models/date.h"
#include "models/encode.h"

#define NOTHING "so nothing is posted for it: "

static const char *const DETAILS[][2] = {
    { "no_rate", "No rate is in force on this day, " NOTHING "add the rate of the band or place, "
                 "or set right which band it is" },
    { "no_band", "The payer has placed the pupil in no band on this day, " NOTHING
                 "tell the band with its first day (POST /v1/placements/{id}/bands)" },
    { "no_terms", "No terms are in force on this day, " NOTHING "amend the agreement" },
    { "rates_overlap", "Two rates are in force on this day, " NOTHING "end one of them" },
    { "terms_overlap", "Two versions of the terms are in force on this day, " NOTHING
                       "amend the agreement" },
    { "out_of_range", "An amount is too large to be counted, " NOTHING
                      "set right the rate, the terms or the receipt" },
    { "share_carried", "More was taken back than had come in. The host gives back all that was "
                       "passported to it; so much of its share is carried, and comes off what is "
                       "received for later months. Look whether a receipt is missing, or stands "
                       "under another agreement" },
    { "below_nothing", "What is passported under the agreement would fall below 0 by so much, "
                       NOTHING "run a later month, with which all that was posted is counted "
                       "anew" },
    { "no_agreement", "One agreement about the provision ended, and the next begins later: for the "
                      "days between them nothing is passported. If they were to count, agree on "
                      "them" },
};

bool run_tell_problem(struct counting *c, const struct funding_problem *problem)
{
    struct funding_problem told = *problem;
    size_t i = 0;

    while (strcmp(DETAILS[i][0], problem->code) != 0)
        i++;
    told.detail = DETAILS[i][1];
    put_text(&c->problems, c->problems.length > 1 ? ",{" : "{");
    put_members(&c->problems, &FUNDING_PROBLEM, &told, UINT64_MAX, 0);
    put_char(&c->problems, '}');
    return !c->problems.failed;
}

/* Of a day without a rate: the type of place as it is agreed on that day. */
static const char *place_type_on(const struct run_stream *stream, int64_t day)
{
    size_t at = stream->count - 1;

    while (at > 0 && run_days(stream->rows[at].starts_on, NULL).first > day)
        at--;
    return strcmp(stream->rows[at].stream, "places") == 0 ? stream->rows[at].place_type : NULL;
}

bool run_tell_fault(struct counting *c, const struct counted *of, const struct accrual *accrual)
{
    static const char *const CODES[] = {
        [ACCRUAL_NO_RATE] = "no_rate",           [ACCRUAL_NO_TERMS] = "no_terms",
        [ACCRUAL_RATES_OVERLAP] = "rates_overlap", [ACCRUAL_TERMS_OVERLAP] = "terms_overlap",
        [ACCRUAL_RATE_UNSOUND] = "out_of_range", [ACCRUAL_TERMS_UNSOUND] = "out_of_range",
        [ACCRUAL_PERIODS_UNSOUND] = "out_of_range"
    };
    char on[DATE_TEXT];
    const struct run_stay *stay = of->stay;
    struct funding_problem problem = {
        .code = CODES[accrual->fault],
        .agreement_id = of->stream->rows->agreement_id,
        .stream = of->stream->rows->stream,
        .pseudonym = stay ? stay->placement->pseudonym : NULL,
        .payer = of->payer,
        .amount_pence = NONE,
    };

    if (accrual->fault_on != NONE) {
        date_write(accrual->fault_on, on);
        problem.on = on;
        if (stay)
            problem.band = run_band_on(stay->rates, stay->rate_count, of->payer,
                                       accrual->fault_on);
        else
            problem.place_type = place_type_on(of->stream, accrual->fault_on);
    }
    if (accrual->fault == ACCRUAL_NO_RATE && stay && !problem.band)
        problem.code = "no_band";
    return run_tell_problem(c, &problem);
}

bool run_tell_carry(struct counting *c, const struct counted *of, const struct receipt_carry *carry)
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

enum db_status run_tell_gaps(struct counting *c, struct db *db)
{
    char first_open[PERIOD_TEXT], period[PERIOD_TEXT];
    const struct run_months asked = { first_open, period };
    struct run_span *rows;
    size_t count;

    period_write(c->first_open, first_open);
    period_write(c->period, period);
    const enum db_status status = run_gaps_read(db, &asked, &rows, &count);

    for (size_t i = 0; !status && i < count; i++) {
        const struct funding_problem problem = { .code = "no_agreement",
                                                 .agreement_id = rows[i].subject_id,
                                                 .on = rows[i].starts_on,
                                                 .until = rows[i].ends_on,
                                                 .amount_pence = NONE };

        if (!run_tell_problem(c, &problem))
            return DB_TOO_LARGE;
    }
    return status;
}

enum db_status run_leave_out(struct counting *c, struct db *db)
{
    const struct key run = { c->run_id };
    struct run_left_out *rows;
    size_t count;
    const enum db_status status = run_left_out_read(db, &run, &rows, &count);

    for (size_t i = 0; !status && i < count; i++) {
        const struct funding_problem problem = { .code = "below_nothing",
                                                 .agreement_id = rows[i].agreement_id,
                                                 .amount_pence = rows[i].amount_pence };

        if (!run_tell_problem(c, &problem))
            return DB_TOO_LARGE;
    }
    return status;
}
