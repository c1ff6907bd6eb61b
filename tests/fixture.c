#include "tests/fixture.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "models/date.h"
#include "models/pupils/upn.h"

static size_t home; /* the trust that everything is made in */

const char *trust_admin(void)
{
    return token_of(home, "trust_admin");
}

void in_new_trust(void)
{
    home = new_trust();
}

static unsigned random_below(unsigned bound)
{
    unsigned value;

    cr_assert_eq(getrandom(&value, sizeof value, 0), (ssize_t)sizeof value);
    return value % bound;
}

const char *fresh_upn(void)
{
    static const unsigned AUTHORITIES[] = { 201, 330, 801, 835, 839, 873, 908, 909, 928, 943 };
    char twelve[13];

    snprintf(twelve, sizeof twelve, "%03u%04u%02u%03u", AUTHORITIES[random_below(10)],
             2000 + random_below(6000), random_below(27), random_below(1000));
    return text_of("%c%s", upn_check_letter(twelve), twelve);
}

const char *fresh_urn(void)
{
    for (;;) {
        const char *urn = text_of("%u", 100000 + random_below(900000));
        const char *path = text_of("/v1/schools?include_deleted=true&urn=%s", urn);
        const struct reply *r = CALL(.path = path, .token = trust_admin());

        cr_assert_eq(r->status, 200, "%s", r->text);
        if (!json_array_size(json_at(r->json, "/data")))
            return urn;
    }
}

json_t *school_body(void)
{
    json_t *body = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}",
                             "urn", fresh_urn(), "la_code", "908", "establishment_number", "4001",
                             "name", "Trevethan Academy", "phase", "4", "type_code", "34",
                             "status", "1", "opened_on", "2012-09-01", "postcode", "TR4 9JQ");

    cr_assert(body);
    return body;
}

json_t *pupil_body(const char *school)
{
    json_t *body = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:[{s:s, s:i}],"
                             " s:[{s:s, s:s, s:s}]}",
                             "upn", fresh_upn(), "legal_surname", "Pascoe", "legal_forename",
                             "Loveday", "date_of_birth", "2015-01-10", "sex", "F", "nc_year", "7",
                             "sen_provision", "E", "needs", "type", "ASD", "rank", 1,
                             "registrations", "school_id", school, "status", "C", "entry_date",
                             "2023-09-01");

    cr_assert(body);
    return body;
}

const struct reply *added(const char *token, const char *collection, json_t *body)
{
    const struct reply *r = CALL(.method = "POST", .path = collection, .token = token,
                                 .body = dumped(body));

    cr_assert_eq(r->status, 201, "%s: %ld %s", collection, r->status, r->text);
    return r;
}

/* By chance another has the URN: then the next one will do. */
static const char *make_school(const char *members)
{
    const struct reply *r = NULL;

    for (int tries = 0; tries < 5 && (!r || r->status == 409); tries++)
        r = CALL(.method = "POST", .path = "/v1/schools", .token = trust_admin(),
                 .body = dumped(but(school_body(), members)));
    cr_assert_eq(r->status, 201, "%s", r->text);
    return text_at(r, "/id");
}

const char *add_school(void)
{
    return make_school("{}");
}

const char *add_special_school(void)
{
    return make_school("{\"type_code\":\"44\"}");
}

const char *add_pupil(const char *school)
{
    return text_at(added(trust_admin(), "/v1/pupils", pupil_body(school)), "/id");
}

json_t *but(json_t *body, const char *members)
{
    json_error_t error;
    json_t *changes = json_loads(members, 0, &error), *value;
    const char *name;

    cr_assert(changes, "%s: %s", members, error.text);
    json_object_foreach(changes, name, value) {
        if (json_is_null(value))
            json_object_del(body, name);
        else
            json_object_set(body, name, value);
    }
    json_decref(changes);
    return body;
}

const char *day_from_today(int days)
{
    char day[DATE_TEXT];

    date_write(date_today() + days, day);
    return text_of("%s", day);
}

const char *owner_says(const char *of, const char *sql)
{
    PGconn *owner = PQconnectdb(getenv("TAMAR_TEST_OWNER_DSN"));
    PGresult *known = PQexec(owner,
                             text_of("SELECT set_config('app.trust', trust_id::text, false),"
                                     " set_config('app.all_schools', '1', false),"
                                     " set_config('app.safeguarding', '1', false),"
                                     " set_config('app.scopes', '*', false)"
                                     " FROM (SELECT id, trust_id FROM app.school UNION ALL"
                                     " SELECT id, trust_id FROM app.user_account) AS one"
                                     " WHERE id = '%s'",
                                     of));
    PGresult *result = PQexec(owner, sql);
    const ExecStatusType status = PQresultStatus(result);

    cr_assert_eq(PQntuples(known), 1);
    cr_assert(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK, "%s: %s", sql,
              PQerrorMessage(owner));
    const char *said = PQntuples(result) ? text_of("%s", PQgetvalue(result, 0, 0)) : "";
    PQclear(known);
    PQclear(result);
    PQfinish(owner);
    return said;
}

