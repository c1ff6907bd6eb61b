/* What is due by law, across the trust and in the clock of one case, as of any day. What the clock
 * itself makes of facts is tested without a service (test_ehcp_clock.c). */
#include <criterion/criterion.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "models/date.h"
#include "tests/ehcps/case_fixture.h"

static const char *admin, *school;

static void start(void)
{
    client_start();
    admin = token_of(0, "trust_admin");
    school = add_school();
}

TestSuite(deadlines, .init = start, .fini = client_stop, .timeout = 120);

static const struct reply *get(const char *token, const char *path)
{
    return CALL(.path = path, .token = token);
}

static const char *day_text(int64_t day)
{
    char text[DATE_TEXT];

    date_write(day, text);
    return text_of("%s", text);
}

/* "duty due_on state" of each row, in the order they are told. */
static const char *told(const char *path)
{
    const struct reply *r = get(admin, path);
    const char *all = "";
    json_t *row;
    size_t i;

    cr_assert_eq(r->status, 200, "%s: %s", path, r->text);
    json_array_foreach(json_at(r->json, "/data"), i, row) {
        const char *due = json_string_value(json_object_get(row, "due_on"));

        all = text_of("%s%s%s %s %s", all, i ? "\n" : "",
                      json_string_value(json_object_get(row, "duty")), due ? due : "-",
                      json_string_value(json_object_get(row, "state")));
    }
    return all;
}

static const char *of_case(const char *ehcp, const char *more)
{
    return told(text_of("/v1/deadlines?limit=500&ehcp_id=%s%s", ehcp, more));
}

/* The life of a case that has met, been late, and owes again. */
static const char *lived(void)
{
    const char *ehcp = plan_in_force(school);
    const char *reviews = text_of("/v1/ehcps/%s/reviews", ehcp);
    const char *review = posted(reviews, "{'kind':'annual','planned_on':'2026-05-04'}");

    patched(text_of("%s/%s", reviews, review),
            "{'invited_on':'2026-04-27','met_on':'2026-05-05','reported_on':'2026-05-12'}");
    stepped(ehcp, "in_review 2026-05-05", "");
    stepped(ehcp, "amend_proposed 2026-06-09", "");
    posted("/v1/consultations", text_of("{'ehcp_id':'%s','school_id':'%s','sent_on':'2026-06-10'}",
                                        ehcp, school));
    return ehcp;
}

/* ---- the worked dates ------------------------------------------------------------------ */

Test(deadlines, a_request_has_the_dates_of_the_law)
{
    const char *ehcp = add_case(school, "2026-09-07");

    cr_expect_str_eq(of_case(ehcp, "&as_of=2026-10-19"),
                     "decide_whether_to_assess 2026-10-19 due\n"
                     "notify_refusal_to_issue 2026-12-28 due\n"
                     "send_final_plan 2027-01-25 due");
    cr_expect_str_eq(of_case(ehcp, "&as_of=2026-10-20&state=overdue"),
                     "decide_whether_to_assess 2026-10-19 overdue");
    cr_expect_str_eq(of_case(ehcp, "&as_of=2026-09-06"), "", "it had not been asked for");
}

Test(deadlines, the_clock_says_how_each_date_was_counted)
{
    const char *ehcp = add_case(school, "2026-09-07");
    const struct reply *r = get(admin, text_of("/v1/ehcps/%s/clock?as_of=2026-11-01", ehcp));

    cr_expect_str_eq(text_at(r, "/data/0/explanation"),
                     "6 weeks (42 days) from the request received on 7 September 2026");
    cr_expect_str_eq(text_at(r, "/data/0/legal_basis"), "SEND Regulations 2014 reg 5(3)");
    cr_expect_str_eq(text_at(r, "/data/0/owed_by"), "local_authority");
    cr_expect_str_eq(text_at(r, "/data/0/state"), "overdue");
}

/* ---- moved by whatever it goes by ------------------------------------------------------ */

