#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* A client of the service that tests/with_service started. Everything it hands out lives until
 * client_stop(), so no test frees anything. Any failure to speak with the service fails the test.
 */

void client_start(void);
void client_stop(void);

/* An answer. `text` is NUL-terminated; `json` is NULL when the body is no JSON. */
struct reply {
    long status;
    const char *text;
    size_t length;
    json_t *json;
    const char *head; /* status line and headers as they came, lines ended by CR LF */
};

/* A request. Only `path` is needed: GET, no body, no token. */
struct call {
    const char *method;
    const char *path;       /* and query */
    const char *token;
    const char *body;
    size_t length;          /* of the body; 0: it is a text */
    const char *type;       /* of the body; NULL: application/json */
    const char *headers[8]; /* "If-Match: *" */
};
const struct reply *call(const struct call *call);
#define CALL(...) call(&(const struct call){ __VA_ARGS__ })

/* Byte for byte what is sent, on a connection of its own; status 0 when nothing came back. */
const struct reply *call_raw(const char *bytes, size_t length);
/* The same, but gone before an answer can come. */
void call_and_hang_up(const char *bytes, size_t length);

/* The value of a header, or NULL; of the n-th with that name, from 0. */
const char *header_of(const struct reply *reply, const char *name);
const char *header_at(const struct reply *reply, const char *name, size_t n);

/* "" when the answer is this problem as problems have to be, or what is wrong with it. */
const char *not_problem(const struct reply *reply, long status, const char *code);
#define EXPECT_PROBLEM(reply, status, code) cr_expect_str_eq(not_problem(reply, status, code), "")
/* The errors of a problem as "pointer code,pointer code", in the order of their places. */
const char *errors_of(const struct reply *reply);
/* The steps that an invalid_transition allows, joined by commas. */
const char *allowed_of(const struct reply *reply);

/* By JSON pointer without escapes: "/page/next_cursor". NULL or -1 when it is not there. */
json_t *json_at(const json_t *json, const char *pointer);
const char *text_at(const struct reply *reply, const char *pointer);
long long int_at(const struct reply *reply, const char *pointer);

/* A token for the client of a claim set in a trust of the demonstration, 0 or 1. */
const char *token_of(size_t trust, const char *claim_set);
json_t *demo_trust(size_t trust);

/* One more trust, which has a trust_admin and nothing else; what demo_trust() knows it by. */
size_t new_trust(void);

/* Text and JSON that live as long as the client. `dumped` takes the JSON over. */
const char *text_of(const char *format, ...) __attribute__((format(printf, 1, 2)));
const char *dumped(json_t *json);
json_t *kept(json_t *json);

/* A thread that calls leaves its connection behind with this. */
void client_leave(void);
