/* The right of reply: what the schools that answer for an inspection say to what was agreed, who
 * decides it, and that nobody goes on before they were heard. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/inspections/record_fixture.h"

static const char *inspection;

static void start(void)
{
    cast_inspection();
    inspection = planned_inspection("");
    team_up(inspection);
    bring_inspection(inspection, "factual_accuracy");
}

TestSuite(accuracy_comments, .init = start, .fini = client_stop, .timeout = 300);

static const struct reply *say(const char *members)
{
    return comment_on(cast.head.token, inspection, cast.inspected, members);
}

static const char *comment_at(const char *id, const char *below)
{
    return inspection_at(inspection, text_of("/accuracy-comments/%s%s", id, below));
}

static const struct reply *change(const char *id, const char *members)
{
    return send_as(cast.head.token, "PATCH", comment_at(id, ""), text_of("{%s}", members));
}

static const struct reply *decide(const char *token, const char *id, const char *to,
                                  const char *more)
{
    return send_as(token, "POST", comment_at(id, "/transitions"),
                   text_of("{'to':'%s'%s%s}", to, *more ? "," : "", more));
}

static const struct reply *moderate(void)
{
    return move_inspection(cast.quality.token, inspection, "moderated", 0, "");
}

static const char *in_inspection(const char *set)
{
    return owner_says(cast.inspected, text_of("SET session_replication_role = replica;"
                                              " UPDATE app.inspection SET %s WHERE id = '%s'",
                                              set, inspection));
}

Test(accuracy_comments, a_school_comments_and_the_lead_decides)
{
    const struct reply *r = say("'area':'outcomes'");
    const char *id = recorded(r);

    cr_expect_str_eq(text_at(r, "/status"), "made");
    cr_expect_eq(change(id, "'comment':'There are nine bases'")->status, 200);
    r = send_as(cast.reviewers[0].token, "GET",
                inspection_at(inspection, text_of("/accuracy-comments?area=outcomes&status=made"
                                                  "&kind=comment&school_id=%s&count=exact",
                                                  cast.inspected)),
                NULL);
    cr_expect_str_eq(text_at(r, "/data/0/comment"), "There are nine bases", "%s", r->text);
    refused_for(decide(cast.lead.token, id, "accepted", ""), 422, "validation_failed",
                   "/reason accuracy_comment_is_decided_with_a_reason");
    refused_for(decide(cast.reviewers[0].token, id, "accepted", "'reason':'So it is'"), 403,
                   "forbidden", "/to accuracy_comment_is_decided_by_the_lead");
    EXPECT_PROBLEM(decide(cast.head.token, id, "accepted", "'reason':'So it is'"), 403,
                   "insufficient_scope");
    r = decide(cast.lead.token, id, "accepted", "'reason':'So it is'");
    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/status_reason"), "So it is");
    refused_for(change(id, "'comment':'Ten'"), 409, "conflict",
                   "/status accuracy_comment_stands_once_decided");
    refused_for(send_as(cast.head.token, "DELETE", comment_at(id, ""), NULL), 409, "conflict",
                   "/status accuracy_comment_stands_once_decided");
    r = decide(cast.quality.token, id, "rejected", "'reason':'In the stead of the lead'");
    cr_expect_eq(r->status, 200, "%s", r->text);
    r = send_as(cast.head.token, "GET", comment_at(id, "/history"), NULL);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 4, "%s", r->text);
    cr_expect_null(strstr(r->text, "nine bases"));
    r = send_as(cast.head.token, "GET", comment_at(id, "/transitions"), NULL);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 3, "%s", r->text);
}

Test(accuracy_comments, what_is_wrong_with_a_comment_is_said)
{
    static const char *const CASES[][2] = {
        { "'comment':null", "/comment accuracy_comment_says_something" },
        { "'kind':'none'", "/comment accuracy_comment_says_something" },
        { "'kind':'none','comment':null,'area':'outcomes'",
          "/area accuracy_comment_none_has_no_area" },
        { "'area':'lunch'", "/area area_is_inspected" },
        { "'comment':'It was Loveday Pascoe'", "/comment accuracy_comment_names_no_pupil" },
    };

    add_pupil(cast.inspected);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        refused_for(say(CASES[i][0]), 422, "validation_failed", CASES[i][1]);
}

/* The reason for which it is accepted goes into the report. */
Test(accuracy_comments, what_is_accepted_names_no_pupil)
{
    static const char RULE[] = "/reason accuracy_comment_reason_names_no_pupil";
    const char *id = recorded(say(""));

    add_pupil(cast.inspected);
    refused_for(decide(cast.lead.token, id, "accepted", "'reason':'Loveday Pascoe has left'"), 422,
                "validation_failed", RULE);
    cr_expect_eq(decide(cast.lead.token, id, "rejected", "'reason':'Loveday Pascoe'")->status, 200);
    refused_for(decide(cast.lead.token, id, "accepted", "'reason':'Loveday Pascoe'"), 422,
                "validation_failed", RULE);
    cr_expect_eq(decide(cast.lead.token, id, "accepted", "'reason':'One has left'")->status, 200);
}

