#pragma once

#include "models/resource.h"

/* A person who signs in with an e-mail address and a password. */
struct user {
    const char *id;
    const char *email;
    const char *name;
    bool enabled;
    const char *password; /* taken when the user is made; afterwards it is set by itself */
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

extern const struct shape USER;
extern struct resource USERS;

/* Add a user; `hash` is of the password, or NULL for one who cannot sign in yet. */
enum db_status user_add(struct db *db, const struct user *user, const char *hash, void **added);
