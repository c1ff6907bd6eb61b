/* Safeguarding notices: told to the schools of the pupil, acknowledged by each, escalated by the
 * service when they are late; and a narrative that never leaves its record. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tests/fixture.h"

/* A pupil on the roll of `home`, and a guest at `host`. */
static const char *dsl, *home, *host, *pupil, *home_dsl, *host_dsl;
static const char NARRATIVE_TEXT[] = "Zzyzx: she said at lunch that she is afraid to go home";

static const char *guest_of(const char *first, const char *second)
{
    json_t *body = but(
        pupil_body(first),
        text_of("{\"registrations\":[{\"school_id\":\"%s\",\"status\":\"C\",\"entry_date\":"
                "\"2023-09-01\"},{\"school_id\":\"%s\",\"status\":\"G\",\"entry_date\":"
                "\"2024-09-01\"}]}",
                first, second));

    return text_at(added(token_of(0, "trust_admin"), "/v1/pupils", body), "/id");
}

static const char *just(const char *school)
{
    return text_of("[\"%s\"]", school);
}

static void start(void)
{
    client_start();
    dsl = token_of(0, "dsl");
    home = add_school();
    host = add_school();
    pupil = guest_of(home, host);
    home_dsl = token_over("dsl", home, just(home));
    host_dsl = token_over("dsl", home, just(host));
}

TestSuite(safeguarding, .init = start, .fini = client_stop, .timeout = 120);

static const char *ago(long seconds)
{
    const time_t then = time(NULL) - seconds;
    char text[40];
    struct tm parts;

    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&then, &parts));
    return text_of("%s", text);
}

static json_t *notice_body(const char *category, long seconds)
{
    return json_pack("{s:s, s:[s, s], s:s, s:s, s:s}", "pupil_id", pupil, "notified_school_ids",
                     home, host, "raised_at", ago(seconds), "category", category, "narrative",
                     NARRATIVE_TEXT);
}

static const struct reply *try_to_raise(const char *token, json_t *body)
{
    return CALL(.method = "POST", .path = "/v1/safeguarding-notices", .token = token,
                .body = dumped(body));
}

static const char *raised(const char *token)
{
    const struct reply *r = try_to_raise(token, notice_body("welfare", 60));

    cr_assert_eq(r->status, 201, "%s", r->text);
    return text_at(r, "/id");
}

static const char *path_of(const char *id, const char *more)
{
    return text_of("/v1/safeguarding-notices/%s%s", id, more);
}

static const struct reply *find(const char *token, const char *id)
{
    return CALL(.path = path_of(id, ""), .token = token);
}

static const struct reply *patch(const char *token, const char *id, const char *body)
{
    return CALL(.method = "PATCH", .path = path_of(id, ""), .token = token, .body = body,
                .headers = { "If-Match: *" });
}

static const struct reply *acknowledge(const char *token, const char *id, const char *school)
{
    return CALL(.method = "POST", .path = path_of(id, "/acknowledgements"), .token = token,
                .body = text_of("{\"school_id\":\"%s\"}", school));
}

static const struct reply *step(const char *id, const char *to)
{
    return CALL(.method = "POST", .path = path_of(id, "/transitions"), .token = dsl,
                .body = text_of("{\"to\":\"%s\"}", to));
}

/* ---- the machine --------------------------------------------------------------------------- */

static const char *led_to(const char *status)
{
    const char *id = raised(dsl);

    if (strcmp(status, "open") == 0)
        return id;
    acknowledge(dsl, id, home);
    acknowledge(dsl, id, host);
    if (strcmp(status, "closed") == 0)
        cr_assert_eq(step(id, "acknowledged")->status, 200);
    const struct reply *r = step(id, status);
    cr_assert_eq(r->status, 200, "%s: %s", status, r->text);
    return id;
}

