/* Who is told what of a receipt: the reference of a pupil takes a scope, and a line about a
 * restricted pupil takes safeguarding; the money is in the books all the same. */
#include "tests/funding/receipt_fixture.h"
#include "tests/funding/statement_fixture.h"

#include <stdio.h>
#include <string.h>

static void sight_start(void)
{
    funding_start();
    finance = token_over("finance", host, NULL);
}

TestSuite(receipt_sight, .init = sight_start, .fini = client_stop, .timeout = 120);

static const struct reply *asked(const char *who, const char *more, const char *accept)
{
    return CALL(.path = text_of(RECEIPTS "%s", more), .token = who,
                .headers = { text_of("Accept: %s", accept) });
}

/* ---- the reference --------------------------------------------------------------------- */

Test(receipt_sight, a_reference_takes_a_scope)
{
    const char *upn = upn_of(placed_pupil(provision, "{}"));
    const struct reply *r = take_in(finance, receipt_body(about(upn, "")));
    const char *id = text_at(r, "/id");
    const char *readers[] = { finance, token_over("host_leader", host, text_of("[\"%s\"]", host)) };

    cr_assert_str_eq(text_at(r, "/status"), "posted", "%s", r->text);
    cr_expect(!strstr(r->text, upn), "%s", r->text);
    for (int i = 0; i < 2; i++) {
        r = asked(readers[i], text_of("/%s", id), "application/json");
        cr_expect(text_at(r, "/pseudonym") && !strstr(r->text, upn), "%s", r->text);
        cr_expect_null(json_object_get(r->json, "pupil_reference"), "%s", r->text);
        cr_expect_str_eq(text_at(r, "/_redacted/0"), "pupil_reference", "%s", r->text);
    }
    r = asked(finance, text_of("/%s?fields=id,pupil_reference", id), "application/json");
    cr_expect(!strstr(r->text, upn), "%s", r->text);
    r = asked(token, text_of("/%s", id), "application/json");
    cr_expect_str_eq(text_at(r, "/pupil_reference"), upn);
    cr_expect_null(json_object_get(r->json, "_redacted"), "%s", r->text);
}

Test(receipt_sight, a_reference_is_in_no_list)
{
    static const char *const FORMS[] = { "application/json", "application/x-ndjson", "text/csv" };
    const char *upn = upn_of(placed_pupil(provision, "{}"));
    const char *id = text_at(take_in(finance, receipt_body(about(upn, ""))), "/id");

    for (int i = 0; i < 3; i++) {
        const struct reply *r = asked(finance, text_of("?id=%s", id), FORMS[i]);

        cr_expect(r->status == 200 && strstr(r->text, id) && !strstr(r->text, upn), "%s", r->text);
    }
    static const char *const REFUSED[] = { "?pupil_reference=X", "?sort=pupil_reference",
                                           "?fields=pupil_reference" };
    for (int i = 0; i < 3; i++)
        EXPECT_PROBLEM(asked(finance, REFUSED[i], FORMS[0]), 400, "invalid_parameter");
    cr_expect(!strstr(asked(token, text_of("/%s/history", id), FORMS[0])->text, upn));
    cr_expect(!strstr(fed(token, "0-0", "funding_receipt", 1)->text, upn));
}

/* Whoever has the file of the payer takes it in, and is told nothing that is not in it. */
Test(receipt_sight, a_remittance_is_imported_without_the_scope)
{
    const char *upn = upn_of(placed_pupil(provision, "{}"));
    const char *rows = text_of("remittance_reference,line,payer,received_on,stream,for_period,"
                               "amount,pupil_reference\r\nCR-%s,1,908,%s,top_ups,%.7s,1.00,%s\r\n",
                               fresh_upn(), day_from_today(0), day_from_today(0), upn);
    static const char *const RESULTS[] = { "created", "unchanged" };

    for (int i = 0; i < 2; i++) {
        const struct reply *r = CALL(.method = "POST", .path = RECEIPTS "/import", .token = finance,
                                     .type = "text/csv", .body = rows);

        cr_expect_str_eq(text_at(r, "/results/0/result"), RESULTS[i], "%s", r->text);
        cr_expect(!strstr(r->text, upn), "%s", r->text);
        cr_expect_str_eq(text_at(find_receipt(text_at(r, "/results/0/id")), "/status"), "posted");
    }
}

