/* What stands in the way of deleting a pupil or its plan: a plan that is open, a place that is
 * held. */
#include <criterion/criterion.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#include "tests/ehcps/plan_fixture.h"
#include "tests/placements/placement_fixture.h"

TestSuite(deleting, .init = places_start, .fini = client_stop, .timeout = 120);

static const struct reply *send(const char *method, const char *collection, const char *id,
                                const char *below)
{
    return CALL(.method = method, .path = text_of("/v1/%s/%s%s", collection, id, below),
                .token = token, .headers = { "If-Match: *" });
}

static void expect_kept(const char *collection, const char *id, const char *rule)
{
    expect_rule(send("DELETE", collection, id, ""), 409, "conflict", text_of("/id %s", rule));
    cr_expect_eq(send("GET", collection, id, "")->status, 200);
}

static void expect_deleted(const char *collection, const char *id)
{
    const struct reply *r = send("DELETE", collection, id, "");

    cr_expect_eq(r->status, 204, "%s: %s", collection, r->text);
}

/* ---- plans ----------------------------------------------------------------------------- */

Test(deleting, a_pupil_with_an_open_plan_stays)
{
    static const char *const OPEN[] = { "requested", "assessing", "draft_issued", "active",
                                        "in_review", "amend_proposed", "reassessing",
                                        "cease_proposed" };
    static const char *const CLOSED[] = { "withdrawn", "refused_to_assess", "refused_to_issue",
                                          "ceased", "transferred_out", "deceased" };

    for (size_t i = 0; i < sizeof OPEN / sizeof *OPEN; i++) {
        const char *pupil = add_pupil(former), *plan = plan_in(OPEN[i], pupil);

        expect_kept("pupils", pupil, "pupil_has_no_open_plan");
        expect_deleted("ehcps", plan);
        expect_deleted("pupils", pupil);
    }
    for (size_t i = 0; i < sizeof CLOSED / sizeof *CLOSED; i++) {
        const char *pupil = add_pupil(former);

        plan_in(CLOSED[i], pupil);
        expect_deleted("pupils", pupil);
    }
}

Test(deleting, a_deleted_pupil_gets_no_open_plan)
{
    const char *pupil = add_pupil(former), *refused = plan_in("refused_to_assess", pupil);
    const char *deleted = add_plan(pupil);

    expect_deleted("ehcps", deleted);
    expect_deleted("pupils", pupil);
    expect_rule(move(token, refused, step_to("assessing", "2025-08-10")), 409, "conflict",
                "/pupil_id pupil_is_deleted");
    expect_rule(send("POST", "ehcps", deleted, "/restore"), 409, "conflict",
                "/pupil_id pupil_is_deleted");
    cr_assert_eq(send("POST", "pupils", pupil, "/restore")->status, 200);
    cr_expect_eq(send("POST", "ehcps", deleted, "/restore")->status, 200);
}

static const struct reply *delete_many(const char *mode, const char *const ids[3])
{
    return CALL(.method = "POST", .token = token,
                .path = text_of("/v1/pupils/bulk?op=delete&mode=%s", mode),
                .body = text_of("{\"items\":[{\"id\":\"%s\"},{\"id\":\"%s\"},{\"id\":\"%s\"}]}",
                                ids[0], ids[1], ids[2]));
}

Test(deleting, a_bulk_goes_row_by_row)
{
    const char *const PUPILS_[] = { add_pupil(former), add_pupil(former), add_pupil(former) };

    add_plan(PUPILS_[1]);
    const struct reply *r = delete_many("atomic", PUPILS_);
    cr_expect_eq(r->status, 422, "%s", r->text);
    cr_expect_eq(send("GET", "pupils", PUPILS_[0], "")->status, 200);
    r = delete_many("partial", PUPILS_);
    cr_expect_eq(r->status, 207, "%s", r->text);
    cr_expect_eq(int_at(r, "/summary/deleted"), 2, "%s", r->text);
    cr_expect_eq(int_at(r, "/results/1/status"), 409);
    cr_expect_str_eq(text_at(r, "/results/1/problem/errors/0/code"), "pupil_has_no_open_plan");
    cr_expect_eq(send("GET", "pupils", PUPILS_[1], "")->status, 200);
    cr_expect_eq(send("GET", "pupils", PUPILS_[2], "")->status, 410);
}

/* ---- places ---------------------------------------------------------------------------- */

Test(deleting, a_pupil_and_a_plan_with_a_place_stay)
{
    static const char *const HELD[] = { "consulting agreed", "named", "active", "ending" };
    const char *id = proposed(base, "{}"), *plan = text_at(find_placement(id), "/ehcp_id");
    const char *pupil = text_at(find_placement(id), "/pupil_id");

    by_hand(text_of("UPDATE app.pupil SET nc_year = '8' WHERE id = '%s'", pupil));
    for (size_t i = 0; i < sizeof HELD / sizeof *HELD; i++) {
        take_steps(id, HELD[i]);
        expect_kept("ehcps", plan, "ehcp_holds_no_place");
        by_hand(text_of("UPDATE app.ehcp SET status = 'ceased' WHERE id = '%s'", plan));
        expect_kept("pupils", pupil, "pupil_holds_no_place");
        by_hand(text_of("UPDATE app.ehcp SET status = 'active' WHERE id = '%s'", plan));
    }
    take_steps(id, "ended");
    expect_deleted("ehcps", plan);
    expect_deleted("pupils", pupil);
}

Test(deleting, what_has_been_deleted_takes_no_place)
{
    const char *id = proposed(base, "{}"), *plan = text_at(find_placement(id), "/ehcp_id");
    const char *pupil = text_at(find_placement(id), "/pupil_id");

    take_steps(id, "consulting");
    expect_deleted("ehcps", plan);
    expect_rule(take_step(id, "agreed"), 409, "conflict", "/ehcp_id case_is_deleted");
    expect_deleted("pupils", pupil);
    by_hand(text_of("UPDATE app.ehcp SET deleted_at = NULL WHERE id = '%s'", plan));
    expect_rule(take_step(id, "agreed"), 409, "conflict", "/pupil_id pupil_is_deleted");
}

/* ---- at the same time ------------------------------------------------------------------ */

static void run(PGconn *conn, const char *sql)
{
    PGresult *result = PQexec(conn, sql);

    cr_assert_null(PQresultErrorField(result, PG_DIAG_SQLSTATE), "%s", PQerrorMessage(conn));
    PQclear(result);
}

Test(deleting, a_pupil_is_not_deleted_under_a_plan_that_is_being_added)
{
    const char *pupil = add_pupil(former);
    PGconn *owner = PQconnectdb(getenv("TAMAR_TEST_OWNER_DSN"));

    run(owner, text_of("SELECT set_config('app.trust', trust_id::text, false),"
                       " set_config('app.all_schools', '1', false) FROM app.registration"
                       " WHERE pupil_id = '%s'",
                       pupil));
    run(owner, "BEGIN");
    run(owner, text_of("INSERT INTO app.ehcp (id, pupil_id, la_code, request_source, requested_on,"
                       " status_on) VALUES (gen_random_uuid(), '%s', '908', '2', '2025-01-13',"
                       " '2025-01-13')",
                       pupil));
    EXPECT_PROBLEM(send("DELETE", "pupils", pupil, ""), 503, "busy");
    run(owner, "COMMIT");
    PQfinish(owner);
    expect_kept("pupils", pupil, "pupil_has_no_open_plan");
}
