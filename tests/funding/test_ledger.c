/* The ledger: what may be posted and what not, who sees it, what becomes of it in the balances, and
 * that nobody changes it; and the months it is kept by. */
#include "tests/funding/ledger_fixture.h"

#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

TestSuite(ledger, .init = funding_start, .fini = client_stop, .timeout = 120);

static bool is_id(const char *said)
{
    return strlen(said) == 36;
}

static const struct reply *entries(const char *who, const char *query)
{
    return CALL(.path = text_of("/v1/funding/ledger-entries?%s", query), .token = who);
}

/* ---- told ------------------------------------------------------------------------------ */

Test(ledger, entries_are_told)
{
    const char *posting = post_lines("accrual",
                                     "receivable 74412,retained -65110,passported -9302");
    const struct reply *r = entries(token, text_of("posting_id=%s&sort=number", posting));

    cr_assert_eq(json_array_size(json_at(r->json, "/data")), 3, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/data/2/account"), "passported");
    cr_expect_eq(int_at(r, "/data/2/amount_pence"), -9302);
    cr_expect_eq(int_at(r, "/data/2/number"), 3);
    cr_expect_str_eq(text_at(r, "/data/0/kind"), "accrual");
    cr_expect_str_eq(text_at(r, "/data/0/period"), month);
    cr_expect_str_eq(text_at(r, "/data/0/agreement_id"), agreement);
    cr_expect_str_eq(text_at(r, "/data/0/pseudonym"), "P-7K2M9QRX");
    cr_expect_null(json_at(r->json, "/data/0/funding_placement_id"));
    const char *id = text_at(r, "/data/1/id");
    r = CALL(.path = text_of("/v1/funding/ledger-entries/%s", id), .token = token);
    cr_expect_eq(int_at(r, "/amount_pence"), -65110, "%s", r->text);
    r = CALL(.path = text_of("/v1/funding/ledger-entries/%s", posting), .token = token);
    EXPECT_PROBLEM(r, 404, "not_found");
}

Test(ledger, entries_are_found)
{
    const char *const FINDS[][2] = {
        { "kind=accrual", "3" }, { "kind.ne=accrual", "0" }, { "account=passported", "1" },
        { "account.in=passported,retained", "2" }, { "stream=top_ups", "3" },
        { "stream.null=true", "0" }, { "payer=908", "3" }, { "payer=dfe", "0" },
        { "for_period.gt=2199-01", "0" }, { "period.gte=2026-09", "3" },
        { "pseudonym=P-7K2M9QRX", "3" }, { "made_at.gt=2199-01-01T00:00:00Z", "0" },
        { "run_id=0197c2f4-7b20-7f4e-8c11-2a5d9e3b7c60", "0" },
        { text_of("host_school_id=%s", host), "3" },
        { text_of("provider_school_id=%s", host), "0" },
        { text_of("provision_id=%s", provision), "3" } };

    post_lines("accrual", "receivable 100,retained -90,passported -10");
    for (size_t i = 0; i < sizeof FINDS / sizeof *FINDS; i++) {
        const struct reply *r = entries(token, text_of("agreement_id=%s&count=exact&%s", agreement,
                                                       FINDS[i][0]));

        cr_expect_str_eq(text_of("%lld", int_at(r, "/page/total")), FINDS[i][1], "%s: %s",
                         FINDS[i][0], r->text);
    }
}

Test(ledger, entries_are_seen_by_their_schools)
{
    const char *posting = post_lines("accrual", "receivable 100,retained -90,passported -10");
    const char *const SEES[] = { host, special, add_school() };

    for (size_t i = 0; i < 3; i++) {
        const char *who = token_over("host_leader", host, text_of("[\"%s\"]", SEES[i]));
        const struct reply *r = entries(who, text_of("posting_id=%s", posting));

        cr_expect_eq(json_array_size(json_at(r->json, "/data")), i < 2 ? 3 : 0, "%s", r->text);
    }
    EXPECT_PROBLEM(entries(token_of(0, "senco"), "kind=accrual"), 403, "insufficient_scope");
    const struct reply *r = entries(token_of(1, "finance"), text_of("posting_id=%s", posting));
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 0, "%s", r->text);
}

/* ---- what may be posted ---------------------------------------------------------------- */

