/* From a request to its answer. The order is: parse, route, admit, limit, negotiate, judge the
 * query and the body's envelope, lease, handle, settle, release. What a step refuses, no later one
 * sees. */
#include "api/dispatch.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "api/admit.h"
#include "api/body.h"
#include "api/idempotency.h"
#include "api/log.h"
#include "api/query.h"
#include "api/rate.h"
#include "api/router.h"
#include "api/service.h"
#include "models/uuid.h"

const char *ask_header(const struct ctx *c, const char *name)
{
    return request_header(c->request, name);
}

/* A caller's request id is kept when it is sane; ours is a UUID. */
static void name_request(struct ctx *c)
{
    const char *given = request_header(c->request, "Request-Id");
    size_t length = given ? strlen(given) : 0;

    for (size_t i = 0; i < length; i++) {
        if (!isalnum((unsigned char)given[i]) && !strchr("-_.", given[i]))
            length = 0;
    }
    if (length >= 8 && length < sizeof c->request_id)
        memcpy(c->request_id, given, length + 1);
    else
        uuid_make(c->request_id);
}

static bool find_route(struct ctx *c)
{
    const char *allow;

    c->route = router_find(c->request, c->arena, c->path_values, &allow);
    if (c->route)
        return true;
    if (!allow)
        return refuse(c, "not_found", NULL);
    if (strcmp(c->request->method, "OPTIONS") == 0) {
        add_header(c, "Allow", allow);
        tell_nothing(c);
        return false;
    }
    add_header(c, "Allow", allow);
    return refuse(c, "method_not_allowed", NULL);
}

/* ---- the answer's form ----------------------------------------------------------------- */

/* The q of one range, in thousandths (RFC 9110 section 12.4.2). */
static int weight_of(const char *range, size_t length)
{
    const char *q = memmem(range, length, "q=", 2);
    int weight = 0, unit = 1000;

    if (!q || (q[-1] != ';' && q[-1] != ' '))
        return 1000;
    for (q += 2; q < range + length && unit > 0 && (*q == '.' || (*q >= '0' && *q <= '9')); q++) {
        if (*q == '.')
            continue;
        weight += (*q - '0') * unit;
        unit /= 10;
    }
    return weight < 1000 ? weight : 1000;
}

/* How much a type is wanted: the closest range that names it counts. */
static int wanted(const char *accept, const char *type)
{
    const size_t major = strcspn(type, "/") + 1;
    size_t closest = 0;
    int weight = 0;

    for (const char *at = accept; *at; at += strcspn(at, ","), at += *at == ',') {
        at += strspn(at, " \t");
        const size_t name = strcspn(at, ",; \t");
        const bool any = name == 3 && memcmp(at, "*/*", 3) == 0;
        const bool family = name == major + 1 && strncasecmp(at, type, major) == 0 &&
                            at[major] == '*';
        const bool exact = name == strlen(type) && strncasecmp(at, type, name) == 0;
        const size_t close = exact ? 3 : family ? 2 : any;

        if (close > closest) {
            closest = close;
            weight = weight_of(at, strcspn(at, ","));
        }
    }
    return weight;
}

static bool negotiate(struct ctx *c)
{
    const char *accept = ask_header(c, "Accept");
    const unsigned flags = c->route->flags;
    int most;

    c->form = FORM_JSON;
    if (!accept || !accept[strspn(accept, " \t,")] || flags & OTHER_TYPE)
        return true;
    most = wanted(accept, "application/json");
    if (flags & LISTS && wanted(accept, "application/x-ndjson") > most) {
        c->form = FORM_NDJSON;
        most = wanted(accept, "application/x-ndjson");
    }
    if (flags & (LISTS | BULK | AS_CSV) && wanted(accept, "text/csv") > most) {
        c->form = FORM_CSV;
        most = wanted(accept, "text/csv");
    }
    if (flags & AS_HTML && wanted(accept, "text/html") > most) {
        c->form = FORM_HTML;
        most = wanted(accept, "text/html");
    }
    return most || wanted(accept, "application/problem+json") || refuse(c, "not_acceptable", NULL);
}

