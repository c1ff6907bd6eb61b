/* Who may ask, and how it is proved, changed and taken away. Whoever is changed here was made here:
 * other tests go on using the demonstration's own. */
#include <criterion/criterion.h>
#include <sodium.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/fixture.h"

#define FORM "application/x-www-form-urlencoded"
#define PASSWORD "correct horse battery staple"

enum { TRIES = 20, TENTH = 100 * 1000 * 1000 };

static const char *admin;

static void start(void)
{
    client_start();
    admin = token_of(0, "trust_admin");
}

TestSuite(identity, .init = start, .fini = client_stop, .timeout = 120);

/* ---- what the tests are told in ------------------------------------------------------- */

static const struct reply *form(const char *path, const char *basic, const char *body)
{
    return CALL(.method = "POST", .path = path, .type = FORM, .body = body,
                .headers = { basic ? text_of("Authorization: Basic %s", basic) : NULL });
}

static const struct reply *get(const char *path, const char *token)
{
    return CALL(.path = path, .token = token);
}

static const struct reply *send(const char *method, const char *path, const char *body)
{
    return CALL(.method = method, .path = path, .token = admin, .body = body,
                .headers = { "If-Match: *" });
}

static const char *base64(const char *text)
{
    char out[512];

    return text_of("%s", sodium_bin2base64(out, sizeof out, (const unsigned char *)text,
                                           strlen(text), sodium_base64_VARIANT_ORIGINAL));
}

static const char *basic_of(const char *id, const char *secret)
{
    return base64(text_of("%s:%s", id, secret));
}

static const char *demo_basic(size_t trust, const char *claim_set)
{
    json_t *one = json_at(demo_trust(trust), text_of("/clients/%s", claim_set));

    return basic_of(json_string_value(json_object_get(one, "client_id")),
                    json_string_value(json_object_get(one, "client_secret")));
}

/* Withdrawal is heard of by every instance within two seconds. */
static bool ends(const char *token)
{
    const struct timespec tenth = { 0, TENTH };

    for (int i = 0; i < TRIES; i++) {
        if (get("/v1/me", token)->status == 401)
            return true;
        nanosleep(&tenth, NULL);
    }
    return false;
}

static const char *fresh_email(void)
{
    static int n;

    return text_of("u%lld.%d.%d@test.example", (long long)time(NULL), (int)getpid(), n++);
}

static const char *add_user(const char *email)
{
    const struct reply *made = send("POST", "/v1/users", text_of(
        "{\"email\":\"%s\",\"name\":\"A Test\",\"password\":\"" PASSWORD "\"}", email));

    cr_assert_eq(made->status, 201, "%s", made->text);
    return text_at(made, "/id");
}

static const char *add_grant(const char *member, const char *id, const char *claim_set)
{
    const struct reply *made = send("POST", "/v1/grants", text_of(
        "{\"%s\":\"%s\",\"claim_set\":\"%s\",\"all_schools\":true}", member, id, claim_set));

    cr_assert_eq(made->status, 201, "%s", made->text);
    return text_at(made, "/id");
}

/* A client with a grant of finance; its Basic credentials. */
static const char *add_client(const char **id, const char **grant)
{
    const struct reply *made = send("POST", "/v1/clients", "{\"name\":\"A test\"}");

    cr_assert_eq(made->status, 201, "%s", made->text);
    cr_expect_str_eq(header_of(made, "Cache-Control"), "no-store");
    *id = text_at(made, "/id");
    *grant = add_grant("client_id", *id, "finance");
    return basic_of(*id, text_at(made, "/client_secret"));
}

static const char *token_for(const char *basic)
{
    const struct reply *issued = form("/oauth/token", basic, "grant_type=client_credentials");

    cr_assert_eq(issued->status, 200, "%s", issued->text);
    return text_at(issued, "/access_token");
}

static const struct reply *sign_in(const char *email, const char *password)
{
    return CALL(.method = "POST", .path = "/v1/sessions", .body = text_of(
                "{\"email\":\"%s\",\"password\":\"%s\"}", email, password));
}

static const struct reply *refresh(const char *token)
{
    return CALL(.method = "POST", .path = "/v1/sessions/refresh",
                .body = text_of("{\"refresh_token\":\"%s\"}", token));
}

