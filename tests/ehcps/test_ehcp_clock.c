/* The statutory clock from the request to the yearly review, duty by duty, in dates that can be
 * checked by hand. tests/ehcps/test_ehcp_appeals.c has the rest. */
#include "models/shape.h"
#include "tests/ehcps/ehcp_told.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(ehcp_clock, .timeout = 20);

static struct arena memory = { .limit = 1 << 20 };

#define MET PLAN ";2026-11-02 review_met #r"

Test(ehcp_clock, rule_1_decides_whether_to_assess)
{
    EXPECT(
        { REQUEST, "2026-09-06", "decide_whether_to_assess", "" },
        { REQUEST, "2026-09-07", "decide_whether_to_assess", "1 due 2026-09-07 2026-10-19 -" },
        { REQUEST, "2026-10-19", "decide_whether_to_assess", "1 due 2026-09-07 2026-10-19 -" },
        { REQUEST, "2026-10-20", "decide_whether_to_assess", "1 overdue 2026-09-07 2026-10-19 -" },
        { REQUEST ";2026-10-19 decided_to_assess", "2026-10-19", "decide_whether_to_assess",
          "1 met 2026-09-07 2026-10-19 2026-10-19" },
        { REQUEST ";2026-10-20 refused_to_assess", "2027-10-20", "decide_whether_to_assess",
          "1 late 2026-09-07 2026-10-19 2026-10-20" },
        { REQUEST ";2026-10-20 refused_to_assess", "2026-10-19", "decide_whether_to_assess",
          "1 due 2026-09-07 2026-10-19 -" },
        { REQUEST ";2026-10-20 refused_to_assess", "2026-10-20", "send_final_plan", "" },
        { REQUEST ";2026-10-20 refused_to_assess", "2026-10-20", "complete_review", "" },
        { REQUEST ";2026-10-01 withdrawn", "2026-10-01", "decide_whether_to_assess", "" },
        { REQUEST ";2026-10-01 withdrawn", "2026-09-30", "decide_whether_to_assess",
          "1 due 2026-09-07 2026-10-19 -" },
        { REQUEST ";2026-10-01 request_received", "2026-10-30", "decide_whether_to_assess",
          "1 overdue 2026-09-07 2026-10-19 -" });
}

Test(ehcp_clock, rule_2_returns_advice)
{
    EXPECT({ REQUEST ";2026-10-20 advice_asked #ep;2026-10-21 advice_asked #health;"
                     "2026-12-01 advice_returned #ep",
             "2026-12-03", "return_advice",
             "1 met 2026-10-20 2026-12-01 2026-12-01; 2 overdue 2026-10-21 2026-12-02 -" },
           { REQUEST ";2026-10-20 advice_asked #ep;2026-11-01 advice_asked #ep", "2026-12-03",
             "return_advice", "1 overdue 2026-10-20 2026-12-01 -" },
           { REQUEST ";2026-10-20 advice_asked #ep;2027-01-20 final_plan_sent", "2027-01-20",
             "return_advice", "" });
}

Test(ehcp_clock, rules_3_and_5_issue_or_refuse)
{
    EXPECT(
        { REQUEST, "2026-09-07", "notify_refusal_to_issue", "1 due 2026-09-07 2026-12-28 -" },
        { REQUEST, "2026-12-29", "notify_refusal_to_issue", "1 overdue 2026-09-07 2026-12-28 -" },
        { REQUEST ";2026-12-28 refused_to_issue", "2027-03-01", "notify_refusal_to_issue",
          "1 met 2026-09-07 2026-12-28 2026-12-28" },
        { REQUEST ";2026-12-28 refused_to_issue", "2026-12-28", "send_final_plan", "" },
        { REQUEST ";2026-12-14 draft_served", "2026-12-14", "notify_refusal_to_issue", "" },
        { REQUEST, "2027-01-25", "send_final_plan", "1 due 2026-09-07 2027-01-25 -" },
        { REQUEST, "2027-01-26", "send_final_plan", "1 overdue 2026-09-07 2027-01-25 -" },
        { REQUEST ";2027-01-25 final_plan_sent", "2027-01-25", "send_final_plan",
          "1 met 2026-09-07 2027-01-25 2027-01-25" },
        { REQUEST ";2027-01-26 final_plan_sent", "2027-01-26", "send_final_plan",
          "1 late 2026-09-07 2027-01-25 2027-01-26" },
        { REQUEST ";2026-10-01 deceased", "2026-10-01", "send_final_plan", "" },
        { REQUEST ";2026-10-01 withdrawn;2026-11-01 request_received", "2026-11-02",
          "send_final_plan", "2 due 2026-11-01 2027-03-21 -" });
}

