/* Provisions through their life, the rules about them, what is odd but allowed, and their occupancy
 * while nobody is placed. What placements do to it is in test_placements.c. */
#include <criterion/criterion.h>
#include <string.h>
#include <time.h>

#include "tests/fixture.h"

static const char *token, *host, *provider;

static void start(void)
{
    client_start();
    token = token_of(0, "trust_admin");
    host = add_school();
    provider = add_school();
}

TestSuite(provisions, .init = start, .fini = client_stop, .timeout = 120);

static json_t *body(void)
{
    json_t *made = json_pack(
        "{s:s, s:s, s:s, s:s, s:[s,s], s:s, s:s, s:[{s:s, s:s, s:i}, {s:s, s:i}],"
        " s:{s:s, s:s, s:s}, s:i, s:i, s:i}",
        "kind", "arb", "name", text_of("The Cove %s", fresh_urn()), "host_school_id", host,
        "provider_school_id", provider, "needs", "ASD", "SLCN", "nc_year_from", "7", "nc_year_to",
        "11", "places", "from", "2025-09-01", "to", "2026-08-31", "commissioned", 8, "from",
        "2026-09-01", "commissioned", 12, "lease", "starts_on", "2025-09-01", "ends_on",
        "2150-08-31", "reference", "L/1", "staff_ratio", 6, "timetable_share_from", 20,
        "timetable_share_to", 40);

    cr_assert(made);
    return made;
}

static const struct reply *post(const char *members)
{
    return CALL(.method = "POST", .path = "/v1/provisions", .token = token,
                .body = dumped(but(body(), members)));
}

static const struct reply *change(const char *method, const char *id, const char *text)
{
    return CALL(.method = method, .path = text_of("/v1/provisions/%s", id), .token = token,
                .body = text, .headers = { "If-Match: *" });
}

Test(provisions, is_made_and_read)
{
    json_t *sent = kept(body()), *value;
    const struct reply *made = added(token, "/v1/provisions", json_deep_copy(sent));
    const char *id = text_at(made, "/id"), *name;

    json_object_foreach(sent, name, value)
    {
        if (strcmp(name, "places") != 0 && strcmp(name, "lease") != 0)
            cr_expect(json_equal(json_object_get(made->json, name), value), "%s", name);
    }
    cr_expect_eq(int_at(made, "/places/1/commissioned"), 12);
    cr_expect(json_is_null(json_at(made->json, "/places/1/to")));
    cr_expect_str_eq(text_at(made, "/lease/ends_on"), "2150-08-31");
    cr_expect(json_is_null(json_at(made->json, "/lease/signed_on")));
    cr_expect_eq(json_array_size(json_at(made->json, "/warnings")), 0, "%s", made->text);
    const struct reply *r = CALL(.path = text_of("/v1/provisions/%s", id), .token = token);
    cr_expect_str_eq(r->text, made->text);
    r = CALL(.path = text_of("/v1/provisions?id=%s", id), .token = token,
             .headers = { "Accept: text/csv" });
    cr_expect(strstr(r->text, "lease.starts_on,lease.ends_on"), "%s", r->text);
    cr_expect(strstr(r->text, "2150-08-31"), "%s", r->text);
}

