/* Bands and rates of places: a rate is never edited but taken over from, and no day has two of them
 * or, in between, none. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "tests/ehcps/case_fixture.h"
#include "tests/placements/placement_fixture.h"

#define BANDS "/v1/funding/bands"
#define PLACES "/v1/funding/place-rates"

TestSuite(funding_rates, .init = places_start, .fini = client_stop, .timeout = 300);

static const struct reply *add_band(const char *band, const char *starts_on, const char *more)
{
    return post(BANDS, text_of("{'la_code':'908','band':'%s','annual_pence':1234567,"
                               "'starts_on':'%s'%s}",
                               band, starts_on, more));
}

static const char *banded(const char *band, const char *starts_on, const char *more)
{
    const struct reply *r = add_band(band, starts_on, more);

    cr_assert_eq(r->status, 201, "%s", r->text);
    return text_at(r, "/id");
}

static const char *at(const char *collection, const char *id)
{
    return text_of("%s/%s", collection, id);
}

static const struct reply *find(const char *path)
{
    return CALL(.path = path, .token = token);
}

/* "2026-04-01 2027-03-31, 2027-04-01 -": what counts, in order of days. */
static const char *spans(const char *list)
{
    const struct reply *r = find(list);
    const char *told = "";
    json_t *one;
    size_t i;

    cr_assert_eq(r->status, 200, "%s", r->text);
    json_array_foreach(json_at(r->json, "/data"), i, one)
    {
        const char *ends = json_string_value(json_object_get(one, "ends_on"));

        told = text_of("%s%s%s %s", told, i ? ", " : "",
                       json_string_value(json_object_get(one, "starts_on")), ends ? ends : "-");
    }
    return told;
}

static const char *spans_of(const char *band)
{
    return spans(text_of(BANDS "?band=%s&superseded_by.null=true&sort=starts_on", band));
}

/* ---- bands ------------------------------------------------------------------------------ */

Test(funding_rates, a_band_is_made_and_read)
{
    const char *band = fresh_upn();
    const struct reply *made = add_band(band, "2026-04-01", "");
    const char *path = at(BANDS, text_at(made, "/id"));

    cr_expect_eq(made->status, 201, "%s", made->text);
    cr_expect_str_eq(text_at(made, "/la_code"), "908");
    cr_expect_eq(int_at(made, "/annual_pence"), 1234567);
    cr_expect(json_is_null(json_at(made->json, "/ends_on")));
    cr_expect(json_is_null(json_at(made->json, "/superseded_by")));
    cr_expect_str_eq(find(path)->text, made->text);
    EXPECT_PROBLEM(CALL(.method = "DELETE", .path = path, .token = token), 405,
                   "method_not_allowed");
    EXPECT_PROBLEM(CALL(.method = "PUT", .path = path, .token = token, .body = "{}"), 405,
                   "method_not_allowed");
}

Test(funding_rates, rules)
{
    static const char *const RULES[][2] = {
        { "'la_code':'000'", "/la_code funding_band_authority_is_known" },
        { "'la_code':'90'", "/la_code la_code_format" },
        { "'band':null", "/band required" },
        { "'annual_pence':-1", "/annual_pence annual_pence_range" },
        { "'annual_pence':100000000001", "/annual_pence annual_pence_range" },
        { "'annual_pence':12.5", "/annual_pence annual_pence_range" },
        { "'annual_pence':'12345'", "/annual_pence annual_pence_range" },
        { "'starts_on':null", "/starts_on required" },
        { "'starts_on':'2026-02-30'", "/starts_on date_format" },
        { "'ends_on':'2026-03-31'", "/ends_on funding_band_ends_after_it_begins" },
        { "'superseded_by':'0197c2f4-7b20-7f4e-8c11-2a5d9e3b7c60'", "/superseded_by read_only" },
    };

    for (size_t i = 0; i < sizeof RULES / sizeof *RULES; i++) {
        json_t *body = json_pack("{s:s, s:s, s:i, s:s}", "la_code", "908", "band", fresh_upn(),
                                 "annual_pence", 1, "starts_on", "2026-04-01");
        json_t *over = json_loads(quoted(text_of("{%s}", RULES[i][0])), 0, NULL);

        json_object_update(body, over);
        json_decref(over);
        expect_rule(post(BANDS, dumped(body)), 422, "validation_failed", RULES[i][1]);
    }
    expect_rule(post(PLACES, "{'place_type':'bed','annual_pence':1,'starts_on':'2026-04-01'}"), 422,
                "validation_failed", "/place_type place_type_code");
    expect_rule(post(PLACES, "{'place_type':'special_place','annual_pence':1,"
                             "'starts_on':'1999-04-01','ends_on':'1999-03-31'}"),
                422, "validation_failed", "/ends_on place_rate_ends_after_it_begins");
}

