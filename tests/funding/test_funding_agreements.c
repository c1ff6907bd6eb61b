/* Agreements of provider and host: what they may say, every step and who takes it, that two sign
 * and what was signed stands, and that of all versions one at most holds on a day. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <string.h>

#include "tests/ehcps/case_fixture.h"
#include "tests/placements/placement_fixture.h"

#define PATH "/v1/funding/agreements"
#define SHARE "{'stream':'top_ups','basis':'entitlement','mode':'proportion','basis_points':1250}"

static const char *leader, *signer;

/* The provider's side is the fixture's trust_admin; of the host's there is its leader, and another
 * of the trust who records what it signed. */
static void start(void)
{
    places_start();
    leader = token_over("host_leader", host, text_of("[\"%s\"]", host));
    signer = token_over("trust_admin", host, NULL);
}

TestSuite(funding_agreements, .init = start, .fini = client_stop, .timeout = 300);

static const struct reply *draft_of(const char *provision, const char *more)
{
    json_t *body = json_loads(quoted(text_of("{'provision_id':'%s','starts_on':'2026-09-01',"
                                             "'shares':[" SHARE "]}",
                                             provision)),
                              0, NULL);
    json_t *over = json_loads(quoted(text_of("{%s}", more)), 0, NULL);

    cr_assert(body && over, "%s", more);
    json_object_update(body, over);
    json_decref(over);
    return CALL(.method = "POST", .path = PATH, .token = token, .body = dumped(body));
}

static const char *drafted(const char *provision, const char *more)
{
    const struct reply *r = draft_of(provision, more);

    cr_assert_eq(r->status, 201, "%s: %s", more, r->text);
    return text_at(r, "/id");
}

static const char *at(const char *id)
{
    return text_of(PATH "/%s", id);
}

static const struct reply *find(const char *who, const char *id)
{
    return CALL(.path = at(id), .token = who);
}

static const struct reply *step_of(const char *who, const char *id, const char *to,
                                   const char *more, bool dry)
{
    return CALL(.method = "POST", .token = who,
                .path = text_of("%s/transitions%s", at(id), dry ? "?dry_run=true" : ""),
                .body = quoted(text_of("{'to':'%s'%s}", to, more)));
}

static const char *needs(const char *to)
{
    return strcmp(to, "agreed") == 0 ? ",'reference':'HSA/2026/3'" : "";
}

/* "offered agreed": whoever may. */
static void walk(const char *id, const char *way)
{
    for (const char *one = way; *one; one += strcspn(one, " "), one += *one == ' ') {
        const char *to = text_of("%.*s", (int)strcspn(one, " "), one);
        const char *who = strcmp(to, "agreed") == 0 ? signer : token;
        const struct reply *r = step_of(who, id, to, needs(to), false);

        cr_assert_eq(r->status, 200, "%s: %s", to, r->text);
    }
}

static const char *agreed(const char *provision, const char *more)
{
    const char *id = drafted(provision, more);

    walk(id, "offered agreed");
    return id;
}

/* ---- what it says ----------------------------------------------------------------------- */

Test(funding_agreements, is_made_and_read)
{
    const struct reply *made = draft_of(base, "'cost_lines':[{'line':1,'code':'heating','weight':5}"
                                              ",{'line':2,'code':'cleaning','weight':3}]");
    const char *id = text_at(made, "/id");

    cr_assert_eq(made->status, 201, "%s", made->text);
    cr_expect_str_eq(text_at(made, "/host_school_id"), host, "the provision's");
    cr_expect_str_eq(text_at(made, "/provider_school_id"), special, "the provision's");
    cr_expect_str_eq(text_at(made, "/original_id"), id);
    cr_expect_eq(int_at(made, "/number"), 1);
    cr_expect_str_eq(text_at(made, "/base_year"), "academic");
    cr_expect_str_eq(text_at(made, "/place_type"), "special_place");
    cr_expect_str_eq(text_at(made, "/place_payer"), "dfe");
    cr_expect_str_eq(text_at(made, "/status"), "draft");
    cr_expect_eq(int_at(made, "/shares/0/basis_points"), 1250);
    cr_expect_eq(int_at(made, "/cost_lines/1/weight"), 3);
    cr_expect_str_eq(find(token, id)->text, made->text);
    const struct reply *r = CALL(.token = token, .path = text_of("%s?expand=host_school", at(id)));
    cr_expect_str_eq(text_at(r, "/host_school/id"), host, "%s", r->text);
}

