#pragma once

#include "models/arena.h"
#include "models/shape.h"
#include "models/statement.h"

/* What a query came to. Everything but DB_OK leaves the rows untouched. */
enum db_status {
    DB_OK,
    DB_NONE,      /* no such row, or not one this caller may see */
    DB_STALE,     /* it has changed since it was read */
    DB_GONE,      /* it was deleted */
    DB_CONFLICT,  /* unique or exclusion constraint */
    DB_REFERENCE, /* foreign key */
    DB_INVALID,   /* check, domain or not-null constraint */
    DB_DENIED,    /* row-level security */
    DB_RETRY,     /* serialization failure or deadlock: the same again may work */
    DB_LOCKED,    /* somebody else holds it: lock_timeout */
    DB_BUSY,      /* no connection, the server went away, or a statement ran too long */
    DB_FULL,      /* no room on the database's disk */
    DB_TOO_LARGE, /* the answer does not fit into the request's memory */
    DB_FAILED     /* a bug on our side: a wrong query, an unknown error */
};

/* Who asks. The database applies it: see sql/002_tenancy.sql. NULL counts as "". */
struct actor {
    const char *id;
    const char *trust;
    const char *schools; /* UUIDs joined by commas */
    const char *request_id;
    const char *presented; /* the credential that is named while signing in */
    const char *scopes;  /* what it may give to others; "*": everything, for the operator only */
    const char *safeguarding_schools; /* where restricted rows are seen, unless safeguarding */
    const char *authorities; /* codes of local authorities joined by commas, whose pupils it sees */
    const char *sections; /* letters of the sections of a plan it may open, joined by commas */
    bool all_schools;
    bool safeguarding; /* sees restricted rows wherever it sees rows */
    bool quality; /* assures the quality of the trust's inspections */
    bool overseer; /* oversees the trust's advisory boards */
};

/* How one request uses a connection. */
struct lease {
    struct actor actor;
    struct arena *arena; /* where what is read is put */
    bool read_only;
    bool held;           /* nothing is committed before db_settle: dry runs, idempotent requests */
};

struct db; /* a connection, of one thread at a time */

/* `role` is entered at once (SET ROLE), or NULL. The connection is made on first use and
 * made again when it was lost. NULL when memory is short. */
struct db *db_open(const char *conninfo, const char *role);
/* Statements of a serving role are cut off after 3 seconds; upkeep may take its time. Before first
 * use. */
void db_be_patient(struct db *db);
void db_close(struct db *db);

/* DB_OK or DB_BUSY. Sends nothing yet. */
enum db_status db_lease(struct db *db, const struct lease *lease);
void db_release(struct db *db); /* rolls back what was begun and not committed */

/* Constraint that refused the last statement, or "". For the log: SQLSTATE of the last error. */
const char *db_constraint(const struct db *db);
const char *db_sqlstate(const struct db *db);
/* What a rule of ours said beside its name, in the form it chose; "" where it said nothing. */
const char *db_hint(const struct db *db);
struct arena *db_arena(const struct db *db);
const struct actor *db_actor(const struct db *db);
bool db_has_begun(const struct db *db); /* inside an explicit transaction */
/* What is read from now on is put there; answers where it was put before. */
struct arena *db_read_into(struct db *db, struct arena *arena);

/* A statement is its own transaction. Only a model function that needs several to stand or
 * fall together says so. On a held lease db_commit leaves the decision to db_settle. */
void db_begin(struct db *db);
/* What follows on this lease, in the same transaction, is of another trust: for the operator. */
void db_turn_to(struct db *db, const char *trust);
/* What follows on this lease is asked by this actor, in the same transaction where there is one. */
void db_act_as(struct db *db, const struct actor *actor);
enum db_status db_commit(struct db *db);
enum db_status db_settle(struct db *db, bool commit);

/* A place to come back to inside a transaction; travels with the next query. */
void db_savepoint(struct db *db);
enum db_status db_rollback_to_savepoint(struct db *db);

/* What is saved next has been shown to the caller: it may leave the caller's schools by it.
 * Holds for one query. */
void db_moving(struct db *db);
/* What is read next is read as suits its values, which costs some milliseconds to find out: a plan
 * that is kept suits usual ones. Holds for one query. */
void db_plan_anew(struct db *db);
/* The op that the change feed is told for what follows in this transaction ("merged"). */
void db_operation(struct db *db, const char *op);

/* One query in the model's own words; prepared on first use and kept by its text. */
enum { QUERY_PARAMS_MAX = 64 };
struct query {
    const char *text;
    int nparams;
    const char *params[QUERY_PARAMS_MAX];
    const struct shape *gives; /* NULL: rows are only counted */
};
/* DB_OK also when there are no rows. With `gives` NULL `*rows` is NULL and `*count` is the
 * number of rows touched. */
enum db_status db_query(struct db *db, const struct query *query, void **rows, size_t *count);

/* Run a statement of sql/queries: for the functions compiled from it, which give these their
 * types. Parameters are read from `in` and columns written to `out` by name; text points into
 * the arena of the lease. db_none and db_one answer DB_NONE when no row was touched. */
enum db_status db_none(struct db *db, const struct statement *statement, const void *in);
enum db_status db_one(struct db *db, const struct statement *statement, const void *in, void *out);
enum db_status db_many(struct db *db, const struct statement *statement, const void *in, void **out,
                       size_t *count);

/* A script of several statements in one transaction of its own (migrations). */
enum db_status db_script(struct db *db, const char *sql);
/* The primary message of the last error: it may contain values, so it is for the operator of
 * a command line only, never for a log or a client. */
const char *db_message(const struct db *db);

/* Wait for a notification on a channel listened to, at most `milliseconds`. */
enum db_status db_listen(struct db *db, const char *channel);
enum db_status db_wait(struct db *db, int milliseconds, bool *notified);
