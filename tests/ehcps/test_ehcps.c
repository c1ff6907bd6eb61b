/* The case of a plan: its steps, what guards them, and what is recorded of it. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/ehcps/plan_fixture.h"

static const char *admin, *school;

static void start(void)
{
    client_start();
    admin = token_of(0, "trust_admin");
    school = add_school();
}

TestSuite(ehcps, .init = start, .fini = client_stop, .timeout = 300);

static const struct reply *find(const char *plan)
{
    return CALL(.path = plan_at(plan, ""), .token = admin);
}

static const struct reply *patch(const char *plan, const char *body)
{
    return CALL(.method = "PATCH", .path = plan_at(plan, ""), .token = admin, .body = body,
                .headers = { "If-Match: *" });
}

static const struct reply *post(const char *path, const char *body)
{
    return CALL(.method = "POST", .path = path, .token = admin, .body = body);
}

/* ---- the machine ------------------------------------------------------------------------- */

/* Which steps follow, and what each leads to: as the law is read, not as the database has it. */
static const struct {
    const char *from, *steps[6], *to[6];
} MACHINE[] = {
    { "requested", { "assessing", "refused_to_assess", "withdrawn", "deceased" }, { NULL } },
    { "withdrawn", { NULL }, { NULL } },
    { "refused_to_assess", { "assessing" }, { NULL } },
    { "assessing", { "draft_issued", "refused_to_issue", "withdrawn", "deceased" }, { NULL } },
    { "refused_to_issue", { "assessing", "draft_issued" }, { NULL } },
    { "draft_issued", { "final", "deceased" }, { "active" } },
    { "active",
      { "in_review", "amend_proposed", "reassessing", "transferred_out", "deceased" },
      { NULL } },
    { "in_review", { "maintained", "amend_proposed", "cease_proposed", "deceased" }, { "active" } },
    { "amend_proposed", { "active", "amend_declined", "deceased" }, { NULL, "active" } },
    { "reassessing", { "active", "deceased" }, { NULL } },
    { "cease_proposed", { "active", "ceased", "deceased" }, { NULL } },
    { "ceased", { NULL }, { NULL } },
    { "transferred_out", { NULL }, { NULL } },
    { "deceased", { NULL }, { NULL } },
};
static const char *const STEPS[] = { "requested",        "withdrawn",      "refused_to_assess",
                                     "assessing",        "draft_issued",   "refused_to_issue",
                                     "final",            "active",         "in_review",
                                     "maintained",       "amend_proposed", "amend_declined",
                                     "reassessing",      "cease_proposed", "ceased",
                                     "transferred_out",  "deceased" };
enum { STATUSES = sizeof MACHINE / sizeof *MACHINE, NSTEPS = sizeof STEPS / sizeof *STEPS };

static bool follows(size_t from, const char *step)
{
    for (size_t i = 0; i < 6 && MACHINE[from].steps[i]; i++) {
        if (strcmp(MACHINE[from].steps[i], step) == 0)
            return true;
    }
    return false;
}

Test(ehcps, every_step_of_the_machine_is_taken)
{
    for (size_t from = 0; from < STATUSES; from++) {
        for (size_t i = 0; i < 6 && MACHINE[from].steps[i]; i++) {
            const char *step = MACHINE[from].steps[i];
            const char *to = MACHINE[from].to[i] ? MACHINE[from].to[i] : step;
            const char *plan = plan_in(MACHINE[from].from, add_pupil(school));

            prepare_step(plan, step);
            const struct reply *r = move(admin, plan, step_to(step, "2025-09-01"));
            cr_expect_eq(r->status, 200, "%s, %s: %s", MACHINE[from].from, step, r->text);
            cr_expect_str_eq(text_at(r, "/status"), to);
            cr_expect_str_eq(text_at(r, "/status_on"), "2025-09-01");
            cr_expect_str_eq(text_at(r, "/status_reference"), "SE/25/0117");
        }
    }
}

static void expect_refused(const char *plan, size_t from, const char *step)
{
    const struct reply *r = move(admin, plan, step_to(step, "2025-09-01"));
    json_t *allowed = json_at(r->json, "/allowed");

    EXPECT_PROBLEM(r, 409, "invalid_transition");
    for (size_t i = 0; i < 6 && MACHINE[from].steps[i]; i++)
        cr_expect_str_eq(json_string_value(json_array_get(allowed, i)), MACHINE[from].steps[i],
                         "%s: %s", MACHINE[from].from, r->text);
    cr_expect_eq(json_array_size(allowed) < 6 && !MACHINE[from].steps[json_array_size(allowed)],
                 true, "%s: %s", MACHINE[from].from, r->text);
}

