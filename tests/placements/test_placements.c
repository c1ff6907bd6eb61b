/* Placements through their life: every step, the guards of admission and of the stay, and what is
 * odd but allowed. Who decides is in test_decisions.c, places and registers in test_places.c. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tests/placements/placement_fixture.h"

TestSuite(placements, .init = places_start, .fini = client_stop, .timeout = 300);

/* ---- made, read, written --------------------------------------------------------------- */

Test(placements, is_made_and_read)
{
    const char *pupil = add_pupil(former), *ehcp = plan_issued_for(pupil, host);
    const struct reply *made = added(token, "/v1/placements", placement_body(ehcp, base));
    const char *id = text_at(made, "/id");

    cr_expect_str_eq(text_at(made, "/pupil_id"), pupil, "the case's");
    cr_expect_str_eq(text_at(made, "/la_code"), "908", "the case's");
    cr_expect_str_eq(text_at(made, "/host_school_id"), host, "the provision's");
    cr_expect_str_eq(text_at(made, "/provider_school_id"), special, "the provision's");
    cr_expect_str_eq(text_at(made, "/status"), "proposed");
    cr_expect_str_eq(text_at(made, "/status_on"), day_from_today(0));
    cr_expect_str_eq(text_at(made, "/register_as"), "single_and_guest");
    cr_expect_eq(int_at(made, "/rank"), 1);
    cr_expect_str_eq(text_at(made, "/warnings/0/code"), "named_neq_registered");
    cr_expect_str_eq(find_placement(id)->text, made->text);
    const struct reply *r = CALL(.token = token,
                                 .path = text_of("/v1/placements/%s?expand=pupil", id));
    cr_expect_str_eq(text_at(r, "/pupil/id"), pupil);
}

static const char *const RULES[][2] = {
    { "{\"status\":\"active\"}", "/status read_only" },
    { "{\"ending_reason\":\"deceased\"}", "/ending_reason read_only" },
    { "{\"pupil_id\":\"0197c2f4-7b20-7f4e-8c11-2a5d9e3b7c60\"}", "/pupil_id read_only" },
    { "{\"ehcp_id\":\"0197c2f4-7b20-7f4e-8c11-2a5d9e3b7c60\"}", "/ehcp_id case_is_in_sight" },
    { "{\"provision_id\":\"0197c2f4-7b20-7f4e-8c11-2a5d9e3b7c60\"}",
      "/provision_id provision_is_in_sight" },
    { "{\"named_school_id\":\"0197c2f4-7b20-7f4e-8c11-2a5d9e3b7c60\"}",
      "/named_school_id placement_named_school_is_known" },
    { "{\"registered_school_id\":\"0197c2f4-7b20-7f4e-8c11-2a5d9e3b7c60\"}",
      "/registered_school_id placement_registered_school_is_known" },
    { "{\"host_school_id\":\"0197c2f4-7b20-7f4e-8c11-2a5d9e3b7c60\"}",
      "/host_school_id placement_host_school_is_known" },
    { "{\"provider_school_id\":\"0197c2f4-7b20-7f4e-8c11-2a5d9e3b7c60\"}",
      "/provider_school_id placement_provider_school_is_known" },
    { "{\"rank\":3}", "/rank placement_rank_range" },
    { "{\"register_as\":\"guest\"}", "/register_as register_model_code" },
    { "{\"starts_on\":null}", "/starts_on required" },
    { "{\"ends_on\":\"2020-01-01\"}", "/ends_on placement_ends_after_it_begins" },
};

Test(placements, rules)
{
    for (size_t i = 0; i < sizeof RULES / sizeof *RULES; i++)
        expect_rule(propose(base, RULES[i][0]), 422, "validation_failed", RULES[i][1]);
    expect_rule(propose(base, text_of("{\"register_as\":\"main_and_subsidiary\","
                                      "\"host_school_id\":\"%s\"}",
                                      special)),
                422, "validation_failed", "/register_as placement_main_and_subsidiary_differ");
    expect_rule(propose(add_provision(5, "{\"kind\":\"bridge\"}"), "{}"), 422, "validation_failed",
                "/provision_id placement_is_not_at_a_bridge");
}

