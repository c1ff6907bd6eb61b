/* The rota of a cycle: proposed from the facts as they are, told in words, kept or tried. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "tests/inspections/schedule_fixture.h"

TestSuite(schedules, .init = cast_inspection, .fini = client_stop, .timeout = 300);

/* ---- proposing -------------------------------------------------------------------------- */

static void expect_assignment(const struct reply *r, size_t i)
{
    const char *at = text_of("/assignments/%zu", i);
    const char *from = text_at(r, text_of("%s/window/from", at));

    cr_expect_str_eq(text_at(r, text_of("%s/subject_kind", at)), "school");
    cr_expect(json_is_null(json_at(r->json, text_of("%s/provision_id", at))));
    cr_expect_eq(list_size(r, text_of("%s/team", at)), 3);
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
    const struct reply *r = proposal(cycle, "'seed':7");

    cr_expect_str_eq(text_at(r, "/outcome"), "optimal", "%s", r->text);
    cr_expect_str_eq(text_at(r, "/status"), "proposed");
    cr_expect_str_eq(text_at(r, "/cycle_id"), cycle);
    cr_expect_eq(int_at(r, "/seed"), 7);
    cr_expect_eq(int_at(r, "/time_limit_ms"), 5000);
    cr_expect(json_is_null(json_at(r->json, "/proof")));
    cr_expect(json_is_null(json_at(r->json, "/weights")));
    cr_assert_eq(list_size(r, "/assignments"), 5);
    for (size_t i = 0; i < 5; i++)
        expect_assignment(r, i);
    cr_expect_eq(list_size(r, "/costs"), 6);
    cr_expect_eq(breaches_of(r, "reciprocal"), 0);
    cr_expect_gt(breaches_of(r, "distance"), 0);
    cr_expect(json_is_null(json_at(r->json, "/total_cost")));
    cr_expect(strstr(r->text, "The teams travel"), "%s", r->text);
    cr_expect_eq(list_size(r, "/inspection_ids"), 0);
    const char *path = schedules_of(cycle, text_of("/%s", text_at(r, "/id")));
    cr_expect_str_eq(send_as(cast.quality.token, "GET", path, NULL)->text, r->text);
    cr_expect(strstr(header_of(r, "Location"), path));
    cr_expect_eq(rotas_there(cycle, "?outcome=optimal&status=proposed"), 1);
}

Test(schedules, the_same_seed_has_the_same_answer)
{
    found_trust(5);
    const char *cycle = add_cycle("");
    const struct reply *one = proposal(cycle, "'seed':3"), *other = proposal(cycle, "'seed':3");

    cr_expect(json_equal(json_at(one->json, "/assignments"), json_at(other->json, "/assignments")),
              "%s %s", one->text, other->text);
    cr_expect_str_neq(text_at(one, "/id"), text_at(other, "/id"));
    cr_expect_eq(int_at(proposal(cycle, ""), "/seed"), 0);
}

Test(schedules, a_dry_run_keeps_nothing)
{
    found_trust(4);
    const char *cycle = add_cycle("");
    const struct reply *r = ask_for_rota(cast.quality.token,
                                         schedules_of(cycle, "?dry_run=true"), "{}");

    cr_assert_eq(r->status, 201, "%s", r->text);
    cr_expect_eq(list_size(r, "/assignments"), 4);
    cr_expect_str_eq(header_of(r, "Dry-Run"), "true");
    cr_expect_eq(rotas_there(cycle, ""), 0);
}

Test(schedules, a_request_with_a_key_is_made_once)
{
    found_trust(4);
    const char *cycle = add_cycle("");
    const struct call again = { .method = "POST", .path = schedules_of(cycle, ""),
                                .token = cast.quality.token, .body = "{\"seed\":1}",
                                .headers = { text_of("Idempotency-Key: %s", fresh_upn()) } };
    const struct reply *first = call(&again), *second;

    while (first->status == 503) /* it is another's turn */
        first = call(&again);
    second = call(&again);
    cr_assert_eq(first->status, 201, "%s", first->text);
    cr_expect_str_eq(second->text, first->text);
    cr_expect_str_eq(header_of(second, "Idempotency-Replayed"), "true");
    cr_expect_eq(rotas_there(cycle, ""), 1);
}

