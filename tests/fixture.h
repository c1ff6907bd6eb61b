#pragma once

#include "tests/client.h"

/* Schools and pupils of a test's own, made through the API in trust 0 by its trust_admin, so that a
 * test does not meet those of another, nor its own of an earlier run. A test of what is one for a
 * trust begins with in_new_trust(). */

void in_new_trust(void); /* from now on everything is made in a trust without anything */
const char *trust_admin(void); /* a token of its trust_admin */

/* A permanent UPN that fits its check letter and, is new as far as chance allows. */
const char *fresh_upn(void);
const char *fresh_urn(void);

/* Bodies. `school` is the id of a school where the pupil is C since 1 September 2023. */
json_t *school_body(void);
json_t *pupil_body(const char *school);

/* Added, and its id. */
const char *add_school(void);
const char *add_special_school(void); /* an academy special converter */
const char *add_pupil(const char *school);
/* Added by anybody with any body; fails the test when it was not. */
const struct reply *added(const char *token, const char *collection, json_t *body);

/* A body with members put over it from a text: {"upn": null, "sex": "X"}. A null takes a member
 * away; to send one, set it. */
json_t *but(json_t *body, const char *members);

/* A day so many after today (before, when negative), as England has it. */
const char *day_from_today(int days);

/* The superuser of the database asks or does something in the trust of a school or of a user; the
 * first value of the answer, or "". A statement that fails fails the test. */
const char *owner_says(const char *of, const char *sql);

/* Waits until somebody waits for what this backend holds; false when nobody comes. */
bool somebody_waits_for(const char *school, int backend);

/* The events of an action on a record of trust 0, once there is one: it arrives within moments. */
const struct reply *reading_of(const char *id, const char *action);

/* A client of the trust of a school, which is trust 0, with these claim sets (blanks between) over
 * these schools (a JSON array), or over all (NULL). An officer names the authority:
 * "la_officer:908". */
const char *token_over(const char *claim_sets, const char *school, const char *schools);

/* What the feed tells that caller of a record since `after`, once it has told so many changes; the
 * last page as it came. */
const struct reply *fed(const char *token, const char *after, const char *type, size_t changes);

/* No file of the service, its logs and its journal of reads among them, has a word in it. */
void expect_no_log_says(const char *word);
