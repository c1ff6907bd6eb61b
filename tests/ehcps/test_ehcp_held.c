/* A plan is held on a pupil: who sees it, and where it goes when the pupil moves, is merged into
 * another, asks what is held, or is purged. */
#include <criterion/criterion.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/ehcps/plan_fixture.h"

static const char *admin, *senco, *her_school, *elsewhere;
static const char OFFICER[] = "\"all_schools\":true,\"la_code\":\"908\"";

static void start(void)
{
    client_start();
    admin = token_of(0, "trust_admin");
    senco = token_of(0, "senco");
    her_school = text_at(CALL(.path = "/v1/schools?limit=1", .token = senco), "/data/0/id");
    elsewhere = add_school();
}

TestSuite(ehcp_held, .init = start, .fini = client_stop, .timeout = 120);

static const struct reply *find(const char *token, const char *plan)
{
    return CALL(.path = plan_at(plan, ""), .token = token);
}

static const struct reply *post(const char *path, const char *body)
{
    return CALL(.method = "POST", .path = path, .token = admin, .body = body);
}

static const char *pupil_at(const char *pupil, const char *below)
{
    return text_of("/v1/pupils/%s%s", pupil, below);
}

static const struct reply *delete_pupil(const char *pupil)
{
    return CALL(.method = "DELETE", .path = pupil_at(pupil, ""), .token = admin,
                .headers = { "If-Match: *" });
}

static void register_at(const char *pupil, const char *school)
{
    const char *body = text_of("{\"registrations\":[{\"school_id\":\"%s\",\"status\":\"C\","
                               "\"entry_date\":\"2023-09-01\"}]}", school);
    const struct reply *r = CALL(.method = "PATCH", .path = pupil_at(pupil, ""), .token = admin,
                                 .body = body, .headers = { "If-Match: *" });

    cr_assert_eq(r->status, 200, "%s", r->text);
}

static size_t rows_of(const struct reply *r)
{
    return json_array_size(json_at(r->json, "/data"));
}

/* ---- by hand ----------------------------------------------------------------------------- */

/* The first value of the answer; the owner of the tables is bound by the policies like anybody. */
static const char *ask_owner(const char *plan_or_pupil, const char *sql)
{
    PGconn *owner = PQconnectdb(getenv("TAMAR_TEST_OWNER_DSN"));

    PQclear(PQexec(owner, text_of("SELECT set_config('app.trust', trust_id::text, false),"
                                  " set_config('app.all_schools', '1', false),"
                                  " set_config('app.moving', '1', false),"
                                  " set_config('app.safeguarding', '1', false)"
                                  " FROM app.change WHERE id = '%s'", plan_or_pupil)));
    PGresult *result = PQexec(owner, sql);
    const char *said = text_of("%s", PQresultStatus(result) == PGRES_TUPLES_OK
                                         ? PQgetvalue(result, 0, 0) : PQerrorMessage(owner));
    PQclear(result);
    PQfinish(owner);
    return said;
}

/* A client of its own with one grant. */
static const char *token_with(const char *claim_set, const char *members)
{
    const struct reply *client = post("/v1/clients", "{\"name\":\"A test of plans\"}");
    const char *id = text_at(client, "/id");
    const struct reply *r =
        post("/v1/grants", text_of("{\"client_id\":\"%s\",\"claim_set\":\"%s\",%s}", id, claim_set,
                                   members));

    cr_assert_eq(r->status, 201, "%s", r->text);
    r = CALL(.method = "POST", .path = "/oauth/token",
             .type = "application/x-www-form-urlencoded",
             .body = text_of("grant_type=client_credentials&client_id=%s&client_secret=%s", id,
                             text_at(client, "/client_secret")));
    cr_assert(text_at(r, "/access_token"), "%s", r->text);
    return text_at(r, "/access_token");
}

/* ---- who sees a plan --------------------------------------------------------------------- */

