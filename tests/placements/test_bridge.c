/* The Bridge: bases, referrals, the steps and their guards, the cap, and who sees what. */
#include <criterion/criterion.h>
#include <libpq-fe.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/fixture.h"

static const char *admin, *school, *base;

static const char *add_base(const char *at, int staff, int ratio)
{
    return text_at(added(admin, "/v1/bridge-bases",
                         json_pack("{s:s, s:s, s:i, s:i}", "school_id", at, "name", "The Bridge",
                                   "staff", staff, "pupils_per_staff", ratio)),
                   "/id");
}

static void start(void)
{
    client_start();
    admin = token_of(0, "trust_admin");
    school = add_school();
    base = add_base(school, 2, 4);
}

TestSuite(bridge, .init = start, .fini = client_stop, .timeout = 120);

static json_t *referral_body(const char *pupil)
{
    return json_pack("{s:s, s:s, s:s, s:s}", "pupil_id", pupil, "bridge_base_id", base, "reason",
                     "settling", "referred_on", day_from_today(-40));
}

static const char *refer(void)
{
    return text_at(added(admin, "/v1/bridge-referrals", referral_body(add_pupil(school))), "/id");
}

static const struct reply *post(const char *token, const char *id, const char *what,
                                const char *body)
{
    return CALL(.method = "POST", .path = text_of("/v1/bridge-referrals/%s/%s", id, what),
                .token = token, .body = body);
}

static const struct reply *patch(const char *token, const char *id, const char *body)
{
    return CALL(.method = "PATCH", .path = text_of("/v1/bridge-referrals/%s", id), .token = token,
                .body = body, .headers = { "If-Match: *" });
}

static const struct reply *find(const char *token, const char *id)
{
    return CALL(.path = text_of("/v1/bridge-referrals/%s", id), .token = token);
}

static const struct reply *step(const char *id, const char *to, int days, const char *more)
{
    return post(admin, id, "transitions",
                text_of("{\"to\":\"%s\",\"on\":\"%s\"%s}", to, day_from_today(days), more));
}

static const char *accepted_with(const char *mode)
{
    return text_of(",\"mode\":\"%s\",\"base_manager\":\"Mr Nance\",\"review_due_on\":\"%s\"", mode,
                   day_from_today(-10));
}

/* ---- a way through, as far as a status ---------------------------------------------------- */

static void log_discussion(const char *id)
{
    const struct reply *r = post(
        admin, id, "discussions",
        text_of("{\"on\":\"%s\",\"summary\":\"Finds mornings hard\"}", day_from_today(-35)));

    cr_assert_eq(r->status, 201, "%s", r->text);
}

static void log_review(const char *id, int days)
{
    const struct reply *r = post(
        admin, id, "reviews",
        text_of("{\"on\":\"%s\",\"outcome\":\"Better\",\"next_review_on\":\"%s\"}",
                day_from_today(days), day_from_today(days + 14)));

    cr_assert_eq(r->status, 201, "%s", r->text);
}

static void go(const char *id, const char *to, int days, const char *more)
{
    const struct reply *r = step(id, to, days, more);

    cr_assert_eq(r->status, 200, "%s: %s", to, r->text);
    cr_assert_str_eq(text_at(r, "/status"), to);
}

static void lead_to(const char *id, const char *status, const char *mode)
{
    if (strcmp(status, "referred") == 0)
        return;
    log_discussion(id);
    go(id, "discussed", -35, "");
    if (strcmp(status, "discussed") == 0)
        return;
    if (strcmp(status, "declined") == 0) {
        go(id, "declined", -34, ",\"reason\":\"Another way was found\"");
        return;
    }
    go(id, "accepted", -34, accepted_with(mode));
    if (strcmp(status, "accepted") == 0)
        return;
    go(id, "active", -30, "");
    if (strcmp(status, "active") == 0)
        return;
    log_review(id, -20);
    if (strcmp(status, "reviewed") == 0)
        go(id, "reviewed", -20, "");
    else
        go(id, status, -20, ",\"step_down_plan\":\"Back to every lesson by half term\"");
}

