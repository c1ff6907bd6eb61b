#pragma once

#include "api/http.h"

/* Who asks, and may they? Fills the identity and the members it may not see. False with 401 or 403
 * written. A public route admits everybody, with or without a token. */
bool admit(struct ctx *c);

/* The bearer token alone, for a public route that answers bearers as well. False with 401. */
bool admit_bearer(struct ctx *c);

/* What the caller's token carries, space-separated; NULL without memory. */
const char *scopes_carried(struct ctx *c);

/* The database's view of the caller who acts with a scope, which is the route's or that of a step
 * ("": whatever it carries): the schools of every grant that carries it. */
void admit_actor(struct ctx *c, const char *scope, struct actor *actor);
