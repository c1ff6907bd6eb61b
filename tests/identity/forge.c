/* Tokens here are forged by hand, with OpenSSL and text, never with auth_sign(): what is
 * refused is refused although its signature is good, unless the signature is the point. */
#include "tests/identity/forge.h"

#include <criterion/criterion.h>
#include <openssl/ecdsa.h>
#include <openssl/pem.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

struct auth_key key, other;
struct auth_keys *keys;
struct auth_gate *gate;
const char BASE64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static char quoted_kid[AUTH_KID + 2];
const struct member header[] = {
    { "alg", "\"ES256\"", 0 }, { "kid", quoted_kid, 0 }, { "typ", "\"JWT\"", 0 }, { 0 }
};
const struct member payload[] = {
    { "iss", "\"" ISSUER "\"", 0 },  { "aud", "\"" AUDIENCE "\"", 0 },
    { "sub", "\"" USER "\"", 0 },    { "client_id", "\"" USER "\"", 0 },
    { "trust", "\"" TRUST "\"", 0 }, { "jti", "\"" TOKEN "\"", 0 },
    { "sid", "\"" SESSION "\"", 0 }, { "scope", "\"pupils:read ehcps:write\"", 0 },
    { "epoch", "7", 0 },             { "iat", "1700000000", 0 },
    { "exp", "1700000900", 0 },      { 0 }
};

void forge_start(void)
{
    cr_assert(auth_start());
    cr_assert(auth_key_make(&key));
    cr_assert(auth_key_make(&other));
    key.state = other.state = AUTH_KEY_SIGNING;
    snprintf(quoted_kid, sizeof quoted_kid, "\"%s\"", key.kid);
    keys = auth_keys_make(&key, 1, ISSUER, AUDIENCE);
    gate = auth_gate_make(64);
    cr_assert(keys && gate);
    auth_gate_keys(gate, keys);
}

void forge_stop(void)
{
    auth_gate_free(gate);
    auth_keys_release(keys);
}


void forge_object(char *out, const struct member *base, const struct member *change)
{
    const char *before = "{";
    FILE *to = fmemopen(out, TEXT, "w");

    for (; base->name; base++) {
        const bool changed = change && strcmp(base->name, change->name) == 0;
        const char *value = changed ? change->value : base->value;

        if (value)
            fprintf(to, "%s\"%s\":%s", before, base->name, value);
        before = value ? "," : before;
        change = changed ? NULL : change;
    }
    if (change)
        fprintf(to, "%s\"%s\":%s", before, change->name, change->value);
    fputs("}", to);
    fclose(to);
}

void forge_follow(char *text, const char *more)
{
    memcpy(text + strlen(text), more, strlen(more) + 1);
}

void forge_append(char *token, const void *bytes, size_t length)
{
    const size_t used = strlen(token);

    sodium_bin2base64(token + used, TEXT - used, bytes, length,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

EVP_PKEY *forge_private(const struct auth_key *signer)
{
    BIO *bio = BIO_new_mem_buf(signer->private_pem, -1);
    EVP_PKEY *pair = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return pair;
}

size_t forge_sign(EVP_PKEY *pair, const char *text, unsigned char *der, unsigned char *raw,
                   int half)
{
    size_t length = 256;
    const unsigned char *at = der;
    EVP_MD_CTX *context = EVP_MD_CTX_new();

    cr_assert(EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, pair) == 1);
    cr_assert(EVP_DigestSign(context, der, &length, (const unsigned char *)text, strlen(text)));
    ECDSA_SIG *pairs = d2i_ECDSA_SIG(NULL, &at, (long)length);
    BN_bn2binpad(ECDSA_SIG_get0_r(pairs), raw, half);
    BN_bn2binpad(ECDSA_SIG_get0_s(pairs), raw + half, half);
    ECDSA_SIG_free(pairs);
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(pair);
    return length;
}

void forge_unsigned(char *out, const char *head, const char *body, size_t length)
{
    *out = '\0';
    forge_append(out, head, strlen(head));
    forge_follow(out, ".");
    forge_append(out, body, length);
}

void forge_finish(char *token, const void *signature, size_t length)
{
    forge_follow(token, ".");
    forge_append(token, signature, length);
}

void forge(char *out, const char *head, const char *body, const struct auth_key *signer)
{
    unsigned char der[256], raw[64];

    forge_unsigned(out, head, body, strlen(body));
    forge_sign(forge_private(signer), out, der, raw, 32);
    forge_finish(out, raw, sizeof raw);
}

void forge_with(char *out, const struct member *in_header, const struct member *in_payload)
{
    static char head[TEXT], body[TEXT];

    forge_object(head, header, in_header);
    forge_object(body, payload, in_payload);
    forge(out, head, body, &key);
}

bool accepted(const char *token)
{
    static char value[40 * 1024];
    struct auth_claims claims;
    struct auth_presented presented;
    const struct auth_identity *identity = NULL;

    snprintf(value, sizeof value, "Bearer %s", token);
    const enum auth_verdict verdict = auth_verify(keys, token, NOW, &claims);
    const enum auth_verdict through = auth_gate_admit(gate, value, NOW, &presented, &identity);
    cr_assert_eq(through, verdict == AUTH_OK ? AUTH_UNKNOWN : AUTH_INVALID, "%s", token);
    cr_assert(verdict == AUTH_OK || verdict == AUTH_INVALID);
    return verdict == AUTH_OK;
}

struct auth_claims some_claims(void)
{
    struct auth_claims claims = { .subject = USER, .client_id = USER, .trust = TRUST,
                                  .token_id = TOKEN, .session = SESSION, .epoch = 7,
                                  .issued_at = NOW, .expires_at = NOW + 900 };

    cr_assert(auth_scopes_read("pupils:read ehcps:write", &claims.scopes));
    return claims;
}
