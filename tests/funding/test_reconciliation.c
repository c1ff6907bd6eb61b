/* The reconciliation through HTTP: what is due, what came in, what is passported and what was paid,
 * month by month, with numbers counted by hand; and no penny that is in none of its rows. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/funding/statement_fixture.h"

TestSuite(reconciliation, .init = passport_start, .fini = client_stop, .timeout = 300);

static const char PATH[] = "/v1/funding/reconciliation?from=2026-09&to=2026-11";

static const struct reply *reconciled(const char *who, const char *more)
{
    const struct reply *r = CALL(.path = text_of("%s%s", PATH, more), .token = who);

    cr_assert_eq(r->status, 200, "%s", r->text);
    return r;
}

static const char *or_none(const struct reply *r, const char *pointer)
{
    return json_is_null(json_at(r->json, pointer)) ? "-" : text_at(r, pointer);
}

/* A row in figures: month, stream, payer, expected, received, difference, passported, paid, unpaid,
 * parked lines, then the reasons. */
static const char *row_of(const struct reply *r, size_t at)
{
    static const char *const FIGURES[] = { "expected_pence",   "received_pence", "difference_pence",
                                           "passported_pence", "paid_pence",     "unpaid_pence",
                                           "parked_count" };
    const char *row = text_of("/data/%zu", at);
    const char *said = text_of("%s %s %s", text_at(r, text_of("%s/for_period", row)),
                               or_none(r, text_of("%s/stream", row)),
                               or_none(r, text_of("%s/payer", row)));
    json_t *reasons = json_at(r->json, text_of("%s/reasons", row)), *one;
    size_t i;

    for (i = 0; i < sizeof FIGURES / sizeof *FIGURES; i++)
        said = text_of("%s %lld", said, int_at(r, text_of("%s/%s", row, FIGURES[i])));
    json_array_foreach(reasons, i, one)
        said = text_of("%s %s", said, json_string_value(one));
    return said;
}

