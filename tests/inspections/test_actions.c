/* What the schools do about the report of an inspection: what an action says, who writes it and
 * when, its steps, who sees it, and that every area for development has one. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/inspections/record_fixture.h"

static const char *inspection;

/* The report has two areas for development, numbered 1 and 2. */
static void start(void)
{
    cast_inspection();
    inspection = planned_inspection("");
    team_up(inspection);
    bring_inspection(inspection, "final");
}

TestSuite(actions, .init = start, .fini = client_stop, .timeout = 300);

static const char *planned(const char *members)
{
    return recorded(plan_action(cast.head.token, inspection, members));
}

static const struct reply *change(const char *token, const char *id, const char *members)
{
    return send_as(token, "PATCH", action_at(inspection, id, ""), text_of("{%s}", members));
}

static const struct reply *move(const char *token, const char *id, const char *to,
                                const char *more)
{
    return move_action(token, inspection, id, to, more);
}

static const struct reply *progress(const char *token, const char *id, int day, const char *more)
{
    return record(token, inspection, text_of("/actions/%s/progress", id),
                  text_of("{'on':'%s','note':'Begun'}", day_from_today(day)), more);
}

/* ---- what it says ----------------------------------------------------------------------- */

Test(actions, a_school_plans_does_and_is_looked_at)
{
    const char *head = cast.head.token;
    const struct reply *r = plan_action(head, inspection, "'areas_for_development':[2,1]");
    const char *id = recorded(r);

    cr_expect_str_eq(text_at(r, "/status"), "open");
    cr_expect_eq(int_at(r, "/areas_for_development/0"), 2, "%s", r->text);
    r = change(head, id, "'evidence':'Reading ages rose','rag':'green'");
    cr_assert_eq(r->status, 200, "%s", r->text);
    r = progress(head, id, 0, "'rag':'red'");
    cr_assert_eq(r->status, 201, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/rag"), "red", "as it was told last");
    cr_expect_str_eq(text_at(r, "/progress/0/note"), "Begun");
    r = progress(cast.quality.token, id, -1, "");
    cr_expect_str_eq(text_at(r, "/rag"), "red", "%s", r->text);
    cr_expect_eq(json_array_size(json_at(r->json, "/progress")), 2);
    cr_expect_eq(change(head, id, "'progress':[]")->status, 422, "it is added to alone");
    r = move(head, id, "done", "");
    cr_assert_eq(r->status, 200, "%s", r->text);
    refused_for(change(head, id, "'rag':'green'"), 409, "conflict",
                "/status action_stands_once_done");
    refused_for(progress(head, id, 0, ""), 409, "conflict", "/status action_stands_once_done");
    refused_for(move(cast.lead.token, id, "closed", ""), 422, "validation_failed",
                "/reason action_is_judged_with_a_reason");
    r = move(cast.lead.token, id, "closed", "'reason':'Every class reads daily'");
    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/status_reason"), "Every class reads daily");
    r = send_as(head, "GET", action_at(inspection, id, "/transitions"), NULL);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 3, "%s", r->text);
    r = send_as(head, "GET", action_at(inspection, id, "/history"), NULL);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 6, "%s", r->text);
}

