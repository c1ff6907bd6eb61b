#pragma once

#include "api/http.h"

/* A thread that serves, with the connection that is its own. */
struct worker {
    struct db *db;
};

/* One request from parsing to answer: every route takes the same road. `request` holds method,
 * target, headers and body as they came; the answer is in `c->answer` and lives in `c->arena` until
 * the caller frees it. */
void dispatch(struct service *service, struct worker *worker, struct request *request,
              struct ctx *c);
