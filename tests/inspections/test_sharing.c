/* Who else sees what came of an inspection: each school that answers for it has its say, and no
 * more is shared than all of them agree to. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/inspections/record_fixture.h"

static const char *inspection, *host, *provider, *other_school;
static struct person provider_head, other; /* they lead the provider and a third school */

static const char *only(const char *school)
{
    return text_of("[\"%s\"]", school);
}

/* Of a base whose host is cast.inspected. */
static void start(void)
{
    cast_inspection();
    host = cast.inspected;
    provider = add_special_school();
    other_school = add_school();
    provider_head = new_person("school_leader", only(provider));
    other = new_person("school_leader", only(other_school));
    inspection = inspection_of_base(provider, "");
}

TestSuite(sharing, .init = start, .fini = client_stop, .timeout = 300);

static const struct reply *share(const char *token, const char *members)
{
    return send_as(token, "PUT", inspection_at(inspection, "/sharing"), text_of("{%s}", members));
}

/* With whom it is shared after a school has said so, which it must be let. */
static const char *shared(const struct person *who, const char *members)
{
    const struct reply *r = share(who->token, members);

    cr_assert_eq(r->status, 200, "%s", r->text);
    return text_of("%s %zu", text_at(r, "/shared_with"),
                   json_array_size(json_at(r->json, "/shared_with_school_ids")));
}

static const char *with(const char *first, const char *second)
{
    return second ? text_of("'shared_with':'schools','shared_with_school_ids':['%s','%s']", first,
                            second)
                  : text_of("'shared_with':'schools','shared_with_school_ids':['%s']", first);
}

/* The inspection and its report, in both forms, are there for somebody, or none of them. */
static void expect_there(const char *token, bool there, const char *when)
{
    static const char *const FORMS[] = { "application/json", "text/html" };

    cr_expect_eq(send_as(token, "GET", inspection_at(inspection, ""), NULL)->status,
                 there ? 200 : 404, "%s", when);
    for (size_t i = 0; i < 2; i++)
        cr_expect_eq(CALL(.path = inspection_at(inspection, "/report"), .token = token,
                          .headers = { text_of("Accept: %s", FORMS[i]) })->status,
                     there ? 200 : 404, "%s: %s", when, FORMS[i]);
}

Test(sharing, both_schools_of_a_base_agree_before_others_see)
{
    const char *token = other.token;

    bring_inspection(inspection, "final");
    cr_expect_str_eq(shared(&cast.head, "'shared_with':'trust'"), "nobody 0");
    expect_there(token, false, "the host alone");
    cr_expect_str_eq(shared(&provider_head, with(other_school, cast.schools[0])), "schools 2");
    expect_there(token, true, "the provider names it");
    expect_there(cast.bystander.token, false, "the provider does not name it");
    cr_expect_str_eq(shared(&provider_head, "'shared_with':'trust'"), "trust 0");
    expect_there(cast.bystander.token, true, "both share it with the trust");
    const struct person newcomer = new_person("school_leader", only(add_school()));
    expect_there(newcomer.token, true, "who comes to the trust later, too");
    cr_expect_str_eq(shared(&cast.head, with(other_school, NULL)), "schools 1");
    expect_there(token, true, "the host names it");
    expect_there(newcomer.token, false, "the host does not name it");
    cr_expect_str_eq(shared(&cast.head, with(cast.schools[1], NULL)), "schools 1");
    cr_expect_str_eq(shared(&provider_head, with(other_school, NULL)), "nobody 0");
    expect_there(token, false, "they name no school together");
}

/* And what it had agreed to before does not come back when the other speaks again. */
Test(sharing, either_withdraws_at_once)
{
    const struct person *who[] = { &cast.head, &provider_head };

    bring_inspection(inspection, "final");
    for (size_t i = 0; i < 2; i++) {
        shared(who[i], "'shared_with':'trust'");
        cr_expect_str_eq(shared(who[1 - i], "'shared_with':'trust'"), "trust 0");
        expect_there(other.token, true, "both agree");
        cr_expect_str_eq(shared(who[i], "'shared_with':'nobody'"), "nobody 0");
        expect_there(other.token, false, "one has withdrawn");
        cr_expect_str_eq(shared(who[1 - i], with(other_school, NULL)), "nobody 0");
        expect_there(other.token, false, "the other speaks again");
        expect_there(cast.head.token, true, "the schools that answer for it");
        expect_there(provider_head.token, true, "the schools that answer for it");
    }
}

