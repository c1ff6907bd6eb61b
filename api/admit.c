#include "api/admit.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "api/dispatch.h"
#include "api/service.h"
#include "models/identity/principal.h"

/* Public routes that answer a caller by its own credentials read the header themselves. */
static bool is_public(const struct ctx *c)
{
    return !c->route->scope;
}

static bool refuse_token(struct ctx *c)
{
    const bool given = request_header(c->request, "Authorization") != NULL;

    add_header(c, "WWW-Authenticate", given ? "Bearer error=\"invalid_token\"" : "Bearer");
    return refuse(c, "unauthenticated", NULL);
}

/* The grants of a user or client as the gate keeps them: what the token was narrowed to is all a
 * grant gives. */
static struct auth_identity *identity_of(struct ctx *c, const struct auth_claims *claims,
                                         const struct principal_grant *rows, size_t count)
{
    struct auth_grant *grants = arena_take(c->arena, (count + 1) * sizeof *grants);
    size_t ngrants = 0;

    for (size_t i = 0; grants && i < count; i++) {
        uint64_t scopes;

        if (!rows[i].scopes || !auth_scopes_read(rows[i].scopes, &scopes))
            continue;
        /* An officer's bound is the authority, whichever schools its pupils are at. */
        const bool officer = rows[i].la_code;
        grants[ngrants++] = (struct auth_grant){ scopes & claims->scopes,
                                                 rows[i].all_schools && !officer,
                                                 rows[i].schools && !officer ? rows[i].schools : "",
                                                 rows[i].la_code };
    }
    const int64_t limit = rows[0].rate_limit == NONE ? 0 : rows[0].rate_limit;
    return grants ? auth_identity_make(claims, limit, grants, ngrants) : NULL;
}

static enum db_status with_lease(struct ctx *c, const char *trust, const char *presented)
{
    const struct lease lease = { .actor = { .trust = trust, .presented = presented,
                                            .all_schools = true, .request_id = c->request_id },
                                 .arena = c->arena, .read_only = true };

    return db_lease(c->worker->db, &lease);
}

/* A genuine token met for the first time here: whom does it speak for, and does that still hold? */
static bool look_up(struct ctx *c, struct auth_presented *p)
{
    struct key key = { p->claims.subject };
    struct principal_grant *rows;
    size_t count = 0;
    enum db_status status = with_lease(c, p->claims.trust, NULL);

    if (!status)
        status = principal_grants(c->worker->db, &key, &rows, &count);
    c->db = c->worker->db;
    db_release(c->worker->db);
    if (status)
        return done(c, status);
    if (!count || !rows[0].enabled || rows[0].epoch > p->claims.epoch)
        return refuse_token(c);
    c->identity = auth_gate_remember(c->service->gate, p->digest, (int64_t)time(NULL),
                                     identity_of(c, &p->claims, rows, count));
    return c->identity || refuse_token(c);
}

/* A script token is known by its digest alone; whom it speaks for is in the database. */
static bool look_up_script_token(struct ctx *c, struct auth_presented *p)
{
    struct presented_credential asked = { .lookup = p->digest };
    struct presented_credential *found;
    size_t count = 0;
    enum db_status status = with_lease(c, NULL, p->digest);

    if (!status)
        status = credential_presented(c->worker->db, &asked, &found, &count);
    c->db = c->worker->db;
    db_release(c->worker->db);
    if (status)
        return done(c, status);
    if (count != 1 || strcmp(found->kind, "script_token") != 0)
        return refuse_token(c);
    struct auth_claims *claims = &p->claims;
    *claims = (struct auth_claims){ 0 };
    memcpy(claims->subject, found->subject_id, AUTH_UUID);
    memcpy(claims->client_id, found->subject_id, AUTH_UUID);
    memcpy(claims->trust, found->trust_id, AUTH_UUID);
    memcpy(claims->token_id, found->id, AUTH_UUID);
    claims->epoch = found->epoch;
    claims->issued_at = (int64_t)time(NULL);
    /* Looked up again after a while, so that what was withdrawn unseen does not last. */
    claims->expires_at = claims->issued_at + AUTH_TOKEN_LIFE;
    if (found->expires_in < AUTH_TOKEN_LIFE)
        claims->expires_at = claims->issued_at + found->expires_in;
    claims->scopes = UINT64_MAX;
    if (found->scopes && !auth_scopes_read(found->scopes, &claims->scopes))
        return refuse_token(c);
    return look_up(c, p);
}