Test(ehcp_clock, rule_4_hears_representations_from_the_day_of_service)
{
    EXPECT({ REQUEST, "2026-09-07", "represent_on_draft", "1 not_started - - -" },
           { REQUEST ";2026-11-26 draft_served", "2026-11-25", "represent_on_draft",
             "1 not_started - - -" },
           { REQUEST ";2026-11-26 draft_served", "2026-12-10", "represent_on_draft",
             "1 due 2026-11-26 2026-12-10 -" },
           { REQUEST ";2026-11-26 draft_served", "2026-12-11", "represent_on_draft", "" },
           { REQUEST ";2026-11-26 draft_served;2026-12-10 representations_received", "2027-12-11",
             "represent_on_draft", "1 met 2026-11-26 2026-12-10 2026-12-10" },
           { REQUEST ";2026-11-26 draft_served;2026-12-01 draft_served", "2026-12-02",
             "represent_on_draft", "2 due 2026-12-01 2026-12-15 -" });
}

static unsigned exceptions(struct ehcp_duties duties, const char *code, int64_t as_of)
{
    for (size_t i = 0; i < duties.count; i++)
        if (strcmp(duties.rows[i].rule->code, code) == 0)
            return ehcp_duty_as_of(&duties.rows[i], as_of).exceptions;
    return 99;
}

Test(ehcp_clock, exceptions_are_flags_and_move_no_date)
{
    const struct ehcp_duties d = clock_of(REQUEST
                                          ";2026-10-20 advice_asked #ep;"
                                          "2026-11-01 exception_recorded exceptional_circumstances;"
                                          "2026-11-05 exception_recorded missed_appointment;"
                                          "2026-11-26 draft_served;2027-02-01 final_plan_sent;"
                                          "2027-02-10 exception_recorded absent_from_area",
                                          (struct ehcp_pupil){ .born = NONE, .nc_year_on = NONE });

    cr_expect_eq(exceptions(d, "send_final_plan", day("2026-10-31")), 0);
    cr_expect_eq(exceptions(d, "send_final_plan", day("2026-11-30")), 1u << 2);
    cr_expect_eq(exceptions(d, "send_final_plan", day("2027-02-10")), 1u << 2 | 1u << 3);
    cr_expect_eq(exceptions(d, "return_advice", day("2026-11-30")), 1u << 2 | 1u << 4);
    cr_expect_eq(exceptions(d, "complete_review", day("2027-03-30")), 0);
    cr_expect_str_eq(told(d, "send_final_plan", day("2027-03-01")),
                     "1 late 2026-09-07 2027-01-25 2027-02-01");
}

Test(ehcp_clock, rules_6_to_8_consult_name_and_admit)
{
    EXPECT({ "2026-11-26 consultation_sent #a", "2026-11-26", "answer_consultation",
             "1 due 2026-11-26 2026-12-11 -" },
           { "2026-11-26 consultation_sent #a;2026-11-27 consultation_sent #b;"
             "2026-12-12 consultation_responded #a",
             "2026-12-13", "answer_consultation",
             "1 late 2026-11-26 2026-12-11 2026-12-12; 2 overdue 2026-11-27 2026-12-12 -" },
           { REQUEST ";2026-11-26 consultation_sent #a;2026-12-20 final_plan_sent", "2026-12-20",
             "answer_consultation", "" },
           { REQUEST, "2026-09-07", "consult_before_naming", "1 not_started - - -" },
           { REQUEST ";2026-11-26 draft_served", "2027-11-26", "consult_before_naming",
             "1 due 2026-11-26 - -" },
           { REQUEST ";2026-11-20 consultation_sent #a;2026-11-26 draft_served", "2026-11-27",
             "consult_before_naming", "1 met - - 2026-11-20" },
           { REQUEST ";2026-11-26 draft_served;2026-12-20 final_plan_sent", "2026-12-20",
             "consult_before_naming", "" },
           { PLAN " school_named", "2026-01-28", "admit_named_pupil",
             "1 due 2026-01-28 2026-01-28 -" },
           { PLAN " school_named;2026-01-28 pupil_admitted", "2026-01-29", "admit_named_pupil",
             "1 met 2026-01-28 2026-01-28 2026-01-28" },
           { PLAN " school_named;2026-02-02 pupil_admitted", "2026-01-29", "admit_named_pupil",
             "1 overdue 2026-01-28 2026-01-28 -" },
           { PLAN, "2026-01-29", "admit_named_pupil", "" });
}

