/* Who decides about a placement, and what the schools have to say before. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/placements/placement_fixture.h"

TestSuite(decisions, .init = places_start, .fini = client_stop, .timeout = 120);

#define REFERENCE "\"reference\":\"SEN/2026/114\""

/* ---- the schools that are consulted ------------------------------------------------------- */

/* Named is the special school, host the mainstream one; the former one has no part in it. */
enum who { NAMED, HOST, FORMER };

#define OBJECTS "placement_school_objects"
#define WAITS "placement_school_may_still_answer"
#define NO_OBJECTION "placement_objection_is_on_record"

static const struct {
    const char *what;
    int on; /* the day of the step */
    struct {
        enum who who;
        const char *response; /* "": none yet; NULL: no more consultations */
        int sent, answered;
    } said[3];
    const char *agreed, *objected; /* what refuses it, or NULL */
} ANSWERS[] = {
    { "nobody was asked", 0, { { .response = NULL } }, NULL, NO_OBJECTION },
    { "agrees", 0, { { NAMED, "agree", -10, -5 } }, NULL, NO_OBJECTION },
    { "objects", 0, { { NAMED, "object", -10, -5 } }, OBJECTS, NULL },
    { "answers today", 0, { { NAMED, "object", -10, 0 } }, OBJECTS, NULL },
    { "the host objects", 0, { { HOST, "object", -10, -5 } }, OBJECTS, NULL },
    { "the host alone objects",
      0,
      { { HOST, "object", -10, -5 }, { NAMED, "agree", -9, -4 } },
      OBJECTS,
      NULL },
    { "a school without a part objects", 0, { { FORMER, "object", -10, -5 } }, NULL, NO_OBJECTION },
    { "gives way",
      0,
      { { NAMED, "object", -30, -20 }, { NAMED, "agree", -10, -5 } },
      NULL,
      NO_OBJECTION },
    { "changes its mind",
      0,
      { { NAMED, "agree", -30, -20 }, { NAMED, "object", -10, -5 } },
      OBJECTS,
      NULL },
    { "answers two on one day: that sent later counts",
      0,
      { { NAMED, "object", -8, -5 }, { NAMED, "agree", -10, -5 } },
      OBJECTS,
      NULL },
    { "asked today", 0, { { NAMED, "", 0, 0 } }, WAITS, NO_OBJECTION },
    { "the last of its days", 0, { { NAMED, "", -15, 0 } }, WAITS, NO_OBJECTION },
    { "the day after the last", 0, { { NAMED, "", -16, 0 } }, NULL, NO_OBJECTION },
    { "the host is being asked",
      0,
      { { NAMED, "agree", -9, -5 }, { HOST, "", -1, 0 } },
      WAITS,
      NO_OBJECTION },
    { "asked again, but what it said stands",
      0,
      { { NAMED, "object", -40, -30 }, { NAMED, "", -16, 0 } },
      OBJECTS,
      NULL },
    { "asked again, and may still answer",
      0,
      { { NAMED, "agree", -40, -30 }, { NAMED, "", -2, 0 } },
      WAITS,
      NO_OBJECTION },
    { "answers after the step", -3, { { NAMED, "object", -10, -2 } }, WAITS, NO_OBJECTION },
    { "answers late, after the step", -3, { { NAMED, "object", -30, -2 } }, NULL, NO_OBJECTION },
    { "is asked after the step", -3, { { NAMED, "object", -2, -1 } }, NULL, NO_OBJECTION },
};

/* Not the named school only: it is another than the host. */
static const char *consulting(const char *provision)
{
    const char *id = proposed(provision, text_of("{\"named_school_id\":\"%s\"}", special));

    by_hand(text_of("UPDATE app.placement SET status_on = '%s' WHERE id = '%s'",
                    day_from_today(-20), id));
    cr_assert_eq(take_step_by(token, id, "consulting",
                              text_of("{\"on\":\"%s\"}", day_from_today(-20)), false)
                     ->status,
                 200);
    return id;
}

