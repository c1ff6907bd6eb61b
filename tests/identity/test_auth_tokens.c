/* Which bearer values pass: every forgery goes to auth_verify() and through a gate. */
#include <criterion/criterion.h>
#include <openssl/ec.h>
#include <openssl/hmac.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/identity/forge.h"

TestSuite(auth_tokens, .init = forge_start, .fini = forge_stop, .timeout = 120);

static const struct member refused_headers[] = {
    { "alg", "\"none\"", "none" },
    { "alg", "\"None\"", "None" },
    { "alg", "\"NoNe\"", "NoNe" },
    { "alg", "\"HS256\"", "a shared secret" },
    { "alg", "\"RS256\"", "another family" },
    { "alg", "\"ES384\"", "another size" },
    { "alg", "\"ES512\"", "another size, which the library would verify" },
    { "alg", "\"es256\"", "lower case" },
    { "alg", "256", "a number" },
    { "alg", NULL, "no algorithm" },
    { "kid", NULL, "no kid" },
    { "kid", "\"nobody\"", "unknown" },
    { "kid", "\"\"", "empty" },
    { "kid", "\"../../../../dev/null\"", "a path" },
    { "kid", "\"' OR 1=1 --\"", "SQL" },
    { "kid", "[\"a\"]", "a list" },
    { "kid", "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"", "too long" },
    { "crit", "[\"exp\"]", "crit" },
    { "jku", "\"https://evil.test/keys\"", "jku" },
    { "x5u", "\"https://evil.test/cert\"", "x5u" },
    { "x5c", "[\"MIIB\"]", "x5c" },
    { "jwk", "{\"kty\":\"EC\"}", "jwk" },
    { "b64", "false", "b64" },
    { "note", "1", "unknown member" },
    { "alg", "\"none\",\"alg\":\"ES256\"", "algorithm twice" },
    { "typ", "\"JWT\",\"typ\":\"JWT\"", "type twice" },
    { "typ", "\"at+jwt\"", "another type" },
    { "typ", "\"jwt\"", "type in lower case" },
    { "typ", NULL, "no type" },
    { 0 }
};

#define DEEP_16 "[[[[[[[[[[[[[[[["
#define SHUT_16 "]]]]]]]]]]]]]]]]"

static const struct member refused_claims[] = {
    { "iss", NULL, "missing" },
    { "aud", NULL, "missing" },
    { "sub", NULL, "missing" },
    { "client_id", NULL, "missing, as in an identity token" },
    { "trust", NULL, "missing" },
    { "jti", NULL, "missing" },
    { "scope", NULL, "missing, as in an identity token" },
    { "epoch", NULL, "missing" },
    { "iat", NULL, "missing" },
    { "exp", NULL, "missing" },
    { "iss", "\"https://other.test\"", "another tenant's issuer" },
    { "iss", "\"" ISSUER "/\"", "nearly ours" },
    { "iss", "[\"" ISSUER "\"]", "a list" },
    { "aud", "\"other\"", "another" },
    { "aud", "[]", "empty list" },
    { "aud", "[\"a\",\"b\"]", "list without us" },
    { "aud", "[\"" AUDIENCE "\",1]", "list of more than texts" },
    { "aud", "{\"" AUDIENCE "\":1}", "an object" },
    { "exp", "1700000900.0", "real" },
    { "exp", "1.7000009e9", "real" },
    { "exp", "\"1700000900\"", "text" },
    { "exp", "true", "true" },
    { "exp", "null", "null" },
    { "exp", "-1", "negative" },
    { "exp", "9223372036854775808", "beyond 64 bits" },
    { "exp", "9223372036854775807", "for ever" },
    { "exp", "1699999970", "past" },
    { "exp", "1700001801", "life too long" },
    { "exp", "1700000900,\"exp\":1700000900", "twice" },
    { "nbf", "1700000031", "not yet" },
    { "nbf", "\"1\"", "text" },
    { "nbf", "1.0", "real" },
    { "nbf", "-1", "negative" },
    { "iat", "1700000031", "in the future" },
    { "exp", "1700000000", "no life at all" },
    { "iat", "-1", "negative" },
    { "iat", "-9223372036854775808", "so early that the life overflows" },
    { "iat", "1700000000.0", "real" },
    { "sub", "\"" USER "\",\"sub\":\"" USER "\"", "twice" },
    { "sub", "\"0190A000-0000-7000-8000-00000000000A\"", "upper case" },
    { "sub", "\"" USER "\\u0000\"", "NUL" },
    { "sub", "\"" USER " \"", "too long" },
    { "sub", "\"\"", "empty" },
    { "client_id", "\"0190a00000007000800000000000000001\"", "without dashes" },
    { "trust", "\"0190a000-0000-7000-8000-00000000000g\"", "not hexadecimal" },
    { "jti", "\"0190a000-0000-7000-8000-00000000000\"", "too short" },
    { "jti", "3", "a number" },
    { "sid", "\"\"", "empty" },
    { "sid", "null", "null" },
    { "scope", "\"\"", "empty" },
    { "scope", "\"pupils:read everything\"", "unknown" },
    { "scope", "\"pupils:read  ehcps:read\"", "two blanks" },
    { "scope", "[\"pupils:read\"]", "a list" },
    { "epoch", "-1", "negative" },
    { "epoch", "7.0", "real" },
    { "epoch", "\"7\"", "text" },
    { "note", "\"a\\u0000b\"", "NUL anywhere" },
    { "note", "\"\xff\"", "not UTF-8" },
    { "note", "\"\xc0\xaf\"", "overlong UTF-8" },
    { "note", DEEP_16 DEEP_16 SHUT_16 SHUT_16, "deep" },
    { 0 }
};

static const struct member passing_claims[] = {
    { "aud", "[\"other\",\"" AUDIENCE "\"]", "list with us" },
    { "sid", NULL, "a client has no session" },
    { "nbf", "1700000030", "within tolerance" },
    { "iat", "1700000030", "within tolerance" },
    { "iat", "1699999100,\"note\":1", "whole life" },
    { "exp", "1700001800", "whole life" },
    { "note", "{\"a\":[1]}", "unknown claims are ignored" },
    { 0 }
};

Test(auth_tokens, refuses_headers)
{
    static char token[TEXT];

    for (const struct member *change = refused_headers; change->name; change++) {
        forge_with(token, change, NULL);
        cr_expect_not(accepted(token), "%s: %s", change->name, change->why);
    }
}

Test(auth_tokens, refuses_claims)
{
    static char token[TEXT];

    for (const struct member *change = refused_claims; change->name; change++) {
        forge_with(token, NULL, change);
        cr_expect_not(accepted(token), "%s: %s", change->name, change->why);
    }
}

Test(auth_tokens, passes)
{
    static char token[TEXT];

    forge_with(token, NULL, NULL);
    cr_assert(accepted(token));
    for (const struct member *change = passing_claims; change->name; change++) {
        forge_with(token, NULL, change);
        cr_expect(accepted(token), "%s: %s", change->name, change->why);
    }
}

/* ---- signatures: each maker signs `token`, header and payload, in a way of its own ---- */

static void nothing(char *token)
{
    forge_finish(token, "", 0);
}

static void junk(char *token)
{
    unsigned char der[256], raw[64 + 3] = { 0 };

    forge_sign(forge_private(&key), token, der, raw, 32);
    forge_finish(token, raw, sizeof raw);
}

static void padding(char *token)
{
    unsigned char der[256], raw[64];

    forge_sign(forge_private(&key), token, der, raw, 32);
    forge_finish(token, raw, sizeof raw);
    forge_follow(token, "==");
}

static void zeros(char *token)
{
    forge_finish(token, (const unsigned char[64]){ 0 }, 64);
}

static void der_form(char *token)
{
    unsigned char der[256], raw[64];
    const size_t length = forge_sign(forge_private(&key), token, der, raw, 32);

    forge_finish(token, der, length);
}

static void p384(char *token)
{
    unsigned char der[256], raw[96];

    forge_sign(EVP_EC_gen("P-384"), token, der, raw, 48);
    forge_finish(token, raw, sizeof raw);
}

static void secp256k1(char *token)
{
    unsigned char der[256], raw[64];

    forge_sign(EVP_EC_gen("secp256k1"), token, der, raw, 32);
    forge_finish(token, raw, sizeof raw);
}

static void another_key(char *token)
{
    unsigned char der[256], raw[64];

    forge_sign(forge_private(&other), token, der, raw, 32);
    forge_finish(token, raw, sizeof raw);
}

static void shared_secret(char *token, const char *secret)
{
    unsigned char mac[32];
    unsigned length = sizeof mac;

    HMAC(EVP_sha256(), secret, (int)strlen(secret), (const unsigned char *)token, strlen(token),
         mac, &length);
    forge_finish(token, mac, sizeof mac);
}

static void secret_is_pem(char *token)
{
    shared_secret(token, key.public_pem);
}

static void secret_is_jwks(char *token)
{
    shared_secret(token, auth_keys_jwks(keys));
}

static const struct {
    const char *why, *alg;
    void (*make)(char *token);
} refused_signatures[] = {
    { "none without a signature", "\"none\"", nothing },
    { "None without a signature", "\"None\"", nothing },
    { "NoNe without a signature", "\"NoNe\"", nothing },
    { "ES256 without a signature", "\"ES256\"", nothing },
    { "public PEM as a shared secret", "\"HS256\"", secret_is_pem },
    { "JWKS as a shared secret", "\"HS256\"", secret_is_jwks },
    { "public PEM as a shared secret, as ES256", "\"ES256\"", secret_is_pem },
    { "junk after it", "\"ES256\"", junk },
    { "padding after it", "\"ES256\"", padding },
    { "r and s are 0", "\"ES256\"", zeros },
    { "DER", "\"ES256\"", der_form },
    { "P-384", "\"ES256\"", p384 },
    { "P-384, as ES384", "\"ES384\"", p384 },
    { "another curve of the same size", "\"ES256\"", secp256k1 },
    { "another key of the same curve", "\"ES256\"", another_key },
};

Test(auth_tokens, refuses_signatures)
{
    static char head[TEXT], body[TEXT], token[TEXT];

    forge_object(body, payload, NULL);
    for (size_t i = 0; i < sizeof refused_signatures / sizeof *refused_signatures; i++) {
        forge_object(head, header, &(struct member){ "alg", refused_signatures[i].alg, NULL });
        forge_unsigned(token, head, body, strlen(body));
        refused_signatures[i].make(token);
        cr_expect_not(accepted(token), "%s", refused_signatures[i].why);
    }
}

/* A raw NUL, text after the object, no object, and an object too many. */
Test(auth_tokens, refuses_what_is_not_one_object)
{
    static char head[TEXT], body[TEXT], token[TEXT];
    static const char *const bodies[] = { "", "[]", "1", "{", "{}{}", "\xef\xbb\xbf{}" };
    unsigned char der[256], raw[64];

    forge_object(head, header, NULL);
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        forge(token, head, bodies[i], &key);
        cr_expect_not(accepted(token), "payload %s", bodies[i]);
        forge_object(body, payload, NULL);
        forge(token, bodies[i], body, &key);
        cr_expect_not(accepted(token), "header %s", bodies[i]);
    }
    for (int behind = 0; behind < 2; behind++) {
        forge_unsigned(token, head, body, strlen(body) + (size_t)behind);
        forge_sign(forge_private(&key), token, der, raw, 32);
        forge_finish(token, raw, sizeof raw);
        cr_expect_eq(accepted(token), behind == 0, "%d NUL behind the payload", behind);
    }
}