static const struct {
    const char *status, *next;
} MACHINE[] = {
    { "referred", "discussed" },
    { "discussed", "accepted,declined" },
    { "accepted", "active" },
    { "active", "reviewed,stepped_down,closed" },
    { "reviewed", "reviewed,stepped_down,closed" },
    { "declined", "" },
    { "stepped_down", "" },
    { "closed", "" },
};
enum { STATUSES = sizeof MACHINE / sizeof *MACHINE };

static const char *members_of(const char *step)
{
    return strcmp(step, "accepted") == 0       ? accepted_with("drop_in")
           : strcmp(step, "stepped_down") == 0 ? ",\"step_down_plan\":\"Every lesson by May\""
                                               : "";
}

Test(bridge, only_what_follows_is_taken)
{
    for (size_t i = 0; i < STATUSES; i++) {
        const char *id = refer(), *next = text_of(",%s,", MACHINE[i].next);

        log_discussion(id);
        log_review(id, -5);
        lead_to(id, MACHINE[i].status, "drop_in");
        cr_expect_str_eq(text_at(find(admin, id), "/status"), MACHINE[i].status);
        for (size_t k = 0; k < STATUSES; k++) {
            const char *to = MACHINE[k].status;
            const struct reply *r = post(
                admin, id, "transitions?dry_run=true",
                text_of("{\"to\":\"%s\",\"on\":\"%s\"%s}", to, day_from_today(-5), members_of(to)));

            if (strstr(next, text_of(",%s,", to))) {
                cr_expect_str_eq(text_at(r, "/status"), to, "%s: %s", MACHINE[i].status, r->text);
                continue;
            }
            EXPECT_PROBLEM(r, 409, "invalid_transition");
            cr_expect_str_eq(allowed_of(r), MACHINE[i].next, "%s to %s", MACHINE[i].status, to);
        }
    }
}

Test(bridge, is_for_a_reason_and_in_a_mode_of_the_list)
{
    static const char *const REASONS[] = {
        "temporary_mobility",    "health",   "medical_condition",
        "undergoing_assessment", "settling", "vulnerable_nurture"
    };
    static const char *const MODES[] = { "full", "partial", "drop_in" };
    const char *id = refer();
    const struct reply *r;

    for (size_t i = 0; i < sizeof REASONS / sizeof *REASONS; i++) {
        r = patch(admin, id, text_of("{\"reason\":\"%s\"}", REASONS[i]));
        cr_expect_str_eq(text_at(r, "/reason"), REASONS[i], "%s", r->text);
    }
    r = patch(admin, id, "{\"reason\":\"noisy\",\"mode\":\"often\"}");
    cr_expect_str_eq(errors_of(r), "/mode bridge_mode_code,/reason bridge_reason_code");
    lead_to(id, "discussed", "");
    for (size_t i = 0; i < sizeof MODES / sizeof *MODES; i++) {
        r = post(admin, id, "transitions?dry_run=true",
                 text_of("{\"to\":\"accepted\"%s}", accepted_with(MODES[i])));
        cr_expect_str_eq(text_at(r, "/mode"), MODES[i], "%s", r->text);
    }
}


Test(bridge, guards_of_the_steps)
{
    static const struct {
        const char *from, *to, *more, *errors;
    } ROWS[] = {
        { "referred", "discussed", "", "/to bridge_discussed_needs_a_discussion" },
        { "discussed", "accepted", "",
          "/base_manager bridge_referral_accepted_has_a_manager,"
          "/mode bridge_referral_accepted_has_a_mode,"
          "/review_due_on bridge_referral_accepted_has_a_review_date" },
        { "discussed", "accepted", ",\"mode\":\"partial\",\"base_manager\":\"Mr Nance\"",
          "/review_due_on bridge_referral_accepted_has_a_review_date" },
        { "active", "reviewed", "", "/to bridge_reviewed_needs_a_review" },
        { "reviewed", "reviewed", "", "/to bridge_reviewed_needs_a_review" },
        { "active", "stepped_down", "", "/step_down_plan bridge_referral_stepped_down_has_a_plan" },
        { "reviewed", "stepped_down", "",
          "/step_down_plan bridge_referral_stepped_down_has_a_plan" },
    };

    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        const char *id = refer();

        lead_to(id, ROWS[i].from, "drop_in");
        const struct reply *r = step(id, ROWS[i].to, 0, ROWS[i].more);
        EXPECT_PROBLEM(r, 422, "validation_failed");
        cr_expect_str_eq(errors_of(r), ROWS[i].errors, "%s to %s", ROWS[i].from, ROWS[i].to);
        cr_expect_str_eq(text_at(find(admin, id), "/status"), ROWS[i].from);
    }
}

