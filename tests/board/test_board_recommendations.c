/* What boards recommend: at which meetings, until when it is answered, and by whom. */
#include <criterion/criterion.h>
#include <string.h>

#include "models/date.h"
#include "tests/board/recommendation_records.h"
#include "tests/operations.h"

static const char *board, *meeting;

static void start(void)
{
    cast_board();
    board = new_board("");
    meeting = quorate_meeting(board, -5);
}

TestSuite(board_recommendations, .init = start, .fini = client_stop, .timeout = 300);

static const struct reply *recommended(const char *members)
{
    return recommend(board, meeting, members);
}

static const char *to_school(void)
{
    return text_of("'addressed_to':'school','school_id':'%s'", parts.schools[0]);
}

static const struct reply *by_facilitator(const char *id, const char *to, const char *more)
{
    return move_recommendation(parts.facilitators[0].token, id, to, more);
}

/* ---- what it comes from ------------------------------------------------------------------ */

Test(board_recommendations, what_is_wrong_with_one_is_said)
{
    const char *other = new_board("");
    const char *elsewhere = quorate_meeting(other, -5);
    const char *said = said_to(board, "");
    const char *const CASES[][2] = {
        { text_of("'meeting_id':'%s'", elsewhere),
          "/meeting_id board_recommendation_meeting_is_of_the_board" },
        { text_of("'meeting_id':'%s'", unknown_id()),
          "/meeting_id board_recommendation_meeting_is_of_the_board" },
        { text_of("'made_on':'%s'", day_from_today(-6)),
          "/made_on board_recommendation_follows_the_meeting" },
        { text_of("'made_on':'%s'", day_from_today(1)),
          "/made_on board_recommendation_has_been_made" },
        { "'addressed_to':'school'", "/school_id board_recommendation_is_to_one" },
        { text_of("'school_id':'%s'", parts.schools[0]),
          "/school_id board_recommendation_is_to_one" },
        { text_of("'addressed_to':'school','school_id':'%s'", parts.outside),
          "/school_id board_recommendation_is_to_a_school_covered" },
        { text_of("'feedback_ids':['%s','%s']", said, said),
          "/feedback_ids board_recommendation_rests_on_each_once" },
        { "'theme_codes':['a','a']", "/theme_codes board_recommendation_themes_are_different" },
        { "'theme_codes':['runes']", "/theme_codes board_feedback_themes_are_active" },
        { "'text':'As Loveday Pascoe wants it'", "/text board_recommendation_names_no_pupil" },
    };

    add_pupil(parts.schools[1]);
    recorded(post_over(parts.overseer.token, "/v1/board-themes", "{'code':'a','name':'A'}", ""));
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        refused_for(recommended(CASES[i][0]), 422, "validation_failed", CASES[i][1]);
    refused_for(recommended(text_of("'board_id':'%s'", unknown_id())), 422, "validation_failed",
                "/board_id board_is_in_sight");
    const struct reply *r = recommended(text_of("'feedback_ids':['%s']", said));
    cr_assert_eq(r->status, 201, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/status"), "made");
    cr_expect_str_eq(text_at(r, "/made_on"), day_from_today(0));
    cr_expect(json_is_null(json_at(r->json, "/response")), "%s", r->text);
}

/* Decided with a quorum of those in office, which attendance put right later does not take away. */
Test(board_recommendations, only_a_meeting_with_a_quorum_recommends)
{
    const char *id = recorded(plan_meeting(board, text_of("'held_on':'%s'", day_from_today(-3))));
    const char *wrong = "/meeting_id board_recommendation_was_decided";
    const char *other = member_of(board, parts.schools[1]);

    refused_for(recommend(board, id, ""), 422, "validation_failed", wrong);
    for (size_t i = 0; i < 2; i++)
        recorded(join_board(board, parts.schools[2], ""));
    bring_meeting(board, id, "held");
    refused_for(recommend(board, id, ""), 422, "validation_failed", wrong);
    for (size_t i = 0; i < 2; i++) {
        const char *who = i ? other : member_of(board, parts.schools[0]);

        attend(board, id, text_of("'member_id':'%s'", who), "");
    }
    const char *third = speaker_of(board, parts.schools[1]);
    for (size_t i = 0; i < 2; i++)
        recorded(consent_to(board, third, "travel_or_online", i ? "pupil" : "parent", ""));
    const char *there = recorded(attend(board, id, text_of("'member_id':'%s'", third), ""));
    recorded(recommend(board, id, ""));
    refused_for(send_as(parts.facilitators[0].token, "PATCH",
                        meeting_at(board, id, text_of("/attendance/%s", there)),
                        "{'attendance':'absent'}"),
                422, "validation_failed", "/attendance board_meeting_that_decided_had_a_quorum");
}

/* What is held is not there for a facilitator, nor for who sees it. */
Test(board_recommendations, it_rests_on_what_was_said_to_the_board)
{
    const char *wrong = "/feedback_ids board_recommendation_rests_on_what_was_said";
    const char *held = said_to(board, "'text':'He hit me'");
    const char *elsewhere = said_to(new_board(""), "");
    const char *lead = token_over("trust_admin dsl", parts.schools[0], NULL);
    const char *const WRONG[] = { held, elsewhere, unknown_id() };

    cr_assert_eq(read_feedback(lead, held)->status, 200);
    const char *id = recorded(recommended(""));
    for (size_t i = 0; i < 3; i++) {
        const char *these = text_of("'feedback_ids':['%s']", WRONG[i]);

        refused_for(recommended(these), 422, "validation_failed", wrong);
        refused_for(change_recommendation(parts.facilitators[0].token, id, these), 422,
                    "validation_failed", wrong);
        refused_for(change_recommendation(lead, id, these), 422, "validation_failed", wrong);
    }
    const char *said = said_to(board, "");
    const struct reply *r = change_recommendation(parts.facilitators[0].token, id,
                                                  text_of("'feedback_ids':['%s']", said));
    cr_expect_eq(r->status, 200, "%s", r->text);
    cr_assert_eq(move_feedback(parts.facilitators[0].token, said, "held", "")->status, 200);
    r = change_recommendation(parts.facilitators[0].token, id, "'text':'Teach it.'");
    cr_expect_eq(r->status, 200, "what it rested on stays: %s", r->text);
    r = send_as(parts.overseer.token, "GET",
                text_of("/v1/board-recommendations?feedback_id=%s", said), NULL);
    cr_expect_str_eq(text_at(r, "/data/0/id"), id, "%s", r->text);
}

Test(board_recommendations, a_theme_that_one_bears_is_retired)
{
    const char *theme = recorded(
        post_over(parts.overseer.token, "/v1/board-themes", "{'code':'lunch','name':'Lunch'}", ""));
    const char *id = recorded(recommended("'theme_codes':['lunch']"));
    const char *at = text_of("/v1/board-themes/%s", theme);

    refused_for(send_as(parts.overseer.token, "DELETE", at, NULL), 409, "conflict",
                "/active board_theme_in_use_is_retired");
    cr_assert_eq(send_as(parts.overseer.token, "PATCH", at, "{'active':false}")->status, 200);
    cr_expect_eq(change_recommendation(parts.facilitators[0].token, id, "'text':'Eat.'")->status,
                 200);
}

/* ---- until when -------------------------------------------------------------------------- */

static void shut(const char *school, const char *first, const char *last)
{
    recorded(send_as(trust_admin(), "POST", text_of("/v1/schools/%s/closures", school),
                     text_of("{'starts_on':'%s','ends_on':'%s','reason':'holiday'}", first, last)));
}

/* The so-many-th Monday to Friday after today; bank holidays are left to the clock's own tests. */
static const char *due_on(const char *id)
{
    return text_at(read_recommendation(parts.overseer.token, id), "/due_on");
}

static int64_t days_until(const char *id)
{
    int64_t day = 0;

    cr_assert(date_read(due_on(id), &day));
    return day - date_today();
}

/* A school that is shut does not count the day; the trust counts it while a school is open. */
Test(board_recommendations, it_is_due_by_the_days_of_whom_it_is_to)
{
    const char *school = recorded(recommended(to_school())), *trust = recorded(recommended(""));
    const char *first = day_from_today(1), *last = day_from_today(60);
    const char *before = due_on(trust);
    const int64_t days = days_until(trust);

    cr_expect(days >= 26 && days <= 40, "20 school days are 4 weeks and bank holidays: %s", before);
    cr_expect_str_eq(due_on(school), before);
    shut(parts.schools[0], first, last);
    cr_expect(days_until(school) >= 86 && days_until(school) <= 100, "%s", due_on(school));
    cr_expect_str_eq(due_on(trust), before, "others are open");
    const char *after = recorded(recommended(to_school()));
    cr_expect_str_eq(due_on(after), due_on(school), "whenever it was entered");
    for (size_t i = 1; i < 3; i++)
        shut(parts.schools[i], first, last);
    cr_expect_str_eq(due_on(trust), due_on(school), "none is open");
    cr_assert_eq(
        send_as(parts.overseer.token, "PATCH", board_at(board, ""), "{'response_school_days':1}")
            ->status,
        200);
    const char *soon = recorded(recommended(""));
    cr_expect_lt(days_until(soon), days_until(trust));
    cr_expect_eq(int_at(read_recommendation(parts.overseer.token, trust), "/response_school_days"),
                 20);
}

/* What waits for the trust, with the schools that the board covers. */
Test(board_recommendations, it_is_due_anew_with_the_schools_covered)
{
    const char *trust = recorded(recommended("")), *school = recorded(recommended(to_school()));

    for (size_t i = 1; i < 3; i++)
        shut(parts.schools[i], day_from_today(1), day_from_today(60));
    const char *before = due_on(trust);
    cr_assert(days_until(trust) <= 40, "%s", before);
    shut(parts.schools[0], day_from_today(1), day_from_today(30));
    const int64_t later = days_until(trust);
    const struct reply *r = send_as(parts.overseer.token, "PATCH", board_at(board, ""),
                                    text_of("{'school_ids_covered':['%s','%s','%s']}",
                                            parts.schools[0], parts.schools[1], parts.outside));
    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_lt(days_until(trust), later, "the school outside is open");
    cr_expect_str_eq(due_on(trust), before);
    cr_expect_eq(days_until(school), later, "it waits for another");
}

static size_t overdue(const char *value)
{
    const struct reply *r = send_as(parts.overseer.token, "GET",
                                    text_of("/v1/board-recommendations?overdue=%s", value), NULL);

    return json_array_size(json_at(r->json, "/data"));
}

Test(board_recommendations, those_that_wait_too_long_are_overdue)
{
    const char *brief = new_board("'response_school_days':1");
    const char *late = recorded(recommend(brief, quorate_meeting(brief, -40),
                                          text_of("'made_on':'%s'", day_from_today(-40))));

    recorded(recommended(""));
    cr_expect_lt(days_until(late), -30, "%s", due_on(late));
    cr_expect_eq(overdue("true"), 1);
    cr_expect_eq(overdue("false"), 1);
    decide(late, "accepted");
    cr_expect_eq(overdue("true"), 0, "it was answered");
}

/* ---- what becomes of it ------------------------------------------------------------------ */

Test(board_recommendations, one_is_answered_and_closed)
{
    static const char *const DECISIONS[] = { "accepted", "partly_accepted", "rejected" };

    for (size_t i = 0; i < 3; i++) {
        const char *id = recorded(recommended("")), *to = DECISIONS[i];

        EXPECT_PROBLEM(by_facilitator(id, "closed", ""), 409, "invalid_transition");
        refused_for(move_recommendation(parts.overseer.token, id, to, "'reason':'Because'"), 422,
                    "validation_failed", "/response board_recommendation_is_answered_in_words");
        if (i)
            refused_for(move_recommendation(parts.overseer.token, id, to, "'response':'No.'"), 422,
                        "validation_failed",
                        "/reason board_recommendation_is_turned_down_with_a_reason");
        refused_for(move_recommendation(parts.overseer.token, id, to,
                                        "'response':'No.','reason':'As A 123456789012 wants it'"),
                    422, "validation_failed", "/text board_recommendation_names_no_pupil");
        decide(id, to);
        refused_for(change_recommendation(parts.facilitators[0].token, id, "'text':'More'"), 409,
                    "conflict", "/status board_recommendation_stands_once_answered");
        refused_for(send_as(parts.facilitators[0].token, "DELETE", recommendation_at(id, ""), NULL),
                    409, "conflict", "/status board_recommendation_stands_once_answered");
        refused_for(by_facilitator(id, "closed", "'response':'Never.'"), 422, "validation_failed",
                    "/response board_recommendation_response_stands");
        const struct reply *r = by_facilitator(id, "closed", "'reason':'Read out'");
        cr_assert_eq(r->status, 200, "%s", r->text);
        cr_expect_str_eq(text_at(r, "/response"), "From January on.");
        cr_expect_str_eq(text_at(r, "/decision"), to);
        cr_expect_str_eq(text_at(r, "/decided_on"), day_from_today(0));
        cr_expect(i == 0 || strcmp(text_at(r, "/decision_reason"), "The rest is done.") == 0, "%s",
                  r->text);
        EXPECT_PROBLEM(by_facilitator(id, "closed", ""), 409, "invalid_transition");
    }
}

/* Each for themselves; a facilitator answers nothing, and who answers closes nothing. */
Test(board_recommendations, whom_it_is_to_answers)
{
    const char *answer = "'response':'From January on.'";
    const char *trust = recorded(recommended("")), *school = recorded(recommended(to_school()));
    struct person both = new_person("board_facilitator school_leader",
                                    text_of("[\"%s\"]", parts.schools[1]));

    recorded(name_facilitator(board, both, ""));
    EXPECT_PROBLEM(move_recommendation(parts.head.token, trust, "accepted", answer), 404,
                   "not_found");
    EXPECT_PROBLEM(by_facilitator(trust, "accepted", answer), 403, "insufficient_scope");
    EXPECT_PROBLEM(move_recommendation(parts.senco.token, school, "accepted", answer), 403,
                   "insufficient_scope");
    for (size_t i = 0; i < 2; i++)
        refused_for(move_recommendation(both.token, i ? trust : school, "accepted", answer), 403,
                    "forbidden", "/to board_recommendation_is_answered_by_whom_it_is_to");
    const struct reply *r = move_recommendation(parts.head.token, school, "accepted", answer);
    cr_expect_eq(r->status, 200, "%s", r->text);
    EXPECT_PROBLEM(move_recommendation(parts.head.token, school, "closed", ""), 403,
                   "insufficient_scope");
    r = by_facilitator(school, "closed", "");
    cr_expect_eq(r->status, 200, "%s", r->text);
    EXPECT_PROBLEM(move_recommendation(parts.dsl.token, school, "closed", ""), 409,
                   "invalid_transition");
}

Test(board_recommendations, one_is_deleted_until_it_is_answered)
{
    const char *id = recorded(recommended(to_school())), *at = recommendation_at(id, "");
    const char *restore = recommendation_at(id, "/restore");

    EXPECT_PROBLEM(send_as(parts.dsl.token, "DELETE", at, NULL), 403, "forbidden");
    cr_expect_eq(send_as(parts.facilitators[1].token, "DELETE", at, NULL)->status, 204);
    EXPECT_PROBLEM(read_recommendation(parts.head.token, id), 410, "deleted");
    cr_expect_eq(send_as(parts.facilitators[1].token, "POST", restore, NULL)->status, 200);
    cr_expect_eq(read_recommendation(parts.head.token, id)->status, 200);
}

/* Written down so many days ago, as of today. */
static void age(const char *id, int days)
{
    owner_says(parts.schools[0],
               text_of("SELECT set_config('app.overseer', '1', true);"
                       " UPDATE app.board_recommendation SET created_at = created_at - %d *"
                       " interval '1 day' WHERE id = '%s'",
                       days, id));
}

static const struct reply *accepted_on(const char *id, int day)
{
    return move_recommendation(
        parts.overseer.token, id, "accepted",
        text_of("'on':'%s','response':'From January on.'", day_from_today(day)));
}

/* Whoever is late neither answers in the past nor does away with what was asked. */
Test(board_recommendations, one_that_waits_is_answered_of_late)
{
    const char *other = new_board(""), *held = quorate_meeting(other, -20);
    const char *made = text_of("'made_on':'%s'", day_from_today(-20));
    const char *id = recorded(recommend(other, held, made));

    age(id, 15);
    refused_for(accepted_on(id, -8), 422, "validation_failed",
                "/on board_recommendation_is_answered_of_late");
    refused_for(send_as(parts.overseer.token, "DELETE", recommendation_at(id, ""), NULL), 409,
                "conflict", "/status board_recommendation_is_answered_not_deleted");
    const struct reply *r = accepted_on(id, -7);
    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/decided_on"), day_from_today(-7));
    r = accepted_on(recorded(recommend(other, held, made)), -19);
    cr_expect_eq(r->status, 200, "both are written down afterwards: %s", r->text);
}

/* A board that has ended recommends nothing more, and is answered all the same. */
Test(board_recommendations, what_was_recommended_outlives_the_board)
{
    const char *id = recorded(recommended(""));

    bring_board(board, "ended");
    refused_for(recommended(""), 409, "conflict", "/board_id board_has_not_ended");
    decide(id, "rejected");
    cr_expect_eq(by_facilitator(id, "closed", "")->status, 200);
}

/* ---- who is told of ---------------------------------------------------------------------- */

/* The second school is known by a name of its own. */
static void name_school(void)
{
    const struct reply *r = send_as(trust_admin(), "PATCH",
                                    text_of("/v1/schools/%s", parts.schools[1]),
                                    "{'name':'The Wren Hill Academy'}");

    cr_assert_eq(r->status, 200, "%s", r->text);
}

/* What a school answers is read by nobody else, and a refusal would tell it who is withheld. */
Test(board_recommendations, one_names_nobody_who_is_not_told)
{
    const char *school = "/text board_recommendation_names_no_withheld_school";

    name_school();
    recorded(join_board(board, parts.schools[1], "'school_withheld':true"));
    refused_for(recommended("'text':'As Wren Hill does it'"), 422, "validation_failed", school);
    refused_for(recommended("'text':'As Member 1 says'"), 422, "validation_failed",
                "/text board_recommendation_names_who_consented");
    const char *trust = recorded(recommended("")), *own = recorded(recommended(to_school()));
    refused_for(change_recommendation(parts.facilitators[0].token, trust, "'text':'Wren Hill'"),
                422, "validation_failed", school);
    refused_for(move_recommendation(parts.overseer.token, trust, "accepted",
                                    "'response':'As Wren Hill does it'"),
                422, "validation_failed", school);
    refused_for(move_recommendation(parts.overseer.token, trust, "rejected",
                                    "'response':'No.','reason':'Wren Hill is too small'"),
                422, "validation_failed", school);
    const struct reply *r = move_recommendation(parts.head.token, own, "accepted",
                                                "'response':'As Wren Hill does it'");
    cr_expect_eq(r->status, 200, "%s", r->text);
}

static void expect_read(const char *id, const char *action, int status)
{
    cr_expect_eq(read_recommendation(parts.head.token, id)->status, status);
    cr_expect_eq(send_as(parts.head.token, "GET", board_action_at(id, action, ""), NULL)->status,
                 status);
}

/* A school that it names may become one that is not to be told of. */
Test(board_recommendations, a_school_sees_what_names_nobody_who_is_not_told)
{
    const char *facilitator = parts.facilitators[0].token;

    name_school();
    const char *id = recorded(
        recommended(text_of("%s,'text':'As Wren Hill does it'", to_school())));
    cr_assert_eq(move_recommendation(parts.head.token, id, "accepted", "'response':'Yes.'")->status,
                 200);
    const char *action = recorded(plan_board_action(parts.head.token, id, ""));
    expect_read(id, action, 200);
    const char *member = recorded(join_board(board, parts.schools[1], "'school_withheld':true"));
    expect_read(id, action, 404);
    cr_expect_eq(read_recommendation(facilitator, id)->status, 200);
    cr_assert_eq(
        send_as(facilitator, "PATCH", member_at(board, member, ""), "{'school_withheld':false}")
            ->status,
        200);
    expect_read(id, action, 200);
}

/* Pupils of a school that a member was of are not named, also once the board covers it no more. */
Test(board_recommendations, pupils_are_not_named_once_their_school_is_gone)
{
    const char *member = recorded(join_board(board, parts.schools[2], ""));

    add_pupil(parts.schools[2]);
    const struct reply *r = send_as(parts.overseer.token, "PATCH", member_at(board, member, ""),
                                    text_of("{'ends_on':'%s'}", day_from_today(-1)));
    cr_assert_eq(r->status, 200, "%s", r->text);
    r = send_as(parts.overseer.token, "PATCH", board_at(board, ""),
                text_of("{'school_ids_covered':['%s','%s']}", parts.schools[0], parts.schools[1]));
    cr_assert_eq(r->status, 200, "%s", r->text);
    refused_for(recommended("'text':'As Loveday Pascoe wants it'"), 422, "validation_failed",
                "/text board_recommendation_names_no_pupil");
}

/* ---- who sees it ------------------------------------------------------------------------- */

Test(board_recommendations, a_school_sees_what_is_addressed_to_it)
{
    const char *after = feed_now(parts.overseer.token);
    const char *mine = recorded(recommended(to_school())), *trust = recorded(recommended(""));
    const char *others = recorded(
        recommended(text_of("'addressed_to':'school','school_id':'%s'", parts.schools[1])));
    const char *const OTHERS[] = { trust, others };

    cr_expect_eq(read_recommendation(parts.head.token, mine)->status, 200);
    for (size_t i = 0; i < 2; i++)
        EXPECT_PROBLEM(read_recommendation(parts.head.token, OTHERS[i]), 404, "not_found");
    const struct reply *r = send_as(parts.head.token, "GET", "/v1/board-recommendations", NULL);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 1, "%s", r->text);
    r = fed(parts.overseer.token, after, "board_recommendation", 3);
    cr_expect_str_eq(text_at(r, "/data/0/id"), mine, "%s", r->text);
}

