/* How grades go over time: of the reports that a caller sees, by one framework. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/inspections/record_fixture.h"

TestSuite(trends, .init = cast_inspection, .fini = client_stop, .timeout = 300);

/* A final report of a school, all of whose areas are graded so; the id of the inspection. */
static const char *reported(const char *school, int first_day, const char *grade)
{
    const struct person head = cast.head;
    static const char *const AREAS[] = { "leadership", "outcomes" };
    const char *id = planned_inspection(text_of("'school_id':'%s','starts_on':'%s','ends_on':'%s'",
                                                school, day_from_today(first_day),
                                                day_from_today(first_day + 1)));

    if (school != cast.inspected)
        cast.head = new_person("school_leader", text_of("[\"%s\"]", school));
    team_up(id);
    bring_inspection(id, "drafting");
    for (size_t i = 0; i < 2; i++) {
        submitted(cast.lead.token, id, AREAS[i]);
        submitted(cast.reviewers[0].token, id, AREAS[i]);
        recorded(judge(cast.lead.token, id, "agreed", AREAS[i], text_of("'grade':'%s'", grade)));
    }
    bring_inspection(id, "final");
    cast.head = head;
    return id;
}

static const struct reply *trends(const char *token, const char *more)
{
    const struct reply *r = send_as(token, "GET",
                                    text_of("/v1/inspection-trends?framework_id=%s%s",
                                            cast.framework, more), NULL);

    cr_assert_eq(r->status, 200, "%s", r->text);
    return r;
}

static size_t rows_of(const struct reply *r)
{
    return json_array_size(json_at(r->json, "/data"));
}

Test(trends, grades_go_over_time)
{
    const char *later = reported(cast.inspected, -20, "leading");
    const char *sooner = reported(cast.inspected, -26, "effective"), *token = cast.head.token;
    const struct reply *r = trends(token, "&area=outcomes&count=exact");

    cr_assert_eq(rows_of(r), 2, "%s", r->text);
    cr_expect_eq(int_at(r, "/page/total"), 2);
    cr_expect_str_eq(text_at(r, "/data/0/inspection_id"), sooner);
    cr_expect_str_eq(text_at(r, "/data/0/grade_name"), "Effective");
    cr_expect_null(text_at(r, "/data/0/grade_before"));
    cr_expect_str_eq(text_at(r, "/data/1/inspection_id"), later);
    cr_expect_str_eq(text_at(r, "/data/1/grade"), "leading");
    cr_expect_str_eq(text_at(r, "/data/1/grade_before"), "effective");
    cr_expect_str_eq(text_at(r, "/data/1/grade_name_before"), "Effective");
    cr_expect_str_eq(text_at(r, "/data/1/visited_on"), day_from_today(-19));
    cr_expect_eq(rows_of(trends(token, "")), 4);
    cr_expect_eq(rows_of(trends(token, "&grade=leading&sort=-visited_on,area")), 2);
    r = trends(token, "&limit=3");
    cr_expect_eq(rows_of(trends(token, text_of("&limit=3&cursor=%s",
                                               text_at(r, "/page/next_cursor")))), 1);
    /* What stands before a row does not depend on what else was asked for. */
    r = trends(token, text_of("&area=outcomes&school_id=%s&visited_on.gte=%s", cast.inspected,
                              day_from_today(-20)));
    cr_assert_eq(rows_of(r), 1, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/data/0/grade_before"), "effective");
}

Test(trends, they_are_of_reports_that_the_caller_sees)
{
    const char *elsewhere = add_school(), *first, *second;

    first = reported(cast.inspected, -20, "leading");
    second = reported(cast.inspected, -26, "effective");
    reported(elsewhere, -30, "effective");
    cr_expect_eq(rows_of(trends(cast.quality.token, "")), 6);
    cr_expect_eq(rows_of(trends(cast.head.token, "")), 4);
    cr_expect_eq(rows_of(trends(cast.lead.token, "")), 6, "in all the teams");
    cr_expect_eq(rows_of(trends(cast.bystander.token, "")), 0);
    cr_expect_eq(rows_of(trends(cast.quality.token, text_of("&school_id=%s", elsewhere))), 2);
    const struct reply *r = send_as(cast.head.token, "PUT", inspection_at(first, "/sharing"),
                                    "{'shared_with':'trust'}");
    cr_assert_eq(r->status, 200, "%s", r->text);
    r = trends(cast.bystander.token, "&area=outcomes");
    cr_assert_eq(rows_of(r), 1, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/data/0/inspection_id"), first);
    cr_expect_null(strstr(r->text, "effective"), "of the one before nothing is told: %s", r->text);
    bring_inspection(second, "action_plan");
    cr_expect_eq(rows_of(trends(cast.head.token, "")), 4, "a later stage changes nothing");
}

Test(trends, nothing_is_told_before_the_report)
{
    const char *id = planned_inspection("");

    team_up(id);
    bring_inspection(id, "moderated");
    cr_expect_eq(rows_of(trends(cast.quality.token, "")), 0);
    bring_inspection(id, "final");
    cr_expect_eq(rows_of(trends(cast.quality.token, "")), 2);
}

/* Grades of two frameworks are never in one answer. */
Test(trends, one_framework_is_asked_for)
{
    const char *token = cast.quality.token;
    const char *other = text_at(send_as(token, "GET", "/v1/inspection-frameworks?publisher=Ofsted"
                                                      "&limit=1", NULL), "/data/0/id");

    reported(cast.inspected, -20, "leading");
    EXPECT_PROBLEM(send_as(token, "GET", "/v1/inspection-trends", NULL), 400, "invalid_parameter");
    EXPECT_PROBLEM(send_as(token, "GET", "/v1/inspection-trends?framework_id="
                                         "01890a5d-ac96-774b-bcce-b302099a8057", NULL),
                   404, "not_found");
    EXPECT_PROBLEM(send_as(token, "GET", text_of("/v1/inspection-trends?framework_id=%s,%s",
                                                 cast.framework, other), NULL),
                   400, "invalid_parameter");
    const struct reply *r = send_as(token, "GET", text_of("/v1/inspection-trends?framework_id=%s",
                                                          other), NULL);
    cr_expect_eq(rows_of(r), 0, "%s", r->text);
    r = CALL(.path = text_of("/v1/inspection-trends?framework_id=%s&fields=area,grade_name"
                            "&sort=area",
                             cast.framework), .token = token, .headers = { "Accept: text/csv" });
    cr_expect_str_eq(r->text, "area,grade_name\r\nleadership,Leading\r\noutcomes,Leading\r\n");
}