Test(ehcp_clock, rule_9_reviews_within_twelve_months_of_the_last)
{
    EXPECT({ REQUEST, "2026-09-07", "complete_review", "1 not_started - - -" },
           { PLAN, "2027-01-28", "complete_review", "1 due 2026-01-28 2027-01-28 -" },
           { PLAN, "2027-01-29", "complete_review", "1 overdue 2026-01-28 2027-01-28 -" },
           { "2028-02-29 final_plan_sent", "2028-02-29", "complete_review",
             "1 due 2028-02-29 2029-02-28 -" },
           { MET ";2026-11-20 review_decided maintain #r", "2026-11-20", "complete_review",
             "1 met 2026-01-28 2027-01-28 2026-11-20; 2 due 2026-11-20 2027-11-20 -" },
           { MET ";2026-11-20 review_decided maintain #r", "2026-11-19", "complete_review",
             "1 due 2026-01-28 2027-01-28 -" },
           { PLAN ";2026-06-01 ceased", "2026-06-01", "complete_review", "" },
           { PLAN ";2026-06-01 transferred_out", "2026-06-01", "complete_review", "" },
           { PLAN ";2026-06-01 ceased;2026-07-01 reopened", "2026-07-01", "complete_review",
             "2 due 2026-07-01 2027-01-28 -" });
}

Test(ehcp_clock, rules_10_to_12_invite_report_decide)
{
    EXPECT(
        { MET, "2026-11-02", "invite_to_review", "1 overdue 2026-11-02 2026-10-19 -" },
        { PLAN ";2026-09-10 review_planned @2026-11-02 #r", "2026-10-19", "invite_to_review",
          "1 due 2026-09-10 2026-10-19 -" },
        { PLAN ";2026-09-10 review_planned @2026-11-02 #r;2026-10-19 review_invited #r",
          "2026-10-20", "invite_to_review", "1 met 2026-09-10 2026-10-19 2026-10-19" },
        { PLAN ";2026-10-20 review_invited @2026-11-02 #r", "2026-10-20", "invite_to_review",
          "1 late 2026-10-20 2026-10-19 2026-10-20" },
        { PLAN ";2026-10-01 review_invited #r", "2026-10-02", "invite_to_review",
          "1 met - - 2026-10-01" },
        { PLAN ";2026-10-01 review_invited #r;2026-11-02 review_met #r", "2026-11-02",
          "invite_to_review", "1 met 2026-11-02 2026-10-19 2026-10-01" },
        { PLAN ";2026-09-10 review_planned @2026-11-02 #r;2026-09-20 review_planned @2026-11-09 #r",
          "2026-09-19", "invite_to_review", "1 due 2026-09-10 2026-10-19 -" },
        { PLAN ";2026-09-10 review_planned @2026-11-02 #r;2026-09-20 review_planned @2026-11-09 #r",
          "2026-09-20", "invite_to_review", "1 due 2026-09-20 2026-10-26 -" },
        { PLAN ";2026-09-10 review_planned @2026-11-02 #r", "2026-10-19", "send_review_report",
          "1 not_started - - -" },
        { MET, "2026-11-16", "send_review_report", "1 due 2026-11-02 2026-11-16 -" },
        { MET ";2026-11-17 review_reported #r", "2026-11-17", "send_review_report",
          "1 late 2026-11-02 2026-11-16 2026-11-17" },
        { MET, "2026-11-30", "decide_after_review", "1 due 2026-11-02 2026-11-30 -" },
        { MET ";2026-11-30 review_decided amend #r", "2026-11-30", "decide_after_review",
          "1 met 2026-11-02 2026-11-30 2026-11-30" },
        /* the twelve months end before the four weeks do; on 31 December they do not */
        { PLAN ";2027-01-11 review_met #r", "2027-01-11", "decide_after_review",
          "1 due 2027-01-11 2027-01-28 -" },
        { PLAN ";2026-12-31 review_met #r", "2026-12-31", "decide_after_review",
          "1 due 2026-12-31 2027-01-28 -" },
        { PLAN ";2027-02-01 review_met #r", "2027-02-01", "decide_after_review",
          "1 overdue 2027-02-01 2027-01-28 -" },
        { MET ";2026-11-30 review_decided maintain #r", "2026-11-30", "send_review_report", "" },
        { MET ";2026-11-30 review_decided maintain #r", "2026-11-30", "send_amended_plan", "" });
}

