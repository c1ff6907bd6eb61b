/* Runs through HTTP: what is due each month to the penny, approval by another person, and what
 * becomes of leavers, re-banding, shares and rates that change. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "tests/funding/passport_fixture.h"

TestSuite(funding_runs, .init = passport_start, .fini = client_stop, .timeout = 300);

static void expect_sums(const struct reply *run, const char *period, long long received,
                        long long passported)
{
    cr_expect_eq(int_at(run, "/received_pence"), received, "%s: received %lld, not %lld", period,
                 int_at(run, "/received_pence"), received);
    cr_expect_eq(int_at(run, "/passported_pence"), passported, "%s: passported %lld, not %lld",
                 period, int_at(run, "/passported_pence"), passported);
    cr_expect_eq(int_at(run, "/retained_pence"), received - passported, "%s", period);
}

static const struct reply *lines_of(const char *run)
{
    return CALL(.path = text_of("/v1/funding/runs/%s/lines?limit=500", run), .token = finance);
}

/* ---- the worked example ---------------------------------------------------------------- */

/* A rate that changes on 1 April and a share that changes on 1 January, rounded cumulatively:
 * rounding each month by itself would drift by 2 pence. */
Test(funding_runs, worked_example_to_the_penny)
{
    static const struct {
        const char *period;
        long long received, passported;
    } MONTHS[] = {
        { "2026-11", 74412, 9302 },    { "2026-12", 104854, 13106 }, { "2027-01", 104854, 15728 },
        { "2027-02", 94706, 14206 },   { "2027-03", 104854, 15728 }, { "2027-04", 105530, 15830 },
        { "2027-05", 109048, 16357 },  { "2027-06", 105530, 15830 }, { "2027-07", 109048, 16357 },
        { "2027-08", 109047, 16357 },
    };
    long long received = 0, passported = 0;

    add_band("C", 1234567, "2026-04-01");
    add_band("C", 1283950, "2027-04-01");
    const char *agreement = agree(TOP_UPS(1250), "{}");
    agree(TOP_UPS(1500), text_of("{\"amends_id\":\"%s\",\"starts_on\":\"2027-01-01\"}", agreement));
    admitted("C", "2026-11-09", "2027-08-31");
    for (size_t i = 0; i < sizeof MONTHS / sizeof *MONTHS; i++) {
        const struct reply *run = run_and_approve(MONTHS[i].period);

        expect_sums(run, MONTHS[i].period, MONTHS[i].received, MONTHS[i].passported);
        cr_expect_eq(int_at(run, "/line_count"), 1);
        received += int_at(run, "/received_pence");
        passported += int_at(run, "/passported_pence");
    }
    cr_expect_eq(received, 1021883);
    cr_expect_eq(passported, 148801);
}

Test(funding_runs, lines_go_on_page_by_page)
{
    add_band("C", 1200000, "2026-04-01");
    agree(TOP_UPS(1000), "{}");
    for (int i = 0; i < 3; i++)
        admitted("C", "2026-11-01", NULL);
    const char *run = text_at(run_month("2026-11"), "/id"), *cursor = NULL;

    for (int number = 1; number <= 3; number++) {
        const struct reply *r =
            CALL(.token = finance, .path = text_of("/v1/funding/runs/%s/lines?limit=1%s%s", run,
                                                   cursor ? "&cursor=" : "", cursor ? cursor : ""));

        cr_assert_eq(r->status, 200, "%s", r->text);
        cr_expect_eq(int_at(r, "/data/0/number"), number);
        cursor = text_at(r, "/page/next_cursor");
    }
    cr_expect_null(cursor);
}

/* ---- running again --------------------------------------------------------------------- */

Test(funding_runs, run_again_changes_nothing)
{
    add_band("C", 1200000, "2026-04-01");
    agree(TOP_UPS(1000), "{}");
    admitted("C", "2026-11-01", NULL);
    const struct reply *first = run_month("2026-11"), *again = run_month("2026-11");

    cr_assert_eq(first->status, 201, "%s", first->text);
    cr_expect_eq(again->status, 200, "%s", again->text);
    cr_expect_str_eq(again->text, first->text);
    const char *id = text_at(first, "/id");
    const struct reply *approved = approve_run(id);
    cr_expect_str_eq(text_at(approved, "/status"), "approved", "%s", approved->text);
    again = run_month("2026-11");
    cr_expect_eq(again->status, 200, "%s", again->text);
    cr_expect_str_eq(text_at(again, "/id"), id);
}