Test(deadlines, a_step_and_a_record_move_the_clock_at_once)
{
    const char *ehcp = add_case(school, "2026-05-04"), *path = text_of("/v1/ehcps/%s", ehcp);

    stepped(ehcp, "assessing 2026-06-15", "");
    cr_expect_str_eq(of_case(ehcp, "&duty=decide_whether_to_assess"),
                     "decide_whether_to_assess 2026-06-15 met");
    patched(path, "{'requested_on':'2026-05-03'}");
    cr_expect_str_eq(of_case(ehcp, "&duty=decide_whether_to_assess"),
                     "decide_whether_to_assess 2026-06-14 late");
    patched(path, "{'advice':[{'source':'health','asked_on':'2026-06-20'}]}");
    cr_expect_str_eq(of_case(ehcp, "&duty=return_advice"), "return_advice 2026-08-01 overdue");
    patched(path, "{'advice':[{'source':'health','asked_on':'2026-06-20',"
                  "'returned_on':'2026-08-02'}]}");
    cr_expect_str_eq(of_case(ehcp, "&duty=return_advice"), "return_advice 2026-08-01 late");
    cr_expect_str_eq(of_case(ehcp, "&duty=return_advice&as_of=2026-08-01"),
                     "return_advice 2026-08-01 due");
}

Test(deadlines, an_exception_is_shown_and_moves_no_date)
{
    const char *ehcp = add_case(school, "2026-05-04");

    patched(text_of("/v1/ehcps/%s", ehcp),
            "{'exceptions':[{'exception':'absent_from_area','recorded_on':'2026-06-01'}]}");
    const struct reply *r = get(admin, text_of("/v1/deadlines?ehcp_id=%s", ehcp));
    cr_expect_str_eq(text_at(r, "/data/0/due_on"), "2026-06-15");
    cr_expect_str_eq(text_at(r, "/data/0/exceptions/0/exception"), "absent_from_area");
    r = get(admin, text_of("/v1/deadlines?ehcp_id=%s&as_of=2026-05-31", ehcp));
    cr_expect_null(text_at(r, "/data/0/exceptions/0/exception"), "not yet recorded: %s", r->text);
}

Test(deadlines, a_case_that_is_deleted_owes_nothing)
{
    const char *ehcp = add_case(school, "2026-05-04"), *path = text_of("/v1/ehcps/%s", ehcp);
    const char *before = of_case(ehcp, "");

    cr_assert_eq(CALL(.method = "DELETE", .path = path, .token = admin,
                      .headers = { "If-Match: *" })->status, 204);
    cr_expect_str_eq(of_case(ehcp, ""), "");
    cr_assert_eq(post(text_of("%s/restore", path), "")->status, 200);
    cr_expect_str_eq(of_case(ehcp, ""), before);
}

Test(deadlines, nothing_moves_in_a_dry_run)
{
    const char *pupil = add_pupil(school);
    const struct reply *r = post("/v1/ehcps?dry_run=true",
        text_of("{'pupil_id':'%s','la_code':'908','request_source':'2',"
                "'requested_on':'2026-05-04'}", pupil));

    cr_assert_eq(r->status, 201, "%s", r->text);
    cr_expect_str_eq(told(text_of("/v1/deadlines?pupil_id=%s", pupil)), "");
}

Test(deadlines, plans_in_bulk_have_theirs)
{
    const char *first = add_pupil(school), *second = add_pupil(school);
    const struct reply *r = post("/v1/ehcps/bulk?op=create", text_of(
        "{'items':[{'pupil_id':'%s','la_code':'908','request_source':'1',"
        "'requested_on':'2026-09-07'},{'pupil_id':'%s','la_code':'908','request_source':'1',"
        "'requested_on':'2026-09-08'}]}", first, second));

    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(told(text_of("/v1/deadlines?pupil_id.in=%s,%s"
                                  "&duty=send_final_plan&as_of=2026-12-01", first, second)),
                     "send_final_plan 2027-01-25 due\nsend_final_plan 2027-01-26 due");
}

