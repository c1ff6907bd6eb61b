#include "tests/client.h"

#include <criterion/criterion.h>
#include <curl/curl.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <sys/socket.h>
#include <unistd.h>

enum { TIMEOUT_MS = 20000, KEPT_MAX = 400000, TOKENS_MAX = 64 };

/* ---- what lives until the end ---------------------------------------------------------- */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static void *texts[KEPT_MAX];
static json_t *trees[KEPT_MAX];
static size_t ntexts, ntrees;

static void *keep_text(void *text)
{
    cr_assert(text);
    pthread_mutex_lock(&lock);
    cr_assert_lt(ntexts, KEPT_MAX);
    texts[ntexts++] = text;
    pthread_mutex_unlock(&lock);
    return text;
}

json_t *kept(json_t *json)
{
    pthread_mutex_lock(&lock);
    cr_assert_lt(ntrees, KEPT_MAX);
    trees[ntrees++] = json;
    pthread_mutex_unlock(&lock);
    return json;
}

const char *text_of(const char *format, ...)
{
    va_list words;
    char *text = NULL;

    va_start(words, format);
    const int length = vasprintf(&text, format, words);
    va_end(words);
    cr_assert_geq(length, 0);
    return keep_text(text);
}

const char *dumped(json_t *json)
{
    char *text = json_dumps(json, JSON_COMPACT);

    json_decref(json);
    return keep_text(text);
}

/* ---- starting -------------------------------------------------------------------------- */

static const char *base;
static json_t *demo;
static _Thread_local CURL *handle;

void client_start(void)
{
    json_error_t error;
    const char *path = getenv("TAMAR_TEST_DEMO");

    base = getenv("TAMAR_TEST_URL");
    cr_assert(base && path, "run this beside a service: tests/with_service");
    cr_assert_eq(curl_global_init(CURL_GLOBAL_DEFAULT), 0);
    demo = json_load_file(path, 0, &error);
    cr_assert(demo, "%s: %s", path, error.text);
}

void client_leave(void)
{
    curl_easy_cleanup(handle);
    handle = NULL;
}

void client_stop(void)
{
    client_leave();
    while (ntexts)
        free(texts[--ntexts]);
    while (ntrees)
        json_decref(trees[--ntrees]);
    json_decref(demo);
    demo = NULL;
    curl_global_cleanup();
}

/* ---- calling --------------------------------------------------------------------------- */

struct received {
    char *text;
    size_t length;
};

static size_t receive(char *bytes, size_t size, size_t count, void *into)
{
    struct received *r = into;
    char *text = realloc(r->text, r->length + size * count + 1);

    cr_assert(text);
    if (bytes)
        memcpy(text + r->length, bytes, size * count);
    r->text = text;
    r->length += size * count;
    text[r->length] = '\0';
    return size * count;
}

static const struct reply *reply_of(long status, struct received *head, struct received *body)
{
    struct reply *reply = keep_text(calloc(1, sizeof *reply));

    receive(NULL, 0, 0, head);
    receive(NULL, 0, 0, body);
    reply->status = status;
    reply->head = keep_text(head->text);
    reply->text = keep_text(body->text);
    reply->length = body->length;
    reply->json = kept(json_loadb(body->text, body->length, JSON_DECODE_ANY, NULL));
    return reply;
}

static struct curl_slist *headers_of(const struct call *c)
{
    struct curl_slist *list = curl_slist_append(NULL, "Expect:");

    if (c->token)
        list = curl_slist_append(list, text_of("Authorization: Bearer %s", c->token));
    if (c->body)
        list = curl_slist_append(list, text_of("Content-Type: %s",
                                               c->type ? c->type : "application/json"));
    for (size_t i = 0; i < 8 && c->headers[i]; i++)
        list = curl_slist_append(list, c->headers[i]);
    return list;
}

static void set_request(const struct call *c)
{
    const char *method = c->method ? c->method : "GET";

    curl_easy_reset(handle);
    curl_easy_setopt(handle, CURLOPT_URL, text_of("%s%s", base, c->path));
    curl_easy_setopt(handle, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(handle, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, (long)TIMEOUT_MS);
    curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, receive);
    if (c->body) {
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE,
                         (curl_off_t)(c->length ? c->length : strlen(c->body)));
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, c->body);
    } else if (strcmp(method, "HEAD") == 0) {
        curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
    }
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, method);
}

