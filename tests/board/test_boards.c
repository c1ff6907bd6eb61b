/* Boards: who sets them up, what they have to be, and who runs them. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/board/board_records.h"
#include "tests/operations.h"

TestSuite(boards, .init = cast_board, .fini = client_stop, .timeout = 300);

static const char *overseer(void)
{
    return parts.overseer.token;
}

static const struct reply *change(const char *id, const char *members)
{
    return send_as(overseer(), "PATCH", board_at(id, ""), text_of("{%s}", members));
}

/* ---- what a board is -------------------------------------------------------------------- */

Test(boards, what_is_not_said_is_the_usual)
{
    const struct reply *r = set_up_board("");

    cr_assert_eq(r->status, 201, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/status"), "forming");
    cr_expect_eq(int_at(r, "/quorum_share"), 5001);
    cr_expect_eq(int_at(r, "/response_school_days"), 20);
    cr_expect_eq(int_at(r, "/chair_terms"), 1);
    cr_expect(json_is_null(json_at(r->json, "/missed_meetings_limit")), "%s", r->text);
    cr_expect_eq(json_array_size(json_at(r->json, "/seats_per_phase")), 0);
    cr_expect_eq(json_array_size(json_at(r->json, "/accessible_formats")), 0);
}

Test(boards, what_is_wrong_with_one_is_said)
{
    static const char *const CASES[][2] = {
        { "'term_ends_on':'2020-01-01'", "/term_ends_on board_term_ends_after_it_starts" },
        { "'term_ends_on':'2040-01-01'", "/term_ends_on board_term_is_three_years_at_most" },
        { "'school_ids_covered':[]",
          "/school_ids_covered board_covers_a_school_to_two_hundred" },
        { "'school_ids_covered':['01890a5d-ac96-774b-bcce-b302099a8057']",
          "/school_ids_covered board_schools_are_known" },
        { "'seats_per_phase':[{'phase':'4','seats':2},{'phase':'4','seats':3}]",
          "/seats_per_phase board_phases_are_told_once" },
        { "'quorum_share':0", "/quorum_share board_quorum_is_somebody" },
        { "'accessible_formats':['bsl','bsl']", "/accessible_formats board_formats_are_different" },
        { "'purpose':'For Loveday Pascoe'", "/purpose board_names_no_pupil" },
        { "'seats_per_school':21", "/seats_per_school board_seats_range" },
        { "'response_school_days':61", "/response_school_days response_school_days_range" },
        { "'missed_meetings_limit':0", "/missed_meetings_limit missed_meetings_range" },
        { "'chair_terms':0", "/chair_terms chair_terms_range" },
        { "'accessible_formats':['smoke']", "/accessible_formats/0 accessible_format_code" },
    };

    add_pupil(parts.schools[1]);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        refused_for(set_up_board(CASES[i][0]), 422, "validation_failed", CASES[i][1]);
    refused_for(set_up_board(text_of("'school_ids_covered':['%s','%s']", parts.schools[0],
                                     parts.schools[0])),
                422, "validation_failed", "/school_ids_covered board_schools_are_different");
    recorded(set_up_board("'name':'The one'"));
    refused_for(set_up_board("'name':'The one'"), 409, "conflict", "/name board_name_is_its_terms");
    recorded(set_up_board(text_of("'name':'The one','term_starts_on':'%s'", day_from_today(0))));
}

Test(boards, they_are_the_overseers)
{
    const char *some = new_person("send_lead", text_of("[\"%s\",\"%s\",\"%s\"]", parts.schools[0],
                                                       parts.schools[1], parts.schools[2])).token;
    const char *id = new_board("");
    const char *body = text_of("{'name':'Ours','school_ids_covered':['%s'],"
                               "'term_starts_on':'2026-09-01','term_ends_on':'2027-07-31',"
                               "'seats_per_school':1,'minimum_send_share':0}", parts.schools[0]);

    refused_for(send_as(some, "POST", "/v1/boards", body), 403, "forbidden",
                "/status board_is_the_overseers");
    refused_for(send_as(some, "PATCH", board_at(id, ""), "{'purpose':'Ours'}"), 403, "forbidden",
                "/status board_is_the_overseers");
    refused_for(send_as(some, "POST", board_at(id, "/transitions"), "{'to':'sitting'}"), 403,
                "forbidden", "/status board_is_the_overseers");
    EXPECT_PROBLEM(send_as(parts.facilitators[0].token, "POST", "/v1/boards", body), 403,
                   "insufficient_scope");
    EXPECT_PROBLEM(send_as(parts.facilitators[0].token, "POST", board_at(id, "/transitions"),
                           "{'to':'sitting'}"),
                   403, "insufficient_scope");
}

/* ---- its steps -------------------------------------------------------------------------- */

Test(boards, two_who_were_checked_are_needed_to_sit)
{
    const char *id = recorded(set_up_board(""));
    const char *four_years_ago = day_from_today(-1461);

    recorded(name_facilitator(id, parts.facilitators[0],
                              text_of("'dbs_checked_on':'%s'", day_from_today(-1))));
    recorded(name_facilitator(id, parts.facilitators[1],
                              text_of("'dbs_checked_on':'%s'", four_years_ago)));
    for (size_t i = 0; i < 2; i++)
        recorded(join_board(id, parts.schools[i], ""));
    refused_for(move_board(id, "sitting", ""), 422, "validation_failed",
                "/to board_has_two_checked_facilitators");
    /* For how long one counts is the trust's. */
    const struct reply *r = send_as(trust_admin(), "PATCH", "/v1/settings",
                                    "{'dbs_check_years':5}");
    cr_assert_eq(r->status, 200, "%s", r->text);
    r = send_as(overseer(), "GET", board_at(id, "/facilitators?sort=starts_on"), NULL);
    cr_expect(json_is_true(json_at(r->json, "/data/0/checked")) &&
              json_is_true(json_at(r->json, "/data/1/checked")), "%s", r->text);
    r = move_board(id, "sitting", "");
    cr_expect_eq(r->status, 200, "%s", r->text);
}

Test(boards, who_comes_or_goes_on_another_day_does_not_count)
{
    const char *id = new_board("");
    const char *at = board_at(id, text_of("/facilitators/%s",
                                          facilitator_of(id, parts.facilitators[0])));

    send_as(overseer(), "PATCH", at, text_of("{'starts_on':'%s'}", day_from_today(1)));
    refused_for(move_board(id, "sitting", ""), 422, "validation_failed",
                "/to board_has_two_checked_facilitators");
    send_as(overseer(), "PATCH", at, text_of("{'starts_on':'%s','ends_on':'%s'}",
                                             day_from_today(-9), day_from_today(-1)));
    refused_for(move_board(id, "sitting", ""), 422, "validation_failed",
                "/to board_has_two_checked_facilitators");
    send_as(overseer(), "PATCH", at, text_of("{'ends_on':'%s'}", day_from_today(0)));
    bring_board(id, "sitting");
}

Test(boards, one_sits_within_its_term_and_then_stands)
{
    const char *early = recorded(set_up_board(text_of("'term_starts_on':'%s'",
                                                      day_from_today(1))));
    const char *id = new_board("");

    refused_for(move_board(early, "sitting", ""), 422, "validation_failed",
                "/on board_sits_within_its_term");
    EXPECT_PROBLEM(move_board(id, "ended", ""), 409, "invalid_transition");
    add_pupil(parts.schools[1]);
    refused_for(move_board(id, "sitting", "'reason':'As Loveday Pascoe asked'"), 422,
                "validation_failed", "/reason board_step_names_no_pupil");
    refused_for(move_board(id, "sitting", "'reference':'Loveday Pascoe'"), 422,
                "validation_failed", "/reason board_step_names_no_pupil");
    bring_board(id, "sitting");
    refused_for(send_as(overseer(), "DELETE", board_at(id, ""), NULL), 409, "conflict",
                "/status board_is_ended_not_deleted");
    cr_expect_eq(change(id, "'purpose':'To tell the trust'")->status, 200);
    bring_board(id, "ended");
    refused_for(change(id, "'purpose':'Nothing'"), 409, "conflict",
                "/status board_that_ended_stands");
    cr_expect_eq(send_as(overseer(), "DELETE", board_at(early, ""), NULL)->status, 204);
    cr_expect_eq(send_as(overseer(), "POST", board_at(early, "/restore"), NULL)->status, 200);
}

/* ---- who runs it ------------------------------------------------------------------------ */

Test(boards, facilitators_are_users_once_a_day)
{
    const char *id = new_board("");

    refused_for(name_facilitator(id, parts.facilitators[0], ""), 409, "conflict",
                "/user_id board_facilitator_is_there_once");
    refused_for(name_facilitator(id, (struct person){ unknown_id(), NULL }, ""), 422,
                "validation_failed", "/user_id board_facilitator_is_a_user");
    refused_for(name_facilitator(id, parts.stranger,
                                 text_of("'dbs_checked_on':'%s'", day_from_today(1))),
                422, "validation_failed", "/dbs_checked_on board_facilitator_was_checked");
    refused_for(name_facilitator(id, parts.stranger, text_of("'ends_on':'%s'", day_from_today(-1))),
                422, "validation_failed", "/ends_on board_facilitator_ends_after_they_start");
}

Test(boards, facilitators_are_named_by_the_overseer)
{
    const char *some = new_person("send_lead", text_of("[\"%s\"]", parts.schools[0])).token;
    const char *id = new_board("");
    const char *at = text_of("/facilitators/%s", facilitator_of(id, parts.facilitators[0]));

    refused_for(send_as(some, "POST", board_at(id, "/facilitators"),
                        text_of("{'user_id':'%s','name':'Me'}", parts.stranger.user)),
                403, "forbidden", "/board_id board_facilitators_are_the_overseers");
    refused_for(send_as(some, "PATCH", board_at(id, at), "{'name':'Me'}"), 403, "forbidden",
                "/board_id board_facilitators_are_the_overseers");
    EXPECT_PROBLEM(send_as(parts.facilitators[0].token, "PATCH", board_at(id, at), "{'name':'Me'}"),
                   403, "insufficient_scope");
    bring_board(id, "sitting");
    refused_for(send_as(overseer(), "DELETE", board_at(id, at), NULL), 409, "conflict",
                "/ends_on board_facilitator_leaves_on_a_day");
}

/* What is said of a check is for who names them; its reference is in no history. */
Test(boards, checks_are_told_to_the_overseer)
{
    const char *id = new_board("");
    const char *at = board_at(id, text_of("/facilitators/%s",
                                          facilitator_of(id, parts.facilitators[0])));
    const char *const OTHERS[] = { parts.facilitators[0].token, parts.facilitators[1].token,
                                   parts.head.token, parts.dsl.token };

    cr_expect_eq(send_as(overseer(), "PATCH", at, "{'dbs_reference':'0018-wren'}")->status, 200);
    const struct reply *r = send_as(overseer(), "GET", at, NULL);
    cr_expect_str_eq(text_at(r, "/dbs_reference"), "0018-wren", "%s", r->text);
    for (size_t i = 0; i < 4; i++) {
        r = send_as(OTHERS[i], "GET", at, NULL);
        cr_expect(json_is_true(json_at(r->json, "/checked")), "%s", r->text);
        cr_expect_eq(json_array_size(json_at(r->json, "/_redacted")), 2, "%s", r->text);
        cr_expect_null(strstr(r->text, "wren"));
    }
    r = send_as(overseer(), "GET", text_of("%s/history", at), NULL);
    cr_expect(strstr(r->text, "dbs_reference") && !strstr(r->text, "wren"), "%s", r->text);
}

/* From the first day to the last, and the feed tells both ends of it. */
Test(boards, a_facilitator_sees_a_board_on_their_days)
{
    const char *id = new_board(""), *token = parts.stranger.token;

    EXPECT_PROBLEM(send_as(token, "GET", board_at(id, ""), NULL), 404, "not_found");
    recorded(name_facilitator(id, parts.stranger, text_of("'starts_on':'%s'", day_from_today(1))));
    EXPECT_PROBLEM(send_as(token, "GET", board_at(id, ""), NULL), 404, "not_found");
    const char *at = board_at(id, text_of("/facilitators/%s", facilitator_of(id, parts.stranger)));
    const struct reply *r = send_as(overseer(), "GET", board_at(id, ""), NULL);
    const long long version = int_at(r, "/version");
    send_as(overseer(), "PATCH", at, text_of("{'starts_on':'%s'}", day_from_today(0)));
    cr_expect_eq(send_as(token, "GET", board_at(id, ""), NULL)->status, 200);
    cr_expect_eq(send_as(token, "GET", at, NULL)->status, 200);
    cr_expect_eq(int_at(send_as(token, "GET", board_at(id, ""), NULL), "/version"), version,
                 "who sees a board is no member of it");
    send_as(overseer(), "PATCH", at, text_of("{'starts_on':'%s','ends_on':'%s'}",
                                             day_from_today(-3), day_from_today(-1)));
    EXPECT_PROBLEM(send_as(token, "GET", board_at(id, ""), NULL), 404, "not_found");
    EXPECT_PROBLEM(send_as(token, "GET", at, NULL), 404, "not_found");
}

Test(boards, the_day_turns_for_facilitators)
{
    const char *id = new_board("");

    owner_says(parts.schools[0], text_of("UPDATE app.board SET team_user_ids = ARRAY['%s'::uuid]"
                                         " WHERE id = '%s'", parts.stranger.user, id));
    owner_says(parts.schools[0], "SELECT app.boards_turn_of_day()");
    EXPECT_PROBLEM(send_as(parts.stranger.token, "GET", board_at(id, ""), NULL), 404, "not_found");
    for (size_t i = 0; i < 2; i++) {
        cr_expect_eq(send_as(parts.facilitators[i].token, "GET", board_at(id, ""), NULL)->status,
                     200);
        cr_expect_eq(count_below(parts.facilitators[i].token, id, "/facilitators"), 2);
    }
}

/* Nobody is with pupils whose check does not count, from the day on which it ends. */
Test(boards, a_facilitator_sees_a_board_while_their_check_counts)
{
    const char *id = new_board(""), *token = parts.stranger.token;
    const char *at = board_at(id, text_of("/facilitators/%s", recorded(name_facilitator(
                                      id, parts.stranger, "'dbs_checked_on':null"))));

    EXPECT_PROBLEM(send_as(token, "GET", board_at(id, ""), NULL), 404, "not_found");
    EXPECT_PROBLEM(send_as(token, "GET", board_at(id, "/members"), NULL), 404, "not_found");
    send_as(overseer(), "PATCH", at, text_of("{'dbs_checked_on':'%s'}", day_from_today(-1461)));
    EXPECT_PROBLEM(send_as(token, "GET", board_at(id, ""), NULL), 404, "not_found");
    send_as(trust_admin(), "PATCH", "/v1/settings", "{'dbs_check_years':5}");
    cr_expect_eq(send_as(token, "GET", board_at(id, ""), NULL)->status, 200);
    cr_expect_eq(count_below(token, id, "/members"), 2);
    send_as(trust_admin(), "PATCH", "/v1/settings", "{'dbs_check_years':4}");
    EXPECT_PROBLEM(send_as(token, "GET", board_at(id, ""), NULL), 404, "not_found");
    send_as(overseer(), "PATCH", at, text_of("{'dbs_checked_on':'%s'}", day_from_today(0)));
    cr_expect_eq(send_as(token, "GET", at, NULL)->status, 200);
}

static void expect_warnings(const char *id, const char *codes)
{
    const struct reply *r = send_as(overseer(), "GET", board_at(id, ""), NULL);
    const char *all = "";

    for (size_t i = 0; i < json_array_size(json_at(r->json, "/warnings")); i++)
        all = text_of("%s %s", all, text_at(r, text_of("/warnings/%zu/code", i)));
    cr_expect_str_eq(all, codes, "%s", r->text);
}

/* What it took to sit is told when it is so no longer, and keeps nothing else from a change. */
Test(boards, one_that_sits_is_warned)
{
    const char *id = new_board("'minimum_send_share':5000");
    const char *at = board_at(id, text_of("/facilitators/%s",
                                          facilitator_of(id, parts.facilitators[0])));
    const char *yesterday = day_from_today(-1);

    for (size_t i = 0; i < 2; i++)
        recorded(join_board(id, parts.schools[2], ""));
    expect_warnings(id, "");
    bring_board(id, "sitting");
    expect_warnings(id, "");
    cr_expect_eq(send_as(overseer(), "PATCH", at, text_of("{'ends_on':'%s'}", yesterday))->status,
                 200);
    expect_warnings(id, " board_lacks_facilitators");
    cr_expect_eq(send_as(overseer(), "PATCH", member_at(id, member_of(id, parts.schools[0]), ""),
                         text_of("{'ends_on':'%s'}", yesterday))->status,
                 200);
    expect_warnings(id, " board_lacks_facilitators board_lacks_send_share");
    cr_expect_eq(change(id, text_of("'term_ends_on':'%s'", day_from_today(201)))->status, 200);
    cr_expect_eq(change(id, "'minimum_send_share':4000")->status, 200);
    refused_for(change(id, "'minimum_send_share':4001"), 422, "validation_failed",
                "/minimum_send_share board_share_is_held_by_its_members");
    const struct reply *r = send_as(parts.head.token, "GET", board_at(id, ""), NULL);
    cr_expect_eq(json_array_size(json_at(r->json, "/warnings")), 0, "%s", r->text);
}
