/* Code sets: public, and the same for everybody, so that a form can be built before anybody has
 * signed in. They change with the schema, so a shared cache may keep them for an hour. */
#include <string.h>

#include "api/collection.h"
#include "models/reference.h"

static void keep_for_an_hour(struct ctx *c)
{
    add_header(c, "Cache-Control", "public, max-age=3600");
    add_header(c, "ETag", arena_format(c->arena, "\"%.16s\"", schema_of(c)));
}

static bool is_known_to_client(struct ctx *c)
{
    const char *seen = ask_header(c, "If-None-Match");
    const char *tag = arena_format(c->arena, "\"%.16s\"", schema_of(c));

    if (!seen || !tag || !strstr(seen, tag))
        return false;
    tell_nothing(c);
    c->answer.status = 304;
    return true;
}

static bool list_sets(struct ctx *c)
{
    const struct code_set_name all = { NULL };
    struct code_set *sets;
    size_t count;

    keep_for_an_hour(c);
    return is_known_to_client(c)
        || (done(c, reference_sets(c->db, &all, &sets, &count)) && tell_rows(c, sets, count));
}

static bool list_codes(struct ctx *c)
{
    struct code_set_name name = { c->path_values[0] };
    struct code_set *sets;
    struct reference_code *codes;
    size_t count;

    if (!done(c, reference_sets(c->db, &name, &sets, &count)))
        return false;
    if (!count)
        return refuse(c, "not_found", NULL);
    keep_for_an_hour(c);
    return is_known_to_client(c)
        || (done(c, reference_codes(c->db, &name, &codes, &count)) && tell_rows(c, codes, count));
}

const struct route REFERENCE_ROUTES[] = {
    { "GET", "/v1/reference-data", "listCodeSets", NULL,
      NULL, NULL, &CODE_SET, 200, PUBLIC_CACHE, list_sets, NULL },
    { "GET", "/v1/reference-data/:set", "listCodes", NULL,
      NULL, NULL, &REFERENCE_CODE, 200, PUBLIC_CACHE, list_codes, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
