/* Cycles of peer inspection: what one may say, who may take part, every step of it, what changes in
 * which status, and that no school is in two that run at once. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <string.h>

#include "tests/ehcps/case_fixture.h"
#include "tests/placements/placement_fixture.h"

#define PATH "/v1/inspection-cycles"
#define UNKNOWN "0197c2f4-7b20-7f4e-8c11-2a5d9e3b7c60"
enum { SCHOOLS = 4 };

static const char *schools[SCHOOLS], *framework;

static void move_framework(const char *id, const char *to)
{
    const struct reply *r = post(text_of("/v1/inspection-frameworks/%s/transitions", id),
                                 text_of("{'to':'%s'}", to));

    cr_assert_eq(r->status, 200, "%s", r->text);
}

static const char *make_framework(const char *step)
{
    const char *id = posted("/v1/inspection-frameworks",
                            text_of("{'name':'Review %s','publisher':'The trust',"
                                    "'areas':[{'code':'parents','name':'Parents'}]}",
                                    fresh_urn()));

    if (step)
        move_framework(id, step);
    return id;
}

static void renew_schools(void)
{
    for (size_t i = 0; i < SCHOOLS; i++)
        schools[i] = add_school();
}

static void start(void)
{
    places_start();
    renew_schools();
    framework = make_framework("published");
}

TestSuite(cycles, .init = start, .fini = client_stop, .timeout = 300);

/* "['..','..']" of the first so many schools. */
static const char *first_schools(size_t count)
{
    const char *list = "";

    for (size_t i = 0; i < count; i++)
        list = text_of("%s%s'%s'", list, i ? "," : "", schools[i]);
    return text_of("[%s]", list);
}

/* A cycle from 30 days ago to 300 days from now, in two windows, with members put over it. */
static const char *body_with(const char *more)
{
    json_t *body = json_loads(
        quoted(text_of("{'name':'2026-27','framework_id':'%s','starts_on':'%s','ends_on':'%s',"
                       "'school_ids_taking_part':%s,'provision_ids':['%s'],"
                       "'visit_windows':[{'from':'%s','to':'%s'},{'from':'%s','to':'%s'}]}",
                       framework, day_from_today(-30), day_from_today(300), first_schools(SCHOOLS),
                       base, day_from_today(10), day_from_today(23), day_from_today(100),
                       day_from_today(113))),
        0, NULL);
    json_t *over = json_loads(quoted(text_of("{%s}", more)), 0, NULL);

    cr_assert(body && over, "%s", more);
    json_object_update(body, over);
    json_decref(over);
    return dumped(body);
}

static const struct reply *draft_of(const char *more)
{
    return CALL(.method = "POST", .path = PATH, .token = token, .body = body_with(more));
}

static const char *drafted(const char *more)
{
    const struct reply *r = draft_of(more);

    cr_assert_eq(r->status, 201, "%s: %s", more, r->text);
    return text_at(r, "/id");
}

static const char *at(const char *id)
{
    return text_of(PATH "/%s", id);
}

static const struct reply *find(const char *who, const char *id)
{
    return CALL(.path = at(id), .token = who);
}

static const struct reply *step_of(const char *who, const char *id, const char *to,
                                   const char *more)
{
    return CALL(.method = "POST", .path = text_of("%s/transitions", at(id)), .token = who,
                .body = quoted(text_of("{'to':'%s'%s}", to, more)));
}

/* "scheduled running": with what a step needs. */
static void walk(const char *id, const char *way)
{
    for (const char *one = way; *one; one += strcspn(one, " "), one += *one == ' ') {
        const char *to = text_of("%.*s", (int)strcspn(one, " "), one);
        const struct reply *r = step_of(token, id, to, ",'reason':'A test'");

        cr_assert_eq(r->status, 200, "%s: %s", to, r->text);
    }
}

static const struct reply *remove_of(const char *path)
{
    return CALL(.method = "DELETE", .path = path, .token = token, .headers = { "If-Match: *" });
}

/* ---- what it says ----------------------------------------------------------------------- */

