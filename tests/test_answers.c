/* What an answer says of itself beside its body: where the new thing is, what it varies with,
 * which preference was heard, how many rows there are; and what it says when somebody else was
 * quicker. */
#include <criterion/criterion.h>
#include <libpq-fe.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "models/uuid.h"
#include "tests/new_records.h"

static const char *admin, *school;

static void start(void)
{
    client_start();
    admin = token_of(0, "trust_admin");
    school = add_school();
}

TestSuite(answers, .init = start, .fini = client_stop, .timeout = 120);

static const struct reply *get(const char *path)
{
    return CALL(.path = path, .token = admin);
}

static const struct reply *post(const char *path, const char *body)
{
    return CALL(.method = "POST", .path = path, .token = admin, .body = body);
}

static const char *pupil_at(const char *id)
{
    return text_of("/v1/pupils/%s", id);
}

static const char *stay(const char *at, const char *status)
{
    return text_of("{\"school_id\":\"%s\",\"status\":\"%s\",\"entry_date\":\"2024-09-01\"}", at,
                   status);
}

static void run(PGconn *conn, const char *sql)
{
    PGresult *result = PQexec(conn, sql);

    cr_assert(PQresultStatus(result) == PGRES_COMMAND_OK ||
                  PQresultStatus(result) == PGRES_TUPLES_OK, "%s", PQerrorMessage(conn));
    PQclear(result);
}

/* ---- 201 ------------------------------------------------------------------------------- */

/* The Location is followed, and leads to what was told, without what is told once. */
static void expect_location(const struct maker *maker)
{
    const struct reply *made = maker->make(school);
    const char *operation = maker->operation, *location = header_of(made, "Location");
    const char *base = getenv("TAMAR_TEST_URL");

    cr_assert_eq(made->status, 201, "%s: %ld %s", operation, made->status, made->text);
    cr_assert(location, "%s: no Location", operation);
    cr_assert_eq(strncmp(location, base, strlen(base)), 0, "%s: %s", operation, location);
    const char *why = strstr(location, "/sections/") ? "?purpose=A%20test" : "";
    const struct reply *found = CALL(.path = text_of("%s%s", location + strlen(base), why),
                                     .token = reader_of(maker));
    cr_assert_eq(found->status, 200, "%s: %s is %ld", operation, location, found->status);
    cr_expect(*why || strcmp(text_at(found, "/id"), text_at(made, "/id")) == 0, "%s", operation);
    cr_expect_null(text_at(found, "/token"), "%s", operation);
    cr_expect_null(text_at(found, "/client_secret"), "%s", operation);
}

/* Which operations do is what the service says of itself, so that none can be forgotten. */
Test(answers, what_is_created_can_be_read_where_its_location_says)
{
    const struct reply *document = CALL(.path = "/openapi.json");
    const char *path, *method;
    json_t *methods, *one;
    size_t count = 0;

    json_object_foreach(json_at(document->json, "/paths"), path, methods) {
        json_object_foreach(methods, method, one) {
            if (!json_object_get(json_object_get(one, "responses"), "201"))
                continue;
            const char *operation = json_string_value(json_object_get(one, "operationId"));
            const struct maker *maker = maker_of(operation);
            cr_expect(maker, "%s answers 201: give it a line in tests/new_records.c", operation);
            if (maker)
                expect_location(maker);
            count++;
        }
    }
    cr_expect_eq(count, maker_count());
}

Test(answers, a_token_is_found_by_its_owner_alone_and_while_it_is_in_force)
{
    const char *at = text_of("/v1/tokens/%s", text_at(maker_of("addToken")->make(school), "/id"));

    cr_expect_eq(get(at)->status, 200);
    EXPECT_PROBLEM(CALL(.path = at, .token = token_of(0, "senco")), 404, "not_found");
    cr_expect_eq(CALL(.method = "DELETE", .path = at, .token = admin)->status, 204);
    EXPECT_PROBLEM(get(at), 404, "not_found");
}

/* ---- Prefer ---------------------------------------------------------------------------- */

