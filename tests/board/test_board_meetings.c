/* Meetings of boards: when and where, who chairs them in turn, and what their minutes may say. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/board/recommendation_records.h"
#include "tests/operations.h"

static const char *board;

static void start(void)
{
    cast_board();
    board = new_board("");
    bring_board(board, "sitting");
}

TestSuite(board_meetings, .init = start, .fini = client_stop, .timeout = 300);

static const char *facilitator(void)
{
    return parts.facilitators[0].token;
}

static const struct reply *change(const char *id, const char *members)
{
    return send_as(facilitator(), "PATCH", meeting_at(board, id, ""), text_of("{%s}", members));
}

static void changed(const char *id, const char *members)
{
    const struct reply *r = change(id, members);

    cr_assert_eq(r->status, 200, "%s", r->text);
}

static const char *status_of(const char *id)
{
    return text_at(send_as(facilitator(), "GET", meeting_at(board, id, ""), NULL), "/status");
}

static const char *meeting_in(const char *status)
{
    const char *id = recorded(plan_meeting(board, ""));

    bring_meeting(board, id, status);
    return id;
}

/* ---- when, where and by whom ------------------------------------------------------------- */

Test(board_meetings, what_is_wrong_with_one_is_said)
{
    const char *const gone = recorded(join_board(board, parts.schools[2],
                                                 text_of("'ends_on':'%s'", day_from_today(-20))));
    const char *const chair = member_of(board, parts.schools[0]);
    const char *const CASES[][2] = {
        { text_of("'held_on':'%s'", day_from_today(201)),
          "/held_on board_meeting_is_within_the_term" },
        { "'school_id':null", "/place board_meeting_is_somewhere" },
        { text_of("'school_id':'%s'", unknown_id()), "/school_id board_meeting_school_is_known" },
        { text_of("'starts_at':'%sT13:30:00Z'", day_from_today(-4)),
          "/starts_at board_meeting_starts_on_its_day" },
        { text_of("'chair_member_id':'%s'", gone),
          "/chair_member_id board_meeting_chair_is_in_office" },
        { text_of("'vice_chair_member_id':'%s'", unknown_id()),
          "/vice_chair_member_id board_meeting_vice_chair_is_in_office" },
        { text_of("'chair_member_id':'%s','vice_chair_member_id':'%s'", chair, chair),
          "/vice_chair_member_id board_meeting_is_chaired_by_two" },
        { "'accessible_formats':['bsl','bsl']",
          "/accessible_formats board_meeting_formats_are_different" },
        { "'minutes':'Foreseen'", "/minutes board_minutes_follow_the_meeting" },
        { "'focus':'What Loveday Pascoe asked for'", "/minutes board_meeting_names_no_pupil" },
        { "'place':'With Loveday Pascoe'", "/minutes board_meeting_names_no_pupil" },
        { "'attachments':[{'title':'By Loveday Pascoe','reference':'7'}]",
          "/minutes board_meeting_names_no_pupil" },
        { "'attachments':[{'title':'Agenda','format':'runes','reference':'7'}]",
          "/attachments/0/format accessible_format_code" },
    };

    add_pupil(parts.schools[1]);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        refused_for(plan_meeting(board, CASES[i][0]), 422, "validation_failed", CASES[i][1]);
    cr_expect_eq(count_below(facilitator(), board, "/meetings"), 0);
    recorded(plan_meeting(board, "'school_id':null,'online':true"));
    recorded(plan_meeting(board, "'school_id':null,'place':'County Hall'"));
}

/* A meeting so many days from today, chaired, and the chair as vice-chair of nothing. */
static const struct reply *chaired(int day, const char *office, const char *member)
{
    return plan_meeting(board, text_of("'held_on':'%s','%s':'%s'", day_from_today(day), office,
                                       member));
}