static const char *const RULES[][2] = {
    { "{\"kind\":\"unit\"}", "/kind provision_kind_code" },
    { "{\"needs\":[\"ASD\",\"XYZ\"]}", "/needs/1 need_code" },
    { "{\"needs\":[\"ASD\",\"ASD\"]}", "/needs provision_needs_are_different" },
    { "{\"needs\":[\"NSA\"]}", "/needs provision_needs_are_assessed" },
    { "{\"nc_year_from\":\"X\"}", "/nc_year_from provision_years_have_an_order" },
    { "{\"nc_year_from\":\"12\"}", "/nc_year_to provision_years_are_in_order" },
    { "{\"nc_year_from\":\"E1\",\"nc_year_to\":\"14\",\"opened_on\":\"2026-01-02\","
      "\"closed_on\":\"2026-01-01\"}",
      "/closed_on provision_closes_after_it_opens" },
    { "{\"places\":[{\"from\":\"2026-09-01\",\"to\":\"2026-08-31\",\"commissioned\":1}]}",
      "/places provision_places_end_after_they_begin" },
    { "{\"places\":[{\"from\":\"2026-09-01\",\"commissioned\":1},"
      "{\"from\":\"2027-09-01\",\"to\":\"2027-09-01\",\"commissioned\":1}]}",
      "/places provision_places_do_not_overlap" },
    { "{\"places\":[{\"from\":\"2026-09-01\",\"commissioned\":-1}]}",
      "/places/0/commissioned count_range" },
    { "{\"places\":[{\"commissioned\":1}]}", "/places/0/from required" },
    { "{\"lease\":{\"starts_on\":\"2026-09-01\",\"ends_on\":\"2026-08-31\"}}",
      "/lease provision_lease_ends_after_it_begins" },
    { "{\"lease\":{\"starts_on\":\"2026-09-01\"}}", "/lease/ends_on required" },
    { "{\"lease\":[]}", "/lease object_type" },
    { "{\"lease\":{\"starts_on\":\"2026-09-01\",\"ends_on\":\"2027-08-31\",\"rent\":1}}",
      "/lease/rent unknown_member" },
    { "{\"staff_ratio\":0}", "/staff_ratio staff_ratio_range" },
    { "{\"timetable_share_to\":101}", "/timetable_share_to timetable_share_range" },
    { "{\"timetable_share_from\":41}", "/timetable_share_to provision_shares_are_in_order" },
    { "{\"host_school_id\":\"0197c2f4-7b20-7f4e-8c11-2a5d9e3b7c60\"}",
      "/host_school_id provision_host_is_known" },
    { "{\"provider_school_id\":\"0197c2f4-7b20-7f4e-8c11-2a5d9e3b7c60\"}",
      "/provider_school_id provision_provider_is_known" },
    { "{\"warnings\":[]}", "/warnings read_only" },
    { "{\"nc_year_from\":\"12\",\"needs\":[\"NSA\"]}",
      "/nc_year_to provision_years_are_in_order,/needs provision_needs_are_assessed" },
};

Test(provisions, rules)
{

    for (size_t i = 0; i < sizeof RULES / sizeof *RULES; i++) {
        const struct reply *r = post(RULES[i][0]);

        cr_expect_str_eq(not_problem(r, 422, "validation_failed"), "", "%s", RULES[i][0]);
        cr_expect_str_eq(errors_of(r), RULES[i][1], "%s", RULES[i][0]);
    }
}

Test(provisions, is_changed_replaced_deleted_restored)
{
    const char *id = text_at(post("{}"), "/id");
    const struct reply *r = change("PATCH", id, "{\"lease\":null,\"needs\":null}");

    cr_expect_eq(r->status, 200, "%s", r->text);
    cr_expect(json_is_null(json_at(r->json, "/lease")), "%s", r->text);
    cr_expect_eq(json_array_size(json_at(r->json, "/needs")), 0);
    cr_expect_eq(int_at(change("PATCH", id, "{\"lease\":null}"), "/version"), 2, "nothing changed");
    r = change("PUT", id, dumped(but(body(), "{\"staff_ratio\":null,\"lease\":null}")));
    cr_expect_eq(r->status, 200, "%s", r->text);
    cr_expect(json_is_null(json_at(r->json, "/staff_ratio")));
    cr_expect_eq(change("DELETE", id, NULL)->status, 204);
    r = CALL(.method = "POST", .path = text_of("/v1/provisions/%s/restore", id), .token = token);
    cr_expect_eq(int_at(r, "/version"), 5, "%s", r->text);
    r = CALL(.path = text_of("/v1/provisions/%s/history", id), .token = token);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 5, "%s", r->text);
}

