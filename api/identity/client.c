#include "models/identity/client.h"

#include "api/collection.h"
#include "api/identity/sign.h"
#include "models/change.h"
#include "models/identity/credential.h"
#include "models/uuid.h"

static bool add_client(struct ctx *c)
{
    char *id = arena_take(c->arena, UUID_TEXT);
    struct client *client = new_row(c);
    const char *secret, *digest;
    void *added;

    if (!client || !id || !ask_body(c, client) ||
        !make_secret(c, CLIENT_SECRET_PREFIX, &secret, &digest))
        return false;
    uuid_make(id);
    client->id = id;
    client->version = 1;
    if (!written(c, client_add(c->db, client, digest, &added), &CLIENTS, client))
        return false;
    keep_for_replay(c, added);
    ((struct client *)added)->client_secret = secret;
    return tell_new(c, added);
}

/* ---- secrets --------------------------------------------------------------------------- */

static bool add_secret(struct ctx *c)
{
    struct credential wanted;
    struct credential_told told;
    const char *id, *secret, *digest;
    void *client;

    if (!ask_key(c, &id) || !find_live(c, id, &client) ||
        !make_secret(c, CLIENT_SECRET_PREFIX, &secret, &digest))
        return false;
    wanted = credential_of("client_secret", id);
    db_begin(c->db);
    if (!done(c, client_add_secret(c->db, id, digest, &wanted.id)) ||
        !done(c, credential_find(c->db, &wanted, &told)) || !done(c, db_commit(c->db)))
        return false;
    struct client_secret made = { told.id, id, NULL, told.created_at };
    keep_for_replay(c, &made);
    made.client_secret = secret;
    return tell_new(c, &made);
}

static bool list_secrets(struct ctx *c)
{
    struct credential wanted;
    struct credential_told *told;
    const char *id;
    size_t count;
    void *client;

    if (!ask_key(c, &id) || !find_live(c, id, &client))
        return false;
    wanted = credential_of("client_secret", id);
    if (!done(c, credentials_of(c->db, &wanted, &told, &count)))
        return false;
    struct client_secret *rows = arena_take(c->arena, (count + 1) * sizeof *rows);
    for (size_t i = 0; rows && i < count; i++)
        rows[i] = (struct client_secret){ told[i].id, id, NULL, told[i].created_at };
    return rows ? tell_rows(c, rows, count) : refuse(c, "busy", NULL);
}

static bool find_secret(struct ctx *c)
{
    struct credential wanted = credential_of("client_secret", NULL);
    struct credential_told told;
    void *client;

    if (!ask_key(c, &wanted.subject_id) || !ask_path(c, 1, &UUID, &wanted.id) ||
        !find_live(c, wanted.subject_id, &client) ||
        !done(c, credential_find(c->db, &wanted, &told)))
        return false;
    const struct client_secret secret = { told.id, wanted.subject_id, NULL, told.created_at };
    return tell(c, &secret);
}

static bool end_secret(struct ctx *c)
{
    struct credential secret = credential_of("client_secret", NULL);
    void *client;

    return ask_key(c, &secret.subject_id)
        && ask_path(c, 1, &UUID, &secret.id)
        && find_live(c, secret.subject_id, &client)
        && done(c, credential_revoke(c->db, &secret))
        && tell_nothing(c);
}

#define READ "identity:read"
#define WRITE "identity:write"
#define C &CLIENTS, &CLIENT, &CLIENT
#define R &CLIENTS, NULL, &CLIENT
#define SECRETS &CLIENTS, NULL, &CLIENT_SECRET

const struct route CLIENT_ROUTES[] = {
    { "GET", "/v1/clients", "listClients", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", "/v1/clients", "addClient", WRITE, C, 201, TRIES | NO_STORE, add_client, NULL },
    { "POST", "/v1/clients/bulk", "bulkClients", WRITE,
      R, 200, TRIES | BULK, bulk_rows, BULK_PARAMETERS },
    { "GET", "/v1/clients/:id", "findClient", READ, R, 200, SELECTS, find_row, NULL },
    { "PUT", "/v1/clients/:id", "replaceClient", WRITE, C, 200, TRIES, replace_row, NULL },
    { "PATCH", "/v1/clients/:id", "changeClient", WRITE, C, 200, TRIES, change_row, NULL },
    { "DELETE", "/v1/clients/:id", "deleteClient", WRITE,
      &CLIENTS, NULL, NULL, 204, TRIES, remove_row, NULL },
    { "POST", "/v1/clients/:id/restore", "restoreClient", WRITE, R, 200, TRIES, restore_row, NULL },
    { "GET", "/v1/clients/:id/history", "clientHistory", "history:read",
      &CLIENTS, NULL, &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { "GET", "/v1/clients/:id/secrets", "listSecrets", READ,
      SECRETS, 200, NO_STORE, list_secrets, NULL },
    { "POST", "/v1/clients/:id/secrets", "addSecret", WRITE,
      SECRETS, 201, TRIES | NO_STORE, add_secret, NULL },
    { "GET", "/v1/clients/:id/secrets/:secret_id", "findSecret", READ,
      SECRETS, 200, NO_STORE, find_secret, NULL },
    { "DELETE", "/v1/clients/:id/secrets/:secret_id", "deleteSecret", WRITE,
      &CLIENTS, NULL, NULL, 204, TRIES, end_secret, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
