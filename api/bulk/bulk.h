#pragma once

#include "api/http.h"
#include "api/json.h"

/* Many rows in one request: read them all, find what they are about, write them in sets, and say of
 * each what became of it. The rules are those of single writes: the same shapes on the way in and
 * the same statements in the database. */
enum bulk_op { BULK_CREATE, BULK_UPDATE, BULK_UPSERT, BULK_DELETE };

struct bulk_row {
    size_t line;          /* of an NDJSON or CSV body, from 1; 0 in JSON */
    struct slice raw;     /* as it came */
    void *row;            /* as it is to stand; NULL when it could not be read */
    const void *current;  /* as it stands, or NULL */
    uint64_t given;
    const char *key;      /* what it is matched by */
    struct faults faults;
    const char *problem;  /* code of the problem that refused it, or NULL */
    const char *result;   /* created, updated, unchanged, deleted; NULL until it is known */
    int64_t version;
};

/* A column of CSV that says in another spelling what a member is: pounds for pence. What it cannot
 * spell (NULL) is left as it came, for the kind to refuse. */
struct column_spelling {
    const char *column, *member;
    const char *(*spell)(struct arena *arena, const char *cell);
};

struct bulk {
    const struct resource *resource;
    enum bulk_op op;
    const struct match *match; /* NULL: by id */
    const char *system;        /* of external_id:{system} */
    bool partial;
    const char *differs; /* the problem of a row that says otherwise of what is FIXED; NULL: none
                            of its own */
    /* Does a row say the same of a FIXED member as what stands, which then stays? NULL: field_same
     */
    bool (*same)(const struct field *, const void *sent, const void *stands);
    struct match_key *found; /* of a match without sql: what its keys lead to */
    size_t nfound;
    /* Of what is told once, for bulk_once(): set the key from members that are there, `needs` among
     * them (NULL: no other than those that are REQUIRED); and say what rows came before as. */
    const char *needs;
    bool (*set_key)(struct arena *, void *row);
    enum db_status (*standing)(struct db *, const void *rows, size_t count, struct match_key **,
                               size_t *nfound);
    const struct column_spelling *spelling; /* of a CSV body; or NULL */
    struct bulk_row *rows;
    size_t count;
    struct slice header;       /* of a CSV body */
};

extern const struct kind BULK_MODE; /* atomic or partial */
/* Of a bulk that only adds: op, which may be left out, and mode. */
extern const struct parameter BULK_ONCE_PARAMETERS[];

enum { BULK_ROWS_MAX = 10000 };

bool bulk_read(struct ctx *c, struct bulk *b);   /* api/bulk/bulk_read.c: decode every row */
bool bulk_match(struct ctx *c,
                struct bulk *b); /* api/bulk/bulk_match.c: what stands, merged with what came */
bool bulk_write(struct ctx *c,
                struct bulk *b); /* api/bulk/bulk_write.c: in sets, halved where one is refused */
bool bulk_tell(struct ctx *c, const struct bulk *b); /* api/bulk/bulk_tell.c */

/* The steps of reading, for a body in a form of its own (api/pupils/gias.c). */
bool bulk_make_rows(struct ctx *c, struct bulk *b, size_t count);
struct reading bulk_reading(struct ctx *c, const struct bulk *b, struct bulk_row *row);
bool bulk_too_many(struct ctx *c); /* refuses */
bool bulk_finish(struct ctx *c, struct bulk *b); /* match, write, settle and tell */
/* What is told once and never changed: a row that came before is unchanged, or differs. The whole
 * of it, for a handler that has said what it is about; partial when the caller says so. */
bool bulk_once(struct ctx *c, struct bulk *b);

void bulk_fail(struct bulk_row *row, const char *problem);
size_t bulk_failures(const struct bulk *b);
