#pragma once

#include "tests/inspections/inspection_fixture.h"

/* What hangs on the inspections of inspection_fixture.h. Members stand between the braces and are
 * put over good ones. */

/* Below an inspection: made by somebody from a JSON text with members over it; the answer. */
const struct reply *record(const char *token, const char *inspection, const char *below,
                           const char *body, const char *members);
/* The same, which has to be made; its id. */
const char *recorded(const struct reply *r);

const struct reply *gather(const char *token, const char *inspection, const char *members);
/* The id of evidence that somebody gathers while the inspection lets them. */
const char *evidence_of(const char *token, const char *inspection);

/* A judgement of an area, graded effective where it is graded. */
const struct reply *judge(const char *token, const char *inspection, const char *kind,
                          const char *area, const char *members);
const char *judgement_at(const char *inspection, const char *id, const char *below);
/* A step of a judgement, with more members. */
const struct reply *move_judgement(const char *token, const char *inspection, const char *id,
                                   const char *to, const char *more);
const struct reply *submit(const char *token, const char *inspection, const char *id);
/* A draft that somebody writes and hands in; its id. */
const char *submitted(const char *token, const char *inspection, const char *area);

/* What a school says to the accuracy of what was agreed. */
const struct reply *comment_on(const char *token, const char *inspection, const char *school,
                               const char *members);

/* What a school does about the report: owned by cast.inspected, due in 60 days, without areas for
 * development. */
const struct reply *plan_action(const char *token, const char *inspection, const char *members);
const char *action_at(const char *inspection, const char *id, const char *below);
/* A step of an action, with more members. */
const struct reply *move_action(const char *token, const char *inspection, const char *id,
                                const char *to, const char *more);

/* Both follow-ups of an inspection become due today; the report is of today or the day before. */
void fall_due(const char *inspection);
/* A follow-up of a kind is held today, with members over it. */
const struct reply *hold(const char *token, const char *inspection, const char *kind,
                         const char *members);

/* How many rows of a list below an inspection somebody sees. */
long long count_of(const char *token, const char *inspection, const char *below);

/* What a step of an inspection asks for and is not there yet. */
void record_for(const char *inspection, const char *to);

/* An inspection of the trust at hand that stays in a status, and whoever takes part in it; one for
 * each status. */
struct staged {
    const char *status;
    const char *inspection;
    struct inspection_cast cast;
};
const struct staged *staged_in(const char *status);
