/* The rota of a cycle: proposed from the facts as they are, told in words, kept or tried, and
 * accepted with its inspections and teams. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/inspections/inspection_fixture.h"

TestSuite(schedules, .init = cast_inspection, .fini = client_stop, .timeout = 300);

enum { SCHOOLS_MAX = 6, STAFF = 3 };

/* A trust of so many schools, each with three reviewers, of whom the first may lead. */
static struct {
    const char *schools[SCHOOLS_MAX];
    const char *reviewers[SCHOOLS_MAX][STAFF];
    size_t count;
} trust;

static const char *posted_by(const char *token, const char *path, const char *body)
{
    const struct reply *r = send_as(token, "POST", path, body);

    cr_assert_eq(r->status, 201, "%s: %s", path, r->text);
    return text_at(r, "/id");
}

/* They need no password to be down as somebody who signs in. */
static const char *add_reviewer(const char *name, const char *school, const char *members)
{
    const char *user = posted_by(trust_admin(), "/v1/users",
                                 text_of("{'email':'%s@trust.example','name':'%s'}", fresh_upn(),
                                         name));

    return posted_by(cast.quality.token, "/v1/inspection-reviewers",
                     text_of("{'name':'%s','user_id':'%s','kind':'%s','school_id':%s%s%s}", name,
                             user, school ? "teacher" : "employer",
                             school ? text_of("'%s'", school) : "null", *members ? "," : "",
                             members));
}

static void patch_reviewer(const char *id, const char *body)
{
    const struct reply *r = send_as(cast.quality.token, "PATCH",
                                    text_of("/v1/inspection-reviewers/%s", id), body);

    cr_assert_eq(r->status, 200, "%s", r->text);
}

static void found_trust(size_t count)
{
    const char *const others[] = { cast.lead_id, cast.reviewer_ids[0], cast.reviewer_ids[1],
                                   cast.external_id };

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        patch_reviewer(others[i], "{'active':false}");
    trust.count = count;
    for (size_t i = 0; i < count; i++) {
        json_t *body = but(school_body(), text_of("{\"name\":\"School %c\",\"easting\":%zu,"
                                                  "\"northing\":100000}", (char)('A' + (int)i),
                                                  200000 + 1000 * i));

        trust.schools[i] = text_at(added(trust_admin(), "/v1/schools", body), "/id");
        for (size_t k = 0; k < STAFF; k++)
            trust.reviewers[i][k] = add_reviewer(
                text_of("Reviewer %c%zu", (char)('A' + (int)i), k), trust.schools[i],
                k == 0 ? "'lead_accredited_on':'2020-06-01'" : "");
    }
}

static const char *all_schools(void)
{
    const char *list = "";

    for (size_t i = 0; i < trust.count; i++)
        list = text_of("%s%s'%s'", list, i ? "," : "", trust.schools[i]);
    return list;
}

/* Six windows of a week, a week between each two, told last first. */
static const char *windows(void)
{
    const char *list = "";

    for (int w = 5; w >= 0; w--)
        list = text_of("%s%s{'from':'%s','to':'%s'}", list, w == 5 ? "" : ",",
                       day_from_today(20 + 14 * w), day_from_today(26 + 14 * w));
    return list;
}

static const char *add_cycle(const char *more)
{
    return posted_by(cast.quality.token, "/v1/inspection-cycles",
                     text_of("{'name':'2026-27','framework_id':'%s','starts_on':'%s',"
                             "'ends_on':'%s','school_ids_taking_part':[%s],'visit_windows':[%s]%s}",
                             cast.framework, day_from_today(-30), day_from_today(300),
                             all_schools(), windows(), more));
}

static const char *schedules_of(const char *cycle, const char *below)
{
    return text_of("/v1/inspection-cycles/%s/schedules%s", cycle, below);
}

static const struct reply *propose(const char *cycle, const char *members)
{
    return send_as(cast.quality.token, "POST", schedules_of(cycle, ""),
                   text_of("{%s}", members));
}