Test(funding_rates, another_takes_over)
{
    static const struct {
        const char *starts_on, *more, *stand;
    } STEPS[] = {
        { "2026-04-01", "", "2026-04-01 -" },
        { "2027-04-01", "", "2026-04-01 2027-03-31, 2027-04-01 -" },
        { "2025-04-01", "", "2025-04-01 2026-03-31, 2026-04-01 2027-03-31, 2027-04-01 -" },
        { "2026-09-01", "",
          "2025-04-01 2026-03-31, 2026-04-01 2026-08-31, 2026-09-01 2027-03-31, 2027-04-01 -" },
        { "2026-04-01", "",
          "2025-04-01 2026-03-31, 2026-04-01 2026-08-31, 2026-09-01 2027-03-31, 2027-04-01 -" },
        { "2027-04-02", ",'ends_on':'2028-03-31'",
          "2025-04-01 2026-03-31, 2026-04-01 2026-08-31, 2026-09-01 2027-03-31, "
          "2027-04-01 2027-04-01, 2027-04-02 2028-03-31" },
        /* In place of one that was closed: it ends when that ended. */
        { "2027-12-01", "",
          "2025-04-01 2026-03-31, 2026-04-01 2026-08-31, 2026-09-01 2027-03-31, "
          "2027-04-01 2027-04-01, 2027-04-02 2027-11-30, 2027-12-01 2028-03-31" },
        { "2030-04-01", "",
          "2025-04-01 2026-03-31, 2026-04-01 2026-08-31, 2026-09-01 2027-03-31, "
          "2027-04-01 2027-04-01, 2027-04-02 2027-11-30, 2027-12-01 2028-03-31, 2030-04-01 -" },
        { "2029-04-01", "",
          "2025-04-01 2026-03-31, 2026-04-01 2026-08-31, 2026-09-01 2027-03-31, "
          "2027-04-01 2027-04-01, 2027-04-02 2027-11-30, 2027-12-01 2028-03-31, "
          "2029-04-01 2030-03-31, 2030-04-01 -" },
    };
    const char *band = fresh_upn();

    banded(fresh_upn(), "2026-04-01", ""); /* another band is another matter */
    for (size_t i = 0; i < sizeof STEPS / sizeof *STEPS; i++) {
        banded(band, STEPS[i].starts_on, STEPS[i].more);
        cr_expect_str_eq(spans_of(band), STEPS[i].stand, "after %s", STEPS[i].starts_on);
    }
}

Test(funding_rates, one_of_the_same_day_supersedes)
{
    const char *band = fresh_upn(), *first = banded(band, "2026-04-01", ""),
               *second = banded(band, "2026-04-01", "");
    const struct reply *r = find(at(BANDS, first));

    cr_expect_str_eq(text_at(r, "/superseded_by"), second, "%s", r->text);
    cr_expect_eq(int_at(r, "/annual_pence"), 1234567, "kept as it was");
    r = find(text_of(BANDS "?band=%s&superseded_by=%s", band, second));
    cr_expect_str_eq(text_at(r, "/data/0/id"), first);
    expect_rule(patch(at(BANDS, first), "{'ends_on':'2026-12-31'}"), 409, "conflict",
                "/superseded_by rate_was_superseded");
    r = find(text_of("%s/history", at(BANDS, first)));
    cr_expect_str_eq(text_at(r, "/data/0/changes/0/member"), "superseded_by", "%s", r->text);
}

Test(funding_rates, ends_that_are_told)
{
    const char *band = fresh_upn(), *first = banded(band, "2026-04-01", ""), *path;

    path = at(BANDS, first);
    patched(path, "{'ends_on':'2026-12-31'}");
    cr_expect_str_eq(spans_of(band), "2026-04-01 2026-12-31");
    patched(path, "{'ends_on':null}");
    cr_expect_str_eq(spans_of(band), "2026-04-01 -");
    banded(band, "2027-04-01", "");
    expect_rule(patch(path, "{'ends_on':null}"), 409, "conflict",
                "/ends_on funding_band_has_one_rate_a_day");
    expect_rule(patch(path, "{'ends_on':'2026-03-31'}"), 422, "validation_failed",
                "/ends_on funding_band_ends_after_it_begins");
    expect_rule(patch(path, "{'annual_pence':1}"), 422, "validation_failed",
                "/annual_pence read_only");
    expect_rule(patch(path, "{'starts_on':'2026-05-01','band':'X','la_code':'878'}"), 422,
                "validation_failed", "/band read_only,/la_code read_only,/starts_on read_only");
    expect_rule(add_band(band, "2026-05-01", ",'ends_on':'2027-05-01'"), 409, "conflict",
                "/ends_on funding_band_has_one_rate_a_day");
    cr_expect_str_eq(spans_of(band), "2026-04-01 2027-03-31, 2027-04-01 -", "and nothing moved");
}

