/* The statutory clock of appeals, orders, the end of a plan and the pupil's leaving; how dates are
 * explained; and what the clock does with what it does not know. */
#include "models/shape.h"
#include "tests/ehcps/duty_fixture.h"
#include "tests/ehcps/ehcp_told.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(ehcp_appeals, .timeout = 20);

#define MET PLAN ";2026-11-02 review_met #r"
#define AMEND_IT MET ";2026-11-30 review_decided amend #r"

#define DECISION "2026-09-14 decision_notified #a"

Test(ehcp_appeals, rules_20_and_21_appeal_and_mediate)
{
    EXPECT({ DECISION, "2026-11-14", "appeal", "1 due 2026-09-14 2026-11-14 -" },
           { DECISION, "2026-11-15", "appeal", "" },
           { "2026-10-25 decision_notified #a", "2026-10-25", "appeal",
             "1 due 2026-10-25 2027-01-04 -" },
           { DECISION ";2026-11-14 appeal_lodged #a", "2027-11-14", "appeal",
             "1 met 2026-09-14 2026-11-14 2026-11-14" },
           { DECISION ";2026-10-10 certificate_issued #a", "2026-10-10", "appeal",
             "1 due 2026-09-14 2026-11-14 -" },
           { DECISION ";2026-10-10 certificate_issued #a", "2026-10-10", "appeal_after_certificate",
             "" },
           { DECISION ";2026-11-10 certificate_issued #a", "2026-11-09", "appeal",
             "1 due 2026-09-14 2026-11-14 -" },
           { DECISION ";2026-11-10 certificate_issued #a", "2026-11-10", "appeal", "" },
           { DECISION ";2026-11-10 certificate_issued #a", "2026-12-10", "appeal_after_certificate",
             "1 due 2026-11-10 2026-12-10 -" },
           { DECISION ";2026-11-20 certificate_issued #a", "2026-11-20", "appeal_after_certificate",
             "1 due 2026-11-20 2026-12-20 -" },
           { DECISION ";2026-11-20 certificate_issued #a;2026-12-20 appeal_lodged #a", "2026-12-21",
             "appeal_after_certificate", "1 met 2026-11-20 2026-12-20 2026-12-20" },
           { DECISION, "2026-09-14", "contact_mediation_adviser", "1 due 2026-09-14 2026-11-14 -" },
           { DECISION " section_i_only", "2026-09-14", "contact_mediation_adviser", "" },
           { DECISION " section_i_only", "2026-09-14", "appeal", "1 due 2026-09-14 2026-11-14 -" },
           { DECISION ";2026-10-02 mediation_adviser_contacted #a mediation_declined", "2026-10-02",
             "issue_mediation_certificate", "1 due 2026-10-02 2026-10-07 -" },
           { DECISION ";2026-10-02 mediation_adviser_contacted #a mediation_declined", "2026-10-02",
             "hold_mediation", "" },
           { DECISION ";2026-10-02 mediation_adviser_contacted #a mediation_wanted", "2026-10-02",
             "hold_mediation", "1 due 2026-10-02 2026-11-01 -" },
           { DECISION ";2026-10-02 mediation_adviser_contacted #a mediation_wanted", "2026-10-02",
             "issue_mediation_certificate", "1 not_started - - -" },
           { DECISION ";2026-10-02 mediation_adviser_contacted #a mediation_wanted;"
                      "2026-11-02 mediation_held #a;2026-11-05 certificate_issued #a",
             "2026-11-05", "issue_mediation_certificate",
             "1 met 2026-11-02 2026-11-05 2026-11-05" },
           { DECISION ";2026-10-02 mediation_adviser_contacted #a mediation_wanted;"
                      "2026-11-02 mediation_held #a",
             "2026-11-02", "hold_mediation", "1 late 2026-10-02 2026-11-01 2026-11-02" });
}

#define ORDER "2026-09-14 tribunal_ordered #a "

