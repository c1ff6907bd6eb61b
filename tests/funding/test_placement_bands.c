/* The bands of a placement, which take over from each other by the day, and the link between child
 * and money. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/ehcps/case_fixture.h"
#include "tests/placements/placement_fixture.h"

TestSuite(placement_bands, .init = places_start, .fini = client_stop, .timeout = 300);

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

/* ---- the bands of a placement ----------------------------------------------------------- */

static const char *bands_at(const char *placement)
{
    return text_of("/v1/placements/%s/bands", placement);
}

static const struct reply *band_from(const char *placement, const char *band, int day)
{
    return post(bands_at(placement),
                text_of("{'band':'%s','starts_on':'%s'}", band, day_from_today(day)));
}

static const char *in_band_from(const char *placement, const char *band, int day)
{
    const struct reply *r = band_from(placement, band, day);

    cr_assert_eq(r->status, 201, "%s", r->text);
    return at(bands_at(placement), text_at(r, "/id"));
}

/* "A 0..4, B 5..": the bands of a placement, in days of its stay. */
static const char *banding(const char *placement)
{
    return owner_says(
        host,
        text_of(
            "SELECT coalesce(string_agg(format('%%s %%s..%%s', b.band, b.starts_on - p.starts_on,"
            " b.ends_on - p.starts_on), ', '), 'none') FROM app.placement p,"
            " app.bands_of_placement(p, daterange(p.starts_on, p.ends_on, '[]')) b"
            " WHERE p.id = '%s'",
            placement));
}

static const struct reply *take_away(const char *path)
{
    return CALL(.method = "DELETE", .path = path, .token = token, .headers = { "If-Match: *" });
}

static const struct reply *bring_back(const char *path)
{
    return CALL(.method = "POST", .path = text_of("%s/restore", path), .token = token);
}

/* The stay begins 10 days ago. */
Test(placement_bands, a_placement_is_banded_anew)
{
    const char *id = proposed(base, "{\"band\":\"A\"}"), *b, *c;

    cr_expect_str_eq(banding(id), "A 0..");
    b = in_band_from(id, "B", -5);
    cr_expect_str_eq(banding(id), "A 0..4, B 5..");
    in_band_from(id, "D", 20);
    cr_expect_str_eq(banding(id), "A 0..4, B 5..29, D 30..");
    c = in_band_from(id, "C", -5);
    cr_expect_str_eq(banding(id), "A 0..4, C 5..29, D 30..", "in place of B");
    cr_expect_str_eq(text_at(find(b), "/superseded_by"), text_at(find(c), "/id"));
    expect_rule(take_away(b), 409, "conflict", "/superseded_by rate_was_superseded");
    cr_expect_eq(take_away(c)->status, 204);
    cr_expect_str_eq(banding(id), "A 0..4, B 5..29, D 30..", "B again");
    EXPECT_PROBLEM(find(c), 410, "deleted");
    cr_expect_eq(take_away(b)->status, 204);
    cr_expect_str_eq(banding(id), "A 0..29, D 30..");
    cr_expect_eq(bring_back(c)->status, 200);
    cr_expect_str_eq(banding(id), "A 0..4, C 5..29, D 30..");
    cr_expect_eq(bring_back(b)->status, 200);
    cr_expect_str_eq(banding(id), "A 0..4, B 5..29, D 30..", "the last word");
    in_band_from(id, "E", -10);
    cr_expect_str_eq(banding(id), "E 0..4, B 5..29, D 30..", "from the first day");
    cr_expect_str_eq(spans(text_of("%s?superseded_by.null=true&sort=starts_on", bands_at(id))),
                     text_of("%s %s, %s %s, %s -", day_from_today(-10), day_from_today(-6),
                             day_from_today(-5), day_from_today(19), day_from_today(20)));
}

Test(placement_bands, a_band_that_is_taken_away_is_made_up_for_by_the_one_before)
{
    const char *id = proposed(base, "{\"band\":\"A\"}"), *c;

    in_band_from(id, "B", -8);
    c = in_band_from(id, "C", -5);
    in_band_from(id, "D", 0);
    cr_expect_eq(take_away(c)->status, 204);
    cr_expect_str_eq(banding(id), "A 0..1, B 2..9, D 10..");
}

Test(placement_bands, bands_are_those_of_the_stay)
{
    const char *id = proposed(base, text_of("{\"ends_on\":\"%s\"}", day_from_today(30)));

    cr_expect_str_eq(banding(id), "none");
    in_band_from(id, "B", -5);
    in_band_from(id, "C", 30);
    cr_expect_str_eq(banding(id), "B 5..39, C 40..40", "none for the days before");
    expect_rule(band_from(id, "D", 31), 422, "validation_failed",
                "/starts_on placement_band_is_within_the_stay");
    expect_rule(band_from(id, "D", -11), 422, "validation_failed",
                "/starts_on placement_band_is_within_the_stay");
    expect_rule(post(bands_at(id), "{'starts_on':'2026-04-01'}"), 422, "validation_failed",
                "/band required");
    change_placement("PATCH", id, text_of("{\"ends_on\":\"%s\"}", day_from_today(10)));
    cr_expect_str_eq(banding(id), "B 5..20", "what lies behind the last day is none of it");
    change_placement("PATCH", id,
                     text_of("{\"starts_on\":\"%s\",\"band\":\"A\"}", day_from_today(0)));
    cr_expect_str_eq(banding(id), "B 0..10", "the stay begins in B");
}