Test(safeguarding, only_what_follows_is_taken)
{
    static const char *const STATUSES[] = { "open", "escalated", "acknowledged", "closed" };
    static const bool FOLLOWS[4][4] = { { false, true, true, false },
                                        { false, false, true, false },
                                        { false, false, false, true },
                                        { false, false, false, false } };
    static const char *const ALLOWED[] = { "acknowledged,escalated", "acknowledged", "closed", "" };

    for (size_t i = 0; i < 4; i++) {
        for (size_t k = 0; k < 4; k++) {
            const char *id = led_to(STATUSES[i]);

            acknowledge(dsl, id, home);
            acknowledge(dsl, id, host);
            const struct reply *r = step(id, STATUSES[k]);
            if (FOLLOWS[i][k]) {
                cr_expect_str_eq(text_at(r, "/status"), STATUSES[k], "%s", r->text);
                continue;
            }
            EXPECT_PROBLEM(r, 409, "invalid_transition");
            cr_expect_str_eq(allowed_of(r), ALLOWED[i], "%s to %s", STATUSES[i], STATUSES[k]);
        }
    }
}

Test(safeguarding, every_school_acknowledges_for_itself)
{
    const char *id = raised(home_dsl), *other = add_school();
    const struct reply *r = step(id, "acknowledged");

    EXPECT_PROBLEM(r, 422, "validation_failed");
    cr_expect_str_eq(errors_of(r), "/to notice_is_acknowledged_by_every_school");
    r = acknowledge(home_dsl, id, host);
    EXPECT_PROBLEM(r, 403, "forbidden");
    cr_expect_str_eq(errors_of(r), "/school_id notice_is_acknowledged_by_the_school");
    r = acknowledge(dsl, id, other);
    cr_expect_str_eq(errors_of(r), "/school_id notice_is_acknowledged_by_the_told");
    r = acknowledge(home_dsl, id, home);
    cr_assert_eq(r->status, 201, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/acknowledgements/0/school_id"), home);
    cr_expect(text_at(r, "/acknowledgements/0/acknowledged_at"), "%s", r->text);
    cr_expect(text_at(r, "/acknowledgements/0/by"), "%s", r->text);
    r = acknowledge(home_dsl, id, home);
    EXPECT_PROBLEM(r, 409, "conflict");
    cr_expect_str_eq(errors_of(r), "/school_id notice_is_acknowledged_once");
    r = CALL(.method = "POST", .path = path_of(id, "/acknowledgements"), .token = host_dsl,
             .body = text_of("{\"school_id\":\"%s\",\"acknowledged_at\":\"%s\"}", host, ago(9)));
    EXPECT_PROBLEM(r, 422, "validation_failed");
    cr_expect_str_eq(errors_of(step(id, "acknowledged")),
                     "/to notice_is_acknowledged_by_every_school");
    cr_expect_eq(acknowledge(host_dsl, id, host)->status, 201);
    cr_expect_eq(step(id, "acknowledged")->status, 200);
    r = patch(dsl, id, text_of("{\"notified_school_ids\":%s}", just(home)));
    cr_expect_str_eq(errors_of(r), "/school_id notice_is_acknowledged_by_the_told");
    r = patch(dsl, id, "{\"acknowledgements\":[]}");
    cr_expect_eq(r->status, 422, "%s", r->text);
}

Test(safeguarding, the_schools_of_the_pupil_are_told)
{
    static const struct {
        const char *members, *errors;
    } ROWS[] = {
        { "{\"notified_school_ids\":[]}",
          "/notified_school_ids safeguarding_notice_tells_a_school" },
        { "{\"notified_school_ids\":[\"%s\"]}",
          "/notified_school_ids notice_schools_are_the_pupils" },
        { "{\"notified_school_ids\":[\"%2$s\"]}",
          "/notified_school_ids notice_tells_the_roll_school" },
        { "{\"notified_school_ids\":[\"%3$s\",\"%3$s\"]}",
          "/notified_school_ids notice_schools_are_different" },
        { "{\"ehcp_id\":\"01890a5d-ac96-774b-bcce-b302099a8057\"}",
          "/ehcp_id notice_plan_is_the_pupils" },
        { "{\"raised_at\":\"2099-01-01T00:00:00Z\"}",
          "/raised_at safeguarding_notice_is_of_the_past" },
        { "{\"acknowledge_by\":\"2020-01-01T00:00:00Z\"}",
          "/acknowledge_by safeguarding_notice_gives_time" },
        { "{\"pupil_id\":\"01890a5d-ac96-774b-bcce-b302099a8057\"}",
          "/pupil_id pupil_is_in_sight" },
    };
    const char *other = add_school();

    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const char *members = i == 1   ? text_of("{\"notified_school_ids\":[\"%s\"]}", other)
                              : i == 2 ? text_of("{\"notified_school_ids\":[\"%s\"]}", host)
                              : i == 3
                                  ? text_of("{\"notified_school_ids\":[\"%s\",\"%s\"]}", home, home)
                                  : ROWS[i].members;
        const struct reply *r = try_to_raise(dsl, but(notice_body("injury", 60), members));
        EXPECT_PROBLEM(r, 422, "validation_failed");
        cr_expect_str_eq(errors_of(r), ROWS[i].errors, "%s: %s", members, r->text);
    }
    const struct reply *r = find(dsl, raised(dsl));
    cr_expect_str_eq(text_at(r, "/lead_school_id"), home);
}

