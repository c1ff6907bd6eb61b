/* The impact of a board: how a period is closed, what counts in it, and that its points are sealed.
 * That nothing follows from what is told: test_board_impact_attack.c. */
#include <criterion/criterion.h>
#include <libpq-fe.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "tests/board/impact_records.h"
#include "tests/board/recommendation_records.h"

static void start(void)
{
    cast_board();
    gather_crowd();
}

TestSuite(board_impact, .init = start, .fini = client_stop, .timeout = 300);

static const struct reply *close_as(const char *token, const char *members)
{
    return close_period(token, crowd.board, 0, members);
}

/* What is told to the overseer; -1: hidden. */
static long long told(const char *query)
{
    const struct reply *r = read_impact(parts.overseer.token, crowd.board, query);

    cr_assert_eq(r->status, 200, "%s: %s", query, r->text);
    return json_is_null(json_at(r->json, "/points")) ? -1 : int_at(r, "/points");
}

static void all_say(size_t from, size_t to, size_t meeting, unsigned themes)
{
    for (size_t i = from; i < to; i++)
        crowd_says(i, meeting, themes);
}

/* ---- closing ----------------------------------------------------------------------------- */

Test(board_impact, a_period_is_closed_by_who_oversees_the_board)
{
    all_say(0, 12, 0, 1);
    EXPECT_PROBLEM(close_as(parts.facilitators[0].token, ""), 403, "insufficient_scope");
    EXPECT_PROBLEM(close_as(parts.head.token, ""), 403, "insufficient_scope");
    EXPECT_PROBLEM(
        close_as(new_person("send_lead", text_of("[\"%s\"]", parts.schools[0])).token, ""), 403,
        "forbidden");
    const struct reply *r = close_as(parts.overseer.token, "");
    cr_assert_eq(r->status, 201, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/name"), "Half-term 1");
    cr_expect_str_eq(text_at(r, "/board_id"), crowd.board);
    cr_expect_eq(int_at(r, "/points"), 12);
    cr_expect(json_is_false(json_at(r->json, "/withheld")));
    cr_expect_null(strstr(r->text, "figures"), "%s", r->text);
    const char *id = text_at(r, "/id");
    cr_expect(strstr(header_of(r, "Location"), id));
    r = send_as(parts.head.token, "GET", period_at(crowd.board, id, ""), NULL);
    cr_expect_eq(int_at(r, "/points"), 12, "%s", r->text);
    r = send_as(parts.overseer.token, "GET", period_at(crowd.board, id, "/history"), NULL);
    cr_expect(r->status == 200 && !strstr(r->text, "figures"), "%s", r->text);
}

Test(board_impact, its_days_are_over_and_its_own)
{
    static const char CONFLICT[] = "/starts_on board_impact_periods_are_apart";
    const char *today = day_from_today(0);

    refused_for(close_as(parts.overseer.token, text_of("'ends_on':'%s'", today)), 422,
                "validation_failed", "/ends_on board_impact_period_is_over");
    refused_for(close_as(parts.overseer.token, text_of("'starts_on':'%s'", today)), 422,
                "validation_failed", "/ends_on board_impact_period_is_four_weeks_at_least");
    refused_for(close_as(parts.overseer.token, text_of("'starts_on':'%s'", day_from_today(-83))),
                422, "validation_failed", "/ends_on board_impact_period_is_four_weeks_at_least");
    refused_for(close_as(parts.overseer.token, text_of("'starts_on':'%s'", day_from_today(-101))),
                422, "validation_failed", "/starts_on board_impact_period_is_in_term");
    refused_for(close_as(parts.overseer.token, "'ends_on':null"), 422, "validation_failed",
                "/ends_on required");
    refused_for(close_as(parts.overseer.token, "'withheld':true"), 422, "validation_failed",
                "/withheld read_only");
    recorded(close_as(parts.overseer.token, ""));
    refused_for(close_as(parts.overseer.token, ""), 409, "conflict", CONFLICT);
    refused_for(close_as(parts.overseer.token, text_of("'starts_on':'%s','ends_on':'%s'",
                                                       day_from_today(-70), day_from_today(-40))),
                409, "conflict", CONFLICT);
    recorded(close_period(parts.overseer.token, new_board(""), 0, ""));
}

/* What would be told of one day and of the next could be subtracted. */
Test(board_impact, it_is_not_tried_and_not_done_twice)
{
    const char *path = board_at(crowd.board, "/impact-periods");
    const char *body = text_of("{\"name\":\"Once\",\"starts_on\":\"%s\",\"ends_on\":\"%s\"}",
                               day_from_today(-84), day_from_today(-57));
    const struct call again = { .method = "POST",
                                .path = path,
                                .token = parts.overseer.token,
                                .body = body,
                                .headers = { "Idempotency-Key: once" } };

    all_say(0, 9, 0, 1);
    EXPECT_PROBLEM(CALL(.method = "POST", .path = text_of("%s?dry_run=true", path),
                        .token = parts.overseer.token, .body = body),
                   400, "invalid_parameter");
    cr_expect_eq(call(&again)->status, 201);
    EXPECT_PROBLEM(call(&again), 409, "conflict");
    cr_expect_eq(told("by=theme"), 9);
}

Test(board_impact, what_is_told_stands)
{
    static const char *const CHANGES[] = { "name = 'Another'", "figures = '[]'", "points = 7",
                                           "withheld = true", "deleted_at = now()" };
    all_say(0, 9, 0, 1);
    const char *id = closed_period(0);

    EXPECT_PROBLEM(send_as(parts.overseer.token, "DELETE", period_at(crowd.board, id, ""), NULL),
                   405, "method_not_allowed");
    EXPECT_PROBLEM(send_as(parts.overseer.token, "PATCH", period_at(crowd.board, id, ""), "{}"),
                   405, "method_not_allowed");
    for (size_t i = 0; i < sizeof CHANGES / sizeof *CHANGES; i++)
        cr_expect_str_eq(
            owner_says(parts.schools[0],
                       text_of("CREATE FUNCTION pg_temp.try_it() RETURNS text LANGUAGE plpgsql AS"
                               " $$ DECLARE broken text; BEGIN"
                               " UPDATE app.board_impact_period SET %s WHERE id = '%s';"
                               " RETURN 'it was changed';"
                               " EXCEPTION WHEN exclusion_violation THEN"
                               " GET STACKED DIAGNOSTICS broken = CONSTRAINT_NAME; RETURN broken;"
                               " END $$;"
                               " SELECT set_config('app.moving', '1', false);"
                               " SELECT pg_temp.try_it()",
                               CHANGES[i], id)),
            "board_impact_that_is_told_stands", "%s", CHANGES[i]);
}

struct closer {
    const struct reply *reply;
};

static void *close_now(void *arg)
{
    struct closer *closer = arg;

    closer->reply = close_as(parts.overseer.token, "");
    client_leave();
    return NULL;
}

/* Whoever closes another period, or says something, is waited for. */
Test(board_impact, one_period_is_closed_after_another)
{
    PGconn *first = PQconnectdb(getenv("TAMAR_TEST_OWNER_DSN"));
    struct closer closer = { NULL };
    pthread_t thread;

    all_say(0, 6, 0, 1);
    PGresult *result = PQexec(
        first, text_of("BEGIN; SELECT set_config('app.trust', trust_id::text, true),"
                       " set_config('app.overseer', '1', true) FROM app.school WHERE id = '%s';"
                       " SELECT count(*) FROM app.freeze_points(gen_random_uuid(), '%s',"
                       " current_date - 60, current_date - 40) AS f WHERE f.kind = 'point'",
                       parts.schools[0], crowd.board));
    cr_assert_str_eq(PQgetvalue(result, 0, 0), "6", "%s", PQerrorMessage(first));
    PQclear(result);
    pthread_create(&thread, NULL, close_now, &closer);
    cr_expect(somebody_waits_for(parts.schools[0], PQbackendPID(first)), "it did not wait");
    result = PQexec(first, "COMMIT"); /* points are nothing without a period */
    cr_expect_str_eq(PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME),
                     "board_impact_given_to_period", "%s", PQerrorMessage(first));
    PQclear(result);
    PQfinish(first);
    pthread_join(thread, NULL);
    cr_assert_eq(closer.reply->status, 201, "%s", closer.reply->text);
    cr_expect_eq(int_at(closer.reply, "/points"), 6);
}