Test(ehcp_held, officers_see_the_plans_of_their_authority)
{
    const char *officer = token_with("la_officer", OFFICER);
    const char *pupil = add_pupil(elsewhere), *theirs = add_plan(pupil);
    const char *other = text_at(added(admin, "/v1/ehcps", but(plan_body(add_pupil(elsewhere)),
                                                              "{\"la_code\":\"909\"}")), "/id");
    const struct reply *r = find(officer, theirs);

    cr_expect_eq(r->status, 200, "%s", r->text);
    EXPECT_PROBLEM(find(officer, other), 404, "not_found");
    EXPECT_PROBLEM(CALL(.path = plan_at(other, "/transitions"), .token = officer), 404,
                   "not_found");
    EXPECT_PROBLEM(CALL(.path = plan_at(other, "/sections"), .token = officer), 404, "not_found");
    r = CALL(.path = text_of("/v1/ehcps?id.in=%s,%s", theirs, other), .token = officer);
    cr_expect_eq(rows_of(r), 1, "%s", r->text);
    EXPECT_PROBLEM(CALL(.path = pupil_at(pupil, ""), .token = officer), 403, "insufficient_scope");
    EXPECT_PROBLEM(CALL(.path = plan_at(theirs, "?expand=pupil"), .token = officer), 400,
                   "invalid_parameter");
    EXPECT_PROBLEM(move(officer, theirs, step_to("assessing", "2025-02-10")), 403,
                   "insufficient_scope");
    r = CALL(.method = "PATCH", .path = plan_at(theirs, ""), .token = admin,
             .body = "{\"la_code\":\"909\"}", .headers = { "If-Match: *" });
    cr_assert_eq(r->status, 200, "%s", r->text);
    EXPECT_PROBLEM(find(officer, theirs), 404, "not_found");
}

Test(ehcp_held, officers_open_every_section_of_theirs)
{
    const char *officer = token_with("la_officer", OFFICER);
    const char *plan = plan_in("assessing", add_pupil(elsewhere));

    cr_assert_eq(write_section(plan, 'c', "Health", NULL)->status, 201);
    cr_expect_str_eq(text_at(open_section(officer, plan, 'c', ""), "/text"), "Health");
}

/* The feed tells a plan that comes and goes with its pupil; what was just written may take a
 * moment. */
static const char *last_told(const char *token, const char *after, const char *plan)
{
    for (int tries = 0; tries < 100; tries++) {
        const struct timespec pause = { 0, 50000000 };
        const struct reply *r =
            CALL(.path = text_of("/v1/changes?types=ehcp&limit=500&after=%s", after),
                 .token = token);
        const char *last = NULL;
        json_t *one;
        size_t i;

        cr_assert_eq(r->status, 200, "%s", r->text);
        json_array_foreach(json_at(r->json, "/data"), i, one) {
            if (strcmp(json_string_value(json_object_get(one, "id")), plan) == 0)
                last = json_string_value(json_object_get(one, "op"));
        }
        if (last)
            return last;
        nanosleep(&pause, NULL);
    }
    return "nothing";
}

static const char *now_in_feed(const char *token)
{
    return text_at(CALL(.path = "/v1/changes/latest", .token = token), "/next_after");
}

Test(ehcp_held, a_plan_moves_with_its_pupil)
{
    const char *there = token_with("send_lead", text_of("\"schools\":[\"%s\"]", elsewhere));
    const char *pupil = add_pupil(her_school), *plan = plan_in("assessing", pupil);
    const char *after;

    cr_assert_eq(write_section(plan, 'b', "Needs", NULL)->status, 201);
    cr_expect_eq(find(senco, plan)->status, 200);
    EXPECT_PROBLEM(find(there, plan), 404, "not_found");
    after = now_in_feed(there);
    register_at(pupil, elsewhere);
    EXPECT_PROBLEM(find(senco, plan), 404, "not_found");
    EXPECT_PROBLEM(open_section(senco, plan, 'b', ""), 404, "not_found");
    cr_expect_eq(find(there, plan)->status, 200);
    cr_expect_str_eq(text_at(open_section(there, plan, 'b', ""), "/text"), "Needs");
    cr_expect_str_eq(last_told(there, after, plan), "access_gained");
    after = now_in_feed(there);
    register_at(pupil, her_school);
    cr_expect_str_eq(last_told(there, after, plan), "access_lost");
}

Test(ehcp_held, a_plan_is_made_for_a_pupil_in_sight)
{
    const char *there = token_with("send_lead", text_of("\"schools\":[\"%s\"]", elsewhere));
    const struct reply *r = CALL(.method = "POST", .path = "/v1/ehcps", .token = there,
                                 .body = dumped(plan_body(add_pupil(her_school))));

    EXPECT_PROBLEM(r, 422, "validation_failed");
    cr_expect_str_eq(errors_of(r), "/pupil_id pupil_is_in_sight");
}

