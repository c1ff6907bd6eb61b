/* What payers' remittances tell: matched to an agreement and posted, or parked until somebody says
 * whose it is; a line that comes again is the same. */
#include "tests/funding/receipt_fixture.h"

#include <string.h>

#define PATH RECEIPTS

TestSuite(receipts, .init = funding_start, .fini = client_stop, .timeout = 120);

/* ---- matched --------------------------------------------------------------------------- */

Test(receipts, of_a_provision_are_posted)
{
    const struct reply *r = received(at_provision());
    const char *id = text_at(r, "/id");

    cr_assert_eq(r->status, 201, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/status"), "posted");
    cr_expect_str_eq(text_at(r, "/agreement_id"), agreement);
    cr_expect(json_is_null(json_at(r->json, "/parked_reason")));
    cr_expect_str_eq(balance(), "0 0 0 -102884");
    const struct reply *entries =
        CALL(.path = text_of("/v1/funding/ledger-entries?posting_id=%s&sort=number",
                             text_at(r, "/posting_id")), .token = token);
    cr_expect_str_eq(text_at(entries, "/data/0/account"), "bank", "%s", entries->text);
    cr_expect_eq(int_at(entries, "/data/0/amount_pence"), 102884);
    cr_expect_str_eq(text_at(entries, "/data/1/account"), "receivable");
    cr_expect_str_eq(text_at(entries, "/data/1/for_period"), "2026-10");
    cr_expect_str_eq(text_at(entries, "/data/1/receipt_id"), id);
    cr_expect_str_eq(text_at(entries, "/data/1/payer"), "908");
    cr_expect_str_eq(ledger_faults(), "");
}

Test(receipts, of_a_pupil_are_posted)
{
    const char *pupil = placed_pupil(provision, "{}"), *upn = upn_of(pupil);
    const struct reply *r = received(about(upn, ""));
    const char *pseudonym = text_at(r, "/pseudonym");

    cr_assert_str_eq(text_at(r, "/status"), "posted", "%s", r->text);
    cr_expect_str_eq(text_at(r, "/agreement_id"), agreement);
    cr_assert(pseudonym && !strstr(r->text, upn) && !strstr(r->text, pupil), "%s", r->text);
    cr_expect_str_eq(text_at(find_receipt(text_at(r, "/id")), "/pupil_reference"), upn);
    r = CALL(.path = text_of(PATH "?id=%s", text_at(r, "/id")), .token = token);
    cr_expect(!strstr(r->text, upn) && text_at(r, "/data/0/pseudonym"), "%s", r->text);
    r = received(about(pseudonym, ""));
    cr_expect_str_eq(text_at(r, "/pseudonym"), pseudonym, "%s", r->text);
    r = received(about(text_of(" %c%s", upn[0] | 32, upn + 1), ""));
    cr_expect_str_eq(text_at(r, "/pseudonym"), pseudonym, "%s", r->text);
    cr_expect_str_eq(ledger_says(text_of("SELECT count(DISTINCT funding_placement_id) FROM"
                                         " app.ledger_entry WHERE pseudonym = '%s'", pseudonym)),
                     "1");
}

Test(receipts, that_match_nothing_are_parked)
{
    const char *upn = upn_of(placed_pupil(provision, "{}"));
    const char *lost = upn_of(placed_pupil(add_provision(5, "{}"), "{}"));
    const char *waits = upn_of(text_at(find_placement(proposed(provision, "{}")), "/pupil_id"));
    const char *const PARKED[][2] = {
        { "{}", "no_reference" },
        { about(fresh_upn(), ""), "no_placement" },
        { about(waits, ""), "no_placement" },
        { about(upn, ",\"payer\":\"909\""), "no_placement" },
        { text_of("{\"pupil_reference\":\"%s\",\"for_period\":\"2020-10\"}", upn), "no_placement" },
        { about(lost, ""), "no_agreement" },
        { text_of("{\"provision_id\":\"%s\",\"for_period\":\"2020-08\"}", provision),
          "no_agreement" },
    };

    for (size_t i = 0; i < sizeof PARKED / sizeof *PARKED; i++) {
        const struct reply *r = received(PARKED[i][0]);

        cr_expect_eq(r->status, 201, "%s", r->text);
        cr_expect_str_eq(text_at(r, "/status"), "parked", "%s: %s", PARKED[i][0], r->text);
        cr_expect_str_eq(text_at(r, "/parked_reason"), PARKED[i][1], "%s", PARKED[i][0]);
        cr_expect(json_is_null(json_at(r->json, "/posting_id")));
    }
    cr_expect_str_eq(balance(), "");
}

Test(receipts, that_are_parked_are_matched)
{
    const char *id = text_at(received("{}"), "/id");
    const char *path = text_of(PATH "/%s/matches", id);
    const struct reply *r = CALL(.method = "POST", .path = path, .token = token,
                                 .body = text_of("{\"provision_id\":\"%s\"}", base));

    expect_rule(r, 422, "validation_failed", "/provision_id provision_has_an_agreement");
    r = CALL(.method = "POST", .path = text_of("%s?dry_run=true", path), .token = token,
             .body = at_provision());
    cr_expect_str_eq(text_at(r, "/status"), "posted", "%s", r->text);
    cr_expect_str_eq(text_at(find_receipt(id), "/status"), "parked");
    r = CALL(.method = "POST", .path = path, .token = token, .body = at_provision());
    cr_assert_str_eq(text_at(r, "/status"), "posted", "%s", r->text);
    cr_expect_eq(int_at(r, "/version"), 2);
    cr_expect(json_is_null(json_at(r->json, "/provision_id")), "what the payer wrote stays");
    cr_expect_str_eq(balance(), "0 0 0 -102884");
    r = CALL(.method = "POST", .path = path, .token = token, .body = at_provision());
    expect_rule(r, 409, "conflict", "/status receipt_is_parked");
    r = CALL(.path = text_of(PATH "/%s/history", id), .token = token);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 2, "%s", r->text);
    cr_expect_str_eq(ledger_faults(), "");
}

