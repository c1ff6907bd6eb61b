#include "api/identity/oauth.h"

#include <string.h>
#include <strings.h>

#include "api/admit.h"
#include "models/identity/principal.h"

/* ---- the form -------------------------------------------------------------------------- */

bool oauth_error(struct ctx *c, unsigned status, const char *error, const char *description)
{
    struct buffer out = { .arena = c->arena };

    put_text(&out, "{\"error\":");
    put_json_text(&out, error);
    put_text(&out, ",\"error_description\":");
    put_json_text(&out, description);
    put_char(&out, '}');
    if (status == 401)
        add_header(c, "WWW-Authenticate", "Basic realm=\"tamar\", charset=\"UTF-8\"");
    tell_json(c, status, &out);
    return false;
}

bool oauth_form_read(struct ctx *c, struct oauth_form *form)
{
    const char *text = arena_copy(c->arena, c->body ? c->body : "", c->body_length);

    form->count = 0;
    if (text && !*text)
        return true;
    if (!text || strlen(text) != c->body_length ||
        pairs_parse(text, c->arena, form->pairs, OAUTH_PAIRS, &form->count))
        return oauth_error(c, 400, "invalid_request",
                           "The form is malformed, or has a parameter twice");
    return true;
}

const char *oauth_value(const struct oauth_form *form, const char *name)
{
    for (size_t i = 0; i < form->count; i++) {
        if (strcmp(form->pairs[i].name, name) == 0)
            return *form->pairs[i].value ? form->pairs[i].value : NULL;
    }
    return NULL;
}

/* ---- the client ------------------------------------------------------------------------ */

static bool refuse_client(struct ctx *c)
{
    return oauth_error(c, 401, "invalid_client",
                       "The client is unknown, or its secret is not right");
}

/* In the header both are form-encoded (RFC 6749 section 2.3.1): joined as a form, they are read as
 * one. */
static bool read_basic(struct ctx *c, struct oauth_form *out)
{
    char text[AUTH_BASIC];
    const char *secret;

    if (auth_basic(ask_header(c, "Authorization"), text, &secret) != AUTH_OK)
        return false;
    const char *joined = arena_format(c->arena, "client_id=%s&client_secret=%s", text, secret);
    explicit_bzero(text, sizeof text);
    return joined && !pairs_parse(joined, c->arena, out->pairs, 2, &out->count);
}

static bool find_credentials(struct ctx *c, const struct oauth_form *form, const char **id,
                             const char **secret)
{
    const char *header = ask_header(c, "Authorization");
    const bool basic = header && strncasecmp(header, "Basic ", 6) == 0;
    struct oauth_form named;

    *id = oauth_value(form, "client_id");
    *secret = oauth_value(form, "client_secret");
    if (basic) {
        const char *repeated = *id;

        if (*secret)
            return oauth_error(c, 400, "invalid_request", "Authenticate in one way only");
        if (!read_basic(c, &named))
            return refuse_client(c);
        *id = oauth_value(&named, "client_id");
        *secret = oauth_value(&named, "client_secret");
        if (repeated && *id && strcmp(repeated, *id) != 0)
            return oauth_error(c, 400, "invalid_request", "client_id names another client");
    }
    return (*id && *secret) || refuse_client(c);
}

/* Every secret is compared, so that the time says nothing of how many there are before it. */
static const struct presented_credential *secret_among(const struct presented_credential *rows,
                                                       size_t count, const char *secret)
{
    const struct presented_credential *found = NULL;
    char digest[AUTH_DIGEST];

    auth_digest(secret, digest);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rows[i].kind, "client_secret") == 0 &&
            auth_digest_equal(rows[i].verifier, digest))
            found = &rows[i];
    }
    return found;
}

bool oauth_client(struct ctx *c, const struct oauth_form *form, struct party *out)
{
    const char *id, *secret;
    struct presented_credential *rows;
    size_t count;

    if (!find_credentials(c, form, &id, &secret))
        return false;
    const char *account = arena_format(c->arena, "client:%s", id);
    const struct presented_credential named = { .lookup = id };
    if (!account || !may_try(c, account) || !lease_presenting(c, id) ||
        !done(c, credential_presented(c->db, &named, &rows, &count)))
        return false;
    const struct presented_credential *right = secret_among(rows, count, secret);
    if (!right) {
        note_failure(c, account);
        return refuse_client(c);
    }
    *out = (struct party){ .trust = right->trust_id, .subject = right->subject_id };
    if (!lease_of_trust(c, out->trust, out->subject))
        return false;
    const enum db_status status = party_find(c->db, out);
    return status == DB_NONE ? refuse_client(c) : done(c, status);
}

/* ---- or a bearer ----------------------------------------------------------------------- */

bool oauth_caller(struct ctx *c, const struct oauth_form *form, struct party *out)
{
    const char *header = ask_header(c, "Authorization");

    if (!header || strncasecmp(header, "Bearer ", 7) != 0)
        return oauth_client(c, form, out);
    if (!admit_bearer(c))
        return false;
    const struct auth_claims *claims = &c->identity->claims;
    *out = (struct party){ .trust = arena_copy(c->arena, claims->trust, AUTH_UUID - 1),
                           .subject = arena_copy(c->arena, claims->subject, AUTH_UUID - 1) };
    /* The handler may run again, and the route is a public one: nobody holds on to the identity. */
    auth_identity_release(c->identity);
    c->identity = NULL;
    return out->trust && out->subject ? lease_of_trust(c, out->trust, out->subject)
                                      : refuse(c, "busy", NULL);
}
