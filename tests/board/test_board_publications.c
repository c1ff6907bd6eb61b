/* "You said, we did": what a publication rests on, while it is published, and who reads it. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/board/recommendation_records.h"
#include "tests/operations.h"

static const char *board, *meeting, *advice, *action; /* accepted, and open */

static void start(void)
{
    cast_board();
    board = new_board("");
    meeting = quorate_meeting(board, -5);
    advice = recorded(recommend(board, meeting, ""));
    decide(advice, "accepted");
    action = recorded(plan_board_action(parts.overseer.token, advice, ""));
}

TestSuite(board_publications, .init = start, .fini = client_stop, .timeout = 300);

static const struct reply *move_action_to(const char *to, const char *more)
{
    return move_board_action(parts.overseer.token, advice, action, to, more);
}

/* A draft that tells of both. */
static const char *drafted(const char *members)
{
    const char *both = text_of("'recommendation_ids':['%s'],'action_ids':['%s']", advice, action);

    return recorded(
        draft_publication(board, text_of("%s%s%s", both, *members ? "," : "", members)));
}

static const char *published(const char *members)
{
    const char *id = drafted(members);

    move_action_to("done", "");
    const struct reply *r = move_publication(id, "published", "");
    cr_assert_eq(r->status, 200, "%s", r->text);
    return id;
}

static void expect_status(const char *id, const char *status)
{
    const struct reply *r = read_publication(parts.facilitators[0].token, id);

    cr_expect_str_eq(text_at(r, "/status"), status, "%s", r->text);
}

static const struct reply *withdraw(const char *member, const char *consent)
{
    return send_as(parts.facilitators[0].token, "PATCH",
                   member_at(board, member, text_of("/consents/%s", consent)),
                   text_of("{'withdrawn_on':'%s'}", day_from_today(0)));
}

/* ---- what it tells ----------------------------------------------------------------------- */

