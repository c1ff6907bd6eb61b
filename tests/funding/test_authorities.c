/* Who pays for a stay: the authority of each day, at the band in which it has placed the pupil. A
 * move ends what the one before pays; what was always so sets right what was posted. And at which
 * rate: a day without one is told, and a day that was posted keeps its own. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/ehcps/case_fixture.h"
#include "tests/funding/passport_fixture.h"

TestSuite(authorities, .init = passport_start, .fini = client_stop, .timeout = 300);

enum { A_DAY = 365 }; /* pence a year that are a penny a day */

static void rate_of(const char *la_code, const char *band, int pence_a_day)
{
    added(finance, "/v1/funding/bands",
          json_pack("{s:s, s:s, s:i, s:s}", "la_code", la_code, "band", band, "annual_pence",
                    pence_a_day * A_DAY, "starts_on", "2026-04-01"));
}

static const char *case_of(const char *placement)
{
    return text_of("/v1/ehcps/%s", text_at(find_placement(placement), "/ehcp_id"));
}

static const char MOVED[] =
    "{'la_code':'909','moved_from_la_code':'908','moved_in_on':'2026-11-10'}";

/* Admitted on 1 November 2026 at 100 pence a day of 908, in a band that 909 knows as well. */
static const char *placed(void)
{
    rate_of("908", "C", 100);
    rate_of("909", "C", 1000);
    agree(TOP_UPS(1000), "{}");
    return admitted("C", "2026-11-01", NULL);
}

static void in_band(const char *placement, const char *band, const char *starts_on)
{
    posted(text_of("/v1/placements/%s/bands", placement),
           text_of("{'band':'%s','starts_on':'%s'}", band, starts_on));
}

/* "908 2026-11 3000, ...": the lines of a run, in order. */
static const char *lines_of(const struct reply *run)
{
    const struct reply *r = CALL(.token = finance,
                                 .path = text_of("/v1/funding/runs/%s/lines?limit=500",
                                                 text_at(run, "/id")));
    const char *told = "";
    json_t *one;
    size_t i;

    cr_assert_eq(r->status, 200, "%s", r->text);
    json_array_foreach(json_at(r->json, "/data"), i, one) told = text_of(
        "%s%s%s %s %lld", told, i ? ", " : "", json_string_value(json_object_get(one, "payer")),
        json_string_value(json_object_get(one, "for_period")),
        (long long)json_integer_value(json_object_get(one, "received_pence")));
    return told;
}

/* "no_band 909 - 2026-11-10": code, payer, band and day. */
static const char *problems_of(const struct reply *run)
{
    const char *told = "";
    json_t *one;
    size_t i;

    json_array_foreach(json_at(run->json, "/problems"), i, one)
    {
        const char *band = json_string_value(json_object_get(one, "band"));

        told = text_of("%s%s%s %s %s %s", told, i ? ", " : "",
                       json_string_value(json_object_get(one, "code")),
                       json_string_value(json_object_get(one, "payer")), band ? band : "-",
                       json_string_value(json_object_get(one, "on")));
    }
    return told;
}

/* "908 -, 909 2026-11-10" */
static const char *authorities(const char *path)
{
    const struct reply *r = CALL(.path = path, .token = token);
    const char *told = "";
    json_t *one;
    size_t i;

    json_array_foreach(json_at(r->json, "/authorities"), i, one)
    {
        const char *day = json_string_value(json_object_get(one, "starts_on"));

        told = text_of("%s%s%s %s", told, i ? ", " : "",
                       json_string_value(json_object_get(one, "la_code")), day ? day : "-");
    }
    return told;
}

/* ---- moves ----------------------------------------------------------------------------- */

