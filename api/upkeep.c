#include "api/upkeep.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "api/log.h"
#include "models/date.h"
#include "models/ehcps/deadline.h"
#include "models/placements/safeguarding_notice.h"
#include "models/upkeep.h"

enum {
    WAIT_MS = 250, POLL_SECONDS = 5, CLEAR_SECONDS = 600, WIND_SECONDS = 1,
    ESCALATE_SECONDS = 10, RETRY_SECONDS = 10, KEYS_MAX = 16,
    MEMORY = 64 << 20
};

static pthread_t thread, calendar;
static struct db *db, *listener, *slow; /* each of one thread */
static atomic_bool stopping;

/* ---- keys and revocations -------------------------------------------------------------- */

static bool open_key(struct service *s, const struct stored_key *stored, bool signs,
                     struct auth_key *key)
{
    *key = (struct auth_key){ .state = signs ? AUTH_KEY_SIGNING
                                       : stored->published_long_enough ? AUTH_KEY_VERIFYING
                                                                       : AUTH_KEY_PUBLISHED };
    snprintf(key->kid, sizeof key->kid, "%s", stored->kid);
    snprintf(key->public_pem, sizeof key->public_pem, "%s", stored->public_pem);
    return auth_open(&s->master, "signing-key", stored->sealed_pem, key->private_pem,
                     sizeof key->private_pem);
}

/* The youngest key that has been published long enough signs. */
static bool load_keys(struct service *s, struct db *from)
{
    static const struct nothing none;
    struct auth_key keys[KEYS_MAX];
    struct stored_key *stored;
    size_t count, n = 0;
    bool signing = false;

    if (signing_keys(from, &none, &stored, &count) != DB_OK)
        return false;
    for (size_t i = 0; i < count && n < KEYS_MAX; i++) {
        const bool signs = !signing && stored[i].published_long_enough;

        if (!open_key(s, &stored[i], signs, &keys[n]))
            return false;
        signing |= signs;
        n++;
    }
    struct auth_keys *made = auth_keys_make(keys, n, s->settings.public_url, "tamar");
    memset(keys, 0, sizeof keys);
    if (!made)
        return false;
    struct auth_keys *current = auth_gate_current_keys(s->gate);
    /* Swapping empties the gate's memory, so it is done only when the set differs. */
    if (!current || strcmp(auth_keys_jwks(current), auth_keys_jwks(made)) != 0 ||
        strcmp(auth_keys_signing_kid(current), auth_keys_signing_kid(made)) != 0)
        auth_gate_keys(s->gate, made);
    auth_keys_release(current);
    auth_keys_release(made);
    return true;
}

static bool load_revocations(struct service *s, struct db *from)
{
    static const struct nothing none;
    struct revocation *rows;
    size_t count;

    if (revocations(from, &none, &rows, &count) != DB_OK)
        return false;
    struct auth_revocation *revoked = arena_take(db_arena(from), (count + 1) * sizeof *revoked);
    for (size_t i = 0; revoked && i < count; i++) {
        snprintf(revoked[i].id, sizeof revoked[i].id, "%s", rows[i].id);
        revoked[i].epoch = rows[i].epoch == NONE ? INT64_MAX : rows[i].epoch;
    }
    return revoked && auth_gate_revocations(s->gate, revoked, count);
}

bool load_identity(struct service *s, struct db *from)
{
    struct arena arena = { .limit = MEMORY };
    const struct lease lease = { .arena = &arena, .read_only = true };
    bool good = db_lease(from, &lease) == DB_OK && load_keys(s, from) && load_revocations(s, from);

    db_release(from);
    arena_free(&arena);
    if (good) {
        atomic_store(&s->identity_seen, (long long)time(NULL));
        atomic_store(&s->identity_known, true);
    }
    return good;
}

/* ---- trust by trust -------------------------------------------------------------------- */

static bool for_trust(const char *trust, bool (*work)(struct db *))
{
    struct arena arena = { .limit = MEMORY };
    const struct lease lease = { .actor = { .trust = trust, .all_schools = true,
                                            .safeguarding = true }, .arena = &arena };
    const bool good = db_lease(slow, &lease) == DB_OK && work(slow);

    db_release(slow);
    arena_free(&arena);
    return good;
}

static bool for_every_trust(bool (*work)(struct db *))
{
    static const struct nothing none;
    struct arena arena = { .limit = MEMORY };
    const struct lease lease = { .arena = &arena, .read_only = true };
    struct trust *rows;
    size_t count = 0;
    bool done = true;
    const bool good = db_lease(slow, &lease) == DB_OK &&
                      trusts(slow, &none, &rows, &count) == DB_OK;

    db_release(slow);
    for (size_t i = 0; good && i < count && !atomic_load(&stopping); i++)
        done &= for_trust(rows[i].id, work); /* one that fails does not hold the others up */
    arena_free(&arena);
    return good && done;
}

