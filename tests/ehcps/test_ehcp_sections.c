/* The text of a plan: who opens which section and why, how it is written, and what each version
 * says. */
#include <criterion/criterion.h>
#include <libpq-fe.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/ehcps/plan_fixture.h"

static const char *admin, *senco, *her_school;

static const char *school_of(const char *token)
{
    return text_at(CALL(.path = "/v1/schools?limit=1", .token = token), "/data/0/id");
}

static void start(void)
{
    client_start();
    admin = token_of(0, "trust_admin");
    senco = token_of(0, "senco");
    her_school = school_of(senco);
}

TestSuite(ehcp_sections, .init = start, .fini = client_stop, .timeout = 120);

static const struct reply *send(const char *method, const char *plan, char section,
                                const char *body, const char *tag)
{
    return CALL(.method = method, .path = text_of("%s/%c", plan_at(plan, "/sections"), section),
                .token = admin, .body = body,
                .headers = { tag ? text_of("If-Match: %s", tag) : NULL });
}

/* A plan in force, all of its sections written. */
static const char *whole_plan(const char *pupil)
{
    const char *plan = plan_in("assessing", pupil);

    for (const char *section = "abcdefghjk"; *section; section++)
        cr_assert_eq(write_section(plan, *section, text_of("First %c", *section), NULL)->status,
                     201);
    cr_assert_eq(move(admin, plan, step_to("draft_issued", "2025-03-10"))->status, 200);
    cr_assert_eq(write_section(plan, 'i', "First i", her_school)->status, 201);
    cr_assert_eq(move(admin, plan, step_to("final", "2025-04-01"))->status, 200);
    return plan;
}

/* ---- who opens what ---------------------------------------------------------------------- */

Test(ehcp_sections, each_has_a_scope_of_its_own)
{
    const char *host = token_of(0, "host_leader");
    const struct {
        const char *token, *school, *open;
    } READERS[] = {
        { admin, her_school, "abcdefghijk" },
        { senco, her_school, "abefi" },
        { token_of(0, "school_leader"), school_of(token_of(0, "school_leader")), "abefi" },
        { host, school_of(host), "abef" },
    };

    for (size_t i = 0; i < sizeof READERS / sizeof *READERS; i++) {
        const char *plan = whole_plan(add_pupil(READERS[i].school));

        for (char section = 'a'; section <= 'k'; section++) {
            const struct reply *r = open_section(READERS[i].token, plan, section, "");

            if (!strchr(READERS[i].open, section)) {
                EXPECT_PROBLEM(r, 403, "insufficient_scope");
                cr_expect_str_eq(text_at(r, "/scope"), text_of("ehcps:section_%c", section));
                continue;
            }
            cr_expect_eq(r->status, 200, "%zu %c: %s", i, section, r->text);
            cr_expect_str_eq(text_at(r, "/text"), text_of("First %c", section));
            cr_expect_str_eq(header_of(r, "Cache-Control"), "no-store");
        }
        const struct reply *r = CALL(.path = plan_at(plan, "/sections"),
                                     .token = READERS[i].token);
        cr_expect_eq(json_array_size(json_at(r->json, "/data")), strlen(READERS[i].open), "%s",
                     r->text);
        cr_expect_null(strstr(r->text, "First"));
    }
}

Test(ehcp_sections, whoever_sees_no_plan_opens_none)
{
    const char *plan = whole_plan(add_pupil(add_school()));

    EXPECT_PROBLEM(open_section(senco, plan, 'b', ""), 404, "not_found");
    EXPECT_PROBLEM(open_section(senco, plan, 'c', ""), 404, "not_found");
    EXPECT_PROBLEM(open_section(token_of(1, "trust_admin"), plan, 'b', ""), 404, "not_found");
    EXPECT_PROBLEM(open_section(token_of(0, "inspector"), plan, 'b', ""), 403,
                   "insufficient_scope");
}

Test(ehcp_sections, a_purpose_is_asked_for)
{
    const char *plan = whole_plan(add_pupil(her_school));
    const char *at = text_of("%s/b", plan_at(plan, "/sections"));

    EXPECT_PROBLEM(CALL(.path = at, .token = senco), 400, "invalid_parameter");
    EXPECT_PROBLEM(CALL(.path = text_of("%s?purpose=", at), .token = senco), 400,
                   "invalid_parameter");
    EXPECT_PROBLEM(CALL(.path = text_of("%s/z?purpose=x", plan_at(plan, "/sections")),
                        .token = admin), 404, "not_found");
}