Test(authorities, each_pays_for_its_days)
{
    const char *placement = placed(), *path = case_of(placement);

    cr_expect_str_eq(lines_of(run_and_approve("2026-11")), "908 2026-11 3000");
    patched(path, MOVED);
    cr_expect_str_eq(authorities(path), "908 -, 909 2026-11-10");
    const struct reply *run = run_month("2026-12");
    cr_expect_str_eq(problems_of(run), "no_band 909 - 2026-11-10", "%s", run->text);
    cr_expect_str_eq(lines_of(run), "908 2026-11 -2100", "its last day is the 9th");
    cr_expect(json_is_null(json_at(find_placement(placement)->json, "/band")), "none told yet");
    in_band(placement, "N", "2026-11-10");
    cr_expect_str_eq(text_at(find_placement(placement), "/band"), "N");
    run = run_month("2026-12");
    cr_expect_str_eq(problems_of(run), "no_rate 909 N 2026-11-10", "%s", run->text);
    rate_of("909", "N", 200);
    run = run_and_approve("2026-12");
    cr_expect_str_eq(problems_of(run), "");
    cr_expect_str_eq(lines_of(run), "908 2026-11 -2100, 909 2026-11 4200, 909 2026-12 6200");
    cr_expect_eq(run_month("2026-12")->status, 200, "and nothing is left");
}

/* Neither the pence of one nor those of the other drift. */
Test(authorities, each_has_a_schedule_of_its_own)
{
    rate_of("909", "N", 1);
    add_band("C", 1234567, "2026-04-01");
    agree(TOP_UPS(1250), "{}");
    const char *placement = admitted("C", "2026-11-01", NULL);

    patched(case_of(placement), MOVED);
    in_band(placement, "N", "2026-11-10");
    /* 9 of 365 days at 1,234,567 pence are 30,441.38; 21 days at a penny */
    const struct reply *run = run_and_approve("2026-11");
    cr_expect_str_eq(lines_of(run), "908 2026-11 30441, 909 2026-11 21", "%s", problems_of(run));
    cr_expect_eq(int_at(run, "/passported_pence"), 3805 + 3);
}

Test(authorities, one_that_comes_back_goes_on)
{
    const char *placement = placed(), *path = case_of(placement);

    rate_of("909", "N", 200);
    patched(path, "{'la_code':'908','authorities':[{'la_code':'908'},"
                  "{'la_code':'909','starts_on':'2026-11-06'},"
                  "{'la_code':'908','starts_on':'2026-11-10'}]}");
    in_band(placement, "N", "2026-11-06");
    in_band(placement, "C", "2026-11-10");
    cr_expect_str_eq(lines_of(run_and_approve("2026-11")), "908 2026-11 2600, 909 2026-11 800");
}

Test(authorities, the_day_of_a_move_is_put_right)
{
    const char *placement = placed(), *path = case_of(placement);

    rate_of("909", "N", 200);
    patched(path, MOVED);
    in_band(placement, "N", "2026-11-10");
    patched(path, "{'moved_in_on':'2026-11-12'}");
    cr_expect_str_eq(authorities(path), "908 -, 909 2026-11-12");
    cr_expect_str_eq(problems_of(run_month("2026-11")), "no_band 908 - 2026-11-10", "two days");
    patched(path, "{'moved_in_on':'2026-11-07'}");
    cr_expect_str_eq(problems_of(run_month("2026-11")), "no_band 909 - 2026-11-07");
    patched(path, "{'moved_in_on':'2026-11-10'}");
    cr_expect_str_eq(lines_of(run_month("2026-11")), "908 2026-11 900, 909 2026-11 4200");
    patched(path, "{'la_code':'908','moved_in_on':null,'moved_from_la_code':null}");
    cr_expect_str_eq(authorities(path), "908 -", "did not move after all");
}

/* The band in which one authority would have placed the pupil says nothing of another. */
Test(authorities, what_was_told_before_the_move_is_not_the_new_ones)
{
    const char *placement = placed();

    in_band(placement, "C", "2026-11-20");
    patched(case_of(placement), MOVED);
    cr_expect_str_eq(problems_of(run_month("2026-11")), "no_band 909 - 2026-11-10");
    in_band(placement, "C", "2026-11-10");
    cr_expect_str_eq(problems_of(run_month("2026-11")), "no_band 909 - 2026-11-20");
    in_band(placement, "C", "2026-11-20");
    cr_expect_str_eq(lines_of(run_month("2026-11")), "908 2026-11 900, 909 2026-11 21000");
    const struct reply *r = CALL(.token = token,
                                 .path = text_of("/v1/placements/%s/bands?la_code=909"
                                                 "&superseded_by.null=true&sort=starts_on",
                                                 placement));
    cr_expect_str_eq(text_at(r, "/data/0/starts_on"), "2026-11-10", "%s", r->text);
    cr_expect_str_eq(text_at(r, "/data/1/la_code"), "909", "%s", r->text);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 2, "%s", r->text);
}