Test(board_meetings, they_are_chaired_in_turn)
{
    static const char *const OFFICES[][2] = {
        { "chair_member_id", "/chair_member_id board_meeting_chair_rotates" },
        { "vice_chair_member_id", "/vice_chair_member_id board_meeting_vice_chair_rotates" },
    };
    const char *one = member_of(board, parts.schools[0]);
    const char *other = member_of(board, parts.schools[1]);

    for (size_t i = 0; i < 2; i++) {
        const char *office = OFFICES[i][0];

        recorded(chaired(-40, office, one));
        refused_for(chaired(-30, office, one), 422, "validation_failed", OFFICES[i][1]);
        recorded(plan_meeting(board, text_of("'held_on':'%s'", day_from_today(-35))));
        refused_for(chaired(-30, office, one), 422, "validation_failed", OFFICES[i][1]);
        const char *between = recorded(chaired(-34, office, other));
        const char *third = recorded(chaired(-30, office, one));
        refused_for(chaired(-32, office, one), 422, "validation_failed", OFFICES[i][1]);
        refused_for(change(between, text_of("'held_on':'%s','%s':'%s'", day_from_today(-33), office,
                                            one)), 422, "validation_failed", OFFICES[i][1]);
        cr_assert_eq(send_as(parts.overseer.token, "PATCH", board_at(board, ""),
                             "{'chair_terms':2}")->status, 200);
        changed(third, text_of("'held_on':'%s'", day_from_today(-29)));
        recorded(chaired(-28, office, one));
        refused_for(chaired(-27, office, one), 422, "validation_failed", OFFICES[i][1]);
        cr_assert_eq(send_as(parts.overseer.token, "PATCH", board_at(board, ""),
                             "{'chair_terms':1}")->status, 200);
    }
}

/* What was cancelled is nobody's turn, and a deleted one that comes back is one again. */
Test(board_meetings, what_is_not_held_is_no_turn)
{
    const char *one = member_of(board, parts.schools[0]);
    const char *first = recorded(chaired(10, "chair_member_id", one));
    const char *second = recorded(plan_meeting(board, text_of("'held_on':'%s'",
                                                              day_from_today(20))));
    const char *named = text_of("'chair_member_id':'%s'", one);

    refused_for(change(second, named), 422, "validation_failed",
                "/chair_member_id board_meeting_chair_rotates");
    cr_assert_eq(send_as(facilitator(), "DELETE", meeting_at(board, first, ""), NULL)->status, 204);
    changed(second, named);
    refused_for(send_as(facilitator(), "POST", meeting_at(board, first, "/restore"), NULL), 422,
                "validation_failed", "/chair_member_id board_meeting_chair_rotates");
    cr_assert_eq(move_meeting(board, second, "cancelled", "'reason':'Snow'")->status, 200);
    cr_expect_eq(send_as(facilitator(), "POST", meeting_at(board, first, "/restore"), NULL)->status,
                 200);
    refused_for(change(second, "'focus':'Another'"), 409, "conflict",
                "/status board_meeting_that_was_cancelled_stands");
}

static const struct reply *came_second;
static const char *in_the_chair;

static void *chair_too(void *none)
{
    came_second = chaired(20, "chair_member_id", in_the_chair);
    client_leave();
    return none;
}

/* Somebody names the chair of one meeting and has not committed: who names them for the next waits,
 * and is then refused. */
Test(board_meetings, two_who_name_a_chair_take_turns)
{
    const char *id = recorded(plan_meeting(board, text_of("'held_on':'%s'", day_from_today(10))));

    in_the_chair = member_of(board, parts.schools[0]);
    race_behind(text_of("UPDATE app.board_meeting SET chair_member_id = '%s' WHERE id = '%s'",
                        in_the_chair, id),
                chair_too);
    refused_for(came_second, 422, "validation_failed",
                "/chair_member_id board_meeting_chair_rotates");
}

/* ---- the steps --------------------------------------------------------------------------- */

