/* What a placement does to others: the places of a provision, the registers of the schools, who
 * sees the case, and what the feed tells. */
#include <criterion/criterion.h>
#include <string.h>
#include <time.h>

#include "tests/placements/placement_fixture.h"

TestSuite(places, .init = places_start, .fini = client_stop, .timeout = 300);

static const char *stay(int from, int to)
{
    return text_of("{\"starts_on\":\"%s\",\"ends_on\":\"%s\"}", day_from_today(from),
                   day_from_today(to));
}

static const char *from_on(int day)
{
    return text_of("{\"starts_on\":\"%s\"}", day_from_today(day));
}

/* A placement at the provision that has come to consulting. */
static const char *consulting(const char *provision, const char *members)
{
    const char *id = proposed(provision, members);

    take_steps(id, "consulting");
    return id;
}

static void take(const char *provision, const char *members)
{
    take_steps(consulting(provision, members), "agreed");
}

static void expect_full(const struct reply *r, long long capacity, long long peak, const char *next)
{
    expect_rule(r, 409, "provision_full", "/provision_id provision_full");
    cr_expect_eq(int_at(r, "/capacity"), capacity, "%s", r->text);
    cr_expect_eq(int_at(r, "/peak"), peak, "%s", r->text);
    if (next)
        cr_expect_str_eq(text_at(r, "/next_free_on"), next, "%s", r->text);
    else
        cr_expect(json_is_null(json_at(r->json, "/next_free_on")), "%s", r->text);
}

/* ---- places ----------------------------------------------------------------------------- */

/* Two places, of which one is left on day 100 and one from day 200 on. */
Test(places, are_free_or_not_on_every_day_of_the_stay)
{
    const char *there = add_provision(2, "{}");
    static const struct {
        int from, to; /* to 0: open */
        int next;     /* -1: it fits */
    } CASES[] = {
        { 100, 150, 101 }, { 101, 199, -1 }, { 101, 200, 211 }, { 150, 199, -1 },
        { 205, 209, 211 }, { 50, 101, 101 }, { 211, 0, -1 },    { 101, 0, 211 },
        { 0, 101, 211 },   { -5, -1, -1 },   { 60, 159, 211 },  { 60, 158, 101 },
    };

    take(there, stay(0, 100)); /* a leaver whose day is known */
    take(there, stay(50, 100));
    take(there, stay(200, 210));
    take(there, stay(200, 210));
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const char *days = CASES[i].to ? stay(CASES[i].from, CASES[i].to) : from_on(CASES[i].from);
        const struct reply *r = take_step_by(token, consulting(there, days), "agreed",
                                             needed("agreed"), true);

        if (CASES[i].next < 0)
            cr_expect_eq(r->status, 200, "%s: %s", days, r->text);
        else
            expect_full(r, 2, 2, day_from_today(CASES[i].next));
    }
}

Test(places, follow_what_is_commissioned)
{
    const char *lines = text_of("{\"places\":[{\"from\":\"%s\",\"to\":\"%s\",\"commissioned\":1},"
                                "{\"from\":\"%s\",\"to\":\"%s\",\"commissioned\":2}]}",
                                day_from_today(0), day_from_today(99), day_from_today(100),
                                day_from_today(200));
    const char *there = add_provision(0, lines);

    expect_full(take_step(consulting(there, from_on(0)), "agreed"), 0, 0, NULL);
    expect_full(take_step(consulting(there, stay(-1, 10)), "agreed"), 0, 0, day_from_today(0));
    take(there, stay(0, 200));
    expect_full(take_step(consulting(there, stay(90, 110)), "agreed"), 1, 1, day_from_today(100));
    expect_full(take_step(consulting(there, stay(90, 191)), "agreed"), 1, 1, NULL);
    take(there, stay(100, 200));
    expect_full(take_step(consulting(there, stay(100, 100)), "agreed"), 2, 2, NULL);
}

Test(places, are_taken_from_agreed_and_given_back)
{
    const char *there = add_provision(1, "{}"), *first = consulting(there, "{}");
    const char *second = consulting(there, "{}");

    take_steps(first, "agreed");
    expect_full(take_step(second, "agreed"), 1, 1, NULL);
    take_steps(first, "withdrawn");
    take_steps(second, "agreed named superseded");
    const char *third = consulting(there, "{}"), *fourth = consulting(there, from_on(0));
    take_steps(third, "agreed named active suspended_share");
    expect_full(take_step(fourth, "agreed"), 1, 1, NULL);
    take_steps(third, "active ending");
    take_steps(fourth, "agreed"); /* the day after the last of the third */
    take_steps(third, "ended");
    const char *fifth = consulting(there, stay(-9, -1));
    expect_full(take_step(fifth, "agreed"), 1, 1, NULL);
}