static const char *const REFUSED[][3] = {
    { "accrual", "receivable 100,retained -90,passported -11", "ledger_posting_balances" },
    { "accrual", "receivable 100", "ledger_posting_balances" },
    { "accrual", "receivable 100,retained -100,passported 0", "ledger_entry_is_not_nothing" },
    { "accrual", "receivable 100000000001,retained -100000000001", "pence_range" },
    { "accrual", "till 100,retained -100", "ledger_account_code" },
    { "gift", "bank 100,retained -100", "posting_kind_code" },
    { "accrual", "", "23502" }, /* has no schools, as it has no entries */
    { "adjustment", "receivable -1,passported 1", "funding_balance_passported_is_not_negative" },
    { "payment", "paid 1,bank -1", "payment_exceeds_passported" },
    { "reversal", "bank 1,receivable -1", "ledger_posting_reversal_names_what" },
};

Test(ledger, refuses_what_does_not_balance)
{
    for (size_t i = 0; i < sizeof REFUSED / sizeof *REFUSED; i++)
        cr_expect_str_eq(post_lines(REFUSED[i][0], REFUSED[i][1]), REFUSED[i][2], "%s %s",
                         REFUSED[i][0], REFUSED[i][1]);
    cr_expect_str_eq(balance(), "", "nothing is left of them");
}

/* A posting balances within each agreement and each month, not only over all of them. */
Test(ledger, refuses_what_balances_across_months_only)
{
    const char *sql = posting_sql("accrual", month, "receivable 100,retained -90,passported -10");
    const char *at = strstr(sql, "\"for_period\":\"");

    cr_assert(at, "%s", sql);
    cr_expect_str_eq(ledger_says(text_of("%.*s\"for_period\":\"2026-08%s", (int)(at - sql), sql,
                                         at + strlen("\"for_period\":\"2026-08"))),
                     "funding_balance_of_period_is_shared_out");
}

static const char *const STEPS[][4] = {
    /* kind, lines, what it is told (or an id), then passported, paid, overpaid, receivable */
    { "accrual", "receivable 1000,retained -800,passported -200", "", "200 0 0 1000" },
    { "receipt", "bank 1000,receivable -1000", "", "200 0 0 0" },
    { "payment", "paid 201,bank -201", "payment_exceeds_passported", "200 0 0 0" },
    { "payment", "paid 200,bank -200", "", "200 200 0 0" },
    { "payment", "paid 1,bank -1", "payment_exceeds_passported", "200 200 0 0" },
    { "adjustment", "receivable -500,retained 400,passported 100", "", "100 100 100 -500" },
    { "payment", "paid 1,bank -1", "payment_exceeds_passported", "100 100 100 -500" },
    { "accrual", "receivable 300,retained -240,passported -60", "", "160 160 40 -200" },
    { "adjustment", "receivable -300,retained 240,passported 60", "", "100 100 100 -500" },
    { "accrual", "receivable 1000,retained -800,passported -200", "", "300 200 0 500" },
    { "payment", "paid 101,bank -101", "payment_exceeds_passported", "300 200 0 500" },
    { "payment", "paid 100,bank -100", "", "300 300 0 500" },
    { "adjustment", "receivable -1500,retained 1200,passported 300", "", "0 0 300 -1000" },
    { "adjustment", "receivable -1,passported 1", "funding_balance_passported_is_not_negative",
      "0 0 300 -1000" },
};

Test(ledger, pays_no_more_than_is_passported)
{
    for (size_t i = 0; i < sizeof STEPS / sizeof *STEPS; i++) {
        const char *said = post_lines(STEPS[i][0], STEPS[i][1]);

        cr_expect(*STEPS[i][2] ? strcmp(said, STEPS[i][2]) == 0 : is_id(said), "%zu: %s", i, said);
        cr_expect_str_eq(balance(), STEPS[i][3], "%zu", i);
    }
    cr_expect_str_eq(ledger_faults(), "");
    const struct reply *r = entries(token, text_of("agreement_id=%s&kind=overpayment"
                                                   "&account=overpaid&fields=amount_pence",
                                                   agreement));
    cr_expect_str_eq(dumped(json_deep_copy(json_at(r->json, "/data"))),
                     "[{\"amount_pence\":100},{\"amount_pence\":-60},{\"amount_pence\":60},"
                     "{\"amount_pence\":-100},{\"amount_pence\":300}]", "%s", r->text);
}

/* ---- nobody changes it ----------------------------------------------------------------- */

static const char *as_service(const char *sql)
{
    PGconn *service = PQconnectdb(getenv("TAMAR_TEST_DSN"));
    PGresult *act = PQexec(service, "SET ROLE api_rw"), *result = PQexec(service, sql);
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *said = state ? text_of("%s", state) : "done";

    cr_assert_eq(PQresultStatus(act), PGRES_COMMAND_OK, "%s", PQerrorMessage(service));
    PQclear(act);
    PQclear(result);
    PQfinish(service);
    return said;
}

