/* What hangs on a case: reviews, consultations, appeals and mediation, and who sees them. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/ehcps/case_fixture.h"

static const char *admin, *school;

static void start(void)
{
    client_start();
    admin = token_of(0, "trust_admin");
    school = add_school();
}

TestSuite(case_records, .init = start, .fini = client_stop, .timeout = 120);

static const char *below(const char *ehcp, const char *collection)
{
    return text_of("/v1/ehcps/%s/%s", ehcp, collection);
}

static const char *one(const char *ehcp, const char *collection, const char *id)
{
    return text_of("/v1/ehcps/%s/%s/%s", ehcp, collection, id);
}

static const struct reply *get(const char *token, const char *path)
{
    return CALL(.path = path, .token = token);
}

static size_t rows_at(const char *token, const char *path)
{
    const struct reply *r = get(token, path);

    cr_expect_eq(r->status, 200, "%s: %s", path, r->text);
    return json_array_size(json_at(r->json, "/data"));
}

/* A body, and what is wrong with it: "" when nothing is. */
struct judged {
    const char *body, *errors;
};

static void judge(const char *path, const struct judged *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct reply *r = post(text_of("%s?dry_run=true", path), list[i].body);

        if (*list[i].errors)
            EXPECT_PROBLEM(r, 422, "validation_failed");
        else
            cr_expect_eq(r->status, 201, "%s: %s", list[i].body, r->text);
        cr_expect_str_eq(errors_of(r), list[i].errors, "%s", list[i].body);
    }
}
#define JUDGE(path, ...)                                                                           \
    judge(path, (const struct judged[]){ __VA_ARGS__ },                                            \
          sizeof((const struct judged[]){ __VA_ARGS__ }) / sizeof(struct judged))

/* ---- any of them ----------------------------------------------------------------------- */

static void live_and_die(const char *all, const char *body, const char *change)
{
    const char *path = text_of("%s/%s", all, posted(all, body));
    const struct reply *r = get(admin, path);
    const char *etag = text_of("If-Match: %s", header_of(r, "ETag"));

    cr_expect_eq(int_at(r, "/version"), 1, "%s", r->text);
    EXPECT_PROBLEM(CALL(.method = "PATCH", .path = path, .token = admin, .body = quoted(change)),
                   428, "precondition_required");
    patched(path, change);
    EXPECT_PROBLEM(CALL(.method = "DELETE", .path = path, .token = admin, .headers = { etag }), 412,
                   "precondition_failed");
    r = CALL(.method = "PUT", .path = path, .token = admin, .body = quoted(body),
             .headers = { "If-Match: *" });
    cr_expect_eq(r->status, 200, "%s", r->text);
    r = CALL(.method = "DELETE", .path = path, .token = admin, .headers = { "If-Match: *" });
    cr_expect_eq(r->status, 204, "%s", r->text);
    EXPECT_PROBLEM(get(admin, path), 410, "deleted");
    r = CALL(.method = "POST", .path = text_of("%s/restore", path), .token = admin);
    cr_expect_eq(int_at(r, "/version"), 5, "%s", r->text);
    r = get(admin, text_of("%s/history", path));
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 5, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/data/0/op"), "restored");
}

Test(case_records, each_is_made_changed_deleted_and_brought_back)
{
    const char *ehcp = plan_in_force(school);
    const char *decision = "{'decision_type':'contents','decided_on':'2025-06-20'}";

    live_and_die(below(ehcp, "reviews"), "{'kind':'annual','planned_on':'2026-06-01'}",
                 "{'invited_on':'2026-05-11','summary':'Both parents come'}");
    live_and_die(below(ehcp, "appeals"), decision, "{'reference':'EH908/25/00012'}");
    live_and_die(below(ehcp, "mediations"), decision, "{'adviser_contacted_on':'2025-06-30'}");
    live_and_die("/v1/consultations",
                 text_of("{'ehcp_id':'%s','school_id':'%s','sent_on':'2025-05-20'}", ehcp, school),
                 "{'comments':'Sent by post','la_consulted':'880'}");
}