Test(provisions, a_name_is_used_once_at_a_host)
{
    const char *members = text_of("{\"name\":\"Base %s\"}", fresh_urn());

    cr_assert_eq(post(members)->status, 201);
    const struct reply *r = post(members);
    EXPECT_PROBLEM(r, 409, "conflict");
    cr_expect_str_eq(errors_of(r), "/name provision_name_is_unique_at_its_host");
}

Test(provisions, bulk)
{
    const char *csv = text_of(
        "kind,name,host_school_id,provider_school_id,needs.1,nc_year_from,nc_year_to,"
        "places.1.from,places.1.commissioned,lease.starts_on,lease.ends_on\r\n"
        "bridge,Quay %s,%s,%s,SEMH,7,11,2026-09-01,10,,\r\n"
        "arb,Reef %s,%s,%s,ASD,R,6,2026-09-01,9,2026-09-01,2036-08-31\r\n",
        fresh_urn(), host, host, fresh_urn(), host, provider);
    const struct reply *r = CALL(.method = "POST", .path = "/v1/provisions/bulk?op=create",
                                 .token = token, .body = csv, .type = "text/csv");

    cr_assert_eq(r->status, 200, "%s", r->text);
    const char *one = text_at(r, "/results/0/id"), *other = text_at(r, "/results/1/id");
    r = CALL(.path = text_of("/v1/provisions/%s", one), .token = token);
    cr_expect(json_is_null(json_at(r->json, "/lease")), "%s", r->text);
    csv = text_of("id,lease.starts_on,lease.ends_on\r\n%s,\\N,\\N\r\n", other);
    r = CALL(.path = text_of("/v1/provisions/%s", other), .token = token);
    cr_expect_str_eq(text_at(r, "/lease/ends_on"), "2036-08-31");
    r = CALL(.method = "POST", .path = "/v1/provisions/bulk?op=update", .token = token, .body = csv,
             .type = "text/csv");
    cr_expect_eq(int_at(r, "/summary/updated"), 1, "%s", r->text);
    r = CALL(.path = text_of("/v1/provisions/%s", other), .token = token);
    cr_expect(json_is_null(json_at(r->json, "/lease")), "%s", r->text);
}

static const char *warnings_of(const char *members)
{
    const struct reply *r = post(members);
    const char *codes = "";
    json_t *one;
    size_t i;

    cr_assert_eq(r->status, 201, "%s", r->text);
    json_array_foreach(json_at(r->json, "/warnings"), i, one) codes = text_of(
        "%s%s%s", codes, i ? " " : "", json_string_value(json_object_get(one, "code")));
    return codes;
}

static const char *leased_until(int days)
{
    return text_of("{\"lease\":{\"starts_on\":\"2020-09-01\",\"ends_on\":\"%s\"}}",
                   day_from_today(days));
}

Test(provisions, warnings)
{
    cr_expect_str_eq(warnings_of(leased_until(-1)), "lease_expired");
    cr_expect_str_eq(warnings_of(leased_until(0)), "lease_expires_within_6_months");
    cr_expect_str_eq(warnings_of(leased_until(170)), "lease_expires_within_6_months");
    cr_expect_str_eq(warnings_of(leased_until(190)), "lease_expires_within_12_months");
    cr_expect_str_eq(warnings_of(leased_until(360)), "lease_expires_within_12_months");
    cr_expect_str_eq(warnings_of(leased_until(370)), "");
    cr_expect_str_eq(warnings_of("{\"lease\":null}"), "");
    cr_expect_str_eq(warnings_of("{\"places\":[]}"), "no_places_commissioned");
    cr_expect_str_eq(warnings_of("{\"places\":[{\"from\":\"2020-09-01\",\"commissioned\":0}]}"),
                     "no_places_commissioned");
    cr_expect_str_eq(warnings_of("{\"places\":[],\"closed_on\":\"2025-08-31\"}"), "",
                     "it is closed");
}