static const struct reply *proposed(const char *cycle, const char *members)
{
    const struct reply *r = propose(cycle, members);

    cr_assert_eq(r->status, 201, "%s", r->text);
    return r;
}

static const struct reply *step_to(const char *cycle, const struct reply *schedule, const char *to,
                                   const char *more)
{
    return send_as(cast.quality.token, "POST",
                   schedules_of(cycle, text_of("/%s/transitions", text_at(schedule, "/id"))),
                   text_of("{'to':'%s'%s}", to, more));
}

static const struct reply *accepted(const char *cycle, const struct reply *schedule,
                                    const char *more)
{
    const struct reply *r = step_to(cycle, schedule, "accepted", more);

    cr_assert_eq(r->status, 200, "%s", r->text);
    return r;
}

static size_t size_at(const struct reply *r, const char *pointer)
{
    return json_array_size(json_at(r->json, pointer));
}

static long long count_of(const struct reply *r, const char *rule)
{
    for (size_t i = 0; i < size_at(r, "/costs"); i++)
        if (strcmp(text_at(r, text_of("/costs/%zu/rule", i)), rule) == 0)
            return int_at(r, text_of("/costs/%zu/count", i));
    return -1;
}

static size_t schedules_there(const char *cycle, const char *query)
{
    return size_at(send_as(cast.quality.token, "GET", schedules_of(cycle, query), NULL), "/data");
}

/* ---- proposing -------------------------------------------------------------------------- */

static void expect_assignment(const struct reply *r, size_t i)
{
    const char *at = text_of("/assignments/%zu", i);
    const char *from = text_at(r, text_of("%s/window/from", at));

    cr_expect_str_eq(text_at(r, text_of("%s/subject_kind", at)), "school");
    cr_expect(json_is_null(json_at(r->json, text_of("%s/provision_id", at))));
    cr_expect_eq(size_at(r, text_of("%s/team", at)), 3);
    cr_expect_str_eq(text_at(r, text_of("%s/team/0/role", at)), "lead");
    cr_expect_geq(strcmp(text_at(r, text_of("%s/starts_on", at)), from), 0, "%s", r->text);
    cr_expect_lt(strcmp(text_at(r, text_of("%s/starts_on", at)),
                        text_at(r, text_of("%s/ends_on", at))), 0);
    cr_expect_leq(strcmp(text_at(r, text_of("%s/ends_on", at)),
                         text_at(r, text_of("%s/window/to", at))), 0);
}

Test(schedules, a_small_trust_is_told_who_inspects_whom)
{
    found_trust(5);
    const char *cycle = add_cycle("");
    const struct reply *r = proposed(cycle, "'seed':7");

    cr_expect_str_eq(text_at(r, "/outcome"), "optimal", "%s", r->text);
    cr_expect_str_eq(text_at(r, "/status"), "proposed");
    cr_expect_str_eq(text_at(r, "/cycle_id"), cycle);
    cr_expect_eq(int_at(r, "/seed"), 7);
    cr_expect_eq(int_at(r, "/time_limit_ms"), 5000);
    cr_expect(json_is_null(json_at(r->json, "/proof")));
    cr_expect(json_is_null(json_at(r->json, "/weights")));
    cr_assert_eq(size_at(r, "/assignments"), 5);
    for (size_t i = 0; i < 5; i++)
        expect_assignment(r, i);
    cr_expect_eq(size_at(r, "/costs"), 6);
    cr_expect_eq(count_of(r, "reciprocal"), 0);
    cr_expect_gt(count_of(r, "distance"), 0);
    cr_expect(json_is_null(json_at(r->json, "/total_cost")));
    cr_expect(strstr(r->text, "The teams travel"), "%s", r->text);
    cr_expect_eq(size_at(r, "/inspection_ids"), 0);
    const char *path = schedules_of(cycle, text_of("/%s", text_at(r, "/id")));
    cr_expect_str_eq(send_as(cast.quality.token, "GET", path, NULL)->text, r->text);
    cr_expect(strstr(header_of(r, "Location"), path));
    cr_expect_eq(schedules_there(cycle, "?outcome=optimal&status=proposed"), 1);
}

