#pragma once

#include "api/http.h"

/* POST .../{id}/transitions and GET .../{id}/transitions of every resource that has a status. The
 * steps there are, and what scope each takes, are rows of app.transition. If-Match is heeded when
 * it is sent. */
bool move_row(struct ctx *c);
bool list_moves(struct ctx *c);

/* One step of a row that was found: `step` is of a shape that starts with TRANSITION_FIELDS. It is
 * may_take_step(), which tells the status that the step leads to, and make_step(), for handlers
 * that do something between the two. */
bool take_step(struct ctx *c, void *row, const struct shape *shape, const void *step);
bool may_take_step(struct ctx *c, const void *row, const struct shape *shape, const void *step,
                   const char **status);
bool make_step(struct ctx *c, void *row, const struct shape *shape, const void *step,
               const char *status);