Test(bridge, a_discussion_is_on_or_before_that_day)
{
    const char *id = refer();

    log_discussion(id);
    const struct reply *r = step(id, "discussed", -41, "");
    EXPECT_PROBLEM(r, 422, "validation_failed");
    cr_expect_str_eq(errors_of(r), "/on status_does_not_go_back_in_time,"
                                   "/referred_on bridge_referral_comes_first");
    r = step(id, "discussed", -36, "");
    EXPECT_PROBLEM(r, 422, "validation_failed");
    cr_expect_str_eq(errors_of(r), "/to bridge_discussed_needs_a_discussion");
    go(id, "discussed", -35, "");
    r = step(id, "accepted", -36, accepted_with("full"));
    cr_expect_str_eq(errors_of(r), "/on status_does_not_go_back_in_time");
    r = step(id, "accepted", 1, accepted_with("full"));
    cr_expect_str_eq(errors_of(r), "/on status_is_not_of_the_future");
}

/* ---- the dates of a stay ------------------------------------------------------------------- */

Test(bridge, the_stay_ends_by_the_weeks_of_the_base)
{
    const char *id = refer();

    lead_to(id, "active", "partial");
    const struct reply *r = find(admin, id);
    cr_expect_str_eq(text_at(r, "/started_on"), day_from_today(-30));
    cr_expect_str_eq(text_at(r, "/until"), day_from_today(-30 + 26 * 7));
    r = patch(admin, id, text_of("{\"until\":\"%s\"}", day_from_today(-30 + 26 * 7 + 1)));
    cr_expect_str_eq(errors_of(r), "/until bridge_stay_is_short");
    r = patch(admin, id, text_of("{\"until\":\"%s\"}", day_from_today(-31)));
    cr_expect_str_eq(errors_of(r), "/until bridge_referral_ends_after_it_starts");
    r = patch(admin, id, text_of("{\"review_due_on\":\"%s\"}", day_from_today(-30 + 43)));
    cr_expect_str_eq(errors_of(r), "/review_due_on bridge_review_is_soon");
    r = patch(admin, id, text_of("{\"review_due_on\":\"%s\"}", day_from_today(-30 + 42)));
    cr_expect_eq(r->status, 200, "%s", r->text);
    r = patch(admin, id, "{\"review_due_on\":null}");
    cr_expect_str_eq(errors_of(r), "/review_due_on bridge_referral_accepted_has_a_review_date");
}

/* The last day may be said before the first: then the first decides whether it is too late. */
Test(bridge, a_stay_begins_within_the_weeks_of_the_base)
{
    const char *id = refer();

    lead_to(id, "accepted", "partial");
    const struct reply *r = patch(admin, id, text_of("{\"until\":\"%s\"}",
                                                     day_from_today(-30 + 26 * 7 + 1)));
    cr_assert_eq(r->status, 200, "%s", r->text);
    r = step(id, "active", -30, "");
    EXPECT_PROBLEM(r, 422, "validation_failed");
    cr_expect_str_eq(errors_of(r), "/until bridge_stay_is_short");
    go(id, "active", -29, "");
}

/* A rule that becomes stricter holds for what is decided from then on. */
Test(bridge, a_stay_outlives_a_shorter_rule)
{
    const char *id = refer(), *next = refer();

    lead_to(id, "active", "partial");
    const struct reply *r = CALL(.method = "PATCH", .path = text_of("/v1/bridge-bases/%s", base),
                                 .token = admin, .body = "{\"max_weeks\":6}",
                                 .headers = { "If-Match: *" });
    cr_assert_eq(r->status, 200, "%s", r->text);
    r = patch(admin, id, "{\"reason\":\"health\"}");
    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/until"), day_from_today(-30 + 26 * 7));
    r = patch(admin, id, text_of("{\"until\":\"%s\"}", day_from_today(-30 + 43)));
    cr_expect_str_eq(errors_of(r), "/until bridge_stay_is_short");
    r = patch(admin, id, text_of("{\"until\":\"%s\"}", day_from_today(-30 + 42)));
    cr_expect_eq(r->status, 200, "%s", r->text);
    lead_to(next, "active", "partial");
    cr_expect_str_eq(text_at(find(admin, next), "/until"), day_from_today(-30 + 42));
}

