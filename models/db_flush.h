#pragma once

#include <time.h>

#include "models/db_result.h"

/* Between models/db.c and models/db_flush.c: a connection and what has been sent over it. */
enum { PREPARED_MAX = 400, PENDING_MAX = 8 };

struct db {
    PGconn *conn;
    char *conninfo;
    char *role;
    time_t connected_at;
    struct lease lease;
    bool begun;   /* an explicit transaction: identity has been stated */
    bool moving;
    bool anew;    /* the next query is planned for its values */
    bool saved;   /* there is a savepoint to come back to */
    bool patient;
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

/* Queue a command or a query; nothing travels before db_settle_flush. */
void db_send_command(struct db *db, const char *command);
void db_send_identity(struct db *db);
void db_send_query(struct db *db, const struct query *query);

/* Flush, then read every result up to the sync point. The first failure is the one that counts: the
 * server skips whatever follows it. `*answer` is the result of command number db->answer. */
enum db_status db_settle_flush(struct db *db, PGresult **answer);
bool db_worked(const PGresult *result);