const struct reply *call(const struct call *c)
{
    struct received head = { 0 }, body = { 0 };
    struct curl_slist *headers = headers_of(c);
    long status = 0;

    if (!handle)
        handle = curl_easy_init();
    set_request(c);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &body);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &head);
    const CURLcode code = curl_easy_perform(handle);
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(headers);
    cr_assert_eq(code, CURLE_OK, "%s %s: %s", c->method ? c->method : "GET", c->path,
                 curl_easy_strerror(code));
    return reply_of(status, &head, &body);
}

/* ---- raw ------------------------------------------------------------------------------- */

static int connect_to_service(void)
{
    char host[64] = "";
    struct addrinfo *found;
    const char *start = strstr(base, "://") + 3, *colon = strchr(start, ':');

    memcpy(host, start, (size_t)(colon - start));
    cr_assert_eq(getaddrinfo(host, colon + 1, &(struct addrinfo){ .ai_socktype = SOCK_STREAM },
                             &found), 0);
    const int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert_eq(connect(fd, found->ai_addr, found->ai_addrlen), 0);
    freeaddrinfo(found);
    return fd;
}

/* A whole answer: its headers, and as much body as Content-Length says. */
static bool is_whole(const struct received *got)
{
    const char *end = got->text ? strstr(got->text, "\r\n\r\n") : NULL;
    const char *length = end ? strcasestr(got->text, "\r\nContent-Length:") : NULL;

    if (!end || !length || length > end)
        return false;
    return got->length >= (size_t)(end + 4 - got->text) + strtoul(length + 17, NULL, 10);
}

void call_and_hang_up(const char *bytes, size_t length)
{
    const int fd = connect_to_service();

    cr_assert_eq(send(fd, bytes, length, MSG_NOSIGNAL), (ssize_t)length);
    close(fd);
}

const struct reply *call_raw(const char *bytes, size_t length)
{
    struct received got = { 0 }, head = { 0 }, body = { 0 };
    const int fd = connect_to_service();
    struct pollfd wait = { .fd = fd, .events = POLLIN };
    char piece[4096];
    ssize_t n = 1;

    if (send(fd, bytes, length, MSG_NOSIGNAL) == (ssize_t)length) {
        while (n > 0 && !is_whole(&got) && poll(&wait, 1, 3000) > 0) {
            n = recv(fd, piece, sizeof piece, 0);
            if (n > 0)
                receive(piece, 1, (size_t)n, &got);
        }
    }
    close(fd);
    receive(NULL, 0, 0, &got);
    const char *end = strstr(got.text, "\r\n\r\n");
    const size_t split = end ? (size_t)(end + 4 - got.text) : got.length;
    receive(got.text, 1, split, &head);
    receive(got.text + split, 1, got.length - split, &body);
    const long status = split > 12 ? strtol(got.text + 9, NULL, 10) : 0;
    free(got.text);
    return reply_of(status, &head, &body);
}

/* ---- looking at answers ---------------------------------------------------------------- */

const char *header_at(const struct reply *reply, const char *name, size_t n)
{
    const size_t length = strlen(name);

    for (const char *line = reply->head; (line = strstr(line, "\r\n")) && line[2];) {
        line += 2;
        if (strncasecmp(line, name, length) != 0 || line[length] != ':' || n-- > 0)
            continue;
        const char *value = line + length + 1 + strspn(line + length + 1, " ");
        return text_of("%.*s", (int)strcspn(value, "\r\n"), value);
    }
    return NULL;
}

const char *header_of(const struct reply *reply, const char *name)
{
    return header_at(reply, name, 0);
}

json_t *json_at(const json_t *json, const char *pointer)
{
    union {
        const json_t *in;
        json_t *out;
    } at = { json };
    char name[100];

    while (at.out && *pointer == '/') {
        const size_t length = strcspn(++pointer, "/");

        snprintf(name, sizeof name, "%.*s", (int)length, pointer);
        at.out = json_is_array(at.in) ? json_array_get(at.in, strtoul(name, NULL, 10))
                                      : json_object_get(at.in, name);
        pointer += length;
    }
    return at.out;
}

const char *text_at(const struct reply *reply, const char *pointer)
{
    return json_string_value(json_at(reply->json, pointer));
}

long long int_at(const struct reply *reply, const char *pointer)
{
    json_t *found = json_at(reply->json, pointer);

    return json_is_integer(found) ? json_integer_value(found) : -1;
}

static bool is_type_of(const char *type, const char *code)
{
    static const char START[] = "/problems/";
    size_t i = 0;

    if (!type || strncmp(type, START, sizeof START - 1) != 0)
        return false;
    for (type += sizeof START - 1; code[i] && type[i] == (code[i] == '_' ? '-' : code[i]); i++)
        continue;
    return !code[i] && !type[i];
}

