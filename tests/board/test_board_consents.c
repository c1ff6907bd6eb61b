/* Who consents to what on a board, and until when. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/board/board_records.h"

static const char *board;

static void start(void)
{
    cast_board();
    board = new_board("");
}

TestSuite(board_consents, .init = start, .fini = client_stop, .timeout = 300);

static const char *facilitator(void)
{
    return parts.facilitators[0].token;
}

static const struct reply *change(const char *member, const char *id, const char *members)
{
    return send_as(facilitator(), "PATCH", member_at(board, member, text_of("/consents/%s", id)),
                   text_of("{%s}", members));
}

/* The types in force for a member, as "participation recording". */
static const char *in_force(const char *member)
{
    const struct reply *r = send_as(facilitator(), "GET", member_at(board, member, ""), NULL);
    const json_t *type;
    const char *out = "";
    size_t i;

    json_array_foreach(json_at(r->json, "/consents_in_force"), i, type)
        out = text_of("%s%s%s", out, i ? " " : "", json_string_value(type));
    return out;
}

static const char *joined(const char *members)
{
    return recorded(join_board(board, parts.schools[2], members));
}

/* ---- whose consent it takes -------------------------------------------------------------- */

/* The age band, and whose consents are in force together, one by one. */
Test(board_consents, who_is_asked_follows_from_the_age)
{
    static const struct {
        const char *member, *givers[3]; /* the last of which completes it */
    } CASES[] = {
        { "'age_band':'under_13'", { "pupil", "parent", NULL } },
        { "'age_band':'13_to_15'", { "pupil", "parent", NULL } },
        { "'age_band':'16_and_over'", { "parent", "pupil", NULL } },
        { "'age_band':'16_and_over','lacks_capacity':true", { "pupil", "parent",
                                                              "representative" } },
    };

    cr_assert_eq(send_as(parts.overseer.token, "PATCH", board_at(board, ""),
                         "{'seats_per_school':9}")->status, 200);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const char *member = joined(CASES[i].member);

        for (size_t k = 0; k < 3 && CASES[i].givers[k]; k++) {
            cr_expect_str_eq(in_force(member), "", "%s: before %s", CASES[i].member,
                             CASES[i].givers[k]);
            recorded(consent_to(board, member, "recording", CASES[i].givers[k], ""));
        }
        cr_expect_str_eq(in_force(member), "recording", "%s", CASES[i].member);
    }
}

Test(board_consents, who_is_asked_is_the_trusts)
{
    const char *member = joined(""), *at = consent_rule("13_to_15", false);
    const char *path = text_of("/v1/board-consent-rules/%s", at);

    recorded(consent_to(board, member, "participation", "pupil", ""));
    cr_expect_str_eq(in_force(member), "");
    refused_for(send_as(parts.overseer.token, "PATCH", path, "{'givers':[]}"), 422,
                "validation_failed", "/givers board_consent_rule_asks_somebody");
    refused_for(send_as(parts.overseer.token, "PATCH", path, "{'givers':['pupil','pupil']}"), 422,
                "validation_failed", "/givers board_consent_rule_givers_are_different");
    const char *some = new_person("send_lead", text_of("[\"%s\"]", parts.schools[0])).token;
    EXPECT_PROBLEM(send_as(some, "PATCH", path, "{'givers':['pupil']}"), 403, "forbidden");
    cr_expect_eq(send_as(parts.overseer.token, "PATCH", path, "{'givers':['pupil']}")->status, 200);
    cr_expect_str_eq(in_force(member), "participation");
}

/* With a pupil it is the birth date that says how old they are, each day. */
Test(board_consents, a_birthday_asks_anew)
{
    const char *born = owner_says(parts.schools[0],
                                  "SELECT (app.today() - interval '16 years')::date + 1");
    const char *pupil = text_at(added(trust_admin(), "/v1/pupils",
                                      but(pupil_body(parts.schools[2]),
                                          quoted(text_of("{'date_of_birth':'%s'}", born)))), "/id");
    const char *member = recorded(post_over(
        parts.overseer.token, board_at(board, "/members"),
        text_of("{'school_id':'%s','pupil_id':'%s'}", parts.schools[2], pupil), ""));
    const char *ask = text_of("SELECT app.has_consented(m, 'participation', app.today() + %%d)"
                              " FROM app.board_member m WHERE id = '%s'", member);

    recorded(consent_to(board, member, "participation", "pupil", ""));
    cr_expect_str_eq(in_force(member), "", "a parent is asked to the last day of 15");
    cr_expect_str_eq(owner_says(parts.schools[0], text_of("%.*s1%s", (int)(strstr(ask, "%d") - ask),
                                                          ask, strstr(ask, "%d") + 2)), "t");
}