#define AMEND_IT MET ";2026-11-30 review_decided amend #r"
#define NOTICE AMEND_IT ";2026-11-30 amendments_served #r"

Test(ehcp_clock, rules_13_to_15_amend)
{
    EXPECT(
        { AMEND_IT, "2026-11-30", "send_amendment_notice", "1 due 2026-11-30 2026-11-30 -" },
        { AMEND_IT, "2026-12-01", "send_amendment_notice", "1 overdue 2026-11-30 2026-11-30 -" },
        { AMEND_IT, "2026-12-01", "complete_amendment", "1 due 2026-11-30 2027-01-25 -" },
        { AMEND_IT, "2026-12-01", "send_amended_plan", "1 not_started - - -" },
        { NOTICE, "2026-12-01", "send_amendment_notice", "1 met 2026-11-30 2026-11-30 2026-11-30" },
        { NOTICE, "2026-12-01", "send_amended_plan", "1 due 2026-11-30 2027-01-25 -" },
        { NOTICE, "2026-12-14", "represent_on_amendments", "1 due 2026-11-30 2026-12-14 -" },
        { NOTICE, "2026-12-15", "represent_on_amendments", "" },
        { NOTICE, "2027-01-26", "decline_amendment", "1 overdue 2026-11-30 2027-01-25 -" },
        { NOTICE ";2027-01-25 amended_final_sent", "2027-02-01", "send_amended_plan",
          "1 met 2026-11-30 2027-01-25 2027-01-25" },
        { NOTICE ";2027-01-25 amended_final_sent", "2027-02-01", "complete_amendment",
          "1 met 2026-11-30 2027-01-25 2027-01-25" },
        { NOTICE ";2027-01-25 amended_final_sent", "2027-01-25", "decline_amendment", "" },
        { NOTICE ";2027-01-26 amendment_declined", "2027-01-26", "decline_amendment",
          "1 late 2026-11-30 2027-01-25 2027-01-26" },
        { NOTICE ";2027-01-26 amendment_declined", "2027-01-26", "send_amended_plan", "" },
        { NOTICE ";2027-01-26 amendment_declined", "2027-01-26", "complete_amendment", "" },
        /* without a review: reg 28 */
        { PLAN ";2026-05-01 amendments_served #a", "2026-05-01", "send_amended_plan",
          "1 due 2026-05-01 2026-06-26 -" },
        { PLAN ";2026-05-01 amendments_served #a", "2026-05-01", "complete_amendment", "" },
        { PLAN ";2026-05-01 amendments_served #a;2026-05-10 representations_received", "2026-05-20",
          "represent_on_amendments", "1 met 2026-05-01 2026-05-15 2026-05-10" },
        { PLAN ";2026-05-01 amendments_served #a;2026-06-26 amended_final_sent school_named",
          "2026-06-26", "admit_named_pupil", "1 due 2026-06-26 2026-06-26 -" });
}

static const char *transfers(const char *nc_year, uint32_t years, const char *facts,
                             const char *as_of)
{
    const struct ehcp_duties d = clock_of(
        facts, (struct ehcp_pupil){ NONE, nc_year, day("2026-01-28"), years });

    return arena_format(&memory, "%s|%s", told(d, "complete_phase_transfer", day(as_of)),
                        told(d, "complete_post_16_transfer", day(as_of)));
}

