/* Who may do what with an inspection at which stage: every route, asked by everybody, at every
 * stage on its way. A table that hangs on inspections has its routes here, too. */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/inspections/record_fixture.h"
#include "tests/inspections/schedule_fixture.h"

TestSuite(inspection_sight, .init = cast_inspection, .fini = client_stop, .timeout = 300);

enum { STAGES = 11 };
static const char *const STAGE[STAGES] = {
    "planned",          "team_confirmed", "self_evaluation_submitted",
    "fieldwork",        "drafting",       "factual_accuracy",
    "moderated",        "final",          "action_plan",
    "follow_up",        "closed",
};

/* In this order below. `everywhere` leads every school of the trust, which is no more than to lead
 * any; `shared` leads the school that the inspection is shared with. */
enum { QUALITY, ADMIN, LEAD, REVIEWER, EXTERNAL, HEAD, EVERYWHERE, SHARED, BYSTANDER, AUDITOR,
       FINANCE, FOREIGN, DSL, ROLES };
static const char *const ROLE[ROLES] = { "quality",  "admin",   "lead",       "reviewer",
                                         "external", "head",    "everywhere", "shared",
                                         "bystander", "auditor", "finance",   "foreign",
                                         "dsl" };

/* For each role what becomes of it, stage by stage: + it is done, . there is no such thing (a list
 * is empty), x it is not for this caller, - it is not for this stage. One letter: always. Whatever
 * is not a GET is a dry run. Where nothing is said it is not for this caller. */