/* An id tells when it was written down: which feedback it rests on is for who runs the board. */
Test(board_recommendations, a_school_is_not_told_what_it_rests_on)
{
    const char *said = said_to(board, "");
    const char *id = recorded(recommended(text_of("%s,'feedback_ids':['%s']", to_school(), said)));

    cr_assert_eq(
        change_recommendation(parts.facilitators[0].token, id, "'feedback_ids':[]")->status, 200);
    cr_assert_eq(change_recommendation(parts.facilitators[0].token, id,
                                       text_of("'feedback_ids':['%s']", said))
                     ->status,
                 200);
    const struct reply *r = read_recommendation(parts.head.token, id);
    cr_expect_str_eq(text_at(r, "/_redacted/0"), "feedback_ids", "%s", r->text);
    cr_expect_null(strstr(r->text, said), "%s", r->text);
    r = send_as(parts.head.token, "GET", recommendation_at(id, "/history"), NULL);
    cr_expect(r->status == 200 && !strstr(r->text, said), "%s", r->text);
    r = CALL(.path = "/v1/board-recommendations", .token = parts.head.token,
             .headers = { "Accept: text/csv" });
    cr_expect(r->status == 200 && strstr(r->text, id) && !strstr(r->text, said), "%s", r->text);
    EXPECT_PROBLEM(send_as(parts.head.token, "GET",
                           text_of("/v1/board-recommendations?feedback_id=%s", said), NULL),
                   400, "invalid_parameter");
    r = read_recommendation(parts.facilitators[0].token, id);
    cr_expect_str_eq(text_at(r, "/feedback_ids/0"), said, "%s", r->text);
}

Test(board_recommendations, the_list_is_told_as_a_table)
{
    const char *said = said_to(board, "");

    recorded(recommended(text_of("'feedback_ids':['%s']", said)));
    const struct reply *r = CALL(.path = "/v1/board-recommendations",
                                 .token = parts.facilitators[0].token,
                                 .headers = { "Accept: text/csv" });
    cr_expect(strstr(r->text, "feedback_ids.1") && strstr(r->text, said), "%s", r->text);
}
