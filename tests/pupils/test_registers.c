/* Whose register is whose, and which schools still keep one: the same by every road a registration
 * can be written. */
#include <criterion/criterion.h>
#include <libpq-fe.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/fixture.h"

#define OUTSIDE "registration_outside_your_schools"

static const char *admin, *senco, *own_school, *foreign_school;

static void start(void)
{
    client_start();
    admin = token_of(0, "trust_admin");
    senco = token_of(0, "senco");
    own_school = text_at(CALL(.path = "/v1/schools?limit=1", .token = senco), "/data/0/id");
    cr_assert(own_school, "the senco has no school");
    foreign_school = add_school();
}

TestSuite(registers, .init = start, .fini = client_stop, .timeout = 120);

/* ---- bodies ---------------------------------------------------------------------------- */

static const char *stay(const char *school, const char *status, const char *from, const char *until)
{
    return text_of("{\"school_id\":\"%s\",\"status\":\"%s\",\"entry_date\":\"%s\""
                   ",\"leaving_date\":%s}",
                   school, status, from, until ? text_of("\"%s\"", until) : "null");
}

static const char *two(const char *one, const char *other)
{
    return text_of("{\"registrations\":[%s%s%s]}", one, other ? "," : "", other ? other : "");
}

/* At the own school, and a guest at the foreign one. */
static const char *with_a_guest(void)
{
    return two(stay(own_school, "C", "2023-09-01", NULL),
               stay(foreign_school, "G", "2023-09-01", NULL));
}

/* Came from the foreign school to the own one. */
static const char *transferred(const char *until)
{
    return two(stay(foreign_school, "C", "2022-09-01", "2023-08-31"),
               stay(own_school, "C", "2023-09-01", until));
}

static const struct reply *send(const char *method, const char *path, const char *token,
                                const char *body)
{
    return CALL(.method = method, .path = path, .token = token, .body = body,
                .headers = { strcmp(method, "POST") == 0 ? NULL : "If-Match: *" });
}

static const char *path_of(const char *id)
{
    return text_of("/v1/pupils/%s", id);
}

static const struct reply *send_bulk(const char *op, const char *token, const char *row)
{
    return CALL(.method = "POST", .path = text_of("/v1/pupils/bulk?op=%s&match=upn", op),
                .token = token, .body = text_of("{\"items\":[%s]}", row));
}

static const char *add_with(const char *members)
{
    return text_at(added(admin, "/v1/pupils", but(pupil_body(own_school), members)), "/id");
}

/* ---- whose register -------------------------------------------------------------------- */

static void expect_refused(const struct reply *r)
{
    EXPECT_PROBLEM(r, 403, "forbidden");
    cr_expect_str_eq(errors_of(r), "/registrations " OUTSIDE);
}

static void expect_row_refused(const struct reply *r)
{
    cr_expect_eq(r->status, 422, "%s", r->text);
    cr_expect_eq(int_at(r, "/results/0/status"), 403, "%s", r->text);
    cr_expect(strstr(r->text, OUTSIDE), "%s", r->text);
}

Test(registers, a_pupil_is_made_at_the_callers_schools_only)
{
    const char *body = dumped(but(pupil_body(own_school), with_a_guest()));
    const char *by_key = text_of("/v1/pupils/by-external-id/arbor/%s", fresh_upn());

    expect_refused(send("POST", "/v1/pupils", senco, body));
    expect_refused(CALL(.method = "PUT", .path = by_key, .token = senco, .body = body));
    expect_row_refused(send_bulk("create", senco, body));
    expect_row_refused(send_bulk("upsert", senco, body));
    expect_refused(
        send("POST", "/v1/pupils", senco, dumped(but(pupil_body(own_school), transferred(NULL)))));
    cr_expect_eq(send("POST", "/v1/pupils", senco, dumped(pupil_body(own_school)))->status, 201);
    const struct reply *r = send("POST", "/v1/pupils", admin, body);
    cr_expect_eq(r->status, 201, "the trust is free: %s", r->text);
}

/* By every road: another school's registration added, changed or taken away. */
static void expect_register_kept(const char *id, const char *members)
{
    const struct reply *r = CALL(.path = path_of(id), .token = admin);
    const char *upn = text_at(r, "/upn"), *as_upn = text_of("{\"upn\":\"%s\"}", upn);
    const char *body = dumped(but(but(pupil_body(own_school), members), as_upn));

    expect_refused(send("PATCH", path_of(id), senco, members));
    expect_refused(send("PUT", path_of(id), senco, body));
    expect_row_refused(send_bulk("upsert", senco, body));
    expect_row_refused(send_bulk("update", senco, body));
    r = CALL(.path = path_of(id), .token = admin);
    cr_expect_eq(int_at(r, "/version"), 1, "%s", r->text);
}

