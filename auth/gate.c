/* Verifying a signature costs half a millisecond, most of it spent reading PEM, so a
 * verified token is remembered by its SHA-256 until it expires. Only successes are
 * remembered, and only identities: whether the token still stands is asked again on
 * every hit. One lock guards keys, revocations and memory together, so that no hit
 * sees a new key set beside an old memory; verification happens outside it. A token
 * verified just before a key was withdrawn is caught by its kid when it comes to be
 * remembered. Memory is fixed: a ring of entries, oldest out, chained into buckets. */

#include "auth/identity.h"
#include "auth/keys.h"

#include <assert.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { DIGEST = 32, ENTRIES_MAX = 1 << 20 };

struct entry {
    unsigned char digest[DIGEST];
    const struct auth_identity *identity; /* NULL while free */
    size_t next;                          /* in its bucket: index + 1; 0 ends it */
};

struct auth_gate {
    pthread_rwlock_t lock;
    EVP_MD *sha256; /* fetched once: finding it costs as much as a digest */
    struct auth_keys *keys;
    struct auth_revocation *revoked; /* ascending by id, each once */
    size_t nrevoked;
    struct entry *entries;
    size_t capacity;
    size_t oldest;
    size_t *buckets; /* index + 1 of the first entry; 0 when empty */
    size_t nbuckets; /* a power of two */
};

static void sure(int failure)
{
    assert(failure == 0);
}

/* ---- revocations ---- */

static int by_id(const void *a, const void *b)
{
    const struct auth_revocation *left = a, *right = b;

    return strncmp(left->id, right->id, AUTH_UUID);
}

static int by_id_then_latest(const void *a, const void *b)
{
    const struct auth_revocation *left = a, *right = b;
    const int order = by_id(a, b);

    return order ? order : (left->epoch < right->epoch) - (left->epoch > right->epoch);
}

static int by_text(const void *id, const void *b)
{
    const struct auth_revocation *right = b;

    return strncmp(id, right->id, AUTH_UUID);
}

static size_t keep_latest(struct auth_revocation *revoked, size_t count)
{
    size_t kept = 0;

    qsort(revoked, count, sizeof *revoked, by_id_then_latest);
    for (size_t i = 0; i < count; i++) {
        if (!kept || by_id(&revoked[kept - 1], &revoked[i]) != 0)
            revoked[kept++] = revoked[i];
    }
    return kept;
}

bool auth_gate_revocations(struct auth_gate *gate, const struct auth_revocation *revoked,
                           size_t count)
{
    struct auth_revocation *fresh = calloc(count ? count : 1, sizeof *fresh);

    if (!fresh)
        return false;
    if (count)
        memcpy(fresh, revoked, count * sizeof *fresh);
    const size_t kept = keep_latest(fresh, count);

    sure(pthread_rwlock_wrlock(&gate->lock));
    struct auth_revocation *stale = gate->revoked;
    gate->revoked = fresh;
    gate->nrevoked = kept;
    sure(pthread_rwlock_unlock(&gate->lock));
    free(stale);
    return true;
}

static bool withdrawn(const struct auth_gate *gate, const char *id, int64_t epoch)
{
    if (!gate->nrevoked || !*id)
        return false;
    const struct auth_revocation *found =
        bsearch(id, gate->revoked, gate->nrevoked, sizeof *gate->revoked, by_text);

    return found && epoch < found->epoch;
}

static bool stands(const struct auth_gate *gate, const struct auth_claims *claims, int64_t now)
{
    return now - AUTH_LEEWAY < claims->expires_at &&
           (!claims->kid[0] || (gate->keys && auth_keys_find(gate->keys, claims->kid))) &&
           !withdrawn(gate, claims->subject, claims->epoch) &&
           !withdrawn(gate, claims->token_id, claims->epoch) &&
           !withdrawn(gate, claims->session, claims->epoch);
}

