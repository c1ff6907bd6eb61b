/* Connections, leases, queries and transactions. How a query travels is in models/db_flush.c. */
#include "models/db.h"

#include <assert.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "models/db_flush.h"

enum { LIFE_SECONDS = 1800 };

static const char SETTINGS[] =
    "-c search_path=app,pg_temp -c lock_timeout=1s"
    " -c idle_in_transaction_session_timeout=15s -c client_connection_check_interval=1s"
    " -c jit=off -c timezone=UTC -c datestyle=ISO,YMD -c default_transaction_isolation=read\\ "
    "committed";

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

void db_be_patient(struct db *db)
{
    db->patient = true;
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
    char options[sizeof SETTINGS + 120];
    const char *const names[] = { "dbname", "options", "connect_timeout", "application_name",
                                  "keepalives_idle", "tcp_user_timeout", NULL };
    const char *const values[] = { db->conninfo, options, "3", "tamar", "10", "10000", NULL };

    snprintf(options, sizeof options, "%s -c statement_timeout=%s%s%s", SETTINGS,
             db->role && !db->patient ? "3s" : "10min", db->role ? " -c role=" : "",
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
    db->moving = db->anew = false;
    return usable(db) || connect_now(db) ? DB_OK : DB_BUSY;
}

/* ---- queries --------------------------------------------------------------------------- */

static enum db_status run(struct db *db, const struct query *query, PGresult **answer)
{
    if (db->lease.held && !db->begun)
        db_begin(db);
    const bool switched = db->begun && db->moving;
    if (!db->begun)
        db_send_identity(db);
    if (switched)
        db_send_command(db, "SELECT set_config('app.moving', '1', true)");
    db_send_query(db, query);
    if (switched)
        db_send_command(db, "SELECT set_config('app.moving', '', true)");
    db->moving = db->anew = false;
    return db_settle_flush(db, answer);
}

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
    db->saved = false;
    db_send_command(db, "BEGIN");
    db_send_identity(db);
    db->begun = true;
}

void db_act_as(struct db *db, const struct actor *actor)
{
    db->lease.actor = *actor;
    if (db->begun)
        db_send_identity(db);
}

void db_turn_to(struct db *db, const char *trust)
{
    struct actor there = db->lease.actor;

    there.trust = trust;
    db_act_as(db, &there);
}

static enum db_status command(struct db *db, const char *text, const char *tag)
{
    PGresult *result;

    db_send_command(db, text);
    db->answer = db->queued - 1;
    enum db_status status = db_settle_flush(db, &result);
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
    if (db->saved)
        db_send_command(db, "RELEASE SAVEPOINT here");
    db_send_command(db, "SAVEPOINT here");
    db->saved = true;
}

enum db_status db_rollback_to_savepoint(struct db *db)
{
    return command(db, "ROLLBACK TO SAVEPOINT here", NULL);
}

void db_moving(struct db *db)
{
    db->moving = true;
}

void db_plan_anew(struct db *db)
{
    db->anew = true;
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
    const enum db_status status = db_worked(result) ? DB_OK : db_judge(result, &db->complaint);
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

const char *db_hint(const struct db *db)
{
    return db->complaint.hint;
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

bool db_has_begun(const struct db *db)
{
    return db->begun;
}

struct arena *db_read_into(struct db *db, struct arena *arena)
{
    struct arena *before = db->lease.arena;

    db->lease.arena = arena;
    return before;
}