/* The register may tell of a day to come: on that day nobody has been admitted. */
Test(deadlines, a_pupil_who_is_to_come_has_not_been_admitted)
{
    const char *ehcp = plan_in_force(school), *there = add_school();
    const char *duty = text_of("&duty=admit_named_pupil&as_of=%s", day_from_today(40));
    const char *pupil = text_at(get(admin, text_of("/v1/ehcps/%s", ehcp)), "/pupil_id");

    patched(text_of("/v1/pupils/%s", pupil), text_of(
        "{'registrations':[{'school_id':'%s','status':'C','entry_date':'2023-09-01','leaving_date':"
        "'%s'},{'school_id':'%s','status':'C','entry_date':'%s'}]}",
        school, day_from_today(29), there, day_from_today(30)));
    stepped(ehcp, "amend_proposed 2026-03-02", "");
    write_sections(ehcp, "i", there);
    stepped(ehcp, "active 2026-03-20", "");
    cr_expect_str_eq(of_case(ehcp, duty), "admit_named_pupil 2025-06-20 met\n"
                                          "admit_named_pupil 2026-03-20 overdue");
    patched(text_of("/v1/pupils/%s", pupil), text_of(
        "{'registrations':[{'school_id':'%s','status':'C','entry_date':'2023-09-01','leaving_date':"
        "'2026-03-19'},{'school_id':'%s','status':'C','entry_date':'2026-03-20'}]}",
        school, there));
    patched(text_of("/v1/ehcps/%s", ehcp), "{'cease_consulted_on':'2026-04-01'}");
    cr_expect_str_eq(of_case(ehcp, duty), "admit_named_pupil 2025-06-20 met\n"
                                          "admit_named_pupil 2026-03-20 met");
}

/* ---- kept in step with the case -------------------------------------------------------- */

/* In the transaction of the change, before any clock is counted again. */
Test(deadlines, they_go_where_the_case_goes)
{
    const char *ehcp = add_case(school, "2026-05-04"), *there = add_school();
    const char *pupil = text_at(get(admin, text_of("/v1/ehcps/%s", ehcp)), "/pupil_id");
    const struct {
        const char *change, *told;
    } ROWS[] = {
        { text_of("UPDATE app.ehcp SET la_code = '881' WHERE id = '%s'", ehcp), "la_code = '881'" },
        { text_of("UPDATE app.pupil SET restricted = true WHERE id = '%s'", pupil), "restricted" },
        { text_of("UPDATE app.pupil SET restricted = false, registrations = '[{\"school_id\":"
                  "\"%s\",\"status\":\"C\",\"entry_date\":\"2023-09-01\","
                  "\"leaving_date\":null}]' WHERE id = '%s'", there, pupil),
          text_of("school_ids = ARRAY['%s'::uuid] AND NOT restricted", there) },
    };

    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        cr_expect_str_eq(owner_says(school, text_of(
            "%s; SELECT count(*) FROM app.deadline WHERE ehcp_id = '%s' AND %s", ROWS[i].change,
            ehcp, ROWS[i].told)), "3", "%s", ROWS[i].told);
    const char *path = text_of("/v1/deadlines?ehcp_id=%s", ehcp);
    const char *theirs = token_over("senco", there, text_of("[\"%s\"]", there));
    const char *former = token_over("senco", there, text_of("[\"%s\"]", school));
    cr_expect_eq(json_array_size(json_at(get(theirs, path)->json, "/data")), 3);
    cr_expect_eq(json_array_size(json_at(get(former, path)->json, "/data")), 0);
}

static void done_by(PGconn *conn, const char *sql)
{
    PGresult *result = PQexec(conn, sql);
    const ExecStatusType status = PQresultStatus(result);

    cr_assert(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK, "%s: %s", sql,
              PQerrorMessage(conn));
    PQclear(result);
}

static PGconn *owner_at_work(void)
{
    PGconn *conn = PQconnectdb(getenv("TAMAR_TEST_OWNER_DSN"));

    done_by(conn, text_of("SELECT set_config('app.trust', trust_id::text, false),"
                          " set_config('app.all_schools', '1', false) FROM app.school"
                          " WHERE id = '%s'", school));
    done_by(conn, "BEGIN");
    return conn;
}

/* A case is noted to be counted, and changes before it has been. Whoever counts it meanwhile would
 * count without the change: so nobody does, and it is counted once the change is there. */