Test(ledger, nobody_who_serves_writes_it)
{
    static const char *const TABLES[] = { "ledger_entry", "ledger_posting", "funding_period",
                                          "funding_balance", "funding_balance_of_period" };
    static const char *const CALLS[] = {
        "post_ledger('{}', '[]')", "post_ledger_many('[]', '[]')",
        "write_ledger(gen_random_uuid(), '[]', '[]')", "take_balances(gen_random_uuid(), '{}')",
        "add_overpayments(gen_random_uuid(), '[]', '[]')",
        "take_period(gen_random_uuid(), '2026-11')", "open_period(gen_random_uuid(), '2026-11')",
        "first_open_period(gen_random_uuid(), '2026-11')" };

    for (size_t i = 0; i < sizeof TABLES / sizeof *TABLES; i++) {
        cr_expect_str_eq(as_service(text_of("SELECT FROM app.%s", TABLES[i])), "done");
        cr_expect_str_eq(as_service(text_of("INSERT INTO app.%s DEFAULT VALUES", TABLES[i])),
                         "42501", "%s", TABLES[i]);
        cr_expect_str_eq(as_service(text_of("UPDATE app.%s SET trust_id = NULL", TABLES[i])),
                         "42501", "%s", TABLES[i]);
        cr_expect_str_eq(as_service(text_of("DELETE FROM app.%s", TABLES[i])), "42501", "%s",
                         TABLES[i]);
        cr_expect_str_eq(as_service(text_of("TRUNCATE app.%s", TABLES[i])), "42501", "%s",
                         TABLES[i]);
    }
    for (size_t i = 0; i < sizeof CALLS / sizeof *CALLS; i++)
        cr_expect_str_eq(as_service(text_of("SELECT app.%s", CALLS[i])), "42501", "%s", CALLS[i]);
}

Test(ledger, the_owner_does_not_change_it)
{
    const char *posting = post_lines("accrual", "receivable 100,retained -90,passported -10");
    static const char *const STATEMENTS[] = { "UPDATE app.%s SET restricted = false",
                                              "DELETE FROM app.%s", "TRUNCATE app.%s CASCADE" };

    cr_assert(is_id(posting), "%s", posting);
    for (size_t i = 0; i < 6; i++) {
        char *sql = strdup(STATEMENTS[i / 2]);
        const char *table = i % 2 ? "ledger_entry" : "ledger_posting";
        const char *said = text_of("%.*s%s%s", (int)(strstr(sql, "%s") - sql), sql, table,
                                   strstr(sql, "%s") + 2);

        free(sql);
        cr_expect_str_eq(ledger_says(said), "42501", "%s", said);
        cr_expect_str_eq(ledger_says(text_of("SET session_replication_role = replica; %s", said)),
                         "42501", "%s behind the triggers", said);
    }
}

/* Lines that come in without post_ledger() are judged all the same. */
static const char *insert_lines(const char *posting, const char *kind, const char *lines)
{
    return ledger_says(text_of(
        "INSERT INTO app.ledger_entry (trust_id, posting_id, number, kind, period, for_period,"
        " account, stream, agreement_id, provision_id, host_school_id, provider_school_id,"
        " amount_pence) SELECT current_setting('app.trust')::uuid, '%s', l.number, '%s', '%s',"
        " '%s', l.account, 'top_ups', '%s', '%s', '%s', '%s', l.amount FROM (VALUES %s)"
        " AS l (number, account, amount)",
        posting, kind, month, month, agreement, provision, host, special, lines));
}

Test(ledger, the_owner_adds_nothing_behind_it)
{
    const char *posting = post_lines("accrual", "receivable 100,retained -90,passported -10");
    const char *empty = ledger_says(text_of(
        "INSERT INTO app.ledger_posting (trust_id, id, kind, period, school_ids) VALUES"
        " (current_setting('app.trust')::uuid, gen_random_uuid(), 'accrual', '%s', '{}')"
        " RETURNING id", month));

    cr_expect_str_eq(insert_lines(posting, "accrual", "(4, 'receivable', 5), (5, 'retained', -5)"),
                     "ledger_posting_is_whole");
    cr_expect_str_eq(insert_lines(posting, "accrual", "(1, 'receivable', 5), (2, 'retained', -5)"),
                     "ledger_entry_number_is_unique");
    cr_expect_str_eq(insert_lines(agreement, "accrual", "(1, 'receivable', 5), (2, 'bank', -5)"),
                     "ledger_posting_is_whole");
    cr_expect_str_eq(insert_lines(empty, "receipt", "(1, 'receivable', 5), (2, 'bank', -5)"),
                     "ledger_posting_is_whole");
    cr_expect_str_eq(insert_lines(empty, "accrual", "(1, 'receivable', 5), (2, 'retained', -4)"),
                     "ledger_posting_balances");
    cr_expect_str_eq(insert_lines(empty, "accrual", "(1, 'receivable', 5), (2, 'passported', -5)"),
                     "");
    cr_expect_str_eq(balance(), "15 0 0 105");
}