/* ---- restricted pupils ----------------------------------------------------------------- */

static void restrict_pupil(const char *pupil, const char *to)
{
    owner_says(host, text_of("UPDATE app.pupil SET restricted = %s WHERE id = '%s'", to, pupil));
}

static void expect_hidden(const char *who, const char *id)
{
    EXPECT_PROBLEM(asked(who, text_of("/%s", id), "application/json"), 404, "not_found");
    const struct reply *r = asked(who, text_of("?id=%s", id), "application/json");
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 0, "%s", r->text);
}

Test(receipt_sight, a_restricted_pupils_line_takes_safeguarding)
{
    const char *pupil = placed_pupil(provision, "{}"), *upn = upn_of(pupil);
    const char *guard = token_over("finance dsl", host, NULL);
    const char *id = text_at(received(about(upn, "")), "/id");

    cr_expect_eq(asked(finance, text_of("/%s", id), "application/json")->status, 200);
    restrict_pupil(pupil, "true");
    expect_hidden(finance, id);
    expect_hidden(token, id);
    cr_expect_eq(asked(guard, text_of("/%s", id), "application/json")->status, 200);
    cr_expect_str_eq(balance(), "0 0 0 -102884");
    const struct reply *r =
        CALL(.path = text_of("/v1/funding/ledger-entries?receipt_id=%s", id), .token = finance);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 2, "%s", r->text);
    restrict_pupil(pupil, "false");
    cr_expect_eq(asked(finance, text_of("/%s", id), "application/json")->status, 200);
    cr_expect_str_eq(ledger_faults(), "");
}