/* ---- escalation ---------------------------------------------------------------------------- */

static size_t overdue(const char *id, const char *flag)
{
    const struct reply *r = CALL(.path = text_of("/v1/safeguarding-notices?id=%s&overdue=%s", id,
                                                 flag),
                                 .token = dsl);

    cr_assert_eq(r->status, 200, "%s", r->text);
    return json_array_size(json_at(r->json, "/data"));
}

Test(safeguarding, what_is_overdue_is_escalated_by_the_service)
{
    const struct timespec pause = { 0, 200 * 1000 * 1000 };
    const char *id = text_at(try_to_raise(dsl, notice_body("missing", 2 * 86400)), "/id");
    const char *young = raised(dsl);
    const struct reply *r = find(dsl, id);

    cr_expect_eq(overdue(id, "true"), 1);
    cr_expect_eq(overdue(id, "false"), 0);
    cr_expect_eq(overdue(young, "true"), 0);
    for (int tries = 0; tries < 400 && strcmp(text_at(r, "/status"), "open") == 0; tries++) {
        nanosleep(&pause, NULL);
        r = find(dsl, id);
    }
    cr_expect_str_eq(text_at(r, "/status"), "escalated");
    cr_expect(text_at(r, "/escalated_at") && text_at(r, "/escalated_to"), "%s", r->text);
    r = CALL(.path = path_of(id, "/transitions"), .token = dsl);
    cr_expect_str_eq(text_at(r, "/data/1/to"), "escalated", "%s", r->text);
    cr_expect(text_at(r, "/data/1/reason"), "%s", r->text);
    cr_expect(json_is_null(json_at(r->json, "/data/1/actor")), "%s", r->text);
    cr_expect_str_eq(text_at(find(dsl, young), "/status"), "open");
    acknowledge(dsl, id, home);
    cr_expect_eq(overdue(id, "true"), 1, "one school is still missing");
    acknowledge(dsl, id, host);
    cr_expect_eq(overdue(id, "true"), 0);
}

Test(safeguarding, there_are_24_hours_unless_it_says)
{
    const char *when = ago(3600);
    const struct reply *r = try_to_raise(
        dsl, but(notice_body("online", 3600), text_of("{\"raised_at\":\"%s\"}", when)));
    const char *by = owner_says(home, text_of("SELECT acknowledge_by - raised_at FROM"
                                              " app.safeguarding_notice WHERE id = '%s'",
                                              text_at(r, "/id")));

    cr_expect(strcmp(by, "24:00:00") == 0 || strcmp(by, "1 day") == 0, "%s", by);
    r = patch(dsl, text_at(r, "/id"), text_of("{\"acknowledge_by\":\"%s\"}", ago(1800)));
    cr_expect_eq(r->status, 200, "%s", r->text);
    cr_expect_eq(overdue(text_at(r, "/id"), "true"), 1);
}

/* ---- who sees what ------------------------------------------------------------------------- */