Test(ehcps, no_other_step_is_taken)
{
    for (size_t from = 0; from < STATUSES; from++) {
        const char *plan = plan_in(MACHINE[from].from, add_pupil(school));

        for (size_t i = 0; i < NSTEPS; i++) {
            if (!follows(from, STEPS[i]))
                expect_refused(plan, from, STEPS[i]);
        }
        cr_expect_str_eq(text_at(find(plan), "/status"), MACHINE[from].from);
    }
}

/* The status cannot be written but by a step, and a step takes the right to write. */
Test(ehcps, a_status_changes_by_steps_only)
{
    const char *plan = add_plan(add_pupil(school));
    const struct reply *r = patch(plan, "{\"status\":\"active\"}");

    EXPECT_PROBLEM(r, 422, "validation_failed");
    cr_expect_str_eq(errors_of(r), "/status read_only");
    EXPECT_PROBLEM(move(admin, plan, "{\"to\":\"Assessing\"}"), 422, "validation_failed");
    EXPECT_PROBLEM(move(admin, plan, "{}"), 422, "validation_failed");
    r = CALL(.method = "POST", .path = plan_at(plan, "/transitions"), .token = admin,
             .body = "{\"to\":\"assessing\"}", .headers = { "If-Match: \"v9\"" });
    EXPECT_PROBLEM(r, 412, "precondition_failed");
    cr_expect_eq(CALL(.method = "POST", .path = plan_at(plan, "/transitions?dry_run=true"),
                      .token = admin, .body = "{\"to\":\"assessing\"}")->status, 200);
    cr_expect_str_eq(text_at(find(plan), "/status"), "requested");
}

Test(ehcps, readers_take_no_steps)
{
    const char *senco = token_of(0, "senco");
    const char *hers = text_at(CALL(.path = "/v1/schools?limit=1", .token = senco), "/data/0/id");
    const char *plan = add_plan(add_pupil(hers));
    const struct reply *r = move(senco, plan, step_to("assessing", "2025-02-10"));

    EXPECT_PROBLEM(r, 403, "insufficient_scope");
    cr_expect_str_eq(text_at(r, "/scope"), "ehcps:write");
    EXPECT_PROBLEM(CALL(.method = "PATCH", .path = plan_at(plan, ""), .token = senco, .body = "{}",
                        .headers = { "If-Match: *" }), 403, "insufficient_scope");
}

/* ---- guards ------------------------------------------------------------------------------ */

static const struct {
    const char *in, *sections, *step, *errors;
} GUARDS[] = {
    { "assessing", "", "\"draft_issued\"", "/to ehcp_draft_needs_b_e_and_f" },
    { "assessing", "be", "\"draft_issued\"", "/to ehcp_draft_needs_b_e_and_f" },
    { "assessing", "befi", "\"draft_issued\"", "/to ehcp_draft_leaves_section_i_blank" },
    { "assessing", "abef", "\"draft_issued\"", NULL },
    { "draft_issued", "", "\"final\",\"on\":\"2025-03-25\"", "/to ehcp_final_needs_section_i" },
    { "draft_issued", "i", "\"final\",\"on\":\"2025-03-24\"",
      "/on ehcp_final_waits_for_representations" },
    { "draft_issued", "i", "\"final\",\"on\":\"2025-03-25\"", NULL },
    { "draft_issued", "i",
      "\"final\",\"on\":\"2025-03-14\",\"representations_on\":\"2025-03-13\"", NULL },
    { "draft_issued", "i",
      "\"final\",\"on\":\"2025-03-25\",\"representations_on\":\"2025-03-09\"",
      "/representations_on ehcp_representations_follow_the_draft" },
    { "draft_issued", "i",
      "\"final\",\"on\":\"2025-03-25\",\"representations_on\":\"2199-03-20\"",
      "/representations_on ehcp_representations_are_of_the_past" },
    { "requested", "", "\"assessing\",\"representations_on\":\"2025-03-09\"",
      "/representations_on ehcp_representations_follow_the_draft" },
    { "refused_to_assess", "", "\"assessing\"", "/reference ehcp_reopening_names_the_order" },
    { "refused_to_issue", "", "\"assessing\"", "/reference ehcp_reopening_names_the_order" },
    { "refused_to_issue", "bef", "\"draft_issued\"", "/reference ehcp_reopening_names_the_order" },
    { "in_review", "", "\"cease_proposed\"", "/cease_reason ehcp_cease_needs_a_reason" },
    { "in_review", "", "\"amend_proposed\",\"cease_reason\":\"2\"",
      "/cease_reason ehcp_cease_reason_goes_with_ceasing" },
    { "active", "", "\"transferred_out\",\"cease_reason\":\"2\"",
      "/cease_reason ehcp_cease_reason_goes_with_ceasing" },
    { "in_review", "", "\"maintained\",\"on\":\"2025-06-01\"",
      "/on status_does_not_go_back_in_time" },
    { "requested", "", "\"assessing\",\"on\":\"2025-01-12\"",
      "/on status_does_not_go_back_in_time,/requested_on ehcp_request_comes_first" },
    { "active", "", "\"in_review\",\"on\":\"2199-01-01\"", "/on status_is_not_of_the_future" },
    { "in_review", "", "\"cease_proposed\",\"cease_reason\":\"10\"",
      "/cease_reason cease_reason_code" },
};