Test(funding_runs, dry_run_keeps_nothing)
{
    static const char *const BODIES[][2] = { { "", "{\"period\":\"2026-11\",\"dry_run\":true}" },
                                             { "?dry_run=true", "{\"period\":\"2026-11\"}" } };

    add_band("C", 1200000, "2026-04-01");
    agree(TOP_UPS(1000), "{}");
    admitted("C", "2026-11-01", NULL);
    for (int i = 0; i < 2; i++) {
        const struct reply *r = CALL(.method = "POST", .token = finance,
                                     .path = text_of("/v1/funding/runs%s", BODIES[i][0]),
                                     .body = BODIES[i][1]);

        cr_expect_eq(r->status, 201, "%s", r->text);
        cr_expect_str_eq(header_of(r, "Dry-Run"), "true");
        cr_expect_eq(int_at(r, "/line_count"), 1);
    }
    const struct reply *runs = CALL(.path = "/v1/funding/runs", .token = finance);
    cr_expect_eq(json_array_size(json_at(runs->json, "/data")), 0, "%s", runs->text);
}

static const char *month_from_now(int months)
{
    return by_hand(text_of("SELECT to_char(app.today() + interval '%d months', 'YYYY-MM')",
                           months));
}

/* The year in which the school year after this one ends. */
static int next_year(void)
{
    return (int)strtol(by_hand("SELECT date_part('year', app.today() + interval '4 months') + 1"),
                       NULL, 10);
}

static const struct reply *forecast(const char *period)
{
    return CALL(.method = "POST", .path = "/v1/funding/runs?dry_run=true", .token = finance,
                .body = text_of("{\"period\":\"%s\"}", period));
}

Test(funding_runs, are_kept_for_a_year_ahead_and_forecast_for_the_next_school_year)
{
    add_band("C", 3650000, "2026-04-01");
    agree(TOP_UPS(1000), "{}");
    admitted("C", "2026-11-01", NULL);
    cr_expect_eq(run_month(month_from_now(12))->status, 201);
    expect_rule(run_month(month_from_now(13)), 422, "validation_failed",
                "/period funding_run_is_within_a_year");
    const struct reply *r = forecast(text_of("%d-08", next_year()));
    cr_expect_eq(r->status, 201, "%s", r->text);
    cr_expect_gt(int_at(r, "/line_count"), 12, "%s", r->text);
    expect_rule(forecast(text_of("%d-09", next_year())), 422, "validation_failed",
                "/period funding_forecast_is_within_the_next_academic_year");
    expect_rule(run_month("2099-12"), 422, "validation_failed",
                "/period funding_forecast_is_within_the_next_academic_year");
}

/* ---- approval -------------------------------------------------------------------------- */

Test(funding_runs, nobody_approves_their_own)
{
    add_band("C", 1200000, "2026-04-01");
    agree(TOP_UPS(1000), "{}");
    admitted("C", "2026-11-01", NULL);
    const struct reply *run = CALL(.method = "POST", .path = "/v1/funding/runs", .token = approver,
                                   .body = "{\"period\":\"2026-11\"}");
    const char *id = text_at(run, "/id");

    cr_assert_eq(run->status, 201, "%s", run->text);
    EXPECT_PROBLEM(approve_run(id), 409, "self_approval");
    const struct reply *r = CALL(.method = "POST", .token = finance, .body = "{}",
                                 .path = text_of("/v1/funding/runs/%s/approvals", id));
    EXPECT_PROBLEM(r, 403, "insufficient_scope");
    const struct reply *entries = CALL(.path = "/v1/funding/ledger-entries", .token = finance);
    cr_expect_eq(json_array_size(json_at(entries->json, "/data")), 0, "nothing was posted");
}

Test(funding_runs, approval_posts_every_line_once)
{
    add_band("C", 1200000, "2026-04-01");
    agree(TOP_UPS(1000), "{}");
    admitted("C", "2026-11-01", NULL);
    admitted("C", "2026-11-16", NULL);
    const struct reply *run = run_and_approve("2026-11");
    const struct reply *entries = CALL(.path = "/v1/funding/ledger-entries?limit=500",
                                       .token = finance);
    size_t count = json_array_size(json_at(entries->json, "/data"));
    long long sum = 0;

    cr_expect_eq(count, 6, "%s", entries->text);
    for (size_t i = 0; i < count; i++)
        sum += int_at(entries, text_of("/data/%zu/amount_pence", i));
    cr_expect_eq(sum, 0);
    EXPECT_PROBLEM(approve_run(text_at(run, "/id")), 409, "invalid_transition");
}

