#pragma once

#include "models/db.h"

/* Carry journal entries of one trust, a JSON array of them, over into audit_event: each once,
 * however often they come. The lease is taken and given back here. */
enum db_status audit_take(struct db *db, struct arena *arena, const char *trust,
                          const char *entries);

/* One audit event, as it is told. */
struct audit_event {
    const char *id;
    const char *at;
    const char *actor;
    const char *action;
    const char *subject_type;
    const char *subject_ids;
    const char *request_id;
    const char *reason;
};

/* Which events are wanted; what is absent does not matter. */
struct audit_filter {
    const char *before; /* the id the page starts below */
    const char *since, *until;
    const char *actor;
    const char *action;
    const char *subject_id;
    int64_t limit;
};
extern const struct shape AUDIT_EVENT, AUDIT_FILTER;
