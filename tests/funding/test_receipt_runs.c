/* Runs of agreements that share what is received: what payers take back again, and days on which
 * the share of the host is suspended. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/funding/statement_fixture.h"

TestSuite(receipt_runs, .init = passport_start, .fini = client_stop, .timeout = 300);

#define SHARED(basis_points)                                                                       \
    "[{\"stream\":\"top_ups\",\"basis\":\"receipts\",\"mode\":\"proportion\","                     \
    "\"basis_points\":" #basis_points "}]"

/* Top-up that came in for a month; the posting of it. */
static const char *came_in(const char *period, int pence, const char *members)
{
    json_t *body = json_pack("{s:s, s:s, s:i, s:s, s:s, s:s, s:i, s:s}", "payer", "908",
                             "remittance_reference", text_of("CR %s%s", fresh_urn(), fresh_urn()),
                             "line", 1, "received_on", "2026-11-02", "stream", "top_ups",
                             "for_period", period, "amount_pence", pence, "provision_id", base);
    const struct reply *r = added(finance, "/v1/funding/receipts", but(body, members));

    cr_assert_str_eq(text_at(r, "/status"), "posted", "%s", r->text);
    return text_at(r, "/posting_id");
}

/* Another agreement, for 50 places at 1,000,000 pence: 20 % is passported whatever becomes of the
 * first. */
static void agree_on_places(void)
{
    const char *other = text_of("{\"provision_id\":\"%s\"}", add_provision(50, "{}"));

    added(finance, "/v1/funding/place-rates",
          json_pack("{s:s, s:i, s:s}", "place_type", "special_place", "annual_pence", 1000000,
                    "starts_on", "2026-04-01"));
    agree("[{\"stream\":\"places\",\"basis\":\"entitlement\",\"mode\":\"proportion\","
          "\"basis_points\":2000}]",
          other);
}

static const struct reply *line_of(const char *run, const char *agreement, const char *period)
{
    return CALL(.token = finance,
                .path = text_of("/v1/funding/runs/%s/lines?agreement_id=%s&for_period=%s", run,
                                agreement, period));
}

static void expect_passported(const struct reply *run, const char *agreement, const char *period,
                              long long pence)
{
    const struct reply *lines = line_of(text_at(run, "/id"), agreement, period);

    cr_assert_eq(json_array_size(json_at(lines->json, "/data")), 1, "%s: %s", period, lines->text);
    cr_expect_eq(int_at(lines, "/data/0/passported_pence"), pence, "%s: %s", period, lines->text);
}

static void approve_with_problems(const struct reply *run)
{
    const char *path = text_of("/v1/funding/runs/%s/approvals", text_at(run, "/id"));

    expect_rule(CALL(.method = "POST", .path = path, .token = approver, .body = "{}"), 422,
                "validation_failed", "/reason funding_run_problems_have_a_reason");
    const struct reply *r = CALL(.method = "POST", .path = path, .token = approver,
                                 .body = "{\"reason\":\"The authority was asked\"}");
    cr_assert_eq(r->status, 200, "%s", r->text);
}

static void expect_problem(const struct reply *run, const char *code, const char *agreement,
                           long long pence)
{
    cr_expect_eq(json_array_size(json_at(run->json, "/problems")), 1, "%s", run->text);
    cr_expect_str_eq(text_at(run, "/problems/0/code"), code, "%s", run->text);
    cr_expect_str_eq(text_at(run, "/problems/0/agreement_id"), agreement);
    cr_expect_eq(int_at(run, "/problems/0/amount_pence"), pence, "%s", run->text);
    cr_expect(text_at(run, "/problems/0/detail"), "%s", run->text);
}

