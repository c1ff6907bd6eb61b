/* What the rows of a bulk are about: rows that stand are found by key in one query for all, and
 * what came is laid over them, so that a member that was not named stays as it is. */
#include <stdlib.h>
#include <string.h>

#include "api/bulk/bulk.h"
#include "api/collection.h"
#include "models/encode.h"
#include "models/uuid.h"

static const struct rule REPEATED = { "repeated_row", "names the same one as an earlier row" };

/* ---- keys ------------------------------------------------------------------------------ */

static const char *external_value(struct ctx *c, const struct bulk *b, const struct bulk_row *row)
{
    const char *list = get_text(b->resource->shape, row->row, b->match->member);
    const struct shape *element = shape_field(b->resource->shape, b->match->member)->of;
    size_t count = 0;
    const char *ids = list ? json_list_rows(c->arena, element, list, &count) : NULL;

    for (size_t i = 0; ids && i < count; i++) {
        const char *one = ids + i * element->size;

        if (strcmp(get_text(element, one, "system"), b->system) == 0)
            return get_text(element, one, "value");
    }
    return NULL;
}

static void take_key(struct ctx *c, const struct bulk *b, struct bulk_row *row)
{
    const char *member = b->match ? b->match->member : "id";

    if (row->problem || b->op == BULK_CREATE)
        return;
    row->key = b->match && b->match->with_system ? external_value(c, b, row)
                                                 : get_text(b->resource->shape, row->row, member);
    if (row->key)
        return;
    add_fault(&row->faults, IN_BODY, pointer(c->arena, "", member), &IS_REQUIRED);
    bulk_fail(row, "validation_failed");
}

struct keyed {
    const char *key;
    struct bulk_row *row;
    const char *id; /* what the key leads to; NULL: to nothing */
};

static int by_key(const void *a, const void *b)
{
    return strcmp(((const struct keyed *)a)->key, ((const struct keyed *)b)->key);
}

static void refuse_repeats(struct ctx *c, const struct bulk *b, struct keyed *keyed, size_t count)
{
    const char *member = b->match ? b->match->member : "id";

    for (size_t i = 1; i < count; i++) {
        if (strcmp(keyed[i - 1].key, keyed[i].key) != 0)
            continue;
        /* qsort does not keep the order: the one further down is the repeat. */
        struct bulk_row *later = keyed[i].row > keyed[i - 1].row ? keyed[i].row : keyed[i - 1].row;

        add_fault(&later->faults, IN_BODY, pointer(c->arena, "", member), &REPEATED);
        bulk_fail(later, "conflict");
        if (later == keyed[i].row)
            keyed[i].row = keyed[i - 1].row;
    }
}

/* ---- what stands ----------------------------------------------------------------------- */

static bool ids_of_keys(struct ctx *c, const struct bulk *b, struct keyed *keyed, size_t count,
                        const char **ids, size_t *nids)
{
    const char **texts = arena_take(c->arena, (count + 1) * sizeof *texts);
    struct match_key *found = b->found;
    size_t n = b->nfound;

    for (size_t i = 0; texts && i < count; i++)
        texts[i] = keyed[i].key;
    if (!texts)
        return refuse(c, "too_large", NULL);
    if (b->match->sql
        && !done(c, resource_match(c->db, b->match, text_array(c->arena, texts, count), b->system,
                                   &found, &n)))
        return false;
    *nids = 0;
    for (size_t i = 0; i < n; i++) {
        const struct keyed wanted = { found[i].key, NULL, NULL };
        struct keyed *at = bsearch(&wanted, keyed, count, sizeof *keyed, by_key);

        if (!at)
            continue;
        at->id = found[i].id;
        ids[(*nids)++] = found[i].id;
    }
    return true;
}

struct standing {
    const char *id;
    const void *row;
    struct bulk_row *claimed; /* by the row of the bulk that comes first */
};

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct standing *)a)->id, ((const struct standing *)b)->id);
}

/* Two outside keys may lead to one pupil: written at once, either would be lost without a word. */
static void claim(struct ctx *c, const struct bulk *b, struct standing *at, struct bulk_row *row)
{
    const char *member = b->match ? b->match->member : "id";
    struct bulk_row *later = at->claimed && at->claimed > row ? at->claimed : row;

    row->current = at->row;
    if (at->claimed && at->claimed != row) {
        add_fault(&later->faults, IN_BODY, pointer(c->arena, "", member), &REPEATED);
        bulk_fail(later, "conflict");
    }
    if (!at->claimed || at->claimed > row)
        at->claimed = row;
}

static bool rows_of_ids(struct ctx *c, const struct bulk *b, struct keyed *keyed, size_t count,
                        const char *const *ids, size_t nids)
{
    const struct shape *shape = b->resource->shape;
    struct standing *standing;
    void *rows = NULL;
    size_t n = 0;

    if (nids && !done(c, resource_find_many(c->db, b->resource, text_array(c->arena, ids, nids),
                                            &rows, &n)))
        return false;
    standing = arena_take(c->arena, (n + 1) * sizeof *standing);
    for (size_t i = 0; standing && i < n; i++) {
        const char *row = (const char *)rows + i * shape->size;

        standing[i] = (struct standing){ get_text(shape, row, "id"), row, NULL };
    }
    if (!standing)
        return refuse(c, "too_large", NULL);
    qsort(standing, n, sizeof *standing, by_id);
    for (size_t i = 0; i < count; i++) {
        const struct standing wanted = { b->match ? keyed[i].id : keyed[i].key, NULL, NULL };
        struct standing *at = wanted.id ? bsearch(&wanted, standing, n, sizeof *standing, by_id)
                                        : NULL;

        if (at && !is_under_parent(c, at->row))
            continue; /* it is not there, as by its address */
        if (at && !get_text(shape, at->row, "deleted_at"))
            claim(c, b, at, keyed[i].row);
        else if (at)
            bulk_fail(keyed[i].row, "deleted");
    }
    return true;
}

