/* Which pupil a line of a remittance is about: found by whatever road it becomes known, told to the
 * pupil, and gone with it. */
#include "tests/funding/receipt_fixture.h"

#include <string.h>

TestSuite(receipt_pupils, .init = funding_start, .fini = client_stop, .timeout = 120);

static const char *pupil_with(const char *members)
{
    return text_at(added(token, "/v1/pupils", but(pupil_body(former), members)), "/id");
}

static const char *named(const char *upn)
{
    return text_of("{\"upn\":\"%s\"}", upn);
}

/* Told to the pupil, with what the payer wrote; and nothing of it is left once it is purged. */
static void expect_held_on(const char *pupil, const char *receipt, const char *upn)
{
    const char *told = sar_of(pupil);

    cr_expect(strstr(told, receipt) && strstr(told, text_of("\"reference\": \"%s\"", upn)), "%s",
              told);
    delete_pupil(pupil);
    purge(pupil);
    const struct reply *r = find_receipt(receipt);
    cr_expect_eq(r->status, 200, "%s", r->text);
    cr_expect(json_is_null(json_at(r->json, "/pupil_reference")), "%s", r->text);
    cr_expect_str_eq(ledger_says(text_of("SELECT count(*) FROM app.funding_receipt_pupil"
                                         " WHERE receipt_id = '%s'", receipt)), "0");
    cr_expect_str_eq(ledger_says(text_of("SELECT op FROM app.change WHERE id = '%s'"
                                         " ORDER BY version DESC LIMIT 1", receipt)), "updated");
}

/* The books stay when a pupil is purged, and are then about nobody. */
Test(receipt_pupils, known_when_the_line_comes)
{
    const char *upn = fresh_upn(), *pupil = pupil_with(named(upn));

    expect_held_on(pupil, text_at(received(about(upn, "")), "/id"), upn);
}

Test(receipt_pupils, made_after_the_line_came)
{
    const char *upn = fresh_upn(), *id = text_at(received(about(upn, "")), "/id");

    expect_held_on(pupil_with(named(upn)), id, upn);
}

Test(receipt_pupils, made_after_the_line_was_matched)
{
    const char *upn = fresh_upn(), *id = text_at(received(about(upn, "")), "/id");
    const struct reply *r = CALL(.method = "POST", .path = text_of(RECEIPTS "/%s/matches", id),
                                 .token = token, .body = at_provision());

    cr_assert_str_eq(text_at(r, "/status"), "posted", "%s", r->text);
    expect_held_on(pupil_with(named(upn)), id, upn);
}

Test(receipt_pupils, given_the_upn_later)
{
    const char *upn = fresh_upn();
    const char *id = text_at(received(about(text_of(" %c%s", upn[0] | 32, upn + 1), "")), "/id");
    const char *pupil = pupil_with("{}"), *path = text_of("/v1/pupils/%s", pupil);

    cr_expect(!strstr(sar_of(pupil), id));
    cr_assert_eq(CALL(.method = "PATCH", .path = path, .token = token, .body = named(upn),
                      .headers = { "If-Match: *" })->status, 200);
    expect_held_on(pupil, id, upn);
}

Test(receipt_pupils, merged)
{
    const char *upn = fresh_upn(), *id = text_at(received(about(upn, "")), "/id");
    const char *duplicate = pupil_with(named(upn)), *pupil = pupil_with("{}");
    const struct reply *r = CALL(.method = "POST", .path = text_of("/v1/pupils/%s/merges", pupil),
                                 .token = token,
                                 .body = text_of("{\"duplicate_id\":\"%s\"}", duplicate));

    cr_assert_eq(r->status, 200, "%s", r->text);
    expect_held_on(pupil, id, upn);
}

Test(receipt_pupils, deleted_when_the_line_came)
{
    const char *upn = fresh_upn(), *old = fresh_upn();
    const char *pupil = pupil_with(text_of("{\"upn\":\"%s\",\"former_upns\":[\"%s\"]}", upn, old));

    delete_pupil(pupil);
    const char *const lines[] = { text_at(received(about(upn, "")), "/id"),
                                  text_at(received(about(old, "")), "/id") };
    purge(pupil);
    for (int i = 0; i < 2; i++)
        cr_expect(json_is_null(json_at(find_receipt(lines[i])->json, "/pupil_reference")), "%d", i);
}

Test(receipt_pupils, restored_after_the_line_came)
{
    const char *upn = fresh_upn(), *pupil = pupil_with(named(upn));

    delete_pupil(pupil);
    const char *id = text_at(received(about(upn, "")), "/id");
    const struct reply *r = CALL(.method = "POST", .path = text_of("/v1/pupils/%s/restore", pupil),
                                 .token = token);
    cr_assert_eq(r->status, 200, "%s", r->text);
    expect_held_on(pupil, id, upn);
}

/* A record that was made by mistake let go of the UPN: the line is of the pupil that has it now. */
Test(receipt_pupils, follow_the_upn)
{
    const char *upn = fresh_upn(), *mistaken = pupil_with(named(upn));
    const char *id = text_at(received(about(upn, "")), "/id");

    delete_pupil(mistaken);
    const char *pupil = pupil_with(named(upn));
    purge(mistaken);
    cr_expect_str_eq(text_at(find_receipt(id), "/pupil_reference"), upn);
    expect_held_on(pupil, id, upn);
}

/* The same file once more: what was purged is not needed to know the line again. */
Test(receipt_pupils, purged_when_the_line_comes_again)
{
    const char *pupil = pupil_with("{}"), *rows;
    json_t *body = kept(receipt_body(about(upn_of(pupil), "")));
    const struct reply *first = take_in(token, json_deep_copy(body));

    rows = dumped(json_pack("{s:[O]}", "items", body));
    delete_pupil(pupil);
    purge(pupil);
    const struct reply *r = take_in(token, json_deep_copy(body));
    cr_expect_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/id"), text_at(first, "/id"));
    r = CALL(.method = "POST", .path = RECEIPTS "/bulk", .token = token, .body = rows);
    cr_expect_eq(int_at(r, "/summary/unchanged"), 1, "%s", r->text);
    r = take_in(token, but(json_deep_copy(body), "{\"amount_pence\":1}"));
    EXPECT_PROBLEM(r, 409, "receipt_line_differs");
    cr_expect(json_is_null(json_at(find_receipt(text_at(first, "/id"))->json,
                                   "/pupil_reference")));
}