Test(bridge, a_review_sets_the_next)
{
    const char *id = refer();

    lead_to(id, "reviewed", "partial");
    const struct reply *r = find(admin, id);
    cr_expect_str_eq(text_at(r, "/review_due_on"), day_from_today(-6));
    const char *mine = text_of("/v1/bridge-referrals?id=%s&review_due_on.lt=%s", id,
                               day_from_today(0));
    r = CALL(.path = mine, .token = admin);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 1, "it is overdue: %s", r->text);
    log_review(id, -5);
    go(id, "reviewed", -5, "");
    r = CALL(.path = mine, .token = admin);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 0, "%s", r->text);
    r = CALL(.path = text_of("/v1/bridge-referrals/%s/transitions", id), .token = admin);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 6, "%s", r->text);
    go(id, "closed", 0, "");
    cr_expect_str_eq(text_at(find(admin, id), "/ended_on"), day_from_today(0));
}

/* ---- the logs ------------------------------------------------------------------------------ */

Test(bridge, entries_are_appended_or_replaced_as_a_whole)
{
    const char *id = refer();
    const char *contact = text_of("{\"on\":\"%s\",\"with\":\"Mother\",\"how\":\"Telephone\","
                                  "\"summary\":\"She agrees\"}",
                                  day_from_today(-3));
    const struct reply *r = post(admin, id, "contacts", contact);

    cr_assert_eq(r->status, 201, "%s", r->text);
    cr_expect(strstr(header_of(r, "Location"), text_of("/v1/bridge-referrals/%s", id)));
    r = post(admin, id, "contacts", contact);
    cr_expect_eq(json_array_size(json_at(r->json, "/contacts")), 2, "%s", r->text);
    r = CALL(.method = "POST", .path = text_of("/v1/bridge-referrals/%s/contacts", id),
             .token = admin, .body = contact, .headers = { "If-Match: \"v1\"" });
    EXPECT_PROBLEM(r, 412, "precondition_failed");
    r = post(admin, id, "contacts", "{\"on\":\"2026-02-30\",\"with\":\"Mother\"}");
    EXPECT_PROBLEM(r, 422, "validation_failed");
    r = post(admin, id, "contacts",
             text_of("{\"on\":\"%s\",\"with\":\"Mother\",\"how\":\"Letter\",\"summary\":\"x\"}",
                     day_from_today(1)));
    cr_expect_str_eq(errors_of(r), "/contacts bridge_referral_contacts_have_been");
    r = post(admin, id, "discussions",
             text_of("{\"on\":\"%s\",\"summary\":\"x\"}", day_from_today(1)));
    cr_expect_str_eq(errors_of(r), "/discussions bridge_referral_discussions_have_been");
    r = post(admin, id, "reviews", text_of("{\"on\":\"%s\",\"outcome\":\"x\"}", day_from_today(1)));
    cr_expect_str_eq(errors_of(r), "/reviews bridge_referral_reviews_have_been");
    r = post(admin, id, "reviews",
             text_of("{\"on\":\"%s\",\"outcome\":\"x\",\"next_review_on\":\"%s\"}",
                     day_from_today(-1), day_from_today(-1)));
    cr_expect_str_eq(errors_of(r), "/reviews bridge_referral_next_review_is_later");
    r = patch(admin, id, text_of("{\"contacts\":[%s]}", contact));
    cr_expect_eq(json_array_size(json_at(r->json, "/contacts")), 1, "%s", r->text);
    cr_expect_eq(int_at(r, "/version"), 4);
}

/* ---- who may be referred ------------------------------------------------------------------- */

