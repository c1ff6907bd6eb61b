/* What may be a disclosure: that it is held, who reads it then, what a safeguarding lead makes of
 * it, and that nobody else hears of it meanwhile, nor of whose school it came from afterwards. */
#include <criterion/criterion.h>
#include <string.h>
#include <time.h>

#include "tests/board/feedback_records.h"

#define TEXT_ "Zzyzx, I am scared to go home"
#define LIST_ "/v1/board-feedback"

static const char *board, *member, *elsewhere; /* a lead of schools[1] */

static void start(void)
{
    cast_board();
    board = new_board("");
    member = speaker_of(board, parts.schools[0]);
    elsewhere = token_over("dsl", parts.schools[1], text_of("[\"%s\"]", parts.schools[1]));
}

TestSuite(board_holds, .init = start, .fini = client_stop, .timeout = 300);

static const char *facilitator(void)
{
    return parts.facilitators[0].token;
}

static const struct reply *get(const char *token, const char *path)
{
    return send_as(token, "GET", path, NULL);
}

static const char *held_with(const char *more)
{
    return said_to(board, text_of("'member_id':'%s','text':'%s'%s%s", member, TEXT_,
                                  *more ? "," : "", more));
}

static const char *held(void)
{
    return held_with("");
}

static const struct reply *clear(const char *id)
{
    return move_feedback(parts.dsl.token, id, "open", "'reason':'A line of a play'");
}

static const struct reply *hold_of(const char *token, const char *id)
{
    return get(token, text_of("/v1/board-feedback-holds?feedback_id=%s", id));
}

static void expect_out_of_sight(const char *token, const char *id, const char *who)
{
    EXPECT_PROBLEM(read_feedback(token, id), 404, "not_found");
    const struct reply *r = get(token, LIST_ "?count=exact&include_deleted=true");
    cr_expect(!strstr(r->text, id) && !strstr(r->text, "Zzyzx"), "%s: %s", who, r->text);
    r = get(token, LIST_ "?status=held");
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 0, "%s: %s", who, r->text);
    EXPECT_PROBLEM(get(token, feedback_at(id, "/transitions")), 404, "not_found");
    EXPECT_PROBLEM(move_feedback(token, id, "open", "'reason':'Let me see'"), 404, "not_found");
}

/* How many events of an action on a record there are, once there is one. */
static size_t audited(const char *id, const char *action)
{
    const struct timespec pause = { 0, 50000000 };
    size_t count = 0;

    for (int tries = 0; tries < 200 && !count; tries++, nanosleep(&pause, NULL)) {
        const struct reply *r = get(trust_admin(),
                                    text_of("/v1/audit-events?subject_id=%s&action=%s", id,
                                            action));

        count = json_array_size(json_at(r->json, "/data"));
    }
    return count;
}

/* ---- what is held ------------------------------------------------------------------------ */

static const struct {
    const char *text, *status;
} SAID[] = {
    { "He HURTS me", "held" },
    { "I hurt my knee at football", "held" }, /* a word too many costs a moment */
    { "My brother hit me", "held" },
    { "That is a hitch in the plan", "received" },
    { "I do not want to go  home", "held" },
    { "I want to\nkill\tmyself", "held" },
    { "S\xc3\xa9" "crets are told in the showers", "held" },
    { "somebody has a knife!", "held" },
    { "I am not, eating", "held" },
    { "We eat too late", "received" },
    { "An online stranger wrote to me", "held" },
    { "They don\xe2\x80\x99t eat with us", "held" },
    { "The toilets are dirty", "received" },
    { "They dont tell anyone", "held" },
    { "I cant tell you", "held" },
    { "I cannot tell you", "held" },
    { "I want to ki\xe2\x80\x8bll him", "held" }, /* a blank of no width */
    { "I want to ki\xc2\xadll him", "held" },
    { "\xef\xbd\x8b\xef\xbd\x89\xef\xbd\x8c\xef\xbd\x8c him", "held" }, /* wide */
    { "I cut my arms", "held" },
    { "I want to be dead", "held" },
    { "They hold me down", "held" },
    { "He pushes me", "held" },
    { "She scares me", "held" },
    { "Zebra crossing", "held" },
    { "zebra, Crossing by the gate", "held" },
};

