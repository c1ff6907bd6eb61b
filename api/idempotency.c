#include "api/idempotency.h"

#include <string.h>

#include "api/service.h"
#include "models/idempotent.h"

enum { KEY_MAX = 255 };

/* Recorded beside the headers: whom the answer tells of, the rows of the route's resource. To be
 * told it again is a read again. */
static const char SUBJECTS[] = "subjects";

static void note_subjects(struct ctx *c, const char *subjects)
{
    c->subjects[0] = (struct subjects){ c->route->resource->name, { .arena = c->arena } };
    put_text(&c->subjects[0].ids, subjects);
}

const char *idempotency_key(const struct ctx *c)
{
    const bool takes = c->route->flags & TRIES && strcmp(c->route->method, "POST") == 0;

    return takes && c->identity ? ask_header(c, "Idempotency-Key") : NULL;
}

static const char *fingerprint(struct ctx *c)
{
    struct buffer text = { .arena = c->arena };
    char *digest = arena_take(c->arena, AUTH_DIGEST);

    put_text(&text, c->request->target);
    put_char(&text, '\n');
    put_int(&text, (int64_t)c->hidden); /* a token that sees less is not given what another was */
    put_char(&text, '\n');
    put_bytes(&text, c->body ? c->body : "", c->body_length);
    if (!digest || text.failed)
        return NULL;
    auth_fingerprint(&c->service->master, text.text, digest);
    return digest;
}

static void replay(struct ctx *c, const struct idempotent_request *recorded)
{
    c->answer.status = (unsigned)recorded->status;
    c->answer.type = recorded->body ? "application/json; charset=utf-8" : NULL;
    c->answer.body = recorded->body;
    c->answer.length = recorded->body ? strlen(recorded->body) : 0;
    /* "Name: value" lines, as they were recorded. */
    char *rest = arena_copy(c->arena, recorded->headers, strlen(recorded->headers));
    while (rest && *rest) {
        char *name = rest, *colon = strchr(rest, ':');

        rest = strchr(rest, '\n');
        if (!colon || !rest)
            break;
        *colon = '\0';
        *rest++ = '\0';
        if (strcmp(name, "Content-Type") == 0)
            c->answer.type = colon + 2;
        else if (strcmp(name, SUBJECTS) == 0)
            note_subjects(c, colon + 2);
        else
            add_header(c, name, colon + 2);
    }
    add_header(c, "Idempotency-Replayed", "true");
}

static struct idempotent_request request_of(struct ctx *c)
{
    return (struct idempotent_request){
        .actor = c->identity->claims.subject, .method = c->route->method, .path = c->request->path,
        .key = idempotency_key(c), .fingerprint = fingerprint(c), .status = NONE };
}

bool idempotency_begin(struct ctx *c)
{
    const char *key = idempotency_key(c);
    struct idempotent_request request, recorded;

    if (!key)
        return true;
    if (!*key || strlen(key) > KEY_MAX) {
        add_fault_with(&c->faults, IN_HEADER, "Idempotency-Key", "idempotency_key_length",
                       "must be 1 to 255 characters", NULL);
        return refuse(c, "malformed_header", "Idempotency-Key must be 1 to 255 characters");
    }
    request = request_of(c);
    const enum db_status claimed = idempotent_claim(c->db, &request);
    if (claimed == DB_OK)
        return true;
    if (claimed == DB_LOCKED)
        return refuse(c, "request_in_progress", NULL);
    if (claimed != DB_NONE)
        return done(c, claimed);
    if (!done(c, idempotent_find(c->db, &request, &recorded)))
        return false;
    if (strcmp(recorded.fingerprint, request.fingerprint) != 0)
        return refuse(c, "idempotency_key_reused", NULL);
    replay(c, &recorded);
    return false;
}

static bool is_kept(const char *name)
{
    return strcmp(name, "ETag") == 0 || strcmp(name, "Location") == 0 ||
           strcmp(name, "Last-Modified") == 0 || strcmp(name, "Preference-Applied") == 0;
}

static enum db_status record(struct ctx *c)
{
    struct idempotent_request request = request_of(c);
    struct buffer headers = { .arena = c->arena };

    put_text(&headers, "");
    for (size_t i = 0; i < c->answer.nheaders; i++) {
        if (!is_kept(c->answer.headers[i].name))
            continue;
        put_text(&headers, c->answer.headers[i].name);
        put_text(&headers, ": ");
        put_text(&headers, c->answer.headers[i].value);
        put_char(&headers, '\n');
    }
    if (c->answer.type) {
        put_text(&headers, "Content-Type: ");
        put_text(&headers, c->answer.type);
        put_char(&headers, '\n');
    }
    if (c->subjects[0].type && !c->subjects[0].ids.failed) {
        put_text(&headers, SUBJECTS);
        put_text(&headers, ": ");
        put_text(&headers, c->subjects[0].ids.text);
        put_char(&headers, '\n');
    }
    request.status = c->answer.status;
    request.headers = headers.failed ? "" : headers.text;
    request.body = c->replayed_body ? c->replayed_body : c->answer.body;
    return idempotent_record(c->db, &request);
}

void idempotency_end(struct ctx *c)
{
    const bool good = c->answer.status >= 200 && c->answer.status < 300;
    enum db_status status = DB_OK;

    if (c->retry)
        return;
    if (good && !c->dry_run && idempotency_key(c))
        status = record(c);
    if (!status)
        status = db_settle(c->db, good && !c->dry_run);
    if (status)
        done(c, status);
}