static const char *say(const char *id, size_t row, size_t n)
{
    const char *schools[] = { special, host, former }, *answer = ANSWERS[row].said[n].response;

    return consult(id, schools[ANSWERS[row].said[n].who], *answer ? answer : NULL,
                   ANSWERS[row].said[n].sent, ANSWERS[row].said[n].answered);
}

static void expect_step(const char *id, size_t row, const char *to, const char *refused)
{
    const char *members = text_of("{\"on\":\"%s\"," REFERENCE "}", day_from_today(ANSWERS[row].on));
    const struct reply *r = take_step_by(token, id, to, members, true);

    if (!refused) {
        cr_expect_eq(r->status, 200, "%s, %s: %s", ANSWERS[row].what, to, r->text);
        return;
    }
    bool lacks = strcmp(refused, NO_OBJECTION) == 0;
    cr_expect_str_eq(not_problem(r, lacks ? 422 : 409, lacks ? "validation_failed" : "conflict"),
                     "", "%s, %s: %s", ANSWERS[row].what, to, r->text);
    cr_expect_str_eq(errors_of(r), text_of("/to %s", refused), "%s, %s", ANSWERS[row].what, to);
}

Test(decisions, schools_that_are_consulted_have_their_say)
{
    for (size_t i = 0; i < sizeof ANSWERS / sizeof *ANSWERS; i++) {
        const char *id = consulting(base);

        for (size_t n = 0; n < 3 && ANSWERS[i].said[n].response; n++)
            say(id, i, n);
        expect_step(id, i, "agreed", ANSWERS[i].agreed);
        expect_step(id, i, "objected", ANSWERS[i].objected);
    }
}

Test(decisions, an_objection_is_of_the_case_and_may_be_taken_back)
{
    const char *id = consulting(base), *another = consulting(base);
    const char *said = consult(id, special, "object", -10, -5);
    const char *path = text_of("/v1/consultations/%s", said);

    take_steps(another, "agreed");
    expect_rule(take_step(id, "agreed"), 409, "conflict", "/to " OBJECTS);
    cr_assert_eq(
        CALL(.method = "DELETE", .path = path, .token = token, .headers = { "If-Match: *" })
            ->status,
        204);
    expect_rule(take_step(id, "objected"), 422, "validation_failed", "/to " NO_OBJECTION);
    take_steps(id, "agreed");
}

/* CFA 2014 s.40: the authority names the school in spite of what it said, or it does not. */
Test(decisions, the_authority_decides_on_an_objection)
{
    static const char *const ENDS[] = { "agreed", "declined" };

    for (size_t i = 0; i < 2; i++) {
        const char *id = consulting(base), *lead = token_of(0, "send_lead");

        consult(id, special, "object", -10, -5);
        cr_assert_eq(take_step_by(lead, id, "objected", "{}", false)->status, 200);
        cr_assert_eq(take_step_by(lead, id, "la_decides", "{}", false)->status, 200);
        const struct reply *r = take_step_by(lead, id, ENDS[i], "{" REFERENCE "}", false);
        EXPECT_PROBLEM(r, 403, "insufficient_scope");
        cr_expect_str_eq(text_at(r, "/scope"), "placements:decide");
        expect_rule(take_step_by(token, id, ENDS[i], "{}", false), 422, "validation_failed",
                    "/reference placement_decision_is_the_authoritys");
        r = take_step_by(token, id, ENDS[i], "{" REFERENCE "}", false);
        cr_expect_str_eq(text_at(r, "/status"), ENDS[i], "%s", r->text);
        cr_expect_str_eq(text_at(r, "/status_reference"), "SEN/2026/114");
    }
}

static bool warns(const char *id)
{
    return strstr(find_placement(id)->text, "named_school_not_consulted");
}

Test(decisions, naming_a_school_that_was_not_consulted_is_told)
{
    const char *id = proposed(base, "{}"), *asked = proposed(base, "{}");
    const char *type_only = proposed(base, "{\"named_school_id\":null}");

    cr_expect_not(warns(id), "there is time");
    take_steps(id, "consulting");
    cr_expect(warns(id));
    take_steps(type_only, "consulting");
    cr_expect_not(warns(type_only), "no school is to be named");
    take_steps(asked, "consulting");
    consult(asked, former, "agree", -10, -5);
    cr_expect(warns(asked), "another school was");
    consult(asked, host, NULL, 0, 0);
    cr_expect_not(warns(asked));
    take_steps(id, "agreed named");
    cr_expect(warns(id));
    take_steps(id, "active");
    cr_expect_not(warns(id), "the pupil is there");
}

