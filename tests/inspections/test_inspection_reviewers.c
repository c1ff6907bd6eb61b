/* The register of who may inspect: what ties reviewers to schools, and who reads of it. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/inspections/inspection_fixture.h"

#define REVIEWERS "/v1/inspection-reviewers"

static const char *admin, *school;

static void start(void)
{
    client_start();
    admin = token_of(0, "trust_admin");
    school = add_school();
}

TestSuite(inspection_reviewers, .init = start, .fini = client_stop, .timeout = 120);

static const struct reply *add(const char *token, const char *members)
{
    return CALL(.method = "POST", .path = REVIEWERS, .token = token,
                .body = dumped(but(json_pack("{s:s, s:s, s:s}", "name", "Demelza Trewin", "kind",
                                             "senco", "school_id", school),
                                   quoted(members))));
}

static const struct reply *change(const char *method, const char *id, const char *body)
{
    return CALL(.method = method, .path = text_of(REVIEWERS "/%s", id), .token = admin,
                .body = body ? quoted(body) : NULL, .headers = { "If-Match: *" });
}

Test(inspection_reviewers, a_register_is_kept)
{
    const char *members = text_of("{'lead_accredited_on':'2024-06-01','specialisms':['ASD','arb'],"
                                  "'ties':[{'school_id':'%s','kind':'governor',"
                                  "'from':'2023-09-01'}],"
                                  "'unavailable':[{'from':'2026-12-01','to':'2026-12-24'}]}",
                                  add_school());
    const struct reply *r = add(admin, members);
    const char *id = text_at(r, "/id");

    cr_assert_eq(r->status, 201, "%s", r->text);
    cr_expect_eq(int_at(r, "/max_visits"), 3);
    cr_expect(json_is_true(json_at(r->json, "/active")));
    cr_expect(json_is_null(json_at(r->json, "/ties/0/to")));
    r = CALL(.path = text_of(REVIEWERS "?specialism=arb&kind=senco&active=true&school_id=%s"
                             "&lead_accredited_on.lte=2024-06-01&expand=school", school),
             .token = admin);
    cr_expect_str_eq(text_at(r, "/data/0/id"), id, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/data/0/school/id"), school);
    r = change("PATCH", id, "{'max_visits':null,'active':false}");
    cr_expect_eq(int_at(r, "/max_visits"), 3, "%s", r->text);
    cr_expect_eq(change("DELETE", id, NULL)->status, 204);
    r = CALL(.path = text_of(REVIEWERS "/%s/history", id), .token = admin);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 3, "%s", r->text);
}

Test(inspection_reviewers, what_is_wrong_is_said)
{
    static const char *const CASES[][2] = {
        { "{'school_id':null}", "/school_id inspection_reviewer_of_a_school_names_it" },
        { "{'lead_accredited_on':'2199-01-01'}",
          "/lead_accredited_on inspection_reviewer_is_accredited_in_the_past" },
        { "{'specialisms':['ASD','ASD']}",
          "/specialisms inspection_reviewer_specialisms_are_different" },
        { "{'specialisms':['NSA']}", "/specialisms/0 reviewer_specialism_code" },
        { "{'unavailable':[{'from':'2026-12-24','to':'2026-12-01'}]}",
          "/unavailable inspection_reviewer_is_back_after_leaving" },
        { "{'max_visits':21}", "/max_visits inspection_reviewer_visits_are_few" },
        { "{'school_id':'01890a5d-ac96-774b-bcce-b302099a8057'}",
          "/school_id inspection_reviewer_school_is_known" },
        { "{'user_id':'01890a5d-ac96-774b-bcce-b302099a8057'}",
          "/user_id inspection_reviewer_user_is_known" },
        { "{'ties':[{'school_id':'01890a5d-ac96-774b-bcce-b302099a8057','kind':'governor'}]}",
          "/ties inspection_reviewer_tie_is_to_a_school" },
    };

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        cr_expect_str_eq(errors_of(add(admin, CASES[i][0])), CASES[i][1], "%s", CASES[i][0]);
    cr_expect_str_eq(errors_of(add(admin, text_of("{'ties':[{'school_id':'%s','kind':'employed',"
                                                  "'from':'2026-01-01','to':'2025-01-01'}]}",
                                                  school))),
                     "/ties inspection_reviewer_ties_end_after_they_begin");
    cr_expect_eq(add(admin, "{'kind':'employer','school_id':null}")->status, 201);
    const char *signs_in = text_of("{'user_id':'%s'}", new_person("senco", NULL).user);
    cr_expect_eq(add(admin, signs_in)->status, 201);
    const struct reply *r = add(admin, signs_in);
    EXPECT_PROBLEM(r, 409, "conflict");
    cr_expect_str_eq(errors_of(r), "/user_id inspection_reviewer_user_is_one_reviewer");
}

/* Whoever goes to another school has been employed at the one before. */
Test(inspection_reviewers, employment_is_remembered)
{
    const char *id = text_at(add(admin, "{}"), "/id");
    const struct reply *r = change("PATCH", id, text_of("{'school_id':'%s'}", add_school()));

    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/ties/0/school_id"), school);
    cr_expect_str_eq(text_at(r, "/ties/0/kind"), "employed");
    cr_expect_str_eq(text_at(r, "/ties/0/to"), day_from_today(0));
    r = CALL(.path = text_of(REVIEWERS "/%s/history", id), .token = admin);
    cr_expect_null(strstr(r->text, "employed"), "ties are not told there: %s", r->text);
}

