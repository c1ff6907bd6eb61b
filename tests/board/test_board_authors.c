/* Who said something to a board: who opens it, that it is on record, and what a pupil is told and
 * takes along. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "tests/board/feedback_records.h"

#define OPENINGS "/v1/board-author-openings"

static const char *board, *pupil, *member, *said, *elsewhere; /* a lead of schools[1] */

static void start(void)
{
    cast_board();
    board = new_board("");
    pupil = add_pupil(parts.schools[0]);
    member = speaking_pupil(board, parts.schools[0], pupil);
    said = said_to(board, text_of("'member_id':'%s'", member));
    elsewhere = token_over("dsl", parts.schools[1], text_of("[\"%s\"]", parts.schools[1]));
}

TestSuite(board_authors, .init = start, .fini = client_stop, .timeout = 300);

static const struct reply *open_as(const char *token, const char *id)
{
    return send_as(token, "POST", feedback_at(id, "/author-openings"),
                   "{'reason':'Qwertz, somebody may be in danger'}");
}

/* How often something is in a table. */
static long long found_in(const char *table, const char *what)
{
    return strtoll(owner_says(parts.schools[0],
                              text_of("SELECT count(*) FROM app.%s t WHERE t::text LIKE '%%%s%%'",
                                      table, what)), NULL, 10);
}

/* An answer without what differs from answer to answer anyway. */
static const char *told_by(const struct reply *r)
{
    return text_of("%ld %s %s", r->status, text_at(r, "/code"), text_at(r, "/detail"));
}

/* What the audit tells somebody of what was said. */
static const struct reply *audited_for(const char *token, const char *more)
{
    return send_as(token, "GET", text_of("/v1/audit-events?subject_id=%s%s", said, more), NULL);
}

/* ---- opening ----------------------------------------------------------------------------- */

Test(board_authors, a_lead_of_the_school_opens_it_on_record)
{
    const struct reply *r = open_as(parts.dsl.token, said);

    cr_assert_eq(r->status, 201, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/member_id"), member, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/pseudonym"), "Member 3");
    cr_expect_str_eq(text_at(r, "/school_id"), parts.schools[0]);
    cr_expect_str_eq(text_at(r, "/pupil_id"), pupil);
    cr_expect_str_eq(header_of(r, "Cache-Control"), "no-store");
    const char *id = text_at(r, "/id");
    r = send_as(parts.dsl.token, "GET", text_of(OPENINGS "?feedback_id=%s", said), NULL);
    cr_expect_str_eq(text_at(r, "/data/0/id"), id, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/data/0/reason"), "Qwertz, somebody may be in danger");
    cr_expect(!strstr(r->text, member) && !strstr(r->text, pupil), "%s", r->text);
    r = audited_for(new_person("auditor", NULL).token, "");
    cr_expect_str_eq(text_at(r, "/data/0/action"), "openFeedbackAuthor", "%s", r->text);
    cr_expect_str_eq(text_at(r, "/data/0/reason"), "Qwertz, somebody may be in danger");
    cr_expect(!strstr(r->text, member) && !strstr(r->text, pupil), "%s", r->text);
    /* Nobody else hears of it, and it is as sealed as before. */
    cr_expect_eq(json_array_size(json_at(send_as(elsewhere, "GET", OPENINGS, NULL)->json, "/data")),
                 0);
    EXPECT_PROBLEM(send_as(parts.overseer.token, "GET", OPENINGS, NULL), 403, "insufficient_scope");
    EXPECT_PROBLEM(send_as(elsewhere, "GET", text_of(OPENINGS "/%s", id), NULL), 404, "not_found");
    r = read_feedback(parts.overseer.token, said);
    cr_expect(r->status == 200 && !strstr(r->text, member), "%s", r->text);
    cr_expect_eq(int_at(r, "/version"), 1);
    expect_no_log_says(member);
    expect_no_log_says("Qwertz");
}

/* Whoever reads boards does not learn the school from whose lead it was, with a token for the audit
 * alone either; whoever guards all schools does. */
Test(board_authors, the_audit_does_not_lead_whoever_reads_boards_to_the_school)
{
    const char *audit = narrowed(trust_admin(), "'audit:read'");
    const char *lead = token_over("trust_admin dsl", parts.schools[0], NULL);
    const struct reply *r = open_as(parts.dsl.token, said);
    const char *opener = text_at(r, "/opened_by");
    const char *const READERS[] = { trust_admin(), audit };

    cr_assert_eq(move_feedback(parts.facilitators[0].token, said, "held", "")->status, 200);
    read_feedback(parts.dsl.token, said);
    cr_assert_eq(move_feedback(parts.dsl.token, said, "open", "'reason':'A play'")->status, 200);
    for (size_t i = 0; i < 2; i++) {
        r = audited_for(READERS[i], "");
        cr_expect_str_eq(text_at(r, "/data/0/subject_type"), "board_feedback", "%s", r->text);
        cr_expect(!strstr(r->text, opener) && !strstr(r->text, "Qwertz"), "%s", r->text);
        r = audited_for(READERS[i], "&action=openFeedbackAuthor");
        cr_expect(json_is_null(json_at(r->json, "/data/0/actor")) &&
                      json_is_null(json_at(r->json, "/data/0/request_id")), "%s", r->text);
        r = audited_for(READERS[i], text_of("&actor=%s", opener));
        cr_expect_eq(json_array_size(json_at(r->json, "/data")), 0, "%s", r->text);
    }
    r = audited_for(lead, text_of("&action=openFeedbackAuthor&actor=%s", opener));
    cr_expect_str_eq(text_at(r, "/data/0/reason"), "Qwertz, somebody may be in danger", "%s",
                     r->text);
}