#define FROM_CONFIRMED ".++++++++++"
#define FROM_SUBMITTED "..+++++++++"
#define FROM_DRAFTING "....+++++++"
#define FROM_ACCURACY ".....++++++"
#define FROM_FINAL ".......++++"
#define FROM_FOLLOW_UP ".........++"
#define UNTIL_CLOSED ".......+++-"
#define NOT_FROM_FINAL ".......xxxx"
#define QUALITY_ALONE { "+", "+", "x", "x", "x", "x", "x", "x", "x", "x", "x", "." }
#define SCHEDULES "/v1/inspection-cycles/{cycle}/schedules"
static const struct asked {
    const char *method, *path, *body; /* of a GET the media type that is asked for, if any */
    const char *comes_of_it[ROLES];
} ROUTES[] = {
    { "GET", "/v1/inspections/{i}", NULL,
      { "+", "+", "+", "+", "+", "+", "+", ".......++++", ".", "x", "x", "." } },
    { "GET", "/v1/inspections?id={i}", NULL,
      { "+", "+", "+", "+", "+", "+", "+", ".......++++", ".", "x", "x", "." } },
    { "GET", "/v1/inspections/{i}/transitions", NULL,
      { "+", "+", "+", "+", "+", "+", "+", ".......++++", ".", "x", "x", "." } },
    { "GET", "/v1/inspections/{i}/history", NULL,
      { "+", "+", "+", "+", "x", "+", "+", ".......++++", ".", "+", "x", ".", "+" } },
    { "GET", "/v1/inspections/{i}/team-members", NULL,
      { "+", "+", "+", "+", "+", "+", "+", ".......++++", ".", "x", "x", "." } },
    { "GET", "/v1/inspections/{i}/team-members/{m}", NULL,
      { "+", "+", "+", "+", "+", "+", "+", ".......++++", ".", "x", "x", "." } },
    { "GET", "/v1/inspections/{i}/team-members/{m}/history", NULL,
      { "+", "+", "+", "+", "x", "+", "+", ".", ".", "+", "x", ".", "+" } },
    { "GET", "/v1/inspection-reviewers/{r}", NULL,
      { "+", "+", ".", "+", ".", ".", ".", ".", ".", "x", "x", "." } },
    { "PATCH", "/v1/inspections/{i}", "{'scope':['outcomes']}",
      { "+++--------", "+++--------", "x", "x", "x", "x", "x", "x", "x", "x", "x", "." } },
    { "PATCH", "/v1/inspections/{i}", "{'ends_on':'{end}'}",
      { "++++-------", "++++-------", "x", "x", "x", "x", "x", "x", "x", "x", "x", "." } },
    { "DELETE", "/v1/inspections/{i}", NULL,
      { "+----------", "+----------", "x", "x", "x", "x", "x", "x", "x", "x", "x", "." } },
    { "PUT", "/v1/inspections/{i}/sharing", "{'shared_with':'trust'}",
      { "x", "+", "x", "x", "x", "+", "+", ".......xxxx", ".", "x", "x", "." } },
    { "POST", "/v1/inspections/{i}/transitions", "{'to':'{next}','on':'{on}','reason':'x'}",
      { "+x+++++x++-", "++++++++++-", "xx+++xxxxx-", "xxxxxxxxxx-", "xxxxxxxxxx-", "x+xxxxx+xx-",
        "x+xxxxx+xx-", ".......xxx-", ".", "x", "x", "." } },
    { "POST", "/v1/inspections/{i}/transitions", "{'to':'postponed','on':'{on}','reason':'x'}",
      { "+++--------", "+++--------", "xxx--------", "xxx--------", "xxx--------", "xxx--------",
        "xxx--------", ".......----", ".", "x", "x", "." } },
    { "POST", "/v1/inspections/{i}/transitions", "{'to':'cancelled','on':'{on}','reason':'x'}",
      { "+++++++----", "+++++++----", "xxxxxxx----", "xxxxxxx----", "xxxxxxx----", "xxxxxxx----",
        "xxxxxxx----", ".......----", ".", "x", "x", "." } },
    { "POST", "/v1/inspections/{i}/team-members",
      "{'reviewer_id':'{spare}','role':'reviewer','change_reason':'x'}",
      { "+++++++----", "+++++++----", "x", "x", "x", "x", "x", "x", "x", "x", "x", "." } },
    { "PATCH", "/v1/inspections/{i}/team-members/{m}", "{'role':'external','change_reason':'x'}",
      { "+++++++----", "+++++++----", "x", "x", "x", "x", "x", "x", "x", "x", "x", "." } },
    { "DELETE", "/v1/inspections/{i}/team-members/{m}", NULL,
      { "+----------", "+----------", "x", "x", "x", "x", "x", "x", "x", "x", "x", "." } },
    { "GET", "/v1/inspections/{i}/self-evaluation", NULL,
      { FROM_CONFIRMED, FROM_CONFIRMED, FROM_SUBMITTED, FROM_SUBMITTED, FROM_SUBMITTED,
        FROM_CONFIRMED, FROM_CONFIRMED, ".", ".", "x", "x", "." } },
    { "PUT", "/v1/inspections/{i}/self-evaluation", "{'areas':[]}",
      { "x", "-+---------", "x", "x", "x", "-+---------", "-+---------", ".......xxxx", ".", "x",
        "x", "." } },
    { "GET", "/v1/inspections/{i}/evidence", NULL,
      { FROM_ACCURACY, FROM_ACCURACY, FROM_DRAFTING, FROM_DRAFTING, FROM_DRAFTING, ".", ".", ".",
        ".", "x", "x", "." } },
    { "POST", "/v1/inspections/{i}/evidence",
      "{'kind':'data','areas':['outcomes'],'pupil_group':'all','seen_on':'{on}','note':'x'}",
      { "x", "x", "---++------", "---++------", "---++------", "x", "x", "x", "x", "x", "x",
        "." } },
    { "GET", "/v1/inspections/{i}/accuracy-comments", NULL,
      { FROM_ACCURACY, FROM_ACCURACY, FROM_ACCURACY, FROM_ACCURACY, FROM_ACCURACY, FROM_ACCURACY,
        FROM_ACCURACY, ".", ".", "x", "x", "." } },
    { "POST", "/v1/inspections/{i}/accuracy-comments",
      "{'school_id':'{school}','kind':'none'}",
      { "x", "-", "x", "x", "x", "-", "-", ".......xxxx", ".", "x", "x", "." } },
    { "GET", "/v1/inspections/{i}/judgements?kind=draft", NULL,
      { FROM_ACCURACY, FROM_ACCURACY, FROM_DRAFTING, FROM_DRAFTING, FROM_DRAFTING, ".", ".", ".",
        ".", "x", "x", "." } },
    { "GET", "/v1/inspections/{i}/judgements?kind=agreed", NULL,
      { FROM_ACCURACY, FROM_ACCURACY, FROM_DRAFTING, FROM_DRAFTING, FROM_DRAFTING, FROM_ACCURACY,
        FROM_ACCURACY, ".", ".", "x", "x", "." } },
    { "GET", "/v1/inspections/{i}/judgements/{agreed}", NULL,
      { FROM_ACCURACY, FROM_ACCURACY, FROM_DRAFTING, FROM_DRAFTING, FROM_DRAFTING, FROM_ACCURACY,
        FROM_ACCURACY, ".", ".", "x", "x", "." } },
    { "GET", "/v1/inspections/{i}/judgements/{agreed}/history", NULL,
      { ".", ".", FROM_DRAFTING, FROM_DRAFTING, "x", ".", ".", ".", ".", ".", "x", ".",
        "." } },
    { "PATCH", "/v1/inspections/{i}/judgements/{agreed}", "{'grade':'leading'}",
      { ".....------", ".....------", "....+------", "....x------", "....x------", "x", "x", "x",
        "x", "x", "x", "." } },
    { "POST", "/v1/inspections/{i}/judgements/{agreed}/transitions",
      "{'to':'moderated','moderated_grade':'leading','reason':'x'}",
      { ".....++----", ".....++----", "....xxxxxxx", "....xxxxxxx", "....xxxxxxx", ".....xxxxxx",
        ".....xxxxxx", ".", ".", "x", "x", "." } },
    { "GET", "/v1/inspections/{i}/safeguarding-concerns", NULL, { [DSL] = FROM_CONFIRMED } },
    { "GET", "/v1/inspection-concerns?inspection_id={i}", NULL, { [DSL] = FROM_CONFIRMED } },
    { "GET", "/v1/inspection-concerns/{concern}", NULL, { [DSL] = FROM_CONFIRMED } },
    { "POST", "/v1/inspections/{i}/safeguarding-concerns", "{'text':'x'}",
      { [LEAD] = "-++++++++++", [REVIEWER] = "-++++++++++", [EXTERNAL] = "-++++++++++",
        [FOREIGN] = "." } },
    { "GET", "/v1/inspections/{i}/safeguarding-concerns/{concern}", NULL,
      { [DSL] = FROM_CONFIRMED } },
    { "GET", "/v1/inspections/{i}/safeguarding-concerns/{concern}/history", NULL,
      { [DSL] = FROM_CONFIRMED } },
    { "GET", "/v1/inspections/{i}/safeguarding-concerns/{concern}/transitions", NULL,
      { [DSL] = FROM_CONFIRMED } },
    { "POST", "/v1/inspections/{i}/safeguarding-concerns/{concern}/transitions",
      "{'to':'acknowledged'}", { [DSL] = ".----------" } },
    { "POST", "/v1/inspections/{i}/safeguarding-concerns/{concern}/acknowledgements",
      "{'school_id':'{school}'}", { [DSL] = FROM_CONFIRMED } },
    { "GET", "/v1/inspections/{i}/report", NULL,
      { FROM_FINAL, FROM_FINAL, FROM_FINAL, FROM_FINAL, FROM_FINAL, FROM_FINAL, FROM_FINAL,
        FROM_FINAL, ".", "x", "x", "." } },
    { "GET", "/v1/inspections/{i}/report", "text/html",
      { FROM_FINAL, FROM_FINAL, FROM_FINAL, FROM_FINAL, FROM_FINAL, FROM_FINAL, FROM_FINAL,
        FROM_FINAL, ".", "x", "x", "." } },
    { "GET", "/v1/inspection-trends?framework_id={framework}", NULL,
      { FROM_FINAL, FROM_FINAL, FROM_FINAL, FROM_FINAL, FROM_FINAL, FROM_FINAL, FROM_FINAL,
        FROM_FINAL, ".", "x", "x", "." } },
    { "GET", "/v1/schools/{school}/send-action-plan", NULL,
      { "+", "+", ".", ".", ".", "+", "+", ".", ".", "x", "x", "." } },
    { "GET", "/v1/inspection-plans?framework_id={framework}", NULL,
      { FROM_FINAL, FROM_FINAL, FROM_FINAL, FROM_FINAL, FROM_FINAL, FROM_FINAL, FROM_FINAL, ".",
        ".", "x", "x", "." } },
    { "GET", "/v1/inspections/{i}/actions", NULL,
      { FROM_FINAL, FROM_FINAL, FROM_FINAL, FROM_FINAL, FROM_FINAL, FROM_FINAL, FROM_FINAL, ".",
        ".", "x", "x", "." } },
    { "GET", "/v1/inspection-actions?inspection_id={i}", NULL,
      { FROM_FINAL, FROM_FINAL, FROM_FINAL, FROM_FINAL, FROM_FINAL, FROM_FINAL, FROM_FINAL, ".",
        ".", "x", "x", "." } },
    { "GET", "/v1/inspections/{i}/actions/{action}", NULL,
      { FROM_FINAL, FROM_FINAL, FROM_FINAL, FROM_FINAL, FROM_FINAL, FROM_FINAL, FROM_FINAL, ".",
        ".", "x", "x", "." } },
    { "GET", "/v1/inspections/{i}/actions/{action}/transitions", NULL,
      { FROM_FINAL, FROM_FINAL, FROM_FINAL, FROM_FINAL, FROM_FINAL, FROM_FINAL, FROM_FINAL, ".",
        ".", "x", "x", "." } },
    { "GET", "/v1/inspections/{i}/actions/{action}/history", NULL,
      { FROM_FINAL, FROM_FINAL, FROM_FINAL, FROM_FINAL, "x", FROM_FINAL, FROM_FINAL, ".", ".",
        FROM_FINAL, "x", ".", FROM_FINAL } },
    { "POST", "/v1/inspections/{i}/actions",
      "{'area':'outcomes','action':'x','owner':'x','owner_school_id':'{school}','due_on':'{due}',"
      "'rag':'red'}",
      { "-------+++-", "-------+++-", "x", "x", "x", "-------+++-", "-------+++-", NOT_FROM_FINAL,
        ".", "x", "x", "." } },
    { "PATCH", "/v1/inspections/{i}/actions/{action}", "{'rag':'red'}",
      { UNTIL_CLOSED, UNTIL_CLOSED, NOT_FROM_FINAL, NOT_FROM_FINAL, "x", UNTIL_CLOSED,
        UNTIL_CLOSED, ".", ".", "x", "x", "." } },
    { "POST", "/v1/inspections/{i}/actions/{action}/progress", "{'on':'{on}','note':'x'}",
      { UNTIL_CLOSED, UNTIL_CLOSED, NOT_FROM_FINAL, NOT_FROM_FINAL, "x", UNTIL_CLOSED,
        UNTIL_CLOSED, ".", ".", "x", "x", "." } },
    { "DELETE", "/v1/inspections/{i}/actions/{action}", NULL,
      { ".......++--", ".......++--", NOT_FROM_FINAL, NOT_FROM_FINAL, "x", ".......++--",
        ".......++--", ".", ".", "x", "x", "." } },
    { "POST", "/v1/inspections/{i}/actions/{action}/transitions", "{'to':'done'}",
      { NOT_FROM_FINAL, FROM_FINAL, NOT_FROM_FINAL, NOT_FROM_FINAL, NOT_FROM_FINAL,
        ".......+++x", ".......+++x", ".", ".", "x", "x", "." } },
    { "GET", SCHEDULES, NULL, QUALITY_ALONE },
    { "POST", SCHEDULES, "{'time_limit_ms':100}", QUALITY_ALONE },
    { "GET", SCHEDULES "/{schedule}", NULL, QUALITY_ALONE },
    { "GET", SCHEDULES "/{schedule}/transitions", NULL, QUALITY_ALONE },
    { "POST", SCHEDULES "/{schedule}/transitions", "{'to':'withdrawn'}", QUALITY_ALONE },
    { "GET", SCHEDULES "/{schedule}/history", NULL,
      { "+", "+", ".", ".", "x", ".", ".", ".", ".", ".", "x", ".", "." } },
    { "GET", "/v1/inspections/{i}/follow-ups", NULL,
      { FROM_FOLLOW_UP, FROM_FOLLOW_UP, FROM_FOLLOW_UP, FROM_FOLLOW_UP, FROM_FOLLOW_UP,
        FROM_FOLLOW_UP, FROM_FOLLOW_UP, ".", ".", "x", "x", "." } },
    { "GET", "/v1/inspections/{i}/follow-ups/{followup}", NULL,
      { FROM_FOLLOW_UP, FROM_FOLLOW_UP, FROM_FOLLOW_UP, FROM_FOLLOW_UP, FROM_FOLLOW_UP,
        FROM_FOLLOW_UP, FROM_FOLLOW_UP, ".", ".", "x", "x", "." } },
    { "GET", "/v1/inspections/{i}/follow-ups/{followup}/history", NULL,
      { FROM_FOLLOW_UP, FROM_FOLLOW_UP, FROM_FOLLOW_UP, FROM_FOLLOW_UP, "x", FROM_FOLLOW_UP,
        FROM_FOLLOW_UP, ".", ".", FROM_FOLLOW_UP, "x", ".", FROM_FOLLOW_UP } },
    { "PATCH", "/v1/inspections/{i}/follow-ups/{followup}", "{'held_by':'x'}",
      { ".........+-", ".........+-", ".........+-", ".........xx", ".........xx", "x", "x", "x",
        "x", "x", "x", "." } },
};

