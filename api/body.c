#include "api/body.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>

#include "api/bulk/charset.h"

enum { GZIP_LEAST = 1024, GZIP_LEVEL = 1, GZIP_WINDOW = 15 + 16 };

static size_t limit_of(const struct ctx *c)
{
    return c->route->flags & BULK ? BULK_LIMIT : BODY_LIMIT;
}

static bool takes_body(const struct ctx *c)
{
    return c->route->takes || c->route->flags & (BULK | FORM);
}

static bool refuse_type(struct ctx *c)
{
    const bool patch = strcmp(c->route->method, "PATCH") == 0;

    add_header(c, patch ? "Accept-Patch" : "Accept-Post",
               patch                    ? "application/merge-patch+json, application/json"
               : c->route->flags & FORM ? "application/x-www-form-urlencoded"
               : c->route->flags & ONLY_CSV ? "text/csv"
               : c->route->flags & BULK ? "application/json, application/x-ndjson, text/csv"
                                        : "application/json");
    return refuse(c, "unsupported_media_type", NULL);
}

/* The media type without its parameters, and its charset in lower case ("utf-8" by default). */
static bool split_type(const char *header, char *type, char *charset, size_t size)
{
    const size_t length = strcspn(header, "; \t");
    const char *parameter = strcasestr(header, "charset=");

    if (length >= size)
        return false;
    for (size_t i = 0; i <= length; i++)
        type[i] = i == length
                      ? '\0'
                      : (char)(header[i] | (header[i] >= 'A' && header[i] <= 'Z' ? 0x20 : 0));
    memcpy(charset, "utf-8", 6);
    if (!parameter)
        return true;
    parameter += strlen("charset=");
    parameter += *parameter == '"';
    const size_t name = strcspn(parameter, "\"; \t");
    if (name >= size)
        return false;
    for (size_t i = 0; i <= name; i++)
        charset[i] = i == name ? '\0'
                               : (char)(parameter[i] |
                                        (parameter[i] >= 'A' && parameter[i] <= 'Z' ? 0x20 : 0));
    return true;
}

static bool judge_type(struct ctx *c, bool *windows_1252)
{
    const char *header = ask_header(c, "Content-Type");
    const unsigned flags = c->route->flags;
    char type[64], charset[64];

    if (!header || !split_type(header, type, charset, sizeof type))
        return refuse_type(c);
    *windows_1252 = strcmp(charset, "windows-1252") == 0 && strcmp(type, "text/csv") == 0;
    if (strcmp(charset, "utf-8") != 0 && !*windows_1252)
        return refuse_type(c);
    c->body_form = FORM_JSON;
    if (flags & FORM)
        return strcmp(type, "application/x-www-form-urlencoded") == 0 || refuse_type(c);
    if (strcmp(type, "text/csv") == 0 && flags & BULK)
        c->body_form = FORM_CSV;
    else if (flags & ONLY_CSV)
        return refuse_type(c);
    else if (strcmp(type, "application/x-ndjson") == 0 && flags & BULK)
        c->body_form = FORM_NDJSON;
    else if (strcmp(type, "application/json") != 0 &&
             !(strcmp(type, "application/merge-patch+json") == 0 &&
               strcmp(c->route->method, "PATCH") == 0))
        return refuse_type(c);
    return true;
}

static bool inflate_body(struct ctx *c)
{
    const size_t limit = limit_of(c);
    z_stream z = { 0 };
    char *out = arena_take(c->arena, limit + 2);

    if (!out || inflateInit2(&z, GZIP_WINDOW) != Z_OK)
        return refuse(c, "busy", NULL);
    union {
        const char *in;
        Bytef *out;
    } source = { c->body };
    z.next_in = source.out;
    z.avail_in = (uInt)c->body_length;
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)limit + 1;
    const int result = inflate(&z, Z_FINISH);
    const size_t made = limit + 1 - z.avail_out;
    const bool whole = result == Z_STREAM_END && z.avail_in == 0;
    inflateEnd(&z);
    if (made > limit)
        return refuse(c, "too_large", NULL);
    if (!whole)
        return refuse(c, "malformed_body", NULL);
    c->body = out;
    c->body_length = made;
    return true;
}

static bool judge_length(struct ctx *c)
{
    const char *length = ask_header(c, "Content-Length");

    if (ask_header(c, "Transfer-Encoding")) {
        add_header(c, "Connection", "close");
        return refuse(c, "length_required", NULL);
    }
    /* A longer body was cut off by the library: then its length is the only sign. */
    if (length && strtoull(length, NULL, 10) > limit_of(c))
        return refuse(c, "too_large", NULL);
    if (length && strtoull(length, NULL, 10) != c->request->body_length) {
        add_header(c, "Connection", "close");
        return refuse(c, "malformed_body", NULL);
    }
    return c->request->body_length <= limit_of(c) || refuse(c, "too_large", NULL);
}

static bool decode_body(struct ctx *c, bool windows_1252)
{
    const char *encoding = ask_header(c, "Content-Encoding");

    if (encoding && strcasecmp(encoding, "identity") != 0) {
        if (strcasecmp(encoding, "gzip") != 0 || !(c->route->flags & BULK)) {
            add_header(c, "Accept-Encoding", c->route->flags & BULK ? "gzip" : "identity");
            return refuse_type(c);
        }
        if (!inflate_body(c))
            return false;
    }
    if (!windows_1252)
        return true;
    c->body = windows_1252_to_utf8(c->arena, c->body, c->body_length, &c->body_length);
    return c->body || refuse(c, "malformed_body", NULL);
}

bool take_body(struct ctx *c)
{
    bool windows_1252 = false;

    c->body = c->request->body;
    c->body_length = c->request->body_length;
    if (!judge_length(c))
        return false;
    if (!takes_body(c))
        return !c->body_length || refuse(c, "malformed_body", "This operation takes no body");
    if (!c->body_length && c->route->flags & FORM)
        return true; /* an empty form, whose faults its handler tells in its own words */
    if (!c->body_length)
        return refuse(c, "malformed_body", "A body is needed");
    return judge_type(c, &windows_1252) && decode_body(c, windows_1252);
}

static bool takes_gzip(const struct ctx *c)
{
    const char *accept = ask_header(c, "Accept-Encoding");
    const char *found = accept ? strcasestr(accept, "gzip") : NULL;

    return found && strncmp(found + 4, ";q=0", 4) != 0;
}

void compress_answer(struct ctx *c)
{
    z_stream z = { 0 };

    if (c->answer.length < GZIP_LEAST || !takes_gzip(c))
        return;
    if (deflateInit2(&z, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return;
    const uLong bound = deflateBound(&z, c->answer.length);
    char *out = arena_take(c->arena, bound);
    union {
        const char *in;
        Bytef *out;
    } source = { c->answer.body };
    z.next_in = source.out;
    z.avail_in = (uInt)c->answer.length;
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)bound;
    if (out && deflate(&z, Z_FINISH) == Z_STREAM_END) {
        c->answer.body = out;
        c->answer.length = z.total_out;
        add_header(c, "Content-Encoding", "gzip");
    }
    deflateEnd(&z);
}
