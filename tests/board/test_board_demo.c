/* The board of the demonstration is what sql/demo/boards.sql says that it is. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/fixture.h"

static const char *board; /* its address */

/* A list below /v1 as somebody of a claim set sees it. */
static const struct reply *seen_by(const char *claim_set, const char *path)
{
    const struct reply *r = CALL(.path = path, .token = token_of(0, claim_set));

    cr_assert_eq(r->status, 200, "%s: %s", path, r->text);
    return r;
}

static size_t rows(const struct reply *r)
{
    return json_array_size(json_at(r->json, "/data"));
}

static const char *of_board(const char *collection, const char *more)
{
    return text_of("/v1/%s?board_id=%s%s", collection, strrchr(board, '/') + 1, more);
}

static void find_board(void)
{
    client_start();
    board = text_of("/v1/boards/%s",
                    text_at(seen_by("send_lead", "/v1/boards?name=Student%20inclusion%20advisory"
                                                 "%20board"),
                            "/data/0/id"));
}

TestSuite(board_demo, .init = find_board, .fini = client_stop, .timeout = 120);

Test(board_demo, it_sits_over_all_schools)
{
    const struct reply *r = seen_by("send_lead", board);
    const struct reply *who = seen_by("send_lead", text_of("%s/facilitators", board));

    cr_expect_str_eq(text_at(r, "/status"), "sitting");
    cr_expect_eq(json_array_size(json_at(r->json, "/school_ids_covered")), 16);
    cr_expect_eq(rows(who), 2);
    for (size_t i = 0; i < 2; i++)
        cr_expect(json_is_true(json_at(who->json, text_of("/data/%zu/checked", i))), "%s",
                  who->text);
}

/* A member from each school, by pseudonym, with the consents that it takes; one of a school that is
 * not told, and one who is a pupil of the demonstration. */
Test(board_demo, members_are_of_every_school)
{
    const struct reply *r = seen_by("send_lead", text_of("%s/members?sort=created_at", board));
    const struct reply *withheld = seen_by("send_lead",
                                           text_of("%s/members?school_withheld=true", board));
    const char *known = NULL;

    cr_assert_eq(rows(r), 17, "%s", r->text);
    for (size_t i = 0; i < rows(r); i++) {
        const json_t *one = json_at(r->json, text_of("/data/%zu", i));

        cr_expect_geq(json_array_size(json_object_get(one, "consents_in_force")), 2, "%s", r->text);
        cr_expect_str_eq(text_of("%.7s", json_string_value(json_object_get(one, "pseudonym"))),
                         "Member ");
        if (json_is_null(json_object_get(one, "age_band")))
            known = json_string_value(json_object_get(one, "id"));
    }
    cr_expect_eq(rows(withheld), 1);
    cr_assert(known);
    r = seen_by("send_lead", text_of("%s/members/%s", board, known));
    cr_expect_eq(CALL(.path = text_of("/v1/pupils/%s", text_at(r, "/pupil_id")),
                      .token = token_of(0, "send_lead"))
                     ->status,
                 200);
}

Test(board_demo, it_has_met_twice_and_will_meet_again)
{
    const char *meetings = text_of("%s/meetings?sort=held_on", board);
    const struct reply *r = seen_by("send_lead", meetings);

    cr_assert_eq(rows(r), 3);
    cr_expect_str_eq(text_at(r, "/data/0/focus"), "The behaviour policy");
    cr_expect_str_eq(text_at(r, "/data/1/focus"), "SEND and reasonable adjustments");
    for (size_t i = 0; i < 2; i++) {
        cr_expect_str_eq(text_at(r, text_of("/data/%zu/status", i)), "minutes_published");
        cr_expect(json_is_true(json_at(r->json, text_of("/data/%zu/quorum/quorate", i))));
    }
    cr_expect_str_eq(text_at(r, "/data/2/status"), "planned");
    cr_expect_str_gt(text_at(r, "/data/2/held_on"), day_from_today(0));
    r = seen_by("send_lead", text_of("%s/meetings/%s/agenda-items?sort=position", board,
                                     text_at(r, "/data/2/id")));
    cr_expect_eq(rows(r), 3);
    cr_expect_str_eq(text_at(r, "/data/0/put_up_by"), "board");
    cr_expect_str_eq(text_at(r, "/data/1/put_up_by"), "school");
    cr_expect_str_eq(text_at(r, "/data/2/put_up_by"), "trust");
    r = seen_by("school_leader", meetings);
    cr_expect_eq(rows(r), 2, "a school reads what was published");
    cr_expect(strstr(text_at(r, "/data/0/minutes"), "in small steps"), "%s", r->text);
}