Test(ehcp_sections, a_reading_is_on_record_with_its_purpose)
{
    const char *plan = whole_plan(add_pupil(her_school));

    cr_assert_eq(open_section(senco, plan, 'e', "")->status, 200);
    const struct reply *r = reading_of(plan, "findEhcpSection");
    cr_expect_str_eq(text_at(r, "/data/0/reason"), "section e: Annual review");
    cr_expect_str_eq(text_at(r, "/data/0/subject_type"), "ehcp");
    cr_expect_null(strstr(r->text, "First e"));
}

/* To be told that it is as one knows it is a reading, too. */
Test(ehcp_sections, an_unchanged_one_is_told_as_such)
{
    const char *plan = whole_plan(add_pupil(her_school));
    const struct reply *known = open_section(senco, plan, 'a', "");
    const struct reply *r =
        CALL(.path = text_of("%s/a?purpose=Meeting", plan_at(plan, "/sections")), .token = senco,
             .headers = { text_of("If-None-Match: %s", header_of(known, "ETag")) });

    cr_assert_eq(r->status, 304, "%s", r->text);
    for (int tries = 0; tries < 200; tries++) {
        r = reading_of(plan, "findEhcpSection");
        if (json_array_size(json_at(r->json, "/data")) == 2)
            break;
    }
    cr_expect_str_eq(text_at(r, "/data/0/reason"), "section a: Meeting");
}

/* Who is told of a pupil along with the plan has read of the pupil, and no more than is theirs. */
Test(ehcp_sections, a_pupil_told_along_is_read_as_any_other)
{
    const char *host = token_of(0, "host_leader"), *pupil = add_pupil(school_of(host));
    const char *plan = add_plan(pupil);
    const struct reply *r = CALL(.path = plan_at(plan, "?expand=pupil"), .token = host);

    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/pupil/id"), pupil);
    cr_expect_null(json_at(r->json, "/pupil/ethnicity"), "%s", r->text);
    cr_expect_str_eq(text_at(r, "/pupil/_redacted/0"), "ethnicity");
    cr_expect_str_eq(text_at(reading_of(pupil, "findEhcp"), "/data/0/subject_type"), "pupil");
    cr_expect_str_eq(text_at(reading_of(plan, "findEhcp"), "/data/0/subject_type"), "ehcp");
}

/* ---- writing ----------------------------------------------------------------------------- */

Test(ehcp_sections, are_written_by_version)
{
    const char *plan = plan_in("assessing", add_pupil(her_school));
    const struct reply *made = send("PUT", plan, 'b', "{\"text\":\"One\"}", NULL);
    const struct reply *r;

    cr_assert_eq(made->status, 201, "%s", made->text);
    cr_expect_not_null(strstr(header_of(made, "Location"), "/sections/b"));
    cr_expect_eq(int_at(made, "/plan_version"), 1);
    cr_expect(json_is_null(json_at(made->json, "/issued_on")));
    EXPECT_PROBLEM(send("PUT", plan, 'b', "{\"text\":\"Two\"}", NULL), 428,
                   "precondition_required");
    EXPECT_PROBLEM(send("PUT", plan, 'b', "{\"text\":\"Two\"}", "\"v9\""), 412,
                   "precondition_failed");
    r = send("PUT", plan, 'b', "{\"text\":\"Two\"}", header_of(made, "ETag"));
    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_neq(header_of(r, "ETag"), header_of(made, "ETag"));
    const char *tag = header_of(r, "ETag");
    r = send("PUT", plan, 'b', "{\"text\":\"Two\"}", tag);
    cr_expect_str_eq(header_of(r, "ETag"), tag, "nothing was changed");
    cr_expect_str_eq(text_at(open_section(admin, plan, 'b', ""), "/text"), "Two");
    EXPECT_PROBLEM(send("DELETE", plan, 'b', NULL, NULL), 428, "precondition_required");
    cr_expect_eq(send("DELETE", plan, 'b', NULL, tag)->status, 204);
    EXPECT_PROBLEM(open_section(admin, plan, 'b', ""), 404, "not_found");
}

/* ---- two at a time ------------------------------------------------------------------------ */

struct writer {
    const char *method, *plan, *body, *tag;
    const struct reply *reply;
};

static void *write_b(void *of)
{
    struct writer *w = of;

    w->reply = send(w->method, w->plan, 'b', w->body, w->tag);
    client_leave();
    return NULL;
}

/* Somebody writes section b and has not committed when the writer comes: it has read what stood
 * before, and waits. */