Test(actions, what_is_wrong_with_an_action_is_said)
{
    const char *const CASES[][2] = {
        { "'area':'lunch'", "/area area_is_inspected" },
        { "'areas_for_development':[3]", "/areas_for_development action_answers_the_report" },
        { "'areas_for_development':[1,0]", "/areas_for_development action_answers_the_report" },
        { "'areas_for_development':[1,1]", "/areas_for_development action_answers_each_area_once" },
        { "'areas_for_development':['1']", "/areas_for_development/0 count_range" },
        { "'areas_for_development':[1,-1]", "/areas_for_development/1 count_range" },
        { "'areas_for_development':[1.5]", "/areas_for_development/0 count_range" },
        { "'rag':'blue'", "/rag rag_code" },
        { text_of("'owner_school_id':'%s'", cast.schools[0]),
          "/owner_school_id action_is_owned_by_a_school_of_the_inspection" },
        { text_of("'due_on':'%s'", day_from_today(-1)), "/due_on action_is_due_after_the_report" },
        { text_of("'due_on':'%s'", day_from_today(1097)),
          "/due_on action_is_due_within_three_years" },
        { "'action':'Teach Loveday Pascoe to read'", "/action action_names_no_pupil" },
        { "'owner':'Loveday Pascoe'", "/action action_names_no_pupil" },
        { "'evidence':'Loveday Pascoe reads'", "/action action_names_no_pupil" },
    };

    add_pupil(cast.inspected);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        refused_for(plan_action(cast.head.token, inspection, CASES[i][0]), 422,
                    "validation_failed", CASES[i][1]);
    const char *id = planned(text_of("'due_on':'%s'", day_from_today(0)));
    refused_for(progress(cast.head.token, id, 0, "'note':'Loveday Pascoe reads'"), 422,
                "validation_failed", "/action action_names_no_pupil");
    refused_for(progress(cast.head.token, id, 1, ""), 422, "validation_failed",
                "/progress action_progress_has_been");
    refused_for(change(cast.head.token, id, text_of("'due_on':'%s'", day_from_today(-1))), 422,
                "validation_failed", "/due_on action_is_due_after_the_report");
    cr_assert_eq(move(cast.head.token, id, "done", "")->status, 200);
    refused_for(move(cast.lead.token, id, "closed", "'reason':'Loveday Pascoe reads'"), 422,
                "validation_failed", "/action action_names_no_pupil");
}

/* Who comes after an action was written is in nobody's way. */
Test(actions, only_what_is_written_now_names_a_pupil)
{
    const char *head = cast.head.token;
    const char *id = planned("'action':'Teach Loveday Pascoe to read'");

    add_pupil(cast.inspected);
    const struct reply *r = change(head, id, "'rag':'red'");
    cr_expect_eq(r->status, 200, "%s", r->text);
    r = progress(head, id, 0, "");
    cr_expect_eq(r->status, 201, "%s", r->text);
    refused_for(change(head, id, "'evidence':'Loveday Pascoe reads'"), 422, "validation_failed",
                "/action action_names_no_pupil");
    r = move(head, id, "done", "");
    cr_expect_eq(r->status, 200, "%s", r->text);
    r = move(cast.lead.token, id, "closed", "'reason':'Seen'");
    cr_expect_eq(r->status, 200, "%s", r->text);
}

/* ---- who writes it, and when ------------------------------------------------------------- */

Test(actions, the_schools_write_them_and_quality_assurance)
{
    static const char RULE[] = "/inspection_id action_is_the_schools";
    const char *id = recorded(plan_action(cast.quality.token, inspection, ""));
    const char *senco = new_person("senco", text_of("[\"%s\"]", cast.inspected)).token;

    recorded(plan_action(trust_admin(), inspection, ""));
    recorded(plan_action(new_person("school_leader", NULL).token, inspection, ""));
    cr_expect_eq(change(cast.head.token, id, "'rag':'red'")->status, 200);
    /* Both lead schools of their own, and respond for those. */
    refused_for(plan_action(cast.lead.token, inspection, ""), 403, "forbidden", RULE);
    refused_for(change(cast.reviewers[0].token, id, "'rag':'green'"), 403, "forbidden", RULE);
    refused_for(progress(cast.lead.token, id, 0, ""), 403, "forbidden", RULE);
    EXPECT_PROBLEM(plan_action(cast.external.token, inspection, ""), 403, "insufficient_scope");
    EXPECT_PROBLEM(plan_action(senco, inspection, ""), 403, "insufficient_scope");
    EXPECT_PROBLEM(change(senco, id, "'rag':'green'"), 403, "insufficient_scope");
    EXPECT_PROBLEM(plan_action(cast.bystander.token, inspection, ""), 404, "not_found");
    EXPECT_PROBLEM(change(cast.bystander.token, id, "'rag':'green'"), 404, "not_found");
    cr_expect_eq(send_as(senco, "GET", action_at(inspection, id, ""), NULL)->status, 200);
    cr_expect_eq(send_as(cast.head.token, "PUT", action_at(inspection, id, ""),
                         text_of("{'area':'outcomes','action':'Read','owner':'Head',"
                                 "'owner_school_id':'%s','due_on':'%s','rag':'green'}",
                                 cast.inspected, day_from_today(9)))->status, 200);
    cr_expect_eq(send_as(cast.head.token, "DELETE", action_at(inspection, id, ""), NULL)->status,
                 204);
    cr_expect_eq(send_as(cast.head.token, "POST", action_at(inspection, id, "/restore"),
                         NULL)->status, 200);
}

