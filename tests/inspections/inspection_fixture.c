#include "tests/inspections/inspection_fixture.h"

#include <criterion/criterion.h>
#include <string.h>

#define PASSWORD "correct horse battery staple"

static void grant(const char *user, const char *claim_set, const char *schools)
{
    const bool teams = strcmp(claim_set, "inspector") == 0;

    added(trust_admin(), "/v1/grants",
          json_pack("{s:s, s:s, s:b, s:o}", "user_id", user, "claim_set", claim_set, "all_schools",
                    !teams && !schools, "schools",
                    json_loads(teams || !schools ? "[]" : schools, 0, NULL)));
}

static const char *sign_in(const char *email)
{
    const struct reply *r = CALL(.method = "POST", .path = "/v1/sessions",
                                 .body = dumped(json_pack("{s:s, s:s}", "email", email, "password",
                                                          PASSWORD)));

    cr_assert_eq(r->status, 200, "%s", r->text);
    return text_at(r, "/access_token");
}

struct person new_person(const char *claim_sets, const char *schools)
{
    const char *email = text_of("%s@trust.example", fresh_upn());
    const char *user = text_at(added(trust_admin(), "/v1/users",
                                     json_pack("{s:s, s:s, s:s}", "email", email, "name",
                                               claim_sets, "password", PASSWORD)),
                               "/id");

    for (const char *at = claim_sets; *at; at += strcspn(at, " "), at += *at == ' ')
        grant(user, text_of("%.*s", (int)strcspn(at, " "), at), schools);
    return (struct person){ user, sign_in(email) };
}
