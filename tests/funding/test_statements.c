/* Statements of a host through HTTP: opening + passported - paid = closing, whatever happened, and
 * every line and cost line to the penny. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/funding/statement_fixture.h"

TestSuite(statements, .init = passport_start, .fini = client_stop, .timeout = 300);

static long long sum_of(const struct reply *r, const char *list, const char *member)
{
    const size_t count = json_array_size(json_at(r->json, list));
    long long sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += int_at(r, text_of("%s/%zu/%s", list, i, member));
    return sum;
}

/* opening, passported, paid, closing, then how many lines and payments it has. */
struct told {
    const char *period;
    long long opening, passported, paid, closing;
    size_t lines, payments;
};

static void expect_statement(struct told told)
{
    const struct reply *r = statement(finance, told.period, "");

    cr_assert_eq(r->status, 200, "%s: %s", told.period, r->text);
    cr_expect_eq(int_at(r, "/opening_pence"), told.opening, "%s: %s", told.period, r->text);
    cr_expect_eq(int_at(r, "/passported_pence"), told.passported, "%s: %s", told.period, r->text);
    cr_expect_eq(int_at(r, "/paid_pence"), told.paid, "%s: %s", told.period, r->text);
    cr_expect_eq(int_at(r, "/closing_pence"), told.closing, "%s: %s", told.period, r->text);
    cr_expect_eq(told.opening + told.passported - told.paid, told.closing, "the table is right");
    cr_expect_eq(json_array_size(json_at(r->json, "/lines")), told.lines, "%s", r->text);
    cr_expect_eq(json_array_size(json_at(r->json, "/payments")), told.payments, "%s", r->text);
    cr_expect_eq(sum_of(r, "/lines", "passported_pence"), told.passported, "%s", r->text);
    cr_expect_eq(sum_of(r, "/lines", "received_pence"),
                 told.passported + sum_of(r, "/lines", "retained_pence"), "%s", r->text);
    cr_expect_eq(sum_of(r, "/cost_lines", "amount_pence"), told.passported, "%s", r->text);
    cr_expect_eq(sum_of(r, "/payments", "amount_pence"), told.paid, "%s", r->text);
}

/* 10,000 pence a day, of which 1,000 are passported. */
static const char *agreed_at_ten_percent(void)
{
    add_band("C", 3650000, "2026-04-01");
    return agree(TOP_UPS(1000), "{\"cost_lines\":[{\"line\":1,\"code\":\"heating\",\"weight\":2},"
                                "{\"line\":2,\"code\":\"other\",\"label\":\"Minibus\","
                                "\"weight\":1}]}");
}

static void leaves(const char *placement, const char *ends_on)
{
    const struct reply *r =
        take_step_by(token, placement, "ending",
                     text_of("{\"ends_on\":\"%s\",\"ending_reason\":\"phase_transfer\"}", ends_on),
                     false);

    cr_assert_eq(r->status, 200, "%s", r->text);
}

/* From 16 November on it is 2,000 of them, split over three lines. */
static void amend_to_twenty_percent(const char *agreement)
{
    agree(TOP_UPS(2000),
          text_of("{\"amends_id\":\"%s\",\"starts_on\":\"2026-11-16\",\"cost_lines\":["
                  "{\"line\":1,\"code\":\"heating\",\"weight\":1},"
                  "{\"line\":2,\"code\":\"cleaning\",\"weight\":2},"
                  "{\"line\":3,\"code\":\"water\",\"weight\":4}]}",
                  agreement));
}

static void expect_cost(const struct reply *r, int at, const char *code, long long pence)
{
    cr_expect_str_eq(text_at(r, text_of("/cost_lines/%d/code", at)), code, "%s", r->text);
    cr_expect_eq(int_at(r, text_of("/cost_lines/%d/amount_pence", at)), pence, "%s", r->text);
}

/* ---- a year of a host, month by month --------------------------------------------------- */

static void expect_overpayment(const char *period, long long pence)
{
    const struct reply *r = statement(finance, period, "");

    cr_expect_str_eq(text_at(r, "/payments/0/kind"), "overpayment", "%s", r->text);
    cr_expect_eq(int_at(r, "/payments/0/amount_pence"), 0, "no money moves");
    cr_expect_eq(int_at(r, "/payments/0/overpaid_pence"), pence, "%s", r->text);
}

static void close_month(const char *period)
{
    const struct reply *r = CALL(.method = "POST", .token = approver,
                                 .path = text_of("/v1/funding/periods/%s/close", period));

    cr_assert_eq(r->status, 200, "%s", r->text);
}

