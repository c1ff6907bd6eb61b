#pragma once

#include "models/buffer.h"
#include "models/db.h"

/* One mechanism for every list: filters, sort keys and keyset paging. A resource says what may be
 * asked and what it is in SQL; the text of a query is composed from those words only, never from
 * a client's, and its values always travel as parameters. */

enum operators {
    OP_EQ = 1, OP_NE = 2, OP_GT = 4, OP_GTE = 8, OP_LT = 16, OP_LTE = 32, OP_IN = 64,
    OP_PREFIX = 128, OP_NULL = 256,
    OP_EXACT = OP_EQ | OP_NE | OP_IN,
    OP_RANGE = OP_EQ | OP_GT | OP_GTE | OP_LT | OP_LTE
};

struct filter {
    const char *name;
    const struct kind *kind;
    const char *sql; /* an operand; or, where it contains "?", the whole condition on one value */
    unsigned operators;
    unsigned flags;  /* SENSITIVE: takes the shape's sensitive scope */
};

struct sort {
    const char *name; /* also the member whose value goes into the cursor */
    const struct kind *kind;
    const char *sql;  /* never NULL in any row */
};

struct list {
    const struct filter *filters; /* ends with a NULL name */
    const struct sort *sorts;     /* ends with a NULL name; does not contain id */
};

enum { CONDITIONS_MAX = 32, SORT_KEYS_MAX = 3, LIST_LIMIT_DEFAULT = 50, LIST_LIMIT_MAX = 500,
       LIST_INLINE_MAX = 10000 };

struct condition {
    const struct filter *filter;
    unsigned op;       /* one bit of enum operators */
    const char
        *value; /* spelt and judged; an array literal for OP_IN; "true"/"false" for OP_NULL */
};

struct list_query {
    struct condition conditions[CONDITIONS_MAX];
    size_t nconditions;
    struct {
        const struct sort *sort;
        bool descending;
    } order[SORT_KEYS_MAX + 1]; /* the last key is always the id */
    size_t norder;
    const char *after[SORT_KEYS_MAX + 1]; /* the last row of the page before, when paged */
    bool paged;
    bool include_deleted;
    int64_t limit;
    /* What each row p of is a part of the list, where the conditions say which rows are in it: a
     * page of each is read, and they are merged. Its filter is NULL when there are none. */
    struct condition parts;
    bool anew; /* the values decide how it is read best: not as for other values */
};

extern const struct sort SORT_ID;

/* The bit of an operator's name ("gte"), or 0. */
unsigned list_operator(const char *name);
const char *list_operator_name(unsigned op);

/* Compose "SELECT <columns> FROM <from> AS t WHERE ...". False without memory. `columns` NULL
 * counts instead: then order, page and limit are left out. The first parameter is the trust. */
struct arena;
bool list_compose(struct arena *arena, const char *columns, const char *from,
                  const struct list_query *ask, const char *trust, struct query *out);