Test(places, are_asked_for_again_when_the_dates_change)
{
    const char *there = add_provision(1, "{}"), *first = consulting(there, stay(0, 100));
    const char *second = consulting(there, stay(101, 200));

    take_steps(first, "agreed");
    take_steps(second, "agreed");
    expect_full(
        change_placement("PATCH", first, text_of("{\"ends_on\":\"%s\"}", day_from_today(101))), 1,
        1, day_from_today(201));
    expect_full(change_placement("PATCH", first, "{\"ends_on\":null}"), 1, 1, day_from_today(201));
    cr_expect_eq(
        change_placement("PATCH", first, text_of("{\"ends_on\":\"%s\"}", day_from_today(50)))
            ->status,
        200);
    cr_expect_eq(change_placement("DELETE", second, NULL)->status, 204);
    cr_expect_eq(change_placement("PATCH", first, "{\"ends_on\":null}")->status, 200);
    expect_full(CALL(.method = "POST", .token = token,
                     .path = text_of("/v1/placements/%s/restore", second)),
                1, 1, NULL);
    const struct reply *r = CALL(.method = "POST", .token = token,
                                 .path = "/v1/placements/bulk?op=update&mode=partial",
                                 .body = text_of("{\"items\":[{\"id\":\"%s\",\"band\":\"A\"}]}",
                                                 first));
    cr_expect_eq(int_at(r, "/summary/updated"), 1, "%s", r->text);
}

static const struct reply *patch_provision(const char *path, const char *text)
{
    return CALL(.method = "PATCH", .path = path, .token = token, .body = text,
                .headers = { "If-Match: *" });
}

Test(places, that_are_taken_are_not_taken_away)
{
    const char *there = add_provision(3, "{}"), *path = text_of("/v1/provisions/%s", there);

    take(there, stay(0, 100));
    take(there, stay(100, 200));
    cr_expect_eq(
        patch_provision(path, "{\"places\":[{\"from\":\"2020-09-01\",\"commissioned\":2}]}")
            ->status,
        200);
    expect_full(
        patch_provision(path, "{\"places\":[{\"from\":\"2020-09-01\",\"commissioned\":1}]}"), 1, 2,
        NULL);
    expect_full(patch_provision(path, "{\"places\":[]}"), 0, 2, NULL);
    expect_full(patch_provision(path, text_of("{\"closed_on\":\"%s\"}", day_from_today(199))), 0, 1,
                NULL);
    cr_expect_eq(
        patch_provision(path, text_of("{\"closed_on\":\"%s\"}", day_from_today(200)))->status, 200);
    expect_rule(
        CALL(.method = "DELETE", .path = path, .token = token, .headers = { "If-Match: *" }), 409,
        "conflict", "/id provision_has_placements");
}

Test(places, occupancy)
{
    const char *there = add_provision(3, "{}");

    take(there, stay(0, 9));
    take(there, stay(5, 9));
    take(there, from_on(10));
    const struct reply *r = CALL(.token = token,
                                 .path = text_of("/v1/provisions/%s/occupancy?from=%s&to=%s", there,
                                                 day_from_today(-2), day_from_today(20)));
    static const int RUNS[][3] = { { -2, -1, 0 }, { 0, 4, 1 }, { 5, 9, 2 }, { 10, 20, 1 } };
    cr_assert_eq(json_array_size(json_at(r->json, "/days")), 4, "%s", r->text);
    for (size_t i = 0; i < 4; i++) {
        cr_expect_str_eq(text_at(r, text_of("/days/%zu/from", i)), day_from_today(RUNS[i][0]));
        cr_expect_str_eq(text_at(r, text_of("/days/%zu/to", i)), day_from_today(RUNS[i][1]));
        cr_expect_eq(int_at(r, text_of("/days/%zu/occupied", i)), RUNS[i][2]);
        cr_expect_eq(int_at(r, text_of("/days/%zu/free", i)), 3 - RUNS[i][2]);
    }
    cr_expect_eq(int_at(r, "/peak/occupied"), 2);
    cr_expect_str_eq(text_at(r, "/peak/on"), day_from_today(5));
    cr_expect_eq(int_at(r, "/capacity_today"), 3);
    cr_expect_eq(int_at(r, "/occupied_today"), 1);
}

