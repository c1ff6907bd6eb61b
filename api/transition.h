#pragma once

#include "api/http.h"

/* POST .../{id}/transitions and GET .../{id}/transitions of every resource that has a status. The
 * steps there are, and what scope each takes, are rows of app.transition. If-Match is heeded when
 * it is sent. */
bool move_row(struct ctx *c);
bool list_moves(struct ctx *c);
