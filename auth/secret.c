/* Machine secrets have full entropy: a fast digest keeps them safe, and a slow one would
 * only be a lever against the service. Passwords of people get Argon2id, one at a time,
 * because each takes 64 MiB and a core; waiting is bounded so that a burst of sign-ins
 * cannot hold every worker. */

#include "auth/claims.h"

#include <assert.h>
#include <openssl/crypto.h>
#include <pthread.h>
#include <sodium.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum {
    RANDOM_BYTES = 32,
    RANDOM_DIGITS = 43, /* the fewest base62 digits that hold 256 bits */
    CHECK_DIGITS = 6,   /* likewise for 32 bits */
    DIGITS = RANDOM_DIGITS + CHECK_DIGITS,
    PASSWORD_PATIENCE_MS = 500
};

static const char BASE62[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

static pthread_mutex_t one_password = PTHREAD_MUTEX_INITIALIZER;

bool auth_start(void)
{
    auth_claims_start();
    return sodium_init() >= 0;
}

/* The CRC-32 of zip and of Ethernet. */
static uint32_t crc32_of(const char *text, size_t length)
{
    uint32_t crc = UINT32_MAX;

    for (size_t i = 0; i < length; i++) {
        crc ^= (unsigned char)text[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? UINT32_C(0xEDB88320) : 0);
    }
    return ~crc;
}

static unsigned divide_by_62(unsigned char number[RANDOM_BYTES])
{
    unsigned remainder = 0;

    for (size_t i = 0; i < RANDOM_BYTES; i++) {
        const unsigned value = remainder << 8 | number[i];

        number[i] = (unsigned char)(value / 62);
        remainder = value % 62;
    }
    return remainder;
}

static void write_random(char out[RANDOM_DIGITS])
{
    unsigned char number[RANDOM_BYTES];

    randombytes_buf(number, sizeof number);
    for (size_t i = RANDOM_DIGITS; i-- > 0;)
        out[i] = BASE62[divide_by_62(number)];
    sodium_memzero(number, sizeof number);
}

static void write_check(uint32_t crc, char out[CHECK_DIGITS])
{
    for (size_t i = CHECK_DIGITS; i-- > 0; crc /= 62)
        out[i] = BASE62[crc % 62];
}

bool auth_secret_make(const char *prefix, char out[AUTH_SECRET])
{
    const size_t length = strlen(prefix);

    if (length + 1 + DIGITS >= AUTH_SECRET)
        return false;
    char *const random = out + length + 1;
    char *const check = random + RANDOM_DIGITS;
    memcpy(out, prefix, length);
    out[length] = '_';
    write_random(random);
    write_check(crc32_of(out, length + 1 + RANDOM_DIGITS), check);
    check[CHECK_DIGITS] = '\0';
    return true;
}

bool auth_secret_well_formed(const char *prefix, const char *text)
{
    char check[CHECK_DIGITS];
    const size_t length = strlen(prefix);

    if (strncmp(text, prefix, length) != 0 || text[length] != '_' ||
        strspn(text + length + 1, BASE62) != DIGITS || text[length + 1 + DIGITS])
        return false;
    write_check(crc32_of(text, length + 1 + RANDOM_DIGITS), check);
    return memcmp(check, text + length + 1 + RANDOM_DIGITS, sizeof check) == 0;
}

void auth_digest(const char *text, char out[AUTH_DIGEST])
{
    unsigned char digest[crypto_hash_sha256_BYTES];

    crypto_hash_sha256(digest, (const unsigned char *)text, strlen(text));
    sodium_bin2hex(out, AUTH_DIGEST, digest, sizeof digest);
}

bool auth_digest_equal(const char *a, const char *b)
{
    return strnlen(a, AUTH_DIGEST) == AUTH_DIGEST - 1 &&
           strnlen(b, AUTH_DIGEST) == AUTH_DIGEST - 1 &&
           CRYPTO_memcmp(a, b, AUTH_DIGEST - 1) == 0;
}

static bool begin(void)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += PASSWORD_PATIENCE_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    return pthread_mutex_clocklock(&one_password, CLOCK_MONOTONIC, &until) == 0;
}

static void end(void)
{
    pthread_mutex_unlock(&one_password);
}

bool auth_password_hash(const char *password, char out[AUTH_PASSWORD])
{
    static_assert(AUTH_PASSWORD == crypto_pwhash_STRBYTES, "libsodium's size");

    if (!begin())
        return false;
    const bool done = crypto_pwhash_str(out, password, strlen(password),
                                        crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                        crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0;
    end();
    return done;
}

/* The same derivation, its result thrown away. */
static void spend(const char *password)
{
    static const unsigned char salt[crypto_pwhash_SALTBYTES];
    unsigned char derived[32];

    if (crypto_pwhash(derived, sizeof derived, password, strlen(password), salt,
                      crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE,
                      crypto_pwhash_ALG_ARGON2ID13) == 0)
        sodium_memzero(derived, sizeof derived);
}

enum auth_password auth_password_check(const char *password, const char *stored)
{
    bool right = false;

    if (!begin())
        return AUTH_PASSWORD_BUSY;
    if (stored)
        right = crypto_pwhash_str_verify(stored, password, strlen(password)) == 0;
    else
        spend(password);
    end();
    return right ? AUTH_PASSWORD_RIGHT : AUTH_PASSWORD_WRONG;
}

enum auth_verdict auth_basic(const char *header, char out[AUTH_BASIC], const char **secret)
{
    static const char scheme[] = "Basic ";
    size_t length;

    if (!header || strncasecmp(header, scheme, strlen(scheme)) != 0)
        return AUTH_MISSING;
    header += strlen(scheme);
    if (sodium_base642bin((unsigned char *)out, AUTH_BASIC - 1, header, strlen(header), NULL,
                          &length, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
        return AUTH_INVALID;
    out[length] = '\0';
    char *colon = strchr(out, ':');
    if (!colon || strlen(out) != length)
        return AUTH_INVALID;
    *colon = '\0';
    *secret = colon + 1;
    return AUTH_OK;
}