Test(ehcp_held, a_restricted_pupil_hides_its_plan)
{
    const char *pupil = add_pupil(her_school), *plan = add_plan(pupil);

    ask_owner(pupil, text_of("UPDATE app.pupil SET restricted = true WHERE id = '%s'", pupil));
    EXPECT_PROBLEM(find(admin, plan), 404, "not_found");
    EXPECT_PROBLEM(find(senco, plan), 404, "not_found");
    EXPECT_PROBLEM(CALL(.path = plan_at(plan, "/history"), .token = admin), 404, "not_found");
    cr_expect_eq(rows_of(CALL(.path = text_of("/v1/ehcps?id=%s", plan), .token = admin)), 0);
    EXPECT_PROBLEM(find(token_with("la_officer", OFFICER), plan), 404, "not_found");
    ask_owner(pupil, text_of("UPDATE app.pupil SET restricted = false WHERE id = '%s'", pupil));
    cr_expect_eq(find(senco, plan)->status, 200);
}

/* ---- merging ----------------------------------------------------------------------------- */

static const struct reply *merge(const char *survivor, const char *duplicate)
{
    return post(pupil_at(survivor, "/merges"), text_of("{\"duplicate_id\":\"%s\"}", duplicate));
}

Test(ehcp_held, a_plan_follows_a_merge)
{
    const char *survivor = add_pupil(her_school), *duplicate = add_pupil(elsewhere);
    const char *ended = plan_in("withdrawn", survivor), *plan = plan_in("assessing", duplicate);
    const struct reply *r;

    cr_assert_eq(write_section(plan, 'b', "Needs", NULL)->status, 201);
    EXPECT_PROBLEM(find(senco, plan), 404, "not_found");
    r = merge(survivor, duplicate);
    cr_assert_eq(r->status, 200, "%s", r->text);
    r = find(senco, plan);
    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/pupil_id"), survivor);
    cr_expect_eq(int_at(r, "/version"), 3);
    cr_expect_str_eq(text_at(open_section(senco, plan, 'b', ""), "/text"), "Needs");
    r = CALL(.path = text_of("/v1/ehcps?pupil_id=%s", survivor), .token = senco);
    cr_expect_eq(rows_of(r), 2, "%s", r->text);
    cr_expect_eq(find(senco, ended)->status, 200);
}

Test(ehcp_held, two_open_cases_are_not_merged)
{
    const char *survivor = add_pupil(her_school), *duplicate = add_pupil(her_school);
    const char *plan = add_plan(duplicate);

    add_plan(survivor);
    const struct reply *r = merge(survivor, duplicate);
    EXPECT_PROBLEM(r, 409, "conflict");
    cr_expect_str_eq(errors_of(r), "/pupil_id ehcp_one_open_case_of_a_pupil");
    cr_expect_eq(CALL(.path = pupil_at(duplicate, ""), .token = admin)->status, 200,
                 "nothing was done");
    cr_expect_str_eq(text_at(find(admin, plan), "/pupil_id"), duplicate);
}

/* ---- all that is held -------------------------------------------------------------------- */

Test(ehcp_held, subject_access_tells_plans_and_their_sections)
{
    const char *pupil = add_pupil(her_school), *plan = plan_in("active", pupil);
    const char *path = pupil_at(pupil, "/subject-access");
    const struct reply *r = CALL(.path = path, .token = admin);
    json_t *one;
    size_t i, of_plan = 0;

    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/held/ehcp/0/id"), plan);
    cr_expect_eq(json_array_size(json_at(r->json, "/held/ehcp_section")), 4, "b, e, f and i");
    cr_expect_not_null(strstr(r->text, "Section f"));
    cr_expect_eq(json_array_size(json_at(r->json, "/held/status_change")), 4);
    cr_expect_eq(json_array_size(json_at(r->json, "/held/registration")), 1);
    json_array_foreach(json_at(r->json, "/changes"), i, one)
        of_plan += strcmp(json_string_value(json_object_get(one, "type")), "ehcp") == 0;
    cr_expect_eq(of_plan, 4, "%s", r->text);
    cr_expect_str_eq(header_of(r, "Cache-Control"), "no-store");
    EXPECT_PROBLEM(CALL(.path = path, .token = token_of(0, "dsl")), 403, "insufficient_scope");
}