Test(authorities, a_pupil_who_moves_before_the_first_day_is_placed_anew)
{
    const char *stays = proposed(base, "{\"band\":\"C\",\"starts_on\":\"2026-11-01\"}"),
               *moves = proposed(base, "{\"band\":\"C\",\"starts_on\":\"2026-11-15\"}");

    patched(case_of(stays), MOVED);
    patched(case_of(moves), MOVED);
    cr_expect_str_eq(text_at(find_placement(stays), "/band"), "C", "908 places it there");
    cr_expect(json_is_null(json_at(find_placement(moves)->json, "/band")));
    change_placement("PATCH", stays, "{\"starts_on\":\"2026-11-15\"}");
    cr_expect(json_is_null(json_at(find_placement(stays)->json, "/band")), "909 has to");
}

/* What it owes for the days before the move is found by its payer. */
Test(authorities, receipts_are_those_of_the_month)
{
    const char *placement = placed();
    const char *pupil = text_at(find_placement(placement), "/pupil_id");
    const char *upn = text_at(CALL(.path = text_of("/v1/pupils/%s", pupil), .token = token),
                              "/upn");
    static const char *const FINDS[][3] = { { "908", "2026-11", "posted" },
                                            { "909", "2026-11", "posted" },
                                            { "908", "2026-12", "parked" } };

    patched(case_of(placement), MOVED);
    for (size_t i = 0; i < sizeof FINDS / sizeof *FINDS; i++) {
        const struct reply *r = added(token, "/v1/funding/receipts",
                                      json_pack("{s:s, s:s, s:i, s:s, s:s, s:s, s:i, s:s}", "payer",
                                                FINDS[i][0], "remittance_reference", "CR-1", "line",
                                                (int)i, "received_on", "2026-11-20", "stream",
                                                "top_ups", "for_period", FINDS[i][1],
                                                "amount_pence", 100, "pupil_reference", upn));

        cr_expect_str_eq(text_at(r, "/status"), FINDS[i][2], "%s: %s", FINDS[i][1], r->text);
    }
}

/* ---- what was always so ---------------------------------------------------------------- */

Test(authorities, a_mistyped_code_is_put_right)
{
    const char *placement = placed(), *path = case_of(placement);

    run_and_approve("2026-11");
    expect_rule(patch(path, "{'la_code':'909'}"), 422, "validation_failed",
                "/la_code ehcp_authority_has_a_beginning");
    expect_rule(
        patch(path, "{'la_code':'909','moved_from_la_code':'881','moved_in_on':'2026-11-10'}"), 422,
        "validation_failed", "/la_code ehcp_authority_has_a_beginning");
    cr_expect_str_eq(authorities(path), "908 -");
    patched(path, "{'la_code':'909','authorities':[{'la_code':'909'}]}");
    cr_expect_str_eq(authorities(path), "909 -");
    cr_expect_str_eq(text_at(find_placement(placement), "/band"), "C", "it was 909's all along");
    cr_expect_str_eq(lines_of(run_and_approve("2026-12")),
                     "909 2026-11 30000, 909 2026-12 31000, 908 2026-11 -3000");
}

/* At the same rate: the amounts stay, and another is billed. */
Test(authorities, a_run_that_bills_the_wrong_one_is_not_approved)
{
    rate_of("908", "C", 100);
    rate_of("909", "C", 100);
    agree(TOP_UPS(1000), "{}");
    const char *path = case_of(admitted("C", "2026-11-01", NULL));
    const char *run = text_at(run_month("2026-11"), "/id");

    patched(path, "{'la_code':'909','authorities':[{'la_code':'909'}]}");
    const struct reply *r = approve_run(run);
    expect_rule(r, 409, "funding_run_is_stale", "/status funding_run_is_stale");
    cr_expect_eq(int_at(r, "/lines_differ"), 2, "that of 908, and that of 909: %s", r->text);
    cr_expect_str_eq(lines_of(run_and_approve("2026-11")), "909 2026-11 3000");
}