Test(ehcp_appeals, rule_22_complies_with_orders)
{
    EXPECT(
        { ORDER "start_assessment", "2026-09-14", "start_ordered_assessment",
          "1 due 2026-09-14 2026-09-28 -" },
        { ORDER "start_assessment;2026-09-28 decided_to_assess", "2026-09-28",
          "start_ordered_assessment", "1 met 2026-09-14 2026-09-28 2026-09-28" },
        { ORDER "start_assessment", "2026-09-14", "refuse_after_ordered_assessment",
          "1 due 2026-09-14 2026-11-23 -" },
        { ORDER "start_assessment;2026-11-24 refused_to_issue", "2026-11-24",
          "refuse_after_ordered_assessment", "1 late 2026-09-14 2026-11-23 2026-11-24" },
        { ORDER "start_assessment;2026-11-24 refused_to_issue", "2026-11-24",
          "issue_after_ordered_assessment", "" },
        { ORDER "refuse_or_issue", "2026-09-14", "issue_after_ordered_assessment",
          "1 due 2026-09-14 2026-12-21 -" },
        { ORDER "refuse_or_issue;2026-11-01 draft_served", "2026-11-01",
          "refuse_after_ordered_assessment", "" },
        { ORDER "issue_plan", "2026-09-14", "send_ordered_draft", "1 due 2026-09-14 2026-10-19 -" },
        { ORDER "issue_plan", "2026-09-14", "send_ordered_plan", "1 due 2026-09-14 2026-11-30 -" },
        { ORDER "issue_plan;2026-10-19 order_complied #a draft", "2026-10-19", "send_ordered_draft",
          "1 met 2026-09-14 2026-10-19 2026-10-19" },
        { ORDER "issue_plan;2026-10-19 order_complied #b draft", "2026-10-19", "send_ordered_draft",
          "1 due 2026-09-14 2026-10-19 -" },
        { ORDER "issue_plan;2026-12-01 order_complied #a final", "2026-12-01", "send_ordered_plan",
          "1 late 2026-09-14 2026-11-30 2026-12-01" },
        { ORDER "amend_plan", "2026-09-14", "amend_as_ordered", "1 due 2026-09-14 2026-10-19 -" },
        { ORDER "change_school", "2026-09-14", "change_school_as_ordered",
          "1 due 2026-09-14 2026-09-28 -" },
        { ORDER "change_school;2026-09-28 order_complied #a", "2026-09-28",
          "change_school_as_ordered", "1 met 2026-09-14 2026-09-28 2026-09-28" });
}

#define CEASING PLAN ";2026-09-01 cease_proposed"
#define NOTIFIED CEASING ";2026-09-14 decision_notified cease #a"

Test(ehcp_appeals, rule_23_keeps_the_plan_until_the_appeal_ends)
{
    EXPECT({ CEASING, "2026-09-02", "consult_before_ceasing", "1 due 2026-09-01 - -" },
           { CEASING ";2026-09-10 cease_consulted", "2026-09-10", "consult_before_ceasing",
             "1 met 2026-09-01 - 2026-09-10" },
           { CEASING ";2026-09-10 cease_proposal_withdrawn", "2026-09-10", "consult_before_ceasing",
             "" },
           { NOTIFIED, "2026-11-14", "keep_plan_until_appeal_ends", "1 due 2026-09-14 - -" },
           { NOTIFIED, "2026-11-15", "keep_plan_until_appeal_ends", "" },
           { NOTIFIED ";2026-11-10 certificate_issued #a", "2026-12-10",
             "keep_plan_until_appeal_ends", "1 due 2026-09-14 - -" },
           { NOTIFIED ";2026-11-20 certificate_issued #a", "2026-11-19",
             "keep_plan_until_appeal_ends", "" },
           { NOTIFIED ";2026-11-20 certificate_issued #a", "2026-11-20",
             "keep_plan_until_appeal_ends", "1 due 2026-11-20 - -" },
           { NOTIFIED ";2026-11-10 appeal_lodged #a", "2027-06-01", "keep_plan_until_appeal_ends",
             "1 due 2026-09-14 - -" },
           { NOTIFIED ";2026-11-10 appeal_lodged #a;2027-06-01 appeal_ended #a", "2027-06-01",
             "keep_plan_until_appeal_ends", "" },
           { NOTIFIED ";2026-11-16 ceased", "2026-11-16", "complete_review", "" });
}

#define HALF_TERM "2026-10-16 school_shut @2026-10-26 ~2026-10-30 #x;"
#define LEFT HALF_TERM "2026-10-16 pupil_left #x"

Test(ehcp_appeals, rule_25_sends_the_file_in_school_days)
{
    EXPECT({ "2026-10-16 pupil_left #x", "2026-10-16", "send_ctf",
             "1 due 2026-10-16 2026-11-06 -" },
           { LEFT, "2026-10-16", "send_ctf",
             "1 due 2026-10-16 2026-11-13 -" }, /* half term does not count */
           { LEFT ";2026-11-14 ctf_sent #x", "2026-11-14", "send_ctf",
             "1 late 2026-10-16 2026-11-13 2026-11-14" },
           { PLAN ";" LEFT ";2026-10-17 transferred_out", "2026-10-17", "send_ctf",
             "1 due 2026-10-16 2026-11-13 -" },
           { PLAN ";" LEFT ";2026-10-17 deceased", "2026-10-17", "send_ctf", "" });
}

