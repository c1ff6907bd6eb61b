#include "api/router.h"

#include <string.h>

enum { ROUTES_MAX = 768, PATH_MAX_ = 160 };

/* A route with its path cut into segments. */
struct compiled {
    const struct route *route;
    char text[PATH_MAX_];
    const char *segments[SEGMENTS_MAX];
    size_t nsegments;
};

static struct compiled routes[ROUTES_MAX];
static size_t nroutes;

static bool compile(const struct route *route)
{
    struct compiled *c = &routes[nroutes];

    if (nroutes == ROUTES_MAX || strlen(route->path) >= sizeof c->text)
        return false;
    nroutes++;
    c->route = route;
    c->nsegments = 0;
    memcpy(c->text, route->path, strlen(route->path) + 1);
    for (char *at = c->text; *at == '/';) {
        *at++ = '\0';
        if (c->nsegments == SEGMENTS_MAX)
            return false;
        c->segments[c->nsegments++] = at;
        at += strcspn(at, "/");
    }
    return true;
}

static bool spelt_alike(const struct compiled *a, const struct compiled *b)
{
    return strcmp(a->route->method, b->route->method) == 0 &&
           strcmp(a->route->path, b->route->path) == 0;
}

bool router_start(void)
{
    nroutes = 0;
    for (const struct route *const *table = ROUTES; *table; table++) {
        for (const struct route *r = *table; r->method; r++) {
            if (!compile(r))
                return false;
            for (size_t i = 0; i + 1 < nroutes; i++) {
                if (spelt_alike(&routes[i], &routes[nroutes - 1]))
                    return false;
            }
        }
    }
    return true;
}

size_t router_count(void)
{
    return nroutes;
}

const struct route *router_at(size_t i)
{
    return routes[i].route;
}

/* GET of a path without an id of its own: the only row there is, or that its parent has. */
static bool finds_the_only_one(const struct route *r)
{
    const char *below = r->resource->parent ? strchr(r->path, ':') : r->path;

    return strcmp(r->method, "GET") == 0 && below && !strchr(below + 1, ':') &&
           r->gives == r->resource->shape;
}

const struct route *router_list_of(const char *resource)
{
    for (size_t i = 0; i < nroutes; i++) {
        const struct route *r = routes[i].route;

        if (r->resource && strcmp(r->resource->name, resource) == 0 &&
            (r->flags & LISTS || finds_the_only_one(r)))
            return r;
    }
    return NULL;
}

/* A literal segment beats a ":" one: /v1/pupils/searches is no pupil's id. How many literals. */
static int fits(const struct compiled *c, const struct request *request)
{
    int literals = 0;

    if (c->nsegments != request->nsegments)
        return -1;
    for (size_t i = 0; i < c->nsegments; i++) {
        if (c->segments[i][0] == ':')
            continue;
        if (strcmp(c->segments[i], request->segments[i]) != 0)
            return -1;
        literals++;
    }
    return literals;
}

static void keep_values(const struct compiled *c, const struct request *request,
                        const char **values)
{
    size_t n = 0;

    for (size_t i = 0; i < c->nsegments && n < PATH_VALUES_MAX; i++) {
        if (c->segments[i][0] == ':')
            values[n++] = request->segments[i];
    }
}

static void put_method(struct buffer *allow, const char *method)
{
    put_text(allow, allow->length ? ", " : "");
    put_text(allow, method);
    if (strcmp(method, "GET") == 0)
        put_text(allow, ", HEAD");
}

const struct route *router_find(const struct request *request, struct arena *arena,
                                const char **values, const char **allow)
{
    const char *method = strcmp(request->method, "HEAD") == 0 ? "GET" : request->method;
    const struct compiled *best = NULL;
    struct buffer methods = { .arena = arena };
    int most = -1;

    *allow = NULL;
    for (size_t i = 0; i < nroutes && !request->odd_path; i++) {
        const int literals = fits(&routes[i], request);

        if (literals > most) { /* a closer path: what was found for a looser one is forgotten */
            most = literals;
            best = NULL;
            methods.length = 0;
        }
        if (literals < 0 || literals < most)
            continue;
        put_method(&methods, routes[i].route->method);
        if (strcmp(routes[i].route->method, method) == 0)
            best = &routes[i];
    }
    if (methods.length) {
        put_text(&methods, ", OPTIONS");
        *allow = methods.text;
    }
    if (best)
        keep_values(best, request, values);
    return best ? best->route : NULL;
}
