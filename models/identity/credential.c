#include "models/identity/credential.h"

#include "models/upkeep.h"
#include "models/uuid.h"

const struct shape CREDENTIAL = SHAPE("credential", credential,
    FIELD(credential, id,           UUID,      0),
    FIELD(credential, kind,         LABEL,     0),
    FIELD(credential, subject_id,   UUID,      0),
    FIELD(credential, lookup,       NOTE,      0),
    FIELD(credential, verifier,     NOTE,      0),
    FIELD(credential, name,         LABEL,     0),
    FIELD(credential, family,       UUID,      0),
    FIELD(credential, scopes,       NOTE,      0),
    FIELD(credential, expires_on,   DAY,       0),
    FIELD(credential, lasts,        COUNT,     0),
    FIELD(credential, family_lasts, COUNT,     0));

const struct shape CREDENTIAL_TOLD = SHAPE("credential_told", credential_told,
    FIELD(credential_told, id,         UUID,    READ_ONLY),
    FIELD(credential_told, name,       LABEL,   READ_ONLY),
    FIELD(credential_told, scopes,     NOTE,    READ_ONLY),
    FIELD(credential_told, created_at, INSTANT, READ_ONLY),
    FIELD(credential_told, expires_at, INSTANT, READ_ONLY));

const struct shape NEW_PASSWORD = SHAPE("new_password", new_password,
    FIELD(new_password, password, PASSWORD, REQUIRED | SECRET));

const struct shape CLIENT_SECRET = SHAPE("client_secret", client_secret,
    FIELD(client_secret, id,            UUID,             READ_ONLY),
    FIELD(client_secret, client_id,     UUID,             READ_ONLY),
    FIELD(client_secret, client_secret, PRESENTED_SECRET, READ_ONLY | OPTIONAL),
    FIELD(client_secret, created_at,    INSTANT,          READ_ONLY));

const struct shape NEW_SCRIPT_TOKEN = SHAPE("new_script_token", new_script_token,
    FIELD(new_script_token, name,            LABEL,      REQUIRED),
    FIELD(new_script_token, expires_on,      DAY,        0),
    FIELD(new_script_token, expires_in_days, TOKEN_DAYS, 0),
    VALUES(new_script_token, scopes,         SCOPE,      0));

const struct shape SCRIPT_TOKEN = SHAPE("script_token", script_token,
    FIELD(script_token, id,         UUID,             READ_ONLY),
    FIELD(script_token, name,       LABEL,            READ_ONLY),
    FIELD(script_token, token,      PRESENTED_SECRET, READ_ONLY | OPTIONAL),
    VALUES(script_token, scopes,    SCOPE,            READ_ONLY),
    FIELD(script_token, created_at, INSTANT,          READ_ONLY),
    FIELD(script_token, expires_at, INSTANT,          READ_ONLY));

const struct shape SIGN_IN = SHAPE("sign_in", sign_in,
    FIELD(sign_in, email,    EMAIL,            REQUIRED),
    FIELD(sign_in, password, PRESENTED_SECRET, REQUIRED | SECRET),
    FIELD(sign_in, trust_id, UUID,             0));

const struct shape REFRESH = SHAPE("refresh", refresh,
    FIELD(refresh, refresh_token, PRESENTED_SECRET, REQUIRED | SECRET));

const struct shape SESSION = SHAPE("session", session,
    FIELD(session, access_token,  PRESENTED_SECRET, READ_ONLY),
    FIELD(session, token_type,    LABEL,            READ_ONLY),
    FIELD(session, expires_in,    COUNT,            READ_ONLY),
    FIELD(session, refresh_token, PRESENTED_SECRET, READ_ONLY),
    FIELD(session, scope,         NOTE,             READ_ONLY));

const struct shape TOKEN_ISSUED = SHAPE("token_issued", token_issued,
    FIELD(token_issued, access_token, PRESENTED_SECRET, READ_ONLY),
    FIELD(token_issued, token_type,   LABEL,            READ_ONLY),
    FIELD(token_issued, expires_in,   COUNT,            READ_ONLY),
    FIELD(token_issued, scope,        NOTE,             READ_ONLY));

