#include "tests/funding/receipt_fixture.h"

json_t *receipt_body(const char *members)
{
    json_t *body = json_pack("{s:s, s:s, s:i, s:s, s:s, s:s, s:i}", "payer", "908",
                             "remittance_reference", text_of("CR-%s%s", fresh_urn(), fresh_urn()),
                             "line", 14, "received_on", day_from_today(0), "stream", "top_ups",
                             "for_period", "2026-10", "amount_pence", 102884);

    cr_assert(body);
    return but(body, members);
}

const struct reply *take_in(const char *who, json_t *body)
{
    return CALL(.method = "POST", .path = RECEIPTS, .token = who, .body = dumped(body));
}

const struct reply *received(const char *members)
{
    return take_in(token, receipt_body(members));
}

const struct reply *find_receipt(const char *id)
{
    return CALL(.path = text_of(RECEIPTS "/%s", id), .token = token);
}

const struct reply *reverse_receipt(const char *posting)
{
    const struct reply *r =
        CALL(.method = "POST", .path = "/v1/funding/reversals", .token = token,
             .body = text_of("{\"posting_id\":\"%s\",\"reason\":\"Another trust's\"}", posting));

    cr_assert_eq(r->status, 201, "%s", r->text);
    return r;
}

const char *at_provision(void)
{
    return text_of("{\"provision_id\":\"%s\"}", provision);
}

const char *about(const char *reference, const char *more)
{
    return text_of("{\"pupil_reference\":\"%s\",\"for_period\":\"%.7s\"%s}", reference,
                   day_from_today(0), more);
}

const char *placed_pupil(const char *at, const char *members)
{
    const char *id = proposed(at, members);

    take_steps(id, TO_ACTIVE);
    return text_at(find_placement(id), "/pupil_id");
}

const char *upn_of(const char *pupil)
{
    return ledger_says(text_of("SELECT upn FROM app.pupil WHERE id = '%s'", pupil));
}

const char *sar_of(const char *pupil)
{
    const struct reply *r = CALL(.path = text_of("/v1/pupils/%s/subject-access", pupil),
                                 .token = token);

    cr_assert_eq(r->status, 200, "%s", r->text);
    return r->text;
}

void delete_pupil(const char *pupil)
{
    cr_assert_eq(CALL(.method = "DELETE", .path = text_of("/v1/pupils/%s", pupil), .token = token,
                      .headers = { "If-Match: *" })->status, 204);
}

void purge(const char *pupil)
{
    const struct reply *r = CALL(.method = "POST", .path = text_of("/v1/pupils/%s/purge", pupil),
                                 .token = token, .body = "{\"reason\":\"A test\"}");

    cr_assert_lt(r->status, 300, "%s", r->text);
}