/* September is run, paid and closed, then the pupil turns out to have left on the 20th: 10 days too
 * many were passported and paid. */
static const char *until_october(void)
{
    const char *agreement = agreed_at_ten_percent();
    const char *left = admitted("C", "2026-09-01", NULL);

    run_and_approve("2026-09");
    expect_statement((struct told){ "2026-09", 0, 30000, 0, 30000, 1, 0 });
    pay(agreement, "2026-09", 30000);
    expect_statement((struct told){ "2026-09", 0, 30000, 30000, 0, 1, 1 });
    close_month("2026-09");
    leaves(left, "2026-09-20");
    run_and_approve("2026-10");
    expect_statement((struct told){ "2026-10", 0, -10000, 0, -10000, 1, 1 });
    expect_overpayment("2026-10", 10000);
    return agreement;
}

Test(statements, opening_and_passported_less_paid_is_closing)
{
    const char *agreement = until_october();

    amend_to_twenty_percent(agreement);
    admitted("C", "2026-11-01", NULL); /* 15 days at 1,000 and 15 at 2,000 */
    admitted("C", "2026-11-21", NULL); /* 10 days at 2,000 */
    run_and_approve("2026-11");
    expect_statement((struct told){ "2026-11", -10000, 65000, 0, 55000, 2, 1 });
    expect_overpayment("2026-11", -10000);
    const char *payment = text_at(pay(agreement, "2026-11", 20000), "/posting_id");
    expect_statement((struct told){ "2026-11", -10000, 65000, 20000, 35000, 2, 2 });
    reverse(payment);
    expect_statement((struct told){ "2026-11", -10000, 65000, 0, 55000, 2, 3 });
    reverse(posting_of_line("2026-11", 1));
    const struct reply *r = statement(finance, "2026-11", "");
    cr_expect_eq(json_array_size(json_at(r->json, "/lines")), 3, "%s", r->text);
    cr_expect_eq(int_at(r, "/lines/1/passported_pence"), -int_at(r, "/lines/2/passported_pence"));
    cr_expect_eq(int_at(r, "/closing_pence"), 55000 - int_at(r, "/lines/1/passported_pence"));
    run_and_approve("2026-12");
    expect_statement((struct told){ "2026-09", 0, 30000, 30000, 0, 1, 1 });
    r = statement(finance, "2026-12", "");
    cr_expect_eq(int_at(r, "/opening_pence"),
                 int_at(statement(finance, "2026-11", ""), "/closing_pence"), "%s", r->text);
}

Test(statements, cost_lines_are_split_to_the_penny)
{
    const char *agreement = until_october();
    const struct reply *r = statement(finance, "2026-10", "");

    expect_cost(r, 0, "heating", -6667);
    expect_cost(r, 1, "other", -3333);
    cr_expect_str_eq(text_at(r, "/cost_lines/1/label"), "Minibus");
    amend_to_twenty_percent(agreement);
    admitted("C", "2026-11-01", NULL);
    run_and_approve("2026-11");
    r = statement(finance, "2026-11", "");
    cr_expect_eq(json_array_size(json_at(r->json, "/cost_lines")), 3, "%s", r->text);
    expect_cost(r, 0, "heating", 6429); /* 45,000 over 1, 2 and 4 */
    expect_cost(r, 1, "cleaning", 12857);
    expect_cost(r, 2, "water", 25714);
}

/* ---- what a bursar checks --------------------------------------------------------------- */

Test(statements, lines_explain_themselves_when_asked)
{
    const char *agreement = until_october();
    const struct reply *r = statement(finance, "2026-09", "");

    cr_expect_null(json_at(r->json, "/lines/0/explanation"), "%s", r->text);
    cr_expect_eq(int_at(r, "/lines/0/number"), 1);
    cr_expect_str_eq(text_at(r, "/lines/0/agreement_id"), agreement);
    cr_expect_str_eq(text_at(r, "/lines/0/kind"), "accrual");
    cr_expect_str_eq(text_at(r, "/payments/0/reference"), "BACS 4471");
    cr_expect_str_eq(text_at(r, "/payments/0/paid_on"), "2026-11-02");
    r = statement(finance, "2026-09", "&explain=true");
    cr_expect_str_eq(text_at(r, "/lines/0/explanation"),
                     "30 of 365 days (1 to 30 September 2026) at £36,500.00 a year = £3,000.00"
                     " received; 10.00% = £300.00 passported to the host; £2,700.00 retained.");
    r = statement(finance, "2026-10", "&explain=true");
    cr_expect_str_eq(text_at(r, "/lines/0/for_period"), "2026-09", "%s", r->text);
    cr_expect(strstr(text_at(r, "/lines/0/explanation"), "Adjustment for September 2026"), "%s",
              r->text);
}

