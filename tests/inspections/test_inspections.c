/* Inspections: what is planned, by whom, every step of it and whose it is, and what the school
 * shares. */
#include <criterion/criterion.h>
#include <string.h>

#include "models/date.h"
#include "models/working_day.h"
#include "tests/inspections/record_fixture.h"

TestSuite(inspections, .init = cast_inspection, .fini = client_stop, .timeout = 300);

static const char *quality(void)
{
    return cast.quality.token;
}

static const struct reply *change(const char *token, const char *id, const char *members)
{
    return send_as(token, "PATCH", inspection_at(id, ""), text_of("{%s}", members));
}

static const char *ending(int day)
{
    return text_of("'ends_on':'%s'", day_from_today(day));
}

/* Another framework, which the trust began with. */
static const char *ofsted(void)
{
    return text_at(send_as(trust_admin(), "GET", "/v1/inspection-frameworks?name.prefix=Ofsted",
                           NULL),
                   "/data/0/id");
}

/* ---- what is planned ------------------------------------------------------------------- */

Test(inspections, an_inspection_is_planned)
{
    const struct reply *r = plan_inspection("'scope':['leadership','sixth_form']");
    const char *id = text_at(r, "/id");

    cr_assert_eq(r->status, 201, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/status"), "planned");
    cr_expect_str_eq(text_at(r, "/status_on"), day_from_today(-60));
    cr_expect_str_eq(text_at(r, "/accountable_school_ids/0"), cast.inspected);
    cr_expect_str_eq(text_at(r, "/shared_with"), "nobody");
    cr_expect(json_is_false(json_at(r->json, "/needs_specialist")));
    r = send_as(quality(), "GET",
                text_of("/v1/inspections?accountable_school_id=%s&status=planned"
                        "&starts_on.lte=%s&expand=framework&subject_kind=school&cycle_id.null=true",
                        cast.inspected, day_from_today(0)), NULL);
    cr_expect_str_eq(text_at(r, "/data/0/id"), id, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/data/0/framework/name"), "Review");
    r = change(quality(), id, "'starts_on':null,'ends_on':null,'scope':null");
    cr_expect(json_is_null(json_at(r->json, "/report_due_on")), "%s", r->text);
    r = send_as(quality(), "PUT", inspection_at(id, ""), text_of(
        "{'subject_kind':'school','starts_on':'%s','ends_on':'%s','needs_specialist':true}",
        day_from_today(30), day_from_today(31)));
    cr_expect_eq(r->status, 200, "%s", r->text);
    cr_expect(json_is_true(json_at(r->json, "/needs_specialist")));
    cr_expect_eq(send_as(quality(), "DELETE", inspection_at(id, ""), NULL)->status, 204);
    r = send_as(quality(), "GET", inspection_at(id, "/history"), NULL);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 4, "%s", r->text);
    cr_expect_eq(send_as(quality(), "POST", inspection_at(id, "/restore"), NULL)->status, 200);
}

Test(inspections, what_is_wrong_with_a_plan_is_said)
{
    static const char UNKNOWN[] = "'01890a5d-ac96-774b-bcce-b302099a8057'";
    const char *const CASES[][2] = {
        { "'framework_id':null", "/framework_id inspection_goes_by_a_framework" },
        { text_of("'framework_id':%s", UNKNOWN), "/framework_id inspection_framework_is_known" },
        { text_of("'cycle_id':%s", UNKNOWN), "/cycle_id inspection_cycle_is_known" },
        { "'school_id':null", "/school_id inspection_of_a_school_names_it" },
        { text_of("'school_id':%s", UNKNOWN), "/school_id inspection_school_is_known" },
        { "'subject_kind':'provision'", "/provision_id inspection_of_a_provision_names_it" },
        { text_of("'subject_kind':'provision','provision_id':%s", UNKNOWN),
          "/provision_id inspection_provision_is_known" },
        { "'scope':['leadership','leadership']", "/scope inspection_areas_are_different" },
        { "'scope':['lunch']", "/scope inspection_areas_are_of_the_framework" },
        { "'planned_on':'2199-01-01'", "/planned_on inspection_is_planned_in_the_past" },
        { "'ends_on':null", "/ends_on inspection_has_a_first_and_a_last_day" },
        { "'ends_on':'2020-01-01'", "/ends_on inspection_ends_after_it_starts" },
        { "'ends_on':'2199-01-01'", "/ends_on inspection_is_short" },
    };

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        cr_expect_str_eq(errors_of(plan_inspection(CASES[i][0])), CASES[i][1], "%s", CASES[i][0]);
    const char *retired = ofsted();
    send_as(trust_admin(), "POST", text_of("/v1/inspection-frameworks/%s/transitions", retired),
            "{'to':'retired'}");
    cr_expect_str_eq(errors_of(plan_inspection(text_of("'framework_id':'%s'", retired))),
                     "/framework_id framework_is_not_published");
    const char *closed = add_school();
    cr_assert_eq(send_as(trust_admin(), "DELETE", text_of("/v1/schools/%s", closed), NULL)->status,
                 204);
    cr_expect_str_eq(errors_of(plan_inspection(text_of("'school_id':'%s'", closed))),
                     "/school_id inspection_is_of_what_is_there");
}

/* A framework that is retired meanwhile goes on being that of what is under way. */
Test(inspections, a_retired_framework_ends_nothing)
{
    const char *id = planned_inspection("");
    const struct reply *r = send_as(
        trust_admin(), "POST", text_of("/v1/inspection-frameworks/%s/transitions", cast.framework),
        "{'to':'retired'}");

    cr_assert_eq(r->status, 200, "%s", r->text);
    r = change(quality(), id, "'needs_specialist':true");
    cr_expect_eq(r->status, 200, "%s", r->text);
    refused_for(send_as(trust_admin(), "DELETE",
                        text_of("/v1/inspection-frameworks/%s", cast.framework), NULL),
                409, "conflict", "/id framework_is_in_use");
}

/* The host and the provider of a base answer for it together. */
Test(inspections, a_base_has_two_accountable_schools)
{
    const char *special = add_special_school();
    const char *base = add_inspected_base(special);
    const char *of_base = text_of("'subject_kind':'provision','provision_id':'%s'", base);
    const struct reply *r = plan_inspection(text_of("%s,'school_id':null", of_base));
    const char *id = text_at(r, "/id");

    cr_assert_eq(r->status, 201, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/school_id"), cast.inspected);
    cr_expect_eq(json_array_size(json_at(r->json, "/accountable_school_ids")), 2);
    cr_expect(json_is_true(json_at(r->json, "/needs_specialist")), "always of a base");
    const char *provider = new_person("school_leader", text_of("[\"%s\"]", special)).token;
    cr_expect_eq(send_as(provider, "GET", inspection_at(id, ""), NULL)->status, 200);
    cr_expect_eq(send_as(cast.head.token, "GET", inspection_at(id, ""), NULL)->status, 200);
    refused_for(plan_inspection(text_of("%s,'school_id':'%s'", of_base, special)), 422,
                "validation_failed", "/school_id inspection_school_is_the_host");
}

/* ---- in a cycle ------------------------------------------------------------------------ */

static const char *new_cycle(const char *framework)
{
    const struct reply *r = send_as(
        trust_admin(), "POST", "/v1/inspection-cycles",
        text_of("{'name':'Cycle %s','framework_id':'%s','starts_on':'%s','ends_on':'%s',"
                "'school_ids_taking_part':['%s','%s','%s','%s'],"
                "'visit_windows':[{'from':'%s','to':'%s'}]}",
                fresh_upn(), framework, day_from_today(-40), day_from_today(200), cast.inspected,
                cast.schools[0], cast.schools[1], cast.schools[2], day_from_today(-30),
                day_from_today(60)));

    cr_assert_eq(r->status, 201, "%s", r->text);
    return text_at(r, "/id");
}

Test(inspections, an_inspection_is_part_of_a_cycle)
{
    const char *cycle = new_cycle(cast.framework);
    const char *in_it = text_of("'cycle_id':'%s','framework_id':null", cycle);
    const struct reply *r = plan_inspection(in_it);

    cr_assert_eq(r->status, 201, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/framework_id"), cast.framework);
    refused_for(plan_inspection(in_it), 409, "conflict", "/cycle_id inspection_is_one_of_a_cycle");
    refused_for(plan_inspection(text_of("%s,'school_id':'%s'", in_it, add_school())), 422,
                "validation_failed", "/cycle_id inspection_takes_part_in_the_cycle");
    refused_for(plan_inspection(text_of("%s,'school_id':'%s','starts_on':'%s'", in_it,
                                        cast.schools[0], day_from_today(-41))),
                422, "validation_failed", "/starts_on inspection_days_are_of_the_cycle");
    const char *other = ofsted();
    refused_for(plan_inspection(text_of("'cycle_id':'%s','framework_id':'%s','school_id':'%s'",
                                        cycle, other, cast.schools[0])),
                422, "validation_failed", "/framework_id inspection_goes_by_the_cycles_framework");
    r = send_as(trust_admin(), "POST", text_of("/v1/inspection-cycles/%s/transitions", cycle),
                "{'to':'cancelled','reason':'No money'}");
    cr_assert_eq(r->status, 200, "%s", r->text);
    refused_for(plan_inspection(text_of("%s,'school_id':'%s'", in_it, cast.schools[0])), 422,
                "validation_failed", "/cycle_id inspection_cycle_is_over");
}

/* What was deleted comes back where it could be planned today. */
Test(inspections, what_is_brought_back_is_looked_at_again)
{
    const char *cycle = new_cycle(cast.framework), *school = add_school();
    const char *const PLANS[] = {
        planned_inspection(text_of("'cycle_id':'%s','framework_id':null", cycle)),
        planned_inspection(text_of("'school_id':'%s'", school)),
        planned_inspection(""),
    };
    static const char *const RULES[] = { "/cycle_id inspection_cycle_is_over",
                                         "/school_id inspection_is_of_what_is_there" };

    team_up(PLANS[2]);
    for (size_t i = 0; i < 3; i++)
        cr_assert_eq(send_as(quality(), "DELETE", inspection_at(PLANS[i], ""), NULL)->status, 204);
    send_as(trust_admin(), "POST", text_of("/v1/inspection-cycles/%s/transitions", cycle),
            "{'to':'cancelled','reason':'No money'}");
    send_as(trust_admin(), "DELETE", text_of("/v1/schools/%s", school), NULL);
    const struct reply *r = send_as(quality(), "DELETE",
                                    text_of("/v1/inspection-reviewers/%s", cast.external_id), NULL);
    cr_assert_eq(r->status, 204, "%s", r->text);
    for (size_t i = 0; i < 2; i++)
        refused_for(send_as(quality(), "POST", inspection_at(PLANS[i], "/restore"), NULL), 422,
                    "validation_failed", RULES[i]);
    r = send_as(quality(), "POST", inspection_at(PLANS[2], "/restore"), NULL);
    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_eq(count_of(quality(), PLANS[2], "/team-members"), 4);
    refused_for(move_inspection(quality(), PLANS[2], "team_confirmed", -50, ""), 422,
                "validation_failed", "/to inspection_team_is_active");
}

/* ---- steps ----------------------------------------------------------------------------- */

Test(inspections, every_step_follows_the_machine)
{
    static const char *const MACHINE[][2] = {
        { "planned", "team_confirmed,postponed,cancelled" },
        { "team_confirmed", "self_evaluation_submitted,postponed,cancelled" },
        { "self_evaluation_submitted", "fieldwork,postponed,cancelled" },
        { "fieldwork", "drafting,cancelled" },
        { "drafting", "factual_accuracy,cancelled" },
        { "factual_accuracy", "moderated,cancelled" },
        { "moderated", "final,cancelled" },
        { "final", "action_plan" },
        { "action_plan", "follow_up" },
        { "follow_up", "closed" },
        { "closed", "" },
    };
    const char *id = planned_inspection("");

    team_up(id);
    for (size_t i = 0; i < sizeof MACHINE / sizeof *MACHINE; i++) {
        bring_inspection(id, MACHINE[i][0]);
        const struct reply *r = move_inspection(quality(), id, "nowhere", 0, "");
        EXPECT_PROBLEM(r, 409, "invalid_transition");
        cr_expect_str_eq(allowed_of(r), MACHINE[i][1], "%s", MACHINE[i][0]);
    }
    const struct reply *r = send_as(quality(), "GET", inspection_at(id, "/transitions"), NULL);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 11, "%s", r->text);
}

Test(inspections, steps_have_their_days)
{
    const char *id = planned_inspection("'starts_on':null,'ends_on':null");

    team_up(id);
    refused_for(move_inspection(quality(), id, "team_confirmed", -50, ""), 422, "validation_failed",
                "/starts_on inspection_has_days_to_confirm");
    change(quality(), id, text_of("'starts_on':'%s','ends_on':'%s'", day_from_today(-20),
                                  day_from_today(-18)));
    refused_for(move_inspection(quality(), id, "team_confirmed", -61, ""), 422, "validation_failed",
                "/on status_does_not_go_back_in_time");
    refused_for(move_inspection(quality(), id, "team_confirmed", 1, ""), 422, "validation_failed",
                "/on status_is_not_of_the_future");
    bring_inspection(id, "self_evaluation_submitted");
    refused_for(move_inspection(cast.lead.token, id, "fieldwork", -21, ""), 422,
                "validation_failed", "/on inspection_begins_on_its_first_day");
    bring_inspection(id, "fieldwork");
    refused_for(move_inspection(cast.lead.token, id, "drafting", -19, ""), 422,
                "validation_failed", "/on inspection_is_drafted_after_the_fieldwork");
    const struct reply *r = change(quality(), id, ending(-19));
    cr_assert_eq(r->status, 200, "%s", r->text);
    r = move_inspection(cast.lead.token, id, "drafting", -19, "");
    cr_assert_eq(r->status, 200, "%s", r->text);
    bring_inspection(id, "factual_accuracy");
    r = send_as(quality(), "GET", inspection_at(id, ""), NULL);
    const char *last = text_at(r, "/factual_accuracy_ends_on");
    cr_expect_str_gt(last, day_from_today(4), "five working days from now: %s", r->text);
    bring_inspection(id, "moderated");
}

Test(inspections, what_is_put_off_has_a_reason_and_no_days)
{
    const char *id = planned_inspection("");

    refused_for(move_inspection(quality(), id, "postponed", 0, ""), 422, "validation_failed",
                "/reason inspection_is_put_off_for_a_reason");
    refused_for(move_inspection(quality(), id, "cancelled", 0, ""), 422, "validation_failed",
                "/reason inspection_is_put_off_for_a_reason");
    const struct reply *r = move_inspection(quality(), id, "postponed", 0, "'reason':'Snow'");
    cr_expect(json_is_null(json_at(r->json, "/starts_on")), "%s", r->text);
    cr_expect(json_is_null(json_at(r->json, "/report_due_on")), "%s", r->text);
    refused_for(change(quality(), id, "'needs_specialist':true"), 409, "conflict",
                "/status inspection_plan_stands");
    refused_for(send_as(quality(), "DELETE", inspection_at(id, ""), NULL), 409, "conflict",
                "/status inspection_is_cancelled_not_deleted");
    cr_expect_eq(move_inspection(quality(), id, "planned", 0, "")->status, 200);
    r = change(quality(), id, text_of("'starts_on':'%s','ends_on':'%s'", day_from_today(9),
                                      day_from_today(10)));
    cr_expect_eq(r->status, 200, "%s", r->text);
    r = move_inspection(quality(), id, "cancelled", 0, "'reason':'The school has closed'");
    cr_expect_eq(r->status, 200, "%s", r->text);
    cr_expect_eq(send_as(quality(), "DELETE", inspection_at(id, ""), NULL)->status, 204);
}

Test(inspections, what_was_planned_stands_from_the_fieldwork_on)
{
    const char *id = planned_inspection("");

    team_up(id);
    bring_inspection(id, "fieldwork");
    refused_for(change(quality(), id, "'scope':['outcomes']"), 409, "conflict",
                "/status inspection_plan_stands");
    refused_for(change(quality(), id, text_of("'starts_on':'%s'", day_from_today(-19))), 409,
                "conflict", "/status inspection_plan_stands");
    refused_for(change(quality(), id, text_of("%s,'needs_specialist':true", ending(-17))), 409,
                "conflict", "/status inspection_plan_stands");
    bring_inspection(id, "drafting");
    refused_for(change(quality(), id, ending(-17)), 409, "conflict",
                "/status inspection_plan_stands");
}

/* A visit that is interrupted goes on later, with whoever can come then. */
Test(inspections, a_visit_may_last_longer)
{
    const char *id = planned_inspection(
        text_of("'cycle_id':'%s','framework_id':null", new_cycle(cast.framework)));
    const char *reviewer = text_of("/v1/inspection-reviewers/%s", cast.reviewer_ids[0]);

    team_up(id);
    bring_inspection(id, "fieldwork");
    const struct reply *r = change(quality(), id, ending(5));
    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_gt(text_at(r, "/report_due_on"), day_from_today(5));
    cr_expect_eq(change(quality(), id, ending(-20))->status, 200, "cut short");
    refused_for(change(quality(), id, ending(-21)), 422, "validation_failed",
                "/ends_on inspection_ends_after_it_starts");
    refused_for(change(quality(), id, ending(11)), 422, "validation_failed",
                "/ends_on inspection_is_short");
    refused_for(change(quality(), id, "'ends_on':null"), 422, "validation_failed",
                "/ends_on inspection_has_a_first_and_a_last_day");
    r = send_as(quality(), "PATCH", reviewer,
                text_of("{'unavailable':[{'from':'%s','to':'%s'}]}", day_from_today(-20),
                        day_from_today(-10)));
    cr_assert_eq(r->status, 200, "%s", r->text);
    refused_for(change(quality(), id, ending(-10)), 422, "validation_failed",
                "/to inspection_team_is_available");
    r = send_as(quality(), "PATCH", reviewer,
                text_of("{'unavailable':[{'from':'%s','to':'%s'}]}", day_from_today(-20),
                        day_from_today(-20)));
    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_eq(change(quality(), id, ending(-10))->status, 200, "away on no day that is added");
    EXPECT_PROBLEM(change(cast.lead.token, id, ending(-9)), 403, "insufficient_scope");
}

/* What was found in one visit is not taken along into another. */
Test(inspections, a_visit_that_has_begun_is_not_put_off)
{
    static const char *const STAGES[] = { "fieldwork", "drafting", "factual_accuracy",
                                          "moderated" };
    const char *in_it = text_of("'cycle_id':'%s','framework_id':null", new_cycle(cast.framework));
    const char *id = planned_inspection(in_it);

    team_up(id);
    for (size_t i = 0; i < sizeof STAGES / sizeof *STAGES; i++) {
        bring_inspection(id, STAGES[i]);
        EXPECT_PROBLEM(move_inspection(quality(), id, "postponed", 0, "'reason':'Snow'"), 409,
                       "invalid_transition");
    }
    refused_for(move_inspection(quality(), id, "cancelled", 0, ""), 422, "validation_failed",
                "/reason inspection_is_put_off_for_a_reason");
    const struct reply *r = move_inspection(quality(), id, "cancelled", 0, "'reason':'A fire'");
    cr_assert_eq(r->status, 200, "%s", r->text);
    refused_for(send_as(quality(), "DELETE", inspection_at(id, ""), NULL), 409, "conflict",
                "/status inspection_is_cancelled_not_deleted");
    const char *another = planned_inspection(in_it);
    cr_expect_eq(count_of(trust_admin(), another, "/evidence"), 0);
    cr_expect_eq(send_as(quality(), "DELETE", inspection_at(another, ""), NULL)->status, 204);
}

/* Who was told of a team that comes finds it again, whatever became of the plan. */
Test(inspections, a_team_that_was_confirmed_is_kept)
{
    const char *id = planned_inspection("");

    team_up(id);
    bring_inspection(id, "self_evaluation_submitted");
    cr_assert_eq(move_inspection(quality(), id, "postponed", 0, "'reason':'Snow'")->status, 200);
    cr_assert_eq(move_inspection(quality(), id, "planned", 0, "")->status, 200);
    refused_for(send_as(quality(), "DELETE", inspection_at(id, ""), NULL), 409, "conflict",
                "/status inspection_is_cancelled_not_deleted");
    const struct reply *r = send_as(quality(), "GET",
                                    inspection_at(id, "/team-members?role=lead"), NULL);
    const char *lead = inspection_at(id, text_of("/team-members/%s", text_at(r, "/data/0/id")));
    refused_for(send_as(quality(), "DELETE", lead, NULL), 409, "conflict",
                "/left_on team_member_leaves_on_a_day");
    r = send_as(quality(), "PATCH", lead,
                text_of("{'left_on':'%s','change_reason':'Retires'}", day_from_today(0)));
    cr_expect_eq(r->status, 200, "%s", r->text);
}

/* ---- whose step it is ------------------------------------------------------------------- */

Test(inspections, a_step_is_somebodys)
{
    const char *id = planned_inspection(""), *some = text_of("[\"%s\"]", cast.inspected);
    const char *over_one = new_person("send_lead", some).token;

    team_up(id);
    refused_for(move_inspection(over_one, id, "team_confirmed", -50, ""), 403, "forbidden",
                "/to inspection_step_is_quality_assurances");
    EXPECT_PROBLEM(move_inspection(cast.head.token, id, "team_confirmed", -50, ""), 403,
                   "insufficient_scope");
    EXPECT_PROBLEM(move_inspection(cast.bystander.token, id, "team_confirmed", -50, ""), 404,
                   "not_found");
    bring_inspection(id, "team_confirmed");
    EXPECT_PROBLEM(move_inspection(quality(), id, "self_evaluation_submitted", -30, ""), 403,
                   "insufficient_scope");
    refused_for(move_inspection(cast.lead.token, id, "self_evaluation_submitted", -30, ""), 403,
                "forbidden", "/to inspection_step_is_the_schools");
    EXPECT_PROBLEM(move_inspection(new_person("senco", some).token, id,
                                   "self_evaluation_submitted", -30, ""),
                   403, "insufficient_scope");
    bring_inspection(id, "self_evaluation_submitted");
    EXPECT_PROBLEM(move_inspection(cast.head.token, id, "fieldwork", -20, ""), 403,
                   "insufficient_scope");
    bring_inspection(id, "fieldwork");
}

/* The head of one school who reads at another answers for the first alone. */
Test(inspections, a_step_is_taken_with_its_own_scope)
{
    const char *id = planned_inspection("");
    const char *user = new_person("senco", text_of("[\"%s\"]", cast.inspected)).user;

    team_up(id);
    bring_inspection(id, "team_confirmed");
    record_for(id, "self_evaluation_submitted");
    added(trust_admin(), "/v1/grants",
          json_pack("{s:s, s:s, s:[s]}", "user_id", user, "claim_set", "school_leader", "schools",
                    cast.schools[0]));
    const char *token = session_of(user);
    cr_expect_eq(send_as(token, "GET", inspection_at(id, ""), NULL)->status, 200);
    EXPECT_PROBLEM(move_inspection(token, id, "self_evaluation_submitted", -30, ""), 403,
                   "insufficient_scope");
    added(trust_admin(), "/v1/grants",
          json_pack("{s:s, s:s, s:[s]}", "user_id", user, "claim_set", "school_leader", "schools",
                    cast.inspected));
    const struct reply *r =
        move_inspection(session_of(user), id, "self_evaluation_submitted", -30, "");
    cr_expect_eq(r->status, 200, "%s", r->text);
}

Test(inspections, quality_assurance_of_the_trust_plans)
{
    const char *id = planned_inspection("");
    const char *some = new_person("send_lead", text_of("[\"%s\"]", cast.inspected)).token;

    EXPECT_PROBLEM(change(cast.head.token, id, "'needs_specialist':true"), 403,
                   "insufficient_scope");
    refused_for(change(some, id, "'needs_specialist':true"), 403, "forbidden",
                "/status inspection_is_planned_by_quality_assurance");
    EXPECT_PROBLEM(send_as(some, "POST", "/v1/inspections",
                           text_of("{'framework_id':'%s','subject_kind':'school',"
                                   "'school_id':'%s'}", cast.framework, cast.inspected)),
                   403, "forbidden");
}

/* ---- what the school shares ------------------------------------------------------------- */

Test(inspections, a_final_inspection_is_shared_by_its_school)
{
    const char *id = planned_inspection(""), *at = inspection_at(id, ""), *sharing;
    const char *theirs = cast.reviewers[0].token; /* not in the team */
    const struct reply *r;

    sharing = inspection_at(id, "/sharing");
    refused_for(send_as(cast.head.token, "PUT", sharing, "{'shared_with':'schools'}"), 422,
                "validation_failed",
                "/shared_with_school_ids inspection_is_shared_with_named_schools");
    refused_for(send_as(cast.head.token, "PUT", sharing,
                        "{'shared_with':'schools','shared_with_school_ids':"
                        "['01890a5d-ac96-774b-bcce-b302099a8057']}"),
                422, "validation_failed",
                "/shared_with_school_ids inspection_is_shared_with_schools");
    r = send_as(cast.head.token, "PUT", sharing,
                text_of("{'shared_with':'schools','shared_with_school_ids':['%s']}",
                        cast.schools[1]));
    cr_assert_eq(r->status, 200, "%s", r->text);
    EXPECT_PROBLEM(send_as(quality(), "PUT", sharing, "{'shared_with':'nobody'}"), 403,
                   "insufficient_scope");
    team_without(id, cast.reviewer_ids[0]);
    bring_inspection(id, "moderated");
    EXPECT_PROBLEM(send_as(theirs, "GET", at, NULL), 404, "not_found");
    bring_inspection(id, "final");
    cr_expect_eq(send_as(theirs, "GET", at, NULL)->status, 200);
    EXPECT_PROBLEM(send_as(cast.bystander.token, "GET", at, NULL), 404, "not_found");
    r = send_as(cast.head.token, "PUT", sharing, "{'shared_with':'trust'}");
    cr_expect_eq(send_as(cast.bystander.token, "GET", at, NULL)->status, 200, "%s", r->text);
    const char *newcomer = new_person("school_leader", text_of("[\"%s\"]", add_school())).token;
    cr_expect_eq(send_as(newcomer, "GET", at, NULL)->status, 200);
    send_as(cast.head.token, "PUT", sharing, "{'shared_with':'nobody'}");
    EXPECT_PROBLEM(send_as(newcomer, "GET", at, NULL), 404, "not_found");
}

/* ---- working days ---------------------------------------------------------------------- */

enum { HOLIDAYS_MAX = 400, DAYS = 400 };

static struct day_calendar england(void)
{
    static int64_t holidays[HOLIDAYS_MAX];
    const char *list = owner_says(cast.inspected, "SELECT string_agg(day::text, ',' ORDER BY day)"
                                                  " FROM app.bank_holiday");
    size_t count = 0;

    for (const char *at = list; *at; at += strcspn(at, ","), at += *at == ',')
        cr_assert(count < HOLIDAYS_MAX && date_read(text_of("%.10s", at), &holidays[count++]));
    return (struct day_calendar){ holidays, count, NULL, 0 };
}

/* The database and the program count the same. */
Test(inspections, working_days_are_counted_alike)
{
    const struct day_calendar calendar = england();

    for (int days = 5; days <= 30; days += 25) {
        const char *said = owner_says(cast.inspected, text_of(
            "SELECT string_agg(app.working_day_after(date '2025-12-01' + n, %d)::text, ','"
            " ORDER BY n) FROM generate_series(0, %d) AS n", days, DAYS - 1));
        int64_t first;

        cr_assert(date_read("2025-12-01", &first));
        for (int64_t n = 0; n < DAYS; n++) {
            char day[DATE_TEXT];

            date_write(working_days_after(&calendar, first + n, days), day);
            cr_expect_str_eq(text_of("%.10s", said + n * 11), day, "%d days", days);
        }
    }
}
