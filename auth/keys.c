/* Every key is P-256 and is proved to be when a set is built, because the library
 * that verifies takes whatever curve the PEM holds. PEM is parsed here once and
 * written anew from the parsed key: what that library later reads is our own
 * writing, so it can neither ask the terminal for a passphrase nor meet a second
 * key behind the first. A private part is kept only where it is needed, to sign. */

#include "auth/keys.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COORDINATE = 32, COORDINATE_TEXT = 44 };

static const int BASE64URL = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

struct point {
    char x[COORDINATE_TEXT];
    char y[COORDINATE_TEXT];
};

static int no_passphrase(char *buffer, int size, int writing, void *context)
{
    (void)buffer, (void)size, (void)writing, (void)context;
    return -1;
}

static EVP_PKEY *read_public(const char *pem)
{
    BIO *bio = BIO_new_mem_buf(pem, (int)strnlen(pem, AUTH_PEM));
    EVP_PKEY *key = bio ? PEM_read_bio_PUBKEY(bio, NULL, no_passphrase, NULL) : NULL;

    BIO_free(bio);
    return key;
}

static EVP_PKEY *read_private(const char *pem)
{
    static const char plain[] = "-----BEGIN PRIVATE KEY-----\n";

    if (strncmp(pem, plain, strlen(plain)) != 0)
        return NULL;
    BIO *bio = BIO_new_mem_buf(pem, (int)strnlen(pem, AUTH_PEM));
    EVP_PKEY *key = bio ? PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL) : NULL;

    BIO_free(bio);
    return key;
}

static bool take(BIO *bio, char out[AUTH_PEM])
{
    char *text = NULL;
    const long length = BIO_get_mem_data(bio, &text);

    if (length <= 0 || length >= AUTH_PEM)
        return false;
    memcpy(out, text, (size_t)length);
    out[length] = '\0';
    return true;
}

static bool write_public(EVP_PKEY *key, char out[AUTH_PEM])
{
    BIO *bio = BIO_new(BIO_s_mem());
    const bool done = bio && PEM_write_bio_PUBKEY(bio, key) == 1 && take(bio, out);

    BIO_free(bio);
    return done;
}

static bool write_private(EVP_PKEY *key, char out[AUTH_PEM])
{
    BIO *bio = BIO_new(BIO_s_mem());
    const bool done = bio &&
                      PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) == 1 &&
                      take(bio, out);

    BIO_free(bio);
    return done;
}

static bool is_p256(EVP_PKEY *key)
{
    char group[32] = "";
    EVP_PKEY_CTX *check = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
    const bool right = check && EVP_PKEY_is_a(key, "EC") &&
                       EVP_PKEY_get_group_name(key, group, sizeof group, NULL) == 1 &&
                       strcmp(group, SN_X9_62_prime256v1) == 0 && EVP_PKEY_public_check(check) == 1;

    EVP_PKEY_CTX_free(check);
    return right;
}

/* Equal public halves are not enough: a PKCS#8 file carries its public half beside
 * the private number, and the two need not belong together. */
static bool is_pair(EVP_PKEY *private, EVP_PKEY *public)
{
    EVP_PKEY_CTX *check = EVP_PKEY_CTX_new_from_pkey(NULL, private, NULL);
    const bool right = check && is_p256(private) && EVP_PKEY_eq(private, public) == 1 &&
                       EVP_PKEY_pairwise_check(check) == 1;

    EVP_PKEY_CTX_free(check);
    return right;
}

static bool coordinate(EVP_PKEY *key, const char *name, char out[COORDINATE_TEXT])
{
    BIGNUM *number = NULL;
    unsigned char bytes[COORDINATE];
    const bool done = EVP_PKEY_get_bn_param(key, name, &number) == 1 &&
                      BN_bn2binpad(number, bytes, sizeof bytes) == sizeof bytes;

    if (done)
        sodium_bin2base64(out, COORDINATE_TEXT, bytes, sizeof bytes, BASE64URL);
    BN_free(number);
    return done;
}

static bool locate(EVP_PKEY *key, struct point *out)
{
    return coordinate(key, OSSL_PKEY_PARAM_EC_PUB_X, out->x) &&
           coordinate(key, OSSL_PKEY_PARAM_EC_PUB_Y, out->y);
}

/* RFC 7638 section 3: the required members only, in this order, without blanks. */
static void thumbprint(const struct point *point, char out[AUTH_KID])
{
    char text[160];
    unsigned char digest[crypto_hash_sha256_BYTES];

    snprintf(text, sizeof text, "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}",
             point->x, point->y);
    crypto_hash_sha256(digest, (const unsigned char *)text, strlen(text));
    sodium_bin2base64(out, AUTH_KID, digest, sizeof digest, BASE64URL);
}

