#pragma once

#include <jansson.h>
#include <libpq-fe.h>

#include "api/http.h"

/* What the contract tests have in common: openapi.yaml (or the file OPENAPI names) as JSON, the
 * vocabulary of the program, and the database of TAMAR_TEST_OWNER_DSN. */

extern json_t *spec;
extern PGconn *conn;

void spec_open(void);
void spec_close(void);
void database_open(void);
void database_close(void);

/* ---- openapi.yaml ---------------------------------------------------------------------- */

/* What a $ref leads to, through any number of them; the value itself when it is none. */
json_t *resolved(json_t *value);
json_t *component(const char *section, const char *name); /* NULL when there is none */
/* The name a $ref ends with, or "". */
const char *ref_name(json_t *value);
/* The value of a member by names, resolving on the way; ends with NULL. */
json_t *inside(json_t *value, ...) __attribute__((sentinel));
const char *text_in(json_t *value, const char *name); /* "" when it is not there */
bool lists_text(json_t *array, const char *text);
/* May a member be null, by its type or by a choice? */
bool allows_null(json_t *property);
/* The operation of a route, or NULL. */
json_t *operation_of(const struct route *route);

/* ---- the program ----------------------------------------------------------------------- */

enum { VOCABULARY_MAX = 256 };
struct vocabulary {
    const struct kind *kinds[VOCABULARY_MAX];
    size_t nkinds;
    const struct shape *shapes[VOCABULARY_MAX]; /* what bodies and answers are made of */
    size_t nshapes;
};
/* Every kind with a DOMAIN and all that routes use: bodies, answers, parameters, filters. */
const struct vocabulary *vocabulary(void);
bool has_domain(const struct kind *kind);
const struct resource *resource_of_shape(const struct shape *shape); /* or NULL */
bool is_told_or_taken(const struct field *field); /* on the wire at all */

/* ---- the database ---------------------------------------------------------------------- */

/* A query that must succeed; freed with PQclear. `values` ends with NULL. */
PGresult *ask(const char *sql, const char *const *values);
/* The first value of its first row; "" when there is none. Good until the next call. */
const char *ask_text(const char *sql, const char *const *values);
#define VALUES_OF(...) ((const char *const[]){ __VA_ARGS__, NULL })