/* The first "return" counts (RFC 7240 section 2). */
static bool prefers_minimal(const char *prefer)
{
    for (const char *at = prefer ? prefer : ""; *at; at += strcspn(at, ","), at += *at == ',') {
        at += strspn(at, " \t");
        if (strncasecmp(at, "return=", 7) != 0)
            continue;
        const char *value = at + 7 + (at[7] == '"');
        const size_t length = strcspn(value, "\",; \t");

        return length == 7 && strncasecmp(value, "minimal", 7) == 0;
    }
    return false;
}

static void take_preferences(struct ctx *c)
{
    /* What is shown once is shown. */
    c->prefer_minimal = prefers_minimal(ask_header(c, "Prefer")) && !(c->route->flags & NO_STORE);
}

/* ---- limits ---------------------------------------------------------------------------- */

static bool within_rate(struct ctx *c)
{
    struct rate rate;

    if (!c->identity)
        return true;
    const int64_t limit = c->identity->rate_limit ? c->identity->rate_limit
                                                  : c->service->settings.rate_limit;
    const bool allowed = rate_take(c->service->rates, c->identity->claims.subject, limit,
                                   RATE_WINDOW, (int64_t)time(NULL), &rate);
    add_header(c, "RateLimit-Policy", arena_format(c->arena, "\"default\";q=%lld;w=%d",
                                                   (long long)rate.limit, RATE_WINDOW));
    add_header(c, "RateLimit", arena_format(c->arena, "\"default\";r=%lld;t=%lld",
                                            (long long)rate.left, (long long)rate.resets_in));
    if (allowed)
        return true;
    add_header(c, "Retry-After", arena_format(c->arena, "%lld", (long long)rate.resets_in));
    return refuse(c, "too_many_requests", NULL);
}

/* ---- handling -------------------------------------------------------------------------- */

struct lease lease_of(struct ctx *c)
{
    const bool reads = strcmp(c->route->method, "GET") == 0 && !(c->route->flags & RECORDS);
    struct lease lease = { .arena = c->arena, .read_only = reads,
                           .held = c->dry_run || idempotency_key(c) };

    lease.actor.request_id = c->request_id;
    if (c->identity)
        admit_actor(c, c->route->scope, &lease.actor);
    return lease;
}

static bool needs_database(const struct ctx *c)
{
    return c->route->scope || !(c->route->flags & NO_DATABASE);
}

static void handle(struct ctx *c)
{
    const struct lease lease = lease_of(c);

    if (!needs_database(c)) {
        c->route->handle(c);
        return;
    }
    c->db = c->worker->db;
    if (!done(c, db_lease(c->db, &lease)))
        return;
    if (idempotency_begin(c)) {
        c->route->handle(c);
        idempotency_end(c);
    }
    db_release(c->db);
}

/* What met somebody else's write may succeed when tried again, from a clean slate. */
static void handle_with_retries(struct ctx *c)
{
    const struct ctx fresh = *c;

    for (c->attempt = 1;; c->attempt++) {
        handle(c);
        if (!c->retry)
            return;
        const int attempt = c->attempt;
        struct timespec pause = { 0, (long)attempt * 7 * 1000 * 1000 };

        nanosleep(&pause, NULL);
        *c = fresh;
        c->attempt = attempt;
    }
}

/* What was told of a pupil is on record before it is sent. */
static void record_reading(struct ctx *c)
{
    if (!(c->answer.status < 300 || c->answer.status == 304))
        return;
    for (const struct subjects *of = c->subjects; of->type; of++) {
        const struct journal_entry entry = { c->identity->claims.trust, c->identity->claims.subject,
                                             c->route->operation, of->type, of->ids.text,
                                             c->request_id, c->purpose };

        if (of->ids.failed) {
            refuse(c, "busy", "The answer is too large");
            return;
        }
        if (!journal_write(c->service->journal, &entry)) {
            refuse(c, "storage_full", NULL);
            return;
        }
    }
}

