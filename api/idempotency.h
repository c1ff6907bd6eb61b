#pragma once

#include "api/http.h"

/* A POST with an Idempotency-Key takes effect once. The key is claimed in the transaction of the
 * effects, and the answer recorded in it: either both are there or neither. */

/* The key of a request that has one; NULL otherwise. */
const char *idempotency_key(const struct ctx *c);

/* Claim the key. False when the answer is already there: a replay, or a refusal. */
bool idempotency_begin(struct ctx *c);

/* Record the answer and settle what the handler did: committed when it went well, rolled back when
 * it was refused or was only tried. */
void idempotency_end(struct ctx *c);