Test(board_holds, words_are_found_however_they_are_written)
{
    const char *guard = token_over("dsl", parts.schools[0], NULL);

    recorded(send_as(guard, "POST", "/v1/board-disclosure-phrases",
                     "{'phrase':'zebra crossing'}"));
    for (size_t i = 0; i < sizeof SAID / sizeof *SAID; i++) {
        json_t *body = json_pack("{s:s,s:s}", "board_id", board, "text", SAID[i].text);
        const struct reply *r = CALL(.method = "POST", .path = LIST_, .token = facilitator(),
                                     .body = dumped(body));

        cr_expect_str_eq(text_at(r, "/status"), SAID[i].status, "%s: %s", SAID[i].text, r->text);
    }
}

Test(board_holds, whoever_writes_it_down_may_hold_it_by_a_flag)
{
    const struct reply *r = say_to(facilitator(), board, "'disclosure':true,'text':'It is cold'");

    cr_expect_str_eq(text_at(r, "/status"), "held", "%s", r->text);
    r = hold_of(parts.dsl.token, text_at(r, "/id"));
    cr_expect_str_eq(text_at(r, "/data/0/causes/0"), "flag", "%s", r->text);
    cr_expect_eq(json_array_size(json_at(r->json, "/data/0/phrases")), 0);
}

static const char *status_of(const char *board_, const char *speaker, const char *more)
{
    const struct reply *r = say_to(facilitator(), board_,
                                   text_of("'member_id':'%s',%s", speaker, more));

    cr_expect_eq(r->status, 201, "%s", r->text);
    return text_at(r, "/status");
}

/* Who says who they are is not turned away, nor told to all: the text is the lead's first. */
Test(board_holds, what_tells_who_said_it_is_held)
{
    static const char *const CASES[][2] = {
        { "'text':'My name is Loveday and it is loud'", "held" },
        { "'text':'Loveday Pascoe thinks so'", "held" },
        { "'text':'love\\u200Bday\\u2019s idea'", "held" },
        { "'text':'I am member 3, it is loud'", "held" },
        { "'text':'I am member 33, it is loud'", "received" },
        { "'anonymous':false,'text':'I am Member 3'", "received" }, /* is told anyway */
        { "'anonymous':false,'text':'I am Loveday'", "held" },
    };
    const char *other = new_board("");
    const char *speaker = speaking_pupil(other, parts.schools[0], add_pupil(parts.schools[0]));

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        cr_expect_str_eq(status_of(other, speaker, CASES[i][0]), CASES[i][1], "%s", CASES[i][0]);
    const char *id = said_to(other, text_of("'member_id':'%s',%s", speaker, CASES[0][0]));
    const struct reply *r = hold_of(parts.dsl.token, id);
    cr_expect_str_eq(text_at(r, "/data/0/causes/0"), "author", "%s", r->text);
    expect_out_of_sight(facilitator(), id, "whoever wrote it down");
    const char *beside = member_of(other, parts.schools[1]);
    let_take_part(other, beside);
    cr_expect_str_eq(status_of(other, beside, CASES[0][0]), "received", "it is not theirs");
    /* A try leaves no trace, and does not tell whose name it is. */
    r = post_over(facilitator(), "/v1/board-feedback?dry_run=true",
                  text_of("{'board_id':'%s','member_id':'%s',%s}", other, speaker, CASES[0][0]),
                  "");
    cr_expect_str_eq(text_at(r, "/status"), "received", "%s", r->text);
}

