/* What is said to a board, by whom it is read, and that nobody is told who said it. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/board/feedback_records.h"

static const char *board, *member;

static void start(void)
{
    cast_board();
    board = new_board("");
    member = speaker_of(board, parts.schools[0]);
}

TestSuite(board_feedback, .init = start, .fini = client_stop, .timeout = 300);

static const char *facilitator(void)
{
    return parts.facilitators[0].token;
}

static const struct reply *get(const char *token, const char *path)
{
    return send_as(token, "GET", path, NULL);
}

static const char *by_member(const char *more)
{
    return text_of("'member_id':'%s'%s%s", member, *more ? "," : "", more);
}

static const char *named(const char *more)
{
    return by_member(text_of("'anonymous':false%s%s", *more ? "," : "", more));
}

/* ---- saying it --------------------------------------------------------------------------- */

Test(board_feedback, whoever_writes_it_down_is_told_that_it_has_arrived)
{
    const struct reply *r = say_to(facilitator(), board, by_member(""));

    cr_assert_eq(r->status, 201, "%s", r->text);
    cr_expect_eq(json_object_size(r->json), 3, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/status"), "received");
    cr_expect_null(header_of(r, "ETag"));
    cr_expect_str_eq(header_of(r, "Cache-Control"), "no-store");
    r = read_feedback(facilitator(), text_at(r, "/id"));
    cr_expect_str_eq(text_at(r, "/text"), "The corridors are too loud.", "%s", r->text);
    cr_expect(json_is_true(json_at(r->json, "/anonymous")), "when not said: %s", r->text);
    cr_expect(json_is_false(json_at(r->json, "/whole_board")), "%s", r->text);
    r = read_feedback(facilitator(), said_to(board, ""));
    cr_expect(json_is_true(json_at(r->json, "/whole_board")), "%s", r->text);
}

Test(board_feedback, what_is_wrong_with_it_is_said)
{
    static const char *const CASES[][2] = {
        { "'anonymous':false", "/anonymous board_feedback_of_all_is_nobodys" },
        { "'passed_to_school':true", "/passed_to_school board_feedback_passed_on_is_named" },
        { "'theme_codes':['lessons','lessons']",
          "/theme_codes board_feedback_themes_are_different" },
        { "'theme_codes':['weather']", "/theme_codes board_feedback_themes_are_active" },
        { "'theme_codes':['retired']", "/theme_codes board_feedback_themes_are_active" },
        { "'text':'Ask Loveday Pascoe about it'", "/text board_feedback_names_no_pupil" },
        { "'text':'   '", "/text board_text_length" },
        { "'status':'open'", "/status read_only" },
        { "'said_by':'Wren'", "/said_by read_only" },
    };

    add_pupil(parts.schools[1]);
    recorded(post_over(parts.overseer.token, "/v1/board-themes",
                       "{'code':'lessons','name':'Lessons'}", ""));
    recorded(post_over(parts.overseer.token, "/v1/board-themes",
                       "{'code':'retired','name':'Old','active':false}", ""));
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        refused_for(say_to(facilitator(), board, CASES[i][0]), 422, "validation_failed",
                    CASES[i][1]);
    said_to(board, "'theme_codes':['lessons']");
    refused_for(say_to(facilitator(), parts.schools[0], ""), 422, "validation_failed",
                "/board_id board_is_in_sight");
}

Test(board_feedback, a_member_speaks_in_office_and_with_consent)
{
    const char *other = new_board(""), *silent = recorded(join_board(board, parts.schools[2], ""));
    const char *gone = recorded(join_board(board, parts.schools[2],
                                           text_of("'ends_on':'%s'", day_from_today(-1))));
    const char *consent = recorded(consent_to(board, silent, "participation", "pupil", ""));

    refused_for(say_to(facilitator(), other, by_member("")), 422, "validation_failed",
                "/member_id board_feedback_member_is_of_the_board");
    refused_for(say_to(facilitator(), board, text_of("'member_id':'%s'", other)), 422,
                "validation_failed", "/member_id board_feedback_member_is_of_the_board");
    let_take_part(board, gone);
    refused_for(say_to(facilitator(), board, text_of("'member_id':'%s'", gone)), 422,
                "validation_failed", "/member_id board_feedback_member_is_in_office");
    refused_for(say_to(facilitator(), board, text_of("'member_id':'%s'", silent)), 422,
                "validation_failed", "/member_id board_feedback_member_has_consented");
    recorded(consent_to(board, silent, "participation", "parent", ""));
    said_to(board, text_of("'member_id':'%s'", silent));
    cr_assert_eq(send_as(facilitator(), "PATCH",
                         member_at(board, silent, text_of("/consents/%s", consent)),
                         text_of("{'withdrawn_on':'%s'}", day_from_today(0)))->status, 200);
    refused_for(say_to(facilitator(), board, text_of("'member_id':'%s'", silent)), 422,
                "validation_failed", "/member_id board_feedback_member_has_consented");
}

Test(board_feedback, it_is_written_down_by_the_board)
{
    const char *some = new_person("send_lead", text_of("[\"%s\"]", parts.schools[0])).token;

    refused_for(say_to(parts.dsl.token, board, by_member("")), 403, "forbidden",
                "/board_id board_is_served_by_its_facilitators");
    refused_for(say_to(some, board, ""), 403, "forbidden",
                "/board_id board_is_served_by_its_facilitators");
    refused_for(say_to(parts.stranger.token, board, ""), 422, "validation_failed",
                "/board_id board_is_in_sight");
    EXPECT_PROBLEM(say_to(parts.head.token, board, ""), 403, "insufficient_scope");
    cr_expect_eq(say_to(parts.overseer.token, board, by_member(""))->status, 201);
    bring_board(board, "ended");
    refused_for(say_to(facilitator(), board, ""), 409, "conflict", "/board_id board_has_not_ended");
}

Test(board_feedback, what_was_said_at_a_meeting_is_of_its_day)
{
    const char *came = recorded(plan_meeting(board, ""));
    const char *next = recorded(plan_meeting(board, text_of("'held_on':'%s'", day_from_today(3))));
    const char *off = recorded(plan_meeting(board, "")), *theirs;
    const char *gone = recorded(join_board(board, parts.schools[2],
                                           text_of("'ends_on':'%s'", day_from_today(-1))));

    cr_assert_eq(move_meeting(board, off, "cancelled", "")->status, 200);
    theirs = recorded(plan_meeting(new_board(""), ""));
    refused_for(say_to(facilitator(), board, text_of("'meeting_id':'%s'", theirs)), 422,
                "validation_failed", "/meeting_id board_feedback_meeting_is_of_the_board");
    refused_for(say_to(facilitator(), board, text_of("'meeting_id':'%s'", next)), 422,
                "validation_failed", "/meeting_id board_feedback_meeting_has_come");
    refused_for(say_to(facilitator(), board, text_of("'meeting_id':'%s'", off)), 422,
                "validation_failed", "/meeting_id board_feedback_meeting_has_come");
    let_take_part(board, gone);
    const char *id = said_to(board, text_of("'member_id':'%s','meeting_id':'%s'", gone, came));
    refused_for(change_feedback(facilitator(), id, "'meeting_id':null"), 422, "validation_failed",
                "/meeting_id read_only");
    const struct reply *r = get(facilitator(), text_of("/v1/board-feedback?meeting_id=%s", came));
    cr_expect_str_eq(text_at(r, "/data/0/id"), id, "%s", r->text);
}

/* ---- who said it ------------------------------------------------------------------------- */

static void expect_untold(const struct reply *r, const char *where)
{
    cr_expect_lt(r->status, 300, "%s: %s", where, r->text);
    cr_expect_null(strstr(r->text, member), "%s: %s", where, r->text);
    cr_expect_null(strstr(r->head, member), "%s: %s", where, r->head);
    cr_expect_null(strstr(r->text, "Wren"), "%s: %s", where, r->text);
    cr_expect_null(strstr(r->text, parts.schools[0]), "%s: %s", where, r->text);
}

Test(board_feedback, nobody_is_told_who_said_it)
{
    const char *after = feed_now(parts.overseer.token), *lists = "/v1/board-feedback";

    send_as(facilitator(), "PATCH", member_at(board, member, ""), "{'pseudonym':'Wren'}");
    const struct reply *r = post_over(
        parts.overseer.token, "/v1/board-feedback?dry_run=true",
        text_of("{'board_id':'%s','text':'Quiet please','member_id':'%s'}", board, member), "");
    expect_untold(r, "dry run");
    const char *id = said_to(board, by_member(""));
    expect_untold(read_feedback(parts.overseer.token, id), "one");
    expect_untold(get(parts.overseer.token, lists), "list");
    expect_untold(CALL(.path = lists, .token = parts.overseer.token,
                       .headers = { "Accept: text/csv" }), "CSV");
    expect_untold(CALL(.path = lists, .token = parts.overseer.token,
                       .headers = { "Accept: application/x-ndjson" }), "lines");
    expect_untold(change_feedback(parts.overseer.token, id, "'theme_codes':[]"), "a change");
    expect_untold(move_feedback(parts.overseer.token, id, "open", ""), "a step");
    expect_untold(get(parts.overseer.token, feedback_at(id, "/transitions")), "steps");
    expect_untold(get(parts.overseer.token, feedback_at(id, "/history")), "history");
    expect_untold(fed(parts.overseer.token, after, "board_feedback", 2), "feed");
    /* Nor by a question that only a right guess answers. */
    static const char *const QUERIES[] = { "member_id=%s", "sort=member_id", "fields=id,member_id",
                                           "author=%s", "school_ids=%s" };
    for (size_t i = 0; i < sizeof QUERIES / sizeof *QUERIES; i++) {
        const char *query = strstr(QUERIES[i], "%s")
                                ? text_of("%.*s%s", (int)strcspn(QUERIES[i], "%"), QUERIES[i],
                                          member) : QUERIES[i];

        EXPECT_PROBLEM(get(parts.overseer.token, text_of("%s?%s", lists, query)), 400,
                       "invalid_parameter");
    }
    r = get(parts.overseer.token, text_of("%s?school_id=%s", lists, parts.schools[0]));
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 0, "%s", r->text);
    refused_for(change_feedback(parts.overseer.token, id, by_member("")), 422,
                "validation_failed", "/member_id read_only");
}