/* ---- one pupil --------------------------------------------------------------------------- */

static const char *another(const char *ehcp, const char *provision, const char *members)
{
    const struct reply *r = CALL(.method = "POST", .path = "/v1/placements", .token = token,
                                 .body = dumped(but(placement_body(ehcp, provision), members)));

    cr_assert_eq(r->status, 201, "%s", r->text);
    take_steps(text_at(r, "/id"), "consulting");
    return text_at(r, "/id");
}

Test(places, a_pupil_holds_one_of_a_rank_on_a_day)
{
    const char *ehcp = plan_issued_for(add_pupil(former), host), *there = add_provision(9, "{}");
    const char *first = another(ehcp, base, stay(0, 100));
    const char *clash = another(ehcp, there, stay(100, 200));
    const char *second = another(ehcp, add_provision(9, "{}"),
                                 text_of("{\"rank\":2,\"starts_on\":\"%s\"}", day_from_today(0)));
    const char *later = another(ehcp, base, stay(101, 200));

    take_steps(first, "agreed");
    expect_rule(take_step(clash, "agreed"), 409, "conflict",
                "/starts_on placement_is_the_only_one_of_its_rank");
    take_steps(second, "agreed");
    take_steps(later, "agreed");
    const struct reply *r = CALL(.method = "POST", .path = "/v1/placements", .token = token,
                                 .body = dumped(but(placement_body(ehcp, base), stay(100, 100))));
    expect_rule(r, 409, "conflict", "/starts_on placement_does_not_overlap_at_the_provision");
}

/* ---- the registers ----------------------------------------------------------------------- */

static const struct reply *pupil_of(const char *placement)
{
    return CALL(.path = text_of("/v1/pupils/%s", text_at(find_placement(placement), "/pupil_id")),
                .token = token);
}

/* "C former 0..-11,G host -10.." with days counted from today. */
static const char *register_of(const char *placement)
{
    const struct reply *r = pupil_of(placement);
    const char *told = "";
    json_t *one;
    size_t i;

    json_array_foreach(json_at(r->json, "/registrations"), i, one)
    {
        const char *school = json_string_value(json_object_get(one, "school_id"));
        const char *left = json_string_value(json_object_get(one, "leaving_date"));
        const char *came = json_string_value(json_object_get(one, "entry_date"));

        told = text_of("%s%s%s %s %s..%s", told, i ? "," : "",
                       json_string_value(json_object_get(one, "status")),
                       strcmp(school, host) == 0      ? "host"
                       : strcmp(school, special) == 0 ? "special"
                                                      : "former",
                       strcmp(came, day_from_today(-10)) == 0 ? "start" : came,
                       !left                                    ? ""
                       : strcmp(left, day_from_today(-11)) == 0 ? "before"
                       : strcmp(left, day_from_today(-1)) == 0  ? "end"
                                                                : left);
    }
    return told;
}

static const struct {
    const char *members; /* of the placement */
    const char *school;  /* where the pupil is; NULL: the former one */
    const char *admitted, *ended;
} REGISTERS[] = {
    { "{}", NULL, "C former 2023-09-01..before,C special start..,G host start..",
      "C former 2023-09-01..before,C special start..end,G host start..end" },
    { "{\"register_as\":\"main_and_subsidiary\"}", NULL,
      "C former 2023-09-01..before,M special start..,S host start..",
      "C former 2023-09-01..before,M special start..end,S host start..end" },
    { "{}", "special", "C special 2023-09-01..,G host start..",
      "C special 2023-09-01..end,G host start..end" },
    { "{}", "host", "C host 2023-09-01..before,C special start..,G host start..",
      "C host 2023-09-01..before,C special start..end,G host start..end" },
    { "at the host", "host", "C host 2023-09-01..", "C host 2023-09-01..end" },
};