Test(board_meetings, a_meeting_goes_its_way)
{
    const char *later = recorded(plan_meeting(board, text_of("'held_on':'%s'", day_from_today(1))));
    const char *id = meeting_in("held");

    refused_for(move_meeting(board, later, "held", ""), 422, "validation_failed",
                "/on board_meeting_has_come");
    refused_for(move_meeting(board, id, "minutes_drafted", ""), 422, "validation_failed",
                "/to board_meeting_has_minutes");
    refused_for(send_as(facilitator(), "DELETE", meeting_at(board, id, ""), NULL), 409, "conflict",
                "/status board_meeting_is_cancelled_not_deleted");
    bring_meeting(board, id, "minutes_drafted");
    changed(id, "'minutes':'The chair asked for two quiet places.'");
    bring_meeting(board, id, "minutes_published");
    refused_for(change(id, "'minutes':'Nobody asked for anything.'"), 409, "conflict",
                "/minutes board_minutes_that_were_published_stand");
    refused_for(change(id, "'focus':'Another'"), 409, "conflict",
                "/minutes board_minutes_that_were_published_stand");
    changed(id, "'attachments':[{'title':'Minutes','format':'easy_read','reference':'2026/4'}]");
    refused_for(move_meeting(board, id, "minutes_withdrawn", ""), 422, "validation_failed",
                "/reason board_minutes_are_withdrawn_with_a_reason");
    cr_expect_eq(move_meeting(board, id, "minutes_withdrawn", "'reason':'A slip'")->status, 200);
    changed(id, "'minutes':'The chair asked for a quiet place.'");
    cr_expect_eq(move_meeting(board, id, "minutes_drafted", "")->status, 200);
    cr_expect_eq(move_meeting(board, id, "minutes_published", "")->status, 200);
    const struct reply *r = send_as(parts.overseer.token, "GET",
                                    meeting_at(board, id, "/transitions"), NULL);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 7, "%s", r->text);
}

Test(board_meetings, they_are_of_a_board_that_sits)
{
    const char *second = new_board(""), *id = recorded(plan_meeting(second, ""));

    refused_for(move_meeting(second, id, "held", ""), 422, "validation_failed",
                "/to board_meeting_is_of_a_board_that_sits");
    refused_for(send_as(parts.overseer.token, "PATCH", board_at(second, ""),
                        text_of("{'term_starts_on':'%s'}", day_from_today(-4))),
                422, "validation_failed", "/term_ends_on board_term_holds_its_meetings");
    bring_board(second, "sitting");
    bring_meeting(second, id, "minutes_published");
    bring_board(second, "ended");
    refused_for(plan_meeting(second, ""), 409, "conflict", "/board_id board_has_not_ended");
    cr_expect_eq(move_meeting(second, id, "minutes_withdrawn", "'reason':'A slip'")->status, 200);
    refused_for(move_meeting(second, id, "minutes_drafted", ""), 409, "conflict",
                "/board_id board_has_not_ended");
}

Test(board_meetings, they_are_written_by_those_who_run_the_board)
{
    const char *id = meeting_in("minutes_published");
    const char *body = text_of("{'focus':'Mine','held_on':'%s','online':true}", day_from_today(0));

    refused_for(send_as(parts.dsl.token, "POST", board_at(board, "/meetings"), body), 403,
                "forbidden", "/board_id board_is_served_by_its_facilitators");
    refused_for(send_as(parts.dsl.token, "POST", meeting_at(board, id, "/transitions"),
                        "{'to':'minutes_withdrawn','reason':'Mine'}"),
                403, "forbidden", "/board_id board_is_served_by_its_facilitators");
}

