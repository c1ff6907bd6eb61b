#pragma once

#include "models/rota/rota_ground.h"

bool rota_in_role(const struct rota_ground *ground, int subject, int reviewer, enum rota_role role);

/* Gives each subject (of ROTA_SPECIALIST, each that needs one) one visit by somebody in the role,
 * no two in the same window of the same reviewer, and nobody more than their maximum. True: it
 * cannot be done, and `left`, by subject, are those among which it fails. */
bool rota_left_unmatched(struct arena *scratch, const struct rota_ground *ground,
                         enum rota_role role, bool *left, bool *no_memory);