/* ---- what counts ------------------------------------------------------------------------- */

Test(board_impact, a_point_is_what_somebody_said_under_the_first_theme)
{
    const char *by = text_of("'member_id':'%s','meeting_id':'%s'", crowd.members[20],
                             crowd.meetings[0]);

    all_say(0, 10, 0, 1);
    all_say(10, 16, 0, 1 | 2);
    all_say(22, 28, 0, 2);
    said_to(crowd.board, by);
    said_to(crowd.board, text_of("'meeting_id':'%s','theme_codes':['food']", crowd.meetings[0]));
    said_to(crowd.board, text_of("%s,'theme_codes':['food'],'text':'He hit me'", by));
    const char *gone = said_to(crowd.board, text_of("%s,'theme_codes':['food']", by));
    cr_assert_eq(
        send_as(parts.facilitators[0].token, "DELETE", feedback_at(gone, ""), NULL)->status, 204);
    crowd_says(21, 1, 1); /* after the period */
    closed_period(0);
    cr_expect_eq(told("by=theme"), 22);
    closed_period(1);
    const struct reply *r = send_as(parts.overseer.token, "GET",
                                    board_at(crowd.board, "/impact-periods?sort=starts_on"), NULL);
    cr_expect(json_is_true(json_at(r->json, "/data/1/withheld")), "one pupil: %s", r->text);
    cr_expect(json_is_null(json_at(r->json, "/data/1/points")));
}