static void serve(struct ctx *c, struct request *request)
{
    const char *problem = request_parse(request, c->arena);

    name_request(c);
    if (problem) {
        refuse(c, problem, NULL);
        return;
    }
    if (!find_route(c) || !admit(c) || !within_rate(c) || !negotiate(c) || !take_parameters(c) ||
        !take_body(c))
        return;
    take_preferences(c);
    handle_with_retries(c);
    record_reading(c);
    if (c->answer.status == 304 && c->identity)
        rate_give_back(c->service->rates, c->identity->claims.subject, RATE_WINDOW,
                       (int64_t)time(NULL));
}

static bool names_origin(const char *list, const char *origin)
{
    const size_t length = strlen(origin);

    for (const char *at = list; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL) {
        at += strspn(at, " ");
        if (strncmp(at, origin, length) == 0 && (at[length] == ',' || at[length] == '\0'))
            return true;
    }
    return false;
}

static void add_cors(struct ctx *c)
{
    const char *origin = ask_header(c, "Origin");

    if (!origin || !c->service->settings.cors_origins ||
        !names_origin(c->service->settings.cors_origins, origin))
        return;
    add_header(c, "Access-Control-Allow-Origin", origin);
    add_header(c, "Vary", "Origin");
    add_header(
        c, "Access-Control-Expose-Headers",
        "ETag, Location, Link, Total-Count, Request-Id, RateLimit, RateLimit-Policy, Retry-After,"
        " Idempotency-Replayed, Dry-Run");
    if (strcmp(c->request->method, "OPTIONS") != 0)
        return;
    add_header(c, "Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE");
    add_header(c, "Access-Control-Allow-Headers",
               "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, Prefer,"
               " Request-Id, traceparent");
    add_header(c, "Access-Control-Max-Age", "600");
}

/* Passed on when it has the form of one (W3C Trace Context): four groups of hexadecimal digits. */
static const char *sound_traceparent(const struct ctx *c)
{
    const char *value = ask_header(c, "traceparent");

    if (!value || strlen(value) != 55)
        return NULL;
    for (size_t i = 0; i < 55; i++) {
        const bool dash = i == 2 || i == 35 || i == 52;

        if (dash ? value[i] != '-' : !strchr("0123456789abcdef", value[i]))
            return NULL;
    }
    return value;
}

/* What this answer would have been another for. A 304 says what the 200 would have said. */
static void add_vary(struct ctx *c)
{
    const unsigned flags = c->route ? c->route->flags : 0;

    if (flags & (LISTS | BULK | AS_CSV | AS_HTML) || c->answer.status == 406)
        add_header(c, "Vary", "Accept");
    if (c->answer.status != 204)
        add_header(c, "Vary", "Accept-Encoding");
}

static bool has_header(const struct ctx *c, const char *name)
{
    size_t i = 0;

    while (i < c->answer.nheaders && strcmp(c->answer.headers[i].name, name) != 0)
        i++;
    return i < c->answer.nheaders;
}

static void add_common_headers(struct ctx *c)
{
    const unsigned flags = c->route ? c->route->flags : 0;

    add_vary(c);
    add_header(c, "Request-Id", c->request_id);
    if (!(flags & PUBLIC_CACHE) || c->answer.status >= 400)
        add_header(c, "Cache-Control", flags & NO_STORE || c->answer.status >= 400
                                           ? "no-store" : "private, no-cache");
    add_header(c, "traceparent", sound_traceparent(c));
    if (!(flags & OTHER_TYPE) && !has_header(c, "Content-Security-Policy"))
        add_header(c, "Content-Security-Policy", "default-src 'none'");
    if (c->dry_run && c->answer.status < 500)
        add_header(c, "Dry-Run", "true");
    add_cors(c);
}

void dispatch(struct service *service, struct worker *worker, struct request *request,
              struct ctx *c)
{
    struct timespec began;

    clock_gettime(CLOCK_MONOTONIC, &began);
    c->service = service;
    c->worker = worker;
    c->request = request;
    c->faults.arena = c->arena;
    serve(c, request);
    add_common_headers(c);
    compress_answer(c);
    atomic_fetch_add(&service->requests, 1);
    if (c->answer.status >= 500)
        atomic_fetch_add(&service->failures, 1);
    log_request(c, &began);
    auth_identity_release(c->identity);
    c->identity = NULL;
}
