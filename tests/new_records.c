#include "tests/new_records.h"

#include <criterion/criterion.h>
#include <string.h>
#include <time.h>

#include "models/uuid.h"
#include "tests/board/board_makers.h"
#include "tests/ehcps/case_fixture.h"
#include "tests/ehcps/plan_fixture.h"
#include "tests/inspections/record_fixture.h"

static const struct reply *new_school(const char *school)
{
    (void)school;
    return post("/v1/schools", dumped(school_body()));
}

static const struct reply *new_pupil(const char *school)
{
    return post("/v1/pupils", dumped(pupil_body(school)));
}

static const struct reply *new_by_key(const char *school)
{
    return CALL(.method = "PUT", .token = token_of(0, "trust_admin"),
                .body = dumped(pupil_body(school)),
                .path = text_of("/v1/pupils/by-external-id/arbor/%s", fresh_upn()));
}

static const struct reply *new_registration(const char *school)
{
    const char *id = add_pupil(school);
    const struct reply *r = post(
        text_of("/v1/pupils/%s/registrations", id),
        text_of("{'school_id':'%s','status':'G','entry_date':'2024-09-01'}", add_school()));

    cr_expect_str_eq(text_at(r, "/id"), id);
    return r;
}

static const struct reply *new_closure(const char *school)
{
    (void)school; /* which may have pupils, and then is not deleted */
    return post(text_of("/v1/schools/%s/closures", add_school()),
                "{'starts_on':'2026-10-26','ends_on':'2026-10-30','reason':'holiday'}");
}

static const struct reply *new_transfer_file(const char *school)
{
    return post(text_of("/v1/pupils/%s/transfer-files", add_pupil(school)),
                text_of("{'kind':'ctf','from_school_id':'%s','destination':'Lanhydrock School',"
                        "'sent_on':'2026-09-07'}",
                        school));
}

/* ---- identities ------------------------------------------------------------------------ */

static const struct reply *new_user(const char *school)
{
    char id[UUID_TEXT];

    (void)school;
    uuid_make(id);
    return post("/v1/users", text_of("{'email':'%s@trust.example','name':'A test'}", id));
}

static const struct reply *new_client(const char *school)
{
    (void)school;
    return post("/v1/clients", "{'name':'A test'}");
}

static const struct reply *new_secret(const char *school)
{
    return CALL(.method = "POST", .token = token_of(0, "trust_admin"),
                .path = text_of("/v1/clients/%s/secrets", text_at(new_client(school), "/id")));
}

static const struct reply *new_grant(const char *school)
{
    return post("/v1/grants", text_of("{'client_id':'%s','claim_set':'auditor',"
                                      "'all_schools':true}",
                                      text_at(new_client(school), "/id")));
}

static const struct reply *new_token(const char *school)
{
    (void)school;
    return post("/v1/tokens", "{'name':'A test','expires_in_days':1}");
}

/* ---- plans and what hangs on them ------------------------------------------------------ */

static const struct reply *new_plan(const char *school)
{
    return post("/v1/ehcps", dumped(plan_body(add_pupil(school))));
}

static const struct reply *new_section(const char *school)
{
    return write_section(plan_in("assessing", add_pupil(school)), 'b', "Text", NULL);
}

static const struct reply *new_review(const char *school)
{
    return post(plan_at(plan_in_force(school), "/reviews"),
                "{'kind':'annual','planned_on':'2026-06-01'}");
}

static const struct reply *new_consultation(const char *school)
{
    return post("/v1/consultations",
                text_of("{'ehcp_id':'%s','school_id':'%s','sent_on':'2025-05-20'}",
                        plan_in_force(school), add_school()));
}

static const struct reply *new_appeal(const char *school)
{
    return post(plan_at(plan_in_force(school), "/appeals"),
                "{'decision_type':'contents','decided_on':'2025-06-20'}");
}

static const struct reply *new_mediation(const char *school)
{
    return post(plan_at(plan_in_force(school), "/mediations"),
                "{'decision_type':'contents','decided_on':'2025-06-20'}");
}

static const struct reply *new_complaint(const char *school)
{
    return post("/v1/placement-complaints",
                text_of("{'ehcp_id':'%s','raised_by':'host_school','raised_on':'%s',"
                        "'subject':'provision','summary':'No therapist since September'}",
                        plan_in("active", add_pupil(school)), day_from_today(-40)));
}