/* What was held when it was said; but of what was counted neither an answer nor a theme: who all
 * but one of them are could be taken from who they all were. */
Test(board_impact, what_is_said_counts_once_in_the_period_that_is_open_then)
{
    const char *held[6];

    all_say(0, 8, 0, 1);
    for (size_t i = 0; i < 6; i++)
        held[i] = said_to(crowd.board, text_of("'member_id':'%s','meeting_id':'%s',"
                                               "'theme_codes':['bullying'],'text':'He hit me'",
                                               crowd.members[8 + i], crowd.meetings[0]));
    const char *first = closed_period(0), *in_first = text_of("period_id=%s&by=response", first);
    cr_expect_eq(told(in_first), 8);
    for (size_t i = 0; i < 7; i++)
        crowd_is_answered(i);
    for (size_t i = 5; i < 7; i++)
        cr_assert_eq(change_feedback(parts.facilitators[0].token, crowd.sayings[i].id,
                                     "'theme_codes':['food']")
                         ->status,
                     200);
    const char *dsl = token_over("dsl", parts.schools[0], NULL);
    for (size_t i = 0; i < 6; i++)
        cr_assert_eq(move_feedback(dsl, held[i], "open", "'reason':'A play'")->status, 200);
    cr_expect_eq(told(in_first), 8);
    const char *second = closed_period(1);
    cr_expect_eq(told(in_first), 8, "what was told stands");
    cr_expect_eq(told(text_of("period_id=%s", second)), 6, "and none is given twice");
    cr_expect_eq(told(""), 14);
}

static void purge(const char *pupil)
{
    const char *at = text_of("/v1/pupils/%s", pupil);

    cr_assert_eq(send_as(trust_admin(), "DELETE", at, NULL)->status, 204);
    const struct reply *r = send_as(trust_admin(), "POST", text_of("%s/purge", at),
                                    "{'reason':'Asked for'}");
    cr_assert_lt(r->status, 300, "%s", r->text);
}

