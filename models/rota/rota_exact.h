#pragma once

#include "models/rota/rota_search.h"

/* Goes through all teams and windows, and leaves out only what cannot be part of a rota that costs
 * less than `best`. True: it came to the end, and `best` is the best there is, or if it does not
 * hold there is none. False: the budget is spent, or `no_memory`. `limit`, by school: seats it can
 * supply. */
bool rota_exact(struct arena *scratch, const struct rota_ground *ground, const int *limit,
                int64_t until, struct rota_budget *budget, struct rota_found *best,
                bool *no_memory);
