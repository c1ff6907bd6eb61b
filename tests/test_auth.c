/* Tokens here are forged by hand, with OpenSSL and text, never with auth_sign(): what is
 * refused is refused although its signature is good, unless the signature is the point.
 * Every forgery goes both to auth_verify() and through a gate, which must agree. */

#include "auth/auth.h"
#include "auth/scope.h"

#include <criterion/criterion.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ISSUER "https://tamar.test"
#define AUDIENCE "tamar"
#define USER "0190a000-0000-7000-8000-000000000001"
#define TRUST "0190a000-0000-7000-8000-000000000002"
#define TOKEN "0190a000-0000-7000-8000-000000000003"
#define SESSION "0190a000-0000-7000-8000-000000000004"

enum { NOW = 1700000000, TEXT = 2 * AUTH_TOKEN_MAX };

static struct auth_key key, other;
static struct auth_keys *keys;
static struct auth_gate *gate;

/* A member of a JSON object, its value as JSON; `why` names a case that puts it there.
 * Without a value the member is left out; two in one value make a duplicate. */
struct member {
    const char *name, *value, *why;
};

static char quoted_kid[AUTH_KID + 2];
static struct member header[] = {
    { "alg", "\"ES256\"", 0 }, { "kid", quoted_kid, 0 }, { "typ", "\"JWT\"", 0 }, { 0 }
};
static const struct member payload[] = {
    { "iss", "\"" ISSUER "\"", 0 },  { "aud", "\"" AUDIENCE "\"", 0 },
    { "sub", "\"" USER "\"", 0 },    { "client_id", "\"" USER "\"", 0 },
    { "trust", "\"" TRUST "\"", 0 }, { "jti", "\"" TOKEN "\"", 0 },
    { "sid", "\"" SESSION "\"", 0 }, { "scope", "\"pupils:read ehcps:write\"", 0 },
    { "epoch", "7", 0 },             { "iat", "1700000000", 0 },
    { "exp", "1700000900", 0 },      { 0 }
};

static void start(void)
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

static void stop(void)
{
    auth_gate_free(gate);
    auth_keys_release(keys);
}

TestSuite(auth, .init = start, .fini = stop, .timeout = 120);

static void object(char *out, const struct member *base, const struct member *change)
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

static void follow(char *text, const char *more)
{
    memcpy(text + strlen(text), more, strlen(more) + 1);
}