const struct shape INTROSPECTION = SHAPE("introspection", introspection,
    FIELD(introspection, active,     FLAG,  READ_ONLY),
    FIELD(introspection, token_type, LABEL, READ_ONLY | OPTIONAL),
    FIELD(introspection, scope,      NOTE,  READ_ONLY | OPTIONAL),
    FIELD(introspection, client_id,  UUID,  READ_ONLY | OPTIONAL),
    FIELD(introspection, sub,        UUID,  READ_ONLY | OPTIONAL),
    FIELD(introspection, aud,        LABEL, READ_ONLY | OPTIONAL),
    FIELD(introspection, iss,        NOTE,  READ_ONLY | OPTIONAL),
    FIELD(introspection, jti,        UUID,  READ_ONLY | OPTIONAL),
    FIELD(introspection, iat,        COUNT, READ_ONLY | OPTIONAL),
    FIELD(introspection, exp,        COUNT, READ_ONLY | OPTIONAL));

const struct shape AUTHORIZATION_SERVER = SHAPE("authorization_server", authorization_server,
    FIELD(authorization_server, issuer,                  NOTE, READ_ONLY),
    FIELD(authorization_server, token_endpoint,          NOTE, READ_ONLY),
    FIELD(authorization_server, revocation_endpoint,     NOTE, READ_ONLY),
    FIELD(authorization_server, introspection_endpoint,  NOTE, READ_ONLY),
    FIELD(authorization_server, jwks_uri,                NOTE, READ_ONLY),
    VALUES(authorization_server, scopes_supported,         SCOPE, READ_ONLY),
    VALUES(authorization_server, response_types_supported, LABEL, READ_ONLY),
    VALUES(authorization_server, grant_types_supported,    LABEL, READ_ONLY),
    VALUES(authorization_server, token_endpoint_auth_methods_supported,         LABEL, READ_ONLY),
    VALUES(authorization_server, revocation_endpoint_auth_methods_supported,    LABEL, READ_ONLY),
    VALUES(authorization_server, introspection_endpoint_auth_methods_supported, LABEL, READ_ONLY),
    FIELD(authorization_server, service_documentation,   NOTE, READ_ONLY));

struct credential credential_of(const char *kind, const char *subject_id)
{
    return (struct credential){ .kind = kind, .subject_id = subject_id, .lasts = NONE,
                                .family_lasts = NONE };
}

enum db_status user_set_password(struct db *db, const char *user, const char *hash)
{
    struct credential password = credential_of("password", user);
    char id[UUID_TEXT];

    uuid_make(id);
    password.id = id;
    password.verifier = hash;
    return credential_set_password(db, &password);
}

enum db_status access_token_end(struct db *db, const char *token_id)
{
    const struct revocation revocation = { token_id, NONE };
    const enum db_status status = revoke_token(db, &revocation);

    return status == DB_NONE ? DB_OK : status; /* it was ended before */
}

static enum db_status end_family(struct db *db, const char *subject, const char *session)
{
    struct credential family = credential_of("refresh_token", subject);

    family.family = session;
    const enum db_status status = credential_end_family(db, &family);
    return status && status != DB_NONE ? status : access_token_end(db, session);
}

enum db_status session_end(struct db *db, const char *subject, const char *session)
{
    db_begin(db);
    const enum db_status status = end_family(db, subject, session);
    return status ? status : db_commit(db);
}

enum db_status session_exchange(struct db *db, const char *id, const struct credential *next)
{
    struct credential old = credential_of(next->kind, next->subject_id);

    old.id = id;
    db_begin(db);
    const enum db_status exchanged = credential_exchange(db, &old);
    enum db_status status = exchanged == DB_OK   ? credential_add(db, next)
                            : exchanged == DB_NONE ? end_family(db, next->subject_id, next->family)
                                                   : exchanged;
    if (!status)
        status = db_commit(db);
    return status ? status : exchanged;
}

enum db_status script_token_end(struct db *db, const char *subject, const char *id)
{
    struct credential token = credential_of("script_token", subject);

    token.id = id;
    db_begin(db);
    enum db_status status = credential_revoke(db, &token);
    if (!status)
        status = access_token_end(db, id);
    return status ? status : db_commit(db);
}
