/* What every operation has to refuse, asked of every row of the route table. Whatever is wrong, the
 * answer is a problem, never a failure of ours, and never repeats what was sent. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/router.h"
#include "models/shape.h"
#include "models/uuid.h"
#include "tests/new_records.h"
#include "tests/operations.h"

#define CANARY "CanaryWren73ab"

static void start(void)
{
    client_start();
    cr_assert(router_start());
}

TestSuite(refusals, .init = start, .fini = client_stop, .timeout = 300);

/* ---- which caller, which path ---------------------------------------------------------- */

static bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static const char *stranger(const struct route *r)
{
    return token_of(0, starts(r->scope, "inspections:") ? "finance" : "inspector");
}

static const char *path_with(const struct route *r, const char *id)
{
    return path_below(r, id, id);
}

static bool is_by_id(const struct route *r)
{
    return strstr(r->path, "/:id") != NULL;
}

/* ---- what each refusal has to be ------------------------------------------------------- */

static void expect_refusal(const struct reply *answer, const struct route *r, const char *what)
{
    const char *code = text_at(answer, "/code");

    cr_expect(answer->status >= 400 && answer->status < 500, "%s, %s: %ld %.300s", r->operation,
              what, answer->status, answer->text);
    cr_expect(code && !*not_problem(answer, answer->status, code), "%s, %s: %s", r->operation, what,
              code ? not_problem(answer, answer->status, code) : answer->text);
    cr_expect_null(strstr(answer->text, CANARY), "%s, %s: told %s", r->operation, what,
                   answer->text);
    cr_expect_null(strstr(answer->head, CANARY), "%s, %s: told %s", r->operation, what,
                   answer->head);
}

static void expect(const struct reply *answer, const struct route *r, const char *what, long status,
                   const char *code)
{
    expect_refusal(answer, r, what);
    cr_expect_str_eq(not_problem(answer, status, code), "", "%s, %s: %s", r->operation, what,
                     not_problem(answer, status, code));
}

/* ---- tokens ---------------------------------------------------------------------------- */

Test(refusals, without_a_valid_token)
{
    static const char *const TOKENS[] = { NULL, CANARY, "a.b.c", "eyJhbGciOiJub25lIn0.e30.",
                                          "tamar_" CANARY };
    const char *first = NULL;

    for (size_t i = 0; i < router_count(); i++) {
        const struct route *r = router_at(i);

        for (size_t k = 0; r->scope && k < sizeof TOKENS / sizeof *TOKENS; k++) {
            const struct reply *answer =
                CALL(.method = r->method, .path = path_with(r, unknown_id()), .token = TOKENS[k],
                     .body = body_for(r), .type = type_for(r));

            expect(answer, r, "no valid token", 401, "unauthenticated");
            first = first ? first : answer->text;
            cr_expect_str_eq(answer->text, first, "one body for every cause");
            cr_expect(header_of(answer, "WWW-Authenticate") &&
                      starts(header_of(answer, "WWW-Authenticate"), "Bearer"), "%s", r->operation);
        }
    }
}

/* A token that has been changed in any place; one of another kind of credential. */
Test(refusals, with_a_changed_token)
{
    const char *token = token_of(0, "trust_admin");
    const size_t length = strlen(token);

    for (size_t at = 0; at < length; at += 1 + length / 40) {
        char *changed = strdup(token);

        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        const struct reply *answer = CALL(.path = "/v1/schools", .token = changed);
        if (strcmp(changed, token) != 0)
            EXPECT_PROBLEM(answer, 401, "unauthenticated");
        free(changed);
    }
    EXPECT_PROBLEM(CALL(.path = "/v1/schools", .headers = { "Authorization: Basic dXNlcjpwYXNz" }),
                   401, "unauthenticated");
    EXPECT_PROBLEM(CALL(.path = "/v1/schools", .token = text_of("%s, Bearer %s", token, token)),
                   401, "unauthenticated");
}

