#pragma once

#include "models/rota/rota.h"

/* What the files of the oracle share. */

bool oracle_accountable(const struct rota_subject *subject, int school);
bool oracle_in(uint64_t windows, int window);
/* By a hard conflict or by their school. */
bool oracle_kept_away(const struct rota_problem *problem, int reviewer, int subject);
/* Everything that can be seen of one visit alone. */
const char *oracle_team_fault(const struct rota_problem *problem, int subject, int window,
                              const int *team);
