#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "models/db.h"

/* The journal of reads: every answer that told of a pupil is on record before it is sent, at the
 * cost of one write() to a file of this machine, which the system keeps when the process is killed.
 * A thread carries it over into audit_event. Each entry has an id of its own, so carrying over
 * twice records once. */
struct journal;

struct journal_entry {
    const char *trust;
    const char *actor;
    const char *action;       /* operationId */
    const char *subject_type; /* "pupil" */
    const char *subjects;     /* quoted UUIDs joined by commas; no brackets */
    const char *request_id;
    const char *purpose; /* a JSON text, in its quotes; or NULL */
};

/* `folder` is made when it is missing. Files left behind by a process that died are carried over
 * with the first shipping. NULL when it cannot be written. */
struct journal *journal_open(const char *folder);
void journal_close(struct journal *journal);

/* False when it could not be written: then the answer must not be given. Safe from any thread. */
bool journal_write(struct journal *journal, const struct journal_entry *entry);

/* Carry some over into the database: some hundred reads while there are many, so that a burst is
 * not slowed by its own record, and thousands when there are few. What waits, waits in files;
 * called several times a second, it catches up. */
enum db_status journal_ship(struct journal *journal, struct db *db);