static void expect_stale(const struct reply *r, int lines)
{
    expect_rule(r, 409, "funding_run_is_stale", "/status funding_run_is_stale");
    cr_expect_eq(int_at(r, "/lines_differ"), lines, "%s", r->text);
}

Test(funding_runs, one_that_the_ledger_has_overtaken_is_run_again)
{
    add_band("C", 1200000, "2026-04-01");
    agree(TOP_UPS(1000), "{}");
    admitted("C", "2026-11-01", NULL);
    run_and_approve("2026-11");
    const struct reply *entry = CALL(.path = "/v1/funding/ledger-entries?limit=1",
                                     .token = finance);
    const struct reply *run = run_month("2026-12");
    const struct reply *reversal =
        CALL(.method = "POST", .path = "/v1/funding/reversals", .token = approver,
             .body = text_of("{\"posting_id\":\"%s\",\"reason\":\"Posted in error\"}",
                             text_at(entry, "/data/0/posting_id")));

    cr_assert_eq(reversal->status, 201, "%s", reversal->text);
    expect_stale(approve_run(text_at(run, "/id")), 1);
    run = run_and_approve("2026-12");
    cr_expect_eq(int_at(run, "/line_count"), 2, "November is due again, and December");
}

static const struct reply *leaves(const char *placement, const char *on)
{
    return take_step_by(token, placement, "ending",
                        text_of("{\"ends_on\":\"%s\",\"ending_reason\":\"phase_transfer\"}", on),
                        false);
}

/* Of three lines one has another amount, one falls away, and one is added. */
Test(funding_runs, one_whose_facts_have_changed_is_not_approved)
{
    add_band("C", 3650000, "2026-04-01"); /* 10,000 pence a day */
    agree(TOP_UPS(1000), "{}");
    const char *leaver = admitted("C", "2026-10-01", NULL);

    admitted("C", "2026-11-01", NULL);
    const char *stale = text_at(run_month("2026-11"), "/id");
    cr_assert_eq(leaves(leaver, "2026-10-20")->status, 200);
    admitted("C", "2026-11-10", NULL);
    expect_stale(approve_run(stale), 3);
    expect_stale(CALL(.method = "POST", .token = approver, .body = "{\"to\":\"approved\"}",
                      .path = text_of("/v1/funding/runs/%s/transitions", stale)), 3);
    cr_expect_eq(json_array_size(json_at(CALL(.path = "/v1/funding/ledger-entries",
                                              .token = finance)->json, "/data")), 0);
    expect_sums(run_and_approve("2026-11"), "2026-11", 200000 + 300000 + 210000, 71000);
    const struct reply *old = CALL(.path = text_of("/v1/funding/runs/%s", stale), .token = finance);
    cr_expect_str_eq(text_at(old, "/status"), "superseded", "%s", old->text);
}

/* A stay that cannot be counted any more is told with its line that is gone. */
Test(funding_runs, a_run_is_stale_by_its_problems_and_right_again_when_they_are_mended)
{
    add_band("C", 3650000, "2026-04-01");
    agree(TOP_UPS(1000), "{}");
    const char *one = admitted("C", "2026-11-01", NULL);
    const char *run = text_at(run_month("2026-11"), "/id");

    by_hand(text_of("UPDATE app.placement_band SET band = 'Z' WHERE placement_id = '%s'"
                    " RETURNING 1", one));
    const struct reply *r = approve_run(run);
    expect_stale(r, 1);
    cr_expect(json_is_true(json_at(r->json, "/problems_differ")), "%s", r->text);
    by_hand(text_of("UPDATE app.placement_band SET band = 'C' WHERE placement_id = '%s'"
                    " RETURNING 1", one));
    cr_expect_eq(approve_run(run)->status, 200);
}

Test(funding_runs, one_school_does_not_run_the_trust)
{
    const struct reply *r = CALL(.method = "POST", .path = "/v1/funding/runs",
                                 .token = token_over("finance", host, text_of("[\"%s\"]", host)),
                                 .body = "{\"period\":\"2026-11\"}");

    EXPECT_PROBLEM(r, 403, "forbidden");
    const char *run = text_at(run_month("2026-11"), "/id");
    r = CALL(.path = text_of("/v1/funding/runs/%s/lines", run), .token = token_of(1, "finance"));
    EXPECT_PROBLEM(r, 404, "not_found");
}

