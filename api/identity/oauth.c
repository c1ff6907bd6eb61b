/* OAuth 2.0: tokens for clients (RFC 6749 section 4.4), their revocation (RFC 7009) and their
 * introspection (RFC 7662), and what tells others how (RFC 7517, RFC 8414). */
#include "api/identity/oauth.h"

#include <string.h>
#include <time.h>

#include "api/service.h"
#include "models/identity/credential.h"
#include "models/identity/principal.h"

/* ---- tokens for clients ---------------------------------------------------------------- */

static bool is_client_credentials(struct ctx *c, const struct oauth_form *form)
{
    const char *type = oauth_value(form, "grant_type");

    if (!type)
        return oauth_error(c, 400, "invalid_request", "grant_type is missing");
    return strcmp(type, "client_credentials") == 0
        || oauth_error(c, 400, "unsupported_grant_type", "grant_type must be client_credentials");
}

static bool narrow(struct ctx *c, const struct oauth_form *form, struct party *client)
{
    const char *wanted = oauth_value(form, "scope");
    uint64_t scopes = client->scopes;

    if (!scopes)
        return oauth_error(c, 400, "unauthorized_client",
                           "The client has not been granted anything");
    if (wanted && (!auth_scopes_read(wanted, &scopes) || scopes & ~client->scopes))
        return oauth_error(c, 400, "invalid_scope",
                           "scope is malformed, or names what the client was not granted");
    client->scopes = scopes;
    return true;
}

static bool give_token(struct ctx *c, const struct party *client)
{
    char *token = arena_take(c->arena, AUTH_TOKEN_MAX + 1);

    if (!token || !party_token(c->service->gate, client, token))
        return refuse(c, "busy", NULL);
    const struct token_issued issued = { token, "Bearer", AUTH_TOKEN_LIFE,
                                         scope_text(c->arena, client->scopes) };
    return tell(c, &issued);
}

static bool issue_token(struct ctx *c)
{
    struct oauth_form form;
    struct party client;

    return oauth_form_read(c, &form)
        && is_client_credentials(c, &form)
        && oauth_client(c, &form, &client)
        && narrow(c, &form, &client)
        && give_token(c, &client);
}

/* ---- tokens that are shown to us ------------------------------------------------------- */

enum token_kind { NO_TOKEN, ACCESS_TOKEN, SCRIPT_TOKEN_, REFRESH_TOKEN };

struct shown {
    enum token_kind kind;
    struct auth_claims claims; /* of an access token */
    const struct presented_credential *credential; /* of the others */
    const char *trust, *subject;
};

static void read_access_token(struct ctx *c, const char *text, struct shown *out)
{
    const int64_t now = (int64_t)time(NULL);
    struct auth_keys *keys = auth_gate_current_keys(c->service->gate);

    if (keys && auth_verify(keys, text, now, &out->claims) == AUTH_OK &&
        auth_gate_stands(c->service->gate, &out->claims, now)) {
        out->kind = ACCESS_TOKEN;
        out->trust = out->claims.trust;
        out->subject = out->claims.subject;
    }
    auth_keys_release(keys);
}

static bool find_credential(struct ctx *c, const char *text, enum token_kind kind, const char *name,
                            struct shown *out)
{
    char *digest = arena_take(c->arena, AUTH_DIGEST);
    struct presented_credential named = { .lookup = digest }, *rows;
    size_t count;

    if (!digest)
        return refuse(c, "busy", NULL);
    auth_digest(text, digest);
    if (!lease_presenting(c, digest) ||
        !done(c, credential_presented(c->db, &named, &rows, &count)))
        return false;
    if (count != 1 || strcmp(rows->kind, name) != 0)
        return true;
    out->kind = kind;
    out->credential = rows;
    out->trust = rows->trust_id;
    out->subject = rows->subject_id;
    return true;
}

static bool read_shown(struct ctx *c, const struct oauth_form *form, struct shown *out)
{
    const char *text = oauth_value(form, "token");

    *out = (struct shown){ .kind = NO_TOKEN };
    if (!text)
        return oauth_error(c, 400, "invalid_request", "token is missing");
    if (auth_secret_well_formed(SCRIPT_TOKEN_PREFIX, text))
        return find_credential(c, text, SCRIPT_TOKEN_, "script_token", out);
    if (auth_secret_well_formed(REFRESH_TOKEN_PREFIX, text))
        return find_credential(c, text, REFRESH_TOKEN, "refresh_token", out);
    read_access_token(c, text, out);
    return true;
}

/* ---- revocation ------------------------------------------------------------------------ */

static enum db_status end_shown(struct db *db, const struct shown *t)
{
    switch (t->kind) {
    case ACCESS_TOKEN:
        return access_token_end(db, t->claims.token_id);
    case SCRIPT_TOKEN_:
        return script_token_end(db, t->subject, t->credential->id);
    case REFRESH_TOKEN:
        return session_end(db, t->subject, t->credential->family);
    case NO_TOKEN:
        break;
    }
    return DB_OK;
}

static bool tell_revoked(struct ctx *c)
{
    tell_nothing(c);
    c->answer.status = 200;
    return true;
}

