/* What hosts are paid, and what is reversed: never more than is passported, and everything once. */
#include "tests/funding/ledger_fixture.h"

#include <string.h>

TestSuite(payments, .init = funding_start, .fini = client_stop, .timeout = 120);

static const struct reply *pay(long long pence, const char *members)
{
    json_t *body = json_pack("{s:s, s:I, s:s}", "agreement_id", agreement, "amount_pence",
                             (json_int_t)pence, "paid_on", day_from_today(0));

    return CALL(.method = "POST", .path = "/v1/funding/payments", .token = token,
                .body = dumped(but(body, members)));
}

static const struct reply *reverse(const char *posting)
{
    return CALL(.method = "POST", .path = "/v1/funding/reversals", .token = token,
                .body = text_of("{\"posting_id\":\"%s\",\"reason\":\"A test\"}", posting));
}

/* ---- paid ------------------------------------------------------------------------------ */

Test(payments, are_posted)
{
    post_lines("accrual", "receivable 1000,retained -800,passported -200");
    const struct reply *r = pay(150, "{\"reference\":\"BACS 1\"}");
    const char *id = text_at(r, "/id");

    cr_assert_eq(r->status, 201, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/status"), "posted");
    cr_expect_str_eq(balance(), "200 150 0 1000");
    cr_expect_str_eq(CALL(.path = text_of("/v1/funding/payments/%s", id), .token = token)->text,
                     r->text);
    const char *period = text_at(r, "/period");
    const struct reply *posting =
        CALL(.path = text_of("/v1/funding/ledger-entries?posting_id=%s&sort=number",
                             text_at(r, "/posting_id")), .token = token);
    cr_expect_str_eq(text_at(posting, "/data/0/account"), "paid");
    cr_expect_eq(int_at(posting, "/data/1/amount_pence"), -150);
    cr_expect_str_eq(text_at(posting, "/data/1/account"), "bank");
    cr_expect_str_eq(text_at(posting, "/data/0/payment_id"), id);
    cr_expect_str_eq(text_at(posting, "/data/0/period"), period);
    cr_expect_str_eq(text_at(posting, "/data/0/provision_id"), provision);
    r = CALL(.token = token,
             .path = text_of("/v1/funding/payments?agreement_id=%s&period=%s&amount_pence.gte=150"
                             "&status=posted&reference.prefix=BACS&sort=-paid_on", agreement,
                             period));
    cr_expect_str_eq(text_at(r, "/data/0/id"), id, "%s", r->text);
}

Test(payments, are_no_more_than_is_passported)
{
    const struct reply *r = pay(1, "{}");

    EXPECT_PROBLEM(r, 409, "payment_exceeds_passported");
    cr_expect_eq(int_at(r, "/available_pence"), 0, "%s", r->text);
    post_lines("accrual", "receivable 1000,retained -800,passported -200");
    cr_assert_eq(pay(150, "{}")->status, 201);
    r = pay(51, "{}");
    EXPECT_PROBLEM(r, 409, "payment_exceeds_passported");
    cr_expect_str_eq(errors_of(r), "/amount_pence payment_exceeds_passported");
    cr_expect_eq(int_at(r, "/passported_pence"), 200, "%s", r->text);
    cr_expect_eq(int_at(r, "/paid_pence"), 150);
    cr_expect_eq(int_at(r, "/available_pence"), 50);
    cr_assert_eq(pay(50, "{}")->status, 201);
    cr_expect_str_eq(balance(), "200 200 0 1000");
    cr_expect_str_eq(ledger_faults(), "");
}

static const char *const RULES[][2] = {
    { "{\"amount_pence\":0}", "/amount_pence funding_payment_is_of_something" },
    { "{\"amount_pence\":-5}", "/amount_pence funding_payment_is_of_something" },
    { "{\"amount_pence\":100000000001}", "/amount_pence pence_range" },
    { "{\"amount_pence\":null}", "/amount_pence required" },
    { "{\"paid_on\":null}", "/paid_on required" },
    { "{\"paid_on\":\"2199-01-01\"}", "/paid_on funding_payment_is_of_the_past" },
    { "{\"agreement_id\":\"0197c2f4-7b20-7f4e-8c11-2a5d9e3b7c60\"}",
      "/agreement_id funding_payment_agreement_is_known" },
    { "{\"status\":\"reversed\"}", "/status read_only" },
    { "{\"period\":\"2026-13\"}", "/period period_format" },
    { "{\"pupil_id\":\"0197c2f4-7b20-7f4e-8c11-2a5d9e3b7c60\"}", "/pupil_id unknown_member" },
};

Test(payments, rules)
{
    post_lines("accrual", "receivable 1000,retained -800,passported -200");
    for (size_t i = 0; i < sizeof RULES / sizeof *RULES; i++)
        expect_rule(pay(10, RULES[i][0]), 422, "validation_failed", RULES[i][1]);
    cr_expect_str_eq(balance(), "200 0 0 1000");
}

/* The month before the first that is open is closed, or would be with it. */
Test(payments, go_into_months_that_are_open)
{
    const char *last = ledger_says("SELECT coalesce(max(period), '2000-01') FROM"
                                   " app.funding_period WHERE closed_at IS NOT NULL"
                                   " AND trust_id = current_setting('app.trust')::uuid");

    post_lines("accrual", "receivable 1000,retained -800,passported -200");
    cr_assert_eq(CALL(.method = "POST", .token = token,
                      .path = text_of("/v1/funding/periods/%s/close", last))->status, 200);
    expect_rule(pay(10, text_of("{\"period\":\"%s\"}", last)), 422, "validation_failed",
                "/period period_is_closed");
    cr_expect_str_eq(text_at(pay(10, text_of("{\"period\":\"%s\"}", month)), "/period"), month);
    const char *to_come =
        ledger_says("SELECT to_char(greatest(app.today(), (app.last_closed_period("
                    "current_setting('app.trust')::uuid) || '-01')::date + interval '1 month')"
                    " + interval '1 month', 'YYYY-MM')");
    expect_rule(pay(10, text_of("{\"period\":\"%s\"}", to_come)), 422, "validation_failed",
                "/period period_has_begun");
}

Test(payments, are_seen_by_host_and_provider)
{
    post_lines("accrual", "receivable 1000,retained -800,passported -200");
    const char *id = text_at(pay(10, "{}"), "/id"), *path = text_of("/v1/funding/payments/%s", id);
    const char *leader = token_over("host_leader", host, text_of("[\"%s\"]", host));
    const char *other = token_over("host_leader", host, text_of("[\"%s\"]", add_school()));

    cr_expect_eq(CALL(.path = path, .token = leader)->status, 200);
    EXPECT_PROBLEM(CALL(.path = path, .token = other), 404, "not_found");
    EXPECT_PROBLEM(CALL(.path = path, .token = token_of(1, "trust_admin")), 404, "not_found");
    const struct reply *r = CALL(.method = "POST", .path = "/v1/funding/payments", .token = leader,
                                 .body = "{}");
    EXPECT_PROBLEM(r, 403, "insufficient_scope");
    r = CALL(.method = "DELETE", .path = path, .token = token, .headers = { "If-Match: *" });
    EXPECT_PROBLEM(r, 405, "method_not_allowed");
}

/* ---- many at once ---------------------------------------------------------------------- */

static const struct reply *pay_many(const char *query, const char *rows)
{
    return CALL(.method = "POST", .path = text_of("/v1/funding/payments/bulk%s", query),
                .token = token, .body = text_of("{\"items\":[%s]}", rows));
}

static const char *row(const char *reference, int pence)
{
    return text_of("{\"agreement_id\":\"%s\",\"amount_pence\":%d,\"paid_on\":\"%s\","
                   "\"reference\":\"%s\"}", agreement, pence, day_from_today(0), reference);
}

Test(payments, come_in_bulk)
{
    const char *rows = text_of("%s,%s", row("B1", 60), row("B2", 90));

    post_lines("accrual", "receivable 1000,retained -800,passported -200");
    const struct reply *r = pay_many("?op=create", rows);
    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_eq(int_at(r, "/summary/created"), 2, "%s", r->text);
    cr_expect_str_eq(balance(), "200 150 0 1000");
    r = pay_many("", rows);
    cr_expect_eq(int_at(r, "/summary/unchanged"), 2, "%s", r->text);
    r = pay_many("", text_of("%s,%s", row("B1", 61), row("B3", 1)));
    EXPECT_PROBLEM(r, 422, "validation_failed");
    cr_expect_str_eq(text_at(r, "/results/0/problem/code"), "payment_differs", "%s", r->text);
    cr_expect_eq(int_at(r, "/results/1/status"), 424);
    r = pay_many("?mode=partial", text_of("%s,%s", row("B4", 1), row("B4", 1)));
    cr_expect_eq(int_at(r, "/summary/created"), 1, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/results/1/problem/code"), "conflict", "%s", r->text);
    cr_expect_str_eq(balance(), "200 151 0 1000");
    EXPECT_PROBLEM(pay_many("?op=upsert", rows), 400, "invalid_parameter");
    cr_expect_str_eq(ledger_faults(), "");
}

Test(payments, in_bulk_are_no_more_than_is_passported)
{
    const char *rows = text_of("%s,%s,%s", row("B1", 150), row("B2", 60), row("B3", 50));

    post_lines("accrual", "receivable 1000,retained -800,passported -200");
    const struct reply *r = pay_many("", rows);
    EXPECT_PROBLEM(r, 422, "validation_failed");
    cr_expect_str_eq(text_at(r, "/results/1/problem/code"), "payment_exceeds_passported", "%s",
                     r->text);
    cr_expect_str_eq(balance(), "200 0 0 1000");
    r = pay_many("?mode=partial", rows);
    cr_expect_eq(int_at(r, "/summary/created"), 2, "%s", r->text);
    cr_expect_str_eq(balance(), "200 200 0 1000");
    cr_expect_str_eq(ledger_faults(), "");
}

Test(payments, in_bulk_are_known_by_their_reference)
{
    post_lines("accrual", "receivable 1000,retained -800,passported -200");
    const struct reply *r =
        pay_many("", text_of("{\"agreement_id\":\"%s\",\"amount_pence\":1,\"paid_on\":\"%s\"}",
                             agreement, day_from_today(0)));
    cr_expect_str_eq(text_at(r, "/results/0/problem/errors/0/pointer"), "/reference", "%s",
                     r->text);
    const char *alone = text_at(pay(60, "{\"reference\":\"B1\"}"), "/id");
    r = pay_many("", row("B1", 60));
    cr_expect_str_eq(text_at(r, "/results/0/result"), "unchanged", "%s", r->text);
    cr_expect_str_eq(text_at(r, "/results/0/id"), alone);
    reverse(text_at(CALL(.path = text_of("/v1/funding/payments/%s", alone), .token = token),
                    "/posting_id"));
    r = pay_many("", row("B1", 60));
    cr_expect_str_eq(text_at(r, "/results/0/result"), "unchanged", "never paid twice: %s", r->text);
    r = pay_many("", row("B1", 61));
    cr_expect_str_eq(text_at(r, "/results/0/result"), "created", "%s", r->text);
    cr_expect_str_eq(balance(), "200 61 0 1000");
    r = CALL(.method = "POST", .path = "/v1/funding/payments/bulk",
             .token = token_over("finance", host, text_of("[\"%s\"]", host)),
             .body = text_of("{\"items\":[%s]}", row("B9", 1)));
    cr_expect_str_eq(text_at(r, "/results/0/problem/code"), "forbidden", "%s", r->text);
}

/* ---- reversed -------------------------------------------------------------------------- */

Test(payments, are_reversed_once)
{
    post_lines("accrual", "receivable 1000,retained -800,passported -200");
    const struct reply *paid = pay(150, "{}"), *r = reverse(text_at(paid, "/posting_id"));
    const char *id = text_at(r, "/id");

    cr_assert_eq(r->status, 201, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/kind"), "payment");
    cr_expect_str_eq(balance(), "200 0 0 1000");
    r = CALL(.path = text_of("/v1/funding/payments/%s", text_at(paid, "/id")), .token = token);
    cr_expect_str_eq(text_at(r, "/status"), "reversed", "%s", r->text);
    cr_expect_eq(int_at(r, "/version"), 2);
    r = CALL(.path = text_of("/v1/funding/ledger-entries?reverses_id=%s&sort=number",
                             text_at(paid, "/posting_id")), .token = token);
    cr_expect_str_eq(text_at(r, "/data/0/posting_id"), id, "%s", r->text);
    cr_expect_eq(int_at(r, "/data/0/amount_pence"), -150);
    cr_expect_str_eq(text_at(r, "/data/0/reason"), "A test");
    expect_rule(reverse(text_at(paid, "/posting_id")), 409, "conflict",
                "/posting_id funding_reversal_is_made_once");
    expect_rule(reverse(id), 409, "conflict", "/posting_id reversal_is_of_what_was_posted");
    expect_rule(reverse(agreement), 422, "validation_failed",
                "/posting_id funding_reversal_posting_is_known");
    r = CALL(.path = text_of("/v1/funding/reversals/%s", id), .token = token);
    cr_expect_str_eq(text_at(r, "/reason"), "A test", "%s", r->text);
    r = CALL(.path = text_of("/v1/funding/reversals?posting_id=%s&kind=payment",
                             text_at(paid, "/posting_id")), .token = token);
    cr_expect_str_eq(text_at(r, "/data/0/id"), id, "%s", r->text);
    cr_expect_str_eq(ledger_faults(), "");
}

Test(payments, what_was_paid_is_not_drawn_away)
{
    const char *accrual = post_lines("accrual", "receivable 1000,retained -800,passported -200");
    const struct reply *paid = pay(150, "{}");

    expect_rule(reverse(accrual), 409, "conflict", "/posting_id reversal_leaves_what_was_paid");
    cr_expect_str_eq(balance(), "200 150 0 1000");
    cr_assert_eq(reverse(text_at(paid, "/posting_id"))->status, 201);
    cr_assert_eq(reverse(accrual)->status, 201);
    cr_expect_str_eq(balance(), "0 0 0 0");
    cr_expect_str_eq(ledger_faults(), "");
}

/* A payment that is reversed while the host is overpaid makes good what was overpaid as well. */
Test(payments, a_reversal_makes_good_what_was_overpaid)
{
    post_lines("accrual", "receivable 1000,retained -800,passported -200");
    const struct reply *paid = pay(200, "{}");
    post_lines("adjustment", "receivable -500,retained 400,passported 100");
    cr_expect_str_eq(balance(), "100 100 100 500");
    const char *overpayment = ledger_says(text_of("SELECT posting_id FROM app.ledger_entry WHERE"
                                                  " agreement_id = '%s' AND kind = 'overpayment'"
                                                  " LIMIT 1", agreement));
    expect_rule(reverse(overpayment), 409, "conflict",
                "/posting_id reversal_is_of_what_was_posted");
    const struct reply *r = reverse(text_at(paid, "/posting_id"));
    cr_assert_eq(r->status, 201, "%s", r->text);
    cr_expect_str_eq(balance(), "100 0 0 500");
    cr_expect_str_eq(ledger_faults(), "");
}

/* ---- whatever is done ------------------------------------------------------------------ */

enum { MOVES = 150 };

static unsigned drawn(unsigned *seed, unsigned below)
{
    *seed = *seed * 1103515245 + 12345;
    return (*seed >> 16) % below;
}

/* Anything at random: what is refused leaves nothing, and what is taken keeps every invariant. */
Test(payments, keep_the_books_whole)
{
    static const char *const KINDS[] = { "accrual", "adjustment" };
    unsigned seed = 20261122, taken = 0;

    for (int i = 0; i < MOVES; i++) {
        const int pence = 1 + (int)drawn(&seed, 300), sign = drawn(&seed, 3) ? 1 : -1;
        const unsigned what = drawn(&seed, 4);
        const char *income = text_of("receivable %d,retained %d,passported %d", sign * 3 * pence,
                                     -sign * 2 * pence, -sign * pence);
        const char *said =
            what == 0   ? post_lines(KINDS[sign < 0], income)
            : what == 1 ? post_lines("receipt", text_of("bank %d,receivable %d", pence, -pence))
            : what == 2 ? text_of("%ld", pay(pence, "{}")->status)
            : text_of("%ld", reverse(ledger_says(text_of(
                  "SELECT posting_id FROM app.ledger_entry WHERE agreement_id = '%s'"
                  " ORDER BY md5(id::text || %d) LIMIT 1", agreement, i)))->status);

        taken += strlen(said) == 36 || strcmp(said, "201") == 0;
    }
    cr_expect_gt(taken, MOVES / 4);
    cr_expect_str_eq(ledger_faults(), "");
}
