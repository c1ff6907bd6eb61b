/* The library that verifies signatures checks no claim, reads a time written as text
 * as 0, and lets the last of two members of one name win. So header and payload are
 * parsed a second time here, strictly, and every claim is judged from that parse with
 * its exact type. What we write is judged by the same rules before it leaves: a token
 * that would not be let in is never issued. Members unknown to us are ignored in a
 * payload (RFC 7519 section 4) but refused in a header, where they change what a
 * signature means. */

#include "auth/claims.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { BRACKETS_MAX = 32 };

/* Borrowed from the parsed payload. */
struct wire {
    const char *iss, *sub, *client_id, *trust, *jti, *sid, *scope;
    json_t *aud;
    json_int_t epoch, iat, nbf, exp;
};

void auth_claims_start(void)
{
    json_object_seed(0);
}

/* The parser recurses, and the count of brackets that open bounds how deep. */
static bool shallow(const unsigned char *json, size_t length)
{
    size_t brackets = 0;

    for (size_t i = 0; i < length; i++)
        brackets += json[i] == '[' || json[i] == '{';
    return brackets <= BRACKETS_MAX;
}

struct json_t *auth_claims_parse(const unsigned char *json, size_t length)
{
    if (!shallow(json, length))
        return NULL;
    json_t *root = json_loadb((const char *)json, length, JSON_REJECT_DUPLICATES, NULL);

    if (json_is_object(root))
        return root;
    json_decref(root);
    return NULL;
}

void auth_claims_free(struct json_t *payload)
{
    json_decref(payload);
}

static bool copy(const char *text, char *out, size_t size)
{
    const size_t length = strlen(text);

    if (length >= size)
        return false;
    memcpy(out, text, length + 1);
    return true;
}

bool auth_claims_header(const unsigned char *json, size_t length, struct auth_token_header *out)
{
    const char *alg, *kid, *typ;
    json_t *root = auth_claims_parse(json, length);
    const bool right = root &&
                       json_unpack_ex(root, NULL, JSON_STRICT, "{s:s,s:s,s:s}", "alg", &alg, "kid",
                                      &kid, "typ", &typ) == 0 &&
                       strcmp(typ, "JWT") == 0 && copy(alg, out->alg, sizeof out->alg) &&
                       copy(kid, out->kid, sizeof out->kid);

    json_decref(root);
    return right;
}

static bool unpack(json_t *payload, struct wire *out)
{
    return json_unpack(payload, "{s:s,s:o,s:s,s:s,s:s,s:s,s?:s,s:s,s:I,s:I,s?:I,s:I}", "iss",
                       &out->iss, "aud", &out->aud, "sub", &out->sub, "client_id",
                       &out->client_id, "trust", &out->trust, "jti", &out->jti, "sid", &out->sid,
                       "scope", &out->scope, "epoch", &out->epoch, "iat", &out->iat, "nbf",
                       &out->nbf, "exp", &out->exp) == 0;
}

/* RFC 7519 section 4.1.3: one text, or a list of texts with ours among them. */
static bool names(json_t *aud, const char *audience)
{
    bool found = json_is_string(aud) && strcmp(json_string_value(aud), audience) == 0;

    for (size_t i = 0; json_is_array(aud) && i < json_array_size(aud); i++) {
        const char *text = json_string_value(json_array_get(aud, i));

        if (!text)
            return false;
        found = found || strcmp(text, audience) == 0;
    }
    return found;
}

static bool timely(const struct wire *wire, int64_t now)
{
    return wire->iat >= 0 && wire->nbf >= 0 && wire->exp > wire->iat &&
           wire->exp - wire->iat <= AUTH_TOKEN_LIFE && wire->iat <= now + AUTH_LEEWAY &&
           wire->nbf <= now + AUTH_LEEWAY && now - AUTH_LEEWAY < wire->exp;
}

static bool copy_uuid(const char *text, char out[AUTH_UUID])
{
    static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

    for (size_t i = 0; i < sizeof form - 1; i++) {
        const bool right = form[i] == '-' ? text[i] == '-'
                                          : (text[i] >= '0' && text[i] <= '9') ||
                                                (text[i] >= 'a' && text[i] <= 'f');
        if (!right)
            return false;
    }
    return copy(text, out, AUTH_UUID);
}

static bool copy_ids(const struct wire *wire, struct auth_claims *out)
{
    return copy_uuid(wire->sub, out->subject) && copy_uuid(wire->client_id, out->client_id) &&
           copy_uuid(wire->trust, out->trust) && copy_uuid(wire->jti, out->token_id) &&
           (!wire->sid || copy_uuid(wire->sid, out->session));
}

bool auth_claims_hold(struct json_t *payload, const char *issuer, const char *audience,
                      int64_t now, struct auth_claims *out)
{
    struct wire wire = { 0 };
    struct auth_claims claims = { 0 };

    if (!unpack(payload, &wire) || strcmp(wire.iss, issuer) != 0 || !names(wire.aud, audience) ||
        !timely(&wire, now) || wire.epoch < 0 || !copy_ids(&wire, &claims) ||
        !auth_scopes_read(wire.scope, &claims.scopes))
        return false;
    claims.epoch = wire.epoch;
    claims.issued_at = wire.iat;
    claims.expires_at = wire.exp;
    *out = claims;
    return true;
}

static json_t *pack(const struct auth_claims *claims, const char *issuer, const char *audience)
{
    char scope[AUTH_SCOPES_TEXT];

    auth_scopes_write(claims->scopes, scope);
    return json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s*,s:s,s:I,s:I,s:I}", "iss", issuer, "aud",
                     audience, "sub", claims->subject, "client_id", claims->client_id, "trust",
                     claims->trust, "jti", claims->token_id, "sid",
                     claims->session[0] ? claims->session : NULL, "scope", scope, "epoch",
                     (json_int_t)claims->epoch, "iat", (json_int_t)claims->issued_at, "exp",
                     (json_int_t)claims->expires_at);
}

char *auth_claims_write(const struct auth_claims *claims, const char *issuer,
                        const char *audience)
{
    struct auth_claims back;
    char *text = NULL;
    json_t *payload = pack(claims, issuer, audience);

    if (payload && auth_claims_hold(payload, issuer, audience, claims->issued_at, &back) &&
        back.scopes == claims->scopes)
        text = json_dumps(payload, JSON_COMPACT);
    json_decref(payload);
    return text;
}