Test(answers, a_preference_is_said_to_be_applied_where_it_was)
{
    static const struct {
        const char *prefer;
        bool heard;
    } ROWS[] = {
        { "Prefer: return=minimal", true },
        { "Prefer: respond-async, Return=\"minimal\"; x=1", true },
        { "Prefer: return=representation", false },
        { "Prefer: return=representation, return=minimal", false },
        { "Prefer: noreturn=minimal", false },
        { "Prefer: return=minimalist", false },
    };

    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const struct reply *r =
            CALL(.method = "POST", .path = "/v1/pupils", .token = admin,
                 .body = dumped(pupil_body(school)), .headers = { ROWS[i].prefer });
        cr_expect_eq(r->status, ROWS[i].heard ? 204 : 201, "%s", ROWS[i].prefer);
        cr_expect_eq(header_of(r, "Preference-Applied") != NULL, ROWS[i].heard, "%s",
                     ROWS[i].prefer);
        cr_expect(header_of(r, "Location") && header_of(r, "ETag"), "%s", ROWS[i].prefer);
    }
}

Test(answers, a_preference_that_was_not_applied_is_not_said_to_be)
{
    const char *id = add_pupil(school);
    const struct call CALLS[] = {
        { .path = pupil_at(id) },
        { .path = "/v1/pupils?limit=1" },
        { .method = "POST", .path = "/v1/pupils", .body = "{}" },
        { .method = "POST", .path = "/v1/clients", .body = "{\"name\":\"A test\"}" },
        { .method = "POST", .path = "/v1/pupils/searches",
          .body = "{\"upn\":\"A801200005001\"}" },
        { .method = "PATCH", .path = pupil_at(id), .body = "{}" },
    };

    for (size_t i = 0; i < sizeof CALLS / sizeof *CALLS; i++) {
        struct call one = CALLS[i];

        one.token = admin;
        one.headers[0] = "Prefer: return=minimal";
        const struct reply *r = call(&one);
        cr_expect_neq(r->status, 204, "%s", one.path);
        cr_expect_null(header_of(r, "Preference-Applied"), "%s", one.path);
    }
}

/* ---- Vary ------------------------------------------------------------------------------ */

Test(answers, an_answer_names_what_it_varies_with)
{
    const char *id = add_pupil(school);
    const struct {
        struct call call;
        const char *vary;
    } ROWS[] = {
        { { .path = "/v1/pupils?limit=1" }, "Accept, Accept-Encoding" },
        { { .path = "/v1/pupils?limit=1", .headers = { "Accept: text/csv" } },
          "Accept, Accept-Encoding" },
        { { .path = "/v1/pupils?limit=1", .headers = { "Accept: application/x-ndjson",
                                                       "Accept-Encoding: gzip" } },
          "Accept, Accept-Encoding" },
        { { .path = "/v1/pupils", .headers = { "Accept: image/png" } },
          "Accept, Accept-Encoding" },
        { { .method = "POST", .path = "/v1/pupils/bulk?op=create",
            .body = "{\"items\":[]}" }, "Accept, Accept-Encoding" },
        { { .path = pupil_at(id) }, "Accept-Encoding" },
        { { .path = pupil_at(id), .headers = { "If-None-Match: \"v1\"" } }, "Accept-Encoding" },
        { { .path = pupil_at(id), .headers = { "Accept: text/csv" } }, "Accept, Accept-Encoding" },
        { { .path = "/openapi.json" }, "Accept-Encoding" },
    };

    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct call one = ROWS[i].call;

        one.token = admin;
        cr_expect_str_eq(header_of(call(&one), "Vary"), ROWS[i].vary, "%zu %s", i, one.path);
    }
}

/* ---- odd requests ---------------------------------------------------------------------- */

Test(answers, an_empty_accept_takes_anything)
{
    cr_expect_eq(CALL(.path = "/v1/me", .token = admin, .headers = { "Accept;" })->status, 200);
}

Test(answers, an_encoding_that_is_not_taken_is_told_which_is)
{
    static const struct {
        const char *path, *taken;
    } ROWS[] = { { "/v1/pupils", "identity" }, { "/v1/pupils/bulk?op=create", "gzip" } };

    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const struct reply *r =
            CALL(.method = "POST", .path = ROWS[i].path, .token = admin, .body = "{}",
                 .headers = { "Content-Encoding: br" });

        EXPECT_PROBLEM(r, 415, "unsupported_media_type");
        cr_expect_str_eq(header_of(r, "Accept-Encoding"), ROWS[i].taken);
    }
}