Test(refusals, without_the_scope)
{
    for (size_t i = 0; i < router_count(); i++) {
        const struct route *r = router_at(i);

        if (!r->scope || !*r->scope)
            continue;
        const struct reply *answer =
            CALL(.method = r->method, .path = path_with(r, unknown_id()), .token = stranger(r),
                 .body = body_for(r), .type = type_for(r));
        expect(answer, r, "without the scope", 403, "insufficient_scope");
        cr_expect_str_eq(text_at(answer, "/scope"), r->scope);
    }
}

/* ---- addresses ------------------------------------------------------------------------- */

static const struct reply *by_id(const struct route *r, const char *id)
{
    return CALL(.method = r->method, .path = path_with(r, id), .token = carrier(r),
                .body = body_for(r), .type = type_for(r), .headers = { "If-Match: *" });
}

/* An id that is nobody's and one of another trust are answered byte for byte alike. */
Test(refusals, unknown_and_foreign_ids)
{
    size_t compared = 0;

    for (size_t i = 0; i < router_count(); i++) {
        const struct route *r = router_at(i);

        if (!is_by_id(r) || !r->scope)
            continue;
        const struct reply *unknown = by_id(r, unknown_id());
        const char *foreign = r->resource ? id_in(1, r->resource) : NULL;
        expect(unknown, r, "unknown id", 404, "not_found");
        if (!foreign)
            continue;
        const struct reply *answer = by_id(r, foreign);
        cr_expect_str_eq(comparable(answer), comparable(unknown), "%s", r->operation);
        cr_expect_null(strstr(answer->text, foreign), "%s", r->operation);
        compared++;
    }
    cr_expect_gt(compared, 10);
}

Test(refusals, ids_of_another_form)
{
    static const char *const IDS[] = {
        CANARY, "1", "01890A5D-AC96-774B-BCCE-B302099A8057", "01890a5d-ac96-774b-bcce-b302099a805",
        "01890a5d-ac96-774b-bcce-b302099a80577", "01890a5dac96774bbcceb302099a8057",
        "%7B01890a5d-ac96-774b-bcce-b302099a8057%7D", "01890a5d-ac96-774b-bcce-b302099a8057%20",
        "%2001890a5d-ac96-774b-bcce-b302099a8057", "01890a5d-ac96-774b-bcce-b302099a805z" };

    for (size_t i = 0; i < router_count(); i++) {
        const struct route *r = router_at(i);

        if (!is_by_id(r) || !r->scope)
            continue;
        const char *unknown = comparable(by_id(r, unknown_id()));
        for (size_t k = 0; k < sizeof IDS / sizeof *IDS; k++) {
            const struct reply *answer = by_id(r, IDS[k]);

            expect(answer, r, IDS[k], 404, "not_found");
            cr_expect_str_eq(comparable(answer), unknown, "%s %s", r->operation, IDS[k]);
        }
    }
}

Test(refusals, other_methods)
{
    static const char *const METHODS[] = { "PURGE", "TRACE", "get", "PROPFIND" };

    for (size_t i = 0; i < router_count(); i++) {
        const struct route *r = router_at(i);
        const char *path = path_with(r, unknown_id());

        for (size_t k = 0; k < sizeof METHODS / sizeof *METHODS; k++) {
            const struct reply *answer =
                CALL(.method = METHODS[k], .path = path, .token = carrier(r));

            expect(answer, r, METHODS[k], 405, "method_not_allowed");
            cr_expect(strstr(header_of(answer, "Allow"), r->method), "%s", r->operation);
        }
        const struct reply *options = CALL(.method = "OPTIONS", .path = path);
        cr_expect_eq(options->status, 204, "%s", r->operation);
        cr_expect(strstr(header_of(options, "Allow"), r->method), "%s", r->operation);
        cr_expect_eq(options->length, 0);
    }
}