Test(receipt_sight, a_restricted_pupils_money_comes_in)
{
    const char *pupil = placed_pupil(provision, "{}"), *upn = upn_of(pupil);

    restrict_pupil(pupil, "true");
    json_t *body = kept(receipt_body(about(upn, "")));
    const struct reply *r = take_in(finance, json_deep_copy(body));
    cr_assert_eq(r->status, 201, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/status"), "posted", "%s", r->text);
    const struct reply *again = take_in(finance, json_deep_copy(body));
    cr_expect_eq(again->status, 200, "%s", again->text);
    cr_expect_str_eq(text_at(again, "/id"), text_at(r, "/id"));
    again = take_in(finance, but(json_deep_copy(body), "{\"amount_pence\":1}"));
    EXPECT_PROBLEM(again, 409, "receipt_line_differs");
    expect_hidden(finance, text_at(r, "/id"));
    cr_expect(!strstr(fed(token, "0-0", "funding_receipt", 1)->text, text_at(r, "/id")));
    cr_expect_str_eq(balance(), "0 0 0 -102884");
}

/* A pupil that is restricted when it becomes known, or that the line is led to. */
Test(receipt_sight, a_line_follows_the_pupil_it_is_found_to_be_of)
{
    const char *upn = fresh_upn(), *id = text_at(received(about(upn, "")), "/id");
    const char *hidden = add_pupil(former);

    restrict_pupil(hidden, "true");
    owner_says(host, text_of("UPDATE app.pupil SET upn = '%s' WHERE id = '%s'", upn, hidden));
    expect_hidden(finance, id);
    owner_says(host, text_of("UPDATE app.pupil SET upn = '%s' WHERE id = '%s'", fresh_upn(),
                             hidden));
    owner_says(host, text_of("UPDATE app.pupil SET former_upns = '[]' WHERE id = '%s'", hidden));
    cr_expect_eq(asked(finance, text_of("/%s", id), "application/json")->status, 404);
    added(token, "/v1/pupils", but(pupil_body(former), text_of("{\"upn\":\"%s\"}", upn)));
    cr_expect_eq(asked(finance, text_of("/%s", id), "application/json")->status, 200);
}

/* ---- its money ------------------------------------------------------------------------- */

/* In a trust of its own: whoever posts to an agreement waits for whoever does so already. */
TestSuite(receipt_money, .init = passport_start, .fini = client_stop, .timeout = 300);

static json_t *line_of(int line, const char *reference)
{
    return json_pack("{s:s, s:s, s:i, s:s, s:s, s:s, s:i, s:s}", "payer", "908",
                     "remittance_reference", "R1", "line", line, "received_on", "2026-11-02",
                     "stream", "top_ups", "for_period", "2026-09", "amount_pence", 10000,
                     "pupil_reference", reference);
}

Test(receipt_money, of_a_restricted_pupil_is_reconciled_and_shared)
{
    const char *upn = fresh_upn();

    add_band("C", 3650000, "2026-04-01");
    agree("[{\"stream\":\"top_ups\",\"basis\":\"receipts\",\"mode\":\"proportion\","
          "\"basis_points\":2000}]", "{}");
    const char *placement = admitted("C", "2026-09-01", NULL);
    const char *pupil = text_at(find_placement(placement), "/pupil_id");
    restrict_pupil(pupil, "true");
    const char *known = owner_says(host, text_of("SELECT upn FROM app.pupil WHERE id = '%s'",
                                                 pupil));
    cr_assert_str_eq(text_at(added(finance, RECEIPTS, line_of(1, known)), "/status"), "posted");
    restrict_pupil(add_pupil(former), "true");
    const char *parked = text_at(added(finance, RECEIPTS, line_of(2, upn)), "/id");
    const char *lost = add_pupil(former);
    restrict_pupil(lost, "true");
    owner_says(host, text_of("UPDATE app.pupil SET upn = '%s' WHERE id = '%s'", upn, lost));
    expect_hidden(finance, parked);
    const struct reply *r = CALL(.path = "/v1/funding/reconciliation?from=2026-09&to=2026-09"
                                         "&reason=parked_lines", .token = finance);
    cr_expect_eq(int_at(r, "/data/0/parked_count"), 1, "%s", r->text);
    cr_expect_eq(int_at(r, "/data/0/received_pence"), 10000, "%s", r->text);
    r = run_and_approve("2026-09");
    cr_expect_eq(int_at(r, "/passported_pence"), 2000, "%s", r->text);
}

/* A file of many sets, for a pupil that is found and for none, and the same once more. */
Test(receipt_money, of_a_long_file_comes_in_once)
{
    enum { LINES = 3000, LINE = 100 };
    static char rows[(LINES + 2) * LINE];
    int length = snprintf(rows, sizeof rows, "remittance_reference,line,payer,received_on,stream,"
                                             "for_period,amount_pence,pupil_reference\r\n");

    agree(TOP_UPS(1000), "{}");
    const char *placement = admitted("C", "2026-09-01", NULL);
    const char *pupil = text_at(find_placement(placement), "/pupil_id");
    const char *upn = owner_says(host, text_of("SELECT upn FROM app.pupil WHERE id = '%s'", pupil));
    for (int i = 0; i < LINES; i++)
        length += snprintf(rows + length, LINE, "R2,%d,908,2026-11-02,top_ups,2026-09,1,%s\r\n", i,
                           i % 2 ? upn : "");
    for (int i = 0; i < 2; i++) {
        const struct reply *r = CALL(.method = "POST", .path = RECEIPTS "/import", .token = finance,
                                     .type = "text/csv", .body = rows);

        cr_assert_eq(r->status, 207, "%.500s", r->text);
        cr_expect_eq(int_at(r, "/summary/created"), i ? 0 : LINES);
        cr_expect_eq(int_at(r, "/summary/unchanged"), i ? LINES : 0);
    }
    const struct reply *r = CALL(.path = "/v1/funding/reconciliation?from=2026-09&to=2026-09",
                                 .token = finance);
    cr_expect_eq(int_at(r, "/data/0/received_pence") + int_at(r, "/data/1/received_pence"), LINES,
                 "%s", r->text);
}