Test(places, registers_follow_the_placement)
{
    for (size_t i = 0; i < sizeof REGISTERS / sizeof *REGISTERS; i++) {
        const char *school = REGISTERS[i].school, *members = REGISTERS[i].members;
        const char *at = !school ? former : strcmp(school, "host") == 0 ? host : special;
        const char *ehcp = plan_issued_for(add_pupil(at), host);

        if (*members != '{')
            members = text_of("{\"registered_school_id\":\"%s\"}", host);
        const char *id = another(ehcp, base, members);
        take_steps(id, "agreed named active");
        cr_expect_str_eq(register_of(id), REGISTERS[i].admitted, "case %zu", i);
        const long long before = int_at(pupil_of(id), "/version");
        take_steps(id, "suspended_share active");
        cr_expect_eq(int_at(pupil_of(id), "/version"), before, "nothing for the registers");
        take_steps(id, "ending");
        cr_expect_str_eq(register_of(id), REGISTERS[i].ended, "case %zu", i);
        take_steps(id, "ended");
        cr_expect_str_eq(register_of(id), REGISTERS[i].ended, "case %zu", i);
    }
}

Test(places, the_rules_of_the_registers_hold)
{
    const char *ehcp = plan_issued_for(add_pupil(former), host);
    const char *id = another(ehcp, base, "{\"starts_on\":\"2023-09-01\"}");

    take_steps(id, "agreed named");
    expect_rule(take_step(id, "active"), 422, "validation_failed",
                "/registrations pupil_registrations_end_after_they_begin");
    cr_expect_str_eq(text_at(find_placement(id), "/status"), "named");
}

Test(places, the_last_step_corrects_the_last_day)
{
    const char *id = proposed(base, "{}");
    const char *earlier = text_of("{\"ends_on\":\"%s\"}", day_from_today(-3));

    take_steps(id, TO_ACTIVE " ending");
    expect_rule(change_placement("PATCH", id, earlier), 409, "conflict",
                "/ends_on placement_end_stands_once_told");
    cr_assert_eq(take_step_by(token, id, "ended", earlier, false)->status, 200);
    cr_expect(strstr(register_of(id), text_of("G host start..%s", day_from_today(-3))), "%s",
              register_of(id));
}

Test(places, what_is_registered_stands)
{
    const char *id = proposed(base, "{}");

    take_steps(id, TO_ACTIVE);
    expect_rule(change_placement("PATCH", id, from_on(-9)), 409, "conflict",
                "/starts_on placement_stands_once_admitted");
    expect_rule(change_placement("PATCH", id, text_of("{\"host_school_id\":\"%s\"}", former)), 409,
                "conflict", "/starts_on placement_stands_once_admitted");
    expect_rule(change_placement("DELETE", id, NULL), 409, "conflict",
                "/status placement_is_lived_in");
    cr_expect_eq(change_placement("PATCH", id, "{\"band\":\"B7\"}")->status, 200);
}

Test(places, ending_takes_a_day_and_a_reason)
{
    const char *id = proposed(base, "{}");

    take_steps(id, TO_ACTIVE);
    expect_rule(take_step_by(token, id, "ending", "{}", false), 422, "validation_failed",
                "/ending_reason placement_ends_for_a_reason,/ends_on placement_ends_on_a_day");
    const char *future = text_of("{\"ends_on\":\"%s\",\"ending_reason\":\"phase_transfer\"}",
                                 day_from_today(20));
    cr_assert_eq(take_step_by(token, id, "ending", future, false)->status, 200);
    expect_rule(take_step(id, "ended"), 422, "validation_failed", "/on placement_ends_on_its_day");
}

/* ---- who sees it, and what is told --------------------------------------------------------- */

/* A client with a claim set over one school. */
static const char *client_over(const char *claim_set, const char *school)
{
    const char *id = text_at(added(token, "/v1/clients", json_pack("{s:s}", "name", fresh_upn())),
                             "/id");
    const struct reply *r = CALL(.method = "POST", .path = text_of("/v1/clients/%s/secrets", id),
                                 .token = token);
    const char *secret = text_at(r, "/client_secret");

    cr_assert(secret, "%s", r->text);
    added(
        token, "/v1/grants",
        json_pack("{s:s, s:s, s:[s]}", "client_id", id, "claim_set", claim_set, "schools", school));
    r = CALL(.method = "POST", .path = "/oauth/token", .type = "application/x-www-form-urlencoded",
             .body = text_of("grant_type=client_credentials&client_id=%s&client_secret=%s", id,
                             secret));
    cr_assert(text_at(r, "/access_token"), "%s", r->text);
    return text_at(r, "/access_token");
}

