#pragma once

#include "models/funding/funding_run.h"
#include "models/funding/receipt_share.h"
#include "models/funding/run_tell.h"

/* Told in the run, with what to do about it; `problem` has all but its detail. False without
 * memory. */
bool run_tell_problem(struct counting *c, const struct funding_problem *problem);

/* The first day on which a part could not be counted, and what is missing there. */
bool run_tell_fault(struct counting *c, const struct counted *of, const struct accrual *accrual);
/* What of the share of the host is carried to later months, if any. */
bool run_tell_carry(struct counting *c, const struct counted *of,
                    const struct receipt_carry *carry);

/* Days between two agreements, for which nothing is due. */
enum db_status run_tell_gaps(struct counting *c, struct db *db);

/* What is left once all was counted: agreements that would fall below nothing are left out. */
enum db_status run_leave_out(struct counting *c, struct db *db);