/* Every table with a row of the pupil or of its plan, and how many. */
static const char *left_of(const char *pupil, const char *plan)
{
    return ask_owner(pupil, text_of(
        "SELECT coalesce(string_agg(name || ' ' || n, ', ' ORDER BY name), '') FROM"
        " (SELECT c.relname AS name, (xpath('/row/n/text()', query_to_xml(format("
        "   'SELECT count(*) AS n FROM app.%%I t WHERE to_jsonb(t)::text ~ ''%s|%s|Secret words''',"
        "   c.relname), false, true, '')))[1]::text::integer AS n FROM pg_class c"
        "  WHERE c.relnamespace = 'app'::regnamespace AND c.relkind = 'r') x WHERE n > 0",
        pupil, plan));
}

Test(ehcp_held, a_purge_takes_everything_that_is_held)
{
    const char *pupil = add_pupil(her_school), *plan = plan_in("active", pupil);
    const char *after = now_in_feed(admin);

    prepare_step(plan, "in_review");
    const struct reply *r =
        CALL(.method = "POST", .path = plan_at(plan, "/transitions"), .token = admin,
             .body = "{\"to\":\"in_review\",\"reason\":\"Secret words\"}",
             .headers = { text_of("Idempotency-Key: %s", plan) });

    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_assert_eq(move(admin, plan, step_to("maintained", text_at(r, "/status_on")))->status, 200);
    EXPECT_PROBLEM(delete_pupil(pupil), 409, "conflict");
    cr_assert_eq(CALL(.method = "DELETE", .path = plan_at(plan, ""), .token = admin,
                      .headers = { "If-Match: *" })->status, 204);
    cr_assert_eq(delete_pupil(pupil)->status, 204);
    r = post(pupil_at(pupil, "/purge"), "{\"reason\":\"Erasure granted\"}");
    cr_assert_eq(r->status, 204, "%s", r->text);
    EXPECT_PROBLEM(find(admin, plan), 410, "deleted");
    EXPECT_PROBLEM(find(senco, plan), 410, "deleted");
    EXPECT_PROBLEM(CALL(.path = plan_at(plan, "/history"), .token = admin), 410, "deleted");
    EXPECT_PROBLEM(open_section(admin, plan, 'b', ""), 410, "deleted");
    cr_expect_str_eq(last_told(admin, after, plan), "purged");
    cr_expect_str_eq(ask_owner(plan, text_of("SELECT count(changes) FROM app.change WHERE id IN"
                                             " ('%s', '%s')", plan, pupil)), "0");
    cr_expect_str_eq(ask_owner(plan, text_of("SELECT string_agg(type, ',' ORDER BY type) FROM"
                                             " app.tombstone WHERE id IN ('%s', '%s')", plan,
                                             pupil)), "ehcp,pupil");
    const char *left = left_of(pupil, plan);
    for (const char *const *table = (const char *const[]){ "ehcp", "ehcp_section", "pupil ",
                                                            "status_change", "registration",
                                                            NULL }; *table; table++)
        cr_expect_null(strstr(left, *table), "%s", left);
}

/* Whoever adds a table that is about pupils need not think of any of this. */
Test(ehcp_held, tables_about_pupils_are_found)
{
    const char *pupil = add_pupil(her_school);
    const char *found = ask_owner(
        pupil, "SELECT string_agg(name, ',' ORDER BY name) FROM app.tables_of_pupils()");
    static const char *const TABLES[] = { "ehcp", "ehcp_section", "external_id", "registration",
                                          "upn_holding" };

    for (size_t i = 0; i < sizeof TABLES / sizeof *TABLES; i++)
        cr_expect_not_null(strstr(found, TABLES[i]), "%s: %s", TABLES[i], found);
    cr_expect_str_eq(ask_owner(pupil, "SELECT bool_and(s.depth > e.depth)::text FROM"
                                      " app.tables_of_pupils() s, app.tables_of_pupils() e"
                                      " WHERE s.name = 'ehcp_section' AND e.name = 'ehcp'"),
                     "true");
}
