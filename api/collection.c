#include "api/collection.h"

#include <stdlib.h>
#include <string.h>

#include "api/body.h"
#include "api/json.h"
#include "models/change.h"
#include "models/encode.h"
#include "models/uuid.h"

/* ---- asking ---------------------------------------------------------------------------- */

bool ask_path(struct ctx *c, size_t at, const struct kind *kind, const char **value)
{
    *value = c->path_values[at];
    return (*value && !kind_refuses_text(kind, *value)) || refuse(c, "not_found", NULL);
}

/* NULL also at an address that names no parent: there the rows of all are. */
static const struct parent *parent_of(const struct ctx *c)
{
    const struct parent *parent = c->route->resource ? c->route->resource->parent : NULL;

    return parent && strstr(c->route->path, parent->member) ? parent : NULL;
}

/* How many ids come before its own in the path. */
static size_t depth_of(const struct resource *r)
{
    return r && r->parent ? 1 + depth_of(r->parent->of) : 0;
}

bool ask_key(struct ctx *c, const char **id)
{
    return ask_path(c, parent_of(c) ? depth_of(c->route->resource) : 0, &UUID, id);
}

static bool ask_object(struct ctx *c, const void *current, void *row)
{
    struct reading r = { c->arena,  c->route->takes, row, current, 0,
                         c->hidden, &c->faults,      "",  false };

    if (c->route->resource && c->route->takes != c->route->resource->shape)
        r.hidden = 0; /* the positions are those of the resource's own shape */
    if (!json_read_object(&r, c->body, c->body_length))
        return refuse(c, "malformed_body", NULL);
    read_required(&r);
    return no_faults(c, "validation_failed");
}

bool ask_body(struct ctx *c, void *row)
{
    return ask_object(c, NULL, row);
}

bool ask_change(struct ctx *c, const void *current, void *row)
{
    memcpy(row, current, c->route->takes->size);
    return ask_object(c, current, row);
}

/* What a PUT does not name is absent, but for what the service sets or the caller may not see. */
bool ask_replacement(struct ctx *c, const void *current, void *row)
{
    const struct shape *shape = c->route->takes;

    memcpy(row, current, shape->size);
    for (size_t i = 0; i < shape->count; i++) {
        const struct field *field = &shape->fields[i];

        if (!field_is_written(field) || field->flags & (FIXED | KEPT | LASTING) ||
            c->hidden >> i & 1)
            continue;
        if (field->base == INTEGER)
            *field_int(field, row) = NONE;
        else if (field->base == BOOLEAN)
            *field_flag(field, row) = false;
        else
            *field_text(field, row) = NULL;
    }
    if (c->route->resource->begin)
        c->route->resource->begin(row);
    return ask_object(c, current, row);
}

bool ask_version(struct ctx *c, const void *row)
{
    return ask_version_of(c, c->route->resource->shape, row);
}

bool ask_version_of(struct ctx *c, const struct shape *shape, const void *row)
{
    const char *wanted = ask_header(c, "If-Match");

    if (!wanted)
        return refuse(c, "precondition_required", NULL);
    const char *tag = etag_of(c, row, shape);
    if (strcmp(wanted, "*") == 0 || (tag && strcmp(wanted, tag) == 0))
        return true;
    struct buffer extra = { .arena = c->arena };
    put_text(&extra, ",\"current_etag\":");
    put_json_text(&extra, tag ? tag : "");
    c->problem_extra = extra.text;
    return refuse(c, "precondition_failed", NULL);
}

bool is_version_meant(struct ctx *c, const void *row)
{
    return !ask_header(c, "If-Match") || ask_version(c, row);
}

/* ---- steps ----------------------------------------------------------------------------- */

/* 404, or 410 when it was purged. */
static bool look_up(struct ctx *c, const struct resource *r, const char *id, void **row)
{
    struct key key = { id };
    enum db_status status = resource_find(c->db, r, id, row);

    if (status == DB_NONE && tombstone_find(c->db, &key, &key) == DB_OK)
        status = DB_GONE;
    return done(c, status);
}

static bool is_there(struct ctx *c, const struct resource *r, const void *row)
{
    return !get_text(r->shape, row, "deleted_at") || done(c, DB_GONE);
}

/* Does the row name the parent that the path names? */
static bool is_below(const struct ctx *c, const struct resource *r, const void *row)
{
    return !r->parent || strcmp(get_text(r->shape, row, r->parent->member),
                                c->path_values[depth_of(r) - 1]) == 0;
}

/* The rows that one of the resource belongs to, alive and in sight: without them it is not there
 * either. */
static bool find_above(struct ctx *c, const struct resource *r)
{
    const struct resource *of = r && r->parent ? r->parent->of : NULL;
    const char *id;
    void *row;

    return !of || (find_above(c, of)
                   && ask_path(c, depth_of(of), &UUID, &id)
                   && look_up(c, of, id, &row)
                   && (is_below(c, of, row) || done(c, DB_NONE))
                   && is_there(c, of, row));
}