static void meanwhile_write(struct writer *w, const char *text)
{
    PGconn *first = PQconnectdb(getenv("TAMAR_TEST_OWNER_DSN"));
    pthread_t thread;
    PGresult *result = PQexec(first, text_of(
        "SET search_path = app; BEGIN;"
        " INSERT INTO app.ehcp_section (trust_id, ehcp_id, plan_version, section, text)"
        " SELECT trust_id, id, plan_version + 1, 'b', '%s' FROM app.ehcp WHERE id = '%s'"
        " ON CONFLICT (trust_id, ehcp_id, plan_version, section)"
        " DO UPDATE SET text = excluded.text", text, w->plan));

    cr_assert_str_eq(PQcmdTuples(result), "1", "%s", PQerrorMessage(first));
    PQclear(result);
    pthread_create(&thread, NULL, write_b, w);
    cr_expect(somebody_waits_for(her_school, PQbackendPID(first)), "it did not wait");
    PQclear(PQexec(first, "COMMIT"));
    PQfinish(first);
    pthread_join(thread, NULL);
}

Test(ehcp_sections, what_another_wrote_meanwhile_is_kept)
{
    static const struct {
        const char *method, *body;
        bool begun;
        long status;
        const char *code;
    } ROWS[] = {
        { "PUT", "{\"text\":\"Late\"}", true, 412, "precondition_failed" },
        { "PUT", "{\"text\":\"Late\"}", false, 428, "precondition_required" },
        { "DELETE", NULL, true, 412, "precondition_failed" },
    };

    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct writer w = { .method = ROWS[i].method, .body = ROWS[i].body };

        w.plan = plan_in("assessing", add_pupil(her_school));
        if (ROWS[i].begun)
            w.tag = header_of(send("PUT", w.plan, 'b', "{\"text\":\"First\"}", NULL), "ETag");
        meanwhile_write(&w, "Another");
        EXPECT_PROBLEM(w.reply, ROWS[i].status, ROWS[i].code);
        cr_expect_str_eq(text_at(open_section(admin, w.plan, 'b', ""), "/text"), "Another",
                         "%zu: %s", i, w.reply->text);
    }
}

static const struct {
    char section;
    const char *body, *errors;
} BODIES[] = {
    { 'b', "{}", "/text required" },
    { 'b', "{\"text\":\"\"}", "/text plan_text_length" },
    { 'b', "{\"text\":\"x\",\"section\":\"c\"}", "/section unknown_member" },
    { 'b', "{\"text\":\"x\",\"named_setting_type\":\"other\"}",
      "/named_school_id ehcp_section_placement_is_in_section_i" },
    { 'i', "{\"text\":\"x\"}", "/named_school_id ehcp_section_i_names_a_school_or_a_type" },
    { 'i', "{\"text\":\"x\",\"named_school_id\":\"01890a5d-ac96-774b-bcce-b302099a8057\"}",
      "/named_school_id ehcp_section_school_is_known" },
    { 'i', "{\"text\":\"x\",\"named_setting_type\":\"castle\"}",
      "/named_setting_type setting_type_code" },
};

Test(ehcp_sections, what_is_wrong_in_itself_is_refused)
{
    const char *plan = plan_in("assessing", add_pupil(her_school));

    for (size_t i = 0; i < sizeof BODIES / sizeof *BODIES; i++) {
        const struct reply *r = send("PUT", plan, BODIES[i].section, BODIES[i].body, NULL);

        EXPECT_PROBLEM(r, 422, "validation_failed");
        cr_expect_str_eq(errors_of(r), BODIES[i].errors, "%zu: %s", i, r->text);
    }
}

/* What is in force, and what has been proposed and declined, is not written. */
Test(ehcp_sections, nothing_is_written_between_versions)
{
    static const char *const CLOSED[] = { "requested", "withdrawn", "refused_to_assess", "active",
                                          "in_review", "cease_proposed", "ceased", "deceased" };

    for (size_t i = 0; i < sizeof CLOSED / sizeof *CLOSED; i++) {
        const char *plan = plan_in(CLOSED[i], add_pupil(her_school));
        const struct reply *r = send("PUT", plan, 'a', "{\"text\":\"New\"}", "*");

        EXPECT_PROBLEM(r, 409, "conflict");
        cr_expect_str_eq(errors_of(r), "/text ehcp_section_is_not_being_written", "%s", CLOSED[i]);
    }
}

/* ---- versions ---------------------------------------------------------------------------- */