static const char *const RULES[][2] = {
    { "'provision_id':'0197c2f4-7b20-7f4e-8c11-2a5d9e3b7c60'",
      "/provision_id provision_is_in_sight" },
    { "'amends_id':'0197c2f4-7b20-7f4e-8c11-2a5d9e3b7c60'",
      "/amends_id funding_agreement_amends_one_that_is_known" },
    { "'original_id':'0197c2f4-7b20-7f4e-8c11-2a5d9e3b7c60'", "/original_id read_only" },
    { "'number':4", "/number read_only" },
    { "'status':'agreed'", "/status read_only" },
    { "'host_school_id':'0197c2f4-7b20-7f4e-8c11-2a5d9e3b7c60'", "/host_school_id read_only" },
    { "'base_year':'calendar'", "/base_year base_year_code" },
    { "'place_type':'bed'", "/place_type place_type_code" },
    { "'place_payer':'abc'", "/place_payer payer_format" },
    { "'starts_on':null", "/starts_on required" },
    { "'ends_on':'2026-08-31'", "/ends_on funding_agreement_ends_after_it_begins" },
    { "'shares':[{'stream':'top_ups'}]", "/shares/0/basis required,/shares/0/mode required" },
    { "'shares':[" SHARE "," SHARE "]", "/shares funding_agreement_streams_are_different" },
    { "'shares':[{'stream':'top_ups','basis':'receipts','mode':'proportion'}]",
      "/shares funding_agreement_proportion_is_of_basis_points" },
    { "'shares':[{'stream':'top_ups','basis':'receipts','mode':'proportion','basis_points':1,"
      "'annual_pence':0}]",
      "/shares funding_agreement_proportion_is_of_basis_points" },
    { "'shares':[{'stream':'places','basis':'entitlement','mode':'fixed_per_place'}]",
      "/shares funding_agreement_fixed_amount_is_of_pence" },
    { "'shares':[{'stream':'places','basis':'entitlement','mode':'fixed_sum','annual_pence':1,"
      "'basis_points':0}]",
      "/shares funding_agreement_fixed_amount_is_of_pence" },
    { "'shares':[{'stream':'places','basis':'entitlement','mode':'fixed_sum','annual_pence':1,"
      "'cap_annual_pence':5}]",
      "/shares funding_agreement_limits_are_of_a_proportion" },
    { "'shares':[{'stream':'places','basis':'entitlement','mode':'proportion','basis_points':1,"
      "'cap_annual_pence':4,'floor_annual_pence':5}]",
      "/shares funding_agreement_cap_is_not_below_the_floor" },
    { "'shares':[{'stream':'places','basis':'entitlement','mode':'proportion',"
      "'basis_points':10001}]",
      "/shares/0/basis_points basis_points_range" },
    { "'cost_lines':[{'line':1,'code':'ict','weight':1},{'line':1,'code':'water','weight':1}]",
      "/cost_lines funding_agreement_lines_are_numbered" },
    { "'cost_lines':[{'line':0,'code':'ict','weight':1}]",
      "/cost_lines funding_agreement_lines_are_numbered" },
    { "'cost_lines':[{'line':1,'code':'ict','weight':1},{'line':3,'code':'water','weight':1}]",
      "/cost_lines funding_agreement_lines_are_numbered" },
    { "'cost_lines':[{'line':1,'code':'ict','weight':0}]",
      "/cost_lines funding_agreement_lines_weigh_something" },
    { "'cost_lines':[{'line':1,'code':'ict','weight':1000001}]",
      "/cost_lines funding_agreement_weights_are_small" },
    { "'cost_lines':[{'line':1,'code':'paint','weight':1}]", "/cost_lines/0/code cost_line_code" },
};