Test(authorities, while_nobody_pays_another_code_is_a_correction)
{
    const char *placement = proposed(base, "{\"band\":\"C\"}"), *path = case_of(placement);

    patched(path, "{'la_code':'909'}");
    cr_expect_str_eq(authorities(path), "909 -");
    cr_expect_str_eq(text_at(find_placement(placement), "/band"), "C");
    cr_expect_str_eq(text_at(find_placement(placement), "/la_code"), "909");
}

Test(authorities, rules)
{
    static const char *const RULES[][2] = {
        { "{'authorities':[{'la_code':'908','starts_on':'2026-11-01'}]}",
          "/authorities ehcp_authorities_follow_each_other" },
        { "{'authorities':[{'la_code':'881'},{'la_code':'908'}]}",
          "/authorities ehcp_authorities_follow_each_other" },
        { "{'authorities':[{'la_code':'908'},{'la_code':'908','starts_on':'2026-11-01'}]}",
          "/authorities ehcp_authorities_follow_each_other" },
        { "{'authorities':[{'la_code':'881'},{'la_code':'909','starts_on':'2026-11-02'},"
          "{'la_code':'908','starts_on':'2026-11-02'}]}",
          "/authorities ehcp_authorities_follow_each_other" },
        { "{'authorities':[{'la_code':'881'},{'la_code':'908','starts_on':'2199-11-02'}]}",
          "/authorities ehcp_authorities_are_of_the_past" },
        { "{'authorities':[{'la_code':'199'},{'la_code':'908','starts_on':'2026-11-02'}]}",
          "/authorities ehcp_authorities_are_known" },
        { "{'authorities':[{'la_code':'881'}]}", "/la_code ehcp_authority_has_a_beginning" },
        { "{'authorities':[{'la_code':'90'}]}", "/authorities/0/la_code la_code_format" },
        { "{'authorities':[{'starts_on':'2026-11-02'}]}", "/authorities/0/la_code required" },
    };
    const char *path = case_of(proposed(base, "{}"));

    for (size_t i = 0; i < sizeof RULES / sizeof *RULES; i++)
        expect_rule(patch(path, RULES[i][0]), 422, "validation_failed", RULES[i][1]);
    patched(path, "{'authorities':[{'la_code':'881'},{'la_code':'908','starts_on':'2026-11-02'}]}");
    cr_expect_str_eq(authorities(path), "881 -, 908 2026-11-02");
}

Test(authorities, a_case_tells_where_it_came_from)
{
    json_t *body = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "pupil_id", add_pupil(former),
                             "la_code", "909", "request_source", "2", "requested_on", "2026-10-01",
                             "moved_from_la_code", "908", "moved_in_on", "2026-10-01");
    const char *id = text_at(added(token, "/v1/ehcps", body), "/id");

    cr_expect_str_eq(authorities(text_of("/v1/ehcps/%s", id)), "908 -, 909 2026-10-01");
}

/* ---- rates that end -------------------------------------------------------------------- */

static const char *rated(const char *collection, const char *text)
{
    const struct reply *r = CALL(.method = "POST", .token = finance, .path = collection,
                                 .body = quoted(text));

    cr_assert_eq(r->status, 201, "%s", r->text);
    return text_of("%s/%s", collection, text_at(r, "/id"));
}

static void expect_to_go_on(const struct reply *r)
{
    expect_rule(r, 409, "conflict", "/ends_on rate_goes_on_where_it_was_posted");
}

#define BANDS "/v1/funding/bands"
#define BAND_C "{'la_code':'908','band':'C','annual_pence':36500,'starts_on':'%s'%s}"