Test(answers, every_401_says_how_to_authenticate)
{
    const struct call CALLS[] = {
        { .path = "/v1/me" },
        { .path = "/v1/me", .token = "x" },
        { .path = "/v1/me", .token = admin, .headers = { "Authorization: Basic eDp5" } },
        { .method = "POST", .path = "/v1/sessions/refresh", .body = "{\"refresh_token\":\"x\"}" },
    };

    for (size_t i = 0; i < sizeof CALLS / sizeof *CALLS; i++) {
        const struct reply *r = call(&CALLS[i]);

        cr_expect_eq(r->status, 401, "%zu: %ld", i, r->status);
        cr_expect(header_of(r, "WWW-Authenticate"), "%zu", i);
    }
}

/* ---- purged ---------------------------------------------------------------------------- */

static void purge(const char *id)
{
    cr_assert_eq(CALL(.method = "DELETE", .path = pupil_at(id), .token = admin,
                      .headers = { "If-Match: *" })->status, 204);
    cr_assert_eq(post(text_of("%s/purge", pupil_at(id)), "{\"reason\":\"by mistake\"}")->status,
                 204);
}

Test(answers, a_purged_pupil_is_gone_wherever_it_is_asked_for)
{
    const char *id = add_pupil(school);
    const struct call CALLS[] = {
        { .path = "" },
        { .path = "/history" },
        { .path = "/timeline" },
        { .path = "/subject-access" },
        { .method = "POST", .path = "/purge", .body = "{\"reason\":\"again\"}" },
        { .method = "POST", .path = "/restore" },
        { .method = "POST", .path = "/registrations", .body = stay(school, "C") },
        { .method = "POST", .path = "/merges",
          .body = text_of("{\"duplicate_id\":\"%s\"}", add_pupil(school)) },
        { .method = "PATCH", .path = "", .body = "{}" },
        { .method = "DELETE", .path = "" },
    };

    purge(id);
    for (size_t i = 0; i < sizeof CALLS / sizeof *CALLS; i++) {
        struct call one = CALLS[i];

        one.path = text_of("%s%s", pupil_at(id), one.path);
        one.token = admin;
        one.headers[0] = "If-Match: *";
        EXPECT_PROBLEM(call(&one), 410, "deleted");
    }
}

/* To whoever never saw it there never was one. */
Test(answers, a_purged_pupil_is_gone_for_those_who_saw_it)
{
    const char *senco = token_of(0, "senco");
    const char *hers = text_at(CALL(.path = "/v1/schools?limit=1", .token = senco), "/data/0/id");
    const char *seen = add_pupil(hers), *unseen = add_pupil(school), *sealed = add_pupil(hers);
    PGconn *owner = PQconnectdb(getenv("TAMAR_TEST_OWNER_DSN"));

    purge(sealed);
    run(owner, text_of("UPDATE app.tombstone SET restricted = true WHERE id = '%s'", sealed));
    PQfinish(owner);
    EXPECT_PROBLEM(get(pupil_at(sealed)), 404, "not_found");
    purge(seen);
    purge(unseen);
    EXPECT_PROBLEM(CALL(.path = pupil_at(seen), .token = senco), 410, "deleted");
    EXPECT_PROBLEM(CALL(.path = pupil_at(unseen), .token = senco), 404, "not_found");
    EXPECT_PROBLEM(CALL(.path = pupil_at(seen), .token = token_of(1, "trust_admin")), 404,
                   "not_found");
}

/* ---- what CSV cannot carry, and counts ---------------------------------------------------- */

static const struct reply *as(const char *type, const char *token, const char *path)
{
    return CALL(.path = path, .token = token, .headers = { text_of("Accept: %s", type) });
}

