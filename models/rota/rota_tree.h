#pragma once

#include "models/rota/rota_colour.h"
#include "models/rota/rota_flow.h"
#include "models/rota/rota_reciprocal.h"

/* All rotas as a tree, gone through in two passes. In the first each seat gets a school, which
 * decides all distances and reciprocal pairs; for each way to do so that may be worth it the second
 * finds the people. The windows are chosen last of all: of teams they are no more than a colouring.
 *
 * What is left out is so because of a bound: the seats that are filled, the cheapest way to fill
 * the others, pairs that will be reciprocal whatever comes, and the cheapest windows as far as the
 * teams are known. */
struct rota_tree {
    const struct rota_ground *ground;
    struct rota_budget *budget;
    int64_t until;
    struct rota_found *best;
    struct rota_flow flow; /* rows of a subject: rota_tree_row */
    struct rota_colour colour;
    struct rota_reciprocal reciprocal;
    int *order;        /* of the subjects */
    int *schools;      /* by subject and seat, ascending; ROTA_NONE: from outside */
    int *seats;        /* by subject and seat: reviewers */
    int *planned;      /* by school: seats that have it */
    rota_cost seated;  /* cost of the reviewers that are chosen */
    rota_cost *bounds; /* by place in the order: of the windows, with what is known before it */
};

/* The row of a subject's seats that have no school yet is the first; that of a seat which is the
 * first of its school in the team stands for all of that school. */
static inline struct rota_row *rota_tree_row(const struct rota_tree *tree, int subject, int row)
{
    return &tree->flow.rows[subject * (tree->ground->team + 1) + row];
}

static inline rota_cost rota_tree_best(const struct rota_tree *tree)
{
    return tree->best->holds ? tree->best->cost : ROTA_COST_MAX;
}

bool rota_tree_spent(struct rota_tree *tree);
/* The least that a rota with what is chosen can cost, given the windows' share, is below the best.
 */
bool rota_tree_promising(struct rota_tree *tree, rota_cost windows);
/* The cheapest windows are below the best too; their cost is in tree->colour. After promising. */
bool rota_tree_colours(struct rota_tree *tree);

/* Second pass: every seat has its school. */
void rota_tree_people(struct rota_tree *tree);