/* Who reads inspections of one school and responds for another writes for the other alone. */
Test(actions, a_scope_over_one_school_is_none_over_another)
{
    const char *token = token_over("senco", cast.inspected,
                                   text_of("[\"%s\"]", cast.inspected));
    const char *mixed = token_over("school_leader", cast.inspected,
                                   text_of("[\"%s\"]", cast.schools[1]));

    EXPECT_PROBLEM(plan_action(token, inspection, ""), 403, "insufficient_scope");
    EXPECT_PROBLEM(plan_action(mixed, inspection, ""), 404, "not_found");
}

Test(actions, they_follow_the_report)
{
    static const char RULE[] = "/inspection_id action_follows_the_report";
    const char *id = planned("");

    owner_says(cast.inspected, text_of("SET session_replication_role = replica; UPDATE"
                                       " app.inspection SET status = 'moderated' WHERE id = '%s'",
                                       inspection));
    refused_for(plan_action(cast.head.token, inspection, ""), 409, "conflict", RULE);
    refused_for(change(cast.quality.token, id, "'rag':'red'"), 409, "conflict", RULE);
}

/* ---- its steps --------------------------------------------------------------------------- */

static void close_it(const char *id)
{
    cr_assert_eq(move(cast.head.token, id, "done", "")->status, 200);
    cr_assert_eq(move(cast.lead.token, id, "closed", "'reason':'Seen'")->status, 200);
}

Test(actions, each_step_is_somebodys)
{
    const char *id = planned("");

    refused_for(move(token_over("school_leader inspector", cast.inspected,
                                text_of("[\"%s\"]", cast.inspected)), id, "closed", "'reason':'x'"),
                409, "invalid_transition", "");
    refused_for(move(cast.lead.token, id, "done", ""), 403, "forbidden",
                "/to action_is_done_by_its_school");
    EXPECT_PROBLEM(move(cast.quality.token, id, "done", ""), 403, "insufficient_scope");
    cr_assert_eq(move(cast.head.token, id, "done", "")->status, 200);
    EXPECT_PROBLEM(move(cast.head.token, id, "closed", "'reason':'x'"), 403, "insufficient_scope");
    refused_for(move(cast.reviewers[0].token, id, "closed", "'reason':'x'"), 403, "forbidden",
                "/to action_is_judged_by_the_lead");
    refused_for(move(cast.lead.token, id, "open", ""), 422, "validation_failed",
                "/reason action_is_judged_with_a_reason");
    const struct reply *r = move(cast.lead.token, id, "open", "'reason':'Half the classes do'");
    cr_expect_str_eq(text_at(r, "/status"), "open", "%s", r->text);
    close_it(id);
    refused_for(move(cast.lead.token, id, "open", "'reason':'It stopped'"), 403, "forbidden",
                "/to action_is_reopened_by_quality_assurance");
    r = move(cast.quality.token, id, "open", "'reason':'It stopped'");
    cr_expect_str_eq(text_at(r, "/status"), "open", "%s", r->text);
    cr_assert_eq(move(cast.head.token, id, "done", "")->status, 200);
    r = move(cast.quality.token, id, "closed", "'reason':'It goes on'");
    cr_expect_str_eq(text_at(r, "/status"), "closed", "%s", r->text);
}

/* Of a base the school that owns an action does it. */
Test(actions, the_school_that_owns_it_does_it)
{
    const char *provider = add_special_school();
    const char *theirs = new_person("school_leader", text_of("[\"%s\"]", provider)).token;

    inspection = inspection_of_base(
        provider, text_of("'starts_on':'%s','ends_on':'%s'", day_from_today(-25),
                          day_from_today(-24)));
    bring_inspection(inspection, "final");
    const char *id = recorded(plan_action(cast.head.token, inspection,
                                          text_of("'owner_school_id':'%s'", provider)));
    cr_expect_eq(change(cast.head.token, id, "'rag':'red'")->status, 200, "both write it");
    refused_for(move(cast.head.token, id, "done", ""), 403, "forbidden",
                "/to action_is_done_by_its_school");
    cr_expect_eq(move(theirs, id, "done", "")->status, 200);
}

