/* Who sees which pupil: trusts, schools, restricted records, members that are held back, and what
 * the service's log must never say. */
#include <criterion/criterion.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fixture.h"

static const char *admin, *senco, *own_school, *foreign_school;

/* A school that the senco's grant covers. */
static const char *covered_school(void)
{
    const struct reply *r = CALL(.path = "/v1/schools?limit=1", .token = senco);

    cr_assert(text_at(r, "/data/0/id"), "the senco has no school: %s", r->text);
    return text_at(r, "/data/0/id");
}

static void start(void)
{
    client_start();
    admin = token_of(0, "trust_admin");
    senco = token_of(0, "senco");
    own_school = covered_school();
    foreign_school = add_school();
}

TestSuite(visibility, .init = start, .fini = client_stop, .timeout = 120);

static const struct reply *find(const char *token, const char *id)
{
    return CALL(.path = text_of("/v1/pupils/%s", id), .token = token);
}

static const struct reply *patch(const char *token, const char *id, const char *body)
{
    return CALL(.method = "PATCH", .path = text_of("/v1/pupils/%s", id), .token = token,
                .body = body, .headers = { "If-Match: *" });
}

static const char *stays(const char *first, const char *until, const char *second)
{
    const char *one = text_of("{\"school_id\":\"%s\",\"status\":\"C\",\"entry_date\":\"2023-09-01\""
                              ",\"leaving_date\":%s}", first, until);

    return second ? text_of("{\"registrations\":[%s,{\"school_id\":\"%s\",\"status\":\"C\","
                            "\"entry_date\":\"2024-09-01\"}]}", one, second)
                  : text_of("{\"registrations\":[%s]}", one);
}

/* ---- trusts and schools ---------------------------------------------------------------- */

Test(visibility, a_trust_sees_its_own)
{
    const char *id = add_pupil(own_school), *other = token_of(1, "trust_admin");
    const struct reply *all = CALL(.path = "/v1/pupils?limit=500&count=exact", .token = other);
    json_t *row;
    size_t i;

    EXPECT_PROBLEM(find(other, id), 404, "not_found");
    EXPECT_PROBLEM(patch(other, id, "{}"), 404, "not_found");
    json_array_foreach(json_at(all->json, "/data"), i, row) EXPECT_PROBLEM(
        find(admin, json_string_value(json_object_get(row, "id"))), 404, "not_found");
    const struct reply *r =
        CALL(.path = text_of("/v1/pupils?id=%s&include_deleted=true", id), .token = other);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 0);
    r = CALL(.path = text_of("/v1/pupils?school_id=%s&count=exact", own_school), .token = other);
    cr_expect_eq(int_at(r, "/page/total"), 0);
}

/* A key that is unique in each trust may be there in both. */
Test(visibility, trusts_share_no_keys)
{
    const char *other = token_of(1, "trust_admin"), *upn = fresh_upn();
    const char *there = text_at(added(other, "/v1/schools", school_body()), "/id");
    const char *members = text_of("{\"upn\":\"%s\"}", upn);

    added(admin, "/v1/pupils", but(pupil_body(foreign_school), members));
    added(other, "/v1/pupils", but(pupil_body(there), members));
    const struct reply *r = CALL(.method = "POST", .path = "/v1/pupils", .token = admin,
                                 .body = dumped(pupil_body(there)));
    EXPECT_PROBLEM(r, 422, "validation_failed");
    cr_expect_str_eq(errors_of(r), "/registrations registration_school_is_known");
}