static const struct {
    const char *nc_year;
    uint32_t years;
    const char *facts, *as_of, *told;
} TRANSFERS[] = {
    { "5", 0, PLAN, "2026-08-31",
      "1 not_started 2026-09-01 2027-02-14 -|1 not_started 2031-09-01 2032-03-30 -" },
    { "5", 0, PLAN, "2027-02-14",
      "1 due 2026-09-01 2027-02-14 -|1 not_started 2031-09-01 2032-03-30 -" },
    { "5", 0, PLAN, "2027-02-15",
      "1 overdue 2026-09-01 2027-02-14 -|1 not_started 2031-09-01 2032-03-30 -" },
    { "5", 0, PLAN, "2027-09-01", "|1 not_started 2031-09-01 2032-03-30 -" },
    { "5", 0, PLAN ";2027-02-14 amended_final_sent next_phase_named", "2028-01-01",
      "1 met 2026-09-01 2027-02-14 2027-02-14|1 not_started 2031-09-01 2032-03-30 -" },
    { "6", 0, PLAN, "2026-01-28",
      "1 due 2025-09-01 2026-02-14 -|1 not_started 2030-09-01 2031-03-30 -" },
    { "7", 0, PLAN, "2026-01-28", "|1 not_started 2029-09-01 2030-03-30 -" },
    { "11", 0, PLAN, "2026-03-31", "|1 overdue 2025-09-01 2026-03-30 -" },
    { "12", 0, PLAN, "2026-03-31", "|" },
    { "N2", 0, PLAN, "2026-02-14",
      "1 due 2025-09-01 2026-02-14 -; 2 not_started 2032-09-01 2033-02-14 -|"
      "1 not_started 2037-09-01 2038-03-30 -" },
    { "R", 0, PLAN, "2026-01-28",
      "1 not_started 2031-09-01 2032-02-14 -|1 not_started 2036-09-01 2037-03-30 -" },
    { "1", TRANSFER_AFTER(2) | TRANSFER_AFTER(4), PLAN, "2026-09-01",
      "1 due 2026-09-01 2027-02-14 -; 2 not_started 2028-09-01 2029-02-14 -|" },
    { "8", TRANSFER_AFTER(8), PLAN ";2026-02-15 amended_final_sent next_phase_named", "2026-02-15",
      "1 late 2025-09-01 2026-02-14 2026-02-15|" },
    { "6", 0, "2026-02-14 final_plan_sent", "2026-02-14",
      "1 due 2025-09-01 2026-02-14 -|1 not_started 2030-09-01 2031-03-30 -" },
    { "6", 0, "2026-02-15 final_plan_sent", "2026-02-15",
      "|1 not_started 2030-09-01 2031-03-30 -" },
    { "5", 0, PLAN ";2026-10-01 ceased", "2026-10-01", "|" },
    { "5", 0, PLAN ";2026-10-01 ceased;2026-11-01 reopened", "2026-11-01",
      "2 due 2026-09-01 2027-02-14 -|2 not_started 2031-09-01 2032-03-30 -" },
    { "5", 0, PLAN ";2026-10-01 amended_final_sent next_phase_named;2026-11-01 reopened",
      "2026-11-01",
      "1 met 2026-09-01 2027-02-14 2026-10-01|1 not_started 2031-09-01 2032-03-30 -" },
    { "X", 0, PLAN, "2026-02-01", "|" },
    { NULL, 0, PLAN, "2026-02-01", "|" },
};

Test(ehcp_clock, rule_16_transfers_by_year_group)
{
    for (size_t i = 0; i < sizeof TRANSFERS / sizeof *TRANSFERS; i++) {
        const char *got = transfers(TRANSFERS[i].nc_year, TRANSFERS[i].years, TRANSFERS[i].facts,
                                    TRANSFERS[i].as_of);

        cr_expect_str_eq(got, TRANSFERS[i].told, "year %s on %s: %s", TRANSFERS[i].nc_year,
                         TRANSFERS[i].as_of, got);
    }
}

Test(ehcp_clock, rule_16_publishes_the_day_the_law_prints_and_counts_by_age_without_a_year)
{
    const struct ehcp_duties d = clock_of(
        PLAN, (struct ehcp_pupil){ day("2016-08-31"), "X", day("2026-01-28"), 0 });

    cr_expect_str_eq(told(d, "complete_phase_transfer", day("2026-09-01")),
                     "1 due 2026-09-01 2027-02-14 -", "Year 6 is the year after the 10th birthday");
    for (size_t i = 0; i < d.count; i++)
        if (strcmp(d.rows[i].rule->code, "complete_phase_transfer") == 0)
            cr_expect_str_eq(words(d.rows[i].published_on), "2027-02-15");
    EXPECT({ PLAN ";2026-10-01 post_16_transfer_planned @2027-07-31", "2026-10-01",
             "complete_transfer_between_post_16", "1 due 2026-10-01 2027-02-28 -" },
           { PLAN ";2026-10-01 post_16_transfer_planned @2027-07-31;"
                  "2026-11-01 post_16_transfer_planned @2027-09-01",
             "2026-11-01", "complete_transfer_between_post_16", "1 due 2026-11-01 2027-04-01 -" });
}

