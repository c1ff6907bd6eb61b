/* tamar demo: two invented trusts with their schools and pupils, and somebody of every claim set in
 * each, whose credentials go into demo.json and nowhere else.
 *
 * All of it is one transaction, and the credentials are on the disk, under another name, before it
 * is committed: whenever this is killed, the next start either finds nothing and begins anew, or
 * finds the trusts and gives the file its name. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/commands/commands.h"
#include "api/identity/holder.h"
#include "api/reading.h"
#include "models/buffer.h"
#include "models/demo.h"
#include "models/upkeep.h"

enum { MEMORY = 16 << 20, BATCH = 10000, PUPILS = 4000, SMALLER = 5, RATE = 100000, PATH = 4096,
       TRUSTS = 2, PUPILS_MAX = 10000000 };

struct demo {
    struct service *service;
    struct db *db;
    struct arena *arena; /* as long as the command */
    const char *seed;
    int64_t pupils;
    struct demo_trust *trusts;
    size_t count;
    struct buffer clients[TRUSTS], users[TRUSTS]; /* "name": {...}, ... */
};

static bool fail(const struct demo *d, const char *what, enum db_status status)
{
    fprintf(stderr, "tamar: %s: %s\n", what, operator_reason(d->db, status));
    return false;
}

static bool good(const struct demo *d, const char *what, enum db_status status)
{
    return !status || fail(d, what, status);
}

static bool lease(struct demo *d)
{
    const struct lease wanted = operator_lease(d->arena, NULL);

    return db_lease(d->db, &wanted) == DB_OK;
}

/* ---- schools and pupils ---------------------------------------------------------------- */

static bool add_trust(struct demo *d, const struct demo_trust *t)
{
    const struct trust trust = { t->id, t->name };

    db_turn_to(d->db, t->id);
    enum db_status status = trust_add(d->db, &trust);
    if (!status)
        status = demo_add_schools(d->db, t->position, d->seed);
    return good(d, "a trust was not made", status);
}

static bool add_pupils(struct demo *d, const struct demo_trust *t, int64_t pupils)
{
    enum db_status status = DB_OK;

    for (int64_t first = 1; !status && first <= pupils; first += BATCH) {
        const int64_t last = first + BATCH - 1 < pupils ? first + BATCH - 1 : pupils;

        status = demo_add_pupils(d->db, t->position, d->seed, first, last);
        if (!status)
            printf("  %s: %lld of %lld pupils\n", t->name, (long long)last, (long long)pupils);
        fflush(stdout);
    }
    return good(d, "pupils were not made", status);
}

/* ---- those who may ask ----------------------------------------------------------------- */

enum where { EVERYWHERE, AT_ONE, AT_TWO, AT_A_HOST };

static const struct part {
    const char *claim_set;
    const char *name;
    const char *person;
    enum where where;
} PARTS[] = {
    { "trust_admin", "Trust administration", "Morwenna Tregear", EVERYWHERE },
    { "send_lead", "SEND lead", "Gareth Ellacott", EVERYWHERE },
    { "school_leader", "School leadership", "Priya Sandhu", AT_ONE },
    { "senco", "SEN coordination", "Niamh Kavanagh", AT_ONE },
    { "host_leader", "Host school", "Tobias Penrose", AT_A_HOST },
    { "la_officer", "Local authority", "Adaeze Okafor", EVERYWHERE },
    { "finance", "Finance", "Simon Hartley", EVERYWHERE },
    { "finance_approver", "Finance approval", "Ruth Blackwood", EVERYWHERE },
    { "inspector", "Peer inspection", "Callum Reid", EVERYWHERE },
    { "quality_lead", "Quality assurance", "Anthea Polglase", EVERYWHERE },
    { "board_facilitator", "Student advisory board", "Zainab Malik", EVERYWHERE },
    { "dsl", "Safeguarding", "Helen Armitage-Bell", EVERYWHERE },
    { "mis_sync", "MIS synchronisation", "Jago Nancarrow", AT_TWO },
    { "auditor", "Audit", "Mei Ling Chan", EVERYWHERE },
    { NULL, NULL, NULL, EVERYWHERE }
};

/* The first special school, the first mainstream one that hosts a base, or both of them. */
static const char *schools_for(struct demo *d, const struct demo_school *schools, size_t count,
                               enum where where)
{
    const struct demo_school *host = NULL;