Test(board_publications, what_is_wrong_with_one_is_said)
{
    const char *other = recorded(recommend(board, meeting, ""));
    const char *elsewhere = new_board("");
    const char *theirs = recorded(recommend(elsewhere, quorate_meeting(elsewhere, -5), ""));
    const char *stranger = member_of(elsewhere, parts.schools[0]);
    const char *member = member_of(board, parts.schools[0]);
    const char *const CASES[][2] = {
        { text_of("'recommendation_ids':['%s']", theirs),
          "/recommendation_ids board_publication_is_about_its_board" },
        { text_of("'recommendation_ids':['%s']", unknown_id()),
          "/recommendation_ids board_publication_is_about_its_board" },
        { text_of("'recommendation_ids':['%s','%s']", other, other),
          "/recommendation_ids board_publication_recommendations_are_different" },
        { text_of("'recommendation_ids':['%s'],'action_ids':['%s']", other, action),
          "/action_ids board_publication_actions_are_of_its_recommendations" },
        { text_of("'recommendation_ids':['%s'],'action_ids':['%s','%s']", advice, action, action),
          "/action_ids board_publication_actions_are_different" },
        { text_of("'consents_used':[{'member_id':'%s','type':'recording'}]", stranger),
          "/consents_used board_publication_consents_are_of_members" },
        { text_of("'consents_used':[{'member_id':'%s','type':'recording'},"
                  "{'member_id':'%s','type':'recording'}]",
                  member, member),
          "/consents_used board_publication_consents_are_different" },
        { "'consents_used':[{'type':'recording'}]", "/consents_used/0/member_id required" },
        { "'you_said':'As Loveday Pascoe wants it'", "/you_said board_publication_names_no_pupil" },
        { "'we_did':'Member 1 made a film'", "/you_said board_publication_names_who_consented" },
    };

    add_pupil(parts.schools[1]);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        refused_for(draft_publication(board, CASES[i][0]), 422, "validation_failed", CASES[i][1]);
    const struct reply *r = draft_publication(board, "");
    cr_assert_eq(r->status, 201, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/status"), "draft");
    EXPECT_PROBLEM(send_as(parts.dsl.token, "POST", "/v1/board-publications",
                           text_of("{'board_id':'%s','you_said':'No','we_did':'No'}", board)),
                   403, "forbidden");
}

Test(board_publications, it_rests_on_a_recommendation_and_on_what_was_done)
{
    const char *bare = recorded(draft_publication(board, "")), *id = drafted("");
    const char *needs = "/action_ids board_publication_rests_on_a_done_action";

    refused_for(move_publication(bare, "published", ""), 422, "validation_failed",
                "/recommendation_ids board_publication_rests_on_a_recommendation");
    refused_for(move_publication(id, "published", ""), 422, "validation_failed", needs);
    cr_assert_eq(move_action_to("dropped", "'reason':'No money'")->status, 200);
    refused_for(move_publication(id, "published", ""), 422, "validation_failed", needs);
    cr_assert_eq(move_action_to("open", "'reason':'There is some'")->status, 200);
    cr_assert_eq(move_action_to("done", "")->status, 200);
    bring_board(board, "ended");
    const struct reply *r = move_publication(id, "published", "");
    cr_expect_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/published_on"), day_from_today(0));
}

Test(board_publications, what_was_published_stands)
{
    const char *const STANDS = "/status board_publication_stands_once_published";
    const char *const REASON = "/reason board_publication_is_taken_back_with_a_reason";
    const char *id = published(""), *draft = drafted("");

    refused_for(change_publication(id, "'we_did':'More'"), 409, "conflict", STANDS);
    refused_for(send_as(parts.facilitators[0].token, "DELETE", publication_at(id, ""), NULL), 409,
                "conflict", STANDS);
    refused_for(move_publication(id, "under_review", ""), 422, "validation_failed", REASON);
    add_pupil(parts.schools[1]);
    refused_for(move_publication(id, "under_review", "'reason':'Loveday Pascoe asked'"), 422,
                "validation_failed", "/you_said board_publication_names_no_pupil");
    cr_assert_eq(move_publication(id, "under_review", "'reason':'A slip'")->status, 200);
    cr_expect_eq(change_publication(id, "'we_did':'More'")->status, 200);
    refused_for(send_as(parts.facilitators[0].token, "DELETE", publication_at(id, ""), NULL), 409,
                "conflict", "/status board_publication_is_withdrawn_not_deleted");
    cr_assert_eq(move_publication(id, "published", "")->status, 200);
    refused_for(move_publication(id, "withdrawn", ""), 422, "validation_failed", REASON);
    cr_assert_eq(move_publication(id, "withdrawn", "'reason':'It is old'")->status, 200);
    refused_for(change_publication(id, "'we_did':'Less'"), 409, "conflict", STANDS);
    EXPECT_PROBLEM(move_publication(id, "published", ""), 409, "invalid_transition");
    cr_expect_eq(
        send_as(parts.facilitators[0].token, "DELETE", publication_at(draft, ""), NULL)->status,
        204);
}

/* While it is published, what it rests on stays. */
Test(board_publications, what_it_tells_of_stays)
{
    const char *spare = recorded(plan_board_action(parts.overseer.token, advice, ""));
    const char *waits = recorded(recommend(board, meeting, ""));
    const char *told = "/status board_action_is_published";
    const char *again = "'reason':'In one school only'";
    const char *id = published(text_of("'recommendation_ids':['%s','%s'],'action_ids':['%s','%s']",
                                       advice, waits, action, spare));

    refused_for(move_action_to("open", again), 409, "conflict", told);
    refused_for(send_as(parts.overseer.token, "DELETE", board_action_at(advice, spare, ""), NULL),
                409, "conflict", told);
    refused_for(send_as(parts.facilitators[0].token, "DELETE", recommendation_at(waits, ""), NULL),
                409, "conflict", "/status board_recommendation_is_published");
    cr_assert_eq(move_publication(id, "under_review", "'reason':'A slip'")->status, 200);
    cr_expect_eq(move_action_to("open", again)->status, 200);
    cr_expect_eq(
        send_as(parts.facilitators[0].token, "DELETE", recommendation_at(waits, ""), NULL)->status,
        204);
    refused_for(move_publication(id, "published", ""), 422, "validation_failed",
                "/recommendation_ids board_publication_is_about_its_board");
    cr_assert_eq(change_publication(id, text_of("'recommendation_ids':['%s']", advice))->status,
                 200);
    refused_for(move_publication(id, "published", ""), 422, "validation_failed",
                "/action_ids board_publication_rests_on_a_done_action");
}

/* ---- what it rests on -------------------------------------------------------------------- */

/* From the moment a consent is withdrawn on, the schools read it no more. */
Test(board_publications, it_goes_back_with_a_consent)
{
    const char *member = recorded(join_board(board, parts.schools[2], "'age_band':'under_13'"));
    const char *used = text_of("'consents_used':[{'member_id':'%s','type':'recording'}]", member);
    const char *id = drafted(used), *other = published("");
    const char *rests = "/consents_used board_publication_rests_on_consents";

    refused_for(move_publication(id, "published", ""), 422, "validation_failed", rests);
    const char *given = recorded(consent_to(board, member, "recording", "parent", ""));
    cr_assert_eq(move_publication(id, "published", "")->status, 200);
    cr_expect_eq(read_publication(parts.head.token, id)->status, 200);
    const char *after = feed_now(parts.overseer.token);
    cr_assert_eq(withdraw(member, given)->status, 200);
    EXPECT_PROBLEM(read_publication(parts.head.token, id), 404, "not_found");
    expect_status(id, "under_review");
    expect_status(other, "published");
    const struct reply *r = fed(parts.overseer.token, after, "board_publication", 1);
    cr_expect_str_eq(text_at(r, "/data/0/id"), id, "%s", r->text);
    refused_for(move_publication(id, "published", ""), 422, "validation_failed", rests);
    recorded(consent_to(board, member, "recording", "parent", ""));
    cr_expect_eq(move_publication(id, "published", "")->status, 200);
    cr_expect_eq(read_publication(parts.head.token, id)->status, 200);
}

/* Nobody consents for a pupil who was purged. */
Test(board_publications, it_goes_back_with_a_pupil)
{
    const char *pupil = add_pupil(parts.schools[2]), *at = text_of("/v1/pupils/%s", pupil);
    const char *member = recorded(
        post_over(parts.overseer.token, board_at(board, "/members"),
                  text_of("{'school_id':'%s','pupil_id':'%s','pseudonym':'Sky Blue'}",
                          parts.schools[2], pupil),
                  ""));
    recorded(consent_to(board, member, "name_in_minutes", "parent", ""));
    recorded(consent_to(board, member, "name_in_minutes", "pupil", ""));
    const char *names = published("'we_did':'Sky Blue made a film.'");

    expect_status(names, "published");
    cr_assert_eq(send_as(trust_admin(), "DELETE", at, NULL)->status, 204);
    const struct reply *r = send_as(trust_admin(), "POST", text_of("%s/purge", at),
                                    "{'reason':'Asked for'}");
    cr_assert_lt(r->status, 300, "%s", r->text);
    expect_status(names, "under_review");
    r = send_as(parts.overseer.token, "GET", member_at(board, member, "/consents"), NULL);
    for (size_t i = 0; i < 2; i++)
        cr_expect_str_eq(text_at(r, text_of("/data/%zu/withdrawn_on", i)), day_from_today(0), "%s",
                         r->text);
}

/* And with a name that may be told no longer, of a member or of a school. */
Test(board_publications, it_goes_back_with_a_name)
{
    const char *member = recorded(
        join_board(board, parts.schools[2], "'pseudonym':'Sky Blue','age_band':'under_13'"));
    const char *given = recorded(consent_to(board, member, "name_in_minutes", "parent", ""));
    const char *names = published("'we_did':'Sky Blue made a film.'");
    const char *school = text_of("/v1/schools/%s", parts.schools[1]);

    cr_assert_eq(
        send_as(trust_admin(), "PATCH", school, "{'name':'The Wren Hill Academy'}")->status, 200);
    const char *tells = published("'we_did':'Wren Hill made a film.'");
    cr_assert_eq(withdraw(member, given)->status, 200);
    expect_status(names, "under_review");
    expect_status(tells, "published");
    recorded(join_board(board, parts.schools[1], "'school_withheld':true"));
    expect_status(tells, "under_review");
    refused_for(move_publication(tells, "published", ""), 422, "validation_failed",
                "/you_said board_publication_names_no_withheld_school");
}

/* Who made it go back, and in which request, is told to nobody: it would tell of which school. */
Test(board_publications, nobody_reads_who_made_it_go_back)
{
    struct person head = new_person("school_leader", text_of("[\"%s\"]", parts.schools[1]));
    const char *pupil = add_pupil(parts.schools[1]);

    cr_assert_eq(send_as(trust_admin(), "PATCH", text_of("/v1/schools/%s", parts.schools[1]),
                         "{'name':'The Wren Hill Academy'}")
                     ->status,
                 200);
    recorded(post_over(parts.overseer.token, board_at(board, "/members"),
                       text_of("{'school_id':'%s','pupil_id':'%s'}", parts.schools[1], pupil), ""));
    const char *id = published("'we_did':'Wren Hill made a film.'");
    const struct reply *r = send_as(head.token, "PATCH", text_of("/v1/pupils/%s", pupil),
                                    "{'in_care':true}");
    cr_assert_eq(r->status, 200, "%s", r->text);
    const char *request = header_of(r, "Request-Id");
    expect_status(id, "under_review");
    cr_assert_eq(change_publication(id, "'we_did':'A school made a film.'")->status, 200);
    cr_assert_eq(move_publication(id, "published", "")->status, 200);
    r = send_as(parts.head.token, "GET", publication_at(id, "/transitions"), NULL);
    cr_expect_str_eq(text_at(r, "/data/2/to"), "under_review", "%s", r->text);
    cr_expect(json_is_null(json_at(r->json, "/data/2/actor")), "%s", r->text);
    const char *const TOLD[] = { "/transitions", "/history" };
    for (size_t i = 0; i < 2; i++) {
        r = send_as(parts.head.token, "GET", publication_at(id, TOLD[i]), NULL);
        cr_expect(strstr(r->text, "under_review") && !strstr(r->text, head.user), "%s", r->text);
        cr_expect(request && !strstr(r->text, request), "%s", r->text);
    }
}

/* ---- who reads it ------------------------------------------------------------------------ */

Test(board_publications, the_schools_read_what_is_published)
{
    const char *member = member_of(board, parts.schools[1]);
    const char *draft = drafted("");

    for (size_t i = 0; i < 2; i++)
        recorded(consent_to(board, member, "recording", i ? "pupil" : "parent", ""));
    const char *id = published(
        text_of("'consents_used':[{'member_id':'%s','type':'recording'}]", member));
    EXPECT_PROBLEM(read_publication(parts.head.token, draft), 404, "not_found");
    EXPECT_PROBLEM(read_publication(parts.bystander.token, id), 404, "not_found");
    const struct reply *r = read_publication(parts.head.token, id);
    cr_expect_eq(json_array_size(json_at(r->json, "/_redacted")), 3, "%s", r->text);
    const char *const HELD_BACK[] = { member, advice, action };
    for (size_t i = 0; i < 3; i++) {
        r = read_publication(parts.head.token, id);
        cr_expect(r->status == 200 && !strstr(r->text, HELD_BACK[i]), "%s", r->text);
        r = send_as(parts.head.token, "GET", publication_at(id, "/history"), NULL);
        cr_expect(r->status == 200 && !strstr(r->text, HELD_BACK[i]), "%s", r->text);
    }
    EXPECT_PROBLEM(send_as(parts.head.token, "GET",
                           text_of("/v1/board-publications?recommendation_id=%s", advice), NULL),
                   400, "invalid_parameter");
    r = read_publication(parts.facilitators[0].token, id);
    cr_expect_str_eq(text_at(r, "/consents_used/0/member_id"), member, "%s", r->text);
    r = CALL(.path = text_of("/v1/board-publications?recommendation_id=%s", advice),
             .token = parts.facilitators[0].token, .headers = { "Accept: text/csv" });
    cr_expect(strstr(r->text, "consents_used.1.member_id") && strstr(r->text, member), "%s",
              r->text);
}

/* ---- at the same time -------------------------------------------------------------------- */

static const char *racing;
static const struct reply *raced;

static void *publishes(void *none)
{
    raced = move_publication(racing, "published", "");
    client_leave();
    return none;
}

static void *opens_again(void *none)
{
    raced = move_action_to("open", "'reason':'In one school only'");
    client_leave();
    return none;
}

Test(board_publications, who_publishes_waits_for_who_opens_an_action)
{
    racing = drafted("");
    cr_assert_eq(move_action_to("done", "")->status, 200);
    race_behind(text_of("UPDATE app.board_action SET status = 'open', status_step = 'open',"
                        " status_reason = 'Not yet' WHERE id = '%s'",
                        action),
                publishes);
    refused_for(raced, 422, "validation_failed",
                "/action_ids board_publication_rests_on_a_done_action");
}

Test(board_publications, who_opens_an_action_waits_for_who_publishes)
{
    racing = drafted("");
    cr_assert_eq(move_action_to("done", "")->status, 200);
    race_behind(text_of("UPDATE app.board_publication SET status = 'published',"
                        " status_step = 'published' WHERE id = '%s'",
                        racing),
                opens_again);
    refused_for(raced, 409, "conflict", "/status board_action_is_published");
}

Test(board_publications, who_publishes_waits_for_who_withdraws_a_consent)
{
    const char *member = recorded(join_board(board, parts.schools[2], "'age_band':'under_13'"));
    const char *given = recorded(consent_to(board, member, "recording", "parent", ""));

    racing = drafted(text_of("'consents_used':[{'member_id':'%s','type':'recording'}]", member));
    cr_assert_eq(move_action_to("done", "")->status, 200);
    race_behind(
        text_of("UPDATE app.board_consent SET withdrawn_on = app.today() WHERE id = '%s'", given),
        publishes);
    refused_for(raced, 422, "validation_failed",
                "/consents_used board_publication_rests_on_consents");
}
