#include "models/journal.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "models/audit.h"
#include "models/buffer.h"
#include "models/journal_file.h"
#include "models/uuid.h"

/* A pass under load carries one batch over, so that a burst is not slowed by its own record; a pass
 * when little is written carries several. */
enum {
    LANES = 16, BATCH = 128 * 1024, QUIET = BATCH / 2, BATCHES_WHEN_QUIET = 8, ON_THE_STACK = 4096,
    INSTANT_TEXT = 28
};

/* Each thread writes in a lane of its own, as long as there are no more threads than lanes: then
 * nobody waits for a lock. */
struct lane {
    _Alignas(64) pthread_mutex_t lock;
    struct journal_file file;
    size_t added; /* bytes, ever */
};

struct journal {
    struct lane lanes[LANES];
    struct journal_file left; /* behind by a process that died, or full: it is carried over first */
    char folder[4096];
    size_t seen; /* of what was added, by the pass before */
};

/* ---- writing --------------------------------------------------------------------------- */

struct journal *journal_open(const char *folder)
{
    struct journal *j = aligned_alloc(64, sizeof *j);
    struct journal_file probe;

    if (!j)
        return NULL;
    memset(j, 0, sizeof *j);
    j->left.fd = -1;
    for (int i = 0; i < LANES; i++) {
        pthread_mutex_init(&j->lanes[i].lock, NULL);
        j->lanes[i].file.fd = -1;
    }
    snprintf(j->folder, sizeof j->folder, "%s", folder);
    if ((mkdir(folder, 0700) != 0 && errno != EEXIST) || !journal_file_begin(&probe, folder)) {
        free(j);
        return NULL;
    }
    journal_file_remove(&probe);
    return j;
}

static void end_file(struct journal_file *f)
{
    if (f->map && journal_file_carried(f) == f->written)
        journal_file_remove(f);
    else
        journal_file_leave(f);
}

void journal_close(struct journal *j)
{
    if (!j)
        return;
    end_file(&j->left);
    for (int i = 0; i < LANES; i++) {
        end_file(&j->lanes[i].file);
        pthread_mutex_destroy(&j->lanes[i].lock);
    }
    free(j);
}

static struct lane *lane_of_thread(struct journal *j)
{
    static atomic_uint threads;
    static _Thread_local unsigned thread; /* from 1 */

    if (!thread)
        thread = atomic_fetch_add(&threads, 1) + 1;
    return &j->lanes[thread % LANES];
}

/* RFC 3339 with microseconds; what does not change within a second is written once in it. */
static void write_instant(char out[INSTANT_TEXT])
{
    static _Thread_local time_t second;
    static _Thread_local char text[20];
    struct timespec now;
    struct tm utc;

    clock_gettime(CLOCK_REALTIME, &now);
    if (now.tv_sec != second) {
        gmtime_r(&now.tv_sec, &utc);
        strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
        second = now.tv_sec;
    }
    memcpy(out, text, 19);
    out[19] = '.';
    for (long i = 25, rest = now.tv_nsec / 1000; i > 19; i--, rest /= 10)
        out[i] = (char)('0' + rest % 10);
    out[26] = 'Z';
    out[27] = '\0';
}

/* Every value is an id, an operationId or a checked request id: nothing needs escaping. With `out`
 * NULL it is only measured. */
static size_t write_line(char *out, const struct journal_entry *e, const char *id, const char *at)
{
    const char *const parts[] = { "{\"id\":\"",
                                  id,
                                  "\",\"trust_id\":\"",
                                  e->trust,
                                  "\",\"at\":\"",
                                  at,
                                  "\",\"actor\":\"",
                                  e->actor,
                                  "\",\"action\":\"",
                                  e->action,
                                  "\",\"subject_type\":\"",
                                  e->subject_type,
                                  "\",\"request_id\":\"",
                                  e->request_id,
                                  "\",\"reason\":", e->purpose ? e->purpose : "null",
                                  ",\"subject_ids\":[",
                                  e->subjects,
                                  "]}\n" };
    size_t length = 0;

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const size_t part = strlen(parts[i]);

        if (out)
            memcpy(out + length, parts[i], part);
        length += part;
    }
    return length;
}

/* A file that is full is put aside, to be found and carried over to its end. */
static bool add_line(struct journal *j, const char *line, size_t length)
{
    struct lane *lane = lane_of_thread(j);

    pthread_mutex_lock(&lane->lock);
    bool added = journal_file_add(&lane->file, line, length);
    if (!added && length <= JOURNAL_LINE_MAX) {
        journal_file_leave(&lane->file);
        added = journal_file_begin(&lane->file, j->folder) &&
                journal_file_add(&lane->file, line, length);
    }
    lane->added += added ? length : 0;
    pthread_mutex_unlock(&lane->lock);
    return added;
}

bool journal_write(struct journal *j, const struct journal_entry *e)
{
    char on_stack[ON_THE_STACK], id[UUID_TEXT], at[INSTANT_TEXT];

    uuid_make(id);
    write_instant(at);
    const size_t length = write_line(NULL, e, id, at);
    char *line = length <= sizeof on_stack ? on_stack : malloc(length);
    if (!line)
        return false;
    write_line(line, e, id, at);
    const bool added = add_line(j, line, length);
    if (line != on_stack)
        free(line);
    return added;
}