Test(placements, is_changed_replaced_deleted_restored)
{
    const char *id = proposed(base, "{\"band\":\"B4\"}");
    const struct reply *r = change_placement("PATCH", id, "{\"band\":\"B5\"}");

    cr_expect_eq(int_at(r, "/version"), 2, "%s", r->text);
    cr_expect_eq(int_at(change_placement("PATCH", id, "{\"band\":\"B5\"}"), "/version"), 2,
                 "unchanged");
    r = change_placement("PATCH", id, text_of("{\"provision_id\":\"%s\"}", add_provision(1, "{}")));
    expect_rule(r, 422, "validation_failed", "/provision_id read_only");
    take_steps(id, "consulting");
    r = change_placement("PUT", id,
                         dumped(placement_body(text_at(find_placement(id), "/ehcp_id"), base)));
    cr_expect_str_eq(text_at(r, "/status"), "consulting", "%s", r->text);
    cr_expect(json_is_null(json_at(r->json, "/band")));
    cr_expect_str_eq(text_at(r, "/host_school_id"), host);
    cr_expect_eq(change_placement("DELETE", id, NULL)->status, 204);
    EXPECT_PROBLEM(find_placement(id), 410, "deleted");
    r = CALL(.method = "POST", .path = text_of("/v1/placements/%s/restore", id), .token = token);
    cr_expect_str_eq(text_at(r, "/status"), "consulting", "%s", r->text);
    r = CALL(.path = text_of("/v1/placements/%s/history", id), .token = token);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 6, "%s", r->text);
}

Test(placements, bulk)
{
    json_t *items = json_array();

    for (size_t i = 0; i < 3; i++)
        json_array_append_new(items,
                              placement_body(plan_issued_for(add_pupil(former), host), base));
    json_object_set_new(json_array_get(items, 1), "rank", json_integer(9));
    const struct reply *r = CALL(.method = "POST", .token = token,
                                 .path = "/v1/placements/bulk?op=create&mode=partial",
                                 .body = dumped(json_pack("{s:o}", "items", items)));
    cr_expect_eq(int_at(r, "/summary/created"), 2, "%s", r->text);
    const char *id = text_at(r, "/results/0/id");
    cr_expect_str_eq(text_at(find_placement(id), "/status"), "proposed");
    r = CALL(.method = "POST", .path = "/v1/placements/bulk?op=update", .token = token,
             .body = text_of("{\"items\":[{\"id\":\"%s\",\"band\":\"C\"}]}", id));
    cr_expect_eq(int_at(r, "/summary/updated"), 1, "%s", r->text);
}

Test(placements, lists)
{
    const char *id = proposed(base,
                              text_of("{\"band\":\"Z9\",\"ends_on\":\"%s\"}", day_from_today(90)));
    const char *const FINDS[] = { "status=proposed",
                                  "band=Z9",
                                  "rank=1",
                                  "la_code=908",
                                  text_of("host_school_id=%s", host),
                                  text_of("registered_school_id=%s", special),
                                  text_of("provider_school_id=%s", special),
                                  text_of("named_school_id=%s", host),
                                  text_of("starts_on.lt=%s", day_from_today(0)),
                                  text_of("ends_on.gte=%s", day_from_today(90)),
                                  text_of("provision_id=%s", base),
                                  "named_school_id.null=false" };
    const char *active = text_of("on=%s", day_from_today(90)),
               *after = text_of("on=%s", day_from_today(91));
    const char *path = text_of("/v1/placements?id=%s&sort=-starts_on&", id);

    for (size_t i = 0; i < sizeof FINDS / sizeof *FINDS; i++)
        cr_expect_str_eq(
            text_at(CALL(.path = text_of("%s%s", path, FINDS[i]), .token = token), "/data/0/id"),
            id, "%s", FINDS[i]);
    cr_expect_null(
        text_at(CALL(.path = text_of("%s%s", path, active), .token = token), "/data/0/id"));
    take_steps(id, TO_ACTIVE);
    cr_expect_str_eq(
        text_at(CALL(.path = text_of("%s%s", path, active), .token = token), "/data/0/id"), id);
    cr_expect_null(
        text_at(CALL(.path = text_of("%s%s", path, after), .token = token), "/data/0/id"));
}

/* ---- steps ------------------------------------------------------------------------------ */

