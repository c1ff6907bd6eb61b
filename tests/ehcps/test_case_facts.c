/* A case lives through everything, by requests alone; the database then tells the clock what
 * happened. */
#include <criterion/criterion.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#include "models/ehcps/ehcp_fact.h"
#include "tests/ehcps/case_fixture.h"

static PGconn *owner;
static const char *here, *there; /* schools */

/* With sight of everything in trust 0, as the clock asks, but without a superuser's. */
static void look(const char *sql)
{
    PGresult *result = PQexec(owner, sql);

    cr_assert_eq(PQresultStatus(result), PGRES_TUPLES_OK, "%s", PQerrorMessage(owner));
    PQclear(result);
}

static void start(void)
{
    client_start();
    here = add_school();
    there = add_school();
    owner = PQconnectdb(getenv("TAMAR_TEST_OWNER_DSN"));
    look(text_of("SELECT set_config('app.trust', trust_id::text, false) FROM app.school"
                 " WHERE id = '%s'", here));
    look("SELECT set_config('role', 'tamar_owner', false), set_config('app.moving', '1', false),"
         " set_config('app.safeguarding', '1', false)");
}

static void stop(void)
{
    PQfinish(owner);
    client_stop();
}

TestSuite(case_facts, .init = start, .fini = stop, .timeout = 120);

/* Records as they are called in a table of facts. */
static struct name {
    const char *id, *called;
} names[24];
static size_t nnames;

static const char *called(const char *id)
{
    for (size_t i = 0; i < nnames; i++) {
        if (strcmp(names[i].id, id) == 0)
            return names[i].called;
    }
    return *id ? "?" : "-";
}

static void name(const char *id, const char *as)
{
    cr_assert_lt(nnames, sizeof names / sizeof *names);
    names[nnames++] = (struct name){ id, as };
}

/* The id of a part of a record that has none of its own. */
static const char *within(const char *record, const char *part)
{
    PGresult *result = PQexec(owner, text_of("SELECT md5('%s' || '%s')::uuid", record, part));
    const char *id = text_of("%s", PQgetvalue(result, 0, 0));

    PQclear(result);
    return id;
}

/* "day kind detail about record", a line each. Every word is one of the clock's. */
static const char *facts_of(const char *ehcp)
{
    PGresult *result = PQexec(owner, text_of(
        "SELECT \"on\", kind, detail, about_on, record_id, position FROM"
        " app.ehcp_facts(ARRAY['%s']::uuid[]) ORDER BY position", ehcp));
    const char *all = "";

    cr_assert_eq(PQresultStatus(result), PGRES_TUPLES_OK, "%s", PQerrorMessage(owner));
    for (int i = 0; i < PQntuples(result); i++) {
        const char *on = PQgetvalue(result, i, 0), *kind = PQgetvalue(result, i, 1),
                   *detail = PQgetvalue(result, i, 2), *about = PQgetvalue(result, i, 3);
        enum ehcp_fact_kind known;
        enum ehcp_detail known_detail;

        cr_expect(ehcp_fact_kind_read(kind, &known), "%s", kind);
        cr_expect(ehcp_detail_read(detail, &known_detail), "%s", detail);
        cr_expect_str_eq(PQgetvalue(result, i, 5), text_of("%d", i + 1));
        all = text_of("%s%s %s %s %s %s\n", all, on, kind, *detail ? detail : "-",
                      *about ? about : "-", called(PQgetvalue(result, i, 4)));
    }
    PQclear(result);
    return all;
}

static const char *below(const char *ehcp, const char *collection)
{
    return text_of("/v1/ehcps/%s/%s", ehcp, collection);
}

static const char *ehcp_path(const char *ehcp)
{
    return text_of("/v1/ehcps/%s", ehcp);
}

/* ---- one life --------------------------------------------------------------------------- */

#define NOT_ISSUED "'decision_type':'not_to_issue','decided_on':'2024-12-02'"