static const char *tokens[ROLES], *inspection, *member, *spare, *agreed, *cycle, *schedule;
static const char *concern = "01890a5d-ac96-774b-bcce-b302099a8057", *action,
                  *followed;

/* ---- who asks, and what for ------------------------------------------------------------- */

/* The text with what stands in braces put in: {i} the inspection, {m} the first reviewer's place in
 * the team, {r} in the register, {spare} a reviewer beside, {next} the step to the next stage,
 * {on} its day, {agreed} a judgement that is agreed, once one is, {school} who is inspected,
 * {concern} what was raised when the team was confirmed, {action} one that was planned when it was
 * final, {due} a day for another, {cycle} a cycle and {schedule} a proposal for its rota,
 * {followup} the first follow-up, once there is one, and {end} another last day. */
static const char *filled(const char *text, size_t stage)
{
    const char *next = STAGE[stage + 1 < STAGES ? stage + 1 : stage];
    const char *const WORDS[][2] = {
        { "{i}", inspection }, { "{m}", member },  { "{r}", cast.reviewer_ids[0] },
        { "{spare}", spare },  { "{next}", next }, { "{on}", day_from_today(day_of_step(next)) },
        { "{agreed}", agreed }, { "{school}", cast.inspected }, { "{framework}", cast.framework },
        { "{concern}", concern }, { "{action}", action }, { "{due}", day_from_today(30) },
        { "{cycle}", cycle }, { "{schedule}", schedule },
        { "{followup}", followed }, { "{end}", day_from_today(-17) },
    };

    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        const char *at = strstr(text, WORDS[i][0]);

        if (at)
            text = text_of("%.*s%s%s", (int)(at - text), text, WORDS[i][1],
                           at + strlen(WORDS[i][0]));
    }
    return text;
}

