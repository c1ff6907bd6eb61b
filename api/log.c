#include "api/log.h"

#include <stdio.h>
#include <unistd.h>

#include "api/service.h"

static void stamp(char out[32])
{
    struct timespec now;
    struct tm utc;
    char text[24];

    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
    snprintf(out, 32, "%s.%03dZ", text, (int)(now.tv_nsec / 1000000) % 1000);
}

static void put_line(const char *line, int length, int size)
{
    /* One write, so that lines of several threads do not mix. Nothing can be done if it fails. */
    if (length > 0 && length < size && write(STDERR_FILENO, line, (size_t)length) < 0)
        return;
}

void log_request(const struct ctx *c, const struct timespec *began)
{
    const enum log_level level = c->service->settings.log;
    struct timespec now;
    char at[32], line[1024];

    if (level == LOG_OFF || (level == LOG_ERRORS && c->answer.status < 500))
        return;
    clock_gettime(CLOCK_MONOTONIC, &now);
    const long long microseconds = (long long)(now.tv_sec - began->tv_sec) * 1000000 +
                                   (now.tv_nsec - began->tv_nsec) / 1000;
    stamp(at);
    const int length = snprintf(
        line, sizeof line,
        "{\"at\":\"%s\",\"event\":\"request\",\"request_id\":\"%s\",\"operation\":\"%s\",\"route\":"
        "\"%s\","
        "\"status\":%u,\"microseconds\":%lld,\"trust\":\"%s\",\"client\":\"%s\",\"rows\":%lld,"
        "\"bytes\":%zu,\"sqlstate\":\"%s\",\"constraint\":\"%s\"}\n",
        at, c->request_id, c->route ? c->route->operation : "", c->route ? c->route->path : "",
        c->answer.status, microseconds, c->identity ? c->identity->claims.trust : "",
        c->identity ? c->identity->claims.client_id : "", (long long)c->row_count, c->answer.length,
        c->db ? db_sqlstate(c->db) : "", c->db ? db_constraint(c->db) : "");
    put_line(line, length, sizeof line);
}

void log_event(const char *event, const char *says)
{
    char at[32], line[512];

    stamp(at);
    const int length = snprintf(
        line, sizeof line, "{\"at\":\"%s\",\"event\":\"%s\",\"says\":\"%s\"}\n", at, event, says);
    put_line(line, length, sizeof line);
}
