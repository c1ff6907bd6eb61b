/* Who was at a meeting of a board, by whose leave, and what it talked about. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/board/board_records.h"
#include "tests/operations.h"

static const char *board, *members[2];

static void start(void)
{
    cast_board();
    board = new_board("");
    for (size_t i = 0; i < 2; i++)
        members[i] = member_of(board, parts.schools[i]);
    bring_board(board, "sitting");
}

TestSuite(board_attendance, .init = start, .fini = client_stop, .timeout = 300);

static const char *facilitator(void)
{
    return parts.facilitators[0].token;
}

static const char *member(const char *id)
{
    return text_of("'member_id':'%s'", id);
}

static const char *runs_it(size_t which)
{
    return text_of("'facilitator_id':'%s'", facilitator_of(board, parts.facilitators[which]));
}

static void consents(const char *id, const char *type)
{
    recorded(consent_to(board, id, type, "pupil", ""));
    recorded(consent_to(board, id, type, "parent", ""));
}

static const struct reply *read_at(const char *token, const char *meeting, const char *below)
{
    return send_as(token, "GET", meeting_at(board, meeting, below), NULL);
}

static const struct reply *change(const char *meeting, const char *below, const char *said)
{
    return send_as(facilitator(), "PATCH", meeting_at(board, meeting, below),
                   text_of("{%s}", said));
}

/* ---- who was there ----------------------------------------------------------------------- */

Test(board_attendance, what_is_wrong_is_said)
{
    const char *id = recorded(plan_meeting(board, ""));
    const char *online = recorded(plan_meeting(board, "'school_id':null,'online':true"));
    const char *later = recorded(plan_meeting(board, text_of("'held_on':'%s'", day_from_today(3))));
    const char *gone = recorded(join_board(board, parts.schools[2],
                                           text_of("'ends_on':'%s'", day_from_today(-6))));
    const char *new_one = recorded(join_board(board, parts.schools[2],
                                              text_of("'starts_on':'%s'", day_from_today(-4))));
    const char *left = recorded(name_facilitator(board, parts.stranger,
                                                 text_of("'starts_on':'%s','ends_on':'%s'",
                                                         day_from_today(-50), day_from_today(-6))));
    const char *const CASES[][4] = {
        { id, "'online':false", "", "/member_id board_attendance_is_of_one" },
        { id, text_of("%s,%s", member(members[0]), runs_it(0)), "",
          "/member_id board_attendance_is_of_one" },
        { id, member(unknown_id()), "", "/member_id board_attendance_is_of_a_member" },
        { id, member(gone), "'attendance':'absent'", "/member_id board_attendance_is_of_a_member" },
        { id, member(new_one), "'attendance':'apologies'",
          "/member_id board_attendance_is_of_a_member" },
        { id, text_of("'facilitator_id':'%s'", left), "",
          "/facilitator_id board_attendance_is_of_a_facilitator" },
        { id, runs_it(0), "'online':true",
          "/online board_attendance_is_online_where_the_meeting_is" },
        { online, runs_it(0), "", "/online board_attendance_is_in_person_somewhere" },
        { online, runs_it(0), "'online':true,'attendance':'absent'",
          "/online board_attendance_online_is_present" },
        { later, runs_it(0), "", "/attendance board_attendance_is_not_foreseen" },
        { later, runs_it(0), "'attendance':'absent'",
          "/attendance board_attendance_is_not_foreseen" },
        { id, runs_it(0), "'attendance':'late'", "/attendance meeting_attendance_code" },
    };

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        refused_for(attend(board, CASES[i][0], CASES[i][1], CASES[i][2]), 422, "validation_failed",
                    CASES[i][3]);
    recorded(attend(board, later, member(members[0]), "'attendance':'apologies'"));
}

Test(board_attendance, it_is_told_once)
{
    const char *id = recorded(plan_meeting(board, ""));

    recorded(attend(board, id, member(members[0]), "'attendance':'absent'"));
    refused_for(attend(board, id, member(members[0]), "'attendance':'apologies'"), 409, "conflict",
                "/member_id board_attendance_of_member_is_told_once");
    recorded(attend(board, id, runs_it(0), ""));
    refused_for(attend(board, id, runs_it(0), "'attendance':'absent'"), 409, "conflict",
                "/facilitator_id board_attendance_of_facilitator_is_told_once");
}

