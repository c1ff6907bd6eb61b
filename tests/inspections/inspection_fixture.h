#pragma once

#include "tests/ehcps/case_fixture.h"

/* Inspections of a test's own, in the trust of tests/fixture.h. Bodies are JSON texts with ' for ",
 * members are what stands between the braces. */

/* Somebody who signs in. */
struct person {
    const char *user;
    const char *token;
};

/* Claim sets with a blank between, each over these schools (a JSON array) or over all (NULL);
 * inspector and board_facilitator are over none. */
struct person new_person(const char *claim_sets, const char *schools);

/* Who takes part. The reviewers work at schools of their own and lead those, too. */
struct inspection_cast {
    const char *framework; /* published; areas leadership, outcomes and, optional, sixth_form */
    const char *inspected, *schools[3]; /* where the lead and the two reviewers work */
    struct person quality, head, lead, reviewers[2], external, bystander;
    const char *lead_id, *reviewer_ids[2], *external_id; /* in the register */
};
extern struct inspection_cast cast;
void cast_inspection(void); /* in a new trust, and client_start() */
void cast_people(void);     /* anew, in the trust at hand */

/* Sent by somebody; the answer. */
const struct reply *send_as(const char *token, const char *method, const char *path,
                            const char *body);

/* A JSON text with members put over it, and that posted. */
const char *with_members(const char *body, const char *members);
const struct reply *post_over(const char *token, const char *path, const char *body,
                              const char *members);

/* Refused so, for these errors (errors_of). */
void refused_for(const struct reply *r, long status, const char *code, const char *errors);

/* Another session of a user that new_person() made. */
const char *session_of(const char *user);

/* The id of one more reviewer, who works at a school. */
const char *register_at(const char *school);

/* An inspection of cast.inspected, planned 60 days ago for 20 to 18 days ago, with members put over
 * it; the answer, and the id of what was made. */
const struct reply *plan_inspection(const char *members);
const char *planned_inspection(const char *members);
const char *inspection_at(const char *id, const char *below); /* its address */

/* Somebody comes into its team, by quality assurance. */
const struct reply *join_team(const char *id, const char *reviewer, const char *role,
                              const char *more);
void team_up(const char *id); /* the lead, both reviewers and the external member of the cast */
/* The same with somebody else in the place of a reviewer. */
void team_without(const char *id, const char *reviewer);

/* The id of a base at cast.inspected that another school leads; and of an inspection of it, with a
 * team that has an expert, planned with members over it. */
const char *add_inspected_base(const char *provider);
const char *inspection_of_base(const char *provider, const char *members);

/* A step on a day so many from today, by somebody, with more members. */
const struct reply *move_inspection(const char *token, const char *id, const char *to, int day,
                                    const char *more);
/* The day, from today, on which bring_inspection() takes a step. */
int day_of_step(const char *to);
/* Brought to a status by those whose steps they are, each on its day, with what each
 * asks for. */
void bring_inspection(const char *id, const char *status);