/* ---- what a consent is ------------------------------------------------------------------- */

Test(board_consents, what_is_wrong_with_one_is_said)
{
    const char *member = joined("");
    const char *const CASES[][2] = {
        { text_of("'given_on':'%s'", day_from_today(1)), "/given_on board_consent_was_given" },
        { text_of("'withdrawn_on':'%s'", day_from_today(1)),
          "/withdrawn_on board_consent_was_withdrawn" },
        { text_of("'withdrawn_on':'%s'", day_from_today(-10)),
          "/withdrawn_on board_consent_is_withdrawn_after_it_was_given" },
        { "'evidence_reference':'Loveday Pascoe, signed'",
          "/evidence_reference board_consent_names_no_pupil" },
        { "'type':'everything'", "/type consent_type_code" },
        { "'giver':'friend'", "/giver consent_giver_code" },
    };

    add_pupil(parts.schools[1]);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        refused_for(consent_to(board, member, "participation", "parent", CASES[i][0]), 422,
                    "validation_failed", CASES[i][1]);
    recorded(consent_to(board, member, "participation", "parent", ""));
    refused_for(consent_to(board, member, "participation", "parent", ""), 409, "conflict",
                "/type board_consent_is_given_once");
}

/* It ends on the day it is withdrawn, whatever became of the board, and another may follow. */
Test(board_consents, a_consent_is_withdrawn_for_good)
{
    const char *member = joined("'age_band':'under_13'"), *today = day_from_today(0);
    const char *id = recorded(consent_to(board, member, "participation", "parent", ""));
    const char *late = recorded(consent_to(board, member, "name_in_minutes", "parent", ""));

    cr_expect_str_eq(in_force(member), "participation name_in_minutes");
    const struct reply *r = change(member, id, text_of("'withdrawn_on':'%s'", today));
    cr_expect_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(in_force(member), "name_in_minutes");
    refused_for(change(member, id, "'withdrawn_on':null"), 409, "conflict",
                "/withdrawn_on board_consent_that_was_withdrawn_stays");
    refused_for(change(member, id, text_of("'withdrawn_on':'%s'", day_from_today(-1))), 409,
                "conflict", "/withdrawn_on board_consent_that_was_withdrawn_stays");
    recorded(consent_to(board, member, "participation", "parent", text_of("'given_on':'%s'",
                                                                          today)));
    cr_expect_str_eq(in_force(member), "participation name_in_minutes");
    bring_board(board, "ended");
    refused_for(consent_to(board, member, "recording", "parent", ""), 409, "conflict",
                "/board_id board_has_not_ended");
    r = change(member, late, text_of("'withdrawn_on':'%s'", today));
    cr_expect_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(in_force(member), "participation");
}

Test(board_consents, they_are_taken_by_those_who_run_the_board)
{
    const char *member = member_of(board, parts.schools[0]);
    const char *id = recorded(consent_to(board, member, "participation", "parent", ""));
    const char *body = "{'type':'recording','giver':'parent','given_on':'2026-09-01'}";

    refused_for(send_as(parts.dsl.token, "POST", member_at(board, member, "/consents"), body), 403,
                "forbidden", "/board_id board_is_served_by_its_facilitators");
    refused_for(send_as(parts.dsl.token, "PATCH",
                        member_at(board, member, text_of("/consents/%s", id)),
                        text_of("{'withdrawn_on':'%s'}", day_from_today(0))),
                403, "forbidden", "/board_id board_is_served_by_its_facilitators");
    EXPECT_PROBLEM(send_as(parts.facilitators[0].token, "DELETE",
                           member_at(board, member, text_of("/consents/%s", id)), NULL),
                   405, "method_not_allowed");
}