/* ---- months ---------------------------------------------------------------------------- */

/* A month so many after the last one that is closed, long ago. */
static const char *month_after_closed(int months)
{
    return ledger_says(text_of("SELECT app.period_of(((coalesce(max(period)"
                               " FILTER (WHERE closed_at IS NOT NULL), '2001-01') || '-01')::date"
                               " + make_interval(months => %d))::date) FROM app.funding_period"
                               " WHERE trust_id = current_setting('app.trust')::uuid", months));
}

static const struct reply *close_month(const char *who, const char *in, const char *query)
{
    return CALL(.method = "POST", .token = who,
                .path = text_of("/v1/funding/periods/%s/close%s", in, query));
}

static const struct reply *find_month(const char *in)
{
    return CALL(.path = text_of("/v1/funding/periods/%s", in), .token = token);
}

Test(ledger, months_are_closed)
{
    const char *empty = month_after_closed(1), *in = month_after_closed(2);
    const char *LINES = "receivable 100,retained -90,passported -10";

    EXPECT_PROBLEM(find_month(in), 404, "not_found");
    cr_assert(is_id(ledger_says(posting_sql("accrual", in, LINES))));
    cr_expect(json_is_null(json_at(find_month(in)->json, "/closed_at")));
    const struct reply *r = close_month(token, in, "?dry_run=true");
    cr_expect(text_at(r, "/closed_at"), "%s", r->text);
    cr_expect(json_is_null(json_at(find_month(in)->json, "/closed_at")));
    r = close_month(token, in, "");
    cr_assert(text_at(r, "/closed_at") && text_at(r, "/closed_by"), "%s", r->text);
    cr_expect_str_eq(close_month(token, in, "")->text, r->text, "twice");
    cr_expect_str_eq(find_month(in)->text, r->text);
    cr_expect_str_eq(ledger_says(posting_sql("accrual", in, LINES)), "period_is_closed");
    cr_expect_str_eq(ledger_says(posting_sql("accrual", empty, LINES)), "period_is_closed",
                     "as were those before it");
    cr_expect(text_at(close_month(token, empty, ""), "/closed_at"));
    cr_expect_str_eq(ledger_says(text_of("SELECT app.first_open_period("
                                         "current_setting('app.trust')::uuid, '%s')", empty)),
                     month_after_closed(1));
    r = CALL(.token = token,
             .path = text_of("/v1/funding/periods?closed_at.null=false&period=%s", in));
    cr_expect_str_eq(text_at(r, "/data/0/period"), in, "%s", r->text);
    cr_expect_str_eq(ledger_faults(), "");
}

Test(ledger, months_are_closed_in_order)
{
    const char *first = month_after_closed(2), *second = month_after_closed(4);

    const char *said = ledger_says(posting_sql("accrual", first,
                                               "receivable 10,retained -9,passported -1"));

    cr_assert(is_id(said), "%s: %s", first, said);
    const struct reply *r = close_month(token, second, "");
    EXPECT_PROBLEM(r, 409, "conflict");
    cr_expect_str_eq(errors_of(r), "/period periods_close_in_order");
    cr_assert_eq(close_month(token, first, "")->status, 200);
    cr_assert_eq(close_month(token, second, "")->status, 200);
}

Test(ledger, months_are_closed_for_the_trust_by_who_may)
{
    const char *in = month_after_closed(1);
    const char *one = token_over("finance_approver", host, text_of("[\"%s\"]", host));
    const struct reply *r = close_month(one, in, "");

    EXPECT_PROBLEM(r, 403, "forbidden");
    cr_expect_str_eq(errors_of(r), "/period period_is_closed_for_the_trust");
    EXPECT_PROBLEM(close_month(token_of(0, "finance"), in, ""), 403, "insufficient_scope");
    r = close_month(token, "2199-12", "");
    EXPECT_PROBLEM(r, 422, "validation_failed");
    cr_expect_str_eq(errors_of(r), "/period period_has_begun");
    EXPECT_PROBLEM(close_month(token, "2026-13", ""), 404, "not_found");
    cr_expect_null(text_at(find_month(in), "/closed_at"));
}