Test(receipts, are_reversed)
{
    const struct reply *r = received(at_provision());
    const char *id = text_at(r, "/id");

    reverse_receipt(text_at(r, "/posting_id"));
    cr_expect_str_eq(text_at(find_receipt(id), "/status"), "reversed");
    cr_expect_str_eq(balance(), "0 0 0 0");
    cr_expect_str_eq(ledger_faults(), "");
}

/* ---- the same line --------------------------------------------------------------------- */

Test(receipts, that_come_again_are_the_same)
{
    json_t *body = kept(receipt_body(at_provision()));
    const struct reply *r = take_in(token, json_deep_copy(body));

    cr_assert_eq(r->status, 201, "%s", r->text);
    const struct reply *again = take_in(token, json_deep_copy(body));
    cr_expect_eq(again->status, 200, "%s", again->text);
    cr_expect_str_eq(again->text, r->text);
    again = take_in(token, but(json_deep_copy(body), "{\"amount_pence\":102885}"));
    EXPECT_PROBLEM(again, 409, "receipt_line_differs");
    cr_expect_eq(take_in(token, but(json_deep_copy(body), "{\"line\":15}"))->status, 201);
    cr_expect_str_eq(balance(), "0 0 0 -205768");
}

/* What was reversed is put right by the line as it should have been. The old one stays what it was,
 * however often it comes again. */
Test(receipts, that_were_reversed_come_as_they_should_have_been)
{
    json_t *body = kept(receipt_body(at_provision())), *right = kept(json_deep_copy(body));
    const struct reply *first = take_in(token, json_deep_copy(body));

    but(right, "{\"amount_pence\":90000}");
    EXPECT_PROBLEM(take_in(token, json_deep_copy(right)), 409, "receipt_line_differs");
    reverse_receipt(text_at(first, "/posting_id"));
    const struct reply *second = take_in(token, json_deep_copy(right));
    cr_assert_eq(second->status, 201, "%s", second->text);
    cr_expect_eq(int_at(second, "/revision"), 2);
    cr_expect_str_eq(text_at(second, "/corrects_id"), text_at(first, "/id"));
    cr_expect_str_eq(balance(), "0 0 0 -90000");
    const struct reply *again = take_in(token, json_deep_copy(body));
    cr_expect_eq(again->status, 200, "%s", again->text);
    cr_expect_str_eq(text_at(again, "/id"), text_at(first, "/id"));
    cr_expect_str_eq(text_at(again, "/status"), "reversed");
    again = take_in(token, json_deep_copy(right));
    cr_expect_eq(again->status, 200, "%s", again->text);
    cr_expect_str_eq(text_at(again, "/id"), text_at(second, "/id"));
    again = take_in(token, but(json_deep_copy(body), "{\"amount_pence\":1}"));
    EXPECT_PROBLEM(again, 409, "receipt_line_differs");
    reverse_receipt(text_at(second, "/posting_id"));
    cr_expect_eq(take_in(token, json_deep_copy(body))->status, 200);
    cr_expect_str_eq(balance(), "0 0 0 0");
    cr_expect_str_eq(ledger_faults(), "");
}

