/* A proposal is accepted, with its inspections and teams, or set aside; and whose it is. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/inspections/schedule_fixture.h"

TestSuite(schedule_steps, .init = cast_inspection, .fini = client_stop, .timeout = 300);

/* ---- accepting --------------------------------------------------------------------------- */

static void expect_inspection(const struct reply *schedule, size_t i)
{
    const char *id = text_at(schedule, text_of("/inspection_ids/%zu", i));
    const struct reply *r = send_as(cast.quality.token, "GET", inspection_at(id, ""), NULL);
    const struct reply *team = send_as(cast.quality.token, "GET",
                                       inspection_at(id, "/team-members?role=lead"), NULL);

    cr_expect_str_eq(text_at(r, "/school_id"),
                     text_at(schedule, text_of("/assignments/%zu/school_id", i)));
    cr_expect_str_eq(text_at(r, "/starts_on"),
                     text_at(schedule, text_of("/assignments/%zu/starts_on", i)));
    cr_expect_str_eq(text_at(r, "/status"), "planned");
    cr_expect_str_eq(text_at(r, "/framework_id"), cast.framework);
    cr_expect_str_eq(text_at(team, "/data/0/reviewer_id"),
                     text_at(schedule, text_of("/assignments/%zu/team/0/reviewer_id", i)));
    r = move_inspection(cast.quality.token, id, "team_confirmed", 0, "");
    cr_expect_eq(r->status, 200, "%s", r->text);
}

Test(schedule_steps, what_is_accepted_is_planned_with_teams_that_can_be_confirmed)
{
    found_trust(5);
    const char *cycle = add_cycle("");
    const struct reply *other = proposal(cycle, "'seed':9"), *r = proposal(cycle, "");

    r = accepted_one(cycle, r, "");
    cr_expect_str_eq(text_at(r, "/status"), "accepted");
    cr_assert_eq(list_size(r, "/inspection_ids"), 5, "%s", r->text);
    for (size_t i = 0; i < 5; i++)
        expect_inspection(r, i);
    cr_expect_eq(rotas_there(cycle, "?status=superseded"), 1);
    cr_expect_str_eq(text_at(send_as(cast.quality.token, "GET",
                                     text_of("/v1/inspection-cycles/%s", cycle), NULL),
                             "/status"), "scheduled");
    EXPECT_PROBLEM(step_rota(cycle, other, "accepted", ""), 409, "invalid_transition");
    EXPECT_PROBLEM(step_rota(cycle, r, "withdrawn", ""), 409, "invalid_transition");
    r = send_as(cast.quality.token, "GET",
                schedules_of(cycle, text_of("/%s/transitions", text_at(r, "/id"))), NULL);
    cr_expect_str_eq(text_at(r, "/data/1/to"), "accepted");
}

/* Four schools cannot but inspect each other: two pairs. */
Test(schedule_steps, a_conflict_is_overridden_for_a_reason)
{
    found_trust(4);
    const char *cycle = add_cycle("");
    const struct reply *r = proposal(cycle, "");

    cr_expect_eq(breaches_of(r, "reciprocal"), 2, "%s", r->text);
    cr_expect(strstr(r->text, "inspect each other in this cycle"), "%s", r->text);
    refused_for(step_rota(cycle, r, "accepted", ""), 422, "validation_failed",
                "/reason schedule_is_accepted_for_a_reason");
    cr_expect_eq(list_size(send_as(cast.quality.token, "GET",
                                 text_of("/v1/inspections?cycle_id=%s", cycle), NULL), "/data"), 0);
    r = accepted_one(cycle, r, ",'reason':'Four schools are few'");
    size_t overridden = 0;

    for (size_t i = 0; i < 4; i++) {
        const struct reply *team = send_as(
            cast.quality.token, "GET",
            inspection_at(text_at(r, text_of("/inspection_ids/%zu", i)), "/team-members"), NULL);

        for (size_t k = 0; k < list_size(team, "/data"); k++) {
            const char *reason = text_at(team, text_of("/data/%zu/override_reason", k));
            const size_t conflicts = list_size(team, text_of("/data/%zu/conflicts", k));

            cr_expect_eq(reason != NULL, conflicts > 0, "%s", team->text);
            overridden += reason && strcmp(reason, "Four schools are few") == 0;
        }
        expect_inspection(r, i);
    }
    cr_expect_geq(overridden, 4);
}

Test(schedule_steps, what_has_changed_meanwhile_is_proposed_again)
{
    found_trust(5);
    const char *cycle = add_cycle("");
    const struct reply *r = proposal(cycle, "");

    patch_reviewer(staffed.reviewers[0][0], "{'name':'Another name'}");
    cr_expect_eq(send_as(cast.quality.token, "POST",
                         schedules_of(cycle, text_of("/%s/transitions?dry_run=true",
                                                     text_at(r, "/id"))),
                         "{'to':'accepted'}")->status, 200, "a name changes nothing");
    cr_expect_eq(rotas_there(cycle, "?status=accepted"), 0);
    patch_reviewer(staffed.reviewers[0][0], text_of("{'unavailable':[{'from':'%s','to':'%s'}]}",
                                                  day_from_today(20), day_from_today(26)));
    refused_for(step_rota(cycle, r, "accepted", ""), 409, "conflict", "/to schedule_is_stale");
    patch_reviewer(staffed.reviewers[0][0], "{'unavailable':[]}");
    for (size_t i = 0; i < 5; i++)
        made_by(cast.quality.token, "/v1/inspections",
                text_of("{'cycle_id':'%s','subject_kind':'school','school_id':'%s'}", cycle,
                        staffed.schools[i]));
    refused_for(step_rota(cycle, r, "accepted", ""), 409, "conflict", "/to schedule_is_stale");
}