/* ---- officers ------------------------------------------------------------------------------ */

/* Somebody with a password and grants, signed in; who it is goes to `user`. */
static const char *sign_in(const char **user, const char *grants[2])
{
    const char *email = text_of("officer.%lld.%d.%s@council.example", (long long)time(NULL),
                                (int)getpid(), fresh_urn());
    const char *secret = "a long enough passphrase 4 tests";

    *user = text_at(added(token, "/v1/users",
                          json_pack("{s:s, s:s, s:s}", "email", email, "name", "An officer",
                                    "password", secret)),
                    "/id");
    for (size_t i = 0; i < 2 && grants[i]; i++)
        added(token, "/v1/grants", but(json_pack("{s:s}", "user_id", *user), grants[i]));
    const struct reply *r = CALL(.method = "POST", .path = "/v1/sessions",
                                 .body = text_of("{\"email\":\"%s\",\"password\":\"%s\"}", email,
                                                 secret));
    cr_assert(text_at(r, "/access_token"), "%s", r->text);
    return text_at(r, "/access_token");
}

static const char *grant_of(const char *la_code)
{
    return text_of("{\"claim_set\":\"la_officer\",\"all_schools\":true,\"la_code\":\"%s\"}",
                   la_code);
}

static const char *officer_of(const char *la_code, const char **user)
{
    return sign_in(user, (const char *[]){ grant_of(la_code), NULL });
}

/* Of a pupil whose plan is this authority's; as far as consulting. */
static const char *placed_for(const char *la_code)
{
    const char *ehcp = plan_issued_for(add_pupil(former), host);

    by_hand(text_of("UPDATE app.ehcp SET la_code = '%s' WHERE id = '%s'", la_code, ehcp));
    const char *id = text_at(added(token, "/v1/placements", placement_body(ehcp, base)), "/id");
    take_steps(id, "consulting");
    return id;
}

static const struct reply *moves_of(const char *who, const char *id)
{
    return CALL(.path = text_of("/v1/placements/%s/transitions", id), .token = who);
}

Test(decisions, an_officer_decides_for_the_pupils_of_the_authority)
{
    const char *user, *officer = officer_of("908", &user), *id = placed_for("908");
    const char *objected = placed_for("908");
    struct {
        const char *id, *to;
    } const STEPS[] = { { id, "agreed" }, { id, "named" }, { objected, "declined" } };

    take_steps(objected, "objected la_decides");
    cr_expect_eq(CALL(.path = text_of("/v1/placements/%s", id), .token = officer)->status, 200);
    for (size_t i = 0; i < 3; i++) {
        const struct reply *r = take_step_by(officer, STEPS[i].id, STEPS[i].to, "{}", false);

        cr_expect_str_eq(text_at(r, "/status"), STEPS[i].to, "%s", r->text);
        cr_expect(json_is_null(json_at(r->json, "/status_reference")), "%s", r->text);
    }
    const struct reply *r = moves_of(officer, id);
    cr_expect_str_eq(text_at(r, "/data/2/to"), "agreed", "%s", r->text);
    cr_expect_str_eq(text_at(r, "/data/2/actor"), user);
    cr_expect_str_eq(text_at(r, "/data/3/actor"), user);
}