const char *not_problem(const struct reply *r, long status, const char *code)
{
    const char *type = header_of(r, "Content-Type"), *said = text_at(r, "/code");

    if (r->status != status || !said || strcmp(said, code) != 0)
        return text_of("wanted %ld %s, got %ld %.600s", status, code, r->status, r->text);
    if (!type || strncmp(type, "application/problem+json", 24) != 0)
        return text_of("Content-Type is %s", type ? type : "absent");
    if (int_at(r, "/status") != status)
        return text_of("the member status does not fit: %.200s", r->text);
    if (!is_type_of(text_at(r, "/type"), code) || !text_at(r, "/title") || !text_at(r, "/detail"))
        return text_of("a member is missing or does not fit: %.200s", r->text);
    return "";
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char *errors_of(const struct reply *reply)
{
    json_t *errors = json_object_get(reply->json, "errors"), *one;
    const char *lines[100], *all = "";
    size_t i;

    json_array_foreach(errors, i, one) {
        const char *place = json_string_value(json_object_get(one, "pointer"));

        if (!place)
            place = json_string_value(json_object_get(one, "parameter"));
        if (!place)
            place = json_string_value(json_object_get(one, "header"));
        lines[i] = text_of("%s %s", place, json_string_value(json_object_get(one, "code")));
    }
    qsort(lines, json_array_size(errors), sizeof *lines, by_text);
    for (i = 0; i < json_array_size(errors); i++)
        all = text_of("%s%s%s", all, i ? "," : "", lines[i]);
    return all;
}

const char *allowed_of(const struct reply *r)
{
    const char *told = "";
    json_t *one;
    size_t i;

    json_array_foreach(json_at(r->json, "/allowed"), i, one)
        told = text_of("%s%s%s", told, i ? "," : "", json_string_value(one));
    return told;
}

/* ---- tokens ---------------------------------------------------------------------------- */

json_t *demo_trust(size_t trust)
{
    json_t *found = json_array_get(json_object_get(demo, "trusts"), trust);

    cr_assert(found, "the demonstration has no trust %zu", trust);
    return found;
}

/* What the program of the service says to a command line, as JSON. */
static json_t *command(const char *arguments)
{
    FILE *said = popen(text_of("\"$TAMAR_BINARY\" %s --json", arguments), "r");
    json_t *json = said ? json_loadf(said, 0, NULL) : NULL;

    cr_assert(said && pclose(said) == 0 && json, "tamar %s", arguments);
    return kept(json);
}

size_t new_trust(void)
{
    json_t *trusts = json_object_get(demo, "trusts");
    const char *name = text_of("Trust %d-%zu-%lld", getpid(), json_array_size(trusts),
                               (long long)time(NULL));
    json_t *made = command(text_of("trust add --name \"%s\"", name));
    json_t *client = command(text_of("client add --trust \"%s\" --name admin"
                                     " --claim-set trust_admin", name));

    json_array_append_new(trusts, json_pack("{s:O, s:s, s:{s:O}}", "trust_id",
                                            json_object_get(made, "trust_id"), "name", name,
                                            "clients", "trust_admin", client));
    return json_array_size(trusts) - 1;
}

static const char *ask_token(size_t trust, const char *claim_set)
{
    json_t *client = json_object_get(json_object_get(demo_trust(trust), "clients"), claim_set);
    const char *id = json_string_value(json_object_get(client, "client_id"));
    const char *secret = json_string_value(json_object_get(client, "client_secret"));

    cr_assert(id && secret, "trust %zu has no client %s", trust, claim_set);
    const struct reply *r =
        CALL(.method = "POST", .path = "/oauth/token", .type = "application/x-www-form-urlencoded",
             .body = text_of("grant_type=client_credentials&client_id=%s&client_secret=%s", id,
                             secret));
    const char *token = text_at(r, "/access_token");
    cr_assert(r->status == 200 && token, "no token for %s: %ld %s", claim_set, r->status, r->text);
    return token;
}

const char *token_of(size_t trust, const char *claim_set)
{
    static struct {
        size_t trust;
        const char *claim_set, *token;
    } known[TOKENS_MAX];
    static size_t nknown;

    for (size_t i = 0; i < nknown; i++) {
        if (known[i].trust == trust && strcmp(known[i].claim_set, claim_set) == 0)
            return known[i].token;
    }
    cr_assert_lt(nknown, TOKENS_MAX);
    known[nknown].trust = trust;
    known[nknown].claim_set = claim_set;
    known[nknown].token = ask_token(trust, claim_set);
    return known[nknown++].token;
}
