#include "models/audit.h"

const struct shape AUDIT_EVENT = SHAPE("audit_event", audit_event,
    FIELD(audit_event, id,           UUID,    READ_ONLY),
    FIELD(audit_event, at,           INSTANT, READ_ONLY),
    FIELD(audit_event, actor,        UUID,    READ_ONLY),
    FIELD(audit_event, action,       LABEL,   READ_ONLY),
    FIELD(audit_event, subject_type, LABEL,   READ_ONLY),
    VALUES(audit_event, subject_ids, UUID,    READ_ONLY),
    FIELD(audit_event, request_id,   LABEL,   READ_ONLY),
    FIELD(audit_event, reason,       NOTE,    READ_ONLY));

const struct shape AUDIT_FILTER = SHAPE("audit_filter", audit_filter,
    FIELD(audit_filter, before,     UUID,    0),
    FIELD(audit_filter, since,      INSTANT, 0),
    FIELD(audit_filter, until,      INSTANT, 0),
    FIELD(audit_filter, actor,      UUID,    0),
    FIELD(audit_filter, action,     LABEL,   0),
    FIELD(audit_filter, subject_id, UUID,    0),
    FIELD(audit_filter, limit,      COUNT,   0));

/* Entries come once, as a rule: that they may come again is paid for only when they do. */
#define TAKE_TEXT                                                                                 \
    "INSERT INTO app.audit_event (trust_id, id, at, actor, action, subject_type, subject_ids,"    \
    " request_id, reason) SELECT $1::uuid, e.id, e.at, e.actor, e.action, e.subject_type,"        \
    " e.subject_ids, e.request_id, e.reason FROM json_to_recordset($2::json) AS e (id uuid,"      \
    " at timestamptz, actor uuid, action text, subject_type text, subject_ids uuid[],"            \
    " request_id text, reason text)"
static const char TAKE[] = TAKE_TEXT, TAKE_AGAIN[] = TAKE_TEXT " ON CONFLICT DO NOTHING";

static enum db_status take(struct db *db, struct arena *arena, const char *text, const char *trust,
                           const char *entries)
{
    const struct query query = { text, 2, { trust, entries }, NULL };
    const struct lease lease = { .actor = { .trust = trust, .all_schools = true }, .arena = arena };
    void *rows;
    size_t count;
    enum db_status status = db_lease(db, &lease);

    if (!status)
        status = db_query(db, &query, &rows, &count);
    db_release(db);
    return status;
}

enum db_status audit_take(struct db *db, struct arena *arena, const char *trust,
                          const char *entries)
{
    const enum db_status status = take(db, arena, TAKE, trust, entries);

    return status == DB_CONFLICT ? take(db, arena, TAKE_AGAIN, trust, entries) : status;
}