Test(statements, reversal_says_what_it_reverses)
{
    agreed_at_ten_percent();
    admitted("C", "2026-09-21", NULL);
    run_and_approve("2026-09");
    const char *posting = posting_of_line("2026-09", 0);
    const char *reversal = text_at(reverse(posting), "/id");
    const struct reply *r = statement(finance, "2026-09", "&explain=true");

    cr_expect_str_eq(text_at(r, "/lines/1/posting_id"), reversal, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/lines/1/kind"), "reversal");
    cr_expect_str_eq(text_at(r, "/lines/1/reverses_id"), posting);
    cr_expect_eq(int_at(r, "/lines/1/retained_pence"), -90000);
    cr_expect_str_eq(text_at(r, "/lines/1/explanation"),
                     text_of("Reverses the accrual posted in September 2026 (Posted in error): %s",
                             text_at(r, "/lines/0/explanation")));
}

/* A ledger entry leads to the line of the run, and with it to its explanation. */
Test(statements, posting_is_the_line_of_the_run)
{
    agreed_at_ten_percent();
    admitted("C", "2026-09-21", NULL);
    const char *run = text_at(run_and_approve("2026-09"), "/id");
    const struct reply *lines = CALL(.path = text_of("/v1/funding/runs/%s/lines", run),
                                     .token = finance);

    cr_expect_str_eq(posting_of_line("2026-09", 0), text_at(lines, "/data/0/id"));
}

Test(statements, csv_has_the_lines)
{
    until_october();
    const char *path = text_of("/v1/funding/statements?host_school_id=%s&period=2026-09", host);
    const struct reply *r = CALL(.path = path, .token = finance, .headers = { "Accept: text/csv" });

    cr_expect_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(header_of(r, "Content-Type"), "text/csv; charset=utf-8; header=present");
    cr_expect_eq(strstr(r->text, "number,posting_id,agreement_id,provision_id,stream,kind,"),
                 r->text, "%s", r->text);
    cr_expect(strstr(r->text, ",300000,30000,270000,\r\n"), "%s", r->text);
    cr_expect_null(strstr(r->text, "explanation"), "%s", r->text);
    r = CALL(.path = text_of("%s&explain=true", path), .token = finance,
             .headers = { "Accept: text/csv" });
    cr_expect(strstr(r->text, ",reverses_id,explanation\r\n"), "%s", r->text);
    cr_expect(strstr(r->text, "\"30 of 365 days (1 to 30 September 2026)"), "%s", r->text);
}

Test(statements, month_is_closed_or_not)
{
    cr_expect(json_is_false(json_at(statement(finance, "2026-09", "")->json, "/closed")));
    close_month("2026-09");
    cr_expect(json_is_true(json_at(statement(finance, "2026-09", "")->json, "/closed")));
    cr_expect(json_is_true(json_at(statement(finance, "2026-08", "")->json, "/closed")));
    cr_expect(json_is_false(json_at(statement(finance, "2026-10", "")->json, "/closed")));
}

/* ---- who is told ------------------------------------------------------------------------ */

Test(statements, host_sees_its_own)
{
    until_october();
    const struct reply *all = statement(finance, "2026-10", "&explain=true");
    const struct reply *own = statement(who_leads("host_leader", host), "2026-10", "&explain=true");

    cr_expect_eq(own->status, 200);
    cr_expect_str_eq(own->text, all->text);
    EXPECT_PROBLEM(statement(who_leads("host_leader", special), "2026-10", ""), 404, "not_found");
    EXPECT_PROBLEM(statement(who_leads("host_leader", former), "2026-10", ""), 404, "not_found");
    EXPECT_PROBLEM(statement(token_of(0, "finance"), "2026-10", ""), 404, "not_found");
    EXPECT_PROBLEM(statement(who_leads("senco", host), "2026-10", ""), 403, "insufficient_scope");
}

Test(statements, both_parameters_are_needed)
{
    const struct reply *r = CALL(.path = "/v1/funding/statements", .token = finance);

    EXPECT_PROBLEM(r, 400, "invalid_parameter");
    cr_expect_str_eq(errors_of(r), "host_school_id required,period required");
    r = statement(finance, "2026-13", "&explain=perhaps");
    cr_expect_str_eq(errors_of(r), "explain flag_type,period period_format");
}

Test(statements, month_without_postings_is_told)
{
    expect_statement((struct told){ "2026-09", 0, 0, 0, 0, 0, 0 });
}
