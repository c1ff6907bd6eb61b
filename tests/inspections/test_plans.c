/* What is done about reports: the plan of a school, for its governors, and how the plans of all
 * schools stand, for the board of the trust. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/inspections/record_fixture.h"

static const char *inspection;

/* The report has the areas for development 1 (leadership) and 2 (outcomes). */
static void start(void)
{
    cast_inspection();
    inspection = planned_inspection("");
    team_up(inspection);
    bring_inspection(inspection, "final");
}

TestSuite(plans, .init = start, .fini = client_stop, .timeout = 300);

static const struct reply *plan_of(const char *token, const char *school)
{
    return send_as(token, "GET", text_of("/v1/schools/%s/send-action-plan", school), NULL);
}

static const struct reply *own_plan(void)
{
    const struct reply *r = plan_of(cast.head.token, cast.inspected);

    cr_assert_eq(r->status, 200, "%s", r->text);
    return r;
}

static const struct reply *plans(const char *token, const char *query)
{
    const struct reply *r = send_as(token, "GET", text_of("/v1/inspection-plans%s", query), NULL);

    cr_assert_eq(r->status, 200, "%s", r->text);
    return r;
}

static size_t rows_of(const struct reply *r)
{
    return json_array_size(json_at(r->json, "/data"));
}

static const char *planned(const char *members)
{
    return recorded(plan_action(cast.head.token, inspection, members));
}

/* As if it had been due so many days ago. */
static void make_overdue(const char *action, int days)
{
    owner_says(cast.inspected, text_of("SET session_replication_role = replica;"
                                       " UPDATE app.inspection_action SET due_on = '%s'"
                                       " WHERE id = '%s'", day_from_today(-days), action));
}

static void close_action(const char *id)
{
    cr_assert_eq(move_action(cast.head.token, inspection, id, "done", "")->status, 200);
    cr_assert_eq(move_action(cast.quality.token, inspection, id, "closed",
                             "'reason':'It was seen'")->status, 200);
}

/* ---- of a school ------------------------------------------------------------------------ */

