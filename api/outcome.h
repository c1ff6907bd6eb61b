#pragma once

#include "api/http.h"

/* The problem code that goes with a status other than DB_OK. */
const char *problem_of(enum db_status status);
/* The same, unless the rule that was broken is a problem of its own: provision_full. */
const char *problem_of_rule(enum db_status status, const char *rule);
/* A constraint's rule as a fault at its member; nothing when the constraint states none. */
void add_stated(struct faults *faults, const char *at, const char *constraint);