Test(visibility, a_school_sees_its_own)
{
    const char *here = add_pupil(own_school), *there = add_pupil(foreign_school);
    const struct reply *r = CALL(.path = "/v1/pupils?limit=500", .token = senco);
    json_t *row;
    size_t i;

    cr_expect_eq(find(senco, here)->status, 200);
    EXPECT_PROBLEM(find(senco, there), 404, "not_found");
    EXPECT_PROBLEM(patch(senco, there, "{}"), 404, "not_found");
    EXPECT_PROBLEM(CALL(.path = text_of("/v1/pupils/%s/history", there), .token = senco), 404,
                   "not_found");
    EXPECT_PROBLEM(CALL(.path = text_of("/v1/schools/%s", foreign_school), .token = senco), 404,
                   "not_found");
    cr_expect_gt(json_array_size(json_at(r->json, "/data")), 0);
    json_array_foreach(json_at(r->json, "/data"), i, row)
        cr_expect_null(strstr(dumped(json_incref(row)), foreign_school));
    r = CALL(.path = text_of("/v1/pupils?school_id=%s", foreign_school), .token = senco);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 0);
}

Test(visibility, a_school_writes_its_own)
{
    const struct reply *r = CALL(.method = "POST", .path = "/v1/pupils", .token = senco,
                                 .body = dumped(pupil_body(foreign_school)));

    EXPECT_PROBLEM(r, 403, "forbidden");
    r = CALL(.method = "POST", .path = "/v1/pupils", .token = senco,
             .body = dumped(pupil_body(own_school)));
    cr_expect_eq(r->status, 201, "%s", r->text);
    EXPECT_PROBLEM(CALL(.method = "POST", .path = "/v1/schools", .token = senco,
                        .body = dumped(school_body())),
                   403, "insufficient_scope");
}

/* A UPN held out of sight is taken all the same; the answer says no more than that. */
Test(visibility, a_key_out_of_sight_is_taken)
{
    const char *upn = fresh_upn();
    const struct reply *there = added(
        admin, "/v1/pupils", but(pupil_body(foreign_school), text_of("{\"upn\":\"%s\"}", upn)));
    const struct reply *r =
        CALL(.method = "POST", .path = "/v1/pupils", .token = senco,
             .body = dumped(but(pupil_body(own_school), text_of("{\"upn\":\"%s\"}", upn))));

    EXPECT_PROBLEM(r, 409, "conflict");
    cr_expect_null(strstr(r->text, text_at(there, "/id")));
    cr_expect_null(strstr(r->text, upn));
}

/* The pupil leaves by the school's own hand: the answer shows it once more, then it is out of
 * sight. */
Test(visibility, a_pupil_leaves_the_school)
{
    const char *id = add_pupil(own_school);
    const struct reply *r = patch(senco, id, stays(own_school, "\"2024-08-31\"", NULL));

    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect(json_is_null(json_at(r->json, "/school_id")));
    EXPECT_PROBLEM(find(senco, id), 404, "not_found");
    cr_expect_eq(find(admin, id)->status, 200);
}

Test(visibility, another_schools_register_is_not_ours_to_write)
{
    const char *id = add_pupil(own_school);
    const struct reply *r = patch(senco, id, stays(own_school, "\"2024-08-31\"", foreign_school));

    EXPECT_PROBLEM(r, 403, "forbidden");
    cr_expect_str_eq(errors_of(r), "/registrations registration_outside_your_schools");
    r = patch(admin, id, stays(foreign_school, "\"2024-08-31\"", own_school));
    cr_assert_eq(r->status, 200, "%s", r->text);
    r = patch(senco, id, stays(own_school, "null", NULL));
    EXPECT_PROBLEM(r, 403, "forbidden");
    r = patch(senco, id, "{\"preferred_forename\":\"Bryher\"}");
    cr_expect_eq(r->status, 200, "the rest may be written: %s", r->text);
}

/* By hand: the triggers act for the owner of the tables, whom the policies bind too, so it has to
 * be said for whom. */
static void as_owner(const char *sql)
{
    PGconn *owner = PQconnectdb(getenv("TAMAR_TEST_OWNER_DSN"));
    PGresult *known = PQexec(owner,
                             text_of("SELECT set_config('app.trust', trust_id::text, false),"
                                     " set_config('app.all_schools', '1', false),"
                                     " set_config('app.safeguarding', '1', false),"
                                     " set_config('app.scopes', '*', false) FROM app.registration"
                                     " WHERE school_id = '%s' LIMIT 1",
                                     own_school));
    PGresult *done = PQexec(owner, sql);

    cr_assert_eq(PQntuples(known), 1);
    cr_assert(PQresultStatus(done) == PGRES_COMMAND_OK, "%s", PQerrorMessage(owner));
    cr_assert_str_eq(PQcmdTuples(done), "1");
    PQclear(known);
    PQclear(done);
    PQfinish(owner);
}

