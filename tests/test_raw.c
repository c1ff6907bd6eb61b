/* Requests byte for byte, as no client library would send them: each is refused or understood in
 * one way, and the service goes on. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fixture.h"

TestSuite(raw, .init = client_start, .fini = client_stop, .timeout = 120);

#define HOST "Host: tamar.test\r\n"
#define END "Connection: close\r\n\r\n"

static long status_of(const char *text)
{
    return call_raw(text, strlen(text))->status;
}

static void expect_alive(const char *after)
{
    cr_assert_eq(CALL(.path = "/livez")->status, 200, "after %s", after);
}

Test(raw, framing)
{
    static const struct {
        const char *why, *text;
        long status;
    } CASES[] = {
        { "fine", "GET /livez HTTP/1.1\r\n" HOST END, 200 },
        { "HTTP/1.0", "GET /livez HTTP/1.0\r\n" HOST END, 200 },
        { "no host", "GET /livez HTTP/1.1\r\n" END, 400 },
        { "two hosts", "GET /livez HTTP/1.1\r\n" HOST "host: other.test\r\n" END, 400 },
        { "two hosts of one spelling", "GET /livez HTTP/1.1\r\n" HOST "Host: other.test\r\n" END,
          400 },
        { "another protocol", "GET /livez HTTP/2.0\r\n" HOST END, 505 },
        { "lower case", "get /livez HTTP/1.1\r\n" HOST END, 405 },
        { "absolute form", "GET http://tamar.test/livez HTTP/1.1\r\n" HOST END, 400 },
        { "no path", "GET * HTTP/1.1\r\n" HOST END, 400 },
        { "a control character", "GET /livez HTTP/1.1\r\n" HOST "X: a\x01\r\n" END, 400 },
        { "delete", "GET /livez HTTP/1.1\r\n" HOST "X: a\x7f\r\n" END, 400 },
        { "raw UTF-8 that is none", "GET /live\xff HTTP/1.1\r\n" HOST END, 400 },
        { "chunked",
          "POST /v1/schools HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n" END "0\r\n\r\n",
          401 },
        { "one length twice",
          "POST /oauth/token HTTP/1.1\r\n" HOST "Content-Length: 3\r\ncontent-length: 3\r\n" END
          "a=1",
          400 },
        { "a list of lengths",
          "POST /oauth/token HTTP/1.1\r\n" HOST "Content-Length: 3,3\r\n" END "a=1", 400 },
        { "a negative length",
          "POST /oauth/token HTTP/1.1\r\n" HOST "Content-Length: -3\r\n" END "a=1", 400 },
    };

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        cr_expect_eq(status_of(CASES[i].text), CASES[i].status, "%s: %ld", CASES[i].why,
                     status_of(CASES[i].text));
        expect_alive(CASES[i].why);
    }
}

static const char *posted(const char *headers, const char *body)
{
    return text_of("POST /v1/schools HTTP/1.1\r\n" HOST "Authorization: Bearer %s\r\n"
                   "Content-Type: application/json\r\n%s" END "%s",
                   token_of(0, "trust_admin"), headers, body);
}

/* A body without a length of its own could hide a second request. */
Test(raw, transfer_codings)
{
    static const char *const CODINGS[] = { "chunked", "identity", "gzip, chunked", "Chunked" };

    for (size_t i = 0; i < sizeof CODINGS / sizeof *CODINGS; i++) {
        const char *text =
            posted(text_of("Transfer-Encoding: %s\r\n", CODINGS[i]), "2\r\n{}\r\n0\r\n\r\n");
        const struct reply *r = call_raw(text, strlen(text));

        cr_expect_neq(r->status / 100, 2, "%s", CODINGS[i]);
        if (r->status == 411)
            cr_expect_str_eq(header_of(r, "Connection"), "close");
        expect_alive(CODINGS[i]);
    }
    const char *chunked = posted("Transfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\n\r\n");
    EXPECT_PROBLEM(call_raw(chunked, strlen(chunked)), 411, "length_required");
    const char *both =
        posted("Transfer-Encoding: chunked\r\nContent-Length: 2\r\n", "2\r\n{}\r\n0\r\n\r\n");
    EXPECT_PROBLEM(call_raw(both, strlen(both)), 411, "length_required");
}

