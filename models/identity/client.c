#include "models/identity/client.h"

#include "models/identity/credential.h"
#include "models/uuid.h"

const struct shape CLIENT = SHAPE("client", client,
    FIELD(client, id,            UUID,             READ_ONLY),
    FIELD(client, name,          LABEL,            REQUIRED),
    FIELD(client, enabled,       FLAG,             0),
    FIELD(client, rate_limit,    RATE_LIMIT,       0),
    FIELD(client, client_secret, PRESENTED_SECRET, READ_ONLY | COMPUTED | OPTIONAL),
    FIELD(client, version,       COUNT,            READ_ONLY),
    FIELD(client, created_at,    INSTANT,          READ_ONLY),
    FIELD(client, updated_at,    INSTANT,          READ_ONLY),
    FIELD(client, deleted_at,    INSTANT,          READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id",         &UUID,    "t.id",         OP_EXACT, 0 },
    { "name",       &LABEL,   "t.name",       OP_EXACT | OP_PREFIX, 0 },
    { "enabled",    &FLAG,    "t.enabled",    OP_EQ, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = {
    { "name",       &LABEL,   "t.name" },
    { "created_at", &INSTANT, "t.created_at" },
    { "updated_at", &INSTANT, "t.updated_at" },
    { NULL, NULL, NULL }
};

static const struct list LIST_ = { FILTERS, SORTS };

static void begin(void *row)
{
    struct client *client = row;

    client->enabled = true;
}

struct resource CLIENTS = {
    .name = "client",
    .table = "client",
    .shape = &CLIENT,
    .list = &LIST_,
    .begin = begin
};

enum db_status client_add_secret(struct db *db, const char *client, const char *digest,
                                 const char **id)
{
    struct credential secret = credential_of("client_secret", client);
    char *made = arena_take(db_arena(db), UUID_TEXT);

    if (!made)
        return DB_TOO_LARGE;
    uuid_make(made);
    secret.id = *id = made;
    secret.lookup = client;
    secret.verifier = digest;
    return credential_add(db, &secret);
}

enum db_status client_add(struct db *db, const struct client *client, const char *digest,
                          void **added)
{
    const char *secret;

    db_begin(db);
    enum db_status status = resource_add(db, &CLIENTS, client, 1, added);
    if (!status)
        status = client_add_secret(db, client->id, digest, &secret);
    return status ? status : db_commit(db);
}