bool may(const struct ctx *c, const char *scope)
{
    const uint64_t bit = scope ? auth_scope(scope) : 0;

    for (size_t i = 0; c->identity && i < c->identity->ngrants; i++) {
        if (c->identity->grants[i].scopes & bit)
            return true;
    }
    return false;
}

static uint64_t bit_of(const char *scope)
{
    return *scope ? auth_scope(scope) : UINT64_MAX;
}

static bool holds_everywhere(const struct ctx *c, uint64_t bit)
{
    bool everywhere = false;

    for (size_t i = 0; i < c->identity->ngrants; i++)
        everywhere |= c->identity->grants[i].all_schools && c->identity->grants[i].scopes & bit;
    return everywhere;
}

/* Is a grant with the scope over the school that `at` begins with? */
static bool holds_at(const struct ctx *c, uint64_t bit, const char *at)
{
    char school[AUTH_UUID] = "";
    bool found = false;

    snprintf(school, sizeof school, "%s", at);
    for (size_t i = 0; i < c->identity->ngrants && !found; i++)
        found = c->identity->grants[i].scopes & bit &&
                strstr(c->identity->grants[i].schools, school);
    return found;
}

static const char *next_school(const char *at)
{
    at += strcspn(at, ",");
    return at + (*at == ',');
}

/* A grant that is bound to teams is over no school: what its holder sees by it, it sees as one of
 * the team, whichever scope it asks with. */
static bool is_over_nothing(const struct auth_grant *one)
{
    return !one->all_schools && !*one->schools && !*one->la_code;
}

/* Is every school of `one` among those that grants with the scope are over? */
static bool is_covered(const struct ctx *c, const struct auth_grant *one, uint64_t bit)
{
    bool all = !one->all_schools && *one->schools;

    for (const char *at = one->schools; all && *at; at = next_school(at))
        all = holds_at(c, bit, at);
    return all || holds_everywhere(c, bit);
}

bool may_throughout(const struct ctx *c, const char *scope)
{
    const uint64_t bit = scope ? auth_scope(scope) : 0, route = bit_of(c->route->scope);

    if (bit & auth_scopes_of_trust())
        return c->identity && holds_everywhere(c, bit);
    for (size_t i = 0; c->identity && i < c->identity->ngrants; i++) {
        const struct auth_grant *one = &c->identity->grants[i];

        if (one->scopes & route && !(one->scopes & bit) && !is_over_nothing(one) &&
            !is_covered(c, one, bit))
            return false;
    }
    return may(c, scope);
}

bool refuse_scope(struct ctx *c, const char *scope)
{
    struct buffer extra = { .arena = c->arena };

    put_text(&extra, ",\"scope\":");
    put_json_text(&extra, scope);
    c->problem_extra = extra.text;
    add_header(c, "WWW-Authenticate", arena_format(c->arena,
               "Bearer error=\"insufficient_scope\", scope=\"%s\"", scope));
    return refuse(c, "insufficient_scope", NULL);
}

static bool check_scope(struct ctx *c)
{
    return !*c->route->scope || may(c, c->route->scope) || refuse_scope(c, c->route->scope);
}

static void hide_members(struct ctx *c)
{
    const struct shape *shape = c->route->resource ? c->route->resource->shape : NULL;

    if (!shape || !shape->sensitive || may_throughout(c, shape->sensitive))
        return;
    for (size_t i = 0; i < shape->count; i++) {
        if (shape->fields[i].flags & SENSITIVE)
            c->hidden |= UINT64_C(1) << i;
    }
}