Test(schedules, the_same_seed_has_the_same_answer)
{
    found_trust(5);
    const char *cycle = add_cycle("");
    const struct reply *one = proposed(cycle, "'seed':3"), *other = proposed(cycle, "'seed':3");

    cr_expect(json_equal(json_at(one->json, "/assignments"), json_at(other->json, "/assignments")),
              "%s %s", one->text, other->text);
    cr_expect_str_neq(text_at(one, "/id"), text_at(other, "/id"));
    cr_expect_eq(int_at(proposed(cycle, ""), "/seed"), 0);
}

Test(schedules, a_dry_run_keeps_nothing)
{
    found_trust(4);
    const char *cycle = add_cycle("");
    const struct reply *r = send_as(cast.quality.token, "POST",
                                    schedules_of(cycle, "?dry_run=true"), "{}");

    cr_assert_eq(r->status, 201, "%s", r->text);
    cr_expect_eq(size_at(r, "/assignments"), 4);
    cr_expect_str_eq(header_of(r, "Dry-Run"), "true");
    cr_expect_eq(schedules_there(cycle, ""), 0);
}

Test(schedules, a_request_with_a_key_is_made_once)
{
    found_trust(4);
    const char *cycle = add_cycle("");
    const struct call again = { .method = "POST", .path = schedules_of(cycle, ""),
                                .token = cast.quality.token, .body = "{\"seed\":1}",
                                .headers = { text_of("Idempotency-Key: %s", fresh_upn()) } };
    const struct reply *first = call(&again), *second = call(&again);

    cr_assert_eq(first->status, 201, "%s", first->text);
    cr_expect_str_eq(second->text, first->text);
    cr_expect_str_eq(header_of(second, "Idempotency-Replayed"), "true");
    cr_expect_eq(schedules_there(cycle, ""), 1);
}

Test(schedules, what_it_costs_may_be_weighed)
{
    found_trust(4);
    const struct reply *r = proposed(add_cycle(""),
                                     "'weights':{'reciprocal':1000,'same_reviewer':100,"
                                     "'own_child_attends':100,'visited_supplies':50,'distance':0,"
                                     "'spread':1}");

    cr_expect_eq(int_at(r, "/weights/reciprocal"), 1000, "%s", r->text);
    cr_expect_eq(int_at(r, "/costs/0/weight"), 1000);
    cr_expect_eq(int_at(r, "/costs/0/cost"), 1000 * count_of(r, "reciprocal"));
    cr_expect_eq(count_of(r, "reciprocal"), 2);
    cr_expect_eq(int_at(r, "/total_cost"), 2000 + count_of(r, "spread"));
}

/* ---- what there is no way for ------------------------------------------------------------ */

Test(schedules, a_proof_tells_in_words_why_there_is_none)
{
    found_trust(4);
    for (size_t i = 0; i < 4; i++)
        if (i != 2)
            patch_reviewer(trust.reviewers[i][0], "{'lead_accredited_on':null}");
    const char *cycle = add_cycle("");
    const struct reply *r = proposed(cycle, "");

    cr_expect_str_eq(text_at(r, "/outcome"), "none_exists", "%s", r->text);
    cr_expect_str_eq(text_at(r, "/proof/kind"), "no_team");
    cr_expect(strstr(text_at(r, "/proof/says"), "nobody can inspect School C"), "%s", r->text);
    cr_expect(strstr(text_at(r, "/proof/says"), "nobody who may lead"), "%s", r->text);
    cr_expect_eq(size_at(r, "/assignments") + size_at(r, "/costs"), 0);
    refused_for(step_to(cycle, r, "accepted", ""), 422, "validation_failed",
                "/to schedule_has_assignments");
    patch_reviewer(trust.reviewers[1][0], "{'lead_accredited_on':'2021-01-01','max_visits':1}");
    patch_reviewer(trust.reviewers[2][0], "{'max_visits':1}");
    r = proposed(cycle, "");
    cr_expect_str_eq(text_at(r, "/proof/kind"), "too_few", "%s", r->text);
    cr_expect(strstr(text_at(r, "/proof/says"), "Reviewer B0 (1 visit)"), "%s", r->text);
}

