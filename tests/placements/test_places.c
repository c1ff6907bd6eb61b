/* What a placement does to others: the places of a provision, other placements of the pupil, who
 * sees the case, and what the feed tells. What it does to the registers is in test_admissions.c. */
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
    r = CALL(.token = token, .path = text_of("/v1/provisions/%s/occupancy?from=%s&to=%s", there,
                                             day_from_today(7), day_from_today(12)));
    cr_expect_eq(int_at(r, "/occupied_today"), 1, "also when today is not asked about: %s",
                 r->text);
    cr_expect_str_eq(text_at(r, "/days/0/from"), day_from_today(7));
    cr_expect_str_eq(text_at(r, "/days/1/to"), day_from_today(12));
    cr_expect_eq(json_array_size(json_at(r->json, "/days")), 2);
    cr_expect_str_eq(text_at(r, "/peak/on"), day_from_today(7));
}

/* ---- one pupil --------------------------------------------------------------------------- */

#define RANK "placement_is_the_only_one_of_its_rank"
#define OVERLAP "placement_does_not_overlap_at_the_provision"

/* Beside a place of rank 1 at the base on days 0 to 100, and what refuses it when it is agreed. */
static const struct {
    int rank, from, to; /* to 0: open */
    const char *refused;
} RANKS[] = {
    { 1, 100, 200, RANK }, { 1, 0, 0, RANK },     { 1, 50, 60, RANK }, { 1, -9, 1, RANK },
    { 1, 101, 200, NULL }, { 1, -9, -1, NULL },   { 1, 101, 0, NULL }, { 2, 0, 100, NULL },
    { 2, 50, 0, NULL },    { 2, 101, 200, NULL },
};

static const char *ranked(size_t i)
{
    const char *days = RANKS[i].to ? stay(RANKS[i].from, RANKS[i].to) : from_on(RANKS[i].from);

    return text_of("{\"rank\":%d,%s", RANKS[i].rank, days + 1);
}

Test(places, a_pupil_holds_one_of_a_rank_on_a_day)
{
    const char *there = add_provision(9, "{}");

    for (size_t i = 0; i < sizeof RANKS / sizeof *RANKS; i++) {
        const char *ehcp = plan_issued_for(add_pupil(former), host);
        const char *clash = consulting_for(ehcp, there, ranked(i));

        take_steps(consulting_for(ehcp, base, stay(0, 100)), "agreed");
        const struct reply *r = take_step(clash, "agreed");
        if (RANKS[i].refused)
            expect_rule(r, 409, "conflict", text_of("/starts_on %s", RANKS[i].refused));
        else
            cr_expect_eq(r->status, 200, "%s: %s", ranked(i), r->text);
    }
}

/* At one provision the rank makes no difference, nor whether a place is held yet. */
Test(places, of_a_pupil_do_not_overlap_at_one_provision)
{
    static const char *const OVER[] = { "declined", "withdrawn",
                                        "consulting agreed named superseded" };

    for (size_t i = 0; i < sizeof RANKS / sizeof *RANKS; i++) {
        const char *ehcp = plan_issued_for(add_pupil(former), host);
        const bool apart = RANKS[i].from > 100 || (RANKS[i].to && RANKS[i].to < 0);

        consulting_for(ehcp, base, stay(0, 100));
        const struct reply *r = CALL(.method = "POST", .path = "/v1/placements", .token = token,
                                     .body = dumped(but(placement_body(ehcp, base), ranked(i))));
        if (apart)
            cr_expect_eq(r->status, 201, "%s: %s", ranked(i), r->text);
        else
            expect_rule(r, 409, "conflict", "/starts_on " OVERLAP);
    }
    for (size_t i = 0; i < 3; i++) {
        const char *id = proposed(base, "{}"), *ehcp = text_at(find_placement(id), "/ehcp_id");

        take_steps(id, OVER[i]);
        consulting_for(ehcp, base, "{}");
    }
}

/* ---- who sees it, and what is told --------------------------------------------------------- */

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
    const char *theirs = lead_of(host), *others = lead_of(add_school());
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

Test(places, nobody_places_a_pupil_out_of_sight)
{
    const char *theirs = lead_of(host), *ehcp = plan_issued_for(add_pupil(former), host);
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