    for (size_t i = 0; i < count && !host; i++)
        host = schools[i].hosts ? &schools[i] : NULL;
    if (where == EVERYWHERE || !count || !host)
        return NULL;
    return where == AT_TWO ? arena_format(d->arena, "[\"%s\",\"%s\"]", schools[0].id, host->id)
                           : arena_format(d->arena, "[\"%s\"]",
                                          where == AT_A_HOST ? host->id : schools[0].id);
}

static void put_holder(struct buffer *out, const char *claim_set, const struct holder *h)
{
    put_text(out, out->length ? ", " : "");
    put_json_text(out, claim_set);
    put_text(out, h->email ? ": {\"email\": " : ": {\"client_id\": ");
    put_json_text(out, h->email ? h->email : h->id);
    put_text(out, h->email ? ", \"password\": " : ", \"client_secret\": ");
    put_json_text(out, h->secret);
    put_char(out, '}');
}

static enum db_status add_part(struct demo *d, size_t at, const struct part *part,
                               const struct demo_school *schools, size_t count)
{
    struct holder client = { .name = arena_format(d->arena, "%s (demo)", part->name),
                             .claim_set = part->claim_set, .rate_limit = RATE,
                             .schools = schools_for(d, schools, count, part->where),
                             .la_code = strcmp(part->claim_set, "la_officer") == 0 && count
                                            ? schools[0].la_code : NULL };
    struct holder user = client;

    user.name = part->person;
    user.email = arena_format(d->arena, "%s@%s.example", part->claim_set,
                              at ? "longmeadow" : "saltmarsh");
    enum db_status status = holder_add(d->db, &client);
    if (!status)
        status = holder_add(d->db, &user);
    if (!status) {
        put_holder(&d->clients[at], part->claim_set, &client);
        put_holder(&d->users[at], part->claim_set, &user);
    }
    return status;
}

static bool add_holders(struct demo *d, size_t at)
{
    const struct demo_trust *t = &d->trusts[at];
    struct demo_school *schools;
    size_t count;
    enum db_status status = demo_schools(d->db, t->position, d->seed, &schools, &count);

    for (const struct part *p = PARTS; !status && p->claim_set; p++)
        status = add_part(d, at, p, schools, count);
    return good(d, "users and clients were not made", status);
}

/* ---- demo.json ------------------------------------------------------------------------- */

static void put_trust(struct buffer *out, const struct demo *d, size_t at)
{
    put_text(out, "\"clients\": {");
    put_text(out, d->clients[at].text);
    put_text(out, "}, \"users\": {");
    put_text(out, d->users[at].text);
    put_char(out, '}');
}

/* Both names of the credentials: before the trusts are there, and afterwards. */
struct paths {
    char fresh[PATH], final[PATH];
};

static struct paths paths_of(const struct demo *d)
{
    struct paths paths;

    snprintf(paths.final, sizeof paths.final, "%s/demo.json", d->service->settings.state);
    snprintf(paths.fresh, sizeof paths.fresh, "%s/demo.json.new", d->service->settings.state);
    return paths;
}

/* A new name in a folder outlives a loss of power only then. */
static bool settle_folder(const char *folder)
{
    const int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool settled = fd >= 0 && fsync(fd) == 0;

    if (fd >= 0)
        close(fd);
    return settled;
}

static bool write_credentials(const struct demo *d)
{
    const struct paths paths = paths_of(d);
    struct buffer out = { .arena = d->arena };
    char url[256];

    put_text(&out, "{\"base_url\": ");
    put_json_text(&out, public_url(d->service, url, sizeof url));
    put_text(&out, ", ");
    put_trust(&out, d, 0);
    put_text(&out, ", \"trusts\": [");
    for (size_t i = 0; i < d->count; i++) {
        put_text(&out, i ? ", {\"name\": " : "{\"name\": ");
        put_json_text(&out, d->trusts[i].name);
        put_text(&out, ", ");
        put_trust(&out, d, i);
        put_char(&out, '}');
    }
    put_text(&out, "]}\n");
    mkdir(d->service->settings.state, 0700);
    unlink(paths.fresh);
    unlink(paths.final); /* of other trusts than those that come now */
    if (!out.failed && write_new(paths.fresh, out.text) &&
        settle_folder(d->service->settings.state))
        return true;
    fprintf(stderr, "tamar: %s cannot be written\n", paths.fresh);
    return false;
}