bool auth_gate_stands(struct auth_gate *gate, const struct auth_claims *claims, int64_t now)
{
    sure(pthread_rwlock_rdlock(&gate->lock));
    const bool right = stands(gate, claims, now);

    sure(pthread_rwlock_unlock(&gate->lock));
    return right;
}

/* ---- memory ---- */

static size_t *bucket(const struct auth_gate *gate, const unsigned char *digest)
{
    size_t hash;

    memcpy(&hash, digest, sizeof hash);
    return &gate->buckets[hash & (gate->nbuckets - 1)];
}

static struct entry *find(const struct auth_gate *gate, const unsigned char *digest)
{
    for (size_t i = *bucket(gate, digest); i; i = gate->entries[i - 1].next) {
        if (memcmp(gate->entries[i - 1].digest, digest, DIGEST) == 0)
            return &gate->entries[i - 1];
    }
    return NULL;
}

static void unchain(struct auth_gate *gate, const struct entry *entry)
{
    size_t *link = bucket(gate, entry->digest);

    while (&gate->entries[*link - 1] != entry)
        link = &gate->entries[*link - 1].next;
    *link = entry->next;
}

/* The entry for this digest, the oldest being given up when there is none yet. */
static struct entry *place(struct auth_gate *gate, const unsigned char *digest)
{
    struct entry *entry = find(gate, digest);

    if (entry)
        return entry;
    entry = &gate->entries[gate->oldest];
    if (entry->identity)
        unchain(gate, entry);
    size_t *first = bucket(gate, digest);
    memcpy(entry->digest, digest, DIGEST);
    entry->next = *first;
    *first = ++gate->oldest;
    if (gate->oldest == gate->capacity)
        gate->oldest = 0;
    return entry;
}

static void forget(struct auth_gate *gate)
{
    for (size_t i = 0; i < gate->capacity; i++) {
        auth_identity_release(gate->entries[i].identity);
        gate->entries[i].identity = NULL;
    }
    memset(gate->buckets, 0, gate->nbuckets * sizeof *gate->buckets);
    gate->oldest = 0;
}

const struct auth_identity *auth_gate_remember(struct auth_gate *gate, const char *digest,
                                               int64_t now, struct auth_identity *identity)
{
    unsigned char key[DIGEST];
    const struct auth_identity *displaced = identity;
    const int failure = sodium_hex2bin(key, sizeof key, digest, AUTH_DIGEST - 1, NULL, NULL, NULL);

    sure(failure);
    if (!identity)
        return NULL;
    sure(pthread_rwlock_wrlock(&gate->lock));
    const bool right = stands(gate, &identity->claims, now);
    if (right) {
        struct entry *entry = place(gate, key);

        displaced = entry->identity;
        entry->identity = identity;
        auth_identity_retain(identity);
    }
    sure(pthread_rwlock_unlock(&gate->lock));
    auth_identity_release(displaced);
    return right ? identity : NULL;
}

/* ---- the gate ---- */

static bool equip(struct auth_gate *gate, size_t entries)
{
    gate->capacity = entries;
    gate->nbuckets = 1;
    while (gate->nbuckets < entries)
        gate->nbuckets *= 2;
    gate->entries = calloc(gate->capacity, sizeof *gate->entries);
    gate->buckets = calloc(gate->nbuckets, sizeof *gate->buckets);
    gate->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    return gate->entries && gate->buckets && gate->sha256;
}

/* A waiting writer goes first: a revocation must not starve behind requests. */
static void start_lock(pthread_rwlock_t *lock)
{
    pthread_rwlockattr_t attributes;

    sure(pthread_rwlockattr_init(&attributes));
    sure(pthread_rwlockattr_setkind_np(&attributes,
                                       PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP));
    sure(pthread_rwlock_init(lock, &attributes));
    sure(pthread_rwlockattr_destroy(&attributes));
}