/* One that was reversed by mistake is taken in once more by who says so. */
Test(receipts, name_the_revision_they_are)
{
    json_t *body = kept(receipt_body(at_provision()));
    const struct reply *r = take_in(token, but(json_deep_copy(body), "{\"revision\":2}"));

    expect_rule(r, 422, "validation_failed", "/revision funding_receipt_revision_is_the_next");
    r = take_in(token, but(json_deep_copy(body), "{\"revision\":1}"));
    cr_assert_eq(r->status, 201, "%s", r->text);
    const struct reply *early = take_in(token, but(json_deep_copy(body), "{\"revision\":2}"));
    expect_rule(early, 409, "conflict", "/line funding_receipt_line_is_told_once");
    reverse_receipt(text_at(r, "/posting_id"));
    for (int i = 0; i < 2; i++) {
        r = take_in(token, but(json_deep_copy(body), "{\"revision\":2}"));
        cr_expect_eq(r->status, i ? 200 : 201, "%s", r->text);
    }
    r = take_in(token, but(json_deep_copy(body), "{\"revision\":2,\"amount_pence\":1}"));
    EXPECT_PROBLEM(r, 409, "receipt_line_differs");
    cr_expect_str_eq(balance(), "0 0 0 -102884");
    cr_expect_str_eq(ledger_faults(), "");
}

static const struct reply *import(const char *path, const char *rows)
{
    return CALL(.method = "POST", .path = path, .token = token, .type = "text/csv", .body = rows);
}

Test(receipts, are_imported)
{
    const char *file = text_of("CR-%s%s", fresh_urn(), fresh_urn()), *day = day_from_today(0);
    const char *head = "remittance_reference,line,payer,received_on,stream,for_period,amount,"
                       "provision_id\r\n";
    const char *rows = text_of("%s%s,1,908,%s,top_ups,2026-10,\"1,028.84\",%s\r\n"
                               "%s,2,908,%s,top_ups,2026-10,-28.84,%s\r\n"
                               "%s,3,908,%s,top_ups,2026-10,12.5,%s\r\n"
                               "%s,4,908,%s,places,2026-10,1.00,\r\n",
                               head, file, day, provision, file, day, provision, file, day,
                               provision, file, day);
    const struct reply *r = import(PATH "/import", rows);

    cr_assert_eq(r->status, 207, "%s", r->text);
    cr_expect_eq(int_at(r, "/summary/created"), 3, "%s", r->text);
    cr_expect_eq(int_at(r, "/summary/failed"), 1);
    cr_expect_str_eq(text_at(r, "/results/2/problem/errors/0/pointer"), "/amount_pence");
    cr_expect_eq(int_at(r, "/results/2/line"), 4);
    cr_expect_str_eq(balance(), "0 0 0 -100000");
    r = import(PATH "/import", rows);
    cr_expect_eq(int_at(r, "/summary/unchanged"), 3, "%s", r->text);
    cr_expect_eq(int_at(r, "/summary/created"), 0);
    r = import(PATH "/import?mode=atomic",
               text_of("%s%s,1,908,%s,top_ups,2026-10,\"1,028.85\",%s\r\n", head, file, day,
                       provision));
    EXPECT_PROBLEM(r, 422, "validation_failed");
    cr_expect_str_eq(text_at(r, "/results/0/problem/code"), "receipt_line_differs", "%s", r->text);
    cr_expect_str_eq(balance(), "0 0 0 -100000");
    cr_expect_str_eq(ledger_faults(), "");
}

/* The first of two lines in pounds, as it is told. */
static const struct reply *import_two(const char *file, const char *amount)
{
    const char *day = day_from_today(0);

    return import(PATH "/import",
                  text_of("remittance_reference,line,payer,received_on,stream,for_period,amount,"
                          "provision_id\r\n%s,1,908,%s,top_ups,2026-10,%s,%s\r\n"
                          "%s,2,908,%s,top_ups,2026-10,1.00,%s\r\n", file, day, amount, provision,
                          file, day, provision));
}

Test(receipts, are_imported_as_they_should_have_been)
{
    const char *file = text_of("CR-%s", fresh_upn());
    const char *wrong = text_at(import_two(file, "10.00"), "/results/0/id");

    reverse_receipt(text_at(find_receipt(wrong), "/posting_id"));
    for (int i = 0; i < 2; i++) {
        const struct reply *r = import_two(file, "12.00");

        cr_expect_eq(int_at(r, "/summary/created"), !i, "%s", r->text);
        cr_expect_eq(int_at(r, "/summary/unchanged"), 1 + i, "%s", r->text);
    }
    cr_expect_str_eq(text_at(import_two(file, "10.00"), "/results/0/id"), wrong);
    cr_expect_str_eq(balance(), "0 0 0 -1300");
    cr_expect_str_eq(ledger_faults(), "");
}