const struct reply *reading_of(const char *id, const char *action)
{
    const char *path = text_of("/v1/audit-events?subject_id=%s&action=%s", id, action);
    const struct reply *r = NULL;

    for (int tries = 0; tries < 200; tries++) {
        const struct timespec pause = { 0, 50000000 };

        r = CALL(.path = path, .token = token_of(0, "trust_admin"));
        if (text_at(r, "/data/0/id"))
            return r;
        nanosleep(&pause, NULL);
    }
    cr_assert(false, "no event: %s", r->text);
    return r;
}

bool somebody_waits_for(const char *school, int backend)
{
    const struct timespec pause = { 0, 20 * 1000 * 1000 };
    const char *waits = text_of("SELECT count(*) FROM pg_stat_activity"
                                " WHERE %d = ANY (pg_blocking_pids(pid))", backend);

    for (int tries = 0; tries < 250; tries++, nanosleep(&pause, NULL)) {
        if (strcmp(owner_says(school, waits), "0") != 0)
            return true;
    }
    return false;
}

static void add_grant(const char *client, const char *claim_set, const char *school,
                      const char *schools)
{
    const size_t name = strcspn(claim_set, " :");
    const char *la_code = claim_set[name] == ':' ? text_of("'%.3s'", claim_set + name + 1) : "NULL";

    owner_says(school, text_of("INSERT INTO app.access_grant (id, client_id, claim_set, la_code,"
                               " all_schools, schools) SELECT gen_random_uuid(), '%s', name, %s,"
                               " binds_to <> 'teams' AND %s,"
                               " CASE binds_to WHEN 'teams' THEN '[]' ELSE '%s' END::jsonb"
                               " FROM app.claim_set WHERE name = '%.*s'",
                               client, la_code, schools ? "false" : "true",
                               schools ? schools : "[]", (int)name, claim_set));
}

const char *token_over(const char *claim_sets, const char *school, const char *schools)
{
    const struct reply *client = added(trust_admin(), "/v1/clients",
                                       json_pack("{s:s}", "name", claim_sets));
    const char *id = text_at(client, "/id");

    for (const char *at = claim_sets; *at; at += strcspn(at, " "), at += *at == ' ')
        add_grant(id, at, school, schools);
    const struct reply *r = CALL(.method = "POST", .path = "/oauth/token",
                                 .type = "application/x-www-form-urlencoded",
                                 .body = text_of("grant_type=client_credentials&client_id=%s"
                                                 "&client_secret=%s",
                                                 id, text_at(client, "/client_secret")));
    cr_assert(text_at(r, "/access_token"), "%s", r->text);
    return text_at(r, "/access_token");
}

const struct reply *fed(const char *token, const char *after, const char *type, size_t changes)
{
    const struct timespec pause = { 0, 20 * 1000 * 1000 };
    const struct reply *r = NULL;

    for (int tries = 0; tries < 200; tries++, nanosleep(&pause, NULL)) {
        r = CALL(.path = text_of("/v1/changes?types=%s&limit=500&after=%s", type, after),
                 .token = token);
        cr_assert_eq(r->status, 200, "%s", r->text);
        if (json_array_size(json_at(r->json, "/data")) >= changes)
            break;
    }
    return r;
}

static bool file_says(const char *path, const char *word)
{
    FILE *file = fopen(path, "re");
    char line[65536];
    bool found = false;

    while (file && !found && fgets(line, sizeof line, file))
        found = strstr(line, word) != NULL;
    if (file)
        fclose(file);
    return found;
}

void expect_no_log_says(const char *word)
{
    const char *state = getenv("TAMAR_STATE");
    static const char *const FOLDERS[] = { "", "/journal" };

    cr_assert(state);
    for (size_t i = 0; i < 2; i++) {
        const char *folder = text_of("%s%s", state, FOLDERS[i]);
        DIR *open = opendir(folder);

        for (struct dirent *one; open && (one = readdir(open));)
            cr_expect_not(one->d_type == DT_REG &&
                              file_says(text_of("%s/%s", folder, one->d_name), word),
                          "%s/%s says %s", folder, one->d_name, word);
        if (open)
            closedir(open);
    }
}
