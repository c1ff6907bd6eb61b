/* What a board has brought about that schools can use: who says so, who sees it, and which schools
 * have used it. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/board/recommendation_records.h"

static const char *board;

static void start(void)
{
    cast_board();
    board = new_board("");
}

TestSuite(board_deliverables, .init = start, .fini = client_stop, .timeout = 300);

static const struct reply *make(const char *token, const char *members)
{
    return post_over(token, "/v1/board-deliverables",
                     text_of("{'board_id':'%s','title':'Five assemblies','kind':'assembly_package',"
                             "'reference':'https://trust.example/five','made_on':'%s'}",
                             board, day_from_today(-30)),
                     members);
}

static const char *made(void)
{
    return recorded(make(parts.facilitators[0].token, ""));
}

static const char *at(const char *id, const char *below)
{
    return text_of("/v1/board-deliverables/%s%s", id, below);
}

static const struct reply *tell_use(const char *token, const char *of, const char *school,
                                    const char *members)
{
    return post_over(token, at(of, "/uses"),
                     text_of("{'school_id':'%s','used_on':'%s'}", school, day_from_today(-7)),
                     members);
}

static const struct reply *change(const char *token, const char *path, const char *members)
{
    return send_as(token, "PATCH", path, text_of("{%s}", members));
}

static long long rows_of(const char *token, const char *path)
{
    const struct reply *r = send_as(token, "GET", path, NULL);

    cr_assert_eq(r->status, 200, "%s", r->text);
    return (long long)json_array_size(json_at(r->json, "/data"));
}

static const struct reply *seen(const char *token, const char *id)
{
    return send_as(token, "GET", at(id, ""), NULL);
}

Test(board_deliverables, what_is_wrong_with_one_is_said)
{
    const char *token = parts.facilitators[0].token;

    add_pupil(parts.schools[1]);
    refused_for(make(token, text_of("'made_on':'%s'", day_from_today(1))), 422, "validation_failed",
                "/made_on board_deliverable_is_there");
    refused_for(make(token, text_of("'retired_on':'%s'", day_from_today(-31))), 422,
                "validation_failed", "/retired_on board_deliverable_is_retired_after_it_was_made");
    refused_for(make(token, text_of("'retired_on':'%s'", day_from_today(1))), 422,
                "validation_failed", "/retired_on board_deliverable_was_retired");
    refused_for(make(token, "'kind':'poem'"), 422, "validation_failed",
                "/kind deliverable_kind_code");
    refused_for(make(token, "'reference':''"), 422, "validation_failed",
                "/reference deliverable_reference_length");
    refused_for(make(token, "'title':'As Loveday Pascoe sees it'"), 422, "validation_failed",
                "/title board_deliverable_names_no_pupil");
    refused_for(make(token, "'reference':'Films/Member 1'"), 422, "validation_failed",
                "/title board_deliverable_names_who_may_be_told");
}

static void expect_origin(const char *id, const char *of, size_t count)
{
    const struct reply *r = send_as(
        parts.overseer.token, "GET",
        text_of("/v1/board-deliverables?id=%s&recommendation_id=%s", id, of), NULL);

    cr_expect_eq(json_array_size(json_at(r->json, "/data")), count, "%s", r->text);
}

Test(board_deliverables, it_comes_of_what_was_recommended)
{
    const char *token = parts.facilitators[0].token;

    const char *other = recorded(recommend(board, quorate_meeting(board, -20), ""));
    board = new_board("");
    const char *first = recorded(recommend(board, quorate_meeting(board, -20), ""));
    const char *id = recorded(make(token, text_of("'recommendation_ids':['%s']", first)));
    expect_origin(id, first, 1);
    expect_origin(id, other, 0);
    refused_for(make(token, text_of("'recommendation_ids':['%s']", other)), 422,
                "validation_failed",
                "/recommendation_ids board_deliverable_comes_of_what_was_recommended");
    refused_for(
        change(token, at(id, ""), text_of("'recommendation_ids':['%s','%s']", first, other)), 422,
        "validation_failed", "/recommendation_ids board_deliverable_comes_of_what_was_recommended");
    refused_for(make(token, text_of("'recommendation_ids':['%s','%s']", first, first)), 422,
                "validation_failed", "/recommendation_ids board_deliverable_comes_of_each_once");
    const struct reply *r = change(token, at(id, ""), "'recommendation_ids':[]");
    cr_expect_eq(json_array_size(json_at(r->json, "/recommendation_ids")), 0, "%s", r->text);
}

Test(board_deliverables, it_is_of_who_runs_the_board)
{
    const char *id = made(), *used = made();

    EXPECT_PROBLEM(make(parts.head.token, ""), 403, "insufficient_scope");
    refused_for(make(parts.dsl.token, ""), 403, "forbidden",
                "/board_id board_is_served_by_its_facilitators");
    refused_for(make(parts.stranger.token, ""), 422, "validation_failed",
                "/board_id board_is_in_sight");
    bring_board(board, "ended");
    cr_expect_eq(
        change(parts.facilitators[1].token, at(id, ""), "'title':'Six assemblies'")->status, 200,
        "it goes on when the term is over");
    made();
    const char *use = recorded(tell_use(parts.head.token, used, parts.schools[0], ""));
    refused_for(send_as(parts.overseer.token, "DELETE", at(used, ""), NULL), 409, "conflict",
                "/retired_on board_deliverable_that_was_used_is_retired");
    refused_for(
        change(parts.overseer.token, at(used, ""), text_of("'made_on':'%s'", day_from_today(-6))),
        422, "validation_failed", "/made_on board_deliverable_precedes_its_uses");
    const struct reply *r = change(parts.overseer.token, at(used, ""),
                                   text_of("'retired_on':'%s'", day_from_today(0)));
    cr_expect_str_eq(text_at(r, "/retired_on"), day_from_today(0), "%s", r->text);
    cr_expect_eq(rows_of(parts.head.token, "/v1/board-deliverables?retired_on.null=true"), 2);
    cr_expect_eq(
        send_as(parts.head.token, "DELETE", at(used, text_of("/uses/%s", use)), NULL)->status, 204);
    cr_expect_eq(send_as(parts.overseer.token, "DELETE", at(used, ""), NULL)->status, 204);
    EXPECT_PROBLEM(tell_use(parts.head.token, used, parts.schools[0], ""), 410, "deleted");
    cr_expect_eq(send_as(parts.overseer.token, "POST", at(used, "/restore"), NULL)->status, 200);
}

/* A school that it names, or a member, may become one that is not to be told of. */
Test(board_deliverables, schools_see_what_names_nobody_who_is_not_told)
{
    const char *member = member_of(board, parts.schools[0]);

    recorded(consent_to(board, member, "name_in_minutes", "pupil", ""));
    const struct reply *given = consent_to(board, member, "name_in_minutes", "parent", "");
    const char *id = recorded(make(parts.overseer.token, "'title':'By Member 1 and others'"));
    const char *after = feed_now(parts.overseer.token);

    cr_expect_eq(seen(parts.head.token, id)->status, 200);
    const struct reply *r = change(
        parts.facilitators[0].token,
        member_at(board, member, text_of("/consents/%s", text_at(given, "/id"))),
        text_of("'withdrawn_on':'%s'", day_from_today(0)));
    cr_assert_eq(r->status, 200, "%s", r->text);
    EXPECT_PROBLEM(seen(parts.head.token, id), 404, "not_found");
    cr_expect_eq(seen(parts.facilitators[0].token, id)->status, 200);
    recorded(consent_to(board, member, "name_in_minutes", "parent", ""));
    cr_expect_eq(seen(parts.head.token, id)->status, 200, "it is consented to anew");
    cr_expect_eq(change(parts.overseer.token, at(id, ""), "'title':'By some'")->status, 200);
    cr_expect_eq(seen(parts.head.token, id)->status, 200);
    r = send_as(parts.head.token, "GET", at(id, "/history"), NULL);
    cr_expect(r->status == 200 && strstr(r->text, "title") && !strstr(r->text, "Member 1"),
              "it does not say what it was: %s", r->text);
    fed(parts.overseer.token, after, "board_deliverable", 1);
    const char *school = text_at(
        send_as(parts.overseer.token, "GET", text_of("/v1/schools/%s", parts.schools[1]), NULL),
        "/urn");
    cr_expect_eq(
        change(parts.overseer.token, at(id, ""), text_of("'title':'Of %s'", school))->status, 200);
    const char *joined = recorded(join_board(board, parts.schools[1], "'school_withheld':true"));
    EXPECT_PROBLEM(seen(parts.head.token, id), 404, "not_found");
    const char *at_joined = member_at(board, joined, "");
    cr_expect_eq(change(parts.overseer.token, at_joined, "'school_withheld':false")->status, 200);
    cr_expect_eq(seen(parts.head.token, id)->status, 200, "it may be named again");
    cr_expect_eq(change(parts.overseer.token, at_joined, "'school_withheld':true")->status, 200);
    EXPECT_PROBLEM(seen(parts.head.token, id), 404, "not_found");
}

