#pragma once

#include "models/rota/rota_ground.h"

/* Proofs that there is no rota, without a search for one. Each answers whether it has found one,
 * and fills the proof, whose arrays are of `arena`; without memory it has found none and says so.
 */
struct rota_prover {
    struct arena *arena, *scratch;
    const struct rota_ground *ground;
    struct rota_proof *proof;
    bool no_memory;
};

/* A subject that no team can visit. */
bool rota_prove_no_team(struct rota_prover *prover);
/* Subjects among which there are too few visits by leads, or by specialists, that are not in the
 * same window: as matchings of subjects with windows of reviewers. */
bool rota_prove_too_few(struct rota_prover *prover, enum rota_role role);
/* Of these subjects (by subject), or of fewer of them, that there are too few visits by anybody, or
 * too few with equal loads. */
bool rota_prove_seats(struct rota_prover *prover, const bool *among);

/* No school supplies more than this level + 1; which school says so, or ROTA_NONE. */
struct rota_level {
    int level, school;
    int64_t short_available;
};
/* `most`, by school: what it can supply. */
struct rota_level rota_highest_level(const struct rota_ground *ground, int *most);
