/* What boards talk about: codes that a trust makes up, forty at a time. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/board/board_records.h"

TestSuite(board_themes, .init = cast_board, .fini = client_stop, .timeout = 300);

static const struct reply *add_theme(const char *code, const char *members)
{
    return post_over(parts.overseer.token, "/v1/board-themes",
                     text_of("{'code':'%s','name':'A theme'}", code), members);
}

static const struct reply *change(const char *id, const char *members)
{
    return send_as(parts.overseer.token, "PATCH", text_of("/v1/board-themes/%s", id),
                   text_of("{%s}", members));
}

Test(board_themes, a_code_is_one_themes_and_stays)
{
    const struct reply *r = add_theme("behaviour", "");

    cr_assert_eq(r->status, 201, "%s", r->text);
    cr_expect(json_is_true(json_at(r->json, "/active")), "%s", r->text);
    const char *id = text_at(r, "/id");
    refused_for(add_theme("behaviour", ""), 409, "conflict", "/code board_theme_code_is_one");
    refused_for(add_theme("Behaviour", ""), 422, "validation_failed", "/code theme_code_format");
    refused_for(change(id, "'code':'other'"), 422, "validation_failed", "/code read_only");
    cr_expect_eq(change(id, "'name':'How we behave','active':false")->status, 200);
    r = send_as(parts.senco.token, "GET", "/v1/board-themes?active=false", NULL);
    cr_expect_str_eq(text_at(r, "/data/0/name"), "How we behave", "%s", r->text);
}

/* A theme is of no board, so it names no pupil of any school. */
Test(board_themes, none_bears_the_name_of_a_pupil)
{
    add_pupil(parts.outside);
    refused_for(add_theme("ours", "'name':'What Loveday Pascoe said'"), 422, "validation_failed",
                "/name board_theme_names_no_pupil");
    const char *id = recorded(add_theme("ours", ""));
    refused_for(change(id, "'name':'Pascoe, Loveday'"), 422, "validation_failed",
                "/name board_theme_names_no_pupil");
    cr_expect_eq(change(id, "'active':false")->status, 200);
}

Test(board_themes, they_are_the_trusts)
{
    const char *id = recorded(add_theme("lessons", ""));
    const char *some = new_person("send_lead", text_of("[\"%s\"]", parts.schools[0])).token;

    EXPECT_PROBLEM(send_as(some, "POST", "/v1/board-themes", "{'code':'mine','name':'Mine'}"), 403,
                   "forbidden");
    EXPECT_PROBLEM(send_as(some, "PATCH", text_of("/v1/board-themes/%s", id), "{'name':'Mine'}"),
                   403, "forbidden");
    cr_expect_eq(send_as(parts.facilitators[0].token, "GET", text_of("/v1/board-themes/%s", id),
                         NULL)->status, 200);
    EXPECT_PROBLEM(send_as(token_of(1, "trust_admin"), "GET", text_of("/v1/board-themes/%s", id),
                           NULL), 404, "not_found");
}

Test(board_themes, forty_are_active)
{
    const char *id = recorded(add_theme("first", ""));

    for (int i = 1; i < 40; i++)
        recorded(add_theme(text_of("theme_%d", i), ""));
    refused_for(add_theme("one_more", ""), 422, "validation_failed",
                "/active board_themes_are_forty_at_most");
    const char *more = recorded(add_theme("one_more", "'active':false"));
    refused_for(change(more, "'active':true"), 422, "validation_failed",
                "/active board_themes_are_forty_at_most");
    cr_expect_eq(change(id, "'active':false")->status, 200);
    cr_expect_eq(change(more, "'active':true")->status, 200);
    cr_expect_eq(change(more, "'name':'One more'")->status, 200, "it is one of the forty");
    /* One that was deleted comes back to a free place alone. */
    cr_expect_eq(send_as(parts.overseer.token, "DELETE", text_of("/v1/board-themes/%s", more),
                         NULL)->status, 204);
    cr_expect_eq(change(id, "'active':true")->status, 200);
    refused_for(send_as(parts.overseer.token, "POST", text_of("/v1/board-themes/%s/restore", more),
                        NULL),
                422, "validation_failed", "/active board_themes_are_forty_at_most");
}
