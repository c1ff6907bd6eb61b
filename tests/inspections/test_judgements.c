/* The judgements of an inspection: drafts that are independent of each other, what the team agrees,
 * and what quality assurance makes of it. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/inspections/record_fixture.h"

static const char *inspection;

static void start(void)
{
    cast_inspection();
    inspection = planned_inspection("'scope':['leadership','outcomes','sixth_form']");
    team_up(inspection);
    bring_inspection(inspection, "drafting");
}

TestSuite(judgements, .init = start, .fini = client_stop, .timeout = 300);

static const struct reply *draft(const struct person *who, const char *area, const char *members)
{
    return judge(who->token, inspection, "draft", area, members);
}

static const char *drafted(const struct person *who, const char *area)
{
    return recorded(draft(who, area, ""));
}

static const struct reply *change(const char *token, const char *id, const char *members)
{
    return send_as(token, "PATCH", judgement_at(inspection, id, ""), text_of("{%s}", members));
}

static const struct reply *find(const char *token, const char *id)
{
    return send_as(token, "GET", judgement_at(inspection, id, ""), NULL);
}

static const char *agreed(const char *area)
{
    const struct reply *r = send_as(
        cast.lead.token, "GET",
        inspection_at(inspection, text_of("/judgements?kind=agreed&area=%s", area)), NULL);

    cr_assert(text_at(r, "/data/0/id"), "%s", r->text);
    return text_at(r, "/data/0/id");
}

static const struct reply *moderate(const char *token, const char *id, const char *more)
{
    return move_judgement(token, inspection, id, "moderated", more);
}

/* ---- one draft ------------------------------------------------------------------------- */

Test(judgements, a_draft_is_written_and_handed_in)
{
    const struct person *who = &cast.reviewers[0];
    const struct reply *r = draft(who, "leadership", "'grade':null");
    const char *id = recorded(r);

    cr_expect_str_eq(text_at(r, "/status"), "draft");
    cr_expect_str_eq(text_at(r, "/areas_for_development/0"), "Reading");
    refused_for(submit(who->token, inspection, id), 422, "validation_failed",
                "/grade area_is_graded");
    cr_assert_eq(change(who->token, id, "'grade':'leading'")->status, 200);
    r = submit(who->token, inspection, id);
    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/status"), "submitted");
    refused_for(change(who->token, id, "'grade':'effective'"), 409, "conflict",
                "/status judgement_stands_once_submitted");
    refused_for(send_as(who->token, "DELETE", judgement_at(inspection, id, ""), NULL), 409,
                "conflict", "/status judgement_stands_once_submitted");
    EXPECT_PROBLEM(submit(who->token, inspection, id), 409, "invalid_transition");
    r = send_as(who->token, "GET",
                inspection_at(inspection, "/judgements?area=leadership"
                                          "&status=submitted&kind=draft&sort=-area"
                                          "&expand=team_member&count=exact"),
                NULL);
    cr_expect_str_eq(text_at(r, "/data/0/team_member/reviewer_id"), cast.reviewer_ids[0], "%s",
                     r->text);
    r = send_as(who->token, "GET", judgement_at(inspection, id, "/transitions"), NULL);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 2, "%s", r->text);
}

Test(judgements, what_is_wrong_with_a_draft_is_said)
{
    static const char *const CASES[][2] = {
        { "'area':'lunch'", "/area area_is_inspected" },
        { "'grade':'outstanding'", "/grade grade_is_of_the_area" },
        { "'area':'sixth_form'", "/grade grade_is_of_the_area" },
        { "'evidence_ids':[]", "/evidence_ids judgement_rests_on_evidence" },
        { "'evidence_ids':['01890a5d-ac96-774b-bcce-b302099a8057']",
          "/evidence_ids judgement_evidence_is_of_the_inspection" },
        { "'narrative':'Loveday Pascoe reads well'", "/narrative judgement_names_no_pupil" },
        { "'strengths':['Loveday Pascoe']", "/narrative judgement_names_no_pupil" },
        { "'areas_for_development':['Help for A823432112001']",
          "/narrative judgement_names_no_pupil" },
    };
    const struct person *who = &cast.reviewers[0];

    add_pupil(cast.inspected);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        refused_for(draft(who, "leadership", CASES[i][0]), 422, "validation_failed", CASES[i][1]);
    const char *seen = evidence_of(who->token, inspection);
    refused_for(draft(who, "leadership", text_of("'evidence_ids':['%s','%s']", seen, seen)), 422,
                "validation_failed", "/evidence_ids judgement_evidence_is_different");
    drafted(who, "leadership");
    refused_for(draft(who, "leadership", ""), 409, "conflict",
                "/area judgement_is_one_draft_of_an_author");
    drafted(who, "sixth_form");
}