static bool name_credentials(const struct demo *d)
{
    const struct paths paths = paths_of(d);

    if (rename(paths.fresh, paths.final) != 0) {
        fprintf(stderr, "tamar: %s cannot be written\n", paths.final);
        return false;
    }
    printf("the credentials are in %s\n", paths.final);
    return true;
}

/* The trusts were made, and whoever made them was killed before the credentials had their name. */
static bool was_cut_short(const struct demo *d)
{
    const struct paths paths = paths_of(d);

    return access(paths.final, F_OK) != 0 && access(paths.fresh, F_OK) == 0;
}

/* ---- the command ----------------------------------------------------------------------- */

/* 1: go on, 0: there is nothing to do, -1: it cannot be done. */
static int judge(struct demo *d, bool force)
{
    static const struct nothing none;
    struct trust *present;
    size_t count = 0;
    bool again = false;
    const bool asked = lease(d) && trusts(d->db, &none, &present, &count) == DB_OK &&
                       demo_trusts(d->db, &d->trusts, &d->count) == DB_OK && d->count <= TRUSTS;

    if (!asked)
        fail(d, "the demo cannot be made", DB_FAILED);
    for (size_t i = 0; asked && i < count; i++) {
        for (size_t k = 0; k < d->count; k++)
            again = again || strcmp(present[i].id, d->trusts[k].id) == 0;
    }
    db_release(d->db);
    if (!asked)
        return -1;
    if (again && was_cut_short(d))
        return name_credentials(d) ? 0 : -1;
    if (count && !force) {
        puts("there are trusts already: nothing was made (--force makes the demo beside them)");
        return 0;
    }
    if (again)
        fputs("tamar: the demo trusts are there already: --force does not make them twice\n",
              stderr);
    return again ? -1 : 1;
}

static bool make_trusts(struct demo *d)
{
    bool made = lease(d);

    for (size_t i = 0; made && i < d->count; i++) {
        const int64_t smaller = d->pupils / SMALLER ? d->pupils / SMALLER : 1;

        d->clients[i] = d->users[i] = (struct buffer){ .arena = d->arena };
        made = add_trust(d, &d->trusts[i])
            && add_holders(d, i)
            && good(d, "the board was not made",
                    demo_add_boards(d->db, d->trusts[i].position, d->seed))
            && add_pupils(d, &d->trusts[i], i ? smaller : d->pupils)
            && good(d, "the plans were not made",
                    demo_add_casework(d->db, d->trusts[i].position, d->seed))
            && good(d, "the money was not made",
                    demo_add_funding(d->db, d->trusts[i].position, d->seed))
            && good(d, "the inspections were not made",
                    demo_add_inspections(d->db, d->trusts[i].position, d->seed))
            && good(d, "nobody joined the board",
                    demo_add_board_pupil(d->db, d->trusts[i].position, d->seed));
    }
    made = made && write_credentials(d)
        && good(d, "the trusts were not kept", db_settle(d->db, true));
    db_release(d->db);
    return made;
}

static bool make(struct demo *d)
{
    return make_trusts(d) && name_credentials(d) && demo_finish(d->db) == DB_OK;
}

int command_demo(struct service *service, int argc, char **argv)
{
    struct arena arena = { .limit = MEMORY };
    struct demo d = { .service = service, .arena = &arena, .pupils = PUPILS,
                      .seed = option(argc, argv, "seed") };
    const char *pupils = option(argc, argv, "pupils");
    int verdict = -1;

    if (pupils && (!text_to_int(pupils, &d.pupils) || d.pupils < 1 || d.pupils > PUPILS_MAX)) {
        fputs("tamar: --pupils must be a whole number from 1 to 10000000\n", stderr);
        return EXIT_FAILURE;
    }
    d.seed = d.seed && *d.seed ? d.seed : "tamar";
    d.db = db_open(service->settings.owner_url, "tamar_owner");
    if (!d.db || demo_load(d.db) != DB_OK)
        fprintf(stderr, "tamar: the demo cannot be made: %s\n", d.db ? db_message(d.db) : "");
    else
        verdict = judge(&d, option(argc, argv, "force") != NULL);
    if (verdict > 0)
        verdict = make(&d) ? 0 : -1;
    db_close(d.db);
    arena_free(&arena);
    return verdict < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