Test(registers, another_schools_registration_stays)
{
    const char *kept = stay(own_school, "C", "2023-09-01", NULL);

    expect_register_kept(add_pupil(own_school), with_a_guest());
    expect_register_kept(add_with(with_a_guest()), two(kept, NULL));
    expect_register_kept(add_with(with_a_guest()),
                         two(kept, stay(foreign_school, "G", "2023-09-01", "2024-08-31")));
    const struct reply *r = send("POST",
                                 text_of("%s/registrations", path_of(add_pupil(own_school))), senco,
                                 stay(foreign_school, "G", "2024-09-01", NULL));
    expect_refused(r);
}

/* To delete a pupil takes it off every register, to restore it puts it back. */
Test(registers, a_pupil_of_two_schools_is_not_deleted_by_one)
{
    const char *id = add_with(with_a_guest());
    const struct reply *r = CALL(.path = path_of(id), .token = senco);
    const char *row = text_of("{\"upn\":\"%s\"}", text_at(r, "/upn"));

    expect_refused(send("DELETE", path_of(id), senco, NULL));
    expect_row_refused(send_bulk("delete", senco, row));
    cr_expect_eq(send("DELETE", path_of(id), admin, NULL)->status, 204);
    expect_refused(send("POST", text_of("%s/restore", path_of(id)), senco, NULL));
    cr_expect_eq(send("POST", text_of("%s/restore", path_of(id)), admin, NULL)->status, 200);
    id = add_pupil(own_school);
    cr_expect_eq(send("DELETE", path_of(id), senco, NULL)->status, 204);
}

Test(registers, a_pupil_that_came_from_elsewhere_is_written)
{
    const char *id = add_with(transferred(NULL));
    const struct reply *r = send("PATCH", path_of(id), senco, transferred("2027-07-20"));

    cr_expect_eq(r->status, 200, "%s", r->text);
    const char *as_upn = text_of("{\"upn\":\"%s\"}", text_at(r, "/upn"));
    const char *body = dumped(but(but(pupil_body(own_school), transferred("2027-07-21")), as_upn));
    r = send("PUT", path_of(id), senco, body);
    cr_expect_eq(r->status, 200, "%s", r->text);
    body = dumped(but(but(pupil_body(own_school), transferred("2027-07-22")), as_upn));
    r = send_bulk("upsert", senco, body);
    cr_expect_str_eq(text_at(r, "/results/0/result"), "updated", "%s", r->text);
    r = send("POST", text_of("%s/registrations", path_of(id)), senco,
             stay(own_school, "C", "2027-09-01", NULL));
    cr_expect_lt(r->status, 300, "%s", r->text);
    cr_expect_eq(json_array_size(json_at(r->json, "/registrations")), 3, "%s", r->text);
}

/* ---- which schools keep one ------------------------------------------------------------ */

static void expect_no_entry(const char *school, const char *from, const char *rule)
{
    const char *members = two(stay(school, "C", from, NULL), NULL);
    const char *wanted = text_of("/registrations %s", rule), *id = add_pupil(own_school);
    const struct reply *r;

    r = send("POST", "/v1/pupils", admin, dumped(but(pupil_body(own_school), members)));
    EXPECT_PROBLEM(r, 409, "conflict");
    cr_expect_str_eq(errors_of(r), wanted);
    r = send("PATCH", path_of(id), admin, members);
    EXPECT_PROBLEM(r, 409, "conflict");
    cr_expect_str_eq(errors_of(r), wanted);
    r = send_bulk("create", admin, dumped(but(pupil_body(own_school), members)));
    cr_expect_eq(int_at(r, "/results/0/status"), 409, "%s", r->text);
    cr_expect(strstr(r->text, rule), "%s", r->text);
}

Test(registers, a_deleted_school_takes_nobody)
{
    const char *school = add_school();
    const char *left = add_with(two(stay(school, "C", "2022-09-01", "2023-08-31"),
                                    stay(own_school, "C", "2023-09-01", NULL)));

    cr_assert_eq(send("DELETE", text_of("/v1/schools/%s", school), admin, NULL)->status, 204);
    expect_no_entry(school, "2023-09-01", "registration_school_is_deleted");
    const struct reply *r = send("PATCH", path_of(left), admin,
                                 two(stay(school, "C", "2022-09-01", "2023-08-31"),
                                     stay(own_school, "C", "2023-09-01", "2027-07-20")));
    cr_expect_eq(r->status, 200, "what stood there stands: %s", r->text);
}

Test(registers, a_closed_school_takes_nobody_afterwards)
{
    const char *school = add_school(), *there = add_pupil(school);
    const char *path = text_of("/v1/schools/%s", school);
    const struct reply *r;

    r = send("PATCH", path, admin, "{\"closed_on\":\"2025-08-31\",\"status\":\"2\"}");
    cr_assert_eq(r->status, 200, "%s", r->text);
    expect_no_entry(school, "2025-09-01", "registration_school_has_closed");
    r = send("PATCH", path_of(there), admin,
             two(stay(school, "C", "2023-09-01", "2025-08-31"),
                 stay(own_school, "C", "2025-09-01", NULL)));
    cr_expect_eq(r->status, 200, "who was there leaves: %s", r->text);
    r = send("POST", "/v1/pupils", admin,
             dumped(but(pupil_body(own_school), two(stay(school, "C", "2025-08-31", NULL), NULL))));
    cr_expect_eq(r->status, 201, "the last day counts: %s", r->text);
}

