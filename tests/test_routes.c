/* The service's own route table: each route is found by its own path, and says what it needs. */
#include "api/router.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct arena arena;

static void start(void)
{
    arena = (struct arena){ .limit = 8 << 20 };
    cr_assert(router_start());
}

static void stop(void)
{
    arena_free(&arena);
}

TestSuite(routes, .init = start, .fini = stop, .timeout = 20);

static void sample_path(const char *path, char *out, size_t size)
{
    size_t n = 0;

    for (; *path && n + 40 < size; path++) {
        if (*path != ':') {
            out[n++] = *path;
            continue;
        }
        n += (size_t)snprintf(out + n, size - n, "01890a5d-ac96-774b-bcce-b302099a8057");
        path += strcspn(path, "/") - 1;
    }
    out[n] = '\0';
}

static const struct route *find(const char *method, const char *path, const char **allow)
{
    const char *values[PATH_VALUES_MAX];
    struct request request = { .method = method, .target = path };

    cr_assert_null(request_parse(&request, &arena), "%s", path);
    return router_find(&request, &arena, values, allow);
}

Test(routes, each_is_found_by_its_path)
{
    const char *allow;
    char path[400];

    cr_assert_gt(router_count(), 10);
    for (size_t i = 0; i < router_count(); i++) {
        const struct route *route = router_at(i);

        sample_path(route->path, path, sizeof path);
        cr_expect_eq(find(route->method, path, &allow), route, "%s", route->operation);
        cr_expect(strstr(allow, route->method), "%s", route->operation);
        cr_expect_null(find("TRACE", path, &allow), "%s", route->operation);
        memcpy(path + strlen(path), "/", 2);
        cr_expect(strcmp(path, "//") == 0 || !find(route->method, path, &allow), "%s",
                  route->operation);
    }
}

Test(routes, operations_are_unique)
{
    for (size_t i = 0; i < router_count(); i++) {
        for (size_t k = 0; k < i; k++)
            cr_expect_str_neq(router_at(i)->operation, router_at(k)->operation);
    }
}

/* A scope that no token can carry would shut a route for ever, or open it if it were not looked at.
 */
Test(routes, scopes_exist)
{
    for (size_t i = 0; i < router_count(); i++) {
        const struct route *r = router_at(i);

        cr_expect(!r->scope || !*r->scope || auth_scope(r->scope), "%s", r->operation);
        cr_expect(r->handle, "%s", r->operation);
        cr_expect(r->status >= 200 && r->status < 400, "%s", r->operation);
        cr_expect(r->scope || !r->resource || strstr(r->path, "/reference"), "%s is public",
                  r->operation);
    }
}

/* What is written takes the write scope, and a body where there is a shape for it. */
/* Either of two scopes writes it: the handler asks for the one. */
static bool is_asked_by_the_handler(const struct route *r)
{
    return strcmp(r->resource->name, "inspection_action") == 0 ||
           strcmp(r->resource->name, "board_deliverable_use") == 0;
}

/* It is no row that is written: a function of the database writes what comes of it. */
static bool is_a_function(const struct route *r)
{
    return strcmp(r->operation, "openFeedbackAuthor") == 0;
}

Test(routes, writes_take_a_scope_to_write)
{
    for (size_t i = 0; i < router_count(); i++) {
        const struct route *r = router_at(i);
        const bool writes = strcmp(r->method, "PUT") == 0 || strcmp(r->method, "PATCH") == 0 ||
                            strcmp(r->method, "DELETE") == 0;

        if (writes && r->resource && !is_asked_by_the_handler(r))
            cr_expect(r->scope && !strstr(r->scope, ":read"), "%s", r->operation);
        if (strcmp(r->method, "GET") == 0)
            cr_expect_null(r->takes, "%s", r->operation);
        else
            cr_expect(!r->resource || !is_only_read(r->resource) || is_a_function(r), "%s",
                      r->operation);
    }
}

/* Where a resource is listed is its collection, and who may list it may read it; what a trust has
 * one of is read where it stands. */
Test(routes, every_resource_is_listed)
{
    for (struct resource *const *r = RESOURCES; *r; r++)
        cr_expect(router_list_of((*r)->name), "%s", (*r)->name);
}