static const struct reply *try_to_refer(const char *pupil, const char *members)
{
    return CALL(.method = "POST", .path = "/v1/bridge-referrals", .token = admin,
                .body = dumped(but(referral_body(pupil), members)));
}

Test(bridge, a_pupil_of_the_school_is_referred_once)
{
    const char *elsewhere = add_pupil(add_school()), *pupil = add_pupil(school);
    const struct reply *r = try_to_refer(elsewhere, "{}");

    EXPECT_PROBLEM(r, 422, "validation_failed");
    cr_expect_str_eq(errors_of(r), "/pupil_id bridge_pupil_is_of_the_school");
    r = try_to_refer("01890a5d-ac96-774b-bcce-b302099a8057", "{}");
    cr_expect_str_eq(errors_of(r), "/pupil_id pupil_is_in_sight");
    r = try_to_refer(pupil, "{\"bridge_base_id\":\"01890a5d-ac96-774b-bcce-b302099a8057\"}");
    cr_expect_str_eq(errors_of(r), "/bridge_base_id bridge_referral_base_is_known");
    r = try_to_refer(pupil, text_of("{\"referred_on\":\"%s\"}", day_from_today(1)));
    EXPECT_PROBLEM(r, 422, "validation_failed");
    cr_expect_str_eq(errors_of(r), "/referred_on bridge_referral_is_of_the_past");
    r = try_to_refer(pupil, "{\"status\":\"active\"}");
    cr_expect_eq(r->status, 422, "the service sets it: %s", r->text);
    r = try_to_refer(pupil, "{}");
    cr_assert_eq(r->status, 201, "%s", r->text);
    const char *id = text_at(r, "/id");
    cr_expect_str_eq(text_at(r, "/status"), "referred");
    cr_expect_str_eq(text_at(r, "/school_id"), school);
    r = try_to_refer(pupil, "{}");
    EXPECT_PROBLEM(r, 409, "conflict");
    cr_expect_str_eq(errors_of(r), "/pupil_id bridge_referral_one_open_of_a_pupil");
    lead_to(id, "declined", "full");
    cr_expect_eq(try_to_refer(pupil, "{}")->status, 201);
}

/* ---- the cap ------------------------------------------------------------------------------- */

static void fill(int staff, int ratio)
{
    school = add_school();
    base = add_base(school, staff, ratio);
    for (int i = 0; i < staff * ratio - 1; i++)
        lead_to(refer(), "active", "partial");
}

Test(bridge, there_are_as_many_as_the_staff_may_have)
{
    fill(1, 2);
    const char *last = refer(), *other = refer(), *guest = refer();

    lead_to(last, "accepted", "full");
    lead_to(other, "accepted", "partial");
    lead_to(guest, "active", "drop_in");
    go(last, "active", -30, "");
    const struct reply *r = step(other, "active", -30, "");
    EXPECT_PROBLEM(r, 409, "conflict");
    cr_expect_str_eq(errors_of(r), "/bridge_base_id bridge_is_full");
    r = patch(admin, guest, "{\"mode\":\"partial\"}");
    EXPECT_PROBLEM(r, 409, "conflict");
    cr_expect_str_eq(errors_of(r), "/bridge_base_id bridge_is_full");
    r = CALL(.method = "PATCH", .path = text_of("/v1/bridge-bases/%s", base), .token = admin,
             .body = "{\"staff\":2}", .headers = { "If-Match: *" });
    cr_expect_eq(r->status, 200, "%s", r->text);
    go(other, "active", -30, "");
    go(last, "closed", 0, "");
}

struct racer {
    const char *id;
    const struct reply *reply;
};

static void *race(void *of)
{
    struct racer *racer = of;

    racer->reply = step(racer->id, "active", -30, "");
    client_leave();
    return NULL;
}

/* Somebody is taking the last place and has not committed: who comes meanwhile waits, and is then
 * refused. */