/* A consent is there under its own member, and a member under its own board. */
Test(board_consents, they_are_below_their_member)
{
    const char *member = member_of(board, parts.schools[0]), *second = new_board("");
    const char *id = recorded(consent_to(board, member, "participation", "parent", ""));
    const char *below = text_of("/consents/%s", id);
    const char *const ELSEWHERE[][2] = {
        { second, member },
        { board, member_of(board, parts.schools[1]) },
        { second, member_of(second, parts.schools[0]) },
    };

    cr_expect_eq(send_as(facilitator(), "GET", member_at(board, member, below), NULL)->status, 200);
    for (size_t i = 0; i < 3; i++) {
        const char *at = member_at(ELSEWHERE[i][0], ELSEWHERE[i][1], below);

        EXPECT_PROBLEM(send_as(facilitator(), "GET", at, NULL), 404, "not_found");
        EXPECT_PROBLEM(send_as(facilitator(), "PATCH", at, "{'evidence_reference':'x'}"), 404,
                       "not_found");
    }
    EXPECT_PROBLEM(send_as(facilitator(), "GET", member_at(second, member, "/consents"), NULL), 404,
                   "not_found");
    EXPECT_PROBLEM(send_as(facilitator(), "POST", member_at(second, member, "/consents"),
                           "{'type':'recording','giver':'parent','given_on':'2026-09-01'}"),
                   404, "not_found");
    cr_assert_eq(send_as(facilitator(), "DELETE", member_at(board, member, ""), NULL)->status, 204);
    EXPECT_PROBLEM(send_as(facilitator(), "GET", member_at(board, member, below), NULL), 410,
                   "deleted");
}

/* ---- what is seen of them ---------------------------------------------------------------- */

/* They are seen as the member is, and what says where they are goes with the pupil. */
Test(board_consents, they_follow_the_member)
{
    const char *here = text_of("[\"%s\"]", parts.schools[2]), *pupil = add_pupil(parts.schools[2]);
    const char *member = recorded(post_over(
        parts.overseer.token, board_at(board, "/members"),
        text_of("{'school_id':'%s','pupil_id':'%s'}", parts.schools[2], pupil), ""));
    const char *id = recorded(consent_to(board, member, "participation", "parent",
                                         "'evidence_reference':'0018-wren'"));
    const char *at = member_at(board, member, text_of("/consents/%s", id));
    const char *senco = new_person("senco", here).token;
    const char *lead = token_over("trust_admin dsl", parts.schools[2], here);
    const char *path = text_of("/v1/pupils/%s", pupil);

    cr_expect_eq(send_as(senco, "GET", at, NULL)->status, 200);
    cr_assert_eq(send_as(lead, "PATCH", path, "{'restricted':true}")->status, 200);
    EXPECT_PROBLEM(send_as(senco, "GET", at, NULL), 404, "not_found");
    EXPECT_PROBLEM(send_as(senco, "GET", text_of("%s/history", at), NULL), 404, "not_found");
    cr_expect_eq(send_as(facilitator(), "GET", at, NULL)->status, 200);
    cr_assert_eq(send_as(lead, "PATCH", path, "{'restricted':false}")->status, 200);
    const struct reply *r = send_as(trust_admin(), "GET", text_of("%s/subject-access", path), NULL);
    cr_expect_str_eq(text_at(r, "/held/board_consent/0/id"), id, "%s", r->text);
    cr_assert_eq(send_as(trust_admin(), "DELETE", path, NULL)->status, 204);
    r = send_as(trust_admin(), "POST", text_of("%s/purge", path), "{'reason':'Asked for'}");
    cr_assert_lt(r->status, 300, "%s", r->text);
    r = send_as(facilitator(), "GET", at, NULL);
    cr_expect(r->status == 200 && !strstr(r->text, "wren"), "%s", r->text);
    r = send_as(parts.overseer.token, "GET", text_of("%s/history", at), NULL);
    cr_expect(r->status == 200 && !strstr(r->text, "wren"), "%s", r->text);
}
