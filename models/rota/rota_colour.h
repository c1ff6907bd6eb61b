#pragma once

#include "models/rota/rota_search.h"

/* The cheapest windows for teams that are made, or partly made: exactly. Visits that may not be in
 * the same window clash; what is counted for two visits depends on their windows alone. */
struct rota_colour {
    const struct rota_ground *ground;
    uint64_t *windows; /* by subject: in which it can be */
    int *clashes;      /* by subject and subject, both ways: above 0, not in the same window */
    int *supplies;     /* likewise: seats supplied by who is visited, if both are in the same */
    int *window;       /* by subject: the answer */
    rota_cost cost;    /* of spread and of supplies */
    /* Scratch: */
    int *chosen;
    rota_cost limit;
};

/* False without memory. All windows are open, nothing clashes. */
bool rota_colour_make(struct arena *arena, const struct rota_ground *ground,
                      struct rota_colour *colour);
/* False: no windows cost less than `limit`, or the budget is spent. */
bool rota_colour_find(struct rota_colour *colour, rota_cost limit, int64_t until,
                      struct rota_budget *budget);
