/* Connections, and what travels over them.
 *
 * A connection is in pipeline mode. A statement travels behind one that states the caller's
 * identity, and the server treats everything up to the sync point as one transaction: one flush,
 * one round trip, and nothing to undo when it fails. Identity is local to the transaction, so a
 * connection cannot leak it. Statements are prepared in the flush that first needs them. */
#include "models/db.h"

#include <assert.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "models/db_result.h"

enum { PREPARED_MAX = 400, LIFE_SECONDS = 1800, PENDING_MAX = 8 };

struct db {
    PGconn *conn;
    char *conninfo;
    char *role;
    time_t connected_at;
    struct lease lease;
    bool begun;   /* an explicit transaction: identity has been stated */
    bool moving;
    int queued;   /* commands sent since the last flush was settled */
    int answer;   /* which of them the answer comes from */
    uint64_t prepared[PREPARED_MAX];
    size_t nprepared;
    struct {
        int command;
        uint64_t hash;
    } pending[PENDING_MAX];
    size_t npending;
    struct db_complaint complaint;
};

static const char SETTINGS[] =
    "-c search_path=app,pg_temp -c statement_timeout=10s -c lock_timeout=1s"
    " -c idle_in_transaction_session_timeout=15s -c client_connection_check_interval=1s"
    " -c jit=off -c timezone=UTC -c datestyle=ISO,YMD -c default_transaction_isolation=read\\ committed";

static const struct query IDENTITY = {
    "SELECT set_config('app.actor', $1, true), set_config('app.trust', $2, true),"
    " set_config('app.schools', $3, true), set_config('app.all_schools', $4, true),"
    " set_config('app.safeguarding', $5, true), set_config('app.request_id', $6, true),"
    " set_config('app.presented', $7, true), set_config('app.moving', $8, true),"
    " set_config('app.op', '', true), set_config('transaction_read_only', $9, true),"
    " set_config('app.scopes', $10, true)",
    10, { NULL }, NULL };

/* ---- connections ----------------------------------------------------------------------- */

struct db *db_open(const char *conninfo, const char *role)
{
    struct db *db = calloc(1, sizeof *db);

    if (!db)
        return NULL;
    db->conninfo = strdup(conninfo);
    db->role = role ? strdup(role) : NULL;
    if (!db->conninfo || (role && !db->role)) {
        db_close(db);
        return NULL;
    }
    return db;
}

static void disconnect(struct db *db)
{
    PQfinish(db->conn);
    db->conn = NULL;
    db->begun = false;
    db->queued = 0;
    db->nprepared = 0;
    db->npending = 0;
}

void db_close(struct db *db)
{
    if (!db)
        return;
    disconnect(db);
    free(db->conninfo);
    free(db->role);
    free(db);
}

static bool connect_now(struct db *db)
{
    char options[sizeof SETTINGS + 80];
    const char *const names[] = { "dbname", "options", "connect_timeout", "application_name",
                                  "keepalives_idle", "tcp_user_timeout", NULL };
    const char *const values[] = { db->conninfo, options, "3", "tamar", "10", "10000", NULL };

    snprintf(options, sizeof options, "%s%s%s", SETTINGS, db->role ? " -c role=" : "",
             db->role ? db->role : "");
    disconnect(db);
    db->conn = PQconnectdbParams(names, values, 1);
    db->connected_at = time(NULL);
    if (PQstatus(db->conn) == CONNECTION_OK && PQenterPipelineMode(db->conn))
        return true;
    snprintf(db->complaint.message, sizeof db->complaint.message, "%s",
             PQerrorMessage(db->conn));
    disconnect(db);
    return false;
}

static bool usable(const struct db *db)
{
    return db->conn && PQstatus(db->conn) == CONNECTION_OK &&
           PQtransactionStatus(db->conn) == PQTRANS_IDLE &&
           time(NULL) - db->connected_at < LIFE_SECONDS;
}

enum db_status db_lease(struct db *db, const struct lease *lease)
{
    assert(!db->begun && !db->queued);
    db->complaint = (struct db_complaint){ 0 };
    db->lease = *lease;
    db->moving = false;
    return usable(db) || connect_now(db) ? DB_OK : DB_BUSY;
}

/* ---- one flush ------------------------------------------------------------------------- */

static const char *text_or_empty(const char *text)
{
    return text ? text : "";
}

static const char *on_off(bool on)
{
    return on ? "1" : "";
}

static uint64_t hash_of(const char *text)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    size_t length = strlen(text);

    for (; length >= 8; length -= 8, text += 8) {
        uint64_t word;

        memcpy(&word, text, 8);
        hash = (hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 29;
    }
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return hash;
}

static bool is_prepared(const struct db *db, uint64_t hash)
{
    for (size_t i = 0; i < db->nprepared; i++) {
        if (db->prepared[i] == hash)
            return true;
    }
    for (size_t i = 0; i < db->npending; i++) {
        if (db->pending[i].hash == hash)
            return true;
    }
    return false;
}