/* Asked for, assessed, refused, ordered by the tribunal, drafted and issued. */
static void comes_about(const char *ehcp)
{
    patched(ehcp_path(ehcp),
            "{'advice':[{'source':'school','asked_on':'2024-09-30','returned_on':'2024-10-20'},"
            "{'source':'health','asked_on':'2024-09-30'}],"
            "'exceptions':[{'exception':'school_closed','recorded_on':'2024-10-01'}]}");
    stepped(ehcp, "assessing 2024-09-30", "");
    stepped(ehcp, "refused_to_issue 2024-12-02", "");
    name(within(ehcp, "1"), "advice1");
    name(within(ehcp, "2"), "advice2");
    posted(below(ehcp, "mediations"),
           "{" NOT_ISSUED ",'adviser_contacted_on':'2024-12-05','wants_mediation':true,"
           "'session_on':'2024-12-20','outcome':'not_agreed','outcome_on':'2024-12-20',"
           "'certificate_on':'2024-12-20'}");
    name(posted(below(ehcp, "appeals"),
                "{" NOT_ISSUED ",'lodged_on':'2025-01-10','reference':'EH908/25/00012',"
                "'outcome':'ordered','outcome_on':'2025-03-03','order_kind':'issue_plan',"
                "'complied_draft_on':'2025-03-20','complied_on':'2025-04-10'}"), "appeal1");
    write_sections(ehcp, "bef", NULL);
    stepped(ehcp, "draft_issued 2025-03-20", "'reference':'EH908/25/00012'");
    name(posted("/v1/consultations",
                text_of("{'ehcp_id':'%s','school_id':'%s','sent_on':'2025-03-20',"
                        "'responded_on':'2025-04-01','response':'agree'}", ehcp, here)),
         "consultation");
    write_sections(ehcp, "i", here);
    stepped(ehcp, "final 2025-03-28", "'representations_on':'2025-03-28'");
}

#define COMES_ABOUT                                                                                \
    "2024-09-02 request_received - - -\n"                                                          \
    "2024-09-30 decided_to_assess - - -\n"                                                         \
    "2024-09-30 advice_asked - - advice1\n"                                                        \
    "2024-09-30 advice_asked - - advice2\n"                                                        \
    "2024-10-01 exception_recorded school_closed - -\n"                                            \
    "2024-10-20 advice_returned - - advice1\n"                                                     \
    "2024-12-02 refused_to_issue - - -\n"                                                          \
    "2024-12-02 decision_notified - - appeal1\n"                                                   \
    "2024-12-05 mediation_adviser_contacted mediation_wanted - appeal1\n"                          \
    "2024-12-20 mediation_held - - appeal1\n"                                                      \
    "2024-12-20 certificate_issued - - appeal1\n"                                                  \
    "2025-01-10 appeal_lodged - - appeal1\n"                                                       \
    "2025-03-03 tribunal_ordered issue_plan - appeal1\n"                                           \
    "2025-03-20 reopened - - -\n"                                                                  \
    "2025-03-20 draft_served - - -\n"                                                              \
    "2025-03-20 consultation_sent - - consultation\n"                                              \
    "2025-03-20 order_complied draft - appeal1\n"                                                  \
    "2025-03-28 representations_received - - -\n"                                                  \
    "2025-03-28 final_plan_sent school_named - -\n"                                                \
    "2025-03-28 pupil_admitted - - -\n"                                                            \
    "2025-04-01 consultation_responded - - consultation\n"                                         \
    "2025-04-10 order_complied final - appeal1\n"

/* Reviewed and kept, amended for the next phase, nearly amended again, and assessed anew. */
static void is_reviewed(const char *ehcp)
{
    name(posted(below(ehcp, "reviews"),
                "{'kind':'annual','planned_on':'2025-10-10','invited_on':'2025-09-20',"
                "'met_on':'2025-10-10','reported_on':'2025-10-20'}"), "review1");
    stepped(ehcp, "in_review 2025-10-10", "");
    stepped(ehcp, "maintained 2025-11-05", "");
    name(posted(below(ehcp, "reviews"),
                "{'kind':'phase_transfer','planned_on':'2026-01-09','met_on':'2026-01-12'}"),
         "review2");
    stepped(ehcp, "in_review 2026-01-12", "");
    stepped(ehcp, "amend_proposed 2026-01-30", "");
    write_sections(ehcp, "fi", there);
    stepped(ehcp, "active 2026-02-10", "");
    stepped(ehcp, "amend_proposed 2026-03-02", "");
    const struct reply *r = CALL(.path = ehcp_path(ehcp), .token = token_of(0, "trust_admin"));
    name(within(ehcp, text_of("notice %lld", int_at(r, "/version"))), "notice");
    stepped(ehcp, "amend_declined 2026-03-20", "");
    patched(ehcp_path(ehcp), "{'reassessment_requested_on':'2026-04-20',"
                             "'moved_in_on':'2026-04-01','family_told_on':'2026-04-20'}");
    stepped(ehcp, "reassessing 2026-04-30", "");
    write_sections(ehcp, "i", here);
    stepped(ehcp, "active 2026-06-01", "");
}