Test(cycles, is_made_and_read)
{
    const struct reply *made = draft_of("");
    const char *id = text_at(made, "/id");

    cr_assert_eq(made->status, 201, "%s", made->text);
    cr_expect_eq(int_at(made, "/visit_days"), 2);
    cr_expect_eq(int_at(made, "/team_size"), 3);
    cr_expect_eq(int_at(made, "/reciprocal_cycles"), 2);
    cr_expect_str_eq(text_at(made, "/status"), "draft");
    cr_expect_str_eq(text_at(made, "/school_ids_taking_part/3"), schools[3]);
    cr_expect_str_eq(text_at(made, "/visit_windows/1/to"), day_from_today(113));
    cr_expect_str_eq(find(token, id)->text, made->text);
    const struct reply *r = CALL(.path = text_of("%s?expand=framework", at(id)), .token = token);
    cr_expect_str_eq(text_at(r, "/framework/id"), framework, "%s", r->text);
    r = patch(at(id), "{'team_size':5,'reciprocal_cycles':0,'provision_ids':null}");
    cr_expect_eq(int_at(r, "/team_size"), 5, "%s", r->text);
    cr_expect_eq(json_array_size(json_at(r->json, "/provision_ids")), 0);
    r = patch(at(id), "{'team_size':null,'reciprocal_cycles':null}");
    cr_expect_eq(int_at(r, "/team_size"), 3, "as usual: %s", r->text);
    cr_expect_eq(int_at(r, "/reciprocal_cycles"), 2);
    cr_expect_eq(int_at(patch(at(id), "{'team_size':null}"), "/version"), 3, "nothing changed");
    r = CALL(.method = "PUT", .path = at(id), .token = token, .body = body_with("'visit_days':3"),
             .headers = { "If-Match: *" });
    cr_expect_eq(int_at(r, "/visit_days"), 3, "%s", r->text);
    r = CALL(.path = text_of(PATH "?id=%s&fields=id,school_ids_taking_part", id), .token = token,
             .headers = { "Accept: text/csv" });
    cr_expect(strstr(r->text, "school_ids_taking_part.4\r\n"), "%s", r->text);
}

static const char *const RULES[][2] = {
    { "'name':null", "/name required" },
    { "'framework_id':'" UNKNOWN "'", "/framework_id inspection_cycle_framework_is_known" },
    { "'school_ids_taking_part':null", "/school_ids_taking_part required" },
    { "'school_ids_taking_part':['" UNKNOWN "','" UNKNOWN "']",
      "/school_ids_taking_part cycle_schools_are_known" },
    { "'school_ids_taking_part':['here']", "/school_ids_taking_part/0 uuid_format" },
    { "'school_ids_taking_part':[]",
      "/school_ids_taking_part inspection_cycle_takes_two_schools_to_a_hundred" },
    { "'provision_ids':['" UNKNOWN "']", "/provision_ids cycle_provisions_are_known" },
    { "'visit_windows':null", "/visit_windows required" },
    { "'visit_windows':[]", "/visit_windows inspection_cycle_has_windows" },
    { "'visit_windows':[{'from':'2026-09-07'}]", "/visit_windows/0/to required" },
    { "'visit_days':0", "/visit_days visit_days_range" },
    { "'team_size':2", "/team_size team_size_range" },
    { "'team_size':13", "/team_size team_size_range" },
    { "'reciprocal_cycles':-1", "/reciprocal_cycles reciprocal_cycles_range" },
    { "'starts_on':'2026-09-01','ends_on':'2027-07-31',"
      "'visit_windows':[{'from':'2026-09-08','to':'2026-09-07'}]",
      "/visit_windows inspection_cycle_windows_end_after_they_begin" },
    { "'starts_on':'2026-09-01','ends_on':'2027-07-31',"
      "'visit_windows':[{'from':'2026-08-31','to':'2026-09-07'}]",
      "/visit_windows inspection_cycle_windows_are_within_it" },
    { "'starts_on':'2026-09-01','ends_on':'2027-07-31',"
      "'visit_windows':[{'from':'2027-07-30','to':'2027-08-01'}],'visit_days':1",
      "/visit_windows inspection_cycle_windows_are_within_it" },
    { "'starts_on':'2026-09-01','ends_on':'2027-07-31','visit_windows':["
      "{'from':'2026-11-02','to':'2026-11-06'},{'from':'2026-11-06','to':'2026-11-13'}]",
      "/visit_windows inspection_cycle_windows_do_not_overlap" },
    { "'starts_on':'2026-09-01','ends_on':'2027-07-31',"
      "'visit_windows':[{'from':'2026-11-06','to':'2026-11-08'}]", /* a Friday to a Sunday */
      "/visit_windows inspection_cycle_windows_hold_a_visit" },
    { "'starts_on':'2026-09-01','ends_on':'2027-07-31','visit_days':null,"
      "'visit_windows':[{'from':'2026-11-06','to':'2026-11-08'}]",
      "/visit_windows inspection_cycle_windows_hold_a_visit" },
    { "'starts_on':'2027-09-01','ends_on':'2026-09-01',"
      "'visit_windows':[{'from':'2026-11-02','to':'2026-11-06'}]",
      "/ends_on inspection_cycle_ends_after_it_begins,"
      "/visit_windows inspection_cycle_windows_are_within_it" },
};