/* The host gives back what it had, the rest is carried, and what comes in later makes it good. */
Test(receipt_runs, what_is_taken_back_beyond_what_came_in_is_carried)
{
    const char *agreement = agree(SHARED(2000), "{}");

    agree_on_places();
    came_in("2026-09", 100000, "{}");
    expect_passported(run_and_approve("2026-09"), agreement, "2026-09", 20000);
    pay(agreement, "2026-09", 20000);
    came_in("2026-10", -150000, "{}");
    const struct reply *run = run_month("2026-10");
    expect_passported(run, agreement, "2026-10", -20000);
    cr_expect_eq(int_at(run, "/line_count"), 2, "the places are posted as ever: %s", run->text);
    expect_problem(run, "share_carried", agreement, 10000);
    cr_expect_str_eq(text_at(run, "/problems/0/for_period"), "2026-10");
    const struct reply *line = line_of(text_at(run, "/id"), agreement, "2026-10");
    cr_expect(strstr(text_at(line, "/data/0/explanation"),
                     "-£300.00, of which £100.00 cannot be taken back from the host, and is carried"
                     " to later months: -£200.00 passported"), "%s", line->text);
    approve_with_problems(run);
    const struct reply *told = statement(finance, "2026-10", "");
    cr_expect_eq(int_at(told, "/paid_pence"), 0, "%s", told->text);
    came_in("2026-11", 200000, "{}");
    run = run_and_approve("2026-11");
    expect_passported(run, agreement, "2026-11", 30000);
    line = line_of(text_at(run, "/id"), agreement, "2026-11");
    cr_expect(strstr(text_at(line, "/data/0/explanation"),
                     "£400.00, less £100.00 carried from earlier months: £300.00 passported"),
              "%s", line->text);
}

/* October was posted with what September had; then September's is taken away, and only September
 * is run. */
Test(receipt_runs, an_agreement_that_would_fall_below_nothing_is_left_out)
{
    const char *agreement = agree(SHARED(2000), "{}");
    const char *first = came_in("2026-09", 100000, "{}");

    came_in("2026-10", -90000, "{}");
    cr_expect_eq(int_at(run_and_approve("2026-10"), "/passported_pence"), 2000);
    agree_on_places();
    reverse(first);
    const struct reply *run = run_month("2026-09");
    expect_problem(run, "below_nothing", agreement, 18000);
    cr_expect_eq(int_at(run, "/line_count"), 1, "the places: %s", run->text);
    const struct reply *lines = CALL(.token = finance, .path = text_of(
        "/v1/funding/runs/%s/lines", text_at(run, "/id")));
    cr_expect_eq(int_at(lines, "/data/0/number"), 1, "%s", lines->text);
    approve_with_problems(run);
    run = run_month("2026-10");
    expect_passported(run, agreement, "2026-09", -20000);
    expect_passported(run, agreement, "2026-10", 18000);
    expect_problem(run, "share_carried", agreement, 18000);
    approve_with_problems(run);
}

static const char *pupil_of(const char *placement)
{
    return by_hand(text_of("SELECT u.upn FROM app.pupil u JOIN app.placement p ON p.pupil_id = u.id"
                           " WHERE p.id = '%s'", placement));
}

/* Half of November for one of two pupils: of what came in for that one, a half is not shared, and
 * of what came in for both, a quarter. */
Test(receipt_runs, nothing_is_shared_for_days_on_which_the_share_is_suspended)
{
    const char *agreement = agree(SHARED(2000), "{}");
    const char *one = admitted("C", "2026-11-01", NULL);

    admitted("C", "2026-11-01", NULL);
    take_steps(one, "suspended_share");
    by_hand(text_of("UPDATE app.status_change SET \"on\" = '2026-11-16' WHERE id = '%s'"
                    " AND to_status = 'suspended_share' RETURNING 1", one));
    came_in("2026-11", 100000, text_of("{\"pupil_reference\":\"%s\"}", pupil_of(one)));
    came_in("2026-11", 60000, "{}");
    const struct reply *run = run_and_approve("2026-11");
    expect_passported(run, agreement, "2026-11", 10000 + 9000);
    const struct reply *line = line_of(text_at(run, "/id"), agreement, "2026-11");
    cr_expect_eq(int_at(line, "/data/0/received_pence"), 160000);
    cr_expect(strstr(text_at(line, "/data/0/explanation"),
                     "£650.00 is for days on which the share of the host was suspended; 20.00% of"
                     " the rest"), "%s", line->text);
    by_hand(text_of("UPDATE app.status_change SET \"on\" = '2026-11-01' WHERE id = '%s'"
                    " AND to_status = 'suspended_share' RETURNING 1", one));
    run = run_and_approve("2026-11");
    expect_passported(run, agreement, "2026-11", 6000 - 19000);
}