Test(ehcps, steps_are_guarded)
{
    for (size_t i = 0; i < sizeof GUARDS / sizeof *GUARDS; i++) {
        const char *plan = plan_in(GUARDS[i].in, add_pupil(school));

        for (const char *section = GUARDS[i].sections; *section; section++)
            cr_assert_eq(write_section(plan, *section, "Text", NULL)->status, 201);
        const struct reply *r = move(admin, plan, text_of("{\"to\":%s}", GUARDS[i].step));
        if (!GUARDS[i].errors) {
            cr_expect_eq(r->status, 200, "%zu: %s", i, r->text);
            continue;
        }
        EXPECT_PROBLEM(r, 422, "validation_failed");
        cr_expect_str_eq(errors_of(r), GUARDS[i].errors, "%zu: %s", i, r->text);
        cr_expect_str_eq(text_at(find(plan), "/status"), GUARDS[i].in, "%zu", i);
    }
}

/* SEN2: the first outcome is kept, whatever a tribunal makes of it. */
Test(ehcps, a_refusal_is_kept_when_the_case_goes_on)
{
    const char *plan = plan_in("refused_to_assess", add_pupil(school));

    cr_assert_eq(move(admin, plan, step_to("assessing", "2025-03-01"))->status, 200);
    const struct reply *r = move(admin, plan, step_to("refused_to_issue", "2025-04-01"));
    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/first_refusal"), "refused_to_assess");
    cr_expect_str_eq(text_at(r, "/first_refused_on"), "2025-02-20");
    cr_expect_str_eq(text_at(r, "/decided_to_assess_on"), "2025-03-01");
}

Test(ehcps, the_way_it_ends_is_recorded)
{
    static const char *const ENDS[][3] = { { "active", "transferred_out", "5" },
                                           { "active", "deceased", "8" },
                                           { "cease_proposed", "ceased", "7" } };

    for (size_t i = 0; i < 3; i++) {
        const char *plan = plan_in(ENDS[i][0], add_pupil(school));
        const struct reply *r = move(admin, plan, step_to(ENDS[i][1], "2025-09-01"));

        cr_expect_str_eq(text_at(r, "/cease_reason"), ENDS[i][2], "%s", r->text);
        cr_expect_str_eq(text_at(r, "/ceased_on"), "2025-09-01");
    }
    const char *kept = plan_in("cease_proposed", add_pupil(school));
    const struct reply *r = move(admin, kept, step_to("active", "2025-09-01"));
    cr_expect(json_is_null(json_at(r->json, "/cease_reason")), "%s", r->text);
    cr_expect(json_is_null(json_at(r->json, "/cease_proposed_on")), "%s", r->text);
}

/* ---- the case ---------------------------------------------------------------------------- */

Test(ehcps, a_pupil_has_one_open_case)
{
    const char *pupil = add_pupil(school), *plan = add_plan(pupil);
    const struct reply *r = post("/v1/ehcps", dumped(plan_body(pupil)));

    EXPECT_PROBLEM(r, 409, "conflict");
    cr_expect_str_eq(errors_of(r), "/pupil_id ehcp_one_open_case_of_a_pupil");
    cr_assert_eq(move(admin, plan, step_to("withdrawn", "2025-02-01"))->status, 200);
    const char *second = add_plan(pupil);
    cr_assert_eq(CALL(.method = "DELETE", .path = plan_at(second, ""), .token = admin,
                      .headers = { "If-Match: *" })->status, 204);
    EXPECT_PROBLEM(find(second), 410, "deleted");
    add_plan(pupil);
    EXPECT_PROBLEM(post(plan_at(second, "/restore"), NULL), 409, "conflict");
}

