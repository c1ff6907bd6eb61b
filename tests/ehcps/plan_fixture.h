#pragma once

#include "tests/fixture.h"

/* Plans of a test's own, made through the API in trust 0 by its trust_admin. The days of their
 * steps lie between January and August 2025. */

/* A request of 13 January 2025; `pupil` is the id. */
json_t *plan_body(const char *pupil);
/* Added, and its id. */
const char *add_plan(const char *pupil);
/* Added and led to a status, through steps that lead there. */
const char *plan_in(const char *status, const char *pupil);

/* POST .../transitions with this body. */
const struct reply *move(const char *token, const char *plan, const char *body);
/* The members a step takes, for a day. */
const char *step_to(const char *step, const char *day);
/* Write the sections a step demands, and hold the review. */
void prepare_step(const char *plan, const char *step);

/* PUT a section over whatever is there, as the trust_admin; section i names `school`, if any. */
const struct reply *write_section(const char *plan, char section, const char *text,
                                  const char *school);
/* GET a section with a purpose, and with a query behind that, or "". */
const struct reply *open_section(const char *token, const char *plan, char section,
                                 const char *more);

const char *plan_at(const char *plan, const char *below);