Test(funding_agreements, rules)
{
    for (size_t i = 0; i < sizeof RULES / sizeof *RULES; i++)
        expect_rule(draft_of(base, RULES[i][0]), 422, "validation_failed", RULES[i][1]);
    expect_rule(draft_of(add_provision(1, text_of("{\"host_school_id\":\"%s\"}", special)), ""),
                422, "validation_failed", "/provision_id agreement_is_between_two_schools");
}

Test(funding_agreements, is_changed_replaced_deleted_restored_while_it_is_a_draft)
{
    const char *id = drafted(base, "'reference':'HSA 1','ends_on':'2027-08-31'");
    const struct reply *r = patch(at(id), "{'shares':[],'place_type':null,'place_payer':'908'}");

    cr_expect_eq(json_array_size(json_at(r->json, "/shares")), 0, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/place_type"), "special_place");
    cr_expect_str_eq(text_at(r, "/place_payer"), "908");
    expect_rule(patch(at(id), "{'base_year':'financial'}"), 422, "validation_failed",
                "/base_year read_only");
    r = CALL(.method = "PUT", .path = at(id), .token = token, .headers = { "If-Match: *" },
             .body = text_of("{\"provision_id\":\"%s\",\"starts_on\":\"2026-10-01\"}", base));
    cr_expect_str_eq(text_at(r, "/starts_on"), "2026-10-01", "%s", r->text);
    cr_expect(json_is_null(json_at(r->json, "/ends_on")));
    cr_expect_str_eq(text_at(r, "/place_payer"), "dfe");
    expect_rule(step_of(token, id, "offered", "", false), 422, "validation_failed",
                "/shares agreement_passes_something_on");
    cr_expect_eq(
        CALL(.method = "DELETE", .path = at(id), .token = token, .headers = { "If-Match: *" })
            ->status,
        204);
    EXPECT_PROBLEM(find(token, id), 410, "deleted");
    r = CALL(.method = "POST", .path = text_of("%s/restore", at(id)), .token = token);
    cr_expect_eq(r->status, 200, "%s", r->text);
    r = CALL(.path = text_of("%s/history", at(id)), .token = token);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 5, "%s", r->text);
}

Test(funding_agreements, bulk_and_csv)
{
    const char *one = add_provision(1, "{}"), *two = add_provision(1, "{}");
    const struct reply *r = CALL(
            .method = "POST", .token = token, .type = "text/csv",
            .path = PATH "/bulk?op=create&mode=partial",
            .body = text_of("provision_id,starts_on,shares.1.stream,shares.1.basis,shares.1.mode,"
                            "shares.1.basis_points,cost_lines.1.line,cost_lines.1.code,"
                            "cost_lines.1.weight\n%s,2026-09-01,top_ups,receipts,proportion,2000,1,"
                            "heating,5\n%s,2026-09-01,places,entitlement,fixed_sum,2000,1,ict,0\n",
                            one, two));
    const char *id = text_at(r, "/results/0/id");

    cr_expect_eq(int_at(r, "/summary/created"), 1, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/results/1/problem/errors/0/code"),
                     "funding_agreement_fixed_amount_is_of_pence", "%s", r->text);
    cr_expect_str_eq(text_at(r, "/results/1/problem/errors/1/code"),
                     "funding_agreement_lines_weigh_something", "%s", r->text);
    cr_expect_str_eq(text_at(find(token, id), "/shares/0/basis"), "receipts");
    r = CALL(.path = text_of(PATH "?id=%s&fields=id,shares", id), .token = token,
             .headers = { "Accept: text/csv" });
    cr_expect(strstr(r->text, "shares.1.basis_points"), "%s", r->text);
    walk(id, "offered agreed");
    const char *update = text_of("{\"items\":[{\"id\":\"%s\",\"ends_on\":\"2027-08-31\"}]}", id);
    r = CALL(.method = "POST", .path = PATH "/bulk?op=update&mode=partial", .token = token,
             .body = update);
    cr_expect_str_eq(text_at(r, "/results/0/problem/errors/0/code"),
                     "agreement_stands_once_offered", "%s", r->text);
    r = CALL(.method = "POST", .path = PATH "/bulk?op=delete&mode=partial", .token = token,
             .body = text_of("{\"items\":[{\"id\":\"%s\"}]}", id));
    cr_expect_str_eq(text_at(r, "/results/0/problem/errors/0/code"),
                     "agreement_is_withdrawn_not_deleted", "%s", r->text);
}

