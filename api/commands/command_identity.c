/* tamar trust, user, client: the first of each, before anybody could ask over HTTP, and those that
 * nobody in the trust may make; and a new password for who cannot get in any more. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/commands/commands.h"
#include "api/identity/holder.h"
#include "api/reading.h"
#include "models/identity/credential.h"
#include "models/encode.h"
#include "models/pupils/school.h"
#include "models/upkeep.h"
#include "models/identity/user.h"
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

/* ---- a new password -------------------------------------------------------------------- */

struct reset {
    const char *trust; /* as named, or NULL: wherever the address is */
    const char *email;
    const char *trust_id, *user_id;
    size_t found;
};

static enum db_status look_in(struct db *db, struct arena *arena, struct reset *r,
                              const char *trust)
{
    const struct lease lease = operator_lease(arena, trust);
    const struct user asked = { .email = r->email };
    struct key key;
    enum db_status status = db_lease(db, &lease);

    if (!status)
        status = user_with_address(db, &asked, &key);
    if (!status) {
        r->trust_id = trust;
        r->user_id = key.id;
        r->found++;
    }
    db_release(db);
    return status == DB_NONE ? DB_OK : status;
}

static enum db_status look_for_user(struct db *db, struct arena *arena, struct reset *r)
{
    static const struct nothing none;
    const struct lease lease = { .arena = arena, .read_only = true };
    struct trust *rows = NULL;
    size_t count = 0;
    enum db_status status = db_lease(db, &lease);

    if (!status)
        status = trusts(db, &none, &rows, &count);
    db_release(db);
    for (size_t i = 0; !status && i < count; i++) {
        if (!r->trust || strcmp(rows[i].name, r->trust) == 0 || strcmp(rows[i].id, r->trust) == 0)
            status = look_in(db, arena, r, rows[i].id);
    }
    return status;
}

/* Made here, or the first line of standard input; NULL with a sentence. */
static const char *take_password(struct arena *arena, bool given)
{
    enum { LINE = 1024 };
    char *text = arena_take(arena, LINE);
    const bool there = text && (given ? fgets(text, LINE, stdin) != NULL
                                      : auth_secret_make("password", text));

    if (there)
        text[strcspn(text, "\r\n")] = '\0';
    const struct rule *refused = there ? kind_refuses_text(&PASSWORD, text) : NULL;
    if (!there || refused)
        fail("the password was not set", refused ? refused->says : "there is none");
    return there && !refused ? text : NULL;
}

static enum db_status keep_password(struct db *db, struct arena *arena, const struct reset *r,
                                    const char *password)
{
    const struct lease lease = operator_lease(arena, r->trust_id);
    char hash[AUTH_PASSWORD];
    enum db_status status = auth_password_hash(password, hash) ? db_lease(db, &lease) : DB_BUSY;

    if (!status)
        status = user_set_password(db, r->user_id, hash);
    return status ? status : db_settle(db, true);
}

static int reset_password(struct db *db, struct arena *arena, struct reset *r, bool given,
                          bool json)
{
    enum db_status status = look_for_user(db, arena, r);

    if (!status && r->found != 1)
        return fail("the password was not set",
                    r->found ? "users of several trusts have this address: say --trust"
                             : "no user has this address");
    const char *password = status ? NULL : take_password(arena, given);
    if (!status && !password)
        return EXIT_FAILURE;
    if (!status)
        status = keep_password(db, arena, r, password);
    if (status)
        fail("the password was not set", operator_reason(db, status));
    else
        print_lines(json, (const struct line[]){ { "user_id", r->user_id },
                    { "trust_id", r->trust_id }, { given ? NULL : "password", password },
                    { NULL, NULL } });
    db_release(db);
    return status ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int command_password(struct service *service, int argc, char **argv)
{
    struct arena arena = { .limit = MEMORY };
    struct reset r = { .trust = option(argc, argv, "trust"),
                       .email = option(argc, argv, "email") };

    if (!r.email || !*r.email)
        return fail("usage", "tamar user password --email ADDRESS [--trust NAME] [--stdin]"
                             " [--json]");
    struct db *db = open_serving(service);
    const int result = db ? reset_password(db, &arena, &r, option(argc, argv, "stdin") != NULL,
                                           option(argc, argv, "json") != NULL)
                          : EXIT_FAILURE;
    db_close(db);
    arena_free(&arena);
    return result;
}

int command_user(struct service *service, int argc, char **argv)
{
    if (argc > 0 && strcmp(argv[0], "password") == 0)
        return command_password(service, argc - 1, argv + 1);
    return make_holder(service, true, argc, argv);
}

int command_client(struct service *service, int argc, char **argv)
{
    return make_holder(service, false, argc, argv);
}
