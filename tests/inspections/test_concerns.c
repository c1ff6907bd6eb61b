/* A safeguarding concern that comes up in an inspection: that it leaves at once, who reads it, and
 * that nobody else ever hears of it, whoever raised it least of all. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/inspections/record_fixture.h"

#define TEXT_ "Zzyzx: Loveday Pascoe does not want to go home"
#define CONCERNS "/safeguarding-concerns"

static const char *inspection, *dsl;

static const char *dsl_over(const char *school)
{
    return token_over("dsl", cast.inspected, text_of("[\"%s\"]", school));
}

static void start(void)
{
    cast_inspection();
    inspection = planned_inspection("");
    team_up(inspection);
    bring_inspection(inspection, "team_confirmed");
    dsl = dsl_over(cast.inspected);
}

TestSuite(concerns, .init = start, .fini = client_stop, .timeout = 300);

static const struct reply *raise_one(const char *token, const char *members)
{
    return record(token, inspection, CONCERNS, text_of("{'text':'%s'}", TEXT_), members);
}

static const char *raised(void)
{
    return recorded(raise_one(cast.reviewers[0].token, ""));
}

static const char *concern_at(const char *id, const char *below)
{
    return inspection_at(inspection, text_of(CONCERNS "/%s%s", id, below));
}

static const struct reply *read_(const char *token, const char *id)
{
    return send_as(token, "GET", concern_at(id, ""), NULL);
}

static const struct reply *acknowledge(const char *token, const char *id, const char *school)
{
    return send_as(token, "POST", concern_at(id, "/acknowledgements"),
                   text_of("{'school_id':'%s'}", school));
}

static const struct reply *take_step(const char *id, const char *to)
{
    return send_as(dsl, "POST", concern_at(id, "/transitions"), text_of("{'to':'%s'}", to));
}

static void expect_untold(const struct reply *r, const char *where)
{
    cr_expect(r->status >= 200 && r->status < 300, "%s: %s", where, r->text);
    cr_expect_null(strstr(r->text, "Zzyzx"), "%s tells it: %s", where, r->text);
}

/* ---- its road --------------------------------------------------------------------------- */

Test(concerns, it_leaves_at_once_and_is_dealt_with)
{
    const struct reply *r = raise_one(cast.reviewers[0].token, "");
    const char *id = recorded(r);

    cr_expect_eq(json_object_size(r->json), 2, "%s", r->text);
    cr_expect(text_at(r, "/created_at"), "%s", r->text);
    cr_expect_null(header_of(r, "ETag"));
    expect_untold(r, "the answer");
    r = read_(dsl, id);
    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/text"), TEXT_);
    cr_expect_str_eq(text_at(r, "/school_id"), cast.inspected);
    cr_expect_str_eq(text_at(r, "/notified_school_ids/0"), cast.inspected);
    cr_expect_str_eq(text_at(r, "/raised_on"), day_from_today(0));
    cr_expect_str_eq(text_at(r, "/raised_by"), "A reviewer");
    cr_expect_str_eq(text_at(r, "/status"), "open");
    cr_expect(strstr(header_of(r, "Cache-Control"), "no-store"));
    refused_for(take_step(id, "acknowledged"), 422, "validation_failed",
                "/to concern_is_acknowledged_by_every_school");
    EXPECT_PROBLEM(take_step(id, "closed"), 409, "invalid_transition");
    r = acknowledge(dsl, id, cast.inspected);
    cr_assert_eq(r->status, 201, "%s", r->text);
    cr_expect(text_at(r, "/acknowledgements/0/acknowledged_at"), "%s", r->text);
    expect_untold(r, "an acknowledgement");
    refused_for(acknowledge(dsl, id, cast.inspected), 409, "conflict",
                "/school_id notice_is_acknowledged_once");
    refused_for(acknowledge(dsl, id, cast.schools[0]), 422, "validation_failed",
                "/school_id notice_is_acknowledged_by_the_told");
    expect_untold(take_step(id, "acknowledged"), "a step");
    expect_untold(take_step(id, "closed"), "a step");
    r = send_as(dsl, "GET", concern_at(id, "/transitions"), NULL);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 3, "%s", r->text);
}