Test(bridge, the_last_place_is_taken_once)
{
    PGconn *first = PQconnectdb(getenv("TAMAR_TEST_OWNER_DSN"));
    struct racer racer = { 0 };
    pthread_t thread;

    fill(1, 2);
    const char *taker = refer();
    racer.id = refer();
    lead_to(taker, "accepted", "full");
    lead_to(racer.id, "accepted", "full");
    PGresult *result = PQexec(
        first, text_of("BEGIN; SELECT set_config('app.trust', trust_id::text, true),"
                       " set_config('app.all_schools', '1', true) FROM app.school"
                       " WHERE id = '%s'; UPDATE app.bridge_referral SET status = 'active',"
                       " status_step = 'active', status_on = '%s' WHERE id = '%s'",
                       school, day_from_today(-30), taker));
    cr_assert_str_eq(PQcmdTuples(result), "1", "%s", PQerrorMessage(first));
    PQclear(result);
    pthread_create(&thread, NULL, race, &racer);
    cr_expect(somebody_waits_for(school, PQbackendPID(first)), "it did not wait");
    PQclear(PQexec(first, "COMMIT"));
    PQfinish(first);
    pthread_join(thread, NULL);
    EXPECT_PROBLEM(racer.reply, 409, "conflict");
    cr_expect_str_eq(errors_of(racer.reply), "/bridge_base_id bridge_is_full");
    const struct reply *r = CALL(.path = text_of("/v1/bridge-referrals?bridge_base_id=%s"
                                                 "&status=active&count=exact",
                                                 base),
                                 .token = admin);
    cr_expect_eq(int_at(r, "/page/total"), 2, "%s", r->text);
}

/* ---- bases --------------------------------------------------------------------------------- */

Test(bridge, a_school_has_one_base)
{
    json_t *body = json_pack("{s:s, s:s, s:i}", "school_id", school, "name", "Another", "staff", 1);
    const struct reply *r = CALL(.method = "POST", .path = "/v1/bridge-bases", .token = admin,
                                 .body = dumped(json_incref(body)));

    EXPECT_PROBLEM(r, 409, "conflict");
    cr_expect_str_eq(errors_of(r), "/school_id bridge_base_one_of_a_school");
    json_object_set_new(body, "school_id", json_string("01890a5d-ac96-774b-bcce-b302099a8057"));
    r = CALL(.method = "POST", .path = "/v1/bridge-bases", .token = admin, .body = dumped(body));
    cr_expect_str_eq(errors_of(r), "/school_id bridge_base_school_is_known", "%s", r->text);
    r = CALL(.path = text_of("/v1/bridge-bases/%s", base), .token = admin);
    cr_expect_eq(int_at(r, "/max_weeks"), 26);
    cr_expect_eq(int_at(r, "/review_weeks"), 6);
    r = CALL(.method = "PATCH", .path = text_of("/v1/bridge-bases/%s", base), .token = admin,
             .body = "{\"staff\":101,\"pupils_per_staff\":0,\"max_weeks\":105,\"review_weeks\":27}",
             .headers = { "If-Match: *" });
    cr_expect_str_eq(errors_of(r), "/max_weeks bridge_base_stays_end,"
                                   "/pupils_per_staff bridge_base_ratio_is_small,"
                                   "/review_weeks bridge_base_reviews_are_soon,"
                                   "/staff bridge_base_staff_is_a_team");
    refer();
    r = CALL(.method = "DELETE", .path = text_of("/v1/bridge-bases/%s", base), .token = admin,
             .headers = { "If-Match: *" });
    EXPECT_PROBLEM(r, 409, "conflict");
    cr_expect_str_eq(errors_of(r), "/id bridge_base_has_no_open_referrals");
}

/* ---- who sees what ------------------------------------------------------------------------- */

