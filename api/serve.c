/* tamar serve: build the service, answer until told to stop, drain. */
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/commands/commands.h"
#include "api/json.h"
#include "api/log.h"
#include "api/rate.h"
#include "api/server.h"
#include "api/upkeep.h"
#include "models/migrate.h"
#include "models/upkeep.h"

enum { GATE_ENTRIES = 4096, PATH = 4096, MEMORY = 1 << 20 };

/* ---- what every command may need ------------------------------------------------------- */

bool write_new(const char *path, const char *text)
{
    const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const bool good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text) &&
                      fsync(fd) == 0;

    if (fd >= 0)
        close(fd);
    return good;
}

bool read_master(struct service *service)
{
    const char *path = service->settings.secret_file;
    char text[64] = "";

    mkdir(service->settings.state, 0700);
    FILE *file = fopen(path, "re");
    if (!file && errno == ENOENT) {
        char made[44];

        auth_master_make(&service->master);
        auth_master_write(&service->master, made);
        if (write_new(path, made))
            return true;
        file = fopen(path, "re"); /* another process was quicker */
    }
    if (file && fgets(text, sizeof text, file))
        text[strcspn(text, "\r\n")] = '\0';
    if (file)
        fclose(file);
    if (auth_master_read(text, &service->master))
        return true;
    fprintf(stderr, "tamar: %s cannot be read, or is not 43 characters of base64url\n", path);
    return false;
}

struct db *open_owner(struct service *service)
{
    return db_open(service->settings.owner_url, NULL);
}

struct db *open_serving(struct service *service)
{
    return db_open(service->settings.database_url, "api_rw");
}

bool make_signing_key(struct service *service, struct db *db, int64_t delay)
{
    struct arena arena = { .limit = MEMORY };
    const struct lease lease = { .arena = &arena };
    struct auth_key key;
    char sealed[2 * AUTH_PEM];
    bool good = auth_key_make(&key) &&
                auth_seal(&service->master, "signing-key", key.private_pem, sealed, sizeof sealed);
    const struct stored_key stored = { .kid = key.kid, .public_pem = key.public_pem,
                                       .sealed_pem = sealed, .age = -delay };

    good = good && db_lease(db, &lease) == DB_OK;
    if (good) {
        db_begin(db);
        good = signing_key_add(db, &stored) == DB_OK;
        const enum db_status retired = good ? signing_keys_retire(db, &stored) : DB_FAILED;
        good = (retired == DB_OK || retired == DB_NONE) && db_commit(db) == DB_OK;
    }
    db_release(db);
    arena_free(&arena);
    explicit_bzero(&key, sizeof key);
    return good;
}

/* ---- serve ----------------------------------------------------------------------------- */

static bool has_signing_key(struct db *db)
{
    static const struct nothing none;
    struct arena arena = { .limit = MEMORY };
    const struct lease lease = { .arena = &arena, .read_only = true };
    struct stored_key *keys;
    size_t count = 0;
    const bool good = db_lease(db, &lease) == DB_OK &&
                      signing_keys(db, &none, &keys, &count) == DB_OK;

    db_release(db);
    arena_free(&arena);
    return good && count;
}

static bool check_database(struct service *service)
{
    struct db *db = open_serving(service);
    bool current = false;
    const enum db_status status = db ? schema_is_current(db, &current) : DB_BUSY;

    if (status == DB_BUSY)
        fprintf(stderr, "tamar: the database cannot be reached: %s\n", db ? db_message(db) : "");
    else if (!current)
        fprintf(stderr, "tamar: the database is not at this program's schema: run tamar migrate\n");
    else if (!has_signing_key(db))
        current = make_signing_key(service, db, 0);
    db_close(db);
    return current;
}

static bool open_workers(struct service *service)
{
    const unsigned count = service->settings.workers;

    service->workers = calloc(count, sizeof *service->workers);
    for (unsigned i = 0; service->workers && i < count; i++) {
        service->workers[i] = db_open(service->settings.database_url, "api_rw");
        if (!service->workers[i])
            return false;
    }
    return service->workers != NULL;
}

static bool open_journal(struct service *service)
{
    char path[PATH];

    snprintf(path, sizeof path, "%s/journal", service->settings.state);
    service->journal = journal_open(path);
    if (!service->journal)
        fprintf(stderr, "tamar: the journal of reads cannot be written in %s\n", path);
    return service->journal != NULL;
}

static bool tell_where(const struct service *service)
{
    const struct settings *s = &service->settings;
    char path[PATH], text[512];

    snprintf(path, sizeof path, "%s/service.json", s->state);
    snprintf(text, sizeof text,
             "{\"pid\": %d, \"port\": %u, \"ops_port\": %u, \"base_url\": \"http://%s:%u\"}\n",
             (int)getpid(), s->port, s->ops_port, s->address, s->port);
    unlink(path);
    return write_new(path, text);
}

static void forget_where(const struct service *service)
{
    char path[PATH];

    snprintf(path, sizeof path, "%s/service.json", service->settings.state);
    unlink(path);
}

static void close_service(struct service *service)
{
    for (unsigned i = 0; service->workers && i < service->settings.workers; i++)
        db_close(service->workers[i]);
    free(service->workers);
    journal_close(service->journal);
    rate_table_free(service->rates);
    auth_gate_free(service->gate);
}

static sigset_t block_signals(void)
{
    sigset_t stop;

    signal(SIGPIPE, SIG_IGN);
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);
    return stop;
}

int command_serve(struct service *service, int argc, char **argv)
{
    const sigset_t stop = block_signals();
    int signal_number;

    (void)argc;
    (void)argv;
    /* The blocks of one request come and go by the hundred kilobytes: given back to the system each
     * time, they cost a quarter of a page of pupils in page faults. */
    mallopt(M_MMAP_THRESHOLD, 4 << 20);
    mallopt(M_TRIM_THRESHOLD, 1 << 20);
    prctl(PR_SET_DUMPABLE, 0); /* secrets in memory do not go into a core file */
    json_start(); /* before the first thread */
    schema_digest(service->schema);
    service->gate = auth_gate_make(GATE_ENTRIES);
    service->rates = rate_table_make();
    const bool started = service->gate && service->rates && read_master(service) &&
                         check_database(service) && open_journal(service) &&
                         open_workers(service) && server_listen(service) && upkeep_start(service);
    if (started && server_serve(service) && tell_where(service)) {
        log_event("ready", "serving");
        sigwait(&stop, &signal_number);
        log_event("draining", "a signal asked for it");
        server_drain(service);
        forget_where(service);
    }
    if (started)
        upkeep_stop(service);
    close_service(service);
    return started ? EXIT_SUCCESS : EXIT_FAILURE;
}
