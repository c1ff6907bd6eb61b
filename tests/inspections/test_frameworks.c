/* Frameworks of inspection: those a trust begins with, what one may say, that what was published
 * stays as it is whoever writes it, and who reads and writes them. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/ehcps/case_fixture.h"
#include "tests/placements/placement_fixture.h"

#define PATH "/v1/inspection-frameworks"
#define SCALE                                                                                      \
    "{'code':'estimate','name':'Estimate','points':[{'code':'leading','name':'Leading'},"          \
    "{'code':'effective','name':'Effective','description':'As it should be'}]}"
#define AREAS                                                                                      \
    "[{'code':'leadership','name':'Leadership','scale':'estimate'},"                               \
    "{'code':'parents','name':'Parents','optional':true}]"

static void start(void)
{
    client_start();
    token = trust_admin();
    host = add_school();
}

TestSuite(frameworks, .init = start, .fini = client_stop, .timeout = 300);

/* What is sent with members put over it; a null is sent. */
static const char *body_with(const char *more)
{
    json_t *body = json_loads(
        quoted(text_of("{'name':'Review %s','publisher':'The trust','scales':[" SCALE "],"
                       "'areas':" AREAS "}",
                       fresh_urn())),
        0, NULL);
    json_t *over = json_loads(quoted(text_of("{%s}", more)), 0, NULL);

    cr_assert(body && over, "%s", more);
    json_object_update(body, over);
    json_decref(over);
    return dumped(body);
}

static const struct reply *draft_of(const char *more)
{
    return CALL(.method = "POST", .path = PATH, .token = token, .body = body_with(more));
}

static const char *drafted(const char *more)
{
    const struct reply *r = draft_of(more);

    cr_assert_eq(r->status, 201, "%s: %s", more, r->text);
    return text_at(r, "/id");
}

static const char *at(const char *id)
{
    return text_of(PATH "/%s", id);
}

static const struct reply *find(const char *who, const char *id)
{
    return CALL(.path = at(id), .token = who);
}

static const struct reply *step_of(const char *who, const char *id, const char *to)
{
    return CALL(.method = "POST", .path = text_of("%s/transitions", at(id)), .token = who,
                .body = text_of("{\"to\":\"%s\"}", to));
}

static const char *published(const char *more)
{
    const char *id = drafted(more);

    cr_assert_eq(step_of(token, id, "published")->status, 200);
    return id;
}

static const struct reply *remove_of(const char *id)
{
    return CALL(.method = "DELETE", .path = at(id), .token = token, .headers = { "If-Match: *" });
}

/* ---- what a trust begins with ----------------------------------------------------------- */

static const char *codes_of(const json_t *list)
{
    const char *codes = "";
    const json_t *one;
    size_t i;

    json_array_foreach(list, i, one)
    {
        const char *scale = json_string_value(json_object_get(one, "scale"));

        codes = text_of("%s%s%s%s%s%s", codes, i ? " " : "",
                        json_string_value(json_object_get(one, "code")), scale ? ":" : "",
                        scale ? scale : "",
                        json_is_true(json_object_get(one, "optional")) ? "?" : "");
    }
    return codes;
}

static const struct reply *begun(const char *who)
{
    const struct reply *r =
        CALL(.path = PATH "?sort=name&status=published&publisher.in=Ofsted,Whole%20School%20SEND",
             .token = who);

    cr_assert_eq(json_array_size(json_at(r->json, "/data")), 3, "%s", r->text);
    return r;
}

static void expect_ofsted(const struct reply *r)
{
    cr_expect_str_eq(text_at(r, "/data/0/edition"), "2019", "%s", r->text);
    cr_expect_str_eq(text_at(r, "/data/0/in_force_to"), "2025-11-09");
    cr_expect_str_eq(codes_of(json_at(r->json, "/data/0/scales")), "grade safeguarding");
    cr_expect_str_eq(codes_of(json_at(r->json, "/data/0/scales/0/points")),
                     "outstanding good requires_improvement inadequate");
    cr_expect_str_eq(codes_of(json_at(r->json, "/data/0/scales/1/points")),
                     "effective not_effective");
    cr_expect_str_eq(codes_of(json_at(r->json, "/data/0/areas")),
                     "quality_of_education:grade behaviour_and_attitudes:grade "
                     "personal_development:grade leadership_and_management:grade "
                     "early_years:grade? sixth_form:grade? safeguarding:safeguarding");
    cr_expect_str_eq(text_at(r, "/data/1/in_force_from"), "2025-11-10");
    cr_expect_eq(int_at(r, "/data/1/report_working_days"), 30);
    cr_expect_str_eq(codes_of(json_at(r->json, "/data/1/scales/0/points")),
                     "exceptional strong_standard expected_standard needs_attention "
                     "urgent_improvement");
    cr_expect_str_eq(codes_of(json_at(r->json, "/data/1/scales/1/points")), "met not_met");
    cr_expect_str_eq(codes_of(json_at(r->json, "/data/1/areas")),
                     "inclusion:grade curriculum_and_teaching:grade achievement:grade "
                     "attendance_and_behaviour:grade personal_development_and_well_being:grade "
                     "leadership_and_governance:grade early_years:grade? post_16:grade? "
                     "safeguarding:safeguarding");
}