static void send_command(struct db *db, const char *command)
{
    PQsendQueryParams(db->conn, command, 0, NULL, NULL, NULL, NULL, 0);
    db->queued++;
}

static void send_prepared(struct db *db, const struct query *query, const char *const *values)
{
    const uint64_t hash = hash_of(query->text);
    char name[24];

    snprintf(name, sizeof name, "s%016llx", (unsigned long long)hash);
    if (!is_prepared(db, hash) && db->npending < PENDING_MAX) {
        PQsendPrepare(db->conn, name, query->text, 0, NULL);
        db->pending[db->npending].command = db->queued++;
        db->pending[db->npending++].hash = hash;
    }
    PQsendQueryPrepared(db->conn, name, query->nparams, values, NULL, NULL, 0);
    db->queued++;
}

static void send_identity(struct db *db)
{
    const struct actor *a = &db->lease.actor;
    const char *values[] = { text_or_empty(a->id), text_or_empty(a->trust),
                             text_or_empty(a->schools), on_off(a->all_schools),
                             on_off(a->safeguarding), text_or_empty(a->request_id),
                             text_or_empty(a->presented), on_off(db->moving),
                             db->lease.read_only ? "on" : "off", text_or_empty(a->scopes) };

    send_prepared(db, &IDENTITY, values);
}

static void note_prepared(struct db *db, int command, bool good)
{
    for (size_t i = 0; i < db->npending; i++) {
        if (db->pending[i].command == command && good && db->nprepared < PREPARED_MAX)
            db->prepared[db->nprepared++] = db->pending[i].hash;
    }
}

static bool worked(const PGresult *result)
{
    return PQresultStatus(result) == PGRES_TUPLES_OK || PQresultStatus(result) == PGRES_COMMAND_OK;
}

/* Read one command's result and the NULL that ends it. */
static PGresult *take_result(PGconn *conn)
{
    PGresult *result = PQgetResult(conn);

    if (result && PQresultStatus(result) != PGRES_PIPELINE_SYNC)
        PQclear(PQgetResult(conn));
    return result;
}

static enum db_status failure(struct db *db, const PGresult *result)
{
    const enum db_status status = db_judge(result, &db->complaint);
    const bool lost = PQstatus(db->conn) != CONNECTION_OK;

    if (lost)
        return db->lease.read_only ? DB_RETRY : DB_BUSY;
    return status;
}

/* Flush, then read every result up to the sync point. The first failure is the one that
 * counts: the server skips whatever follows it. */
static enum db_status settle(struct db *db, PGresult **answer)
{
    enum db_status status = DB_OK;
    PGresult *kept = NULL;

    PQpipelineSync(db->conn);
    for (int command = 0; command < db->queued; command++) {
        PGresult *result = take_result(db->conn);
        const bool good = worked(result);

        note_prepared(db, command, good);
        if (!status && !good)
            status = failure(db, result);
        if (command == db->answer)
            kept = result;
        else
            PQclear(result);
    }
    PGresult *sync = PQgetResult(db->conn);
    if (!status && PQresultStatus(sync) != PGRES_PIPELINE_SYNC)
        status = failure(db, sync); /* refused when the implicit transaction was committed */
    PQclear(sync);
    db->queued = 0;
    db->npending = 0;
    if (strcmp(db->complaint.sqlstate, "0A000") == 0 || db->nprepared >= PREPARED_MAX - PENDING_MAX)
        db->connected_at = 0; /* plans are out of date, or too many: a new connection next time */
    *answer = kept;
    return status;
}

static enum db_status run(struct db *db, const struct query *query, PGresult **answer)
{
    if (db->lease.held && !db->begun)
        db_begin(db);
    const bool switched = db->begun && db->moving;
    if (!db->begun)
        send_identity(db);
    if (switched)
        send_command(db, "SELECT set_config('app.moving', '1', true)");
    send_prepared(db, query, query->params);
    db->answer = db->queued - 1;
    if (switched)
        send_command(db, "SELECT set_config('app.moving', '', true)");
    db->moving = false;
    return settle(db, answer);
}

/* ---- queries --------------------------------------------------------------------------- */

enum db_status db_query(struct db *db, const struct query *query, void **rows, size_t *count)
{
    PGresult *result;
    enum db_status status = run(db, query, &result);

    *rows = NULL;
    *count = 0;
    if (!status && query->gives)
        status = db_read_rows(result, query->gives, db->lease.arena, &db->complaint, rows, count);
    else if (!status)
        *count = db_rows_touched(result);
    PQclear(result);
    return status;
}