/* ---- who reads of it ------------------------------------------------------------------- */

static size_t told(const char *token)
{
    const struct reply *r = CALL(.path = text_of(REVIEWERS "?school_id=%s", school),
                                 .token = token);

    cr_assert_eq(r->status, 200, "%s", r->text);
    return json_array_size(json_at(r->json, "/data"));
}

Test(inspection_reviewers, reviewers_read_of_themselves)
{
    const struct person who = new_person("inspector", NULL);
    const char *own = text_at(add(admin, text_of("{'user_id':'%s'}", who.user)), "/id");
    const char *other = text_at(add(admin, "{}"), "/id");
    const char *reviewer = who.token, *path = text_of(REVIEWERS "/%s", own);

    cr_expect_eq(told(reviewer), 1);
    cr_expect_eq(CALL(.path = path, .token = reviewer)->status, 200);
    EXPECT_PROBLEM(CALL(.path = text_of(REVIEWERS "/%s", other), .token = reviewer), 404,
                   "not_found");
    EXPECT_PROBLEM(CALL(.method = "DELETE", .path = path, .token = reviewer,
                        .headers = { "If-Match: *" }),
                   403, "insufficient_scope");
    cr_expect_eq(told(token_over("quality_lead", school, NULL)), 2);
    /* Over all schools is no more than over any. */
    cr_expect_eq(told(token_over("school_leader", school, NULL)), 0);
    cr_expect_eq(told(token_over("school_leader", school, text_of("[\"%s\"]", school))), 0);
}

/* Quality assurance is the trust's: over some schools it is none. */
Test(inspection_reviewers, some_schools_keep_no_register)
{
    const char *token = token_over("send_lead", school, text_of("[\"%s\"]", school));

    add(admin, "{}");
    cr_expect_eq(told(token), 0);
    EXPECT_PROBLEM(add(token, "{}"), 403, "forbidden");
}

/* Who inspects and plans inspections of one school sees their own row, and others write it. */
Test(inspection_reviewers, nobody_writes_their_own_ties)
{
    const struct person who = new_person("send_lead", text_of("[\"%s\"]", school));
    const char *own = text_of("'user_id':'%s'", who.user);
    const struct reply *r = NULL;

    EXPECT_PROBLEM(add(who.token, text_of("{%s}", own)), 403, "forbidden");
    r = add(admin, text_of("{%s,'ties':[{'school_id':'%s','kind':'close_family'}]}", own, school));
    cr_assert_eq(r->status, 201, "%s", r->text);
    const char *path = text_of(REVIEWERS "/%s", text_at(r, "/id"));
    cr_expect_eq(CALL(.path = path, .token = who.token)->status, 200);
    EXPECT_PROBLEM(CALL(.method = "PATCH", .path = path, .token = who.token,
                        .body = quoted("{'ties':[],'lead_accredited_on':'2020-01-01'}"),
                        .headers = { "If-Match: *" }),
                   403, "forbidden");
    r = CALL(.path = path, .token = admin);
    cr_expect_str_eq(text_at(r, "/ties/0/kind"), "close_family", "%s", r->text);
}