/* The text would be all that still names them. */
Test(board_holds, who_is_named_no_more_is_not_named_by_the_text)
{
    const char *id = said_to(board, text_of("'member_id':'%s','anonymous':false,"
                                            "'text':'I am Member 3 and it is loud'", member));
    const char *after = feed_now(parts.overseer.token);
    const struct reply *r = change_feedback(facilitator(), id, "'anonymous':true");

    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/status"), "received", "no try tells more: %s", r->text);
    expect_out_of_sight(facilitator(), id, "whoever took the name off");
    expect_out_of_sight(parts.overseer.token, id, "the overseer");
    r = hold_of(parts.dsl.token, id);
    cr_expect_eq(json_array_size(json_at(r->json, "/data/0/causes")), 1, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/data/0/causes/0"), "author");
    r = fed(parts.overseer.token, after, "board_feedback", 2);
    cr_expect_str_eq(text_at(r, "/data/1/op"), "access_lost", "%s", r->text);
    r = change_feedback(parts.dsl.token, id, "'text':'It is loud'");
    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_assert_eq(clear(id)->status, 200);
    cr_expect_str_eq(text_at(read_feedback(facilitator(), id), "/text"), "It is loud");
}

/* A call for help is not turned away for the name that is in it. */
Test(board_holds, what_is_held_may_name_a_pupil_until_it_is_cleared)
{
    add_pupil(parts.schools[1]);
    const char *id = said_to(board, text_of("'member_id':'%s','text':'Loveday Pascoe hits me'",
                                            member));

    refused_for(clear(id), 422, "validation_failed", "/to board_feedback_is_cleared_of_names");
    const struct reply *r = change_feedback(parts.dsl.token, id, "'text':'Somebody hits me'");
    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/status"), "held");
    refused_for(change_feedback(parts.dsl.token, id, "'anonymous':false"), 409, "conflict",
                "/status board_feedback_held_is_the_leads");
    refused_for(send_as(parts.dsl.token, "DELETE", feedback_at(id, ""), NULL), 409, "conflict",
                "/status board_feedback_held_is_the_leads");
    cr_expect_eq(clear(id)->status, 200);
    cr_expect_str_eq(text_at(read_feedback(facilitator(), id), "/text"), "Somebody hits me");
    r = hold_of(parts.dsl.token, id);
    cr_expect_str_eq(text_at(r, "/data/0/held_text"), "Loveday Pascoe hits me", "%s", r->text);
}

/* ---- who reads it ------------------------------------------------------------------------ */

Test(board_holds, it_is_the_leads_of_the_school_alone)
{
    const char *after = feed_now(parts.overseer.token), *id = held();
    const char *everywhere = new_person("school_leader", NULL).token;
    const struct { const char *token, *who; } OTHERS[] = {
        { facilitator(), "whoever wrote it down" }, { parts.overseer.token, "the overseer" },
        { trust_admin(), "the admin" }, { parts.head.token, "the head" },
        { everywhere, "a head of all schools" }, { elsewhere, "the lead of another school" },
        { parts.stranger.token, "another facilitator" },
    };

    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++)
        expect_out_of_sight(OTHERS[i].token, id, OTHERS[i].who);
    EXPECT_PROBLEM(get(parts.overseer.token, feedback_at(id, "/history")), 404, "not_found");
    EXPECT_PROBLEM(change_feedback(facilitator(), id, "'theme_codes':[]"), 404, "not_found");
    /* Their queue. */
    const struct reply *r = get(parts.dsl.token, LIST_ "?status=held&count=exact");
    cr_expect_str_eq(header_of(r, "Total-Count"), "1", "%s", r->text);
    cr_expect_str_eq(text_at(r, "/data/0/text"), TEXT_);
    cr_expect_null(strstr(r->text, member), "not even they are told who: %s", r->text);
    cr_expect_null(strstr(get(parts.dsl.token, feedback_at(id, "/history"))->text, "Zzyzx"));
    /* One that is not held is what the feed tells next. */
    const char *open = said_to(board, "");
    r = fed(parts.overseer.token, after, "board_feedback", 1);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 1, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/data/0/id"), open);
}

/* Nobody's in particular is every lead's. */
Test(board_holds, what_the_whole_board_says_is_held_for_all_leads)
{
    const char *id = said_to(board, "'text':'" TEXT_ "'");
    const char *outside = token_over("dsl", parts.outside, text_of("[\"%s\"]", parts.outside));

    expect_out_of_sight(facilitator(), id, "whoever wrote it down");
    EXPECT_PROBLEM(read_feedback(outside, id), 404, "not_found");
    cr_expect_eq(read_feedback(elsewhere, id)->status, 200);
    cr_expect_eq(clear(id)->status, 200);
    EXPECT_PROBLEM(read_feedback(elsewhere, id), 404, "not_found");
    cr_expect_eq(read_feedback(facilitator(), id)->status, 200);
}

