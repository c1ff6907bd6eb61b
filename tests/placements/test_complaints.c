/* Complaints about a placement: recorded, routed to the authority, decided or arbitrated. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/ehcps/plan_fixture.h"
#include "tests/placements/placement_fixture.h"

static const char *admin, *school, *pupil, *plan;

static void start(void)
{
    client_start();
    admin = token_of(0, "trust_admin");
    school = add_school();
    pupil = add_pupil(school);
    plan = add_plan(pupil);
}

TestSuite(complaints, .init = start, .fini = client_stop, .timeout = 120);

static json_t *complaint_body(void)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s}", "ehcp_id", plan, "raised_by", "host_school",
                     "raised_on", day_from_today(-40), "subject", "provision", "summary",
                     "The base has had no speech therapist since September");
}

static const char *complain(void)
{
    return text_at(added(admin, "/v1/placement-complaints", complaint_body()), "/id");
}

static const struct reply *find(const char *who, const char *id)
{
    return CALL(.path = text_of("/v1/placement-complaints/%s", id), .token = who);
}

static const struct reply *patch(const char *id, const char *body)
{
    return CALL(.method = "PATCH", .path = text_of("/v1/placement-complaints/%s", id),
                .token = admin, .body = body, .headers = { "If-Match: *" });
}

static const struct reply *step(const char *who, const char *id, const char *to, const char *more)
{
    return CALL(.method = "POST", .path = text_of("/v1/placement-complaints/%s/transitions", id),
                .token = who, .body = text_of("{\"to\":\"%s\"%s}", to, more));
}

static void go(const char *id, const char *to, const char *more)
{
    const struct reply *r = step(admin, id, to, more);

    cr_assert_eq(r->status, 200, "%s: %s", to, r->text);
    cr_assert_str_eq(text_at(r, "/status"), to);
}

/* ---- the machine --------------------------------------------------------------------------- */

static const struct {
    const char *status, *before, *next;
} MACHINE[] = {
    { "received", NULL, "routed,withdrawn" },
    { "routed", "received", "upheld,partly_upheld,not_upheld,to_arbitration,withdrawn" },
    { "upheld", "routed", "" },
    { "partly_upheld", "routed", "" },
    { "not_upheld", "routed", "" },
    { "to_arbitration", "routed", "arbitrated" },
    { "arbitrated", "to_arbitration", "" },
    { "withdrawn", "received", "" },
};
enum { STATUSES = sizeof MACHINE / sizeof *MACHINE };

#define NEEDED ",\"reference\":\"CC/26/114\",\"outcome\":\"A therapist from January\""

static void lead_to(const char *id, const char *status)
{
    for (size_t i = 0; i < STATUSES; i++) {
        if (strcmp(MACHINE[i].status, status) != 0 || !MACHINE[i].before)
            continue;
        lead_to(id, MACHINE[i].before);
        go(id, status, NEEDED);
    }
}

static bool follows(const char *next, const char *to)
{
    return strstr(text_of(",%s,", next), text_of(",%s,", to));
}

static void try_step(size_t from, const char *to)
{
    const char *id = complain();

    lead_to(id, MACHINE[from].status);
    cr_expect_str_eq(text_at(find(admin, id), "/status"), MACHINE[from].status);
    if (follows(MACHINE[from].next, to)) {
        go(id, to, NEEDED);
        return;
    }
    const struct reply *r = step(admin, id, to, NEEDED);
    EXPECT_PROBLEM(r, 409, "invalid_transition");
    cr_expect_str_eq(allowed_of(r), MACHINE[from].next, "%s to %s", MACHINE[from].status, to);
}

Test(complaints, only_what_follows_is_taken)
{
    for (size_t i = 0; i < STATUSES; i++) {
        for (size_t k = 0; k < STATUSES; k++)
            try_step(i, MACHINE[k].status);
    }
}

Test(complaints, guards_of_the_steps)
{
    static const struct {
        const char *from, *to, *errors;
    } ROWS[] = {
        { "received", "routed", "/la_reference placement_complaint_routed_has_a_reference" },
        { "routed", "upheld", "/outcome placement_complaint_decision_has_an_outcome" },
        { "routed", "partly_upheld", "/outcome placement_complaint_decision_has_an_outcome" },
        { "routed", "not_upheld", "/outcome placement_complaint_decision_has_an_outcome" },
        { "to_arbitration", "arbitrated", "/outcome placement_complaint_decision_has_an_outcome" },
    };

    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const char *id = complain();

        lead_to(id, ROWS[i].from);
        patch(id, "{\"outcome\":null}");
        const struct reply *r = step(admin, id, ROWS[i].to, "");
        EXPECT_PROBLEM(r, 422, "validation_failed");
        cr_expect_str_eq(errors_of(r), ROWS[i].errors, "%s to %s: %s", ROWS[i].from, ROWS[i].to,
                         r->text);
        cr_expect_str_eq(text_at(find(admin, id), "/status"), ROWS[i].from);
    }
}