Test(case_records, they_are_those_of_the_case_in_the_path)
{
    const char *ehcp = plan_in_force(school), *other = plan_in_force(school);
    const char *id = posted(below(ehcp, "reviews"), "{'kind':'annual','planned_on':'2026-06-01'}");
    const struct reply *r = get(admin, one(ehcp, "reviews", id));

    cr_expect_str_eq(text_at(r, "/ehcp_id"), ehcp);
    EXPECT_PROBLEM(get(admin, one(other, "reviews", id)), 404, "not_found");
    EXPECT_PROBLEM(get(admin, text_of("%s/history", one(other, "reviews", id))), 404, "not_found");
    cr_expect_eq(rows_at(admin, below(ehcp, "reviews")), 1);
    cr_expect_eq(rows_at(admin, below(other, "reviews")), 0);
    EXPECT_PROBLEM(get(token_of(1, "trust_admin"), below(ehcp, "reviews")), 404, "not_found");
    EXPECT_PROBLEM(CALL(.method = "POST", .path = below(ehcp, "reviews"),
                        .token = token_of(0, "senco"), .body = "{}"), 403, "insufficient_scope");
}

/* The case is seen by its schools and by the officers of its authority; so is what hangs on it. */
Test(case_records, officers_see_those_of_their_authority)
{
    const char *officer = token_of(0, "la_officer"), *ehcp = plan_in_force(school);
    const char *client = json_string_value(json_at(demo_trust(0), "/clients/la_officer/client_id"));
    const char *mine = text_at(get(admin, text_of("/v1/grants?client_id=%s", client)),
                               "/data/0/la_code");
    const char *other = strcmp(mine, "880") == 0 ? "881" : "880";

    posted(below(ehcp, "reviews"), "{'kind':'annual','planned_on':'2026-06-01'}");
    patched(text_of("/v1/ehcps/%s", ehcp), text_of("{'la_code':'%s'}", mine));
    cr_expect_eq(rows_at(officer, below(ehcp, "reviews")), 1);
    patched(text_of("/v1/ehcps/%s", ehcp), text_of("{'la_code':'%s'}", other));
    EXPECT_PROBLEM(get(officer, below(ehcp, "reviews")), 404, "not_found");
}

/* ---- reviews ---------------------------------------------------------------------------- */

Test(case_records, a_review_is_of_a_plan_and_its_days_are_in_order)
{
    const char *ehcp = plan_in_force(school);

    JUDGE(below(add_case(school, "2026-01-05"), "reviews"),
          { "{'kind':'annual','planned_on':'2026-06-01'}", "/kind review_is_of_a_plan" });
    JUDGE(below(ehcp, "reviews"),
          { "{'kind':'annual','planned_on':'2126-06-01'}", "" },
          { "{'kind':'annual','planned_on':'2026-06-01','met_on':'2126-06-01'}",
            "/met_on review_meeting_has_taken_place" },
          { "{'kind':'annual','planned_on':'2026-06-01','invited_on':'2126-06-01'}",
            "/invited_on review_invitations_are_sent" },
          { "{'kind':'annual','planned_on':'2026-06-01','invited_on':'2026-06-02',"
            "'met_on':'2026-06-01'}", "/met_on review_meets_after_inviting" },
          { "{'kind':'annual','planned_on':'2026-06-01','reported_on':'2026-06-02'}",
            "/reported_on review_reports_after_meeting" },
          { "{'kind':'annual','planned_on':'2026-06-01','met_on':'2026-06-01',"
            "'reported_on':'2126-06-02'}", "/reported_on review_report_is_sent" },
          { "{'kind':'annual','planned_on':'2026-06-01','outcome':'maintain'}",
            "/outcome read_only" },
          { "{'kind':'yearly','planned_on':'2026-06-01'}", "/kind review_kind_code" });
    posted(below(ehcp, "reviews"), "{'kind':'annual','planned_on':'2026-06-01'}");
    const struct reply *r = post(below(ehcp, "reviews"),
                                 "{'kind':'interim','planned_on':'2026-06-01'}");
    EXPECT_PROBLEM(r, 409, "conflict");
    cr_expect_str_eq(errors_of(r), "/outcome review_one_undecided_of_a_case");
}