Test(auth_tokens, binds_issuer_and_key)
{
    static char head[TEXT], body[TEXT], token[TEXT], quoted[AUTH_KID + 2];
    const struct member foreign_kid = { "kid", quoted, NULL };
    struct auth_claims claims;
    struct auth_keys *foreign = auth_keys_make(&other, 1, "https://other.test", AUDIENCE);

    snprintf(quoted, sizeof quoted, "\"%s\"", other.kid);
    forge_object(head, header, &foreign_kid);
    forge_object(body, payload, NULL);
    forge(token, head, body, &other);
    cr_expect_not(accepted(token), "a key that is not, or no longer, in the set");
    cr_expect_eq(auth_verify(foreign, token, NOW, &claims), AUTH_INVALID, "their key, our issuer");
    forge_object(body, payload, &(struct member){ "iss", "\"https://other.test\"", NULL });
    forge(token, head, body, &other);
    cr_expect_eq(auth_verify(foreign, token, NOW, &claims), AUTH_OK);
    cr_expect_not(accepted(token), "another tenant's token");
    auth_keys_release(foreign);
}

Test(auth_tokens, tolerates_thirty_seconds)
{
    static char token[TEXT];
    struct auth_claims claims;
    static const struct {
        int64_t now;
        enum auth_verdict verdict;
    } cases[] = { { NOW - 31, AUTH_INVALID },
                  { NOW - 30, AUTH_OK },
                  { NOW + 929, AUTH_OK },
                  { NOW + 930, AUTH_INVALID } };

    forge_with(token, NULL, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(auth_verify(keys, token, cases[i].now, &claims), cases[i].verdict);
}

/* ---- malleability ---- */

Test(auth_tokens, one_spelling_of_a_token)
{
    static char token[TEXT], spelt[TEXT];

    forge_with(token, NULL, NULL);
    for (const char *end = token; end; end = strchr(end + 1, '.')) {
        const char *stop = strchr(end + 1, '.');
        const size_t last = (size_t)((stop ? stop : token + strlen(token)) - token) - 1;

        for (const char *c = BASE64; *c; c++) {
            snprintf(spelt, sizeof spelt, "%s", token);
            spelt[last] = *c;
            cr_expect_eq(accepted(spelt), *c == token[last], "%c at %zu", *c, last);
        }
        snprintf(spelt, sizeof spelt, "%.*s=%s", (int)last + 1, token, token + last + 1);
        cr_expect_not(accepted(spelt), "padding at %zu", last);
    }
}

Test(auth_tokens, no_mutation_passes)
{
    static char token[TEXT], mutant[TEXT];
    const unsigned seed = (unsigned)randombytes_uniform(1000000000);
    struct auth_claims claims;

    srand(seed);
    cr_log_info("seed %u", seed);
    forge_with(token, NULL, NULL);
    const size_t length = strlen(token);
    for (int i = 0; i < 10000; i++) {
        const size_t at = (size_t)rand() % length;
        const int byte = i % 2 ? BASE64[rand() % 64] : rand() % 256 - 128;

        if (byte == token[at])
            continue;
        memcpy(mutant, token, length + 1);
        mutant[at] = (char)byte;
        cr_assert_eq(auth_verify(keys, mutant, NOW, &claims), AUTH_INVALID,
                     "seed %u, step %d: byte %d at %zu", seed, i, byte, at);
    }
}

/* ---- transport ---- */

static void fill_bearer(char *value, size_t size)
{
    memset(value, 'a', size - 1);
    memcpy(value, "Bearer ", 7);
    value[size - 1] = '\0';
}

Test(auth_tokens, bearer_header)
{
    static char longest[8 + AUTH_TOKEN_MAX], over[9 + AUTH_TOKEN_MAX], huge[33 * 1024];
    const char *token = NULL;
    const struct {
        const char *value;
        enum auth_verdict verdict;
    } cases[] = {
        { NULL, AUTH_MISSING },
        { "", AUTH_MISSING },
        { "Basic dXNlcjpwYXNz", AUTH_MISSING },
        { "Bearerx a.b.c", AUTH_MISSING },
        { " Bearer a.b.c", AUTH_MISSING },
        { "Bearer", AUTH_INVALID },
        { "Bearer ", AUTH_INVALID },
        { "Bearer  a.b.c", AUTH_INVALID },
        { "Bearer\ta.b.c", AUTH_INVALID },
        { "Bearer a.b.c ", AUTH_INVALID },
        { "Bearer a.b.c, Bearer a.b.c", AUTH_INVALID },
        { "Bearer a.b.c,a.b.c", AUTH_INVALID },
        { "Bearer a.b.c==", AUTH_INVALID },
        { "Bearer a.b.\xff", AUTH_INVALID },
        { "Bearer a+b/c", AUTH_INVALID },
        { over, AUTH_INVALID },
        { huge, AUTH_INVALID },
        { longest, AUTH_OK },
        { "Bearer a.b-_9", AUTH_OK },
        { "BEARER a.b.c", AUTH_OK },
        { "bearer a.b.c", AUTH_OK },
    };

    fill_bearer(longest, sizeof longest);
    fill_bearer(over, sizeof over);
    fill_bearer(huge, sizeof huge);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(auth_bearer(cases[i].value, &token), cases[i].verdict, "case %zu", i);
    cr_expect_str_eq(token, "a.b.c");
}

Test(auth_tokens, refuses_shapes)
{
    static char token[TEXT], spelt[TEXT + 8], huge[33 * 1024];
    static const char *const shapes[] = {
        "a", "a.b", "..", "a..b", ".a.b", "a.b.", "....", "a.b.c",
        "tamar_", "tamar_abc", "tamar",
    };

    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        cr_expect_not(accepted(shapes[i]), "%s", shapes[i]);
    forge_with(token, NULL, NULL);
    snprintf(spelt, sizeof spelt, "%s.", token);
    cr_expect_not(accepted(spelt));
    snprintf(spelt, sizeof spelt, "%s.e30", token);
    cr_expect_not(accepted(spelt));
    snprintf(spelt, sizeof spelt, ".%s", token);
    cr_expect_not(accepted(spelt));
    memset(huge, 'a', sizeof huge - 1);
    huge[10] = huge[20000] = '.';
    cr_expect_not(accepted(huge));
}

Test(auth_tokens, refuses_long_tokens)
{
    static char token[TEXT], note[3000];

    for (size_t length = 2000; length <= 2900; length += 900) {
        snprintf(note, sizeof note, "\"%0*d\"", (int)length, 0);
        forge_with(token, NULL, &(struct member){ "note", note, NULL });
        cr_expect_eq(accepted(token), strlen(token) <= AUTH_TOKEN_MAX, "%zu", strlen(token));
    }
    cr_assert_gt(strlen(token), AUTH_TOKEN_MAX);
}
