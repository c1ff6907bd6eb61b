#pragma once

#include "queries.h" /* idempotent_claim, _find, _record: sql/queries/idempotent.sql */

/* A request with an Idempotency-Key, and what it was answered. */
struct idempotent_request {
    const char *actor;
    const char *method;
    const char *path;
    const char *key;
    const char *fingerprint; /* of target and body */
    int64_t status;          /* NONE until it is answered */
    const char *headers;     /* "Name: value" lines */
    const char *body;
};
