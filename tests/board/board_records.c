#include "tests/board/board_records.h"

#include <criterion/criterion.h>
#include <libpq-fe.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct board_parts parts;

static const char *over(const char *school)
{
    return text_of("[\"%s\"]", school);
}

void cast_parts(void)
{
    for (size_t i = 0; i < 3; i++)
        parts.schools[i] = add_school();
    parts.outside = add_school();
    parts.overseer = new_person("send_lead", NULL);
    for (size_t i = 0; i < 2; i++)
        parts.facilitators[i] = new_person("board_facilitator", NULL);
    parts.stranger = new_person("board_facilitator", NULL);
    parts.head = new_person("school_leader", over(parts.schools[0]));
    parts.senco = new_person("senco", over(parts.schools[0]));
    parts.dsl = (struct person){ NULL, token_over("dsl", parts.schools[0],
                                                  over(parts.schools[0])) };
    parts.bystander = new_person("school_leader", over(parts.outside));
}

void cast_board(void)
{
    client_start();
    in_new_trust();
    cast_parts();
}

const char *board_at(const char *id, const char *below)
{
    return text_of("/v1/boards/%s%s", id, below);
}

const struct reply *set_up_board(const char *members)
{
    const char *upn = fresh_upn(); /* a name must not hold one */
    const char *body = text_of("{'name':'Board %.6s/%s','school_ids_covered':['%s','%s','%s'],"
                               "'term_starts_on':'%s','term_ends_on':'%s','seats_per_school':2,"
                               "'minimum_send_share':0}",
                               upn, upn + 6, parts.schools[0], parts.schools[1], parts.schools[2],
                               day_from_today(-100), day_from_today(200));

    return post_over(parts.overseer.token, "/v1/boards", body, members);
}

const struct reply *name_facilitator(const char *board, struct person who, const char *more)
{
    return post_over(parts.overseer.token, board_at(board, "/facilitators"),
                     text_of("{'user_id':'%s','name':'A facilitator','dbs_checked_on':'%s'}",
                             who.user, day_from_today(-1)),
                     more);
}

const char *facilitator_of(const char *board, struct person who)
{
    const struct reply *r = send_as(parts.overseer.token, "GET",
                                    board_at(board, text_of("/facilitators?user_id=%s", who.user)),
                                    NULL);

    cr_assert(text_at(r, "/data/0/id"), "%s", r->text);
    return text_at(r, "/data/0/id");
}

const struct reply *join_board(const char *board, const char *school, const char *members)
{
    const char *body = text_of("{'school_id':'%s','age_band':'13_to_15','starts_on':'%s'}", school,
                               day_from_today(-100));

    return post_over(parts.facilitators[0].token, board_at(board, "/members"), body, members);
}

const char *member_at(const char *board, const char *id, const char *below)
{
    return board_at(board, text_of("/members/%s%s", id, below));
}

const char *member_of(const char *board, const char *school)
{
    const struct reply *r = send_as(parts.overseer.token, "GET",
                                    board_at(board, text_of("/members?school_id=%s", school)),
                                    NULL);

    cr_assert(text_at(r, "/data/0/id"), "%s", r->text);
    return text_at(r, "/data/0/id");
}

const struct reply *consent_to(const char *board, const char *member, const char *type,
                               const char *giver, const char *members)
{
    return post_over(parts.facilitators[0].token, member_at(board, member, "/consents"),
                     text_of("{'type':'%s','giver':'%s','given_on':'%s'}", type, giver,
                             day_from_today(-9)),
                     members);
}

const char *consent_rule(const char *age_band, bool lacks_capacity)
{
    const struct reply *r = send_as(parts.overseer.token, "GET",
                                    text_of("/v1/board-consent-rules?age_band=%s", age_band), NULL);
    size_t at = 0;

    while (json_is_true(json_at(r->json, text_of("/data/%zu/lacks_capacity", at))) !=
           lacks_capacity)
        cr_assert_lt(++at, 2, "%s", r->text);
    return text_at(r, text_of("/data/%zu/id", at));
}

const char *new_board(const char *members)
{
    const char *id = recorded(set_up_board(members));

    for (size_t i = 0; i < 2; i++)
        recorded(name_facilitator(id, parts.facilitators[i],
                                  text_of("'dbs_checked_on':'%s','starts_on':'%s'",
                                          day_from_today(-365), day_from_today(-100))));
    for (size_t i = 0; i < 2; i++)
        recorded(join_board(id, parts.schools[i], "'has_send':true"));
    return id;
}

const struct reply *plan_meeting(const char *board, const char *members)
{
    return post_over(parts.facilitators[0].token, board_at(board, "/meetings"),
                     text_of("{'focus':'Behaviour policy','held_on':'%s','school_id':'%s'}",
                             day_from_today(-5), parts.schools[0]),
                     members);
}

const char *meeting_at(const char *board, const char *id, const char *below)
{
    return board_at(board, text_of("/meetings/%s%s", id, below));
}

const struct reply *move_meeting(const char *board, const char *id, const char *to,
                                 const char *more)
{
    return send_as(parts.facilitators[0].token, "POST", meeting_at(board, id, "/transitions"),
                   text_of("{'to':'%s'%s%s}", to, *more ? "," : "", more));
}