/* A closure that comes to be known moves the last day from then on, and not for another school. */
Test(ehcp_appeals, rule_25_counts_on_what_is_known)
{
#define STORM LEFT ";2026-11-03 school_shut @2026-11-02 ~2026-11-03 #x"
#define TAKEN_BACK STORM ";2026-11-10 school_open @2026-10-26 ~2026-10-30 #x"
    EXPECT({ LEFT ";2026-11-03 school_shut @2026-11-02 ~2026-11-03 #y", "2026-11-03", "send_ctf",
             "1 due 2026-10-16 2026-11-13 -" },
           { STORM, "2026-11-02", "send_ctf", "1 due 2026-10-16 2026-11-13 -" },
           { STORM, "2026-11-03", "send_ctf", "1 due 2026-10-16 2026-11-17 -" },
           { TAKEN_BACK, "2026-11-09", "send_ctf", "1 due 2026-10-16 2026-11-17 -" },
           { TAKEN_BACK, "2026-11-10", "send_ctf", "1 due 2026-10-16 2026-11-10 -" },
           { STORM ";2026-11-16 ctf_sent #x;2026-11-17 school_open @2026-11-02 ~2026-11-03 #x",
             "2026-12-01", "send_ctf", "1 met 2026-10-16 2026-11-17 2026-11-16" });
}

static const char *explained(const char *facts, const char *code, const char *as_of)
{
    const struct ehcp_duties d = clock_of(facts,
                                          (struct ehcp_pupil){ NONE, "5", day("2026-01-28"), 0 });

    for (size_t i = d.count; i > 0; i--) {
        const struct ehcp_duty_view v = ehcp_duty_as_of(&d.rows[i - 1], day(as_of));

        if (v.shown && strcmp(d.rows[i - 1].rule->code, code) == 0)
            return v.explanation;
    }
    return "";
}

Test(ehcp_appeals, explains_every_date)
{
    static const struct {
        const char *facts, *code, *as_of, *says;
    } CASES[] = {
        { REQUEST, "decide_whether_to_assess", "2026-09-07",
          "6 weeks (42 days) from the request received on 7 September 2026" },
        { REQUEST ";2026-11-26 draft_served", "represent_on_draft", "2026-11-01",
          "15 days, beginning with the day of service, from the draft plan served" },
        { REQUEST ";2026-11-26 draft_served", "represent_on_draft", "2026-11-26",
          "15 days, beginning with the day of service, from the draft plan served on "
          "26 November 2026" },
        { PLAN, "complete_review", "2026-01-28",
          "12 months from the plan issued on 28 January 2026" },
        { MET ";2026-11-20 review_decided maintain #r", "complete_review", "2026-11-20",
          "12 months from the last review, completed on 20 November 2026" },
        { PLAN ";2027-01-11 review_met #r", "decide_after_review", "2027-01-11",
          "4 weeks (28 days) from the review meeting on 11 January 2027, and no later than the "
          "review is due, 28 January 2027" },
        { MET, "invite_to_review", "2026-11-02",
          "2 weeks (14 days) before the review meeting on 2 November 2026" },
        { AMEND_IT, "complete_amendment", "2026-12-01",
          "12 weeks (84 days) from the review meeting on 2 November 2026" },
        { PLAN, "complete_phase_transfer", "2026-02-01",
          "before the next 15 February after the start of the last year of the phase on "
          "1 September 2026" },
        { "2026-10-25 decision_notified #a", "appeal", "2026-10-25",
          "2 months from the decision notified on 25 October 2026; as that falls in August, or "
          "from 25 December to 1 January, the first working day after" },
        { PLAN ";2026-12-20 moved_into_area", "review_after_transfer", "2026-12-20",
          "the later of 3 months from the move into the area on 20 December 2026 and 12 months "
          "from the last review, on 28 January 2026" },
        { PLAN, "cover_preparation_for_adulthood", "2026-02-01",
          "in every review from 1 September 2029, the start of Year 9" },
    };

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        cr_expect_str_eq(explained(CASES[i].facts, CASES[i].code, CASES[i].as_of), CASES[i].says);
}