#define IS_REVIEWED                                                                                \
    "2025-09-20 review_planned - 2025-10-10 review1\n"                                             \
    "2025-09-20 review_invited - - review1\n"                                                      \
    "2025-10-10 review_met - - review1\n"                                                          \
    "2025-10-20 review_reported - - review1\n"                                                     \
    "2025-11-05 review_decided maintain - review1\n"                                               \
    "2026-01-09 review_planned - 2026-01-09 review2\n"                                             \
    "2026-01-12 review_met - - review2\n"                                                          \
    "2026-01-30 review_decided amend - review2\n"                                                  \
    "2026-01-30 amendments_served - - review2\n"                                                   \
    "2026-02-10 amended_final_sent next_phase_named - review2\n"                                   \
    "2026-03-02 amendments_served - - notice\n"                                                    \
    "2026-03-20 amendment_declined - - notice\n"                                                   \
    "2026-04-01 moved_into_area - - -\n"                                                           \
    "2026-04-20 family_told - - -\n"                                                               \
    "2026-04-20 reassessment_requested - - -\n"                                                    \
    "2026-04-30 reassessment_agreed - - -\n"                                                       \
    "2026-06-01 reassessed_final_sent school_named - -\n"                                          \
    "2026-06-01 pupil_admitted - - -\n"

/* To cease is proposed, thought better of, and proposed again, which is appealed against. */
static void ends(const char *ehcp)
{
    const char *pupil = text_at(CALL(.path = ehcp_path(ehcp), .token = token_of(0, "trust_admin")),
                                "/pupil_id");

    name(posted(below(ehcp, "reviews"),
                "{'kind':'interim','planned_on':'2026-07-01','met_on':'2026-07-01'}"), "review3");
    stepped(ehcp, "in_review 2026-07-10", "");
    stepped(ehcp, "cease_proposed 2026-07-10", "'cease_reason':'2'");
    const struct reply *r = CALL(.path = ehcp_path(ehcp), .token = token_of(0, "trust_admin"));
    name(within(ehcp, text_of("cease %lld", int_at(r, "/version"))), "proposal");
    stepped(ehcp, "active 2026-07-20", "");
    name(posted(below(ehcp, "reviews"),
                "{'kind':'interim','planned_on':'2026-08-20','met_on':'2026-08-20'}"), "review4");
    stepped(ehcp, "in_review 2026-08-20", "");
    stepped(ehcp, "cease_proposed 2026-09-01", "'cease_reason':'7'");
    patched(ehcp_path(ehcp), "{'cease_consulted_on':'2026-09-01',"
                             "'post_16_transfer_on':'2026-08-25'}");
    name(posted(below(ehcp, "appeals"),
                "{'decision_type':'cease','decided_on':'2026-09-01','certificate_on':'2026-09-10',"
                "'lodged_on':'2026-09-10','outcome':'withdrawn','outcome_on':'2026-10-01'}"),
         "appeal2");
    patched(text_of("/v1/pupils/%s", pupil),
            text_of("{'registrations':[{'school_id':'%s','status':'C','entry_date':'2023-09-01',"
                    "'leaving_date':'2026-10-23'}]}", here));
    name(within(here, "2023-09-01"), "stay");
    stepped(ehcp, "ceased 2026-11-02", "");
}

#define ENDS                                                                                       \
    "2026-07-01 review_planned - 2026-07-01 review3\n"                                             \
    "2026-07-01 review_met - - review3\n"                                                          \
    "2026-07-10 review_decided cease - review3\n"                                                  \
    "2026-07-10 cease_proposed - - -\n"                                                            \
    "2026-07-10 decision_notified cease - proposal\n"                                              \
    "2026-07-20 cease_proposal_withdrawn - - -\n"                                                  \
    "2026-08-20 review_planned - 2026-08-20 review4\n"                                             \
    "2026-08-20 review_met - - review4\n"                                                          \
    "2026-08-25 post_16_transfer_planned - 2026-08-25 -\n"                                         \
    "2026-09-01 review_decided cease - review4\n"                                                  \
    "2026-09-01 cease_proposed - - -\n"                                                            \
    "2026-09-01 cease_consulted - - -\n"                                                           \
    "2026-09-01 decision_notified cease - appeal2\n"                                               \
    "2026-09-10 certificate_issued - - appeal2\n"                                                  \
    "2026-09-10 appeal_lodged - - appeal2\n"                                                       \
    "2026-10-01 appeal_ended - - appeal2\n"                                                        \
    "2026-10-23 pupil_left - - stay\n"                                                             \
    "2026-11-02 ceased - - -\n"

static void expect_facts(const char *ehcp, const char *wanted)
{
    const char *told = facts_of(ehcp);

    cr_expect_str_eq(told, wanted, "\n%s", told);
}

Test(case_facts, are_those_of_a_whole_life)
{
    const char *ehcp = add_case(here, "2024-09-02");

    expect_facts(ehcp, "2024-09-02 request_received - - -\n");
    comes_about(ehcp);
    expect_facts(ehcp, COMES_ABOUT);
    is_reviewed(ehcp);
    expect_facts(ehcp, COMES_ABOUT IS_REVIEWED);
    ends(ehcp);
    expect_facts(ehcp, COMES_ABOUT IS_REVIEWED ENDS);
}