static void propose_one(void)
{
    const struct reply *r = send_as(
        cast.quality.token, "POST", "/v1/inspection-cycles",
        text_of("{'name':'A cycle','framework_id':'%s','starts_on':'%s','ends_on':'%s',"
                "'school_ids_taking_part':['%s','%s'],'visit_windows':[{'from':'%s','to':'%s'}]}",
                cast.framework, day_from_today(0), day_from_today(90), cast.schools[0],
                cast.schools[1], day_from_today(30), day_from_today(40)));

    cr_assert_eq(r->status, 201, "%s", r->text);
    cycle = text_at(r, "/id");
    r = ask_for_rota(cast.quality.token, filled(SCHEDULES, 0), "{}");
    cr_assert_eq(r->status, 201, "%s", r->text);
    schedule = text_at(r, "/id");
}

static void cast_the_others(void)
{
    const char *school = add_school();
    const struct reply *r;

    tokens[QUALITY] = cast.quality.token;
    tokens[ADMIN] = trust_admin();
    tokens[LEAD] = cast.lead.token;
    tokens[REVIEWER] = cast.reviewers[0].token;
    tokens[EXTERNAL] = cast.external.token;
    tokens[HEAD] = cast.head.token;
    tokens[EVERYWHERE] = new_person("school_leader", NULL).token;
    tokens[SHARED] = new_person("school_leader", text_of("[\"%s\"]", school)).token;
    tokens[BYSTANDER] = cast.bystander.token;
    tokens[AUDITOR] = new_person("auditor", NULL).token;
    tokens[FINANCE] = new_person("finance", NULL).token;
    tokens[FOREIGN] = token_of(1, "trust_admin");
    tokens[DSL] = token_over("dsl", cast.inspected, text_of("[\"%s\"]", cast.inspected));
    inspection = planned_inspection("");
    team_up(inspection);
    spare = register_at(add_school());
    r = send_as(tokens[HEAD], "PUT", inspection_at(inspection, "/sharing"),
                text_of("{'shared_with':'schools','shared_with_school_ids':['%s']}", school));
    cr_assert_eq(r->status, 200, "%s", r->text);
    r = send_as(tokens[QUALITY], "GET",
                inspection_at(inspection, text_of("/team-members?reviewer_id=%s",
                                                  cast.reviewer_ids[0])), NULL);
    member = text_at(r, "/data/0/id");
}

