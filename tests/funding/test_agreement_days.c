/* The days of agreements: none without terms between two versions, and what becomes of days between
 * an agreement that ended and the next. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/funding/passport_fixture.h"

TestSuite(agreement_days, .init = passport_start, .fini = client_stop, .timeout = 300);

static const struct reply *step_of(const char *id, const char *to, const char *members)
{
    return CALL(.method = "POST", .path = text_of("/v1/funding/agreements/%s/transitions", id),
                .token = strcmp(to, "agreed") == 0 ? token : approver,
                .body = text_of("{\"to\":\"%s\",\"reference\":\"Deed 9\"%s}", to, members));
}

/* An amendment, drafted: "starts_on", and "ends_on" unless it is NULL. */
static const char *amendment(const char *of, const char *starts_on, const char *ends_on)
{
    json_t *body = json_pack("{s:s, s:s, s:s, s:s*, s:o}", "provision_id", base, "amends_id", of,
                             "starts_on", starts_on, "ends_on", ends_on, "shares",
                             json_loads(TOP_UPS(2000), 0, NULL));

    return text_at(added(finance, "/v1/funding/agreements", body), "/id");
}

static void signed_by_both(const char *id)
{
    cr_assert_eq(step_of(id, "offered", "")->status, 200);
    cr_assert_eq(step_of(id, "agreed", "")->status, 200);
}

#define GAP 422, "validation_failed", "/starts_on agreement_leaves_no_gap"

/* Before what it amends, after it, and before a later version. */
Test(agreement_days, an_amendment_leaves_no_gap)
{
    const char *first = agree(TOP_UPS(1000), "{\"ends_on\":\"2026-12-31\"}");

    expect_rule(step_of(amendment(first, "2027-01-02", NULL), "offered", ""), GAP);
    expect_rule(step_of(amendment(first, "2026-04-01", "2026-08-30"), "offered", ""), GAP);
    signed_by_both(amendment(first, "2027-01-01", NULL));
    expect_rule(step_of(amendment(first, "2026-10-01", "2026-11-30"), "offered", ""), GAP);
    signed_by_both(amendment(first, "2026-10-01", "2026-12-31"));
}

/* It fitted when it was offered; by the time it is agreed the version before it ends earlier. */
Test(agreement_days, a_gap_that_came_about_since_the_offer_is_seen)
{
    const char *first = agree(TOP_UPS(1000), "{\"ends_on\":\"2026-12-31\"}");
    const char *offered = amendment(first, "2027-01-01", NULL);

    cr_assert_eq(step_of(offered, "offered", "")->status, 200);
    cr_assert_eq(step_of(first, "ended", ",\"ends_on\":\"2026-11-30\"")->status, 200);
    expect_rule(step_of(offered, "agreed", ""), GAP);
}

Test(agreement_days, a_version_does_not_end_before_another_follows)
{
    const char *first = agree(TOP_UPS(1000), "{}");
    const char *second = amendment(first, "2027-01-01", NULL);

    signed_by_both(second);
    expect_rule(step_of(first, "ended", ",\"ends_on\":\"2026-11-30\""), 422, "validation_failed",
                "/ends_on agreement_ends_with_its_last_version");
    const char *third = amendment(first, "2026-12-01", NULL);
    signed_by_both(third);
    cr_expect_eq(step_of(third, "ended", ",\"ends_on\":\"2026-12-01\"")->status, 200);
}

static void close_month(const char *period)
{
    const struct reply *r = CALL(.method = "POST", .token = approver,
                                 .path = text_of("/v1/funding/periods/%s/close", period));

    cr_assert_eq(r->status, 200, "%s", r->text);
}

/* September and November count, October brings nothing and is told, until it is closed. */
Test(agreement_days, days_between_two_agreements_bring_nothing)
{
    add_band("C", 3650000, "2026-04-01"); /* 10,000 pence a day */
    const char *ended = agree(TOP_UPS(1000), "{\"ends_on\":\"2026-09-30\"}");

    agree(TOP_UPS(2000), "{\"starts_on\":\"2026-11-01\"}");
    admitted("C", "2026-09-01", NULL);
    const struct reply *run = run_month("2026-11");
    cr_expect_eq(int_at(run, "/line_count"), 2, "%s", run->text);
    cr_expect_eq(int_at(run, "/passported_pence"), 30000 + 60000, "%s", run->text);
    cr_expect_eq(json_array_size(json_at(run->json, "/problems")), 1, "%s", run->text);
    cr_expect_str_eq(text_at(run, "/problems/0/code"), "no_agreement");
    cr_expect_str_eq(text_at(run, "/problems/0/agreement_id"), ended);
    cr_expect_str_eq(text_at(run, "/problems/0/on"), "2026-10-01");
    cr_expect_str_eq(text_at(run, "/problems/0/until"), "2026-10-31");
    const struct reply *r = CALL(.method = "POST", .token = approver,
                                 .path = text_of("/v1/funding/runs/%s/approvals",
                                                 text_at(run, "/id")),
                                 .body = "{\"reason\":\"October was not agreed\"}");
    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_eq(json_array_size(json_at(run_month("2026-09")->json, "/problems")), 0,
                 "the gap is still to come");
    run = run_month("2026-12");
    cr_expect_eq(json_array_size(json_at(run->json, "/problems")), 1, "%s", run->text);
    close_month("2026-09");
    close_month("2026-10");
    run = run_month("2026-12");
    cr_expect_eq(json_array_size(json_at(run->json, "/problems")), 0, "%s", run->text);
}