/* ---- places ---------------------------------------------------------------------------- */

static const struct reply *provision_led_by(const char *special, const char *host)
{
    return post("/v1/provisions",
                text_of("{'kind':'arb','name':'Base %s','host_school_id':'%s',"
                        "'provider_school_id':'%s','needs':['ASD'],'nc_year_from':'7',"
                        "'nc_year_to':'11','places':[{'from':'2020-09-01','commissioned':8}]}",
                        fresh_upn(), host, special));
}

static const struct reply *new_provision(const char *school)
{
    return provision_led_by(add_special_school(), school);
}

static const struct reply *new_placement(const char *school)
{
    const char *special = add_special_school();

    return post("/v1/placements",
                text_of("{'ehcp_id':'%s','provision_id':'%s','named_school_id':'%s',"
                        "'registered_school_id':'%s','starts_on':'%s'}",
                        plan_in_force(school), text_at(provision_led_by(special, school), "/id"),
                        school, special, day_from_today(-10)));
}

/* ---- funding ---------------------------------------------------------------------------- */

static const struct reply *new_funding_band(const char *school)
{
    (void)school;
    return post("/v1/funding/bands", text_of("{'la_code':'908','band':'%s','annual_pence':641975,"
                                             "'starts_on':'2026-04-01'}",
                                             fresh_upn()));
}

static const struct reply *new_place_rate(const char *school)
{
    (void)school;
    return post("/v1/funding/place-rates", "{'place_type':'unit_place_unoccupied',"
                                           "'annual_pence':1000000,'starts_on':'2001-09-01'}");
}

static const struct reply *new_placement_band(const char *school)
{
    return post(text_of("/v1/placements/%s/bands", text_at(new_placement(school), "/id")),
                text_of("{'band':'C','starts_on':'%s'}", day_from_today(-5)));
}

static const struct reply *new_agreement(const char *school)
{
    return post(
        "/v1/funding/agreements",
        text_of("{'provision_id':'%s','starts_on':'2026-09-01','shares':[{'stream':'places',"
                "'basis':'entitlement','mode':'proportion','basis_points':1250}]}",
                text_at(new_provision(school), "/id")));
}

/* An agreement that was signed, with so much passported to the host, set out by hand. */
static const char *new_balance(const char *school)
{
    const char *id = text_at(new_agreement(school), "/id");

    owner_says(school, text_of("SET session_replication_role = replica;"
                               " UPDATE app.funding_agreement SET status = 'agreed'"
                               " WHERE id = '%s'", id));
    owner_says(school, text_of(
        "SELECT app.post_ledger(jsonb_build_object('kind', 'accrual', 'period',"
        " app.first_open_period(a.trust_id, '2026-09')), jsonb_agg(to_jsonb(a)"
        " || jsonb_build_object('agreement_id', a.id, 'stream', 'places', 'for_period', '2026-09',"
        " 'account', l.account, 'amount_pence', l.pence))) FROM app.funding_agreement a,"
        " (VALUES ('receivable', 100), ('passported', -100)) AS l (account, pence)"
        " WHERE a.id = '%s' GROUP BY a.trust_id", id));
    return id;
}

static const struct reply *new_receipt(const char *school)
{
    (void)school;
    return post("/v1/funding/receipts",
                text_of("{'payer':'908','remittance_reference':'CR-%s','line':1,'received_on':'%s',"
                        "'stream':'top_ups','for_period':'2026-09','amount_pence':102884}",
                        fresh_upn(), day_from_today(0)));
}

static const struct reply *new_payment(const char *school)
{
    return post("/v1/funding/payments",
                text_of("{'agreement_id':'%s','amount_pence':1,'paid_on':'%s'}",
                        new_balance(school), day_from_today(0)));
}

static const struct reply *new_reversal(const char *school)
{
    return post("/v1/funding/reversals",
                text_of("{'posting_id':'%s','reason':'A test'}",
                        text_at(new_payment(school), "/posting_id")));
}

static const struct reply *new_dispute(const char *school)
{
    return post("/v1/funding/disputes",
                text_of("{'posting_id':'%s','reason':'A test'}",
                        text_at(new_payment(school), "/posting_id")));
}

/* ---- inspections ------------------------------------------------------------------------ */

