#pragma once

#include "models/rota/rota_search.h"

/* Tells a rota that holds: who leads, what is counted and what is broken. False without memory. */
bool rota_tell(struct arena *arena, const struct rota_ground *ground,
               const struct rota_found *found, struct rota *rota);