static const char *agreed_judgement(void)
{
    const struct reply *r = send_as(tokens[LEAD], "GET",
                                    inspection_at(inspection, "/judgements?kind=agreed&limit=1"),
                                    NULL);
    const char *there = text_at(r, "/data/0/id");

    return there ? there : "01890a5d-ac96-774b-bcce-b302099a8057";
}

static const char *first_follow_up(void)
{
    const struct reply *r = send_as(tokens[LEAD], "GET", inspection_at(inspection, "/follow-ups"),
                                    NULL);
    const char *there = text_at(r, "/data/0/id");

    return there ? there : concern;
}

static char letter_of(const struct reply *r)
{
    const json_t *rows = json_at(r->json, "/data");

    if (r->status == 404 || (rows && r->status == 200 && !json_array_size(rows)))
        return '.';
    if (r->status == 403)
        return 'x';
    return r->status == 409 || r->status == 422 ? '-' : r->status < 300 ? '+' : '?';
}

static const struct reply *ask(const struct asked *route, size_t role, size_t stage)
{
    const bool reads = strcmp(route->method, "GET") == 0;
    const char *path = text_of("%s%s", route->path, reads ? "" : "?dry_run=true");

    if (reads)
        return CALL(.path = filled(path, stage), .token = tokens[role],
                    .headers = { route->body ? text_of("Accept: %s", route->body) : NULL });
    const char *to = filled(path, stage), *body = route->body ? filled(route->body, stage) : NULL;
    const struct reply *r = send_as(tokens[role], route->method, to, body);

    while (r->status == 503) /* another test makes a rota */
        r = send_as(tokens[role], route->method, to, body);
    return r;
}

