#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "models/arena.h"

/* A request as it came, parsed by us and strictly: what is not understood is refused, never
 * dropped. Knows nothing of the HTTP library. */
struct header {
    const char *name;
    const char *value;
};

struct pair {
    const char *name;
    const char *value;
};

enum { SEGMENTS_MAX = 12, PARAMETERS_MAX = 64, TARGET_MAX = 4096, HEADERS_MAX = 100 };

struct request {
    const char *method;
    const char *target; /* raw: path and query */
    struct header headers[HEADERS_MAX];
    size_t nheaders;
    const char *body;
    size_t body_length;
    /* made by request_parse */
    const char *path; /* raw, without the query */
    const char *segments[SEGMENTS_MAX]; /* decoded */
    size_t nsegments;
    bool odd_path; /* a trailing slash or a needless escape: no route is spelt like that */
    struct pair parameters[PARAMETERS_MAX]; /* decoded */
    size_t nparameters;
};

/* Why a request was refused before any route was looked for: a problem code, or NULL. */
const char *request_parse(struct request *request, struct arena *arena);

/* A header's value by name in any case; NULL when absent. */
const char *request_header(const struct request *request, const char *name);

/* name=value pairs of a query or a form: "+" is a blank, escapes are strict. Returns a problem code
 * or NULL. Writes at most `most` pairs. */
const char *pairs_parse(const char *text, struct arena *arena, struct pair *pairs, size_t most,
                        size_t *count);