bool admit_bearer(struct ctx *c)
{
    struct auth_presented presented;

    switch (auth_gate_admit(c->service->gate, request_header(c->request, "Authorization"),
                            (int64_t)time(NULL), &presented, &c->identity)) {
    case AUTH_OK:
        break;
    case AUTH_UNKNOWN:
        return look_up(c, &presented);
    case AUTH_OPAQUE:
        return look_up_script_token(c, &presented);
    case AUTH_MISSING:
    case AUTH_INVALID:
        return refuse_token(c);
    }
    return true;
}

bool admit(struct ctx *c)
{
    if (is_public(c))
        return true;
    if (!admit_bearer(c))
        return false;
    hide_members(c);
    return check_scope(c);
}

/* The schools of several grants, joined. A single grant, which is the rule, is passed on as it is.
 */
static const char *join_schools(struct ctx *c, uint64_t bit)
{
    const struct auth_identity *who = c->identity;
    struct buffer out = { .arena = c->arena };
    const char *only = "";
    size_t n = 0;

    for (size_t i = 0; i < who->ngrants; i++) {
        const struct auth_grant *g = &who->grants[i];

        if (!(g->scopes & bit) || !*g->schools)
            continue;
        only = g->schools;
        put_text(&out, n++ ? "," : "");
        put_text(&out, g->schools);
    }
    return n > 1 ? out.text : only;
}

const char *scopes_carried(struct ctx *c)
{
    char *text = arena_take(c->arena, AUTH_SCOPES_TEXT);
    uint64_t scopes = 0;

    for (size_t i = 0; i < c->identity->ngrants; i++)
        scopes |= c->identity->grants[i].scopes;
    if (text)
        auth_scopes_write(scopes, text);
    return text;
}

/* The schools over which both scopes are held, be it by two grants. */
static const char *schools_of_both(struct ctx *c, uint64_t bit, uint64_t other)
{
    const char *all = join_schools(c, bit);
    struct buffer out = { .arena = c->arena };

    if (!all || !*all || holds_everywhere(c, other))
        return all;
    for (const char *at = all; *at; at = next_school(at)) {
        if (!holds_at(c, other, at))
            continue;
        put_text(&out, out.length ? "," : "");
        put_bytes(&out, at, strcspn(at, ","));
    }
    return out.length ? out.text : "";
}

static const char *join_authorities(struct ctx *c, uint64_t bit)
{
    struct buffer out = { .arena = c->arena };

    for (size_t i = 0; i < c->identity->ngrants; i++) {
        const struct auth_grant *g = &c->identity->grants[i];

        if (!(g->scopes & bit) || !*g->la_code)
            continue;
        put_text(&out, out.length ? "," : "");
        put_text(&out, g->la_code);
    }
    return out.length ? out.text : "";
}

/* The sections of a plan that the caller may open. */
static const char *open_sections(struct ctx *c)
{
    char scope[] = "ehcps:section_a";
    struct buffer out = { .arena = c->arena };

    for (char *letter = strrchr(scope, 'a'); *letter <= 'k'; ++*letter) {
        if (!may_throughout(c, scope))
            continue;
        put_text(&out, out.length ? "," : "");
        put_char(&out, *letter);
    }
    return out.length ? out.text : "";
}

void admit_actor(struct ctx *c, const char *scope, struct actor *actor)
{
    const struct auth_identity *who = c->identity;
    const uint64_t bit = bit_of(scope), guarding = auth_scope("safeguarding:read");

    actor->id = who->claims.subject;
    actor->trust = who->claims.trust;
    actor->safeguarding = holds_everywhere(c, guarding);
    actor->safeguarding_schools = actor->safeguarding ? "" : schools_of_both(c, guarding, bit);
    actor->all_schools = holds_everywhere(c, bit);
    actor->schools = actor->all_schools ? "" : join_schools(c, bit);
    actor->quality = actor->all_schools && holds_everywhere(c, auth_scope("inspections:quality"));
    actor->overseer = actor->all_schools && holds_everywhere(c, auth_scope("board:oversee"));
    actor->authorities = actor->all_schools ? "" : join_authorities(c, bit);
    if (c->route->flags & SECTIONS)
        actor->sections = open_sections(c);
    if (strcmp(scope, "identity:write") == 0)
        actor->scopes = scopes_carried(c);
}