static bool find_standing(struct ctx *c, struct bulk *b)
{
    struct keyed *keyed = arena_take(c->arena, (b->count + 1) * sizeof *keyed);
    const char **ids = arena_take(c->arena, (b->count + 1) * sizeof *ids);
    size_t count = 0, nids = 0;

    if (!keyed || !ids)
        return refuse(c, "too_large", NULL);
    for (size_t i = 0; i < b->count; i++) {
        take_key(c, b, &b->rows[i]);
        if (b->rows[i].key && !b->rows[i].problem)
            keyed[count++] = (struct keyed){ b->rows[i].key, &b->rows[i], NULL };
    }
    if (!count)
        return true;
    qsort(keyed, count, sizeof *keyed, by_key);
    refuse_repeats(c, b, keyed, count);
    if (b->match && !ids_of_keys(c, b, keyed, count, ids, &nids))
        return false;
    for (size_t i = 0; !b->match && i < count; i++)
        ids[nids++] = keyed[i].key;
    return rows_of_ids(c, b, keyed, count, ids, nids);
}

/* ---- laying over ----------------------------------------------------------------------- */

static void copy_field(const struct field *field, const void *from, void *to)
{
    if (field->base == BOOLEAN)
        *field_flag(field, to) = *(const bool *)field_at(field, from);
    else if (field->base == INTEGER)
        *field_int(field, to) = *(const int64_t *)field_at(field, from);
    else
        *field_text(field, to) = *(const char *const *)field_at(field, from);
}

static bool is_set(const struct field *field)
{
    return field->flags & (READ_ONLY | COMPUTED);
}

/* A member that the service sets may be sent back as it stands. The version is a lock: another one
 * means that the row has changed since it was read. */
static void judge_read_only(struct ctx *c, const struct bulk *b, struct bulk_row *row, size_t i)
{
    const struct field *field = &b->resource->shape->fields[i];
    const bool fixed = field->flags & FIXED && row->current;

    if (!is_set(field) && !fixed)
        return;
    if (fixed && b->same && b->same(field, row->row, row->current)) {
        copy_field(field, row->current, row->row);
        return;
    }
    if (row->current ? field_same(field, row->row, row->current) : field_absent(field, row->row))
        return;
    if (row->current && strcmp(field->name, "version") == 0) {
        bulk_fail(row, "precondition_failed");
        return;
    }
    add_fault(&row->faults, IN_BODY, pointer(c->arena, "", field->name), &IS_READ_ONLY);
    bulk_fail(row, fixed && b->differs ? b->differs : "validation_failed");
}

static void lay_over(struct ctx *c, const struct bulk *b, struct bulk_row *row)
{
    const struct shape *shape = b->resource->shape;

    for (size_t i = 0; i < shape->count; i++) {
        if (row->given >> i & 1)
            judge_read_only(c, b, row, i);
        else if (row->current)
            copy_field(&shape->fields[i], row->current, row->row);
    }
    if (row->problem)
        return;
    for (size_t i = 0; row->current && i < shape->count; i++) {
        if (is_set(&shape->fields[i]))
            copy_field(&shape->fields[i], row->current, row->row);
    }
    struct reading r = { c->arena, shape, row->row, row->current, row->given, 0, &row->faults, "",
                         true };
    read_required(&r);
    if (row->faults.count)
        bulk_fail(row, "validation_failed");
}

static void begin_row(struct ctx *c, const struct bulk *b, struct bulk_row *row)
{
    const struct shape *shape = b->resource->shape;
    char *id = arena_take(c->arena, UUID_TEXT);
    char *fresh = arena_take(c->arena, shape->size);

    if (!id || !fresh) {
        bulk_fail(row, "too_large");
        return;
    }
    if (b->resource->begin) {
        shape_clear(shape, fresh);
        b->resource->begin(fresh);
        for (size_t i = 0; i < shape->count; i++) {
            if (!(row->given >> i & 1))
                copy_field(&shape->fields[i], fresh, row->row);
        }
    }
    uuid_make(id);
    set_text(shape, row->row, "id", id);
    put_under_parent(c, row->row);
    set_int(shape, row->row, "version", 1);
}

/* A row to delete may say the version it was read at. */
static void judge_version(const struct bulk *b, struct bulk_row *row)
{
    const struct field *version = shape_field(b->resource->shape, "version");
    const bool given = version && row->given >> field_index(b->resource->shape, version) & 1;

    if (given && !field_same(version, row->row, row->current))
        bulk_fail(row, "precondition_failed");
}

static void judge_presence(struct ctx *c, const struct bulk *b, struct bulk_row *row)
{
    const bool by_id_only = b->op == BULK_UPSERT && !b->match;

    if (row->problem)
        return;
    if (!row->current && (b->op == BULK_UPDATE || b->op == BULK_DELETE || by_id_only))
        bulk_fail(row, "not_found");
    else if (b->op != BULK_DELETE)
        lay_over(c, b, row);
    else
        judge_version(b, row);
    if (!row->problem && !row->current)
        begin_row(c, b, row);
}

bool bulk_match(struct ctx *c, struct bulk *b)
{
    if (!find_standing(c, b))
        return false;
    for (size_t i = 0; i < b->count; i++)
        judge_presence(c, b, &b->rows[i]);
    return true;
}