Test(funding_agreements, lists)
{
    const char *provision = add_provision(1, "{}"), *day = day_from_today(0);
    const char *id = agreed(provision, text_of("'starts_on':'%s','ends_on':'%s','reference':'Z9'",
                                               day_from_today(-20), day));
    const char *const FINDS[] = { "status=agreed",
                                  "amends_id.null=true",
                                  "base_year=academic",
                                  "reference.prefix=Z",
                                  "starts_on.lt=2199-01-01",
                                  text_of("on=%s&sort=-number", day),
                                  text_of("ends_on=%s&sort=starts_on", day),
                                  text_of("original_id=%s", id),
                                  text_of("provision_id=%s", provision),
                                  text_of("host_school_id=%s", host),
                                  text_of("provider_school_id=%s", special) };
    const char *const MISSES[] = { "status=draft", text_of("on=%s", day_from_today(1)),
                                   text_of("host_school_id=%s", special), "base_year=financial" };

    for (size_t i = 0; i < sizeof FINDS / sizeof *FINDS; i++) {
        const struct reply *r = CALL(.path = text_of(PATH "?id=%s&%s", id, FINDS[i]),
                                     .token = token);
        cr_expect_str_eq(text_at(r, "/data/0/id"), id, "%s: %s", FINDS[i], r->text);
    }
    for (size_t i = 0; i < sizeof MISSES / sizeof *MISSES; i++)
        cr_expect_null(
            text_at(CALL(.path = text_of(PATH "?id=%s&%s", id, MISSES[i]), .token = token),
                    "/data/0/id"),
            "%s", MISSES[i]);
}

/* ---- steps ------------------------------------------------------------------------------ */

static const struct {
    const char *status, *way, *allowed;
} MACHINE[] = {
    { "draft", "", "offered,withdrawn" },
    { "offered", "offered", "agreed,declined,withdrawn" },
    { "agreed", "offered agreed", "ended,superseded" },
    { "ended", "offered agreed ended", "" },
    { "declined", "offered declined", "" },
    { "withdrawn", "withdrawn", "" },
    { "withdrawn", "offered withdrawn", "" },
    { "superseded", "offered agreed", "" }, /* and then an amendment from the same day on */
};

static void expect_step(const char *id, const char *to, const char *allowed)
{
    const struct reply *r = step_of(signer, id, to, needs(to), true);

    if (!strstr(text_of(",%s,", allowed), text_of(",%s,", to))) {
        cr_expect_str_eq(not_problem(r, 409, "invalid_transition"), "", "%s: %s", to, r->text);
        cr_expect_str_eq(allowed_of(r), allowed, "%s", to);
    } else if (strcmp(to, "superseded") == 0) {
        expect_rule(r, 422, "validation_failed", "/to agreement_is_superseded_by_its_amendment");
    } else {
        cr_expect_eq(r->status, 200, "%s: %s", to, r->text);
    }
}

