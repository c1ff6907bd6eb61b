/* Going back after a term and after a year: who does it, what is said of it, and that an inspection
 * is closed only then. And an inspection from its planning to its end. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/inspections/record_fixture.h"

static const char *inspection;

static void start(void)
{
    cast_inspection();
    inspection = planned_inspection("");
    team_up(inspection);
}

TestSuite(follow_ups, .init = start, .fini = client_stop, .timeout = 300);

static const struct reply *go(const char *token, const char *to, int day, const char *more)
{
    return move_inspection(token, inspection, to, day, more);
}

static const struct reply *see(const char *token, const char *members)
{
    return hold(token, inspection, "one_term", members);
}

static const char *first_action(void)
{
    const struct reply *r = send_as(cast.quality.token, "GET",
                                    inspection_at(inspection, "/actions?limit=1"), NULL);

    return text_at(r, "/data/0/id");
}

/* ---- follow-ups ------------------------------------------------------------------------- */

Test(follow_ups, the_step_makes_two)
{
    bring_inspection(inspection, "action_plan");
    cr_expect_eq(count_of(cast.head.token, inspection, "/follow-ups"), 0);
    bring_inspection(inspection, "follow_up");
    const struct reply *r = send_as(cast.head.token, "GET",
                                    inspection_at(inspection, "/follow-ups"), NULL);
    static const char DUE[] = "SELECT (finalised_on + interval '%s')::date FROM"
                              " app.inspection_report WHERE inspection_id = '%s'";
    static const char *const KINDS_[][2] = { { "one_term", "4 months" }, { "one_year", "1 year" } };

    cr_assert_eq(json_array_size(json_at(r->json, "/data")), 2, "%s", r->text);
    for (size_t i = 0; i < 2; i++) {
        const char *due = owner_says(cast.inspected, text_of(DUE, KINDS_[i][1], inspection));

        cr_expect_str_eq(text_at(r, text_of("/data/%zu/kind", i)), KINDS_[i][0]);
        cr_expect_str_eq(text_at(r, text_of("/data/%zu/due_on", i)), due);
        cr_expect_null(text_at(r, text_of("/data/%zu/held_on", i)), "%s", r->text);
    }
    cr_expect_eq(count_of(cast.head.token, inspection, "/follow-ups?held_on.null=false"), 0);
    cr_expect_eq(count_of(cast.external.token, inspection,
                          text_of("/follow-ups?due_on.gt=%s&kind=one_year", day_from_today(200))),
                 1);
    EXPECT_PROBLEM(send_as(cast.quality.token, "POST", inspection_at(inspection, "/follow-ups"),
                           "{}"), 405, "method_not_allowed");
}

Test(follow_ups, the_lead_holds_one_and_the_schools_read_it)
{
    bring_inspection(inspection, "follow_up");
    fall_due(inspection);
    const char *action = first_action();
    const struct reply *r = see(cast.lead.token,
                                text_of("'held_by':'Lead of the team','actions_seen':"
                                        "[{'action_id':'%s','seen':'Every class reads'}]", action));

    cr_assert_eq(r->status, 200, "%s", r->text);
    r = send_as(cast.head.token, "GET",
                inspection_at(inspection, text_of("/follow-ups/%s", text_at(r, "/id"))), NULL);
    cr_expect_str_eq(text_at(r, "/held_on"), day_from_today(0), "%s", r->text);
    cr_expect_str_eq(text_at(r, "/findings"), "Reading is taught daily");
    cr_expect_str_eq(text_at(r, "/actions_seen/0/action_id"), action);
    cr_expect_str_eq(text_at(r, "/actions_seen/0/seen"), "Every class reads");
    r = send_as(cast.head.token, "GET",
                inspection_at(inspection, text_of("/follow-ups/%s/history", text_at(r, "/id"))),
                NULL);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 2, "%s", r->text);
    r = see(cast.quality.token, "'findings':'Reading is taught in most classes'");
    cr_expect_str_eq(text_at(r, "/findings"), "Reading is taught in most classes", "%s", r->text);
}