static const struct reply *new_reviewer(const char *school)
{
    return post("/v1/inspection-reviewers",
                text_of("{'name':'Demelza Trewin','kind':'senco','school_id':'%s'}", school));
}

static const struct reply *new_inspection(const char *school)
{
    const struct reply *r = CALL(.path = "/v1/inspection-frameworks?status=published&limit=1",
                                 .token = token_of(0, "trust_admin"));

    return post("/v1/inspections",
                text_of("{'framework_id':'%s','subject_kind':'school','school_id':'%s'}",
                        text_at(r, "/data/0/id"), school));
}

static const struct reply *new_team_member(const char *school)
{
    return post(text_of("/v1/inspections/%s/team-members", text_at(new_inspection(school), "/id")),
                text_of("{'reviewer_id':'%s','role':'reviewer'}",
                        text_at(new_reviewer(add_school()), "/id")));
}

/* ---- what hangs on an inspection -------------------------------------------------------- */

static const struct reply *new_evidence(const char *school)
{
    const struct staged *at = staged_in("drafting");

    (void)school;
    return gather(at->cast.lead.token, at->inspection, "");
}

/* A member drafts an area once: the draft before makes way. */
static const struct reply *new_judgement(const char *school)
{
    static const char *last;
    const struct staged *at = staged_in("drafting");
    const char *token = at->cast.lead.token;

    (void)school;
    if (last)
        send_as(token, "DELETE", judgement_at(at->inspection, last, ""), NULL);
    const struct reply *r = judge(token, at->inspection, "draft", "leadership", "");
    last = text_at(r, "/id");
    return r;
}

/* Of another inspection each time: it has one. */
static const struct reply *new_self_evaluation(const char *school)
{
    (void)school;
    cast_people();
    const char *id = planned_inspection("");
    team_up(id);
    bring_inspection(id, "team_confirmed");
    return send_as(token_of(0, "trust_admin"), "PUT", inspection_at(id, "/self-evaluation"),
                   "{'areas':[]}");
}

static const struct reply *new_accuracy_comment(const char *school)
{
    const struct staged *at = staged_in("factual_accuracy");

    (void)school;
    return comment_on(at->cast.head.token, at->inspection, at->cast.inspected, "");
}

static const struct reply *new_concern(const char *school)
{
    const struct staged *at = staged_in("drafting");

    (void)school;
    return record(at->cast.lead.token, at->inspection, "/safeguarding-concerns",
                  "{'text':'Afraid to go home'}", "");
}

static const struct reply *new_action(const char *school)
{
    const struct staged *at = staged_in("final");

    (void)school;
    return plan_action(token_of(0, "trust_admin"), at->inspection,
                       text_of("'owner_school_id':'%s'", at->cast.inspected));
}

static const struct reply *new_progress(const char *school)
{
    const char *id = text_at(new_action(school), "/id");

    return post(action_at(staged_in("final")->inspection, id, "/progress"),
                text_of("{'on':'%s','note':'Begun','rag':'green'}", day_from_today(0)));
}

/* ---- the Bridge ------------------------------------------------------------------------ */

static const struct reply *new_bridge_base(const char *school)
{
    (void)school; /* which has one base at most */
    return post("/v1/bridge-bases",
                text_of("{'school_id':'%s','name':'The Bridge','staff':2,'pupils_per_staff':4}",
                        add_school()));
}

static const struct reply *new_bridge_referral(const char *school)
{
    const struct reply *base = new_bridge_base(school);

    return post("/v1/bridge-referrals",
                text_of("{'pupil_id':'%s','bridge_base_id':'%s','reason':'settling',"
                        "'referred_on':'%s'}",
                        add_pupil(text_at(base, "/school_id")), text_at(base, "/id"),
                        day_from_today(-40)));
}

static const struct reply *new_entry(const char *log, const char *members)
{
    return post(
        text_of("/v1/bridge-referrals/%s/%s", text_at(new_bridge_referral(NULL), "/id"), log),
        text_of("{'on':'%s',%s}", day_from_today(-35), members));
}

static const struct reply *new_bridge_discussion(const char *school)
{
    (void)school;
    return new_entry("discussions", "'summary':'Finds mornings hard'");
}