Test(ehcp_appeals, kinds_and_details_have_names_that_read_back)
{
    enum ehcp_fact_kind kind;
    enum ehcp_detail detail;

    for (int i = 0; i < EHCP_FACT_KIND_COUNT; i++)
        cr_expect(ehcp_fact_kind_read(EHCP_FACT_KINDS[i], &kind) && (int)kind == i);
    for (int i = 0; i < EHCP_DETAIL_COUNT; i++)
        cr_expect(ehcp_detail_read(EHCP_DETAILS[i], &detail) && (int)detail == i);
    kind = CEASED;
    cr_expect_not(ehcp_fact_kind_read("cease", &kind));
    cr_expect_eq(kind, CEASED, "written only on success");
    cr_expect_not(ehcp_detail_read("perhaps", &detail));
    cr_expect(ehcp_detail_read(NULL, &detail) && detail == DETAIL_NONE);
    cr_expect(ehcp_detail_read("", &detail) && detail == DETAIL_NONE);
}

/* Every duty of the table is one the clock knows, and the other way round. */
Test(ehcp_appeals, duties_of_the_table_arise)
{
    static const char *const LIFE[] = {
        REQUEST ";2026-09-08 advice_asked #a;2026-10-01 consultation_sent #c;2026-11-01 pupil_left",
        "2026-09-01 moved_into_area;2026-09-02 post_16_transfer_planned @2027-09-01;"
        "2026-09-03 review_met #r;2026-09-04 review_decided amend #r;"
        "2026-09-05 reassessment_requested;2026-09-06 cease_proposed",
        "2026-09-07 final_plan_sent school_named;2026-09-08 decision_notified cease #a;"
        "2026-09-09 mediation_adviser_contacted mediation_wanted #a;"
        "2026-11-01 certificate_issued #a",
        "2026-09-07 tribunal_ordered start_assessment #a;2026-09-07 tribunal_ordered issue_plan #a;"
        "2026-09-07 tribunal_ordered amend_plan #a;2026-09-07 tribunal_ordered change_school #a"
    };
    const struct duty_fixture *f = duty_fixture();
    size_t seen[64] = { 0 };

    for (size_t i = 0; i < sizeof LIFE / sizeof *LIFE; i++) {
        const struct ehcp_duties d = clock_of(
            LIFE[i], (struct ehcp_pupil){ .born = day("2023-01-01"), .nc_year_on = NONE });

        for (size_t k = 0; k < d.count; k++)
            seen[d.rows[k].rule - f->rules]++;
    }
    for (size_t i = 0; i < f->rule_count; i++)
        cr_expect_gt(seen[i], 0, "%s", f->rules[i].code);
}

Test(ehcp_appeals, a_duty_without_a_rule_is_not_owed_and_a_new_period_counts)
{
    const struct duty_fixture *f = duty_fixture();
    struct duty_rule rules[2] = { *duty_rule_find(f->rules, f->rule_count, "send_final_plan"),
                                  *duty_rule_find(f->rules, f->rule_count, "appeal") };
    const struct ehcp_fact facts[] = {
        { REQUEST_RECEIVED, DETAIL_NONE, day("2026-09-07"), NONE, NONE, NULL },
        { MOVED_INTO_AREA, DETAIL_NONE, day("2026-09-08"), NONE, NONE, NULL },
        { REVIEW_MET, DETAIL_NONE, day("2026-09-09"), NONE, NONE, "r" },
        { REVIEW_DECIDED, AMEND, day("2026-09-10"), NONE, NONE, "r" },
        { DECISION_NOTIFIED, CEASE, day("2026-09-11"), NONE, NONE, "a" },
        { CERTIFICATE_ISSUED, DETAIL_NONE, day("2026-11-11"), NONE, NONE, "a" },
        { POST_16_TRANSFER_PLANNED, DETAIL_NONE, day("2026-11-12"), day("2027-09-01"), NONE,
          NULL }
    };
    struct ehcp_case of = { rules,
                            2,
                            facts,
                            7,
                            { day("2024-01-01"), "N1", day("2026-09-07"), 0 },
                            { f->holidays, f->holiday_count, NULL, 0 } };
    struct arena arena = { .limit = 1 << 20 };
    struct ehcp_duties duties;

    rules[0].period = 10;
    cr_assert(ehcp_clock(&arena, &of, &duties));
    cr_expect_eq(duties.count, 2);
    cr_expect_str_eq(words(duties.rows[0].due_on), "2026-11-16");
    cr_expect_str_eq(duties.rows[0].explanation,
                     "10 weeks (70 days) from the request received on 7 September 2026");
    of.rule_count = 0;
    cr_expect(ehcp_clock(&arena, &of, &duties) && duties.count == 0);
    of.fact_count = 0;
    cr_expect(ehcp_clock(&arena, &of, &duties) && duties.count == 0);
    arena_free(&arena);
    arena = (struct arena){ .limit = 1000 };
    of.rule_count = 2;
    of.fact_count = 7;
    cr_expect_not(ehcp_clock(&arena, &of, &duties), "without memory");
    arena_free(&arena);
}

