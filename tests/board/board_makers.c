#include "tests/board/board_makers.h"

#include <string.h>

#include "tests/board/board_records.h"
#include "tests/board/feedback_records.h"
#include "tests/new_records.h"

const struct reply *new_board_over(const char *school)
{
    const char *upn = fresh_upn(); /* a name must not hold one */

    return post("/v1/boards",
                text_of("{'name':'Board %.6s/%s','school_ids_covered':['%s'],'term_starts_on':'%s',"
                        "'term_ends_on':'%s','seats_per_school':2,'minimum_send_share':0}",
                        upn, upn + 6, school, day_from_today(-100), day_from_today(200)));
}

const struct reply *new_board_facilitator(const char *school)
{
    return post(board_at(text_at(new_board_over(school), "/id"), "/facilitators"),
                text_of("{'user_id':'%s','name':'A test'}",
                        text_at(maker_of("addUser")->make(school), "/id")));
}

const struct reply *new_board_member(const char *school)
{
    return post(board_at(text_at(new_board_over(school), "/id"), "/members"),
                text_of("{'school_id':'%s','age_band':'13_to_15'}", school));
}

const struct reply *new_board_consent(const char *school)
{
    const struct reply *made = new_board_member(school);

    return post(member_at(text_at(made, "/board_id"), text_at(made, "/id"), "/consents"),
                text_of("{'type':'participation','giver':'parent','given_on':'%s'}",
                        day_from_today(-1)));
}

const struct reply *new_board_meeting(const char *school)
{
    return post(board_at(text_at(new_board_over(school), "/id"), "/meetings"),
                text_of("{'focus':'Behaviour policy','held_on':'%s','school_id':'%s'}",
                        day_from_today(-5), school));
}

static const char *new_meeting_of(const char *school, const char *below)
{
    const struct reply *made = new_board_meeting(school);

    return meeting_at(text_at(made, "/board_id"), text_at(made, "/id"), below);
}

const struct reply *new_board_agenda_item(const char *school)
{
    return post(new_meeting_of(school, "/agenda-items"),
                "{'title':'A quiet place','put_up_by':'board'}");
}

const struct reply *new_board_attendance(const char *school)
{
    const char *meeting = new_meeting_of(school, "");
    const char *members = text_of("%.*s/members", (int)(strstr(meeting, "/meetings") - meeting),
                                  meeting);
    const struct reply *member = post(members, text_of("{'school_id':'%s','age_band':'13_to_15',"
                                                       "'starts_on':'%s'}",
                                                       school, day_from_today(-100)));

    return post(text_of("%s/attendance", meeting),
                text_of("{'member_id':'%s','attendance':'apologies'}", text_at(member, "/id")));
}

/* Retired: a trust has room for forty. */
const struct reply *new_board_theme(const char *school)
{
    (void)school;
    return post("/v1/board-themes", text_of("{'code':'t%s','name':'A test','active':false}",
                                            fresh_upn() + 1));
}

const struct reply *new_disclosure_phrase(const char *school)
{
    (void)school;
    return send_as(token_of(0, "dsl"), "POST", "/v1/board-disclosure-phrases",
                   text_of("{'phrase':'%s'}", fresh_upn()));
}

const struct reply *new_board_feedback(const char *school)
{
    return post("/v1/board-feedback", text_of("{'board_id':'%s','text':'A test'}",
                                              text_at(new_board_over(school), "/id")));
}

const struct reply *new_author_opening(const char *school)
{
    const struct reply *made = new_board_consent(school); /* a parent's */
    const char *board = text_at(made, "/board_id"), *member = text_at(made, "/member_id");

    post(member_at(board, member, "/consents"),
         text_of("{'type':'participation','giver':'pupil','given_on':'%s'}", day_from_today(-1)));
    made = post("/v1/board-feedback",
                text_of("{'board_id':'%s','member_id':'%s','text':'A test'}", board, member));
    return send_as(token_of(0, "dsl"), "POST",
                   feedback_at(text_at(made, "/id"), "/author-openings"), "{'reason':'A test'}");
}