static const char *band_of(const char *placement)
{
    const char *band = text_at(find_placement(placement), "/band");

    return band ? band : "none";
}

/* Once the pupil is admitted another band has its day, and `band` tells of today. */
Test(placement_bands, an_admitted_pupil_is_banded_by_the_day)
{
    const char *id = proposed(base, "{\"band\":\"A\"}"), *path = text_of("/v1/placements/%s", id);

    cr_expect_eq(change_placement("PATCH", id, "{\"band\":\"B\"}")->status, 200, "not yet");
    in_band_from(id, "C", -5);
    cr_expect_str_eq(band_of(id), "B");
    take_steps(id, TO_ACTIVE);
    cr_expect_str_eq(banding(id), "B 0..4, C 5..");
    cr_expect_str_eq(band_of(id), "C");
    expect_rule(patch(path, "{'band':'D'}"), 409, "conflict", "/band placement_band_is_dated");
    expect_rule(patch(path, "{'band':null}"), 409, "conflict", "/band placement_band_is_dated");
    patched(path, "{'band':'C'}");
    cr_expect_str_eq(banding(id), "B 0..4, C 5..", "nothing moved");
    const char *today = in_band_from(id, "E", 0);
    cr_expect_str_eq(band_of(id), "E");
    in_band_from(id, "F", 1);
    cr_expect_str_eq(band_of(id), "E", "F is to come");
    const struct reply *r = find(text_of("/v1/placements?id=%s&band=E", id));
    cr_expect_str_eq(text_at(r, "/data/0/id"), id, "%s", r->text);
    cr_expect_eq(take_away(today)->status, 204);
    cr_expect_str_eq(band_of(id), "C", "again");
    in_band_from(id, "A", -10);
    cr_expect_str_eq(banding(id), "A 0..4, C 5..10, F 11..", "from the first day");
    cr_expect_str_eq(band_of(id), "C");
    take_step(id, "ending");
    cr_expect_str_eq(band_of(id), "C", "on the last day");
}

Test(placement_bands, who_admits_need_not_see_every_school)
{
    const char *id = proposed(base, "{\"band\":\"A\"}");

    take_steps(id, TO_AGREED " named");
    const struct reply *r = take_step_by(lead_of(special), id, "active", "{}", false);
    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/band"), "A");
    cr_expect_str_eq(r->text, find_placement(id)->text, "what was told is what stands");
    cr_expect_str_eq(banding(id), "A 0..");
}

Test(placement_bands, the_band_of_today_turns_with_the_day)
{
    const char *id = proposed(base, "{\"band\":\"A\"}");

    take_steps(id, TO_ACTIVE);
    in_band_from(id, "B", 3);
    by_hand(
        text_of("UPDATE app.placement_band SET ends_on = app.today() - 1 WHERE band = 'A'"
                " AND placement_id = '%s'; UPDATE app.placement_band SET starts_on = app.today()"
                " WHERE band = 'B' AND placement_id = '%s' RETURNING 1",
                id, id));
    cr_expect_str_eq(band_of(id), "A");
    owner_says(host, "SELECT app.placements_turn_of_day()");
    cr_expect_str_eq(band_of(id), "B");
}

Test(placement_bands, who_sees_a_placement_sees_its_bands)
{
    const char *id = proposed(base, "{\"band\":\"A\"}"), *path, *other = add_school();
    const char *leader = token_over("host_leader", host, text_of("[\"%s\"]", host)),
               *stranger = token_over("host_leader", host, text_of("[\"%s\"]", other));

    path = in_band_from(id, "B", -5);
    cr_expect_eq(CALL(.path = path, .token = leader)->status, 200);
    EXPECT_PROBLEM(CALL(.path = path, .token = stranger), 404, "not_found");
    EXPECT_PROBLEM(CALL(.path = bands_at(id), .token = stranger), 404, "not_found");
    EXPECT_PROBLEM(CALL(.path = path, .token = token_of(0, "finance")), 403, "insufficient_scope");
    cr_assert_eq(
        change_placement("PATCH", id, text_of("{\"host_school_id\":\"%s\"}", other))->status, 200);
    cr_expect_eq(CALL(.path = path, .token = stranger)->status, 200, "it follows the placement");
    EXPECT_PROBLEM(CALL(.path = at(bands_at(proposed(base, "{}")), path + strlen(bands_at(id)) + 1),
                        .token = token),
                   404, "not_found");
    const struct reply *r = find(text_of("%s/history", path));
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 2, "%s", r->text);
}