Test(funding_agreements, every_step_from_every_status)
{
    static const char *const STEPS[] = { "draft",     "offered", "agreed",    "declined",
                                         "withdrawn", "ended",   "superseded" };

    for (size_t i = 0; i < sizeof MACHINE / sizeof *MACHINE; i++) {
        const char *provision = add_provision(1, "{}");
        const char *id = drafted(provision, text_of("'starts_on':'%s'", day_from_today(-9)));

        walk(id, MACHINE[i].way);
        if (strcmp(MACHINE[i].status, "superseded") == 0)
            agreed(provision, text_of("'amends_id':'%s','starts_on':'%s'", id, day_from_today(-9)));
        cr_expect_str_eq(text_at(find(token, id), "/status"), MACHINE[i].status);
        for (size_t k = 0; k < sizeof STEPS / sizeof *STEPS; k++)
            expect_step(id, STEPS[k], MACHINE[i].allowed);
    }
}

Test(funding_agreements, nobody_signs_for_both)
{
    const char *id = drafted(add_provision(1, "{}"), "");
    const struct reply *r;

    walk(id, "offered");
    r = step_of(token, id, "agreed", ",'reference':'HSA'", false);
    expect_rule(r, 409, "self_approval", "/status self_approval");
    cr_expect_str_eq(text_at(find(token, id), "/status"), "offered");
    expect_rule(step_of(signer, id, "agreed", "", false), 422, "validation_failed",
                "/reference agreement_is_signed_by_the_host");
    cr_expect_eq(step_of(signer, id, "agreed", ",'reference':'HSA'", false)->status, 200);
    r = CALL(.path = text_of("%s/transitions", at(id)), .token = token);
    cr_expect_str_eq(text_at(r, "/data/2/reference"), "HSA", "%s", r->text);
    cr_expect_str_neq(text_at(r, "/data/1/actor"), text_at(r, "/data/2/actor"));
}

/* Where the host itself signs, the step is its signature; not where the provider acts as well. */
Test(funding_agreements, the_host_signs_by_agreeing)
{
    const char *id = drafted(add_provision(1, "{}"), "");
    const char *both = token_over("host_leader", host, text_of("[\"%s\",\"%s\"]", host, special));
    const char *provider = token_over("host_leader", host, text_of("[\"%s\"]", special));

    walk(id, "offered");
    expect_rule(step_of(both, id, "agreed", "", false), 422, "validation_failed",
                "/reference agreement_is_signed_by_the_host");
    expect_rule(step_of(provider, id, "agreed", "", false), 422, "validation_failed",
                "/reference agreement_is_signed_by_the_host");
    const struct reply *r = step_of(leader, id, "agreed", "", false);
    cr_expect_str_eq(text_at(r, "/status"), "agreed", "%s", r->text);
    cr_expect(json_is_null(json_at(r->json, "/status_reference")));
}

Test(funding_agreements, what_was_offered_stands)
{
    static const char *const TERMS[] = { "'starts_on':'2026-10-01'",
                                         "'ends_on':'2027-08-31'",
                                         "'reference':'Other'",
                                         "'place_payer':'908'",
                                         "'place_type':'unit_place_occupied'",
                                         "'shares':[]",
                                         "'cost_lines':[{'line':1,'code':'ict','weight':1}]" };
    static const char *const WAYS[] = { "offered", "offered agreed", "offered agreed ended",
                                        "withdrawn", "offered declined" };

    for (size_t i = 0; i < sizeof WAYS / sizeof *WAYS; i++) {
        const char *id = drafted(add_provision(1, "{}"), "'starts_on':'2026-09-02'");

        walk(id, WAYS[i]);
        for (size_t k = 0; k < sizeof TERMS / sizeof *TERMS; k++)
            expect_rule(patch(at(id), text_of("{%s}", TERMS[k])), 409, "conflict",
                        "/status agreement_stands_once_offered");
        expect_rule(
            CALL(.method = "DELETE", .path = at(id), .token = token, .headers = { "If-Match: *" }),
            409, "conflict", "/status agreement_is_withdrawn_not_deleted");
    }
    const char *id = drafted(add_provision(1, "{}"), "");
    expect_rule(step_of(token, id, "offered", ",'ends_on':'2027-08-31'", false), 409, "conflict",
                "/status agreement_stands_once_offered");
}