/* Consent counts on the day of the meeting: given late or withdrawn early it does not. */
Test(board_attendance, nobody_is_there_without_consent)
{
    const char *id = recorded(plan_meeting(board, "")), *who = member(members[0]);
    const char *not_taking_part = "/member_id board_attendance_rests_on_consent";

    refused_for(attend(board, id, who, ""), 422, "validation_failed", not_taking_part);
    const char *by_parent = recorded(consent_to(board, members[0], "participation", "parent", ""));
    refused_for(attend(board, id, who, ""), 422, "validation_failed", not_taking_part);
    const char *late = text_of("'given_on':'%s'", day_from_today(-4));
    recorded(consent_to(board, members[0], "participation", "pupil", late));
    refused_for(attend(board, id, who, ""), 422, "validation_failed", not_taking_part);
    const char *next = recorded(plan_meeting(board, text_of("'held_on':'%s'", day_from_today(-4))));
    recorded(attend(board, next, who, ""));
    const char *away = recorded(attend(board, id, who, "'attendance':'apologies'"));
    refused_for(change(id, text_of("/attendance/%s", away), "'attendance':'present'"), 422,
                "validation_failed", not_taking_part);
    cr_assert_eq(send_as(facilitator(), "PATCH",
                         member_at(board, members[0], text_of("/consents/%s", by_parent)),
                         text_of("{'withdrawn_on':'%s'}", day_from_today(-3)))->status, 200);
    const char *last = recorded(plan_meeting(board, text_of("'held_on':'%s'", day_from_today(-3))));
    refused_for(attend(board, last, who, ""), 422, "validation_failed", not_taking_part);
    cr_expect_str_eq(text_at(read_at(facilitator(), next, "/attendance"), "/data/0/attendance"),
                     "present", "what was stays");
}

/* To a school that is not theirs, to no school, or online. */
Test(board_attendance, nobody_travels_without_consent)
{
    const char *travels = "/member_id board_attendance_rests_on_consent_to_travel";
    const char *here = recorded(plan_meeting(board, "'online':true"));
    const char *hall = recorded(plan_meeting(board, "'school_id':null,'place':'County Hall'"));

    for (size_t i = 0; i < 2; i++)
        consents(members[i], "participation");
    refused_for(attend(board, here, member(members[1]), ""), 422, "validation_failed", travels);
    refused_for(attend(board, here, member(members[0]), "'online':true"), 422, "validation_failed",
                travels);
    refused_for(attend(board, hall, member(members[0]), ""), 422, "validation_failed", travels);
    const char *there = recorded(attend(board, here, member(members[0]), ""));
    refused_for(change(here, text_of("/attendance/%s", there), "'online':true"), 422,
                "validation_failed", travels);
    for (size_t i = 0; i < 2; i++)
        consents(members[i], "travel_or_online");
    recorded(attend(board, here, member(members[1]), "'online':true"));
    recorded(attend(board, hall, member(members[0]), ""));
    refused_for(change(here, "", "'school_id':null"), 409, "conflict",
                "/held_on board_meeting_that_is_attended_stays");
    refused_for(change(here, "", text_of("'held_on':'%s'", day_from_today(-6))), 409, "conflict",
                "/held_on board_meeting_that_is_attended_stays");
}

/* ---- a meeting that is held -------------------------------------------------------------- */

Test(board_attendance, a_meeting_is_held_by_two_who_are_checked_and_chaired)
{
    const char *id = recorded(plan_meeting(board, text_of("'chair_member_id':'%s'", members[0])));
    const char *guarded = "/attendance board_meeting_was_guarded";
    const char *chaired = "/attendance board_meeting_was_chaired";
    const char *third = recorded(name_facilitator(
        board, parts.stranger, text_of("'starts_on':'%s'", day_from_today(-50))));

    consents(members[0], "participation");
    refused_for(move_meeting(board, id, "held", ""), 422, "validation_failed", guarded);
    recorded(attend(board, id, runs_it(0), ""));
    recorded(attend(board, id, text_of("'facilitator_id':'%s'", third), ""));
    const char *second = recorded(attend(board, id, runs_it(1), "'attendance':'apologies'"));
    refused_for(move_meeting(board, id, "held", ""), 422, "validation_failed", guarded);
    const char *at = text_of("/attendance/%s", second);
    cr_assert_eq(change(id, at, "'attendance':'present'")->status, 200);
    refused_for(move_meeting(board, id, "held", ""), 422, "validation_failed", chaired);
    const char *chair = recorded(attend(board, id, member(members[0]), ""));
    cr_assert_eq(move_meeting(board, id, "held", "")->status, 200);
    refused_for(change(id, at, "'attendance':'absent'"), 422, "validation_failed", guarded);
    refused_for(send_as(facilitator(), "DELETE", meeting_at(board, id, at), NULL), 422,
                "validation_failed", guarded);
    refused_for(change(id, text_of("/attendance/%s", chair), "'attendance':'absent'"), 422,
                "validation_failed", chaired);
    refused_for(change(id, "", text_of("'chair_member_id':'%s'", members[1])), 422,
                "validation_failed", chaired);
    bring_meeting(board, id, "minutes_published");
    refused_for(attend(board, id, member(members[1]), "'attendance':'absent'"), 409, "conflict",
                "/meeting_id board_meeting_is_told_until_it_is_published");
}