Test(deadlines, a_change_while_the_clock_is_wound_is_counted)
{
    const char *ehcp = add_case(school, "2026-05-04");
    const struct timespec pause = { 0, 100 * 1000 * 1000 };
    PGconn *noting = owner_at_work(), *changing = owner_at_work(), *winding = owner_at_work();
    const char *advice = "";

    done_by(noting, text_of("INSERT INTO app.clock_stale SELECT trust_id, id FROM app.ehcp"
                            " WHERE id = '%s'", ehcp));
    PQsendQuery(changing, text_of("UPDATE app.ehcp SET advice = '[{\"source\":\"health\","
                                  "\"asked_on\":\"2026-06-20\",\"returned_on\":null}]'"
                                  " WHERE id = '%s'", ehcp));
    cr_expect(somebody_waits_for(school, PQbackendPID(noting)), "nobody waits for the note");
    done_by(noting, "COMMIT");
    for (PGresult *result; (result = PQgetResult(changing)); PQclear(result))
        cr_expect_str_eq(PQcmdTuples(result), "1", "%s", PQerrorMessage(changing));
    done_by(winding, text_of( /* what is others' is put back */
        "INSERT INTO app.clock_stale (trust_id, ehcp_id)"
        " SELECT current_setting('app.trust')::uuid, t"
        " FROM app.take_stale_clocks(1000000, false) AS t WHERE t <> '%s'", ehcp));
    done_by(winding, "COMMIT");
    done_by(changing, "COMMIT");
    for (int i = 0; i < 100 && !*advice; i++, nanosleep(&pause, NULL))
        advice = of_case(ehcp, "&duty=return_advice");
    cr_expect_str_eq(advice, "return_advice 2026-08-01 overdue");
    PQfinish(noting);
    PQfinish(changing);
    PQfinish(winding);
}

/* The turn of a phase follows from the birthday, which is no part of the plan. */
Test(deadlines, a_pupil_record_moves_the_clock_soon)
{
    const char *ehcp = plan_in_force(school);
    const char *pupil = text_at(get(admin, text_of("/v1/ehcps/%s", ehcp)), "/pupil_id");
    const char *before = of_case(ehcp, "&duty=complete_phase_transfer");
    const struct timespec pause = { 0, 100 * 1000 * 1000 };
    bool moved = false;

    patched(text_of("/v1/pupils/%s", pupil), "{'date_of_birth':'2016-10-01','nc_year':'X'}");
    for (int i = 0; i < 100 && !moved; i++, nanosleep(&pause, NULL))
        moved = strcmp(of_case(ehcp, "&duty=complete_phase_transfer"), before) != 0;
    cr_expect(moved, "%s", before);
}

/* ---- a case that cannot be counted ------------------------------------------------------ */

/* No deadline of the case can be written any more, whoever tries. */
static void jam(const char *ehcp)
{
    owner_says(school, text_of("ALTER TABLE app.deadline ADD CONSTRAINT deadline_is_jammed"
                               " CHECK (ehcp_id <> '%s') NOT VALID", ehcp));
}

static void unjam(void)
{
    owner_says(school, "ALTER TABLE app.deadline DROP CONSTRAINT IF EXISTS deadline_is_jammed");
}

static void unjam_and_stop(void)
{
    unjam();
    client_stop();
}

static const char *stale(const char *ehcp, const char *column)
{
    return owner_says(school, text_of("SELECT %s FROM app.clock_stale WHERE ehcp_id = '%s'", column,
                                      ehcp));
}

/* What the owner of the database asks becomes this within moments. */
static bool soon(const char *ehcp, const char *column, const char *wanted)
{
    const struct timespec pause = { 0, 100 * 1000 * 1000 };

    for (int i = 0; i < 100; i++, nanosleep(&pause, NULL)) {
        if (strcmp(stale(ehcp, column), wanted) == 0)
            return true;
    }
    return false;
}

static const char *pupil_of(const char *ehcp)
{
    return text_at(get(admin, text_of("/v1/ehcps/%s", ehcp)), "/pupil_id");
}