/* ---- OAuth ----------------------------------------------------------------------------- */

Test(identity, clients_get_tokens)
{
    const char *basic = demo_basic(0, "senco");
    json_t *senco = json_at(demo_trust(0), "/clients/senco");
    const struct reply *r = form("/oauth/token", basic, "grant_type=client_credentials&x=1");

    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(header_of(r, "Cache-Control"), "no-store");
    cr_expect_str_eq(text_at(r, "/token_type"), "Bearer");
    cr_expect_eq(int_at(r, "/expires_in"), 1800);
    cr_expect(strstr(text_at(r, "/scope"), "pupils:read"));
    cr_expect_null(text_at(r, "/refresh_token"));
    r = form("/oauth/token", NULL, text_of("grant_type=client_credentials&scope=pupils%%3Aread"
             "&client_id=%s&client_secret=%s",
             json_string_value(json_object_get(senco, "client_id")),
             json_string_value(json_object_get(senco, "client_secret"))));
    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(text_at(r, "/scope"), "pupils:read");
    const char *narrow = text_at(r, "/access_token");
    cr_expect_eq(get("/v1/pupils?limit=1", narrow)->status, 200);
    cr_expect_eq(get("/v1/schools?limit=1", narrow)->status, 403);
}

Test(identity, oauth_faults)
{
    static const struct {
        const char *body;
        long status;
        const char *error;
    } CASES[] = {
        { "", 400, "invalid_request" },
        { "scope=pupils:read", 400, "invalid_request" },
        { "grant_type=", 400, "invalid_request" },
        { "grant_type=client_credentials&scope=a&scope=b", 400, "invalid_request" },
        { "grant_type=client_credentials&client_secret=x", 400, "invalid_request" },
        { "grant_type=client_credentials&client_id=x", 400, "invalid_request" },
        { "grant_type=password", 400, "unsupported_grant_type" },
        { "grant_type=client_credentials&scope=nonsense", 400, "invalid_scope" },
        { "grant_type=client_credentials&scope=audit:read", 400, "invalid_scope" },
        { "grant_type=client_credentials&scope=pupils:read%20%20schools:read", 400,
          "invalid_scope" },
    };
    const char *basic = demo_basic(0, "senco");

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const struct reply *r = form("/oauth/token", basic, CASES[i].body);

        cr_expect_eq(r->status, CASES[i].status, "%s: %s", CASES[i].body, r->text);
        cr_expect_str_eq(text_at(r, "/error"), CASES[i].error, "%s", CASES[i].body);
        cr_expect(text_at(r, "/error_description"));
        cr_expect_str_eq(header_of(r, "Cache-Control"), "no-store");
    }
    const char *const wrong[] = { base64("01890a5d-ac96-774b-bcce-b302099a8057:x"), base64("none"),
                                  "%%%", base64("a&b=c:d"), NULL };
    for (const char *const *one = wrong; *one; one++) {
        const struct reply *r = form("/oauth/token", *one, "grant_type=client_credentials");

        cr_expect_eq(r->status, 401, "%s", *one);
        cr_expect_str_eq(text_at(r, "/error"), "invalid_client");
        cr_expect_eq(strncmp(header_of(r, "WWW-Authenticate"), "Basic ", 6), 0);
    }
    cr_expect_eq(CALL(.path = "/oauth/token")->status, 405);
    cr_expect_eq(CALL(.method = "POST", .path = "/oauth/token", .body = "{}")->status, 415);
}

Test(identity, failures_are_counted)
{
    const char *id, *grant, *right = add_client(&id, &grant);
    const struct reply *r = NULL;

    for (int i = 0; i < 11; i++)
        r = form("/oauth/token", basic_of(id, "wrong"), "grant_type=client_credentials");
    EXPECT_PROBLEM(r, 429, "too_many_requests");
    r = form("/oauth/token", right, "grant_type=client_credentials");
    EXPECT_PROBLEM(r, 429, "too_many_requests");
    cr_expect_gt(strtol(header_of(r, "Retry-After"), NULL, 10), 1);
    const char *email = fresh_email();
    for (int i = 0; i < 11; i++)
        r = sign_in(email, "wrong");
    EXPECT_PROBLEM(r, 429, "too_many_requests");
}