static bool describe(EVP_PKEY *pair, struct auth_key *out)
{
    struct point point;
    struct auth_key key = { .state = AUTH_KEY_PUBLISHED };
    const bool done = write_private(pair, key.private_pem) && write_public(pair, key.public_pem) &&
                      locate(pair, &point);

    if (done) {
        thumbprint(&point, key.kid);
        *out = key;
    }
    OPENSSL_cleanse(&key, sizeof key);
    return done;
}

bool auth_key_make(struct auth_key *out)
{
    EVP_PKEY *pair = EVP_EC_gen("P-256");
    const bool made = pair && describe(pair, out);

    EVP_PKEY_free(pair);
    ERR_clear_error();
    return made;
}

static bool admit_private(const struct auth_key *given, EVP_PKEY *public, struct auth_key *out)
{
    if (!given->private_pem[0])
        return given->state != AUTH_KEY_SIGNING;
    EVP_PKEY *private = read_private(given->private_pem);
    const bool right = private && is_pair(private, public) &&
                       (given->state != AUTH_KEY_SIGNING ||
                        write_private(private, out->private_pem));

    EVP_PKEY_free(private);
    return right;
}

static bool admit(const struct auth_key *given, struct auth_key *out, FILE *jwks)
{
    struct point point;
    EVP_PKEY *public = read_public(given->public_pem);
    bool right = public && is_p256(public) && locate(public, &point) &&
                 write_public(public, out->public_pem) && admit_private(given, public, out);

    if (right) {
        out->state = given->state;
        thumbprint(&point, out->kid);
        right = strncmp(out->kid, given->kid, sizeof out->kid) == 0 &&
                fprintf(jwks,
                        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"use\":\"sig\",\"alg\":\"ES256\","
                        "\"kid\":\"%s\",\"x\":\"%s\",\"y\":\"%s\"}",
                        out->kid, point.x, point.y) > 0;
    }
    EVP_PKEY_free(public);
    return right;
}

static bool fill(struct auth_keys *set, const struct auth_key *given, size_t count, FILE *jwks)
{
    for (size_t i = 0; i < count; i++) {
        struct auth_key *key = &set->keys[i];

        if ((i && fputc(',', jwks) == EOF) || !admit(&given[i], key, jwks) ||
            auth_keys_find(set, key->kid))
            return false;
        if (key->state == AUTH_KEY_SIGNING) {
            if (set->signing)
                return false;
            set->signing = key;
        }
        set->count++;
    }
    return set->signing != NULL;
}

static bool build(struct auth_keys *set, const struct auth_key *given, size_t count)
{
    size_t size = 0;
    FILE *jwks = open_memstream(&set->jwks, &size);

    if (!jwks)
        return false;
    const bool filled = fputs("{\"keys\":[", jwks) >= 0 && fill(set, given, count, jwks) &&
                        fputs("]}", jwks) >= 0;
    const bool closed = fclose(jwks) == 0;

    return filled && closed;
}

struct auth_keys *auth_keys_make(const struct auth_key *keys, size_t count, const char *issuer,
                                 const char *audience)
{
    struct auth_keys *set = calloc(1, sizeof *set + count * sizeof *keys);

    if (!set)
        return NULL;
    atomic_init(&set->references, 1);
    set->issuer = strdup(issuer);
    set->audience = strdup(audience);
    if (!set->issuer || !set->audience || !*issuer || !*audience || !build(set, keys, count)) {
        auth_keys_release(set);
        set = NULL;
    }
    ERR_clear_error();
    return set;
}

struct auth_keys *auth_keys_retain(struct auth_keys *keys)
{
    atomic_fetch_add_explicit(&keys->references, 1, memory_order_relaxed);
    return keys;
}

void auth_keys_release(struct auth_keys *keys)
{
    if (!keys || atomic_fetch_sub_explicit(&keys->references, 1, memory_order_acq_rel) != 1)
        return;
    free(keys->issuer);
    free(keys->audience);
    free(keys->jwks);
    OPENSSL_cleanse(keys, sizeof *keys + keys->count * sizeof keys->keys[0]);
    free(keys);
}

const char *auth_keys_jwks(const struct auth_keys *keys)
{
    return keys->jwks;
}

const struct auth_key *auth_keys_find(const struct auth_keys *keys, const char *kid)
{
    for (size_t i = 0; i < keys->count; i++) {
        if (strcmp(keys->keys[i].kid, kid) == 0)
            return &keys->keys[i];
    }
    return NULL;
}

const char *auth_keys_signing_kid(const struct auth_keys *keys)
{
    return keys->signing->kid;
}