static void expect_withheld(const char *from, const char *to, const char *why)
{
    const struct reply *r = close_as(parts.overseer.token,
                                     text_of("'starts_on':'%s','ends_on':'%s'", from, to));

    cr_expect(json_is_true(json_at(r->json, "/withheld")), "%s: %s", why, r->text);
}

/* A pupil who is two members says something as each of them. */
static const char *pupil_twice_a_member(void)
{
    const char *one = add_pupil(parts.schools[0]);
    const char *before = recorded(
        post_over(parts.overseer.token, board_at(crowd.board, "/members"),
                  text_of("{'school_id':'%s','pupil_id':'%s','starts_on':'%s','ends_on':'%s'}",
                          parts.schools[0], one, day_from_today(-90), day_from_today(-45)),
                  ""));
    const char *after = recorded(
        post_over(parts.overseer.token, board_at(crowd.board, "/members"),
                  text_of("{'school_id':'%s','pupil_id':'%s','starts_on':'%s'}", parts.schools[0],
                          one, day_from_today(-44)),
                  ""));
    const char *const BOTH[] = { before, after };

    for (size_t i = 0; i < 2; i++) {
        let_take_part(crowd.board, BOTH[i]);
        said_to(crowd.board, text_of("'member_id':'%s','meeting_id':'%s','theme_codes':['food']",
                                     BOTH[i], crowd.meetings[i]));
    }
    return one;
}

/* They are one pupil, also when they were purged, and so they are five only together. */
Test(board_impact, pupils_are_counted_and_not_members)
{
    const char *one = pupil_twice_a_member();

    all_say(0, 3, 0, 1);
    expect_withheld(day_from_today(-84), day_from_today(-29), "four pupils");
    purge(one);
    expect_withheld(day_from_today(-28), day_from_today(-1), "four pupils, of whom one is purged");
}

/* What is in the list is in the figures, or what is missing there would be the purged pupil's. */
Test(board_impact, what_a_purged_pupil_said_anonymously_counts_on)
{
    const char *one = pupil_twice_a_member(), *hidden = add_pupil(parts.schools[0]);

    cr_assert_eq(send_as(trust_admin(), "PATCH", text_of("/v1/pupils/%s", hidden),
                         "{'in_care':true}")
                     ->status,
                 200);
    said_to(crowd.board, text_of("'member_id':'%s','meeting_id':'%s','theme_codes':['food']",
                                 speaking_pupil(crowd.board, parts.schools[0], hidden),
                                 crowd.meetings[1]));
    all_say(0, 4, 0, 1); /* crowd 3 is of no school */
    purge(one);
    purge(hidden); /* nor are they, still */
    const char *list = text_of("/v1/board-feedback?board_id=%s", crowd.board);
    const struct reply *r = send_as(parts.overseer.token, "GET", list, NULL);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 7, "%s", r->text);
    recorded(close_as(parts.overseer.token, text_of("'ends_on':'%s'", day_from_today(-1))));
    cr_expect_eq(told(""), 7);
    cr_expect_str_eq(
        owner_says(parts.schools[0],
                   text_of("SELECT set_config('app.unsealing', '%s', false);"
                           " SELECT count(*) FROM app.board_impact_point p WHERE school_id = '%s'",
                           crowd.board, crowd.schools[0])),
        "5");
}

/* Nothing was told of it, so its points are told with those of the next one. */
Test(board_impact, what_is_withheld_is_not_used_up)
{
    all_say(0, 3, 0, 1);
    const struct reply *r = close_as(parts.overseer.token, "");
    cr_expect(json_is_true(json_at(r->json, "/withheld")), "%s", r->text);
    all_say(3, 6, 1, 1);
    closed_period(1);
    cr_expect_eq(told(""), 6);
}

/* ---- whose school is not told ------------------------------------------------------------ */

static bool is_listed(const struct reply *r, const char *code)
{
    return strstr(r->text, text_of("\"category\":\"%s\"", code)) != NULL;
}

