#include "models/identity/user.h"

#include "api/collection.h"
#include "api/identity/sign.h"
#include "models/change.h"
#include "models/identity/credential.h"
#include "models/uuid.h"

/* A user with a password: both are there, or neither is. */
static bool add_user(struct ctx *c)
{
    char *id = arena_take(c->arena, UUID_TEXT);
    struct user *user = new_row(c);
    const char *hash = NULL;
    void *added;

    if (!user || !id || !ask_body(c, user))
        return false;
    if (user->password && !(hash = hash_password(c, user->password)))
        return false;
    uuid_make(id);
    user->id = id;
    user->version = 1;
    return written(c, user_add(c->db, user, hash, &added), &USERS, user)
        && tell_new(c, added);
}

static bool set_password(struct ctx *c)
{
    struct new_password in = { NULL };
    const char *id, *hash;
    void *user;

    return ask_key(c, &id)
        && find_live(c, id, &user)
        && ask_body(c, &in)
        && (hash = hash_password(c, in.password))
        && done(c, user_set_password(c->db, id, hash))
        && tell_nothing(c);
}

#define READ "identity:read"
#define WRITE "identity:write"
#define U &USERS, &USER, &USER
#define R &USERS, NULL, &USER

const struct route USER_ROUTES[] = {
    { "GET", "/v1/users", "listUsers", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", "/v1/users", "addUser", WRITE, U, 201, TRIES, add_user, NULL },
    { "POST", "/v1/users/bulk", "bulkUsers", WRITE,
      R, 200, TRIES | BULK, bulk_rows, BULK_PARAMETERS },
    { "GET", "/v1/users/:id", "findUser", READ, R, 200, SELECTS, find_row, NULL },
    { "PUT", "/v1/users/:id", "replaceUser", WRITE, U, 200, TRIES, replace_row, NULL },
    { "PATCH", "/v1/users/:id", "changeUser", WRITE, U, 200, TRIES, change_row, NULL },
    { "DELETE", "/v1/users/:id", "deleteUser", WRITE,
      &USERS, NULL, NULL, 204, TRIES, remove_row, NULL },
    { "POST", "/v1/users/:id/restore", "restoreUser", WRITE, R, 200, TRIES, restore_row, NULL },
    { "GET", "/v1/users/:id/history", "userHistory", "history:read",
      &USERS, NULL, &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { "POST", "/v1/users/:id/password", "setPassword", WRITE,
      &USERS, &NEW_PASSWORD, NULL, 204, TRIES | NO_STORE, set_password, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