/* Whoever writes it in haste is told which words, and whose they are. */
Test(board_meetings, minutes_tell_no_disclosure)
{
    const char *id = meeting_in("held");
    const char *item = recorded(send_as(facilitator(), "POST",
                                        meeting_at(board, id, "/agenda-items"),
                                        "{'title':'Breaks','put_up_by':'board',"
                                        "'outcome':'Two said that they dont tell anyone'}"));
    const char *at = meeting_at(board, id, text_of("/agenda-items/%s", item));

    changed(id, "'minutes':'One of us hates it when he ki\xe2\x80\x8blls the mood.'");
    cr_assert_eq(move_meeting(board, id, "minutes_drafted", "")->status, 200);
    const struct reply *r = move_meeting(board, id, "minutes_published", "");
    refused_for(r, 422, "validation_failed", "/reason board_minutes_tell_no_disclosure");
    cr_expect(strstr(r->text, "don't tell") && strstr(r->text, "kill"), "%s", r->text);
    changed(id, "'minutes':'It is too loud.'");
    refused_for(move_meeting(board, id, "minutes_published", ""), 422, "validation_failed",
                "/reason board_minutes_tell_no_disclosure");
    cr_assert_eq(send_as(facilitator(), "PATCH", at, "{'outcome':'A poster'}")->status, 200);
    cr_expect_eq(move_meeting(board, id, "minutes_published", "")->status, 200);
}

/* Boards speak of bullying: somebody has read it, and says so. */
Test(board_meetings, minutes_speak_of_what_is_screened_for)
{
    const char *id = meeting_in("held");

    changed(id, "'minutes':'Bullying in corridors is what members want to end first.'");
    cr_assert_eq(move_meeting(board, id, "minutes_drafted", "")->status, 200);
    refused_for(move_meeting(board, id, "minutes_published", ""), 422, "validation_failed",
                "/reason board_minutes_tell_no_disclosure");
    cr_expect_eq(move_meeting(board, id, "minutes_published",
                              "'reason':'Read by two facilitators: they tell of nobody'")->status,
                 200);
}

/* ---- what they may say ------------------------------------------------------------------- */

/* A school by its name or without "Academy", and a member by pseudonym. */
Test(board_meetings, minutes_tell_roles_not_names)
{
    const char *id = meeting_in("held"), *school = parts.schools[1];
    const char *of_school = "/minutes board_meeting_names_no_withheld_school";
    const char *member = recorded(join_board(board, parts.schools[2], "'pseudonym':'Sky Blue'"));
    const char *renamed = text_of("/v1/schools/%s", school);

    cr_assert_eq(send_as(trust_admin(), "PATCH", renamed, "{'name':'The Wren Hill Academy'}")
                     ->status, 200);
    changed(id, "'minutes':'Wren Hill Academy asked for more.'");
    changed(id, "'minutes':null");
    cr_assert_eq(send_as(facilitator(), "PATCH",
                         member_at(board, member_of(board, school), ""), "{'school_withheld':true}")
                     ->status, 200);
    refused_for(change(id, "'minutes':'Those of the WREN HILL ACADEMY asked for more.'"), 422,
                "validation_failed", of_school);
    const struct reply *r = change(id, "'minutes':'Wren Hill asked for more.'");
    refused_for(r, 422, "validation_failed", of_school);
    cr_expect(!strstr(r->text, "Wren"), "%s", r->text);
    refused_for(change(id, "'attachments':[{'title':'To Wren Hill','reference':'7'}]"), 422,
                "validation_failed", of_school);
    refused_for(change(id, "'minutes':'Those of wren hill asked for more.'"), 422,
                "validation_failed", of_school);
    refused_for(change(id, "'minutes':'See #WrenHill.'"), 422, "validation_failed", of_school);
    refused_for(change(id, "'minutes':'See wrenhillacademy.'"), 422, "validation_failed",
                of_school);
    refused_for(plan_meeting(board, "'place':'Behind Wren Hill'"), 422, "validation_failed",
                of_school);
    refused_for(send_as(parts.overseer.token, "PATCH", board_at(board, ""),
                        "{'purpose':'To hear Wren Hill'}"),
                422, "validation_failed", "/purpose board_names_no_withheld_school");
    refused_for(move_board(board, "ended", "'reason':'Wren Hill left'"), 422, "validation_failed",
                "/reason board_step_names_no_withheld_school");
    changed(id, "'minutes':'A wren on the hill was seen from Trevethan Academy.'");
    refused_for(change(id, "'minutes':'Sky Blue asked for more.'"), 422, "validation_failed",
                "/minutes board_meeting_names_who_consented");
    recorded(consent_to(board, member, "name_in_minutes", "parent", ""));
    recorded(consent_to(board, member, "name_in_minutes", "pupil", ""));
    changed(id, "'minutes':'Sky Blue asked for more.'");
}

