#pragma once

#include "models/rota/rota.h"

#include <stddef.h>

/* What follows from a problem alone, worked out once: who may visit what, at what cost. */

/* The cost of a rota as one number by which costs are compared: a count of each soft rule, the
 * weightiest in the highest places. No count of a later rule reaches the place of an earlier; with
 * weights of the problem's own, what it costs by those. */
__extension__ typedef __int128 rota_cost;
#define ROTA_COST_MAX ((rota_cost)1 << 126)

struct rota_indices {
    int *at;
    int count;
};

struct rota_ground {
    const struct rota_problem *of;
    int schools, subjects, reviewers, windows, team; /* how many there are */
    int seats;                                       /* of all teams */
    rota_cost weight[ROTA_RULES];                    /* by rule, of one */
    uint64_t *open;                                  /* by subject: windows that are not excluded */
    uint64_t *free;                                  /* by reviewer: windows */
    int (*accountable)[2];                           /* by subject: schools, each once; ROTA_NONE */
    struct rota_indices *candidates; /* by subject: who may visit it, the cheapest first */
    int **by_school; /* by subject: the same, by school and then the cheapest first */
    int *first;      /* by subject and school: where in by_school its reviewers begin, rota_first */
    struct rota_indices *near;      /* by subject: the others of its accountable schools */
    struct rota_indices *visits_to; /* by school: the subjects for which it is accountable */
    struct rota_indices *staff;     /* by school: its reviewers */
    bool *may;                      /* by subject and reviewer */
    bool *last, *child;             /* by subject and reviewer: soft conflicts */
    rota_cost *seat_cost;           /* by subject and reviewer: what it costs whoever else visits */
    int *lately; /* by inspector and inspected: cycles ago and one more, 0: did not */
};

/* False without memory. The problem is sound. */
bool rota_ground_make(struct arena *arena, const struct rota_problem *problem,
                      struct rota_ground *ground);

static inline size_t rota_pair(const struct rota_ground *ground, int subject, int reviewer)
{
    return (size_t)subject * (size_t)ground->reviewers + (size_t)reviewer;
}

static inline size_t rota_schools(const struct rota_ground *ground, int from, int to)
{
    return (size_t)from * (size_t)ground->schools + (size_t)to;
}

/* Those of a school are from rota_first(.., school) to before rota_first(.., school + 1); those
 * from outside come before, as of ROTA_NONE. */
static inline int rota_first(const struct rota_ground *ground, int subject, int school)
{
    return ground->first[subject * (ground->schools + 2) + school + 1];
}

/* Are they one of those whom the subject wants, where it needs a specialist? */
static inline bool rota_specialist(const struct rota_ground *ground, int subject, int reviewer)
{
    return ground->of->subjects[subject].wants_one_of & ground->of->reviewers[reviewer].expert_in;
}

/* From a reviewer's school to where the subject is visited. */
int64_t rota_metres(const struct rota_ground *ground, int subject, int reviewer);
bool rota_accountable(const struct rota_ground *ground, int subject, int school);
/* What two visits that are so many windows apart cost for being close: a count of ROTA_SPREAD. */
int rota_closeness(const struct rota_ground *ground, int window, int other);

static inline uint64_t rota_bit(int window)
{
    return UINT64_C(1) << window;
}

/* What makes a problem unsound; fault_at is where. */
enum rota_fault rota_judge(const struct rota_problem *problem, int *fault_at);