/* Crowd 3 is of the first school, which has 13 members. */
Test(board_impact, who_is_withheld_is_of_no_school)
{
    all_say(0, 48, 0, 1);
    closed_period(0);
    const struct reply *r = read_impact(parts.head.token, crowd.board, "by=school");
    cr_expect_eq(told(text_of("by=school&category=%s", crowd.schools[0])), 12, "%s", r->text);
    cr_expect_eq(told("by=phase&category=2"), 24);
    cr_expect_eq(told("by=phase&category=4"), 24);
    cr_expect(is_listed(r, "not_told_2") && is_listed(r, "not_told_4"), "%s", r->text);
    cr_expect_eq(told("by=school&category=not_told_2"), -1);
}

/* What was told of the school stays: the difference would be theirs. */
Test(board_impact, who_becomes_withheld_is_so_from_the_next_period_on)
{
    const char *own = text_of("by=school&category=%s", crowd.schools[0]);

    all_say(0, 48, 0, 1);
    all_say(0, 48, 1, 1);
    closed_period(0);
    cr_assert_eq(send_as(parts.overseer.token, "PATCH",
                         member_at(crowd.board, crowd.members[0], ""), "{'school_withheld':true}")
                     ->status,
                 200);
    cr_expect_eq(told(own), 12);
    cr_expect_eq(told(text_of("%s&period_id=%s", own, closed_period(1))), 11);
    cr_expect_eq(told(own), 23);
}

/* Which schools there are says nothing of who said something, or of who is withheld. */
Test(board_impact, schools_are_those_with_a_member_in_the_period)
{
    for (size_t i = 44; i < CROWD; i++) /* all of the last school leave */
        cr_assert_eq(send_as(parts.overseer.token, "PATCH",
                             member_at(crowd.board, crowd.members[i], ""),
                             text_of("{'ends_on':'%s'}", day_from_today(-57)))
                         ->status,
                     200);
    all_say(0, 48, 0, 1);
    closed_period(0);
    for (size_t i = 41; i < 48; i++) /* written down too late for the first period */
        crowd_says(i, 0, 1);
    const char *second = closed_period(1);
    const struct reply *r = read_impact(parts.overseer.token, crowd.board, "by=school");
    cr_expect(is_listed(r, crowd.schools[5]), "%s", r->text);
    r = read_impact(parts.overseer.token, crowd.board, text_of("by=school&period_id=%s", second));
    cr_expect(!is_listed(r, crowd.schools[5]) && is_listed(r, crowd.schools[2]), "%s", r->text);
    cr_expect_eq(int_at(r, "/points"), 7, "they count all the same: %s", r->text);
}

/* ---- recommendations --------------------------------------------------------------------- */

static void answered_on(const char *id, const char *decision, const char *day)
{
    const struct reply *r = move_recommendation(
        parts.overseer.token, id, decision,
        text_of("'on':'%s','response':'From January on.','reason':'It is so.'", day));

    cr_assert_eq(r->status, 200, "%s", r->text);
}

static void expect_recommended(const struct reply *r)
{
    static const struct {
        const char *member;
        long long is;
    } TOLD[] = { { "made", 4 },
                 { "answered", 3 },
                 { "accepted_share", 3333 },
                 { "partly_accepted_share", 3333 },
                 { "rejected_share", 3333 },
                 { "median_school_days", 0 },
                 { "worst_school_days", 5 },
                 { "open", 1 },
                 { "overdue", 1 } };

    for (size_t i = 0; i < sizeof TOLD / sizeof *TOLD; i++)
        cr_expect_eq(int_at(r, text_of("/recommendations/%s", TOLD[i].member)), TOLD[i].is,
                     "%s: %s", TOLD[i].member, r->text);
}

/* What a school is asked for is not counted. The day on which one is due is the fifth school day
 * after it was made. */
