/* Members of boards: who may be one, on how many seats, and which pupil they are. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/board/board_records.h"
#include "tests/operations.h"

static const char *board;

static void start(void)
{
    cast_board();
    board = new_board("");
}

TestSuite(board_members, .init = start, .fini = client_stop, .timeout = 300);

static const char *facilitator(void)
{
    return parts.facilitators[0].token;
}

static const struct reply *change(const char *id, const char *members)
{
    return send_as(facilitator(), "PATCH", member_at(board, id, ""), text_of("{%s}", members));
}

static const struct reply *change_board(const char *members)
{
    return send_as(parts.overseer.token, "PATCH", board_at(board, ""), text_of("{%s}", members));
}

/* By the overseer, who reads pupils: a pupil of schools[2], with members over it. */
static const struct reply *join_as(const char *pupil, const char *members)
{
    return post_over(parts.overseer.token, board_at(board, "/members"),
                     text_of("{'school_id':'%s','pupil_id':'%s'}", parts.schools[2], pupil),
                     members);
}

static const struct reply *get(const char *token, const char *id)
{
    return send_as(token, "GET", member_at(board, id, ""), NULL);
}

/* A pupil of schools[2] with members over it. */
static const char *pupil_with(const char *members)
{
    return text_at(added(trust_admin(), "/v1/pupils",
                         but(pupil_body(parts.schools[2]), quoted(text_of("{%s}", members)))),
                   "/id");
}

static void change_pupil(const char *token, const char *id, const char *members)
{
    const struct reply *r = send_as(token, "PATCH", text_of("/v1/pupils/%s", id),
                                    text_of("{%s}", members));

    cr_assert_eq(r->status, 200, "%s", r->text);
}

/* ---- what a member is -------------------------------------------------------------------- */