/* On record, which hold as well. */
Test(board_holds, reading_it_is_on_record)
{
    const char *id = held();
    const struct reply *r = hold_of(parts.dsl.token, id);
    const char *hold = text_at(r, "/data/0/id");

    read_feedback(parts.dsl.token, id);
    cr_expect_neq(audited(id, "findBoardFeedback"), 0);
    cr_expect_neq(audited(hold, "listFeedbackHolds"), 0);
}

/* ---- later ------------------------------------------------------------------------------- */

Test(board_holds, whoever_sees_it_may_hold_it_at_any_time)
{
    const char *after = feed_now(parts.overseer.token);
    const char *id = said_to(board, text_of("'member_id':'%s','text':'It is cold'", member));

    cr_assert_eq(move_feedback(facilitator(), id, "open", "")->status, 200);
    const struct reply *r = move_feedback(facilitator(), id, "held", "'reason':'How it was said'");
    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/status"), "held", "%s", r->text);
    cr_expect_str_eq(header_of(r, "ETag"), "\"v3\"");
    cr_expect_null(strstr(r->text, parts.schools[0]), "%s", r->text);
    expect_out_of_sight(facilitator(), id, "whoever held it");
    r = fed(parts.overseer.token, after, "board_feedback", 3);
    cr_expect_str_eq(text_at(r, "/data/2/op"), "access_lost", "%s", r->text);
    cr_expect(json_is_null(json_at(r->json, "/data/2/resource")), "%s", r->text);
    r = read_feedback(parts.dsl.token, id);
    cr_expect_str_eq(text_at(r, "/status_reason"), "How it was said", "%s", r->text);
    r = hold_of(parts.dsl.token, id);
    cr_expect_str_eq(text_at(r, "/data/0/causes/0"), "asked", "%s", r->text);
    cr_expect_str_eq(text_at(r, "/data/0/held_by"), parts.facilitators[0].user);
    cr_expect_str_eq(text_at(r, "/data/0/held_reason"), "How it was said");
    cr_expect(json_is_null(json_at(r->json, "/data/0/decision")), "%s", r->text);
    cr_expect_eq(clear(id)->status, 200);
    cr_expect_eq(move_feedback(parts.overseer.token, id, "held", "")->status, 200, "once more");
    r = hold_of(parts.dsl.token, id);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 2, "%s", r->text);
}

Test(board_holds, a_step_that_comes_again_tells_no_more)
{
    const char *id = said_to(board, text_of("'member_id':'%s','text':'Zzyzx is cold'", member));
    const struct call again = { .method = "POST", .path = feedback_at(id, "/transitions"),
                                .token = facilitator(), .body = "{\"to\":\"held\"}",
                                .headers = { "Idempotency-Key: hold-once", "If-Match: \"v1\"" } };

    cr_expect_eq(call(&again)->status, 200);
    const struct reply *r = call(&again);
    cr_expect_str_eq(text_at(r, "/status"), "held", "%s", r->text);
    cr_expect_null(strstr(r->text, "Zzyzx"), "%s", r->text);
    EXPECT_PROBLEM(move_feedback(facilitator(), id, "held", ""), 404, "not_found");
}

/* ---- cleared, and referred --------------------------------------------------------------- */

Test(board_holds, a_lead_decides_with_a_reason)
{
    const char *id = held();

    refused_for(move_feedback(parts.dsl.token, id, "open", ""), 422, "validation_failed",
                "/reason board_hold_ends_with_a_reason");
    refused_for(move_feedback(parts.dsl.token, id, "referred", ""), 422, "validation_failed",
                "/reason board_hold_ends_with_a_reason");
    add_pupil(parts.schools[1]);
    refused_for(move_feedback(parts.dsl.token, id, "referred", "'reason':'Loveday Pascoe again'"),
                422, "validation_failed", "/reason board_feedback_step_names_no_pupil");
    refused_for(move_feedback(parts.dsl.token, id, "open",
                              "'reason':'A play','reference':'File of A 123456789012'"),
                422, "validation_failed", "/reason board_feedback_step_names_no_pupil");
    const char *reader = narrowed(parts.dsl.token, "'board:read','safeguarding:read'");
    EXPECT_PROBLEM(move_feedback(reader, id, "open", "'reason':'A play'"), 403,
                   "insufficient_scope");
    cr_expect_eq(clear(id)->status, 200);
}