Test(provisions, lists)
{
    const char *own = text_of(
        "{\"host_school_id\":\"%s\",\"kind\":\"special_unit\",\"needs\":[\"HI\"],"
        "\"opened_on\":\"2025-09-01\",\"closed_on\":\"2026-08-31\"}",
        host);
    const char *id = text_at(post(own), "/id");
    static const char *const FINDS[] = { "kind=special_unit",       "need=HI",
                                         "open_on=2026-08-31",      "lease_ends_on.gte=2150-08-31",
                                         "opened_on=2025-09-01",    "closed_on.null=false",
                                         "kind.in=arb,special_unit" };
    static const char *const FINDS_NOT[] = { "kind=arb",
                                             "need=ASD",
                                             "open_on=2026-09-01",
                                             "open_on.ne=2026-08-31",
                                             "need.ne=HI",
                                             "lease_ends_on.lt=2150-08-31",
                                             "lease_ends_on.null=true" };

    for (size_t i = 0; i < sizeof FINDS / sizeof *FINDS; i++) {
        const struct reply *r = CALL(.path = text_of(
                                         "/v1/provisions?id=%s&host_school_id=%s&sort=name&%s", id,
                                         host, FINDS[i]),
                                     .token = token);
        cr_expect_eq(json_array_size(json_at(r->json, "/data")), 1, "%s: %s", FINDS[i], r->text);
    }
    for (size_t i = 0; i < sizeof FINDS_NOT / sizeof *FINDS_NOT; i++) {
        const struct reply *r = CALL(.path = text_of("/v1/provisions?id=%s&%s", id, FINDS_NOT[i]),
                                     .token = token);
        cr_expect_eq(json_array_size(json_at(r->json, "/data")), 0, "%s: %s", FINDS_NOT[i],
                     r->text);
    }
}

Test(provisions, occupancy_without_pupils)
{
    const char *id = text_at(post("{\"closed_on\":\"2027-07-31\"}"), "/id");
    const char *path = text_of("/v1/provisions/%s/occupancy", id);
    const struct reply *r = CALL(.path = text_of("%s?from=2026-08-01&to=2027-08-31", path),
                                 .token = token);
    static const long long RUNS[] = { 8, 12, 0 };
    static const char *const TO[] = { "2026-08-31", "2027-07-31", "2027-08-31" };

    cr_assert_eq(json_array_size(json_at(r->json, "/days")), 3, "%s", r->text);
    for (size_t i = 0; i < 3; i++) {
        cr_expect_eq(int_at(r, text_of("/days/%zu/commissioned", i)), RUNS[i]);
        cr_expect_eq(int_at(r, text_of("/days/%zu/free", i)), RUNS[i]);
        cr_expect_str_eq(text_at(r, text_of("/days/%zu/to", i)), TO[i]);
    }
    cr_expect_eq(int_at(r, "/peak/occupied"), 0);
    cr_expect_str_eq(text_at(r, "/peak/on"), "2026-08-01");
    r = CALL(.path = text_of("%s?from=2026-08-30&to=2026-09-02&by=day", path), .token = token);
    cr_expect_eq(json_array_size(json_at(r->json, "/days")), 4, "%s", r->text);
    cr_expect_eq(int_at(r, "/days/1/commissioned"), 8);
    cr_expect_eq(int_at(r, "/days/2/commissioned"), 12);
    cr_expect_str_eq(text_at(CALL(.path = path, .token = token), "/from"), day_from_today(0));
    cr_expect_str_eq(text_at(CALL(.path = path, .token = token), "/to"), day_from_today(365));
    EXPECT_PROBLEM(CALL(.path = text_of("%s?from=2026-09-01&to=2026-08-31", path), .token = token),
                   400, "invalid_parameter");
    EXPECT_PROBLEM(CALL(.path = text_of("%s?from=2026-09-01&to=2029-09-03", path), .token = token),
                   400, "invalid_parameter");
    EXPECT_PROBLEM(CALL(.path = text_of("%s?by=week", path), .token = token), 400,
                   "invalid_parameter");
    EXPECT_PROBLEM(CALL(.path = path, .token = token_of(1, "trust_admin")), 404, "not_found");
}