Test(refusals, parameters)
{
    for (size_t i = 0; i < router_count(); i++) {
        const struct route *r = router_at(i);
        const char *path = path_with(r, unknown_id());
        static const char *const QUERIES[][2] = {
            { "nonsense=" CANARY, "invalid_parameter" }, { "nonsense", "invalid_parameter" },
            { "a=" CANARY "&a=2", "repeated_parameter" }, { "", "malformed_query" },
            { "a=%00" CANARY, "malformed_query" }, { "a=1&&b=2", "malformed_query" },
            { "a=%ff", "malformed_query" }, { "=" CANARY, "malformed_query" } };

        for (size_t k = 0; k < sizeof QUERIES / sizeof *QUERIES; k++) {
            const struct reply *answer =
                CALL(.method = r->method,
                     .path = text_of("%s%c%s", path, strchr(path, '?') ? '&' : '?', QUERIES[k][0]),
                     .token = carrier(r), .body = body_for(r), .type = type_for(r));

            expect(answer, r, QUERIES[k][0], 400, QUERIES[k][1]);
        }
    }
}

Test(refusals, trailing_slashes_and_needless_escapes)
{
    for (size_t i = 0; i < router_count(); i++) {
        const struct route *r = router_at(i);
        const char *path = path_with(r, unknown_id());

        const int plain = (int)strcspn(path, "?");
        const char *slash = text_of("%.*s/%s", plain, path, path + plain);

        expect(CALL(.method = r->method, .path = slash, .token = carrier(r)), r, "slash", 404,
               "not_found");
        expect(CALL(.method = r->method, .path = text_of("/%%%02x%s", path[1], path + 2),
                    .token = carrier(r)), r, "escape", 404, "not_found");
    }
}

/* ---- bodies ---------------------------------------------------------------------------- */

/* The address of a new row below a new parent. */
static const char *nested_path(const struct route *r)
{
    const struct reply *made = new_row_of(r->resource);

    return path_below(r, parent_of(r->resource, made), text_at(made, "/id"));
}

/* Where a good body would be read: the address of a row that is there. */
static const char *readable_path(const struct route *r)
{
    if (r->takes && r->resource && r->resource->parent)
        return nested_path(r);
    const char *id = is_by_id(r) && r->resource ? id_in(0, r->resource) : unknown_id();

    return r->takes && !(r->flags & FORM) && id && !strstr(r->path, "/:system")
               ? path_with(r, id) : NULL;
}

static const struct reply *send(const struct route *r, const char *path, const char *body)
{
    return CALL(.method = r->method, .path = path, .token = carrier(r), .body = body,
                .headers = { "If-Match: *" });
}

Test(refusals, bodies_that_cannot_be_read)
{
    static const char *const BODIES[] = {
        "{",
        "[]",
        "null",
        "\"" CANARY "\"",
        "{\"a\":1,}",
        "{\"a\":1,\"a\":1}",
        "{}{}",
        "{'a':1}",
        "{\"a\":\"\\u0000\"}",
        "{\"a\":\"" CANARY "\xff\"}",
        "{\"a\":\"\xed\xa0\x80\"}",
        "{\"a\":01}",
        "{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}",
        "{\"a\":1e999}",
        "{\"a\":18446744073709551616}",
        "\xef\xbb\xbf{}",
        "{\"a\":\"\n\"}"
    };

    for (size_t i = 0; i < router_count(); i++) {
        const struct route *r = router_at(i);
        const char *path = readable_path(r);

        for (size_t k = 0; path && k < sizeof BODIES / sizeof *BODIES; k++)
            expect(send(r, path, BODIES[k]), r, BODIES[k], 400, "malformed_body");
    }
}