/* What was said before stands in the way of nothing else. */
Test(board_deliverables, what_names_who_is_told_of_no_longer_is_put_away)
{
    const char *overseer = parts.overseer.token;
    const char *path = text_of("/v1/schools/%s", parts.schools[1]);
    const char *school = text_at(send_as(overseer, "GET", path, NULL), "/urn");
    const char *id = recorded(make(overseer, text_of("'title':'Of %s'", school)));
    const char *wrong = "/title board_deliverable_names_who_may_be_told";

    recorded(join_board(board, parts.schools[1], "'school_withheld':true"));
    const struct reply *r = change(overseer, at(id, ""),
                                   text_of("'kind':'film','retired_on':'%s'", day_from_today(0)));
    cr_expect_eq(r->status, 200, "%s", r->text);
    refused_for(change(overseer, at(id, ""), text_of("'title':'Of %s again'", school)), 422,
                "validation_failed", wrong);
    cr_expect_eq(send_as(overseer, "DELETE", at(id, ""), NULL)->status, 204);
    refused_for(send_as(overseer, "POST", at(id, "/restore"), NULL), 422, "validation_failed",
                wrong);
}

Test(board_deliverables, what_is_wrong_with_a_use_is_said)
{
    const char *id = made(), *token = parts.facilitators[0].token, *school = parts.schools[0];

    add_pupil(parts.schools[1]);
    recorded(tell_use(token, id, school, "'pupils_reached':180"));
    refused_for(tell_use(token, id, school, ""), 409, "conflict",
                "/used_on board_use_is_told_once");
    refused_for(tell_use(token, id, school, text_of("'used_on':'%s'", day_from_today(1))), 422,
                "validation_failed", "/used_on board_use_has_been");
    refused_for(tell_use(token, id, school, text_of("'used_on':'%s'", day_from_today(-31))), 422,
                "validation_failed", "/used_on board_use_follows_the_making");
    const char *retired = recorded(make(token, text_of("'retired_on':'%s'", day_from_today(-6))));
    refused_for(tell_use(token, retired, school, text_of("'used_on':'%s'", day_from_today(-6))),
                422, "validation_failed", "/used_on board_use_precedes_retirement");
    recorded(tell_use(token, retired, school, ""));
    refused_for(tell_use(token, id, parts.outside, ""), 422, "validation_failed",
                "/school_id board_use_is_of_a_school_covered");
    refused_for(tell_use(token, id, parts.schools[1], "'note':'Loveday Pascoe laughed'"), 422,
                "validation_failed", "/note board_use_names_no_pupil");
    refused_for(tell_use(token, id, school, "'pupils_reached':-1"), 422, "validation_failed",
                "/pupils_reached count_range");
}

