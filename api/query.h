#pragma once

#include "api/http.h"

/* Judge every query parameter against the route: fills members, expand, dry_run, list and count of
 * the context. False with the answer written when one is not acceptable. */
bool take_parameters(struct ctx *c);

/* Where a list goes on: sealed, so that it can be neither read nor made by a client, and bound to
 * the operation, its sort and its filters. */
enum cursor { CURSOR_FITS, CURSOR_FORGED, CURSOR_OF_ANOTHER_LIST };
enum cursor cursor_open(struct ctx *c, const char *cursor);
/* The cursor after a row; NULL without memory. */
const char *cursor_after(struct ctx *c, const void *row);