/* ---- grants of one caller -------------------------------------------------------------- */

/* Over the whole trust when `schools`, a JSON list, is NULL. */
static void grant(const char *client, const char *set, const char *schools)
{
    as_owner(text_of("INSERT INTO app.access_grant (id, client_id, claim_set, all_schools, schools)"
                     " VALUES (gen_random_uuid(), '%s', '%s', %s, '%s')",
                     client, set, schools ? "false" : "true", schools ? schools : "[]"));
}

/* A client with two claim sets, each over schools of its own. */
static const char *token_of_two(const char *const sets[2], const char *const schools[2])
{
    const struct reply *client = added(admin, "/v1/clients",
                                       json_pack("{s:s}", "name", "Two grants"));
    const char *id = text_at(client, "/id");

    for (size_t i = 0; i < 2; i++)
        grant(id, sets[i], schools[i]);
    const struct reply *r = CALL(.method = "POST", .path = "/oauth/token",
                                 .type = "application/x-www-form-urlencoded",
                                 .body = text_of("grant_type=client_credentials&client_id=%s"
                                                 "&client_secret=%s",
                                                 id, text_at(client, "/client_secret")));
    cr_assert(text_at(r, "/access_token"), "%s", r->text);
    return text_at(r, "/access_token");
}

static const char *list_of(const char *one, const char *other)
{
    return other ? text_of("[\"%s\", \"%s\"]", one, other) : text_of("[\"%s\"]", one);
}

/* ---- restricted records ---------------------------------------------------------------- */

static void restrict_pupil(const char *id)
{
    as_owner(text_of("UPDATE app.pupil SET restricted = true WHERE id = '%s'", id));
}

Test(visibility, a_restricted_pupil_is_seen_with_safeguarding_only)
{
    const char *id = add_pupil(own_school);

    restrict_pupil(id);
    EXPECT_PROBLEM(find(admin, id), 404, "not_found");
    EXPECT_PROBLEM(find(senco, id), 404, "not_found");
    EXPECT_PROBLEM(patch(admin, id, "{}"), 404, "not_found");
    EXPECT_PROBLEM(CALL(.path = text_of("/v1/pupils/%s/history", id), .token = admin), 404,
                   "not_found");
    const struct reply *r = CALL(.path = text_of("/v1/pupils?id=%s", id), .token = admin);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 0);
    r = find(token_of(0, "dsl"), id);
    cr_expect_eq(r->status, 200, "%s", r->text);
    cr_expect(json_is_true(json_at(r->json, "/restricted")));
}

/* Reads and writes at both schools, safeguarding over the own one only. */
static const char *token_guarding_one(void)
{
    const char *const sets[] = { "mis_sync", "dsl" };
    const char *const schools[] = { list_of(own_school, foreign_school),
                                    list_of(own_school, NULL) };

    return token_of_two(sets, schools);
}

Test(visibility, safeguarding_over_one_school_opens_that_one)
{
    const char *here = add_pupil(own_school), *there = add_pupil(foreign_school);
    const char *token = token_guarding_one();

    restrict_pupil(here);
    restrict_pupil(there);
    cr_expect_eq(find(token, here)->status, 200);
    EXPECT_PROBLEM(find(token, there), 404, "not_found");
    cr_expect_eq(find(token, add_pupil(foreign_school))->status, 200);
    const struct reply *r = CALL(.path = text_of("/v1/pupils?id.in=%s,%s", here, there),
                                 .token = token);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 1, "%s", r->text);
    cr_expect_eq(patch(token, here, "{\"middle_names\":\"Loveday\"}")->status, 200);
    EXPECT_PROBLEM(patch(token, there, "{\"middle_names\":\"Loveday\"}"), 404, "not_found");
    r = CALL(.path = text_of("/v1/pupils/%s/history", here), .token = token);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 3, "%s", r->text);
    EXPECT_PROBLEM(CALL(.path = text_of("/v1/pupils/%s/history", there), .token = token), 404,
                   "not_found");
}