static enum db_status run_statement(struct db *db, const struct statement *statement,
                                    const void *in, void **rows, size_t *count)
{
    struct query query = { statement->text, statement->nparams, { NULL }, statement->gives };
    bool failed = false;

    assert(statement->nparams <= QUERY_PARAMS_MAX);
    for (int i = 0; i < statement->nparams; i++) {
        const struct field *field = shape_field(statement->takes, statement->params[i]);

        assert(field); /* the contract test has been through every statement */
        query.params[i] = db_parameter(field, in, db->lease.arena, &failed);
    }
    return failed ? DB_TOO_LARGE : db_query(db, &query, rows, count);
}

enum db_status db_none(struct db *db, const struct statement *statement, const void *in)
{
    void *rows;
    size_t count;
    enum db_status status = run_statement(db, statement, in, &rows, &count);

    return !status && !count ? DB_NONE : status;
}

enum db_status db_one(struct db *db, const struct statement *statement, const void *in, void *out)
{
    void *rows;
    size_t count;
    enum db_status status = run_statement(db, statement, in, &rows, &count);

    if (!status && count)
        memcpy(out, rows, statement->gives->size);
    return !status && !count ? DB_NONE : status;
}

enum db_status db_many(struct db *db, const struct statement *statement, const void *in, void **out,
                       size_t *count)
{
    return run_statement(db, statement, in, out, count);
}

/* ---- transactions ---------------------------------------------------------------------- */

void db_begin(struct db *db)
{
    if (db->begun)
        return;
    send_command(db, "BEGIN");
    send_identity(db);
    db->begun = true;
}

static enum db_status command(struct db *db, const char *text, const char *tag)
{
    PGresult *result;

    send_command(db, text);
    db->answer = db->queued - 1;
    enum db_status status = settle(db, &result);
    if (!status && tag && strcmp(PQcmdStatus(result), tag) != 0)
        status = DB_FAILED; /* COMMIT of a failed transaction answers ROLLBACK */
    PQclear(result);
    return status;
}

enum db_status db_commit(struct db *db)
{
    return db->lease.held ? DB_OK : db_settle(db, true);
}

enum db_status db_settle(struct db *db, bool commit)
{
    if (!db->begun)
        return DB_OK;
    db->begun = false;
    return commit ? command(db, "COMMIT", "COMMIT") : command(db, "ROLLBACK", NULL);
}

void db_savepoint(struct db *db)
{
    assert(db->begun);
    send_command(db, "SAVEPOINT here");
}

enum db_status db_rollback_to_savepoint(struct db *db)
{
    return command(db, "ROLLBACK TO SAVEPOINT here", NULL);
}

void db_moving(struct db *db)
{
    db->moving = true;
}

void db_operation(struct db *db, const char *op)
{
    const char *values[] = { op };

    assert(db->begun);
    PQsendQueryParams(db->conn, "SELECT set_config('app.op', $1, true)", 1, NULL, values, NULL,
                      NULL, 0);
    db->queued++;
}

void db_release(struct db *db)
{
    if (db->begun)
        db_settle(db, false);
    if (db->conn && (PQstatus(db->conn) != CONNECTION_OK ||
                     PQtransactionStatus(db->conn) != PQTRANS_IDLE))
        disconnect(db);
    db->lease.arena = NULL;
}

/* ---- upkeep ---------------------------------------------------------------------------- */

enum db_status db_script(struct db *db, const char *sql)
{
    if (!usable(db) && !connect_now(db))
        return DB_BUSY;
    if (!PQexitPipelineMode(db->conn))
        return DB_FAILED;
    PGresult *result = PQexec(db->conn, sql);
    const enum db_status status = worked(result) ? DB_OK : db_judge(result, &db->complaint);
    PQclear(result);
    return PQenterPipelineMode(db->conn) ? status : DB_FAILED;
}

enum db_status db_listen(struct db *db, const char *channel)
{
    char text[80];

    snprintf(text, sizeof text, "LISTEN %s", channel);
    return db_script(db, text);
}

enum db_status db_wait(struct db *db, int milliseconds, bool *notified)
{
    struct pollfd socket = { .fd = db->conn ? PQsocket(db->conn) : -1, .events = POLLIN };

    *notified = false;
    if (socket.fd < 0 || poll(&socket, 1, milliseconds) < 0)
        return DB_BUSY;
    if (!PQconsumeInput(db->conn))
        return DB_BUSY;
    for (PGnotify *notice; (notice = PQnotifies(db->conn)); PQfreemem(notice))
        *notified = true;
    return DB_OK;
}

const char *db_constraint(const struct db *db)
{
    return db->complaint.constraint;
}

const char *db_sqlstate(const struct db *db)
{
    return db->complaint.sqlstate;
}

const char *db_message(const struct db *db)
{
    return db->complaint.message;
}

struct arena *db_arena(const struct db *db)
{
    return db->lease.arena;
}

const struct actor *db_actor(const struct db *db)
{
    return &db->lease.actor;
}
