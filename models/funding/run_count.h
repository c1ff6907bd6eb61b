#pragma once

#include "models/funding/funding_run.h"

/* Count a run: what is due for its period and every month before it, less what was posted; a
 * forecast may be further ahead than what is to be kept (begin_funding_run()). The lines are kept,
 * and the run takes its problems; it is saved by the caller, in the transaction in which this is
 * done. `*same` is the id of a run that says the same already, or NULL: then what was kept is to be
 * rolled back. The run's id and period are set. */
enum db_status run_count(struct db *db, struct funding_run *run, bool forecast, const char **same);

/* A run that awaits approval is counted again, in the transaction in which it is to be posted:
 * DB_OK when it says the same, or awaits none any more; the rule funding_run_is_stale when it does
 * not. */
enum db_status run_recount(struct db *db, const struct funding_run *run);
