#pragma once

#include "models/rota/rota_draft.h"

/* What is left of the steps, and whether the clock has cut them short. */
struct rota_budget {
    const struct rota_limits *limits;
    int64_t steps; /* taken */
    int64_t asked; /* at which step the clock was last asked */
    bool cut;
};

/* True: stop. `until` steps in all, and not past the limit. */
bool rota_budget_spent(struct rota_budget *budget, int64_t until);

/* A rota as it is passed from one part to the next: the best that was found. */
struct rota_found {
    bool holds;
    rota_cost cost; /* of one that holds */
    int *window;    /* by subject */
    int *seats;     /* by subject, `team` of them */
};

/* Improves a draft with all seats filled by late acceptance: a change is made if what comes of it
 * is no worse than what was there some changes ago. Where that leads no further it is shaken and
 * goes on. Ends when a rota costs no more than `bound`, or as the budget says. */
void rota_search(struct rota_draft *draft, uint64_t seed, rota_cost bound, int64_t until,
                 struct rota_budget *budget, struct rota_found *best);
