#pragma once

#include "models/funding/funding_run.h"
#include "models/funding/run_subject.h"

/* Told in the run, with what to do about it; `problem` has all but its detail. False without
 * memory. */
bool run_tell_problem(struct counting *c, const struct funding_problem *problem);

/* Days between two agreements, for which nothing is due. */
enum db_status run_tell_gaps(struct counting *c, struct db *db);

/* What is left once all was counted: agreements that would fall below nothing are left out. */
enum db_status run_leave_out(struct counting *c, struct db *db);
