/* The strict reading of a request: what is not understood is refused, never dropped. */
#include "api/request.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct arena arena;
static struct request request;

static void start(void)
{
    arena = (struct arena){ .limit = 64 << 20 };
}

static void stop(void)
{
    arena_free(&arena);
}

TestSuite(request, .init = start, .fini = stop, .timeout = 20);

static const char *parse(const char *target)
{
    request = (struct request){ .method = "GET", .target = target };
    const char *problem = request_parse(&request, &arena);

    return problem ? problem : "fine";
}

Test(request, paths_and_queries_are_decoded)
{
    cr_assert_str_eq(parse("/v1/pupils/a%20b%C3%AB?name=O%27Brien+x&flag&empty="), "fine");
    cr_expect_eq(request.nsegments, 3);
    cr_expect_str_eq(request.segments[0], "v1");
    cr_expect_str_eq(request.segments[2], "a b\xc3\xab");
    cr_expect_str_eq(request.path, "/v1/pupils/a%20b%C3%AB", "raw");
    cr_expect_not(request.odd_path);
    cr_expect_eq(request.nparameters, 3);
    cr_expect_str_eq(request.parameters[0].name, "name");
    cr_expect_str_eq(request.parameters[0].value, "O'Brien x", "a plus is a blank in a query");
    cr_expect_str_eq(request.parameters[1].value, "");
    cr_expect_str_eq(request.parameters[2].value, "");
    cr_assert_str_eq(parse("/"), "fine");
    cr_expect_eq(request.nsegments, 0);
    cr_assert_str_eq(parse("/a+b"), "fine");
    cr_expect_str_eq(request.segments[0], "a+b", "a plus is a plus in a path");
    cr_assert_str_eq(parse("/a?x=1=2"), "fine");
    cr_expect_str_eq(request.parameters[0].value, "1=2");
    cr_assert_str_eq(parse("/a?b=c?d/e"), "fine");
    cr_expect_str_eq(request.parameters[0].value, "c?d/e");
}

Test(request, refuses_paths)
{
    static const char *const BAD[] = {
        "", "v1", "*", "http://host/v1/pupils", "host:80",            /* not from the root */
        "/v1/%", "/v1/%4", "/v1/%zz", "/v1/%4g", "/v1/%%20", "/%u0041", /* escapes */
        "/v1/%00", "/v1/a%00b", "/v1/%0a", "/v1/%0D", "/v1/%09", "/v1/%7f", "/v1/%1f",
        "/v1/%ff", "/v1/%c3", "/v1/%C0%AF", "/v1/%ed%a0%80", "/v1/\xff", "/v1/\x01", "/v1/a\tb",
        "/v1/%2F", "/v1/a%2fb", "/v1/.", "/v1/..", "/./v1", "/../v1", "/v1/%2e", "/v1/%2e%2E",
        "/v1/.%2e/x", "//v1", "/v1//pupils", "//", "/v1///" };

    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
        cr_expect_str_eq(parse(BAD[i]), "malformed_path", "'%s'", BAD[i]);
}

/* No route is spelt like that, so the answer is 404. */
Test(request, odd_paths)
{
    static const char *const ODD[] = {
        "/v1/", "/v1/pupils/", "/v1/%70upils", "/%761/pupils",
        "/v1/pupils%2D", "/v1/%7Ea", "/v1/x%2eyaml",
    };

    for (size_t i = 0; i < sizeof ODD / sizeof *ODD; i++) {
        cr_expect_str_eq(parse(ODD[i]), "fine", "'%s'", ODD[i]);
        cr_expect(request.odd_path, "'%s'", ODD[i]);
    }
    parse("/v1/a%20b");
    cr_expect_not(request.odd_path, "an escape that is needed");
    parse("/v1/...");
    cr_expect_not(request.odd_path);
}

Test(request, sizes)
{
    static char target[TARGET_MAX + 2];
    char path[3 * SEGMENTS_MAX + 4] = "";

    memset(target, 'a', sizeof target - 1);
    target[0] = '/';
    cr_expect_str_eq(parse(target), "target_too_long");
    target[TARGET_MAX] = '\0';
    cr_expect_str_eq(parse(target), "fine");
    for (int i = 0; i < SEGMENTS_MAX; i++)
        memcpy(path + i * 2, "/a", 3);
    cr_expect_str_eq(parse(path), "fine");
    memcpy(path + SEGMENTS_MAX * 2, "/a", 3);
    cr_expect_str_eq(parse(path), "not_found");
}

Test(request, refuses_queries)
{
    static const char *const BAD[] = {
        "/a?", "/a?&", "/a?x=1&", "/a?&x=1", "/a?x=1&&y=2", "/a?=1", "/a?=", "/a?x=%", "/a?x=%4",
        "/a?x=%zz", "/a?%=1", "/a?x=%00", "/a?x=a%0ab", "/a?x=%0d", "/a?x=%09", "/a?x=%7f",
        "/a?x=%ff", "/a?x=%c0%af", "/a?%ff=1", "/a?x=\xff", "/a?x=\x01", "/a?x=1#y", "/a#x",
        "/a?x=%ef%bf%bf" };
    static const char *const TWICE[] = {
        "/a?x=1&x=2", "/a?x=1&x=1", "/a?x&x", "/a?x=1&y=2&x=3",
        "/a?%78=1&x=2", "/a?a+b=1&a%20b=2",
    };

    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
        cr_expect_str_eq(parse(BAD[i]), "malformed_query", "'%s'", BAD[i]);
    for (size_t i = 0; i < sizeof TWICE / sizeof *TWICE; i++)
        cr_expect_str_eq(parse(TWICE[i]), "repeated_parameter", "'%s'", TWICE[i]);
    cr_expect_str_eq(parse("/a?x=1&X=2"), "fine", "names are told apart by case");
}