/* ---- the follow-up ----------------------------------------------------------------------- */

static const struct reply *follow_up(void)
{
    return move_inspection(cast.quality.token, inspection, "follow_up", 0, "");
}

Test(actions, every_area_for_development_has_an_action)
{
    static const char RULE[] = "/to inspection_needs_an_action_for_each_area";

    cr_assert_eq(move_inspection(cast.head.token, inspection, "action_plan", 0, "")->status, 200);
    refused_for(follow_up(), 422, "validation_failed", RULE);
    const char *id = planned("'areas_for_development':[1]");
    refused_for(follow_up(), 422, "validation_failed", RULE);
    const char *other = planned("'areas_for_development':[2]");
    send_as(cast.head.token, "DELETE", action_at(inspection, other, ""), NULL);
    refused_for(follow_up(), 422, "validation_failed", RULE);
    change(cast.head.token, id, "'areas_for_development':[2,1]");
    const struct reply *r = follow_up();
    cr_assert_eq(r->status, 200, "%s", r->text);
    refused_for(send_as(cast.head.token, "DELETE", action_at(inspection, id, ""), NULL), 409,
                "conflict", "/deleted_at action_stands_in_the_follow_up");
    refused_for(send_as(cast.head.token, "POST", action_at(inspection, other, "/restore"), NULL),
                409, "conflict", "/deleted_at action_stands_in_the_follow_up");
    refused_for(change(cast.head.token, id, "'areas_for_development':[2]"), 422,
                "validation_failed", "/areas_for_development action_goes_on_answering");
    planned("");
}

Test(actions, quality_assurance_carries_over)
{
    const char *id = planned("");

    refused_for(change(cast.head.token, id, "'carried_over_reason':'The builders are late'"), 403,
                "forbidden", "/carried_over_reason action_is_carried_over_by_quality_assurance");
    const struct reply *r = change(cast.quality.token, id,
                                   "'carried_over_reason':'The builders are late'");
    cr_expect_str_eq(text_at(r, "/carried_over_reason"), "The builders are late", "%s", r->text);
}

/* What is carried over stands as it was at the close; quality assurance opens what was done. */
Test(actions, they_stand_once_the_inspection_is_closed)
{
    static const char STANDS[] = "/inspection_id action_stands_once_closed";
    static const char THEIRS[] = "/to action_is_moved_after_the_close_by_quality_assurance";
    const char *quality = cast.quality.token, *head = cast.head.token;
    const char *id = planned("'areas_for_development':[1,2]"), *late = planned("");

    bring_inspection(inspection, "follow_up");
    cr_assert_eq(move(head, id, "done", "")->status, 200);
    bring_inspection(inspection, "closed");
    refused_for(plan_action(head, inspection, ""), 409, "conflict", STANDS);
    refused_for(plan_action(quality, inspection, ""), 409, "conflict", STANDS);
    refused_for(change(quality, late, "'carried_over_reason':null"), 409, "conflict", STANDS);
    refused_for(change(head, late, "'rag':'green'"), 409, "conflict", STANDS);
    refused_for(progress(head, late, 0, ""), 409, "conflict", STANDS);
    refused_for(send_as(quality, "DELETE", action_at(inspection, late, ""), NULL), 409, "conflict",
                STANDS);
    refused_for(move(head, late, "done", ""), 403, "forbidden", THEIRS);
    refused_for(move(cast.lead.token, id, "open", "'reason':'It stopped'"), 403, "forbidden",
                THEIRS);
    refused_for(move(quality, id, "open", ""), 422, "validation_failed",
                "/reason action_is_judged_with_a_reason");
    const struct reply *r = move(quality, id, "open", "'reason':'It stopped'");
    cr_assert_eq(r->status, 200, "%s", r->text);
    refused_for(change(head, id, "'rag':'green'"), 409, "conflict", STANDS);
}

/* ---- across the trust -------------------------------------------------------------------- */

