#pragma once

#include "api/request.h"
#include "api/identity/sign.h"

/* The form of an OAuth request, and who sends it. Their faults are told as RFC 6749 section 5.2 has
 * it, not as problems. */
enum { OAUTH_PAIRS = 32 };
struct oauth_form {
    struct pair pairs[OAUTH_PAIRS];
    size_t count;
};

bool oauth_error(struct ctx *c, unsigned status, const char *error, const char *description);
bool oauth_form_read(struct ctx *c, struct oauth_form *form);
/* NULL when it was not sent, or was sent without a value. */
const char *oauth_value(const struct oauth_form *form, const char *name);

/* The client, by its secret in the Authorization header or in the form. The lease is its trust's
 * when it returns true. */
bool oauth_client(struct ctx *c, const struct oauth_form *form, struct party *out);
/* The same, or whoever holds the bearer token of the Authorization header. */
bool oauth_caller(struct ctx *c, const struct oauth_form *form, struct party *out);