static bool turn(struct db *of)
{
    static const struct nothing none;
    struct day_turned turned;

    return turn_day(of, &none, &turned) == DB_OK;
}

static bool escalate(struct db *of)
{
    static const struct nothing none;

    return notices_escalate(of, &none) == DB_OK;
}

static bool clear(struct db *of)
{
    static const struct nothing none;

    clear_expired(of, &none);
    clear_expired_credentials(of, &none);
    clear_revoked(of, &none);
    return true;
}

/* It names ids and what the database calls the fault: what stands in a case is not for the log. */
static bool put_off(struct db *of, const char *ehcp_id)
{
    char says[200];
    int64_t failures = 0;

    snprintf(says, sizeof says, "the clock of plan %s cannot be counted: %s %s", ehcp_id,
             db_sqlstate(of), db_constraint(of));
    if (clock_postpone(of, ehcp_id, &failures) != DB_OK)
        return false;
    if (failures == 1)
        log_event("clock_postponed", says);
    return true;
}

/* Clocks of plans that were moved by what is no part of a plan: a pupil's birthday, a register.
 * After one that cannot be counted so many are wound one by one, to find it. */
static bool wind(struct db *of)
{
    struct clock_wound wound;
    size_t singly = 0, most;

    do {
        most = singly ? 1 : CLOCK_BATCH_MAX;
        singly -= singly > 0;
        const enum db_status status = clock_wind(of, most, &wound);
        if (!status)
            continue;
        if (status == DB_RETRY || status == DB_LOCKED || !wound.count)
            return false;
        if (most == 1 && !put_off(of, wound.first))
            return false;
        if (most > 1 && db_settle(of, false) != DB_OK)
            return false;
        singly = most > 1 ? most : singly;
        wound.count = most;
    } while (wound.count == most && !atomic_load(&stopping));
    return true;
}

/* ---- the threads ----------------------------------------------------------------------- */

/* Turning the day of a large trust takes long, and must not hold up what was revoked. */
static void *run_calendar(void *unused)
{
    int64_t day = 0, tried = 0, wound = 0, escalated = 0, cleared = (int64_t)time(NULL);
    const struct timespec pause = { 0, WAIT_MS * 1000 * 1000 };

    (void)unused;
    for (; !atomic_load(&stopping); nanosleep(&pause, NULL)) {
        const int64_t now = (int64_t)time(NULL), today = date_today();

        if (day != today && now - tried >= RETRY_SECONDS) {
            tried = now;
            if (for_every_trust(turn))
                day = today;
        }
        if (now - wound >= WIND_SECONDS) {
            wound = now;
            for_every_trust(wind);
        }
        if (now - escalated >= ESCALATE_SECONDS) {
            escalated = now;
            for_every_trust(escalate);
        }
        if (now - cleared >= CLEAR_SECONDS) {
            cleared = now;
            for_every_trust(clear);
        }
    }
    return NULL;
}

static bool listen_again(void)
{
    return db_listen(listener, "tamar_identity") == DB_OK;
}

static void *run(void *service)
{
    struct service *s = service;
    int64_t polled = 0;
    bool listening = false, notified = false;

    while (!atomic_load(&stopping)) {
        const int64_t now = (int64_t)time(NULL);

        if (!listening)
            listening = listen_again();
        if (notified || now - polled >= POLL_SECONDS) {
            if (load_identity(s, db))
                polled = now;
        }
        journal_ship(s->journal, db);
        if (!listening || db_wait(listener, WAIT_MS, &notified) != DB_OK) {
            struct timespec pause = { 0, WAIT_MS * 1000 * 1000 };

            listening = false;
            nanosleep(&pause, NULL);
        }
    }
    journal_ship(s->journal, db);
    return NULL;
}

bool upkeep_start(struct service *service)
{
    db = db_open(service->settings.database_url, "api_rw");
    listener = db_open(service->settings.database_url, "api_rw");
    slow = db_open(service->settings.database_url, "api_rw");
    if (slow)
        db_be_patient(slow);
    if (!db || !listener || !slow || !load_identity(service, db)) {
        fprintf(stderr,
                "tamar: the signing keys could not be read: is TAMAR_SECRET_FILE the one they"
                " were sealed with?\n");
        return false;
    }
    return pthread_create(&thread, NULL, run, service) == 0 &&
           pthread_create(&calendar, NULL, run_calendar, NULL) == 0;
}

void upkeep_stop(struct service *service)
{
    (void)service;
    atomic_store(&stopping, true);
    pthread_join(thread, NULL);
    pthread_join(calendar, NULL);
    db_close(slow);
    db_close(db);
    db_close(listener);
}