Test(safeguarding, the_leads_of_its_schools_see_it)
{
    const char *id = raised(host_dsl);
    const char *elsewhere = token_over("dsl", home, just(add_school()));

    cr_expect_eq(find(home_dsl, id)->status, 200);
    cr_expect_eq(find(host_dsl, id)->status, 200);
    EXPECT_PROBLEM(find(elsewhere, id), 404, "not_found");
    EXPECT_PROBLEM(patch(elsewhere, id, "{}"), 404, "not_found");
    EXPECT_PROBLEM(acknowledge(elsewhere, id, home), 404, "not_found");
    EXPECT_PROBLEM(find(token_of(1, "dsl"), id), 404, "not_found");
    EXPECT_PROBLEM(find(token_of(0, "trust_admin"), id), 403, "insufficient_scope");
    EXPECT_PROBLEM(try_to_raise(token_of(0, "senco"), notice_body("other", 60)), 403,
                   "insufficient_scope");
    const struct reply *r = CALL(.path = "/v1/safeguarding-notices?limit=500", .token = elsewhere);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 0, "%s", r->text);
    r = find(dsl, id);
    cr_expect(strstr(header_of(r, "Cache-Control"), "no-store"));
}

Test(safeguarding, an_allegation_is_the_trusts)
{
    const struct reply *r = try_to_raise(home_dsl, notice_body("allegation_against_staff", 60));

    EXPECT_PROBLEM(r, 403, "forbidden");
    cr_expect_str_eq(errors_of(r), "/category notice_allegation_is_the_trusts");
    r = try_to_raise(dsl, notice_body("allegation_against_staff", 60));
    cr_assert_eq(r->status, 201, "%s", r->text);
    const char *id = text_at(r, "/id");
    EXPECT_PROBLEM(find(home_dsl, id), 404, "not_found");
    EXPECT_PROBLEM(find(host_dsl, id), 404, "not_found");
    EXPECT_PROBLEM(acknowledge(home_dsl, id, home), 404, "not_found");
    cr_expect_eq(find(dsl, id)->status, 200);
    const char *mine = raised(home_dsl);
    r = patch(home_dsl, mine, "{\"category\":\"allegation_against_staff\"}");
    EXPECT_PROBLEM(r, 403, "forbidden");
    r = patch(dsl, mine, "{\"category\":\"allegation_against_staff\"}");
    cr_expect_eq(r->status, 200, "%s", r->text);
    EXPECT_PROBLEM(find(home_dsl, mine), 404, "not_found");
}

/* Asked of the database as the service is: without safeguarding there is nothing, whatever else. */
Test(safeguarding, the_table_is_behind_safeguarding)
{
    const char *id = raised(dsl);
    const char *allegation = text_at(try_to_raise(dsl, notice_body("allegation_against_staff", 60)),
                                     "/id");
    const struct {
        const char *everywhere, *schools, *safe, *seen;
    } ROWS[] = { { "1", "", "", "0" },   { "", home, "", "0" }, { "1", "", "1", "2" },
                 { "", home, "1", "1" }, { "", "", "1", "0" },  { "", add_school(), "1", "0" } };

    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const char *as = text_of(
            "SET ROLE api_rw; SELECT set_config('app.all_schools', '%s', false),"
            " set_config('app.schools', '%s', false),"
            " set_config('app.safeguarding', '%s', false);",
            ROWS[i].everywhere, ROWS[i].schools, ROWS[i].safe);

        cr_expect_str_eq(owner_says(home, text_of("%s SELECT count(*) FROM app.safeguarding_notice"
                                                  " WHERE id IN ('%s', '%s')",
                                                  as, id, allegation)),
                         ROWS[i].seen, "row %zu", i);
        cr_expect_str_eq(owner_says(home, text_of("%s SELECT count(*) FROM app.change"
                                                  " WHERE id IN ('%s', '%s')",
                                                  as, id, allegation)),
                         ROWS[i].seen, "changes, row %zu", i);
    }
}

/* ---- the narrative ------------------------------------------------------------------------- */

static void expect_untold(const struct reply *r, const char *where)
{
    cr_expect(r->status >= 200 && r->status < 300, "%s: %s", where, r->text);
    cr_expect_null(strstr(r->text, "Zzyzx"), "%s tells the narrative: %s", where, r->text);
}