Test(cycles, rules)
{
    const char *twice = text_of("'school_ids_taking_part':['%s','%s']", host, host);

    for (size_t i = 0; i < sizeof RULES / sizeof *RULES; i++)
        expect_rule(draft_of(RULES[i][0]), 422, "validation_failed", RULES[i][1]);
    expect_rule(draft_of(text_of("'school_ids_taking_part':['%s']", host)), 422,
                "validation_failed",
                "/school_ids_taking_part inspection_cycle_takes_two_schools_to_a_hundred");
    expect_rule(draft_of(twice), 422, "validation_failed",
                "/school_ids_taking_part inspection_cycle_schools_are_different");
    expect_rule(draft_of(text_of("'provision_ids':['%s','%s']", base, base)), 422,
                "validation_failed", "/provision_ids inspection_cycle_provisions_are_different");
    cr_expect_eq(draft_of("'starts_on':'2026-09-01','ends_on':'2027-07-31','visit_windows':["
                          "{'from':'2026-11-06','to':'2026-11-09'}," /* a Friday to a Monday */
                          "{'from':'2026-09-01','to':'2026-09-02'},"
                          "{'from':'2027-07-29','to':'2027-07-31'}]")
                     ->status,
                 201);
}

/* So many weeks on end. */
static const char *windows_of(int count)
{
    const char *list = "";

    for (int i = 0; i < count; i++)
        list = text_of("%s%s{'from':'%s','to':'%s'}", list, i ? "," : "", day_from_today(7 * i),
                       day_from_today(7 * i + 6));
    return text_of("'ends_on':'%s','visit_windows':[%s]", day_from_today(500), list);
}

Test(cycles, have_64_windows_at_most)
{
    cr_expect_eq(draft_of(windows_of(64))->status, 201);
    expect_rule(draft_of(windows_of(65)), 422, "validation_failed",
                "/visit_windows inspection_cycle_has_windows");
}

/* ---- who takes part --------------------------------------------------------------------- */

Test(cycles, schools_are_open_throughout)
{
    const char *path = text_of("/v1/schools/%s", schools[3]);
    const struct {
        const char *members;
        bool open;
    } CASES[] = {
        { text_of("{'opened_on':'%s'}", day_from_today(-30)), true },
        { text_of("{'opened_on':'%s'}", day_from_today(-29)), false },
        { text_of("{'opened_on':null,'closed_on':'%s'}", day_from_today(300)), true },
        { text_of("{'closed_on':'%s'}", day_from_today(299)), false },
        { "{'closed_on':null,'status':'3'}", true },
        { "{'status':'2'}", false },
        { "{'status':'4'}", false },
        { text_of("{'status':'4','opened_on':'%s'}", day_from_today(-30)), true },
    };

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        patched(path, CASES[i].members);
        if (CASES[i].open)
            cr_expect_eq(draft_of("")->status, 201, "%s", CASES[i].members);
        else
            expect_rule(draft_of(""), 422, "validation_failed",
                        "/school_ids_taking_part cycle_schools_are_open");
    }
    in_new_trust();
    expect_rule(draft_of(text_of("'school_ids_taking_part':['%s','%s']", host, add_school())), 422,
                "validation_failed", "/school_ids_taking_part cycle_schools_are_known");
}