Test(frameworks, every_trust_begins_with_those_that_are_published)
{
    const struct reply *r;

    expect_ofsted(begun(token_of(0, "trust_admin")));
    expect_ofsted(begun(token_of(1, "trust_admin")));
    in_new_trust();
    r = begun(trust_admin());
    expect_ofsted(r);
    cr_expect_eq(json_array_size(json_at(r->json, "/data/2/areas")), 8, "%s", r->text);
    cr_expect_eq(json_array_size(json_at(r->json, "/data/2/scales")), 0, "told in words alone");
    cr_expect(json_is_null(json_at(r->json, "/data/2/areas/0/scale")));
    r = CALL(.path = PATH "?in_force_on=2025-11-09&name.prefix=Ofsted", .token = trust_admin());
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 1, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/data/0/edition"), "2019");
    r = CALL(.path = PATH, .token = trust_admin());
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 3, "and no other: %s", r->text);
    cr_expect_str_eq(text_at(r, "/data/0/status"), "published");
    cr_expect_eq(int_at(r, "/data/0/version"), 1);
}

/* ---- what it says ----------------------------------------------------------------------- */

Test(frameworks, is_made_and_read)
{
    const struct reply *made = draft_of("'report_working_days':20,'edition':'2026'");
    const char *id = text_at(made, "/id");

    cr_assert_eq(made->status, 201, "%s", made->text);
    cr_expect_str_eq(text_at(made, "/status"), "draft");
    cr_expect_str_eq(text_at(made, "/status_on"), day_from_today(0));
    cr_expect_str_eq(text_at(made, "/scales/0/points/1/description"), "As it should be");
    cr_expect(json_is_null(json_at(made->json, "/scales/0/points/0/description")));
    cr_expect(json_is_true(json_at(made->json, "/areas/1/optional")));
    cr_expect(json_is_false(json_at(made->json, "/areas/0/optional")));
    cr_expect(json_is_null(json_at(made->json, "/areas/1/scale")));
    cr_expect_eq(int_at(made, "/report_working_days"), 20);
    cr_expect_str_eq(find(token, id)->text, made->text);
    const struct reply *r = patch(at(id), "{'areas':[{'code':'a','name':'A'}],'scales':null}");
    cr_expect_eq(json_array_size(json_at(r->json, "/scales")), 0, "%s", r->text);
    cr_expect_eq(int_at(patch(at(id), "{'scales':[]}"), "/version"), 2, "nothing changed");
    r = CALL(.method = "PUT", .path = at(id), .token = token, .body = body_with(""),
             .headers = { "If-Match: *" });
    cr_expect(json_is_null(json_at(r->json, "/edition")), "%s", r->text);
    r = CALL(.path = text_of("%s/history", at(id)), .token = token);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 3, "%s", r->text);
}

#define POINTS_A_B "'points':[{'code':'a','name':'A'},{'code':'b','name':'B'}]"
static const char *const RULES[][2] = {
    { "'name':null", "/name required" },
    { "'publisher':null", "/publisher required" },
    { "'areas':null", "/areas required" },
    { "'areas':[]", "/areas inspection_framework_has_an_area" },
    { "'areas':[{'name':'A'}]", "/areas/0/code required" },
    { "'areas':[{'code':'A','name':'A'}]", "/areas/0/code framework_code_format" },
    { "'areas':[{'code':'_a','name':'A'}]", "/areas/0/code framework_code_format" },
    { "'areas':[{'code':'a','name':'A','scale':'no such'}]",
      "/areas/0/scale framework_code_format" },
    { "'areas':[{'code':'a','name':'A','scale':'grade'}]",
      "/areas inspection_framework_areas_are_on_its_scales" },
    { "'scales':[]", "/areas inspection_framework_areas_are_on_its_scales" },
    { "'areas':[{'code':'a','name':'A'},{'code':'a','name':'B'}]",
      "/areas inspection_framework_areas_are_different" },
    { "'areas':[{'code':'a','name':'A','optional':1}]", "/areas/0/optional flag_type" },
    { "'areas':[{'code':'a','name':'A','weight':1}]", "/areas/0/weight unknown_member" },
    { "'scales':[" SCALE "," SCALE "]", "/scales inspection_framework_scales_are_different" },
    { "'scales':[{'code':'estimate','name':'E'}]", "/scales/0/points required" },
    { "'scales':[{'code':'estimate','name':'E','points':[]}]",
      "/scales inspection_framework_scales_have_two_points" },
    { "'scales':[" SCALE ",{'code':'b','name':'B','points':[{'code':'a','name':'A'}]}]",
      "/scales inspection_framework_scales_have_two_points" },
    { "'scales':[{'code':'estimate','name':'E','points':[{'code':'a','name':'A'},"
      "{'code':'a','name':'B'}]}]",
      "/scales inspection_framework_points_are_different" },
    { "'scales':[{'code':'estimate','name':'E','points':[{'code':'a','name':'A'},{'name':'B'}]}]",
      "/scales/0/points/1/code required" },
    { "'in_force_from':'2026-09-01','in_force_to':'2026-08-31'",
      "/in_force_to inspection_framework_ends_after_it_begins" },
    { "'report_working_days':0", "/report_working_days report_working_days_range" },
    { "'supersedes_id':'0197c2f4-7b20-7f4e-8c11-2a5d9e3b7c60'",
      "/supersedes_id inspection_framework_supersedes_one_that_is_known" },
    { "'status':'published'", "/status read_only" },
    { "'areas':[],'scales':[{'code':'b','name':'B','points':[]}]",
      "/areas inspection_framework_has_an_area,"
      "/scales inspection_framework_scales_have_two_points" },
};