/* What stands in one entry of a list is not read together with another. */
Test(judgements, entries_are_read_by_themselves)
{
    const char *body = "{'legal_forename':'Reading','legal_surname':'Leaders'}";

    added(trust_admin(), "/v1/pupils", but(pupil_body(cast.inspected), quoted(body)));
    recorded(draft(&cast.reviewers[0], "leadership",
                   "'narrative':'Well led','strengths':['Daily Reading','Leaders know why']"));
}

/* Who comes after a text was written is in the way of no later step. */
Test(judgements, only_what_is_written_now_names_a_pupil)
{
    const char *mine = cast.reviewers[0].token, *quality = cast.quality.token;
    const char *id = recorded(draft(&cast.reviewers[0], "leadership",
                                    "'narrative':'Loveday Pascoe'"));

    add_pupil(cast.inspected);
    cr_expect_eq(change(mine, id, "'strengths':['Phonics']")->status, 200);
    refused_for(change(mine, id, "'strengths':['Phonics','Loveday Pascoe']"), 422,
                "validation_failed", "/narrative judgement_names_no_pupil");
    cr_assert_eq(submit(mine, inspection, id)->status, 200);
    submitted(cast.lead.token, inspection, "leadership");
    bring_inspection(inspection, "factual_accuracy");
    id = agreed("leadership");
    owner_says(cast.inspected, text_of("SET session_replication_role = replica; UPDATE"
                                       " app.inspection_judgement SET narrative = 'Loveday Pascoe'"
                                       " WHERE id = '%s'", id));
    const struct reply *r = moderate(quality, id, "'reason':'More','moderated_grade':'leading'");
    cr_expect_eq(r->status, 200, "%s", r->text);
    refused_for(moderate(quality, id, "'reason':'More','moderated_narrative':'Loveday Pascoe'"),
                422, "validation_failed", "/narrative judgement_names_no_pupil");
}

/* Evidence of another inspection, or that was taken back, bears nothing. */
Test(judgements, a_judgement_rests_on_evidence_that_is_there)
{
    const struct person *who = &cast.reviewers[0];
    const char *seen = evidence_of(who->token, inspection);

    owner_says(cast.inspected, text_of("SET session_replication_role = replica;"
                                       " UPDATE app.inspection_evidence SET deleted_at = now()"
                                       " WHERE id = '%s'",
                                       seen));
    refused_for(draft(who, "leadership", text_of("'evidence_ids':['%s']", seen)), 422,
                "validation_failed", "/evidence_ids judgement_evidence_is_of_the_inspection");
}

/* ---- whose, and when ------------------------------------------------------------------- */

Test(judgements, the_team_judges_in_the_drafting)
{
    const char *id = drafted(&cast.reviewers[0], "leadership");

    refused_for(draft(&cast.quality, "leadership", ""), 403, "forbidden",
                "/inspection_id judgement_is_the_teams");
    EXPECT_PROBLEM(draft(&cast.head, "leadership", ""), 403, "insufficient_scope");
    EXPECT_PROBLEM(change(cast.reviewers[1].token, id, "'grade':'leading'"), 404, "not_found");
    submit(cast.reviewers[0].token, inspection, id);
    const char *second = submitted(cast.reviewers[1].token, inspection, "leadership");
    refused_for(change(cast.reviewers[0].token, second, "'grade':'leading'"), 403, "forbidden",
                "/team_member_id judgement_is_its_authors");
    refused_for(draft(&cast.external, "leadership", ""), 409, "conflict",
                "/area judgement_drafts_are_open");
    bring_inspection(inspection, "factual_accuracy");
    refused_for(draft(&cast.external, "leadership", ""), 409, "conflict",
                "/inspection_id judgement_is_made_in_drafting");
}

/* ---- independent drafts ---------------------------------------------------------------- */