static void expect_sight(const struct asked *route, size_t stage)
{
    for (size_t role = 0; role < ROLES; role++) {
        const char *said = route->comes_of_it[role], *all = said ? said : "x";
        const struct reply *r = ask(route, role, stage);

        cr_assert(strlen(all) == 1 || strlen(all) == STAGES, "%s: %s", route->path, all);
        cr_expect_eq(letter_of(r), all[all[1] ? stage : 0], "%s %s, %s, %s: %ld %s", route->method,
                     route->path, ROLE[role], STAGE[stage], r->status, r->text);
    }
}

Test(inspection_sight, every_route_is_asked_by_everybody_at_every_stage)
{
    cast_the_others();
    propose_one();
    for (size_t stage = 0; stage < STAGES; stage++) {
        bring_inspection(inspection, STAGE[stage]);
        if (stage + 1 < STAGES)
            record_for(inspection, STAGE[stage + 1]);
        agreed = agreed_judgement();
        if (stage == 1)
            concern = recorded(record(tokens[REVIEWER], inspection, "/safeguarding-concerns",
                                      "{'text':'x'}", ""));
        if (stage < 7)
            action = concern;
        else if (action == concern)
            action = recorded(plan_action(tokens[HEAD], inspection, ""));
        followed = first_follow_up();
        for (size_t i = 0; i < sizeof ROUTES / sizeof *ROUTES; i++)
            expect_sight(&ROUTES[i], stage);
    }
}