Test(receipts, come_in_bulk)
{
    json_t *items = json_array();

    for (int i = 0; i < 4; i++)
        json_array_append_new(items, receipt_body(i == 2 ? "{\"stream\":\"gifts\"}"
                                                  : i == 3 ? "{\"payer\":null}" : at_provision()));
    const char *body = dumped(json_pack("{s:o}", "items", items));
    const struct reply *r = CALL(.method = "POST", .path = PATH "/bulk", .token = token,
                                 .body = body);
    EXPECT_PROBLEM(r, 422, "validation_failed");
    cr_expect_str_eq(text_at(r, "/mode"), "atomic");
    cr_expect_eq(int_at(r, "/results/0/status"), 424, "%s", r->text);
    cr_expect_str_eq(balance(), "");
    r = CALL(.method = "POST", .path = PATH "/bulk?mode=partial", .token = token, .body = body);
    cr_expect_eq(r->status, 207, "%s", r->text);
    cr_expect_eq(int_at(r, "/summary/created"), 2, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/results/2/problem/errors/0/code"), "funding_stream_code");
    cr_expect_str_eq(text_at(r, "/results/3/problem/errors/0/pointer"), "/payer");
    cr_expect_str_eq(text_at(find_receipt(text_at(r, "/results/1/id")), "/status"), "posted");
    r = CALL(.method = "POST", .path = PATH "/bulk?mode=partial", .token = token, .body = body);
    cr_expect_eq(int_at(r, "/summary/unchanged"), 2, "%s", r->text);
    cr_expect_str_eq(balance(), "0 0 0 -205768");
}

/* ---- rules, and who sees what ---------------------------------------------------------- */

static const char *const RULES[][2] = {
    { "{\"amount_pence\":0}", "/amount_pence funding_receipt_is_not_nothing" },
    { "{\"amount_pence\":\"12.50\"}", "/amount_pence pence_range" },
    { "{\"received_on\":\"2199-01-01\"}", "/received_on funding_receipt_is_of_the_past" },
    { "{\"payer\":\"dfe\"}", "/payer funding_receipt_top_up_is_an_authoritys" },
    { "{\"payer\":\"000\"}", "/payer funding_receipt_payer_is_known" },
    { "{\"payer\":\"LA1\"}", "/payer payer_format" },
    { "{\"line\":-1}", "/line count_range" },
    { "{\"stream\":\"gifts\"}", "/stream funding_stream_code" },
    { "{\"provision_id\":\"0197c2f4-7b20-7f4e-8c11-2a5d9e3b7c60\"}",
      "/provision_id funding_receipt_provision_is_known" },
    { "{\"status\":\"posted\"}", "/status read_only" },
    { "{\"line_key\":\"908/1/X\"}", "/line_key read_only" },
    { "{\"remittance_reference\":null}", "/remittance_reference required" },
};

Test(receipts, rules)
{
    for (size_t i = 0; i < sizeof RULES / sizeof *RULES; i++)
        expect_rule(received(RULES[i][0]), 422, "validation_failed", RULES[i][1]);
}

Test(receipts, are_seen_by_host_and_provider)
{
    const char *mine = token_over("finance", host, text_of("[\"%s\"]", host));
    const char *posted = text_at(received(at_provision()), "/id");
    const char *parked = text_at(received("{}"), "/id");

    cr_expect_eq(CALL(.path = text_of(PATH "/%s", posted), .token = mine)->status, 200);
    EXPECT_PROBLEM(CALL(.path = text_of(PATH "/%s", parked), .token = mine), 404, "not_found");
    const char *providers = token_over("finance", host, text_of("[\"%s\"]", special));
    cr_expect_eq(take_in(providers, receipt_body(at_provision()))->status, 201);
    EXPECT_PROBLEM(take_in(mine, receipt_body(at_provision())), 403, "forbidden");
    EXPECT_PROBLEM(take_in(mine, receipt_body("{}")), 403, "forbidden");
    const struct reply *r = CALL(.method = "PATCH", .path = text_of(PATH "/%s", posted),
                                 .token = token, .body = "{}", .headers = { "If-Match: *" });
    EXPECT_PROBLEM(r, 405, "method_not_allowed");
    r = CALL(.path = text_of(PATH "?status=parked&parked_reason=no_reference&id=%s", parked),
             .token = token);
    cr_expect_str_eq(text_at(r, "/data/0/id"), parked, "%s", r->text);
}