Test(schedule_steps, what_is_as_it_was_again_may_be_accepted_while_the_cycle_goes_on)
{
    found_trust(5);
    const char *over = add_cycle(""), *cycle = add_cycle("");
    const struct reply *late = proposal(over, ""), *r = proposal(cycle, "");

    send_as(cast.quality.token, "POST", text_of("/v1/inspection-cycles/%s/transitions", over),
            "{'to':'cancelled','reason':'A test'}");
    refused_for(step_rota(over, late, "accepted", ""), 422, "validation_failed",
                "/cycle_id schedule_cycle_is_over");
    patch_reviewer(staffed.reviewers[1][2], "{'max_visits':1}");
    patch_reviewer(staffed.reviewers[1][2], "{'max_visits':3}");
    accepted_one(cycle, r, "");
}

/* What one inspected in the last cycle is not to inspect it in this one. */
Test(schedule_steps, what_was_inspected_in_the_cycle_before_counts)
{
    found_trust(5);
    const char *before = made_by(
        cast.quality.token, "/v1/inspection-cycles",
        text_of("{'name':'2025-26','framework_id':'%s','starts_on':'%s','ends_on':'%s',"
                "'school_ids_taking_part':[%s],'visit_windows':[{'from':'%s','to':'%s'}]}",
                cast.framework, day_from_today(-300), day_from_today(-100), all_schools(),
                day_from_today(-200), day_from_today(-190)));
    const char *inspection = made_by(
        cast.quality.token, "/v1/inspections",
        text_of("{'cycle_id':'%s','subject_kind':'school','school_id':'%s','planned_on':'%s',"
                "'starts_on':'%s','ends_on':'%s'}", before, staffed.schools[0],
                day_from_today(-250), day_from_today(-200), day_from_today(-199)));

    join_team(inspection, staffed.reviewers[1][0], "lead", "");
    for (size_t i = 2; i < 5; i++)
        join_team(inspection, staffed.reviewers[i][0], "reviewer", "");
    /* School A was inspected by all others: whomever it inspects now, inspected it. */
    const struct reply *r = proposal(add_cycle(""), "");
    cr_expect_geq(breaches_of(r, "reciprocal"), 1, "%s", r->text);
    cr_expect(strstr(r->text, "School A inspects"), "%s", r->text);
    cr_expect(strstr(r->text, "which inspected it in the last cycle"), "%s", r->text);
}

Test(schedule_steps, a_proposal_is_withdrawn)
{
    found_trust(4);
    const char *cycle = add_cycle("");
    const struct reply *r = step_rota(cycle, proposal(cycle, ""), "withdrawn", "");

    cr_expect_str_eq(text_at(r, "/status"), "withdrawn", "%s", r->text);
    EXPECT_PROBLEM(step_rota(cycle, r, "accepted", ""), 409, "invalid_transition");
}

/* ---- whose it is -------------------------------------------------------------------------- */

Test(schedule_steps, they_are_quality_assurances_alone)
{
    found_trust(4);
    const char *cycle = add_cycle(""), *one;
    const struct reply *r = proposal(cycle, "");
    const char *const others[] = { cast.head.token, cast.lead.token,
                                   new_person("school_leader", NULL).token,
                                   new_person("auditor", NULL).token };

    one = schedules_of(cycle, text_of("/%s", text_at(r, "/id")));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        EXPECT_PROBLEM(send_as(others[i], "GET", one, NULL), 403, "insufficient_scope");
        EXPECT_PROBLEM(send_as(others[i], "POST", schedules_of(cycle, ""), "{}"), 403,
                       "insufficient_scope");
    }
    cr_expect_eq(send_as(new_person("send_lead", NULL).token, "GET", one, NULL)->status, 200);
    /* Over one school it is no quality assurance of the staffed. */
    const char *of_one = new_person("quality_lead", text_of("[\"%s\"]", staffed.schools[0])).token;
    EXPECT_PROBLEM(send_as(of_one, "GET", one, NULL), 404, "not_found");
    cr_expect_eq(ask_for_rota(of_one, schedules_of(cycle, ""), "{}")->status, 403);
    const char *foreign = token_of(1, "trust_admin");
    EXPECT_PROBLEM(send_as(foreign, "GET", one, NULL), 404, "not_found");
    EXPECT_PROBLEM(send_as(foreign, "POST", schedules_of(cycle, ""), "{}"), 404, "not_found");
    r = send_as(cast.quality.token, "GET", text_of("%s/history", one), NULL);
    cr_expect_eq(list_size(r, "/data"), 1, "%s", r->text);
}