/* What is kept for a request that comes again is what it was told. */
Test(board_feedback, a_replay_tells_no_more)
{
    const struct call again = {
        .method = "POST", .path = "/v1/board-feedback", .token = facilitator(),
        .body = text_of("{\"board_id\":\"%s\",\"text\":\"Zzyzx quiet\",\"member_id\":\"%s\"}",
                        board, member),
        .headers = { "Idempotency-Key: said-once" }
    };
    const struct reply *first = call(&again), *second = call(&again);

    cr_expect_eq(first->status, 201, "%s", first->text);
    cr_expect_str_eq(first->text, second->text);
    cr_expect_str_eq(owner_says(parts.schools[0], text_of(
        "SELECT count(*) FROM app.idempotent_request r WHERE r::text LIKE '%%%s%%'"
        " OR r::text LIKE '%%Zzyzx%%'", member)), "0");
    refused_for(say_to(facilitator(), board, by_member("'text':'Zzyzx','passed_to_school':true")),
                422, "validation_failed", "/passed_to_school board_feedback_passed_on_is_named");
    expect_no_log_says(member);
    expect_no_log_says("Zzyzx");
}

/* As the service is, without the service. */
Test(board_feedback, the_tables_do_not_tell_either)
{
    const char *id = said_to(board, by_member("")), *user = parts.facilitators[0].user;

    cr_expect_str_eq(service_says(user, text_of("SELECT school_ids::text || coalesce(said_by, '')"
                                                " FROM app.board_feedback WHERE id = '%s'", id)),
                     "{}");
    cr_expect_str_eq(service_says(user, text_of("SELECT count(*) FROM app.change WHERE id = '%s'"
                                                " AND change::text LIKE '%%%s%%'", id,
                                                parts.schools[0])), "0");
    /* The owner is bound as well, and sees one record that is named. */
    cr_expect_str_eq(owner_says(parts.schools[0], "SET ROLE tamar_owner; SELECT count(*)"
                                                  " FROM app.board_feedback_author"), "0");
    cr_expect_str_eq(owner_says(parts.schools[0], text_of(
        "SET ROLE tamar_owner; SELECT set_config('app.unsealing', '%s', false);"
        " SELECT member_id FROM app.board_feedback_author", id)), member);
}

