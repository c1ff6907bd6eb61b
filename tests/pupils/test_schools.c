/* Schools through their life, and the rules about them. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/fixture.h"

static const char *token;

static void start(void)
{
    client_start();
    token = token_of(0, "trust_admin");
}

TestSuite(schools, .init = start, .fini = client_stop, .timeout = 120);

static const struct reply *find(const char *id)
{
    return CALL(.path = text_of("/v1/schools/%s", id), .token = token);
}

static const struct reply *change(const char *method, const char *id, const char *tag,
                                  const char *body)
{
    return CALL(.method = method, .path = text_of("/v1/schools/%s", id), .token = token,
                .body = body, .headers = { tag ? text_of("If-Match: %s", tag) : NULL });
}

static const struct reply *post(const char *members)
{
    return CALL(.method = "POST", .path = "/v1/schools", .token = token,
                .body = dumped(but(school_body(), members)));
}

Test(schools, is_made_and_read)
{
    json_t *body = kept(school_body()), *value;
    const struct reply *made = added(token, "/v1/schools", json_deep_copy(body));
    const char *id = text_at(made, "/id"), *name;

    json_object_foreach(body, name, value)
        cr_expect(json_equal(json_object_get(made->json, name), value), "%s", name);
    cr_expect_str_eq(text_at(made, "/laestab"), "9084001", "derived");
    cr_expect(json_is_false(json_at(made->json, "/special")));
    cr_expect_eq(json_array_size(json_at(made->json, "/predecessor_urns")), 0);
    cr_expect(strstr(header_of(made, "Location"), text_of("/v1/schools/%s", id)));
    cr_expect_str_eq(find(id)->text, made->text);
    cr_expect_eq(CALL(.path = text_of("/v1/schools/%s", id), .token = token,
                      .headers = { "If-None-Match: \"v1\"" })->status, 304);
}

Test(schools, rules)
{
    static const char *const CASES[][2] = {
        { "{\"urn\":\"012345\"}", "/urn urn_format" },
        { "{\"urn\":\"12345\"}", "/urn urn_format" },
        { "{\"urn\":123456}", "/urn urn_format" },
        { "{\"la_code\":\"90\"}", "/la_code la_code_format" },
        { "{\"establishment_number\":\"1\"}", "/establishment_number establishment_number_format" },
        { "{\"ukprn\":\"20000000\"}", "/ukprn ukprn_format" },
        { "{\"name\":\"\"}", "/name organisation_name_length" },
        { "{\"name\":\"a\\nb\"}", "/name organisation_name_length" },
        { "{\"phase\":\"8\"}", "/phase phase_code" },
        { "{\"type_code\":\"99\"}", "/type_code establishment_type_code" },
        { "{\"status\":\"5\"}", "/status establishment_status_code" },
        { "{\"opened_on\":\"2012-02-30\"}", "/opened_on date_format" },
        { "{\"closed_on\":\"2012-08-31\"}", "/closed_on school_closes_after_it_opens" },
        { "{\"predecessor_urns\":[\"x\"]}", "/predecessor_urns/0 urn_format" },
        { "{\"predecessor_urns\":\"123456\"}", "/predecessor_urns list_type" },
        { "{\"postcode\":\"nowhere\"}", "/postcode postcode_format" },
        { "{\"laestab\":\"9084001\"}", "/laestab read_only" },
        { "{\"special\":true}", "/special read_only" },
        { "{\"version\":1}", "/version read_only" },
        { "{\"school_ids\":[]}", "/school_ids unknown_member" },
        { "{\"urn\":null,\"name\":null,\"status\":null}",
          "/name required,/status required,/urn required" },
        { "{\"urn\":\"x\",\"phase\":\"8\",\"nonsense\":1}",
          "/nonsense unknown_member,/phase phase_code,/urn urn_format" },
    };

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const struct reply *r = post(CASES[i][0]);

        cr_expect_str_eq(not_problem(r, 422, "validation_failed"), "", "%s", CASES[i][0]);
        cr_expect_str_eq(errors_of(r), CASES[i][1], "%s", CASES[i][0]);
    }
}

Test(schools, are_somewhere_or_nobody_knows_where)
{
    static const char *const CASES[][2] = {
        { "{\"easting\":700001,\"northing\":0}", "/easting easting_range" },
        { "{\"easting\":0,\"northing\":1300001}", "/northing northing_range" },
        { "{\"easting\":-1,\"northing\":1.5}",
          "/easting easting_range,/northing northing_range" },
        { "{\"easting\":182450}", "/northing school_has_easting_and_northing" },
        { "{\"northing\":44820}", "/northing school_has_easting_and_northing" },
    };

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        cr_expect_str_eq(errors_of(post(CASES[i][0])), CASES[i][1], "%s", CASES[i][0]);
}

Test(schools, what_is_allowed)
{
    static const char *const CASES[] = {
        "{\"closed_on\":\"2012-09-01\"}",
        "{\"opened_on\":null,\"closed_on\":\"2012-08-31\"}",
        "{\"establishment_number\":null}",
        "{\"postcode\":\" sw1a 1aa \"}",
        "{\"ukprn\":\"10032950\"}",
        "{\"easting\":0,\"northing\":0}",
        "{\"easting\":700000,\"northing\":1300000}",
        "{\"name\":\"  St Piran's \\u2014 Ysgol  \"}",
        "{\"predecessor_urns\":[\"137031\",\"111111\"]}",
    };

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        cr_expect_eq(post(CASES[i])->status, 201, "%s: %s", CASES[i], post(CASES[i])->text);
    cr_expect(json_is_null(json_at(post("{\"establishment_number\":null}")->json, "/laestab")));
    cr_expect_str_eq(text_at(post("{\"postcode\":\" sw1a 1aa \"}"), "/postcode"), "SW1A 1AA");
}

Test(schools, types_that_are_special)
{
    static const char *const SPECIAL[] = { "7", "8", "10", "12", "33", "36", "44" };
    static const char *const MAINSTREAM[] = { "1", "2", "28", "34", "35", "14" };

    for (size_t i = 0; i < sizeof SPECIAL / sizeof *SPECIAL; i++)
        cr_expect(json_is_true(json_at(post(text_of("{\"type_code\":\"%s\"}", SPECIAL[i]))->json,
                                       "/special")),
                  "%s", SPECIAL[i]);
    for (size_t i = 0; i < sizeof MAINSTREAM / sizeof *MAINSTREAM; i++)
        cr_expect(json_is_false(json_at(
                      post(text_of("{\"type_code\":\"%s\"}", MAINSTREAM[i]))->json, "/special")),
                  "%s", MAINSTREAM[i]);
}

Test(schools, a_urn_is_one_schools)
{
    const char *urn = fresh_urn(), *members = text_of("{\"urn\":\"%s\"}", urn);
    const struct reply *first = post(members), *second = post(members);

    cr_assert_eq(first->status, 201);
    EXPECT_PROBLEM(second, 409, "conflict");
    cr_expect_str_eq(errors_of(second), "/urn school_urn_is_unique");
    const char *id = text_at(first, "/id");
    cr_expect_eq(change("DELETE", id, "\"v1\"", NULL)->status, 204);
    cr_expect_eq(post(members)->status, 201, "a deleted school lets go of it");
    const struct reply *r =
        CALL(.method = "POST", .path = text_of("/v1/schools/%s/restore", id), .token = token);
    EXPECT_PROBLEM(r, 409, "conflict");
}

Test(schools, is_changed_replaced_deleted_restored)
{
    const char *id = add_school();
    const struct reply *r;

    EXPECT_PROBLEM(change("PATCH", id, NULL, "{}"), 428, "precondition_required");
    EXPECT_PROBLEM(change("PATCH", id, "\"v2\"", "{}"), 412, "precondition_failed");
    r = change("PATCH", id, "\"v1\"", "{\"establishment_number\":\"7001\",\"type_code\":\"44\"}");
    cr_expect_str_eq(text_at(r, "/laestab"), "9087001");
    cr_expect(json_is_true(json_at(r->json, "/special")));
    cr_expect_eq(int_at(change("PATCH", id, "\"v2\"", "{\"status\":\"1\"}"), "/version"), 2,
                 "nothing changed");
    r = change("PUT", id, "\"v2\"", dumped(but(school_body(), "{\"postcode\":null}")));
    cr_expect(json_is_null(json_at(r->json, "/postcode")), "%s", r->text);
    cr_expect(json_is_false(json_at(r->json, "/special")));
    cr_expect_eq(change("DELETE", id, "\"v3\"", NULL)->status, 204);
    EXPECT_PROBLEM(find(id), 410, "deleted");
    r = CALL(.method = "POST", .path = text_of("/v1/schools/%s/restore", id), .token = token);
    cr_expect_eq(int_at(r, "/version"), 5);
    r = CALL(.path = text_of("/v1/schools/%s/history", id), .token = token);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 5, "%s", r->text);
}

/* ---- the extract of Get Information about Schools ----------------------------------------- */

