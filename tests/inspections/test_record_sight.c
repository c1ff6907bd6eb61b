/* Who sees what hangs on an inspection, in each of its stages: every role against every list. */
#include <criterion/criterion.h>
#include <libpq-fe.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/inspections/record_fixture.h"

TestSuite(record_sight, .init = cast_inspection, .fini = client_stop, .timeout = 300);

enum { ROLES = 8 };
static const char *const ROLE_NAMES[ROLES] = { "lead",    "reviewer", "external",  "head",
                                               "quality", "admin",    "bystander", "inspector" };
static const char *tokens[ROLES];

static void meet(void)
{
    const char *const TOKENS[ROLES] = { cast.lead.token,      cast.reviewers[1].token,
                                        cast.external.token,  cast.head.token,
                                        cast.quality.token,   trust_admin(),
                                        cast.bystander.token, new_person("inspector", NULL).token };

    memcpy(tokens, TOKENS, sizeof tokens);
}

/* How many rows of a list each role sees; "-" where the inspection itself is not there. */
struct sight {
    const char *list;
    const char *seen[ROLES];
};

static void expect_seen(const char *inspection, const char *stage, const struct sight *sight,
                        size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < ROLES; k++) {
            const char *list = text_of("%s%scount=exact", sight[i].list,
                                       strchr(sight[i].list, '?') ? "&" : "?");
            const struct reply *r = send_as(tokens[k], "GET", inspection_at(inspection, list),
                                            NULL);
            const char *seen = r->status == 404 ? "-" : text_of("%lld", int_at(r, "/page/total"));

            cr_expect_str_eq(seen, sight[i].seen[k], "%s, %s: %s", stage, ROLE_NAMES[k],
                             sight[i].list);
        }
    }
}

#define EXPECT_SEEN(stage, ...)                                                                    \
    expect_seen(id, stage, (const struct sight[]){ __VA_ARGS__ },                                  \
                sizeof((const struct sight[]){ __VA_ARGS__ }) / sizeof(struct sight))

Test(record_sight, every_role_in_every_stage)
{
    const char *id = planned_inspection("");

    meet();
    team_up(id);
    bring_inspection(id, "fieldwork");
    evidence_of(cast.reviewers[0].token, id);
    EXPECT_SEEN("fieldwork", { "/evidence", { "1", "1", "1", "0", "0", "0", "-", "-" } });
    bring_inspection(id, "drafting");
    submitted(cast.reviewers[0].token, id, "leadership");
    submitted(cast.reviewers[1].token, id, "leadership");
    recorded(judge(cast.reviewers[1].token, id, "draft", "outcomes", ""));
    recorded(judge(cast.lead.token, id, "agreed", "leadership", ""));
    EXPECT_SEEN("drafting", { "/evidence", { "1", "1", "1", "0", "0", "0", "-", "-" } },
                { "/judgements?kind=draft", { "2", "3", "2", "0", "0", "0", "-", "-" } },
                { "/judgements?kind=agreed", { "1", "1", "1", "0", "0", "0", "-", "-" } });
    submitted(cast.lead.token, id, "outcomes");
    submitted(cast.reviewers[0].token, id, "outcomes");
    bring_inspection(id, "factual_accuracy");
    for (size_t i = 0; i < 3; i++) {
        static const char *const STAGES[] = { "factual_accuracy", "moderated", "final" };

        bring_inspection(id, STAGES[i]);
        EXPECT_SEEN(STAGES[i], { "/evidence", { "1", "1", "1", "0", "1", "1", "-", "-" } },
                    { "/judgements?kind=draft", { "4", "3", "4", "0", "4", "4", "-", "-" } },
                    { "/judgements?kind=agreed", { "2", "2", "2", "2", "2", "2", "-", "-" } });
    }
    /* A school that it is shared with sees who, when and how far, and nothing of these. */
    const struct reply *r = send_as(cast.head.token, "PUT", inspection_at(id, "/sharing"),
                                    "{'shared_with':'trust'}");
    cr_assert_eq(r->status, 200, "%s", r->text);
    EXPECT_SEEN("shared", { "/evidence", { "1", "1", "1", "0", "1", "1", "0", "-" } },
                { "/accuracy-comments", { "1", "1", "1", "1", "1", "1", "0", "-" } },
                { "/judgements?kind=draft", { "4", "3", "4", "0", "4", "4", "0", "-" } },
                { "/judgements?kind=agreed", { "2", "2", "2", "2", "2", "2", "0", "-" } });
}