static const char *run(PGconn *conn, const char *sql)
{
    PGresult *result = PQexec(conn, sql);
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *said = state ? text_of("%s", state) : "";

    PQclear(result);
    return said;
}

/* Somebody is putting a pupil on the register while the school is being deleted. */
Test(registers, a_school_is_not_deleted_under_a_registration)
{
    const char *school = add_school(), *id = add_pupil(own_school);
    const char *path = text_of("/v1/schools/%s", school);
    PGconn *owner = PQconnectdb(getenv("TAMAR_TEST_OWNER_DSN"));

    cr_assert_str_eq(run(owner, text_of("SELECT set_config('app.trust', trust_id::text, false),"
                                        " set_config('app.all_schools', '1', false)"
                                        " FROM app.registration WHERE pupil_id = '%s'",
                                        id)),
                     "");
    cr_assert_str_eq(run(owner, "BEGIN"), "");
    cr_assert_str_eq(
        run(owner, text_of("UPDATE app.pupil SET registrations = '[%s]' WHERE id = '%s'",
                           stay(school, "C", "2023-09-01", NULL), id)),
        "");
    EXPECT_PROBLEM(send("DELETE", path, admin, NULL), 503, "busy");
    cr_assert_str_eq(run(owner, "COMMIT"), "");
    const struct reply *r = send("DELETE", path, admin, NULL);
    EXPECT_PROBLEM(r, 409, "conflict");
    cr_expect_str_eq(errors_of(r), "/id school_has_no_open_registrations");
    PQfinish(owner);
}

/* ---- many deleted at once -------------------------------------------------------------- */

static const char *row_of(const char *id)
{
    return text_of("{\"id\":\"%s\"}", id);
}

static const struct reply *delete_many(const char *token, const char *mode, const char *rows)
{
    return CALL(.method = "POST",
                .path = text_of("/v1/pupils/bulk?op=delete&match=id&mode=%s", mode), .token = token,
                .body = text_of("{\"items\":[%s]}", rows));
}

static void expect_statuses(const struct reply *r, const char *wanted)
{
    const char *statuses = "";
    json_t *one;
    size_t i;

    json_array_foreach(json_at(r->json, "/results"), i, one)
        statuses = text_of("%s %lld", statuses, json_integer_value(json_object_get(one, "status")));
    cr_expect_str_eq(statuses, wanted, "%s", r->text);
}

Test(registers, a_bulk_deletes_what_it_may)
{
    const char *first = add_pupil(own_school), *last = add_pupil(own_school);
    const char *rows = text_of("%s,%s,%s,%s", row_of(first), row_of(add_with(with_a_guest())),
                               row_of(add_with(with_a_guest())), row_of(last));
    const struct reply *r = delete_many(senco, "atomic", rows);

    cr_expect_eq(r->status, 422, "%s", r->text);
    expect_statuses(r, " 424 403 403 424");
    cr_expect_eq(CALL(.path = path_of(first), .token = senco)->status, 200);
    r = delete_many(senco, "partial", rows);
    cr_expect_eq(r->status, 207, "%s", r->text);
    expect_statuses(r, " 204 403 403 204");
    cr_expect_eq(int_at(r, "/summary/deleted"), 2);
    cr_expect_str_eq(text_at(r, "/results/0/etag"), "\"v2\"");
    cr_expect_str_eq(text_at(r, "/results/1/problem/errors/0/code"), OUTSIDE);
    cr_expect_eq(CALL(.path = path_of(last), .token = senco)->status, 410);
}

struct deleter {
    const char *id;
    const struct reply *reply;
};

static void *delete_one(void *data)
{
    struct deleter *d = data;

    d->reply = delete_many(admin, "partial", row_of(d->id));
    client_leave();
    return NULL;
}

/* Whoever finds the row deleted by somebody else meanwhile has not deleted it. */
Test(registers, a_bulk_deletes_nothing_twice)
{
    struct deleter d = { .id = add_pupil(own_school) };
    PGconn *owner = PQconnectdb(getenv("TAMAR_TEST_OWNER_DSN"));
    pthread_t thread;

    run(owner, text_of("SELECT set_config('app.trust', trust_id::text, false),"
                       " set_config('app.all_schools', '1', false)"
                       " FROM app.registration WHERE pupil_id = '%s'",
                       d.id));
    run(owner, "BEGIN");
    cr_assert_str_eq(
        run(owner, text_of("UPDATE app.pupil SET deleted_at = now() WHERE id = '%s'", d.id)), "");
    cr_assert_eq(pthread_create(&thread, NULL, delete_one, &d), 0);
    usleep(300000);
    run(owner, "COMMIT");
    pthread_join(thread, NULL);
    expect_statuses(d.reply, " 410");
    PQfinish(owner);
}