/* Held, cleared or passed on: whether it is in their sight makes no difference. */
Test(board_authors, it_is_opened_at_every_stage)
{
    const char *id = said_to(board, text_of("'member_id':'%s','text':'He hit me'", member));

    cr_expect_eq(open_as(parts.dsl.token, id)->status, 201);
    EXPECT_PROBLEM(open_as(elsewhere, id), 404, "not_found");
    cr_assert_eq(move_feedback(parts.dsl.token, id, "open", "'reason':'A play'")->status, 200);
    cr_expect_eq(open_as(parts.dsl.token, id)->status, 201);
    cr_expect_eq(found_in("board_author_opening", id), 2);
}

Test(board_authors, nobody_else_does_and_nothing_is_left_of_it)
{
    const char *whole = said_to(board, "");
    const char *unknown = told_by(open_as(elsewhere, parts.schools[0]));
    const char *const TOKENS[] = { parts.facilitators[0].token, parts.overseer.token,
                                   trust_admin(), parts.head.token, parts.senco.token };

    for (size_t i = 0; i < sizeof TOKENS / sizeof *TOKENS; i++)
        EXPECT_PROBLEM(open_as(TOKENS[i], said), 403, "insufficient_scope");
    /* Of another school, of nobody and of nothing are one answer. */
    cr_expect_str_eq(told_by(open_as(elsewhere, said)), unknown);
    cr_expect_str_eq(told_by(open_as(parts.dsl.token, whole)), unknown);
    cr_expect_str_eq(told_by(open_as(token_of(1, "dsl"), said)), unknown);
    cr_expect_eq(found_in("board_author_opening", said), 0);
    cr_expect_eq(found_in("audit_event", said), 0);
    cr_expect_eq(found_in("audit_event", member), 0);
}

Test(board_authors, it_takes_a_reason)
{
    static const char *const BODIES[][2] = {
        { "{}", "/reason required" },
        { "{'reason':null}", "/reason required" },
        { "{'reason':'   '}", "/reason note_length" },
    };

    refused_for(send_as(parts.dsl.token, "POST", feedback_at(said, "/author-openings"),
                        "{'reason':'It may be Loveday Pascoe'}"),
                422, "validation_failed", "/reason board_author_opening_names_no_pupil");
    for (size_t i = 0; i < sizeof BODIES / sizeof *BODIES; i++) {
        const struct reply *r = send_as(parts.dsl.token, "POST",
                                        feedback_at(said, "/author-openings"), BODIES[i][0]);

        refused_for(r, 422, "validation_failed", BODIES[i][1]);
        cr_expect_null(strstr(r->text, member));
    }
    cr_expect_eq(found_in("board_author_opening", said), 0);
    cr_expect_eq(found_in("audit_event", said), 0);
}

/* There is no trying it, and what it told is not kept for a request that comes again. */
Test(board_authors, every_opening_is_one)
{
    const struct call again = { .method = "POST", .path = feedback_at(said, "/author-openings"),
                                .token = parts.dsl.token, .body = "{\"reason\":\"Once\"}",
                                .headers = { "Idempotency-Key: once" } };

    EXPECT_PROBLEM(send_as(parts.dsl.token, "POST",
                           feedback_at(said, "/author-openings?dry_run=true"), "{'reason':'Try'}"),
                   400, "invalid_parameter");
    cr_expect_eq(found_in("board_author_opening", said), 0);
    cr_expect_eq(call(&again)->status, 201);
    cr_expect_null(header_of(call(&again), "Idempotency-Replayed"));
    cr_expect_eq(found_in("board_author_opening", said), 2);
    cr_expect_eq(found_in("audit_event", said), 2);
    cr_expect_eq(found_in("idempotent_request", member), 0);
}

/* A lead who reads no pupils is told the member. */
Test(board_authors, the_pupil_is_for_who_reads_pupils)
{
    const char *reader = narrowed(parts.dsl.token, "'board:unseal'");
    const struct reply *r = open_as(reader, said);

    cr_expect_str_eq(text_at(r, "/member_id"), member, "%s", r->text);
    cr_expect(json_is_null(json_at(r->json, "/pupil_id")), "%s", r->text);
}

/* ---- the pupil --------------------------------------------------------------------------- */