Test(cycles, provisions_are_open_throughout)
{
    const char *path = text_of("/v1/provisions/%s", base);

    patched(path, text_of("{'closed_on':'%s'}", day_from_today(300)));
    cr_expect_eq(draft_of("")->status, 201);
    patched(path, text_of("{'closed_on':'%s'}", day_from_today(299)));
    expect_rule(draft_of(""), 422, "validation_failed", "/provision_ids cycle_provisions_are_open");
    patched(path, text_of("{'closed_on':null,'opened_on':'%s'}", day_from_today(-29)));
    expect_rule(draft_of(""), 422, "validation_failed", "/provision_ids cycle_provisions_are_open");
    cr_expect_eq(remove_of(path)->status, 204);
    expect_rule(draft_of(""), 422, "validation_failed",
                "/provision_ids cycle_provisions_are_known");
}

/* ---- its framework ---------------------------------------------------------------------- */

Test(cycles, go_by_a_published_framework)
{
    const char *draft = make_framework(NULL), *other = make_framework("published");
    const char *names = text_of("'framework_id':'%s'", other), *id = drafted(names);

    expect_rule(draft_of(text_of("'framework_id':'%s'", draft)), 422, "validation_failed",
                "/framework_id framework_is_not_published");
    expect_rule(patch(at(id), text_of("{'framework_id':'%s'}", draft)), 422, "validation_failed",
                "/framework_id framework_is_not_published");
    move_framework(other, "retired");
    expect_rule(draft_of(names), 422, "validation_failed",
                "/framework_id framework_is_not_published");
    expect_rule(step_of(token, id, "scheduled", ""), 422, "validation_failed",
                "/framework_id framework_is_not_published");
    patched(at(id), text_of("{'framework_id':'%s'}", framework));
    walk(id, "scheduled running closed");
}

Test(cycles, keep_their_framework)
{
    const char *id = drafted(""), *path = text_of("/v1/inspection-frameworks/%s", framework);

    expect_rule(remove_of(path), 409, "conflict", "/id framework_is_in_use");
    walk(id, "scheduled");
    expect_rule(remove_of(path), 409, "conflict", "/id framework_is_in_use");
    id = drafted("");
    cr_expect_eq(remove_of(at(id))->status, 204);
    const char *other = make_framework("published");
    const char *gone = drafted(text_of("'framework_id':'%s'", other));
    cr_expect_eq(remove_of(at(gone))->status, 204);
    cr_expect_eq(remove_of(text_of("/v1/inspection-frameworks/%s", other))->status, 204);
    expect_rule(CALL(.method = "POST", .path = text_of("%s/restore", at(gone)), .token = token),
                422, "validation_failed", "/framework_id framework_is_not_published");
}

/* ---- its life --------------------------------------------------------------------------- */

static const struct {
    const char *status, *way, *allowed;
} MACHINE[] = {
    { "draft", "", "scheduled,cancelled" },
    { "scheduled", "scheduled", "running,cancelled" },
    { "running", "scheduled running", "closed,cancelled" },
    { "closed", "scheduled running closed", "" },
    { "cancelled", "cancelled", "" },
};

Test(cycles, every_step_from_every_status)
{
    const size_t count = sizeof MACHINE / sizeof *MACHINE;

    for (size_t from = 0; from < count; from++) {
        for (size_t to = 0; to < count; to++) {
            renew_schools();
            const char *id = drafted("");

            walk(id, MACHINE[from].way);
            const struct reply *r = step_of(token, id, MACHINE[to].status, ",'reason':'A test'");
            if (strstr(MACHINE[from].allowed, MACHINE[to].status)) {
                cr_expect_str_eq(text_at(r, "/status"), MACHINE[to].status, "%s", r->text);
                continue;
            }
            cr_expect_str_eq(not_problem(r, 409, "invalid_transition"), "", "%s", r->text);
            cr_expect_str_eq(allowed_of(r), MACHINE[from].allowed);
        }
    }
}

Test(cycles, what_a_step_demands)
{
    const char *three = drafted(text_of("'school_ids_taking_part':%s", first_schools(3)));
    const char *id = drafted(""), *later;

    expect_rule(step_of(token, three, "scheduled", ""), 422, "validation_failed",
                "/school_ids_taking_part cycle_needs_four_schools");
    expect_rule(step_of(token, id, "cancelled", ""), 422, "validation_failed",
                "/reason cycle_is_cancelled_for_a_reason");
    later = drafted(text_of("'starts_on':'%s'", day_from_today(1)));
    walk(later, "scheduled");
    expect_rule(step_of(token, later, "running", ""), 422, "validation_failed",
                "/on cycle_runs_from_its_first_day");
    patched(text_of("/v1/schools/%s", schools[0]),
            text_of("{'closed_on':'%s'}", day_from_today(9)));
    expect_rule(step_of(token, id, "scheduled", ""), 422, "validation_failed",
                "/school_ids_taking_part cycle_schools_are_open");
    cr_expect_eq(patch(at(id), "{'name':'Other'}")->status, 200, "it is only named otherwise");
    patched(text_of("/v1/schools/%s", schools[0]), "{'closed_on':null}");
    walk(id, "scheduled");
}