/* ---- who reads it ------------------------------------------------------------------------ */

Test(board_feedback, a_school_reads_what_is_passed_on_to_it)
{
    const char *id = said_to(board, named("")), *hidden = said_to(board, by_member(""));
    const struct reply *r = read_feedback(facilitator(), id);

    cr_expect_str_eq(text_at(r, "/said_by"), "Member 3", "%s", r->text);
    cr_expect_str_eq(text_at(r, "/school_id"), parts.schools[0]);
    EXPECT_PROBLEM(read_feedback(parts.head.token, id), 404, "not_found");
    cr_expect_eq(change_feedback(facilitator(), id, "'passed_to_school':true")->status, 200);
    r = get(parts.head.token, "/v1/board-feedback?count=exact");
    cr_expect_str_eq(header_of(r, "Total-Count"), "1", "%s", r->text);
    cr_expect_str_eq(text_at(r, "/data/0/said_by"), "Member 3", "%s", r->text);
    EXPECT_PROBLEM(read_feedback(parts.head.token, hidden), 404, "not_found");
    EXPECT_PROBLEM(read_feedback(parts.bystander.token, id), 404, "not_found");
    const char *beside = new_person("school_leader", text_of("[\"%s\"]", parts.schools[1])).token;
    EXPECT_PROBLEM(read_feedback(beside, id), 404, "not_found");
    refused_for(change_feedback(parts.dsl.token, id, "'passed_to_school':false"), 403, "forbidden",
                "/board_id board_is_served_by_its_facilitators");
    /* They would rather not be named any more. */
    refused_for(change_feedback(facilitator(), id, "'anonymous':true"), 422, "validation_failed",
                "/passed_to_school board_feedback_passed_on_is_named");
    r = change_feedback(facilitator(), id, "'anonymous':true,'passed_to_school':false");
    cr_expect(json_is_null(json_at(r->json, "/said_by")), "%s", r->text);
    EXPECT_PROBLEM(read_feedback(parts.head.token, id), 404, "not_found");
    r = get(parts.overseer.token, feedback_at(id, "/history"));
    cr_expect(r->status == 200 && !strstr(r->text, "Member 3"), "%s", r->text);
    refused_for(change_feedback(facilitator(), id, "'anonymous':false"), 422, "validation_failed",
                "/anonymous board_feedback_stays_anonymous");
}