/* Safeguarding over a school where no pupil is read opens nothing where they are. */
Test(visibility, safeguarding_counts_where_pupils_are_read)
{
    const char *id =
        added(
            admin, "/v1/pupils",
            but(pupil_body(own_school),
                text_of("{\"registrations\":[{\"school_id\":\"%s\",\"status\":\"C\",\"entry_date\":"
                        "\"2023-09-01\"},{\"school_id\":\"%s\",\"status\":\"G\",\"entry_date\":"
                        "\"2023-09-01\"}]}",
                        own_school, foreign_school)))
            ->text;
    const char *const sets[] = { "senco", "dsl" };
    const char *const schools[] = { list_of(own_school, NULL), list_of(foreign_school, NULL) };
    const char *token = token_of_two(sets, schools);

    id = text_of("%.36s", strstr(id, "\"id\":\"") + 6);
    restrict_pupil(id);
    cr_expect_eq(find(token, id)->status, 200);
    EXPECT_PROBLEM(patch(token, id, "{\"middle_names\":\"Loveday\"}"), 404, "not_found");
}

Test(visibility, safeguarding_over_one_school_restricts_there)
{
    const char *here = add_pupil(own_school), *there = add_pupil(foreign_school);
    const char *token = token_guarding_one();
    const struct reply *r = patch(token, there, "{\"restricted\":true}");

    EXPECT_PROBLEM(r, 403, "forbidden");
    cr_expect_str_eq(errors_of(r), "/restricted restricted_within_safeguarding");
    r = patch(token, here, "{\"restricted\":true}");
    cr_expect_eq(r->status, 200, "%s", r->text);
    r = patch(token, here, stays(own_school, "\"2024-08-31\"", foreign_school));
    cr_expect_eq(r->status, 200, "it may move away: %s", r->text);
    EXPECT_PROBLEM(find(token, here), 404, "not_found");
}

/* What the feed last tells of a pupil; what has just been written may take a moment. */
static const char *last_told(const char *token, const char *after, const char *id, size_t events)
{
    const char *last = "";
    size_t told = 0;

    for (int tries = 0; tries < 100 && told < events; tries++) {
        const struct reply *r = CALL(.path = text_of("/v1/changes?types=pupil&limit=500&after=%s",
                                                     after),
                                     .token = token);
        json_t *one;
        size_t i;

        cr_assert_eq(r->status, 200, "%s", r->text);
        told = 0;
        json_array_foreach(json_at(r->json, "/data"), i, one)
        {
            if (strcmp(json_string_value(json_object_get(one, "id")), id) == 0) {
                last = json_string_value(json_object_get(one, "op"));
                told++;
            }
        }
    }
    cr_expect_eq(told, events, "%zu events of %s", told, id);
    return last;
}

static void register_at(const char *id, const char *school)
{
    as_owner(text_of("UPDATE app.pupil SET registrations = '[{\"school_id\": \"%s\", \"status\":"
                     " \"C\", \"entry_date\": \"2023-09-01\", \"leaving_date\": null}]'"
                     " WHERE id = '%s'",
                     school, id));
}

/* A restricted pupil that moves between a school with safeguarding and one without. */
Test(visibility, the_feed_follows_safeguarding)
{
    const char *here = add_pupil(own_school), *there = add_pupil(foreign_school);
    const char *token = token_guarding_one();
    const char *after = text_at(CALL(.path = "/v1/changes/latest", .token = token), "/next_after");

    restrict_pupil(here);
    restrict_pupil(there);
    cr_expect_str_eq(last_told(token, after, here, 1), "updated");
    cr_expect_str_eq(last_told(token, after, there, 1), "access_lost");
    as_owner(text_of("UPDATE app.pupil SET middle_names = 'Elowen' WHERE id = '%s'", there));
    register_at(here, foreign_school);
    cr_expect_str_eq(last_told(token, after, here, 2), "access_lost");
    register_at(there, own_school);
    cr_expect_str_eq(last_told(token, after, there, 2), "access_gained");
}

