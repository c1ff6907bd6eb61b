/* Runs of funding: counted by one person, approved by another. */
#include "models/funding/funding_run.h"

#include <string.h>

#include "api/collection.h"
#include "api/transition.h"
#include "models/change.h"
#include "models/funding/run_count.h"
#include "models/upkeep.h"
#include "models/uuid.h"

/* dry_run in the body is that of the query: nothing is asked of the database before it is known. */
static bool take_dry_run(struct ctx *c, const struct new_funding_run *asked)
{
    if (!asked->dry_run || c->dry_run)
        return true;
    c->dry_run = true;
    db_release(c->db);
    const struct lease lease = lease_of(c);
    return done(c, db_lease(c->db, &lease));
}

/* Nothing has changed since a run that says the same: it is that run. */
static bool tell_same(struct ctx *c, const char *id)
{
    void *row;

    if (!done(c, db_rollback_to_savepoint(c->db)) || !find_any(c, id, &row) ||
        !done(c, db_commit(c->db)) || !tell(c, row))
        return false;
    c->answer.status = 200;
    return true;
}

static bool count_run(struct ctx *c, const struct new_funding_run *asked)
{
    char id[UUID_TEXT];
    struct funding_run run;
    const char *same;
    void *added;

    shape_clear(&FUNDING_RUN, &run);
    uuid_make(id);
    run.id = id;
    run.version = 1;
    run.period = asked->period;
    db_begin(c->db);
    db_savepoint(c->db);
    if (!done(c, run_count(c->db, &run, c->dry_run, &same)))
        return false;
    if (same)
        return tell_same(c, same);
    return written(c, resource_add(c->db, &FUNDING_RUNS, &run, 1, &added), &FUNDING_RUNS, &run) &&
           done(c, db_commit(c->db)) && tell_new(c, added);
}

static bool add_run(struct ctx *c)
{
    struct new_funding_run asked = { NULL, false };

    return ask_body(c, &asked) && take_dry_run(c, &asked) && count_run(c, &asked);
}

/* All lines are posted in the one statement that takes the step. */
static bool move_run(struct ctx *c, void *run, const struct transition *step)
{
    const char *status;

    return may_take_step(c, run, &TRANSITION, step, &status) &&
           (strcmp(status, "approved") != 0 || done(c, run_recount(c->db, run))) &&
           make_step(c, run, &TRANSITION, step, status);
}

static bool step_run(struct ctx *c)
{
    struct transition step;
    const char *id;
    void *row;

    shape_clear(&TRANSITION, &step);
    return done(c, be_patient(c->db)) && ask_key(c, &id) && find_live(c, id, &row) &&
           ask_body(c, &step) && move_run(c, row, &step);
}

/* An approval is the step of that name. */
static bool approve_run(struct ctx *c)
{
    struct funding_approval given = { NULL, NULL };
    struct transition step = { .to = "approved" };
    const char *id;
    void *row;

    if (!done(c, be_patient(c->db)) || !ask_key(c, &id) || !find_live(c, id, &row) ||
        !ask_body(c, &given))
        return false;
    step.reason = given.reason;
    step.reference = given.reference;
    return move_run(c, row, &step);
}

#define READ "funding:read"
#define WRITE "funding:write"
#define R &FUNDING_RUNS, NULL, &FUNDING_RUN

const struct route FUNDING_RUN_ROUTES[] = {
    { "GET", "/v1/funding/runs", "listFundingRuns", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", "/v1/funding/runs", "addFundingRun", WRITE, &FUNDING_RUNS, &NEW_FUNDING_RUN,
      &FUNDING_RUN, 201, TRIES, add_run, NULL },
    { "GET", "/v1/funding/runs/:id", "findFundingRun", READ, R, 200, SELECTS, find_row, NULL },
    { "GET", "/v1/funding/runs/:run_id/lines", "listFundingRunLines", READ, &FUNDING_RUN_LINES,
      NULL, &FUNDING_RUN_LINE, 200, LISTS, list_rows, NULL },
    { "POST", "/v1/funding/runs/:id/approvals", "approveFundingRun", READ, &FUNDING_RUNS,
      &FUNDING_APPROVAL, &FUNDING_RUN, 200, TRIES, approve_run, NULL },
    { "POST", "/v1/funding/runs/:id/transitions", "moveFundingRun", READ, &FUNDING_RUNS,
      &TRANSITION, &FUNDING_RUN, 200, TRIES, step_run, NULL },
    { "GET", "/v1/funding/runs/:id/transitions", "fundingRunTransitions", READ, &FUNDING_RUNS,
      NULL, &STATUS_CHANGE, 200, 0, list_moves, NULL },
    { "GET", "/v1/funding/runs/:id/history", "fundingRunHistory", "history:read", &FUNDING_RUNS,
      NULL, &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