/* ---- child and money -------------------------------------------------------------------- */

static const char *in_books(const char *placement, const char *what)
{
    const char *id = owner_says(host, text_of("SELECT app.funding_placement_of(trust_id, '%s')"
                                              " FROM app.school WHERE id = '%s'",
                                              placement, host));

    return *id ? owner_says(host, text_of("SELECT %s FROM app.funding_placement WHERE id = '%s'",
                                          what, id))
               : "";
}

static const char *place_for(const char *pupil, const char *provision)
{
    const struct reply *r = added(token, "/v1/placements",
                                  placement_body(plan_issued_for(pupil, host), provision));

    return text_at(r, "/id");
}

Test(placement_bands, the_books_know_a_pupil_by_a_pseudonym)
{
    const char *pupil = add_pupil(former), *other = add_pupil(former);
    const char *first = place_for(pupil, base), *second, *third = place_for(other, base);
    const char *name, *id;

    change_placement("PATCH", first, text_of("{\"ends_on\":\"%s\"}", day_from_today(-5)));
    second = text_at(added(token, "/v1/placements",
                           but(placement_body(text_at(find_placement(first), "/ehcp_id"),
                                              add_provision(1, "{}")),
                               "{\"rank\":2}")),
                     "/id");
    name = in_books(first, "pseudonym");
    id = in_books(first, "id");
    cr_expect_str_eq(in_books(first, "id"), id, "made once");
    cr_expect_str_eq(in_books(second, "pseudonym"), name, "the same child");
    cr_expect_str_neq(in_books(second, "id"), id);
    cr_expect_str_neq(in_books(third, "pseudonym"), name, "another child");
    cr_expect_str_eq(in_books(first, "pupil_id"), pupil);
    cr_expect_str_eq(in_books(first, "pseudonym ~ '^P-[0-9A-HJKMNP-TV-Z]{8}$'"), "t");
    cr_expect_str_eq(owner_says(host, "SELECT has_function_privilege('api_rw',"
                                      " 'app.funding_placement_of(uuid, uuid)', 'EXECUTE')"),
                     "f");
    cr_expect_str_eq(in_books("0197c2f4-7b20-7f4e-8c11-2a5d9e3b7c60", "id"), "", "of none");
    const struct reply *r = find(text_of("/v1/pupils/%s/subject-access", pupil));
    cr_expect_eq(json_array_size(json_at(r->json, "/held/funding_placement")), 2, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/held/funding_placement/0/pseudonym"), name);
}

/* A pupil that was entered twice: what the books say of either stays, and what comes is one. */
Test(placement_bands, pseudonyms_go_with_the_pupil)
{
    const char *stays = add_pupil(former), *goes = add_pupil(former);
    const char *first = place_for(stays, base), *second = place_for(goes, base);
    const char *name = in_books(first, "pseudonym"), *other = in_books(second, "pseudonym");
    const char *count = text_of("SELECT count(*) FROM app.funding_placement WHERE pupil_id = '%s'",
                                stays);

    in_band_from(second, "B", -5);
    change_placement("PATCH", second, text_of("{\"starts_on\":\"%s\"}", day_from_today(-4)));
    change_placement("PATCH", first, text_of("{\"ends_on\":\"%s\"}", day_from_today(-6)));
    by_hand(
        text_of("UPDATE app.ehcp SET status = 'ceased' WHERE pupil_id = '%s' RETURNING id", goes));
    const struct reply *r = post(text_of("/v1/pupils/%s/merges", stays),
                                 text_of("{'duplicate_id':'%s'}", goes));
    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(in_books(first, "pseudonym"), name);
    cr_expect_str_eq(in_books(second, "pseudonym"), other);
    cr_expect_str_eq(owner_says(host, count), "2");
    cr_expect_str_eq(owner_says(host, text_of("SELECT pupil_id FROM app.placement_band"
                                              " WHERE placement_id = '%s'",
                                              second)),
                     stays);
    by_hand(text_of("UPDATE app.placement SET status = 'ended', ends_on = starts_on,"
                    " ending_reason = 'deceased' WHERE pupil_id = '%s' RETURNING id",
                    stays));
    by_hand(
        text_of("UPDATE app.ehcp SET status = 'ceased' WHERE pupil_id = '%s' RETURNING id", stays));
    cr_assert_eq(CALL(.method = "DELETE", .path = text_of("/v1/pupils/%s", stays), .token = token,
                      .headers = { "If-Match: *" })
                     ->status,
                 204);
    cr_assert_eq(post(text_of("/v1/pupils/%s/purge", stays), "{'reason':'by mistake'}")->status,
                 204);
    cr_expect_str_eq(owner_says(host, count), "0");
    cr_expect_str_eq(owner_says(host, text_of("SELECT count(*) FROM app.placement_band"
                                              " WHERE placement_id = '%s'",
                                              second)),
                     "0");
}