/* By no road does somebody learn of a draft: not by its id, a list, a count, its past or a write.
 */
static void expect_unseen(const char *token, const char *id, const char *whom)
{
    const char *list = text_of("/judgements?count=exact&include_deleted=true&id=%s", id);
    const struct reply *r = send_as(token, "GET", inspection_at(inspection, list), NULL);

    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 0, "%s: %s", whom, r->text);
    cr_expect_eq(int_at(r, "/page/total"), 0, "%s", whom);
    EXPECT_PROBLEM(find(token, id), 404, "not_found");
    r = send_as(token, "GET", judgement_at(inspection, id, "/transitions"), NULL);
    EXPECT_PROBLEM(r, 404, "not_found");
    static const char *const WRITES[] = { "PATCH", "DELETE", "PUT" };
    for (size_t i = 0; i < 3; i++) {
        r = send_as(token, WRITES[i], judgement_at(inspection, id, ""), i == 1 ? NULL : "{}");
        cr_expect(r->status == 404 || r->status == 403, "%s: %s", whom, r->text);
        cr_expect_null(strstr(r->text, "judgement_"), "%s", r->text);
    }
    r = send_as(token, "GET", judgement_at(inspection, id, "/history"), NULL);
    cr_expect(r->status == 404 || strcmp(text_at(r, "/code"), "insufficient_scope") == 0, "%s",
              r->text);
}

static void expect_unseen_by_all(const char *id, const struct person *but_for,
                                 const struct person *and_for)
{
    const struct person *const PEOPLE[] = { &cast.lead,     &cast.reviewers[0], &cast.reviewers[1],
                                            &cast.external, &cast.quality,      &cast.head,
                                            &cast.bystander };
    static const char *const NAMES[] = { "lead",    "first", "second",   "external",
                                         "quality", "head",  "bystander" };

    for (size_t i = 0; i < sizeof PEOPLE / sizeof *PEOPLE; i++) {
        if (PEOPLE[i] == &cast.bystander)
            EXPECT_PROBLEM(find(PEOPLE[i]->token, id), 404, "not_found");
        else if (PEOPLE[i] != but_for && PEOPLE[i] != and_for)
            expect_unseen(PEOPLE[i]->token, id, NAMES[i]);
    }
    expect_unseen(trust_admin(), id, "trust_admin");
}

Test(judgements, drafts_are_independent)
{
    const struct person *first = &cast.reviewers[0], *second = &cast.reviewers[1];
    const char *one = drafted(first, "leadership"), *two = drafted(second, "leadership");

    expect_unseen_by_all(one, first, NULL);
    cr_assert_eq(submit(first->token, inspection, one)->status, 200);
    expect_unseen_by_all(one, first, NULL);
    expect_unseen_by_all(two, second, NULL);
    cr_expect_eq(find(first->token, one)->status, 200, "it stays its author's");
    /* The other area is judged on its own. */
    submitted(second->token, inspection, "outcomes");
    expect_unseen_by_all(one, first, NULL);
    cr_assert_eq(submit(second->token, inspection, two)->status, 200);
    const struct person *const TEAM[] = { first, second, &cast.lead, &cast.external };
    for (size_t i = 0; i < 4; i++) {
        cr_expect_eq(find(TEAM[i]->token, one)->status, 200, "%zu", i);
        cr_expect_eq(find(TEAM[i]->token, two)->status, 200, "%zu", i);
    }
    expect_unseen(cast.quality.token, one, "quality assurance waits for factual_accuracy");
    expect_unseen(trust_admin(), two, "and so does the trust's administrator");
    expect_unseen(cast.head.token, one, "the head");
}

/* Whoever is still at their own draft of the area does not read those of others. */
Test(judgements, whoever_still_drafts_reads_no_other)
{
    const char *late = drafted(&cast.lead, "leadership");
    const char *one = submitted(cast.reviewers[0].token, inspection, "leadership");
    const char *two = submitted(cast.reviewers[1].token, inspection, "leadership");

    cr_expect_eq(find(cast.external.token, one)->status, 200);
    expect_unseen(cast.lead.token, one, "lead");
    expect_unseen(cast.lead.token, two, "lead");
    refused_for(judge(cast.lead.token, inspection, "agreed", "leadership", ""), 409, "conflict",
                "/area judgement_is_agreed_from_two_drafts");
    expect_unseen_by_all(late, &cast.lead, NULL);
    cr_assert_eq(submit(cast.lead.token, inspection, late)->status, 200);
    cr_expect_eq(find(cast.lead.token, one)->status, 200);
    cr_expect_eq(find(cast.external.token, late)->status, 200);
    recorded(judge(cast.lead.token, inspection, "agreed", "leadership", ""));
}