Test(follow_ups, who_holds_one)
{
    static const char RULE[] = "/inspection_id follow_up_is_the_leads";

    bring_inspection(inspection, "follow_up");
    fall_due(inspection);
    refused_for(see(cast.reviewers[0].token, ""), 403, "forbidden", RULE);
    refused_for(see(cast.external.token, ""), 403, "forbidden", RULE);
    EXPECT_PROBLEM(see(cast.head.token, ""), 403, "insufficient_scope");
    EXPECT_PROBLEM(see(cast.bystander.token, ""), 403, "insufficient_scope");
    EXPECT_PROBLEM(see(new_person("inspector", NULL).token, ""), 404, "not_found");
    cr_expect_eq(see(trust_admin(), "")->status, 200);
}

Test(follow_ups, what_is_wrong_with_one_is_said)
{
    static const char UNKNOWN[] = "01890a5d-ac96-774b-bcce-b302099a8057";

    add_pupil(cast.inspected);
    bring_inspection(inspection, "follow_up");
    fall_due(inspection);
    const char *seen = text_of("{'action_id':'%s','seen':'Yes'}", first_action());
    const char *const CASES[][2] = {
        { text_of("'held_on':'%s'", day_from_today(1)), "/held_on follow_up_has_been" },
        { text_of("'held_on':'%s'", day_from_today(-29)), "/held_on follow_up_is_held_when_due" },
        { "'findings':null", "/findings follow_up_tells_what_was_found" },
        { "'held_on':null", "/findings follow_up_tells_what_was_found" },
        { text_of("'actions_seen':[%s,%s]", seen, seen),
          "/actions_seen follow_up_sees_an_action_once" },
        { text_of("'actions_seen':[{'action_id':'%s','seen':'Yes'}]", UNKNOWN),
          "/actions_seen follow_up_sees_actions_of_the_inspection" },
        { "'actions_seen':[{'seen':'Yes'}]", "/actions_seen/0/action_id required" },
        { "'findings':'Loveday Pascoe reads'", "/findings follow_up_names_no_pupil" },
        { "'held_by':'Loveday Pascoe'", "/findings follow_up_names_no_pupil" },
        { text_of("'actions_seen':[{'action_id':'%s','seen':'Loveday Pascoe reads'}]",
                  first_action()),
          "/findings follow_up_names_no_pupil" },
    };

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        refused_for(see(cast.lead.token, CASES[i][0]), 422, "validation_failed", CASES[i][1]);
    cr_expect_eq(see(cast.lead.token, text_of("'held_on':'%s'", day_from_today(-28)))->status, 200);
    cr_expect_eq(see(cast.lead.token, "'due_on':'2099-01-01'")->status, 422);
}

/* Neither is held when the report has just come, nor the second before the first. */
Test(follow_ups, they_are_held_when_due_and_in_order)
{
    static const char DUE[] = "/held_on follow_up_is_held_when_due";
    static const char ORDER[] = "/held_on follow_up_of_the_year_comes_second";
    const char *lead = cast.lead.token, *day = text_of("'held_on':'%s'", day_from_today(-3));

    bring_inspection(inspection, "follow_up");
    refused_for(see(lead, ""), 422, "validation_failed", DUE);
    refused_for(hold(lead, inspection, "one_year", ""), 422, "validation_failed", DUE);
    fall_due(inspection);
    refused_for(hold(lead, inspection, "one_year", ""), 422, "validation_failed", ORDER);
    cr_assert_eq(see(lead, "")->status, 200);
    refused_for(hold(lead, inspection, "one_year", day), 422, "validation_failed", ORDER);
    cr_assert_eq(see(lead, text_of("'held_on':'%s'", day_from_today(-5)))->status, 200);
    cr_assert_eq(hold(lead, inspection, "one_year", day)->status, 200);
    refused_for(see(lead, ""), 422, "validation_failed", ORDER);
    refused_for(see(lead, "'held_on':null,'findings':null"), 422, "validation_failed", ORDER);
    cr_expect_eq(see(lead, day)->status, 200);
}