Test(funding_agreements, an_end_is_told)
{
    const char *begins = text_of("'starts_on':'%s'", day_from_today(-9));
    const char *open = agreed(add_provision(1, "{}"), begins);
    const char *closed = agreed(add_provision(1, "{}"),
                                text_of("%s,'ends_on':'%s'", begins, day_from_today(50)));
    const struct reply *r;

    expect_rule(
        step_of(token, closed, "ended", text_of(",'ends_on':'%s'", day_from_today(51)), false), 422,
        "validation_failed", "/ends_on agreement_is_not_prolonged_by_its_end");
    expect_rule(
        step_of(token, closed, "ended", text_of(",'ends_on':'%s'", day_from_today(-10)), false),
        422, "validation_failed", "/ends_on funding_agreement_ends_after_it_begins");
    r = step_of(token, closed, "ended", text_of(",'ends_on':'%s'", day_from_today(20)), false);
    cr_expect_str_eq(text_at(r, "/ends_on"), day_from_today(20), "notice: %s", r->text);
    r = step_of(token, open, "ended", "", false);
    cr_expect_str_eq(text_at(r, "/ends_on"), day_from_today(0), "%s", r->text);
}

/* ---- versions --------------------------------------------------------------------------- */

/* "1 agreed 2026-09-01 2026-12-31, ...": the versions of an original in order of their numbers. */
static const char *versions_of(const char *original)
{
    return owner_says(
        host, text_of("SELECT string_agg(concat_ws(' ', number, status, starts_on, "
                      "coalesce(ends_on::text, '-')),"
                      " ', ' ORDER BY number) FROM app.funding_agreement WHERE original_id = '%s'",
                      original));
}

static const struct {
    const char *original, *amendment, *versions;
} AMENDMENTS[] = {
    { "'starts_on':'2026-09-01'", "'starts_on':'2027-01-01'",
      "1 agreed 2026-09-01 2026-12-31, 2 agreed 2027-01-01 -" },
    { "'starts_on':'2026-09-01','ends_on':'2027-08-31'",
      "'starts_on':'2027-01-01','ends_on':'2028-08-31'",
      "1 agreed 2026-09-01 2026-12-31, 2 agreed 2027-01-01 2028-08-31" },
    { "'starts_on':'2026-09-01'", "'starts_on':'2026-09-01'",
      "1 superseded 2026-09-01 -, 2 agreed 2026-09-01 -" },
    { "'starts_on':'2026-09-01'", "'starts_on':'2026-04-01'",
      "1 superseded 2026-09-01 -, 2 agreed 2026-04-01 -" },
    { "'starts_on':'2026-09-01','ends_on':'2026-12-31'", "'starts_on':'2027-01-01'",
      "1 agreed 2026-09-01 2026-12-31, 2 agreed 2027-01-01 -" },
    { "'starts_on':'2026-09-01'", "'starts_on':'2026-04-01','ends_on':'2026-08-31'",
      "1 agreed 2026-09-01 -, 2 agreed 2026-04-01 2026-08-31" },
};

Test(funding_agreements, an_amendment_takes_over_when_it_is_agreed)
{
    for (size_t i = 0; i < sizeof AMENDMENTS / sizeof *AMENDMENTS; i++) {
        const char *provision = add_provision(1, "{}");
        const char *first = agreed(provision, AMENDMENTS[i].original), *before, *second;

        before = find(token, first)->text;
        second = drafted(provision, text_of("'amends_id':'%s',%s", first, AMENDMENTS[i].amendment));
        walk(second, "offered");
        cr_expect_str_eq(find(token, first)->text, before, "not yet");
        cr_assert_eq(step_of(leader, second, "agreed", "", false)->status, 200);
        cr_expect_str_eq(versions_of(first), AMENDMENTS[i].versions, "%zu", i);
    }
}