Test(ehcp_sections, an_amendment_is_the_next_version)
{
    const char *plan = whole_plan(add_pupil(her_school));
    const struct reply *before = open_section(admin, plan, 'f', "");
    const struct reply *kept = open_section(admin, plan, 'b', "");

    cr_assert_eq(move(admin, plan, step_to("amend_proposed", "2025-06-10"))->status, 200);
    cr_assert_eq(write_section(plan, 'f', "Second f", NULL)->status, 201);
    cr_expect_str_eq(text_at(open_section(admin, plan, 'f', ""), "/text"), "First f",
                     "it is not in force yet");
    cr_expect_str_eq(text_at(open_section(admin, plan, 'f', "&plan_version=2"), "/text"),
                     "Second f");
    const struct reply *r = move(admin, plan, step_to("active", "2025-07-01"));
    cr_expect_eq(int_at(r, "/plan_version"), 2, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/issued_on"), "2025-07-01");
    cr_expect_str_eq(text_at(r, "/first_issued_on"), "2025-04-01");
    cr_expect_str_eq(text_at(r, "/named_school_id"), her_school, "section I goes on");
    r = open_section(admin, plan, 'f', "");
    cr_expect_str_eq(text_at(r, "/text"), "Second f");
    cr_expect_str_eq(text_at(r, "/issued_on"), "2025-07-01");
    cr_expect_str_neq(header_of(r, "ETag"), header_of(before, "ETag"));
    r = open_section(admin, plan, 'b', "");
    cr_expect_str_eq(text_at(r, "/text"), "First b");
    cr_expect_eq(int_at(r, "/plan_version"), 2);
    cr_expect_str_neq(header_of(r, "ETag"), header_of(kept, "ETag"));
    cr_expect_str_eq(text_at(open_section(admin, plan, 'f', "&plan_version=1"), "/text"),
                     "First f");
    EXPECT_PROBLEM(open_section(admin, plan, 'f', "&plan_version=3"), 404, "not_found");
}

/* A section that is in no version in force is not told as one before it is issued. */
Test(ehcp_sections, a_draft_is_not_told_as_in_force)
{
    const char *plan = plan_in("amend_proposed", add_pupil(her_school));

    cr_assert_eq(write_section(plan, 'd', "New d", NULL)->status, 201);
    EXPECT_PROBLEM(open_section(admin, plan, 'd', ""), 404, "not_found");
    cr_expect_eq(open_section(admin, plan, 'd', "&plan_version=2")->status, 200);
}

Test(ehcp_sections, what_was_declined_is_not_part_of_the_next)
{
    const char *plan = whole_plan(add_pupil(her_school));

    cr_assert_eq(move(admin, plan, step_to("amend_proposed", "2025-06-10"))->status, 200);
    cr_assert_eq(write_section(plan, 'f', "Declined f", NULL)->status, 201);
    const struct reply *r = move(admin, plan, step_to("amend_declined", "2025-07-01"));
    cr_expect_eq(int_at(r, "/plan_version"), 1, "%s", r->text);
    cr_expect_str_eq(text_at(open_section(admin, plan, 'f', ""), "/text"), "First f");
    cr_assert_eq(move(admin, plan, step_to("reassessing", "2025-08-01"))->status, 200);
    r = move(admin, plan, step_to("active", "2025-09-01"));
    cr_expect_eq(int_at(r, "/plan_version"), 2, "%s", r->text);
    cr_expect_str_eq(text_at(open_section(admin, plan, 'f', ""), "/text"), "First f");
}

/* ---- by the table alone ------------------------------------------------------------------ */

static const char *value_of(PGconn *conn, const char *sql)
{
    PGresult *result = PQexec(conn, sql);
    const bool good = PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result);
    const char *said = text_of("%s", good ? PQgetvalue(result, 0, 0) : PQerrorMessage(conn));

    PQclear(result);
    return said;
}

Test(ehcp_sections, the_table_opens_the_sections_of_the_lease)
{
    static const char *const LEASES[][2] = {
        { "", "" },
        { "a", "a" },
        { "b,f", "b,f" },
        { "a,b,c,d,e,f,g,h,i,j,k", "a,b,c,d,e,f,g,h,i,j,k" },
    };
    const char *plan = whole_plan(add_pupil(her_school));
    PGconn *owner = PQconnectdb(getenv("TAMAR_TEST_OWNER_DSN"));
    PGconn *service = PQconnectdb(getenv("TAMAR_TEST_DSN"));

    value_of(service, "SET ROLE api_rw");
    value_of(service,
             text_of("SELECT set_config('app.trust', '%s', false),"
                     " set_config('app.all_schools', '1', false)",
                     value_of(owner, text_of("SELECT trust_id FROM app.change WHERE id = '%s'",
                                             plan))));
    for (size_t i = 0; i < sizeof LEASES / sizeof *LEASES; i++) {
        value_of(service, text_of("SELECT set_config('app.sections', '%s', false)", LEASES[i][0]));
        cr_expect_str_eq(
            value_of(service, text_of("SELECT string_agg(section, ',' ORDER BY section)"
                                      " FROM app.ehcp_section WHERE ehcp_id = '%s'", plan)),
            LEASES[i][1]);
    }
    PQfinish(owner);
    PQfinish(service);
}