static const struct reply *everything_on(const char *token)
{
    return send_as(token, "GET", text_of("/v1/pupils/%s/subject-access", pupil), NULL);
}

/* What is held is not told: whoever asks may be whom it is about. */
Test(board_authors, subject_access_tells_what_the_pupil_said_to_who_may_open_it)
{
    const char *lead = token_over("trust_admin dsl", parts.schools[0], NULL);
    const char *some = token_over("trust_admin", parts.schools[0], NULL);
    const char *held = said_to(board, text_of("'member_id':'%s','text':'He hit me'", member));

    said_to(board, "");
    const struct reply *r = everything_on(some);
    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect(!strstr(r->text, said) && !strstr(r->text, held), "%s", r->text);
    cr_expect(strstr(r->text, "\"board_feedback_author.member_id\""), "%s", r->text);
    cr_expect_eq(found_in("board_author_opening", said), 0);
    r = everything_on(lead);
    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/held/board_feedback/0/id"), said, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/held/board_feedback/0/text"), "The corridors are too loud.");
    cr_expect_eq(json_array_size(json_at(r->json, "/held/board_feedback")), 1, "%s", r->text);
    cr_expect(!strstr(r->text, held) && strstr(r->text, "\"board_feedback.text\""), "%s", r->text);
    /* Each piece that is told is an opening. */
    r = send_as(parts.dsl.token, "GET", text_of(OPENINGS "?feedback_id=%s", said), NULL);
    cr_expect_str_eq(text_at(r, "/data/0/reason"), "Subject access", "%s", r->text);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 1, "%s", r->text);
    cr_expect_eq(found_in("board_author_opening", held), 0);
    r = audited_for(lead, "&action=pupilSubjectAccess");
    cr_expect_str_eq(text_at(r, "/data/0/reason"), "Subject access", "%s", r->text);
}

static void purge(void)
{
    const char *at = text_of("/v1/pupils/%s", pupil);

    cr_assert_eq(send_as(trust_admin(), "DELETE", at, NULL)->status, 204);
    const struct reply *r = send_as(trust_admin(), "POST", text_of("%s/purge", at),
                                    "{'reason':'Asked for'}");
    cr_assert_lt(r->status, 300, "%s", r->text);
}

Test(board_authors, a_purge_takes_who_said_it_and_what_was_said_by_name)
{
    const char *named = said_to(board, text_of("'member_id':'%s','anonymous':false,"
                                               "'text':'Zzyzx','passed_to_school':true", member));
    const char *held = said_to(board, text_of("'member_id':'%s','text':'Zzyzx, he hit me'",
                                              member));

    cr_assert_eq(open_as(parts.dsl.token, said)->status, 201);
    cr_assert_eq(move_feedback(parts.facilitators[0].token, named, "open", "")->status, 200);
    const char *answer = recorded(send_as(parts.head.token, "POST",
                                          feedback_at(named, "/responses"),
                                          "{'by':'school','text':'We heard.'}"));
    const char *after = feed_now(parts.overseer.token);
    purge();
    EXPECT_PROBLEM(send_as(parts.overseer.token, "GET",
                           feedback_at(named, text_of("/responses/%s", answer)), NULL),
                   404, "not_found");
    EXPECT_PROBLEM(open_as(parts.dsl.token, said), 404, "not_found");
    cr_expect_eq(found_in("board_feedback_author", member), 0);
    const struct reply *r = read_feedback(parts.overseer.token, said);
    cr_expect_str_eq(text_at(r, "/text"), "The corridors are too loud.", "%s", r->text);
    cr_expect_eq(int_at(r, "/version"), 1, "it was not touched");
    cr_expect(json_is_false(json_at(r->json, "/whole_board")), "%s", r->text);
    r = read_feedback(parts.overseer.token, named);
    cr_expect_str_eq(text_at(r, "/text"), "(removed)", "%s", r->text);
    cr_expect(json_is_null(json_at(r->json, "/said_by")), "%s", r->text);
    EXPECT_PROBLEM(read_feedback(parts.head.token, named), 404, "not_found");
    r = read_feedback(parts.dsl.token, held);
    cr_expect_str_eq(text_at(r, "/text"), "(removed)", "still the lead's: %s", r->text);
    cr_expect_eq(found_in("board_feedback", "Zzyzx"), 0);
    cr_expect_eq(found_in("board_feedback_hold", "Zzyzx"), 0);
    r = send_as(parts.dsl.token, "GET",
                text_of("/v1/board-feedback-holds?feedback_id=%s", held), NULL);
    cr_expect_eq(json_array_size(json_at(r->json, "/data/0/phrases")), 0, "%s", r->text);
    r = fed(parts.overseer.token, after, "board_feedback", 1);
    for (size_t i = 0; i < json_array_size(json_at(r->json, "/data")); i++)
        cr_expect_str_eq(text_at(r, text_of("/data/%zu/id", i)), named, "it alone: %s", r->text);
}