static void refused_step(const char *ehcp, const char *to, const char *errors)
{
    const struct reply *r =
        step(ehcp, to, strncmp(to, "cease", 5) == 0 ? "'cease_reason':'2'" : "");

    EXPECT_PROBLEM(r, 422, "validation_failed");
    cr_expect_str_eq(errors_of(r), errors, "%s", to);
}

Test(case_records, steps_of_the_case_decide_its_review)
{
    const char *ehcp = plan_in_force(school);

    refused_step(ehcp, "in_review 2026-06-01", "/to review_is_open");
    const char *id = posted(below(ehcp, "reviews"), "{'kind':'annual','planned_on':'2026-06-01'}");
    const char *review = one(ehcp, "reviews", id);
    stepped(ehcp, "in_review 2026-06-01", "");
    refused_step(ehcp, "maintained 2026-06-20", "/to review_has_met");
    patched(review, "{'met_on':'2026-06-21'}");
    refused_step(ehcp, "amend_proposed 2026-06-20", "/to review_has_met");
    refused_step(ehcp, "cease_proposed 2026-06-20", "/to review_has_met");
    stepped(ehcp, "amend_proposed 2026-06-30", "");
    const struct reply *r = get(admin, review);
    cr_expect_str_eq(text_at(r, "/outcome"), "amend", "%s", r->text);
    cr_expect_str_eq(text_at(r, "/decided_on"), "2026-06-30");
    cr_expect_str_eq(text_at(r, "/amendments_served_on"), "2026-06-30");
    r = patch(review, "{'summary':'Afterwards'}");
    EXPECT_PROBLEM(r, 422, "validation_failed");
    cr_expect_str_eq(errors_of(r), "/outcome review_is_decided");
    r = CALL(.method = "DELETE", .path = review, .token = admin, .headers = { "If-Match: *" });
    EXPECT_PROBLEM(r, 422, "validation_failed");
    stepped(ehcp, "amend_declined 2026-07-02", "");
    posted(below(ehcp, "reviews"),
           "{'kind':'interim','planned_on':'2026-07-10','met_on':'2026-07-10'}");
    stepped(ehcp, "in_review 2026-07-10", "");
    stepped(ehcp, "maintained 2026-07-12", "");
    r = get(admin, text_of("%s?outcome=maintain", below(ehcp, "reviews")));
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 1);
    cr_expect_null(text_at(r, "/data/0/amendments_served_on"));
}

/* A decided review goes where its case goes: that does not change what was decided. */
Test(case_records, a_decided_review_follows_its_case)
{
    const char *ehcp = plan_in_force(school), *other = add_school();
    const char *pupil = text_at(get(admin, text_of("/v1/ehcps/%s", ehcp)), "/pupil_id");

    posted(below(ehcp, "reviews"),
           "{'kind':'annual','planned_on':'2026-06-01','met_on':'2026-06-01'}");
    stepped(ehcp, "in_review 2026-06-01", "");
    stepped(ehcp, "maintained 2026-06-20", "");
    patched(text_of("/v1/pupils/%s", pupil),
            text_of("{'registrations':[{'school_id':'%s','status':'C','entry_date':'2023-09-01'}]}",
                    other));
    cr_expect_eq(rows_at(admin, below(ehcp, "reviews")), 1);
}

Test(case_records, from_year_9_a_review_prepares_for_adulthood)
{
    static const char *const OLDER[] = { "{'nc_year':'9'}",
                                         "{'nc_year':'X','date_of_birth':'2012-08-31'}" };
    static const char *const YOUNGER[] = { "{'nc_year':'8'}",
                                           "{'nc_year':'X','date_of_birth':'2012-09-01'}" };

    for (size_t i = 0; i < 2; i++) {
        const char *ehcp = plan_in_force(school);
        const struct reply *r = get(admin, text_of("/v1/ehcps/%s", ehcp));
        const char *pupil = text_of("/v1/pupils/%s", text_at(r, "/pupil_id"));

        posted(below(ehcp, "reviews"),
               "{'kind':'annual','planned_on':'2026-06-01','met_on':'2026-06-01'}");
        patched(pupil, OLDER[i]);
        stepped(ehcp, "in_review 2026-06-01", "");
        refused_step(ehcp, "maintained 2026-06-20", "/to review_prepares_for_adulthood");
        patched(pupil, YOUNGER[i]);
        stepped(ehcp, "maintained 2026-06-20", "");
    }
}