Test(funding_runs, a_month_is_not_closed_while_its_run_awaits_approval)
{
    const char *run = text_at(run_month("2026-10"), "/id");
    const struct call close = { .method = "POST", .path = "/v1/funding/periods/2026-10/close",
                                .token = approver };

    expect_rule(call(&close), 409, "conflict", "/period period_awaits_no_approval");
    const struct reply *r = CALL(.method = "POST", .token = approver,
                                 .path = text_of("/v1/funding/runs/%s/transitions", run),
                                 .body = "{\"to\":\"rejected\",\"reason\":\"Not yet\"}");
    cr_assert_eq(r->status, 200, "%s", r->text);
    r = call(&close);
    cr_expect_eq(r->status, 200, "%s", r->text);
    expect_rule(run_month("2026-10"), 422, "validation_failed", "/period period_is_closed");
}

/* ---- what changes ---------------------------------------------------------------------- */

Test(funding_runs, leaver_is_set_right_in_a_later_month)
{
    add_band("C", 3650000, "2026-04-01"); /* 10,000 pence a day */
    agree(TOP_UPS(1000), "{}");
    const char *placement = admitted("C", "2026-11-01", NULL);

    expect_sums(run_and_approve("2026-11"), "2026-11", 300000, 30000);
    const struct reply *left =
        take_step_by(token, placement, "ending",
                     "{\"ends_on\":\"2026-11-20\",\"ending_reason\":\"phase_transfer\"}", false);
    cr_assert_eq(left->status, 200, "%s", left->text);
    const struct reply *run = run_and_approve("2026-12");
    expect_sums(run, "2026-12", -100000, -10000);
    const struct reply *lines = lines_of(text_at(run, "/id"));
    cr_expect_str_eq(text_at(lines, "/data/0/kind"), "adjustment", "%s", lines->text);
    cr_expect_str_eq(text_at(lines, "/data/0/for_period"), "2026-11");
}

Test(funding_runs, what_cannot_be_counted_is_told)
{
    add_band("C", 1200000, "2026-11-10"); /* not yet on the first days */
    agree(TOP_UPS(1000), "{}");
    admitted("C", "2026-11-01", NULL);
    const struct reply *run = run_month("2026-11");

    cr_assert_eq(run->status, 201, "%s", run->text);
    cr_expect_eq(int_at(run, "/line_count"), 0);
    cr_expect_str_eq(text_at(run, "/problems/0/code"), "no_rate", "%s", run->text);
    cr_expect_str_eq(text_at(run, "/problems/0/on"), "2026-11-01");
    expect_rule(approve_run(text_at(run, "/id")), 422, "validation_failed",
                "/reason funding_run_problems_have_a_reason");
}

Test(funding_runs, places_are_paid_for_whether_taken_or_not)
{
    added(finance, "/v1/funding/place-rates",
          json_pack("{s:s, s:i, s:s}", "place_type", "special_place", "annual_pence", 1000000,
                    "starts_on", "2026-04-01"));
    agree("[{\"stream\":\"places\",\"basis\":\"entitlement\",\"mode\":\"proportion\","
          "\"basis_points\":2000}]",
          "{}");
    /* 50 places of 1,000,000 pence, 30 of 365 days; October and September come with it */
    const struct reply *run = run_and_approve("2026-11");

    expect_sums(run, "2026-11", 50LL * 1000000 * 91 / 365, 2493151);
    cr_expect_eq(int_at(run, "/line_count"), 3, "September, October and November");
}

/* What comes in follows the rate of places; what is passed on is a sum of its own. */
Test(funding_runs, a_fixed_sum_is_passed_on_beside_the_rate_of_places)
{
    added(finance, "/v1/funding/place-rates",
          json_pack("{s:s, s:i, s:s}", "place_type", "special_place", "annual_pence", 1000000,
                    "starts_on", "2026-04-01"));
    agree("[{\"stream\":\"places\",\"basis\":\"entitlement\",\"mode\":\"fixed_sum\","
          "\"annual_pence\":3650000}]",
          "{}");
    expect_sums(run_and_approve("2026-11"), "2026-11", 50LL * 1000000 * 91 / 365, 910000);
}

Test(funding_runs, pupils_are_pseudonyms)
{
    add_band("C", 1200000, "2026-04-01");
    agree(TOP_UPS(1000), "{}");
    const char *placement = admitted("C", "2026-11-01", NULL);
    const char *pupil = text_at(find_placement(placement), "/pupil_id");
    const struct reply *lines = lines_of(text_at(run_and_approve("2026-11"), "/id"));

    cr_expect_eq(strncmp(text_at(lines, "/data/0/pseudonym"), "P-", 2), 0, "%s", lines->text);
    cr_expect(!strstr(lines->text, pupil) && !strstr(lines->text, placement), "%s", lines->text);
    const struct reply *entries = CALL(.path = "/v1/funding/ledger-entries", .token = finance);
    cr_expect(!strstr(entries->text, pupil) && !strstr(entries->text, placement));
}

