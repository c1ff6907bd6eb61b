#include "models/journal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "models/audit.h"
#include "models/buffer.h"
#include "models/uuid.h"

enum { PATH = 4200, BATCH = 256 * 1024, LINE_MAX_ = 512 * 1024 };

struct journal {
    pthread_mutex_t lock;
    char folder[4096];
    char current[PATH];
    int fd;
    bool written;       /* since the current file was begun */
    char shipping[256]; /* name of the file that is being carried over, or "" */
    long shipped;       /* how far */
};

/* ---- writing --------------------------------------------------------------------------- */

static bool begin_file(struct journal *j)
{
    char id[UUID_TEXT], path[PATH];

    uuid_make(id);
    snprintf(path, sizeof path, "%s/%s.log", j->folder, id);
    const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
    if (fd >= 0)
        flock(fd, LOCK_EX | LOCK_NB); /* as long as it is written to, nobody else ships it */
    if (fd < 0)
        return false; /* the file before it stays the current one: it is still written to */
    memcpy(j->current, path, sizeof path);
    j->fd = fd;
    j->written = false;
    return true;
}

struct journal *journal_open(const char *folder)
{
    struct journal *j = calloc(1, sizeof *j);

    if (!j)
        return NULL;
    pthread_mutex_init(&j->lock, NULL);
    snprintf(j->folder, sizeof j->folder, "%s", folder);
    if ((mkdir(folder, 0700) != 0 && errno != EEXIST) || !begin_file(j)) {
        free(j);
        return NULL;
    }
    return j;
}

void journal_close(struct journal *j)
{
    if (!j)
        return;
    close(j->fd);
    if (!j->written)
        unlink(j->current);
    pthread_mutex_destroy(&j->lock);
    free(j);
}

static bool write_all(int fd, const char *text, size_t length)
{
    while (length) {
        const ssize_t done = write(fd, text, length);

        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return false;
        text += done;
        length -= (size_t)done;
    }
    return true;
}

bool journal_write(struct journal *j, const struct journal_entry *e)
{
    char fixed[1024], id[UUID_TEXT], at[32];
    char *line = fixed;
    struct timespec now;
    struct tm utc;
    const size_t subjects = strlen(e->subjects);

    if (subjects > sizeof fixed - 500 && !(line = malloc(subjects + 500)))
        return false;
    uuid_make(id);
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    strftime(at, sizeof at, "%Y-%m-%dT%H:%M:%S", &utc);
    /* Every value is an id, an operationId or a checked request id: nothing needs escaping. */
    const int length = snprintf(
        line, subjects + 500,
        "{\"id\":\"%s\",\"trust_id\":\"%s\",\"at\":\"%s.%06ldZ\",\"actor\":\"%s\",\"action\":\"%"
        "s\","
        "\"subject_type\":\"%s\",\"request_id\":\"%s\",\"subject_ids\":[%s]}\n",
        id, e->trust, at, now.tv_nsec / 1000, e->actor, e->action, e->subject_type, e->request_id,
        e->subjects);
    pthread_mutex_lock(&j->lock);
    const off_t before = lseek(j->fd, 0, SEEK_END);
    const bool good = length > 0 && write_all(j->fd, line, (size_t)length);
    /* Half a line would run into the next one, and neither could be read. */
    if (!good && (before < 0 || ftruncate(j->fd, before) != 0)) {
        close(j->fd);
        j->fd = -1; /* until the file is turned */
    }
    j->written = true;
    pthread_mutex_unlock(&j->lock);
    if (line != fixed)
        free(line);
    return good;
}

/* ---- shipping -------------------------------------------------------------------------- */

/* Where a line says its trust: {"id":"...","trust_id":"... */
enum { TRUST_AT = 57, TRUSTS_MAX = 64 };

static enum db_status ship_trust(struct db *db, const char *trust, const char *text, size_t length)
{
    struct arena arena = { .limit = 8 * BATCH + 8 * LINE_MAX_ };
    struct buffer rows = { .arena = &arena };

    put_char(&rows, '[');
    for (size_t from = 0; from < length;) {
        const size_t line = strcspn(text + from, "\n");

        if (line > TRUST_AT + 36 && memcmp(text + from + TRUST_AT, trust, 36) == 0) {
            put_text(&rows, rows.length > 1 ? "," : "");
            put_bytes(&rows, text + from, line);
        }
        from += line + 1;
    }
    put_char(&rows, ']');
    const enum db_status status = rows.failed ? DB_TOO_LARGE
                                              : audit_take(db, &arena, trust, rows.text);
    arena_free(&arena);
    return status;
}