static const struct reply *import(const char *urn, const char *columns, const char *values)
{
    return CALL(.method = "POST", .path = "/v1/schools/import", .token = token,
                .type = "text/csv",
                .body = text_of(
                    "URN,LA (code),EstablishmentNumber,EstablishmentName,"
                    "TypeOfEstablishment (code),EstablishmentStatus (code),"
                    "PhaseOfEducation (code),OpenDate,CloseDate,UKPRN,Postcode%s\n"
                    "%s,908,7001,Pencarrow School,44,1,0,01/08/2011,,10032950,TR49JQ%s\n",
                    columns, urn, values));
}

static const char *place_of(const char *urn)
{
    const struct reply *r = CALL(.path = text_of("/v1/schools?urn=%s", urn), .token = token);
    const json_t *easting = json_at(r->json, "/data/0/easting");

    cr_assert(easting, "%s", r->text);
    return json_is_null(easting) ? "nowhere"
                                 : text_of("%lld %lld", (long long)int_at(r, "/data/0/easting"),
                                           (long long)int_at(r, "/data/0/northing"));
}

/* A file without the columns says nothing of where a school is; an empty cell says that nobody
 * knows. */
Test(schools, an_extract_tells_where_they_are)
{
    const char *urn = fresh_urn();
    const struct reply *r = import(urn, ",Easting,Northing", ",533498,181201");

    cr_assert_eq(r->status, 207, "%s", r->text);
    cr_expect_str_eq(place_of(urn), "533498 181201");
    import(urn, "", "");
    cr_expect_str_eq(place_of(urn), "533498 181201", "not told, so as it was");
    r = import(urn, ",Easting,Northing", ",533498,far");
    cr_expect(strstr(r->text, "northing_range"), "%s", r->text);
    r = import(urn, ",Easting,Northing", ",533498,");
    cr_expect(strstr(r->text, "school_has_easting_and_northing"), "%s", r->text);
    cr_expect_str_eq(place_of(urn), "533498 181201");
    import(urn, ",Easting,Northing", ",,");
    cr_expect_str_eq(place_of(urn), "nowhere");
}