/* It comes back, and nothing leads to the lead, who would lead to the school. */
Test(board_holds, what_is_cleared_comes_back)
{
    const char *after = feed_now(parts.overseer.token), *id = held();
    const struct reply *r = clear(id);

    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect(json_is_null(json_at(r->json, "/status_reason")), "%s", r->text);
    EXPECT_PROBLEM(read_feedback(parts.dsl.token, id), 404, "not_found");
    EXPECT_PROBLEM(read_feedback(parts.head.token, id), 404, "not_found");
    r = read_feedback(facilitator(), id);
    cr_expect_str_eq(text_at(r, "/status"), "open", "%s", r->text);
    cr_expect_str_eq(text_at(r, "/text"), TEXT_);
    r = get(parts.overseer.token, feedback_at(id, "/transitions"));
    cr_expect_str_eq(text_at(r, "/data/1/status"), "open", "%s", r->text);
    cr_expect(json_is_null(json_at(r->json, "/data/1/actor")) &&
                  json_is_null(json_at(r->json, "/data/1/reason")), "%s", r->text);
    r = get(parts.overseer.token, feedback_at(id, "/history"));
    cr_expect_null(strstr(r->text, "A line of a play"), "%s", r->text);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 0, "%s", r->text);
    r = fed(parts.overseer.token, after, "board_feedback", 1);
    cr_expect_str_eq(text_at(r, "/data/0/op"), "access_gained", "%s", r->text);
    cr_expect_str_eq(text_at(r, "/data/0/resource/text"), TEXT_);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 1, "%s", r->text);
    /* The leads keep why. */
    r = hold_of(parts.dsl.token, id);
    cr_expect_str_eq(text_at(r, "/data/0/decision"), "open", "%s", r->text);
    cr_expect_str_eq(text_at(r, "/data/0/reason"), "A line of a play");
    cr_expect_str_eq(text_at(r, "/data/0/phrases/0"), "go home");
    r = get(parts.dsl.token, text_of("/v1/board-feedback-holds/%s", text_at(r, "/data/0/id")));
    cr_expect_str_eq(text_at(r, "/feedback_id"), id, "%s", r->text);
    EXPECT_PROBLEM(hold_of(parts.overseer.token, id), 403, "insufficient_scope");
    cr_expect_eq(json_array_size(json_at(hold_of(elsewhere, id)->json, "/data")), 0);
}

/* Why it was held is the leads' as well: it was written for them, and may say who it was. */
Test(board_holds, why_it_was_held_does_not_come_back_with_it)
{
    const char *id = said_to(board, text_of("'member_id':'%s','text':'It is cold',"
                                            "'anonymous':false,'passed_to_school':true", member));

    cr_assert_eq(move_feedback(parts.dsl.token, id, "held",
                               "'reason':'Qwertz cried','reference':'Qwertz 4711'")->status, 200);
    cr_assert_eq(clear(id)->status, 200);
    const char *const OTHERS[] = { parts.head.token, facilitator(), parts.overseer.token };
    for (size_t i = 0; i < 3; i++) {
        const struct reply *r = get(OTHERS[i], feedback_at(id, "/transitions"));

        cr_expect_str_eq(text_at(r, "/data/1/status"), "held", "%s", r->text);
        cr_expect(json_is_null(json_at(r->json, "/data/1/actor")), "%s", r->text);
        cr_expect_null(strstr(r->text, "Qwertz"), "%s", r->text);
        cr_expect_null(strstr(read_feedback(OTHERS[i], id)->text, "Qwertz"));
    }
    cr_expect_null(strstr(get(parts.overseer.token, feedback_at(id, "/history"))->text, "Qwertz"));
    const struct reply *r = hold_of(parts.dsl.token, id);
    cr_expect_str_eq(text_at(r, "/data/0/held_reason"), "Qwertz cried", "%s", r->text);
    cr_expect_str_eq(text_at(r, "/data/0/held_reference"), "Qwertz 4711");
}