Test(concerns, the_text_is_told_by_one_read_alone)
{
    const char *id = raised(), *list = text_of(CONCERNS "?id=%s&status=open&raised_on=%s", id,
                                               day_from_today(0));
    const char *all = text_of("/v1/inspection-concerns?school_id=%s", cast.inspected);

    take_step(id, "acknowledged");
    const struct reply *r = send_as(dsl, "GET", inspection_at(inspection, list), NULL);
    expect_untold(r, "a list");
    cr_expect_str_eq(text_at(r, "/data/0/id"), id);
    r = send_as(dsl, "GET", all, NULL);
    expect_untold(r, "the list of all");
    cr_expect_str_eq(text_at(r, "/data/0/inspection_id"), inspection, "%s", r->text);
    expect_untold(CALL(.path = inspection_at(inspection, list), .token = dsl,
                       .headers = { "Accept: text/csv" }), "CSV");
    EXPECT_PROBLEM(send_as(dsl, "GET", inspection_at(inspection, text_of("%s&fields=text", list)),
                           NULL), 400, "invalid_parameter");
    acknowledge(dsl, id, cast.inspected);
    r = send_as(dsl, "GET", concern_at(id, "/history"), NULL);
    expect_untold(r, "the history");
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 2, "%s", r->text);
    CALL(.method = "POST", .path = inspection_at(inspection, CONCERNS), .token = cast.lead.token,
         .body = "{\"text\":\"" TEXT_ "\"}", .headers = { "Idempotency-Key: concern-1" });
    cr_expect_str_eq(owner_says(cast.inspected,
                                "SELECT count(*) FROM app.change WHERE changes::text LIKE"
                                " '%Zzyzx%'"), "0");
    cr_expect_str_eq(owner_says(cast.inspected,
                                "SELECT count(*) FROM app.idempotent_request WHERE body LIKE"
                                " '%Zzyzx%'"), "0");
}

/* What came up in an inspection that is called off is read all the same. */
Test(concerns, one_outlives_its_inspection)
{
    const char *id = raised();
    const struct reply *r = move_inspection(cast.quality.token, inspection, "cancelled", 0,
                                            "'reason':'The school burnt down'");

    cr_assert_eq(r->status, 200, "%s", r->text);
    refused_for(send_as(cast.quality.token, "DELETE", inspection_at(inspection, ""), NULL), 409,
                "conflict", "/status inspection_is_cancelled_not_deleted");
    cr_expect_eq(read_(dsl, id)->status, 200);
    r = send_as(dsl, "GET", text_of("/v1/inspection-concerns/%s", id), NULL);
    cr_expect_str_eq(text_at(r, "/text"), TEXT_, "%s", r->text);
    EXPECT_PROBLEM(send_as(dsl_over(cast.schools[0]), "GET",
                           text_of("/v1/inspection-concerns/%s", id), NULL),
                   404, "not_found");
}

/* ---- who raises one, and when ----------------------------------------------------------- */

Test(concerns, the_team_raises_them)
{
    const char *const TEAM[] = { cast.lead.token, cast.reviewers[1].token, cast.external.token };
    const char *const OTHERS[] = { cast.quality.token, trust_admin() };
    static const char RULE[] = "/inspection_id concern_is_the_teams";

    for (size_t i = 0; i < 3; i++)
        recorded(raise_one(TEAM[i], ""));
    for (size_t i = 0; i < 2; i++)
        refused_for(raise_one(OTHERS[i], ""), 403, "forbidden", RULE);
    EXPECT_PROBLEM(raise_one(cast.head.token, ""), 403, "insufficient_scope");
    EXPECT_PROBLEM(raise_one(dsl, ""), 403, "insufficient_scope");
    EXPECT_PROBLEM(raise_one(new_person("inspector", NULL).token, ""), 404, "not_found");
    refused_for(raise_one(cast.lead.token, text_of("'school_id':'%s'", cast.schools[0])), 422,
                "validation_failed", "/school_id concern_is_of_the_schools");
    refused_for(raise_one(cast.lead.token, "'text':null"), 422, "validation_failed",
                "/text required");
    cr_expect_eq(count_of(dsl, inspection, CONCERNS), 3);
}

/* Whatever the paper says: once there was a team, one is raised in every status. */
Test(concerns, they_are_raised_whatever_becomes_of_the_inspection)
{
    static const char *const STAGES[] = {
        "planned",  "team_confirmed", "self_evaluation_submitted", "fieldwork", "drafting",
        "factual_accuracy", "moderated", "final", "action_plan", "follow_up", "closed",
        "postponed", "cancelled",
    };

    for (size_t i = 0; i < sizeof STAGES / sizeof *STAGES; i++) {
        owner_says(cast.inspected, text_of("SET session_replication_role = replica;"
                                           " UPDATE app.inspection SET status = '%s'"
                                           " WHERE id = '%s'", STAGES[i], inspection));
        const struct reply *r = raise_one(cast.lead.token, "");

        cr_expect_eq(r->status, 201, "%s: %s", STAGES[i], r->text);
    }
    inspection = planned_inspection(text_of("'school_id':'%s'", add_school()));
    team_up(inspection);
    refused_for(raise_one(cast.lead.token, ""), 409, "conflict",
                "/inspection_id concern_is_raised_once_confirmed");
}