Test(schedules, what_is_asked_for_has_limits)
{
    found_trust(4);
    const char *cycle = add_cycle("");

    refused_for(propose(cycle, "'time_limit_ms':99"), 422, "validation_failed",
                "/time_limit_ms schedule_time_limit_range");
    refused_for(propose(cycle, "'time_limit_ms':20001,'seed':-1"), 422, "validation_failed",
                "/seed count_range,/time_limit_ms schedule_time_limit_range");
    refused_for(propose(cycle, "'weights':{'distance':1.5}"), 422, "validation_failed",
                "/weights/distance schedule_weight_range,/weights/own_child_attends required,"
                "/weights/reciprocal required,/weights/same_reviewer required,"
                "/weights/spread required,/weights/visited_supplies required");
    refused_for(propose(cycle, "'status':'accepted'"), 422, "validation_failed",
                "/status unknown_member");
    EXPECT_PROBLEM(propose("0197c2f4-7b20-7f4e-8c11-2a5d9e3b7c60", ""), 404, "not_found");
    send_as(cast.quality.token, "POST", text_of("/v1/inspection-cycles/%s/transitions", cycle),
            "{'to':'cancelled','reason':'A test'}");
    refused_for(propose(cycle, ""), 422, "validation_failed", "/cycle_id schedule_cycle_is_over");
}

Test(schedules, a_rota_is_of_no_more_than_can_be_planned)
{
    found_trust(4);
    const char *cycle = add_cycle("");

    owner_says(trust.schools[0], text_of(
        "INSERT INTO app.provision (trust_id, id, kind, name, host_school_id, provider_school_id,"
        " nc_year_from, nc_year_to) SELECT trust_id, gen_random_uuid(), 'resourced_provision',"
        " 'Base ' || n, id, id, '7', '11' FROM app.school, generate_series(1, 297) AS n"
        " WHERE id = '%s'; UPDATE app.inspection_cycle c SET provision_ids = (SELECT jsonb_agg(id)"
        " FROM app.provision p WHERE p.trust_id = c.trust_id) WHERE id = '%s'",
        trust.schools[0], cycle));
    refused_for(propose(cycle, ""), 422, "validation_failed",
                "/cycle_id schedule_plans_three_hundred_inspections");
    cycle = add_cycle("");
    owner_says(trust.schools[0], text_of(
        "SET app.quality = '1'; WITH u AS (INSERT INTO app.user_account (trust_id, id, email, name,"
        " enabled) SELECT trust_id, gen_random_uuid(), 'r' || n || '@trust.example', 'R', true"
        " FROM app.school, generate_series(1, 1501) AS n WHERE id = '%s' RETURNING trust_id, id)"
        " INSERT INTO app.inspection_reviewer (trust_id, id, user_id, name, kind, max_visits,"
        " active) SELECT trust_id, id, id, 'R', 'employer', 3, true FROM u", trust.schools[0]));
    refused_for(propose(cycle, ""), 422, "validation_failed",
                "/cycle_id schedule_sends_fifteen_hundred_reviewers");
}

/* ---- what is there already --------------------------------------------------------------- */

static bool is_assigned(const struct reply *r, const char *member, const char *id)
{
    const json_t *assigned;
    size_t i;

    json_array_foreach(json_at(r->json, "/assignments"), i, assigned) {
        const json_t *value = json_object_get(assigned, member);

        if (json_is_string(value) && strcmp(json_string_value(value), id) == 0)
            return true;
    }
    return false;
}

/* How many teams a reviewer is in. */
static size_t visits_of(const struct reply *r, const char *reviewer)
{
    const json_t *assigned, *seat;
    size_t i, k, visits = 0;

    json_array_foreach(json_at(r->json, "/assignments"), i, assigned) {
        json_array_foreach(json_object_get(assigned, "team"), k, seat)
            visits += strcmp(json_string_value(json_object_get(seat, "reviewer_id")),
                             reviewer) == 0;
    }
    return visits;
}