/* ---- consultations ---------------------------------------------------------------------- */

static const char *asked(const char *ehcp, const char *of, const char *more)
{
    return text_of("{'ehcp_id':'%s','school_id':'%s','sent_on':'2025-05-20'%s}", ehcp, of, more);
}

Test(case_records, a_consultation_is_answered_with_grounds)
{
    const char *ehcp = plan_in_force(school), *path = "/v1/consultations";
    const char *special = text_at(added(admin, "/v1/schools",
                                        but(school_body(), "{\"type_code\":\"44\","
                                                           "\"establishment_number\":\"7001\"}")),
                                  "/id");
#define OBJECTS ",'responded_on':'2025-06-01','response':'object'"

    JUDGE(path,
          { asked(ehcp, school, ",'responded_on':'2025-06-01','response':'agree'"), "" },
          { asked(ehcp, special, OBJECTS ",'grounds':['unsuitable']"), "" },
          { asked(ehcp, school, OBJECTS ",'grounds':['unsuitable'],'reasonable_steps':'None is'"),
            "" },
          { asked(ehcp, school, OBJECTS ",'grounds':['unsuitable']"),
            "/reasonable_steps consultation_mainstream_objection_tells_reasonable_steps" },
          { asked(ehcp, special, OBJECTS), "/grounds consultation_objection_cites_a_ground" },
          { asked(ehcp, special, OBJECTS ",'grounds':['unsuitable','unsuitable']"),
            "/grounds consultation_grounds_are_different" },
          { asked(ehcp, special, OBJECTS ",'grounds':['full']"),
            "/grounds/0 objection_ground_code" },
          { asked(ehcp, school, ",'grounds':['unsuitable']"),
            "/grounds consultation_grounds_are_those_of_an_objection" },
          { asked(ehcp, school, ",'response':'agree'"),
            "/responded_on consultation_response_has_its_day" },
          { asked(ehcp, school, ",'response':'agree','responded_on':'2025-05-19'"),
            "/responded_on consultation_is_answered_after_it_is_sent" },
          { asked(ehcp, school, ",'response':'agree','responded_on':'2126-05-19'"),
            "/responded_on consultation_is_answered_in_the_past" },
          { asked(ehcp, ehcp, ""), "/school_id consultation_school_is_known" },
          { asked(school, school, ""), "/ehcp_id case_is_in_sight" },
          { asked(ehcp, school, ",'la_consulted':'000'"),
            "/la_consulted consultation_authority_is_known" },
          { text_of("{'ehcp_id':'%s','school_id':'%s','sent_on':'2025-01-05'}", ehcp, school),
            "/sent_on consultation_follows_the_request" },
          { text_of("{'ehcp_id':'%s','school_id':'%s','sent_on':'2126-01-05'}", ehcp, school),
            "/sent_on consultation_is_sent_in_the_past" });
}

