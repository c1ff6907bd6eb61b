/* Who comes into the team of an inspection, what stands in the way, and what a team has to be. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/inspections/record_fixture.h"

static const char *inspection;

static void start(void)
{
    cast_inspection();
    inspection = planned_inspection("");
}

TestSuite(inspection_teams, .init = start, .fini = client_stop, .timeout = 300);

static const char *quality(void)
{
    return cast.quality.token;
}

static const struct reply *change_reviewer(const char *id, const char *members)
{
    const struct reply *r = send_as(quality(), "PATCH", text_of("/v1/inspection-reviewers/%s", id),
                                    text_of("{%s}", members));

    cr_assert_eq(r->status, 200, "%s", r->text);
    return r;
}

static const char *member_at(const char *id)
{
    return inspection_at(inspection, text_of("/team-members/%s", id));
}

static const struct reply *change_member(const char *id, const char *members)
{
    return send_as(quality(), "PATCH", member_at(id), text_of("{%s}", members));
}

/* The id of a reviewer's row in the team. */
static const char *member_of(const char *reviewer)
{
    const struct reply *r = send_as(
        quality(), "GET", inspection_at(inspection, text_of("/team-members?reviewer_id=%s",
                                                            reviewer)), NULL);

    cr_assert(text_at(r, "/data/0/id"), "%s", r->text);
    return text_at(r, "/data/0/id");
}

static const struct reply *confirm(void)
{
    return move_inspection(quality(), inspection, "team_confirmed", -50, "");
}

/* ---- conflicts of interest ------------------------------------------------------------- */

static const char *tie(const char *kind, const char *from, const char *to)
{
    return text_of("'ties':[{'school_id':'%s','kind':'%s','from':%s,'to':%s}]", cast.inspected,
                   kind, from ? text_of("'%s'", from) : "null", to ? text_of("'%s'", to) : "null");
}

Test(inspection_teams, hard_conflicts_keep_out)
{
    static const char *const KINDS[][2] = {
        { "employed", "/reviewer_id conflict_employed" },
        { "close_family", "/reviewer_id conflict_close_family" },
        { "governor", "/reviewer_id conflict_governor" },
        { "line_managed_by_head", "/reviewer_id conflict_line_managed_by_head" },
    };
    const char *reviewer = cast.reviewer_ids[0];

    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
        change_reviewer(reviewer, tie(KINDS[i][0], NULL, NULL));
        refused_for(join_team(inspection, reviewer, "reviewer", "'override_reason':'Nobody else'"),
                    422, "validation_failed", KINDS[i][1]);
    }
    change_reviewer(reviewer, text_of("'school_id':'%s','ties':[]", cast.inspected));
    refused_for(join_team(inspection, reviewer, "reviewer", ""), 422, "validation_failed",
                "/reviewer_id conflict_own_school");
}

/* Whoever left three years before the first day is free of it, and a tie that is over is over. */
Test(inspection_teams, ties_end)
{
    const char *reviewer = cast.reviewer_ids[0];
    const char *first = day_from_today(-20);
    const char *long_ago = owner_says(cast.inspected, text_of(
        "SELECT (date '%s' - interval '3 years')::date - 1", first));
    const char *just = owner_says(cast.inspected, text_of(
        "SELECT (date '%s' - interval '3 years')::date", first));

    change_reviewer(reviewer, tie("employed", "2010-09-01", just));
    refused_for(join_team(inspection, reviewer, "reviewer", ""), 422, "validation_failed",
                "/reviewer_id conflict_employed");
    change_reviewer(reviewer, tie("governor", NULL, day_from_today(-21)));
    const struct reply *r = join_team(inspection, reviewer, "reviewer", "");
    cr_expect_eq(r->status, 201, "%s", r->text);
    change_reviewer(cast.reviewer_ids[1], tie("employed", "2010-09-01", long_ago));
    cr_expect_eq(join_team(inspection, cast.reviewer_ids[1], "reviewer", "")->status, 201);
}