Test(answers, what_csv_cannot_carry_is_refused)
{
    static const struct {
        const char *query, *errors;
    } ROWS[] = {
        { "expand=school", "expand not_in_csv" },
        { "fields=id,warnings", "fields not_in_csv" },
        { "fields=warnings&expand=school", "expand not_in_csv,fields not_in_csv" },
    };

    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const char *path = text_of("/v1/pupils?limit=1&%s", ROWS[i].query);
        const struct reply *r = as("text/csv", admin, path);

        EXPECT_PROBLEM(r, 400, "invalid_parameter");
        cr_expect_str_eq(errors_of(r), ROWS[i].errors);
        cr_expect_eq(as("application/x-ndjson", admin, path)->status, 200, "%s", path);
        cr_expect_eq(get(path)->status, 200, "%s", path);
    }
    const char *path = "/v1/pupils?limit=1&fields=id,ethnicity", *host = token_of(0, "host_leader");
    cr_expect_eq(as("text/csv", admin, path)->status, 200);
    cr_expect_eq(as("application/json", host, path)->status, 200);
    cr_expect_str_eq(errors_of(as("text/csv", host, path)), "fields insufficient_scope");
}

Test(answers, a_count_comes_with_every_form)
{
    static const char *const FORMS[] = { "application/json", "application/x-ndjson", "text/csv" };
    const char *path = text_of("/v1/pupils?school_id=%s&count=exact&limit=1&fields=id", school);

    add_pupil(school);
    add_pupil(school);
    for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++) {
        const struct reply *r = as(FORMS[i], admin, path);

        cr_assert_eq(r->status, 200, "%s: %s", FORMS[i], r->text);
        cr_expect_str_eq(header_of(r, "Total-Count"), "2", "%s", FORMS[i]);
        cr_expect(header_of(r, "Link"), "%s", FORMS[i]);
    }
}

/* ---- a full register ------------------------------------------------------------------- */

/* One-day stays, ending the day before school begins again. */
static json_t *full_register(int count)
{
    json_t *body = pupil_body(school), *list = json_array();

    for (int i = 0; i < count; i++) {
        const char *day = text_of("20%02d-%02d-%02d", 10 + i / 144, 1 + i / 12 % 12, 1 + i % 12);

        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s}", "school_id", school, "status",
                                              "C", "entry_date", day, "leaving_date", day));
    }
    json_object_set_new(body, "registrations", list);
    return body;
}

Test(answers, a_register_holds_two_hundred_stays)
{
    const struct reply *full = added(admin, "/v1/pupils", full_register(199));
    const char *at = text_of("%s/registrations", pupil_at(text_at(full, "/id")));

    EXPECT_PROBLEM(post("/v1/pupils", dumped(full_register(201))), 422, "validation_failed");
    cr_expect_eq(post(at, stay(school, "C"))->status, 201);
    const struct reply *r = post(at, stay(add_school(), "G"));
    EXPECT_PROBLEM(r, 422, "validation_failed");
    cr_expect_str_eq(errors_of(r), "/registrations list_length");
}

/* ---- somebody else is writing ---------------------------------------------------------- */

struct late {
    struct call call;
    const struct reply *reply;
};

static void *call_late(void *late)
{
    struct late *l = late;

    l->reply = call(&l->call);
    client_leave();
    return NULL;
}

static bool somebody_waits(PGconn *conn)
{
    PGresult *result = PQexec(conn, "SELECT FROM pg_locks WHERE NOT granted");
    const bool waits = PQntuples(result) > 0;

    PQclear(result);
    return waits;
}

/* The call has read the pupil's first version and waits to save it; then there is a second. */
static const struct reply *overtaken(const char *id, struct call late_call)
{
    PGconn *owner = PQconnectdb(getenv("TAMAR_TEST_OWNER_DSN"));
    struct late late = { late_call, NULL };
    pthread_t thread;

    run(owner, "BEGIN");
    run(owner, text_of("SELECT set_config('app.trust', trust_id::text, true),"
                       " set_config('app.all_schools', '1', true) FROM app.pupil WHERE id = '%s'",
                       id));
    run(owner, text_of("UPDATE app.pupil SET middle_names = 'Demelza' WHERE id = '%s'", id));
    cr_assert_eq(pthread_create(&thread, NULL, call_late, &late), 0);
    for (int i = 0; i < 3000 && !somebody_waits(owner); i++)
        nanosleep(&(struct timespec){ 0, 1000 * 1000 }, NULL);
    run(owner, "COMMIT");
    pthread_join(thread, NULL);
    PQfinish(owner);
    return late.reply;
}

