#include "tests/board/feedback_records.h"

#include <criterion/criterion.h>

void let_take_part(const char *board, const char *member)
{
    recorded(consent_to(board, member, "participation", "pupil", ""));
    recorded(consent_to(board, member, "participation", "parent", ""));
}

const char *speaker_of(const char *board, const char *school)
{
    const char *member = recorded(join_board(board, school, ""));

    let_take_part(board, member);
    return member;
}

const char *speaking_pupil(const char *board, const char *school, const char *pupil)
{
    const char *member = recorded(post_over(
        parts.overseer.token, board_at(board, "/members"),
        text_of("{'school_id':'%s','pupil_id':'%s','starts_on':'%s'}", school, pupil,
                day_from_today(-50)), ""));

    let_take_part(board, member);
    return member;
}

const struct reply *say_to(const char *token, const char *board, const char *members)
{
    return post_over(token, "/v1/board-feedback",
                     text_of("{'board_id':'%s','text':'The corridors are too loud.'}", board),
                     members);
}

const char *said_to(const char *board, const char *members)
{
    return recorded(say_to(parts.facilitators[0].token, board, members));
}

const char *feedback_at(const char *id, const char *below)
{
    return text_of("/v1/board-feedback/%s%s", id, below);
}

const struct reply *read_feedback(const char *token, const char *id)
{
    return send_as(token, "GET", feedback_at(id, ""), NULL);
}

const struct reply *change_feedback(const char *token, const char *id, const char *members)
{
    return send_as(token, "PATCH", feedback_at(id, ""), text_of("{%s}", members));
}

const struct reply *move_feedback(const char *token, const char *id, const char *to,
                                  const char *more)
{
    return send_as(token, "POST", feedback_at(id, "/transitions"),
                   text_of("{'to':'%s'%s%s}", to, *more ? "," : "", more));
}

const char *service_says(const char *user, const char *sql)
{
    return owner_says(parts.schools[0],
                      text_of("SET ROLE api_rw; SELECT set_config('app.actor', '%s', false),"
                              " set_config('app.all_schools', '', false),"
                              " set_config('app.safeguarding', '', false); %s", user, sql));
}

const char *feed_now(const char *token)
{
    return text_at(send_as(token, "GET", "/v1/changes/latest", NULL), "/next_after");
}
