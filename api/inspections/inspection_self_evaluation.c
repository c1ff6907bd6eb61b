#include "models/inspections/inspection_self_evaluation.h"

#include "api/collection.h"
#include "api/service.h"
#include "models/uuid.h"

static bool find_self_evaluation(struct ctx *c)
{
    void *row;

    return find_parent(c) && done(c, self_evaluation_find(c->db, c->path_values[0], &row)) &&
           is_new_to_client(c, row) && tell(c, row);
}

static bool begin_self_evaluation(struct ctx *c)
{
    struct inspection_self_evaluation *row = new_row(c);
    char *id = arena_take(c->arena, UUID_TEXT);
    void *added;

    if (!row || !id || !ask_body(c, row))
        return false;
    uuid_make(id);
    row->id = id;
    row->version = 1;
    put_under_parent(c, row);
    if (!written(c, resource_add(c->db, c->route->resource, row, 1, &added), c->route->resource,
                 row) || !tell(c, added))
        return false;
    add_header(c, "Location", arena_format(c->arena, "%s%s", c->service->settings.public_url,
                                           c->request->path));
    if (c->answer.status == 200)
        c->answer.status = 201;
    return true;
}

/* The first PUT makes it; from then on one has to know what one replaces. */
static bool put_self_evaluation(struct ctx *c)
{
    struct inspection_self_evaluation changed;
    void *row;

    if (!find_parent(c))
        return false;
    const enum db_status status = self_evaluation_find(c->db, c->path_values[0], &row);
    if (status == DB_NONE)
        return begin_self_evaluation(c);
    return done(c, status) && ask_version(c, row) && ask_replacement(c, row, &changed) &&
           save_row(c, &changed);
}

#define S &INSPECTION_SELF_EVALUATIONS, &INSPECTION_SELF_EVALUATION, &INSPECTION_SELF_EVALUATION
#define R &INSPECTION_SELF_EVALUATIONS, NULL, &INSPECTION_SELF_EVALUATION
#define PATH "/v1/inspections/:inspection_id/self-evaluation"

const struct route INSPECTION_SELF_EVALUATION_ROUTES[] = {
    { "GET", PATH, "findSelfEvaluation", "inspections:read", R, 200, 0, find_self_evaluation,
      NULL },
    { "PUT", PATH, "putSelfEvaluation", "inspections:respond", S, 200, TRIES, put_self_evaluation,
      NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