Test(schedules, what_it_costs_may_be_weighed)
{
    found_trust(4);
    const struct reply *r = proposal(add_cycle(""),
                                     "'weights':{'reciprocal':1000,'same_reviewer':100,"
                                     "'own_child_attends':100,'visited_supplies':50,'distance':0,"
                                     "'spread':1}");

    cr_expect_eq(int_at(r, "/weights/reciprocal"), 1000, "%s", r->text);
    cr_expect_eq(int_at(r, "/costs/0/weight"), 1000);
    cr_expect_eq(int_at(r, "/costs/0/cost"), 1000 * breaches_of(r, "reciprocal"));
    cr_expect_eq(breaches_of(r, "reciprocal"), 2);
    cr_expect_eq(int_at(r, "/total_cost"), 2000 + breaches_of(r, "spread"));
}

/* ---- what there is no way for ------------------------------------------------------------ */

Test(schedules, a_proof_tells_in_words_why_there_is_none)
{
    found_trust(4);
    for (size_t i = 0; i < 4; i++)
        if (i != 2)
            patch_reviewer(staffed.reviewers[i][0], "{'lead_accredited_on':null}");
    const char *cycle = add_cycle("");
    const struct reply *r = proposal(cycle, "");

    cr_expect_str_eq(text_at(r, "/outcome"), "none_exists", "%s", r->text);
    cr_expect_str_eq(text_at(r, "/proof/kind"), "no_team");
    cr_expect(strstr(text_at(r, "/proof/says"), "nobody can inspect School C"), "%s", r->text);
    cr_expect(strstr(text_at(r, "/proof/says"), "nobody who may lead"), "%s", r->text);
    cr_expect_eq(list_size(r, "/assignments") + list_size(r, "/costs"), 0);
    refused_for(step_rota(cycle, r, "accepted", ""), 422, "validation_failed",
                "/to schedule_has_assignments");
    patch_reviewer(staffed.reviewers[1][0], "{'lead_accredited_on':'2021-01-01','max_visits':1}");
    patch_reviewer(staffed.reviewers[2][0], "{'max_visits':1}");
    r = proposal(cycle, "");
    cr_expect_str_eq(text_at(r, "/proof/kind"), "too_few", "%s", r->text);
    cr_expect(strstr(text_at(r, "/proof/says"), "Reviewer B0 (1 visit)"), "%s", r->text);
}

Test(schedules, what_is_asked_for_has_limits)
{
    found_trust(4);
    const char *cycle = add_cycle("");

    refused_for(propose_rota(cycle, "'time_limit_ms':99"), 422, "validation_failed",
                "/time_limit_ms schedule_time_limit_range");
    refused_for(propose_rota(cycle, "'time_limit_ms':20001,'seed':-1"), 422, "validation_failed",
                "/seed count_range,/time_limit_ms schedule_time_limit_range");
    refused_for(propose_rota(cycle, "'weights':{'distance':1.5}"), 422, "validation_failed",
                "/weights/distance schedule_weight_range,/weights/own_child_attends required,"
                "/weights/reciprocal required,/weights/same_reviewer required,"
                "/weights/spread required,/weights/visited_supplies required");
    refused_for(propose_rota(cycle, "'status':'accepted'"), 422, "validation_failed",
                "/status unknown_member");
    EXPECT_PROBLEM(propose_rota("0197c2f4-7b20-7f4e-8c11-2a5d9e3b7c60", ""), 404, "not_found");
    send_as(cast.quality.token, "POST", text_of("/v1/inspection-cycles/%s/transitions", cycle),
            "{'to':'cancelled','reason':'A test'}");
    refused_for(propose_rota(cycle, ""), 422, "validation_failed",
                "/cycle_id schedule_cycle_is_over");
}

