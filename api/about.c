/* What the service says of itself: health, its contract, and what its problems mean. All public,
 * none of it needs the database. */
#include <string.h>

#include "api/documents.h"
#include "api/http.h"
#include "api/ops.h"
#include "api/problem.h"

static bool tell_problem(struct ctx *c)
{
    const struct problem *p = problem_of_slug(c->path_values[0]);
    struct buffer out = { .arena = c->arena };

    if (!p)
        return refuse(c, "not_found", NULL);
    add_header(c, "Cache-Control", "public, max-age=3600");
    put_problem(&out, p, NULL);
    put_text(&out, ",\"explanation\":");
    put_json_text(&out, p->explain);
    put_char(&out, '}');
    return tell_json(c, 200, &out);
}

static bool tell_document(struct ctx *c, const char *type, const char *text)
{
    add_header(c, "Cache-Control", "public, max-age=3600");
    return tell_text(c, type, text, strlen(text));
}

static bool tell_yaml(struct ctx *c)
{
    return tell_document(c, "application/yaml; charset=utf-8", OPENAPI_YAML);
}

static bool tell_openapi(struct ctx *c)
{
    return tell_document(c, "application/json; charset=utf-8", OPENAPI_JSON);
}

static bool tell_page_(struct ctx *c)
{
    add_header(c, "Content-Security-Policy",
               "default-src 'none'; script-src 'self'; style-src 'self';"
               " connect-src 'self'; base-uri 'none'");
    return tell_document(c, "text/html; charset=utf-8", DOCS_HTML);
}

static bool tell_script(struct ctx *c)
{
    return tell_document(c, "text/javascript; charset=utf-8", DOCS_JS);
}

static bool tell_style(struct ctx *c)
{
    return tell_document(c, "text/css; charset=utf-8", DOCS_CSS);
}

enum { PLAIN = NO_DATABASE | PUBLIC_CACHE, OTHER = PLAIN | OTHER_TYPE };

const struct route ABOUT_ROUTES[] = {
    { "GET", "/livez", "live", NULL,
      NULL, NULL, NULL, 200, NO_DATABASE | NO_STORE, tell_live, NULL },
    { "GET", "/readyz", "ready", NULL,
      NULL, NULL, NULL, 200, NO_DATABASE | NO_STORE, tell_ready, NULL },
    { "GET", "/problems/:slug", "explainProblem", NULL,
      NULL, NULL, NULL, 200, PLAIN, tell_problem, NULL },
    { "GET", "/openapi.json", "openapiJson", NULL,
      NULL, NULL, NULL, 200, PLAIN, tell_openapi, NULL },
    { "GET", "/openapi.yaml", "openapiYaml", NULL, NULL, NULL, NULL, 200, OTHER, tell_yaml, NULL },
    { "GET", "/docs", "docsPage", NULL, NULL, NULL, NULL, 200, OTHER, tell_page_, NULL },
    { "GET", "/docs/docs.js", "docsScript", NULL, NULL, NULL, NULL, 200, OTHER, tell_script, NULL },
    { "GET", "/docs/docs.css", "docsStyle", NULL, NULL, NULL, NULL, 200, OTHER, tell_style, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