Test(authorities, a_band_whose_rate_has_ended_is_told)
{
    rated(BANDS, text_of(BAND_C, "2026-04-01", ",'ends_on':'2026-11-30'"));
    agree(TOP_UPS(1000), "{}");
    admitted("C", "2026-11-01", NULL);
    cr_expect_str_eq(lines_of(run_and_approve("2026-11")), "908 2026-11 3000");
    const struct reply *run = run_month("2026-12");
    cr_expect_str_eq(problems_of(run), "no_rate 908 C 2026-12-01", "%s", run->text);
    cr_expect_eq(int_at(run, "/line_count"), 0);
    rated(BANDS, text_of(BAND_C, "2026-12-03", ""));
    cr_expect_str_eq(problems_of(run_month("2026-12")), "no_rate 908 C 2026-12-01", "two days");
    rated(BANDS, text_of(BAND_C, "2026-12-01", ""));
    cr_expect_str_eq(lines_of(run_and_approve("2026-12")), "908 2026-12 3100");
}

Test(authorities, days_that_were_posted_keep_their_rate)
{
    const char *path = rated(BANDS, text_of(BAND_C, "2026-04-01", ""));
    const char *other = rated(BANDS, "{'la_code':'908','band':'D','annual_pence':1,"
                                     "'starts_on':'2026-04-01'}");

    agree(TOP_UPS(1000), "{}");
    admitted("C", "2026-11-06", "2026-11-20");
    patched(path, "{'ends_on':'2026-11-10'}"); /* nothing is posted yet */
    patched(path, "{'ends_on':null}");
    cr_expect_str_eq(lines_of(run_and_approve("2026-11")), "908 2026-11 1500");
    expect_to_go_on(patch(path, "{'ends_on':'2026-11-19'}"));
    expect_to_go_on(patch(path, "{'ends_on':'2026-10-31'}"));
    expect_to_go_on(post(BANDS, text_of(BAND_C, "2026-04-01", ",'ends_on':'2026-11-19'")));
    expect_to_go_on(post(BANDS, text_of(BAND_C, "2026-11-10", ",'ends_on':'2026-11-12'")));
    patched(other, "{'ends_on':'2026-11-10'}");
    patched(path, "{'ends_on':'2026-11-20'}"); /* the last day of the stay */
    rated(BANDS, text_of(BAND_C, "2026-11-13", ""));
    rated(BANDS, text_of(BAND_C, "2026-11-10", ",'ends_on':'2026-11-12'"));
    cr_expect_eq(run_month("2026-11")->status, 200, "no day is without, and nothing differs");
}

#define PLACES "/v1/funding/place-rates"
#define SPECIAL "{'place_type':'special_place','annual_pence':36500,'starts_on':'%s'%s}"

Test(authorities, places_keep_their_rate_as_well)
{
    const char *path = rated(PLACES, text_of(SPECIAL, "2026-04-01", ",'ends_on':'2026-10-31'"));

    rated(PLACES, "{'place_type':'unit_place_occupied','annual_pence':1,'starts_on':'2026-04-01'}");
    agree("[{\"stream\":\"places\",\"basis\":\"entitlement\",\"mode\":\"proportion\","
          "\"basis_points\":2000}]",
          "{}");
    const struct reply *run = run_month("2026-11");
    cr_expect_str_eq(problems_of(run), "no_rate dfe - 2026-11-01", "%s", run->text);
    cr_expect_str_eq(text_at(run, "/problems/0/place_type"), "special_place");
    cr_expect_eq(int_at(run_and_approve("2026-10"), "/received_pence"), 50LL * 100 * 61);
    expect_to_go_on(patch(path, "{'ends_on':'2026-10-30'}"));
    expect_to_go_on(post(PLACES, text_of(SPECIAL, "2026-09-01", ",'ends_on':'2026-09-30'")));
    rated(PLACES, text_of(SPECIAL, "2026-10-01", ""));
    rated(PLACES, text_of(SPECIAL, "2026-09-01", ",'ends_on':'2026-09-30'"));
    rated(PLACES, text_of(SPECIAL, "2026-11-01", ""));
    cr_expect_eq(int_at(run_and_approve("2026-11"), "/received_pence"), 50LL * 100 * 30);
}
