#include "models/identity/user.h"

#include "models/identity/credential.h"

const struct shape USER = SHAPE("user", user,
    FIELD(user, id,         UUID,     READ_ONLY),
    FIELD(user, email,      EMAIL,    REQUIRED),
    FIELD(user, name,       LABEL,    REQUIRED),
    FIELD(user, enabled,    FLAG,     0),
    FIELD(user, password,   PASSWORD, SECRET | FIXED),
    FIELD(user, version,    COUNT,    READ_ONLY),
    FIELD(user, created_at, INSTANT,  READ_ONLY),
    FIELD(user, updated_at, INSTANT,  READ_ONLY),
    FIELD(user, deleted_at, INSTANT,  READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id",         &UUID,    "t.id",         OP_EXACT, 0 },
    { "email",      &EMAIL,   "t.email",      OP_EXACT | OP_PREFIX, 0 },
    { "name",       &LABEL,   "t.name",       OP_EXACT | OP_PREFIX, 0 },
    { "enabled",    &FLAG,    "t.enabled",    OP_EQ, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = {
    { "email",      &EMAIL,   "t.email" },
    { "name",       &LABEL,   "t.name" },
    { "created_at", &INSTANT, "t.created_at" },
    { "updated_at", &INSTANT, "t.updated_at" },
    { NULL, NULL, NULL }
};

static const struct list LIST_ = { FILTERS, SORTS };

static const struct match MATCHES[] = {
    { "email", "email", "SELECT email AS key, id FROM app.user_account WHERE trust_id = $1::uuid"
                        " AND email = ANY ($2::text[]) AND deleted_at IS NULL", NULL, false },
    { NULL, NULL, NULL, NULL, false }
};

static void begin(void *row)
{
    struct user *user = row;

    user->enabled = true;
}

struct resource USERS = {
    .name = "user",
    .table = "user_account",
    .shape = &USER,
    .list = &LIST_,
    .matches = MATCHES,
    .begin = begin
};

enum db_status user_add(struct db *db, const struct user *user, const char *hash, void **added)
{
    db_begin(db);
    enum db_status status = resource_add(db, &USERS, user, 1, added);
    if (!status && hash)
        status = user_set_password(db, user->id, hash);
    return status ? status : db_commit(db);
}