static const char *found(const char *token, const char *query)
{
    const char *path = text_of("/v1/inspection-actions?limit=50%s%s", *query ? "&" : "", query);
    const struct reply *r = CALL(.path = path, .token = token);
    const char *ids = "";
    json_t *row;
    size_t i;

    cr_assert_eq(r->status, 200, "%s", r->text);
    json_array_foreach(json_at(r->json, "/data"), i, row)
        ids = text_of("%s%s%s", ids, i ? " " : "", json_string_value(json_object_get(row, "id")));
    return ids;
}

/* What was due before today: the report is of yesterday at the latest, so the day is moved. */
static const char *overdue_action(void)
{
    const char *id = planned("'rag':'red'");

    owner_says(cast.inspected, text_of("SET session_replication_role = replica; UPDATE"
                                       " app.inspection_action SET due_on = app.today() - 1"
                                       " WHERE id = '%s'", id));
    return id;
}

Test(actions, they_are_found_across_the_trust)
{
    const char *late = overdue_action(), *quality = cast.quality.token;
    const char *later = planned(""), *today = planned(text_of("'due_on':'%s'", day_from_today(0)));

    cr_expect_str_eq(found(quality, ""), text_of("%s %s %s", late, today, later), "by due day");
    cr_expect_str_eq(found(quality, "overdue=true"), late);
    cr_expect_str_eq(found(quality, "overdue=false"), text_of("%s %s", today, later));
    cr_expect_str_eq(found(quality, "rag=red"), late);
    cr_expect_str_eq(found(quality, text_of("school_id=%s&rag=amber&status=open", cast.inspected)),
                     text_of("%s %s", today, later));
    cr_expect_str_eq(found(quality, text_of("school_id=%s", cast.schools[0])), "");
    cr_expect_str_eq(found(quality, "status=done"), "");
    cr_expect_str_eq(found(quality, text_of("due_on.gt=%s&inspection_id=%s&area=leadership",
                                            day_from_today(0), inspection)), later);
    cr_assert_eq(move(cast.head.token, late, "done", "")->status, 200);
    cr_expect_str_eq(found(quality, "overdue=true"), "", "done is not overdue");
    /* Everybody finds what they see of it. */
    cr_expect_str_eq(found(cast.head.token, "rag=red"), late);
    cr_expect_str_eq(found(cast.external.token, "rag=red"), late);
    cr_expect_str_eq(found(cast.bystander.token, ""), "");
    cr_expect_str_eq(found(new_person("inspector", NULL).token, ""), "");
    const struct reply *r = CALL(.path = "/v1/inspection-actions?limit=1", .token = quality);
    cr_expect_str_eq(text_at(r, "/data/0/id"), late, "%s", r->text);
    cr_expect_str_eq(found(quality, text_of("cursor=%s", text_at(r, "/page/next_cursor"))),
                     text_of("%s %s", today, later));
    r = CALL(.path = "/v1/inspection-actions?limit=1&sort=-due_on", .token = quality,
             .headers = { "Accept: text/csv" });
    cr_expect(strstr(r->text, "areas_for_development.1"), "%s", r->text);
    r = CALL(.path = "/v1/inspection-actions", .token = new_person("finance", NULL).token);
    EXPECT_PROBLEM(r, 403, "insufficient_scope");
}

/* What is shared is the report: the schools it is shared with see no action. */
Test(actions, sharing_tells_nobody_of_them)
{
    planned("");
    const struct reply *r = send_as(cast.head.token, "PUT", inspection_at(inspection, "/sharing"),
                                    "{'shared_with':'trust'}");
    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_eq(send_as(cast.bystander.token, "GET", inspection_at(inspection, ""),
                         NULL)->status, 200);
    cr_expect_eq(count_of(cast.bystander.token, inspection, "/actions"), 0);
    cr_expect_str_eq(found(cast.bystander.token, ""), "");
    cr_expect_eq(count_of(cast.head.token, inspection, "/actions"), 1);
}

Test(actions, the_feed_tells_of_them)
{
    const char *after = text_at(send_as(trust_admin(), "GET", "/v1/changes/latest", NULL),
                                "/next_after");
    const char *id = planned("'areas_for_development':[1]");
    const struct reply *r = fed(cast.quality.token, after, "inspection_action", 1);

    cr_expect_str_eq(text_at(r, "/data/0/resource/id"), id, "%s", r->text);
    cr_expect_eq(int_at(r, "/data/0/resource/areas_for_development/0"), 1);
}