/* What was published with a name is withdrawn when it may be named no longer. */
Test(board_meetings, what_may_be_told_no_longer_is_withdrawn)
{
    const char *member = recorded(join_board(board, parts.schools[2],
                                             "'pseudonym':'Sky Blue','age_band':'under_13'"));
    const char *given = recorded(consent_to(board, member, "name_in_minutes", "parent", ""));
    const char *const ids[] = { meeting_in("held"), meeting_in("held"), meeting_in("held") };
    const char *const said[] = { "Sky Blue asked for more.", "Trevethan asked for more.", "No." };

    for (size_t i = 0; i < 3; i++) {
        changed(ids[i], text_of("'minutes':'%s'", said[i]));
        cr_assert_eq(move_meeting(board, ids[i], "minutes_drafted", "")->status, 200);
        cr_assert_eq(move_meeting(board, ids[i], "minutes_published", "")->status, 200);
    }
    cr_assert_eq(send_as(facilitator(), "PATCH",
                         member_at(board, member, text_of("/consents/%s", given)),
                         text_of("{'withdrawn_on':'%s'}", day_from_today(0)))->status, 200);
    cr_expect_str_eq(status_of(ids[0]), "minutes_withdrawn");
    cr_expect_str_eq(status_of(ids[1]), "minutes_published");
    const struct reply *r = send_as(facilitator(), "GET",
                                    meeting_at(board, ids[0], "/transitions"), NULL);
    cr_expect(json_is_null(json_at(r->json, "/data/4/actor")), "by nobody: %s", r->text);
    EXPECT_PROBLEM(send_as(parts.head.token, "GET", meeting_at(board, ids[0], ""), NULL), 404,
                   "not_found");
    refused_for(move_meeting(board, ids[0], "minutes_drafted", ""), 422, "validation_failed",
                "/minutes board_meeting_names_who_consented");
    cr_assert_eq(send_as(facilitator(), "PATCH", member_at(board, member, ""),
                         "{'school_withheld':true}")->status, 200);
    cr_expect_str_eq(status_of(ids[1]), "minutes_withdrawn");
    cr_expect_str_eq(status_of(ids[2]), "minutes_published");
}

static void publish(const char *id)
{
    if (strcmp(status_of(id), "minutes_published") == 0)
        return;
    for (size_t i = 0; i < 2; i++) {
        const struct reply *r = move_meeting(board, id, i ? "minutes_published" : "minutes_drafted",
                                             "");

        cr_assert_eq(r->status, 200, "%s", r->text);
    }
}

/* Published minutes that say this. */
static const char *published(const char *said)
{
    const char *id = meeting_in("held");

    changed(id, text_of("'minutes':'%s'", said));
    publish(id);
    return id;
}

/* Somebody of schools[2] called Sky Blue, with more members, who was consented for to be named. */
static const char *named_with(const char *giver, const char *more)
{
    const struct reply *r = post_over(parts.overseer.token, board_at(board, "/members"),
                                      text_of("{'school_id':'%s','pseudonym':'Sky Blue'}",
                                              parts.schools[2]),
                                      more);
    const char *id = recorded(r);

    recorded(consent_to(board, id, "name_in_minutes", giver, ""));
    return id;
}