/* Exactly these rows, in any order within a month. */
static void expect_rows(const struct reply *r, const char *const *rows, size_t count)
{
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), count, "%s", r->text);
    for (size_t i = 0; i < count; i++) {
        bool told = false;

        for (size_t k = 0; k < json_array_size(json_at(r->json, "/data")); k++)
            told = told || strcmp(row_of(r, k), rows[i]) == 0;
        cr_expect(told, "%s: %s", rows[i], r->text);
    }
}
#define EXPECT_ROWS(r, ...)                                                                       \
    expect_rows(r, (const char *const[]){ __VA_ARGS__ },                                          \
                sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static void receive(int line, const char *payer, const char *for_period, int pence,
                    const char *provision)
{
    json_t *body = json_pack("{s:s, s:s, s:i, s:s, s:s, s:s, s:i}", "payer", payer,
                             "remittance_reference", "R1", "line", line, "received_on",
                             "2026-11-02", "stream", "top_ups", "for_period", for_period,
                             "amount_pence", pence);

    if (provision)
        json_object_set_new(body, "provision_id", json_string(provision));
    added(finance, "/v1/funding/receipts", body);
}

/* 10,000 pence a day, of which 1,000 are passported; the agreement. */
static const char *run_twice(void)
{
    add_band("C", 3650000, "2026-04-01");
    const char *agreement = agree(TOP_UPS(1000), "{}");

    admitted("C", "2026-09-01", NULL);
    run_and_approve("2026-09");
    run_and_approve("2026-10");
    return agreement;
}

/* ---- rows ------------------------------------------------------------------------------ */

Test(reconciliation, every_difference_is_told)
{
    const char *agreement = run_twice();

    EXPECT_ROWS(reconciled(finance, ""),
                "2026-09 top_ups - 300000 0 -300000 30000 0 30000 0 not_received unpaid",
                "2026-10 top_ups - 310000 0 -310000 31000 0 31000 0 not_received unpaid",
                "2026-11 top_ups - 0 0 0 0 0 0 0 not_run");
    receive(1, "908", "2026-09", 300000, base);
    receive(2, "908", "2026-10", 300000, base);
    receive(3, "908", "2026-11", 5000, base);
    receive(4, "909", "2026-10", 4412, NULL);
    receive(5, "909", "2026-10", 588, NULL);
    pay(agreement, "2026-09", 30000);
    pay(agreement, "2026-10", 20000);
    EXPECT_ROWS(reconciled(finance, ""),
                "2026-09 top_ups - 300000 300000 0 30000 30000 0 0",
                "2026-10 top_ups - 310000 300000 -10000 31000 20000 11000 0 received_less unpaid",
                "2026-11 top_ups - 0 5000 5000 0 0 0 0 not_run",
                "2026-10 top_ups 909 0 5000 5000 0 0 0 2 parked_lines");
}

Test(reconciliation, payments_settle_the_oldest_month_first)
{
    const char *agreement = run_twice();

    pay(agreement, "2026-11", 40000);
    EXPECT_ROWS(reconciled(finance, "&reason=unpaid"),
                "2026-10 top_ups - 310000 0 -310000 31000 10000 21000 0 not_received unpaid");
    EXPECT_ROWS(reconciled(finance, "&reason=not_received"),
                "2026-09 top_ups - 300000 0 -300000 30000 30000 0 0 not_received",
                "2026-10 top_ups - 310000 0 -310000 31000 10000 21000 0 not_received unpaid");
}

Test(reconciliation, place_money_is_settled_before_top_up)
{
    add_band("C", 3650000, "2026-04-01");
    added(finance, "/v1/funding/place-rates",
          json_pack("{s:s, s:i, s:s}", "place_type", "special_place", "annual_pence", 73000,
                    "starts_on", "2026-04-01"));
    const char *agreement = agree("[{\"stream\":\"places\",\"basis\":\"entitlement\",\"mode\":"
                                  "\"proportion\",\"basis_points\":1000},{\"stream\":\"top_ups\","
                                  "\"basis\":\"entitlement\",\"mode\":\"proportion\","
                                  "\"basis_points\":1000}]", "{}");
    admitted("C", "2026-09-01", NULL);
    run_and_approve("2026-09"); /* 50 places of 200 pence a day, of which 20 */
    pay(agreement, "2026-09", 31000);
    const struct reply *r = CALL(.token = finance,
                                 .path = "/v1/funding/reconciliation?from=2026-09&to=2026-09");
    EXPECT_ROWS(r, "2026-09 places - 300000 0 -300000 30000 30000 0 0 not_received",
                "2026-09 top_ups - 300000 0 -300000 30000 1000 29000 0 not_received unpaid");
}

static const char *overpaid(void)
{
    add_band("C", 3650000, "2026-04-01");
    const char *agreement = agree(TOP_UPS(1000), "{}"), *left = admitted("C", "2026-09-01", NULL);

    run_and_approve("2026-09");
    receive(1, "908", "2026-09", 300000, base);
    pay(agreement, "2026-09", 30000);
    const struct reply *r =
        take_step_by(token, left, "ending",
                     "{\"ends_on\":\"2026-09-20\",\"ending_reason\":\"phase_transfer\"}", false);
    cr_assert_eq(r->status, 200, "%s", r->text);
    run_and_approve("2026-10");
    return agreement;
}

Test(reconciliation, what_was_overpaid_is_a_row_of_its_own)
{
    overpaid();
    EXPECT_ROWS(reconciled(finance, "&reason=overpaid"),
                "2026-09 - - 0 0 0 0 10000 -10000 0 overpaid");
    EXPECT_ROWS(reconciled(finance, "&reason=received_more"),
                "2026-09 top_ups - 200000 300000 100000 20000 20000 0 0 received_more");
}

/* A reversal takes back what it reverses, in the month that it was for. */
Test(reconciliation, reversals_count)
{
    run_twice();
    reverse(posting_of_line("2026-10", 0));
    EXPECT_ROWS(reconciled(finance, "&agreement_id.null=false&reason=unpaid"),
                "2026-09 top_ups - 300000 0 -300000 30000 0 30000 0 not_received unpaid");
}

/* ---- nothing is missing ---------------------------------------------------------------- */

Test(reconciliation, rows_add_up_to_the_ledger)
{
    overpaid();
    receive(2, "909", "2026-10", 777, NULL);
    const struct reply *r = reconciled(finance, "&limit=500");
    long long received = 0, expected = 0, passported = 0, paid = 0;

    for (size_t i = 0; i < json_array_size(json_at(r->json, "/data")); i++) {
        received += int_at(r, text_of("/data/%zu/received_pence", i));
        expected += int_at(r, text_of("/data/%zu/expected_pence", i));
        passported += int_at(r, text_of("/data/%zu/passported_pence", i));
        paid += int_at(r, text_of("/data/%zu/paid_pence", i));
    }
    cr_expect_str_eq(text_of("%lld %lld %lld %lld", received, expected, passported, paid),
                     by_hand("SELECT concat_ws(' ', (SELECT sum(amount_pence) FROM"
                             " app.funding_receipt WHERE trust_id = b.trust_id),"
                             " sum(received_pence), sum(passported_pence),"
                             " sum(paid_pence + overpaid_pence)) FROM app.funding_balance b"
                             " WHERE trust_id = current_setting('app.trust')::uuid"
                             " GROUP BY trust_id"),
                     "%s", r->text);
}

Test(reconciliation, pages_tell_each_row_once)
{
    run_twice();
    const char *cursor = "", *ids = "";
    size_t count = 0;

    do {
        const struct reply *r = reconciled(finance, text_of("&limit=1%s", cursor));
        const char *id = text_at(r, "/data/0/id"), *next = or_none(r, "/page/next_cursor");

        cr_expect_null(strstr(ids, id), "%s twice", id);
        ids = text_of("%s %s", ids, id);
        cursor = strcmp(next, "-") == 0 ? NULL : text_of("&cursor=%s", next);
        count++;
    } while (cursor && count < 9);
    cr_expect_eq(count, 3);
    const struct reply *r = reconciled(finance, "&count=exact&sort=-for_period");
    cr_expect_eq(int_at(r, "/page/total"), 3);
    cr_expect_str_eq(text_at(r, "/data/0/for_period"), "2026-11");
}

Test(reconciliation, csv_tells_the_reasons)
{
    run_twice();
    const struct reply *r = CALL(.path = PATH, .token = finance,
                                 .headers = { "Accept: text/csv" });

    cr_expect_eq(r->status, 200, "%s", r->text);
    cr_expect(strstr(r->text, ",parked_count,reasons.1,reasons.2\r\n"), "%s", r->text);
    cr_expect(strstr(r->text, ",2026-09,300000,0,-300000,30000,0,30000,0,not_received,unpaid\r\n"),
              "%s", r->text);
}

/* ---- who is told ----------------------------------------------------------------------- */

Test(reconciliation, schools_see_their_own)
{
    run_twice();
    receive(1, "909", "2026-10", 777, NULL);
    const char *const SEES[] = { host, special, former };

    for (size_t i = 0; i < 3; i++) {
        const struct reply *r = reconciled(who_leads("host_leader", SEES[i]), "&count=exact");

        cr_expect_eq(int_at(r, "/page/total"), i < 2 ? 3 : 0, "%s", r->text);
        cr_expect_null(strstr(r->text, "\"909\""), "parked money is told to the trust: %s",
                       r->text);
    }
    cr_expect_eq(int_at(reconciled(finance, "&count=exact"), "/page/total"), 4);
    const struct reply *r = CALL(.path = PATH, .token = who_leads("senco", host));
    EXPECT_PROBLEM(r, 403, "insufficient_scope");
}

Test(reconciliation, months_are_needed_and_in_order)
{
    const struct reply *r = CALL(.path = "/v1/funding/reconciliation", .token = finance);

    EXPECT_PROBLEM(r, 400, "invalid_parameter");
    cr_expect_str_eq(errors_of(r), "from required,to required");
    r = CALL(.path = "/v1/funding/reconciliation?from=2026-10&to=2026-09", .token = finance);
    EXPECT_PROBLEM(r, 400, "invalid_parameter");
    cr_expect_str_eq(errors_of(r), "to reconciliation_months_in_order");
}
