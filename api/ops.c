#include "api/ops.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "api/service.h"

enum { STALE_SECONDS = 30 };

/* Ready: the upkeep thread has spoken with a database of our schema lately, and nobody is stopping
 * us. */
static unsigned ready_body(struct service *s, struct buffer *out)
{
    const int64_t seen = atomic_load(&s->identity_seen);
    const bool database = atomic_load(&s->identity_known) &&
                          (int64_t)time(NULL) - seen < STALE_SECONDS;
    const bool draining = atomic_load(&s->draining);
    const bool ready = database && !draining;

    put_text(out, ready ? "{\"status\":\"ready\"" : "{\"status\":\"not_ready\"");
    put_text(out, database ? ",\"database\":\"up\"" : ",\"database\":\"down\"");
    put_text(out, draining ? ",\"draining\":true" : ",\"draining\":false");
    put_text(out, ",\"schema\":\"");
    put_bytes(out, s->schema, 12);
    put_text(out, "\"}");
    return ready ? 200 : 503;
}

bool tell_live(struct ctx *c)
{
    struct buffer out = { .arena = c->arena };

    put_text(&out, "{\"status\":\"live\"}");
    return tell_json(c, 200, &out);
}

bool tell_ready(struct ctx *c)
{
    struct buffer out = { .arena = c->arena };
    const unsigned status = ready_body(c->service, &out);

    return tell_json(c, status, &out);
}

const char *schema_of(const struct ctx *c)
{
    return c->service->schema;
}

static void put_metric(struct buffer *out, const char *name, const char *type, const char *help,
                       long long value)
{
    const char *text = arena_format(out->arena, "# HELP %s %s\n# TYPE %s %s\n%s %lld\n", name, help,
                                    name, type, name, value);

    put_text(out, text ? text : "");
}

static void put_metrics(struct service *s, struct buffer *out)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    put_metric(out, "tamar_requests_total", "counter", "Requests answered.",
               (long long)atomic_load(&s->requests));
    put_metric(out, "tamar_failures_total", "counter", "Requests answered with 5xx.",
               (long long)atomic_load(&s->failures));
    put_metric(out, "tamar_open_requests", "gauge", "Requests being read or answered.",
               (long long)atomic_load(&s->open_requests));
    put_metric(out, "tamar_workers", "gauge", "Worker threads.", s->settings.workers);
    put_metric(out, "process_cpu_milliseconds_total", "counter", "Processor time, user and system.",
               (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000LL +
                   (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000);
    put_metric(out, "process_peak_resident_kibibytes", "gauge", "Largest resident memory so far.",
               usage.ru_maxrss);
}

void ops_answer(struct service *service, const char *method, const char *target,
                struct arena *arena, struct answer *answer)
{
    struct buffer out = { .arena = arena };
    const bool reads = strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;

    answer->type = "application/json; charset=utf-8";
    answer->status = 200;
    if (reads && strcmp(target, "/livez") == 0) {
        put_text(&out, "{\"status\":\"live\"}");
    } else if (reads && strcmp(target, "/readyz") == 0) {
        answer->status = ready_body(service, &out);
    } else if (reads && strcmp(target, "/metrics") == 0) {
        answer->type = "text/plain; version=0.0.4; charset=utf-8";
        put_metrics(service, &out);
    } else {
        answer->status = 404;
        answer->type = "application/problem+json; charset=utf-8";
        put_text(&out,
                 "{\"type\":\"/problems/not-found\",\"title\":\"There is no such thing\","
                 "\"status\":404,\"detail\":\"There is no such thing\",\"code\":\"not_found\"}");
    }
    answer->body = out.text;
    answer->length = out.length;
}
