/* Sessions of people. A session is a family of refresh tokens, each good for one exchange: whoever
 * comes second with one, the thief or the robbed, ends the session for both. */
#include <string.h>

#include "api/service.h"
#include "api/identity/sign.h"
#include "models/identity/credential.h"
#include "models/identity/principal.h"
#include "models/uuid.h"

enum { IDLE_SECONDS = 12 * 3600, FAMILY_SECONDS = 30 * 86400 };

static bool refuse_credentials(struct ctx *c)
{
    return refuse(c, "invalid_credentials", NULL);
}

/* ---- password -------------------------------------------------------------------------- */

/* Addresses are known without regard to ASCII case, as sql/010_identity.sql keeps them. */
static char *lower_case(struct arena *arena, const char *text)
{
    char *lower = arena_copy(arena, text, strlen(text));

    for (char *at = lower; at && *at; at++) {
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
    }
    return lower;
}

/* An account as the count of failures knows it, so that no address lies about in memory. */
static const char *account_of(struct ctx *c, const char *address)
{
    char digest[AUTH_DIGEST];

    auth_digest(address, digest);
    return arena_format(c->arena, "account:%s", digest);
}

/* One address may be an account in several trusts: the first whose password it is. A password is
 * checked even where there is no account, because the time would tell. */
static bool check_password(struct ctx *c, const struct sign_in *in,
                           const struct presented_credential *rows, size_t count,
                           const struct presented_credential **right)
{
    enum auth_password verdict = AUTH_PASSWORD_WRONG;
    bool tried = false;

    for (size_t i = 0; i < count && verdict == AUTH_PASSWORD_WRONG; i++) {
        if (strcmp(rows[i].kind, "password") != 0 ||
            (in->trust_id && strcmp(in->trust_id, rows[i].trust_id) != 0))
            continue;
        tried = true;
        verdict = auth_password_check(in->password, rows[i].verifier);
        *right = &rows[i];
    }
    if (!tried)
        verdict = auth_password_check(in->password, NULL);
    if (verdict == AUTH_PASSWORD_BUSY)
        return refuse(c, "too_many_requests",
                      "Too many passwords are being checked; see Retry-After");
    if (verdict == AUTH_PASSWORD_WRONG)
        *right = NULL;
    return true;
}

/* ---- tokens ---------------------------------------------------------------------------- */

static struct credential refresh_token_of(const struct party *user, const char *id,
                                          const char *digest)
{
    struct credential token = credential_of("refresh_token", user->subject);

    token.id = id;
    token.lookup = digest;
    token.family = user->session;
    token.lasts = IDLE_SECONDS;
    token.family_lasts = FAMILY_SECONDS;
    return token;
}

static bool tell_session(struct ctx *c, const struct party *user, const char *refresh_token)
{
    char *token = arena_take(c->arena, AUTH_TOKEN_MAX + 1);

    if (!token || !party_token(c->service->gate, user, token))
        return refuse(c, "busy", NULL);
    const struct session session = { token, "Bearer", AUTH_TOKEN_LIFE, refresh_token,
                                     scope_text(c->arena, user->scopes) };
    return tell(c, &session);
}

/* The user behind a credential that was right, on the lease of the user's trust. */
static bool find_user(struct ctx *c, struct party *user)
{
    if (!lease_of_trust(c, user->trust, user->subject))
        return false;
    const enum db_status status = party_find(c->db, user);
    if (status == DB_NONE)
        return refuse_credentials(c);
    return done(c, status)
        && (user->scopes || refuse(c, "forbidden", "The user has not been granted anything"));
}

static bool open_session(struct ctx *c, const struct presented_credential *password)
{
    char session[UUID_TEXT], id[UUID_TEXT];
    struct party user = { .trust = password->trust_id, .subject = password->subject_id,
                          .session = session };
    const char *token, *digest;

    uuid_make(session);
    uuid_make(id);
    if (!find_user(c, &user) || !make_secret(c, REFRESH_TOKEN_PREFIX, &token, &digest))
        return false;
    const struct credential refresh = refresh_token_of(&user, id, digest);
    return done(c, credential_add(c->db, &refresh))
        && tell_session(c, &user, token);
}

/* ---- handlers -------------------------------------------------------------------------- */

static bool sign_in(struct ctx *c)
{
    const struct presented_credential *right = NULL;
    struct presented_credential named = { .lookup = NULL }, *rows;
    struct sign_in in;
    size_t count;

    shape_clear(&SIGN_IN, &in);
    if (!ask_body(c, &in))
        return false;
    named.lookup = lower_case(c->arena, in.email);
    const char *account = named.lookup ? account_of(c, named.lookup) : NULL;
    if (!account)
        return refuse(c, "busy", NULL);
    if (!may_try(c, account) || !lease_presenting(c, named.lookup) ||
        !done(c, credential_presented(c->db, &named, &rows, &count)) ||
        !check_password(c, &in, rows, count, &right))
        return false;
    if (right)
        return open_session(c, right);
    note_failure(c, account);
    return refuse_credentials(c);
}

static bool exchange(struct ctx *c, const struct presented_credential *old)
{
    char id[UUID_TEXT];
    struct party user = { .trust = old->trust_id, .subject = old->subject_id,
                          .session = old->family };
    const char *token, *digest;

    uuid_make(id);
    if (!find_user(c, &user) || !make_secret(c, REFRESH_TOKEN_PREFIX, &token, &digest))
        return false;
    const struct credential next = refresh_token_of(&user, id, digest);
    const enum db_status status = session_exchange(c->db, old->id, &next);
    if (status == DB_NONE)
        return refuse_credentials(c);
    return done(c, status)
        && tell_session(c, &user, token);
}

static bool refresh_session(struct ctx *c)
{
    char *digest = arena_take(c->arena, AUTH_DIGEST);
    struct presented_credential named = { .lookup = digest }, *rows;
    struct refresh in;
    size_t count;

    shape_clear(&REFRESH, &in);
    if (!digest || !ask_body(c, &in))
        return digest ? false : refuse(c, "busy", NULL);
    if (!auth_secret_well_formed(REFRESH_TOKEN_PREFIX, in.refresh_token))
        return refuse_credentials(c);
    auth_digest(in.refresh_token, digest);
    if (!lease_presenting(c, digest) ||
        !done(c, credential_presented(c->db, &named, &rows, &count)))
        return false;
    if (count != 1 || strcmp(rows->kind, "refresh_token") != 0)
        return refuse_credentials(c);
    return exchange(c, rows);
}

static bool sign_out(struct ctx *c)
{
    const struct auth_claims *claims = &c->identity->claims;

    if (!claims->session[0])
        return refuse(c, "forbidden", "The token does not belong to a session");
    return done(c, session_end(c->db, claims->subject, claims->session))
        && tell_nothing(c);
}

const struct route SESSION_ROUTES[] = {
    { "POST", "/v1/sessions", "openSession", NULL,
      NULL, &SIGN_IN, &SESSION, 200, NO_STORE, sign_in, NULL },
    { "POST", "/v1/sessions/refresh", "refreshSession", NULL,
      NULL, &REFRESH, &SESSION, 200, NO_STORE, refresh_session, NULL },
    { "DELETE", "/v1/sessions", "closeSession", "",
      NULL, NULL, NULL, 204, NO_STORE, sign_out, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
