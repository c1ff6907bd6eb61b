/* What travels over a connection in one flush.
 *
 * A connection is in pipeline mode. A statement travels behind one that states the caller's
 * identity, and the server treats everything up to the sync point as one transaction: one flush,
 * one round trip, and nothing to undo when it fails. Identity is local to the transaction, so a
 * connection cannot leak it. Statements are prepared in the flush that first needs them. */
#include "models/db_flush.h"

#include <stdio.h>
#include <string.h>

static const struct query IDENTITY = {
    "SELECT set_config('app.actor', $1, true), set_config('app.trust', $2, true),"
    " set_config('app.schools', $3, true), set_config('app.all_schools', $4, true),"
    " set_config('app.safeguarding', $5, true), set_config('app.request_id', $6, true),"
    " set_config('app.presented', $7, true), set_config('app.moving', $8, true),"
    " set_config('app.op', '', true), set_config('transaction_read_only', $9, true),"
    " set_config('app.scopes', $10, true), set_config('app.safeguarding_schools', $11, true),"
    " set_config('app.authorities', $12, true), set_config('app.sections', $13, true),"
    " set_config('app.quality', $14, true), set_config('app.overseer', $15, true)",
    15,
    { NULL },
    NULL
};

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

void db_send_command(struct db *db, const char *command)
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

void db_send_identity(struct db *db)
{
    const struct actor *a = &db->lease.actor;
    const char *values[] = { text_or_empty(a->id),
                             text_or_empty(a->trust),
                             text_or_empty(a->schools),
                             on_off(a->all_schools),
                             on_off(a->safeguarding),
                             text_or_empty(a->request_id),
                             text_or_empty(a->presented),
                             on_off(db->moving),
                             db->lease.read_only ? "on" : "off",
                             text_or_empty(a->scopes),
                             text_or_empty(a->safeguarding_schools),
                             text_or_empty(a->authorities),
                             text_or_empty(a->sections),
                             on_off(a->quality),
                             on_off(a->overseer) };

    send_prepared(db, &IDENTITY, values);
}

static void note_prepared(struct db *db, int command, bool good)
{
    for (size_t i = 0; i < db->npending; i++) {
        if (db->pending[i].command == command && good && db->nprepared < PREPARED_MAX)
            db->prepared[db->nprepared++] = db->pending[i].hash;
    }
}

bool db_worked(const PGresult *result)
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

enum db_status db_settle_flush(struct db *db, PGresult **answer)
{
    enum db_status status = DB_OK;
    PGresult *kept = NULL;

    PQpipelineSync(db->conn);
    for (int command = 0; command < db->queued; command++) {
        PGresult *result = take_result(db->conn);
        const bool good = db_worked(result);

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

void db_send_query(struct db *db, const struct query *query)
{
    if (db->anew) {
        PQsendQueryParams(db->conn, query->text, query->nparams, NULL, query->params, NULL, NULL,
                          0);
        db->queued++;
    } else {
        send_prepared(db, query, query->params);
    }
    db->answer = db->queued - 1;
}