struct auth_gate *auth_gate_make(size_t entries)
{
    assert(entries > 0 && entries <= ENTRIES_MAX);
    struct auth_gate *gate = calloc(1, sizeof *gate);

    if (!gate)
        return NULL;
    start_lock(&gate->lock);
    if (!equip(gate, entries)) {
        auth_gate_free(gate);
        return NULL;
    }
    return gate;
}

void auth_gate_free(struct auth_gate *gate)
{
    if (!gate)
        return;
    if (gate->entries && gate->buckets)
        forget(gate);
    auth_keys_release(gate->keys);
    EVP_MD_free(gate->sha256);
    free(gate->revoked);
    free(gate->entries);
    free(gate->buckets);
    sure(pthread_rwlock_destroy(&gate->lock));
    free(gate);
}

void auth_gate_keys(struct auth_gate *gate, struct auth_keys *keys)
{
    auth_keys_retain(keys);
    sure(pthread_rwlock_wrlock(&gate->lock));
    struct auth_keys *stale = gate->keys;
    gate->keys = keys;
    forget(gate);
    sure(pthread_rwlock_unlock(&gate->lock));
    auth_keys_release(stale);
}

struct auth_keys *auth_gate_current_keys(struct auth_gate *gate)
{
    sure(pthread_rwlock_rdlock(&gate->lock));
    struct auth_keys *keys = gate->keys ? auth_keys_retain(gate->keys) : NULL;

    sure(pthread_rwlock_unlock(&gate->lock));
    return keys;
}

/* AUTH_UNKNOWN when nothing is remembered, AUTH_INVALID when it no longer stands. */
static enum auth_verdict recall(struct auth_gate *gate, const unsigned char *digest, int64_t now,
                                const struct auth_identity **identity)
{
    enum auth_verdict verdict = AUTH_UNKNOWN;

    sure(pthread_rwlock_rdlock(&gate->lock));
    const struct entry *entry = find(gate, digest);

    if (entry)
        verdict = stands(gate, &entry->identity->claims, now) ? AUTH_OK : AUTH_INVALID;
    if (verdict == AUTH_OK) {
        auth_identity_retain(entry->identity);
        *identity = entry->identity;
    }
    sure(pthread_rwlock_unlock(&gate->lock));
    return verdict;
}

static enum auth_verdict examine(struct auth_gate *gate, const char *token, int64_t now,
                                 struct auth_claims *out)
{
    struct auth_claims claims;
    struct auth_keys *keys = auth_gate_current_keys(gate);
    const bool right = keys && auth_verify(keys, token, now, &claims) == AUTH_OK &&
                       auth_gate_stands(gate, &claims, now);

    auth_keys_release(keys);
    if (right)
        *out = claims;
    return right ? AUTH_UNKNOWN : AUTH_INVALID;
}

enum auth_verdict auth_gate_admit(struct auth_gate *gate, const char *header, int64_t now,
                                  struct auth_presented *presented,
                                  const struct auth_identity **identity)
{
    const char *token;
    unsigned char digest[DIGEST];
    enum auth_verdict verdict = auth_bearer(header, &token);

    if (verdict != AUTH_OK)
        return verdict;
    const bool opaque = strncmp(token, "tamar_", strlen("tamar_")) == 0;
    if ((opaque && !auth_secret_well_formed("tamar", token)) ||
        EVP_Digest(token, strlen(token), digest, NULL, gate->sha256, NULL) != 1)
        return AUTH_INVALID;
    verdict = recall(gate, digest, now, identity);
    if (verdict == AUTH_UNKNOWN && !opaque)
        verdict = examine(gate, token, now, &presented->claims);
    else if (verdict != AUTH_OK && opaque)
        verdict = AUTH_OPAQUE; /* also when stale: its subject may only have changed */
    if (verdict == AUTH_UNKNOWN || verdict == AUTH_OPAQUE)
        sodium_bin2hex(presented->digest, sizeof presented->digest, digest, sizeof digest);
    return verdict;
}