/* What is called off before it is final is the team's again. */
Test(record_sight, what_is_called_off_is_the_teams_again)
{
    const char *id = planned_inspection("");

    meet();
    team_up(id);
    bring_inspection(id, "factual_accuracy");
    const struct reply *r = move_inspection(cast.quality.token, id, "cancelled", 0,
                                            "'reason':'The school burnt down'");
    cr_assert_eq(r->status, 200, "%s", r->text);
    EXPECT_SEEN("cancelled", { "/evidence", { "1", "1", "1", "0", "0", "0", "-", "-" } },
                { "/judgements?kind=draft", { "4", "4", "4", "0", "0", "0", "-", "-" } },
                { "/judgements?kind=agreed", { "2", "2", "2", "0", "0", "0", "-", "-" } });
}

Test(record_sight, nothing_is_judged_before_the_drafting)
{
    static const char *const STAGES[] = { "planned", "team_confirmed", "self_evaluation_submitted",
                                          "fieldwork" };
    const char *id = planned_inspection("");

    team_up(id);
    for (size_t i = 0; i < sizeof STAGES / sizeof *STAGES; i++) {
        bring_inspection(id, STAGES[i]);
        refused_for(judge(cast.lead.token, id, "draft", "leadership", ""), 409, "conflict",
                    "/inspection_id judgement_is_made_in_drafting");
    }
}

/* Under another inspection, one that they see, or none, an id is as unknown as any. */
Test(record_sight, a_record_is_there_under_its_own_inspection)
{
    const char *id = planned_inspection(""), *other, *token = cast.lead.token;

    team_up(id);
    bring_inspection(id, "drafting");
    other = planned_inspection(text_of("'school_id':'%s','starts_on':'%s','ends_on':'%s'",
                                       add_school(), day_from_today(-9), day_from_today(-8)));
    team_up(other);
    const char *const RECORDS[] = {
        text_of("/evidence/%s", evidence_of(token, id)),
        text_of("/judgements/%s", recorded(judge(token, id, "draft", "leadership", ""))),
    };
    for (size_t i = 0; i < sizeof RECORDS / sizeof *RECORDS; i++) {
        cr_expect_eq(send_as(token, "GET", inspection_at(id, RECORDS[i]), NULL)->status, 200);
        EXPECT_PROBLEM(send_as(token, "GET", inspection_at(other, RECORDS[i]), NULL), 404,
                       "not_found");
        EXPECT_PROBLEM(send_as(token, "PATCH", inspection_at(other, RECORDS[i]), "{}"), 404,
                       "not_found");
        EXPECT_PROBLEM(send_as(cast.bystander.token, "GET", inspection_at(id, RECORDS[i]), NULL),
                       404, "not_found");
    }
}

/* ---- at once --------------------------------------------------------------------------- */

struct racer {
    const char *token, *inspection, *judgement;
    const struct reply *reply;
};

static void *race(void *of)
{
    struct racer *racer = of;

    do
        racer->reply = submit(racer->token, racer->inspection, racer->judgement);
    while (racer->reply->status == 503);
    client_leave();
    return NULL;
}

/* Until both wait for the inspection: not for long, as the service gives a lock a second, and as
 * they may have come to the same worker, where one comes after the other anyway. */
static void let_two_wait(void)
{
    const struct timespec pause = { 0, 20 * 1000 * 1000 };

    for (int tries = 0; tries < 25; tries++, nanosleep(&pause, NULL)) {
        if (strcmp(owner_says(cast.inspected, "SELECT count(*) FROM pg_stat_activity"
                                              " WHERE cardinality(pg_blocking_pids(pid)) > 0"),
                   "2") == 0)
            return;
    }
}

/* Two drafts that are handed in at once, each before the other is there, open each other. */
Test(record_sight, two_who_hand_in_at_once_read_each_other)
{
    PGconn *owner = PQconnectdb(getenv("TAMAR_TEST_OWNER_DSN"));
    const char *id = planned_inspection("");
    struct racer racers[2];
    pthread_t threads[2];

    team_up(id);
    bring_inspection(id, "drafting");
    for (size_t i = 0; i < 2; i++)
        racers[i] = (struct racer){
            cast.reviewers[i].token, id,
            recorded(judge(cast.reviewers[i].token, id, "draft", "leadership", "")), NULL
        };
    PQclear(
        PQexec(owner, text_of("BEGIN; SELECT FROM app.inspection WHERE id = '%s' FOR UPDATE", id)));
    for (size_t i = 0; i < 2; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
    let_two_wait();
    PQclear(PQexec(owner, "COMMIT"));
    PQfinish(owner);
    for (size_t i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    for (size_t i = 0; i < 2; i++) {
        cr_expect_eq(racers[i].reply->status, 200, "%s", racers[i].reply->text);
        for (size_t k = 0; k < 2; k++)
            cr_expect_eq(
                send_as(racers[k].token, "GET", judgement_at(id, racers[i].judgement, ""), NULL)
                    ->status,
                200, "%zu reads %zu", k, i);
    }
}