static void expect_quorum(const char *id, long long needed, long long present)
{
    const struct reply *r = read_at(facilitator(), id, "");

    cr_expect_eq(json_integer_value(json_at(r->json, "/quorum/needed")), needed, "%s", r->text);
    cr_expect_eq(json_integer_value(json_at(r->json, "/quorum/present")), present, "%s", r->text);
    cr_expect_eq(json_is_true(json_at(r->json, "/quorum/quorate")), present >= needed, "%s",
                 r->text);
}

/* Of the members in office on the day: who came later or left before does not count. */
Test(board_attendance, a_quorum_is_of_those_in_office)
{
    const char *id = recorded(plan_meeting(board, ""));

    expect_quorum(id, 2, 0);
    attend_all(board, id);
    expect_quorum(id, 2, 1);
    recorded(join_board(board, parts.schools[2], text_of("'starts_on':'%s'", day_from_today(-4))));
    expect_quorum(id, 2, 1);
    consents(members[1], "participation");
    consents(members[1], "travel_or_online");
    const char *there = recorded(attend(board, id, member(members[1]), ""));
    expect_quorum(id, 2, 2);
    recorded(join_board(board, parts.schools[2], ""));
    recorded(join_board(board, parts.schools[1], ""));
    expect_quorum(id, 3, 2);
    cr_assert_eq(send_as(parts.overseer.token, "PATCH", board_at(board, ""),
                         "{'quorum_share':5000}")->status, 200);
    expect_quorum(id, 2, 2);
    cr_assert_eq(change(id, text_of("/attendance/%s", there), "'attendance':'absent'")->status,
                 200);
    expect_quorum(id, 2, 1);
}

static const struct reply *change_one(const char *below, const char *said)
{
    return send_as(parts.overseer.token, "PATCH", board_at(board, below), text_of("{%s}", said));
}

/* Who leaves later was in office, and what the board asks for since was not asked then. */
Test(board_attendance, a_quorum_stays_as_it_was_when_it_was_held)
{
    const char *id = recorded(plan_meeting(board, ""));
    const char *third = recorded(join_board(board, parts.schools[2], ""));
    const char *before = text_of("'ends_on':'%s'", day_from_today(-6));

    attend_all(board, id);
    expect_quorum(id, 2, 1);
    cr_assert_eq(move_meeting(board, id, "held", "")->status, 200);
    cr_expect_eq(change_one(text_of("/members/%s", third), before)->status, 200);
    cr_expect_eq(change_one("", "'quorum_share':10000")->status, 200);
    expect_quorum(id, 2, 1);
    consents(members[1], "participation");
    consents(members[1], "travel_or_online");
    const long long version = int_at(read_at(facilitator(), id, ""), "/version");
    const char *there = recorded(attend(board, id, member(members[1]), ""));
    expect_quorum(id, 2, 2);
    cr_expect_eq(int_at(read_at(facilitator(), id, ""), "/version"), version + 1);
    bring_meeting(board, id, "minutes_published");
    cr_expect_eq(change_one("", "'quorum_share':1")->status, 200);
    expect_quorum(id, 2, 2);
    cr_assert_eq(move_meeting(board, id, "minutes_withdrawn", "'reason':'A mistake'")->status, 200);
    cr_assert_eq(change(id, text_of("/attendance/%s", there), "'attendance':'absent'")->status,
                 200);
    expect_quorum(id, 2, 1);
    /* Whoever was at a meeting, or missed it, was there to be. */
    for (size_t i = 0; i < 2; i++)
        refused_for(change_one(text_of("/members/%s", members[i]), before), 409, "conflict",
                    "/ends_on board_member_was_at_its_meetings");
    const char *facilitates = text_of("/facilitators/%s",
                                      facilitator_of(board, parts.facilitators[0]));
    refused_for(change_one(facilitates, before), 409, "conflict",
                "/ends_on board_facilitator_was_at_its_meetings");
    cr_expect_eq(change_one(facilitates, text_of("'ends_on':'%s'", day_from_today(-5)))->status,
                 200);
}

