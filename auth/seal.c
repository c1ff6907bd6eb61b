/* One master secret, one key for each purpose: what was sealed as a cursor cannot be
 * opened as a signing key, because the purpose is both in the key and in what is
 * authenticated. The nonce is long enough to be drawn at random for ever. Sealed text
 * goes into URLs, hence base64url, and it has one spelling only, since the decoder
 * refuses stray bits. */

#include "auth/auth.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEY = crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    OVERHEAD = NONCE + TAG
};

static const int BASE64URL = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

void auth_master_make(struct auth_master *out)
{
    randombytes_buf(out->bytes, sizeof out->bytes);
}

static bool decode(const char *text, unsigned char *out, size_t capacity, size_t *length)
{
    return sodium_base642bin(out, capacity, text, strlen(text), NULL, length, NULL, BASE64URL) ==
           0;
}

bool auth_master_read(const char *base64url, struct auth_master *out)
{
    struct auth_master master;
    size_t length = 0;
    const bool right = decode(base64url, master.bytes, sizeof master.bytes, &length) &&
                       length == sizeof master.bytes;

    if (right)
        *out = master;
    sodium_memzero(&master, sizeof master);
    return right;
}

void auth_master_write(const struct auth_master *master, char out[44])
{
    sodium_bin2base64(out, 44, master->bytes, sizeof master->bytes, BASE64URL);
}

static void derive(const struct auth_master *master, const char *purpose, unsigned char out[KEY])
{
    crypto_generichash(out, KEY, (const unsigned char *)purpose, strlen(purpose), master->bytes,
                       sizeof master->bytes);
}

/* `box` receives nonce, ciphertext and tag. */
static void lock(const struct auth_master *master, const char *purpose, const char *text,
                 unsigned char *box)
{
    unsigned char key[KEY];

    derive(master, purpose, key);
    randombytes_buf(box, NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        box + NONCE, NULL, (const unsigned char *)text, strlen(text),
        (const unsigned char *)purpose, strlen(purpose), NULL, box, key);
    sodium_memzero(key, sizeof key);
}

static bool unlock(const struct auth_master *master, const char *purpose,
                   const unsigned char *box, size_t length, unsigned char *text)
{
    unsigned char key[KEY];

    derive(master, purpose, key);
    const bool right = crypto_aead_xchacha20poly1305_ietf_decrypt(
                           text, NULL, NULL, box + NONCE, length - NONCE,
                           (const unsigned char *)purpose, strlen(purpose), box, key) == 0;

    sodium_memzero(key, sizeof key);
    return right;
}

bool auth_seal(const struct auth_master *master, const char *purpose, const char *text, char *out,
               size_t capacity)
{
    const size_t length = strlen(text) + OVERHEAD;
    unsigned char *box = NULL;

    if (sodium_base64_encoded_len(length, BASE64URL) > capacity || !(box = malloc(length)))
        return false;
    lock(master, purpose, text, box);
    sodium_bin2base64(out, capacity, box, length, BASE64URL);
    free(box);
    return true;
}

bool auth_open(const struct auth_master *master, const char *purpose, const char *sealed, char *out,
               size_t capacity)
{
    const size_t size = capacity + OVERHEAD;
    unsigned char *box = malloc(2 * size);
    size_t length = 0;

    if (!box)
        return false;
    unsigned char *text = box + size;
    const bool right = decode(sealed, box, size - 1, &length) && length >= OVERHEAD &&
                       unlock(master, purpose, box, length, text);

    if (right) {
        memcpy(out, text, length - OVERHEAD);
        out[length - OVERHEAD] = '\0';
    }
    sodium_memzero(box, 2 * size);
    free(box);
    return right;
}

void auth_fingerprint(const struct auth_master *master, const char *text, char out[AUTH_DIGEST])
{
    unsigned char key[KEY], digest[(AUTH_DIGEST - 1) / 2];

    derive(master, "fingerprint", key);
    crypto_generichash(digest, sizeof digest, (const unsigned char *)text, strlen(text), key,
                       sizeof key);
    sodium_memzero(key, sizeof key);
    sodium_bin2hex(out, AUTH_DIGEST, digest, sizeof digest);
}