/* Whoever is not the trust's own is told nothing of it, were they granted it. */
Test(board_feedback, it_does_not_leave_the_trust)
{
    static const char *const BEYOND[] = { "la_officer:908", "host_leader", "mis_sync", "finance",
                                          "auditor", "inspector" };
    const char *id = said_to(board, named("'passed_to_school':true"));

    for (size_t i = 0; i < sizeof BEYOND / sizeof *BEYOND; i++) {
        const char *token = token_over(BEYOND[i], parts.schools[0], NULL);

        EXPECT_PROBLEM(read_feedback(token, id), 403, "insufficient_scope");
        EXPECT_PROBLEM(get(token, "/v1/board-feedback"), 403, "insufficient_scope");
    }
    owner_says(parts.schools[0],
               "DO $$ BEGIN UPDATE app.claim_set SET scopes = scopes || '{board:read}'"
               " WHERE binds_to = 'authority'; RAISE 'boards were opened to authorities';"
               " EXCEPTION WHEN check_violation THEN NULL; END $$");
}

/* It is read at the school as the member is. */
Test(board_feedback, what_a_restricted_pupil_said_is_kept_from_the_school)
{
    const char *pupil = add_pupil(parts.schools[2]), *here = text_of("[\"%s\"]", parts.schools[2]);
    const char *speaker = speaking_pupil(board, parts.schools[2], pupil);
    const char *id = said_to(board, text_of("'member_id':'%s','anonymous':false,"
                                            "'passed_to_school':true", speaker));
    const char *head = new_person("school_leader", here).token;
    const char *lead = token_over("trust_admin dsl", parts.schools[2], here);

    cr_expect_eq(read_feedback(head, id)->status, 200);
    cr_assert_eq(send_as(lead, "PATCH", text_of("/v1/pupils/%s", pupil),
                         "{'restricted':true}")->status, 200);
    EXPECT_PROBLEM(read_feedback(head, id), 404, "not_found");
    cr_expect_eq(read_feedback(lead, id)->status, 200);
    cr_expect_eq(read_feedback(facilitator(), id)->status, 200);
    cr_expect_eq(change_feedback(facilitator(), id, "'passed_to_school':false")->status, 200);
    cr_expect_eq(change_feedback(facilitator(), id, "'passed_to_school':true")->status, 200);
    EXPECT_PROBLEM(read_feedback(head, id), 404, "not_found");
}

static void withdraw_all(void)
{
    const struct reply *r = get(facilitator(), member_at(board, member, "/consents"));
    size_t count = json_array_size(json_at(r->json, "/data"));

    for (size_t i = 0; i < count; i++) {
        const char *at = text_of("/consents/%s", text_at(r, text_of("/data/%zu/id", i)));

        cr_assert_eq(send_as(facilitator(), "PATCH", member_at(board, member, at),
                             text_of("{'withdrawn_on':'%s'}", day_from_today(0)))->status, 200);
    }
}

