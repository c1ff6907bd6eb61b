/* One more entry of a list inside a record: a registration, a contact with the parents ... */
#include "api/collection.h"
#include "api/json.h"

static const struct field *list_of(const struct shape *shape, const struct shape *entry)
{
    const struct field *field = shape->fields;

    while (field->of != entry)
        field++;
    return field;
}

/* Two that arrive together are both kept: what is saved is judged by its version, and with If-Match
 * so is what the caller has read. */
bool add_entry(struct ctx *c)
{
    const struct resource *r = c->route->resource;
    const struct field *list = list_of(r->shape, c->route->takes);
    void *entry = new_row(c), *row, *saved;
    const char *id;

    if (!entry || !ask_key(c, &id) || !find_live(c, id, &row) || !ask_body(c, entry) ||
        (ask_header(c, "If-Match") && !ask_version(c, row)))
        return false;
    const char *longer = json_list_with(&c->faults, list->name, list->of,
                                        get_text(r->shape, row, list->name), entry);
    if (!no_faults(c, "validation_failed") || (!longer && !refuse(c, "too_large", NULL)))
        return false;
    set_text(r->shape, row, list->name, longer);
    return written(c, resource_save_one(c->db, r, row, &saved), r, row) && tell_new(c, saved);
}