/* A school that becomes special is told to the rows of its pupils. */
Test(schools, a_special_school_without_sen_is_odd)
{
    const char *id = add_school();
    const struct reply *pupil =
        added(token, "/v1/pupils", but(pupil_body(id), "{\"sen_provision\":\"N\",\"needs\":[]}"));
    const char *path = text_of("/v1/pupils/%s", text_at(pupil, "/id"));

    cr_expect_eq(json_array_size(json_at(pupil->json, "/warnings")), 0);
    cr_assert_eq(change("PATCH", id, "*", "{\"type_code\":\"44\"}")->status, 200);
    cr_expect_str_eq(text_at(CALL(.path = path, .token = token), "/warnings/0/code"),
                     "special_school_without_sen");
    cr_assert_eq(change("PATCH", id, "*", "{\"type_code\":\"34\"}")->status, 200);
    cr_expect_eq(json_array_size(json_at(CALL(.path = path, .token = token)->json, "/warnings")),
                 0);
}

Test(schools, lists)
{
    const char *urns[6], *all = "";

    for (size_t i = 0; i < 6; i++) {
        urns[i] = fresh_urn();
        all = text_of("%s%s%s", all, i ? "," : "", urns[i]);
        post(text_of("{\"urn\":\"%s\",\"name\":\"School %zu\",\"type_code\":\"%s\"}", urns[i],
                     5 - i, i % 2 ? "44" : "34"));
    }
    const struct reply *r =
        CALL(.path = text_of("/v1/schools?urn.in=%s&sort=name", all), .token = token);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 6);
    for (size_t i = 0; i < 6; i++)
        cr_expect_str_eq(text_at(r, text_of("/data/%zu/name", i)), text_of("School %zu", i));
    r = CALL(.path = text_of("/v1/schools?urn.in=%s&special=true&count=exact&limit=2", all),
             .token = token);
    cr_expect_eq(int_at(r, "/page/total"), 3);
    r = CALL(.path = text_of("/v1/schools?urn.in=%s&name.prefix=School%%205", all), .token = token);
    cr_expect_str_eq(text_at(r, "/data/0/urn"), urns[0]);
    r = CALL(.path = text_of("/v1/schools?urn.in=%s", all), .token = token,
             .headers = { "Accept: text/csv" });
    cr_expect(strstr(r->text, "School 3"), "%s", r->text);
    EXPECT_PROBLEM(CALL(.path = "/v1/schools?expand=trust", .token = token), 400,
                   "invalid_parameter");
}
