/* Disputes through HTTP: a host objects to a line of its statement, another answers, and the ledger
 * stays as it was. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/funding/statement_fixture.h"

static const char *leader, *provider, *line; /* of the host; of the other school; a posting */

static void disputes_start(void)
{
    passport_start();
    add_band("C", 3650000, "2026-04-01");
    agree(TOP_UPS(1000), "{}");
    admitted("C", "2026-09-01", NULL);
    run_and_approve("2026-09");
    leader = who_leads("host_leader", host);
    provider = who_leads("host_leader", special);
    line = posting_of_line("2026-09", 0);
}

TestSuite(disputes, .init = disputes_start, .fini = client_stop, .timeout = 300);

static const struct reply *raise_with(const char *who, const char *members)
{
    json_t *body = json_pack("{s:s, s:s}", "posting_id", line, "reason", "She came on the 8th");

    return CALL(.method = "POST", .path = "/v1/funding/disputes", .token = who,
                .body = dumped(but(body, members)));
}

static const char *raised(const char *who)
{
    const struct reply *r = raise_with(who, "{}");

    cr_assert_eq(r->status, 201, "%s", r->text);
    return text_at(r, "/id");
}

static const struct reply *move(const char *who, const char *id, const char *to,
                                const char *response)
{
    json_t *body = json_pack("{s:s}", "to", to);

    if (response)
        json_object_set_new(body, "response", json_string(response));
    return CALL(.method = "POST", .token = who, .body = dumped(body),
                .path = text_of("/v1/funding/disputes/%s/transitions", id));
}

static const struct reply *find(const char *who, const char *id)
{
    return CALL(.path = text_of("/v1/funding/disputes/%s", id), .token = who);
}

/* ---- raising ---------------------------------------------------------------------------- */