/* Whose consent it takes is another's from a change on, and what was published is withdrawn. */
Test(board_meetings, who_may_be_named_follows_the_member_and_the_rules)
{
    const char *member = named_with("pupil", "'age_band':'16_and_over'");
    const char *id = published("Sky Blue asked for more.");
    const char *of_member = member_at(board, member, "");
    const char *of_rule = text_of("/v1/board-consent-rules/%s",
                                  consent_rule("16_and_over", false));
    const char *const CHANGES[][3] = {
        { of_member, "{'lacks_capacity':true}", "{'lacks_capacity':false}" },
        { of_member, "{'age_band':'under_13'}", "{'age_band':'16_and_over'}" },
        { of_rule, "{'givers':['pupil','parent']}", "{'givers':['pupil']}" },
    };

    for (size_t i = 0; i < 3; i++) {
        for (size_t k = 1; k < 3; k++) {
            const struct reply *r = send_as(parts.overseer.token, "PATCH", CHANGES[i][0],
                                            CHANGES[i][k]);

            cr_assert_eq(r->status, 200, "%s", r->text);
            cr_expect_str_eq(status_of(id), "minutes_withdrawn", "%s", CHANGES[i][k]);
        }
        publish(id);
    }
    /* The name under which something was said stays. */
    refused_for(send_as(facilitator(), "PATCH", of_member, "{'pseudonym':'Sea Green'}"), 409,
                "conflict", "/pseudonym board_member_pseudonym_stands");
}

Test(board_meetings, who_may_be_named_follows_the_birth_date)
{
    const char *pupil = text_at(added(trust_admin(), "/v1/pupils",
                                      but(pupil_body(parts.schools[2]),
                                          "{\"date_of_birth\":\"2009-01-05\"}")), "/id");

    named_with("pupil", text_of("'pupil_id':'%s'", pupil));
    const char *id = published("Sky Blue asked for more.");
    const struct reply *r = send_as(trust_admin(), "PATCH", text_of("/v1/pupils/%s", pupil),
                                    "{'date_of_birth':'2015-01-05'}");

    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(status_of(id), "minutes_withdrawn");
}

Test(board_meetings, who_may_be_named_is_asked_when_somebody_comes_and_when_the_day_turns)
{
    const char *id = published("Sea Green asked for more.");

    recorded(join_board(board, parts.schools[2], "'pseudonym':'Sea Green'"));
    cr_expect_str_eq(status_of(id), "minutes_withdrawn");
    /* As if what was asked for had been another's until yesterday. */
    owner_says(parts.schools[0],
               text_of("SELECT set_config('app.writing', '%s', false),"
                       " set_config('app.overseer', '1', false);"
                       " UPDATE app.board_meeting SET status = 'minutes_drafted',"
                       " status_step = 'minutes_drafted' WHERE id = '%s';"
                       " UPDATE app.board_meeting SET status = 'minutes_published',"
                       " status_step = 'minutes_published' WHERE id = '%s'",
                       id, id, id));
    cr_assert_str_eq(status_of(id), "minutes_published");
    owner_says(parts.schools[0], "SELECT app.boards_turn_of_day()");
    cr_expect_str_eq(status_of(id), "minutes_withdrawn");
}

/* ---- which school may be told ------------------------------------------------------------ */

static const char *in_care(const char *pupil)
{
    const struct reply *r = send_as(trust_admin(), "PATCH", text_of("/v1/pupils/%s", pupil),
                                    "{'in_care':true}");

    cr_assert_eq(r->status, 200, "%s", r->text);
    return pupil;
}

static const char *linked_pupil(void)
{
    const char *pupil = add_pupil(parts.schools[2]);

    recorded(post_over(parts.overseer.token, board_at(board, "/members"),
                       text_of("{'school_id':'%s','pupil_id':'%s'}", parts.schools[2], pupil), ""));
    return pupil;
}

/* What a school put up names it as much as words do. */
Test(board_meetings, a_school_that_put_something_up_is_withheld)
{
    const char *pupil = linked_pupil(), *id = recorded(plan_meeting(board, ""));
    const char *item = recorded(post_over(facilitator(), meeting_at(board, id, "/agenda-items"),
                                          "{'title':'A quiet place','put_up_by':'school'}",
                                          text_of("'school_id':'%s'", parts.schools[2])));
    const char *of_school = "/minutes board_meeting_names_no_withheld_school";

    bring_meeting(board, id, "minutes_published");
    in_care(pupil);
    cr_expect_str_eq(status_of(id), "minutes_withdrawn");
    EXPECT_PROBLEM(send_as(parts.head.token, "GET", meeting_at(board, id, ""), NULL), 404,
                   "not_found");
    refused_for(move_meeting(board, id, "minutes_drafted", ""), 422, "validation_failed",
                of_school);
    cr_assert_eq(send_as(facilitator(), "PATCH",
                         meeting_at(board, id, text_of("/agenda-items/%s", item)),
                         "{'put_up_by':'board','school_id':null}")->status, 200);
    publish(id);
}