/* A refused case that is open again is the one open case. */
Test(ehcps, a_refused_case_opens_only_alone)
{
    const char *pupil = add_pupil(school), *plan = plan_in("refused_to_assess", pupil);

    add_plan(pupil);
    const struct reply *r = move(admin, plan, step_to("assessing", "2025-09-01"));
    EXPECT_PROBLEM(r, 409, "conflict");
    cr_expect_str_eq(errors_of(r), "/pupil_id ehcp_one_open_case_of_a_pupil");
}

static const struct {
    const char *members, *errors;
} REQUESTS[] = {
    { "{\"requested_on\":\"2039-01-01\"}", "/requested_on ehcp_is_requested_in_the_past" },
    { "{\"la_code\":\"199\"}", "/la_code ehcp_authority_is_known" },
    { "{\"plan_type\":\"ISP\"}", "/plan_type ehcp_plan_type_is_known" },
    { "{\"pupil_id\":\"01890a5d-ac96-774b-bcce-b302099a8057\"}", "/pupil_id pupil_is_in_sight" },
    { "{\"request_source\":null}", "/request_source required" },
    { "{\"family_told_on\":\"2025-02-01\"}", "/moved_in_on ehcp_move_names_the_day" },
    { "{\"moved_in_on\":\"2025-02-02\",\"family_told_on\":\"2025-02-01\"}",
      "/family_told_on ehcp_family_is_told_after_the_move" },
    { "{\"moved_in_on\":\"2025-02-02\",\"family_told_on\":\"2199-02-03\"}",
      "/family_told_on ehcp_family_is_told_in_the_past" },
    { "{\"moved_in_on\":\"2025-02-02\",\"moved_from_la_code\":\"199\"}",
      "/moved_from_la_code ehcp_former_authority_is_known" },
    { "{\"moved_in_on\":\"2199-01-01\"}", "/moved_in_on ehcp_move_is_of_the_past" },
    { "{\"cease_consulted_on\":\"2199-01-01\"}",
      "/cease_consulted_on ehcp_consultation_is_of_the_past" },
    { "{\"reassessment_requested_on\":\"2199-01-01\"}",
      "/reassessment_requested_on ehcp_reassessment_is_asked_for_in_the_past" },
    { "{\"advice\":[{\"source\":\"health\",\"asked_on\":\"2025-01-12\"}]}",
      "/advice ehcp_advice_is_asked_after_the_request" },
    { "{\"advice\":[{\"source\":\"health\",\"asked_on\":\"2025-02-12\",\"returned_on\":"
      "\"2025-02-11\"}]}", "/advice ehcp_advice_is_returned_after_it_is_asked" },
    { "{\"advice\":[{\"source\":\"health\",\"asked_on\":\"2199-02-12\"}]}",
      "/advice ehcp_advice_is_of_the_past" },
    { "{\"exceptions\":[{\"exception\":\"school_closed\",\"recorded_on\":\"2199-02-12\"}]}",
      "/exceptions ehcp_exceptions_are_of_the_past" },
    { "{\"status\":\"active\"}", "/status read_only" },
    { "{\"plan_version\":1}", "/plan_version read_only" },
};

Test(ehcps, what_is_wrong_in_itself_is_refused)
{
    const char *pupil = add_pupil(school);

    for (size_t i = 0; i < sizeof REQUESTS / sizeof *REQUESTS; i++) {
        const struct reply *r =
            post("/v1/ehcps", dumped(but(plan_body(pupil), REQUESTS[i].members)));

        EXPECT_PROBLEM(r, 422, "validation_failed");
        cr_expect_str_eq(errors_of(r), REQUESTS[i].errors, "%zu: %s", i, r->text);
    }
}

