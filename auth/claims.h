#pragma once

#include "auth/auth.h"

/* What a token says, as JSON. */

struct json_t; /* a payload that has been parsed but is not yet believed */

struct auth_token_header {
    char alg[8];
    char kid[AUTH_KID];
};

/* Seeds the hash of JSON members; once, before the first thread. */
void auth_claims_start(void);

/* False unless the header is exactly alg, kid and typ, each text once, typ being JWT. */
bool auth_claims_header(const unsigned char *json, size_t length, struct auth_token_header *out);

/* NULL unless it is one JSON object, without duplicate members, NUL or deep nesting. */
struct json_t *auth_claims_parse(const unsigned char *json, size_t length);
void auth_claims_free(struct json_t *payload);

/* Whether every rule about claims holds; fills all of `out` but its kid. */
bool auth_claims_hold(struct json_t *payload, const char *issuer, const char *audience,
                      int64_t now, struct auth_claims *out);

/* The payload as text, for free(). NULL when auth_claims_hold() would refuse it. */
char *auth_claims_write(const struct auth_claims *claims, const char *issuer,
                        const char *audience);