Test(decisions, an_officer_does_no_more_than_decide)
{
    const char *user, *officer = officer_of("908", &user), *id = proposed(base, "{}");
    const char *path = text_of("/v1/placements/%s", id);
    static const char *const NOT[] = { "consulting", "declined", "withdrawn" };
    const struct reply *r;

    for (size_t i = 0; i < 3; i++) {
        r = take_step_by(officer, id, NOT[i], needed(NOT[i]), false);
        EXPECT_PROBLEM(r, 403, "insufficient_scope");
        cr_expect_str_eq(text_at(r, "/scope"), "placements:write");
    }
    r = CALL(.method = "PATCH", .path = path, .token = officer, .body = "{\"band\":\"B1\"}",
             .headers = { "If-Match: *" });
    EXPECT_PROBLEM(r, 403, "insufficient_scope");
    take_steps(id, TO_AGREED);
    expect_rule(take_step_by(officer, id, "agreed", "{}", false), 409, "invalid_transition", "");
}

Test(decisions, an_officer_of_another_authority_does_not_see_it)
{
    static const struct {
        const char *pupils, *officers;
    } CASES[] = { { "908", "909" }, { "909", "908" } };
    const char *user;

    for (size_t i = 0; i < 2; i++) {
        const char *id = placed_for(CASES[i].pupils);
        const char *other = officer_of(CASES[i].officers, &user);

        EXPECT_PROBLEM(take_step_by(other, id, "agreed", "{}", false), 404, "not_found");
        EXPECT_PROBLEM(take_step_by(other, id, "agreed", needed("agreed"), false), 404,
                       "not_found");
        EXPECT_PROBLEM(moves_of(other, id), 404, "not_found");
        cr_expect_str_eq(text_at(find_placement(id), "/status"), "consulting");
    }
}

/* Whoever sees the placement by another grant may not decide it by that of an officer. */
Test(decisions, an_officers_grant_lends_nothing_to_another)
{
    const char *user, *id = placed_for("908");
    const char *lead = text_of("{\"claim_set\":\"send_lead\",\"schools\":[\"%s\"]}", special);
    const char *both = sign_in(&user, (const char *[]){ grant_of("909"), lead });

    cr_expect_eq(CALL(.path = text_of("/v1/placements/%s", id), .token = both)->status, 200);
    const struct reply *r = take_step_by(both, id, "agreed", needed("agreed"), false);
    EXPECT_PROBLEM(r, 403, "insufficient_scope");
    cr_expect_str_eq(text_at(r, "/scope"), "placements:decide");
}

/* ---- those who are no officers ---------------------------------------------------------- */

Test(decisions, who_may_not_decide_is_told_what_is_missing)
{
    static const char *const CLAIM_SETS[] = { "send_lead", "school_leader", "senco",
                                              "host_leader" };
    static const char *const STEPS[] = { "agreed", "named" };

    for (size_t k = 0; k < 2; k++) {
        const char *id = proposed(base, "{}");

        take_steps(id, k ? TO_AGREED : "consulting");
        for (size_t i = 0; i < sizeof CLAIM_SETS / sizeof *CLAIM_SETS; i++) {
            const char *who = token_over(CLAIM_SETS[i], host, text_of("[\"%s\"]", host));
            const struct reply *r = take_step_by(who, id, STEPS[k], needed(STEPS[k]), false);

            EXPECT_PROBLEM(r, 403, "insufficient_scope");
            cr_expect_str_eq(text_at(r, "/scope"), "placements:decide", "%s", CLAIM_SETS[i]);
        }
    }
}

Test(decisions, whoever_records_a_decision_says_where_it_is_found)
{
    static const char *const STEPS[] = { "agreed", "named" };
    const char *id = proposed(base, "{}");

    take_steps(id, "consulting");
    for (size_t i = 0; i < 2; i++) {
        expect_rule(take_step_by(token, id, STEPS[i], "{}", false), 422, "validation_failed",
                    "/reference placement_decision_is_the_authoritys");
        const struct reply *r = take_step_by(token, id, STEPS[i], "{" REFERENCE "}", false);
        cr_expect_str_eq(text_at(r, "/status"), STEPS[i], "%s", r->text);
        cr_expect_str_eq(text_at(r, "/status_reference"), "SEN/2026/114");
    }
    const struct reply *r = moves_of(token, id);
    cr_expect_str_eq(text_at(r, "/data/2/reference"), "SEN/2026/114", "%s", r->text);
    cr_expect_str_eq(text_at(r, "/data/3/reference"), "SEN/2026/114", "%s", r->text);
}