Test(case_records, the_day_of_an_answer_follows_from_the_duty)
{
    const char *ehcp = plan_in_force(school), *other = add_school();
    const char *path = text_of("/v1/consultations/%s",
                               posted("/v1/consultations", asked(ehcp, other, "")));
    const struct reply *r = get(admin, path);

    cr_expect_str_eq(text_at(r, "/response_due_on"), "2025-06-04");
    r = patch(path, "{'sent_on':'2026-11-01'}");
    cr_expect_str_eq(text_at(r, "/response_due_on"), "2026-11-16", "%s", r->text);
    cr_expect_eq(int_at(patch(path, "{}"), "/version"), 2, "nothing was changed");
#define HERE "/v1/consultations?ehcp_id=%s&"
    cr_expect_eq(rows_at(admin, text_of(HERE "response_due_on.lte=2026-11-16", ehcp)), 1);
    cr_expect_eq(rows_at(admin, text_of(HERE "response_due_on.lt=2026-11-16", ehcp)), 0);
    cr_expect_eq(rows_at(admin, text_of(HERE "open=true&sort=-response_due_on", ehcp)), 1);
    cr_expect_eq(rows_at(admin, text_of(HERE "open=false", ehcp)), 0);
    patched(path, "{'response':'agree','responded_on':'2026-11-10'}");
    cr_expect_eq(rows_at(admin, text_of(HERE "open=false&response=agree", ehcp)), 1);
    cr_expect_eq(rows_at(admin, text_of(HERE "open=true", ehcp)), 0);
    r = get(admin, text_of("%s?expand=school", path));
    cr_expect_str_eq(text_at(r, "/school/id"), other, "%s", r->text);
}

Test(case_records, the_school_consulted_sees_its_own_but_not_the_case)
{
    const char *senco = token_of(0, "senco"), *ehcp = plan_in_force(school);
    const char *covered = text_at(get(senco, "/v1/schools?limit=1"), "/data/0/id");
    const char *mine = posted("/v1/consultations", asked(ehcp, covered, ""));
    const char *other = posted("/v1/consultations", asked(ehcp, school, ""));

    cr_expect_eq(get(senco, text_of("/v1/consultations/%s", mine))->status, 200);
    cr_expect_eq(get(senco, text_of("/v1/consultations/%s/history", mine))->status, 200);
    EXPECT_PROBLEM(get(senco, text_of("/v1/consultations/%s", other)), 404, "not_found");
    EXPECT_PROBLEM(get(senco, text_of("/v1/ehcps/%s", ehcp)), 404, "not_found");
    EXPECT_PROBLEM(get(senco, below(ehcp, "reviews")), 404, "not_found");
    cr_expect_eq(rows_at(senco, text_of("/v1/consultations?ehcp_id=%s", ehcp)), 1);
    /* It stays so when the case goes elsewhere. */
    patched(text_of("/v1/ehcps/%s", ehcp), "{'la_code':'881'}");
    cr_expect_eq(rows_at(senco, text_of("/v1/consultations?ehcp_id=%s", ehcp)), 1);
}

Test(case_records, consultations_are_sent_by_the_dozen)
{
    const char *ehcp = plan_in_force(school);
    const struct reply *r = CALL(
        .method = "POST", .path = "/v1/consultations/bulk?op=create&mode=partial", .token = admin,
        .body = quoted(text_of("{'items':[%s,%s]}", asked(ehcp, school, ""),
                               asked(ehcp, school, ",'response':'agree'"))));

    cr_expect_eq(r->status, 207, "%s", r->text);
    cr_expect_eq(rows_at(admin, text_of("/v1/consultations?ehcp_id=%s", ehcp)), 1);
}

/* ---- appeals and mediation -------------------------------------------------------------- */

#define DECISION "'decision_type':'contents','decided_on':'2025-06-20'"
#define LODGED DECISION ",'certificate_on':'2025-07-10','lodged_on':'2025-07-20'"
#define ORDERED LODGED ",'outcome':'ordered','outcome_on':'2025-12-01','order_kind':"