static const char *const TERMS[] = {
    "'visit_days':1",           "'team_size':4",
    "'reciprocal_cycles':1",    "'provision_ids':[]",
    "'starts_on':'2026-01-01'", "'visit_windows':[{'from':'%s','to':'%s'}]",
};

static void expect_terms_stand(const char *id, const char *rule)
{
    for (size_t i = 0; i < sizeof TERMS / sizeof *TERMS; i++) {
        const char *members = strchr(TERMS[i], '%')
                                  ? text_of("'visit_windows':[{'from':'%s','to':'%s'}]",
                                            day_from_today(10), day_from_today(23))
                                  : TERMS[i];

        expect_rule(patch(at(id), text_of("{%s}", members)), 409, "conflict", rule);
    }
    expect_rule(patch(at(id), text_of("{'school_ids_taking_part':%s}", first_schools(3))), 409,
                "conflict", rule);
    expect_rule(patch(at(id), text_of("{'framework_id':'%s'}", make_framework("published"))), 409,
                "conflict", rule);
    expect_rule(remove_of(at(id)), 409, "conflict", "/status cycle_is_cancelled_not_deleted");
}

Test(cycles, what_changes_in_which_status)
{
    for (size_t i = 1; i < sizeof MACHINE / sizeof *MACHINE; i++) {
        const bool over = !*MACHINE[i].allowed;
        const char *rule = over ? "/status cycle_is_over" : "/status cycle_stands_once_scheduled";

        renew_schools();
        const char *id = drafted("");
        walk(id, MACHINE[i].way);
        expect_terms_stand(id, rule);
        const char *longer = text_of("{'name':'To the summer','ends_on':'%s'}",
                                     day_from_today(310));
        const struct reply *r = patch(at(id), longer);
        if (over)
            expect_rule(r, 409, "conflict", rule);
        else
            cr_expect_str_eq(text_at(r, "/ends_on"), day_from_today(310), "%s", r->text);
        if (!over)
            expect_rule(patch(at(id), text_of("{'ends_on':'%s'}", day_from_today(112))), 422,
                        "validation_failed",
                        "/visit_windows inspection_cycle_windows_are_within_it");
    }
    const char *id = drafted("");
    cr_expect_eq(remove_of(at(id))->status, 204, "a draft");
    const struct reply *r = CALL(.method = "POST", .path = text_of("%s/restore", at(id)),
                                 .token = token);
    cr_expect_str_eq(text_at(r, "/status"), "draft", "%s", r->text);
}

/* ---- one at a time ---------------------------------------------------------------------- */

#define IN_ANOTHER "/school_ids_taking_part cycle_schools_are_in_another"

Test(cycles, no_school_is_in_two_that_run)
{
    const char *first = drafted(""), *second = drafted(""), *after;

    after = drafted(text_of("'starts_on':'%s','ends_on':'%s','visit_windows':"
                            "[{'from':'2024-01-01','to':'2024-01-05'}]",
                            "2024-01-01", day_from_today(-31)));
    walk(first, "scheduled running");
    walk(second, "scheduled");
    expect_rule(step_of(token, second, "running", ""), 409, "conflict", IN_ANOTHER);
    walk(after, "scheduled running");
    expect_rule(patch(at(after), text_of("{'ends_on':'%s'}", day_from_today(-30))), 409, "conflict",
                IN_ANOTHER);
    walk(first, "closed");
    cr_expect_eq(patch(at(after), text_of("{'ends_on':'%s'}", day_from_today(-30)))->status, 200);
    expect_rule(step_of(token, second, "running", ""), 409, "conflict", IN_ANOTHER);
    walk(after, "closed");
    walk(second, "running");
    const char *shared = schools[0];
    renew_schools();
    const char *apart = drafted("");
    walk(apart, "scheduled running");
    schools[1] = shared;
    const char *sharing = drafted("");
    walk(sharing, "scheduled");
    expect_rule(step_of(token, sharing, "running", ""), 409, "conflict", IN_ANOTHER);
}

