#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "auth/scope.h"

/* Tokens, keys and secrets. Nothing here reads a clock, a file or a database:
 * what is known comes in as arguments, and a verdict goes out. Times are Unix
 * seconds. Every text buffer is NUL-terminated on success. */

enum {
    AUTH_UUID = 37,        /* 36 characters and the NUL */
    AUTH_TOKEN_MAX = 4096, /* bytes of a bearer value, NUL not counted */
    AUTH_TOKEN_LIFE = 1800, /* the life of what we issue, and the longest we accept */
    AUTH_LEEWAY = 30,      /* clock difference tolerated */
    AUTH_DIGEST = 65,      /* SHA-256 in lower-case hex */
    AUTH_SECRET = 128,     /* the longest secret made here */
    AUTH_PEM = 512,
    AUTH_KID = 44
};

enum auth_verdict {
    AUTH_OK,
    AUTH_MISSING, /* no Authorization header, or another scheme */
    AUTH_INVALID, /* anything else: one identical answer for every cause */
    AUTH_UNKNOWN, /* genuine, but who it speaks for has to be looked up */
    AUTH_OPAQUE   /* a well-formed script token: look it up by its digest */
};

/* ---- keys (auth/keys.c) ---------------------------------------------------------------- */

/* A key is published before it signs, signs, and is then kept until the last
 * token it signed has expired. */
enum auth_key_state { AUTH_KEY_PUBLISHED, AUTH_KEY_SIGNING, AUTH_KEY_VERIFYING };

struct auth_key {
    char kid[AUTH_KID];           /* RFC 7638 thumbprint */
    enum auth_key_state state;
    char private_pem[AUTH_PEM];   /* PKCS#8, unencrypted; empty when only verifying */
    char public_pem[AUTH_PEM];    /* SPKI */
};

/* An immutable set with a reference count; built once, swapped as a whole. */
struct auth_keys;

/* A new P-256 key, state AUTH_KEY_PUBLISHED. */
bool auth_key_make(struct auth_key *out);

/* NULL when a key is not P-256, is encrypted, does not match its public part, has a
 * repeated kid or one that is not its thumbprint, or when not exactly one key signs.
 * `issuer` and `audience` are what tokens must carry (RFC 7519 iss, aud). Copies all
 * it needs: the private part only of the key that signs. */
struct auth_keys *auth_keys_make(const struct auth_key *keys, size_t count, const char *issuer,
                                 const char *audience);
struct auth_keys *auth_keys_retain(struct auth_keys *keys);
void auth_keys_release(struct auth_keys *keys);

/* The JWK set (RFC 7517), public members only; lives as long as the set. */
const char *auth_keys_jwks(const struct auth_keys *keys);
const char *auth_keys_signing_kid(const struct auth_keys *keys);

/* ---- tokens (auth/token.c: the only file with jwt.h; auth/claims.c: with jansson.h) ---- */

struct auth_claims {
    char subject[AUTH_UUID];   /* sub: a user's or a client's id */
    char client_id[AUTH_UUID]; /* the client; for a person, the same as sub */
    char trust[AUTH_UUID];     /* trust: the tenant */
    char token_id[AUTH_UUID];  /* jti */
    char session[AUTH_UUID];   /* sid; empty for a client */
    uint64_t scopes;           /* scope */
    int64_t epoch;             /* epoch: the version of the subject's permissions it was cut from */
    int64_t issued_at;         /* iat */
    int64_t expires_at;        /* exp */
    char kid[AUTH_KID];        /* the key that verified it; empty for a script token */
};

/* Sign with the signing key, ES256. `out` has AUTH_TOKEN_MAX + 1 bytes. False when
 * auth_verify() would refuse these claims (no scope, a life too long, not a UUID);
 * their kid is not looked at. */
bool auth_sign(const struct auth_keys *keys, const struct auth_claims *claims, char *out);

/* AUTH_OK or AUTH_INVALID. Accepts if and only if every rule holds: strict shape,
 * header within {alg, kid, typ}, known kid, exact algorithm, signature, issuer,
 * audience, times and mandatory claims with exact types. */
enum auth_verdict auth_verify(const struct auth_keys *keys, const char *token, int64_t now,
                              struct auth_claims *out);

/* The token inside an Authorization header value: scheme Bearer in any case, one
 * blank, at most AUTH_TOKEN_MAX bytes of the token alphabet. AUTH_OK, AUTH_MISSING
 * (NULL, or another scheme) or AUTH_INVALID. `*token` points into `header`. */
enum auth_verdict auth_bearer(const char *header, const char **token);

/* The credentials inside an Authorization header of scheme Basic (RFC 7617), still form-encoded:
 * `out` becomes the id, `*secret` points behind it. AUTH_OK, AUTH_MISSING or AUTH_INVALID. */
enum { AUTH_BASIC = 1024 };
enum auth_verdict auth_basic(const char *header, char out[AUTH_BASIC], const char **secret);

/* ---- the gate (auth/gate.c): who may pass, from memory alone --------------------------- */

/* One bundle of scopes over a set of schools. */
struct auth_grant {
    uint64_t scopes;
    bool all_schools;
    const char *schools; /* UUIDs joined by commas; "" when all_schools */
    const char *la_code; /* of an authority's officer, who sees its pupils and no others; ""
                            * of anybody else; NULL is taken for "" */
};

/* Who a verified token speaks for, with what it may do and where. Reference-counted
 * and immutable; safe to read from any thread while retained. */