/* Under 26 on the day of the request: the 26th birthday is a day too late. */
Test(ehcps, a_plan_is_for_those_under_26)
{
    const char *body = "{\"date_of_birth\":\"1999-01-13\",\"nc_year\":\"14\"}";
    const char *pupil =
        text_at(added(admin, "/v1/pupils", but(pupil_body(school), body)), "/id");
    const struct reply *r = post("/v1/ehcps", dumped(plan_body(pupil)));

    EXPECT_PROBLEM(r, 422, "validation_failed");
    cr_expect_str_eq(errors_of(r), "/pupil_id ehcp_pupil_is_under_26");
    added(admin, "/v1/ehcps", but(plan_body(pupil), "{\"requested_on\":\"2025-01-12\"}"));
}

/* A birthday that is put right later does not keep the pupil, and the case with it, from moving. */
Test(ehcps, a_case_follows_its_pupil_however_old)
{
    const char *pupil = add_pupil(school), *plan = add_plan(pupil), *there = add_school();
    const char *registers = text_of("{\"registrations\":[{\"school_id\":\"%s\",\"status\":\"C\","
                                    "\"entry_date\":\"2023-09-01\"}]}", there);
    const char *const CHANGES[] = { "{\"date_of_birth\":\"1998-01-10\",\"nc_year\":\"14\"}",
                                    registers };

    for (size_t i = 0; i < 2; i++) {
        const struct reply *r =
            CALL(.method = "PATCH", .path = text_of("/v1/pupils/%s", pupil), .token = admin,
                 .body = CHANGES[i], .headers = { "If-Match: *" });
        cr_assert_eq(r->status, 200, "%s", r->text);
    }
    const struct reply *r = CALL(.path = text_of("/v1/ehcps?id=%s&school_id=%s", plan, there),
                                 .token = admin);
    cr_expect_str_eq(text_at(r, "/data/0/id"), plan, "%s", r->text);
    r = patch(plan, "{\"requested_on\":\"2025-01-14\"}");
    EXPECT_PROBLEM(r, 422, "validation_failed");
    cr_expect_str_eq(errors_of(r), "/pupil_id ehcp_pupil_is_under_26");
}

/* A day entered wrongly is put right, forwards and backwards, but never behind what followed. */
Test(ehcps, the_day_of_the_request_is_put_right)
{
    static const char *const DAYS[] = { "2025-01-20", "2025-01-06" };
    const char *plan = add_plan(add_pupil(school));

    for (size_t i = 0; i < 2; i++) {
        const struct reply *r = patch(plan, text_of("{\"requested_on\":\"%s\"}", DAYS[i]));

        cr_assert_eq(r->status, 200, "%s", r->text);
        cr_expect_str_eq(text_at(r, "/status_on"), DAYS[i]);
        r = CALL(.path = plan_at(plan, "/transitions"), .token = admin);
        cr_expect_eq(json_array_size(json_at(r->json, "/data")), 1, "%s", r->text);
        cr_expect_str_eq(text_at(r, "/data/0/on"), DAYS[i]);
    }
    cr_assert_eq(move(admin, plan, step_to("assessing", "2025-02-10"))->status, 200);
    cr_assert_eq(move(admin, plan, step_to("refused_to_issue", "2025-05-10"))->status, 200);
    const struct reply *r = patch(plan, "{\"requested_on\":\"2025-02-11\"}");
    EXPECT_PROBLEM(r, 422, "validation_failed");
    cr_expect_str_eq(errors_of(r), "/requested_on ehcp_request_comes_first");
}

Test(ehcps, a_replacement_keeps_what_the_steps_recorded)
{
    const char *pupil = add_pupil(school), *plan = plan_in("cease_proposed", pupil);
    const struct reply *before = find(plan);
    json_t *body = but(plan_body(pupil), "{\"post_16_transfer_on\":\"2031-09-01\"}"), *value;
    const struct reply *r = CALL(.method = "PUT", .path = plan_at(plan, ""), .token = admin,
                                 .body = dumped(body), .headers = { "If-Match: *" });
    const char *name;

    cr_assert_eq(r->status, 200, "%s", r->text);
    json_object_foreach(before->json, name, value) {
        if (strcmp(name, "version") != 0 && strcmp(name, "updated_at") != 0 &&
            strcmp(name, "post_16_transfer_on") != 0)
            cr_expect(json_equal(value, json_object_get(r->json, name)), "%s", name);
    }
    cr_expect_str_eq(text_at(r, "/post_16_transfer_on"), "2031-09-01");
}

/* ---- many, history, steps ---------------------------------------------------------------- */

static const struct reply *bulk(const char *query, const char *type, const char *body)
{
    return CALL(.method = "POST", .path = text_of("/v1/ehcps/bulk?%s", query), .token = admin,
                .type = type, .body = body);
}

