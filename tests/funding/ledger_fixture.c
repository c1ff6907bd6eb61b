#include "tests/funding/ledger_fixture.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *agreement, *provision, *month;

static PGconn *as_owner(void)
{
    static char act[400];
    PGconn *owner = PQconnectdb(getenv("TAMAR_TEST_OWNER_DSN"));

    snprintf(act, sizeof act, "SELECT set_config('app.trust', trust_id::text, false),"
             " set_config('app.all_schools', '1', false) FROM app.school WHERE id = '%s'", host);
    PGresult *known = PQexec(owner, act);
    cr_assert_eq(PQntuples(known), 1, "%s", PQerrorMessage(owner));
    PQclear(known);
    return owner;
}

const char *ledger_says(const char *sql)
{
    PGconn *owner = as_owner();
    PGresult *result = PQexec(owner, sql);
    const char *rule = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *said = state ? text_of("%s", rule ? rule : state)
                             : PQntuples(result) ? text_of("%s", PQgetvalue(result, 0, 0)) : "";

    PQclear(result);
    PQfinish(owner);
    return said;
}

static json_t *entries_of(const char *lines, const char *in)
{
    json_t *entries = json_array();
    char account[20];
    long long pence;

    for (const char *at = lines; *at; at += strcspn(at, ","), at += *at == ',') {
        cr_assert_eq(sscanf(at, "%19[a-z] %lld", account, &pence), 2, "%s", at);
        json_array_append_new(entries,
            json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I}", "account", account,
                      "stream", "top_ups", "agreement_id", agreement, "provision_id", provision,
                      "host_school_id", host, "provider_school_id", special, "payer", "908",
                      "pseudonym", "P-7K2M9QRX", "for_period", in, "amount_pence",
                      (json_int_t)pence));
    }
    return entries;
}

const char *posting_sql(const char *kind, const char *in, const char *lines)
{
    return text_of("SELECT app.post_ledger(jsonb_build_object('trust_id',"
                   " current_setting('app.trust'), 'kind', '%s', 'period', '%s'), '%s')",
                   kind, in, dumped(entries_of(lines, in)));
}

const char *post_lines(const char *kind, const char *lines)
{
    return ledger_says(posting_sql(kind, month, lines));
}

const char *balance(void)
{
    return ledger_says(text_of("SELECT concat_ws(' ', passported_pence, paid_pence, overpaid_pence,"
                               " receivable_pence) FROM app.funding_balance"
                               " WHERE agreement_id = '%s'", agreement));
}

const char *ledger_faults(void)
{
    static char text[20000];
    FILE *file = fopen("tests/funding/invariants.sql", "r");
    PGconn *owner = as_owner();
    const char *faults = "";
    size_t queries = 0;

    cr_assert(file, "run this in the root of the source");
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    for (char *at = text, *end; (end = strstr(at, ";\n")); at = end + 2, queries++) {
        *end = '\0';
        PGresult *found = PQexec(owner, at);
        cr_assert_eq(PQresultStatus(found), PGRES_TUPLES_OK, "%s", PQerrorMessage(owner));
        for (int i = 0; i < PQntuples(found); i++)
            faults = text_of("%s%s: %s\n", faults, PQgetvalue(found, i, 0),
                             PQgetvalue(found, i, 1));
        PQclear(found);
    }
    cr_assert_gt(queries, 8);
    PQfinish(owner);
    return faults;
}

static void sign(const char *who, const char *id, const char *to)
{
    const struct reply *r = CALL(.method = "POST", .token = who,
                                 .path = text_of("/v1/funding/agreements/%s/transitions", id),
                                 .body = text_of("{\"to\":\"%s\",\"reference\":\"HSA/3\"}", to));

    cr_assert_eq(r->status, 200, "%s", r->text);
}

const char *agreed(const char *of_provision, const char *starts_on)
{
    json_t *body = json_pack("{s:s, s:s, s:[{s:s, s:s, s:s, s:i}]}", "provision_id", of_provision,
                             "starts_on", starts_on, "shares", "stream", "top_ups", "basis",
                             "entitlement", "mode", "proportion", "basis_points", 1250);
    const char *id = text_at(added(token, "/v1/funding/agreements", body), "/id");

    sign(token, id, "offered");
    sign(token_over("trust_admin", host, NULL), id, "agreed");
    return id;
}

void funding_start(void)
{
    places_start();
    provision = add_provision(20, "{}");
    agreement = agreed(provision, "2020-09-01");
    month = ledger_says("SELECT app.first_open_period(current_setting('app.trust')::uuid,"
                        " '2026-09')");
}