const struct reply *attend(const char *board, const char *id, const char *who, const char *members)
{
    return post_over(parts.facilitators[0].token, meeting_at(board, id, "/attendance"),
                     text_of("{%s,'attendance':'present'}", who), members);
}

static void name_chair(const char *board, const char *id, const char *member)
{
    static const char *const TYPES[] = { "participation", "travel_or_online" };
    static const char *const GIVERS[] = { "pupil", "parent" };

    for (size_t i = 0; i < 4; i++)
        consent_to(board, member, TYPES[i / 2], GIVERS[i % 2], ""); /* or they did before */
    recorded(attend(board, id, text_of("'member_id':'%s'", member), ""));
    for (size_t i = 0; i < 2; i++)
        recorded(attend(board, id, text_of("'facilitator_id':'%s'",
                                           facilitator_of(board, parts.facilitators[i])), ""));
}

void attend_all(const char *board, const char *id)
{
    const struct reply *r = NULL;

    for (size_t i = 0; i < 2 && (!r || r->status != 200); i++) { /* in turn */
        const char *member = member_of(board, parts.schools[i]);

        r = send_as(parts.facilitators[0].token, "PATCH", meeting_at(board, id, ""),
                    text_of("{'chair_member_id':'%s'}", member));
        if (r->status == 200)
            name_chair(board, id, member);
    }
    cr_assert_eq(r->status, 200, "%s", r->text);
}

static void write_minutes(const char *board, const char *id)
{
    const struct reply *r = send_as(parts.facilitators[0].token, "PATCH", meeting_at(board, id, ""),
                                    "{'minutes':'The chair asked for a quiet place at lunch.'}");

    cr_assert_eq(r->status, 200, "%s", r->text);
}

void bring_meeting(const char *board, const char *id, const char *status)
{
    static const char *const STEPS[] = { "planned", "held", "minutes_drafted",
                                         "minutes_published" };
    const struct reply *r =
        send_as(parts.facilitators[0].token, "GET", meeting_at(board, id, ""), NULL);
    size_t at = 0;

    while (at < 4 && strcmp(STEPS[at], text_at(r, "/status")) != 0)
        at++;
    while (strcmp(text_at(r, "/status"), status) != 0) {
        cr_assert_lt(++at, 4, "no step leads to %s", status);
        if (strcmp(STEPS[at], "held") == 0)
            attend_all(board, id);
        if (strcmp(STEPS[at], "minutes_drafted") == 0)
            write_minutes(board, id);
        r = move_meeting(board, id, STEPS[at], "");
        cr_assert_eq(r->status, 200, "%s: %s", STEPS[at], r->text);
    }
}

const struct reply *move_board(const char *id, const char *to, const char *more)
{
    return send_as(parts.overseer.token, "POST", board_at(id, "/transitions"),
                   text_of("{'to':'%s'%s%s}", to, *more ? "," : "", more));
}

void bring_board(const char *id, const char *status)
{
    static const char *const STEPS[] = { "forming", "sitting", "ended" };
    const struct reply *r = send_as(parts.overseer.token, "GET", board_at(id, ""), NULL);
    size_t at = 0;

    while (at < 3 && strcmp(STEPS[at], text_at(r, "/status")) != 0)
        at++;
    while (strcmp(text_at(r, "/status"), status) != 0) {
        cr_assert_lt(++at, 3, "no step leads to %s", status);
        r = move_board(id, STEPS[at], "");
        cr_assert_eq(r->status, 200, "%s: %s", STEPS[at], r->text);
    }
}

long long count_below(const char *token, const char *board, const char *below)
{
    const struct reply *r = send_as(token, "GET", board_at(board, below), NULL);

    cr_assert_eq(r->status, 200, "%s", r->text);
    return (long long)json_array_size(json_at(r->json, "/data"));
}

const char *narrowed(const char *token, const char *scopes)
{
    const struct reply *r = send_as(token, "POST", "/v1/tokens",
                                    text_of("{'name':'Lists','expires_in_days':1,'scopes':[%s]}",
                                            scopes));

    cr_assert(text_at(r, "/token"), "%s", r->text);
    return text_at(r, "/token");
}

void race_behind(const char *sql, void *(*second)(void *))
{
    PGconn *first = PQconnectdb(getenv("TAMAR_TEST_OWNER_DSN"));
    pthread_t thread;
    PGresult *result = PQexec(
        first, text_of("BEGIN; SELECT set_config('app.trust', trust_id::text, true),"
                       " set_config('app.overseer', '1', true) FROM app.school WHERE id = '%s'; %s",
                       parts.schools[0], sql));

    cr_assert_str_eq(PQcmdTuples(result), "1", "%s", PQerrorMessage(first));
    PQclear(result);
    pthread_create(&thread, NULL, second, NULL);
    cr_expect(somebody_waits_for(parts.schools[0], PQbackendPID(first)), "it did not wait");
    PQclear(PQexec(first, "COMMIT"));
    PQfinish(first);
    pthread_join(thread, NULL);
}
