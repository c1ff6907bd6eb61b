/* The policies of the database, asked as the service is but without the service: they have to hold
 * where a query of ours forgets its trust. */
#include <criterion/criterion.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/ehcps/case_fixture.h"

static PGconn *owner, *service;
static const char *first, *second; /* trusts */

/* The first value of the answer, or "refused 42501". */
static const char *ask(PGconn *conn, const char *sql)
{
    PGresult *result = PQexec(conn, sql);
    const ExecStatusType status = PQresultStatus(result);
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *said = status == PGRES_TUPLES_OK && PQntuples(result)
                           ? text_of("%s", PQgetvalue(result, 0, 0))
                           : state ? text_of("refused %s", state) : "done";

    PQclear(result);
    return said;
}

static void start(void)
{
    client_start();
    add_pupil(add_school());
    owner = PQconnectdb(getenv("TAMAR_TEST_OWNER_DSN"));
    service = PQconnectdb(getenv("TAMAR_TEST_DSN"));
    cr_assert_str_eq(ask(service, "SET ROLE api_rw"), "done", "%s", PQerrorMessage(service));
    first = ask(owner, "SELECT trust_id FROM app.pupil GROUP BY 1 ORDER BY count(*) DESC LIMIT 1");
    second = ask(owner, "SELECT trust_id FROM app.pupil GROUP BY 1 ORDER BY count(*) LIMIT 1");
    cr_assert_str_neq(first, second);
}

static void stop(void)
{
    PQfinish(owner);
    PQfinish(service);
    client_stop();
}

TestSuite(policies, .init = start, .fini = stop, .timeout = 120);

static void act_for(const char *trust, const char *everywhere, const char *schools,
                    const char *safe)
{
    const char *said =
        ask(service, text_of("SELECT set_config('app.trust', '%s', false) ||"
                             " set_config('app.all_schools', '%s', false) ||"
                             " set_config('app.schools', '%s', false) ||"
                             " set_config('app.safeguarding', '%s', false)",
                             trust, everywhere, schools, safe));

    cr_assert_neq(strncmp(said, "refused", 7), 0, "%s", said);
}

/* Every table with a column trust_id that the service may read. */
static PGresult *tables(void)
{
    PGresult *found = PQexec(owner,
        "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity FROM pg_class c"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'trust_id'"
        " WHERE c.relnamespace = 'app'::regnamespace AND c.relkind = 'r'"
        " AND has_table_privilege('api_rw', c.oid, 'SELECT') ORDER BY 1");

    cr_assert_gt(PQntuples(found), 8, "%s", PQerrorMessage(owner));
    return found;
}

static long long rows_seen(const char *table, const char *where)
{
    const char *said = ask(service, text_of("SELECT count(*) FROM app.%s WHERE %s", table, where));

    cr_expect_neq(strncmp(said, "refused", 7), 0, "%s: %s", table, said);
    return strtoll(said, NULL, 10);
}

Test(policies, every_table_of_a_trust_has_them)
{
    PGresult *all = tables();

    for (int i = 0; i < PQntuples(all); i++)
        cr_expect_str_eq(PQgetvalue(all, i, 1), "t", "%s", PQgetvalue(all, i, 0));
    PQclear(all);
}

Test(policies, nobody_sees_nothing)
{
    PGresult *all = tables();

    act_for("", "1", "", "1");
    for (int i = 0; i < PQntuples(all); i++)
        cr_expect_eq(rows_seen(PQgetvalue(all, i, 0), "true"), 0, "%s", PQgetvalue(all, i, 0));
    PQclear(all);
}

Test(policies, a_trust_sees_its_own)
{
    PGresult *all = tables();
    const char *other = text_of("trust_id <> '%s'", second);

    act_for(second, "1", "", "1");
    for (int i = 0; i < PQntuples(all); i++)
        cr_expect_eq(rows_seen(PQgetvalue(all, i, 0), other), 0, "%s", PQgetvalue(all, i, 0));
    cr_expect_gt(rows_seen("pupil", "true"), 0);
    cr_expect_gt(rows_seen("change", "true"), 0);
    PQclear(all);
}