Test(schedules, a_rota_is_of_no_more_than_can_be_planned)
{
    found_trust(4);
    const char *cycle = add_cycle("");

    owner_says(staffed.schools[0], text_of(
        "INSERT INTO app.provision (trust_id, id, kind, name, host_school_id, provider_school_id,"
        " nc_year_from, nc_year_to) SELECT trust_id, gen_random_uuid(), 'resourced_provision',"
        " 'Base ' || n, id, id, '7', '11' FROM app.school, generate_series(1, 297) AS n"
        " WHERE id = '%s'; UPDATE app.inspection_cycle c SET provision_ids = (SELECT jsonb_agg(id)"
        " FROM app.provision p WHERE p.trust_id = c.trust_id) WHERE id = '%s'",
        staffed.schools[0], cycle));
    refused_for(propose_rota(cycle, ""), 422, "validation_failed",
                "/cycle_id schedule_plans_three_hundred_inspections");
    cycle = add_cycle("");
    owner_says(staffed.schools[0], text_of(
        "SET app.quality = '1'; WITH u AS (INSERT INTO app.user_account (trust_id, id, email, name,"
        " enabled) SELECT trust_id, gen_random_uuid(), 'r' || n || '@trust.example', 'R', true"
        " FROM app.school, generate_series(1, 1501) AS n WHERE id = '%s' RETURNING trust_id, id)"
        " INSERT INTO app.inspection_reviewer (trust_id, id, user_id, name, kind, max_visits,"
        " active) SELECT trust_id, id, id, 'R', 'employer', 3, true FROM u", staffed.schools[0]));
    refused_for(propose_rota(cycle, ""), 422, "validation_failed",
                "/cycle_id schedule_sends_fifteen_hundred_reviewers");
}

/* ---- while one is made ------------------------------------------------------------------- */

/* Twenty-five schools, which keep a search busy for a while. */
static void found_big_trust(void)
{
    found_trust(1);
    staffed.schools[0] = owner_says(staffed.schools[0], text_of(
        "SET app.quality = '1'; SET app.moving = '1';"
        "CREATE TEMP TABLE s AS SELECT trust_id, gen_random_uuid() AS id, n FROM app.school,"
        " generate_series(1, 25) AS n WHERE id = '%s';"
        "INSERT INTO app.school (trust_id, id, urn, la_code, name, phase, type_code, status,"
        " easting, northing) SELECT trust_id, id, (700000 + n)::text, '908', 'School ' || n, '4',"
        " '34', '1', 200000 + n * n * 37 %% 9000, 100000 + n * 5741 %% 9000 FROM s;"
        "CREATE TEMP TABLE r AS SELECT trust_id, gen_random_uuid() AS id, id AS school_id, n, k"
        " FROM s, generate_series(1, 3) AS k;"
        "INSERT INTO app.user_account (trust_id, id, email, name, enabled) SELECT trust_id, id,"
        " n || '_' || k || '@trust.example', 'R', true FROM r;"
        "INSERT INTO app.inspection_reviewer (trust_id, id, user_id, name, kind, school_id,"
        " max_visits, active, lead_accredited_on) SELECT trust_id, id, id, 'R ' || n || k,"
        " 'teacher', school_id, 3, true, '2020-01-01' FROM r;"
        "SELECT string_agg(id::text, $$','$$) FROM s", staffed.schools[0]));
}

struct making {
    const char *path;
    const struct reply *reply;
    atomic_bool over;
};

static void *make_one(void *asked)
{
    struct making *making = asked;

    making->reply = ask_for_rota(cast.quality.token, making->path, "{'time_limit_ms':5000}");
    client_leave();
    atomic_store(&making->over, true);
    return NULL;
}

/* The two are served side by side only where their connections are of different workers: each try
 * comes on new ones. */
static const struct reply *meet_another(struct making *making)
{
    const char *dry = text_of("%s?dry_run=true", making->path);
    const struct reply *met = NULL;
    pthread_t thread;

    atomic_store(&making->over, false);
    cr_assert_eq(pthread_create(&thread, NULL, make_one, making), 0);
    while (!atomic_load(&making->over) && !met) {
        client_leave();
        met = send_as(cast.quality.token, "POST", dry, "{'time_limit_ms':100}");
        met = met->status == 503 ? met : NULL;
    }
    pthread_join(thread, NULL);
    return making->reply->status == 201 ? met : NULL;
}