/* Who comes after it was held is in nobody's way. */
Test(follow_ups, only_what_is_written_now_names_a_pupil)
{
    bring_inspection(inspection, "follow_up");
    fall_due(inspection);
    cr_assert_eq(see(cast.lead.token, "'findings':'Loveday Pascoe'")->status, 200);
    add_pupil(cast.inspected);
    const struct reply *r = see(cast.lead.token, "'findings':'Loveday Pascoe','held_by':'Lead'");
    cr_expect_eq(r->status, 200, "%s", r->text);
    refused_for(see(cast.lead.token, "'findings':'Loveday Pascoe reads'"), 422,
                "validation_failed", "/findings follow_up_names_no_pupil");
}

Test(follow_ups, the_feed_tells_of_them)
{
    bring_inspection(inspection, "action_plan");
    const char *after = text_at(send_as(trust_admin(), "GET", "/v1/changes/latest", NULL),
                                "/next_after");

    bring_inspection(inspection, "follow_up");
    const struct reply *r = fed(cast.quality.token, after, "inspection_follow_up", 2);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 2, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/data/0/resource/inspection_id"), inspection, "%s", r->text);
}

/* ---- the end ---------------------------------------------------------------------------- */

Test(follow_ups, it_is_closed_when_all_was_seen)
{
    static const char TWICE[] = "/to inspection_is_followed_up_twice";
    static const char OPEN[] = "/to inspection_actions_are_done_or_carried_over";
    const char *quality = cast.quality.token;

    bring_inspection(inspection, "follow_up");
    fall_due(inspection);
    const char *late = recorded(plan_action(cast.head.token, inspection, ""));
    refused_for(go(quality, "closed", 0, ""), 422, "validation_failed", TWICE);
    see(cast.lead.token, "");
    refused_for(go(quality, "closed", 0, ""), 422, "validation_failed", TWICE);
    hold(quality, inspection, "one_year", "");
    refused_for(go(quality, "closed", 0, ""), 422, "validation_failed", OPEN);
    cr_assert_eq(move_action(cast.head.token, inspection, first_action(), "done", "")->status, 200);
    refused_for(go(quality, "closed", 0, ""), 422, "validation_failed", OPEN);
    send_as(quality, "PATCH", action_at(inspection, late, ""),
            "{'carried_over_reason':'The builders are late'}");
    const struct reply *r = go(quality, "closed", 0, "");
    cr_assert_eq(r->status, 200, "%s", r->text);
    refused_for(see(quality, "'held_by':'Lead'"), 409, "conflict",
                "/inspection_id follow_up_is_held_in_its_stage");
}

/* ---- the whole way ---------------------------------------------------------------------- */

static void moved(const char *token, const char *to, int day)
{
    const struct reply *r = go(token, to, day, "");

    cr_assert_eq(r->status, 200, "%s: %s", to, r->text);
    cr_expect_str_eq(text_at(r, "/status"), to);
}

static void refused_step(const char *token, const char *to, int day, const char *rule)
{
    refused_for(go(token, to, day, ""), 422, "validation_failed", rule);
}

/* Whoever it is not for is told so, by the scope that the step takes. */
static void not_for(const char *token, const char *to, const char *scope)
{
    const struct reply *r = go(token, to, 0, "");

    EXPECT_PROBLEM(r, 403, "insufficient_scope");
    cr_expect_str_eq(text_at(r, "/scope"), scope, "%s", to);
}