/* What was written of a pupil while it was restricted is purged with the rest. */
Test(visibility, a_purge_reaches_what_was_restricted)
{
    const char *id = add_pupil(own_school);
    PGconn *owner = PQconnectdb(getenv("TAMAR_TEST_OWNER_DSN"));

    restrict_pupil(id);
    PQclear(PQexec(owner, text_of("SELECT set_config('app.trust', trust_id::text, false),"
                                  " set_config('app.all_schools', '1', false),"
                                  " set_config('app.safeguarding', '1', false)"
                                  " FROM app.pupil WHERE id = '%s';"
                                  "UPDATE app.pupil SET middle_names = 'Demelza' WHERE id = '%s';"
                                  "UPDATE app.pupil SET restricted = false WHERE id = '%s'",
                                  id, id, id)));
    cr_assert_eq(CALL(.method = "DELETE", .path = text_of("/v1/pupils/%s", id), .token = admin,
                      .headers = { "If-Match: *" })->status, 204);
    cr_assert_eq(CALL(.method = "POST", .path = text_of("/v1/pupils/%s/purge", id), .token = admin,
                      .body = "{\"reason\":\"by mistake\"}")->status, 204);
    PGresult *left = PQexec(owner, text_of("SELECT count(*), count(changes) FROM app.change"
                                           " WHERE id = '%s'", id));
    cr_expect_str_eq(PQgetvalue(left, 0, 0), "6");
    cr_expect_str_eq(PQgetvalue(left, 0, 1), "0");
    PQclear(left);
    PQfinish(owner);
}

Test(visibility, only_safeguarding_restricts)
{
    const char *id = add_pupil(own_school);

    EXPECT_PROBLEM(patch(admin, id, "{\"restricted\":true}"), 403, "forbidden");
    EXPECT_PROBLEM(patch(senco, id, "{\"restricted\":true}"), 403, "forbidden");
    cr_expect_eq(find(admin, id)->status, 200);
}

/* ---- members held back ----------------------------------------------------------------- */

Test(visibility, sensitive_members_are_absent_and_named)
{
    const char *host = token_of(0, "host_leader");
    const struct reply *r = CALL(.path = "/v1/pupils?limit=3", .token = host);
    static const char *const HELD[] = { "ethnicity", "in_care", "care_authority" };

    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_assert_gt(json_array_size(json_at(r->json, "/data")), 0);
    for (size_t i = 0; i < 3; i++) {
        cr_expect_null(json_at(r->json, text_of("/data/0/%s", HELD[i])));
        cr_expect_str_eq(text_at(r, text_of("/data/0/_redacted/%zu", i)), HELD[i]);
        const struct reply *asked =
            CALL(.path = text_of("/v1/pupils?limit=1&fields=%s", HELD[i]), .token = host);
        cr_expect_eq(json_object_size(json_at(asked->json, "/data/0")), 1, "%s", asked->text);
        EXPECT_PROBLEM(CALL(.path = text_of("/v1/pupils?%s.null=true", HELD[i]), .token = host),
                       400, "invalid_parameter");
    }
    cr_expect_null(strstr(r->text, "special_school\":"));
    r = CALL(.path = "/v1/pupils?limit=3", .token = host, .headers = { "Accept: text/csv" });
    cr_expect(r->status == 200 && !strstr(r->text, "ethnicity") && !strstr(r->text, "in_care"));
}