enum { RACERS = 4 };

struct racer {
    const char *id;
    long status;
};

static void *race(void *arg)
{
    struct racer *me = arg;

    me->status = step_of(token, me->id, "running", "")->status;
    client_leave();
    return NULL;
}

Test(cycles, of_many_begun_at_once_one_runs)
{
    struct racer racers[RACERS];
    pthread_t threads[RACERS];
    int running = 0;

    for (int i = 0; i < RACERS; i++) {
        racers[i] = (struct racer){ drafted(""), 0 };
        walk(racers[i].id, "scheduled");
    }
    for (int i = 0; i < RACERS; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
    for (int i = 0; i < RACERS; i++) {
        pthread_join(threads[i], NULL);
        cr_expect(racers[i].status == 200 || racers[i].status == 409, "%ld", racers[i].status);
        running += racers[i].status == 200;
    }
    cr_expect_eq(running, 1);
}

/* ---- who -------------------------------------------------------------------------------- */

Test(cycles, lists)
{
    const char *id = drafted(""), *other = add_school();
    const char *const FINDS[] = { text_of("school_id=%s", schools[1]),
                                  text_of("school_id.ne=%s", other),
                                  text_of("provision_id=%s", base),
                                  text_of("framework_id=%s", framework),
                                  text_of("on=%s", day_from_today(300)),
                                  text_of("starts_on.lte=%s", day_from_today(-30)),
                                  "status.in=draft,running",
                                  "name.prefix=2026" };
    const char *const FINDS_NOT[] = { text_of("school_id=%s", other),
                                      text_of("provision_id.ne=%s", base),
                                      text_of("on=%s", day_from_today(301)),
                                      text_of("ends_on.gt=%s", day_from_today(300)),
                                      "status=running" };

    for (size_t i = 0; i < sizeof FINDS / sizeof *FINDS; i++) {
        const struct reply *r = CALL(.path = text_of(PATH "?id=%s&sort=-starts_on,name&%s", id,
                                                     FINDS[i]),
                                     .token = token);

        cr_expect_eq(json_array_size(json_at(r->json, "/data")), 1, "%s: %s", FINDS[i], r->text);
    }
    for (size_t i = 0; i < sizeof FINDS_NOT / sizeof *FINDS_NOT; i++) {
        const struct reply *r = CALL(.path = text_of(PATH "?id=%s&%s", id, FINDS_NOT[i]),
                                     .token = token);

        cr_expect_eq(json_array_size(json_at(r->json, "/data")), 0, "%s: %s", FINDS_NOT[i],
                     r->text);
    }
}

Test(cycles, everybody_of_the_trust_reads_them)
{
    const char *id = drafted(""), *ours = text_of("[\"%s\"]", host);
    const char *leader = token_over("school_leader", host, ours), *lead = lead_of(schools[0]);

    cr_expect_eq(find(leader, id)->status, 200, "its school takes no part");
    cr_expect_eq(find(token_over("inspector", host, ours), id)->status, 200);
    EXPECT_PROBLEM(find(token_of(0, "finance"), id), 403, "insufficient_scope");
    EXPECT_PROBLEM(find(token_of(1, "trust_admin"), id), 404, "not_found");
    EXPECT_PROBLEM(step_of(leader, id, "scheduled", ""), 403, "insufficient_scope");
    EXPECT_PROBLEM(step_of(lead, id, "scheduled", ""), 403, "forbidden");
    EXPECT_PROBLEM(CALL(.method = "POST", .path = PATH, .token = lead, .body = body_with("")), 403,
                   "forbidden");
    cr_expect_str_eq(text_at(find(leader, id), "/status"), "draft");
    const struct reply *r = CALL(.path = text_of("%s/transitions", at(id)), .token = leader);
    cr_expect_str_eq(text_at(r, "/data/0/to"), "draft", "%s", r->text);
}

Test(cycles, are_told_in_the_feed)
{
    const char *after = text_at(CALL(.path = "/v1/changes/latest", .token = token), "/next_after");
    const char *id = drafted("");

    walk(id, "scheduled");
    const struct reply *r = fed(token, after, "inspection_cycle", 2);
    cr_expect_str_eq(text_at(r, "/data/1/id"), id, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/data/1/resource/status"), "scheduled");
}
