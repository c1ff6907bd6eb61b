#include "tests/board/impact_records.h"

#include <criterion/criterion.h>

struct crowd crowd;
const char *const CROWD_THEME[CROWD_THEMES] = { "bullying", "corridors", "food", "lessons",
                                                "trips" };

static const int DAYS_AGO[MEETINGS] = { 62, 34, 6 };

/* ---- the board --------------------------------------------------------------------------- */

static void make_schools(void)
{
    for (size_t i = 0; i < CROWD_SCHOOLS; i++) {
        crowd.schools[i] = i < 3 ? parts.schools[i] : add_school();
        const struct reply *r = send_as(trust_admin(), "PATCH",
                                        text_of("/v1/schools/%s", crowd.schools[i]),
                                        text_of("{'phase':'%s'}", i < 3 ? "2" : "4"));

        cr_assert_eq(r->status, 200, "%s", r->text);
    }
}

static const char *all_schools(void)
{
    const char *all = text_of("'%s'", crowd.schools[0]);

    for (size_t i = 1; i < CROWD_SCHOOLS; i++)
        all = text_of("%s,'%s'", all, crowd.schools[i]);
    return all;
}

static void join(size_t at)
{
    static const size_t UPTO[CROWD_SCHOOLS] = { 13, 21, 24, 36, 44, 48 };
    static const char *const NEEDS[] = { "SEMH", "SEMH", "SEMH", "SEMH", "ASD",
                                         "ASD",  "ASD",  "SLCN", NULL,   NULL };
    size_t school = 0;

    while (at >= UPTO[school])
        school++;
    crowd.school_of[at] = school;
    crowd.need_of[at] = NEEDS[at * 7 % 10];
    crowd.withheld[at] = at == 3 || at == 40;
    crowd.members[at] = recorded(
        join_board(crowd.board, crowd.schools[school],
                   text_of("'age_band':'16_and_over','school_withheld':%s%s",
                           crowd.withheld[at] ? "true" : "false",
                           crowd.need_of[at] ? text_of(",'need':'%s'", crowd.need_of[at]) : "")));
    recorded(consent_to(crowd.board, crowd.members[at], "participation", "pupil", ""));
}

void gather_crowd(void)
{
    crowd = (struct crowd){ 0 };
    make_schools();
    crowd.board = recorded(
        set_up_board(text_of("'school_ids_covered':[%s],'seats_per_school':20", all_schools())));
    for (size_t i = 0; i < 2; i++)
        recorded(name_facilitator(crowd.board, parts.facilitators[i],
                                  text_of("'dbs_checked_on':'%s','starts_on':'%s'",
                                          day_from_today(-365), day_from_today(-100))));
    for (size_t i = 0; i < CROWD_THEMES; i++)
        recorded(post_over(parts.overseer.token, "/v1/board-themes",
                           text_of("{'code':'%s','name':'A theme'}", CROWD_THEME[i]), ""));
    for (size_t i = 0; i < MEETINGS; i++)
        crowd.meetings[i] = recorded(
            plan_meeting(crowd.board, text_of("'held_on':'%s'", day_from_today(-DAYS_AGO[i]))));
    for (size_t i = 0; i < CROWD; i++)
        join(i);
}

/* ---- what is said ------------------------------------------------------------------------ */

static const char *codes_of(unsigned themes)
{
    const char *codes = "";

    for (size_t i = 0; i < CROWD_THEMES; i++)
        if (themes & 1U << i)
            codes = text_of("%s%s'%s'", codes, *codes ? "," : "", CROWD_THEME[i]);
    return codes;
}

static size_t say(size_t member, size_t meeting, unsigned themes, bool by_name)
{
    cr_assert_lt(crowd.said, SAYINGS);
    crowd.sayings[crowd.said] = (struct saying){
        .id = said_to(crowd.board,
                      text_of("'member_id':'%s','meeting_id':'%s','theme_codes':[%s],"
                              "'anonymous':%s",
                              crowd.members[member], crowd.meetings[meeting], codes_of(themes),
                              by_name ? "false" : "true")),
        .member = member,
        .meeting = meeting,
        .themes = themes,
        .by_name = by_name
    };
    return crowd.said++;
}

size_t crowd_says(size_t member, size_t meeting, unsigned themes)
{
    return say(member, meeting, themes, false);
}

size_t crowd_says_by_name(size_t member, size_t meeting, unsigned themes)
{
    return say(member, meeting, themes, true);
}

void crowd_is_answered(size_t saying)
{
    const char *id = crowd.sayings[saying].id;

    cr_assert_eq(move_feedback(parts.facilitators[0].token, id, "open", "")->status, 200);
    recorded(post_over(parts.overseer.token, feedback_at(id, "/responses"),
                       "{'by':'trust','text':'We pad the doors.'}", ""));
    crowd.sayings[saying].answered = true;
}

/* ---- periods ----------------------------------------------------------------------------- */

const struct reply *close_period(const char *token, const char *board, size_t meeting,
                                 const char *members)
{
    return post_over(token, board_at(board, "/impact-periods"),
                     text_of("{'name':'Half-term %zu','starts_on':'%s','ends_on':'%s'}",
                             meeting + 1, day_from_today(-DAYS_AGO[meeting] - 22),
                             day_from_today(-DAYS_AGO[meeting] + 5)),
                     members);
}

const char *closed_period(size_t meeting)
{
    return recorded(close_period(parts.overseer.token, crowd.board, meeting, ""));
}

const char *period_at(const char *board, const char *id, const char *below)
{
    return board_at(board, text_of("/impact-periods/%s%s", id, below));
}

const struct reply *read_impact(const char *token, const char *board, const char *query)
{
    return send_as(token, "GET", board_at(board, text_of("/impact%s%s", *query ? "?" : "", query)),
                   NULL);
}
