/* tamar trust, user, client: the first of each, before anybody could ask over HTTP, and those that
 * nobody in the trust may make. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/commands.h"
#include "api/holder.h"
#include "api/reading.h"
#include "models/encode.h"
#include "models/school.h"
#include "models/upkeep.h"
#include "models/uuid.h"

enum { MEMORY = 4 << 20 };

static int fail(const char *what, const char *why)
{
    fprintf(stderr, "tamar: %s: %s\n", what, why);
    return EXIT_FAILURE;
}

/* ---- what is printed ------------------------------------------------------------------- */

struct line {
    const char *name, *value;
};

/* "name value" lines, or one JSON object. */
static void print_lines(bool json, const struct line *lines)
{
    struct arena arena = { .limit = MEMORY };
    struct buffer out = { .arena = &arena };

    for (const struct line *l = lines; l->name; l++) {
        put_text(&out, !json ? "" : l == lines ? "{" : ", ");
        if (json)
            put_json_text(&out, l->name);
        else
            put_text(&out, l->name);
        put_text(&out, json ? ": " : " ");
        if (json)
            put_json_text(&out, l->value);
        else
            put_text(&out, l->value);
        put_text(&out, json ? "" : "\n");
    }
    put_text(&out, json ? "}\n" : "");
    fputs(out.failed ? "" : out.text, stdout);
    arena_free(&arena);
}

/* ---- trusts ---------------------------------------------------------------------------- */

const char *trust_named(struct db *db, struct arena *arena, const char *name)
{
    static const struct nothing none;
    const struct lease lease = { .arena = arena, .read_only = true };
    struct trust *rows;
    size_t count = 0;
    const char *found = NULL;

    if (db_lease(db, &lease) != DB_OK || trusts(db, &none, &rows, &count) != DB_OK)
        count = 0;
    db_release(db);
    for (size_t i = 0; i < count; i++) {
        if (name && (strcmp(rows[i].name, name) == 0 || strcmp(rows[i].id, name) == 0))
            found = rows[i].id;
    }
    return found;
}

static int add_trust(struct db *db, struct arena *arena, const char *name, bool json)
{
    char id[UUID_TEXT];
    const struct lease lease = { .arena = arena };
    const struct trust trust = { id, name };

    uuid_make(id);
    enum db_status status = db_lease(db, &lease);
    if (!status)
        status = trust_add(db, &trust);
    if (status)
        return fail("the trust was not made", operator_reason(db, status));
    db_release(db);
    print_lines(json, (const struct line[]){ { "trust_id", id }, { "name", name },
                                             { NULL, NULL } });
    return EXIT_SUCCESS;
}

int command_trust(struct service *service, int argc, char **argv)
{
    struct arena arena = { .limit = MEMORY };
    const char *name = option(argc, argv, "name");

    if (argc < 1 || strcmp(argv[0], "add") != 0 || !name || !*name)
        return fail("usage", "tamar trust add --name NAME [--json]");
    struct db *db = open_serving(service);
    const int result = db ? add_trust(db, &arena, name, option(argc, argv, "json") != NULL)
                          : EXIT_FAILURE;
    db_close(db);
    arena_free(&arena);
    return result;
}

/* ---- users and clients ----------------------------------------------------------------- */

static size_t split(char *text, const char **parts, size_t most)
{
    size_t count = 0;

    for (char *at = text; at && count < most; count++) {
        char *comma = strchr(at, ',');

        if (comma)
            *comma = '\0';
        parts[count] = at;
        at = comma ? comma + 1 : NULL;
    }
    return count;
}

/* The ids of schools that are named by URN, as a JSON list; NULL when one is not there. */
static const char *schools_of(struct db *db, const char *urns)
{
    struct arena *arena = db_arena(db);
    struct buffer out = { .arena = arena };
    struct match_key *found;
    const char *names[64];
    size_t count, wanted = split(arena_copy(arena, urns, strlen(urns)), names, 64);

    if (resource_match(db, SCHOOLS.matches, text_array(arena, names, wanted), NULL, &found,
                       &count) != DB_OK || count != wanted)
        return NULL;
    put_char(&out, '[');
    for (size_t i = 0; i < count; i++) {
        put_text(&out, i ? "," : "");
        put_json_text(&out, found[i].id);
    }
    put_char(&out, ']');
    return out.failed ? NULL : out.text;
}

static bool read_holder(struct holder *h, bool user, int argc, char **argv)
{
    const char *limit = option(argc, argv, "rate-limit");

    *h = (struct holder){ .email = user ? option(argc, argv, "email") : NULL,
                          .name = option(argc, argv, "name"),
                          .claim_set = option(argc, argv, "claim-set"),
                          .la_code = option(argc, argv, "la-code"), .rate_limit = NONE };
    return h->name && *h->name && h->claim_set && (!user || h->email) &&
           (!limit || (!user && text_to_int(limit, &h->rate_limit)));
}

static int add_holder(struct db *db, const char *trust, struct holder *h, const char *urns,
                      bool json)
{
    enum db_status status;

    if (urns && !(h->schools = schools_of(db, urns)))
        return fail("nothing was made", "a school is not in the trust");
    status = holder_add(db, h);
    if (!status)
        status = db_settle(db, true);
    if (status)
        return fail("nothing was made", operator_reason(db, status));
    if (h->email)
        print_lines(json, (const struct line[]){ { "user_id", h->id }, { "email", h->email },
                    { "password", h->secret }, { "trust_id", trust }, { NULL, NULL } });
    else
        print_lines(json, (const struct line[]){ { "client_id", h->id },
                    { "client_secret", h->secret }, { "trust_id", trust }, { NULL, NULL } });
    return EXIT_SUCCESS;
}

static int make_holder(struct service *service, bool user, int argc, char **argv)
{
    struct arena arena = { .limit = MEMORY };
    struct holder h;
    int result = EXIT_FAILURE;

    if (argc < 1 || strcmp(argv[0], "add") != 0 || !read_holder(&h, user, argc, argv))
        return fail("usage", "see tamar help");
    struct db *db = open_serving(service);
    const char *trust = db ? trust_named(db, &arena, option(argc, argv, "trust")) : NULL;
    const struct lease lease = operator_lease(&arena, trust);
    if (!trust)
        fail("nothing was made", "--trust names no trust");
    else if (db_lease(db, &lease) != DB_OK)
        fail("nothing was made", db_message(db));
    else
        result = add_holder(db, trust, &h, option(argc, argv, "school"),
                            option(argc, argv, "json") != NULL);
    if (trust)
        db_release(db);
    db_close(db);
    arena_free(&arena);
    return result;
}

int command_user(struct service *service, int argc, char **argv)
{
    return make_holder(service, true, argc, argv);
}

int command_client(struct service *service, int argc, char **argv)
{
    return make_holder(service, false, argc, argv);
}