Test(deadlines, a_case_that_cannot_be_counted_holds_up_no_other, .fini = unjam_and_stop)
{
    const char *stuck = plan_in_force(school), *other = plan_in_force(school);
    const char *before = of_case(other, "&duty=complete_phase_transfer");

    jam(stuck);
    patched(text_of("/v1/pupils/%s", pupil_of(stuck)), "{'date_of_birth':'2016-10-01'}");
    patched(text_of("/v1/pupils/%s", pupil_of(other)),
            "{'date_of_birth':'2016-10-01','nc_year':'X'}");
    cr_expect(soon(stuck, "failures > 0 AND next_try > now()", "t"), "it is tried, and put off");
    cr_expect(soon(other, "1", ""), "another is counted all the same");
    cr_expect_str_neq(of_case(other, "&duty=complete_phase_transfer"), before);
    for (int i = 0; i < 3; i++) {
        owner_says(school, text_of("UPDATE app.clock_stale SET next_try = now()"
                                   " WHERE ehcp_id = '%s'", stuck));
        cr_expect_str_eq(of_case(add_case(school, "2026-05-04"), "&duty=send_final_plan"
                                                                 "&as_of=2026-09-22"),
                         "send_final_plan 2026-09-21 overdue", "who writes another is not held up");
    }
    const char *path = text_of("/v1/ehcps/%s", stuck), *change = "{'requested_on':'2025-01-14'}";
    cr_expect_neq(patch(path, change)->status, 200, "it is not written without its deadlines");
    unjam();
    patched(path, change);
    cr_expect_str_eq(stale(stuck, "1"), "", "whoever writes it counts it at once");
}

/* ---- as of a day ----------------------------------------------------------------------- */

/* Every filter of a state gives the rows that are in it, and together they give all. */
static void divide(const char *ehcp, const char *day)
{
    static const char *const STATES[] = { "met", "late", "due", "overdue", "not_started" };
    const struct reply *all = get(admin, text_of(
        "/v1/deadlines?limit=500&count=exact&ehcp_id=%s&as_of=%s", ehcp, day));
    long long sum = 0, open = 0;
    json_t *row;
    size_t i;

    for (size_t s = 0; s < sizeof STATES / sizeof *STATES; s++) {
        const struct reply *r = get(admin, text_of(
            "/v1/deadlines?limit=500&count=exact&ehcp_id=%s&as_of=%s&state=%s", ehcp, day,
            STATES[s]));

        json_array_foreach(json_at(r->json, "/data"), i, row)
            cr_expect_str_eq(json_string_value(json_object_get(row, "state")), STATES[s],
                             "%s: %s", day, json_dumps(row, 0));
        sum += int_at(r, "/page/total");
        open += s == 2 || s == 3 ? int_at(r, "/page/total") : 0;
    }
    cr_expect_eq(sum, int_at(all, "/page/total"), "%s: %lld of %s", day, sum, all->text);
    all = get(admin, text_of("/v1/deadlines?count=exact&ehcp_id=%s&as_of=%s&open=true", ehcp, day));
    cr_expect_eq(open, int_at(all, "/page/total"), "%s open: %s", day, all->text);
}

/* The list is kept, the clock is counted when it is asked for: they say the same of every day. */
static void compare(const char *ehcp, const char *day)
{
    const struct reply *r = get(admin, text_of("/v1/ehcps/%s/clock?as_of=%s", ehcp, day));
    const char *list = of_case(ehcp, text_of("&as_of=%s", day));
    size_t dated = 0, lines = *list != '\0', i;
    json_t *row;

    json_array_foreach(json_at(r->json, "/data"), i, row) {
        const char *due = json_string_value(json_object_get(row, "due_on"));

        if (!due)
            continue;
        const char *line = text_of("%s %s %s", json_string_value(json_object_get(row, "duty")),
                                   due, json_string_value(json_object_get(row, "state")));
        cr_expect(strstr(list, line), "%s: %s is not in\n%s", day, line, list);
        dated++;
    }
    for (const char *at = list; (at = strchr(at, '\n')); at++)
        lines++;
    cr_expect_eq(dated, lines, "%s: %zu in the clock, %zu in\n%s", day, dated, lines, list);
}

Test(deadlines, every_day_is_told_alike_by_list_and_clock)
{
    const char *ehcp = lived();
    int64_t from, to;

    date_read("2025-01-01", &from);
    date_read("2028-06-01", &to);
    for (int64_t day = from; day < to; day += 23) {
        divide(ehcp, day_text(day));
        compare(ehcp, day_text(day));
    }
    for (int64_t day = date_today() - 1; day <= date_today() + 1; day++) {
        divide(ehcp, day_text(day));
        compare(ehcp, day_text(day));
    }
}

