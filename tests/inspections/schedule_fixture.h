#pragma once

#include "tests/inspections/inspection_fixture.h"

/* Rotas of a test's own, in the trust of inspection_fixture.h, whose other reviewers are not sent.
 */

enum { SCHOOLS_MAX = 6, STAFF = 3 };

/* "School A" and so on, each a kilometre east of the one before, with three reviewers, "Reviewer
 * A0" and so on, of whom the first may lead. */
struct schedule_trust {
    const char *schools[SCHOOLS_MAX];
    const char *reviewers[SCHOOLS_MAX][STAFF];
    size_t count;
};
extern struct schedule_trust staffed;
void found_trust(size_t count);
void patch_reviewer(const char *id, const char *body);

/* What is made has an id, or the test fails. */
const char *made_by(const char *token, const char *path, const char *body);

/* A cycle of all schools in six windows of a week, a week between each two; the id. */
const char *all_schools(void); /* "'..','..'" */
const char *add_cycle(const char *more);
const char *schedules_of(const char *cycle, const char *below); /* an address */

/* As soon as it is one's turn: other tests make theirs. */
const struct reply *ask_for_rota(const char *token, const char *path, const char *body);

/* By quality assurance; proposal() and accepted_one() fail the test where that is refused. */
const struct reply *propose_rota(const char *cycle, const char *members);
const struct reply *proposal(const char *cycle, const char *members);
const struct reply *step_rota(const char *cycle, const struct reply *schedule, const char *to,
                            const char *more);
const struct reply *accepted_one(const char *cycle, const struct reply *schedule, const char *more);

size_t list_size(const struct reply *r, const char *pointer); /* of a list */
long long breaches_of(const struct reply *r, const char *rule); /* of a soft rule, or -1 */
size_t rotas_there(const char *cycle, const char *query);