static const struct {
    const char *status;
    const char *way;     /* from proposed */
    const char *allowed; /* of the steps */
} MACHINE[] = {
    { "proposed", "", "consulting,declined,withdrawn" },
    { "consulting", "consulting", "agreed,objected,declined,withdrawn" },
    { "objected", "consulting objected", "la_decides" },
    { "la_decides", "consulting objected la_decides", "agreed,declined" },
    { "agreed", TO_AGREED, "named,declined,withdrawn" },
    { "named", "consulting objected la_decides agreed named", "active,superseded" },
    { "active", TO_ACTIVE, "suspended_share,ending" },
    { "suspended_share", TO_ACTIVE " suspended_share", "active" },
    { "active", TO_ACTIVE " suspended_share active", "suspended_share,ending" },
    { "ending", TO_ACTIVE " ending", "ended" },
    { "ended", TO_ACTIVE " ending ended", "" },
    { "declined", "declined", "" },
    { "declined", "consulting objected la_decides declined", "" },
    { "withdrawn", TO_AGREED " withdrawn", "" },
    { "superseded", "consulting agreed named superseded", "" },
};

static const char *const STEPS[] = { "consulting", "objected", "la_decides",      "agreed",
                                     "named",      "active",   "suspended_share", "ending",
                                     "ended",      "declined", "withdrawn",       "superseded",
                                     "proposed" };

/* What is told last counts. */
static void answer_for(const char *id, const char *step)
{
    if (strcmp(step, "objected") == 0)
        consult(id, host, "object", -20, -10);
    else if (strcmp(step, "agreed") == 0)
        consult(id, host, "agree", -9, -5);
}

Test(placements, every_step_from_every_status)
{
    for (size_t i = 0; i < sizeof MACHINE / sizeof *MACHINE; i++) {
        const char *id = proposed(base, "{}"), *comma = text_of(",%s,", MACHINE[i].allowed);

        take_steps(id, MACHINE[i].way);
        cr_expect_str_eq(text_at(find_placement(id), "/status"), MACHINE[i].status);
        for (size_t k = 0; k < sizeof STEPS / sizeof *STEPS; k++) {
            if (strcmp(MACHINE[i].way, "consulting") == 0)
                answer_for(id, STEPS[k]);
            const struct reply *r = take_step_by(token, id, STEPS[k], needed(STEPS[k]), true);

            if (strstr(comma, text_of(",%s,", STEPS[k]))) {
                cr_expect_eq(r->status, 200, "%s, %s: %s", MACHINE[i].way, STEPS[k], r->text);
                continue;
            }
            cr_expect_str_eq(not_problem(r, 409, "invalid_transition"), "", "%s, %s: %s",
                             MACHINE[i].way, STEPS[k], r->text);
            cr_expect_str_eq(allowed_of(r), MACHINE[i].allowed, "%s", MACHINE[i].way);
        }
    }
}

Test(placements, steps_are_kept)
{
    const char *id = proposed(base, "{}");
    static const char *const WAY[] = { "proposed", "consulting", "agreed", "named",
                                       "active",   "ending",     "ended" };

    take_steps(id, TO_ACTIVE " ending ended");
    const struct reply *r = CALL(.path = text_of("/v1/placements/%s/transitions", id),
                                 .token = token);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 7, "%s", r->text);
    for (size_t i = 0; i < 7; i++)
        cr_expect_str_eq(text_at(r, text_of("/data/%zu/to", i)), WAY[i]);
    cr_expect_str_eq(text_at(r, "/data/2/reference"), "SEN/2026/114");
    r = find_placement(id);
    cr_expect_eq(int_at(r, "/version"), 7, "one version for each step: %s", r->text);
    cr_expect_str_eq(text_at(r, "/ending_reason"), "change_of_placement");
    r = CALL(.path = text_of("/v1/placements/%s/history", id), .token = token);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 7, "%s", r->text);
}

Test(placements, the_answer_to_a_step_has_the_version_that_stands)
{
    const char *id = proposed(base, "{}");
    char *way = strdup(TO_ACTIVE " ending");

    for (char *rest = way, *one; (one = strsep(&rest, " "));) {
        const struct reply *r = take_step(id, one);

        cr_expect_str_eq(header_of(r, "ETag"), header_of(find_placement(id), "ETag"), "%s", one);
        cr_expect_str_eq(r->text, find_placement(id)->text, "%s", one);
    }
    free(way);
}