static const struct reply *new_bridge_review(const char *school)
{
    (void)school;
    return new_entry("reviews",
                     text_of("'outcome':'Better','next_review_on':'%s'", day_from_today(-21)));
}

static const struct reply *new_bridge_contact(const char *school)
{
    (void)school;
    return new_entry("contacts", "'with':'Mother','how':'Telephone','summary':'She agrees'");
}

/* A month that was run already is told again, with 200: then another. */
static const struct reply *new_run(const char *school)
{
    const struct reply *r = NULL;

    (void)school;
    for (int month = 0; month < 12 && (!r || r->status == 200); month++)
        r = post("/v1/funding/runs", text_of("{'period':'%.7s'}", day_from_today(30 * month)));
    return r;
}

/* ---- inspections ------------------------------------------------------------------------ */

static const struct reply *new_framework(const char *school)
{
    (void)school;
    return post("/v1/inspection-frameworks",
                text_of("{'name':'A test %s','publisher':'The trust',"
                        "'areas':[{'code':'leadership','name':'Leadership'}]}",
                        fresh_upn()));
}

static const struct reply *new_cycle(const char *school)
{
    const struct reply *made = new_framework(school);
    const char *id = text_at(made, "/id");

    post(text_of("/v1/inspection-frameworks/%s/transitions", id), "{'to':'published'}");
    return post("/v1/inspection-cycles",
                text_of("{'name':'A test','framework_id':'%s','starts_on':'2026-09-01',"
                        "'ends_on':'2027-07-31','school_ids_taking_part':['%s','%s'],"
                        "'visit_windows':[{'from':'2026-11-02','to':'2026-11-13'}]}",
                        id, school, add_school()));
}

/* One of a trust is made at a time, and other tests make theirs. */
static const struct reply *new_schedule(const char *school)
{
    const char *path = text_of("/v1/inspection-cycles/%s/schedules",
                               text_at(new_cycle(school), "/id"));
    const struct reply *r = post(path, "{}");

    for (int tries = 0; r->status == 503 && tries < 500; tries++) {
        nanosleep(&(struct timespec){ 0, 10 * 1000 * 1000 }, NULL);
        r = post(path, "{}");
    }
    return r;
}

/* ---- safeguarding ---------------------------------------------------------------------- */

static const struct reply *post_as_dsl(const char *path, const char *body)
{
    return CALL(.method = "POST", .path = path, .token = token_of(0, "dsl"), .body = quoted(body));
}

static const struct reply *new_notice(const char *school)
{
    return post_as_dsl("/v1/safeguarding-notices",
                       text_of("{'pupil_id':'%s','notified_school_ids':['%s'],"
                               "'raised_at':'%sT09:00:00Z','category':'welfare',"
                               "'narrative':'Afraid to go home'}",
                               add_pupil(school), school, day_from_today(-1)));
}

static const struct reply *new_acknowledgement(const char *school)
{
    return post_as_dsl(
        text_of("/v1/safeguarding-notices/%s/acknowledgements", text_at(new_notice(school), "/id")),
        text_of("{'school_id':'%s'}", school));
}

static const struct reply *new_concern_acknowledgement(const char *school)
{
    const struct staged *at = staged_in("drafting");

    return post_as_dsl(inspection_at(at->inspection,
                                     text_of("/safeguarding-concerns/%s/acknowledgements",
                                             text_at(new_concern(school), "/id"))),
                       text_of("{'school_id':'%s'}", at->cast.inspected));
}