/* Nor what the lead makes of those, until they have handed theirs in or the schools are told. */
Test(judgements, whoever_still_drafts_does_not_read_what_is_agreed)
{
    const struct person *late = &cast.external, *later = &cast.reviewers[1];
    const char *mine = drafted(late, "leadership");
    const char *other = drafted(later, "leadership");

    submitted(cast.reviewers[0].token, inspection, "leadership");
    submitted(cast.lead.token, inspection, "leadership");
    const char *id = recorded(judge(cast.lead.token, inspection, "agreed", "leadership", ""));
    expect_unseen(late->token, id, "external");
    expect_unseen(later->token, id, "second");
    cr_expect_eq(find(cast.reviewers[0].token, id)->status, 200);
    cr_assert_eq(change(cast.lead.token, id, "'narrative':'Leaders lead'")->status, 200);
    expect_unseen(late->token, id, "external");
    cr_assert_eq(submit(late->token, inspection, mine)->status, 200);
    cr_expect_eq(find(late->token, id)->status, 200);
    expect_unseen(later->token, id, "second");
    bring_inspection(inspection, "factual_accuracy");
    cr_expect_eq(find(later->token, id)->status, 200);
    cr_expect_eq(find(later->token, other)->status, 200);
}

/* Nor do they come by them by dropping their own and taking it up again. */
Test(judgements, a_dropped_draft_is_not_taken_up_again)
{
    const char *late = drafted(&cast.lead, "leadership");
    const char *at = judgement_at(inspection, late, "");
    const char *one = submitted(cast.reviewers[0].token, inspection, "leadership");

    submitted(cast.reviewers[1].token, inspection, "leadership");
    cr_assert_eq(send_as(cast.lead.token, "DELETE", at, NULL)->status, 204);
    cr_expect_eq(find(cast.lead.token, one)->status, 200);
    expect_unseen_by_all(late, &cast.lead, NULL);
    refused_for(send_as(cast.lead.token, "POST", judgement_at(inspection, late, "/restore"), NULL),
                409, "conflict", "/area judgement_drafts_are_open");
    refused_for(draft(&cast.lead, "leadership", ""), 409, "conflict",
                "/area judgement_drafts_are_open");
}

/* A draft comes into sight as a whole, and its history tells neither text nor grade. */
Test(judgements, the_feed_tells_no_draft_before_its_time)
{
    const char *after = text_at(CALL(.path = "/v1/changes/latest", .token = trust_admin()),
                                "/next_after");
    const char *one = submitted(cast.reviewers[0].token, inspection, "leadership");
    submitted(cast.reviewers[1].token, inspection, "leadership");

    bring_inspection(inspection, "factual_accuracy");
    const struct reply *r = fed(trust_admin(), after, "inspection_judgement", 9);
    json_t *change;
    size_t i;

    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 9, "%s", r->text);
    json_array_foreach(json_at(r->json, "/data"), i, change)
        cr_expect_str_eq(json_string_value(json_object_get(change, "op")), "access_gained");
    cr_expect(strstr(r->text, one));
    r = send_as(trust_admin(), "GET", judgement_at(inspection, one, "/history"), NULL);
    cr_expect_null(strstr(r->text, "effective"), "%s", r->text);
    cr_expect_null(strstr(r->text, "Leaders know"), "%s", r->text);
}

/* ---- what is agreed, and moderated ----------------------------------------------------- */