Test(board_deliverables, a_school_tells_its_own_uses)
{
    const char *id = made(), *own = recorded(tell_use(parts.head.token, id, parts.schools[0], ""));
    const char *other = recorded(tell_use(parts.facilitators[0].token, id, parts.schools[1], ""));
    const char *at_own = at(id, text_of("/uses/%s", own));
    const char *at_other = at(id, text_of("/uses/%s", other));

    refused_for(tell_use(parts.head.token, id, parts.schools[1], ""), 403, "forbidden",
                "/school_id board_use_is_told_by_the_school");
    EXPECT_PROBLEM(tell_use(parts.senco.token, id, parts.schools[0], ""), 403,
                   "insufficient_scope");
    EXPECT_PROBLEM(tell_use(parts.dsl.token, id, parts.schools[0], ""), 404, "not_found");
    EXPECT_PROBLEM(tell_use(parts.bystander.token, id, parts.outside, ""), 404, "not_found");
    EXPECT_PROBLEM(change(parts.head.token, at_other, "'note':'So they say'"), 404, "not_found");
    cr_expect_eq(change(parts.head.token, at_own, "'pupils_reached':40")->status, 200);
    cr_expect_eq(change(parts.facilitators[1].token, at_own, "'pupils_reached':50")->status, 200);
    cr_expect_eq(
        change(narrowed(parts.overseer.token, "'board:read','board:write','board:oversee'"),
               at_other, "'pupils_reached':9")
            ->status,
        200);
    EXPECT_PROBLEM(send_as(parts.head.token, "GET", at_other, NULL), 404, "not_found");
    cr_expect_eq(rows_of(parts.head.token, at(id, "/uses")), 1);
    cr_expect_eq(rows_of(parts.facilitators[0].token, at(id, "/uses")), 2);
    const struct reply *r = seen(parts.head.token, id);
    cr_expect_eq(json_integer_value(json_at(r->json, "/uses")), 2, "%s", r->text);
    cr_expect_eq(json_integer_value(json_at(r->json, "/schools_using")), 2, "%s", r->text);
}