/* One transaction per trust, because a trust's identity is stated in it. */
static enum db_status ship_batch(struct db *db, const char *text, size_t length)
{
    char trusts[TRUSTS_MAX][37] = { "" };
    size_t count = 0;
    enum db_status status = DB_OK;

    for (size_t from = 0; from < length; from += strcspn(text + from, "\n") + 1) {
        size_t known = 0;

        if (strcspn(text + from, "\n") <= TRUST_AT + 36)
            continue;
        while (known < count && memcmp(trusts[known], text + from + TRUST_AT, 36) != 0)
            known++;
        if (known < count)
            continue;
        if (count == TRUSTS_MAX) { /* so many trusts in one batch: ship these, and go on */
            for (size_t i = 0; !status && i < count; i++)
                status = ship_trust(db, trusts[i], text, length);
            count = 0;
        }
        memcpy(trusts[count++], text + from + TRUST_AT, 36);
    }
    for (size_t i = 0; !status && i < count; i++)
        status = ship_trust(db, trusts[i], text, length);
    return status;
}

/* One batch of whole lines from where the last one ended. A line that a dying process cut off in
 * the middle was never answered: it is left out. `*whole` when the file has been shipped to its
 * end. */
static enum db_status ship_next(struct journal *j, struct db *db, FILE *file, bool *whole)
{
    char *batch = malloc(BATCH + LINE_MAX_);
    size_t length = 0;
    enum db_status status = DB_OK;

    if (!batch || fseek(file, j->shipped, SEEK_SET) != 0) {
        free(batch);
        return DB_BUSY;
    }
    *whole = false;
    while (length < BATCH && !*whole) {
        *whole = !fgets(batch + length, LINE_MAX_, file);
        const size_t line = *whole ? 0 : strlen(batch + length);
        if (line && batch[length + line - 1] == '\n')
            length += line;
    }
    batch[length] = '\0';
    if (length)
        status = ship_batch(db, batch, length);
    if (!status)
        j->shipped += (long)length;
    free(batch);
    return status;
}

static enum db_status ship_file(struct journal *j, struct db *db, const char *path)
{
    FILE *file = fopen(path, "re");
    bool whole = false;

    if (!file)
        return errno == ENOENT ? DB_OK : DB_FAILED;
    const enum db_status status = ship_next(j, db, file, &whole);
    if (!status && whole) {
        unlink(path);
        j->shipping[0] = '\0';
    }
    fclose(file);
    return status;
}

static bool turn_file(struct journal *j)
{
    pthread_mutex_lock(&j->lock);
    const int old = j->fd;
    const bool turned = j->written && begin_file(j);
    pthread_mutex_unlock(&j->lock);
    if (turned && old >= 0)
        close(old);
    return turned;
}

/* Files older than our current one, by their time-ordered names, were left behind or turned; one
 * that another service still writes to is known by its lock. */
static bool is_finished(const struct journal *j, const char *name)
{
    const size_t length = strlen(name);
    char path[PATH + 300];

    if (length <= 4 || strcmp(name + length - 4, ".log") != 0 ||
        strcmp(name, strrchr(j->current, '/') + 1) >= 0)
        return false;
    snprintf(path, sizeof path, "%s/%s", j->folder, name);
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    const bool free_to_ship = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0;
    if (fd >= 0)
        close(fd);
    return free_to_ship;
}

/* The oldest finished file becomes the one that is shipped. */
static bool find_finished(struct journal *j)
{
    DIR *folder = opendir(j->folder);

    j->shipping[0] = '\0';
    j->shipped = 0;
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        if (is_finished(j, entry->d_name) &&
            (!j->shipping[0] || strcmp(entry->d_name, j->shipping) < 0))
            snprintf(j->shipping, sizeof j->shipping, "%s", entry->d_name);
    }
    if (folder)
        closedir(folder);
    return j->shipping[0];
}

enum db_status journal_ship(struct journal *j, struct db *db)
{
    char path[PATH + 300];

    if (!j->shipping[0] && !find_finished(j) && !(turn_file(j) && find_finished(j)))
        return DB_OK;
    snprintf(path, sizeof path, "%s/%s", j->folder, j->shipping);
    return ship_file(j, db, path);
}