Test(frameworks, rules)
{
    for (size_t i = 0; i < sizeof RULES / sizeof *RULES; i++)
        expect_rule(draft_of(RULES[i][0]), 422, "validation_failed", RULES[i][1]);
    cr_expect_eq(draft_of("'scales':[" SCALE ",{'code':'b','name':'B'," POINTS_A_B "},"
                          "{'code':'c','name':'C'," POINTS_A_B "}]")
                     ->status,
                 201, "points of different scales are not compared");
}

/* What a list in a list is in a spreadsheet: as it was told it is taken. */
Test(frameworks, go_through_csv)
{
    const char *id = drafted("'edition':'1'");
    const struct reply *r = CALL(.path = text_of(PATH "?id=%s&fields=name,publisher,scales,areas",
                                                 id),
                                 .token = token, .headers = { "Accept: text/csv" });

    cr_assert(strstr(r->text, "scales.1.points.2.description,areas.1.code"), "%s", r->text);
    r = CALL(.method = "POST", .path = PATH "/bulk?op=create", .token = token, .body = r->text,
             .type = "text/csv");
    cr_assert_eq(r->status, 200, "%s", r->text);
    const struct reply *copy = find(token, text_at(r, "/results/0/id")), *first = find(token, id);
    cr_expect(json_equal(json_at(copy->json, "/scales"), json_at(first->json, "/scales")), "%s",
              copy->text);
    cr_expect(json_equal(json_at(copy->json, "/areas"), json_at(first->json, "/areas")));
    r = CALL(.method = "POST", .path = PATH "/bulk?op=create", .token = token, .type = "text/csv",
             .body = "name,publisher,areas.1.code,areas.1.name,areas.1.scale,scales.1.code,"
                     "scales.1.name,scales.1.points.1.code,scales.1.points.1.name\n"
                     "A,B,a,A,s,s,S,x,X");
    EXPECT_PROBLEM(r, 422, "validation_failed");
    cr_expect_str_eq(text_at(r, "/results/0/problem/errors/0/code"),
                     "inspection_framework_scales_have_two_points", "%s", r->text);
}

/* ---- its life --------------------------------------------------------------------------- */

Test(frameworks, every_step_from_every_status)
{
    static const char *const STATUSES[][2] = { { "draft", "published" },
                                               { "published", "retired" },
                                               { "retired", "" } };

    for (size_t from = 0; from < 3; from++) {
        for (size_t to = 0; to < 3; to++) {
            const char *id = from ? published("") : drafted("");

            if (from == 2)
                cr_assert_eq(step_of(token, id, "retired")->status, 200);
            const struct reply *r = step_of(token, id, STATUSES[to][0]);
            if (strcmp(STATUSES[from][1], STATUSES[to][0]) == 0) {
                cr_expect_str_eq(text_at(r, "/status"), STATUSES[to][0], "%s", r->text);
                continue;
            }
            cr_expect_str_eq(not_problem(r, 409, "invalid_transition"), "", "%s", r->text);
            cr_expect_str_eq(allowed_of(r), STATUSES[from][1]);
        }
    }
}

