/* Placements and the cases they are of: whose officer decides, and that a case is seen where its
 * placement is. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/placements/placement_fixture.h"

TestSuite(placement_cases, .init = places_start, .fini = client_stop, .timeout = 120);

static const char *proposed_by(const char *authority)
{
    const char *ehcp = plan_issued_for(add_pupil(former), host);

    by_hand(text_of("UPDATE app.ehcp SET la_code = '%s' WHERE id = '%s'", authority, ehcp));
    const struct reply *r = added(token, "/v1/placements", placement_body(ehcp, base));
    cr_expect_str_eq(text_at(r, "/la_code"), authority);
    return text_at(r, "/id");
}

/* An officer's word is the decision of its own authority, of no other, though it sees the case. */
Test(placement_cases, an_officer_decides_for_its_own_authority)
{
    const char *officer = token_over("trust_admin la_officer:908", host,
                                     text_of("[\"%s\",\"%s\"]", host, special));
    const char *own = proposed_by("908"), *other = proposed_by("801");
    static const char *const DECISIONS[] = { "agreed", "named" };

    take_steps(own, "consulting");
    take_steps(other, "consulting");
    for (size_t i = 0; i < 2; i++) {
        expect_rule(take_step_by(officer, other, DECISIONS[i], "{}", false), 422,
                    "validation_failed", "/reference placement_decision_is_the_authoritys");
        const struct reply *r = take_step_by(officer, own, DECISIONS[i], "{}", false);
        cr_expect_eq(r->status, 200, "%s", r->text);
        take_steps(other, DECISIONS[i]);
    }
}

/* Why it ends is told with the step that ends it, and with no other. */
Test(placement_cases, a_reason_to_end_goes_with_the_end)
{
    const char *id = proposed(base, "{}");

    expect_rule(take_step_by(token, id, "consulting", "{\"ending_reason\":\"deceased\"}", false),
                422, "validation_failed",
                "/ending_reason placement_has_a_reason_only_when_it_ends");
}

/* A merge gives the placement another pupil, and so the case of that pupil other schools. */
Test(placement_cases, a_merged_pupil_keeps_the_schools_of_the_placement)
{
    const char *duplicate = add_pupil(former), *survivor = add_pupil(former);
    const char *ehcp = plan_issued_for(duplicate, host);
    const char *id = text_at(added(token, "/v1/placements", placement_body(ehcp, base)), "/id");
    const char *there = token_over("senco", special, text_of("[\"%s\"]", special));
    const char *path = text_of("/v1/ehcps/%s", ehcp);

    EXPECT_PROBLEM(CALL(.path = path, .token = there), 404, "not_found");
    take_steps(id, TO_AGREED);
    cr_expect_eq(CALL(.path = path, .token = there)->status, 200);
    const struct reply *r = CALL(.method = "POST", .token = token,
                                 .path = text_of("/v1/pupils/%s/merges", survivor),
                                 .body = text_of("{\"duplicate_id\":\"%s\"}", duplicate));
    cr_assert_eq(r->status, 200, "%s", r->text);
    r = CALL(.path = path, .token = there);
    cr_expect_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/pupil_id"), survivor);
}
