/* tamar keys, token: the keys that sign, and a token by the operator's word instead of a secret. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/commands/commands.h"
#include "api/identity/sign.h"
#include "api/upkeep.h"
#include "models/upkeep.h"

enum { MEMORY = 4 << 20, GATE_ENTRIES = 16, PUBLISHED_BEFORE = 3600, PATH = 4096 };

static int fail(const char *why)
{
    fprintf(stderr, "tamar: %s\n", why);
    return EXIT_FAILURE;
}

/* ---- keys ------------------------------------------------------------------------------ */

static int list_keys(struct db *db)
{
    static const struct nothing none;
    struct arena arena = { .limit = MEMORY };
    const struct lease lease = { .arena = &arena, .read_only = true };
    struct stored_key *keys;
    size_t count = 0;
    bool signing = false;
    const bool good = db_lease(db, &lease) == DB_OK &&
                      signing_keys(db, &none, &keys, &count) == DB_OK;

    for (size_t i = 0; good && i < count; i++) {
        const bool signs = !signing && keys[i].published_long_enough;

        signing |= signs;
        if (!keys[i].published_long_enough)
            printf("%s published, signs in %lld seconds\n", keys[i].kid, (long long)-keys[i].age);
        else
            printf("%s %s\n", keys[i].kid, signs ? "signs" : "verifies until it retires");
    }
    db_release(db);
    arena_free(&arena);
    return good ? EXIT_SUCCESS : fail("the keys could not be read");
}

int command_keys(struct service *service, int argc, char **argv)
{
    const bool rotate = argc > 0 && strcmp(argv[0], "rotate") == 0;
    const bool now = rotate && argc > 1 && strcmp(argv[1], "--now") == 0;

    if (!rotate && (argc < 1 || strcmp(argv[0], "list") != 0))
        return fail("usage: tamar keys list | rotate [--now]");
    struct db *db = open_serving(service);
    int result = EXIT_FAILURE;
    if (!db || (rotate && !read_master(service)))
        fail("the key was not made");
    else if (rotate && !make_signing_key(service, db, now ? 0 : PUBLISHED_BEFORE))
        fail("the key was not made");
    else
        result = list_keys(db);
    db_close(db);
    return result;
}

/* ---- a token --------------------------------------------------------------------------- */

/* The issuer is what clients see. A service that picked its port wrote it down. */
const char *public_url(struct service *service, char *out, size_t size)
{
    const struct settings *s = &service->settings;
    static const char NAME[] = "\"base_url\": \"";
    char path[PATH], text[512] = "";

    if (s->public_url)
        return s->public_url;
    snprintf(path, sizeof path, "%s/service.json", s->state);
    FILE *file = fopen(path, "re");
    const bool read = file && fgets(text, sizeof text, file);
    const char *url = read ? strstr(text, NAME) : NULL;
    if (file)
        fclose(file);
    if (url) {
        url += strlen(NAME);
        snprintf(out, size, "%.*s", (int)strcspn(url, "\""), url);
    } else {
        snprintf(out, size, "http://%s:%u", s->address, s->port);
    }
    return out;
}

static bool find_client(struct db *db, struct arena *arena, struct party *party, const char *trust)
{
    static const struct nothing none;
    const struct lease nobody = { .arena = arena, .read_only = true };
    struct trust *rows;
    size_t count = 0;
    bool found = false;

    if (db_lease(db, &nobody) != DB_OK || trusts(db, &none, &rows, &count) != DB_OK)
        count = 0;
    db_release(db);
    for (size_t i = 0; i < count && !found; i++) {
        const struct lease lease = { .actor = { .trust = rows[i].id, .all_schools = true },
                                     .arena = arena, .read_only = true };

        if (trust && strcmp(trust, rows[i].name) != 0 && strcmp(trust, rows[i].id) != 0)
            continue;
        party->trust = rows[i].id;
        found = db_lease(db, &lease) == DB_OK && party_find(db, party) == DB_OK;
        db_release(db);
    }
    return found;
}

static int print_token(struct service *service, struct db *db, const char *client,
                       const char *trust)
{
    struct arena arena = { .limit = MEMORY };
    struct party party = { .subject = client };
    char url[256], token[AUTH_TOKEN_MAX + 1];
    int result = EXIT_FAILURE;

    service->settings.public_url = public_url(service, url, sizeof url);
    service->gate = auth_gate_make(GATE_ENTRIES);
    if (!service->gate || !load_identity(service, db))
        fail("there is no key to sign with: has the service run?");
    else if (!find_client(db, &arena, &party, trust))
        fail("there is no such client, or it is disabled");
    else if (!party_token(service->gate, &party, token))
        fail("the client has not been granted anything");
    else
        result = puts(token) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
    auth_gate_free(service->gate);
    arena_free(&arena);
    return result;
}

int command_token(struct service *service, int argc, char **argv)
{
    const char *client = option(argc, argv, "client"), *trust = option(argc, argv, "trust");

    if (!client || kind_refuses_text(&UUID, client))
        return fail("usage: tamar token --client ID [--trust NAME]");
    if (!read_master(service))
        return EXIT_FAILURE;
    struct db *db = open_serving(service);
    const int result = db ? print_token(service, db, client, trust) : EXIT_FAILURE;
    db_close(db);
    return result;
}
