#pragma once

#include "queries.h" /* change_*, tombstone_*: sql/queries/change.sql */

/* One version of a record, as its history tells it. */
struct version_made {
    int64_t version;
    const char *op;
    const char *at;
    const char *actor;
    const char *request_id;
    const char *changes; /* [{"member","from","to"}] */
};

struct history_of {
    const char *id;
    const char *hidden; /* array literal of members the caller may not see */
    int64_t limit;
    int64_t before;     /* only versions below this; NONE for the newest */
};

/* One change, as the feed tells it. */
struct change {
    int64_t xid;
    int64_t seq;
    const char *type;
    const char *op;
    const char *id;
    int64_t version;
    const char *changed_at;
    const char *changed_fields; /* JSON array */
};

struct changes_after {
    int64_t xid;
    int64_t seq;
    const char *types; /* array literal */
    int64_t limit;
};
