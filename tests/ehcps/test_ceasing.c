/* A plan is maintained until the time to appeal against its end is over and no appeal is open. */
#include <criterion/criterion.h>

#include "tests/ehcps/case_fixture.h"

static const char *admin, *school;

static void start(void)
{
    client_start();
    admin = token_of(0, "trust_admin");
    school = add_school();
}

TestSuite(ceasing, .init = start, .fini = client_stop, .timeout = 120);

/* To cease is proposed on 10 March 2026: the last day to appeal is 10 May. */
static const char *to_be_ceased(void)
{
    const char *ehcp = plan_in_force(school);

    posted(text_of("/v1/ehcps/%s/reviews", ehcp),
           "{'kind':'annual','planned_on':'2026-03-02','met_on':'2026-03-02'}");
    stepped(ehcp, "in_review 2026-03-02", "");
    stepped(ehcp, "cease_proposed 2026-03-10", "'cease_reason':'2'");
    return ehcp;
}

static void is_maintained(const char *ehcp, const char *on)
{
    const struct reply *r = step(ehcp, text_of("ceased %s", on), "'cease_reason':'2'");

    EXPECT_PROBLEM(r, 422, "validation_failed");
    cr_expect_str_eq(errors_of(r), "/on ehcp_is_maintained_until_the_appeal_ends");
}

Test(ceasing, a_plan_is_not_ceased_before_the_time_to_appeal_is_over)
{
    const char *ehcp = to_be_ceased();

    is_maintained(ehcp, "2026-05-09");
    stepped(ehcp, "ceased 2026-05-10", "'cease_reason':'2'");
}

/* Nor while the tribunal has not decided; what else is appealed against does not matter. */
Test(ceasing, a_plan_is_not_ceased_while_that_is_appealed_against)
{
#define LODGED "'certificate_on':'2026-03-20','lodged_on':'2026-04-01'"
    const char *ehcp = to_be_ceased(), *appeals = text_of("/v1/ehcps/%s/appeals", ehcp);

    posted(appeals, "{'decision_type':'contents','decided_on':'2026-03-10'," LODGED "}");
    const char *appeal = text_of("%s/%s", appeals, posted(appeals,
        "{'decision_type':'cease','decided_on':'2026-03-10'," LODGED "}"));
    is_maintained(ehcp, "2026-07-01");
    cr_assert_eq(CALL(.method = "DELETE", .path = appeal, .token = admin,
                      .headers = { "If-Match: *" })->status, 204);
    cr_expect_eq(post(text_of("/v1/ehcps/%s/transitions?dry_run=true", ehcp),
                      "{'to':'ceased','on':'2026-07-01','cease_reason':'2'}")->status, 200);
    cr_assert_eq(post(text_of("%s/restore", appeal), "")->status, 200);
    is_maintained(ehcp, "2026-07-01");
    patched(appeal, "{'outcome':'dismissed','outcome_on':'2026-06-20'}");
    stepped(ehcp, "ceased 2026-07-01", "'cease_reason':'2'");
}