Test(board_impact, what_became_of_recommendations_is_told_with_the_period)
{
    const char *board = new_board("'response_school_days':5"), *ids[5];
    const char *made = day_from_today(-40), *meeting = quorate_meeting(board, -40);

    for (size_t i = 0; i < 5; i++) /* the last one afterwards */
        ids[i] = recorded(recommend(board, meeting,
                                    text_of("'made_on':'%s'", i < 4 ? made : day_from_today(-20))));
    recorded(recommend(board, meeting,
                       text_of("'made_on':'%s','addressed_to':'school','school_id':'%s'", made,
                               parts.schools[0])));
    answered_on(ids[0], "accepted",
                text_at(read_recommendation(parts.overseer.token, ids[0]), "/due_on"));
    answered_on(ids[1], "rejected", made);
    answered_on(ids[2], "partly_accepted", made);
    const struct reply *r = close_period(
        parts.overseer.token, board, 1,
        text_of("'starts_on':'%s','ends_on':'%s'", day_from_today(-60), day_from_today(-30)));
    cr_assert_eq(r->status, 201, "%s", r->text);
    expect_recommended(r);
    cr_expect_str_eq(text_at(r, "/recommendations/as_of"), day_from_today(0));
    const char *id = text_at(r, "/id");
    answered_on(ids[3], "rejected", day_from_today(0));
    r = send_as(parts.head.token, "GET", period_at(board, id, ""), NULL);
    cr_expect_eq(int_at(r, "/recommendations/open"), 1, "as it was: %s", r->text);
    r = close_period(
        parts.overseer.token, board, 2,
        text_of("'starts_on':'%s','ends_on':'%s'", day_from_today(-29), day_from_today(-1)));
    cr_expect_eq(int_at(r, "/recommendations/made"), 1, "%s", r->text);
    cr_expect(json_is_null(json_at(r->json, "/recommendations/accepted_share")), "%s", r->text);
    cr_expect_eq(int_at(r, "/recommendations/open"), 1);
}

/* ---- asking ------------------------------------------------------------------------------ */

Test(board_impact, what_is_hidden_is_null_and_why_is_told_once)
{
    const struct reply *r = read_impact(parts.overseer.token, crowd.board, "");

    cr_expect(r->status == 200 && json_is_null(json_at(r->json, "/points")), "%s", r->text);
    cr_expect(json_is_null(json_at(r->json, "/hidden_because")), "nothing yet: %s", r->text);
    all_say(0, 24, 0, 1);
    crowd_says(30, 0, 2);
    const char *id = closed_period(0);
    r = read_impact(parts.facilitators[0].token, crowd.board, text_of("period_id=%s", id));
    cr_expect_eq(int_at(r, "/points"), 25, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/by"), "theme");
    cr_expect_str_eq(text_at(r, "/figures/1/category"), "corridors");
    cr_expect(json_is_null(json_at(r->json, "/figures/1/points")), "%s", r->text);
    cr_expect_eq(int_at(r, "/figures/1/periods_hidden"), 1);
    cr_expect_str_eq(text_at(r, "/hidden_because"),
                     "A figure by fewer than five pupils is not told, nor is one that would tell of"
                     " such a figure");
    cr_expect_eq(int_at(r, "/groups/0/points"), 25, "all are told together: %s", r->text);
    cr_expect_eq(json_array_size(json_at(r->json, "/groups/0/categories")), 5);
    cr_expect_str_eq(text_at(r, "/periods/0/id"), id);
    cr_expect_eq(int_at(r, "/periods_told"), 1);
}

Test(board_impact, a_question_is_about_what_there_is)
{
    all_say(0, 9, 0, 1);
    const char *id = closed_period(0), *other = new_board("");
    static const char *const WRONG[][2] = {
        { "by=year", "by impact_by_code" },
        { "theme=Food", "theme theme_code_format" },
        { "theme=food", "theme impact_theme_is_the_category" },
        { "theme=cars&by=need", "theme impact_theme_is_told" },
        { "category=cars", "category impact_category_is_told" },
        { "by=need&category=food", "category impact_category_is_told" },
        { "period_id=1", "period_id uuid_format" },
        { "from=2026-09-01", "from unknown_parameter" },
    };

    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++)
        refused_for(read_impact(parts.overseer.token, crowd.board, WRONG[i][0]), 400,
                    "invalid_parameter", WRONG[i][1]);
    EXPECT_PROBLEM(read_impact(parts.overseer.token, other, text_of("period_id=%s", id)), 404,
                   "not_found");
    EXPECT_PROBLEM(read_impact(parts.stranger.token, crowd.board, ""), 404, "not_found");
    EXPECT_PROBLEM(read_impact(parts.bystander.token, crowd.board, ""), 404, "not_found");
}