Test(complaints, routing_names_the_authority_and_sets_the_clock)
{
    const char *id = complain();
    const struct reply *r = find(admin, id);

    cr_expect_str_eq(text_at(r, "/la_code"), "908");
    cr_expect_str_eq(text_at(r, "/pupil_id"), pupil);
    r = patch(id, text_of("{\"acknowledged_by_authority_on\":\"%s\"}", day_from_today(0)));
    cr_expect_str_eq(errors_of(r), "/acknowledged_by_authority_on"
                                   " placement_complaint_is_acknowledged_once_routed");
    r = patch(id, text_of("{\"response_due_on\":\"%s\"}", day_from_today(10)));
    cr_expect_str_eq(errors_of(r), "/response_due_on placement_complaint_is_due_once_routed");
    r = step(admin, id, "routed",
             text_of(",\"on\":\"%s\",\"reference\":\"CC/26/114\"", day_from_today(-30)));
    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/routed_on"), day_from_today(-30));
    cr_expect_str_eq(text_at(r, "/response_due_on"), day_from_today(-2));
    cr_expect_str_eq(text_at(r, "/la_reference"), "CC/26/114");
    const char *late = text_of("/v1/placement-complaints?id=%s&response_due_on.lt=%s", id,
                               day_from_today(0));
    r = CALL(.path = late, .token = admin);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 1, "%s", r->text);
    r = patch(id, text_of("{\"acknowledged_by_authority_on\":\"%s\",\"response_due_on\":\"%s\"}",
                          day_from_today(-29), day_from_today(5)));
    cr_expect_eq(r->status, 200, "%s", r->text);
    r = CALL(.path = late, .token = admin);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 0, "%s", r->text);
    go(id, "to_arbitration", ",\"reference\":\"ARB 7\"");
    r = find(admin, id);
    cr_expect_str_eq(text_at(r, "/la_reference"), "CC/26/114", "that of the routing stays");
    cr_expect_str_eq(text_at(r, "/status_reference"), "ARB 7");
}

/* ---- who sees what ------------------------------------------------------------------------- */

static const struct reply *try_to_add(const char *who, const char *members)
{
    return CALL(.method = "POST", .path = "/v1/placement-complaints", .token = who,
                .body = dumped(but(complaint_body(), members)));
}

Test(complaints, it_was_raised_before_anything_was_done_about_it)
{
    const struct reply *r = try_to_add(admin, text_of("{\"raised_on\":\"%s\"}",
                                                      day_from_today(1)));
    const char *id = complain();

    EXPECT_PROBLEM(r, 422, "validation_failed");
    cr_expect_str_eq(errors_of(r), "/raised_on placement_complaint_is_of_the_past");
    r = step(admin, id, "withdrawn", text_of(",\"on\":\"%s\"", day_from_today(-41)));
    EXPECT_PROBLEM(r, 422, "validation_failed");
    cr_expect_str_eq(errors_of(r), "/on status_does_not_go_back_in_time,"
                                   "/raised_on placement_complaint_comes_first");
}

/* ---- who sees what ------------------------------------------------------------------------- */

Test(complaints, whoever_sees_the_plan_sees_them)
{
    const char *id = complain();
    const char *mine = token_over("senco", school, text_of("[\"%s\"]", school));
    const char *other = token_over("senco", school, text_of("[\"%s\"]", add_school()));
    const char *lead = token_over("send_lead", school, text_of("[\"%s\"]", add_school()));

    cr_expect_eq(find(mine, id)->status, 200);
    EXPECT_PROBLEM(step(mine, id, "withdrawn", ""), 403, "insufficient_scope");
    EXPECT_PROBLEM(find(other, id), 404, "not_found");
    EXPECT_PROBLEM(step(lead, id, "withdrawn", ""), 404, "not_found");
    EXPECT_PROBLEM(try_to_add(lead, "{}"), 422, "validation_failed");
    cr_expect_str_eq(errors_of(try_to_add(lead, "{}")), "/ehcp_id case_is_in_sight");
    EXPECT_PROBLEM(find(token_of(1, "trust_admin"), id), 404, "not_found");
    EXPECT_PROBLEM(find(token_of(0, "dsl"), id), 403, "insufficient_scope");
    const struct reply *r = try_to_add(admin,
                                       "{\"ehcp_id\":\"01890a5d-ac96-774b-bcce-b302099a8057\"}");
    EXPECT_PROBLEM(r, 422, "validation_failed");
    cr_expect_str_eq(errors_of(r), "/ehcp_id case_is_in_sight");
    EXPECT_PROBLEM(try_to_add(token_of(1, "trust_admin"), "{}"), 422, "validation_failed");
    owner_says(school, text_of("UPDATE app.pupil SET restricted = true WHERE id = '%s'", pupil));
    EXPECT_PROBLEM(find(admin, id), 404, "not_found");
}

