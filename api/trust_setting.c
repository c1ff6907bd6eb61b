#include "models/trust_setting.h"

#include "api/collection.h"

static bool find_setting(struct ctx *c, void **row)
{
    return done(c, resource_find(c->db, &TRUST_SETTINGS, c->identity->claims.trust, row));
}

static bool tell_settings(struct ctx *c)
{
    void *row;

    return find_setting(c, &row) && is_new_to_client(c, row) && tell(c, row);
}

static bool change_settings(struct ctx *c)
{
    struct trust_setting changed;
    void *row;

    return find_setting(c, &row) && (!ask_header(c, "If-Match") || ask_version(c, row)) &&
           ask_change(c, row, &changed) && save_row(c, &changed);
}

#define T &TRUST_SETTINGS, &TRUST_SETTING, &TRUST_SETTING
#define R &TRUST_SETTINGS, NULL, &TRUST_SETTING

const struct route TRUST_SETTING_ROUTES[] = {
    { "GET", "/v1/settings", "findSettings", "identity:read", R, 200, 0, tell_settings, NULL },
    { "PATCH", "/v1/settings", "changeSettings", "identity:write", T, 200, TRIES, change_settings,
      NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