/* How many rows a day tells in such a state, and their ids: said row by row, as the law has it. */
static const char *naive(const char *ehcp, const char *day, const char *states, const char *order)
{
    return owner_says(school, text_of(
        "WITH told AS (SELECT t.id, t.due_on, CASE"
        " WHEN done_on <= day THEN CASE WHEN done_on <= due_on THEN 'met' ELSE 'late' END"
        " WHEN trigger_on > day THEN 'not_started' WHEN due_on < day THEN 'overdue'"
        " ELSE 'due' END AS state FROM app.deadline t, (SELECT date '%s' AS day) d"
        " WHERE ehcp_id = '%s' AND known_on <= day AND (ended_on IS NULL OR ended_on > day)"
        " AND (foreseen OR trigger_on <= day))"
        " SELECT count(*) || coalesce(string_agg(id::text, '' ORDER BY %s), '') FROM told"
        " WHERE state ~ '^(%s)$'", day, ehcp, order, states));
}

/* A thousand rows over twelve years: in time and late by a day or by years, ended, still owed, and
 * told before they begin. */
static void scatter(const char *ehcp)
{
    owner_says(school, text_of(
        "INSERT INTO app.deadline (trust_id, id, ehcp_id, pupil_id, la_code, school_id, duty,"
        " occurrence, known_on, trigger_on, due_on, done_on, ended_on, foreseen, exceptions,"
        " school_ids) SELECT e.trust_id, gen_random_uuid(), e.id, e.pupil_id, e.la_code, '%s',"
        " 'return_advice', n, begins - ahead, begins, begins + period,"
        " CASE n %% 4 WHEN 0 THEN begins + period + late WHEN 1 THEN begins + n %% period END,"
        " CASE WHEN n %% 4 = 2 THEN begins + period + late - 30 END, ahead > 0, '[]', e.school_ids"
        " FROM app.ehcp e, generate_series(1000, 1999) AS n CROSS JOIN LATERAL (SELECT"
        " date '2014-09-01' + n * 7919 %% 4400 AS begins, 14 + n * 31 %% 400 AS period,"
        " CASE WHEN n %% 7 = 0 THEN n * 17 %% 3000 ELSE 0 END AS ahead,"
        " CASE WHEN n %% 3 = 0 THEN n %% 9 ELSE n * 13 %% 2500 END AS late) AS x"
        " WHERE e.id = '%s'", school, ehcp));
}

static const char *listed(const char *at)
{
    const struct reply *r = get(admin, at);
    const char *ids = text_of("%lld", int_at(r, "/page/total"));

    for (;;) {
        json_t *row;
        size_t i;

        json_array_foreach(json_at(r->json, "/data"), i, row)
            ids = text_of("%s%s", ids, json_string_value(json_object_get(row, "id")));
        if (!text_at(r, "/page/next_cursor"))
            return ids;
        r = get(admin, text_of("%s&cursor=%s", at, text_at(r, "/page/next_cursor")));
    }
}

static void compare_lists(const char *ehcp, const char *day, size_t way)
{
    static const char *const STATES[][2] = {
        { "", ".*" },
        { "&open=true", "due|overdue" },
        { "&state=overdue", "overdue" },
        { "&state=due", "due" },
        { "&state=met", "met" },
        { "&state=late", "late" },
        { "&state=not_started", "not_started" },
    };
    static const char *const ORDERS[][2] = {
        { "", "due_on, id" }, { "&sort=-due_on", "due_on DESC, id DESC" }, { "&sort=id", "id" }
    };

    for (size_t s = 0; s < sizeof STATES / sizeof *STATES; s++, way++) {
        const char *at = text_of("/v1/deadlines?limit=100&count=exact&ehcp_id=%s&as_of=%s%s%s",
                                 ehcp, day, STATES[s][0], ORDERS[way % 3][0]);

        cr_expect_str_eq(listed(at), naive(ehcp, day, STATES[s][1], ORDERS[way % 3][1]), "%s", at);
    }
}