/* A header that may come once counts as repeated in any case, however it comes. */
Test(raw, repeated_headers)
{
    static const char *const TWICE[] = {
        "If-Match: \"v1\"\r\nif-match: \"v1\"\r\n", "If-Match: \"v1\"\r\nIf-Match: \"v2\"\r\n",
        "If-Match: \"v1\", \"v2\"\r\n", "Idempotency-Key: a\r\nIDEMPOTENCY-KEY: b\r\n",
        "content-type: application/json\r\n",
    };

    for (size_t i = 0; i < sizeof TWICE / sizeof *TWICE; i++) {
        const char *text = posted(text_of("%sContent-Length: 2\r\n", TWICE[i]), "{}");

        EXPECT_PROBLEM(call_raw(text, strlen(text)), 400, "repeated_header");
    }
    const char *text = posted("authorization: Bearer x\r\nContent-Length: 2\r\n", "{}");
    EXPECT_PROBLEM(call_raw(text, strlen(text)), 401, "unauthenticated");
}

/* What does not fit is refused: a header left out might be the one that matters. */
Test(raw, many_headers)
{
    const char *many = "";

    for (int i = 0; i < 60; i++)
        many = text_of("%sX-%d: y\r\n", many, i);
    const char *text = text_of("GET /livez HTTP/1.1\r\n" HOST "%s" END, many);
    cr_expect_eq(status_of(text), 200, "60 are well");
    for (int i = 60; i < 130; i++)
        many = text_of("%sX-%d: y\r\n", many, i);
    text = posted(text_of("Content-Length: 2\r\n%sIdempotency-Key: x\r\n", many), "{}");
    EXPECT_PROBLEM(call_raw(text, strlen(text)), 400, "malformed_header");
    expect_alive("many headers");
}

Test(raw, sizes)
{
    const char *text = text_of("GET /livez HTTP/1.1\r\n" HOST "X: %040000d\r\n" END, 1);

    cr_expect_eq(status_of(text) / 100, 4, "a header of 40 kB");
    text = text_of("GET /%040000d HTTP/1.1\r\n" HOST END, 1);
    cr_expect_eq(status_of(text), 414, "a target of 40 kB");
    text = text_of("GET /%05000d HTTP/1.1\r\n" HOST END, 1);
    EXPECT_PROBLEM(call_raw(text, strlen(text)), 414, "target_too_long");
    expect_alive("sizes");
}

/* Random bytes, and good requests with a byte changed: never an answer of 5xx but the library's
 * 505. */
Test(raw, garbage)
{
    static const char GOOD[] =
        "GET /v1/reference-data/sex?x=1 HTTP/1.1\r\n" HOST "Accept: */*\r\n" END;
    char text[sizeof GOOD];

    srand(29);
    for (int i = 0; i < 400; i++) {
        memcpy(text, GOOD, sizeof GOOD);
        for (int k = 1 + rand() % 3; k > 0; k--)
            text[(size_t)rand() % (sizeof GOOD - 5)] = (char)rand();
        const char *end = memmem(text, sizeof text, END, sizeof END - 1);
        if (!end)
            continue; /* the service would wait for the rest of it */
        const long status = call_raw(text, sizeof GOOD - 1)->status;
        cr_expect(status < 500 || status == 505, "step %d: %ld", i, status);
    }
    expect_alive("garbage");
}

/* A client that hangs up in the middle leaves nothing behind. */
Test(raw, hanging_up)
{
    const char *text = posted("Content-Length: 5000\r\n", "{\"urn\":");

    for (size_t length = 1; length <= strlen(text); length += 7)
        call_and_hang_up(text, length);
    expect_alive("hanging up");
}