/* ---- the guards of admission ------------------------------------------------------------ */

static const char *named_with(const char *members)
{
    const char *id = proposed(base, members);

    take_steps(id, "consulting agreed named");
    return id;
}

Test(placements, admission_waits_for_its_day)
{
    const char *id = named_with(text_of("{\"starts_on\":\"%s\"}", day_from_today(5)));

    expect_rule(take_step(id, "active"), 422, "validation_failed",
                "/on placement_begins_on_its_day");
    const char *early = text_of("{\"starts_on\":\"%s\"}", day_from_today(-2));
    const struct reply *r = take_step_by(token, id, "active", early, false);
    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/starts_on"), day_from_today(-2), "the day of admission");
}

Test(placements, admission_takes_a_plan_in_force)
{
    static const char *const IN_FORCE[] = { "active", "in_review", "amend_proposed",
                                            "cease_proposed", "reassessing" };
    static const char *const NOT[] = { "requested",        "assessing", "draft_issued",
                                       "refused_to_issue", "ceased",    "transferred_out",
                                       "deceased" };
    const char *id = named_with("{}"), *ehcp = text_at(find_placement(id), "/ehcp_id");

    for (size_t i = 0; i < sizeof IN_FORCE / sizeof *IN_FORCE; i++) {
        by_hand(text_of("UPDATE app.ehcp SET status = '%s' WHERE id = '%s'", IN_FORCE[i], ehcp));
        cr_expect_eq(take_step_by(token, id, "active", "{}", true)->status, 200, "%s", IN_FORCE[i]);
    }
    for (size_t i = 0; i < sizeof NOT / sizeof *NOT; i++) {
        by_hand(text_of("UPDATE app.ehcp SET status = '%s' WHERE id = '%s'", NOT[i], ehcp));
        expect_rule(take_step(id, "active"), 422, "validation_failed",
                    "/ehcp_id placement_plan_is_in_force");
    }
    by_hand(text_of("UPDATE app.ehcp SET status = 'active' WHERE id = '%s'", ehcp));
    take_steps(id, "active suspended_share");
    by_hand(text_of("UPDATE app.ehcp SET status = 'ceased' WHERE id = '%s'", ehcp));
    expect_rule(take_step(id, "active"), 422, "validation_failed",
                "/ehcp_id placement_plan_is_in_force");
}

Test(placements, admission_is_to_what_section_i_names)
{
    const char *id = named_with("{}"), *ehcp = text_at(find_placement(id), "/ehcp_id");
    const char *none = named_with("{\"named_school_id\":null}");
    const char *wrong = "/named_school_id placement_is_named_in_section_i";

    by_hand(text_of("UPDATE app.ehcp SET named_school_id = '%s' WHERE id = '%s'", former, ehcp));
    expect_rule(take_step(id, "active"), 422, "validation_failed", wrong);
    by_hand(text_of("UPDATE app.ehcp SET named_school_id = NULL WHERE id = '%s'", ehcp));
    expect_rule(take_step(id, "active"), 422, "validation_failed", wrong);
    by_hand(text_of("UPDATE app.ehcp SET named_setting_type = 'area_resource_base' WHERE id = '%s'",
                    ehcp));
    cr_expect_eq(take_step(id, "active")->status, 200);
    expect_rule(take_step(none, "active"), 422, "validation_failed", wrong);
}

Test(placements, admission_is_to_a_year_that_is_taught)
{
    static const struct {
        const char *year;
        long status;
    } CASES[] = { { "6", 422 }, { "7", 200 }, { "11", 200 }, { "12", 422 }, { "R", 422 } };
    const char *id = named_with("{}"), *pupil = text_at(find_placement(id), "/pupil_id");

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        by_hand(
            text_of("UPDATE app.pupil SET nc_year = '%s' WHERE id = '%s'", CASES[i].year, pupil));
        cr_expect_eq(take_step_by(token, id, "active", "{}", true)->status, CASES[i].status, "%s",
                     CASES[i].year);
    }
    expect_rule(take_step(id, "active"), 422, "validation_failed",
                "/provision_id placement_year_is_taught");
    by_hand(text_of("UPDATE app.pupil SET nc_year = 'X', date_of_birth = '2015-08-31'"
                    " WHERE id = '%s'",
                    pupil));
    cr_expect_eq(take_step_by(token, id, "active", "{}", true)->status, 200, "by age: %s",
                 take_step_by(token, id, "active", "{}", true)->text);
}