static void prepare(const struct person *head, const struct person *lead)
{
    const char *quality = cast.quality.token;
    const char *fresh = planned_inspection(text_of("'starts_on':null,'ends_on':null"));
    const char *kept = inspection;

    inspection = fresh;
    refused_step(quality, "team_confirmed", -50, "/starts_on inspection_has_days_to_confirm");
    inspection = kept;
    EXPECT_PROBLEM(go(quality, "fieldwork", 0, ""), 409, "invalid_transition");
    not_for(head->token, "team_confirmed", "inspections:quality");
    not_for(lead->token, "team_confirmed", "inspections:quality");
    moved(quality, "team_confirmed", -50);
    refused_step(head->token, "self_evaluation_submitted", -30,
                 "/to inspection_needs_a_self_evaluation");
    record_for(inspection, "self_evaluation_submitted");
    refused_for(go(lead->token, "self_evaluation_submitted", -30, ""), 403, "forbidden",
                "/to inspection_step_is_the_schools");
    moved(head->token, "self_evaluation_submitted", -30);
    refused_step(lead->token, "fieldwork", -21, "/on inspection_begins_on_its_first_day");
    refused_for(go(cast.reviewers[0].token, "fieldwork", -20, ""), 403, "forbidden",
                "/to inspection_step_is_the_leads");
    moved(lead->token, "fieldwork", -20);
}

static void find_out(const struct person *head, const struct person *lead)
{
    static const char *const AREAS[] = { "leadership", "outcomes" };
    const char *quality = cast.quality.token;

    refused_step(quality, "drafting", -17, "/reason inspection_step_in_the_leads_stead");
    moved(lead->token, "drafting", -17);
    refused_step(lead->token, "factual_accuracy", -16,
                 "/to inspection_needs_two_drafts_of_each_area");
    for (size_t i = 0; i < 2; i++) {
        submitted(lead->token, inspection, AREAS[i]);
        submitted(cast.reviewers[0].token, inspection, AREAS[i]);
    }
    refused_step(lead->token, "factual_accuracy", -16,
                 "/to inspection_needs_an_agreed_judgement_of_each_area");
    record_for(inspection, "factual_accuracy");
    moved(lead->token, "factual_accuracy", -16);
    refused_step(quality, "moderated", -2, "/to inspection_waits_for_the_schools");
    const char *id = recorded(comment_on(head->token, inspection, cast.inspected, ""));
    refused_step(quality, "moderated", -2, "/to inspection_comments_are_decided");
    send_as(lead->token, "POST",
            inspection_at(inspection, text_of("/accuracy-comments/%s/transitions", id)),
            "{'to':'rejected','reason':'There is one'}");
    not_for(head->token, "moderated", "inspections:quality");
    moved(quality, "moderated", -2);
}

static void improve(const struct person *head, const struct person *lead)
{
    const char *quality = cast.quality.token;

    not_for(lead->token, "final", "inspections:quality");
    moved(quality, "final", -1);
    EXPECT_PROBLEM(go(quality, "cancelled", 0, "'reason':'x'"), 409, "invalid_transition");
    not_for(quality, "action_plan", "inspections:respond");
    moved(head->token, "action_plan", -1);
    refused_step(quality, "follow_up", 0, "/to inspection_needs_an_action_for_each_area");
    recorded(plan_action(head->token, inspection, "'areas_for_development':[1,2]"));
    not_for(head->token, "follow_up", "inspections:quality");
    moved(quality, "follow_up", 0);
    refused_step(quality, "closed", 0, "/to inspection_is_followed_up_twice");
    fall_due(inspection);
    see(lead->token, "");
    hold(lead->token, inspection, "one_year", "");
    refused_step(quality, "closed", 0, "/to inspection_actions_are_done_or_carried_over");
    const char *id = first_action();
    cr_assert_eq(move_action(head->token, inspection, id, "done", "")->status, 200);
    cr_assert_eq(move_action(lead->token, inspection, id, "closed", "'reason':'Seen'")->status,
                 200);
    not_for(lead->token, "closed", "inspections:quality");
    moved(quality, "closed", 0);
}

Test(follow_ups, an_inspection_goes_its_whole_way)
{
    prepare(&cast.head, &cast.lead);
    find_out(&cast.head, &cast.lead);
    improve(&cast.head, &cast.lead);
    const struct reply *r = go(cast.quality.token, "planned", 0, "");
    EXPECT_PROBLEM(r, 409, "invalid_transition");
    cr_expect_str_eq(allowed_of(r), "");
    r = send_as(cast.head.token, "GET", inspection_at(inspection, "/transitions"), NULL);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 11, "%s", r->text);
}