Test(request, at_most_64_parameters)
{
    char target[2000] = "/a?";

    for (int i = 0; i < PARAMETERS_MAX; i++)
        snprintf(target + strlen(target), 16, "%sp%d=1", i ? "&" : "", i);
    cr_expect_str_eq(parse(target), "fine");
    cr_expect_eq(request.nparameters, PARAMETERS_MAX);
    memcpy(target + strlen(target), "&more=1", 8);
    cr_expect_str_eq(parse(target), "malformed_query");
}

static const char *with_headers(const struct header *headers, size_t count)
{
    request = (struct request){ .method = "GET", .target = "/", .nheaders = count };
    memcpy(request.headers, headers, count * sizeof *headers);
    const char *problem = request_parse(&request, &arena);

    return problem ? problem : "fine";
}

#define ONE(name, value) with_headers(&(struct header){ name, value }, 1)
#define TWO(a, b) with_headers((struct header[]){ { a, "x" }, { "Other", "y" }, { b, "x" } }, 3)

Test(request, headers_that_come_once)
{
    static const char *const SINGLE[][2] = {
        { "Content-Type", "content-type" }, { "Content-Length", "CONTENT-LENGTH" },
        { "Host", "host" }, { "Idempotency-Key", "idempotency-key" }, { "If-Match", "if-match" } };

    for (size_t i = 0; i < sizeof SINGLE / sizeof *SINGLE; i++) {
        cr_expect_str_eq(ONE(SINGLE[i][0], "x"), "fine");
        cr_expect_str_eq(TWO(SINGLE[i][0], SINGLE[i][1]), "repeated_header", "%s", SINGLE[i][0]);
        cr_expect_str_eq(TWO(SINGLE[i][0], SINGLE[i][0]), "repeated_header", "%s", SINGLE[i][0]);
        cr_expect_str_eq(ONE(SINGLE[i][1], "x, x"), "repeated_header", "%s", SINGLE[i][0]);
    }
    cr_expect_str_eq(TWO("Authorization", "authorization"), "unauthenticated");
    cr_expect_str_eq(ONE("AUTHORIZATION", "Bearer a,Bearer b"), "unauthenticated");
    cr_expect_str_eq(TWO("Accept", "accept"), "fine");
    cr_expect_str_eq(ONE("Accept", "a/b, c/d"), "fine");
}

Test(request, header_values)
{
    static const char *const BAD[] = { "a\x01", "\x7f", "a\nb", "a\rb", "\x1f" };

    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        cr_expect_str_eq(ONE("Anything", BAD[i]), "malformed_header", "case %zu", i);
        cr_expect_str_eq(ONE("If-Match", BAD[i]), "malformed_header", "case %zu", i);
    }
    cr_expect_str_eq(ONE("Anything", "a\tb"), "fine");
    cr_expect_str_eq(ONE("Idempotency-Key", "caf\xc3\xa9"), "fine");
    cr_expect_str_eq(ONE("Idempotency-Key", "caf\xe9"), "malformed_header", "no UTF-8");
    cr_expect_str_eq(ONE("If-Match", "\xff"), "malformed_header");
}

/* A table that is full may have left some out. */
Test(request, too_many_headers)
{
    struct header many[HEADERS_MAX];

    for (size_t i = 0; i < HEADERS_MAX; i++)
        many[i] = (struct header){ "Anything", "x" };
    cr_expect_str_eq(with_headers(many, HEADERS_MAX - 1), "fine");
    cr_expect_str_eq(with_headers(many, HEADERS_MAX), "malformed_header");
}

Test(request, headers_are_found_in_any_case)
{
    cr_assert_str_eq(ONE("If-None-Match", "v"), "fine");
    cr_expect_str_eq(request_header(&request, "IF-NONE-MATCH"), "v");
    cr_expect_null(request_header(&request, "If-Match"));
}

Test(request, forms_are_read_as_strictly)
{
    struct pair pairs[4];
    size_t count;

    cr_expect_null(
        pairs_parse("grant_type=client_credentials&scope=a+b", &arena, pairs, 4, &count));
    cr_expect_eq(count, 2);
    cr_expect_str_eq(pairs[1].value, "a b");
    cr_expect_str_eq(pairs_parse("", &arena, pairs, 4, &count), "malformed_query");
    cr_expect_str_eq(pairs_parse("a=1&b=2&c=3&d=4&e=5", &arena, pairs, 4, &count),
                     "malformed_query");
    cr_expect_str_eq(pairs_parse("a=1&a=2", &arena, pairs, 4, &count), "repeated_parameter");
}

/* Memory that runs out is a refusal, not a crash. */
Test(request, without_memory)
{
    struct arena none = { .limit = 0 };

    request = (struct request){ .method = "GET", .target = "/v1/pupils?x=1" };
    cr_expect_not_null(request_parse(&request, &none));
}
