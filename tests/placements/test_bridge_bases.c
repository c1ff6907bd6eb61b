/* A Bridge that is listed among the provisions: the base leads there, and the provision stays what
 * it is. Bases otherwise, and what goes on in them, are in test_bridge.c. */
#include <criterion/criterion.h>

#include "tests/fixture.h"

static const char *admin, *school, *base;

static void start(void)
{
    client_start();
    admin = token_of(0, "trust_admin");
    school = add_school();
    base = text_at(
        added(admin, "/v1/bridge-bases",
              json_pack("{s:s, s:s, s:i}", "school_id", school, "name", "The Bridge", "staff", 2)),
        "/id");
}

TestSuite(bridge_bases, .init = start, .fini = client_stop, .timeout = 120);

static const char *listed(const char *kind, const char *at)
{
    return text_at(added(admin, "/v1/provisions",
                         json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "kind", kind, "name",
                                   "The Bridge", "host_school_id", at, "provider_school_id", at,
                                   "nc_year_from", "7", "nc_year_to", "11")),
                   "/id");
}

static const struct reply *change(const char *method, const char *path, const char *body)
{
    return CALL(.method = method, .path = path, .token = admin, .body = body,
                .headers = { "If-Match: *" });
}

static const struct reply *lead(const char *provision)
{
    return change("PATCH", text_of("/v1/bridge-bases/%s", base),
                  text_of("{\"provision_id\":\"%s\"}", provision));
}

Test(bridge_bases, a_base_and_its_referrals_lead_to_the_provision)
{
    const char *provision = listed("bridge", school);
    const struct reply *r = lead(provision);

    cr_expect_str_eq(text_at(r, "/provision_id"), provision, "%s", r->text);
    r = CALL(.path = text_of("/v1/bridge-bases/%s?expand=provision", base), .token = admin);
    cr_expect_str_eq(text_at(r, "/provision/kind"), "bridge", "%s", r->text);
    cr_expect_eq(json_array_size(json_at(r->json, "/provision/warnings")), 0, "no places: %s",
                 r->text);
    const char *referral = text_at(
        added(admin, "/v1/bridge-referrals",
              json_pack("{s:s, s:s, s:s, s:s}", "pupil_id", add_pupil(school), "bridge_base_id",
                        base, "reason", "settling", "referred_on", day_from_today(0))),
        "/id");
    r = CALL(.path = text_of("/v1/bridge-referrals/%s?expand=bridge_base", referral),
             .token = admin);
    cr_expect_str_eq(text_at(r, "/bridge_base/provision_id"), provision, "%s", r->text);
    r = CALL(.path = text_of("/v1/bridge-bases?provision_id=%s", provision), .token = admin);
    cr_expect_str_eq(text_at(r, "/data/0/id"), base, "%s", r->text);
    r = CALL(.path = text_of("/v1/bridge-bases?id=%s&provision_id.null=true", base),
             .token = admin);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 0, "%s", r->text);
}

Test(bridge_bases, a_provision_is_the_bridge_of_the_school)
{
    const char *const OTHERS[] = { listed("arb", school), listed("bridge", add_school()),
                                   "01890a5d-ac96-774b-bcce-b302099a8057" };

    for (size_t i = 0; i < 3; i++) {
        const struct reply *r = lead(OTHERS[i]);

        EXPECT_PROBLEM(r, 422, "validation_failed");
        cr_expect_str_eq(errors_of(r), "/provision_id bridge_base_provision_is_its_bridge");
    }
}

Test(bridge_bases, a_provision_stays_the_bridge_while_the_base_is_there)
{
    const char *provision = listed("bridge", school);
    const char *path = text_of("/v1/provisions/%s", provision);
    const char *here = text_of("/v1/bridge-bases/%s", base);
    const struct {
        const char *method, *body;
    } CASES[] = { { "PATCH", "{\"kind\":\"arb\"}" },
                  { "PATCH", text_of("{\"host_school_id\":\"%s\"}", add_school()) },
                  { "DELETE", NULL } };

    cr_assert_eq(lead(provision)->status, 200);
    for (size_t i = 0; i < 3; i++) {
        const struct reply *r = change(CASES[i].method, path, CASES[i].body);

        EXPECT_PROBLEM(r, 409, "conflict");
        cr_expect_str_eq(errors_of(r), "/id provision_is_of_a_bridge_base");
    }
    cr_expect_eq(change("PATCH", path, "{\"name\":\"The Nest\"}")->status, 200);
    cr_expect_eq(change("DELETE", here, NULL)->status, 204);
    cr_expect_eq(change("DELETE", path, NULL)->status, 204);
    const struct reply *r = CALL(.method = "POST", .path = text_of("%s/restore", here),
                                 .token = admin);
    EXPECT_PROBLEM(r, 422, "validation_failed");
    cr_expect_str_eq(errors_of(r), "/provision_id bridge_base_provision_is_its_bridge");
    cr_expect_eq(
        CALL(.method = "POST", .path = text_of("%s/restore", path), .token = admin)->status, 200);
    cr_expect_eq(
        CALL(.method = "POST", .path = text_of("%s/restore", here), .token = admin)->status, 200);
}