/* As the service is, without the service: neither rows nor changes name the school of what they are
 * told of, and a reader of the school is told of nothing. */
Test(board_holds, the_tables_do_not_tell_whose_school_it_was)
{
    const char *id = said_to(board, text_of("'member_id':'%s','text':'Zzyzx'", member));
    const char *early = held();
    const char *sync = new_person("send_lead", text_of("[\"%s\"]", parts.schools[0])).token;
    const char *after = feed_now(parts.overseer.token);

    cr_assert_eq(move_feedback(facilitator(), id, "held", "")->status, 200);
    cr_assert_eq(clear(id)->status, 200);
    cr_assert_eq(clear(early)->status, 200);
    const char *both[] = { id, early };
    for (size_t i = 0; i < 2; i++) {
        cr_expect_str_eq(service_says(parts.facilitators[0].user, text_of(
            "SELECT count(*) FROM app.change c WHERE id = '%s' AND c::text LIKE '%%%s%%'",
            both[i], parts.schools[0])), "0");
        cr_expect_str_eq(service_says(parts.facilitators[0].user, text_of(
            "SELECT school_ids FROM app.board_feedback WHERE id = '%s'", both[i])), "{}");
    }
    fed(parts.overseer.token, after, "board_feedback", 3);
    const struct reply *r = get(sync, text_of("/v1/changes?after=%s&types=board_feedback", after));
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 0, "%s", r->text);
    EXPECT_PROBLEM(get(sync, feedback_at(id, "/history")), 404, "not_found");
}

Test(board_holds, what_is_referred_does_not_come_back)
{
    const char *id = held();
    const struct reply *r =
        move_feedback(parts.dsl.token, id, "referred",
                      "'reason':'Told to the authority','reference':'MyConcern 4711'");
    cr_assert_eq(r->status, 200, "%s", r->text);
    expect_out_of_sight(facilitator(), id, "whoever wrote it down");
    expect_out_of_sight(parts.overseer.token, id, "the overseer");
    r = move_feedback(parts.dsl.token, id, "open", "'reason':'After all'");
    EXPECT_PROBLEM(r, 409, "invalid_transition");
    cr_expect_str_eq(allowed_of(r), "");
    refused_for(change_feedback(parts.dsl.token, id, "'text':'Nothing'"), 409, "conflict",
                "/status board_feedback_held_is_the_leads");
    r = hold_of(parts.dsl.token, id);
    cr_expect_str_eq(text_at(r, "/data/0/reference"), "MyConcern 4711", "%s", r->text);
    /* Nor when the facilitators of the board are others. */
    recorded(name_facilitator(board, parts.stranger, ""));
    expect_out_of_sight(parts.stranger.token, id, "a new facilitator");
    cr_expect_eq(read_feedback(parts.dsl.token, id)->status, 200);
}

/* What was passed on is not the school's any more while it is held, and is again when cleared. */
Test(board_holds, what_was_passed_on_is_held_from_the_school_as_well)
{
    const char *id = said_to(board, text_of("'member_id':'%s','text':'It is cold',"
                                            "'anonymous':false,'passed_to_school':true", member));

    cr_expect_eq(read_feedback(parts.head.token, id)->status, 200);
    cr_assert_eq(move_feedback(parts.dsl.token, id, "held", "'reason':'I know them'")->status, 200);
    EXPECT_PROBLEM(read_feedback(parts.head.token, id), 404, "not_found");
    expect_out_of_sight(facilitator(), id, "the board");
    cr_assert_eq(clear(id)->status, 200);
    cr_expect_eq(read_feedback(parts.head.token, id)->status, 200);
    cr_expect_eq(read_feedback(facilitator(), id)->status, 200);
}