/* Host and provider see it, other schools do not; reading is not writing. */
Test(provisions, are_seen_by_their_schools)
{
    const char *senco = token_of(0, "senco");
    const char *theirs = text_at(CALL(.path = "/v1/schools?limit=1", .token = senco), "/data/0/id");
    const char *seen = text_at(post(text_of("{\"host_school_id\":\"%s\"}", theirs)), "/id");
    const char *unseen = text_at(post("{}"), "/id");

    cr_expect_eq(CALL(.path = text_of("/v1/provisions/%s", seen), .token = senco)->status, 200);
    EXPECT_PROBLEM(CALL(.path = text_of("/v1/provisions/%s", unseen), .token = senco), 404,
                   "not_found");
    EXPECT_PROBLEM(CALL(.path = text_of("/v1/provisions/%s/occupancy", unseen), .token = senco),
                   404, "not_found");
    EXPECT_PROBLEM(CALL(.method = "PATCH", .path = text_of("/v1/provisions/%s", seen),
                        .token = senco, .body = "{}", .headers = { "If-Match: *" }),
                   403, "insufficient_scope");
}

Test(provisions, are_told_in_the_feed)
{
    const char *after = text_at(CALL(.path = "/v1/changes/latest", .token = token), "/next_after");
    const char *id = text_at(post("{}"), "/id"), *last = "";
    struct timespec pause = { .tv_nsec = 50000000 };

    for (int tries = 0; tries < 100 && strcmp(last, id) != 0; tries++) {
        const struct reply *r = CALL(.path = text_of(
                                         "/v1/changes?types=provision&limit=500&after=%s", after),
                                     .token = token);
        const size_t count = json_array_size(json_at(r->json, "/data"));

        for (size_t i = 0; i < count && strcmp(last, id) != 0; i++)
            last = text_at(r, text_of("/data/%zu/id", i));
        nanosleep(&pause, NULL);
    }
    cr_expect_str_eq(last, id);
}

/* ---- what the trust has decided -------------------------------------------------------- */

Test(provisions, settings_of_the_trust)
{
    const char *there = token_of(1, "trust_admin");
    const char *after = text_at(CALL(.path = "/v1/changes/latest", .token = there), "/next_after");
    const struct reply *r = CALL(.path = "/v1/settings", .token = there);

    cr_expect_str_eq(text_at(r, "/lease_rule"), "warn", "%s", r->text);
    const char *tag = header_of(r, "ETag");
    r = CALL(.method = "PATCH", .path = "/v1/settings", .token = there,
             .body = "{\"lease_rule\":\"block\"}", .headers = { text_of("If-Match: %s", tag) });
    cr_expect_str_eq(text_at(r, "/lease_rule"), "block", "%s", r->text);
    r = CALL(.method = "PATCH", .path = "/v1/settings", .token = there,
             .body = "{\"lease_rule\":\"warn\"}", .headers = { text_of("If-Match: %s", tag) });
    EXPECT_PROBLEM(r, 412, "precondition_failed");
    r = CALL(.method = "PATCH", .path = "/v1/settings", .token = there,
             .body = "{\"lease_rule\":\"perhaps\"}");
    cr_expect_str_eq(errors_of(r), "/lease_rule lease_rule_code");
    r = CALL(.method = "PATCH", .path = "/v1/settings", .token = there,
             .body = "{\"lease_rule\":\"warn\"}");
    cr_expect_eq(r->status, 200);
    r = fed(there, after, "trust_setting", 2);
    cr_expect_str_eq(text_at(r, "/data/1/resource/lease_rule"), "warn", "%s", r->text);
    EXPECT_PROBLEM(CALL(.path = "/v1/settings", .token = token_of(0, "senco")), 403,
                   "insufficient_scope");
}
