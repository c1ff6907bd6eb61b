#include "tests/fixture.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "models/upn.h"

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
    return text_of("%u", 100000 + random_below(900000));
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

const char *add_school(void)
{
    return text_at(added(token_of(0, "trust_admin"), "/v1/schools", school_body()), "/id");
}

const char *add_pupil(const char *school)
{
    return text_at(added(token_of(0, "trust_admin"), "/v1/pupils", pupil_body(school)), "/id");
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