Test(ehcp_clock, rules_17_and_24_follow_age)
{
    const char *facts = PLAN ";2026-05-01 review_met #r;2026-05-20 review_decided maintain #r";
    const struct ehcp_duties d = clock_of(
        facts, (struct ehcp_pupil){ .born = day("2021-12-15"), .nc_year_on = NONE });

    cr_expect_str_eq(told(d, "consider_early_review", day("2026-01-28")),
                     "1 due 2026-01-28 2026-07-28 -");
    cr_expect_str_eq(told(d, "consider_early_review", day("2026-12-14")),
                     "1 met 2026-01-28 2026-07-28 2026-05-20; 2 overdue 2026-05-20 2026-11-20 -");
    cr_expect_str_eq(told(d, "consider_early_review", day("2026-12-15")),
                     "1 met 2026-01-28 2026-07-28 2026-05-20", "five years old");
    cr_expect_str_eq(told(d, "cover_preparation_for_adulthood", day("2035-08-31")),
                     "1 not_started 2035-09-01 - -");
    cr_expect_str_eq(told(d, "cover_preparation_for_adulthood", day("2036-01-01")),
                     "1 due 2035-09-01 - -");
    const struct ehcp_duties five = clock_of(
        facts, (struct ehcp_pupil){ .born = day("2021-01-28"), .nc_year_on = NONE });
    cr_expect_str_eq(told(five, "consider_early_review", day("2026-01-28")), "");
}

Test(ehcp_clock, rules_18_and_19_reassess_and_move)
{
    EXPECT({ PLAN ";2026-03-02 reassessment_requested", "2026-03-02", "decide_on_reassessment",
             "1 due 2026-03-02 2026-03-17 -" },
           { PLAN ";2026-03-02 reassessment_requested", "2026-03-02", "send_reassessed_plan",
             "1 not_started - - -" },
           { PLAN ";2026-03-02 reassessment_requested;2026-03-17 reassessment_agreed", "2026-03-17",
             "send_reassessed_plan", "1 due 2026-03-17 2026-06-23 -" },
           { PLAN ";2026-03-02 reassessment_requested;2026-03-17 reassessment_agreed;"
                  "2026-06-24 reassessed_final_sent",
             "2026-06-24", "send_reassessed_plan", "1 late 2026-03-17 2026-06-23 2026-06-24" },
           { PLAN ";2026-03-02 reassessment_requested;2026-03-18 reassessment_refused",
             "2026-03-18", "decide_on_reassessment", "1 late 2026-03-02 2026-03-17 2026-03-18" },
           { PLAN ";2026-03-02 reassessment_requested;2026-03-18 reassessment_refused",
             "2026-03-18", "send_reassessed_plan", "" },
           { "2026-09-01 moved_into_area @2026-03-31", "2026-09-01", "tell_family_of_transfer",
             "1 due 2026-09-01 2026-10-13 -" },
           { "2026-09-01 moved_into_area @2026-03-31;2026-10-13 family_told", "2026-10-14",
             "tell_family_of_transfer", "1 met 2026-09-01 2026-10-13 2026-10-13" },
           { "2026-09-01 moved_into_area @2026-03-31", "2026-09-01", "review_after_transfer",
             "1 due 2026-09-01 2027-03-31 -" },
           { "2026-09-01 moved_into_area @2025-10-15", "2026-09-01", "review_after_transfer",
             "1 due 2026-09-01 2026-12-01 -" },
           { "2026-11-30 moved_into_area", "2026-11-30", "review_after_transfer",
             "1 due 2026-11-30 2027-02-28 -" },
           { PLAN ";2026-12-20 moved_into_area", "2026-12-19", "complete_review",
             "1 due 2026-01-28 2027-01-28 -" },
           { PLAN ";2026-12-20 moved_into_area", "2026-12-20", "complete_review", "" },
           { PLAN ";2026-12-20 moved_into_area", "2026-12-20", "review_after_transfer",
             "1 due 2026-12-20 2027-03-20 -" },
           { PLAN ";2026-12-20 moved_into_area;2027-02-01 review_met #r;"
                  "2027-03-01 review_decided maintain #r",
             "2027-03-01", "review_after_transfer", "1 met 2026-12-20 2027-03-20 2027-03-01" });
}