Test(funding_rates, lists)
{
    const char *band = fresh_upn(), *first = banded(band, "2026-04-01", ""),
               *second = banded(band, "2027-04-01", "");
    const struct {
        const char *asks, *finds;
    } FINDS[] = {
        { "on=2026-04-01", first },
        { "on=2027-03-31", first },
        { "on=2027-04-01", second },
        { "on=2026-03-31", NULL },
        { "starts_on.gt=2026-04-01", second },
        { "ends_on.null=true", second },
        { "ends_on=2027-03-31", first },
        { "la_code=878", NULL },
        { "la_code=908&sort=-starts_on", second },
        { text_of("band.prefix=%.5s&on=2026-04-01&sort=band", band), first },
    };

    for (size_t i = 0; i < sizeof FINDS / sizeof *FINDS; i++) {
        const struct reply *r = find(
            text_of(BANDS "?id.in=%s,%s&%s", first, second, FINDS[i].asks));
        const char *id = text_at(r, "/data/0/id");

        cr_expect_str_eq(id ? id : "", FINDS[i].finds ? FINDS[i].finds : "", "%s: %s",
                         FINDS[i].asks, r->text);
    }
}

/* The ladder of two years in one file, the years in any order. */
Test(funding_rates, a_ladder_comes_as_a_file)
{
    const char *a = fresh_upn(), *b = fresh_upn();
    const char *csv = text_of("la_code,band,annual_pence,starts_on,ends_on\n"
                              "908,%s,100000,2025-04-01,\n908,%s,104000,2026-04-01,\n"
                              "908,%s,200000,2026-04-01,2027-03-31\n908,%s,190000,2025-04-01,\n"
                              "908,%s,1,2027-01-01,2026-01-01\n",
                              a, a, b, b, b);
    const struct reply *r = CALL(.method = "POST", .token = token, .type = "text/csv", .body = csv,
                                 .path = BANDS "/bulk?op=create&mode=partial");

    cr_expect_eq(int_at(r, "/summary/created"), 4, "%s", r->text);
    cr_expect_eq(int_at(r, "/summary/failed"), 1, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/results/4/problem/errors/0/code"),
                     "funding_band_ends_after_it_begins", "%s", r->text);
    cr_expect_str_eq(spans_of(a), "2025-04-01 2026-03-31, 2026-04-01 -");
    cr_expect_str_eq(spans_of(b), "2025-04-01 2026-03-31, 2026-04-01 2027-03-31");
    r = CALL(.method = "POST", .token = token, .path = BANDS "/bulk?op=delete&mode=partial",
             .body = text_of("{\"items\":[{\"id\":\"%s\"}]}", text_at(r, "/results/0/id")));
    cr_expect_str_eq(text_at(r, "/results/0/problem/errors/0/code"), "rate_is_not_deleted", "%s",
                     r->text);
    cr_expect_str_eq(spans_of(a), "2025-04-01 2026-03-31, 2026-04-01 -");
}

Test(funding_rates, places_are_rated_by_their_type)
{
    const char *first, *path;

    first = posted(PLACES, "{'place_type':'special_place','annual_pence':900000,"
                           "'starts_on':'1990-09-01','ends_on':'1999-08-31'}");
    path = text_of(PLACES "?place_type=special_place&superseded_by.null=true&sort=starts_on"
                          "&starts_on.gte=1990-09-01&starts_on.lt=1999-08-31");
    posted(PLACES, "{'place_type':'unit_place_occupied','annual_pence':600000,"
                   "'starts_on':'1992-09-01','ends_on':'1993-08-31'}");
    cr_expect_str_eq(spans(path), "1990-09-01 1999-08-31", "another type is another matter");
    posted(PLACES, "{'place_type':'special_place','annual_pence':1000000,"
                   "'starts_on':'1995-09-01'}");
    cr_expect_str_eq(spans(path), "1990-09-01 1995-08-31, 1995-09-01 1999-08-31");
    cr_expect_eq(int_at(find(at(PLACES, first)), "/version"), 2);
    const struct reply *r = find(PLACES "?place_type=special_place&on=1995-09-01");
    cr_expect_eq(int_at(r, "/data/0/annual_pence"), 1000000, "%s", r->text);
    expect_rule(patch(at(PLACES, first), "{'ends_on':'1996-08-31'}"), 409, "conflict",
                "/ends_on place_rate_is_one_a_day");
    r = find(PLACES "?place_type=special_place&on=1992-09-01");
    cr_expect_str_eq(text_at(r, "/data/0/id"), first, "%s", r->text);
}