Test(board_members, what_is_not_said_is_the_usual)
{
    const struct reply *r = send_as(facilitator(), "POST", board_at(board, "/members"),
                                    text_of("{'school_id':'%s','age_band':'under_13'}",
                                            parts.schools[2]));

    cr_assert_eq(r->status, 201, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/pseudonym"), "Member 3");
    cr_expect_str_eq(text_at(r, "/starts_on"), day_from_today(0));
    cr_expect_str_eq(text_at(r, "/ends_on"), day_from_today(200));
    cr_expect_str_eq(text_at(r, "/age_band_today"), "under_13");
    cr_expect_str_eq(text_at(r, "/phase"), "4", "%s", r->text);
    cr_expect(json_is_false(json_at(r->json, "/has_send")));
    /* A pseudonym that was given makes way for no other. */
    const char *id = text_at(r, "/id");
    cr_expect_eq(change(id, "'pseudonym':'Wren'")->status, 200);
    r = join_board(board, parts.schools[0], "");
    cr_expect_str_eq(text_at(r, "/pseudonym"), "Member 3", "%s", r->text);
    refused_for(change(text_at(r, "/id"), "'pseudonym':'wren'"), 409, "conflict",
                "/pseudonym board_member_pseudonym_is_one");
}

Test(board_members, what_is_wrong_with_one_is_said)
{
    static const char *const CASES[][2] = {
        { "'ends_on':'2020-01-01'", "/ends_on board_member_ends_after_they_start" },
        { "'ends_on':'2040-01-01'", "/ends_on board_member_is_within_the_term" },
        { "'accessible_formats_needed':['bsl','bsl']",
          "/accessible_formats_needed board_member_formats_are_different" },
        { "'pseudonym':'Loveday Pascoe'", "/pseudonym board_member_pseudonym_is_no_name" },
        { "'left_reason':'Loveday Pascoe went'", "/left_reason board_member_leaves_unnamed" },
        { "'age_band':null", "/age_band board_member_age_is_needed" },
        { "'age_band':'forty'", "/age_band age_band_code" },
    };

    add_pupil(parts.schools[1]);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        refused_for(join_board(board, parts.schools[2], CASES[i][0]), 422, "validation_failed",
                    CASES[i][1]);
    refused_for(join_board(board, parts.outside, ""), 422, "validation_failed",
                "/school_id board_member_is_of_a_school_covered");
    refused_for(join_board(board, unknown_id(), ""), 422, "validation_failed",
                "/school_id board_member_is_of_a_school_covered");
    refused_for(join_board(board, parts.schools[2],
                           text_of("'starts_on':'%s'", day_from_today(-101))),
                422, "validation_failed", "/ends_on board_member_is_within_the_term");
}

Test(board_members, all_that_is_wrong_with_one_is_said)
{
    const char *both = "'ends_on':'2020-01-01','accessible_formats_needed':['bsl','bsl']";
    const char *id = member_of(board, parts.schools[0]);
    const struct reply *const answers[] = { join_board(board, parts.schools[2], both),
                                            change(id, both) };

    for (size_t i = 0; i < 2; i++)
        refused_for(answers[i], 422, "validation_failed",
                    "/accessible_formats_needed board_member_formats_are_different,"
                    "/ends_on board_member_ends_after_they_start");
}

/* A DSL writes what is theirs to write, but no members. */
Test(board_members, they_are_the_boards)
{
    const char *body = text_of("{'school_id':'%s','age_band':'13_to_15'}", parts.schools[0]);
    const char *id = recorded(join_board(board, parts.schools[0], ""));
    const char *some = new_person("send_lead", text_of("[\"%s\"]", parts.schools[0])).token;
    const char *const OTHERS[] = { parts.dsl.token, some };

    for (size_t i = 0; i < 2; i++) {
        refused_for(send_as(OTHERS[i], "POST", board_at(board, "/members"), body), 403,
                    "forbidden", "/board_id board_is_served_by_its_facilitators");
        refused_for(send_as(OTHERS[i], "PATCH", member_at(board, id, ""), "{'need':'ASD'}"), 403,
                    "forbidden", "/board_id board_is_served_by_its_facilitators");
        refused_for(send_as(OTHERS[i], "DELETE", member_at(board, id, ""), NULL), 403, "forbidden",
                    "/board_id board_is_served_by_its_facilitators");
    }
    cr_expect_eq(send_as(facilitator(), "DELETE", member_at(board, id, ""), NULL)->status, 204);
    cr_expect_eq(send_as(facilitator(), "POST", member_at(board, id, "/restore"), NULL)->status,
                 200);
    bring_board(board, "sitting");
    refused_for(send_as(facilitator(), "DELETE", member_at(board, id, ""), NULL), 409, "conflict",
                "/ends_on board_member_leaves_on_a_day");
    cr_expect_eq(change(id, text_of("'ends_on':'%s','left_reason':'Moved'", day_from_today(-1)))
                     ->status, 200);
    bring_board(board, "ended");
    refused_for(change(id, "'need':'ASD'"), 409, "conflict", "/board_id board_has_not_ended");
}

/* ---- seats ------------------------------------------------------------------------------- */

Test(board_members, a_school_has_its_seats)
{
    const char *school = parts.schools[0], *today = day_from_today(0);
    const char *id = recorded(join_board(board, school, text_of("'ends_on':'%s'", today)));

    refused_for(join_board(board, school, ""), 422, "validation_failed",
                "/school_id board_member_has_a_seat_of_the_school");
    refused_for(join_board(board, school, text_of("'starts_on':'%s'", today)), 422,
                "validation_failed", "/school_id board_member_has_a_seat_of_the_school");
    /* The day after it is free. */
    recorded(join_board(board, school, text_of("'starts_on':'%s'", day_from_today(1))));
    refused_for(change(id, text_of("'ends_on':'%s'", day_from_today(1))), 422, "validation_failed",
                "/school_id board_member_has_a_seat_of_the_school");
    refused_for(change_board("'seats_per_school':1"), 422, "validation_failed",
                "/seats_per_school board_seats_hold_its_members");
    cr_expect_eq(change_board("'seats_per_school':3")->status, 200);
    recorded(join_board(board, school, ""));
}

static const struct reply *came_second;

static void *join_too(void *none)
{
    came_second = join_board(board, parts.schools[2], "");
    client_leave();
    return none;
}

/* Somebody takes the last seat and has not committed: who comes meanwhile waits, and is then
 * refused. */
Test(board_members, the_last_seat_is_taken_once)
{
    recorded(join_board(board, parts.schools[2], ""));
    const char *gone = recorded(join_board(board, parts.schools[2], ""));
    cr_assert_eq(send_as(facilitator(), "DELETE", member_at(board, gone, ""), NULL)->status, 204);
    race_behind(text_of("UPDATE app.board_member SET deleted_at = NULL WHERE id = '%s'", gone),
                join_too);
    refused_for(came_second, 422, "validation_failed",
                "/school_id board_member_has_a_seat_of_the_school");
}

Test(board_members, a_phase_has_its_seats)
{
    const char *three = "'seats_per_phase':[{'phase':'4','seats':3}]";

    refused_for(change_board("'seats_per_phase':[{'phase':'4','seats':1}]"), 422,
                "validation_failed", "/seats_per_phase board_seats_of_phases_hold_its_members");
    cr_expect_eq(change_board(three)->status, 200);
    recorded(join_board(board, parts.schools[0], ""));
    refused_for(join_board(board, parts.schools[2], ""), 422, "validation_failed",
                "/school_id board_member_has_a_seat_of_the_phase");
}

Test(board_members, schools_and_terms_stay_while_members_do)
{
    refused_for(change_board(text_of("'school_ids_covered':['%s','%s']", parts.schools[0],
                                     parts.schools[2])),
                422, "validation_failed", "/school_ids_covered board_covers_its_members");
    cr_expect_eq(change_board(text_of("'school_ids_covered':['%s','%s']", parts.schools[0],
                                      parts.schools[1]))->status, 200);
    refused_for(change_board(text_of("'term_ends_on':'%s'", day_from_today(199))), 422,
                "validation_failed", "/term_ends_on board_term_holds_its_members");
    refused_for(change_board(text_of("'term_starts_on':'%s'", day_from_today(-99))), 422,
                "validation_failed", "/term_ends_on board_term_holds_its_members");
    cr_expect_eq(change_board(text_of("'term_ends_on':'%s'", day_from_today(201)))->status, 200);
}

Test(board_members, enough_of_them_have_send)
{
    cr_expect_eq(change_board("'minimum_send_share':6667")->status, 200);
    const char *id = recorded(join_board(board, parts.schools[2], ""));
    refused_for(move_board(board, "sitting", ""), 422, "validation_failed",
                "/to board_has_its_send_share");
    cr_expect_eq(change_board("'minimum_send_share':6666")->status, 200);
    bring_board(board, "sitting");
    refused_for(change_board("'minimum_send_share':6667"), 422, "validation_failed",
                "/minimum_send_share board_share_is_held_by_its_members");
    refused_for(join_board(board, parts.schools[2], ""), 422, "validation_failed",
                "/has_send board_keeps_its_send_share");
    recorded(join_board(board, parts.schools[2], "'has_send':true"));
    recorded(join_board(board, parts.schools[1], "'has_send':true"));
    cr_expect_eq(change(id, "'need':'ASD'")->status, 200);
    const char *last = recorded(join_board(board, parts.schools[0], ""));
    refused_for(change(text_at(send_as(facilitator(), "GET",
                                       board_at(board, "/members?has_send=true&limit=1"), NULL),
                               "/data/0/id"), "'has_send':false"),
                422, "validation_failed", "/has_send board_keeps_its_send_share");
    /* Whoever leaves is not kept for it. */
    cr_expect_eq(change(last, "'has_send':true")->status, 200);
}

Test(board_members, two_schools_are_needed_to_sit)
{
    const char *one = recorded(set_up_board(text_of("'school_ids_covered':['%s']",
                                                    parts.schools[0])));

    for (size_t i = 0; i < 2; i++)
        recorded(name_facilitator(one, parts.facilitators[i],
                                  text_of("'dbs_checked_on':'%s'", day_from_today(-1))));
    refused_for(move_board(one, "sitting", ""), 422, "validation_failed",
                "/to board_members_are_of_two_schools");
    recorded(join_board(one, parts.schools[0], ""));
    cr_expect_eq(move_board(one, "sitting", "")->status, 200, "it covers one");
    const struct reply *r = send_as(facilitator(), "GET",
                                    board_at(board, text_of("/members?school_id=%s",
                                                            parts.schools[1])), NULL);
    cr_expect_eq(change(text_at(r, "/data/0/id"), text_of("'ends_on':'%s'", day_from_today(-1)))
                     ->status, 200);
    refused_for(move_board(board, "sitting", ""), 422, "validation_failed",
                "/to board_members_are_of_two_schools");
}

/* ---- which pupil ------------------------------------------------------------------------- */

Test(board_members, what_the_record_says_is_not_asked_again)
{
    const char *pupil = pupil_with("'date_of_birth':'2015-01-05','sen_provision':'K',"
                                   "'needs':[{'type':'ASD','rank':1}]");
    const struct reply *r = join_as(pupil, "");

    cr_assert_eq(r->status, 201, "%s", r->text);
    cr_expect(json_is_true(json_at(r->json, "/has_send")), "%s", r->text);
    cr_expect_str_eq(text_at(r, "/age_band_today"), "under_13");
    cr_expect_null(text_at(r, "/age_band"));
    cr_expect_null(strstr(r->text, pupil), "not in the answer to a write");
    const char *id = text_at(r, "/id");
    r = get(parts.overseer.token, id);
    cr_expect_str_eq(text_at(r, "/pupil_id"), pupil, "%s", r->text);
    r = send_as(parts.overseer.token, "GET", board_at(board, "/members"), NULL);
    cr_expect_null(strstr(r->text, pupil), "nor in a list");
    r = CALL(.path = board_at(board, "/members"), .token = parts.overseer.token,
             .headers = { "Accept: text/csv" });
    cr_expect(r->status == 200 && !strstr(r->text, pupil), "%s", r->text);
    r = send_as(parts.overseer.token, "GET", member_at(board, id, "/history"), NULL);
    cr_expect(r->status == 200 && !strstr(r->text, pupil), "%s", r->text);
    r = change(id, "'has_send':false");
    cr_expect(json_is_true(json_at(r->json, "/has_send")), "the record says so: %s", r->text);
    refused_for(change(id, "'age_band':'13_to_15'"), 422, "validation_failed",
                "/age_band board_member_age_is_the_records");
    refused_for(change(id, "'pseudonym':'Loveday'"), 422, "validation_failed",
                "/pseudonym board_member_pseudonym_is_no_name");
}

/* Whoever may not read pupils learns nothing of one by trying names on a member. */
Test(board_members, a_pseudonym_says_nothing_of_the_pupil)
{
    const char *is = pupil_with("'legal_forename':'Jowan','preferred_surname':'Tre-gear'");
    const char *id = recorded(join_as(is, "")), *other = member_of(board, parts.schools[0]);
    const char *const NAMES[] = { "Jowan", "the brave JOWAN", "Tre Gear", "Merryn", "Merryn 2",
                                  "H801200001001" };
    const char *const OTHERS[] = { "Gear", "Jowa", "Member 9", "Kestrel" };

    added(trust_admin(), "/v1/pupils",
          but(pupil_body(parts.schools[1]), "{\"preferred_forename\":\"Merryn\"}"));
    for (size_t i = 0; i < 6; i++) {
        const char *members = text_of("'pseudonym':'%s'", NAMES[i]);

        refused_for(change(id, members), 422, "validation_failed",
                    "/pseudonym board_member_pseudonym_is_no_name");
        refused_for(change(other, members), 422, "validation_failed",
                    "/pseudonym board_member_pseudonym_is_no_name");
    }
    for (size_t i = 0; i < 4; i++) {
        const char *members = text_of("'pseudonym':'%s'", OTHERS[i]);
        const struct reply *r = change(i % 2 ? id : other, members);

        cr_expect_eq(r->status, 200, "%s: %s", OTHERS[i], r->text);
    }
    /* Whoever comes to one of the schools later leaves a pseudonym as it is. */
    pupil_with("'legal_forename':'Kestrel'");
    cr_expect_eq(change(id, "'need':'ASD'")->status, 200);
}

Test(board_members, a_pupil_is_one_that_the_caller_reads)
{
    const char *pupil = add_pupil(parts.schools[2]), *elsewhere = add_pupil(parts.outside);
    const char *body = text_of("{'school_id':'%s','pupil_id':'%s'}", parts.schools[2], pupil);

    /* Who runs the board reads no pupils. */
    EXPECT_PROBLEM(send_as(facilitator(), "POST", board_at(board, "/members"), body), 422,
                   "validation_failed");
    refused_for(join_as(unknown_id(), ""), 422, "validation_failed",
                "/pupil_id board_member_pupil_is_known");
    refused_for(join_as(elsewhere, ""), 422, "validation_failed",
                "/pupil_id board_member_is_at_the_school");
    /* A SENCO who runs it as well reads those of their school, though not by the board. */
    const char *here = text_of("[\"%s\"]", parts.schools[2]);
    struct person both = new_person("board_facilitator senco", here);
    recorded(name_facilitator(board, both, ""));
    refused_for(send_as(both.token, "POST", board_at(board, "/members"),
                        text_of("{'school_id':'%s','pupil_id':'%s'}", parts.schools[0],
                                add_pupil(parts.schools[0]))),
                422, "validation_failed", "/pupil_id board_member_pupil_is_known");
    const struct reply *r = send_as(both.token, "POST", board_at(board, "/members"), body);
    cr_assert_eq(r->status, 201, "%s", r->text);
    const char *id = text_at(r, "/id");
    cr_expect_str_eq(text_at(get(both.token, id), "/pupil_id"), pupil);
    r = get(facilitator(), id);
    cr_expect(r->status == 200 && !strstr(r->text, pupil), "%s", r->text);
    cr_expect_str_eq(text_at(r, "/_redacted/0"), "pupil_id");
    refused_for(join_as(pupil, ""), 422, "validation_failed",
                "/pupil_id board_member_is_there_once");
    cr_expect_eq(change(id, text_of("'ends_on':'%s'", day_from_today(0)))->status, 200);
    cr_expect_eq(join_as(pupil, text_of("'starts_on':'%s'", day_from_today(1)))->status, 201);
}

/* ---- a pupil who is restricted, in care, gone -------------------------------------------- */

Test(board_members, a_school_is_withheld_while_the_pupil_is_in_care)
{
    const char *pupil = add_pupil(parts.schools[2]);
    const char *id = recorded(join_as(pupil, ""));

    cr_expect(json_is_false(json_at(get(facilitator(), id)->json, "/school_withheld")));
    change_pupil(trust_admin(), pupil, "'in_care':true");
    cr_expect(json_is_true(json_at(get(facilitator(), id)->json, "/school_withheld")));
    refused_for(change(id, "'school_withheld':false"), 422, "validation_failed",
                "/school_withheld board_member_school_stays_withheld");
    change_pupil(trust_admin(), pupil, "'in_care':false");
    const struct reply *r = get(facilitator(), id);
    cr_expect(json_is_true(json_at(r->json, "/school_withheld")), "until somebody says so");
    r = send_as(facilitator(), "PUT", member_at(board, id, ""),
                text_of("{'school_id':'%s','pseudonym':'Wren'}", parts.schools[2]));
    cr_expect(r->status == 200 && json_is_true(json_at(r->json, "/school_withheld")), "%s",
              r->text);
    cr_expect_eq(change(id, "'school_withheld':false")->status, 200);
    r = join_as(pupil_with("'in_care':true"), "");
    cr_expect(json_is_true(json_at(r->json, "/school_withheld")), "%s", r->text);
}

static long long told(const char *token, const char *after)
{
    const struct reply *r = send_as(
        token, "GET", text_of("/v1/changes?after=%s&types=board_member", after), NULL);

    cr_assert_eq(r->status, 200, "%s", r->text);
    return (long long)json_array_size(json_at(r->json, "/data"));
}

/* Those who run the board go on seeing the member, and are not told why a school is withheld. */
Test(board_members, a_restricted_pupil_is_no_members_at_their_school)
{
    const char *here = text_of("[\"%s\"]", parts.schools[2]);
    const char *pupil = add_pupil(parts.schools[2]), *id = recorded(join_as(pupil, ""));
    const char *senco = new_person("senco", here).token;
    const char *guard = token_over("dsl", parts.schools[2], here);
    const char *lead = token_over("trust_admin dsl", parts.schools[2], here);
    const char *sync = new_person("send_lead", here).token;
    const char *everywhere = new_person("school_leader", NULL).token;

    cr_expect_str_eq(text_at(get(senco, id), "/pupil_id"), pupil);
    const char *after = text_at(send_as(sync, "GET", "/v1/changes/latest", NULL), "/next_after");
    change_pupil(lead, pupil, "'restricted':true");
    EXPECT_PROBLEM(get(senco, id), 404, "not_found");
    EXPECT_PROBLEM(get(everywhere, id), 404, "not_found");
    EXPECT_PROBLEM(send_as(senco, "GET", member_at(board, id, "/history"), NULL), 404, "not_found");
    const struct reply *r = send_as(senco, "GET", board_at(board, "/members?count=exact"), NULL);
    cr_expect_str_eq(header_of(r, "Total-Count"), "0", "%s", r->text);
    cr_expect_str_eq(text_at(get(guard, id), "/pupil_id"), pupil, "%s", get(guard, id)->text);
    r = get(parts.overseer.token, id);
    cr_expect(r->status == 200 && !text_at(r, "/pupil_id"), "%s", r->text);
    cr_expect(json_is_true(json_at(r->json, "/school_withheld")), "%s", r->text);
    r = send_as(parts.overseer.token, "GET", member_at(board, id, "/history"), NULL);
    cr_expect(r->status == 200 && !strstr(r->text, "restricted"), "%s", r->text);
    r = fed(parts.overseer.token, after, "board_member", 1);
    cr_expect_str_eq(text_at(r, "/data/0/op"), "updated", "%s", r->text);
    cr_expect_null(strstr(r->text, "\"restricted\""), "%s", r->text);
    r = send_as(sync, "GET", text_of("/v1/changes?after=%s&types=board_member", after), NULL);
    cr_expect_str_eq(text_at(r, "/data/0/op"), "access_lost", "%s", r->text);
    cr_expect(json_is_null(json_at(r->json, "/data/0/resource")), "%s", r->text);
    /* What was not there before is not told when it ends. */
    after = text_at(send_as(sync, "GET", "/v1/changes/latest", NULL), "/next_after");
    change(id, "'need':'ASD'");
    fed(parts.overseer.token, after, "board_member", 1);
    cr_expect_eq(told(sync, after), 0);
    refused_for(join_as(pupil, ""), 422, "validation_failed",
                "/pupil_id board_member_pupil_is_known");
    change_pupil(lead, pupil, "'restricted':false");
    cr_expect_eq(get(senco, id)->status, 200);
}

/* Subject access tells what a pupil is a member of; the purge takes the pupil, not the member. */
Test(board_members, the_pupil_goes_and_the_member_stays)
{
    const char *pupil = pupil_with("'date_of_birth':'2015-01-05'");
    const char *id = recorded(join_as(pupil, ""));
    const struct reply *r = send_as(trust_admin(), "GET",
                                    text_of("/v1/pupils/%s/subject-access", pupil), NULL);

    cr_expect_str_eq(text_at(r, "/held/board_member/0/id"), id, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/held/board_member_pupil/0/member_id"), id);
    /* Why they left is written of a pupil, and goes with them. */
    cr_expect_eq(change(id, "'left_reason':'Kestrels'")->status, 200);
    cr_assert_eq(send_as(trust_admin(), "DELETE", text_of("/v1/pupils/%s", pupil), NULL)->status,
                 204);
    const char *after = text_at(send_as(parts.overseer.token, "GET", "/v1/changes/latest", NULL),
                                "/next_after");
    r = send_as(trust_admin(), "POST", text_of("/v1/pupils/%s/purge", pupil),
                "{'reason':'Asked for'}");
    cr_assert_lt(r->status, 300, "%s", r->text);
    r = get(parts.overseer.token, id);
    cr_expect_str_eq(text_at(r, "/age_band"), "under_13", "%s", r->text);
    cr_expect(json_is_null(json_at(r->json, "/pupil_id")), "%s", r->text);
    cr_expect(json_is_null(json_at(r->json, "/left_reason")), "%s", r->text);
    r = send_as(parts.overseer.token, "GET", member_at(board, id, "/history"), NULL);
    cr_expect(strstr(r->text, "left_reason") && !strstr(r->text, "Kestrels"), "%s", r->text);
    r = fed(parts.overseer.token, after, "board_member", 1);
    cr_expect_str_eq(text_at(r, "/data/0/op"), "updated", "%s", r->text);
    cr_expect_str_eq(owner_says(parts.schools[0], text_of(
        "SELECT count(*) FROM app.board_member_pupil WHERE pupil_id = '%s'", pupil)), "0");
}

/* Two records that were one pupil's: the member is the one that stays, and seen as that is. */
Test(board_members, a_merge_leads_to_the_pupil_that_stays)
{
    const char *stays = pupil_with("'in_care':true"), *duplicate = add_pupil(parts.schools[2]);
    const char *id = recorded(join_as(duplicate, ""));
    const struct reply *r = send_as(trust_admin(), "POST", text_of("/v1/pupils/%s/merges", stays),
                                    text_of("{'duplicate_id':'%s'}", duplicate));

    cr_assert_eq(r->status, 200, "%s", r->text);
    r = get(parts.overseer.token, id);
    cr_expect_str_eq(text_at(r, "/pupil_id"), stays, "%s", r->text);
    cr_expect(json_is_true(json_at(r->json, "/school_withheld")), "%s", r->text);
}

/* Two members who turn out to be one pupil leave or are told apart; neither is there longer. */
Test(board_members, two_members_who_are_one_pupil_may_leave)
{
    const char *stays = add_pupil(parts.schools[2]), *duplicate = add_pupil(parts.schools[2]);
    const char *first = recorded(join_as(stays, "")), *second = recorded(join_as(duplicate, ""));
    const struct reply *r = send_as(trust_admin(), "POST", text_of("/v1/pupils/%s/merges", stays),
                                    text_of("{'duplicate_id':'%s'}", duplicate));
    const char *until = text_of("'ends_on':'%s'", day_from_today(0));

    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_eq(change(first, "'need':'ASD'")->status, 200);
    cr_expect_eq(change(second, until)->status, 200);
    refused_for(change(second, text_of("'ends_on':'%s'", day_from_today(1))), 422,
                "validation_failed", "/pupil_id board_member_is_there_once");
    cr_expect_eq(send_as(facilitator(), "DELETE", member_at(board, second, ""), NULL)->status, 204);
    refused_for(send_as(facilitator(), "POST", member_at(board, second, "/restore"), NULL), 422,
                "validation_failed", "/pupil_id board_member_is_there_once");
}

Test(board_members, a_school_that_is_covered_no_longer_may_still_be_withheld)
{
    const char *id = recorded(join_board(board, parts.schools[2],
                                         text_of("'ends_on':'%s'", day_from_today(-1))));

    cr_assert_eq(change_board(text_of("'school_ids_covered':['%s','%s']", parts.schools[0],
                                      parts.schools[1]))->status, 200);
    cr_expect_eq(change(id, "'school_withheld':true")->status, 200);
    refused_for(change(id, text_of("'ends_on':'%s'", day_from_today(0))), 422, "validation_failed",
                "/school_id board_member_is_of_a_school_covered");
}