/* What they said before is theirs to have passed on, and to have back. */
Test(board_feedback, what_was_said_is_passed_on_with_consent)
{
    const char *id = said_to(board, named("")), *known = said_to(board, named(""));

    cr_assert_eq(change_feedback(facilitator(), known, "'passed_to_school':true")->status, 200);
    cr_expect_eq(read_feedback(parts.head.token, known)->status, 200);
    withdraw_all();
    EXPECT_PROBLEM(read_feedback(parts.head.token, known), 404, "not_found");
    cr_expect(json_is_false(json_at(read_feedback(facilitator(), known)->json,
                                    "/passed_to_school")));
    refused_for(change_feedback(facilitator(), id, "'passed_to_school':true"), 422,
                "validation_failed",
                "/passed_to_school board_feedback_is_passed_on_with_consent");
    EXPECT_PROBLEM(read_feedback(parts.head.token, id), 404, "not_found");
    cr_expect_eq(change_feedback(facilitator(), id, "'anonymous':true")->status, 200);
}

/* What was said would be read on, and a consent could not be withdrawn any more. */
Test(board_feedback, a_board_that_was_heard_is_not_deleted)
{
    const char *other = new_board(""), *id = said_to(other, "");
    const char *const BOARDS[] = { board, other };

    for (size_t i = 0; i < 2; i++)
        refused_for(send_as(parts.overseer.token, "DELETE", board_at(BOARDS[i], ""), NULL), 409,
                    "conflict", "/status board_that_was_heard_is_not_deleted");
    cr_expect_eq(send_as(facilitator(), "DELETE", feedback_at(id, ""), NULL)->status, 204);
    cr_expect_eq(send_as(parts.overseer.token, "DELETE", board_at(other, ""), NULL)->status, 204);
}

/* ---- what becomes of it ------------------------------------------------------------------ */

Test(board_feedback, what_was_said_stands)
{
    const char *id = said_to(board, by_member("'theme_codes':[]"));

    refused_for(change_feedback(facilitator(), id, "'text':'Another'"), 422, "validation_failed",
                "/text board_feedback_text_stands");
    refused_for(change_feedback(facilitator(), id, "'disclosure':true"), 422, "validation_failed",
                "/disclosure read_only");
    const struct reply *r = move_feedback(facilitator(), id, "referred", "");
    EXPECT_PROBLEM(r, 409, "invalid_transition");
    cr_expect_str_eq(allowed_of(r), "open,held");
    cr_expect_eq(send_as(facilitator(), "DELETE", feedback_at(id, ""), NULL)->status, 204);
    EXPECT_PROBLEM(read_feedback(facilitator(), id), 410, "deleted");
    cr_expect_eq(send_as(facilitator(), "POST", feedback_at(id, "/restore"), NULL)->status, 200);
    add_pupil(parts.schools[1]);
    refused_for(move_feedback(facilitator(), id, "open", "'reason':'Loveday Pascoe wants it'"),
                422, "validation_failed", "/reason board_feedback_step_names_no_pupil");
    refused_for(move_feedback(facilitator(), id, "held", "'reason':'Loveday Pascoe wants it'"),
                422, "validation_failed", "/reason board_feedback_step_names_no_pupil");
    cr_expect_eq(move_feedback(facilitator(), id, "open", "")->status, 200);
    refused_for(send_as(facilitator(), "DELETE", feedback_at(id, ""), NULL), 409, "conflict",
                "/status board_feedback_that_was_put_up_stays");
}

Test(board_feedback, a_theme_that_is_borne_is_retired)
{
    const char *theme = recorded(post_over(parts.overseer.token, "/v1/board-themes",
                                           "{'code':'meals','name':'Meals'}", ""));
    const char *id = said_to(board, "'theme_codes':['meals']");
    const char *at = text_of("/v1/board-themes/%s", theme);

    refused_for(send_as(parts.overseer.token, "DELETE", at, NULL), 409, "conflict",
                "/active board_theme_in_use_is_retired");
    cr_expect_eq(send_as(parts.overseer.token, "PATCH", at, "{'active':false}")->status, 200);
    cr_expect_eq(move_feedback(facilitator(), id, "open", "")->status, 200, "it keeps it");
    const struct reply *r = get(facilitator(), "/v1/board-feedback?theme_code=meals");
    cr_expect_str_eq(text_at(r, "/data/0/id"), id, "%s", r->text);
}

/* Whoever sits on beyond the term says nothing more, but for what is held. */
Test(board_feedback, a_board_speaks_in_its_term)
{
    const char *over = recorded(set_up_board(text_of("'term_ends_on':'%s'", day_from_today(-1))));
    const char *token = parts.facilitators[0].token;

    recorded(name_facilitator(over, parts.facilitators[0], ""));
    refused_for(say_to(token, over, ""), 422, "validation_failed",
                "/board_id board_is_within_its_term");
    cr_expect_eq(say_to(token, over, "'disclosure':true")->status, 201);
}
