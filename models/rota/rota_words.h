#pragma once

#include "models/rota/rota.h"

/* What a rota breaks and why there is none, in sentences for whoever plans the cycle. Texts are the
 * arena's, UTF-8; NULL without memory. */

/* By place, as in the problem. A subject follows "the inspection of", a window follows "in". */
struct rota_names {
    const char *const *schools;
    const char *const *subjects;
    const char *const *reviewers;
    const char *const *windows;
};

/* "Jo Field visits Oak Park, where their own child attends." */
const char *rota_breach_words(struct arena *arena, const struct rota_breach *breach,
                              const struct rota_names *names);
/* "No rota is possible: the inspections of Oak Park, Elm Rise and Ash Hill need 3 leads, and the
 * people who may lead who can take them make 2 visits at most: Jo Field (1 visit) and Al Brook (1
 * visit)." */
const char *rota_proof_words(struct arena *arena, const struct rota_problem *problem,
                             const struct rota_proof *proof, const struct rota_names *names);
