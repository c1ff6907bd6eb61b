#pragma once

#include "models/resource.h"

/* A program that signs in with its id and a secret. */
struct client {
    const char *id;
    const char *name;
    bool enabled;
    int64_t rate_limit;        /* requests in 5 minutes; NONE: the service's */
    const char *client_secret; /* only in the answer to its making */
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

extern const struct shape CLIENT;
extern struct resource CLIENTS;

/* Add a client with a first secret, of which `digest` is kept. */
enum db_status client_add(struct db *db, const struct client *client, const char *digest,
                          void **added);
/* One more secret; `*id` is its own, in the arena of the lease. */
enum db_status client_add_secret(struct db *db, const char *client, const char *digest,
                                 const char **id);
