#pragma once

#include "tests/fixture.h"

/* Provisions and pupils with a plan in force, and placements on their way, for the tests of
 * placements. A plan is written into the database as it stands once it has been issued. */

/* Made by places_of_a_base(): a special school that leads a base for ASD, years 7 to 11,
 * with 50 places at a mainstream host, and the school that the pupils come from. */
extern const char *token, *host, *special, *former, *base;
void places_of_a_base(void);
void places_start(void); /* and client_start() */

/* A provision like the base, with places from 1 September 2020 on; its id. */
const char *add_provision(int places, const char *members);

/* Its id; section I of the plan names the school, or a type of setting only when it is NULL. */
const char *plan_issued_for(const char *pupil, const char *named_school);
/* Something done to rows of the database by hand, behind the triggers. */
const char *by_hand(const char *sql); /* the first value it tells */

/* Of a pupil with a plan, from 10 days ago on: what is sent, what comes of it, the id of it. */
json_t *placement_body(const char *ehcp, const char *provision);
const struct reply *propose(const char *provision, const char *members);
const char *proposed(const char *provision, const char *members);
const char *from_on(int day); /* members: from so many days after today on */
/* The same of a plan that is there, come to consulting; its id. */
const char *consulting_for(const char *ehcp, const char *provision, const char *members);

/* A consultation with a school on the case of a placement, sent and answered (unless `response` is
 * NULL) so many days from today; its id. */
const char *consult(const char *placement, const char *school, const char *response, int sent,
                    int answered);

const struct reply *find_placement(const char *id);
const struct reply *change_placement(const char *method, const char *id, const char *text);
/* A step, with members; `needed` are those without which it is never taken. Before `objected` the
 * host objects. */
const struct reply *take_step_by(const char *who, const char *id, const char *to,
                                 const char *members, bool dry);
const char *needed(const char *to);
const struct reply *take_step(const char *id, const char *to);
void take_steps(const char *id, const char *steps); /* "consulting agreed" */
#define TO_AGREED "consulting agreed"
#define TO_ACTIVE "consulting agreed named active"

/* A client with send_lead over one school. */
const char *lead_of(const char *school);

void expect_rule(const struct reply *r, long status, const char *code, const char *errors);
