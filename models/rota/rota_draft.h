#pragma once

#include "models/rota/rota_ground.h"

/* A rota being made: every seat has somebody who may take it, and every subject one of its windows.
 * What is broken of the hard rules is counted, one for each seat, school, team or visit too many or
 * too few, so that a search can go through rotas that do not hold. */
struct rota_score {
    int wrong; /* 0: it holds */
    rota_cost cost;
};

struct rota_change {
    int subject, seat, before; /* seat ROTA_NONE: the window was `before` */
};

struct rota_draft {
    const struct rota_ground *ground;
    int *window;  /* by subject */
    int *seats;   /* by subject, `team` of them; ROTA_NONE before it is first filled */
    int **visits; /* by reviewer: subjects, in no order; one may be there twice, see below */
    int *visit_count;
    int *supplied; /* by school */
    int wrong;     /* but for uneven */
    int uneven;    /* seats that schools supply beyond what is equal */
    rota_cost cost;
    /* What the counts are worked out from: */
    int *busy;           /* by reviewer and window: visits */
    int *away, *visited; /* by school and window: seats supplied, visits to it */
    int *onto;           /* by school and school: seats taken at visits to the other */
    int supplied_all, level;
    struct rota_change *changes; /* since they were last forgotten */
    int change_count;
};

enum { ROTA_CHANGES_MAX = 128 };

/* False without memory. Windows are the first open one of each subject, seats are empty. */
bool rota_draft_make(struct arena *arena, const struct rota_ground *ground,
                     struct rota_draft *draft);
/* At most ROTA_CHANGES_MAX until they are forgotten or undone. While a team is seated anew, seat by
 * seat, a reviewer may have two seats of that one visit, and of no other. */
void rota_draft_seat(struct rota_draft *draft, int subject, int seat, int reviewer);
void rota_draft_move(struct rota_draft *draft, int subject, int window);
void rota_draft_forget(struct rota_draft *draft);
void rota_draft_undo(struct rota_draft *draft);

struct rota_score rota_draft_score(const struct rota_draft *draft);
bool rota_better(struct rota_score a, struct rota_score b);
bool rota_in_team(const struct rota_draft *draft, int subject, int reviewer);
/* Free, with no other visit in that window and with a visit left. */
bool rota_can_come(const struct rota_draft *draft, int subject, int reviewer);
/* Something is wrong with this visit by itself. */
bool rota_visit_wrong(const struct rota_draft *draft, int subject);

static inline int *rota_seat(const struct rota_draft *draft, int subject, int seat)
{
    return &draft->seats[subject * draft->ground->team + seat];
}