static long sees(const char *who, const char *id)
{
    return CALL(.path = text_of("/v1/placements/%s", id), .token = who)->status;
}

static bool case_is_seen_by(const char *placement, const char *school)
{
    return strcmp(by_hand(text_of("SELECT '%s' = ANY (e.school_ids) FROM app.ehcp e"
                                  " JOIN app.placement p ON p.ehcp_id = e.id"
                                  " WHERE p.id = '%s'",
                                  school, placement)),
                  "t") == 0;
}

Test(places, schools_see_what_concerns_them)
{
    const char *theirs = client_over("send_lead", host),
               *others = client_over("send_lead", add_school());
    const char *id = proposed(base, "{}");

    cr_expect_eq(sees(theirs, id), 200, "the host has a part in it");
    cr_expect_eq(sees(others, id), 404);
    cr_expect_not(case_is_seen_by(id, host), "a proposal opens nothing");
    take_steps(id, "consulting");
    cr_expect(case_is_seen_by(id, host) && case_is_seen_by(id, special));
    take_steps(id, "agreed named active");
    cr_expect(case_is_seen_by(id, host) && case_is_seen_by(id, special));
    cr_expect_not(case_is_seen_by(id, former), "the pupil has left");
    take_steps(id, "ending ended");
    cr_expect_not(case_is_seen_by(id, host));
    const char *declined = proposed(base, "{}");
    take_steps(declined, "consulting declined");
    cr_expect_not(case_is_seen_by(declined, host));
    cr_expect(case_is_seen_by(declined, former));
}

/* The steps are its own school's to take; the registers of the others move with them. */
Test(places, a_school_admits_from_registers_that_are_not_its_own)
{
    const char *theirs = client_over("send_lead", special), *id = proposed(base, "{}");

    take_steps(id, "consulting agreed named");
    cr_assert_eq(take_step_by(theirs, id, "active", "{}", false)->status, 200);
    cr_expect_str_eq(register_of(id), REGISTERS[0].admitted);
    cr_assert_eq(take_step_by(theirs, id, "ending", needed("ending"), false)->status, 200);
    cr_expect_str_eq(register_of(id), REGISTERS[0].ended);
    const char *pupil = text_at(find_placement(id), "/pupil_id");
    EXPECT_PROBLEM(CALL(.method = "PATCH", .path = text_of("/v1/pupils/%s", pupil),
                        .token = client_over("send_lead", former), .body = "{}",
                        .headers = { "If-Match: *" }),
                   404, "not_found");
}

Test(places, nobody_places_a_pupil_out_of_sight)
{
    const char *theirs = client_over("send_lead", host),
               *ehcp = plan_issued_for(add_pupil(former), host);
    const struct reply *r = CALL(.method = "POST", .path = "/v1/placements", .token = theirs,
                                 .body = dumped(placement_body(ehcp, base)));

    expect_rule(r, 422, "validation_failed", "/ehcp_id case_is_in_sight");
    ehcp = plan_issued_for(add_pupil(host), host);
    r = CALL(.method = "POST", .path = "/v1/placements", .token = theirs,
             .body = dumped(placement_body(ehcp, base)));
    cr_expect_eq(r->status, 201, "%s", r->text);
}

/* Admission is told of the placement and of the pupil. */
Test(places, both_are_told_in_the_feed)
{
    const char *id = proposed(base, "{}"), *pupil = text_at(find_placement(id), "/pupil_id");
    struct timespec pause = { .tv_nsec = 50000000 };
    bool placement_told = false, pupil_told = false;

    take_steps(id, "consulting agreed named");
    const char *after = text_at(CALL(.path = "/v1/changes/latest", .token = token), "/next_after");
    take_steps(id, "active");
    for (int tries = 0; tries < 100 && !(placement_told && pupil_told); tries++) {
        const struct reply *r =
            CALL(.token = token,
                 .path = text_of("/v1/changes?types=placement,pupil&limit=500&after=%s", after));
        json_t *one;
        size_t i;

        json_array_foreach(json_at(r->json, "/data"), i, one)
        {
            const char *of = json_string_value(json_object_get(one, "id"));

            placement_told |= strcmp(of, id) == 0;
            pupil_told |= strcmp(of, pupil) == 0;
        }
        nanosleep(&pause, NULL);
    }
    cr_expect(placement_told && pupil_told);
}