Test(refusals, a_raw_nul_and_an_empty_body)
{
    for (size_t i = 0; i < router_count(); i++) {
        const struct route *r = router_at(i);
        const char *path = readable_path(r);

        if (!path)
            continue;
        expect(CALL(.method = r->method, .path = path, .token = carrier(r),
                    .body = "{\"a\":\"x\0y\"}", .length = 11, .headers = { "If-Match: *" }),
               r, "NUL", 400, "malformed_body");
        expect(CALL(.method = r->method, .path = path, .token = carrier(r), .body = "",
                    .headers = { "If-Match: *" }), r, "empty", 400, "malformed_body");
    }
}

Test(refusals, other_media_types)
{
    static const char *const TYPES[] = {
        "text/plain",
        "application/xml",
        "application/jsonx",
        "multipart/form-data; boundary=x",
        "application/json; charset=latin-1",
        CANARY,
        "application",
        "text/json",
    };

    for (size_t i = 0; i < router_count(); i++) {
        const struct route *r = router_at(i);
        const bool patch = strcmp(r->method, "PATCH") == 0;

        for (size_t k = 0;
             (r->takes || r->flags & (BULK | FORM)) && k < sizeof TYPES / sizeof *TYPES; k++) {
            const struct reply *answer =
                CALL(.method = r->method, .path = path_with(r, unknown_id()), .token = carrier(r),
                     .body = "{}", .type = TYPES[k]);

            if (strstr(r->path, "bulk") && answer->status == 400)
                continue; /* its required parameters are judged before the body */
            expect(answer, r, TYPES[k], 415, "unsupported_media_type");
            cr_expect_not_null(header_of(answer, patch ? "Accept-Patch" : "Accept-Post"), "%s",
                               r->operation);
        }
    }
}

Test(refusals, bodies_where_there_is_none_to_be)
{
    for (size_t i = 0; i < router_count(); i++) {
        const struct route *r = router_at(i);

        if (r->takes || r->flags & (BULK | FORM))
            continue;
        expect(CALL(.method = r->method, .path = path_with(r, unknown_id()), .token = carrier(r),
                    .body = "{\"a\":\"" CANARY "\"}"), r, "a body", 400, "malformed_body");
    }
}

Test(refusals, bodies_that_are_too_large)
{
    char *body = malloc(BODY_LIMIT + 64);

    memset(body, ' ', BODY_LIMIT + 63);
    memcpy(body, "{\"a\":1}", 7);
    body[BODY_LIMIT + 1] = '\0';
    for (size_t i = 0; i < router_count(); i++) {
        const struct route *r = router_at(i);

        if (!r->takes || r->flags & BULK)
            continue;
        expect(CALL(.method = r->method, .path = path_with(r, unknown_id()), .token = carrier(r),
                    .body = body, .type = type_for(r)), r, "1 MiB and one", 413, "too_large");
    }
    free(body);
}

/* ---- members --------------------------------------------------------------------------- */

static bool names(const struct reply *answer, const char *pointer)
{
    json_t *errors = json_object_get(answer->json, "errors"), *one;
    size_t i;

    json_array_foreach(errors, i, one) {
        const char *at = json_string_value(json_object_get(one, "pointer"));

        if (at && starts(at, pointer))
            return true;
    }
    return false;
}

static void try_member(const struct route *r, const char *path, const struct field *f)
{
    static const char *const WRONG[] = {
        "1.5", "{\"x\":1}", "[[\"" CANARY "\"]]", "-1",
        "\"" CANARY "\\u0001\"", "\"\"", "9223372036854775807",
    };

    for (size_t k = 0; k < sizeof WRONG / sizeof *WRONG; k++) {
        const struct reply *answer =
            send(r, path, text_of("{\"%s\":%s}", f->name, WRONG[k]));
        const bool below = f->base == INTEGER && f->kind->min < 0 && *WRONG[k] == '-';
        const char *digits = WRONG[k] + below;
        const bool integer = f->base == INTEGER && strspn(digits, "0123456789") == strlen(digits);

        if (integer)
            continue;
        expect(answer, r, text_of("%s %s", f->name, WRONG[k]), 422, "validation_failed");
        cr_expect(names(answer, text_of("/%s", f->name)), "%s %s %s: %s", r->operation, f->name,
                  WRONG[k], answer->text);
    }
}

