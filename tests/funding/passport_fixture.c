#include "tests/funding/passport_fixture.h"

#include <criterion/criterion.h>

const char *finance, *approver;

void passport_start(void)
{
    client_start();
    in_new_trust();
    places_of_a_base();
    finance = token_over("finance", host, NULL);
    approver = token_over("finance_approver", host, NULL);
}

void add_band(const char *band, int annual_pence, const char *starts_on)
{
    added(finance, "/v1/funding/bands",
          json_pack("{s:s, s:s, s:i, s:s}", "la_code", "908", "band", band, "annual_pence",
                    annual_pence, "starts_on", starts_on));
}

static void sign(const char *who, const char *id, const char *to)
{
    const struct reply *r =
        CALL(.method = "POST", .path = text_of("/v1/funding/agreements/%s/transitions", id),
             .token = who, .body = text_of("{\"to\":\"%s\",\"reference\":\"Deed 7\"}", to));

    cr_assert_eq(r->status, 200, "%s: %s", to, r->text);
}

const char *agree(const char *shares, const char *members)
{
    json_t *body = json_pack("{s:s, s:s, s:s, s:s, s:o}", "provision_id", base, "base_year",
                             "academic", "place_type", "special_place", "starts_on", "2026-09-01",
                             "shares", json_loads(shares, 0, NULL));
    const char *id = text_at(added(finance, "/v1/funding/agreements", but(body, members)), "/id");

    sign(approver, id, "offered");
    sign(token_over("host_leader", host, text_of("[\"%s\"]", host)), id, "agreed");
    return id;
}

const char *admitted(const char *band, const char *starts_on, const char *ends_on)
{
    json_t *stay = json_pack("{s:s, s:s}", "band", band, "starts_on", starts_on);

    if (ends_on)
        json_object_set_new(stay, "ends_on", json_string(ends_on));
    const char *id = proposed(base, dumped(stay));
    take_steps(id, TO_ACTIVE);
    return id;
}

const struct reply *run_month(const char *period)
{
    return CALL(.method = "POST", .path = "/v1/funding/runs", .token = finance,
                .body = text_of("{\"period\":\"%s\"}", period));
}

const struct reply *approve_run(const char *id)
{
    return CALL(.method = "POST", .path = text_of("/v1/funding/runs/%s/approvals", id),
                .token = approver, .body = "{}");
}

const struct reply *run_and_approve(const char *period)
{
    const struct reply *run = run_month(period);

    cr_assert_eq(run->status, 201, "%s: %s", period, run->text);
    run = approve_run(text_at(run, "/id"));
    cr_assert_eq(run->status, 200, "%s: %s", period, run->text);
    return run;
}
