#pragma once

#include "models/rota/rota.h"

/* Rotas judged by the rules as they are written in rota.h, one by one and slowly. It shares nothing
 * with models/ but the structs. Faults are sentences in memory of its own, which the next asking
 * overwrites; NULL: none. */

/* Of an answer with visits: every hard rule, every count, every breach told. */
const char *oracle_rota_fault(const struct rota_problem *problem, const struct rota *rota);
/* Of an answer that none exists: whether what it says is so, and proves it. A search that was
 * finished is taken on trust. */
const char *oracle_proof_fault(const struct rota_problem *problem, const struct rota_proof *proof);

void oracle_counts(const struct rota_problem *problem, const struct rota_visit *visits,
                   int64_t counts[ROTA_RULES]);
/* Negative: a is better by the order of the problem. */
int oracle_compare(const struct rota_problem *problem, const int64_t a[ROTA_RULES],
                   const int64_t b[ROTA_RULES]);

/* Tries every rota there is; for problems of a few subjects only. */
struct oracle_best {
    bool exists, gave_up; /* after so many tries as were allowed */
    int64_t counts[ROTA_RULES];
};
struct oracle_best oracle_try_all(const struct rota_problem *problem, int64_t tries);