Test(refusals, members_of_the_wrong_kind)
{
    for (size_t i = 0; i < router_count(); i++) {
        const struct route *r = router_at(i);
        const char *path = readable_path(r);

        for (size_t k = 0; path && k < r->takes->count; k++)
            try_member(r, path, &r->takes->fields[k]);
    }
}

Test(refusals, unknown_members)
{
    for (size_t i = 0; i < router_count(); i++) {
        const struct route *r = router_at(i);
        const char *path = readable_path(r);

        if (!path)
            continue;
        const struct reply *answer = send(r, path, "{\"nonsense\":\"" CANARY "\"}");
        expect(answer, r, "unknown member", 422, "validation_failed");
        cr_expect(names(answer, "/nonsense"), "%s: %s", r->operation, answer->text);
        answer = send(r, path, "{\"trust_id\":\"" CANARY "\"}");
        expect(answer, r, "trust_id", 422, "validation_failed");
    }
}

/* ---- headers --------------------------------------------------------------------------- */

Test(refusals, headers)
{
    const char *token = token_of(0, "trust_admin");

    EXPECT_PROBLEM(CALL(.path = "/v1/schools", .token = token, .headers = { "Accept: image/png" }),
                   406, "not_acceptable");
    EXPECT_PROBLEM(CALL(.path = "/v1/schools", .token = token,
                        .headers = { "If-Match: \"v1\"", "if-match: \"v2\"" }),
                   400, "repeated_header");
    EXPECT_PROBLEM(CALL(.path = "/v1/schools", .token = token, .headers = { "authorization: x" }),
                   401, "unauthenticated");
    EXPECT_PROBLEM(CALL(.method = "POST", .path = "/v1/schools", .token = token, .body = "{}",
                        .headers = { text_of("Idempotency-Key: %0256d", 1) }),
                   400, "malformed_header");
    EXPECT_PROBLEM(CALL(.method = "POST", .path = "/v1/schools", .token = token, .body = "{}",
                        .headers = { "Idempotency-Key: caf\xe9" }), 400, "malformed_header");
    EXPECT_PROBLEM(CALL(.method = "POST", .path = "/v1/schools", .token = token, .body = "{}",
                        .headers = { "Content-Encoding: gzip" }), 415, "unsupported_media_type");
    EXPECT_PROBLEM(CALL(.method = "POST", .path = "/v1/schools", .token = token, .body = "{}",
                        .headers = { "Content-Encoding: br" }), 415, "unsupported_media_type");
}

Test(refusals, unknown_addresses)
{
    static const char *const PATHS[] = {
        "/",         "/v1",     "/v2/pupils",
        "/v1/pupil", "/admin",  "/v1/pupils/x/y",
        "/.env",     "/v1/%20", "/favicon.ico",
        "/v1/Pupils",
    };

    for (size_t i = 0; i < sizeof PATHS / sizeof *PATHS; i++)
        EXPECT_PROBLEM(CALL(.path = PATHS[i], .token = token_of(0, "trust_admin")), 404,
                       "not_found");
    EXPECT_PROBLEM(CALL(.path = text_of("/v1/pupils?fields=%04100d", 1)), 414, "target_too_long");
    EXPECT_PROBLEM(CALL(.path = "/v1//pupils"), 400, "malformed_path");
    EXPECT_PROBLEM(CALL(.path = "/v1/../etc/passwd"), 400, "malformed_path");
    EXPECT_PROBLEM(CALL(.path = "/v1/%2e%2e/x"), 400, "malformed_path");
    EXPECT_PROBLEM(CALL(.path = "/v1/pupils%2f1"), 400, "malformed_path");
}