Test(answers, a_write_of_no_version_that_is_overtaken_goes_on)
{
    const char *id = add_pupil(school);
    const struct reply *r = overtaken(id, (struct call){
        .method = "POST", .path = text_of("%s/registrations", pupil_at(id)), .token = admin,
        .body = stay(add_school(), "G") });

    cr_expect_eq(r->status, 201, "%ld %s", r->status, r->text);
    cr_expect_eq(int_at(r, "/version"), 3);
    cr_expect_str_eq(text_at(r, "/middle_names"), "Demelza");
    r = overtaken(id, (struct call){ .method = "PATCH", .path = pupil_at(id), .token = admin,
                                     .body = "{\"preferred_surname\":\"Rowe\"}",
                                     .headers = { "If-Match: *" } });
    cr_expect_eq(r->status, 200, "%ld %s", r->status, r->text);
}

Test(answers, a_write_of_a_version_that_is_overtaken_is_told_the_new_one)
{
    const char *id = add_pupil(school);
    const struct reply *r = overtaken(id, (struct call){
        .method = "POST", .path = text_of("%s/registrations", pupil_at(id)), .token = admin,
        .body = stay(add_school(), "G"), .headers = { "If-Match: \"v1\"" } });

    EXPECT_PROBLEM(r, 412, "precondition_failed");
    cr_expect_str_eq(text_at(r, "/current_etag"), "\"v2\"");
}

/* Where a version need not be named it counts all the same. */
Test(answers, an_old_version_is_refused_wherever_it_is_named)
{
    const char *id = add_pupil(school);
    const struct call CALLS[] = {
        { .path = "/registrations", .body = stay(school, "C") },
        { .path = "/merges", .body = text_of("{\"duplicate_id\":\"%s\"}", add_pupil(school)) },
        { .path = "/restore" },
        { .path = "/purge", .body = "{\"reason\":\"by mistake\"}" },
    };

    for (size_t i = 0; i < sizeof CALLS / sizeof *CALLS; i++) {
        struct call one = CALLS[i];

        one.method = "POST";
        one.path = text_of("%s%s", pupil_at(id), one.path);
        one.token = admin;
        one.headers[0] = "If-Match: \"v9\"";
        EXPECT_PROBLEM(call(&one), 412, "precondition_failed");
    }
}

Test(answers, many_registrations_at_once_are_all_made)
{
    enum { MANY = 8 };
    const char *id = add_pupil(school);
    struct late late[MANY];
    pthread_t threads[MANY];

    for (size_t i = 0; i < MANY; i++)
        late[i] = (struct late){ { .method = "POST", .token = admin,
                                   .path = text_of("%s/registrations", pupil_at(id)),
                                   .body = stay(add_school(), "G") }, NULL };
    for (size_t i = 0; i < MANY; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, call_late, &late[i]), 0);
    for (size_t i = 0; i < MANY; i++) {
        pthread_join(threads[i], NULL);
        cr_expect_eq(late[i].reply->status, 201, "%ld %s", late[i].reply->status,
                     late[i].reply->text);
    }
    cr_expect_eq(json_array_size(json_at(get(pupil_at(id))->json, "/registrations")), MANY + 1);
}

/* A survivor that takes nothing over is left as it is: that is no race. */
Test(answers, a_duplicate_without_anything_of_its_own_is_merged)
{
    const char *id = add_pupil(school);
    const char *copy = text_at(added(admin, "/v1/pupils",
                                     but(pupil_body(school), "{\"upn\":null,"
                                         "\"upn_unknown_reason\":\"UN3\"}")), "/id");
    const struct reply *r = post(text_of("%s/merges", pupil_at(id)),
                                 text_of("{\"duplicate_id\":\"%s\"}", copy));

    cr_expect_eq(r->status, 200, "%ld %s", r->status, r->text);
    cr_expect_eq(int_at(r, "/version"), 1);
    EXPECT_PROBLEM(get(pupil_at(copy)), 410, "deleted");
}