/* Without a school, and with one: rows that belong to schools are seen by these only. */
Test(policies, a_school_sees_its_own)
{
    const char *school = ask(owner, text_of("SELECT school_id FROM app.pupil WHERE trust_id = '%s'"
                                            " AND school_id IS NOT NULL LIMIT 1", first));
    static const char *const TABLES[] = { "pupil", "school", "change" };

    act_for(first, "", "", "1");
    for (size_t i = 0; i < 3; i++)
        cr_expect_eq(rows_seen(TABLES[i], "true"), 0, "%s", TABLES[i]);
    act_for(first, "", school, "1");
    for (size_t i = 0; i < 2; i++) {
        cr_expect_gt(rows_seen(TABLES[i], "true"), 0, "%s", TABLES[i]);
        cr_expect_eq(rows_seen(TABLES[i], text_of("NOT school_ids @> ARRAY['%s'::uuid]", school)),
                     0, "%s", TABLES[i]);
    }
    cr_expect_eq(rows_seen("school", "true"), 1);
}

Test(policies, safeguarding_sees_restricted_rows)
{
    const char *one = ask(owner, text_of("SELECT id FROM app.pupil WHERE trust_id = '%s'"
                                         " AND legal_surname = 'Pascoe' LIMIT 1", first));

    /* The triggers act for the owner of the tables, whom the policies bind too. */
    ask(owner, text_of("SELECT set_config('app.trust', '%s', false),"
                       " set_config('app.all_schools', '1', false),"
                       " set_config('app.safeguarding', '1', false)", first));
    cr_assert_str_eq(
        ask(owner, text_of("UPDATE app.pupil SET restricted = true WHERE id = '%s'", one)), "done");
    act_for(first, "1", "", "");
    cr_expect_eq(rows_seen("pupil", "restricted"), 0);
    act_for(first, "1", "", "1");
    cr_expect_geq(rows_seen("pupil", "restricted"), 1);
}

Test(policies, nobody_writes_into_another_trust)
{
    act_for(second, "1", "", "1");
    cr_expect_str_eq(
        ask(service,
            text_of("INSERT INTO app.school (trust_id, id, urn, la_code, name, phase, type_code,"
                    " status) VALUES ('%s', gen_random_uuid(), '199999', '908', 'x', '4', '34',"
                    " '1')",
                    first)),
        "refused 42501");
    PGresult *touched = PQexec(service, text_of("UPDATE app.pupil SET legal_surname = 'x'"
                                                " WHERE trust_id = '%s'", first));
    cr_expect_str_eq(PQcmdTuples(touched), "0");
    PQclear(touched);
}

/* Whoever sees a school sees what that school is asked about a case, and cannot hang anything on
 * the case itself. */
Test(policies, nothing_is_hung_on_a_case_out_of_sight)
{
    const char *there = add_school(), *here = add_school();
    const char *ehcp = add_case(there, "2025-01-06");
    const char *consult = text_of("INSERT INTO app.consultation (id, ehcp_id, school_id, sent_on)"
                                  " VALUES (gen_random_uuid(), '%s', '%s', '2025-03-01')", ehcp,
                                  here);

    act_for(first, "", here, "");
    cr_expect_str_eq(ask(service, consult), "refused 23503");
    act_for(first, "", there, "");
    cr_expect_str_eq(ask(service, consult), "done");
    act_for(first, "", here, "");
    cr_expect_eq(rows_seen("consultation", text_of("ehcp_id = '%s'", ehcp)), 1);
    cr_expect_eq(rows_seen("ehcp", text_of("id = '%s'", ehcp)), 0);
}

/* The serving role owns nothing, and cannot step around what holds it. */
Test(policies, the_service_has_no_way_around)
{
    static const char *const REFUSED[] = {
        "SET row_security = off; SELECT count(*) FROM app.pupil",
        "DELETE FROM app.pupil",
        "TRUNCATE app.pupil",
        "ALTER TABLE app.pupil DISABLE ROW LEVEL SECURITY",
        "DROP POLICY tenant ON app.pupil",
        "DELETE FROM app.change",
        "UPDATE app.change SET op = 'created'",
        "DELETE FROM app.audit_event",
        "UPDATE app.audit_event SET actor = NULL",
        "INSERT INTO app.registration SELECT * FROM app.registration",
        "CREATE TABLE app.x (a int)",
        "SET ROLE postgres",
        "SELECT member_id FROM app.board_feedback_author",
        "SELECT app.sealed_author(trust_id, id) FROM app.board_feedback",
        "INSERT INTO app.board_feedback SELECT * FROM app.board_feedback",
        "UPDATE app.claim_set SET scopes = '{}'"
    };

    act_for(second, "1", "", "1");
    for (size_t i = 0; i < sizeof REFUSED / sizeof *REFUSED; i++) {
        const char *said = ask(service, REFUSED[i]);

        cr_expect_str_eq(said, "refused 42501", "%s: %s", REFUSED[i], said);
        ask(service, "SET row_security = on");
    }
    cr_expect_str_eq(
        ask(service, "SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = current_user"),
        "f");
}