/* Who has left the team sees nothing of the inspection, and raises one. */
Test(concerns, they_are_raised_by_who_was_in_the_team)
{
    const struct reply *r = send_as(
        cast.quality.token, "GET",
        inspection_at(inspection, text_of("/team-members?reviewer_id=%s", cast.external_id)), NULL);
    const char *member = text_of("/team-members/%s", text_at(r, "/data/0/id"));

    r = send_as(cast.quality.token, "PATCH", inspection_at(inspection, member),
                text_of("{'left_on':'%s','change_reason':'Ill'}", day_from_today(0)));
    cr_assert_eq(r->status, 200, "%s", r->text);
    EXPECT_PROBLEM(send_as(cast.external.token, "GET", inspection_at(inspection, ""), NULL), 404,
                   "not_found");
    const char *id = recorded(raise_one(cast.external.token, ""));
    cr_expect_str_eq(text_at(read_(dsl, id), "/raised_by"), "A reviewer");
    cr_assert_eq(move_inspection(cast.quality.token, inspection, "cancelled", 0, "'reason':'Fire'")
                     ->status, 200);
    recorded(raise_one(cast.external.token, ""));
    inspection = "01890a5d-ac96-774b-bcce-b302099a8057";
    EXPECT_PROBLEM(raise_one(cast.external.token, ""), 404, "not_found");
    inspection = planned_inspection("");
    EXPECT_PROBLEM(raise_one(cast.external.token, ""), 404, "not_found");
    cr_assert_eq(send_as(cast.quality.token, "DELETE", inspection_at(inspection, ""), NULL)->status,
                 204);
    EXPECT_PROBLEM(raise_one(cast.quality.token, ""), 410, "deleted");
}

Test(concerns, a_dry_run_raises_none)
{
    const struct reply *r = send_as(cast.lead.token, "POST",
                                    inspection_at(inspection, CONCERNS "?dry_run=true"),
                                    "{'text':'Zzyzx'}");

    cr_expect_eq(r->status, 201, "%s", r->text);
    cr_expect_eq(count_of(dsl, inspection, CONCERNS), 0);
}

/* ---- who reads one ---------------------------------------------------------------------- */

Test(concerns, both_schools_of_a_base_are_told)
{
    const char *provider = add_special_school();
    const char *theirs = dsl_over(provider);

    inspection = inspection_of_base(
        provider, text_of("'starts_on':'%s','ends_on':'%s'", day_from_today(-25),
                          day_from_today(-24)));
    bring_inspection(inspection, "fieldwork");
    const char *id = recorded(raise_one(cast.lead.token, text_of("'school_id':'%s'", provider)));
    cr_expect_str_eq(text_at(read_(theirs, id), "/school_id"), provider);
    cr_expect_eq(read_(dsl, id)->status, 200);
    refused_for(acknowledge(dsl, id, provider), 403, "forbidden",
                "/school_id notice_is_acknowledged_by_the_school");
    cr_expect_eq(acknowledge(dsl, id, cast.inspected)->status, 201);
    refused_for(take_step(id, "acknowledged"), 422, "validation_failed",
                "/to concern_is_acknowledged_by_every_school");
    cr_expect_eq(acknowledge(theirs, id, provider)->status, 201);
    cr_expect_eq(take_step(id, "acknowledged")->status, 200);
}

/* A reviewer who is the designated safeguarding lead of their own school is not of this one. */
Test(concerns, nobody_else_reads_one)
{
    const char *id = raised();
    const char *const NONE_OF_THEIRS[] = { cast.lead.token,     cast.reviewers[0].token,
                                           cast.external.token, cast.quality.token,
                                           cast.head.token,     cast.bystander.token,
                                           trust_admin(),       new_person("senco", NULL).token,
                                           new_person("auditor", NULL).token };
    const char *elsewhere = dsl_over(cast.schools[1]);

    for (size_t i = 0; i < sizeof NONE_OF_THEIRS / sizeof *NONE_OF_THEIRS; i++) {
        EXPECT_PROBLEM(read_(NONE_OF_THEIRS[i], id), 403, "insufficient_scope");
        EXPECT_PROBLEM(send_as(NONE_OF_THEIRS[i], "GET", inspection_at(inspection, CONCERNS), NULL),
                       403, "insufficient_scope");
        EXPECT_PROBLEM(send_as(NONE_OF_THEIRS[i], "GET", concern_at(id, "/history"), NULL), 403,
                       "insufficient_scope");
    }
    owner_says(cast.inspected,
               text_of("INSERT INTO app.access_grant (id, user_id, claim_set, all_schools, schools)"
                       " VALUES (gen_random_uuid(), '%s', 'dsl', false, '[\"%s\"]')",
                       cast.reviewers[0].user, cast.schools[1]));
    EXPECT_PROBLEM(read_(elsewhere, id), 404, "not_found");
    EXPECT_PROBLEM(read_(token_of(1, "dsl"), id), 404, "not_found");
    const char *both = session_of(cast.reviewers[0].user);
    cr_expect_eq(count_of(both, inspection, CONCERNS), 0, "the one who raised it");
    cr_expect_eq(json_array_size(json_at(send_as(both, "GET", "/v1/inspection-concerns",
                                                 NULL)->json, "/data")), 0);
    EXPECT_PROBLEM(read_(both, id), 404, "not_found");
    EXPECT_PROBLEM(acknowledge(both, id, cast.schools[1]), 404, "not_found");
    cr_expect_eq(read_(token_over("dsl", cast.inspected, NULL), id)->status, 200, "of the trust");
}

