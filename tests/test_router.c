/* Finding a route, on a table of this file's own: it stands before that of the library. */
#include "api/router.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct route FIRST[] = {
    { .method = "GET", .path = "/v1/things", .operation = "list" },
    { .method = "POST", .path = "/v1/things", .operation = "add" },
    { .method = "GET", .path = "/v1/things/:id", .operation = "find" },
    { .method = "DELETE", .path = "/v1/things/:id", .operation = "remove" },
    { .method = "POST", .path = "/v1/things/:id/parts/:part", .operation = "part" },
    { 0 }
};
static const struct route SECOND[] = {
    { .method = "POST", .path = "/v1/things/searches", .operation = "search" },
    { 0 }
};
const struct route *const ROUTES[] = { FIRST, SECOND, NULL };

static struct arena arena;
static const char *values[PATH_VALUES_MAX];
static const char *allow;

static void start(void)
{
    arena = (struct arena){ .limit = 1 << 20 };
    cr_assert(router_start());
}

static void stop(void)
{
    arena_free(&arena);
}

TestSuite(router, .init = start, .fini = stop, .timeout = 20);

/* The operation, or "404", or the methods that are allowed. */
static const char *ask(const char *method, const char *target)
{
    struct request request = { .method = method, .target = target };

    memset(values, 0, sizeof values);
    cr_assert_null(request_parse(&request, &arena), "%s", target);
    const struct route *route = router_find(&request, &arena, values, &allow);
    return route ? route->operation : allow ? allow : "404";
}

Test(router, finds)
{
    cr_expect_eq(router_count(), 6);
    cr_expect_str_eq(router_at(5)->operation, "search");
    cr_expect_str_eq(ask("GET", "/v1/things"), "list");
    cr_expect_str_eq(ask("POST", "/v1/things"), "add");
    cr_expect_str_eq(ask("GET", "/v1/things?x=1"), "list");
    cr_expect_str_eq(ask("DELETE", "/v1/things/7"), "remove");
    cr_expect_str_eq(values[0], "7");
    cr_expect_str_eq(ask("POST", "/v1/things/a%20b/parts/c"), "part");
    cr_expect_str_eq(values[0], "a b");
    cr_expect_str_eq(values[1], "c");
    cr_expect_str_eq(ask("GET", "/v1/things/:id"), "find");
    cr_expect_str_eq(values[0], ":id");
}

Test(router, head_is_get)
{
    cr_expect_str_eq(ask("HEAD", "/v1/things"), "list");
    cr_expect_str_eq(ask("HEAD", "/v1/things/7"), "find");
    cr_expect_str_eq(ask("HEAD", "/v1/things/searches"), "POST, OPTIONS");
}

/* A literal segment beats a ":" one, also in what is allowed. */
Test(router, literals_come_first)
{
    cr_expect_str_eq(ask("POST", "/v1/things/searches"), "search");
    cr_expect_null(values[0]);
    cr_expect_str_eq(ask("GET", "/v1/things/searches"), "POST, OPTIONS");
    cr_expect_str_eq(ask("GET", "/v1/things/searche"), "find");
}

Test(router, tells_what_is_allowed)
{
    cr_expect_str_eq(ask("PUT", "/v1/things"), "GET, HEAD, POST, OPTIONS");
    cr_expect_str_eq(ask("POST", "/v1/things/7"), "GET, HEAD, DELETE, OPTIONS");
    cr_expect_str_eq(ask("get", "/v1/things"), "GET, HEAD, POST, OPTIONS", "methods have one case");
    cr_expect_str_eq(ask("TRACE", "/v1/things"), "GET, HEAD, POST, OPTIONS");
    cr_expect_str_eq(ask("OPTIONS", "/v1/things/1/parts/2"), "POST, OPTIONS");
    cr_expect_str_eq(ask("", "/v1/things/searches"), "POST, OPTIONS");
}

Test(router, knows_nothing_else)
{
    static const char *const UNKNOWN[] = {
        "/", "/v1", "/v1/thing", "/v1/Things", "/v1/things/", "/v1/things/7/", "/v1/things/7/parts",
        "/v1/things/7/parts/8/9", "/v2/things", "/v1/%74hings", "/v1/things/searches/" };

    for (size_t i = 0; i < sizeof UNKNOWN / sizeof *UNKNOWN; i++)
        cr_expect_str_eq(ask("GET", UNKNOWN[i]), "404", "%s", UNKNOWN[i]);
}