/* Published with a school's name, as where it was, before one of theirs came. */
Test(board_meetings, a_pupil_in_care_who_joins_withholds_their_school)
{
    const char *id = recorded(plan_meeting(board, "'place':'The hall of Trevethan'"));

    bring_meeting(board, id, "minutes_published");
    const char *pupil = in_care(add_pupil(parts.schools[2]));
    recorded(post_over(parts.overseer.token, board_at(board, "/members"),
                       text_of("{'school_id':'%s','pupil_id':'%s'}", parts.schools[2], pupil), ""));
    cr_expect_str_eq(status_of(id), "minutes_withdrawn");
    changed(id, "'place':'The hall'");
    publish(id);
}

static const char *becomes;

static void *comes_into_care(void *none)
{
    in_care(becomes);
    client_leave();
    return none;
}

/* Who publishes has not committed when the pupil comes into care: that waits, and withdraws it. */
Test(board_meetings, who_comes_into_care_waits_for_who_publishes)
{
    const char *id = meeting_in("held");

    becomes = linked_pupil();
    changed(id, "'minutes':'Trevethan asked for more.'");
    cr_assert_eq(move_meeting(board, id, "minutes_drafted", "")->status, 200);
    race_behind(text_of("UPDATE app.board_meeting SET status = 'minutes_published',"
                        " status_step = 'minutes_published' WHERE id = '%s'",
                        id),
                comes_into_care);
    cr_expect_str_eq(status_of(id), "minutes_withdrawn");
}

/* ---- who reads them ---------------------------------------------------------------------- */

Test(board_meetings, the_schools_read_what_was_published)
{
    const char *member = member_of(board, parts.schools[0]);
    const char *const ASKED[] = { facilitator(), parts.overseer.token, parts.head.token };

    cr_assert_eq(send_as(facilitator(), "PATCH", member_at(board, member, ""),
                         "{'accessible_formats_needed':['symbols','bsl']}")->status, 200);
    const char *id = meeting_in("minutes_drafted");
    changed(id, "'minutes':'A word in the draft that was not to stay.'");
    changed(id, "'minutes':'What was said.'");
    cr_expect_eq(count_below(parts.head.token, board, "/meetings"), 0);
    bring_meeting(board, id, "minutes_published");
    for (size_t i = 0; i < 3; i++) {
        const struct reply *r = send_as(ASKED[i], "GET", meeting_at(board, id, ""), NULL);

        cr_expect_str_eq(text_at(r, "/minutes"), "What was said.", "%s", r->text);
        cr_expect_eq(json_array_size(json_at(r->json, "/formats_wanted")), i < 2 ? 2 : 0, "%s",
                     r->text);
    }
    const struct reply *r = send_as(parts.head.token, "GET", meeting_at(board, id, "/history"),
                                    NULL);
    cr_expect(r->status == 200 && !strstr(r->text, "in the draft") &&
              !strstr(r->text, "What was said"), "%s", r->text);
    EXPECT_PROBLEM(send_as(parts.bystander.token, "GET", meeting_at(board, id, ""), NULL), 404,
                   "not_found");
}

Test(board_meetings, the_list_is_told_as_a_table)
{
    recorded(plan_meeting(board, "'attachments':[{'title':'Agenda','format':'symbols',"
                                 "'reference':'2026/1'},{'title':'Map','reference':'2026/2'}]"));
    const struct reply *r = CALL(.path = board_at(board, "/meetings"), .token = facilitator(),
                                 .headers = { "Accept: text/csv" });

    cr_expect(strstr(r->text, "attachments.2.reference") && strstr(r->text, "2026/2"), "%s",
              r->text);
}
