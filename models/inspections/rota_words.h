#pragma once

#include "models/inspections/rota.h"

/* What a rota breaks and why there is none, in sentences for whoever plans the cycle. Texts are the
 * arena's, UTF-8; NULL without memory. */

/* By place, as in the problem. A subject follows "the inspection of", a window follows "in". */
struct rota_names {
    const char *const *schools, *subjects, *reviewers, *windows;
};

/* "Jo Field, who has a child there, visits Oak Park." */
const char *rota_breach_words(struct arena *arena, const struct rota_breach *breach,
                              const struct rota_names *names);
/* "No rota is possible: the inspections of Oak Park, Elm Rise and Ash Hill need 3 leads, and only 2
 * people who may lead can take them: Jo Field (1 visit) and Al Brook (1 visit)." */
const char *rota_proof_words(struct arena *arena, const struct rota_problem *problem,
                             const struct rota_proof *proof, const struct rota_names *names);
