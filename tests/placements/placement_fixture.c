#include "tests/placements/placement_fixture.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

const char *token, *host, *special, *former, *base;

void places_of_a_base(void)
{
    token = trust_admin();
    host = add_school();
    special = add_special_school();
    former = add_school();
    base = add_provision(50, "{}");
}

void places_start(void)
{
    client_start();
    places_of_a_base();
}

const char *add_provision(int places, const char *members)
{
    json_t *body = json_pack("{s:s, s:s, s:s, s:s, s:[s], s:s, s:s, s:[{s:s, s:i}]}", "kind", "arb",
                             "name", text_of("Base %s%s", fresh_urn(), fresh_urn()),
                             "host_school_id", host, "provider_school_id", special, "needs", "ASD",
                             "nc_year_from", "7", "nc_year_to", "11", "places", "from",
                             "2020-09-01", "commissioned", places);

    cr_assert(body);
    return text_at(added(token, "/v1/provisions", but(body, members)), "/id");
}

const char *by_hand(const char *sql)
{
    return owner_says(host, text_of("SET session_replication_role = replica; %s", sql));
}

const char *plan_issued_for(const char *pupil, const char *named_school)
{
    return by_hand(text_of(
        "INSERT INTO app.ehcp (trust_id, id, pupil_id, la_code, request_source, requested_on,"
        " status, status_step, status_on, plan_version, first_issued_on, issued_on,"
        " named_school_id, named_setting_type, school_ids)"
        " SELECT trust_id, gen_random_uuid(), id, '908', '2', '2024-09-01', 'active', 'final',"
        " '2025-01-10', 1, '2025-01-10', '2025-01-10', %s, %s, school_ids"
        " FROM app.pupil WHERE id = '%s' RETURNING id",
        named_school ? text_of("'%s'", named_school) : "NULL",
        named_school ? "NULL" : "'area_resource_base'", pupil));
}

/* As in the trust where the special school leads a base on a mainstream site. */
json_t *placement_body(const char *ehcp, const char *provision)
{
    json_t *body = json_pack("{s:s, s:s, s:s, s:s, s:s}", "ehcp_id", ehcp, "provision_id",
                             provision, "named_school_id", host, "registered_school_id", special,
                             "starts_on", day_from_today(-10));

    cr_assert(body);
    return body;
}

const struct reply *propose(const char *provision, const char *members)
{
    const char *ehcp = plan_issued_for(add_pupil(former), host);

    return CALL(.method = "POST", .path = "/v1/placements", .token = token,
                .body = dumped(but(placement_body(ehcp, provision), members)));
}

const char *proposed(const char *provision, const char *members)
{
    const struct reply *r = propose(provision, members);

    cr_assert_eq(r->status, 201, "%s", r->text);
    return text_at(r, "/id");
}

const char *from_on(int day)
{
    return text_of("{\"starts_on\":\"%s\"}", day_from_today(day));
}

const char *consulting_for(const char *ehcp, const char *provision, const char *members)
{
    const struct reply *r = CALL(.method = "POST", .path = "/v1/placements", .token = token,
                                 .body = dumped(but(placement_body(ehcp, provision), members)));

    cr_assert_eq(r->status, 201, "%s", r->text);
    take_steps(text_at(r, "/id"), "consulting");
    return text_at(r, "/id");
}

const char *consult(const char *placement, const char *school, const char *response, int sent,
                    int answered)
{
    const char *ehcp = text_at(find_placement(placement), "/ehcp_id");
    json_t *body = json_pack("{s:s, s:s, s:s}", "ehcp_id", ehcp, "school_id", school, "sent_on",
                             day_from_today(sent));

    if (response)
        but(body, text_of("{\"response\":\"%s\",\"responded_on\":\"%s\"}", response,
                          day_from_today(answered)));
    if (response && strcmp(response, "object") == 0)
        but(body, "{\"grounds\":[\"incompatible_with_others\"],"
                  "\"reasonable_steps\":\"A second adult in the room\"}");
    return text_at(added(token, "/v1/consultations", body), "/id");
}

const struct reply *find_placement(const char *id)
{
    return CALL(.path = text_of("/v1/placements/%s", id), .token = token);
}

const struct reply *change_placement(const char *method, const char *id, const char *text)
{
    return CALL(.method = method, .path = text_of("/v1/placements/%s", id), .token = token,
                .body = text, .headers = { "If-Match: *" });
}

const struct reply *take_step_by(const char *who, const char *id, const char *to,
                                 const char *members, bool dry)
{
    return CALL(.method = "POST", .token = who,
                .path = text_of("/v1/placements/%s/transitions%s", id, dry ? "?dry_run=true" : ""),
                .body = dumped(but(json_pack("{s:s}", "to", to), members)));
}

const char *needed(const char *to)
{
    if (strcmp(to, "agreed") == 0 || strcmp(to, "named") == 0 || strcmp(to, "declined") == 0)
        return "{\"reference\":\"SEN/2026/114\"}";
    if (strcmp(to, "ending") == 0)
        return text_of("{\"ends_on\":\"%s\",\"ending_reason\":\"change_of_placement\"}",
                       day_from_today(-1));
    return "{}";
}

const struct reply *take_step(const char *id, const char *to)
{
    return take_step_by(token, id, to, needed(to), false);
}

void take_steps(const char *id, const char *steps)
{
    char *path = strdup(steps);

    for (char *rest = path, *one; (one = strsep(&rest, " "));) {
        if (strcmp(one, "objected") == 0)
            consult(id, host, "object", -20, -10);
        const struct reply *r = *one ? take_step(id, one) : NULL;

        cr_assert(!r || r->status == 200, "%s: %s", one, r->text);
    }
    free(path);
}

void expect_rule(const struct reply *r, long status, const char *code, const char *errors)
{
    cr_expect_str_eq(not_problem(r, status, code), "", "%s", r->text);
    cr_expect_str_eq(errors_of(r), errors, "%s", r->text);
}

const char *lead_of(const char *school)
{
    return token_over("send_lead", school, text_of("[\"%s\"]", school));
}
