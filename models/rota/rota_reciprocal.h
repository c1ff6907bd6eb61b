#pragma once

#include "models/rota/rota_ground.h"

/* The pairs of schools of seats that are filled, and how many will be reciprocal at least when all
 * are: every school that is visited is inspected by two others. */
struct rota_reciprocal {
    const struct rota_ground *ground;
    int *onto;      /* by school and school: seats at visits to the other */
    int *by;        /* by school: how many schools inspect it */
    bool *may;      /* by school and school: somebody may visit the other */
    int reciprocal; /* as the rule counts them */
};

/* False without memory. No seat is filled. */
bool rota_reciprocal_make(struct arena *arena, const struct rota_ground *ground,
                          struct rota_reciprocal *reciprocal);
/* A seat at a visit to the subject is filled from the school, by 1, or emptied, by -1. */
void rota_reciprocal_seat(struct rota_reciprocal *reciprocal, int subject, int school, int by);
/* Their cost, at least; exactly when all seats are filled. */
rota_cost rota_reciprocal_least(const struct rota_reciprocal *reciprocal);