Test(sharing, what_each_agreed_to_is_told)
{
    shared(&cast.head, with(other_school, NULL));
    shared(&provider_head, "'shared_with':'trust'");
    const struct reply *r = share(cast.head.token, "'shared_with':'nobody'");
    cr_expect_eq(json_array_size(json_at(r->json, "/sharing_consents")), 2, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/sharing_consents/0/school_id"), provider);
    cr_expect_str_eq(text_at(r, "/sharing_consents/0/shared_with"), "trust");
    cr_expect_str_eq(text_at(r, "/sharing_consents/0/agreed_on"), day_from_today(0));
    cr_expect_str_eq(text_at(r, "/sharing_consents/1/school_id"), host);
    cr_expect_str_eq(text_at(r, "/sharing_consents/1/shared_with"), "nobody");
    r = share(cast.head.token, with(other_school, cast.schools[0]));
    cr_expect_eq(json_array_size(json_at(r->json,
                                         "/sharing_consents/1/shared_with_school_ids")), 2);
    EXPECT_PROBLEM(send_as(cast.quality.token, "PATCH", inspection_at(inspection, ""),
                           "{'sharing_consents':[]}"), 422, "validation_failed");
}

Test(sharing, nothing_is_shared_before_it_is_final)
{
    shared(&cast.head, "'shared_with':'trust'");
    cr_expect_str_eq(shared(&provider_head, "'shared_with':'trust'"), "trust 0");
    bring_inspection(inspection, "moderated");
    expect_there(other.token, false, "moderated");
    bring_inspection(inspection, "final");
    expect_there(other.token, true, "final");
}

Test(sharing, each_school_speaks_for_itself)
{
    static const char ITS[] = "/school_id inspection_is_shared_by_its_school";
    static const char WHICH[] = "/school_id inspection_is_shared_for_one_school";
    const char *all = "'shared_with':'trust'";
    const char *schools = text_of("[\"%s\",\"%s\"]", host, provider);
    const char *both = new_person("school_leader", schools).token;
    const char *for_provider = text_of("%s,'school_id':'%s'", all, provider);

    refused_for(share(cast.head.token, for_provider), 403, "forbidden", ITS);
    refused_for(share(trust_admin(), text_of("%s,'school_id':'%s'", all, other_school)), 403,
                "forbidden", ITS);
    refused_for(share(cast.lead.token, all), 403, "forbidden", ITS);
    EXPECT_PROBLEM(share(cast.quality.token, all), 403, "insufficient_scope");
    EXPECT_PROBLEM(share(other.token, all), 404, "not_found");
    refused_for(share(trust_admin(), all), 422, "validation_failed", WHICH);
    refused_for(share(both, all), 422, "validation_failed", WHICH);
    const struct reply *r = share(both, for_provider);
    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/shared_with"), "nobody", "for one of them");
    r = share(cast.head.token, text_of("%s,'school_id':'%s'", all, host));
    cr_expect_str_eq(text_at(r, "/shared_with"), "trust", "%s", r->text);
}

/* Whoever follows the feed for a third school is told when the report comes and when it goes. */
Test(sharing, the_feed_tells_access_gained_and_lost)
{
    const char *token = token_over("quality_lead", host, only(other_school));
    static const char *const TYPES[] = { "inspection", "inspection_report" };
    const char *after = text_at(send_as(token, "GET", "/v1/changes/latest", NULL), "/next_after");

    bring_inspection(inspection, "final");
    shared(&cast.head, "'shared_with':'trust'");
    shared(&provider_head, "'shared_with':'trust'");
    shared(&provider_head, "'shared_with':'nobody'");
    for (size_t i = 0; i < 2; i++) {
        const struct reply *r = fed(token, after, TYPES[i], 2);

        cr_assert_eq(json_array_size(json_at(r->json, "/data")), 2, "%s", r->text);
        cr_expect_str_eq(text_at(r, "/data/0/op"), "access_gained", "%s", r->text);
        cr_expect_str_eq(text_at(r, "/data/1/op"), "access_lost", "%s", r->text);
        cr_expect_null(text_at(r, "/data/1/resource/id"), "%s", r->text);
    }
}

/* ---- schools that leave ------------------------------------------------------------------- */

static const struct reply *leaves(const char *school)
{
    return send_as(trust_admin(), "DELETE", text_of("/v1/schools/%s", school), NULL);
}

Test(sharing, a_school_that_leaves_the_trust_sees_no_longer_what_was_shared)
{
    bring_inspection(inspection, "final");
    shared(&cast.head, with(other_school, NULL));
    shared(&provider_head, with(other_school, NULL));
    expect_there(other.token, true, "shared");
    cr_assert_eq(leaves(other_school)->status, 204);
    expect_there(other.token, false, "gone");
    const struct reply *back = send_as(trust_admin(), "POST",
                                       text_of("/v1/schools/%s/restore", other_school), NULL);
    cr_assert_eq(back->status, 200, "%s", back->text);
    expect_there(other.token, true, "back");
}

Test(sharing, a_school_does_not_leave_its_inspection)
{
    refused_for(leaves(provider), 409, "conflict", "/id school_answers_for_an_inspection");
    move_inspection(cast.quality.token, inspection, "cancelled", 0, "'reason':'It closes'");
    cr_expect_eq(leaves(provider)->status, 204);
}

/* Why a step was taken is for those who answer for it; others are told that it was. */
Test(sharing, others_are_not_told_why_a_step_was_taken)
{
    const char *const steps = inspection_at(inspection, "/transitions");

    move_inspection(cast.quality.token, inspection, "postponed", -55, "'reason':'The head is ill'");
    move_inspection(cast.quality.token, inspection, "planned", -52, "");
    cr_expect(strstr(send_as(cast.head.token, "GET", steps, NULL)->text, "is ill"));
    const struct reply *r = send_as(cast.quality.token, "PATCH", inspection_at(inspection, ""),
                                    text_of("{'starts_on':'%s','ends_on':'%s'}",
                                            day_from_today(-20), day_from_today(-18)));
    cr_assert_eq(r->status, 200, "%s", r->text);
    bring_inspection(inspection, "final");
    shared(&cast.head, "'shared_with':'trust'");
    shared(&provider_head, "'shared_with':'trust'");
    r = send_as(other.token, "GET", steps, NULL);
    cr_expect_eq(r->status, 200, "%s", r->text);
    cr_expect(strstr(r->text, "postponed") && !strstr(r->text, "is ill"), "%s", r->text);
}
