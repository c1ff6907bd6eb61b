#pragma once

#include "queries.h" /* credential_add, ...: sql/queries/credential.sql */

/* What somebody proves with who he is, as it is written. Secrets and tokens come here as their
 * digests, passwords as Argon2id, never as they are. */
struct credential {
    const char *id;
    const char *kind;       /* password, client_secret, script_token or refresh_token */
    const char *subject_id; /* the user or client */
    const char *lookup;     /* e-mail address in lower case, client id, or digest of the token */
    const char *verifier;   /* of a password or a client's secret */
    const char *name;
    const char *family;     /* of a refresh token: the session */
    const char *scopes;     /* space-separated; what a script token was narrowed to */
    const char *expires_on; /* the last day it serves */
    int64_t lasts;          /* seconds; NONE: without end, unless expires_on says one */
    int64_t family_lasts;   /* seconds, of a new family */
};

/* What is told of it. */
struct credential_told {
    const char *id;
    const char *name;
    const char *scopes;
    const char *created_at;
    const char *expires_at;
};

/* Every member absent but these. */
struct credential credential_of(const char *kind, const char *subject_id);

/* Set or replace a password. DB_NONE when there is no such user. */
enum db_status user_set_password(struct db *db, const char *user, const char *hash);
/* End a session: its refresh tokens and its access tokens. */
enum db_status session_end(struct db *db, const char *subject, const char *session);
/* Exchange a refresh token for the one in `next`. DB_NONE when it had been exchanged before: then
 * its whole family has been ended instead. */
enum db_status session_exchange(struct db *db, const char *id, const struct credential *next);
/* End a script token; DB_NONE when it is not one of the subject's. */
enum db_status script_token_end(struct db *db, const char *subject, const char *id);
/* End an access token before its time. */
enum db_status access_token_end(struct db *db, const char *token_id);

/* ---- as the wire has them -------------------------------------------------------------- */

struct new_password {
    const char *password;
};
extern const struct shape NEW_PASSWORD;

/* A client's secret: its text only when it was just made. */
struct client_secret {
    const char *id;
    const char *client_id;
    const char *client_secret;
    const char *created_at;
};
extern const struct shape CLIENT_SECRET;

struct new_script_token {
    const char *name;
    const char *expires_on;
    int64_t expires_in_days;
    const char *scopes; /* JSON list */
};
extern const struct shape NEW_SCRIPT_TOKEN;
enum { SCRIPT_TOKEN_DAYS_MAX = 366 };

struct script_token {
    const char *id;
    const char *name;
    const char *token; /* only when it was just made */
    const char *scopes; /* JSON list */
    const char *created_at;
    const char *expires_at;
};
extern const struct shape SCRIPT_TOKEN;

struct sign_in {
    const char *email;
    const char *password;
    const char *trust_id;
};
extern const struct shape SIGN_IN;

struct refresh {
    const char *refresh_token;
};
extern const struct shape REFRESH;

struct session {
    const char *access_token;
    const char *token_type;
    int64_t expires_in;
    const char *refresh_token;
    const char *scope;
};
extern const struct shape SESSION;

/* RFC 6749 section 5.1. */
struct token_issued {
    const char *access_token;
    const char *token_type;
    int64_t expires_in;
    const char *scope;
};
extern const struct shape TOKEN_ISSUED;

/* RFC 7662 section 2.2. */
struct introspection {
    bool active;
    const char *token_type;
    const char *scope;
    const char *client_id;
    const char *sub;
    const char *aud;
    const char *iss;
    const char *jti;
    int64_t iat;
    int64_t exp;
};
extern const struct shape INTROSPECTION;

/* RFC 8414 section 2. */
struct authorization_server {
    const char *issuer;
    const char *token_endpoint;
    const char *revocation_endpoint;
    const char *introspection_endpoint;
    const char *jwks_uri;
    const char *scopes_supported;
    const char *response_types_supported;
    const char *grant_types_supported;
    const char *token_endpoint_auth_methods_supported;
    const char *revocation_endpoint_auth_methods_supported;
    const char *introspection_endpoint_auth_methods_supported;
    const char *service_documentation;
};
extern const struct shape AUTHORIZATION_SERVER;