Test(judgements, the_lead_writes_what_is_agreed)
{
    submitted(cast.reviewers[0].token, inspection, "leadership");
    refused_for(judge(cast.lead.token, inspection, "agreed", "leadership", ""), 409, "conflict",
                "/area judgement_is_agreed_from_two_drafts");
    submitted(cast.reviewers[1].token, inspection, "leadership");
    refused_for(judge(cast.reviewers[0].token, inspection, "agreed", "leadership", ""), 403,
                "forbidden", "/kind judgement_is_agreed_by_the_lead");
    refused_for(judge(cast.lead.token, inspection, "agreed", "leadership", "'grade':null"), 422,
                "validation_failed", "/grade area_is_graded");
    const char *id = recorded(judge(cast.lead.token, inspection, "agreed", "leadership", ""));
    refused_for(judge(cast.lead.token, inspection, "agreed", "leadership", ""), 409, "conflict",
                "/area judgement_is_agreed_once");
    cr_expect_eq(find(cast.external.token, id)->status, 200);
    expect_unseen(cast.quality.token, id, "quality assurance");
    expect_unseen(cast.head.token, id, "head");
    cr_expect_eq(change(cast.lead.token, id, "'grade':'leading'")->status, 200);
    refused_for(change(cast.reviewers[0].token, id, "'grade':'effective'"), 403, "forbidden",
                "/kind judgement_is_agreed_by_the_lead");
    cr_expect_eq(send_as(cast.lead.token, "DELETE", judgement_at(inspection, id, ""), NULL)->status,
                 204);
}

/* Each area needs two drafts of two members and what was agreed. */
Test(judgements, the_schools_are_told_of_every_area)
{
    static const char STEP[] = "factual_accuracy";

    submitted(cast.lead.token, inspection, "leadership");
    submitted(cast.lead.token, inspection, "outcomes");
    submitted(cast.reviewers[0].token, inspection, "outcomes");
    submitted(cast.lead.token, inspection, "sixth_form");
    submitted(cast.reviewers[0].token, inspection, "sixth_form");
    drafted(&cast.reviewers[0], "leadership");
    refused_for(move_inspection(cast.lead.token, inspection, STEP, -16, ""), 422,
                "validation_failed", "/to inspection_needs_two_drafts_of_each_area");
    submitted(cast.reviewers[1].token, inspection, "leadership");
    recorded(judge(cast.lead.token, inspection, "agreed", "leadership", ""));
    recorded(judge(cast.lead.token, inspection, "agreed", "sixth_form", ""));
    refused_for(move_inspection(cast.lead.token, inspection, STEP, -16, ""), 422,
                "validation_failed", "/to inspection_needs_an_agreed_judgement_of_each_area");
    const char *gone = recorded(judge(cast.lead.token, inspection, "agreed", "outcomes", ""));
    send_as(cast.lead.token, "DELETE", judgement_at(inspection, gone, ""), NULL);
    refused_for(move_inspection(cast.lead.token, inspection, STEP, -16, ""), 422,
                "validation_failed", "/to inspection_needs_an_agreed_judgement_of_each_area");
    recorded(judge(cast.lead.token, inspection, "agreed", "outcomes", ""));
    const struct reply *r = move_inspection(cast.lead.token, inspection, STEP, -16, "");
    cr_expect_eq(r->status, 200, "%s", r->text);
}

Test(judgements, moderation_stands_beside_what_was_agreed)
{
    const char *quality = cast.quality.token;

    bring_inspection(inspection, "factual_accuracy");
    const char *id = agreed("leadership");
    refused_for(moderate(quality, id, "'moderated_grade':'leading'"), 422, "validation_failed",
                "/reason judgement_is_moderated_for_a_reason");
    refused_for(moderate(quality, id, "'reason':'It is so'"), 422, "validation_failed",
                "/moderated_grade judgement_moderation_says_something");
    refused_for(moderate(quality, id, "'reason':'It is so','moderated_grade':'outstanding'"), 422,
                "validation_failed", "/grade grade_is_of_the_area");
    EXPECT_PROBLEM(moderate(cast.lead.token, id, "'reason':'Mine','moderated_grade':'leading'"),
                   403, "insufficient_scope");
    const char *over_one = new_person("quality_lead", text_of("[\"%s\"]", cast.inspected)).token;
    refused_for(moderate(over_one, id, "'reason':'Ours','moderated_grade':'leading'"), 403,
                "forbidden", "/to judgement_is_moderated_by_quality_assurance");
    refused_for(change(cast.lead.token, id, "'grade':'leading'"), 409, "conflict",
                "/kind judgement_stands_once_agreed");
    const struct reply *r = moderate(
        quality, id, "'reason':'The evidence says more','moderated_grade':'leading'");
    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/grade"), "effective");
    cr_expect_str_eq(text_at(r, "/moderated_grade"), "leading");
    r = moderate(quality, id, "'reason':'And so do the words','moderated_narrative':'They lead'");
    cr_expect_str_eq(text_at(r, "/moderated_grade"), "leading", "%s", r->text);
    cr_expect_str_eq(text_at(r, "/narrative"), "Leaders know their pupils");
    r = send_as(quality, "GET", judgement_at(inspection, id, "/transitions"), NULL);
    cr_expect_str_eq(text_at(r, "/data/1/reason"), "The evidence says more", "%s", r->text);
    const char *late = agreed("outcomes");
    bring_inspection(inspection, "moderated");
    r = moderate(quality, late, "'reason':'After all','moderated_grade':'leading'");
    cr_expect_str_eq(text_at(r, "/moderated_grade"), "leading", "%s", r->text);
    bring_inspection(inspection, "final");
    refused_for(moderate(quality, late, "'reason':'Late','moderated_grade':'effective'"), 409,
                "conflict", "/to judgement_is_moderated_until_final");
}