static void append(char *token, const void *bytes, size_t length)
{
    const size_t used = strlen(token);

    sodium_bin2base64(token + used, TEXT - used, bytes, length,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static EVP_PKEY *private_of(const struct auth_key *signer)
{
    BIO *bio = BIO_new_mem_buf(signer->private_pem, -1);
    EVP_PKEY *pair = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);

    BIO_free(bio);
    return pair;
}

/* An ECDSA signature in DER, and as r and s of `half` bytes each. */
static size_t sign(EVP_PKEY *pair, const char *text, unsigned char *der, unsigned char *raw,
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

/* What is signed: both objects in base64url with a dot between. */
static void unsigned_token(char *out, const char *head, const char *body, size_t length)
{
    *out = '\0';
    append(out, head, strlen(head));
    follow(out, ".");
    append(out, body, length);
}

static void finish(char *token, const void *signature, size_t length)
{
    follow(token, ".");
    append(token, signature, length);
}

static void forge(char *out, const char *head, const char *body, const struct auth_key *signer)
{
    unsigned char der[256], raw[64];

    unsigned_token(out, head, body, strlen(body));
    sign(private_of(signer), out, der, raw, 32);
    finish(out, raw, sizeof raw);
}

static void forge_with(char *out, const struct member *in_header, const struct member *in_payload)
{
    static char head[TEXT], body[TEXT];

    object(head, header, in_header);
    object(body, payload, in_payload);
    forge(out, head, body, &key);
}

static bool accepted(const char *token)
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

Test(auth, refuses_headers)
{
    static char token[TEXT];

    for (const struct member *change = refused_headers; change->name; change++) {
        forge_with(token, change, NULL);
        cr_expect_not(accepted(token), "%s: %s", change->name, change->why);
    }
}

Test(auth, refuses_claims)
{
    static char token[TEXT];

    for (const struct member *change = refused_claims; change->name; change++) {
        forge_with(token, NULL, change);
        cr_expect_not(accepted(token), "%s: %s", change->name, change->why);
    }
}

Test(auth, passes)
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
    finish(token, "", 0);
}

static void junk(char *token)
{
    unsigned char der[256], raw[64 + 3] = { 0 };

    sign(private_of(&key), token, der, raw, 32);
    finish(token, raw, sizeof raw);
}

static void padding(char *token)
{
    unsigned char der[256], raw[64];

    sign(private_of(&key), token, der, raw, 32);
    finish(token, raw, sizeof raw);
    follow(token, "==");
}

static void zeros(char *token)
{
    finish(token, (const unsigned char[64]){ 0 }, 64);
}

static void der_form(char *token)
{
    unsigned char der[256], raw[64];
    const size_t length = sign(private_of(&key), token, der, raw, 32);

    finish(token, der, length);
}

static void p384(char *token)
{
    unsigned char der[256], raw[96];

    sign(EVP_EC_gen("P-384"), token, der, raw, 48);
    finish(token, raw, sizeof raw);
}

static void secp256k1(char *token)
{
    unsigned char der[256], raw[64];

    sign(EVP_EC_gen("secp256k1"), token, der, raw, 32);
    finish(token, raw, sizeof raw);
}

static void another_key(char *token)
{
    unsigned char der[256], raw[64];

    sign(private_of(&other), token, der, raw, 32);
    finish(token, raw, sizeof raw);
}

static void shared_secret(char *token, const char *secret)
{
    unsigned char mac[32];
    unsigned length = sizeof mac;

    HMAC(EVP_sha256(), secret, (int)strlen(secret), (const unsigned char *)token, strlen(token),
         mac, &length);
    finish(token, mac, sizeof mac);
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

Test(auth, refuses_signatures)
{
    static char head[TEXT], body[TEXT], token[TEXT];

    object(body, payload, NULL);
    for (size_t i = 0; i < sizeof refused_signatures / sizeof *refused_signatures; i++) {
        object(head, header, &(struct member){ "alg", refused_signatures[i].alg, NULL });
        unsigned_token(token, head, body, strlen(body));
        refused_signatures[i].make(token);
        cr_expect_not(accepted(token), "%s", refused_signatures[i].why);
    }
}

/* A raw NUL, text after the object, no object, and an object too many. */
Test(auth, refuses_what_is_not_one_object)
{
    static char head[TEXT], body[TEXT], token[TEXT];
    static const char *const bodies[] = { "", "[]", "1", "{", "{}{}", "\xef\xbb\xbf{}" };
    unsigned char der[256], raw[64];

    object(head, header, NULL);
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        forge(token, head, bodies[i], &key);
        cr_expect_not(accepted(token), "payload %s", bodies[i]);
        object(body, payload, NULL);
        forge(token, bodies[i], body, &key);
        cr_expect_not(accepted(token), "header %s", bodies[i]);
    }
    for (int behind = 0; behind < 2; behind++) {
        unsigned_token(token, head, body, strlen(body) + (size_t)behind);
        sign(private_of(&key), token, der, raw, 32);
        finish(token, raw, sizeof raw);
        cr_expect_eq(accepted(token), behind == 0, "%d NUL behind the payload", behind);
    }
}

Test(auth, binds_issuer_and_key)
{
    static char head[TEXT], body[TEXT], token[TEXT], quoted[AUTH_KID + 2];
    const struct member foreign_kid = { "kid", quoted, NULL };
    struct auth_claims claims;
    struct auth_keys *foreign = auth_keys_make(&other, 1, "https://other.test", AUDIENCE);

    snprintf(quoted, sizeof quoted, "\"%s\"", other.kid);
    object(head, header, &foreign_kid);
    object(body, payload, NULL);
    forge(token, head, body, &other);
    cr_expect_not(accepted(token), "a key that is not, or no longer, in the set");
    cr_expect_eq(auth_verify(foreign, token, NOW, &claims), AUTH_INVALID, "their key, our issuer");
    object(body, payload, &(struct member){ "iss", "\"https://other.test\"", NULL });
    forge(token, head, body, &other);
    cr_expect_eq(auth_verify(foreign, token, NOW, &claims), AUTH_OK);
    cr_expect_not(accepted(token), "another tenant's token");
    auth_keys_release(foreign);
}

Test(auth, tolerates_thirty_seconds)
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

static const char BASE64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

Test(auth, one_spelling_of_a_token)
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

Test(auth, no_mutation_passes)
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

Test(auth, bearer_header)
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

Test(auth, refuses_shapes)
{
    static char token[TEXT], spelt[TEXT + 8], huge[33 * 1024];
    static const char *const shapes[] = { "a", "a.b", "..", "a..b", ".a.b", "a.b.", "....", "a.b.c",
                                          "tamar_", "tamar_abc", "tamar" };

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

Test(auth, refuses_long_tokens)
{
    static char token[TEXT], note[3000];

    for (size_t length = 2000; length <= 2900; length += 900) {
        snprintf(note, sizeof note, "\"%0*d\"", (int)length, 0);
        forge_with(token, NULL, &(struct member){ "note", note, NULL });
        cr_expect_eq(accepted(token), strlen(token) <= AUTH_TOKEN_MAX, "%zu", strlen(token));
    }
    cr_assert_gt(strlen(token), AUTH_TOKEN_MAX);
}

/* ---- keys and signing ---- */

static struct auth_claims some_claims(void)
{
    struct auth_claims claims = { .subject = USER, .client_id = USER, .trust = TRUST,
                                  .token_id = TOKEN, .session = SESSION, .epoch = 7,
                                  .issued_at = NOW, .expires_at = NOW + 900 };

    cr_assert(auth_scopes_read("pupils:read ehcps:write", &claims.scopes));
    return claims;
}

Test(auth, signs_what_it_verifies)
{
    static char token[AUTH_TOKEN_MAX + 1], again[TEXT];
    struct auth_claims claims = some_claims(), back;

    cr_assert(auth_sign(keys, &claims, token));
    cr_assert_eq(auth_verify(keys, token, NOW, &back), AUTH_OK);
    memcpy(claims.kid, key.kid, sizeof claims.kid);
    cr_assert_eq(memcmp(&claims, &back, sizeof claims), 0);
    forge_with(again, NULL, NULL);
    cr_assert_eq(auth_verify(keys, again, NOW, &back), AUTH_OK);
    cr_assert_eq(memcmp(&claims, &back, sizeof claims), 0);
    claims.session[0] = '\0';
    cr_assert(auth_sign(keys, &claims, token));
    cr_assert_eq(auth_verify(keys, token, NOW, &back), AUTH_OK);
    cr_assert_str_empty(back.session);
}

Test(auth, signs_nothing_it_would_refuse)
{
    static char token[AUTH_TOKEN_MAX + 1];
    struct auth_claims cases[7];

    for (size_t i = 0; i < 7; i++)
        cases[i] = some_claims();
    cases[1].scopes = 0;
    cases[2].scopes |= UINT64_C(1) << 63;
    cases[3].expires_at = NOW + AUTH_TOKEN_LIFE + 1;
    cases[4].subject[0] = '\0';
    cases[5].epoch = -1;
    cases[6].session[0] = 'A';
    for (size_t i = 0; i < 7; i++)
        cr_expect_eq(auth_sign(keys, &cases[i], token), i == 0, "case %zu", i);
}

/* RFC 7638, from the point as OpenSSL tells it. */
static void name_by_thumbprint(EVP_PKEY *public, struct auth_key *out)
{
    unsigned char point[65], digest[32];
    char text[256] = "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"";
    size_t length = 0;

    EVP_PKEY_get_octet_string_param(public, "encoded-pub-key", point, sizeof point, &length);
    sodium_bin2base64(text + strlen(text), 64, point + 1, 32,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    follow(text, "\",\"y\":\"");
    sodium_bin2base64(text + strlen(text), 64, point + 33, 32,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    follow(text, "\"}");
    crypto_hash_sha256(digest, (const unsigned char *)text, strlen(text));
    sodium_bin2base64(out->kid, AUTH_KID, digest, sizeof digest,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static void take_pem(BIO *bio, char out[AUTH_PEM])
{
    memset(out, 0, AUTH_PEM);
    BIO_read(bio, out, AUTH_PEM - 1);
    BIO_free(bio);
}

static void on_curve(struct auth_key *changed, const char *curve)
{
    EVP_PKEY *pair = EVP_EC_gen(curve);
    BIO *private = BIO_new(BIO_s_mem()), *public = BIO_new(BIO_s_mem());

    PEM_write_bio_PKCS8PrivateKey(private, pair, NULL, NULL, 0, NULL, NULL);
    PEM_write_bio_PUBKEY(public, pair);
    take_pem(private, changed->private_pem);
    take_pem(public, changed->public_pem);
    name_by_thumbprint(pair, changed);
    EVP_PKEY_free(pair);
}

static void encrypted(struct auth_key *changed)
{
    EVP_PKEY *pair = private_of(&key);
    BIO *bio = BIO_new(BIO_s_mem());
    char secret[] = "x";

    PEM_write_bio_PKCS8PrivateKey(bio, pair, EVP_aes_256_cbc(), secret, 1, NULL, NULL);
    take_pem(bio, changed->private_pem);
    EVP_PKEY_free(pair);
}

static void traditional(struct auth_key *changed)
{
    EVP_PKEY *pair = private_of(&key);
    BIO *bio = BIO_new(BIO_s_mem());

    PEM_write_bio_PrivateKey_traditional(bio, pair, NULL, NULL, 0, NULL, NULL);
    take_pem(bio, changed->private_pem);
    EVP_PKEY_free(pair);
}

static long pkcs8(const struct auth_key *of, unsigned char **out)
{
    char *name = NULL, *head = NULL;
    long length = 0;
    BIO *bio = BIO_new_mem_buf(of->private_pem, -1);

    cr_assert(PEM_read_bio(bio, &name, &head, out, &length));
    OPENSSL_free(name);
    OPENSSL_free(head);
    BIO_free(bio);
    return length;
}

/* One's private number beside the other's point, which is what PKCS#8 ends with. */
static void crossed(struct auth_key *changed)
{
    unsigned char *ours = NULL, *theirs = NULL;
    const long length = pkcs8(&key, &ours);
    BIO *bio = BIO_new(BIO_s_mem());

    cr_assert_eq(pkcs8(&other, &theirs), length);
    memcpy(ours + length - 64, theirs + length - 64, 64);
    PEM_write_bio(bio, "PRIVATE KEY", "", ours, length);
    *changed = other;
    take_pem(bio, changed->private_pem);
    OPENSSL_free(ours);
    OPENSSL_free(theirs);
}

static bool makes_a_set(const struct auth_key *members, size_t count)
{
    struct auth_keys *set = auth_keys_make(members, count, ISSUER, AUDIENCE);

    auth_keys_release(set);
    return set != NULL;
}

Test(auth, refuses_keys)
{
    enum { CASES = 12 };
    struct auth_key cases[CASES];

    for (size_t i = 0; i < CASES; i++)
        cases[i] = key;
    on_curve(&cases[1], "P-256");
    on_curve(&cases[2], "P-384");
    on_curve(&cases[3], "secp256k1");
    encrypted(&cases[4]);
    traditional(&cases[5]);
    crossed(&cases[6]);
    memcpy(cases[7].private_pem, other.private_pem, AUTH_PEM);
    memcpy(cases[8].kid, other.kid, AUTH_KID);
    cases[9].private_pem[0] = '\0';
    cases[10].state = AUTH_KEY_PUBLISHED;
    cases[11].public_pem[0] = '\0';
    for (size_t i = 0; i < CASES; i++)
        cr_expect_eq(makes_a_set(&cases[i], 1), i < 2, "case %zu", i);
}

Test(auth, refuses_key_sets)
{
    struct auth_key second = key;

    cr_expect_not(makes_a_set(&key, 0), "none");
    cr_expect_not(makes_a_set((struct auth_key[]){ key, other }, 2), "two sign");
    second.state = AUTH_KEY_VERIFYING;
    cr_expect_not(makes_a_set((struct auth_key[]){ key, second }, 2), "one kid twice");
    cr_expect_null(auth_keys_make(&key, 1, "", AUDIENCE));
    cr_expect_null(auth_keys_make(&key, 1, ISSUER, ""));
}

/* A rotation: both keys verify, the one that signs has changed. */
Test(auth, rotates)
{
    static char old[AUTH_TOKEN_MAX + 1], fresh[AUTH_TOKEN_MAX + 1];
    struct auth_claims claims = some_claims(), back;
    struct auth_key set[2] = { key, other };

    set[0].state = AUTH_KEY_VERIFYING;
    set[0].private_pem[0] = '\0';
    struct auth_keys *rotated = auth_keys_make(set, 2, ISSUER, AUDIENCE);
    cr_assert(rotated);
    const char *jwks = auth_keys_jwks(rotated);
    cr_expect(strstr(jwks, key.kid) && strstr(jwks, other.kid));
    cr_expect(strncmp(jwks, "{\"keys\":[{\"kty\":\"EC\",", 21) == 0 && !strstr(jwks, "\"d\""));
    cr_assert(auth_sign(keys, &claims, old) && auth_sign(rotated, &claims, fresh));
    cr_expect_eq(auth_verify(rotated, old, NOW, &back), AUTH_OK);
    cr_expect_str_eq(back.kid, key.kid);
    cr_expect_eq(auth_verify(rotated, fresh, NOW, &back), AUTH_OK);
    cr_expect_str_eq(back.kid, other.kid);
    cr_expect_eq(auth_verify(keys, fresh, NOW, &back), AUTH_INVALID);
    auth_keys_release(rotated);
}

/* ---- the gate ---- */

static struct auth_presented presented;

static enum auth_verdict admit(const char *token, int64_t now)
{
    static char value[TEXT + 8];
    const struct auth_identity *identity = NULL;

    snprintf(value, sizeof value, "Bearer %s", token);
    const enum auth_verdict verdict = auth_gate_admit(gate, value, now, &presented, &identity);
    cr_assert_eq(verdict == AUTH_OK, identity != NULL);
    auth_identity_release(identity);
    return verdict;
}

static bool remember(const struct auth_claims *claims, int64_t now)
{
    const struct auth_grant grants[] = { { 3, false, USER "," TRUST }, { 4, true, "" } };
    struct auth_identity *made = auth_identity_make(claims, 60, grants, 2);
    const struct auth_identity *kept = auth_gate_remember(gate, presented.digest, now, made);

    if (kept) {
        cr_assert_str_eq(kept->grants[0].schools, USER "," TRUST);
        cr_assert(kept->grants[1].all_schools && kept->ngrants == 2 && kept->rate_limit == 60);
    }
    auth_identity_release(kept);
    return kept != NULL;
}

static void script_token(char out[AUTH_SECRET])
{
    cr_assert(auth_secret_make("tamar", out));
}

static void withdraw(const char *id, int64_t epoch)
{
    struct auth_revocation revoked[3] = { { .id = TRUST, .epoch = INT64_MAX }, { .epoch = 1 } };

    snprintf(revoked[1].id, AUTH_UUID, "%s", id);
    revoked[2] = revoked[1];
    revoked[2].epoch = epoch;
    cr_assert(auth_gate_revocations(gate, revoked, 3));
}

Test(auth, remembers_until_expiry)
{
    static char token[TEXT];
    char digest[AUTH_DIGEST];

    forge_with(token, NULL, NULL);
    cr_assert_eq(admit(token, NOW), AUTH_UNKNOWN);
    auth_digest(token, digest);
    cr_assert_str_eq(presented.digest, digest);
    cr_assert_eq(admit(token, NOW), AUTH_UNKNOWN, "nothing is remembered unasked");
    cr_assert(remember(&presented.claims, NOW));
    cr_assert_eq(admit(token, NOW), AUTH_OK);
    cr_assert_eq(admit(token, NOW + 929), AUTH_OK);
    cr_assert_eq(admit(token, NOW + 930), AUTH_INVALID);
    cr_assert_not(remember(&presented.claims, NOW + 930));
    cr_assert_null(auth_gate_remember(gate, digest, NOW, NULL));
    withdraw("", INT64_MAX);
    presented.claims.session[0] = '\0';
    cr_assert(auth_gate_stands(gate, &presented.claims, NOW), "no session is not a session");
    cr_assert_eq(auth_gate_admit(gate, NULL, NOW, &presented, NULL), AUTH_MISSING);
}

Test(auth, revokes_before_and_after_remembering)
{
    static char token[TEXT];
    static const struct {
        const char *id;
        int64_t epoch;
        bool stands;
    } cases[] = { { USER, 7, true },           { USER, 8, false },
                  { TOKEN, INT64_MAX, false }, { SESSION, INT64_MAX, false },
                  { TRUST, INT64_MAX, true },  { "", INT64_MAX, true } };

    forge_with(token, NULL, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        auth_gate_keys(gate, keys);
        withdraw(cases[i].id, cases[i].epoch);
        cr_expect_eq(admit(token, NOW), cases[i].stands ? AUTH_UNKNOWN : AUTH_INVALID, "%zu", i);
        cr_assert(auth_gate_revocations(gate, NULL, 0));
        cr_assert_eq(admit(token, NOW), AUTH_UNKNOWN);
        withdraw(cases[i].id, cases[i].epoch);
        cr_expect_eq(remember(&presented.claims, NOW), cases[i].stands, "%zu", i);
        cr_expect_eq(auth_gate_stands(gate, &presented.claims, NOW), cases[i].stands);
        cr_assert(auth_gate_revocations(gate, NULL, 0));
        cr_assert(remember(&presented.claims, NOW));
        withdraw(cases[i].id, cases[i].epoch);
        cr_expect_eq(admit(token, NOW), cases[i].stands ? AUTH_OK : AUTH_INVALID, "%zu", i);
    }
}

Test(auth, new_keys_empty_the_memory)
{
    static char token[TEXT];
    struct auth_keys *without = auth_keys_make(&other, 1, ISSUER, AUDIENCE);
    struct auth_gate *bare = auth_gate_make(1);

    cr_assert_null(auth_gate_current_keys(bare));
    auth_gate_free(bare);
    auth_gate_free(NULL);
    forge_with(token, NULL, NULL);
    cr_assert_eq(admit(token, NOW), AUTH_UNKNOWN);
    cr_assert(remember(&presented.claims, NOW));
    auth_gate_keys(gate, keys);
    cr_assert_eq(admit(token, NOW), AUTH_UNKNOWN);
    auth_gate_keys(gate, without);
    cr_assert_not(remember(&presented.claims, NOW), "verified before its key was withdrawn");
    cr_assert_not(auth_gate_stands(gate, &presented.claims, NOW));
    cr_assert_eq(admit(token, NOW), AUTH_INVALID);
    struct auth_keys *current = auth_gate_current_keys(gate);
    cr_assert_eq(current, without);
    auth_keys_release(current);
    auth_keys_release(without);
}

Test(auth, script_tokens)
{
    char token[AUTH_SECRET];
    struct auth_claims claims = some_claims();

    claims.expires_at = INT64_MAX;
    script_token(token);
    cr_assert_eq(admit(token, NOW), AUTH_OPAQUE);
    cr_assert(remember(&claims, NOW));
    cr_assert_eq(admit(token, NOW), AUTH_OK);
    withdraw(USER, 8);
    cr_assert_eq(admit(token, NOW), AUTH_OPAQUE, "its subject has changed: look it up again");
    claims.epoch = 8;
    cr_assert(remember(&claims, NOW));
    cr_assert_eq(admit(token, NOW), AUTH_OK);
    token[strlen(token) - 1] = token[strlen(token) - 1] == 'a' ? 'b' : 'a';
    cr_assert_eq(admit(token, NOW), AUTH_INVALID);
}

Test(auth, remembers_so_many_and_no_more)
{
    enum { MANY = 200, BOUND = 64 };
    static char tokens[MANY][AUTH_SECRET];
    const struct auth_claims claims = some_claims();

    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < MANY; i++) {
            script_token(tokens[i]);
            cr_assert_eq(admit(tokens[i], NOW), AUTH_OPAQUE);
            cr_assert(remember(&claims, NOW));
            cr_assert(remember(&claims, NOW), "again, in the same place");
        }
        for (size_t i = 0; i < MANY; i++)
            cr_expect_eq(admit(tokens[i], NOW), i < MANY - BOUND ? AUTH_OPAQUE : AUTH_OK, "%zu", i);
        auth_gate_keys(gate, keys);
    }
}

enum { THREADS = 8, STEPS = 3000, SHARED = 100 };
static char shared[SHARED][AUTH_SECRET + 8];
static atomic_int finished;

/* At least STEPS times, and until it has been let in as well as kept out. */
static void *knock(void *context)
{
    const struct auth_claims claims = some_claims();
    unsigned seed = (unsigned)(uintptr_t)context;
    bool passed = false, kept_out = false;

    for (int i = 0; i < STEPS || !passed || !kept_out; i++) {
        struct auth_presented mine;
        const struct auth_identity *identity = NULL;
        const enum auth_verdict verdict =
            auth_gate_admit(gate, shared[rand_r(&seed) % SHARED], NOW, &mine, &identity);

        cr_assert(verdict == AUTH_OK || verdict == AUTH_OPAQUE);
        if (verdict == AUTH_OPAQUE)
            identity = auth_gate_remember(gate, mine.digest, NOW,
                                          auth_identity_make(&claims, 0, NULL, 0));
        if (identity)
            cr_assert_str_eq(identity->claims.subject, USER);
        *(identity ? &passed : &kept_out) = true;
        auth_identity_release(identity);
    }
    atomic_fetch_add(&finished, 1);
    return NULL;
}

Test(auth, many_threads)
{
    pthread_t threads[THREADS];

    for (size_t i = 0; i < SHARED; i++) {
        memcpy(shared[i], "Bearer ", 7);
        script_token(shared[i] + 7);
    }
    for (size_t i = 0; i < THREADS; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, knock, (void *)(uintptr_t)(i + 1)), 0);
    for (int i = 0; atomic_load(&finished) < THREADS; i++) {
        withdraw(USER, i % 3 ? 7 : 8);
        if (i % 10 == 0)
            auth_gate_keys(gate, keys);
        usleep(50);
    }
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

/* ---- secrets, passwords, seals, scopes ---- */

Test(auth, secrets_carry_their_check)
{
    char secret[AUTH_SECRET], twin[AUTH_SECRET], prefix[AUTH_SECRET];

    for (int i = 0; i < 500; i++) {
        cr_assert(auth_secret_make("tamar_client", secret));
        cr_assert(auth_secret_make("tamar_client", twin));
        cr_assert_str_neq(secret, twin);
        cr_assert_eq(strlen(secret), strlen("tamar_client_") + 43 + 6);
        cr_assert(auth_secret_well_formed("tamar_client", secret));
        cr_assert_not(auth_secret_well_formed("tamar", secret));
        char *slip = secret + strlen("tamar_client_") + (size_t)i % 49;
        *slip = *slip == 'x' ? 'y' : 'x';
        cr_assert_not(auth_secret_well_formed("tamar_client", secret), "%s", secret);
    }
    follow(twin, "-");
    cr_expect_not(auth_secret_well_formed("tamar_client", twin));
    twin[strlen(twin) - 1] = '0';
    cr_expect_not(auth_secret_well_formed("tamar_client", twin));
    twin[strlen(twin) - 2] = '\0';
    cr_expect_not(auth_secret_well_formed("tamar_client", twin));
    cr_expect_not(auth_secret_well_formed("tamar", ""));
    memset(prefix, 'a', sizeof prefix - 1);
    prefix[77] = '\0';
    cr_expect(auth_secret_make(prefix, secret));
    follow(prefix, "a");
    cr_expect_not(auth_secret_make(prefix, secret));
    /* zlib's CRC-32 of what stands before it is 297039505. */
    cr_expect(auth_secret_well_formed("t", "t_00000000000000000000000000000000000000000000K6LXl"));
}

Test(auth, digests)
{
    char digest[AUTH_DIGEST], changed[AUTH_DIGEST];

    auth_digest("abc", digest);
    cr_expect_str_eq(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    cr_expect(auth_digest_equal(digest, digest));
    for (size_t i = 0; i < AUTH_DIGEST - 1; i++) {
        memcpy(changed, digest, sizeof changed);
        changed[i] ^= 1;
        cr_expect_not(auth_digest_equal(digest, changed));
    }
    cr_expect_not(auth_digest_equal(digest, ""));
    cr_expect_not(auth_digest_equal("", ""));
}

Test(auth, passwords)
{
    char stored[AUTH_PASSWORD], again[AUTH_PASSWORD];

    cr_assert(auth_password_hash("correct horse", stored));
    cr_assert(auth_password_hash("correct horse", again));
    cr_expect_str_neq(stored, again);
    cr_expect_eq(strncmp(stored, "$argon2id$v=19$m=65536,t=2,p=1$", 31), 0, "%s", stored);
    cr_expect_eq(auth_password_check("correct horse", stored), AUTH_PASSWORD_RIGHT);
    cr_expect_eq(auth_password_check("correct horsf", stored), AUTH_PASSWORD_WRONG);
    cr_expect_eq(auth_password_check("", stored), AUTH_PASSWORD_WRONG);
    cr_expect_eq(auth_password_check("correct horse", NULL), AUTH_PASSWORD_WRONG);
    cr_expect_eq(auth_password_check("", NULL), AUTH_PASSWORD_WRONG);
    cr_expect_eq(auth_password_check("correct horse", "garbage"), AUTH_PASSWORD_WRONG);
}

static void *check_unknown(void *context)
{
    (void)context;
    return (void *)(uintptr_t)(auth_password_check("x", NULL) == AUTH_PASSWORD_BUSY);
}

Test(auth, passwords_wait_only_so_long)
{
    enum { CROWD = 60 };
    pthread_t threads[CROWD];
    size_t busy = 0;

    for (size_t i = 0; i < CROWD; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, check_unknown, NULL), 0);
    for (size_t i = 0; i < CROWD; i++) {
        void *was_busy;

        pthread_join(threads[i], &was_busy);
        busy += was_busy != NULL;
    }
    cr_expect(busy > 0 && busy < CROWD, "%zu", busy);
}

Test(auth, seals)
{
    struct auth_master master, foreign;
    char sealed[4096], twin[4096], out[2048], text[1500];

    auth_master_make(&master);
    auth_master_make(&foreign);
    for (size_t length = 0; length < sizeof text; length += 1 + length / 3) {
        memset(text, 'x', length);
        text[length] = '\0';
        cr_assert(auth_seal(&master, "cursor", text, sealed, sizeof sealed));
        cr_assert(auth_seal(&master, "cursor", text, twin, sizeof twin));
        cr_expect_str_neq(sealed, twin);
        cr_assert(auth_open(&master, "cursor", sealed, out, sizeof out));
        cr_expect_str_eq(out, text);
        cr_expect(auth_open(&master, "cursor", sealed, out, length + 1));
        cr_expect_not(auth_open(&master, "cursor", sealed, out, length));
        cr_expect(auth_seal(&master, "cursor", text, twin, strlen(sealed) + 1));
        cr_expect_not(auth_seal(&master, "cursor", text, twin, strlen(sealed)));
        cr_expect_not(auth_open(&master, "signing-key", sealed, out, sizeof out));
        cr_expect_not(auth_open(&foreign, "cursor", sealed, out, sizeof out));
    }
}

Test(auth, seals_show_tampering)
{
    struct auth_master master;
    char sealed[256], changed[256], out[256] = "untouched";

    auth_master_make(&master);
    cr_assert(auth_seal(&master, "cursor", "2024-09-01", sealed, sizeof sealed));
    for (size_t i = 0; i < strlen(sealed); i++) {
        for (const char *c = BASE64; *c; c++) {
            memcpy(changed, sealed, sizeof changed);
            changed[i] = *c;
            if (*c != sealed[i])
                cr_expect_not(auth_open(&master, "cursor", changed, out, sizeof out));
        }
        memcpy(changed, sealed, sizeof changed);
        changed[i] = '\0';
        cr_expect_not(auth_open(&master, "cursor", changed, out, sizeof out));
    }
    memcpy(changed, sealed, sizeof changed);
    follow(changed, "A");
    cr_expect_not(auth_open(&master, "cursor", changed, out, sizeof out));
    cr_expect_str_eq(out, "untouched");
}

Test(auth, master_secret_reads_back)
{
    struct auth_master master, back;
    char text[44], longer[48];

    auth_master_make(&master);
    auth_master_write(&master, text);
    cr_assert_eq(strlen(text), 43);
    cr_assert(auth_master_read(text, &back));
    cr_expect_eq(memcmp(&master, &back, sizeof master), 0);
    snprintf(longer, sizeof longer, "%s=", text);
    cr_expect_not(auth_master_read(longer, &back));
    snprintf(longer, sizeof longer, "%s\n", text);
    cr_expect_not(auth_master_read(longer, &back));
    text[42] = '\0';
    cr_expect_not(auth_master_read(text, &back));
    cr_expect_not(auth_master_read("", &back));
}

Test(auth, scopes)
{
    static const char *const bad[] = { "", " ", "pupils", "pupils:read ", " pupils:read",
                                       "pupils:read,ehcps:read", "Pupils:read", "pupils:reads" };
    char text[AUTH_SCOPES_TEXT];
    uint64_t all = 0, back = 0;

    for (size_t i = 0; AUTH_SCOPES[i]; i++) {
        cr_expect_eq(auth_scope(AUTH_SCOPES[i]), UINT64_C(1) << i);
        all |= UINT64_C(1) << i;
        auth_scopes_write(all, text);
        cr_expect(auth_scopes_read(text, &back));
        cr_expect_eq(back, all, "%s", text);
    }
    cr_expect_lt(strlen(text), AUTH_SCOPES_TEXT);
    auth_scopes_write(0, text);
    cr_expect_str_empty(text);
    cr_expect_eq(auth_scope("pupils"), 0);
    back = 5;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect_not(auth_scopes_read(bad[i], &back), "%s", bad[i]);
    cr_expect_eq(back, 5);
}