bool find_parent(struct ctx *c)
{
    return !parent_of(c) || find_above(c, c->route->resource);
}

bool is_under_parent(struct ctx *c, const void *row)
{
    return !parent_of(c) || is_below(c, c->route->resource, row);
}

void put_under_parent(struct ctx *c, void *row)
{
    const struct parent *parent = parent_of(c);

    if (parent)
        set_text(c->route->resource->shape, row, parent->member,
                 c->path_values[depth_of(parent->of)]);
}

bool find_any(struct ctx *c, const char *id, void **row)
{
    return find_parent(c)
        && look_up(c, c->route->resource, id, row)
        && (is_under_parent(c, *row) || done(c, DB_NONE));
}

bool find_live(struct ctx *c, const char *id, void **row)
{
    return find_any(c, id, row)
        && is_there(c, c->route->resource, *row);
}

void *new_row(struct ctx *c)
{
    const struct shape *shape = c->route->takes;
    void *row = arena_take(c->arena, shape->size);

    if (!row) {
        refuse(c, "busy", NULL);
        return NULL;
    }
    shape_clear(shape, row);
    if (c->route->resource && c->route->resource->shape == shape && c->route->resource->begin)
        c->route->resource->begin(row);
    return row;
}

bool save_row(struct ctx *c, const void *row)
{
    const struct resource *r = c->route->resource;
    void *saved;

    return written(c, resource_save_one(c->db, r, row, &saved), r, row)
        && tell(c, saved);
}

/* ---- handlers -------------------------------------------------------------------------- */

/* Only those of the parent in the path. */
static bool narrow_to_parent(struct ctx *c, struct list_query *ask)
{
    const struct parent *parent = parent_of(c);
    const struct filter *filter = parent ? c->route->resource->list->filters : NULL;

    if (!parent)
        return true;
    if (ask->nconditions == CONDITIONS_MAX)
        return refuse(c, "invalid_parameter", "There are too many conditions");
    while (strcmp(filter->name, parent->member) != 0)
        filter++;
    ask->conditions[ask->nconditions++] = (struct condition){
        filter, OP_EQ, c->path_values[depth_of(parent->of)] };
    return find_parent(c);
}

bool list_rows(struct ctx *c)
{
    const struct resource *r = c->route->resource;
    struct list_query ask = c->list;
    int64_t total = NONE;
    size_t count;
    void *rows;

    ask.limit++; /* one more tells whether there is more */
    return narrow_to_parent(c, &ask)
        && done(c, resource_list(c->db, r, &ask, &rows, &count))
        && (!c->count || done(c, resource_count(c->db, r, &ask, &total)))
        && tell_page(c, rows, count, total);
}

bool find_row(struct ctx *c)
{
    const char *id;
    void *row;

    return ask_key(c, &id)
        && find_live(c, id, &row)
        && is_new_to_client(c, row)
        && tell(c, row);
}

bool tell_row(struct ctx *c)
{
    const char *id;
    void *row;

    return ask_key(c, &id)
        && find_any(c, id, &row)
        && tell(c, row);
}

bool add_row(struct ctx *c)
{
    const struct resource *r = c->route->resource;
    char *id = arena_take(c->arena, UUID_TEXT);
    void *row = new_row(c), *added;

    if (!row || !id || !find_parent(c) || !ask_body(c, row))
        return false;
    uuid_make(id);
    set_text(r->shape, row, "id", id);
    put_under_parent(c, row);
    set_int(r->shape, row, "version", 1);
    return written(c, resource_add(c->db, r, row, 1, &added), r, row)
        && tell_new(c, added);
}

static bool write_row(struct ctx *c, bool (*ask)(struct ctx *, const void *, void *))
{
    const char *id;
    void *row, *changed = arena_take(c->arena, c->route->takes->size);

    return changed && ask_key(c, &id)
        && find_live(c, id, &row)
        && ask_version(c, row)
        && ask(c, row, changed)
        && save_row(c, changed);
}

bool replace_row(struct ctx *c)
{
    return write_row(c, ask_replacement);
}

bool change_row(struct ctx *c)
{
    return write_row(c, ask_change);
}

bool remove_row(struct ctx *c)
{
    const char *id;
    void *row;

    return ask_key(c, &id)
        && find_live(c, id, &row)
        && ask_version(c, row)
        && done(c, resource_remove(c->db, c->route->resource, row))
        && tell_nothing(c);
}

bool restore_row(struct ctx *c)
{
    const struct resource *r = c->route->resource;
    const char *id;
    void *row, *restored = NULL;

    if (!ask_key(c, &id) || !find_any(c, id, &row))
        return false;
    if (!is_version_meant(c, row))
        return false;
    if (!get_text(r->shape, row, "deleted_at"))
        return tell(c, row); /* it is there: nothing to do */
    return done(c, resource_restore(c->db, r, row, &restored))
        && tell(c, restored);
}