struct auth_identity {
    struct auth_claims claims;
    int64_t rate_limit; /* requests in a window; 0 is the service's default */
    size_t ngrants;
    const struct auth_grant *grants;
};

/* Copies everything; NULL when memory is short. For a JWT, `claims` are the ones the
 * gate presented, kid included: it ties the identity to a key still in force. */
struct auth_identity *auth_identity_make(const struct auth_claims *claims, int64_t rate_limit,
                                         const struct auth_grant *grants, size_t ngrants);
void auth_identity_release(const struct auth_identity *identity);

/* What has been withdrawn and could still be presented. `id` is a subject, a token or
 * a session; claims of a subject with an epoch below `epoch` are refused, and for a
 * token or a session `epoch` is INT64_MAX. */
struct auth_revocation {
    char id[AUTH_UUID];
    int64_t epoch;
};

struct auth_gate;

/* Remembers at most `entries` identities by the SHA-256 of their token, oldest out;
 * all memory for that is taken here. */
struct auth_gate *auth_gate_make(size_t entries);
void auth_gate_free(struct auth_gate *gate);

/* Swap in a new key set (takes its own reference); every remembered identity is forgotten. */
void auth_gate_keys(struct auth_gate *gate, struct auth_keys *keys);
/* A retained reference to the current set, or NULL before the first one. */
struct auth_keys *auth_gate_current_keys(struct auth_gate *gate);

/* Replace the set of revocations; copied. False when memory is short (the old set stays). */
bool auth_gate_revocations(struct auth_gate *gate, const struct auth_revocation *revoked,
                           size_t count);

/* What the gate says of an Authorization header value.
 * AUTH_OK: `*identity` is retained; key, expiry and revocation have been checked.
 * AUTH_UNKNOWN: a genuine JWT, `claims` filled; look the subject up, then remember it.
 * AUTH_OPAQUE: `digest` filled; look the script token up, then remember it.
 * AUTH_MISSING, AUTH_INVALID: refused. */
struct auth_presented {
    struct auth_claims claims;
    char digest[AUTH_DIGEST]; /* of the token, for AUTH_UNKNOWN and AUTH_OPAQUE */
};
enum auth_verdict auth_gate_admit(struct auth_gate *gate, const char *header, int64_t now,
                                  struct auth_presented *presented,
                                  const struct auth_identity **identity);

/* Remember who a token with this digest speaks for, and return a retained reference;
 * NULL when it has been revoked or has expired meanwhile, when its key has been
 * withdrawn, or when `identity` is NULL. Takes ownership of `identity`. */
const struct auth_identity *auth_gate_remember(struct auth_gate *gate, const char *digest,
                                               int64_t now, struct auth_identity *identity);

/* Would these claims still pass, going by key, expiry and revocation? (RFC 7662) */
bool auth_gate_stands(struct auth_gate *gate, const struct auth_claims *claims, int64_t now);

/* ---- secrets (auth/secret.c) ------------------------------------------------------------ */

/* "<prefix>_" + 256 random bits in base62 + a 6-character base62 CRC-32 of what stands
 * before it, so that a scanner can recognise a leak and a typing slip costs no look-up. */
bool auth_secret_make(const char *prefix, char out[AUTH_SECRET]);
bool auth_secret_well_formed(const char *prefix, const char *text);

/* SHA-256 in hex: how secrets with full entropy are kept. */
void auth_digest(const char *text, char out[AUTH_DIGEST]);
/* Compares two digests in constant time. */
bool auth_digest_equal(const char *a, const char *b);

/* Argon2id (libsodium), t = 2, m = 64 MiB: about 70 ms. `out` has AUTH_PASSWORD bytes.
 * At most one runs at a time, hash or check; one that could not start within 500 ms is
 * false or AUTH_PASSWORD_BUSY. */
enum { AUTH_PASSWORD = 128 };
enum auth_password { AUTH_PASSWORD_RIGHT, AUTH_PASSWORD_WRONG, AUTH_PASSWORD_BUSY };
bool auth_password_hash(const char *password, char out[AUTH_PASSWORD]);
/* `stored` NULL stands for an unknown account: it takes the same time and is always wrong. */
enum auth_password auth_password_check(const char *password, const char *stored);

/* ---- seals (auth/seal.c): text only this service can read or make ---------------------- */

/* The service's master secret: 32 bytes from the system generator, kept as a credential.
 * Keys for cursors and for signing keys at rest are derived from it by purpose. */
struct auth_master {
    unsigned char bytes[32];
};
void auth_master_make(struct auth_master *out);
bool auth_master_read(const char *base64url, struct auth_master *out); /* 43 characters */
void auth_master_write(const struct auth_master *master, char out[44]);

/* XChaCha20-Poly1305 in base64url without padding. `purpose` ("cursor", "signing-key") is bound in
 * and separates keys. Returns false when `out` (size `capacity`) is too small. */
bool auth_seal(const struct auth_master *master, const char *purpose, const char *text, char *out,
               size_t capacity);
/* False when it was not sealed by this master for this purpose, or does not fit. */
bool auth_open(const struct auth_master *master, const char *purpose, const char *sealed, char *out,
               size_t capacity);

/* A digest that nobody without the master secret can compare guesses with: of a request that may
 * carry a password. */
void auth_fingerprint(const struct auth_master *master, const char *text, char out[AUTH_DIGEST]);

/* Call once before anything else in this folder; false when libsodium cannot start. */
bool auth_start(void);
