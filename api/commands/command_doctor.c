/* tamar doctor: each thing a service needs, one line each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/commands/commands.h"
#include "api/upkeep.h"
#include "models/migrate.h"
#include "models/upkeep.h"

enum { MEMORY = 1 << 20, GATE_ENTRIES = 16 };

static bool say(bool good, const char *what, const char *otherwise)
{
    /* The library's messages have lines of their own. */
    printf("%s  %s%s%.*s\n", good ? "good" : "BAD ", what, good ? "" : ": ",
           good ? 0 : (int)strcspn(otherwise, "\n"), otherwise);
    return good;
}

static bool check_role(struct db *db)
{
    static const struct nothing none;
    struct arena arena = { .limit = MEMORY };
    const struct lease lease = { .arena = &arena, .read_only = true };
    struct serving_role role = { NULL, true };
    const bool asked = db_lease(db, &lease) == DB_OK && serving_role(db, &none, &role) == DB_OK;
    const bool good = say(asked && !role.unbound, "the serving role is bound by row-level security",
                          "DATABASE_URL logs in as a superuser, or as a role with BYPASSRLS");

    db_release(db);
    arena_free(&arena);
    return good;
}

static bool check_keys(struct service *service, struct db *db)
{
    char url[256];

    service->settings.public_url = public_url(service, url, sizeof url);
    service->gate = auth_gate_make(GATE_ENTRIES);
    const bool good = service->gate && load_identity(service, db);
    auth_gate_free(service->gate);
    return say(good, "the signing keys open",
               "none has been made yet (tamar serve does), or TAMAR_SECRET_FILE is not the one they"
               " were sealed with");
}

static bool check_database(struct service *service, bool master)
{
    struct db *db = open_serving(service);
    bool current = false;
    const enum db_status status = db ? schema_is_current(db, &current) : DB_BUSY;
    bool good = say(status != DB_BUSY, "the database can be reached", db ? db_message(db) : "");

    if (good) {
        good = say(current, "the schema is this program's", "run tamar migrate");
        good = check_role(db) && good;
    }
    if (good && master)
        good = check_keys(service, db);
    db_close(db);
    return good;
}

int command_doctor(struct service *service, int argc, char **argv)
{
    const struct settings *s = &service->settings;

    (void)argc;
    (void)argv;
    say(true, "the settings can be read", "");
    bool good = say(access(s->state, W_OK | X_OK) == 0, "the state folder can be written",
                    "TAMAR_STATE is missing, or belongs to somebody else");
    const bool master = say(access(s->secret_file, R_OK) == 0 && read_master(service),
                            "the master secret can be read", "see TAMAR_SECRET_FILE");
    good = check_database(service, master) && good && master;
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