Test(disputes, host_raises_one)
{
    const struct reply *entries =
        CALL(.token = finance, .path = text_of("/v1/funding/ledger-entries?posting_id=%s", line));
    const struct reply *r = raise_with(leader, "{}");

    cr_assert_eq(r->status, 201, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/status"), "raised");
    cr_expect_str_eq(text_at(r, "/host_school_id"), host);
    cr_expect_str_eq(text_at(r, "/agreement_id"), text_at(entries, "/data/0/agreement_id"));
    cr_expect_str_eq(text_at(r, "/raised_by"),
                     text_at(CALL(.path = "/v1/me", .token = leader), "/id"), "%s", r->text);
    cr_expect(json_is_null(json_at(r->json, "/response")), "%s", r->text);
    const struct reply *again = raise_with(token, "{}");
    expect_rule(again, 409, "conflict", "/posting_id funding_dispute_is_the_only_open_one");
}

Test(disputes, entry_leads_to_its_posting)
{
    const char *id = text_at(CALL(.token = finance, .path = "/v1/funding/ledger-entries?limit=1"),
                             "/data/0/id");
    const struct reply *r = raise_with(
        leader, text_of("{\"posting_id\":null,\"ledger_entry_id\":\"%s\"}", id));

    cr_assert_eq(r->status, 201, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/posting_id"), line);
    cr_expect_str_eq(text_at(r, "/ledger_entry_id"), id);
}

Test(disputes, only_lines_of_a_statement_are_disputed)
{
    const char *receipt = text_at(
        added(finance, "/v1/funding/receipts",
              json_pack("{s:s, s:s, s:i, s:s, s:s, s:s, s:i, s:s}", "payer", "908",
                        "remittance_reference", "R1", "line", 1, "received_on", "2026-11-02",
                        "stream", "top_ups", "for_period", "2026-09", "amount_pence", 100,
                        "provision_id", base)), "/posting_id");

    expect_rule(raise_with(leader, text_of("{\"posting_id\":\"%s\"}", receipt)), 422,
                "validation_failed", "/posting_id funding_dispute_is_of_a_statement_line");
    expect_rule(raise_with(leader, text_of("{\"ledger_entry_id\":\"%s\"}", line)), 422,
                "validation_failed",
                "/ledger_entry_id funding_dispute_entry_is_of_a_statement_line");
    expect_rule(raise_with(leader, "{\"posting_id\":null}"), 422, "validation_failed",
                "/posting_id funding_dispute_names_a_posting");
    expect_rule(raise_with(leader, "{\"reason\":null}"), 422, "validation_failed",
                "/reason required");
}

Test(disputes, only_the_host_raises_one)
{
    EXPECT_PROBLEM(raise_with(finance, "{}"), 403, "insufficient_scope");
    expect_rule(raise_with(provider, "{}"), 403, "forbidden",
                "/posting_id funding_dispute_is_raised_for_the_host");
    expect_rule(raise_with(who_leads("host_leader", former), "{}"), 422, "validation_failed",
                "/posting_id funding_dispute_is_of_a_statement_line");
}

/* ---- answering -------------------------------------------------------------------------- */

Test(disputes, finance_answers)
{
    static const char *const ANSWERS[] = { "upheld", "rejected" };
    const char *before = statement(finance, "2026-09", "")->text;

    for (int i = 0; i < 2; i++) {
        const char *id = raised(leader);

        expect_rule(move(finance, id, ANSWERS[i], NULL), 422, "validation_failed",
                    "/response funding_dispute_answer_has_a_response");
        EXPECT_PROBLEM(move(leader, id, ANSWERS[i], "Yes"), 403, "insufficient_scope");
        const struct reply *r = move(finance, id, ANSWERS[i], "The register says the 1st");
        cr_assert_eq(r->status, 200, "%s", r->text);
        cr_expect_str_eq(text_at(r, "/status"), ANSWERS[i]);
        cr_expect_str_eq(text_at(r, "/response"), "The register says the 1st");
        cr_expect_str_neq(text_at(r, "/answered_by"), text_at(r, "/raised_by"));
        EXPECT_PROBLEM(move(leader, id, "withdrawn", NULL), 409, "invalid_transition");
    }
    cr_expect_str_eq(statement(finance, "2026-09", "")->text, before, "the ledger is as it was");
}

Test(disputes, nobody_answers_their_own)
{
    const char *id = raised(token);

    expect_rule(move(token, id, "upheld", "Of course"), 409, "conflict",
                "/status funding_dispute_is_answered_by_another");
    cr_expect_eq(move(token, id, "withdrawn", NULL)->status, 200);
}

Test(disputes, host_withdraws)
{
    const char *id = raised(leader);

    EXPECT_PROBLEM(move(finance, id, "withdrawn", NULL), 403, "insufficient_scope");
    expect_rule(move(leader, id, "withdrawn", "No"), 422, "validation_failed",
                "/response funding_dispute_response_is_an_answer");
    const struct reply *r = move(leader, id, "withdrawn", NULL);
    cr_expect_str_eq(text_at(r, "/status"), "withdrawn", "%s", r->text);
    cr_expect_str_neq(raised(leader), id, "and may raise another");
    r = CALL(.path = text_of("/v1/funding/disputes/%s/transitions", id), .token = leader);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 2, "%s", r->text);
}

static const struct reply *change(const char *who, const char *id, const char *text)
{
    return CALL(.method = "PATCH", .path = text_of("/v1/funding/disputes/%s", id), .token = who,
                .body = text, .headers = { "If-Match: *" });
}

static const struct reply *change_reason(const char *who, const char *id)
{
    return change(who, id, "{\"reason\":\"She came on the 9th\"}");
}

#define RESPONSE "{\"response\":\"The register says the 1st\"}"
#define OF_THE_HOST "/reason funding_dispute_is_the_hosts"
#define OF_THE_PROVIDER "/response funding_dispute_is_answered_by_the_provider"

Test(disputes, the_host_speaks_for_the_host)
{
    const char *const OTHERS[] = { provider, token };
    const char *id = raised(leader);

    for (int i = 0; i < 2; i++) {
        expect_rule(change_reason(OTHERS[i], id), 403, "forbidden", OF_THE_HOST);
        expect_rule(move(OTHERS[i], id, "withdrawn", NULL), 403, "forbidden", OF_THE_HOST);
    }
    cr_expect_str_eq(text_at(find(leader, id), "/reason"), "She came on the 8th");
    const char *colleague = who_leads("host_leader", host);
    cr_expect_eq(change_reason(colleague, id)->status, 200);
    cr_expect_eq(move(colleague, id, "withdrawn", NULL)->status, 200);
    id = raised(token);
    cr_expect_eq(change_reason(token, id)->status, 200, "over the whole trust, who raised it");
    cr_expect_eq(change_reason(leader, id)->status, 200);
    cr_expect_eq(move(token, id, "withdrawn", NULL)->status, 200);
}

Test(disputes, the_provider_speaks_for_the_provider)
{
    const char *id = raised(leader), *of_host = who_leads("finance", host);

    expect_rule(change(leader, id, RESPONSE), 403, "forbidden", OF_THE_PROVIDER);
    expect_rule(move(of_host, id, "upheld", "Of course"), 403, "forbidden", OF_THE_PROVIDER);
    cr_expect(json_is_null(json_at(find(leader, id)->json, "/response")));
    const struct reply *r = change(provider, id, RESPONSE);
    cr_expect_str_eq(text_at(r, "/response"), "The register says the 1st", "%s", r->text);
    cr_expect_str_eq(text_at(r, "/status"), "raised", "it decides nothing");
    EXPECT_PROBLEM(move(provider, id, "rejected", NULL), 403, "insufficient_scope");
    expect_rule(move(of_host, id, "upheld", NULL), 403, "forbidden", OF_THE_PROVIDER);
    r = move(who_leads("finance", special), id, "rejected", NULL);
    cr_expect_str_eq(text_at(r, "/status"), "rejected", "%s", r->text);
    cr_expect_str_eq(text_at(r, "/response"), "The register says the 1st");
    expect_rule(change(provider, id, "{\"response\":null}"), 409, "conflict",
                "/reason funding_dispute_stands_once_answered");
}

Test(disputes, a_response_is_an_answer)
{
    const char *id = raised(token);

    expect_rule(change(token, id, RESPONSE), 409, "conflict",
                "/status funding_dispute_is_answered_by_another");
    cr_expect_eq(change(provider, id, RESPONSE)->status, 200);
    cr_assert_eq(move(leader, id, "withdrawn", NULL)->status, 200);
    expect_rule(raise_with(leader, RESPONSE), 422, "validation_failed",
                "/response funding_dispute_response_is_an_answer");
}

Test(disputes, reason_stands_once_answered)
{
    const char *id = raised(leader);

    cr_expect_str_eq(text_at(change_reason(leader, id), "/reason"), "She came on the 9th");
    EXPECT_PROBLEM(change_reason(finance, id), 403, "insufficient_scope");
    id = (move(leader, id, "withdrawn", NULL), raised(leader));
    move(finance, id, "rejected", "The register says the 1st");
    expect_rule(change_reason(leader, id), 409, "conflict",
                "/reason funding_dispute_stands_once_answered");
}

/* ---- who sees it ------------------------------------------------------------------------ */

Test(disputes, both_schools_see_it)
{
    const char *id = raised(leader), *other = who_leads("host_leader", former);

    cr_expect_eq(find(leader, id)->status, 200);
    cr_expect_eq(find(provider, id)->status, 200);
    EXPECT_PROBLEM(find(other, id), 404, "not_found");
    EXPECT_PROBLEM(move(other, id, "withdrawn", NULL), 404, "not_found");
    EXPECT_PROBLEM(find(token_of(0, "finance"), id), 404, "not_found");
    const struct reply *r = CALL(.path = "/v1/funding/disputes?status=raised", .token = other);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 0, "%s", r->text);
    r = CALL(.path = text_of("/v1/funding/disputes?posting_id=%s", line), .token = finance);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 1, "%s", r->text);
}