/* ---- who keeps the books, and what an amendment keeps ---------------------------------- */

Test(funding_runs, of_a_restricted_pupil_nothing_is_posted_twice)
{
    add_band("C", 1200000, "2026-04-01");
    agree(TOP_UPS(1000), "{}");
    const char *placement = admitted("C", "2026-11-01", NULL);

    run_and_approve("2026-11");
    by_hand(text_of("UPDATE app.placement SET restricted = true WHERE id = '%s';"
                    " UPDATE app.pupil SET restricted = true WHERE id ="
                    " (SELECT pupil_id FROM app.placement WHERE id = '%s') RETURNING 1",
                    placement, placement));
    cr_expect_eq(run_month("2026-11")->status, 200, "nothing is left to post");
    cr_expect_eq(int_at(run_and_approve("2026-12"), "/line_count"), 1, "December only");
}

static const struct reply *draft(const char *shares, const char *members)
{
    json_t *body = json_pack("{s:s, s:s, s:o}", "provision_id", base, "starts_on", "2026-09-01",
                             "shares", json_loads(shares, 0, NULL));

    return CALL(.method = "POST", .path = "/v1/funding/agreements", .token = finance,
                .body = dumped(but(body, members)));
}

static const struct reply *offer(const char *who, const char *id)
{
    return CALL(.method = "POST", .path = text_of("/v1/funding/agreements/%s/transitions", id),
                .token = who, .body = "{\"to\":\"offered\"}");
}

Test(funding_runs, receipts_are_shared_in_proportion_only)
{
    const char *fixed = "[{\"stream\":\"top_ups\",\"basis\":\"receipts\",\"mode\":\"fixed_sum\","
                        "\"annual_pence\":100}]";

    expect_rule(draft(fixed, "{}"), 422, "validation_failed",
                "/shares funding_agreement_receipts_are_shared_in_proportion");
}

Test(funding_runs, an_amendment_goes_on_with_what_was_counted)
{
    const char *agreed = agree(TOP_UPS(1000), "{}");
    const char *changed = text_of("{\"amends_id\":\"%s\",\"starts_on\":\"2027-01-01\"}", agreed);
    const char *const SHARES[] = {
        "[{\"stream\":\"places\",\"basis\":\"entitlement\",\"mode\":\"proportion\","
        "\"basis_points\":1}]",
        "[{\"stream\":\"top_ups\",\"basis\":\"receipts\",\"mode\":\"proportion\","
        "\"basis_points\":1}]",
    };

    for (int i = 0; i < 2; i++)
        expect_rule(offer(approver, text_at(draft(SHARES[i], changed), "/id")), 422,
                    "validation_failed", "/shares agreement_keeps_its_streams");
    const char *paid_else = text_of("{\"amends_id\":\"%s\",\"place_payer\":\"908\"}", agreed);
    expect_rule(offer(approver, text_at(draft(TOP_UPS(1), paid_else), "/id")), 422,
                "validation_failed", "/amends_id agreement_keeps_its_parties");
}

/* books_are_the_providers: whoever acts for the host alone reads them. */
Test(funding_runs, the_host_does_not_keep_the_books)
{
    const char *of_host = token_over("finance_approver", host, text_of("[\"%s\"]", host));

    add_band("C", 1200000, "2026-04-01");
    const char *agreement = agree(TOP_UPS(1000), "{}");
    const char *amendment = text_at(draft(TOP_UPS(9000), text_of(
        "{\"amends_id\":\"%s\",\"starts_on\":\"2027-01-01\"}", agreement)), "/id");

    admitted("C", "2026-11-01", NULL);
    run_and_approve("2026-11");
    EXPECT_PROBLEM(offer(of_host, amendment), 403, "forbidden");
    const struct reply *r = CALL(.method = "POST", .path = "/v1/funding/payments", .token = of_host,
                                 .body = text_of("{\"agreement_id\":\"%s\",\"amount_pence\":100,"
                                                 "\"paid_on\":\"2026-11-20\"}", agreement));
    EXPECT_PROBLEM(r, 403, "forbidden");
    const struct reply *entry = CALL(.path = "/v1/funding/ledger-entries?limit=1",
                                     .token = of_host);
    r = CALL(.method = "POST", .path = "/v1/funding/reversals", .token = of_host,
             .body = text_of("{\"posting_id\":\"%s\",\"reason\":\"Ours\"}",
                             text_at(entry, "/data/0/posting_id")));
    EXPECT_PROBLEM(r, 403, "forbidden");
}