static void add_base(const char *name, const char *its_host, const char *provider,
                     const char *more)
{
    const struct reply *r = send_as(
        trust_admin(), "POST", "/v1/provisions",
        text_of("{'kind':'arb','name':'%s','host_school_id':'%s','provider_school_id':'%s',"
                "'needs':['ASD'],'nc_year_from':'7','nc_year_to':'11','places':[]%s}",
                name, its_host, provider, more));

    cr_assert_eq(r->status, 201, "%s", r->text);
}

/* The host of the base of one's own school, and the provider of the base in one's own. */
Test(inspection_teams, bases_tie_schools)
{
    add_base("The Cove", cast.schools[1], cast.inspected, "");
    add_base("The Quay", cast.inspected, cast.schools[2], "");
    for (size_t i = 0; i < 2; i++)
        refused_for(join_team(inspection, cast.reviewer_ids[i], "reviewer", ""), 422,
                    "validation_failed", "/reviewer_id conflict_same_base");
    add_base("The Pool", cast.schools[0], cast.inspected,
             text_of(",'closed_on':'%s'", day_from_today(-21)));
    cr_expect_eq(join_team(inspection, cast.lead_id, "lead", "")->status, 201, "it was closed");
}

Test(inspection_teams, soft_conflicts_take_a_reason)
{
    const char *reviewer = cast.reviewer_ids[0];

    change_reviewer(reviewer, tie("own_child", "2025-09-01", NULL));
    refused_for(join_team(inspection, reviewer, "reviewer", ""), 422, "validation_failed",
                "/override_reason conflict_own_child");
    const struct reply *r =
        join_team(inspection, reviewer, "reviewer", "'override_reason':'In another year'");
    cr_assert_eq(r->status, 201, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/conflicts/0/kind"), "own_child");
    cr_expect(json_is_false(json_at(r->json, "/conflicts/0/hard")));
    /* They are told to quality assurance. */
    const char *path = member_at(text_at(r, "/id"));
    r = send_as(cast.reviewers[0].token, "GET", path, NULL);
    cr_expect_str_eq(text_at(r, "/reviewer_name"), "A reviewer", "%s", r->text);
    cr_expect_eq(json_array_size(json_at(r->json, "/_redacted")), 3, "%s", r->text);
    cr_expect_null(strstr(r->text, "own_child"));
    r = send_as(cast.head.token, "GET", path, NULL);
    cr_expect_eq(json_array_size(json_at(r->json, "/_redacted")), 3, "%s", r->text);
    r = send_as(cast.head.token, "GET", text_of("%s/history", path), NULL);
    cr_expect(r->status == 200 && !strstr(r->text, "another year"), "%s", r->text);
}

/* A school inspected by one that it is to inspect, and the same reviewer twice running. */
Test(inspection_teams, pairs_and_repetitions_take_a_reason)
{
    const char *mine = register_at(cast.inspected), *other = cast.reviewer_ids[0];
    const char *theirs = planned_inspection(text_of("'school_id':'%s'", cast.schools[1]));

    cr_assert_eq(join_team(theirs, mine, "reviewer", "")->status, 201);
    refused_for(join_team(inspection, other, "reviewer", ""), 422, "validation_failed",
                "/override_reason conflict_reciprocal_pair");
    cr_expect_eq(join_team(inspection, other, "reviewer", "'override_reason':'A year apart'")
                     ->status, 201);
    const char *again = planned_inspection(text_of("'starts_on':'%s','ends_on':'%s'",
                                                   day_from_today(20), day_from_today(21)));
    const struct reply *r = join_team(again, other, "reviewer", "'override_reason':'A third'");
    cr_expect_eq(r->status, 201, "%s", r->text);
    cr_expect_eq(json_array_size(json_at(r->json, "/conflicts")), 2, "%s", r->text);
    move_inspection(quality(), theirs, "cancelled", 0, "'reason':'No money'");
    change_reviewer(cast.reviewer_ids[1], "'active':true");
    cr_assert_eq(join_team(inspection, cast.reviewer_ids[1], "reviewer", "")->status, 201);
    refused_for(join_team(again, cast.reviewer_ids[1], "reviewer", ""), 422, "validation_failed",
                "/override_reason conflict_same_reviewer_twice");
}

/* ---- who comes in ---------------------------------------------------------------------- */

Test(inspection_teams, who_comes_in_is_of_the_register)
{
    refused_for(join_team(inspection, "01890a5d-ac96-774b-bcce-b302099a8057", "reviewer", ""), 422,
                "validation_failed", "/reviewer_id team_member_is_a_reviewer");
    refused_for(join_team(inspection, cast.reviewer_ids[0], "lead", ""), 422, "validation_failed",
                "/role team_member_is_accredited_to_lead");
    cr_expect_eq(join_team(inspection, cast.lead_id, "lead", "")->status, 201);
    refused_for(join_team(inspection, cast.lead_id, "reviewer", ""), 409, "conflict",
                "/reviewer_id team_member_is_there_once");
    change_reviewer(cast.reviewer_ids[0], "'lead_accredited_on':'2020-01-01'");
    refused_for(join_team(inspection, cast.reviewer_ids[0], "lead", ""), 409, "conflict",
                "/role inspection_team_has_one_lead");
    change_reviewer(cast.reviewer_ids[1], "'active':false");
    refused_for(join_team(inspection, cast.reviewer_ids[1], "reviewer", ""), 422,
                "validation_failed", "/reviewer_id team_member_is_active");
    const char *some = new_person("send_lead", text_of("[\"%s\"]", cast.inspected)).token;
    refused_for(send_as(some, "POST", inspection_at(inspection, "/team-members"),
                        text_of("{'reviewer_id':'%s','role':'reviewer'}", cast.reviewer_ids[0])),
                403, "forbidden", "/inspection_id team_is_quality_assurances");
    EXPECT_PROBLEM(send_as(cast.lead.token, "POST", inspection_at(inspection, "/team-members"),
                           text_of("{'reviewer_id':'%s','role':'reviewer'}",
                                   cast.reviewer_ids[0])),
                   403, "insufficient_scope");
    refused_for(send_as(quality(), "DELETE",
                        text_of("/v1/inspection-reviewers/%s", cast.lead_id), NULL),
                409, "conflict", "/id reviewer_is_in_a_team");
}

/* ---- a sound team ---------------------------------------------------------------------- */

static void expect_unsound(const char *errors)
{
    refused_for(confirm(), 422, "validation_failed", errors);
}

static void joins(const char *reviewer, const char *role)
{
    const struct reply *r = join_team(inspection, reviewer, role, "");

    cr_assert_eq(r->status, 201, "%s", r->text);
}

Test(inspection_teams, a_team_is_sound_when_it_is_confirmed)
{
    expect_unsound("/to inspection_team_has_a_lead");
    joins(cast.lead_id, "lead");
    joins(cast.external_id, "external");
    joins(cast.reviewer_ids[0], "reviewer");
    expect_unsound("/to inspection_team_has_two_reviewers");
    joins(cast.reviewer_ids[1], "specialist");
    send_as(quality(), "PATCH", inspection_at(inspection, ""), "{'needs_specialist':true}");
    expect_unsound("/to inspection_team_has_a_specialist");
    change_reviewer(cast.reviewer_ids[1], "'specialisms':['HI']");
    change_reviewer(cast.reviewer_ids[0], "'user_id':null");
    expect_unsound("/to inspection_team_signs_in");
    change_reviewer(cast.reviewer_ids[0], text_of("'user_id':'%s'", cast.reviewers[0].user));
    for (size_t i = 0; i < 2; i++) { /* shut out, then gone */
        const char *user = text_of("/v1/users/%s", cast.reviewers[0].user);

        send_as(trust_admin(), i ? "DELETE" : "PATCH", user, i ? NULL : "{'enabled':false}");
        expect_unsound("/to inspection_team_signs_in");
        send_as(trust_admin(), i ? "POST" : "PATCH", i ? text_of("%s/restore", user) : user,
                i ? NULL : "{'enabled':true}");
    }
    change_reviewer(cast.reviewer_ids[0], "'active':false");
    expect_unsound("/to inspection_team_is_active");
    change_reviewer(cast.reviewer_ids[0], "'active':true");
    change_reviewer(cast.reviewer_ids[0], tie("governor", NULL, NULL));
    expect_unsound("/to inspection_team_is_free_of_conflicts");
    change_reviewer(cast.reviewer_ids[0], "'ties':[]");
    change_reviewer(cast.reviewer_ids[0], text_of("'unavailable':[{'from':'%s','to':'%s'}]",
                                                  day_from_today(-30), day_from_today(-20)));
    expect_unsound("/to inspection_team_is_available");
    change_reviewer(cast.reviewer_ids[0], "'unavailable':[]");
    const struct reply *r = confirm();
    cr_expect_eq(r->status, 200, "%s", r->text);
}

Test(inspection_teams, a_team_is_of_two_schools)
{
    joins(cast.lead_id, "lead");
    for (size_t i = 0; i < 2; i++) {
        change_reviewer(cast.reviewer_ids[i], text_of("'school_id':'%s'", cast.schools[0]));
        joins(cast.reviewer_ids[i], "reviewer");
    }
    expect_unsound("/to inspection_team_is_of_two_schools");
}

/* Nobody is in two teams on a day, nor inspects more often in a cycle than they may. */
Test(inspection_teams, a_reviewer_is_in_one_place)
{
    const char *other = planned_inspection(text_of(
        "'school_id':'%s','starts_on':'%s','ends_on':'%s'", add_school(), day_from_today(-18),
        day_from_today(-18)));

    team_up(inspection);
    cr_assert_eq(join_team(other, cast.reviewer_ids[0], "reviewer", "")->status, 201);
    expect_unsound("/to inspection_team_is_available");
    send_as(quality(), "PATCH", inspection_at(other, ""),
            text_of("{'starts_on':'%s','ends_on':'%s'}", day_from_today(-17), day_from_today(-17)));
    cr_assert_eq(confirm()->status, 200);
    /* Days that move take the team with them. */
    const struct reply *r = send_as(quality(), "PATCH", inspection_at(inspection, ""),
                                    text_of("{'ends_on':'%s'}", day_from_today(-17)));
    refused_for(r, 422, "validation_failed", "/to inspection_team_is_available");
}

Test(inspection_teams, a_reviewer_has_visits_in_a_cycle)
{
    const struct reply *r = send_as(
        trust_admin(), "POST", "/v1/inspection-cycles",
        text_of("{'name':'A cycle','framework_id':'%s','starts_on':'%s','ends_on':'%s',"
                "'school_ids_taking_part':['%s','%s'],'visit_windows':[{'from':'%s','to':'%s'}]}",
                cast.framework, day_from_today(-40), day_from_today(200), cast.inspected,
                cast.schools[0], day_from_today(-30), day_from_today(60)));
    const char *in_it = text_of("'cycle_id':'%s'", text_at(r, "/id"));
    const char *other = planned_inspection(text_of("%s,'school_id':'%s','starts_on':'%s',"
                                                   "'ends_on':'%s'", in_it, cast.schools[0],
                                                   day_from_today(30), day_from_today(31)));

    inspection = planned_inspection(in_it);
    team_up(inspection);
    cr_assert_eq(join_team(other, cast.reviewer_ids[0], "reviewer", "")->status, 201);
    change_reviewer(cast.reviewer_ids[0], "'max_visits':1");
    expect_unsound("/to inspection_team_has_visits_left");
    change_reviewer(cast.reviewer_ids[0], "'max_visits':2");
    r = confirm();
    cr_expect_eq(r->status, 200, "%s", r->text);
    bring_inspection(inspection, "fieldwork");
    const char *late = register_at(add_school());
    change_reviewer(late, "'max_visits':1");
    cr_assert_eq(join_team(other, late, "reviewer", "")->status, 201);
    refused_for(join_team(inspection, late, "reviewer", "'change_reason':'To help'"), 422,
                "validation_failed", "/reviewer_id team_member_has_visits_left");
}

/* ---- a team that changes --------------------------------------------------------------- */

Test(inspection_teams, a_confirmed_team_changes_for_a_reason)
{
    team_up(inspection);
    cr_assert_eq(confirm()->status, 200);
    const char *gone = member_of(cast.reviewer_ids[0]), *today = day_from_today(0);
    const char *other = register_at(add_school());

    cr_expect_eq(send_as(cast.reviewers[0].token, "GET", inspection_at(inspection, ""), NULL)
                     ->status, 200);
    refused_for(send_as(quality(), "DELETE", member_at(gone), NULL), 409, "conflict",
                "/left_on team_member_leaves_on_a_day");
    refused_for(join_team(inspection, other, "reviewer", ""), 422, "validation_failed",
                "/change_reason team_changes_for_a_reason");
    refused_for(change_member(gone, text_of("'left_on':'%s'", today)), 422, "validation_failed",
                "/change_reason team_changes_for_a_reason,"
                "/change_reason team_member_leaves_for_a_reason");
    refused_for(change_member(gone, text_of("'left_on':'%s','change_reason':'Ill'",
                                            day_from_today(1))),
                422, "validation_failed", "/left_on team_member_has_left");
    const struct reply *r =
        change_member(gone, text_of("'left_on':'%s','change_reason':'Ill'", today));
    cr_assert_eq(r->status, 200, "%s", r->text);
    EXPECT_PROBLEM(send_as(cast.reviewers[0].token, "GET", inspection_at(inspection, ""), NULL),
                   404, "not_found");
    bring_inspection(inspection, "self_evaluation_submitted");
    refused_for(move_inspection(cast.lead.token, inspection, "fieldwork", -20, ""), 422,
                "validation_failed", "/to inspection_team_has_two_reviewers");
    r = join_team(inspection, other, "reviewer", "'change_reason':'For one who is ill'");
    cr_assert_eq(r->status, 201, "%s", r->text);
    bring_inspection(inspection, "fieldwork");
    const char *late = text_at(r, "/id");
    r = change_member(late, "'role':'specialist','change_reason':'Is one'");
    cr_expect_eq(r->status, 200, "%s", r->text);
    bring_inspection(inspection, "final");
    refused_for(change_member(late, "'role':'reviewer','change_reason':'x'"), 409, "conflict",
                "/role team_stands_once_final");
    refused_for(join_team(inspection, cast.reviewer_ids[0], "reviewer", "'change_reason':'x'"), 409,
                "conflict", "/role team_stands_once_final");
}

/* The id in the register of somebody of no school who signs in. */
static const char *newcomer(struct person *who)
{
    *who = new_person("inspector", NULL);
    const struct reply *r = send_as(
        quality(), "POST", "/v1/inspection-reviewers",
        text_of("{'name':'A newcomer','kind':'employer','user_id':'%s'}", who->user));

    cr_assert_eq(r->status, 201, "%s", r->text);
    return text_at(r, "/id");
}

static void leave(const char *reviewer)
{
    const struct reply *r = change_member(
        member_of(reviewer), text_of("'left_on':'%s','change_reason':'Moves'", day_from_today(0)));

    cr_assert_eq(r->status, 200, "%s", r->text);
}

static void comes_late(const char *reviewer)
{
    const struct reply *r =
        join_team(inspection, reviewer, "reviewer", "'change_reason':'For one who has left'");

    cr_assert_eq(r->status, 201, "%s", r->text);
}

/* A reviewer takes the lead, somebody new the place of the reviewer, and the inspection goes on. */
Test(inspection_teams, somebody_takes_over_from_a_lead_who_goes)
{
    const char *reviewer = cast.reviewer_ids[0];
    const struct person gone = cast.lead;
    struct person late;
    const char *id = newcomer(&late);

    team_up(inspection);
    change_reviewer(reviewer, "'lead_accredited_on':'2020-06-01'");
    bring_inspection(inspection, "fieldwork");
    refused_for(change_member(member_of(reviewer), "'role':'lead','change_reason':'x'"), 409,
                "conflict", "/role inspection_team_has_one_lead");
    leave(cast.lead_id);
    EXPECT_PROBLEM(send_as(gone.token, "GET", inspection_at(inspection, ""), NULL), 404,
                   "not_found");
    refused_for(change_member(member_of(reviewer), "'role':'lead'"), 422, "validation_failed",
                "/change_reason team_changes_for_a_reason");
    cr_assert_eq(change_member(member_of(reviewer), "'role':'lead','change_reason':'Takes over'")
                     ->status, 200);
    cast.lead = cast.reviewers[0];
    refused_for(move_inspection(cast.lead.token, inspection, "drafting", -17, ""), 422,
                "validation_failed", "/to inspection_team_has_two_reviewers");
    comes_late(id);
    cast.reviewers[0] = late; /* who drafts beside the lead */
    bring_inspection(inspection, "final");
}

/* Somebody who comes while the others draft reads what the team may read, and nothing that is still
 * its author's. */
Test(inspection_teams, a_newcomer_sees_what_the_team_sees)
{
    static const char OF_LEADERSHIP[] = "/judgements?kind=draft&area=leadership";
    static const char OF_OUTCOMES[] = "/judgements?kind=draft&area=outcomes";
    struct person late;
    const char *id = newcomer(&late);

    team_up(inspection);
    bring_inspection(inspection, "drafting");
    submitted(cast.lead.token, inspection, "leadership");
    for (size_t i = 0; i < 2; i++)
        submitted(cast.reviewers[i].token, inspection, i ? "leadership" : "outcomes");
    leave(cast.reviewer_ids[0]);
    EXPECT_PROBLEM(send_as(late.token, "GET", inspection_at(inspection, ""), NULL), 404,
                   "not_found");
    change_reviewer(id, tie("governor", NULL, NULL));
    refused_for(join_team(inspection, id, "reviewer", "'change_reason':'Comes later'"), 422,
                "validation_failed", "/reviewer_id conflict_governor");
    change_reviewer(id, "'ties':[]");
    comes_late(id);
    cr_expect_eq(count_of(late.token, inspection, OF_LEADERSHIP), 2);
    cr_expect_eq(count_of(late.token, inspection, OF_OUTCOMES), 0, "one alone is its author's");
    submitted(late.token, inspection, "outcomes");
    cr_expect_eq(count_of(cast.lead.token, inspection, OF_OUTCOMES), 2);
    bring_inspection(inspection, "factual_accuracy");
    cr_expect_eq(count_of(late.token, inspection, OF_OUTCOMES), 2);
}

/* Whoever comes when the others have begun is free on the days that are left. */
Test(inspection_teams, a_newcomer_is_there_until_the_visit_ends)
{
    struct person late;
    const char *id = newcomer(&late), *more = "'change_reason':'For one who is ill'";

    team_up(inspection);
    bring_inspection(inspection, "fieldwork");
    const struct reply *r = send_as(quality(), "PATCH", inspection_at(inspection, ""),
                                    text_of("{'ends_on':'%s'}", day_from_today(5)));
    cr_assert_eq(r->status, 200, "%s", r->text);
    change_reviewer(id, text_of("'unavailable':[{'from':'%s','to':'%s'}]", day_from_today(5),
                                day_from_today(9)));
    refused_for(join_team(inspection, id, "reviewer", more), 422, "validation_failed",
                "/reviewer_id team_member_is_available");
    change_reviewer(id, text_of("'unavailable':[{'from':'%s','to':'%s'}]", day_from_today(-20),
                                day_from_today(-2)));
    r = join_team(inspection, id, "reviewer", more);
    cr_expect_eq(r->status, 201, "%s", r->text);
}

/* What somebody sees of a school is not handed on with their place in the register. */
Test(inspection_teams, a_reviewer_keeps_their_user_while_they_inspect)
{
    const struct person other = new_person("inspector", NULL);
    const char *reviewer = cast.reviewer_ids[0];
    const char *path = text_of("/v1/inspection-reviewers/%s", reviewer);
    const char *const USERS[] = { text_of("{'user_id':'%s'}", other.user), "{'user_id':null}" };

    team_up(inspection);
    bring_inspection(inspection, "self_evaluation_submitted");
    cr_expect_eq(send_as(quality(), "PATCH", path, USERS[0])->status, 200);
    change_reviewer(reviewer, text_of("'user_id':'%s'", cast.reviewers[0].user));
    bring_inspection(inspection, "fieldwork");
    for (size_t i = 0; i < 2; i++)
        refused_for(send_as(quality(), "PATCH", path, USERS[i]), 409, "conflict",
                    "/user_id reviewer_keeps_their_user");
    leave(reviewer);
    cr_expect_eq(send_as(quality(), "PATCH", path, USERS[0])->status, 200);
    EXPECT_PROBLEM(send_as(other.token, "GET", inspection_at(inspection, ""), NULL), 404,
                   "not_found");
}

Test(inspection_teams, who_leaves_a_planned_team_says_why)
{
    joins(cast.lead_id, "lead");
    const char *member = member_of(cast.lead_id);

    refused_for(change_member(member, text_of("'left_on':'%s'", day_from_today(0))), 422,
                "validation_failed", "/change_reason team_member_leaves_for_a_reason");
    cr_expect_eq(send_as(quality(), "DELETE", member_at(member), NULL)->status, 204);
    cr_expect_eq(send_as(quality(), "POST", text_of("%s/restore", member_at(member)), NULL)->status,
                 200);
}

/* ---- the lead's steps ------------------------------------------------------------------- */

Test(inspection_teams, the_lead_takes_the_steps_of_the_team)
{
    team_up(inspection);
    bring_inspection(inspection, "self_evaluation_submitted");
    refused_for(move_inspection(cast.reviewers[0].token, inspection, "fieldwork", -20, ""), 403,
                "forbidden", "/to inspection_step_is_the_leads");
    refused_for(move_inspection(quality(), inspection, "fieldwork", -20, ""), 422,
                "validation_failed", "/reason inspection_step_in_the_leads_stead");
    const struct reply *r =
        move_inspection(quality(), inspection, "fieldwork", -20, "'reason':'The lead is ill'");
    cr_expect_eq(r->status, 200, "%s", r->text);
    r = move_inspection(cast.lead.token, inspection, "drafting", -17, "");
    cr_expect_eq(r->status, 200, "%s", r->text);
}

/* ---- what a team sees ------------------------------------------------------------------ */

static long seen_by(const char *token)
{
    return send_as(token, "GET", inspection_at(inspection, ""), NULL)->status;
}

/* What stands between a reviewer and a school is for the quality assurance of the trust: over one
 * school it is none. */
Test(inspection_teams, conflicts_are_told_to_quality_assurance_alone)
{
    const struct person planner = new_person("send_lead", text_of("[\"%s\"]", cast.inspected));
    static const char *const KEPT[] = { "/conflicts", "/override_reason", "/change_reason" };

    joins(cast.lead_id, "lead");
    const char *path = member_at(member_of(cast.lead_id));
    for (size_t i = 0; i < sizeof KEPT / sizeof *KEPT; i++) {
        cr_expect(json_at(send_as(quality(), "GET", path, NULL)->json, KEPT[i]), "%s", KEPT[i]);
        cr_expect_null(json_at(send_as(planner.token, "GET", path, NULL)->json, KEPT[i]), "%s",
                       KEPT[i]);
    }
    cr_expect_eq(send_as(planner.token, "GET", path, NULL)->status, 200);
}

/* Joining shows, and leaving hides, at once; nobody's version changes by it. */
Test(inspection_teams, sight_follows_the_team)
{
    const struct reply *latest = send_as(quality(), "GET", "/v1/changes/latest", NULL);
    const char *lead = cast.lead.token, *reviewer = cast.reviewers[0].token;

    cr_expect_eq(seen_by(lead), 404);
    joins(cast.lead_id, "lead");
    cr_expect_eq(seen_by(lead), 200);
    joins(cast.reviewer_ids[0], "reviewer");
    const struct reply *r = send_as(lead, "GET", member_at(member_of(cast.reviewer_ids[0])), NULL);
    cr_expect_eq(int_at(r, "/version"), 1, "%s", r->text);
    r = send_as(reviewer, "GET", member_at(member_of(cast.lead_id)), NULL);
    cr_expect_eq(int_at(r, "/version"), 1, "%s", r->text);
    cr_expect_eq(int_at(send_as(lead, "GET", inspection_at(inspection, ""), NULL), "/version"), 1);
    r = send_as(lead, "GET", text_of("/v1/inspections?reviewer_id=%s", cast.reviewer_ids[0]), NULL);
    cr_expect_str_eq(text_at(r, "/data/0/id"), inspection, "%s", r->text);
    change_reviewer(cast.lead_id, "'user_id':null");
    cr_expect_eq(seen_by(lead), 404);
    cr_expect_eq(seen_by(reviewer), 200);
    r = fed(quality(), text_at(latest, "/next_after"), "inspection_team_member,inspection", 2);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 2, "who joined, and no more: %s",
                 r->text);
}