Test(identity, what_tells_others)
{
    const struct reply *server = get("/.well-known/oauth-authorization-server", NULL);
    const struct reply *keys = get("/.well-known/jwks.json", NULL);
    const char *issuer = text_at(server, "/issuer");

    cr_expect_str_eq(text_at(server, "/token_endpoint"), text_of("%s/oauth/token", issuer));
    cr_expect_str_eq(text_at(server, "/jwks_uri"), text_of("%s/.well-known/jwks.json", issuer));
    cr_expect(json_is_array(json_at(server->json, "/response_types_supported")));
    cr_expect(strstr(header_of(keys, "Cache-Control"), "max-age=300"));
    cr_expect_str_eq(text_at(keys, "/keys/0/kty"), "EC");
    cr_expect_null(json_at(keys->json, "/keys/0/d"), "nothing private");
}

Test(identity, introspection_and_revocation)
{
    const char *id, *grant, *basic = add_client(&id, &grant);
    const char *token = token_for(basic), *body = text_of("token=%s", token);
    const struct reply *r = form("/oauth/introspect", basic, body);

    cr_expect(json_is_true(json_at(r->json, "/active")), "%s", r->text);
    cr_expect_str_eq(text_at(r, "/sub"), id);
    cr_expect_eq(int_at(r, "/exp") - int_at(r, "/iat"), 1800);
    cr_expect_eq(form("/oauth/introspect", NULL, body)->status, 401);
    cr_expect_str_eq(form("/oauth/introspect", demo_basic(1, "finance"), body)->text,
                     "{\"active\":false}", "of another trust");
    cr_expect_str_eq(form("/oauth/introspect", basic, "token=nonsense")->text,
                     "{\"active\":false}");
    r = form("/oauth/revoke", demo_basic(0, "finance"), body);
    cr_expect_eq(r->status, 400, "only its own");
    cr_expect_eq(get("/v1/me", token)->status, 200);
    cr_expect_eq(form("/oauth/revoke", basic, "token=nonsense")->status, 200);
    cr_expect_eq(form("/oauth/revoke", NULL, body)->status, 401);
    cr_expect_eq(form("/oauth/revoke", basic, body)->status, 200);
    cr_expect(ends(token));
    cr_expect_str_eq(form("/oauth/introspect", basic, body)->text, "{\"active\":false}");
    cr_expect_eq(form("/oauth/revoke", basic, body)->status, 200, "again");
}

/* ---- sessions -------------------------------------------------------------------------- */

Test(identity, a_session_from_end_to_end)
{
    const char *email = fresh_email(), *id = add_user(email);
    const struct reply *r = sign_in(email, PASSWORD);

    EXPECT_PROBLEM(r, 403, "forbidden");
    add_grant("user_id", id, "finance");
    r = sign_in(email, PASSWORD);
    cr_assert_eq(r->status, 200, "%s", r->text);
    cr_expect_str_eq(header_of(r, "Cache-Control"), "no-store");
    const char *access = text_at(r, "/access_token"), *first = text_at(r, "/refresh_token");
    r = get("/v1/me", access);
    cr_expect_str_eq(text_at(r, "/kind"), "user");
    cr_expect_str_eq(text_at(r, "/email"), email);
    cr_expect_str_eq(text_at(r, "/grants/0/claim_set"), "finance");
    cr_expect(text_at(r, "/trust/name") && text_at(r, "/expires_at"));
    r = refresh(first);
    cr_assert_eq(r->status, 200, "%s", r->text);
    const char *second = text_at(r, "/refresh_token"), *renewed = text_at(r, "/access_token");
    EXPECT_PROBLEM(refresh(first), 401, "invalid_credentials");
    EXPECT_PROBLEM(refresh(second), 401, "invalid_credentials");
    cr_expect(ends(access) && ends(renewed), "the family has ended");
    r = sign_in(email, PASSWORD);
    access = text_at(r, "/access_token");
    first = text_at(r, "/refresh_token");
    cr_expect_eq(CALL(.method = "DELETE", .path = "/v1/sessions", .token = access)->status, 204);
    EXPECT_PROBLEM(refresh(first), 401, "invalid_credentials");
    cr_expect(ends(access));
    EXPECT_PROBLEM(CALL(.method = "DELETE", .path = "/v1/sessions", .token = admin), 403,
                   "forbidden");
}