/* ---- what else sees nothing ------------------------------------------------------------- */

/* A token that was narrowed to less has no quality assurance in it. */
Test(inspection_sight, a_narrowed_token_sees_less)
{
    const struct reply *r = send_as(cast.quality.token, "POST", "/v1/tokens",
                                    "{'name':'Lists','expires_in_days':1,"
                                    "'scopes':['inspections:read']}");
    const char *narrowed = text_at(r, "/token");
    const char *reviewers = text_of("/v1/inspection-reviewers/%s", cast.lead_id);

    cr_assert(narrowed, "%s", r->text);
    cr_expect_eq(send_as(cast.quality.token, "GET", reviewers, NULL)->status, 200);
    EXPECT_PROBLEM(send_as(narrowed, "GET", reviewers, NULL), 404, "not_found");
    /* Over all schools it still is no less than any. */
    const char *at = inspection_at(planned_inspection(""), "");
    cr_expect_eq(send_as(narrowed, "GET", at, NULL)->status, 200);
}

/* What is told of a reviewer to others is their name and their school. */
Test(inspection_sight, a_team_is_told_by_name)
{
    const char *id = planned_inspection("");

    team_up(id);
    const struct reply *r = send_as(cast.head.token, "GET",
                                    inspection_at(id, "/team-members?role=lead&expand=reviewer"),
                                    NULL);
    cr_expect_str_eq(text_at(r, "/data/0/reviewer_name"), "A reviewer", "%s", r->text);
    cr_expect_str_eq(text_at(r, "/data/0/reviewer_school_id"), cast.schools[0]);
    cr_expect_null(text_at(r, "/data/0/reviewer/id"), "%s", r->text);
}

/* The machine that pushes rolls for a school hears of its inspections only with their scope. */
Test(inspection_sight, the_feed_is_for_those_who_read)
{
    const char *sync = token_over("mis_sync", cast.inspected, text_of("[\"%s\"]", cast.inspected));
    const char *after = text_at(send_as(sync, "GET", "/v1/changes/latest", NULL), "/next_after");

    planned_inspection("");
    const struct reply *r = fed(cast.quality.token, after, "inspection", 1);
    cr_expect_str_eq(text_at(r, "/data/0/type"), "inspection", "%s", r->text);
    r = send_as(sync, "GET", text_of("/v1/changes?after=%s&types=inspection", after), NULL);
    cr_expect_eq(json_array_size(json_at(r->json, "/data")), 0, "%s", r->text);
}
