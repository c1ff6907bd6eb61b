#pragma once

#include "models/list.h"

/* One kind of thing that is listed, read, written, deleted and told in the change feed. The shape
 * is the column list: every plain query is composed from it, once, at start. */
struct resource;

/* A key other than the id that an upsert can go by: "upn", or "external_id" with a system. */
struct match {
    const char *name;
    const char *member; /* whose value is the key; a list member when `with_system` */
    const char *sql;    /* SELECT ... AS key, ... AS id; $1 trust, $2 text[] of keys, $3 system;
                           NULL: a handler asks in a way of its own (struct bulk, found) */
    const char *held;   /* the same, for what anybody in the trust holds, in sight or not */
    bool with_system;
};

/* What a row may be told with: the row another member names. */
struct expansion {
    const char *name;   /* "school" */
    const char *member; /* "school_id" */
    const struct resource *of;
    const char *scope;  /* to see it */
};

/* What a row belongs to: /v1/ehcps/{id}/reviews/{id}. It is in sight, and is there, when its parent
 * is; and so is that, where it belongs to another: /v1/boards/{id}/members/{id}/consents/{id}. */
struct parent {
    const struct resource *of;
    const char *member; /* names the parent: READ_ONLY | KEPT, and a filter of the list */
};

struct resource {
    const char *name;  /* "pupil": the type in the feed */
    const char *table; /* in schema app */
    const struct shape *shape;
    const struct list *list; /* NULL: a trust, or its parent, has one, which is not listed */
    const struct sort *usual_sort;      /* of a list that is asked for no other; NULL: the id */
    const struct match *matches;        /* ends with a NULL name; or NULL */
    const struct expansion *expansions; /* ends with a NULL name; or NULL */
    void (*begin)(void *row);           /* defaults of a new row; or NULL */
    void (*derive)(struct arena *arena, int64_t today, void *row); /* COMPUTED members; or NULL */
    bool audited;                                                /* a read leaves an audit event */
    const struct parent *tells_of; /* whose event that is, where not the row's own; or NULL */
    /* What has to follow a write before it stands, in its transaction; or NULL. */
    enum db_status (*follow)(struct db *db);
    const struct parent *parent; /* whose id comes before its own in the path; or NULL */
    struct resource_sql *sql;                                    /* filled by resources_start */
};

/* The plain queries of a resource, as they are composed once: none that write what is only read. */
struct resource_sql {
    const char *columns; /* "t.id, t.upn, ..." */
    const char *from;    /* "app.pupil" */
    const char *find, *find_many, *add, *add_silently, *save, *remove, *remove_many, *restore;
};

enum { RESOURCES_MAX = 96 };
extern struct resource *const RESOURCES[]; /* ends with NULL; resources_start() counts them */

bool resources_start(void);
/* Its shape has no version: it follows from other records, is not written and not in the feed. */
bool is_only_read(const struct resource *r);
struct resource *resource_named(const char *name); /* NULL when there is none */

/* DB_OK also for a deleted row: the caller looks at deleted_at. */
enum db_status resource_find(struct db *db, const struct resource *r, const char *id, void **row);
/* In no particular order; ids that are not there are left out. `ids` is an array literal. */
enum db_status resource_find_many(struct db *db, const struct resource *r, const char *ids,
                                  void **rows, size_t *count);
enum db_status resource_list(struct db *db, const struct resource *r, const struct list_query *ask,
                             void **rows, size_t *count);
enum db_status resource_count(struct db *db, const struct resource *r,
                              const struct list_query *ask, int64_t *total);

/* Insert rows whose ids are set. With `added` NULL only their number matters. */
enum db_status resource_add(struct db *db, const struct resource *r, const void *rows, size_t count,
                            void **added);
/* Save rows by id and version as they were read; `saved` gets those that changed. A row that is not
 * among them was unchanged, or stale: DB_STALE never comes from here. */
enum db_status resource_save(struct db *db, const struct resource *r, const void *rows,
                             size_t count, void **saved, size_t *nsaved);
/* Save one row: `*saved` is the row as it stands afterwards. DB_STALE when somebody was quicker. */
enum db_status resource_save_one(struct db *db, const struct resource *r, const void *row,
                                 void **saved);
/* Delete or restore one row, by id and version. */
enum db_status resource_remove(struct db *db, const struct resource *r, const void *row);
/* Delete many by id (an array literal). A row that is not among `removed` was deleted before. */
enum db_status resource_remove_many(struct db *db, const struct resource *r, const char *ids,
                                    void **removed, size_t *count);
enum db_status resource_restore(struct db *db, const struct resource *r, const void *row,
                                void **restored);

/* The keys of a match with the ids they lead to. */
struct match_key {
    const char *key;
    const char *id;
};
extern const struct shape MATCH_KEY;
enum db_status resource_match(struct db *db, const struct match *match, const char *keys,
                              const char *system, struct match_key **found, size_t *count);

/* After DB_INVALID: every CHECK constraint these rows break. */
struct broken_check {
    int64_t row_number; /* from 1 */
    const char *name;
};
extern const struct shape BROKEN_CHECK;
enum db_status resource_broken_checks(struct db *db, const struct resource *r, const void *rows,
                                      size_t count, struct broken_check **broken, size_t *nbroken);

/* An SQL array literal of texts, for ANY($n). NULL without memory. */
const char *text_array(struct arena *arena, const char *const *texts, size_t count);