const struct reply *new_feedback_response(const char *school)
{
    const char *id = text_at(new_board_feedback(school), "/id");

    move_feedback(token_of(0, "trust_admin"), id, "open", "");
    return post(feedback_at(id, "/responses"), "{'by':'trust','text':'A test'}");
}

static const char *new_member_who_comes(const char *school, const char *board)
{
    const char *member = text_at(
        post(board_at(board, "/members"), text_of("{'school_id':'%s','age_band':'16_and_over',"
                                                  "'starts_on':'%s'}",
                                                  school, day_from_today(-50))),
        "/id");

    post(member_at(board, member, "/consents"),
         text_of("{'type':'participation','giver':'pupil','given_on':'%s'}", day_from_today(-40)));
    return member;
}

/* Held with the only member, at their school. */
static const char *new_meeting_with_a_quorum(const char *school, const char *board)
{
    const char *member = new_member_who_comes(school, board), *id;
    const char *who = text_of("{'member_id':'%s','attendance':'present'}", member);

    for (size_t i = 0; i < 2; i++)
        post(board_at(board, "/facilitators"),
             text_of("{'user_id':'%s','name':'A test','dbs_checked_on':'%s','starts_on':'%s'}",
                     text_at(maker_of("addUser")->make(school), "/id"), day_from_today(-90),
                     day_from_today(-50)));
    post(board_at(board, "/transitions"), "{'to':'sitting'}");
    id = text_at(post(board_at(board, "/meetings"),
                      text_of("{'focus':'A test','held_on':'%s','school_id':'%s',"
                              "'chair_member_id':'%s'}",
                              day_from_today(-5), school, member)),
                 "/id");
    post(meeting_at(board, id, "/attendance"), who);
    const struct reply *r = send_as(token_of(0, "trust_admin"), "GET",
                                    board_at(board, "/facilitators"), NULL);
    for (size_t i = 0; i < 2; i++)
        post(meeting_at(board, id, "/attendance"),
             text_of("{'facilitator_id':'%s','attendance':'present'}",
                     text_at(r, text_of("/data/%zu/id", i))));
    post(meeting_at(board, id, "/transitions"), "{'to':'held'}");
    return id;
}

const struct reply *new_board_recommendation(const char *school)
{
    const char *board = text_at(new_board_over(school), "/id");

    return post(
        "/v1/board-recommendations",
        text_of("{'board_id':'%s','meeting_id':'%s','text':'A test','addressed_to':'school',"
                "'school_id':'%s'}",
                board, new_meeting_with_a_quorum(school, board), school));
}

const struct reply *new_board_action(const char *school)
{
    const char *at = text_of("/v1/board-recommendations/%s",
                             text_at(new_board_recommendation(school), "/id"));

    post(text_of("%s/transitions", at), "{'to':'accepted','response':'A test'}");
    return post(text_of("%s/actions", at),
                text_of("{'action':'A test','owner':'The head','due_on':'%s'}", day_from_today(9)));
}

const struct reply *new_board_deliverable(const char *school)
{
    return post("/v1/board-deliverables",
                text_of("{'board_id':'%s','title':'A test','kind':'film','reference':'Shelf 7',"
                        "'made_on':'%s'}",
                        text_at(new_board_over(school), "/id"), day_from_today(-9)));
}

const struct reply *new_deliverable_use(const char *school)
{
    return post(text_of("/v1/board-deliverables/%s/uses",
                        text_at(new_board_deliverable(school), "/id")),
                text_of("{'school_id':'%s','used_on':'%s'}", school, day_from_today(-1)));
}

const struct reply *new_board_publication(const char *school)
{
    return post("/v1/board-publications",
                text_of("{'board_id':'%s','you_said':'A test','we_did':'A test'}",
                        text_at(new_board_over(school), "/id")));
}

const struct reply *new_impact_period(const char *school)
{
    return post(board_at(text_at(new_board_over(school), "/id"), "/impact-periods"),
                text_of("{'name':'A test','starts_on':'%s','ends_on':'%s'}", day_from_today(-30),
                        day_from_today(-1)));
}