Test(identity, wrong_credentials_are_answered_alike)
{
    const char *email = fresh_email();

    add_user(email);
    const struct reply *known = sign_in(email, "wrong"), *unknown = sign_in(fresh_email(), "wrong");
    EXPECT_PROBLEM(known, 401, "invalid_credentials");
    cr_expect_str_eq(known->text, unknown->text);
    EXPECT_PROBLEM(refresh("rubbish"), 401, "invalid_credentials");
    EXPECT_PROBLEM(CALL(.method = "POST", .path = "/v1/sessions", .body = "{\"email\":\"x\"}"), 422,
                   "validation_failed");
}

Test(identity, a_new_password_ends_sessions)
{
    const char *email = fresh_email(), *id = add_user(email), *moved = fresh_email();

    add_grant("user_id", id, "finance");
    const struct reply *session = sign_in(email, PASSWORD);
    const char *path = text_of("/v1/users/%s", id);
    EXPECT_PROBLEM(send("PATCH", path, "{\"password\":\"another horse battery\"}"), 422,
                   "validation_failed");
    EXPECT_PROBLEM(send("POST", text_of("%s/password", path), "{\"password\":\"short\"}"), 422,
                   "validation_failed");
    cr_expect_eq(send("POST", text_of("%s/password", path),
                      "{\"password\":\"another horse battery\"}")->status, 204);
    cr_expect(ends(text_at(session, "/access_token")));
    EXPECT_PROBLEM(refresh(text_at(session, "/refresh_token")), 401, "invalid_credentials");
    EXPECT_PROBLEM(sign_in(email, PASSWORD), 401, "invalid_credentials");
    cr_expect_eq(send("PATCH", path, text_of("{\"email\":\"%s\"}", moved))->status, 200);
    EXPECT_PROBLEM(sign_in(email, "another horse battery"), 401, "invalid_credentials");
    cr_expect_eq(sign_in(moved, "another horse battery")->status, 200, "follows the address");
    cr_expect_eq(send("DELETE", path, NULL)->status, 204);
    EXPECT_PROBLEM(sign_in(moved, "another horse battery"), 401, "invalid_credentials");
}

/* ---- script tokens --------------------------------------------------------------------- */

Test(identity, script_tokens)
{
    const struct reply *r = send("POST", "/v1/tokens",
        "{\"name\":\"nightly\",\"expires_in_days\":30,\"scopes\":[\"pupils:read\"]}");
    const char *token = text_at(r, "/token"), *id = text_at(r, "/id");

    cr_assert_eq(r->status, 201, "%s", r->text);
    cr_expect_eq(strncmp(token, "tamar_", 6), 0);
    cr_expect_eq(get("/v1/pupils?limit=1", token)->status, 200);
    EXPECT_PROBLEM(get("/v1/schools?limit=1", token), 403, "insufficient_scope");
    cr_expect_str_eq(text_at(get("/v1/me", token), "/scopes/0"), "pupils:read");
    cr_expect_null(strstr(get("/v1/tokens", admin)->text, token), "shown once");
    EXPECT_PROBLEM(CALL(.method = "POST", .path = "/v1/tokens", .token = token,
                        .body = "{\"name\":\"x\",\"expires_in_days\":1}"), 403, "forbidden");
    cr_expect_eq(send("DELETE", text_of("/v1/tokens/%s", id), NULL)->status, 204);
    cr_expect(ends(token));
    cr_expect_str_eq(errors_of(send("POST", "/v1/tokens", "{\"name\":\"x\"}")),
                     "/expires_in_days token_expiry");
    cr_expect_str_eq(errors_of(send("POST", "/v1/tokens", "{\"name\":\"x\",\"expires_on\":"
                     "\"2199-01-01\",\"scopes\":[\"safeguarding:read\"]}")),
                     "/expires_on token_expiry,/scopes/0 scope_not_held");
}