Test(ehcps, many_are_made_at_once)
{
    json_t *items = json_pack("[o, o]", plan_body(add_pupil(school)), plan_body(add_pupil(school)));
    const struct reply *r = bulk("op=create", NULL, dumped(json_pack("{s:o}", "items", items)));

    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_eq(int_at(r, "/summary/created"), 2);
    const char *id = text_at(r, "/results/0/id");
    cr_expect_str_eq(text_at(find(id), "/status"), "requested");
    r = bulk("op=update", "text/csv", text_of("id,advice.1.source,advice.1.asked_on\n"
                                              "%s,health,2025-02-20\n", id));
    cr_expect_eq(int_at(r, "/summary/updated"), 1, "%s", r->text);
    cr_expect_str_eq(text_at(find(id), "/advice/0/source"), "health");
    r = bulk("op=update", "text/csv", text_of("id,status\n%s,active\n", id));
    cr_expect_eq(r->status, 422, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/results/0/problem/errors/0/code"), "read_only");
}

Test(ehcps, many_come_as_csv)
{
    const char *pupil = add_pupil(school), *other = add_pupil(school);
    const char *head = "pupil_id,la_code,request_source,requested_on\n";
    const char *csv = text_of("%s%s,908,2,2025-01-13\n%s,908,2,2025-01-13\n%s,908,9,2025-01-13\n",
                              head, pupil, pupil, other);
    const struct reply *r = bulk("op=create&mode=partial", "text/csv", csv);

    cr_assert_eq(r->status, 207, "%s", r->text);
    cr_expect_eq(int_at(r, "/summary/failed"), 2, "%s", r->text);
    cr_expect_eq(int_at(r, "/results/2/status"), 422, "%s", r->text);
    r = CALL(.path = text_of("/v1/ehcps?pupil_id=%s&fields=id,status", pupil), .token = admin,
             .headers = { "Accept: text/csv" });
    cr_expect_not_null(strstr(r->text, ",requested"), "%s", r->text);
}

Test(ehcps, history_and_steps_are_told)
{
    const char *plan = plan_in("draft_issued", add_pupil(school));
    const struct reply *r = CALL(.path = plan_at(plan, "/transitions"), .token = admin);
    static const char *const TOLD[] = { "requested", "assessing", "draft_issued" };

    cr_assert_eq(json_array_size(json_at(r->json, "/data")), 3, "%s", r->text);
    for (size_t i = 0; i < 3; i++)
        cr_expect_str_eq(text_at(r, text_of("/data/%zu/to", i)), TOLD[i]);
    cr_expect(json_is_null(json_at(r->json, "/data/0/from")));
    cr_expect_str_eq(text_at(r, "/data/2/on"), "2025-03-10");
    cr_expect_str_eq(text_at(r, "/data/2/reference"), "SE/25/0117");
    cr_expect_eq(int_at(r, "/data/2/version"), 3);
    r = CALL(.path = plan_at(plan, "/history"), .token = admin);
    cr_expect_eq(int_at(r, "/data/0/version"), 3, "%s", r->text);
    cr_expect_not_null(strstr(r->text, "draft_served_on"));
    cr_expect_null(strstr(r->text, "status_step"), "is of the inside");
}

Test(ehcps, lists_are_filtered)
{
    const char *pupil = add_pupil(school), *plan = plan_in("active", pupil);
    const struct {
        const char *query;
        size_t count;
    } LISTS[] = {
        { "status=active", 1 },          { "status.ne=active", 0 },
        { "status.in=active,ceased", 1 }, { "issued_on.null=false", 1 },
        { "requested_on.lt=2025-01-13", 0 }, { "named_school_id.null=true", 1 },
        { "cease_reason=1", 0 },         { "plan_type=EHCP", 1 },
        { text_of("school_id=%s", school), 1 },
    };

    for (size_t i = 0; i < sizeof LISTS / sizeof *LISTS; i++) {
        const struct reply *r =
            CALL(.path = text_of("/v1/ehcps?pupil_id=%s&%s", pupil, LISTS[i].query),
                 .token = admin);

        cr_expect_eq(json_array_size(json_at(r->json, "/data")), LISTS[i].count, "%s: %s",
                     LISTS[i].query, r->text);
    }
    const struct reply *r = CALL(.path = plan_at(plan, "?expand=pupil"), .token = admin);
    cr_expect_str_eq(text_at(r, "/pupil/id"), pupil);
}