/* ---- carrying over --------------------------------------------------------------------- */

/* Where a line says its trust: {"id":"...","trust_id":"... */
enum { TRUST_AT = 57, TRUSTS_MAX = 64 };

static enum db_status ship_trust(struct db *db, const char *trust, const char *text, size_t length)
{
    struct arena arena = { .limit = 8 * BATCH + 8 * JOURNAL_LINE_MAX };
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

/* How many bytes of whole lines, from `from` on, go into what room is left. */
static size_t whole_lines(const struct journal_file *f, size_t from, size_t room)
{
    size_t length = f->written - from < room ? f->written - from : room;

    while (length && f->map[from + length - 1] != '\n')
        length--;
    return length;
}

/* The same, but one line at least, however long it is. */
static size_t some_lines(const struct journal_file *f, size_t from, size_t room)
{
    const size_t length = whole_lines(f, from, room);

    return length ? length : whole_lines(f, from, JOURNAL_LINE_MAX);
}

/* The files that are not written to any more: one at a time, each to its end. */
static enum db_status ship_left(struct journal *j, struct db *db, char *batch)
{
    const size_t from = journal_file_carried(&j->left);
    const size_t length = some_lines(&j->left, from, BATCH);

    memcpy(batch, j->left.map + from, length);
    batch[length] = '\0';
    const enum db_status status = length ? ship_batch(db, batch, length) : DB_OK;
    if (status)
        return status;
    journal_file_carry(&j->left, from + length);
    if (from + length == j->left.written)
        journal_file_remove(&j->left);
    return DB_OK;
}

/* Any file that nobody holds; the oldest by its time-ordered name first. */
static bool take_left(struct journal *j)
{
    struct dirent **names = NULL;
    const int count = scandir(j->folder, &names, NULL, alphasort);
    char path[sizeof j->left.path];

    for (int i = 0; i < count; i++) {
        const size_t length = strlen(names[i]->d_name);

        if (!j->left.map && length > 4 && strcmp(names[i]->d_name + length - 4, ".log") == 0) {
            snprintf(path, sizeof path, "%s/%s", j->folder, names[i]->d_name);
            journal_file_take(&j->left, path);
        }
        free(names[i]);
    }
    free(names);
    return j->left.map;
}

/* What the lanes hold that has not been carried over; `to` is how far it goes in each. A lane whose
 * file has been put aside meanwhile is carried over again with that file: once is recorded. */
struct gathered {
    char path[sizeof((struct journal_file *)0)->path];
    size_t to;
};

static size_t gather(struct journal *j, char *batch, struct gathered seen[LANES])
{
    size_t length = 0;

    for (int i = 0; i < LANES; i++) {
        struct lane *lane = &j->lanes[i];

        seen[i].to = 0;
        pthread_mutex_lock(&lane->lock);
        if (lane->file.map && length < BATCH) {
            const size_t from = journal_file_carried(&lane->file);
            const size_t add = some_lines(&lane->file, from, BATCH - length);

            memcpy(batch + length, lane->file.map + from, add);
            length += add;
            seen[i].to = from + add;
            memcpy(seen[i].path, lane->file.path, sizeof seen[i].path);
        }
        pthread_mutex_unlock(&lane->lock);
    }
    batch[length] = '\0';
    return length;
}

static enum db_status ship_lanes(struct journal *j, struct db *db, char *batch)
{
    struct gathered seen[LANES];
    const size_t length = gather(j, batch, seen);
    const enum db_status status = length ? ship_batch(db, batch, length) : DB_OK;

    for (int i = 0; !status && i < LANES; i++) {
        struct journal_file *f = &j->lanes[i].file;

        pthread_mutex_lock(&j->lanes[i].lock);
        if (seen[i].to && f->map && strcmp(f->path, seen[i].path) == 0)
            journal_file_carry(f, seen[i].to);
        pthread_mutex_unlock(&j->lanes[i].lock);
    }
    return status;
}

/* Was little written since the pass before? */
static bool is_quiet(struct journal *j)
{
    const size_t before = j->seen;

    j->seen = 0;
    for (int i = 0; i < LANES; i++) {
        pthread_mutex_lock(&j->lanes[i].lock);
        j->seen += j->lanes[i].added;
        pthread_mutex_unlock(&j->lanes[i].lock);
    }
    return j->seen - before < QUIET;
}

enum db_status journal_ship(struct journal *j, struct db *db)
{
    char *batch = malloc(BATCH + JOURNAL_LINE_MAX + 1);
    enum db_status status = batch ? DB_OK : DB_BUSY;

    for (int left = is_quiet(j) ? BATCHES_WHEN_QUIET : 1; !status && left > 0; left--)
        status = j->left.map || take_left(j) ? ship_left(j, db, batch) : ship_lanes(j, db, batch);
    free(batch);
    return status;
}
