#include "api/identity/holder.h"

#include <string.h>

#include "api/identity/sign.h"
#include "models/identity/client.h"
#include "models/identity/grant.h"
#include "models/schema.h"
#include "models/identity/user.h"
#include "models/uuid.h"

struct lease operator_lease(struct arena *arena, const char *trust)
{
    return (struct lease){ .actor = { .trust = trust, .all_schools = true, .safeguarding = true,
                                      .scopes = "*" },
                           .arena = arena, .held = true };
}

static enum db_status add_user(struct db *db, const struct holder *h)
{
    const struct user user = { .id = h->id, .email = h->email, .name = h->name, .enabled = true,
                               .version = 1 };
    char hash[AUTH_PASSWORD];
    void *added;

    return auth_password_hash(h->secret, hash) ? user_add(db, &user, hash, &added) : DB_BUSY;
}

static enum db_status add_client(struct db *db, const struct holder *h)
{
    const struct client client = { .id = h->id, .name = h->name, .enabled = true, .version = 1,
                                   .rate_limit = h->rate_limit };
    char digest[AUTH_DIGEST];
    void *added;

    auth_digest(h->secret, digest);
    return client_add(db, &client, digest, &added);
}

enum db_status holder_add(struct db *db, struct holder *h)
{
    char *id = arena_take(db_arena(db), UUID_TEXT), grant_id[UUID_TEXT];
    char *secret = arena_take(db_arena(db), AUTH_SECRET);

    if (!id || !secret || !auth_secret_make(h->email ? "password" : CLIENT_SECRET_PREFIX, secret))
        return DB_TOO_LARGE;
    uuid_make(id);
    uuid_make(grant_id);
    h->id = id;
    h->secret = secret;
    struct grant grant = { .id = grant_id, .user_id = h->email ? id : NULL,
                           .client_id = h->email ? NULL : id, .claim_set = h->claim_set,
                           .schools = h->schools, .la_code = h->la_code, .version = 1 };
    struct grant_bounds bounds = { "" };
    enum db_status status = h->email ? add_user(db, h) : add_client(db, h);
    if (!status)
        status = grant_bounds_find(db, &grant, &bounds);
    if (status == DB_NONE)
        status = DB_OK; /* the grant's own rule says what is wrong */
    grant.all_schools = !h->schools && strcmp(bounds.binds_to, "teams") != 0;
    return status ? status : resource_add(db, &GRANTS, &grant, 1, NULL);
}

const char *operator_reason(struct db *db, enum db_status status)
{
    const struct stated_rule *rule = stated_rule(db_constraint(db));

    if (rule)
        return arena_format(db_arena(db), "%s: %s", rule->member, rule->says);
    if (status == DB_NONE)
        return "there is no such thing";
    return *db_message(db) ? db_message(db) : "the database cannot be reached";
}
