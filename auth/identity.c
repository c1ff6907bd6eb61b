/* An identity is one block of memory, so that it is made, counted and freed as one. */

#include "auth/identity.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct held {
    atomic_size_t references;
    struct auth_identity identity;
    struct auth_grant grants[]; /* and their texts behind them */
};

static const char *copy_text(char **to, const char *text)
{
    const size_t size = text ? strlen(text) + 1 : 1;
    char *copy = *to;

    memcpy(copy, text ? text : "", size);
    *to += size;
    return copy;
}

static void copy_grants(struct held *held, const struct auth_grant *grants, size_t ngrants)
{
    char *text = (char *)(held->grants + ngrants);

    for (size_t i = 0; i < ngrants; i++) {
        held->grants[i] = grants[i];
        held->grants[i].schools = copy_text(&text, grants[i].schools);
        held->grants[i].la_code = copy_text(&text, grants[i].la_code);
    }
}

struct auth_identity *auth_identity_make(const struct auth_claims *claims, int64_t rate_limit,
                                         const struct auth_grant *grants, size_t ngrants)
{
    size_t size = sizeof(struct held) + ngrants * sizeof *grants;

    for (size_t i = 0; i < ngrants; i++)
        size += strlen(grants[i].schools) + (grants[i].la_code ? strlen(grants[i].la_code) : 0) + 2;
    struct held *held = malloc(size);

    if (!held)
        return NULL;
    atomic_init(&held->references, 1);
    copy_grants(held, grants, ngrants);
    held->identity = (struct auth_identity){ .claims = *claims,
                                             .rate_limit = rate_limit,
                                             .ngrants = ngrants,
                                             .grants = held->grants };
    return &held->identity;
}

/* The count changes although what it counts does not. */
static struct held *holder(const struct auth_identity *identity)
{
    return (struct held *)((uintptr_t)identity - offsetof(struct held, identity));
}

void auth_identity_retain(const struct auth_identity *identity)
{
    atomic_fetch_add_explicit(&holder(identity)->references, 1, memory_order_relaxed);
}

void auth_identity_release(const struct auth_identity *identity)
{
    if (identity && atomic_fetch_sub_explicit(&holder(identity)->references, 1,
                                              memory_order_acq_rel) == 1)
        free(holder(identity));
}