Test(safeguarding, the_narrative_stays_in_the_record)
{
    const char *id = raised(dsl), *list = text_of("/v1/safeguarding-notices?id=%s", id);
    const struct reply *r = find(dsl, id);

    cr_expect_str_eq(text_at(r, "/narrative"), NARRATIVE_TEXT);
    expect_untold(try_to_raise(dsl, notice_body("other", 60)), "an answer to POST");
    expect_untold(patch(dsl, id, "{\"narrative\":\"Zzyzx: and more\"}"), "an answer to PATCH");
    expect_untold(acknowledge(dsl, id, home), "an acknowledgement");
    expect_untold(step(id, "escalated"), "a step");
    expect_untold(CALL(.path = list, .token = dsl), "a list");
    expect_untold(CALL(.path = list, .token = dsl, .headers = { "Accept: text/csv" }), "CSV");
    expect_untold(CALL(.path = list, .token = dsl, .headers = { "Accept: application/x-ndjson" }),
                  "NDJSON");
    EXPECT_PROBLEM(CALL(.path = text_of("%s&fields=id,narrative", list), .token = dsl), 400,
                   "invalid_parameter");
    EXPECT_PROBLEM(CALL(.path = text_of("%s&fields=narrative", list), .token = dsl,
                        .headers = { "Accept: text/csv" }),
                   400, "invalid_parameter");
    r = CALL(.path = path_of(id, "?fields=narrative"), .token = dsl);
    cr_expect_str_eq(text_at(r, "/narrative"), "Zzyzx: and more");
    r = CALL(.path = path_of(id, "/history"), .token = dsl);
    expect_untold(r, "the history");
    cr_expect(strstr(r->text, "\"narrative\""), "that it changed is told: %s", r->text);
    expect_untold(CALL(.path = path_of(id, "/transitions"), .token = dsl), "the steps");
    cr_expect_str_eq(owner_says(home, "SELECT count(*) FROM app.change"
                                      " WHERE changes::text LIKE '%Zzyzx%'"),
                     "0");
    cr_expect_str_eq(owner_says(home, "SELECT count(*) FROM app.idempotent_request"
                                      " WHERE body LIKE '%Zzyzx%'"),
                     "0");
}

Test(safeguarding, the_feed_tells_of_it_to_safeguarding_only)
{
    const char *admin = token_of(0, "trust_admin"),
               *feeder = token_over("mis_sync dsl", home, NULL);
    const char *after = text_at(CALL(.path = "/v1/changes/latest", .token = admin), "/next_after");
    const char *id = raised(dsl);

    patch(dsl, id, "{\"narrative\":\"Zzyzx: and more\"}");
    const struct reply *r = fed(feeder, after, "safeguarding_notice", 2);
    expect_untold(r, "the feed");
    cr_expect(strstr(r->text, id), "%s", r->text);
    r = CALL(.path = text_of("/v1/changes?after=%s&limit=500", after), .token = admin);
    expect_untold(r, "the feed of an administrator");
    cr_expect_null(strstr(r->text, id), "%s", r->text);
}

Test(safeguarding, subject_access_withholds_the_narrative)
{
    const char *id = raised(dsl);
    const char *all = owner_says(
        home, text_of("SET ROLE api_rw; SELECT app.subject_access('%s')", pupil));

    cr_expect(strstr(all, id), "%s", all);
    cr_expect_null(strstr(all, "Zzyzx"), "%s", all);
    cr_expect(strstr(all, "\"withheld\": [\"safeguarding_notice.narrative\"]"), "%s", all);
}

Test(safeguarding, restriction_and_merging_of_the_pupil)
{
    const char *id = raised(dsl), *survivor = guest_of(home, host);
    const long long version = int_at(find(dsl, id), "/version");

    owner_says(home, text_of("UPDATE app.pupil SET restricted = true WHERE id = '%s'", pupil));
    owner_says(home, text_of("UPDATE app.pupil SET restricted = false WHERE id = '%s'", pupil));
    cr_expect_eq(int_at(find(dsl, id), "/version"), version, "it was restricted all the while");
    const struct reply *r = CALL(.method = "POST",
                                 .path = text_of("/v1/pupils/%s/merges", survivor),
                                 .token = token_of(0, "trust_admin"),
                                 .body = text_of("{\"duplicate_id\":\"%s\"}", pupil));
    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(text_at(find(dsl, id), "/pupil_id"), survivor);
    EXPECT_PROBLEM(find(token_of(0, "trust_admin"), id), 403, "insufficient_scope");
}