/* Asked of the policies: officers are bound to app.authorities. */
Test(complaints, officers_see_those_of_their_authority)
{
    const char *id = complain();
    static const char *const ROWS[][2] = { { "908", "1" }, { "909", "0" }, { "", "0" } };

    for (size_t i = 0; i < 3; i++)
        cr_expect_str_eq(
            owner_says(school,
                       text_of("SET ROLE api_rw; SELECT set_config('app.all_schools', '', false),"
                               " set_config('app.safeguarding', '', false),"
                               " set_config('app.authorities', '%s', false);"
                               " SELECT count(*) FROM app.placement_complaint WHERE id = '%s'",
                               ROWS[i][0], id)),
            ROWS[i][1], "%s", ROWS[i][0]);
}

/* ---- the placement ------------------------------------------------------------------------- */

/* About a placement that is made for it. */
static const struct reply *complain_about(const char **placement)
{
    places_of_a_base();
    *placement = proposed(base, "{}");
    plan = text_at(find_placement(*placement), "/ehcp_id");
    return try_to_add(admin, text_of("{\"placement_id\":\"%s\"}", *placement));
}

Test(complaints, they_lead_to_the_placement_they_are_about)
{
    const char *placement, *id = text_at(complain_about(&placement), "/id");
    const struct reply *r = CALL(.path = text_of("/v1/placement-complaints/%s?expand=placement",
                                                 id),
                                 .token = admin);

    cr_expect_str_eq(text_at(r, "/placement_id"), placement, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/placement/id"), placement, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/placement/pupil_id"), text_at(r, "/pupil_id"));
    r = CALL(.path = text_of("/v1/placement-complaints?placement_id=%s", placement),
             .token = admin);
    cr_expect_str_eq(text_at(r, "/data/0/id"), id, "%s", r->text);
    r = CALL(.path = text_of("/v1/placement-complaints?placement_id.null=true&id=%s", id),
             .token = admin);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 0, "%s", r->text);
    r = patch(id, "{\"placement_id\":null}");
    cr_expect(json_is_null(json_at(r->json, "/placement_id")), "%s", r->text);
}

Test(complaints, the_placement_is_the_pupils)
{
    const char *placement, *wrong = "/placement_id placement_complaint_placement_is_the_pupils";
    const char *id = text_at(complain_about(&placement), "/id"), *gone = proposed(base, "{}");
    const char *const OTHERS[] = { proposed(base, "{}"), gone,
                                   "01890a5d-ac96-774b-bcce-b302099a8057" };

    cr_assert_eq(change_placement("DELETE", gone, NULL)->status, 204);
    for (size_t i = 0; i < 3; i++) {
        const char *members = text_of("{\"placement_id\":\"%s\"}", OTHERS[i]);

        expect_rule(try_to_add(admin, members), 422, "validation_failed", wrong);
        expect_rule(patch(id, members), 422, "validation_failed", wrong);
    }
    cr_assert_eq(change_placement("DELETE", placement, NULL)->status, 204);
    cr_expect_eq(patch(id, "{\"summary\":\"It is better now\"}")->status, 200, "as it stood");
}

Test(complaints, a_purge_takes_both)
{
    const char *placement, *id = text_at(complain_about(&placement), "/id");
    const char *path = text_of("/v1/pupils/%s", text_at(find(admin, id), "/pupil_id"));

    by_hand(text_of("UPDATE app.ehcp SET status = 'withdrawn' WHERE id = '%s'",
                    text_at(find_placement(placement), "/ehcp_id")));
    const struct reply *r = CALL(.method = "DELETE", .path = path, .token = admin,
                                 .headers = { "If-Match: *" });
    cr_assert_eq(r->status, 204, "%s", r->text);
    r = CALL(.method = "POST", .path = text_of("%s/purge", path), .token = admin,
             .body = "{\"reason\":\"Entered twice\"}");
    cr_assert_eq(r->status, 204, "%s", r->text);
    EXPECT_PROBLEM(find(admin, id), 410, "deleted");
    EXPECT_PROBLEM(find_placement(placement), 410, "deleted");
}

Test(complaints, they_are_deleted_and_come_back)
{
    const char *after = text_at(CALL(.path = "/v1/changes/latest", .token = admin), "/next_after");
    const char *id = complain(), *path = text_of("/v1/placement-complaints/%s", id);
    const struct reply *r = CALL(.method = "DELETE", .path = path, .token = admin,
                                 .headers = { "If-Match: *" });

    cr_expect_eq(r->status, 204, "%s", r->text);
    EXPECT_PROBLEM(find(admin, id), 410, "deleted");
    r = CALL(.method = "POST", .path = text_of("%s/restore", path), .token = admin);
    cr_expect_eq(r->status, 200, "%s", r->text);
    r = fed(admin, after, "placement_complaint", 3);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 3, "%s", r->text);
    r = CALL(.path = text_of("%s/history", path), .token = admin);
    cr_expect_str_eq(text_at(r, "/data/0/op"), "restored", "%s", r->text);
    r = CALL(.path = text_of("%s/transitions", path), .token = admin);
    cr_expect_str_eq(text_at(r, "/data/0/status"), "received", "%s", r->text);
}
