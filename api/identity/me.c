/* Who the caller is, and tokens it makes for its own scripts. */
#include <string.h>
#include <time.h>

#include "api/admit.h"
#include "api/collection.h"
#include "api/json.h"
#include "api/identity/sign.h"
#include "models/identity/credential.h"
#include "models/date.h"
#include "models/identity/principal.h"
#include "models/uuid.h"

static const struct rule EXPIRES = { "token_expiry",
    "give one of expires_on and expires_in_days, at most 366 days ahead" };
static const struct rule NOT_HELD = { "scope_not_held", "is not a scope that this token carries" };

/* A script token is known by its digest alone; no key has signed it. */
static bool is_script_token(const struct ctx *c)
{
    return !c->identity->claims.kid[0];
}

/* ---- who ------------------------------------------------------------------------------- */

static struct credential own_script_token(const struct ctx *c)
{
    return credential_of("script_token", c->identity->claims.subject);
}

/* The gate looks a script token up again long before it expires. */
static bool find_expiry(struct ctx *c, const char **expires_at)
{
    struct credential own = own_script_token(c);
    struct credential_told told;

    *expires_at = instant_text(c->arena, c->identity->claims.expires_at);
    if (!is_script_token(c))
        return true;
    own.id = c->identity->claims.token_id;
    if (!done(c, credential_find(c->db, &own, &told)))
        return false;
    *expires_at = told.expires_at;
    return true;
}

static bool me(struct ctx *c)
{
    const struct auth_claims *claims = &c->identity->claims;
    const struct key key = { claims->subject };
    struct principal who;

    /* Its own row is not one of any school's: it is seen with the eyes of the trust. */
    if (!lease_of_trust(c, claims->trust, claims->subject) ||
        !done(c, principal_find(c->db, &key, &who)) || !find_expiry(c, &who.expires_at))
        return false;
    who.scopes = scope_list(c->arena, scopes_carried(c));
    who.session_id = claims->session[0] ? claims->session : NULL;
    return tell(c, &who);
}

/* ---- script tokens --------------------------------------------------------------------- */

static bool judge_expiry(struct ctx *c, const struct new_script_token *in)
{
    const int64_t today = date_today();
    int64_t day = today;

    const bool sound = (in->expires_on != NULL) != (in->expires_in_days != NONE) &&
                       (!in->expires_on || (date_read(in->expires_on, &day) && day >= today &&
                                            day <= today + SCRIPT_TOKEN_DAYS_MAX));
    if (!sound)
        add_fault(&c->faults, IN_BODY, in->expires_on ? "/expires_on" : "/expires_in_days",
                  &EXPIRES);
    return sound;
}

/* What the new token carries: what was asked for, or all that this one does. */
static const char *judge_scopes(struct ctx *c, const struct new_script_token *in)
{
    size_t count = 0;
    const char *const *names = in->scopes ? json_list_values(c->arena, in->scopes, &count) : NULL;
    uint64_t scopes = 0;

    for (size_t i = 0; names && i < count; i++) {
        if (!may(c, names[i]))
            add_fault(&c->faults, IN_BODY, pointer_at(c->arena, "/scopes", i), &NOT_HELD);
        scopes |= auth_scope(names[i]);
    }
    return count ? scope_text(c->arena, scopes) : scopes_carried(c);
}

/* As it is told later: without its text. */
static struct script_token script_token_of(struct ctx *c, const struct credential_told *told)
{
    return (struct script_token){ told->id, told->name, NULL, scope_list(c->arena, told->scopes),
                                  told->created_at, told->expires_at };
}

static bool keep_script_token(struct ctx *c, struct credential *token)
{
    const char *secret;
    struct credential_told told;
    char id[UUID_TEXT];

    uuid_make(id);
    token->id = id;
    if (!make_secret(c, SCRIPT_TOKEN_PREFIX, &secret, &token->lookup))
        return false;
    db_begin(c->db);
    if (!done(c, credential_add(c->db, token)) || !done(c, credential_find(c->db, token, &told)) ||
        !done(c, db_commit(c->db)))
        return false;
    struct script_token made = script_token_of(c, &told);
    keep_for_replay(c, &made);
    made.token = secret;
    return tell_new(c, &made);
}

static bool add_script_token(struct ctx *c)
{
    struct credential token = own_script_token(c);
    struct new_script_token in;

    shape_clear(&NEW_SCRIPT_TOKEN, &in);
    if (is_script_token(c))
        return refuse(c, "forbidden", "A script's token cannot make another");
    if (!ask_body(c, &in))
        return false;
    judge_expiry(c, &in);
    token.scopes = judge_scopes(c, &in);
    if (!no_faults(c, "validation_failed"))
        return false;
    token.name = in.name;
    token.expires_on = in.expires_on;
    token.lasts = in.expires_in_days == NONE ? NONE : in.expires_in_days * 86400;
    return keep_script_token(c, &token);
}

static bool list_script_tokens(struct ctx *c)
{
    const struct credential own = own_script_token(c);
    struct credential_told *told;
    size_t count;

    if (!done(c, credentials_of(c->db, &own, &told, &count)))
        return false;
    struct script_token *rows = arena_take(c->arena, (count + 1) * sizeof *rows);
    for (size_t i = 0; rows && i < count; i++)
        rows[i] = script_token_of(c, &told[i]);
    return rows ? tell_rows(c, rows, count) : refuse(c, "busy", NULL);
}

static bool find_script_token(struct ctx *c)
{
    struct credential own = own_script_token(c);
    struct credential_told told;

    if (!ask_key(c, &own.id) || !done(c, credential_find(c->db, &own, &told)))
        return false;
    const struct script_token token = script_token_of(c, &told);
    return tell(c, &token);
}

static bool end_script_token(struct ctx *c)
{
    const char *id;

    return ask_key(c, &id)
        && done(c, script_token_end(c->db, c->identity->claims.subject, id))
        && tell_nothing(c);
}

const struct route ME_ROUTES[] = {
    { "GET", "/v1/me", "findMe", "", NULL, NULL, &PRINCIPAL, 200, NO_STORE, me, NULL },
    { "GET", "/v1/tokens", "listTokens", "",
      NULL, NULL, &SCRIPT_TOKEN, 200, NO_STORE, list_script_tokens, NULL },
    { "POST", "/v1/tokens", "addToken", "",
      NULL, &NEW_SCRIPT_TOKEN, &SCRIPT_TOKEN, 201, TRIES | NO_STORE, add_script_token, NULL },
    { "GET", "/v1/tokens/:id", "findToken", "",
      NULL, NULL, &SCRIPT_TOKEN, 200, NO_STORE, find_script_token, NULL },
    { "DELETE", "/v1/tokens/:id", "deleteToken", "",
      NULL, NULL, NULL, 204, TRIES | NO_STORE, end_script_token, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