Test(deadlines, a_list_of_any_day_tells_what_every_row_was)
{
    const char *ehcp = add_case(school, "2026-05-04");
    const int64_t today = date_today();
    int64_t day;

    scatter(ehcp);
    date_read("2013-11-01", &day);
    for (size_t n = 0; day < today + 900; n++) {
        compare_lists(ehcp, day_text(day), n);
        day += day >= today - 2 && day < today + 2 ? 1 : 131;
        if (day > today - 131 && day < today - 2)
            day = today - 2;
    }
}

/* ---- who, and how they are listed ------------------------------------------------------ */

Test(deadlines, they_are_seen_with_the_case)
{
    const char *ehcp = add_case(school, "2026-05-04"), *path = text_of("/v1/deadlines?ehcp_id=%s",
                                                                       ehcp);

    cr_expect_eq(json_array_size(json_at(get(admin, path)->json, "/data")), 3);
    cr_expect_eq(json_array_size(json_at(get(token_of(0, "senco"), path)->json, "/data")), 0,
                 "another school's");
    cr_expect_eq(json_array_size(json_at(get(token_of(1, "trust_admin"), path)->json, "/data")), 0);
    EXPECT_PROBLEM(get(token_of(0, "mis_sync"), path), 403, "insufficient_scope");
    EXPECT_PROBLEM(get(token_of(1, "trust_admin"), text_of("/v1/ehcps/%s/clock", ehcp)), 404,
                   "not_found");
}

/* The id of a deadline is no record's: whoever asks who read of a case finds it under the case. */
Test(deadlines, reading_them_is_reading_of_the_case)
{
    const char *ehcp = add_case(school, "2026-05-04");

    get(admin, text_of("/v1/deadlines?ehcp_id=%s", ehcp));
    const struct reply *r = reading_of(ehcp, "listDeadlines");
    cr_expect_str_eq(text_at(r, "/data/0/subject_type"), "ehcp");
    cr_expect_eq(json_array_size(json_at(r->json, "/data/0/subject_ids")), 1, "%s", r->text);
}

Test(deadlines, the_page_goes_on_by_day)
{
    const char *ehcp = lived(), *first = text_of("/v1/deadlines?ehcp_id=%s&limit=2", ehcp);
    const char *all = of_case(ehcp, ""), *pages = "";

    for (const char *path = first; path;) {
        const struct reply *r = get(admin, path);
        const char *cursor = text_at(r, "/page/next_cursor");

        pages = text_of("%s%s%s", pages, *pages ? "\n" : "", told(path));
        path = cursor ? text_of("%s&cursor=%s", first, cursor) : NULL;
    }
    cr_expect_str_eq(pages, all);
}

/* It cannot be sent back, so nothing is left out of it. */
Test(deadlines, a_table_of_them_tells_their_state)
{
    const char *ehcp = add_case(school, "2026-05-04");
    const struct reply *r = CALL(.token = admin, .headers = { "Accept: text/csv" },
        .path = text_of("/v1/deadlines?ehcp_id=%s&as_of=2026-06-16&limit=1&fields=duty,state",
                        ehcp));

    cr_expect_str_eq(r->text, "duty,state\r\ndecide_whether_to_assess,overdue\r\n");
}

Test(deadlines, what_is_asked_is_understood_or_refused)
{
    EXPECT_PROBLEM(get(admin, "/v1/deadlines?state=overdu"), 400, "invalid_parameter");
    EXPECT_PROBLEM(get(admin, "/v1/deadlines?state=open"), 400, "invalid_parameter");
    EXPECT_PROBLEM(get(admin, "/v1/deadlines?open=false"), 400, "invalid_parameter");
    EXPECT_PROBLEM(get(admin, "/v1/deadlines?duty=send_final_plam"), 400, "invalid_parameter");
    EXPECT_PROBLEM(get(admin, "/v1/deadlines?owed_by.in=school,nobody"), 400, "invalid_parameter");
    EXPECT_PROBLEM(get(admin, "/v1/deadlines?as_of=2026-02-30"), 400, "invalid_parameter");
    EXPECT_PROBLEM(post("/v1/deadlines", "{}"), 405, "method_not_allowed");
    EXPECT_PROBLEM(get(admin, "/v1/changes?types=deadline"), 400, "invalid_parameter");
}
