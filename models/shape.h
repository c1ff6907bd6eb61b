#pragma once

#include "models/arena.h"
#include "models/kind.h"

enum {
    REQUIRED = 1,   /* may not be absent or null */
    READ_ONLY = 2,  /* told, never taken: a client may only send it back unchanged */
    COMPUTED = 4,   /* no column: filled in by the model after reading; implies READ_ONLY */
    SENSITIVE = 8,  /* told and taken only with the shape's sensitive scope */
    SECRET = 16,    /* taken, never told; no column */
    FIXED = 32,     /* taken when it is made, read-only afterwards */
    OPTIONAL = 64,  /* left out rather than null when absent */
    INTERNAL = 128, /* a column the model needs; neither taken nor told */
    ONE = 256,      /* of a LIST: one object, or null, rather than a list of them */
    KEPT = 512,     /* with READ_ONLY: a column all the same, which the service sets itself */
    GUARDED = 1024, /* told only by the GET of one record, never in a list, the feed or an answer
                       to a write; tenant_table() keeps it out of the history */
    UNSEEN = 4096,  /* with SENSITIVE: taken from everybody, told with the scope only */
    OR_NULL = 8192, /* of a list of values: null is something else than the empty list */
    LASTING = 16384, /* stays as it is where a PUT does not name it: no silence undoes it */
    DERIVED = 2048  /* with READ_ONLY: no column but an SQL function of the row, warnings(t); with
                       FIXED the same, and taken when it is made by a handler that does more */
};

/* One member of a C struct at every edge: JSON body, query string, CSV column, SQL
 * parameter and SQL column all carry the name of the member. */
struct field {
    const char *name;
    const struct kind *kind; /* of the value, or of each element of a list of values */
    const struct shape *of;  /* of each element of a list of objects, else NULL */
    size_t offset;
    enum base base;
    unsigned flags;
};

enum { SHAPE_FIELDS_MAX = 64 }; /* a set of members is a uint64_t */

struct shape {
    const char *name;
    size_t size;
    const struct field *fields;
    size_t count;
    const char *sensitive; /* the scope its SENSITIVE members take, or NULL */
};

/* FIELD, LIST_OF, VALUES and SHAPE tie a table to its struct: a member that is renamed,
 * or whose C type has no base, does not compile. */
#define FIELD(type, member, kind_, flags_)                                                    \
    { #member, &kind_, NULL, offsetof(struct type, member),                                   \
      _Generic(((struct type *)0)->member,                                                    \
               const char *: TEXT, int64_t: INTEGER, bool: BOOLEAN), flags_ }
#define LIST_OF(type, member, shape_, flags_)                                                 \
    { #member, NULL, &shape_, offsetof(struct type, member),                                  \
      _Generic(((struct type *)0)->member, const char *: LIST), flags_ }
#define VALUES(type, member, kind_, flags_)                                                   \
    { #member, &kind_, NULL, offsetof(struct type, member),                                   \
      _Generic(((struct type *)0)->member, const char *: LIST), flags_ }
#define SHAPE_WITH(name, type, sensitive, ...)                                                \
    { name, sizeof(struct type), (const struct field[]){ __VA_ARGS__ },                       \
      sizeof((const struct field[]){ __VA_ARGS__ }) / sizeof(struct field), sensitive }
#define SHAPE(name, type, ...) SHAPE_WITH(name, type, NULL, __VA_ARGS__)

/* An absent integer; an absent text is NULL and a BOOLEAN is never absent. */
#define NONE INT64_MIN

/* What everything is found by. */
struct key {
    const char *id;
};
extern const struct shape KEY;

/* The members every resource starts and ends with. */
struct stamps {
    const char *id;
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

const struct field *shape_field(const struct shape *shape, const char *name);
/* Position of a field in its shape, the bit it has in a set of members. */
size_t field_index(const struct shape *shape, const struct field *field);
uint64_t shape_guarded(const struct shape *shape); /* the set of its GUARDED members */
void shape_clear(const struct shape *shape, void *row); /* every member absent */
bool field_absent(const struct field *field, const void *row);
bool field_same(const struct field *field, const void *a, const void *b);

const char *get_text(const struct shape *shape, const void *row, const char *name);
int64_t get_int(const struct shape *shape, const void *row, const char *name);
void set_text(const struct shape *shape, void *row, const char *name, const char *value);
void set_int(const struct shape *shape, void *row, const char *name, int64_t value);

static inline const char **field_text(const struct field *field, void *row)
{
    return (const char **)(void *)((char *)row + field->offset);
}

static inline int64_t *field_int(const struct field *field, void *row)
{
    return (int64_t *)(void *)((char *)row + field->offset);
}

static inline bool *field_flag(const struct field *field, void *row)
{
    return (bool *)(void *)((char *)row + field->offset);
}

static inline const void *field_at(const struct field *field, const void *row)
{
    return (const char *)row + field->offset;
}