/* The feed tells the team what it gains and loses. */
Test(inspection_teams, the_feed_tells_the_team)
{
    const char *user = cast.reviewers[0].user;
    added(trust_admin(), "/v1/grants",
          json_pack("{s:s, s:s, s:[s]}", "user_id", user, "claim_set", "mis_sync", "schools",
                    cast.schools[1]));
    const char *token = session_of(user);
    const char *after = text_at(send_as(token, "GET", "/v1/changes/latest", NULL), "/next_after");

    joins(cast.reviewer_ids[0], "reviewer");
    const struct reply *r = fed(token, after, "inspection", 1);
    cr_expect_str_eq(text_at(r, "/data/0/op"), "access_gained", "%s", r->text);
    cr_expect_str_eq(text_at(r, "/data/0/resource/id"), inspection);
    after = text_at(r, "/page/next_after");
    cr_assert_eq(send_as(quality(), "DELETE", member_at(member_of(cast.reviewer_ids[0])), NULL)
                     ->status, 204);
    r = fed(token, after, "inspection", 1);
    cr_expect_str_eq(text_at(r, "/data/0/op"), "access_lost", "%s", r->text);
    cr_expect(json_is_null(json_at(r->json, "/data/0/resource")));
    r = fed(token, after, "inspection_team_member", 2); /* it was told of after the inspection */
    cr_expect_str_eq(text_at(r, "/data/0/op"), "created", "%s", r->text);
    cr_expect_str_eq(text_at(r, "/data/1/op"), "access_lost", "%s", r->text);
}
