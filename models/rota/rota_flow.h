#pragma once

#include "models/rota/rota_ground.h"

/* Seats of a subject that are to be filled by some of its candidates. */
struct rota_row {
    int subject, need;
    int from, to; /* of by_school of the subject: to is the first that may not */
};

/* The cheapest way to fill the seats that are still empty, with windows, leads, specialists, the
 * two schools of a team and reciprocal pairs left out of account. What must hold of a rota and is
 * looked at here: who may visit what, how often, and that every school supplies `level` seats or
 * one more. So no rota with the seats that are filled costs less, and if this cannot be done there
 * is none. */
struct rota_flow {
    const struct rota_ground *ground;
    int64_t steps; /* taken so far */
    bool cut;      /* by out_of_time of `limits`, so that nothing is known */
    /* The caller's: */
    const struct rota_limits *limits; /* NULL: to the end */
    struct rota_row *rows;
    int row_count;
    int *room;       /* by reviewer: visits left */
    int *supplied;   /* by school: seats filled */
    int *limit;      /* by school: seats it can supply, whatever the others do */
    int least, most; /* of seats of a school, with those that are filled */
    /* The answer: */
    rota_cost cost;
    int **visits; /* by reviewer: rows */
    int *visit_count;
    bool *reached; /* by row, if it cannot be done: no more of these can be filled */
    /* Scratch of the search for a path: */
    int *left, *sent;
    bool *held; /* by row and reviewer */
    rota_cost *distance;
    int *before, *queue;
    bool *queued;
    int sink; /* the node from which the path leaves; ROTA_NONE: there is no path */
};

/* False without memory. All members of the caller are empty: nothing is filled, nothing is left. */
bool rota_flow_make(struct arena *arena, const struct rota_ground *ground, int row_count,
                    struct rota_flow *flow);
/* False: it cannot be done, or it was cut. */
bool rota_flow_fill(struct rota_flow *flow);
