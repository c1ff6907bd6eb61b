/* What is done about what boards recommend: by whom, and that nothing is closed before. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/board/recommendation_records.h"

static const char *board, *meeting, *trust, *school; /* recommended to each, and accepted */

static const char *accepted(const char *members)
{
    const char *id = recorded(recommend(board, meeting, members));

    decide(id, "accepted");
    return id;
}

static void start(void)
{
    cast_board();
    board = new_board("");
    meeting = quorate_meeting(board, -5);
    trust = accepted("");
    school = accepted(text_of("'addressed_to':'school','school_id':'%s'", parts.schools[0]));
}

TestSuite(board_actions, .init = start, .fini = client_stop, .timeout = 300);

static const char *planned(const char *recommendation)
{
    return recorded(plan_board_action(parts.overseer.token, recommendation, ""));
}

static const struct reply *moved(const char *recommendation, const char *id, const char *to,
                                 const char *more)
{
    return move_board_action(parts.overseer.token, recommendation, id, to, more);
}

static const struct reply *at_action(const char *method, const char *id, const char *body)
{
    return send_as(parts.overseer.token, method, board_action_at(trust, id, ""), body);
}

static const struct reply *closed(const char *recommendation)
{
    return move_recommendation(parts.facilitators[0].token, recommendation, "closed", "");
}

Test(board_actions, what_is_wrong_with_one_is_said)
{
    const char *early = text_of("'due_on':'%s'", day_from_today(-1));

    add_pupil(parts.schools[1]);
    refused_for(plan_board_action(parts.overseer.token, trust, early), 422, "validation_failed",
                "/due_on board_action_is_due_once_it_was_asked_for");
    refused_for(plan_board_action(parts.overseer.token, trust, "'owner':'Loveday Pascoe'"), 422,
                "validation_failed", "/action board_action_names_no_pupil");
    const char *id = planned(trust);
    refused_for(at_action("PATCH", id, "{'action':'What Loveday Pascoe asked for'}"), 422,
                "validation_failed", "/action board_action_names_no_pupil");
    refused_for(moved(trust, id, "done", "'reason':'Loveday Pascoe saw it'"), 422,
                "validation_failed", "/action board_action_names_no_pupil");
    cr_expect_eq(at_action("PATCH", id, "{'owner':'The caterer'}")->status, 200);
    cr_assert_eq(send_as(trust_admin(), "PATCH", text_of("/v1/schools/%s", parts.schools[1]),
                         "{'name':'The Wren Hill Academy'}")
                     ->status,
                 200);
    recorded(join_board(board, parts.schools[1], "'school_withheld':true"));
    refused_for(at_action("PATCH", id, "{'action':'As at Wren Hill'}"), 422, "validation_failed",
                "/action board_action_names_no_withheld_school");
    refused_for(moved(trust, id, "dropped", "'reason':'Member 1 does it'"), 422,
                "validation_failed", "/action board_action_names_who_consented");
}

/* Of what was not accepted there are none; a board that has ended is served all the same. */
Test(board_actions, they_follow_acceptance)
{
    const char *wrong = "/recommendation_id board_action_follows_acceptance";
    const char *made = recorded(recommend(board, meeting, ""));
    const char *rejected = recorded(recommend(board, meeting, ""));
    const char *partly = recorded(recommend(board, meeting, ""));

    decide(rejected, "rejected");
    decide(partly, "partly_accepted");
    refused_for(plan_board_action(parts.overseer.token, made, ""), 409, "conflict", wrong);
    refused_for(plan_board_action(parts.overseer.token, rejected, ""), 409, "conflict", wrong);
    bring_board(board, "ended");
    const char *id = planned(partly), *spare = planned(partly);
    const char *at = board_action_at(partly, spare, "");
    cr_assert_eq(moved(partly, id, "done", "")->status, 200);
    cr_assert_eq(send_as(parts.overseer.token, "DELETE", at, NULL)->status, 204);
    cr_assert_eq(closed(partly)->status, 200);
    refused_for(plan_board_action(parts.overseer.token, partly, ""), 409, "conflict", wrong);
    refused_for(moved(partly, id, "open", "'reason':'Not yet'"), 409, "conflict", wrong);
    refused_for(
        send_as(parts.overseer.token, "POST", board_action_at(partly, spare, "/restore"), NULL),
        409, "conflict", wrong);
}

Test(board_actions, nothing_is_closed_while_one_is_open)
{
    const char *open = "/to board_recommendation_has_no_open_action";
    const char *reason = "/reason board_action_is_dropped_with_a_reason";
    const char *done = planned(trust), *dropped = planned(trust), *gone = planned(trust);

    refused_for(closed(trust), 422, "validation_failed", open);
    const struct reply *r = moved(trust, done, "done", "");
    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/done_on"), day_from_today(0));
    refused_for(at_action("PATCH", done, "{'owner':'Nobody'}"), 409, "conflict",
                "/status board_action_stands_once_done");
    refused_for(at_action("DELETE", done, NULL), 409, "conflict",
                "/status board_action_stands_once_done");
    refused_for(moved(trust, dropped, "dropped", ""), 422, "validation_failed", reason);
    cr_expect_eq(moved(trust, dropped, "dropped", "'reason':'No money'")->status, 200);
    cr_expect_eq(at_action("DELETE", gone, NULL)->status, 204);
    refused_for(moved(trust, done, "open", ""), 422, "validation_failed", reason);
    r = moved(trust, done, "open", "'reason':'In one school only'");
    cr_expect(json_is_null(json_at(r->json, "/done_on")), "%s", r->text);
    refused_for(closed(trust), 422, "validation_failed", open);
    cr_expect_eq(moved(trust, done, "done", "")->status, 200);
    cr_expect_eq(closed(trust)->status, 200);
    cr_expect_eq(closed(school)->status, 200, "there was nothing to do");
}

