#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a token may carry. A scope is one bit, so that the scopes of a grant, of
 * a token and of a route meet in one AND. The names are the wire's; the claim
 * sets that bundle them are data (sql/012_claim_sets.sql). */

enum { AUTH_SCOPES_MAX = 64, AUTH_SCOPES_TEXT = 1024 };

extern const char *const AUTH_SCOPES[]; /* in bit order, ends with NULL */

/* The bit of one scope name, or 0 when there is no such scope. */
uint64_t auth_scope(const char *name);

/* Those that count only over all schools: who assures quality at one school does so nowhere. */
uint64_t auth_scopes_of_trust(void);

/* Space-separated names (RFC 6749 section 3.3) to bits. False when a name is not
 * a scope, when a separator is not one blank, or when the text is empty. */
bool auth_scopes_read(const char *text, uint64_t *out);

/* Bits to space-separated names in bit order; `out` has AUTH_SCOPES_TEXT bytes. */
void auth_scopes_write(uint64_t scopes, char *out);