/* Which schools have used it, and what a school has used: as far as the caller sees. */
Test(board_deliverables, lists_tell_which_schools_have_used_it)
{
    const char *first = made(), *second = made(), *overseer = parts.overseer.token;
    const char *used_by = text_of("/v1/board-deliverables?used_by=%s", parts.schools[1]);
    const char *not_by = text_of("/v1/board-deliverables?used_by.ne=%s", parts.schools[1]);
    const char *across = "/v1/board-deliverable-uses?deliverable_id=";

    recorded(tell_use(overseer, first, parts.schools[0], ""));
    recorded(tell_use(overseer, first, parts.schools[1], ""));
    recorded(
        tell_use(overseer, first, parts.schools[1], text_of("'used_on':'%s'", day_from_today(-1))));
    recorded(tell_use(overseer, second, parts.schools[0], ""));
    const struct reply *r = send_as(overseer, "GET", used_by, NULL);
    cr_assert_eq(json_array_size(json_at(r->json, "/data")), 1, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/data/0/id"), first);
    cr_expect_eq(json_integer_value(json_at(r->json, "/data/0/uses")), 3, "%s", r->text);
    cr_expect_eq(json_integer_value(json_at(r->json, "/data/0/schools_using")), 2, "%s", r->text);
    cr_expect_eq(rows_of(overseer, not_by), 1);
    cr_expect_eq(rows_of(parts.head.token, used_by), 0, "it sees its own uses alone");
    cr_expect_eq(
        rows_of(overseer, text_of("%s%s&used_on.gt=%s", across, first, day_from_today(-7))), 1);
    cr_expect_eq(rows_of(overseer, text_of("%s%s", across, first)), 3);
    cr_expect_eq(rows_of(parts.head.token, text_of("%s%s", across, first)), 1);
    cr_expect_eq(rows_of(parts.bystander.token, text_of("%s%s", across, first)), 0);
    r = call(&(struct call){ .token = overseer,
                             .method = "GET",
                             .path = text_of("%s%s&fields=school_id,used_on", across, second),
                             .headers = { "Accept: text/csv" } });
    cr_expect_str_eq(
        r->text, text_of("school_id,used_on\r\n%s,%s\r\n", parts.schools[0], day_from_today(-7)));
}