Test(board_demo, what_is_said_is_heard_by_those_it_is_for)
{
    const struct reply *r = seen_by("send_lead", of_board("board-feedback", "&status=answered"));

    cr_assert_eq(rows(r), 1);
    cr_expect(json_is_false(json_at(r->json, "/data/0/anonymous")), "%s", r->text);
    cr_expect_eq(rows(seen_by("send_lead", text_of("/v1/board-feedback/%s/responses",
                                                   text_at(r, "/data/0/id")))),
                 1);
    cr_expect_eq(rows(seen_by("send_lead", of_board("board-feedback", "&anonymous=true"))), 4);
    cr_expect_eq(rows(seen_by("send_lead", of_board("board-feedback", "&theme_code=behaviour"))),
                 3);
    cr_expect_eq(rows(seen_by("send_lead", of_board("board-feedback", "&status=held"))), 0);
    cr_expect_eq(rows(seen_by("school_leader", of_board("board-feedback", ""))), 0);
    r = seen_by("dsl", of_board("board-feedback", "&status=held"));
    cr_expect_eq(rows(r), 1, "the queue of the safeguarding lead: %s", r->text);
}

/* What is said has been answered, or waits to be. */
static const char *one_with(const char *status)
{
    const struct reply *r = seen_by(
        "send_lead", of_board("board-recommendations", text_of("&status=%s", status)));

    cr_assert_eq(rows(r), 1, "%s", r->text);
    return text_at(r, "/data/0/id");
}

static const char *action_of(const char *recommendation)
{
    const struct reply *r = seen_by(
        "send_lead", text_of("/v1/board-recommendations/%s/actions", recommendation));

    cr_assert_eq(rows(r), 1, "%s", r->text);
    return text_at(r, "/data/0/status");
}

Test(board_demo, what_it_recommends_is_answered_and_done)
{
    cr_expect_str_eq(action_of(one_with("accepted")), "done");
    cr_expect_str_eq(action_of(one_with("partly_accepted")), "open");
    one_with("made");
    const struct reply *r = seen_by("school_leader", of_board("board-publications", ""));
    cr_assert_eq(rows(r), 1, "schools read what was published: %s", r->text);
    cr_expect(strstr(text_at(r, "/data/0/we_did"), "six short lessons"), "%s", r->text);
    r = seen_by("send_lead", of_board("board-publications", ""));
    cr_expect_str_eq(text_at(r, "/data/0/recommendation_ids/0"), one_with("accepted"));
}

Test(board_demo, some_schools_have_used_what_came_of_it)
{
    const struct reply *r = seen_by("school_leader", of_board("board-deliverables", ""));

    cr_assert_eq(rows(r), 1);
    cr_expect_str_eq(text_at(r, "/data/0/kind"), "assembly_package");
    cr_expect_str_eq(text_at(r, "/data/0/recommendation_ids/0"), one_with("partly_accepted"));
    cr_expect_eq(int_at(r, "/data/0/uses"), 4);
    cr_expect_eq(int_at(r, "/data/0/schools_using"), 3);
    cr_expect_eq(rows(seen_by("send_lead", of_board("board-deliverable-uses", ""))), 4);
    cr_expect_eq(rows(seen_by("school_leader", of_board("board-deliverable-uses", ""))), 2);
}
