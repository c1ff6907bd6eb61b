#include "tests/board/recommendation_records.h"

#include <criterion/criterion.h>
#include <string.h>

/* Whoever has consented or was told to be there before is refused a second time. */
static void comes(const char *board, const char *meeting, const char *member, const char *day)
{
    static const char *const TYPES[] = { "participation", "travel_or_online" };
    static const char *const GIVERS[] = { "pupil", "parent" };

    for (size_t i = 0; i < 4; i++)
        consent_to(board, member, TYPES[i / 2], GIVERS[i % 2], text_of("'given_on':'%s'", day));
    if (meeting)
        attend(board, meeting, text_of("'member_id':'%s'", member), "");
}

const char *quorate_meeting(const char *board, int day)
{
    const char *on = day_from_today(day);
    const char *id = recorded(plan_meeting(board, text_of("'held_on':'%s'", on)));

    bring_board(board, "sitting");
    for (size_t i = 0; i < 2; i++)
        comes(board, NULL, member_of(board, parts.schools[i]), on);
    bring_meeting(board, id, "held");
    for (size_t i = 0; i < 2; i++)
        comes(board, id, member_of(board, parts.schools[i]), on);
    return id;
}

const struct reply *recommend(const char *board, const char *meeting, const char *members)
{
    return post_over(parts.facilitators[0].token, "/v1/board-recommendations",
                     text_of("{'board_id':'%s','meeting_id':'%s','addressed_to':'trust',"
                             "'text':'Teach the behaviour policy in every school.'}",
                             board, meeting),
                     members);
}

const char *recommendation_at(const char *id, const char *below)
{
    return text_of("/v1/board-recommendations/%s%s", id, below);
}

const struct reply *read_recommendation(const char *token, const char *id)
{
    return send_as(token, "GET", recommendation_at(id, ""), NULL);
}

const struct reply *change_recommendation(const char *token, const char *id, const char *members)
{
    return send_as(token, "PATCH", recommendation_at(id, ""), text_of("{%s}", members));
}

const struct reply *move_recommendation(const char *token, const char *id, const char *to,
                                        const char *more)
{
    return send_as(token, "POST", recommendation_at(id, "/transitions"),
                   text_of("{'to':'%s'%s%s}", to, *more ? "," : "", more));
}

void decide(const char *id, const char *decision)
{
    const struct reply *r = move_recommendation(
        parts.overseer.token, id, decision,
        text_of("'response':'From January on.'%s",
                strcmp(decision, "accepted") == 0 ? "" : ",'reason':'The rest is done.'"));

    cr_assert_eq(r->status, 200, "%s", r->text);
}

const struct reply *plan_board_action(const char *token, const char *recommendation,
                                      const char *members)
{
    return post_over(
        token, recommendation_at(recommendation, "/actions"),
        text_of("{'action':'A package of assemblies','owner':'The head','due_on':'%s'}",
                day_from_today(30)),
        members);
}

const char *board_action_at(const char *recommendation, const char *id, const char *below)
{
    return recommendation_at(recommendation, text_of("/actions/%s%s", id, below));
}

const struct reply *move_board_action(const char *token, const char *recommendation, const char *id,
                                      const char *to, const char *more)
{
    return send_as(token, "POST", board_action_at(recommendation, id, "/transitions"),
                   text_of("{'to':'%s'%s%s}", to, *more ? "," : "", more));
}

const struct reply *draft_publication(const char *board, const char *members)
{
    return post_over(parts.facilitators[0].token, "/v1/board-publications",
                     text_of("{'board_id':'%s','you_said':'It is taught in some schools.',"
                             "'we_did':'It is taught in every school.'}",
                             board),
                     members);
}

const char *publication_at(const char *id, const char *below)
{
    return text_of("/v1/board-publications/%s%s", id, below);
}

const struct reply *read_publication(const char *token, const char *id)
{
    return send_as(token, "GET", publication_at(id, ""), NULL);
}

const struct reply *change_publication(const char *id, const char *members)
{
    return send_as(parts.facilitators[0].token, "PATCH", publication_at(id, ""),
                   text_of("{%s}", members));
}

const struct reply *move_publication(const char *id, const char *to, const char *more)
{
    return send_as(parts.facilitators[0].token, "POST", publication_at(id, "/transitions"),
                   text_of("{'to':'%s'%s%s}", to, *more ? "," : "", more));
}
