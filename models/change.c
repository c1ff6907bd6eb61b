#include "models/change.h"

const struct shape VERSION_MADE = SHAPE("version_made", version_made,
    FIELD(version_made, version,    COUNT,   READ_ONLY),
    FIELD(version_made, op,         LABEL,   READ_ONLY),
    FIELD(version_made, at,         INSTANT, READ_ONLY),
    FIELD(version_made, actor,      UUID,    READ_ONLY),
    FIELD(version_made, request_id, LABEL,   READ_ONLY),
    VALUES(version_made, changes,   NOTE,    READ_ONLY));

const struct shape HISTORY_OF = SHAPE("history_of", history_of,
    FIELD(history_of, id,     UUID,  0),
    FIELD(history_of, hidden, NOTE,  0),
    FIELD(history_of, limit,  COUNT, 0),
    FIELD(history_of, before, COUNT, 0));

const struct shape CHANGE = SHAPE("change", change,
    FIELD(change, xid,             COUNT,   READ_ONLY | INTERNAL),
    FIELD(change, seq,             COUNT,   READ_ONLY),
    FIELD(change, type,            LABEL,   READ_ONLY),
    FIELD(change, op,              LABEL,   READ_ONLY),
    FIELD(change, id,              UUID,    READ_ONLY),
    FIELD(change, version,         COUNT,   READ_ONLY),
    FIELD(change, changed_at,      INSTANT, READ_ONLY),
    VALUES(change, changed_fields, LABEL,   READ_ONLY));

const struct shape CHANGES_AFTER = SHAPE("changes_after", changes_after,
    FIELD(changes_after, xid,   COUNT, 0),
    FIELD(changes_after, seq,   COUNT, 0),
    FIELD(changes_after, types, NOTE,  0),
    FIELD(changes_after, limit, COUNT, 0));