Test(case_records, the_days_of_an_appeal_are_in_order)
{
    JUDGE(below(plan_in_force(school), "appeals"),
          { "{" ORDERED "'issue_plan','complied_draft_on':'2025-12-20','complied_on':'2026-01-20'}",
            "" },
          { "{" LODGED ",'hearing_on':'2126-01-01'}", "" },
          { "{" DECISION ",'section_i_only':true,'lodged_on':'2025-07-20'}", "" },
          { "{" DECISION ",'lodged_on':'2025-07-20'}",
            "/certificate_on appeal_needs_a_certificate" },
          { "{" DECISION ",'certificate_on':'2025-07-21','lodged_on':'2025-07-20'}",
            "/certificate_on appeal_needs_a_certificate" },
          { "{'decision_type':'cease','decided_on':'2025-06-20','section_i_only':true}",
            "/section_i_only appeal_section_i_is_that_of_a_plan" },
          { "{" DECISION ",'certificate_on':'2025-06-19'}",
            "/certificate_on appeal_certificate_follows_the_decision" },
          { "{" DECISION ",'certificate_number':'M-12'}",
            "/certificate_on appeal_certificate_has_its_day" },
          { "{" DECISION ",'hearing_on':'2026-01-01'}",
            "/hearing_on appeal_is_heard_after_it_is_lodged" },
          { "{" LODGED ",'outcome':'dismissed'}", "/outcome_on appeal_outcome_has_its_day" },
          { "{" LODGED ",'outcome':'dismissed','outcome_on':'2025-07-19'}",
            "/outcome_on appeal_ends_after_it_is_lodged" },
          { "{" LODGED ",'outcome':'ordered','outcome_on':'2025-12-01'}",
            "/order_kind appeal_order_goes_with_its_outcome" },
          { "{" ORDERED "'amend_plan','complied_draft_on':'2025-12-20'}",
            "/complied_draft_on appeal_draft_is_that_of_a_plan_ordered" },
          { "{" ORDERED "'amend_plan','complied_on':'2025-11-20'}",
            "/complied_on appeal_order_is_complied_with" },
          { "{" DECISION ",'section_i_only':true,'lodged_on':'2025-06-19'}",
            "/lodged_on appeal_is_lodged_after_the_decision" },
          { "{" ORDERED "'issue_plan','complied_draft_on':'2026-01-20','complied_on':'2026-01-19'}",
            "/complied_on appeal_final_plan_follows_the_draft" },
          { "{'decision_type':'contents','decided_on':'2025-01-05'}",
            "/decided_on appeal_follows_the_request" });
}

Test(case_records, what_is_told_of_an_appeal_has_happened)
{
    JUDGE(below(plan_in_force(school), "appeals"),
          { "{" DECISION ",'certificate_on':'2126-07-10'}",
            "/certificate_on appeal_certificate_is_issued" },
          { "{" DECISION ",'certificate_on':'2025-07-10','lodged_on':'2126-07-20'}",
            "/lodged_on appeal_is_lodged_in_the_past" },
          { "{" LODGED ",'outcome':'dismissed','outcome_on':'2126-07-19'}",
            "/outcome_on appeal_outcome_is_of_the_past" },
          { "{" ORDERED "'issue_plan','complied_draft_on':'2126-01-05'}",
            "/complied_draft_on appeal_draft_is_served_in_the_past" },
          { "{" ORDERED "'issue_plan','complied_on':'2126-01-05'}",
            "/complied_on appeal_order_is_complied_with_in_the_past" },
          { "{'decision_type':'contents','decided_on':'2126-01-05'}",
            "/decided_on appeal_decision_is_notified" });
}

Test(case_records, a_certificate_of_mediation_serves_the_appeal_against_the_same_decision)
{
    const char *ehcp = plan_in_force(school);
    const char *lodge = "{" DECISION ",'lodged_on':'2025-07-20'}";

    posted(below(ehcp, "mediations"),
           "{'decision_type':'contents','decided_on':'2025-06-19','certificate_on':'2025-07-01'}");
    JUDGE(below(ehcp, "appeals"), { lodge, "/certificate_on appeal_needs_a_certificate" });
    posted(below(ehcp, "mediations"), "{" DECISION ",'certificate_on':'2025-07-19'}");
    posted(below(ehcp, "appeals"), lodge);
    const struct reply *r = post(below(ehcp, "appeals"), lodge);
    EXPECT_PROBLEM(r, 409, "conflict");
    cr_expect_str_eq(errors_of(r), "/decided_on appeal_one_against_a_decision");
}

#define WANTED DECISION ",'adviser_contacted_on':'2025-06-30','wants_mediation':true"