/* ---- the stay --------------------------------------------------------------------------- */

Test(placements, the_provision_is_open_throughout)
{
    const char *dates = text_of("{\"opened_on\":\"%s\",\"closed_on\":\"%s\"}", day_from_today(-10),
                                day_from_today(100));
    const char *there = add_provision(5, dates), *closed = "/starts_on placement_provision_is_open";
    const char *fits = proposed(there, text_of("{\"ends_on\":\"%s\"}", day_from_today(100)));
    const char *late = proposed(there, text_of("{\"ends_on\":\"%s\"}", day_from_today(101)));
    const char *open = proposed(there, "{}");
    const char *early = proposed(there, text_of("{\"starts_on\":\"%s\",\"ends_on\":\"%s\"}",
                                                day_from_today(-11), day_from_today(9)));

    take_steps(fits, TO_AGREED);
    take_steps(late, "consulting");
    expect_rule(take_step(late, "agreed"), 422, "validation_failed", closed);
    take_steps(open, "consulting");
    expect_rule(take_step(open, "agreed"), 422, "validation_failed", closed);
    take_steps(early, "consulting");
    expect_rule(take_step(early, "agreed"), 422, "validation_failed", closed);
    expect_rule(change_placement("PATCH", fits, "{\"ends_on\":null}"), 422, "validation_failed",
                closed);
}

static void set_lease_rule(const char *rule)
{
    cr_assert_eq(CALL(.method = "PATCH", .path = "/v1/settings", .token = token,
                      .body = text_of("{\"lease_rule\":\"%s\"}", rule))
                     ->status,
                 200);
}

static bool warns(const struct reply *r, const char *code)
{
    json_t *one;
    size_t i;

    json_array_foreach(json_at(r->json, "/warnings"), i, one)
    {
        if (strcmp(json_string_value(json_object_get(one, "code")), code) == 0)
            return true;
    }
    return false;
}

Test(placements, a_lease_covers_the_stay_or_warns_or_blocks)
{
    const char *lease = text_of("{\"lease\":{\"starts_on\":\"2020-09-01\",\"ends_on\":\"%s\"}}",
                                day_from_today(30));
    const char *there = add_provision(5, lease), *code = "lease_does_not_cover_the_stay";
    const char *within = proposed(there, text_of("{\"ends_on\":\"%s\"}", day_from_today(30)));
    const char *beyond = proposed(there, text_of("{\"ends_on\":\"%s\"}", day_from_today(31)));
    const char *open = proposed(there, "{}");

    cr_expect_not(warns(find_placement(within), code));
    cr_expect(warns(find_placement(beyond), code));
    cr_expect(warns(find_placement(open), code));
    take_steps(open, TO_AGREED);
    take_steps(beyond, "consulting");
    set_lease_rule("block");
    const struct reply *r = take_step(beyond, "agreed");
    take_steps(within, TO_AGREED);
    set_lease_rule("warn");
    expect_rule(r, 422, "validation_failed", "/ends_on placement_lease_covers_the_stay");
    take_steps(beyond, "agreed");
}

Test(placements, warnings)
{
    const char *other = add_provision(
        5, "{\"needs\":[\"HI\"],\"nc_year_from\":\"12\",\"nc_year_to\":\"14\"}");
    const struct reply *r = find_placement(proposed(other, "{}"));

    cr_expect(warns(r, "need_outside_specialisms") && warns(r, "year_outside_range"), "%s",
              r->text);
    r = find_placement(proposed(base, text_of("{\"named_school_id\":\"%s\"}", special)));
    cr_expect_eq(json_array_size(json_at(r->json, "/warnings")), 0, "%s", r->text);
    const char *id = proposed(base, "{}");
    take_steps(id, "withdrawn");
    cr_expect_eq(json_array_size(json_at(find_placement(id)->json, "/warnings")), 0, "it is over");
}