static const char *plan_by_hand(const char *cycle, size_t school)
{
    return posted_by(cast.quality.token, "/v1/inspections",
                     text_of("{'cycle_id':'%s','subject_kind':'school','school_id':'%s',"
                             "'starts_on':'%s','ends_on':'%s'}", cycle, trust.schools[school],
                             day_from_today(200), day_from_today(201)));
}

Test(schedules, what_has_its_inspection_is_left_out_and_its_team_counts)
{
    found_trust(5);
    const char *cycle = add_cycle(""), *inspection = plan_by_hand(cycle, 0);

    patch_reviewer(trust.reviewers[1][1], "{'max_visits':1}");
    join_team(inspection, trust.reviewers[1][1], "reviewer", "");
    const struct reply *r = proposed(cycle, "");
    cr_expect_eq(size_at(r, "/assignments"), 4, "%s", r->text);
    cr_expect(!is_assigned(r, "school_id", trust.schools[0]));
    cr_expect_eq(visits_of(r, trust.reviewers[1][1]), 0, "the one visit is made already");
    for (size_t i = 1; i < 5; i++)
        plan_by_hand(cycle, i);
    refused_for(propose(cycle, ""), 422, "validation_failed",
                "/cycle_id schedule_has_inspections_to_plan");
}

static const char *add_base(const char *host, const char *provider)
{
    return posted_by(trust_admin(), "/v1/provisions",
                     text_of("{'kind':'resourced_provision','name':'The Cove',"
                             "'host_school_id':'%s','provider_school_id':'%s','needs':['HI'],"
                             "'nc_year_from':'7','nc_year_to':'11'}", host, provider));
}

/* Whoever knows about another need is no specialist for this one, and nobody from its host or its
 * provider is sent. */