static bool revoke(struct ctx *c)
{
    struct oauth_form form;
    struct party caller;
    struct shown shown;

    if (!oauth_form_read(c, &form) || !oauth_caller(c, &form, &caller) ||
        !read_shown(c, &form, &shown))
        return false;
    if (shown.kind == NO_TOKEN)
        return tell_revoked(c); /* unknown, or of no use any more: RFC 7009 section 2.2 */
    if (strcmp(shown.subject, caller.subject) != 0)
        return oauth_error(c, 400, "unauthorized_client", "The token was issued to somebody else");
    if (!lease_of_trust(c, caller.trust, caller.subject))
        return false;
    const enum db_status status = end_shown(c->db, &shown);
    return (status == DB_NONE || done(c, status))
        && tell_revoked(c);
}

/* ---- introspection --------------------------------------------------------------------- */

static void describe_claims(struct ctx *c, const struct auth_claims *claims, uint64_t granted,
                            struct introspection *out)
{
    out->token_type = "Bearer";
    out->scope = scope_text(c->arena, claims->scopes & granted);
    out->client_id = out->sub = claims->subject;
    out->iss = c->service->settings.public_url;
    out->aud = "tamar";
    out->jti = claims->token_id;
    out->iat = claims->issued_at;
    out->exp = claims->expires_at;
}

static void describe_credential(struct ctx *c, const struct presented_credential *found,
                                uint64_t granted, struct introspection *out)
{
    uint64_t scopes = UINT64_MAX;

    if (found->scopes && !auth_scopes_read(found->scopes, &scopes))
        scopes = 0;
    out->token_type = strcmp(found->kind, "script_token") == 0 ? "Bearer" : "refresh_token";
    out->scope = scope_text(c->arena, scopes & granted);
    out->client_id = out->sub = found->subject_id;
    out->jti = found->id;
    out->exp = (int64_t)time(NULL) + found->expires_in;
}

/* On the lease of the caller's trust. */
static bool describe(struct ctx *c, const struct shown *shown, struct introspection *out)
{
    struct party of = { .subject = shown->subject };
    const enum db_status status = party_find(c->db, &of);

    if (status == DB_NONE)
        return true;
    if (!done(c, status))
        return false;
    if (shown->kind == ACCESS_TOKEN && shown->claims.epoch >= of.epoch)
        describe_claims(c, &shown->claims, of.scopes, out);
    else if (shown->kind != ACCESS_TOKEN && !shown->credential->used)
        describe_credential(c, shown->credential, of.scopes, out);
    out->active = out->sub != NULL;
    return true;
}

static bool introspect(struct ctx *c)
{
    struct oauth_form form;
    struct party caller;
    struct shown shown;
    struct introspection out;

    shape_clear(&INTROSPECTION, &out);
    if (!oauth_form_read(c, &form) || !oauth_caller(c, &form, &caller) ||
        !read_shown(c, &form, &shown))
        return false;
    if (shown.kind == NO_TOKEN || strcmp(shown.trust, caller.trust) != 0)
        return tell(c, &out);
    return lease_of_trust(c, caller.trust, caller.subject)
        && describe(c, &shown, &out)
        && tell(c, &out);
}

/* ---- what tells others ----------------------------------------------------------------- */

static bool key_set(struct ctx *c)
{
    struct auth_keys *keys = auth_gate_current_keys(c->service->gate);
    const char *text = keys ? auth_keys_jwks(keys) : "{\"keys\":[]}";
    const char *copy = arena_copy(c->arena, text, strlen(text));

    auth_keys_release(keys);
    if (!copy)
        return refuse(c, "busy", NULL);
    add_header(c, "Cache-Control", "public, max-age=300");
    return tell_text(c, "application/json; charset=utf-8", copy, strlen(copy));
}

static bool metadata(struct ctx *c)
{
    const char *url = c->service->settings.public_url;
    const char *methods = "[\"client_secret_basic\",\"client_secret_post\"]";
    const struct authorization_server server = {
        .issuer = url,
        .token_endpoint = arena_format(c->arena, "%s/oauth/token", url),
        .revocation_endpoint = arena_format(c->arena, "%s/oauth/revoke", url),
        .introspection_endpoint = arena_format(c->arena, "%s/oauth/introspect", url),
        .jwks_uri = arena_format(c->arena, "%s/.well-known/jwks.json", url),
        .scopes_supported = scope_list(c->arena, scope_text(c->arena, UINT64_MAX)),
        .response_types_supported = "[]",
        .grant_types_supported = "[\"client_credentials\"]",
        .token_endpoint_auth_methods_supported = methods,
        .revocation_endpoint_auth_methods_supported = methods,
        .introspection_endpoint_auth_methods_supported = methods,
        .service_documentation = arena_format(c->arena, "%s/docs", url),
    };

    add_header(c, "Cache-Control", "public, max-age=300");
    return tell(c, &server);
}

#define FORM_ONLY FORM | NO_STORE
#define KNOWN NO_DATABASE | PUBLIC_CACHE

const struct route OAUTH_ROUTES[] = {
    { "POST", "/oauth/token", "issueToken", NULL,
      NULL, NULL, &TOKEN_ISSUED, 200, FORM_ONLY, issue_token, NULL },
    { "POST", "/oauth/revoke", "revokeToken", NULL,
      NULL, NULL, NULL, 200, FORM_ONLY, revoke, NULL },
    { "POST", "/oauth/introspect", "introspectToken", NULL,
      NULL, NULL, &INTROSPECTION, 200, FORM_ONLY, introspect, NULL },
    { "GET", "/.well-known/jwks.json", "findKeySet", NULL,
      NULL, NULL, NULL, 200, KNOWN, key_set, NULL },
    { "GET", "/.well-known/oauth-authorization-server", "findAuthorizationServer", NULL,
      NULL, NULL, &AUTHORIZATION_SERVER, 200, KNOWN, metadata, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