static const struct maker MAKERS[] = {
    { "addSchool", new_school, "trust_admin" },
    { "addPupil", new_pupil, "trust_admin" },
    { "putPupilByExternalId", new_by_key, "trust_admin" },
    { "addRegistration", new_registration, "trust_admin" },
    { "addClosure", new_closure, "trust_admin" },
    { "addTransferFile", new_transfer_file, "trust_admin" },
    { "addUser", new_user, "trust_admin" },
    { "addClient", new_client, "trust_admin" },
    { "addSecret", new_secret, "trust_admin" },
    { "addGrant", new_grant, "trust_admin" },
    { "addToken", new_token, "trust_admin" },
    { "addEhcp", new_plan, "trust_admin" },
    { "putEhcpSection", new_section, "trust_admin" },
    { "addReview", new_review, "trust_admin" },
    { "addConsultation", new_consultation, "trust_admin" },
    { "addAppeal", new_appeal, "trust_admin" },
    { "addMediation", new_mediation, "trust_admin" },
    { "addPlacementComplaint", new_complaint, "trust_admin" },
    { "addProvision", new_provision, "trust_admin" },
    { "addPlacement", new_placement, "trust_admin" },
    { "addFundingBand", new_funding_band, "trust_admin" },
    { "addPlaceRate", new_place_rate, "trust_admin" },
    { "addPlacementBand", new_placement_band, "trust_admin" },
    { "addFundingAgreement", new_agreement, "trust_admin" },
    { "addFundingReceipt", new_receipt, "trust_admin" },
    { "addFundingPayment", new_payment, "trust_admin" },
    { "addFundingReversal", new_reversal, "trust_admin" },
    { "addFundingDispute", new_dispute, "trust_admin" },
    { "addFundingRun", new_run, "trust_admin" },
    { "addInspectionReviewer", new_reviewer, "trust_admin" },
    { "addInspection", new_inspection, "trust_admin" },
    { "addTeamMember", new_team_member, "trust_admin" },
    { "addEvidence", new_evidence, "lead" },
    { "addJudgement", new_judgement, "lead" },
    { "putSelfEvaluation", new_self_evaluation, "trust_admin" },
    { "addAccuracyComment", new_accuracy_comment, "head" },
    { "raiseSafeguardingConcern", new_concern, "dsl" },
    { "acknowledgeSafeguardingConcern", new_concern_acknowledgement, "dsl" },
    { "addInspectionAction", new_action, "trust_admin" },
    { "addActionProgress", new_progress, "trust_admin" },
    { "addBridgeBase", new_bridge_base, "trust_admin" },
    { "addBridgeReferral", new_bridge_referral, "trust_admin" },
    { "addBridgeDiscussion", new_bridge_discussion, "trust_admin" },
    { "addBridgeReview", new_bridge_review, "trust_admin" },
    { "addBridgeContact", new_bridge_contact, "trust_admin" },
    { "addInspectionFramework", new_framework, "trust_admin" },
    { "addInspectionCycle", new_cycle, "trust_admin" },
    { "proposeInspectionSchedule", new_schedule, "trust_admin" },
    { "addSafeguardingNotice", new_notice, "dsl" },
    { "addBoard", new_board_over, "trust_admin" },
    { "addBoardFacilitator", new_board_facilitator, "trust_admin" },
    { "addBoardMember", new_board_member, "trust_admin" },
    { "addBoardConsent", new_board_consent, "trust_admin" },
    { "addBoardMeeting", new_board_meeting, "trust_admin" },
    { "addBoardAgendaItem", new_board_agenda_item, "trust_admin" },
    { "addBoardAttendance", new_board_attendance, "trust_admin" },
    { "addBoardTheme", new_board_theme, "trust_admin" },
    { "addDisclosurePhrase", new_disclosure_phrase, "dsl" },
    { "addBoardFeedback", new_board_feedback, "trust_admin" },
    { "addFeedbackResponse", new_feedback_response, "trust_admin" },
    { "addBoardRecommendation", new_board_recommendation, "trust_admin" },
    { "addBoardAction", new_board_action, "trust_admin" },
    { "addBoardDeliverable", new_board_deliverable, "trust_admin" },
    { "addDeliverableUse", new_deliverable_use, "trust_admin" },
    { "addBoardPublication", new_board_publication, "trust_admin" },
    { "openFeedbackAuthor", new_author_opening, "dsl" },
    { "closeImpactPeriod", new_impact_period, "trust_admin" },
    { "acknowledgeSafeguardingNotice", new_acknowledgement, "dsl" },
};

const struct maker *maker_of(const char *operation)
{
    for (size_t i = 0; i < maker_count(); i++) {
        if (strcmp(MAKERS[i].operation, operation) == 0)
            return &MAKERS[i];
    }
    return NULL;
}

size_t maker_count(void)
{
    return sizeof MAKERS / sizeof *MAKERS;
}

const char *reader_of(const struct maker *maker)
{
    if (strcmp(maker->reader, "lead") == 0)
        return staged_in("drafting")->cast.lead.token;
    if (strcmp(maker->reader, "head") == 0)
        return staged_in("factual_accuracy")->cast.head.token;
    return token_of(0, maker->reader);
}