Test(frameworks, what_was_published_stays_as_it_is)
{
    static const char *const TERMS[] = {
        "'name':'Other'",
        "'publisher':'Other'",
        "'edition':'Other'",
        "'in_force_from':'2026-10-01'",
        "'in_force_to':'2027-10-01'",
        "'scales':[{'code':'estimate','name':'Other'," POINTS_A_B "}]",
        "'areas':[{'code':'a','name':'A'}]",
        "'report_working_days':7",
    };
    const char *id = published("'edition':'2026'"), *before = find(token, id)->text;

    for (size_t i = 0; i < sizeof TERMS / sizeof *TERMS; i++)
        expect_rule(patch(at(id), text_of("{%s}", TERMS[i])), 409, "conflict",
                    "/status framework_is_published");
    owner_says(host, text_of("DO $$ BEGIN UPDATE app.inspection_framework SET name = 'Other'"
                             " WHERE id = '%s';"
                             " EXCEPTION WHEN exclusion_violation THEN NULL; END $$",
                             id));
    cr_expect_str_eq(find(token, id)->text, before, "whoever writes it");
    cr_expect_eq(step_of(token, id, "retired")->status, 200);
    expect_rule(patch(at(id), "{'name':'Other'}"), 409, "conflict",
                "/status framework_is_published");
}

Test(frameworks, an_edition_follows_another)
{
    const char *name = text_of("'name':'Ours %s'", fresh_urn());
    const char *first = published(text_of("%s,'edition':'2025'", name));
    const char *draft = drafted("");
    const char *second = text_of("%s,'edition':'2026','supersedes_id':'%s'", name, first);

    expect_rule(draft_of(text_of("%s,'edition':'2025'", name)), 409, "conflict",
                "/edition inspection_framework_edition_is_unique");
    expect_rule(draft_of(text_of("'supersedes_id':'%s'", draft)), 422, "validation_failed",
                "/supersedes_id framework_supersedes_what_was_published");
    const char *id = drafted(second);
    expect_rule(draft_of(text_of("'supersedes_id':'%s'", first)), 409, "conflict",
                "/supersedes_id inspection_framework_is_superseded_once");
    const struct reply *r = CALL(.path = text_of(PATH "?supersedes_id=%s", first), .token = token);
    cr_expect_str_eq(text_at(r, "/data/0/id"), id, "%s", r->text);
    cr_expect_eq(remove_of(id)->status, 204);
    cr_expect_eq(draft_of(second)->status, 201, "in place of one that was deleted");
    r = CALL(.method = "POST", .path = text_of("%s/restore", at(id)), .token = token);
    cr_expect_str_eq(not_problem(r, 409, "conflict"), "", "%s", r->text);
    expect_rule(patch(at(id = drafted("")), text_of("{'supersedes_id':'%s'}", first)), 422,
                "validation_failed", "/supersedes_id read_only");
}

Test(frameworks, are_deleted_and_restored)
{
    const char *id = published("");

    cr_expect_eq(remove_of(id)->status, 204, "nothing goes by it");
    EXPECT_PROBLEM(find(token, id), 410, "deleted");
    const struct reply *r = CALL(.method = "POST", .path = text_of("%s/restore", at(id)),
                                 .token = token);
    cr_expect_str_eq(text_at(r, "/status"), "published", "%s", r->text);
}

/* ---- who -------------------------------------------------------------------------------- */

Test(frameworks, everybody_of_the_trust_reads_them)
{
    const char *id = published(""),
               *leader = token_over("school_leader", host, text_of("[\"%s\"]", host));
    const char *lead = lead_of(host);

    cr_expect_eq(find(leader, id)->status, 200);
    cr_expect_eq(find(token_over("inspector", host, text_of("[\"%s\"]", host)), id)->status, 200);
    const struct reply *r = CALL(.path = text_of(PATH "?id=%s", id), .token = leader);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 1, "%s", r->text);
    EXPECT_PROBLEM(find(token_of(0, "finance"), id), 403, "insufficient_scope");
    EXPECT_PROBLEM(find(token_of(1, "trust_admin"), id), 404, "not_found");
    EXPECT_PROBLEM(step_of(leader, id, "retired"), 403, "insufficient_scope");
    EXPECT_PROBLEM(CALL(.method = "POST", .path = PATH, .token = leader, .body = body_with("")),
                   403, "insufficient_scope");
    EXPECT_PROBLEM(CALL(.method = "POST", .path = PATH, .token = lead, .body = body_with("")), 403,
                   "forbidden");
    EXPECT_PROBLEM(step_of(lead, id, "retired"), 403, "forbidden");
    EXPECT_PROBLEM(
        CALL(.method = "DELETE", .path = at(id), .token = lead, .headers = { "If-Match: *" }), 403,
        "forbidden");
    cr_expect_str_eq(text_at(find(leader, id), "/status"), "published");
}

Test(frameworks, are_told_in_the_feed)
{
    const char *after = text_at(CALL(.path = "/v1/changes/latest", .token = token), "/next_after");
    const char *id = published("");
    const struct reply *r = fed(token, after, "inspection_framework", 2);

    cr_expect_str_eq(text_at(r, "/data/1/id"), id, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/data/1/resource/status"), "published");
}