/* Who comes after it was accepted is found by the report: quality assurance decides anew. */
Test(accuracy_comments, what_was_accepted_is_decided_anew)
{
    const char *id = recorded(say("")), *quality = cast.quality.token;

    cr_assert_eq(decide(cast.lead.token, id, "accepted", "'reason':'It is Loveday Pascoe'")->status,
                 200);
    bring_inspection(inspection, "moderated");
    add_pupil(cast.inspected);
    const struct reply *r = move_inspection(quality, inspection, "final", -1, "");
    refused_for(r, 422, "validation_failed", "/to report_names_no_pupil");
    cr_expect(strstr(text_at(r, "/errors/0/detail"), ": corrections"), "%s", r->text);
    refused_for(decide(cast.lead.token, id, "rejected", "'reason':'Left'"), 409, "conflict",
                "/to accuracy_comment_is_decided_in_factual_accuracy");
    cr_assert_eq(decide(quality, id, "rejected", "'reason':'Anew'")->status, 200);
    cr_assert_eq(decide(quality, id, "accepted", "'reason':'It is one'")->status, 200);
    r = move_inspection(quality, inspection, "final", -1, "");
    cr_expect_eq(r->status, 200, "%s", r->text);
}

Test(accuracy_comments, a_school_speaks_for_itself)
{
    static const char RULE[] = "/school_id accuracy_comment_is_the_schools";
    const char *lead = cast.lead.token;

    refused_for(comment_on(lead, inspection, cast.inspected, ""), 403, "forbidden", RULE);
    refused_for(comment_on(lead, inspection, cast.schools[0], ""), 403, "forbidden", RULE);
    refused_for(say(text_of("'school_id':'%s'", add_school())), 403, "forbidden", RULE);
    EXPECT_PROBLEM(comment_on(cast.quality.token, inspection, cast.inspected, ""), 403,
                   "insufficient_scope");
    EXPECT_PROBLEM(comment_on(cast.bystander.token, inspection, cast.inspected, ""), 404,
                   "not_found");
    recorded(comment_on(trust_admin(), inspection, cast.inspected, ""));
}

Test(accuracy_comments, a_school_may_have_none)
{
    static const char NONE_[] = "'kind':'none','comment':null";
    const char *id = recorded(say(NONE_));

    refused_for(say(NONE_), 409, "conflict", "/kind accuracy_comment_none_is_said_once");
    refused_for(say(""), 409, "conflict", "/kind accuracy_comment_contradicts");
    const struct reply *r = decide(cast.lead.token, id, "accepted", "'reason':'Good'");
    EXPECT_PROBLEM(r, 409, "invalid_transition");
    cr_expect_str_eq(allowed_of(r), "");
    cr_expect_eq(send_as(cast.head.token, "DELETE", comment_at(id, ""), NULL)->status, 204);
    recorded(say(""));
    refused_for(say(NONE_), 409, "conflict", "/kind accuracy_comment_contradicts");
    refused_for(send_as(cast.head.token, "POST", comment_at(id, "/restore"), NULL), 409,
                   "conflict", "/kind accuracy_comment_contradicts");
}