/* ---- the points -------------------------------------------------------------------------- */

/* The first value, or the SQLSTATE, of what somebody in the database asks; first the owner. */
static const char *asked(const char *settings, const char *sql)
{
    return owner_says(parts.schools[0],
                      text_of("CREATE FUNCTION pg_temp.try_it() RETURNS text LANGUAGE plpgsql AS $$"
                              " BEGIN RETURN (%s); EXCEPTION WHEN insufficient_privilege THEN"
                              " RETURN SQLSTATE; END $$;"
                              " SET ROLE tamar_owner; %s; SELECT pg_temp.try_it()",
                              sql, settings));
}

Test(board_impact, nobody_reads_the_points)
{
    static const char WIDE[] = "SELECT set_config('app.moving', '1', false),"
                               " set_config('app.overseer', '1', false),"
                               " set_config('app.safeguarding', '1', false)";
    static const char *const TABLES[] = { "board_impact_point", "board_impact_given" };

    all_say(0, 9, 0, 1);
    closed_period(0);
    const char *sealed = text_of("%s, set_config('app.unsealing', '%s', false)", WIDE, crowd.board);

    for (size_t i = 0; i < 2; i++) {
        const char *count = text_of("SELECT count(*) FROM app.%s", TABLES[i]);

        cr_expect_str_eq(asked(WIDE, count), "0", "the owner neither");
        cr_expect_str_eq(asked(sealed, count), "9");
        cr_expect_str_eq(asked(text_of("%s; SET ROLE api_rw", WIDE), count), "42501");
        cr_expect_str_eq(asked(text_of("%s; SET ROLE api_rw", sealed), count), "42501");
        cr_expect_str_eq(asked(text_of("%s; SET ROLE api_ro", sealed), count), "42501");
    }
    cr_expect_str_eq(asked(text_of("%s; SELECT set_config('app.overseer', '', false);"
                                   " SET ROLE api_rw",
                                   WIDE),
                           text_of("SELECT count(*) FROM app.freeze_points(gen_random_uuid(), '%s',"
                                   " current_date - 60, current_date - 40)",
                                   crowd.board)),
                     "42501", "closing is for who oversees boards");
    cr_expect_str_eq(asked(text_of("%s; SET ROLE api_ro", WIDE),
                           text_of("SELECT count(*) FROM app.freeze_points(gen_random_uuid(), '%s',"
                                   " current_date - 60, current_date - 40)",
                                   crowd.board)),
                     "42501");
}

/* No id of a member, a pupil or feedback is in a point, so nothing has to go. */
Test(board_impact, a_purge_takes_nothing_that_was_told)
{
    const char *pupil = add_pupil(parts.schools[0]);
    const char *member = speaking_pupil(crowd.board, parts.schools[0], pupil);
    const char *said = said_to(crowd.board, text_of("'member_id':'%s','meeting_id':'%s',"
                                                    "'theme_codes':['food']",
                                                    member, crowd.meetings[1]));
    const char *points = text_of("SELECT set_config('app.unsealing', '%s', false);"
                                 " SELECT string_agg(p::text, ' ') FROM app.board_impact_point p",
                                 crowd.board);

    all_say(0, 8, 1, 4);
    closed_period(1);
    const char *before = owner_says(parts.schools[0], points);
    cr_expect(!strstr(before, pupil) && !strstr(before, member) && !strstr(before, said), "%s",
              before);
    purge(pupil);
    cr_expect_str_eq(owner_says(parts.schools[0], points), before);
    cr_expect_eq(told(""), 9);
    expect_no_log_says(member);
}