Test(schedules, a_base_is_visited_by_somebody_who_knows_its_needs)
{
    found_trust(6);
    const char *base = add_base(trust.schools[0], trust.schools[1]);

    patch_reviewer(trust.reviewers[0][1], "{'specialisms':['HI']}");
    patch_reviewer(trust.reviewers[3][2], "{'specialisms':['HI']}");
    for (size_t i = 2; i < 6; i++)
        patch_reviewer(trust.reviewers[i][1], "{'specialisms':['ASD']}");
    const char *cycle = add_cycle(text_of(",'provision_ids':['%s']", base));
    const struct reply *r = proposed(cycle, "");

    cr_assert_eq(size_at(r, "/assignments"), 7, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/assignments/6/provision_id"), base);
    cr_expect_str_eq(text_at(r, "/assignments/6/school_id"), trust.schools[0]);
    const json_t *team = json_at(r->json, "/assignments/6/team"), *seat;
    bool found = false;
    size_t k;

    json_array_foreach(team, k, seat)
        found |= strcmp(json_string_value(json_object_get(seat, "reviewer_id")),
                        trust.reviewers[3][2]) == 0 &&
                 strcmp(json_string_value(json_object_get(seat, "role")), "specialist") == 0;
    cr_expect(found, "%s", r->text);
    r = accepted(cycle, r, ",'reason':'A test'");
    cr_expect_eq(move_inspection(cast.quality.token, text_at(r, "/inspection_ids/6"),
                                 "team_confirmed", 0, "")->status, 200);
}

/* ---- accepting --------------------------------------------------------------------------- */

static void expect_inspection(const struct reply *schedule, size_t i)
{
    const char *id = text_at(schedule, text_of("/inspection_ids/%zu", i));
    const struct reply *r = send_as(cast.quality.token, "GET", inspection_at(id, ""), NULL);
    const struct reply *team = send_as(cast.quality.token, "GET",
                                       inspection_at(id, "/team-members?role=lead"), NULL);

    cr_expect_str_eq(text_at(r, "/school_id"),
                     text_at(schedule, text_of("/assignments/%zu/school_id", i)));
    cr_expect_str_eq(text_at(r, "/starts_on"),
                     text_at(schedule, text_of("/assignments/%zu/starts_on", i)));
    cr_expect_str_eq(text_at(r, "/status"), "planned");
    cr_expect_str_eq(text_at(r, "/framework_id"), cast.framework);
    cr_expect_str_eq(text_at(team, "/data/0/reviewer_id"),
                     text_at(schedule, text_of("/assignments/%zu/team/0/reviewer_id", i)));
    r = move_inspection(cast.quality.token, id, "team_confirmed", 0, "");
    cr_expect_eq(r->status, 200, "%s", r->text);
}

Test(schedules, what_is_accepted_is_planned_with_teams_that_can_be_confirmed)
{
    found_trust(5);
    const char *cycle = add_cycle("");
    const struct reply *other = proposed(cycle, "'seed':9"), *r = proposed(cycle, "");

    r = accepted(cycle, r, "");
    cr_expect_str_eq(text_at(r, "/status"), "accepted");
    cr_assert_eq(size_at(r, "/inspection_ids"), 5, "%s", r->text);
    for (size_t i = 0; i < 5; i++)
        expect_inspection(r, i);
    cr_expect_eq(schedules_there(cycle, "?status=superseded"), 1);
    cr_expect_str_eq(text_at(send_as(cast.quality.token, "GET",
                                     text_of("/v1/inspection-cycles/%s", cycle), NULL),
                             "/status"), "scheduled");
    EXPECT_PROBLEM(step_to(cycle, other, "accepted", ""), 409, "invalid_transition");
    EXPECT_PROBLEM(step_to(cycle, r, "withdrawn", ""), 409, "invalid_transition");
    r = send_as(cast.quality.token, "GET",
                schedules_of(cycle, text_of("/%s/transitions", text_at(r, "/id"))), NULL);
    cr_expect_str_eq(text_at(r, "/data/1/to"), "accepted");
}

/* Four schools cannot but inspect each other: two pairs. */
Test(schedules, a_conflict_is_overridden_for_a_reason)
{
    found_trust(4);
    const char *cycle = add_cycle("");
    const struct reply *r = proposed(cycle, "");

    cr_expect_eq(count_of(r, "reciprocal"), 2, "%s", r->text);
    cr_expect(strstr(r->text, "inspect each other in this cycle"), "%s", r->text);
    refused_for(step_to(cycle, r, "accepted", ""), 422, "validation_failed",
                "/reason schedule_is_accepted_for_a_reason");
    cr_expect_eq(size_at(send_as(cast.quality.token, "GET",
                                 text_of("/v1/inspections?cycle_id=%s", cycle), NULL), "/data"), 0);
    r = accepted(cycle, r, ",'reason':'Four schools are few'");
    size_t overridden = 0;

    for (size_t i = 0; i < 4; i++) {
        const struct reply *team = send_as(
            cast.quality.token, "GET",
            inspection_at(text_at(r, text_of("/inspection_ids/%zu", i)), "/team-members"), NULL);

        for (size_t k = 0; k < size_at(team, "/data"); k++) {
            const char *reason = text_at(team, text_of("/data/%zu/override_reason", k));
            const size_t conflicts = size_at(team, text_of("/data/%zu/conflicts", k));

            cr_expect_eq(reason != NULL, conflicts > 0, "%s", team->text);
            overridden += reason && strcmp(reason, "Four schools are few") == 0;
        }
        expect_inspection(r, i);
    }
    cr_expect_geq(overridden, 4);
}

Test(schedules, what_has_changed_meanwhile_is_proposed_again)
{
    found_trust(5);
    const char *cycle = add_cycle("");
    const struct reply *r = proposed(cycle, "");

    patch_reviewer(trust.reviewers[0][0], "{'name':'Another name'}");
    cr_expect_eq(send_as(cast.quality.token, "POST",
                         schedules_of(cycle, text_of("/%s/transitions?dry_run=true",
                                                     text_at(r, "/id"))),
                         "{'to':'accepted'}")->status, 200, "a name changes nothing");
    cr_expect_eq(schedules_there(cycle, "?status=accepted"), 0);
    patch_reviewer(trust.reviewers[0][0], text_of("{'unavailable':[{'from':'%s','to':'%s'}]}",
                                                  day_from_today(20), day_from_today(26)));
    refused_for(step_to(cycle, r, "accepted", ""), 409, "conflict", "/to schedule_is_stale");
    patch_reviewer(trust.reviewers[0][0], "{'unavailable':[]}");
    accepted(cycle, r, "");
}

/* What one inspected in the last cycle is not to inspect it in this one. */
Test(schedules, what_was_inspected_in_the_cycle_before_counts)
{
    found_trust(5);
    const char *before = posted_by(
        cast.quality.token, "/v1/inspection-cycles",
        text_of("{'name':'2025-26','framework_id':'%s','starts_on':'%s','ends_on':'%s',"
                "'school_ids_taking_part':[%s],'visit_windows':[{'from':'%s','to':'%s'}]}",
                cast.framework, day_from_today(-300), day_from_today(-100), all_schools(),
                day_from_today(-200), day_from_today(-190)));
    const char *inspection = posted_by(
        cast.quality.token, "/v1/inspections",
        text_of("{'cycle_id':'%s','subject_kind':'school','school_id':'%s','planned_on':'%s',"
                "'starts_on':'%s','ends_on':'%s'}", before, trust.schools[0], day_from_today(-250),
                day_from_today(-200), day_from_today(-199)));

    join_team(inspection, trust.reviewers[1][0], "lead", "");
    for (size_t i = 2; i < 5; i++)
        join_team(inspection, trust.reviewers[i][0], "reviewer", "");
    /* School A was inspected by all others: whomever it inspects now, inspected it. */
    const struct reply *r = proposed(add_cycle(""), "");
    cr_expect_geq(count_of(r, "reciprocal"), 1, "%s", r->text);
    cr_expect(strstr(r->text, "School A inspects"), "%s", r->text);
    cr_expect(strstr(r->text, "which inspected it in the last cycle"), "%s", r->text);
}

Test(schedules, a_proposal_is_withdrawn)
{
    found_trust(4);
    const char *cycle = add_cycle("");
    const struct reply *r = step_to(cycle, proposed(cycle, ""), "withdrawn", "");

    cr_expect_str_eq(text_at(r, "/status"), "withdrawn", "%s", r->text);
    EXPECT_PROBLEM(step_to(cycle, r, "accepted", ""), 409, "invalid_transition");
}

/* ---- whose it is -------------------------------------------------------------------------- */

Test(schedules, they_are_quality_assurances_alone)
{
    found_trust(4);
    const char *cycle = add_cycle(""), *one;
    const struct reply *r = proposed(cycle, "");
    const char *const others[] = { cast.head.token, cast.lead.token,
                                   new_person("school_leader", NULL).token,
                                   new_person("auditor", NULL).token };

    one = schedules_of(cycle, text_of("/%s", text_at(r, "/id")));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        EXPECT_PROBLEM(send_as(others[i], "GET", one, NULL), 403, "insufficient_scope");
        EXPECT_PROBLEM(send_as(others[i], "POST", schedules_of(cycle, ""), "{}"), 403,
                       "insufficient_scope");
    }
    cr_expect_eq(send_as(new_person("send_lead", NULL).token, "GET", one, NULL)->status, 200);
    /* Over one school it is no quality assurance of the trust. */
    const char *of_one = new_person("quality_lead", text_of("[\"%s\"]", trust.schools[0])).token;
    EXPECT_PROBLEM(send_as(of_one, "GET", one, NULL), 404, "not_found");
    cr_expect_eq(send_as(of_one, "POST", schedules_of(cycle, ""), "{}")->status, 403);
    const char *foreign = token_of(1, "trust_admin");
    EXPECT_PROBLEM(send_as(foreign, "GET", one, NULL), 404, "not_found");
    EXPECT_PROBLEM(send_as(foreign, "POST", schedules_of(cycle, ""), "{}"), 404, "not_found");
    r = send_as(cast.quality.token, "GET", text_of("%s/history", one), NULL);
    cr_expect_eq(size_at(r, "/data"), 1, "%s", r->text);
}
