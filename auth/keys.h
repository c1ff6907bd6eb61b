#pragma once

#include <stdatomic.h>

#include "auth/auth.h"

/* The inside of a key set, for the files of this folder that sign and verify.
 * A kid is the key's own fingerprint, so finding one in a later set means that
 * the very same key is still in force. */
struct auth_keys {
    atomic_size_t references;
    const struct auth_key *signing;
    char *issuer;
    char *audience;
    char *jwks;
    size_t count;
    struct auth_key keys[]; /* only the signing one keeps its private part */
};

/* NULL when no key of the set has this kid. */
const struct auth_key *auth_keys_find(const struct auth_keys *keys, const char *kid);