/* ---- what else there is ------------------------------------------------------------------ */

#define NOT_ASSESSED "'decision_type':'not_to_assess','decided_on':'2025-02-10'"

/* Refused on a day, and everything on the day of the order. */
Test(case_facts, of_one_day_stand_as_they_happened)
{
    const char *ehcp = add_case(here, "2025-01-06");

    stepped(ehcp, "refused_to_assess 2025-02-10", "");
    name(posted(below(ehcp, "mediations"),
                "{" NOT_ASSESSED ",'adviser_contacted_on':'2025-02-20','certificate_on':"
                "'2025-02-21'}"), "mediation");
#define REFUSED                                                                                    \
    "2025-01-06 request_received - - -\n2025-02-10 refused_to_assess - - -\n"
    expect_facts(ehcp, REFUSED "2025-02-10 decision_notified - - mediation\n"
                 "2025-02-20 mediation_adviser_contacted mediation_declined - mediation\n"
                 "2025-02-21 certificate_issued - - mediation\n");
    name(posted(below(ehcp, "appeals"),
                "{" NOT_ASSESSED ",'certificate_on':'2025-02-21','lodged_on':'2025-03-01',"
                "'outcome':'ordered','outcome_on':'2025-06-02','order_kind':'start_assessment',"
                "'complied_on':'2025-06-02'}"), "appeal");
    stepped(ehcp, "assessing 2025-06-02", "'reference':'EH908/25/00013'");
    patched(ehcp_path(ehcp), "{'advice':[{'source':'school','asked_on':'2025-06-02'}]}");
    name(within(ehcp, "1"), "advice");
    stepped(ehcp, "withdrawn 2025-06-02", "");
    expect_facts(ehcp, REFUSED "2025-02-10 decision_notified - - appeal\n"
                 "2025-02-20 mediation_adviser_contacted mediation_declined - appeal\n"
                 "2025-02-21 certificate_issued - - appeal\n"
                 "2025-03-01 appeal_lodged - - appeal\n"
                 "2025-06-02 tribunal_ordered start_assessment - appeal\n"
                 "2025-06-02 reopened - - -\n"
                 "2025-06-02 advice_asked - - advice\n"
                 "2025-06-02 withdrawn - - -\n"
                 "2025-06-02 order_complied - - appeal\n");
}

Test(case_facts, tell_what_became_of_an_order_to_decide)
{
    const char *ehcp = add_case(here, "2025-01-06");

    stepped(ehcp, "assessing 2025-02-10", "");
    name(posted(below(ehcp, "appeals"),
                "{'decision_type':'not_to_issue','decided_on':'2025-03-03','certificate_on':"
                "'2025-03-10','lodged_on':'2025-03-12','outcome':'ordered','outcome_on':"
                "'2025-05-01','order_kind':'refuse_or_issue','complied_on':'2025-06-02'}"), "a");
    stepped(ehcp, "refused_to_issue 2025-06-02", "");
    const char *told = facts_of(ehcp);
    cr_expect(strstr(told, "2025-06-02 refused_to_issue - - -\n"
                           "2025-06-02 order_complied refused - a\n"), "%s", told);
}

/* A plan names another school after an amendment without a review; the pupil joins it later. */
Test(case_facts, tell_of_the_school_that_is_named_and_joined)
{
    const char *ehcp = plan_in_force(here);
    const char *admin = token_of(0, "trust_admin");
    const char *pupil = text_at(CALL(.path = ehcp_path(ehcp), .token = admin), "/pupil_id");

    stepped(ehcp, "amend_proposed 2026-03-02", "");
    name(within(ehcp, text_of("notice %lld", int_at(CALL(.path = ehcp_path(ehcp), .token = admin),
                                                    "/version"))), "notice");
    write_sections(ehcp, "i", there);
    stepped(ehcp, "active 2026-03-20", "");
    cr_expect_null(strstr(facts_of(ehcp), "pupil_admitted - - notice"));
    patched(text_of("/v1/pupils/%s", pupil),
            text_of("{'registrations':[{'school_id':'%s','status':'C','entry_date':'2023-09-01',"
                    "'leaving_date':'2026-04-01'},{'school_id':'%s','status':'C','entry_date':"
                    "'2026-04-13'}]}", here, there));
    name(within(here, "2023-09-01"), "stay");
    const char *told = facts_of(ehcp);
    cr_expect(strstr(told, "2026-03-02 amendments_served - - notice\n"
                           "2026-03-20 amended_final_sent school_named - notice\n"
                           "2026-04-01 pupil_left - - stay\n"
                           "2026-04-13 pupil_admitted - - notice\n"), "%s", told);
}
