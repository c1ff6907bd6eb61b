/* The library that verifies is trusted with one thing, the ES256 signature. It takes
 * the algorithm from the token, verifies nothing without a key, accepts a public key
 * as a shared secret, tolerates padding, junk and stray bits in base64, and puts the
 * whole token on the stack. So the order below is the defence: shape and length,
 * strict parse, our own key by kid, the algorithm by exact name, and only then the
 * signature, with a key that is there; then what it says it verified, then the claims. */

#include "auth/claims.h"
#include "auth/keys.h"

#include <assert.h>
#include <jwt.h>
#include <openssl/err.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SIGNATURE = 64 };

static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";

struct segment {
    size_t length;
    unsigned char bytes[AUTH_TOKEN_MAX];
};

struct token {
    struct segment header, payload, signature;
};

/* Decodes what stands before `stop`; returns what follows it, or NULL. The decoder
 * refuses padding, foreign characters and non-zero unused bits. */
static const char *decode(const char *text, char stop, struct segment *out)
{
    const size_t length = strcspn(text, ".");

    if (!length || text[length] != stop ||
        sodium_base642bin(out->bytes, sizeof out->bytes, text, length, NULL, &out->length, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return NULL;
    return text + length + 1;
}

static bool shape(const char *text, struct token *out)
{
    return strnlen(text, AUTH_TOKEN_MAX + 1) <= AUTH_TOKEN_MAX &&
           (text = decode(text, '.', &out->header)) != NULL &&
           (text = decode(text, '.', &out->payload)) != NULL &&
           decode(text, '\0', &out->signature) != NULL && out->signature.length == SIGNATURE;
}

static bool genuine(const struct auth_key *key, const char *text)
{
    jwt_t *jwt = NULL;
    const size_t length = strlen(key->public_pem);

    assert(length > 0);
    const bool right = jwt_decode(&jwt, text, (const unsigned char *)key->public_pem,
                                  (int)length) == 0 &&
                       jwt_get_alg(jwt) == JWT_ALG_ES256;

    jwt_free(jwt);
    ERR_clear_error();
    return right;
}

enum auth_verdict auth_verify(const struct auth_keys *keys, const char *token, int64_t now,
                              struct auth_claims *out)
{
    struct token parts;
    struct auth_token_header header;
    struct auth_claims claims;

    if (!shape(token, &parts) ||
        !auth_claims_header(parts.header.bytes, parts.header.length, &header))
        return AUTH_INVALID;
    struct json_t *payload = auth_claims_parse(parts.payload.bytes, parts.payload.length);
    const struct auth_key *key = auth_keys_find(keys, header.kid);
    const bool right = payload && key && strcmp(header.alg, "ES256") == 0 &&
                       genuine(key, token) &&
                       auth_claims_hold(payload, keys->issuer, keys->audience, now, &claims);

    auth_claims_free(payload);
    if (!right)
        return AUTH_INVALID;
    memcpy(claims.kid, key->kid, sizeof claims.kid);
    *out = claims;
    return AUTH_OK;
}

static bool encode(const struct auth_key *key, const char *payload, char *out)
{
    jwt_t *jwt = NULL;
    char *text = NULL;

    if (jwt_new(&jwt) == 0 && jwt_add_header(jwt, "kid", key->kid) == 0 &&
        jwt_add_grants_json(jwt, payload) == 0 &&
        jwt_set_alg(jwt, JWT_ALG_ES256, (const unsigned char *)key->private_pem,
                    (int)strlen(key->private_pem)) == 0)
        text = jwt_encode_str(jwt);
    const bool fits = text && strlen(text) <= AUTH_TOKEN_MAX;

    if (fits)
        memcpy(out, text, strlen(text) + 1);
    free(text);
    jwt_free(jwt);
    ERR_clear_error();
    return fits;
}

bool auth_sign(const struct auth_keys *keys, const struct auth_claims *claims, char *out)
{
    char *payload = auth_claims_write(claims, keys->issuer, keys->audience);
    const bool done = payload && encode(keys->signing, payload, out);

    free(payload);
    return done;
}

enum auth_verdict auth_bearer(const char *header, const char **token)
{
    static const char scheme[] = "Bearer";

    if (!header || strcspn(header, " \t") != strlen(scheme) ||
        strncasecmp(header, scheme, strlen(scheme)) != 0)
        return AUTH_MISSING;
    header += strlen(scheme);
    if (*header++ != ' ' || !*header)
        return AUTH_INVALID;
    const size_t length = strnlen(header, AUTH_TOKEN_MAX + 1);

    if (length > AUTH_TOKEN_MAX || strspn(header, ALPHABET) != length)
        return AUTH_INVALID;
    *token = header;
    return AUTH_OK;
}