Test(funding_agreements, versions_follow_one_another)
{
    const char *provision = add_provision(1, "{}"), *first, *second, *third;

    first = agreed(provision, "'base_year':'financial'");
    second = agreed(provision, text_of("'amends_id':'%s','starts_on':'2027-01-01'", first));
    third = agreed(provision, text_of("'amends_id':'%s','starts_on':'2027-04-01'", second));
    const struct reply *r = find(token, third);
    cr_expect_str_eq(text_at(r, "/original_id"), first, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/amends_id"), second);
    cr_expect_str_eq(text_at(r, "/base_year"), "financial", "that of the original");
    cr_expect_eq(int_at(r, "/number"), 3);
    agreed(provision, text_of("'amends_id':'%s','starts_on':'2026-11-01'", first));
    cr_expect_str_eq(versions_of(first),
                     "1 agreed 2026-09-01 2026-10-31, 2 superseded 2027-01-01 2027-03-31, "
                     "3 superseded 2027-04-01 -, 4 agreed 2026-11-01 -");
    cr_expect_str_eq(
        owner_says(
            host,
            text_of(
                "SELECT string_agg(a.number::text, ',') FROM app.school s,"
                " app.agreements_in_force(s.trust_id) a WHERE s.id = '%s' AND a.original_id = '%s'",
                host, first)),
        "1,4", "in order of days");
    r = CALL(.path = text_of("%s/transitions", at(second)), .token = token);
    cr_expect_str_eq(text_at(r, "/data/3/to"), "superseded", "%s", r->text);
    cr_expect_eq(int_at(find(token, second), "/version"), int_at(r, "/data/3/version"));
}

Test(funding_agreements, what_may_be_amended)
{
    const char *provision = add_provision(1, "{}"), *other = agreed(add_provision(1, "{}"), "");
    const char *first = drafted(provision, ""), *amends = text_of("'amends_id':'%s'", first);

    expect_rule(draft_of(provision, amends), 422, "validation_failed",
                "/amends_id agreement_amends_what_was_agreed");
    walk(first, "offered");
    expect_rule(draft_of(provision, amends), 422, "validation_failed",
                "/amends_id agreement_amends_what_was_agreed");
    walk(first, "agreed");
    expect_rule(draft_of(provision, text_of("%s,'base_year':'financial'", amends)), 422,
                "validation_failed", "/base_year agreement_keeps_its_base_year");
    expect_rule(draft_of(provision, text_of("'amends_id':'%s'", other)), 422, "validation_failed",
                "/amends_id funding_agreement_amends_one_that_is_known");
    cr_expect_eq(draft_of(provision, text_of("%s,'base_year':'academic'", amends))->status, 201);
}

Test(funding_agreements, another_about_the_provision_is_in_the_way)
{
    const char *provision = add_provision(1, "{}");
    const char *first = agreed(provision, "'ends_on':'2027-08-31'"),
               *second = drafted(provision, "'starts_on':'2027-08-31'"),
               *third = drafted(provision, "'starts_on':'2027-09-01'");

    walk(second, "offered");
    expect_rule(step_of(leader, second, "agreed", "", false), 409, "conflict",
                "/starts_on funding_agreement_is_the_only_one_on_a_day");
    walk(third, "offered agreed");
    expect_rule(step_of(leader, second, "agreed", "", false), 409, "conflict",
                "/starts_on funding_agreement_is_the_only_one_on_a_day");
    cr_expect_str_eq(versions_of(first), "1 agreed 2026-09-01 2027-08-31", "as it was");
}

enum { RACERS = 4 };

struct racer {
    const char *id;
    long status;
};

static void *race(void *arg)
{
    struct racer *me = arg;

    me->status = step_of(signer, me->id, "agreed", needs("agreed"), false)->status;
    client_leave();
    return NULL;
}

Test(funding_agreements, of_many_signed_at_once_one_holds)
{
    const char *provision = add_provision(1, "{}");
    struct racer racers[RACERS];
    pthread_t threads[RACERS];
    int held = 0;

    for (int i = 0; i < RACERS; i++) {
        racers[i] = (struct racer){ drafted(provision, ""), 0 };
        walk(racers[i].id, "offered");
    }
    for (int i = 0; i < RACERS; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
    for (int i = 0; i < RACERS; i++) {
        pthread_join(threads[i], NULL);
        cr_expect(racers[i].status == 200 || racers[i].status == 409, "%ld", racers[i].status);
        held += racers[i].status == 200;
    }
    cr_expect_eq(held, 1);
}

/* ---- who -------------------------------------------------------------------------------- */

static void expect_scope(const struct reply *r, const char *scope)
{
    cr_expect_str_eq(not_problem(r, 403, "insufficient_scope"), "", "%s", r->text);
    cr_expect_str_eq(text_at(r, "/scope"), scope);
}

Test(funding_agreements, who_sees_and_who_signs)
{
    const char *id = drafted(add_provision(1, "{}"), "");
    const char *stranger = token_over("host_leader", host, text_of("[\"%s\"]", add_school())),
               *bursar = token_over("finance", host, text_of("[\"%s\"]", special)),
               *officer = token_of(0, "finance_approver");

    cr_expect_eq(find(leader, id)->status, 200);
    cr_expect_eq(find(bursar, id)->status, 200);
    EXPECT_PROBLEM(find(stranger, id), 404, "not_found");
    EXPECT_PROBLEM(step_of(stranger, id, "agreed", "", false), 404, "not_found");
    EXPECT_PROBLEM(find(token_of(1, "trust_admin"), id), 404, "not_found");
    EXPECT_PROBLEM(find(token_of(0, "la_officer"), id), 403, "insufficient_scope");
    expect_scope(step_of(bursar, id, "offered", "", false), "funding:approve");
    expect_scope(step_of(leader, id, "offered", "", false), "funding:approve");
    expect_scope(CALL(.method = "PATCH", .path = at(id), .token = leader, .body = "{}",
                      .headers = { "If-Match: *" }),
                 "funding:write");
    cr_expect_eq(step_of(officer, id, "offered", "", false)->status, 200);
    expect_scope(step_of(officer, id, "agreed", "", false), "funding:sign");
    expect_scope(step_of(officer, id, "declined", "", false), "funding:sign");
    expect_scope(step_of(leader, id, "withdrawn", "", false), "funding:approve");
    cr_expect_eq(step_of(leader, id, "agreed", "", false)->status, 200);
    expect_scope(step_of(leader, id, "ended", "", false), "funding:approve");
    cr_expect_eq(
        step_of(officer, id, "ended", text_of(",'ends_on':'%s'", day_from_today(90)), false)
            ->status,
        200);
}

/* A bursar of the provider drafts; about a base of other schools there is nothing to draft. */
Test(funding_agreements, who_drafts)
{
    const char *bursar = token_over("finance", host, text_of("[\"%s\"]", special)),
               *stranger = token_over("finance", host, text_of("[\"%s\"]", add_school()));
    const char *body = quoted(text_of("{'provision_id':'%s','starts_on':'2026-09-01'}", base));

    cr_expect_eq(CALL(.method = "POST", .path = PATH, .token = bursar, .body = body)->status, 201);
    expect_rule(CALL(.method = "POST", .path = PATH, .token = stranger, .body = body), 422,
                "validation_failed", "/provision_id provision_is_in_sight");
    expect_scope(CALL(.method = "POST", .path = PATH, .token = leader, .body = body),
                 "funding:write");
}
