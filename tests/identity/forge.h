#pragma once

#include <openssl/evp.h>

#include "auth/auth.h"

/* A workshop for forged tokens, with a key set and a gate to try them on. */

#define ISSUER "https://tamar.test"
#define AUDIENCE "tamar"
#define USER "0190a000-0000-7000-8000-000000000001"
#define TRUST "0190a000-0000-7000-8000-000000000002"
#define TOKEN "0190a000-0000-7000-8000-000000000003"
#define SESSION "0190a000-0000-7000-8000-000000000004"

enum { NOW = 1700000000, TEXT = 2 * AUTH_TOKEN_MAX };

/* Made by forge_start: `keys` signs with `key`; `other` is a stranger's. */
extern struct auth_key key, other;
extern struct auth_keys *keys;
extern struct auth_gate *gate;
extern const char BASE64[];

void forge_start(void);
void forge_stop(void);

/* A member of a JSON object, its value as JSON; `why` names a case that puts it there.
 * Without a value the member is left out; two in one value make a duplicate. */
struct member {
    const char *name, *value, *why;
};
extern const struct member header[], payload[]; /* of a token that passes; ends with no name */

/* `base` as JSON with one member changed; `out` has TEXT bytes. */
void forge_object(char *out, const struct member *base, const struct member *change);
void forge_follow(char *text, const char *more);
void forge_append(char *token, const void *bytes, size_t length); /* in base64url */

EVP_PKEY *forge_private(const struct auth_key *signer);
/* An ECDSA signature in DER, and as r and s of `half` bytes each. */
size_t forge_sign(EVP_PKEY *pair, const char *text, unsigned char *der, unsigned char *raw,
                  int half);
/* What is signed: both objects in base64url with a dot between. */
void forge_unsigned(char *out, const char *head, const char *body, size_t length);
void forge_finish(char *token, const void *signature, size_t length);

void forge(char *out, const char *head, const char *body, const struct auth_key *signer);
void forge_with(char *out, const struct member *in_header, const struct member *in_payload);

/* By auth_verify() and through the gate, which must agree. */
bool accepted(const char *token);
struct auth_claims some_claims(void); /* what the payload says */
