/* What goes back when something is wrong: problems of the catalogue. */
#include <string.h>

#include "api/http.h"
#include "api/problem.h"
#include "models/encode.h"

void put_problem(struct buffer *out, const struct problem *p, const char *detail)
{
    put_text(out, "{\"type\":\"/problems/");
    for (const char *at = p->code; *at; at++)
        put_char(out, *at == '_' ? '-' : *at);
    put_text(out, "\",\"title\":");
    put_json_text(out, p->title);
    put_text(out, ",\"status\":");
    put_int(out, p->status);
    put_text(out, ",\"detail\":");
    put_json_text(out, detail ? detail : p->detail);
    put_text(out, ",\"code\":\"");
    put_text(out, p->code);
    put_char(out, '"');
}

static bool has_header(const struct ctx *c, const char *name)
{
    for (size_t i = 0; i < c->answer.nheaders; i++) {
        if (strcmp(c->answer.headers[i].name, name) == 0)
            return true;
    }
    return false;
}

/* Where it happened. A path that carries a value of the client's is told as its pattern. */
static const char *instance_of(const struct ctx *c)
{
    if (c->route && strstr(c->route->path, "/:value"))
        return c->route->path;
    return c->request->path ? c->request->path : "/";
}

bool refuse(struct ctx *c, const char *code, const char *detail)
{
    static const char OUT_OF_MEMORY[] =
        "{\"type\":\"/problems/busy\",\"status\":503,\"code\":\"busy\"}";
    const struct problem *p = problem_named(code);
    struct buffer out = { .arena = c->arena };

    c->retry = false;
    put_problem(&out, p, detail);
    /* An unknown id and one out of sight are answered byte for byte alike: no path, no request id.
     */
    if (p->status != 404 && p->status != 401) {
        put_text(&out, ",\"instance\":");
        put_json_text(&out, instance_of(c));
        put_text(&out, ",\"request_id\":");
        put_json_text(&out, c->request_id);
    }
    if (c->problem_extra)
        put_text(&out, c->problem_extra);
    put_faults(&out, &c->faults);
    put_char(&out, '}');
    c->answer.status = out.failed ? 503 : p->status;
    c->answer.type = "application/problem+json; charset=utf-8";
    c->answer.body = out.failed ? OUT_OF_MEMORY : out.text;
    c->answer.length = out.failed ? sizeof OUT_OF_MEMORY - 1 : out.length;
    if ((p->status == 503 || p->status == 429 || strcmp(code, "request_in_progress") == 0) &&
        !has_header(c, "Retry-After"))
        add_header(c, "Retry-After", "1");
    if (p->status == 401 && !has_header(c, "WWW-Authenticate"))
        add_header(c, "WWW-Authenticate", "Bearer");
    return false;
}

bool no_faults(struct ctx *c, const char *code)
{
    return c->faults.count == 0 || refuse(c, code, NULL);
}