/* ---- what tells of it ------------------------------------------------------------------- */

Test(concerns, the_inspection_does_not_move_by_it)
{
    static const char *const BELOW[] = { "", "/history", "/transitions", "/evidence",
                                         "/team-members", "/judgements" };
    const char *before[sizeof BELOW / sizeof *BELOW];
    const char *etag = header_of(send_as(trust_admin(), "GET", inspection_at(inspection, ""), NULL),
                                 "ETag");

    for (size_t i = 0; i < sizeof BELOW / sizeof *BELOW; i++)
        before[i] = send_as(trust_admin(), "GET", inspection_at(inspection, BELOW[i]), NULL)->text;
    const char *id = raised();
    acknowledge(dsl, id, cast.inspected);
    take_step(id, "acknowledged");
    for (size_t i = 0; i < sizeof BELOW / sizeof *BELOW; i++)
        cr_expect_str_eq(send_as(trust_admin(), "GET", inspection_at(inspection, BELOW[i]),
                                 NULL)->text, before[i], "%s", BELOW[i]);
    cr_expect_str_eq(header_of(send_as(trust_admin(), "GET", inspection_at(inspection, ""), NULL),
                               "ETag"), etag);
}

Test(concerns, the_feed_tells_of_it_to_safeguarding_only)
{
    const char *school = text_of("[\"%s\"]", cast.inspected);
    const char *const DEAF[] = { trust_admin(), cast.quality.token,
                                 new_person("mis_sync school_leader", school).token,
                                 token_over("mis_sync dsl", cast.inspected,
                                            text_of("[\"%s\"]", cast.schools[0])) };
    const char *hears = token_over("mis_sync dsl", cast.inspected, school);
    const char *after = text_at(send_as(trust_admin(), "GET", "/v1/changes/latest", NULL),
                                "/next_after");
    const char *id = raised();
    const struct reply *r = fed(hears, after, "inspection_concern", 1);

    expect_untold(r, "the feed");
    cr_expect(strstr(r->text, id), "%s", r->text);
    for (size_t i = 0; i < sizeof DEAF / sizeof *DEAF; i++) {
        r = send_as(DEAF[i], "GET", text_of("/v1/changes?after=%s&limit=500", after), NULL);
        cr_assert_eq(r->status, 200, "%zu: %s", i, r->text);
        cr_expect_null(strstr(r->text, id), "%zu: %s", i, r->text);
        cr_expect_null(strstr(r->text, "inspection_concern"), "%zu: %s", i, r->text);
    }
}

/* Asked of the database as the service is: without safeguarding there is nothing, whatever else. */
Test(concerns, the_table_is_behind_safeguarding)
{
    const char *id = raised(), *school = cast.inspected;
    const struct {
        const char *everywhere, *schools, *safe, *quality, *actor, *seen;
    } ROWS[] = {
        { "1", "", "", "1", "", "0" },      { "", school, "", "", "", "0" },
        { "", school, "1", "", "", "1" },   { "1", "", "1", "", "", "1" },
        { "", cast.schools[0], "1", "", cast.reviewers[0].user, "0" },
        { "", "", "", "1", cast.reviewers[0].user, "0" },
    };

    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const char *as = text_of(
            "SET ROLE api_rw; SELECT set_config('app.all_schools', '%s', false),"
            " set_config('app.schools', '%s', false), set_config('app.safeguarding', '%s', false),"
            " set_config('app.quality', '%s', false), set_config('app.actor', '%s', false);",
            ROWS[i].everywhere, ROWS[i].schools, ROWS[i].safe, ROWS[i].quality, ROWS[i].actor);
        static const char *const TABLES[] = { "inspection_concern", "change" };

        for (size_t k = 0; k < 2; k++)
            cr_expect_str_eq(owner_says(school, text_of("%s SELECT count(*) FROM app.%s"
                                                        " WHERE id = '%s'", as, TABLES[k], id)),
                             ROWS[i].seen, "%s, row %zu", TABLES[k], i);
    }
}
