#include "api/transition.h"

#include <string.h>

#include "api/admit.h"
#include "api/collection.h"
#include "models/date.h"
#include "models/encode.h"
#include "models/transition.h"

static bool refuse_step(struct ctx *c, const struct transition_rule *rules, size_t count)
{
    struct buffer extra = { .arena = c->arena };

    put_text(&extra, ",\"allowed\":[");
    for (size_t i = 0; i < count; i++) {
        put_text(&extra, i ? "," : "");
        put_json_text(&extra, rules[i].to);
    }
    put_char(&extra, ']');
    c->problem_extra = extra.text;
    return refuse(c, "invalid_transition", NULL);
}

/* Who holds the scope of a step over part of what the route shows takes it where the row is in
 * sight with that scope, and asks with no other from then on. */
static bool may_act(struct ctx *c, const void *row, const char *scope)
{
    const struct resource *r = c->route->resource;
    struct actor actor = *db_actor(c->db);
    void *found;

    if (may_throughout(c, scope))
        return true;
    if (!may(c, scope))
        return refuse_scope(c, scope);
    admit_actor(c, scope, &actor);
    db_act_as(c->db, &actor);
    const enum db_status status = resource_find(c->db, r, get_text(r->shape, row, "id"), &found);
    return status == DB_NONE ? refuse_scope(c, scope) : done(c, status);
}

/* Does the step follow, and may the caller take it? Then `*status` is what it leads to. */
static bool may_step(struct ctx *c, const void *row, const char *to, const char **status)
{
    const struct resource *r = c->route->resource;
    const struct transition_ask ask = { r->name, get_text(r->shape, row, "status") };
    struct transition_rule *rules;
    size_t count, at = 0;

    if (!done(c, transitions_from(c->db, &ask, &rules, &count)))
        return false;
    while (at < count && strcmp(rules[at].to, to) != 0)
        at++;
    if (at == count)
        return refuse_step(c, rules, count);
    *status = rules[at].status;
    return may_act(c, row, rules[at].scope);
}

bool may_take_step(struct ctx *c, const void *row, const struct shape *shape, const void *step,
                   const char **status)
{
    return is_version_meant(c, row) && may_step(c, row, get_text(shape, step, "to"), status);
}

bool make_step(struct ctx *c, void *row, const struct shape *shape, const void *step,
               const char *status)
{
    char today[DATE_TEXT];
    const struct step_taken taken = { shape, step, status, today };

    date_write(date_today(), today);
    transition_apply(&taken, c->route->resource->shape, row);
    return save_row(c, row);
}

bool take_step(struct ctx *c, void *row, const struct shape *shape, const void *step)
{
    const char *status;

    return may_take_step(c, row, shape, step, &status) && make_step(c, row, shape, step, status);
}

bool move_row(struct ctx *c)
{
    void *step = new_row(c), *row;
    const char *id;

    return step && ask_key(c, &id) && find_live(c, id, &row) && ask_body(c, step) &&
           take_step(c, row, c->route->takes, step);
}

bool list_moves(struct ctx *c)
{
    struct key key;
    struct status_change *rows;
    size_t count;
    void *row;

    if (!ask_key(c, &key.id) || !find_live(c, key.id, &row))
        return false;
    note_subject(c, c->route->resource, row);
    return done(c, status_changes(c->db, &key, &rows, &count)) && tell_rows(c, rows, count);
}