/* A slip is deleted at once; whatever was to be done is done or dropped. */
Test(board_actions, one_that_was_planned_is_not_deleted)
{
    const char *id = planned(trust);

    owner_says(parts.schools[0],
               text_of("SELECT set_config('app.overseer', '1', true); UPDATE app.board_action"
                       " SET created_at = created_at - interval '1 day' WHERE id = '%s'",
                       id));
    refused_for(at_action("DELETE", id, NULL), 409, "conflict",
                "/status board_action_is_dropped_not_deleted");
    refused_for(closed(trust), 422, "validation_failed",
                "/to board_recommendation_has_no_open_action");
    cr_expect_eq(moved(trust, id, "dropped", "'reason':'No money'")->status, 200);
    cr_expect_eq(closed(trust)->status, 200);
}

/* Each for themselves, as they answer. */
Test(board_actions, who_accepted_does_it)
{
    const char *wrong = "/recommendation_id board_action_is_theirs_who_accepted";
    struct person both = new_person("board_facilitator school_leader",
                                    text_of("[\"%s\"]", parts.schools[1]));

    recorded(name_facilitator(board, both, ""));
    const char *id = recorded(plan_board_action(parts.head.token, school, ""));
    EXPECT_PROBLEM(plan_board_action(parts.facilitators[0].token, school, ""), 403,
                   "insufficient_scope");
    EXPECT_PROBLEM(plan_board_action(parts.head.token, trust, ""), 404, "not_found");
    EXPECT_PROBLEM(plan_board_action(parts.bystander.token, school, ""), 404, "not_found");
    refused_for(plan_board_action(both.token, school, ""), 403, "forbidden", wrong);
    refused_for(plan_board_action(both.token, trust, ""), 403, "forbidden", wrong);
    refused_for(move_board_action(both.token, school, id, "done", ""), 403, "forbidden", wrong);
    const struct reply *r = move_board_action(parts.head.token, school, id, "done", "");
    cr_expect_eq(r->status, 200, "%s", r->text);
    r = send_as(parts.facilitators[0].token, "GET", board_action_at(school, id, "/transitions"),
                NULL);
    cr_expect_str_eq(text_at(r, "/data/1/to"), "done", "%s", r->text);
}

Test(board_actions, those_that_wait_too_long_are_overdue)
{
    const char *old = recorded(
        recommend(board, meeting, text_of("'made_on':'%s'", day_from_today(-4))));

    decide(old, "accepted");
    recorded(
        plan_board_action(parts.overseer.token, old, text_of("'due_on':'%s'", day_from_today(-1))));
    recorded(
        plan_board_action(parts.overseer.token, old, text_of("'due_on':'%s'", day_from_today(0))));
    for (size_t i = 0; i < 2; i++) {
        const char *asked = text_of("/actions?overdue=%s", i ? "true" : "false");
        const struct reply *r = send_as(parts.overseer.token, "GET", recommendation_at(old, asked),
                                        NULL);

        cr_expect_eq(json_array_size(json_at(r->json, "/data")), 1, "%s", r->text);
        cr_expect_str_eq(text_at(r, "/data/0/due_on"), day_from_today(i ? -1 : 0), "%s", r->text);
    }
    const struct reply *r = CALL(.path = recommendation_at(old, "/actions"),
                                 .token = parts.overseer.token, .headers = { "Accept: text/csv" });
    cr_expect(strstr(r->text, "owner") && strstr(r->text, "The head"), "%s", r->text);
}

/* ---- at the same time -------------------------------------------------------------------- */

static const struct reply *raced;

static void *plans(void *none)
{
    raced = plan_board_action(parts.overseer.token, trust, "");
    client_leave();
    return none;
}

static void *closes(void *none)
{
    raced = closed(trust);
    client_leave();
    return none;
}

Test(board_actions, who_adds_one_waits_for_who_closes)
{
    race_behind(
        text_of("UPDATE app.board_recommendation SET status = 'closed', status_step = 'closed',"
                " status_on = app.today() WHERE id = '%s'",
                trust),
        plans);
    refused_for(raced, 409, "conflict", "/recommendation_id board_action_follows_acceptance");
}

Test(board_actions, who_closes_waits_for_who_adds_one)
{
    race_behind(
        text_of("INSERT INTO app.board_action (id, recommendation_id, action, owner, due_on)"
                " VALUES (app.uuid7(), '%s', 'Doors', 'The head', app.today())",
                trust),
        closes);
    refused_for(raced, 422, "validation_failed", "/to board_recommendation_has_no_open_action");
}
