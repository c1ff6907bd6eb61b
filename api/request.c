/* The strict reading of a request. The library under us drops a query parameter it cannot decode
 * and mixes query values into path values; a dropped filter would widen what a caller is shown. */
#include "api/request.h"

#include <string.h>
#include <strings.h>

#include "models/kind.h"

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* NULL when an escape is incomplete or what comes out is not clean text. */
static char *decode(struct arena *arena, const char *text, size_t length, bool plus)
{
    char *out = arena_copy(arena, text, length), *to = out;

    if (!out)
        return NULL;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '%') {
            const int high = i + 2 < length ? hex(text[i + 1]) : -1;
            const int low = high >= 0 ? hex(text[i + 2]) : -1;

            if (low < 0)
                return NULL;
            *to++ = (char)(high << 4 | low);
            i += 2;
        } else {
            *to++ = plus && text[i] == '+' ? ' ' : text[i];
        }
    }
    *to = '\0';
    const size_t made = (size_t)(to - out);
    return strlen(out) == made && text_is_clean(out, made) && !out[strcspn(out, "\t\r\n")] ? out
                                                                                           : NULL;
}

const char *pairs_parse(const char *text, struct arena *arena, struct pair *pairs, size_t most,
                        size_t *count)
{
    *count = 0;
    for (;;) {
        const size_t length = strcspn(text, "&");
        const char *equals = memchr(text, '=', length);
        const size_t name = equals ? (size_t)(equals - text) : length;

        if (!name || *count == most)
            return "malformed_query";
        struct pair *pair = &pairs[(*count)++];
        pair->name = decode(arena, text, name, true);
        pair->value = equals ? decode(arena, equals + 1, length - name - 1, true) : "";
        if (!pair->name || !pair->value)
            return "malformed_query";
        for (struct pair *earlier = pairs; earlier < pair; earlier++) {
            if (strcmp(earlier->name, pair->name) == 0)
                return "repeated_parameter";
        }
        text += length;
        if (!*text++)
            return NULL;
    }
}

/* Does an escape stand for a character that needs none? Then one resource would have two addresses,
 * and a rule about paths in front of us would see only one of them. */
static bool is_escaped_needlessly(const char *at, size_t length)
{
    static const char PLAIN[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    for (size_t i = 0; i + 2 < length; i++) {
        if (at[i] == '%' && strchr(PLAIN, hex(at[i + 1]) << 4 | hex(at[i + 2])))
            return true;
    }
    return false;
}

static const char *segment_parse(struct request *r, struct arena *arena, const char *at,
                                 size_t length)
{
    char *segment = decode(arena, at, length, false);

    if (!segment || strchr(segment, '/') || strcmp(segment, ".") == 0 || strcmp(segment, "..") == 0)
        return "malformed_path";
    r->odd_path |= is_escaped_needlessly(at, length);
    if (r->nsegments == SEGMENTS_MAX)
        return "not_found";
    r->segments[r->nsegments++] = segment;
    return NULL;
}

static const char *path_parse(struct request *r, struct arena *arena)
{
    for (const char *at = r->path; *at;) {
        const size_t length = strcspn(++at, "/");

        if (!length && !at[length] && at - 1 != r->path) {
            r->odd_path = true; /* a trailing slash */
            break;
        }
        if (!length && at[length])
            return "malformed_path";
        const char *problem = length ? segment_parse(r, arena, at, length) : NULL;
        if (problem)
            return problem;
        at += length;
    }
    return NULL;
}

static bool is_single(const char *name)
{
    static const char *const SINGLE[] = { "Authorization", "Content-Type", "Content-Length", "Host",
                                          "Idempotency-Key", "If-Match", NULL };

    for (const char *const *one = SINGLE; *one; one++) {
        if (strcasecmp(name, *one) == 0)
            return true;
    }
    return false;
}

/* A header that may come once came once, and no value holds a control character. Repeats of one
 * spelling arrive joined by a comma, so a comma counts as a repeat. */
static const char *headers_check(const struct request *r)
{
    if (r->nheaders == HEADERS_MAX) /* what did not fit was left out, and might matter */
        return "malformed_header";
    for (size_t i = 0; i < r->nheaders; i++) {
        const struct header *h = &r->headers[i];

        for (const char *c = h->value; *c; c++) {
            if (((unsigned char)*c < 0x20 && *c != '\t') || *c == 0x7f)
                return "malformed_header";
        }
        if (!is_single(h->name))
            continue;
        if (!text_is_clean(h->value, strlen(h->value)))
            return "malformed_header";
        bool repeated = strchr(h->value, ',') != NULL;
        for (size_t k = 0; k < i && !repeated; k++)
            repeated = strcasecmp(r->headers[k].name, h->name) == 0;
        if (repeated)
            return strcasecmp(h->name, "Authorization") == 0 ? "unauthenticated"
                                                             : "repeated_header";
    }
    return NULL;
}

const char *request_parse(struct request *r, struct arena *arena)
{
    const char *problem;

    r->path = "/";
    if (r->target[0] != '/')
        return "malformed_path";
    if (strlen(r->target) > TARGET_MAX)
        return "target_too_long";
    const size_t length = strcspn(r->target, "?#");
    r->path = arena_copy(arena, r->target, length);
    if (!r->path)
        return "busy";
    if ((problem = path_parse(r, arena)) || (problem = headers_check(r)))
        return problem;
    if (strchr(r->target, '#'))
        return "malformed_query";
    return r->target[length] ? pairs_parse(r->target + length + 1, arena, r->parameters,
                                           PARAMETERS_MAX, &r->nparameters) : NULL;
}

const char *request_header(const struct request *request, const char *name)
{
    for (size_t i = 0; i < request->nheaders; i++) {
        if (strcasecmp(request->headers[i].name, name) == 0)
            return request->headers[i].value;
    }
    return NULL;
}
