#include "api/identity/sign.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "api/dispatch.h"
#include "api/rate.h"
#include "api/service.h"
#include "models/encode.h"
#include "models/identity/principal.h"
#include "models/uuid.h"

enum { FAILURES = 10, FAILURES_WINDOW = 60 };

/* ---- leases ---------------------------------------------------------------------------- */

static bool lease_anew(struct ctx *c, struct lease lease)
{
    lease.arena = c->arena;
    lease.actor.request_id = c->request_id;
    lease.read_only = strcmp(c->route->method, "GET") == 0;
    c->db = c->worker->db;
    db_release(c->db);
    return done(c, db_lease(c->db, &lease));
}

bool lease_presenting(struct ctx *c, const char *lookup)
{
    return lease_anew(c, (struct lease){ .actor = { .presented = lookup } });
}

bool lease_of_trust(struct ctx *c, const char *trust, const char *subject)
{
    return lease_anew(c, (struct lease){ .actor = { .id = subject, .trust = trust,
                                                    .all_schools = true } });
}

/* ---- parties --------------------------------------------------------------------------- */

enum db_status party_find(struct db *db, struct party *party)
{
    const struct key key = { party->subject };
    struct principal_grant *rows;
    size_t count;
    enum db_status status = principal_grants(db, &key, &rows, &count);

    if (status)
        return status;
    if (!count || !rows[0].enabled)
        return DB_NONE;
    party->epoch = rows[0].epoch;
    party->scopes = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t scopes;

        if (rows[i].scopes && auth_scopes_read(rows[i].scopes, &scopes))
            party->scopes |= scopes;
    }
    return DB_OK;
}

bool party_token(struct auth_gate *gate, const struct party *party, char *out)
{
    struct auth_claims claims = { .scopes = party->scopes, .epoch = party->epoch,
                                  .issued_at = (int64_t)time(NULL) };
    struct auth_keys *keys = auth_gate_current_keys(gate);

    claims.expires_at = claims.issued_at + AUTH_TOKEN_LIFE;
    uuid_make(claims.token_id);
    snprintf(claims.subject, sizeof claims.subject, "%s", party->subject);
    snprintf(claims.client_id, sizeof claims.client_id, "%s", party->subject);
    snprintf(claims.trust, sizeof claims.trust, "%s", party->trust);
    if (party->session)
        snprintf(claims.session, sizeof claims.session, "%s", party->session);
    const bool made = keys && auth_sign(keys, &claims, out);
    auth_keys_release(keys);
    return made;
}

/* ---- failures -------------------------------------------------------------------------- */

bool may_try(struct ctx *c, const char *account)
{
    const int64_t now = (int64_t)time(NULL);
    struct rate rate;

    if (!rate_is_used_up(c->service->rates, account, FAILURES, FAILURES_WINDOW, now))
        return true;
    rate_take(c->service->rates, account, FAILURES, FAILURES_WINDOW, now, &rate);
    add_header(c, "Retry-After", arena_format(c->arena, "%lld", (long long)rate.resets_in));
    return refuse(c, "too_many_requests", "Too many attempts failed; see Retry-After");
}

void note_failure(struct ctx *c, const char *account)
{
    struct rate rate;

    rate_take(c->service->rates, account, FAILURES, FAILURES_WINDOW, (int64_t)time(NULL), &rate);
}

/* ---- secrets --------------------------------------------------------------------------- */

const char *hash_password(struct ctx *c, const char *password)
{
    char *hash = arena_take(c->arena, AUTH_PASSWORD);

    if (hash && auth_password_hash(password, hash))
        return hash;
    refuse(c, "too_many_requests", "Too many passwords are being checked; see Retry-After");
    return NULL;
}

bool make_secret(struct ctx *c, const char *prefix, const char **secret, const char **digest)
{
    char *text = arena_take(c->arena, AUTH_SECRET), *of_it = arena_take(c->arena, AUTH_DIGEST);

    if (!text || !of_it || !auth_secret_make(prefix, text))
        return refuse(c, "busy", NULL);
    auth_digest(text, of_it);
    *secret = text;
    *digest = of_it;
    return true;
}

/* ---- texts ----------------------------------------------------------------------------- */

const char *scope_text(struct arena *arena, uint64_t scopes)
{
    char *text = arena_take(arena, AUTH_SCOPES_TEXT);

    if (text)
        auth_scopes_write(scopes, text);
    return text;
}

const char *scope_list(struct arena *arena, const char *scopes)
{
    struct buffer out = { .arena = arena };

    put_char(&out, '[');
    for (const char *at = scopes ? scopes : ""; *at;) {
        const size_t length = strcspn(at, " ");

        put_text(&out, out.length > 1 ? ",\"" : "\"");
        put_bytes(&out, at, length);
        put_char(&out, '"');
        at += length + (at[length] == ' ');
    }
    put_char(&out, ']');
    return out.failed ? NULL : out.text;
}

const char *instant_text(struct arena *arena, int64_t seconds)
{
    const time_t when = (time_t)seconds;
    struct tm utc;
    char text[32];

    gmtime_r(&when, &utc);
    const size_t length = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return arena_copy(arena, text, length);
}

void keep_for_replay(struct ctx *c, const void *row)
{
    struct buffer out = { .arena = c->arena };

    put_char(&out, '{');
    put_members(&out, c->route->gives, row, c->members, c->hidden);
    put_char(&out, '}');
    c->replayed_body = out.failed ? "{}" : out.text;
}
