/* What is screened for: phrases that every trust has, and those that one adds. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/board/board_records.h"

#define ALL "/v1/board-disclosure-phrases"

static const char *guard; /* of the whole trust */

static void start(void)
{
    cast_board();
    guard = token_over("dsl", parts.schools[0], NULL);
}

TestSuite(board_screening, .init = start, .fini = client_stop, .timeout = 300);

static const struct reply *add_phrase(const char *phrase)
{
    return send_as(guard, "POST", ALL, text_of("{'phrase':'%s'}", phrase));
}

static const char *phrase_at(const char *id)
{
    return text_of(ALL "/%s", id);
}

Test(board_screening, a_trust_begins_with_what_every_trust_has)
{
    const struct reply *r = send_as(parts.facilitators[0].token, "GET",
                                    ALL "?standard=true&limit=500", NULL);

    cr_expect_gt(json_array_size(json_at(r->json, "/data")), 80, "%s", r->text);
    r = send_as(guard, "GET", ALL "?phrase=hurt", NULL);
    const char *id = text_at(r, "/data/0/id");
    cr_expect(json_is_true(json_at(r->json, "/data/0/as_beginning")), "%s", r->text);
    refused_for(send_as(guard, "DELETE", phrase_at(id), NULL), 409, "conflict",
                "/phrase board_disclosure_phrase_is_kept");
}

Test(board_screening, a_trust_adds_its_own_and_takes_them_back)
{
    const struct reply *r = add_phrase("Behind the bike-shed");

    cr_assert_eq(r->status, 201, "%s", r->text);
    const char *id = text_at(r, "/id");
    cr_expect(json_is_false(json_at(r->json, "/standard")), "%s", r->text);
    refused_for(add_phrase("behind THE bike shed!"), 409, "conflict",
                "/phrase board_disclosure_phrase_is_one");
    refused_for(add_phrase("Not eating"), 409, "conflict",
                "/phrase board_disclosure_phrase_is_one");
    refused_for(add_phrase("?!"), 422, "validation_failed",
                "/phrase board_disclosure_phrase_has_words");
    cr_expect_eq(send_as(guard, "DELETE", phrase_at(id), NULL)->status, 204);
    EXPECT_PROBLEM(send_as(guard, "GET", phrase_at(id), NULL), 410, "deleted");
    cr_expect_eq(send_as(guard, "POST", text_of("%s/restore", phrase_at(id)), NULL)->status, 200);
}

/* It is of the whole trust, so it is written by who guards all of it. */
Test(board_screening, they_are_the_whole_trusts)
{
    EXPECT_PROBLEM(send_as(parts.dsl.token, "POST", ALL, "{'phrase':'of one school'}"), 403,
                   "forbidden");
    EXPECT_PROBLEM(send_as(trust_admin(), "POST", ALL, "{'phrase':'of the office'}"), 403,
                   "insufficient_scope");
    const char *id = recorded(add_phrase("of the trust"));
    cr_expect_eq(send_as(parts.dsl.token, "GET", phrase_at(id), NULL)->status, 200);
    EXPECT_PROBLEM(send_as(token_of(1, "dsl"), "GET", phrase_at(id), NULL), 404, "not_found");
}
