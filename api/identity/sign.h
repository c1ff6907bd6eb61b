#pragma once

#include "api/http.h"

/* What all ways of signing in share: OAuth clients, sessions of people, tokens of scripts. Before
 * anybody is known the lease is nobody's and sees only the credential that is named; after that it
 * is the trust's. */

/* Somebody who has proved who it is, and the most a token for it may carry. */
struct party {
    const char *trust;
    const char *subject; /* user or client */
    const char *session; /* of a user who signed in; or NULL */
    uint64_t scopes;
    int64_t epoch;
};

bool lease_presenting(struct ctx *c, const char *lookup);
bool lease_of_trust(struct ctx *c, const char *trust, const char *subject);

/* Scopes and epoch of the party's subject, on a lease of its trust. DB_NONE when it is gone or
 * disabled. */
enum db_status party_find(struct db *db, struct party *party);
/* An access token; `out` has AUTH_TOKEN_MAX + 1 bytes. False for a party without any scope. */
bool party_token(struct auth_gate *gate, const struct party *party, char *out);

/* Ten failures a minute are an account's; then 429 until the minute is over. */
bool may_try(struct ctx *c, const char *account);
void note_failure(struct ctx *c, const char *account);

/* Argon2id in the arena; NULL with 429 written when too many wait for it. */
const char *hash_password(struct ctx *c, const char *password);
/* A secret with its digest, in the arena; false with the answer written. */
bool make_secret(struct ctx *c, const char *prefix, const char **secret, const char **digest);

/* Scopes as they are written (RFC 6749 section 3.3), and as a JSON list. */
const char *scope_text(struct arena *arena, uint64_t scopes);
const char *scope_list(struct arena *arena, const char *scopes);
const char *instant_text(struct arena *arena, int64_t seconds);

/* The answer as it stands without what is shown once is what a replay of the request is told. */
void keep_for_replay(struct ctx *c, const void *row);

/* What secrets and tokens start with. The gate knows a script token by its own. */
#define SCRIPT_TOKEN_PREFIX "tamar"
#define CLIENT_SECRET_PREFIX "tamarsecret"
#define REFRESH_TOKEN_PREFIX "tamarrefresh"