Test(schedules, one_of_a_trust_is_made_at_a_time)
{
    found_big_trust();
    struct making making = { .path = schedules_of(add_cycle(""), "") };
    const struct reply *refused = NULL;

    for (int tries = 0; tries < 50 && !refused; tries++)
        refused = meet_another(&making);
    cr_assert(refused, "%s", making.reply->text);
    EXPECT_PROBLEM(refused, 503, "busy");
    cr_expect_str_eq(header_of(refused, "Retry-After"), "20");
    cr_expect_eq(list_size(making.reply, "/assignments"), 25);
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
    return made_by(cast.quality.token, "/v1/inspections",
                     text_of("{'cycle_id':'%s','subject_kind':'school','school_id':'%s',"
                             "'starts_on':'%s','ends_on':'%s'}", cycle, staffed.schools[school],
                             day_from_today(200), day_from_today(201)));
}

Test(schedules, what_has_its_inspection_is_left_out_and_its_team_counts)
{
    found_trust(5);
    const char *cycle = add_cycle(""), *inspection = plan_by_hand(cycle, 0);

    patch_reviewer(staffed.reviewers[1][1], "{'max_visits':1}");
    join_team(inspection, staffed.reviewers[1][1], "reviewer", "");
    const struct reply *r = proposal(cycle, "");
    cr_expect_eq(list_size(r, "/assignments"), 4, "%s", r->text);
    cr_expect(!is_assigned(r, "school_id", staffed.schools[0]));
    cr_expect_eq(visits_of(r, staffed.reviewers[1][1]), 0, "the one visit is made already");
    for (size_t i = 1; i < 5; i++)
        plan_by_hand(cycle, i);
    refused_for(propose_rota(cycle, ""), 422, "validation_failed",
                "/cycle_id schedule_has_inspections_to_plan");
}

static const char *add_base(const char *host, const char *provider)
{
    return made_by(trust_admin(), "/v1/provisions",
                     text_of("{'kind':'resourced_provision','name':'The Cove',"
                             "'host_school_id':'%s','provider_school_id':'%s','needs':['HI'],"
                             "'nc_year_from':'7','nc_year_to':'11'}", host, provider));
}

/* Whoever knows about another need is no specialist for this one, and nobody from its host or its
 * provider is sent. */
Test(schedules, a_base_is_visited_by_somebody_who_knows_its_needs)
{
    found_trust(6);
    const char *base = add_base(staffed.schools[0], staffed.schools[1]);

    patch_reviewer(staffed.reviewers[0][1], "{'specialisms':['HI']}");
    patch_reviewer(staffed.reviewers[3][2], "{'specialisms':['HI']}");
    for (size_t i = 2; i < 6; i++)
        patch_reviewer(staffed.reviewers[i][1], "{'specialisms':['ASD']}");
    const char *cycle = add_cycle(text_of(",'provision_ids':['%s']", base));
    const struct reply *r = proposal(cycle, "");

    cr_assert_eq(list_size(r, "/assignments"), 7, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/assignments/6/provision_id"), base);
    cr_expect_str_eq(text_at(r, "/assignments/6/school_id"), staffed.schools[0]);
    const json_t *team = json_at(r->json, "/assignments/6/team"), *seat;
    bool found = false;
    size_t k;

    json_array_foreach(team, k, seat)
        found |= strcmp(json_string_value(json_object_get(seat, "reviewer_id")),
                        staffed.reviewers[3][2]) == 0 &&
                 strcmp(json_string_value(json_object_get(seat, "role")), "specialist") == 0;
    cr_expect(found, "%s", r->text);
    r = accepted_one(cycle, r, ",'reason':'A test'");
    cr_expect_eq(move_inspection(cast.quality.token, text_at(r, "/inspection_ids/6"),
                                 "team_confirmed", 0, "")->status, 200);
}