Test(case_records, the_days_of_a_mediation_are_in_order)
{
    JUDGE(below(plan_in_force(school), "mediations"),
          { "{" WANTED ",'session_on':'2025-07-10','outcome':'agreed','outcome_on':'2025-07-10',"
            "'agreement':'Ten hours','certificate_on':'2025-07-14'}", "" },
          { "{" WANTED ",'session_on':'2126-07-10'}", "" },
          { "{" DECISION ",'outcome':'not_pursued','outcome_on':'2025-07-10'}", "" },
          { "{" DECISION ",'wants_mediation':true}",
            "/adviser_contacted_on mediation_wish_is_told_to_the_adviser" },
          { "{" DECISION ",'adviser_contacted_on':'2025-06-19'}",
            "/adviser_contacted_on mediation_adviser_is_contacted_after_the_decision" },
          { "{" WANTED ",'certificate_on':'2025-06-29'}",
            "/certificate_on mediation_certificate_follows_the_contact" },
          { "{" DECISION ",'session_on':'2025-07-10'}", "/session_on mediation_session_is_wanted" },
          { "{" WANTED ",'outcome':'agreed','outcome_on':'2025-07-10'}",
            "/outcome_on mediation_outcome_follows_the_session" },
          { "{" WANTED ",'agreement':'Ten hours'}",
            "/agreement mediation_agreement_is_of_those_who_agreed" },
          { "{'decision_type':'contents','decided_on':'2126-01-05'}",
            "/decided_on mediation_decision_is_notified" },
          { "{" DECISION ",'adviser_contacted_on':'2126-06-30'}",
            "/adviser_contacted_on mediation_adviser_is_contacted_in_the_past" },
          { "{" WANTED ",'certificate_on':'2126-06-30'}",
            "/certificate_on mediation_certificate_is_issued" },
          { "{" DECISION ",'outcome':'not_pursued'}", "/outcome_on mediation_outcome_has_its_day" },
          { "{" DECISION ",'outcome':'not_pursued','outcome_on':'2126-07-10'}",
            "/outcome_on mediation_outcome_is_of_the_past" },
          { "{" DECISION ",'outcome':'not_pursued','outcome_on':'2025-06-19'}",
            "/outcome_on mediation_outcome_follows_the_decision" },
          { "{'decision_type':'contents','decided_on':'2025-01-05'}",
            "/decided_on mediation_follows_the_request" });
}

/* ---- what was in order stays ------------------------------------------------------------ */

/* A record that a later correction of the case, or of a school, would not let in is led along when
 * the case goes elsewhere: whoever moves the case is told nothing of it. */
Test(case_records, they_are_led_along_whatever_has_been_put_right_since)
{
    const char *ehcp = add_case(school, "2026-05-04"), *path = text_of("/v1/ehcps/%s", ehcp);
    const char *special = add_special_school();
    const char *officer = token_over("la_officer:881", school, NULL);
    const char *decided = "{'decision_type':'not_to_assess','decided_on':'2026-05-06'}";
    const char *records[] = {
        text_of("/v1/consultations/%s", posted("/v1/consultations", text_of(
            "{'ehcp_id':'%s','school_id':'%s','sent_on':'2026-05-05','responded_on':'2026-05-06',"
            "'response':'object','grounds':['unsuitable']}", ehcp, special))),
        one(ehcp, "appeals", posted(below(ehcp, "appeals"), decided)),
        one(ehcp, "mediations", posted(below(ehcp, "mediations"), decided)),
    };

    patched(path, "{'requested_on':'2026-05-10'}");
    patched(text_of("/v1/schools/%s", special), "{'type_code':'34'}");
    patched(path, "{'la_code':'881'}");
    for (size_t i = 0; i < 3; i++)
        cr_expect_eq(get(officer, records[i])->status, 200, "%s", records[i]);
    const struct reply *r = patch(records[0], "{'sent_on':'2026-05-06'}");
    cr_expect_str_eq(errors_of(r), "/sent_on consultation_follows_the_request", "%s", r->text);
    r = patch(records[1], "{'decided_on':'2026-05-07'}");
    cr_expect_str_eq(errors_of(r), "/decided_on appeal_follows_the_request", "%s", r->text);
    r = patch(records[2], "{'decided_on':'2026-05-07'}");
    cr_expect_str_eq(errors_of(r), "/decided_on mediation_follows_the_request", "%s", r->text);
}