/* Five working days from when the schools can read it, whichever day the step is put down for. */
Test(accuracy_comments, they_are_made_in_time)
{
    static const char RULE[] = "/inspection_id accuracy_comment_is_in_time";
    const char *id = recorded(say(""));
    const struct reply *r = send_as(cast.head.token, "GET", inspection_at(inspection, ""), NULL);

    cr_expect_str_gt(text_at(r, "/factual_accuracy_ends_on"), day_from_today(4), "%s", r->text);
    in_inspection("factual_accuracy_ends_on = app.today() - 1");
    refused_for(say(""), 409, "conflict", RULE);
    refused_for(change(id, "'comment':'Ten'"), 409, "conflict", RULE);
    refused_for(send_as(cast.head.token, "DELETE", comment_at(id, ""), NULL), 409, "conflict",
                   RULE);
    in_inspection("factual_accuracy_ends_on = app.today()");
    cr_expect_eq(change(id, "'comment':'Ten'")->status, 200, "the last day counts");
    cr_expect_eq(decide(cast.lead.token, id, "rejected", "'reason':'Nine'")->status, 200);
    cr_assert_eq(moderate()->status, 200);
    refused_for(say(""), 409, "conflict", RULE);
    refused_for(decide(cast.lead.token, id, "accepted", "'reason':'Ten'"), 409, "conflict",
                   "/to accuracy_comment_is_decided_in_factual_accuracy");
}

Test(accuracy_comments, nobody_goes_on_before_the_school_is_heard)
{
    static const char WAITS[] = "/to inspection_waits_for_the_schools";

    refused_for(moderate(), 422, "validation_failed", WAITS);
    const char *id = recorded(say(""));
    refused_for(moderate(), 422, "validation_failed", "/to inspection_comments_are_decided");
    cr_assert_eq(decide(cast.lead.token, id, "rejected", "'reason':'Nine'")->status, 200);
    const char *other = recorded(say(""));
    refused_for(moderate(), 422, "validation_failed", "/to inspection_comments_are_decided");
    send_as(cast.head.token, "DELETE", comment_at(other, ""), NULL);
    cr_expect_eq(moderate()->status, 200);
}

Test(accuracy_comments, whoever_is_silent_is_not_waited_for_longer)
{
    in_inspection("factual_accuracy_ends_on = app.today()");
    refused_for(moderate(), 422, "validation_failed", "/to inspection_waits_for_the_schools");
    in_inspection("factual_accuracy_ends_on = app.today() - 1");
    cr_expect_eq(moderate()->status, 200);
}

/* ---- a base ---------------------------------------------------------------------------- */

Test(accuracy_comments, both_schools_of_a_base_are_heard)
{
    const char *provider = add_special_school();
    const char *theirs = new_person("school_leader", text_of("[\"%s\"]", provider)).token;

    inspection = inspection_of_base(
        provider, text_of("'starts_on':'%s','ends_on':'%s'", day_from_today(-25),
                          day_from_today(-24)));
    bring_inspection(inspection, "factual_accuracy");
    recorded(say("'kind':'none','comment':null"));
    refused_for(moderate(), 422, "validation_failed", "/to inspection_waits_for_the_schools");
    refused_for(comment_on(theirs, inspection, cast.inspected, ""), 403, "forbidden",
                   "/school_id accuracy_comment_is_the_schools");
    const char *id = recorded(comment_on(theirs, inspection, provider, ""));
    cr_assert_eq(decide(cast.lead.token, id, "accepted", "'reason':'Yes'")->status, 200);
    cr_expect_eq(moderate()->status, 200);
}
