#include "api/collection.h"
#include "api/reading.h"
#include "api/router.h"
#include "models/change.h"

const struct parameter HISTORY_PARAMETERS[] = {
    { "limit", &PAGE_LIMIT, false }, { "before", &COUNT, false }, { NULL, NULL, false }
};

/* Names of the members the caller may not see, so that their past is not told either. Who may not
 * read the resource at all is told what happened to it and when, but nothing of what is in it. */
static const char *hidden_members(struct ctx *c)
{
    const struct resource *r = c->route->resource;
    const struct shape *shape = r->shape;
    const bool reads = may_throughout(c, router_list_of(r->name)->scope);
    const char *names[SHAPE_FIELDS_MAX];
    size_t count = 0;

    for (size_t i = 0; i < shape->count; i++) {
        if (!reads || c->hidden >> i & 1 || shape->fields[i].flags & INTERNAL)
            names[count++] = shape->fields[i].name;
    }
    return text_array(c->arena, names, count);
}

static int64_t number_parameter(struct ctx *c, const char *name, int64_t standard)
{
    const char *text = ask_parameter(c, name);
    int64_t value = standard;

    return text && text_to_int(text, &value) ? value : standard;
}

/* Newest first. A record that was deleted still has its history; one out of sight has none to tell.
 */
bool row_history(struct ctx *c)
{
    const struct resource *r = c->route->resource;
    struct history_of of = { .hidden = hidden_members(c),
                             .limit = number_parameter(c, "limit", 100),
                             .before = number_parameter(c, "before", NONE) };
    struct version_made *versions;
    size_t count;
    void *row;

    if (!of.hidden || !ask_key(c, &of.id) || !find_any(c, of.id, &row))
        return false;
    note_subject(c, r, row);
    return done(c, change_history(c->db, &of, &versions, &count))
        && tell_rows(c, versions, count);
}