Test(identity, what_is_shown_once_is_not_replayed)
{
    static const char *const CASES[][3] = {
        { "/v1/clients", "{\"name\":\"x\"}", "client_secret" },
        { "/v1/tokens", "{\"name\":\"x\",\"expires_in_days\":1}", "token" },
    };

    for (size_t i = 0; i < 2; i++) {
        const struct call wanted = { .method = "POST", .path = CASES[i][0], .token = admin,
            .body = CASES[i][1], .headers = { text_of("Idempotency-Key: %s", fresh_email()),
                                              "Prefer: return=minimal" } };
        const struct reply *made = call(&wanted), *again = call(&wanted);

        cr_expect(json_object_get(made->json, CASES[i][2]), "%s", made->text);
        cr_expect_str_eq(header_of(again, "Idempotency-Replayed"), "true");
        cr_expect_null(json_object_get(again->json, CASES[i][2]));
        cr_expect_str_eq(text_at(again, "/id"), text_at(made, "/id"));
    }
}

/* ---- clients and grants ---------------------------------------------------------------- */

Test(identity, secrets_are_changed_without_a_gap)
{
    const char *id, *grant, *old = add_client(&id, &grant), *token = token_for(old);
    const char *path = text_of("/v1/clients/%s/secrets", id);
    const struct reply *listed = get(path, admin), *made = send("POST", path, NULL);

    cr_expect_eq(made->status, 201);
    cr_expect_null(strstr(get(path, admin)->text, "client_secret"));
    const char *fresh = basic_of(id, text_at(made, "/client_secret"));
    cr_expect(token_for(old) && token_for(fresh), "both serve");
    const char *one = text_of("%s/%s", path, text_at(listed, "/data/0/id"));
    cr_expect_eq(send("DELETE", one, NULL)->status, 204);
    EXPECT_PROBLEM(send("DELETE", one, NULL), 404, "not_found");
    cr_expect_eq(form("/oauth/token", old, "grant_type=client_credentials")->status, 401);
    cr_expect(ends(token));
    cr_expect(token_for(fresh));
}

Test(identity, withdrawal_is_heard_of)
{
    const char *id, *grant, *basic = add_client(&id, &grant), *token = token_for(basic);

    cr_expect_eq(get("/v1/me", token)->status, 200);
    cr_expect_eq(send("PATCH", text_of("/v1/clients/%s", id), "{\"enabled\":false}")->status, 200);
    cr_expect(ends(token), "a disabled client");
    cr_expect_eq(form("/oauth/token", basic, "grant_type=client_credentials")->status, 401);
    cr_expect_eq(send("PATCH", text_of("/v1/clients/%s", id), "{\"enabled\":true}")->status, 200);
    token = token_for(basic);
    cr_expect_eq(send("DELETE", text_of("/v1/grants/%s", grant), NULL)->status, 204);
    cr_expect(ends(token), "a grant that is gone");
}

Test(identity, nobody_grants_more_than_it_holds)
{
    const char *id = add_user(fresh_email()), *own = add_grant("user_id", id, "finance");
    const char *dsl = json_string_value(json_at(demo_trust(0), "/clients/dsl/client_id"));
    const struct reply *narrow = form("/oauth/token", demo_basic(0, "trust_admin"),
                                      "grant_type=client_credentials&scope=identity:write");

    cr_expect_str_eq(errors_of(send("POST", "/v1/grants", text_of(
        "{\"user_id\":\"%s\",\"claim_set\":\"dsl\",\"all_schools\":true}", id))),
        "/claim_set grant_stays_within_the_granter");
    EXPECT_PROBLEM(send("PATCH", text_of("/v1/grants/%s", own), "{\"claim_set\":\"dsl\"}"), 403,
                   "forbidden");
    EXPECT_PROBLEM(
        CALL(.method = "POST", .path = "/v1/grants", .token = text_at(narrow, "/access_token"),
             .body = text_of("{\"user_id\":\"%s\",\"claim_set\":\"auditor\",\"all_schools\":true}",
                             id)),
        403, "forbidden");
    const struct reply *secret = send("POST", text_of("/v1/clients/%s/secrets", dsl), NULL);
    EXPECT_PROBLEM(secret, 403, "forbidden");
    cr_expect_str_eq(errors_of(secret), "/password credential_stays_within_the_setter");
    const struct reply *bulk = send("POST", "/v1/grants/bulk?op=create", text_of(
        "{\"items\":[{\"user_id\":\"%s\",\"claim_set\":\"dsl\",\"all_schools\":true}]}", id));
    cr_expect_eq(bulk->status, 422);
    cr_expect_eq(int_at(bulk, "/results/0/status"), 403);
}

