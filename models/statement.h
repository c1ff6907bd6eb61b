#pragma once

#include <stdint.h>

struct shape;

/* One named query of sql/queries, compiled by sql/embed.py. */
struct statement {
    const char *name;
    const char *text;
    const char *const *params; /* the names behind $1, $2 ... */
    int nparams;
    const struct shape *takes;
    const struct shape *gives; /* NULL when it answers with nothing */
};

extern const struct statement *const STATEMENTS[]; /* ends with NULL */
