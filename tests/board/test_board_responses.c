/* What a board is answered: by whom, and that nothing is closed without. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/board/feedback_records.h"

static const char *board, *member, *said; /* passed on to schools[0], and open */

static void start(void)
{
    cast_board();
    board = new_board("");
    member = speaker_of(board, parts.schools[0]);
    said = said_to(board, text_of("'member_id':'%s','anonymous':false,'passed_to_school':true",
                                  member));
    cr_assert_eq(move_feedback(parts.facilitators[0].token, said, "open", "")->status, 200);
}

TestSuite(board_responses, .init = start, .fini = client_stop, .timeout = 300);

static const struct reply *answer_to(const char *token, const char *id, const char *members)
{
    return post_over(token, feedback_at(id, "/responses"),
                     "{'by':'trust','text':'We pad the doors.'}", members);
}

static const struct reply *at_response(const char *token, const char *method, const char *id,
                                       const char *body)
{
    return send_as(token, method, feedback_at(said, text_of("/responses/%s", id)), body);
}

static const struct reply *bring_to(const char *to)
{
    return move_feedback(parts.facilitators[0].token, said, to, "");
}

Test(board_responses, nothing_is_closed_without)
{
    EXPECT_PROBLEM(bring_to("closed"), 409, "invalid_transition");
    refused_for(bring_to("answered"), 422, "validation_failed", "/to board_feedback_has_an_answer");
    const struct reply *r = answer_to(parts.overseer.token, said, "");
    cr_assert_eq(r->status, 201, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/responded_on"), day_from_today(0), "%s", r->text);
    cr_expect(json_is_null(json_at(r->json, "/school_id")), "%s", r->text);
    const char *id = text_at(r, "/id");
    r = read_feedback(parts.facilitators[0].token, said);
    cr_expect_str_eq(text_at(r, "/status"), "answered", "%s", r->text);
    refused_for(at_response(parts.overseer.token, "DELETE", id, NULL), 409, "conflict",
                "/text board_response_is_not_the_last");
    const char *other = recorded(answer_to(parts.overseer.token, said, ""));
    cr_expect_eq(at_response(parts.overseer.token, "DELETE", other, NULL)->status, 204);
    cr_expect_eq(at_response(parts.overseer.token, "PATCH", id, "{'text':'Done.'}")->status, 200);
    cr_expect_eq(bring_to("closed")->status, 200);
    refused_for(answer_to(parts.overseer.token, said, ""), 409, "conflict",
                "/feedback_id board_feedback_is_open_to_answers");
    refused_for(at_response(parts.overseer.token, "PATCH", id, "{'text':'Not yet.'}"), 409,
                "conflict", "/feedback_id board_feedback_is_open_to_answers");
}

Test(board_responses, what_is_wrong_with_one_is_said)
{
    const char *received = said_to(board, "");

    add_pupil(parts.schools[1]);
    refused_for(answer_to(parts.overseer.token, said, "'text':'As Loveday Pascoe wants it'"), 422,
                "validation_failed", "/text board_response_names_no_pupil");
    refused_for(answer_to(parts.overseer.token, said,
                          text_of("'responded_on':'%s'", day_from_today(1))),
                422, "validation_failed", "/responded_on board_response_was_given");
    refused_for(answer_to(parts.overseer.token, said,
                          text_of("'responded_on':'%s'", day_from_today(-1))),
                422, "validation_failed", "/responded_on board_response_follows_what_was_said");
    const struct reply *r = answer_to(parts.overseer.token, said, "'text':'Who dont feel unsafe?'");
    refused_for(r, 422, "validation_failed", "/text board_response_tells_no_disclosure");
    cr_expect(strstr(r->text, "unsafe"), "%s", r->text);
    const char *cleared = said_to(board, "'text':'There is bullying in the corridors.'");
    cr_assert_eq(move_feedback(parts.dsl.token, cleared, "open", "'reason':'Known'")->status, 200);
    r = answer_to(parts.overseer.token, cleared, "'text':'We ask what would end bullying.'");
    cr_expect_eq(r->status, 201, "%s", r->text);
    refused_for(answer_to(parts.overseer.token, said, "'by':'board'"), 422, "validation_failed",
                "/by board_responder_code");
    refused_for(answer_to(parts.overseer.token, received, ""), 409, "conflict",
                "/feedback_id board_feedback_is_open_to_answers");
}

Test(board_responses, the_trust_and_the_school_answer_for_themselves)
{
    struct person both = new_person("board_facilitator school_leader",
                                    text_of("[\"%s\"]", parts.schools[1]));
    const char *hidden = said_to(board, text_of("'member_id':'%s'", member));

    recorded(name_facilitator(board, both, ""));
    refused_for(answer_to(parts.head.token, said, ""), 403, "forbidden",
                "/by board_response_of_the_trust_is_its_own");
    refused_for(answer_to(both.token, said, "'by':'school'"), 403, "forbidden",
                "/by board_response_of_a_school_is_its_own");
    EXPECT_PROBLEM(answer_to(parts.facilitators[0].token, said, ""), 403, "insufficient_scope");
    EXPECT_PROBLEM(answer_to(parts.senco.token, said, ""), 403, "insufficient_scope");
    EXPECT_PROBLEM(answer_to(parts.head.token, hidden, "'by':'school'"), 404, "not_found");
    EXPECT_PROBLEM(answer_to(parts.bystander.token, said, "'by':'school'"), 404, "not_found");
    cr_assert_eq(move_feedback(parts.facilitators[0].token, hidden, "open", "")->status, 200);
    refused_for(answer_to(parts.overseer.token, hidden, "'by':'school'"), 422, "validation_failed",
                "/by board_response_of_a_school_is_to_its_own");
    const struct reply *r = answer_to(parts.head.token, said, "'by':'school'");
    cr_assert_eq(r->status, 201, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/school_id"), parts.schools[0], "%s", r->text);
    refused_for(at_response(both.token, "PATCH", text_at(r, "/id"), "{'text':'No.'}"), 403,
                "forbidden", "/by board_response_of_a_school_is_its_own");
}

/* It was answered where it was said. */
Test(board_responses, what_was_said_at_a_meeting_is_answered_from_its_day_on)
{
    const char *meeting = recorded(plan_meeting(board, ""));
    const char *id = said_to(board, text_of("'meeting_id':'%s'", meeting));

    cr_assert_eq(move_feedback(parts.facilitators[0].token, id, "open", "")->status, 200);
    refused_for(answer_to(parts.overseer.token, id,
                          text_of("'responded_on':'%s'", day_from_today(-6))),
                422, "validation_failed", "/responded_on board_response_follows_what_was_said");
    recorded(answer_to(parts.overseer.token, id, text_of("'responded_on':'%s'",
                                                         day_from_today(-5))));
}

/* Whoever is named no more has a school, and who answered for it leads there. */
Test(board_responses, a_school_answers_nobody_who_is_named_no_more)
{
    const char *id = recorded(answer_to(parts.head.token, said, "'by':'school'"));
    const char *trusts = recorded(answer_to(parts.overseer.token, said, ""));
    const char *const READERS[] = { parts.overseer.token, parts.facilitators[0].token,
                                    parts.dsl.token, parts.head.token };
    const char *path = feedback_at(said, "/responses?include_deleted=true");

    cr_assert_eq(change_feedback(parts.facilitators[0].token, said,
                                 "'passed_to_school':false")->status, 200);
    cr_expect_eq(at_response(parts.overseer.token, "GET", id, NULL)->status, 200, "still named");
    const char *after = feed_now(parts.overseer.token);
    cr_assert_eq(change_feedback(parts.facilitators[0].token, said, "'anonymous':true")->status,
                 200);
    for (size_t i = 0; i < 4; i++)
        EXPECT_PROBLEM(at_response(READERS[i], "GET", id, NULL), 404, "not_found");
    EXPECT_PROBLEM(send_as(parts.overseer.token, "GET",
                           feedback_at(said, text_of("/responses/%s/history", id)), NULL), 404,
                   "not_found");
    const struct reply *r = send_as(parts.overseer.token, "GET", path, NULL);
    cr_expect(!strstr(r->text, parts.schools[0]) && !strstr(r->text, id), "%s", r->text);
    cr_expect_str_eq(text_at(r, "/data/0/id"), trusts, "%s", r->text);
    r = fed(parts.overseer.token, after, "board_feedback_response", 1);
    cr_expect_str_eq(text_at(r, "/data/0/op"), "access_lost", "%s", r->text);
}

Test(board_responses, whoever_oversees_the_board_takes_back_what_a_school_answered)
{
    const char *everywhere = new_person("school_leader", NULL).token;
    const char *here = text_of("[\"%s\"]", parts.schools[0]);
    const char *id = recorded(answer_to(parts.head.token, said, "'by':'school'"));

    refused_for(at_response(parts.overseer.token, "DELETE", id, NULL), 409, "conflict",
                "/text board_response_is_not_the_last");
    const char *trusts = recorded(answer_to(parts.overseer.token, said, ""));
    EXPECT_PROBLEM(at_response(new_person("school_leader", here).token, "DELETE", trusts, NULL),
                   403, "forbidden");
    EXPECT_PROBLEM(at_response(everywhere, "DELETE", trusts, NULL), 403, "forbidden");
    cr_expect_eq(at_response(parts.overseer.token, "DELETE", id, NULL)->status, 204);
}

/* An answer is seen as what it answers. */
Test(board_responses, it_is_held_with_what_it_answers)
{
    const char *id = recorded(answer_to(parts.overseer.token, said, ""));
    const char *after = feed_now(parts.overseer.token);

    cr_expect_eq(at_response(parts.head.token, "GET", id, NULL)->status, 200);
    cr_assert_eq(bring_to("held")->status, 200);
    const char *const OTHERS[] = { parts.head.token, parts.facilitators[0].token,
                                   parts.overseer.token };
    for (size_t i = 0; i < 3; i++)
        EXPECT_PROBLEM(at_response(OTHERS[i], "GET", id, NULL), 404, "not_found");
    cr_expect_eq(at_response(parts.dsl.token, "GET", id, NULL)->status, 200);
    const struct reply *r = fed(parts.overseer.token, after, "board_feedback_response", 1);
    cr_expect_str_eq(text_at(r, "/data/0/op"), "access_lost", "%s", r->text);
    cr_assert_eq(move_feedback(parts.dsl.token, said, "open", "'reason':'A play'")->status, 200);
    cr_expect_eq(at_response(parts.overseer.token, "GET", id, NULL)->status, 200);
    cr_expect_eq(bring_to("answered")->status, 200, "it has an answer");
}