Test(identity, a_trust_keeps_an_administrator)
{
    const char *other = token_of(1, "trust_admin");
    const char *client =
        json_string_value(json_at(demo_trust(1), "/clients/trust_admin/client_id"));
    const struct reply *r = get("/v1/grants?claim_set=trust_admin&user_id.null=false", other);
    const char *user = text_of("/v1/users/%s", text_at(r, "/data/0/user_id"));
    const struct call disable = { .method = "PATCH", .path = user, .token = other,
                                  .body = "{\"enabled\":false}", .headers = { "If-Match: *" } };
    struct call enable = disable, last = disable;

    enable.body = "{\"enabled\":true}";
    last.path = text_of("/v1/clients/%s", client);
    cr_assert_eq(call(&disable)->status, 200);
    r = call(&last);
    EXPECT_PROBLEM(r, 409, "conflict");
    cr_expect_str_eq(errors_of(r), "/claim_set trust_keeps_an_administrator");
    last.method = "DELETE";
    last.body = NULL;
    EXPECT_PROBLEM(call(&last), 409, "conflict");
    r = get(text_of("/v1/grants?claim_set=trust_admin&client_id=%s", client), other);
    last.path = text_of("/v1/grants/%s", text_at(r, "/data/0/id"));
    EXPECT_PROBLEM(call(&last), 409, "conflict");
    cr_expect_eq(call(&enable)->status, 200);
}

Test(identity, grants_are_bound_to_something)
{
    static const char *const CASES[][2] = {
        { "\"all_schools\":true", "/claim_set required" },
        { "\"claim_set\":\"nope\",\"all_schools\":true", "/claim_set grant_claim_set_is_known" },
        { "\"claim_set\":\"senco\"", "/schools grant_is_over_schools_or_all" },
        { "\"claim_set\":\"senco\",\"schools\":[\"01890a5d-ac96-774b-bcce-b302099a8057\"]",
          "/schools grant_schools_are_known" },
        { "\"claim_set\":\"la_officer\",\"all_schools\":true",
          "/la_code grant_of_an_officer_names_the_authority" },
        { "\"claim_set\":\"inspector\",\"all_schools\":true",
          "/schools grant_of_teams_names_no_schools" },
        { "\"claim_set\":\"inspector\",\"la_code\":\"908\","
          "\"schools\":[\"01890a5d-ac96-774b-bcce-b302099a8057\"]",
          "/schools grant_schools_are_known" },
    };
    const char *id = add_user(fresh_email());

    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        cr_expect_str_eq(errors_of(send("POST", "/v1/grants", text_of("{\"user_id\":\"%s\",%s}", id,
                                                                      CASES[i][0]))), CASES[i][1]);
}

Test(identity, grants_obey_their_rules)
{
    static const char *const HOLDERS[][2] = {
        { "", "/user_id grant_is_for_a_user_or_a_client" },
        { ",\"user_id\":\"01890a5d-ac96-774b-bcce-b302099a8057\"", "/user_id grant_user_is_known" },
        { ",\"client_id\":\"01890a5d-ac96-774b-bcce-b302099a8057\"",
          "/client_id grant_client_is_known" },
    };
    for (size_t i = 0; i < sizeof HOLDERS / sizeof *HOLDERS; i++)
        cr_expect_str_eq(errors_of(send("POST", "/v1/grants", text_of(
            "{\"claim_set\":\"finance\",\"all_schools\":true%s}", HOLDERS[i][0]))), HOLDERS[i][1]);
    const char *taken = fresh_email();
    add_user(taken);
    const struct reply *again = send("POST", "/v1/users",
                                     text_of("{\"email\":\"%s\",\"name\":\"x\"}", taken));
    EXPECT_PROBLEM(again, 409, "conflict");
    cr_expect_str_eq(errors_of(again), "/email user_email_is_unique");
    const struct reply *bulk = send("POST", "/v1/users/bulk?op=create", text_of(
        "{\"items\":[{\"email\":\"%s\",\"name\":\"x\",\"password\":\"" PASSWORD "\"}]}",
        fresh_email()));
    cr_expect(strstr(bulk->text, "not_in_bulk"), "a password would be dropped");
    EXPECT_PROBLEM(get("/v1/users", token_of(0, "senco")), 403, "insufficient_scope");
}