/* A check is renewed after the meeting and before it is told that it was held. */
Test(board_attendance, a_check_that_was_renewed_counted_before)
{
    const char *id = recorded(plan_meeting(board, ""));
    const char *at = text_of("/facilitators/%s", facilitator_of(board, parts.facilitators[0]));
    const char *today = text_of("'dbs_checked_on':'%s'", day_from_today(0));

    attend_all(board, id);
    cr_assert_eq(change_one(at, today)->status, 200);
    cr_expect_eq(move_meeting(board, id, "held", "")->status, 200);
    /* What was told in error never counted. */
    id = recorded(plan_meeting(board, text_of("'held_on':'%s'", day_from_today(-4))));
    at = text_of("/facilitators/%s", facilitator_of(board, parts.facilitators[1]));
    attend_all(board, id);
    cr_assert_eq(change_one(at, "'dbs_checked_on':null")->status, 200);
    cr_assert_eq(change_one(at, today)->status, 200);
    refused_for(move_meeting(board, id, "held", ""), 422, "validation_failed",
                "/attendance board_meeting_was_guarded");
}

/* The last meetings in a row, with apologies or without, while they were in office. */
Test(board_attendance, who_stays_away_is_told)
{
    for (int i = 0; i < 3; i++) {
        const char *id = recorded(plan_meeting(board, text_of("'held_on':'%s'",
                                                              day_from_today(i - 8))));
        bring_meeting(board, id, "held");
    }
    cr_assert_eq(send_as(parts.overseer.token, "PATCH", board_at(board, ""),
                         "{'missed_meetings_limit':2}")->status, 200);
    const struct reply *r = send_as(facilitator(), "GET", board_at(board, ""), NULL);
    cr_expect_eq(json_array_size(json_at(r->json, "/warnings")), 0, "in turn: %s", r->text);
    recorded(join_board(board, parts.schools[2], "'pseudonym':'Sky'"));
    recorded(join_board(board, parts.schools[2], text_of("'pseudonym':'Sea','starts_on':'%s'",
                                                         day_from_today(-6))));
    r = send_as(facilitator(), "GET", board_at(board, ""), NULL);
    cr_expect_eq(json_array_size(json_at(r->json, "/warnings")), 1, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/warnings/0/code"), "member_missed_meetings", "%s", r->text);
    cr_expect_str_eq(text_at(r, "/warnings/0/detail"), "Sky has missed 3 meetings in a row");
    r = send_as(parts.head.token, "GET", board_at(board, ""), NULL);
    cr_expect_eq(json_array_size(json_at(r->json, "/warnings")), 0, "%s", r->text);
}

/* ---- what it talks about ----------------------------------------------------------------- */

static const struct reply *put_up(const char *meeting, const char *said)
{
    return post_over(facilitator(), meeting_at(board, meeting, "/agenda-items"),
                     "{'title':'A quiet place','put_up_by':'board'}", said);
}

Test(board_attendance, an_agenda_is_put_up)
{
    const char *id = recorded(plan_meeting(board, "")), *school = parts.schools[1];
    const char *const CASES[][2] = {
        { "'put_up_by':'school'", "/school_id board_agenda_item_of_a_school" },
        { text_of("'school_id':'%s'", school), "/school_id board_agenda_item_of_a_school" },
        { text_of("'put_up_by':'school','school_id':'%s'", parts.outside),
          "/school_id board_agenda_item_is_of_a_school_covered" },
        { text_of("'put_up_by':'school','school_id':'%s'", parts.schools[0]),
          "/school_id board_agenda_item_school_is_told" },
        { "'outcome':'Foreseen'", "/outcome board_agenda_item_outcome_follows_the_meeting" },
        { "'title':'What Loveday Pascoe said'", "/minutes board_meeting_names_no_pupil" },
        { "'title':'Trevethan Academy asks'", "/minutes board_meeting_names_no_withheld_school" },
        { "'put_up_by':'anybody'", "/put_up_by agenda_source_code" },
    };

    add_pupil(school);
    cr_assert_eq(send_as(facilitator(), "PATCH", member_at(board, members[0], ""),
                         "{'school_withheld':true}")->status, 200);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        refused_for(put_up(id, CASES[i][0]), 422, "validation_failed", CASES[i][1]);
    const char *one = recorded(put_up(id, ""));
    recorded(put_up(id, text_of("'title':'Lunch','put_up_by':'school','school_id':'%s'", school)));
    recorded(put_up(id, "'title':'Welcome','position':1"));
    const struct reply *r = read_at(facilitator(), id, "/agenda-items?sort=-position");
    cr_expect_str_eq(text_at(r, "/data/0/title"), "Lunch", "%s", r->text);
    cr_expect_eq(json_integer_value(json_at(r->json, "/data/0/position")), 2, "%s", r->text);
    bring_meeting(board, id, "held");
    const char *at = text_of("/agenda-items/%s", one);
    cr_expect_eq(change(id, at, "'outcome':'The trust is asked.'")->status, 200);
    bring_meeting(board, id, "minutes_published");
    refused_for(change(id, at, "'outcome':'Nothing.'"), 409, "conflict",
                "/meeting_id board_meeting_is_told_until_it_is_published");
    cr_expect_eq(read_at(parts.head.token, id, at)->status, 200);
}

/* What stands on the agenda is told with the minutes, and judged with them. */
Test(board_attendance, an_agenda_names_who_consented)
{
    const char *id = recorded(plan_meeting(board, ""));
    const char *sky = recorded(join_board(board, parts.schools[2],
                                          "'pseudonym':'Sky Blue','age_band':'under_13'"));
    const char *given = recorded(consent_to(board, sky, "name_in_minutes", "parent", ""));

    recorded(put_up(id, "'title':'Sky Blue asks'"));
    bring_meeting(board, id, "minutes_published");
    cr_assert_eq(send_as(facilitator(), "PATCH",
                         member_at(board, sky, text_of("/consents/%s", given)),
                         text_of("{'withdrawn_on':'%s'}", day_from_today(0)))->status, 200);
    cr_expect_str_eq(text_at(read_at(facilitator(), id, ""), "/status"), "minutes_withdrawn");
}

/* ---- who is told ------------------------------------------------------------------------- */

static const char *joined_as(const char *school, const char *pupil)
{
    return recorded(post_over(parts.overseer.token, board_at(board, "/members"),
                              text_of("{'school_id':'%s','pupil_id':'%s','starts_on':'%s'}", school,
                                      pupil, day_from_today(-9)), ""));
}

/* A school reads of its own, and whoever is restricted is kept from it; the pupil is told. */
Test(board_attendance, it_is_seen_as_the_member_is)
{
    const char *school = parts.schools[2], *pupil = add_pupil(school);
    const char *who = joined_as(school, pupil);
    const char *id = recorded(plan_meeting(board, "")), *here = text_of("[\"%s\"]", school);
    const char *senco = new_person("senco", here).token;
    const char *lead = token_over("trust_admin dsl", school, here);
    const char *row = recorded(attend(board, id, member(who), "'attendance':'apologies'"));
    const char *at = text_of("/attendance/%s", row), *path = text_of("/v1/pupils/%s", pupil);

    EXPECT_PROBLEM(read_at(senco, id, at), 404, "not_found");
    bring_meeting(board, id, "minutes_published");
    cr_expect_eq(read_at(senco, id, at)->status, 200);
    EXPECT_PROBLEM(read_at(parts.senco.token, id, at), 404, "not_found");
    const struct reply *r = send_as(trust_admin(), "GET", text_of("%s/subject-access", path), NULL);
    cr_expect_str_eq(text_at(r, "/held/board_attendance/0/id"), row, "%s", r->text);
    cr_assert_eq(send_as(lead, "PATCH", path, "{'restricted':true}")->status, 200);
    EXPECT_PROBLEM(read_at(senco, id, at), 404, "not_found");
    cr_expect_eq(read_at(lead, id, at)->status, 200);
    cr_expect_eq(read_at(facilitator(), id, at)->status, 200);
    cr_expect_str_eq(text_at(read_at(facilitator(), id, ""), "/status"), "minutes_published");
}

/* The pupil goes, and that a member was away stays. */
Test(board_attendance, it_stays_when_the_pupil_goes)
{
    const char *school = parts.schools[2], *pupil = add_pupil(school);
    const char *who = joined_as(school, pupil);
    const char *id = recorded(plan_meeting(board, "")), *path = text_of("/v1/pupils/%s", pupil);
    const char *row = recorded(attend(board, id, member(who), "'attendance':'apologies'"));

    cr_assert_eq(send_as(trust_admin(), "DELETE", path, NULL)->status, 204);
    const struct reply *r = send_as(trust_admin(), "POST", text_of("%s/purge", path),
                                    "{'reason':'Asked for'}");
    cr_assert_lt(r->status, 300, "%s", r->text);
    r = read_at(facilitator(), id, text_of("/attendance/%s", row));
    cr_expect_str_eq(text_at(r, "/attendance"), "apologies", "%s", r->text);
}