/* The past of a member is held back like the member. */
Test(visibility, history_tells_no_more_than_the_record)
{
    const char *id = add_pupil(own_school);

    patch(admin, id, "{\"ethnicity\":\"WROM\",\"middle_names\":\"Tamsyn\"}");
    const struct reply *full = CALL(.path = text_of("/v1/pupils/%s/history", id), .token = senco);
    cr_expect(strstr(full->text, "WROM"), "%s", full->text);
    const struct reply *r =
        CALL(.path = text_of("/v1/pupils/%s/history", id), .token = token_of(0, "auditor"));
    cr_expect_null(strstr(r->text, "WROM"), "%s", r->text);
    cr_expect_null(strstr(r->text, "Tamsyn"), "history without content: %s", r->text);
}

/* What is held over one school opens nothing at another. */
Test(visibility, scopes_of_two_grants_do_not_mix)
{
    const char *there = add_pupil(foreign_school), *here = add_pupil(own_school);
    const char *const sets[] = { "senco", "host_leader" };
    const char *const schools[] = { list_of(own_school, NULL), list_of(foreign_school, NULL) };
    const char *token = token_of_two(sets, schools);

    patch(admin, there, "{\"ethnicity\":\"WROM\"}");
    const struct reply *r = find(token, there);
    cr_expect(r->status == 200 && !strstr(r->text, "WROM"), "%s", r->text);
    cr_expect_str_eq(text_at(r, "/_redacted/0"), "ethnicity");
    r = CALL(.path = text_of("/v1/pupils?id=%s&ethnicity=WROM", there), .token = token);
    EXPECT_PROBLEM(r, 400, "invalid_parameter");
    cr_expect_eq(patch(token, here, "{\"ethnicity\":\"WBRI\"}")->status, 200, "writes at one only");
    EXPECT_PROBLEM(patch(token, there, "{\"middle_names\":\"Loveday\"}"), 404, "not_found");
}

Test(visibility, history_of_two_grants_does_not_mix)
{
    const char *there = add_pupil(foreign_school), *here = add_pupil(own_school);
    const char *const sets[] = { "senco", "auditor" };
    const char *const schools[] = { list_of(own_school, NULL), NULL };
    const char *token = token_of_two(sets, schools);

    patch(admin, there, "{\"middle_names\":\"Loveday\"}");
    const struct reply *r = CALL(.path = text_of("/v1/pupils/%s/history", there), .token = token);
    cr_expect(r->status == 200 && !strstr(r->text, "Loveday"), "%s", r->text);
    EXPECT_PROBLEM(find(token, there), 404, "not_found");
    cr_expect_eq(find(token, here)->status, 200);
}

/* ---- the log --------------------------------------------------------------------------- */

/* Names and numbers of a pupil, put everywhere a request has room for them. */
Test(visibility, no_log_tells_of_a_pupil)
{
    const char *upn = fresh_upn(), *name = "Kerensa" "Wrentham";
    const char *members = text_of(
        "{\"upn\":\"%s\",\"legal_surname\":\"%s\",\"middle_names\":\"%s\"}", upn, name, name);
    const struct reply *made = added(admin, "/v1/pupils", but(pupil_body(own_school), members));
    const char *path = text_of("/v1/pupils/%s", text_at(made, "/id"));

    CALL(.method = "POST", .path = "/v1/pupils", .token = admin,
         .body = dumped(but(pupil_body(own_school), members)));
    CALL(.path = text_of("/v1/pupils?legal_surname=%s", name), .token = admin);
    CALL(.path = text_of("/v1/pupils?%s=%s", name, upn), .token = admin);
    CALL(.path = text_of("/v1/%s/%s", name, upn), .token = admin);
    CALL(.method = "PATCH", .path = path, .token = admin, .headers = { "If-Match: *" },
         .body = text_of("{\"needs\":[],\"upn\":\"%s\",\"%s\":1}", upn, name));
    CALL(.method = "PATCH", .path = path, .token = name,
         .headers = { text_of("If-Match: \"%s\"", upn) });
    CALL(.method = "POST", .path = "/v1/pupils/searches", .token = admin,
         .body = text_of("{\"upn\":\"%s\"}", upn));
    CALL(.path = path, .token = admin, .headers = { text_of("X-%s: %s", name, upn) });
    expect_no_log_says(upn);
    expect_no_log_says(name);
}
