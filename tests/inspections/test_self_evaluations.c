/* How a school sees itself before the team sets out: who writes it, when, and who reads it. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/inspections/record_fixture.h"

static const char *inspection;

static void start(void)
{
    cast_inspection();
    inspection = planned_inspection("'scope':['leadership','sixth_form']");
    team_up(inspection);
}

TestSuite(self_evaluations, .init = start, .fini = client_stop, .timeout = 300);

#define LEADERSHIP "{'area':'leadership','grade':'leading','narrative':'We lead well'}"
#define SIXTH_FORM "{'area':'sixth_form','narrative':'It is small'}"

static const struct reply *put(const char *token, const char *areas, const char *more)
{
    return send_as(token, "PUT", inspection_at(inspection, "/self-evaluation"),
                   text_of("{'areas':[%s]%s%s}", areas, *more ? "," : "", more));
}

static const struct reply *get(const char *token)
{
    return send_as(token, "GET", inspection_at(inspection, "/self-evaluation"), NULL);
}

static const struct reply *hand_in(void)
{
    return move_inspection(cast.head.token, inspection, "self_evaluation_submitted", -30, "");
}

Test(self_evaluations, a_school_writes_and_hands_it_in)
{
    const char *head = cast.head.token;

    bring_inspection(inspection, "team_confirmed");
    EXPECT_PROBLEM(get(head), 404, "not_found");
    refused_for(hand_in(), 422, "validation_failed", "/to inspection_needs_a_self_evaluation");
    const struct reply *r = put(head, LEADERSHIP, "'strengths':['Reading']");
    cr_assert_eq(r->status, 201, "%s", r->text);
    cr_expect(strstr(header_of(r, "Location"), "/self-evaluation"));
    cr_expect_str_eq(text_at(r, "/areas/0/grade"), "leading");
    refused_for(hand_in(), 422, "validation_failed", "/to inspection_needs_a_self_evaluation");
    const struct call blind = { .method = "PUT", .token = head,
                                .path = inspection_at(inspection, "/self-evaluation"),
                                .body = "{\"areas\":[]}" };
    EXPECT_PROBLEM(call(&blind), 428, "precondition_required");
    r = put(head, LEADERSHIP "," SIXTH_FORM, "");
    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_eq(int_at(r, "/version"), 2);
    cr_expect_eq(json_array_size(json_at(r->json, "/strengths")), 0);
    r = hand_in();
    cr_assert_eq(r->status, 200, "%s", r->text);
    refused_for(put(head, LEADERSHIP, ""), 409, "conflict",
                   "/inspection_id self_evaluation_is_written_before_the_visit");
}

Test(self_evaluations, what_is_wrong_with_it_is_said)
{
    static const char *const CASES[][3] = {
        { LEADERSHIP "," LEADERSHIP, "", "/areas self_evaluation_tells_each_area_once" },
        { "{'area':'outcomes','narrative':'x'}", "", "/areas areas_are_inspected" },
        { "{'area':'leadership','grade':'good','narrative':'x'}", "",
          "/areas grades_are_of_the_areas" },
        { "{'area':'sixth_form','grade':'leading','narrative':'x'}", "",
          "/areas grades_are_of_the_areas" },
        { "{'area':'leadership','narrative':'Loveday Pascoe'}", "",
          "/areas self_evaluation_names_no_pupil" },
        { LEADERSHIP, "'strengths':['Loveday Pascoe']", "/areas self_evaluation_names_no_pupil" },
        { LEADERSHIP, "'areas_for_development':['Loveday Pascoe']",
          "/areas self_evaluation_names_no_pupil" },
    };

    add_pupil(cast.inspected);
    bring_inspection(inspection, "team_confirmed");
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        refused_for(put(cast.head.token, CASES[i][0], CASES[i][1]), 422, "validation_failed",
                       CASES[i][2]);
}

Test(self_evaluations, it_is_the_schools)
{
    refused_for(put(cast.head.token, LEADERSHIP, ""), 409, "conflict",
                   "/inspection_id self_evaluation_is_written_before_the_visit");
    bring_inspection(inspection, "team_confirmed");
    refused_for(put(cast.lead.token, LEADERSHIP, ""), 403, "forbidden",
                   "/inspection_id self_evaluation_is_the_schools");
    EXPECT_PROBLEM(put(cast.quality.token, LEADERSHIP, ""), 403, "insufficient_scope");
    EXPECT_PROBLEM(put(cast.bystander.token, LEADERSHIP, ""), 404, "not_found");
    cr_expect_eq(put(trust_admin(), LEADERSHIP, "")->status, 201);
    cr_expect_eq(put(cast.head.token, LEADERSHIP "," SIXTH_FORM, "")->status, 200);
}

/* An area that comes into the scope afterwards is evaluated before anybody sets out. */
Test(self_evaluations, it_is_written_on_when_the_scope_grows)
{
    bring_inspection(inspection, "team_confirmed");
    cr_assert_eq(put(cast.head.token, LEADERSHIP "," SIXTH_FORM, "")->status, 201);
    cr_assert_eq(hand_in()->status, 200);
    refused_for(put(cast.head.token, LEADERSHIP, ""), 409, "conflict",
                "/inspection_id self_evaluation_is_written_before_the_visit");
    const struct reply *r = send_as(cast.quality.token, "PATCH", inspection_at(inspection, ""),
                                    "{'scope':['leadership','sixth_form','outcomes']}");
    cr_assert_eq(r->status, 200, "%s", r->text);
    refused_for(move_inspection(cast.lead.token, inspection, "fieldwork", -20, ""), 422,
                "validation_failed", "/to inspection_needs_a_self_evaluation");
    r = put(cast.head.token, LEADERSHIP "," SIXTH_FORM
            ",{'area':'outcomes','narrative':'Most go on to college'}", "");
    cr_expect_eq(r->status, 200, "%s", r->text);
    r = move_inspection(cast.lead.token, inspection, "fieldwork", -20, "");
    cr_expect_eq(r->status, 200, "%s", r->text);
}

/* The team reads what was handed in, and nothing before. */
Test(self_evaluations, the_team_reads_what_was_handed_in)
{
    const struct person *const TEAM[] = { &cast.lead, &cast.reviewers[0], &cast.external };

    bring_inspection(inspection, "team_confirmed");
    cr_assert_eq(put(cast.head.token, LEADERSHIP "," SIXTH_FORM, "")->status, 201);
    for (size_t i = 0; i < 3; i++) {
        EXPECT_PROBLEM(get(TEAM[i]->token), 404, "not_found");
        const struct reply *r = put(TEAM[i]->token, LEADERSHIP, "");
        cr_expect_eq(r->status, 403, "%s", r->text);
    }
    cr_assert_eq(hand_in()->status, 200);
    for (size_t i = 0; i < 3; i++)
        cr_expect_eq(get(TEAM[i]->token)->status, 200);
    EXPECT_PROBLEM(get(cast.bystander.token), 404, "not_found");
    EXPECT_PROBLEM(get(new_person("inspector", NULL).token), 404, "not_found");
    const struct reply *r = move_inspection(cast.quality.token, inspection, "postponed", -29,
                                            "'reason':'Snow'");
    cr_assert_eq(r->status, 200, "%s", r->text);
    EXPECT_PROBLEM(get(cast.lead.token), 404, "not_found");
    cr_expect_eq(get(cast.head.token)->status, 200);
}