Test(plans, a_school_is_told_what_it_does_about_its_report)
{
    const char *late = planned("'areas_for_development':[1,2],'rag':'red'");
    const char *other = planned("'action':'Paint the hall'");
    const struct reply *r;

    make_overdue(late, 3);
    r = own_plan();
    cr_expect_str_eq(text_at(r, "/school_id"), cast.inspected);
    cr_expect_str_eq(text_at(r, "/as_of"), day_from_today(0));
    cr_assert_eq(json_array_size(json_at(r->json, "/inspections")), 1, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/inspections/0/inspection_id"), inspection);
    cr_expect_str_eq(text_at(r, "/inspections/0/status"), "final");
    cr_expect_str_eq(text_at(r, "/inspections/0/framework_name"), "Review");
    cr_expect_str_eq(text_at(r, "/inspections/0/strengths/1/area_name"), "Outcomes");
    cr_expect_str_eq(text_at(r, "/inspections/0/strengths/1/text"), "Assessment");
    cr_expect_eq(int_at(r, "/inspections/0/areas_for_development/1/number"), 2);
    cr_expect_str_eq(text_at(r, "/inspections/0/areas_for_development/1/text"), "Reading");
    for (size_t i = 0; i < 2; i++) {
        const char *at = text_of("/inspections/0/areas_for_development/%zu/actions", i);

        cr_expect_eq(json_array_size(json_at(r->json, at)), 1, "%s", r->text);
        cr_expect_str_eq(text_at(r, text_of("%s/0/id", at)), late);
        cr_expect_str_eq(text_at(r, text_of("%s/0/rag", at)), "red");
        cr_expect_str_eq(text_at(r, text_of("%s/0/due_on", at)), day_from_today(-3));
        cr_expect(json_is_true(json_at(r->json, text_of("%s/0/overdue", at))));
    }
    cr_expect_str_eq(text_at(r, "/inspections/0/other_actions/0/id"), other);
    cr_expect(json_is_false(json_at(r->json, "/inspections/0/other_actions/0/overdue")));
    close_action(other);
    send_as(cast.head.token, "DELETE", action_at(inspection, late, ""), NULL);
    r = own_plan();
    cr_expect_str_eq(text_at(r, "/inspections/0/other_actions/0/status"), "closed", "%s", r->text);
    cr_expect_eq(json_array_size(json_at(r->json,
                                         "/inspections/0/areas_for_development/0/actions")), 0);
}

Test(plans, a_plan_is_for_its_school_and_the_trust)
{
    const char *school = cast.inspected, *other = add_school();
    const char *elsewhere = new_person("school_leader", text_of("[\"%s\"]", other)).token;

    planned("'areas_for_development':[1]");
    send_as(cast.head.token, "PUT", inspection_at(inspection, "/sharing"),
            "{'shared_with':'trust'}");
    cr_expect_eq(plan_of(cast.quality.token, school)->status, 200);
    cr_expect_eq(plan_of(trust_admin(), school)->status, 200);
    EXPECT_PROBLEM(plan_of(elsewhere, school), 404, "not_found");
    EXPECT_PROBLEM(plan_of(cast.external.token, school), 404, "not_found");
    EXPECT_PROBLEM(plan_of(new_person("finance", NULL).token, school), 403, "insufficient_scope");
    const struct reply *r = plan_of(elsewhere, other);
    cr_expect_eq(r->status, 200, "%s", r->text);
    cr_expect_eq(json_array_size(json_at(r->json, "/inspections")), 0, "not of others: %s",
                 r->text);
    cr_expect_eq(send_as(trust_admin(), "DELETE", text_of("/v1/schools/%s", other),
                         NULL)->status, 204);
    EXPECT_PROBLEM(plan_of(trust_admin(), other), 410, "deleted");
}

/* Visited before the other, and final after it: what comes last is the visit. */
static const char *inspected_before(void)
{
    const char *id = planned_inspection(text_of("'starts_on':'%s','ends_on':'%s'",
                                                day_from_today(-27), day_from_today(-26)));

    team_up(id);
    bring_inspection(id, "final");
    return id;
}

Test(plans, a_report_before_stays_while_an_action_is_open)
{
    const char *before = inspected_before();
    const struct reply *r = own_plan();

    cr_expect_eq(json_array_size(json_at(r->json, "/inspections")), 1, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/inspections/0/inspection_id"), inspection);
    const char *action = recorded(plan_action(cast.head.token, before, ""));
    r = own_plan();
    cr_expect_eq(json_array_size(json_at(r->json, "/inspections")), 2, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/inspections/1/inspection_id"), before);
    cr_expect_eq(move_action(cast.head.token, before, action, "done", "")->status, 200);
    cr_expect_eq(json_array_size(json_at(own_plan()->json, "/inspections")), 1);
}

/* ---- of all schools ---------------------------------------------------------------------- */

Test(plans, a_board_is_told_how_they_stand)
{
    const char *late = planned("'rag':'red'"), *closed = planned("'rag':'green'");

    planned("'rag':'red'");
    planned("");
    recorded(plan_action(cast.head.token, inspection, "'area':'outcomes','rag':'green'"));
    make_overdue(late, 3);
    close_action(closed);
    cr_assert_eq(move_action(cast.head.token, inspection, planned(""), "done", "")->status, 200);
    send_as(cast.head.token, "DELETE", action_at(inspection, planned(""), ""), NULL);
    const struct reply *r = plans(cast.quality.token, "?sort=-overdue_count&count=exact");
    cr_assert_eq(rows_of(r), 2, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/data/0/area_name"), "Leadership");
    cr_expect_str_eq(text_at(r, "/data/0/school_id"), cast.inspected);
    cr_expect_str_eq(text_at(r, "/data/0/framework_id"), cast.framework);
    cr_expect_eq(int_at(r, "/data/0/open_count"), 3, "%s", r->text);
    cr_expect_eq(int_at(r, "/data/0/red_count"), 2);
    cr_expect_eq(int_at(r, "/data/0/amber_count"), 1);
    cr_expect_eq(int_at(r, "/data/0/green_count"), 0, "what is closed is not counted");
    cr_expect_eq(int_at(r, "/data/0/overdue_count"), 1);
    cr_expect_eq(int_at(r, "/data/0/done_count"), 1);
    cr_expect_eq(int_at(r, "/data/0/closed_count"), 1);
    cr_expect_str_eq(text_at(r, "/data/0/next_due_on"), day_from_today(-3));
    cr_expect_eq(int_at(r, "/data/1/green_count"), 1);
    cr_expect_eq(rows_of(plans(cast.quality.token, "?overdue_count.gte=1")), 1);
    cr_expect_eq(rows_of(plans(cast.quality.token, "?area=outcomes")), 1);
    cr_expect_eq(rows_of(plans(cast.quality.token, text_of("?school_id=%s", cast.schools[0]))), 0);
    r = CALL(.path = "/v1/inspection-plans?fields=area,red_count&sort=area",
             .token = cast.quality.token, .headers = { "Accept: text/csv" });
    cr_expect_str_eq(r->text, "area,red_count\r\nleadership,2\r\noutcomes,0\r\n");
}

Test(plans, a_board_counts_what_it_sees)
{
    planned("");
    send_as(cast.head.token, "PUT", inspection_at(inspection, "/sharing"),
            "{'shared_with':'trust'}");
    cr_expect_eq(rows_of(plans(cast.quality.token, "")), 1);
    cr_expect_eq(rows_of(plans(cast.head.token, "")), 1);
    cr_expect_eq(rows_of(plans(cast.lead.token, "")), 1);
    cr_expect_eq(rows_of(plans(cast.bystander.token, "")), 0, "the report is shared, not these");
}