/* A list that is moderated takes the place of the whole list; null is another than an empty one. */
Test(judgements, lists_are_moderated)
{
    const char *quality = cast.quality.token;

    bring_inspection(inspection, "factual_accuracy");
    const char *id = agreed("leadership");
    cr_expect(json_is_null(json_at(find(quality, id)->json, "/moderated_strengths")));
    const struct reply *r = moderate(quality, id, "'reason':'So it is','moderated_strengths':[]");
    cr_assert_eq(r->status, 200, "%s", r->text);
    r = moderate(quality, id,
                 "'reason':'And so','moderated_areas_for_development':['Phonics','Maths'],"
                 "'moderated_strengths':null");
    cr_assert_eq(r->status, 200, "%s", r->text);
    r = find(cast.head.token, id);
    cr_expect_eq(json_array_size(json_at(r->json, "/moderated_strengths")), 0, "%s", r->text);
    cr_expect(json_is_array(json_at(r->json, "/moderated_strengths")), "%s", r->text);
    cr_expect_str_eq(text_at(r, "/moderated_areas_for_development/1"), "Maths", "%s", r->text);
    cr_expect_str_eq(text_at(r, "/areas_for_development/0"), "Reading");
    cr_expect_str_eq(text_at(r, "/strengths/0"), "Assessment");
    r = send_as(quality, "GET", judgement_at(inspection, id, "/history"), NULL);
    cr_expect_null(strstr(r->text, "Phonics"), "%s", r->text);
    add_pupil(cast.inspected);
    refused_for(moderate(quality, id, "'reason':'x','moderated_strengths':['Loveday Pascoe']"), 422,
                "validation_failed", "/narrative judgement_names_no_pupil");
    r = send_as(quality, "GET", inspection_at(inspection, "/judgements?kind=agreed"), NULL);
    cr_expect_eq(r->status, 200, "%s", r->text);
    EXPECT_PROBLEM(move_judgement(quality, inspection, id, "moderated",
                                  "'reason':'x','moderated_strengths':'None'"),
                   422, "validation_failed");
}

Test(judgements, only_a_step_moderates)
{
    const char *id = drafted(&cast.reviewers[0], "leadership");

    refused_for(move_judgement(cast.reviewers[0].token, inspection, id, "submitted",
                               "'moderated_grade':'leading'"),
                422, "validation_failed", "/moderated_grade judgement_is_moderated_by_a_step");
    refused_for(move_judgement(cast.reviewers[0].token, inspection, id, "submitted",
                               "'moderated_strengths':[]"),
                422, "validation_failed", "/moderated_grade judgement_is_moderated_by_a_step");
    EXPECT_PROBLEM(move_judgement(cast.reviewers[0].token, inspection, id, "moderated", ""), 409,
                   "invalid_transition");
    EXPECT_PROBLEM(change(cast.reviewers[0].token, id, "'moderated_grade':'leading'"), 422,
                   "validation_failed");
    submitted(cast.lead.token, inspection, "outcomes");
    submitted(cast.reviewers[0].token, inspection, "outcomes");
    recorded(judge(cast.lead.token, inspection, "agreed", "outcomes", ""));
    EXPECT_PROBLEM(submit(cast.lead.token, inspection, agreed("outcomes")), 409,
                   "invalid_transition");
}