Test(bridge, the_school_of_the_base_sees_it)
{
    const char *id = refer();
    const char *mine = token_over("senco", school, text_of("[\"%s\"]", school));
    const char *other = token_over("senco", school, text_of("[\"%s\"]", add_school()));

    cr_expect_eq(find(mine, id)->status, 200);
    cr_expect_eq(patch(mine, id, "{\"reason\":\"health\"}")->status, 200);
    EXPECT_PROBLEM(find(other, id), 404, "not_found");
    EXPECT_PROBLEM(patch(other, id, "{}"), 404, "not_found");
    EXPECT_PROBLEM(post(other, id, "contacts", "{}"), 404, "not_found");
    EXPECT_PROBLEM(find(token_of(1, "trust_admin"), id), 404, "not_found");
    EXPECT_PROBLEM(find(token_of(0, "host_leader"), id), 403, "insufficient_scope");
    const struct reply *r = CALL(.path = "/v1/bridge-referrals?limit=500", .token = other);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 0);
    r = CALL(.path = "/v1/bridge-bases?limit=500", .token = other);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 0);
    r = CALL(.method = "POST", .path = "/v1/bridge-bases", .token = mine,
             .body = dumped(
                 json_pack("{s:s, s:s, s:i}", "school_id", add_school(), "name", "x", "staff", 1)));
    EXPECT_PROBLEM(r, 403, "forbidden");
}

Test(bridge, what_is_restricted_follows_the_pupil)
{
    const char *id = refer();
    const char *pupil = text_at(find(admin, id), "/pupil_id");

    owner_says(school, text_of("UPDATE app.pupil SET restricted = true WHERE id = '%s'", pupil));
    EXPECT_PROBLEM(find(admin, id), 404, "not_found");
    owner_says(school, text_of("UPDATE app.pupil SET restricted = false WHERE id = '%s'", pupil));
    cr_expect_eq(find(admin, id)->status, 200);
}

Test(bridge, a_referral_goes_with_a_merged_pupil)
{
    const char *id = refer(), *survivor = add_pupil(school);
    const char *duplicate = text_at(find(admin, id), "/pupil_id");
    const struct reply *r = CALL(.method = "POST",
                                 .path = text_of("/v1/pupils/%s/merges", survivor), .token = admin,
                                 .body = text_of("{\"duplicate_id\":\"%s\"}", duplicate));

    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(text_at(find(admin, id), "/pupil_id"), survivor);
    r = CALL(.path = text_of("/v1/bridge-referrals/%s/history", id), .token = admin);
    cr_expect_str_eq(text_at(r, "/data/0/op"), "updated", "%s", r->text);
}

Test(bridge, the_feed_tells_it_and_a_purge_empties_it)
{
    const char *after = text_at(CALL(.path = "/v1/changes/latest", .token = admin), "/next_after");
    const char *id = refer(), *contact = "\"Wants no letters\"";
    const char *pupil = text_at(find(admin, id), "/pupil_id");

    patch(admin, id, text_of("{\"step_down_plan\":%s}", contact));
    const struct reply *r = fed(admin, after, "bridge_referral", 2);
    cr_expect(strstr(r->text, id) && strstr(r->text, contact), "%s", r->text);
    r = CALL(.method = "DELETE", .path = text_of("/v1/pupils/%s", pupil), .token = admin,
             .headers = { "If-Match: *" });
    cr_assert_eq(r->status, 204, "%s", r->text);
    r = CALL(.method = "POST", .path = text_of("/v1/pupils/%s/purge", pupil), .token = admin,
             .body = "{\"reason\":\"Entered twice\"}");
    cr_assert_eq(r->status, 204, "%s", r->text);
    EXPECT_PROBLEM(find(admin, id), 410, "deleted");
    cr_expect_str_eq(owner_says(school, text_of("SELECT count(*) FROM app.change WHERE id = '%s'"
                                                " AND changes IS NOT NULL",
                                                id)),
                     "0");
    cr_expect_str_eq(owner_says(school, text_of("SELECT count(*) FROM app.change WHERE id = '%s'"
                                                " AND op = 'purged'",
                                                id)),
                     "1");
}

Test(bridge, a_read_is_on_record)
{
    const struct timespec pause = { 0, 50 * 1000 * 1000 };
    const char *id = refer();
    const struct reply *r = find(token_of(0, "send_lead"), id);

    cr_assert_eq(r->status, 200, "%s", r->text);
    for (int tries = 0; tries < 100; tries++, nanosleep(&pause, NULL)) {
        r = CALL(.path = text_of("/v1/audit-events?subject_id=%s&action=findBridgeReferral", id),
                 .token = admin);
        if (json_array_size(json_at(r->json, "/data")))
            break;
    }
    cr_expect_str_eq(text_at(r, "/data/0/subject_type"), "bridge_referral", "%s", r->text);
}