/* ---- whatever happens ---- */

static uint64_t draw(uint64_t *random, uint64_t below)
{
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    return (*random >> 11) % below;
}

static bool same_view(const struct ehcp_duty *a, const struct ehcp_duty *b, int64_t as_of)
{
    const struct ehcp_duty_view x = ehcp_duty_as_of(a, as_of), y = ehcp_duty_as_of(b, as_of);

    if (x.shown != y.shown || !x.shown)
        return x.shown == y.shown;
    return x.state == y.state && x.trigger_on == y.trigger_on && x.due_on == y.due_on &&
           x.published_on == y.published_on && x.done_on == y.done_on &&
           x.exceptions == y.exceptions && strcmp(x.explanation, y.explanation) == 0 &&
           a->rule == b->rule && a->occurrence == b->occurrence && a->record_id == b->record_id;
}

/* A row that is known on a day stands where it stands, and one that is not known is not shown. */
static void hold(const struct ehcp_case *all, uint64_t seed)
{
    struct arena arena = { .limit = 256 << 20 };
    struct ehcp_duties later, then;

    cr_assert(ehcp_clock(&arena, all, &later));
    for (size_t k = 0; k < all->fact_count; k++) {
        const int64_t on = all->facts[k].on;
        struct ehcp_case known = *all;

        if (k + 1 < all->fact_count && all->facts[k + 1].on == on)
            continue;
        known.fact_count = k + 1;
        cr_assert(ehcp_clock(&arena, &known, &then));
        const int64_t until = k + 1 < all->fact_count ? all->facts[k + 1].on : on + 100;
        for (int64_t day = on; day<until; day += until - day> 9 ? 7 : 1)
            for (size_t i = 0; i < later.count; i++)
                cr_assert(i < then.count ? same_view(&then.rows[i], &later.rows[i], day)
                                         : !ehcp_duty_as_of(&later.rows[i], day).shown,
                          "seed %llu, day %ld, row %zu: %s", (unsigned long long)seed, (long)day, i,
                          later.rows[i].rule->code);
    }
    arena_free(&arena);
}

/* Facts in any order, legal or not: half of the rules' units are at odds with their duties, too. */
Test(ehcp_appeals, what_is_told_of_a_day_never_changes, .timeout = 120)
{
    static const char *const RECORDS[] = { NULL, "a", "b" };
    static struct ehcp_fact facts[60];
    struct duty_rule rules[64];
    const struct duty_fixture *f = duty_fixture();

    for (uint64_t seed = 1; seed <= 1500; seed++) {
        uint64_t random = seed * 0x9E3779B97F4A7C15u;
        int64_t now = day("2026-01-01");

        memcpy(rules, f->rules, sizeof rules);
        for (size_t i = 0; i < 60; i++) {
            now += draw(&random, 4) ? (int64_t)draw(&random, 20) : 0;
            facts[i] = (struct ehcp_fact){ (enum ehcp_fact_kind)draw(&random, EHCP_FACT_KIND_COUNT),
                                           (enum ehcp_detail)draw(&random, EHCP_DETAIL_COUNT), now,
                                           draw(&random, 2)
                                               ? NONE
                                               : now + (int64_t)draw(&random, 300) - 150,
                                           now + (int64_t)draw(&random, 100) - 20,
                                           RECORDS[draw(&random, 3)] };
        }
        for (size_t i = 0; i < f->rule_count && seed % 2; i++)
            rules[i].unit = draw(&random, 4) ? rules[i].unit : DUTY_UNITS[draw(&random, 6)];
        for (size_t i = 0; i < f->rule_count && seed % 2; i++)
            rules[i].period = draw(&random, 8) || !rules[i].unit ? rules[i].period : NONE;
        const struct ehcp_case of = { rules,
                                      f->rule_count,
                                      facts,
                                      60,
                                      { day("2021-06-01"), "N2", now, 0 },
                                      { f->holidays, f->holiday_count, NULL, 0 } };
        hold(&of, seed);
    }
}
