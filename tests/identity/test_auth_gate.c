/* Keys and their rotation, and the gate that remembers whom a token speaks for. */
#include <criterion/criterion.h>
#include <openssl/pem.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/identity/forge.h"

TestSuite(auth_gate, .init = forge_start, .fini = forge_stop, .timeout = 120);

/* ---- keys and signing ---- */

Test(auth_gate, signs_what_it_verifies)
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

Test(auth_gate, signs_nothing_it_would_refuse)
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
    forge_follow(text, "\",\"y\":\"");
    sodium_bin2base64(text + strlen(text), 64, point + 33, 32,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    forge_follow(text, "\"}");
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
    EVP_PKEY *pair = forge_private(&key);
    BIO *bio = BIO_new(BIO_s_mem());
    char secret[] = "x";

    PEM_write_bio_PKCS8PrivateKey(bio, pair, EVP_aes_256_cbc(), secret, 1, NULL, NULL);
    take_pem(bio, changed->private_pem);
    EVP_PKEY_free(pair);
}

static void traditional(struct auth_key *changed)
{
    EVP_PKEY *pair = forge_private(&key);
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

Test(auth_gate, refuses_keys)
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

Test(auth_gate, refuses_key_sets)
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
Test(auth_gate, rotates)
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
    const struct auth_grant grants[] = { { 3, false, USER "," TRUST, "" },
                                           { 4, true, "", "" } };
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

Test(auth_gate, remembers_until_expiry)
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

Test(auth_gate, revokes_before_and_after_remembering)
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

Test(auth_gate, new_keys_empty_the_memory)
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

Test(auth_gate, script_tokens)
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

Test(auth_gate, remembers_so_many_and_no_more)
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

Test(auth_gate, many_threads)
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