/* ---- at once ---------------------------------------------------------------------------- */

enum { RACERS = 4, LAPS = 5 };

struct racer {
    const char *band;
    int number, refused;
};

static void *race(void *arg)
{
    struct racer *me = arg;

    for (int i = 0; i < LAPS; i++) {
        const int day = (i * 7 + me->number * 3) % 28 + 1;

        me->refused +=
            add_band(me->band, text_of("2026-%02d-%02d", me->number % 2 + 1, day), "")->status !=
            201;
    }
    client_leave();
    return NULL;
}

Test(funding_rates, many_at_once_leave_no_gap)
{
    const char *band = fresh_upn();
    struct racer racers[RACERS];
    pthread_t threads[RACERS];
    const char *before = NULL;
    json_t *one;
    size_t i;

    for (int n = 0; n < RACERS; n++) {
        racers[n] = (struct racer){ band, n, 0 };
        cr_assert_eq(pthread_create(&threads[n], NULL, race, &racers[n]), 0);
    }
    for (int n = 0; n < RACERS; n++) {
        pthread_join(threads[n], NULL);
        cr_expect_eq(racers[n].refused, 0, "racer %d", n);
    }
    const struct reply *r = find(
        text_of(BANDS "?band=%s&superseded_by.null=true&sort=starts_on&limit=500", band));
    json_array_foreach(json_at(r->json, "/data"), i, one)
    {
        const char *starts = json_string_value(json_object_get(one, "starts_on"));

        if (before)
            cr_expect_str_eq(owner_says(host, text_of("SELECT '%s'::date + 1", before)), starts);
        before = json_string_value(json_object_get(one, "ends_on"));
    }
    cr_expect_null(before, "the last is open");
    r = find(text_of(BANDS "?band=%s&count=exact", band));
    cr_expect_eq(int_at(r, "/page/total"), RACERS * LAPS, "%s", r->text);
}

/* ---- who -------------------------------------------------------------------------------- */

Test(funding_rates, who_reads_and_who_writes)
{
    const char *band = fresh_upn(), *path = at(BANDS, banded(band, "2026-04-01", ""));
    const char *leader = token_over("host_leader", host, text_of("[\"%s\"]", host)),
               *bursar = token_over("finance", host, text_of("[\"%s\"]", host)),
               *finance = token_of(0, "finance");
    const char *body = text_of("{\"la_code\":\"908\",\"band\":\"%s\",\"annual_pence\":1,"
                               "\"starts_on\":\"2027-04-01\"}",
                               band);

    cr_expect_eq(CALL(.path = path, .token = leader)->status, 200, "to follow its statement");
    cr_expect_eq(CALL(.path = path, .token = bursar)->status, 200);
    cr_expect_gt(json_array_size(json_at(CALL(.path = PLACES, .token = leader)->json, "/data")), 0);
    EXPECT_PROBLEM(CALL(.path = path, .token = token_of(1, "trust_admin")), 404, "not_found");
    EXPECT_PROBLEM(CALL(.path = path, .token = token_of(0, "inspector")), 403,
                   "insufficient_scope");
    EXPECT_PROBLEM(CALL(.method = "POST", .path = BANDS, .token = leader, .body = body), 403,
                   "insufficient_scope");
    EXPECT_PROBLEM(CALL(.method = "POST", .path = BANDS, .token = bursar, .body = body), 403,
                   "forbidden");
    EXPECT_PROBLEM(CALL(.method = "PATCH", .path = path, .token = bursar,
                        .body = "{\"ends_on\":\"2026-12-31\"}", .headers = { "If-Match: *" }),
                   403, "forbidden");
    const struct reply *r = CALL(.method = "POST", .path = BANDS "/bulk?op=update&mode=partial",
                                 .token = bursar,
                                 .body = text_of(
                                     "{\"items\":[{\"id\":\"%s\",\"ends_on\":\"2026-12-31\"}]}",
                                     path + strlen(BANDS "/")));
    cr_expect_eq(int_at(r, "/results/0/status"), 403, "%s", r->text);
    cr_expect_str_eq(spans_of(band), "2026-04-01 -", "as before");
    cr_expect_eq(CALL(.method = "POST", .path = BANDS, .token = finance, .body = body)->status,
                 201);
    cr_expect_str_eq(spans_of(band), "2026-04-01 2027-03-31, 2027-04-01 -");
}
