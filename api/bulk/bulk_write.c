/* Writing in sets. A set that the database refuses is searched for the rows at fault: first by
 * asking which CHECK constraints they break, then by halving. What is left is written in the next
 * try. */
#include <string.h>

#include "api/bulk/bulk.h"
#include "api/outcome.h"
#include "models/schema.h"

enum { SET = 500 };

enum how { ADD, SAVE, REMOVE };

struct set {
    struct bulk_row **rows;
    size_t count;
    enum how how;
};

static bool is_refusal(enum db_status status)
{
    return status == DB_INVALID || status == DB_CONFLICT || status == DB_REFERENCE ||
           status == DB_DENIED;
}

static const char *pack(struct ctx *c, const struct bulk *b, const struct set *s)
{
    const size_t size = b->resource->shape->size;
    char *packed = arena_take(c->arena, s->count * size);

    for (size_t i = 0; packed && i < s->count; i++)
        memcpy(packed + i * size, s->rows[i]->row, size);
    return packed;
}

static void mark(struct bulk_row *row, const char *result, int64_t version)
{
    row->result = result;
    row->version = version;
}

static const void *row_to_write(const struct set *s, size_t i)
{
    return s->how == REMOVE ? s->rows[i]->current : s->rows[i]->row;
}

/* Mark what was returned as written, and gather the ids of what was not. */
static size_t mark_returned(const struct bulk *b, const struct set *s, const char *saved,
                            size_t nsaved, const char **missing)
{
    const char *result = s->how == REMOVE ? "deleted" : "updated";
    const struct shape *shape = b->resource->shape;
    size_t nmissing = 0, next = 0; /* they come back in the order they went, as a rule */

    for (size_t i = 0; i < s->count; i++) {
        const char *id = get_text(shape, row_to_write(s, i), "id");
        size_t at = next;

        while (at < nsaved && strcmp(get_text(shape, saved + at * shape->size, "id"), id) != 0)
            at++;
        if (at < nsaved)
            mark(s->rows[i], result, get_int(shape, saved + at * shape->size, "version"));
        else
            missing[nmissing++] = id;
        next += at == next && at < nsaved;
    }
    return nmissing;
}

static bool stands_unchanged(const struct shape *shape, const void *row, const char *now, size_t n)
{
    for (size_t i = 0; i < n; i++, now += shape->size) {
        if (strcmp(get_text(shape, now, "id"), get_text(shape, row, "id")) == 0)
            return get_int(shape, now, "version") == get_int(shape, row, "version");
    }
    return false;
}

/* Rows that a save did not return were unchanged, or somebody was quicker. */
static enum db_status mark_saved(struct ctx *c, const struct bulk *b, const struct set *s,
                                 const char *saved, size_t nsaved)
{
    const struct shape *shape = b->resource->shape;
    const char **missing = arena_take(c->arena, (s->count + 1) * sizeof *missing);
    void *now = NULL;
    size_t n = 0;

    if (!missing)
        return DB_TOO_LARGE;
    const size_t nmissing = mark_returned(b, s, saved, nsaved, missing);
    const char *ids = text_array(c->arena, missing, nmissing);
    enum db_status status =
        nmissing ? resource_find_many(c->db, b->resource, ids, &now, &n) : DB_OK;
    for (size_t i = 0; !status && i < s->count; i++) {
        struct bulk_row *row = s->rows[i];

        if (row->result)
            continue;
        if (stands_unchanged(shape, row->row, now, n))
            mark(row, "unchanged", get_int(shape, row->row, "version"));
        else
            bulk_fail(row, "precondition_failed");
    }
    return status;
}

static enum db_status add_set(struct ctx *c, const struct bulk *b, const struct set *s)
{
    const char *packed = pack(c, b, s);
    const enum db_status status = packed ? resource_add(c->db, b->resource, packed, s->count, NULL)
                                         : DB_TOO_LARGE;

    for (size_t i = 0; !status && i < s->count; i++)
        mark(s->rows[i], "created", 1);
    return status;
}

static enum db_status save_set(struct ctx *c, const struct bulk *b, const struct set *s)
{
    const char *packed = pack(c, b, s);
    void *saved;
    size_t nsaved;
    const enum db_status status = packed ? resource_save(c->db, b->resource, packed, s->count,
                                                         &saved, &nsaved)
                                         : DB_TOO_LARGE;

    return status ? status : mark_saved(c, b, s, saved, nsaved);
}

static enum db_status remove_set(struct ctx *c, const struct bulk *b, const struct set *s)
{
    const char **ids = arena_take(c->arena, s->count * sizeof *ids);
    void *removed;
    size_t nremoved;

    if (!ids)
        return DB_TOO_LARGE;
    for (size_t i = 0; i < s->count; i++)
        ids[i] = get_text(b->resource->shape, row_to_write(s, i), "id");
    const enum db_status status = resource_remove_many(
        c->db, b->resource, text_array(c->arena, ids, s->count), &removed, &nremoved);
    if (status)
        return status;
    mark_returned(b, s, removed, nremoved, ids);
    for (size_t i = 0; i < s->count; i++) {
        if (!s->rows[i]->result) /* somebody was quicker */
            bulk_fail(s->rows[i], "deleted");
    }
    return DB_OK;
}

static enum db_status write_set(struct ctx *c, const struct bulk *b, const struct set *s)
{
    db_savepoint(c->db);
    return s->how == REMOVE ? remove_set(c, b, s)
           : s->how == SAVE ? save_set(c, b, s)
                            : add_set(c, b, s);
}

/* ---- a refused set --------------------------------------------------------------------- */

static void fail_for(struct bulk_row *row, enum db_status status, const char *constraint)
{
    add_stated(&row->faults, "", constraint);
    bulk_fail(row, problem_of_rule(status, constraint));
}

static void keep_sound(struct set *s)
{
    size_t kept = 0;

    for (size_t i = 0; i < s->count; i++) {
        if (!s->rows[i]->problem)
            s->rows[kept++] = s->rows[i];
    }
    s->count = kept;
}

/* Take the rows with broken checks out of the set. */
static enum db_status take_out_broken(struct ctx *c, const struct bulk *b, struct set *s)
{
    const char *packed = pack(c, b, s);
    struct broken_check *broken;
    const size_t before = s->count;
    size_t n = 0;

    if (!packed)
        return DB_TOO_LARGE;
    enum db_status status = resource_broken_checks(c->db, b->resource, packed, s->count, &broken,
                                                   &n);
    for (size_t i = 0; !status && i < n; i++)
        fail_for(s->rows[broken[i].row_number - 1], DB_INVALID, broken[i].name);
    keep_sound(s);
    return status ? status : s->count == before ? DB_NONE : DB_OK;
}

static bool is_held(const struct match_key *found, size_t n, const char *key)
{
    while (n && strcmp(found[n - 1].key, key) != 0)
        n--;
    return n;
}

/* Take the rows out whose key somebody else holds. DB_NONE when that is not what is wrong. */
static enum db_status take_out_held(struct ctx *c, const struct bulk *b, struct set *s,
                                    const char *constraint)
{
    const struct stated_rule *rule = stated_rule(constraint);
    const struct match *m = b->resource->matches;
    const char **keys = arena_take(c->arena, s->count * sizeof *keys);
    const size_t before = s->count;
    struct match_key *found;
    size_t n;

    while (rule && m && m->name && (!m->held || strcmp(m->member, rule->member) != 0))
        m++;
    if (!keys || !rule || !m || !m->name)
        return keys ? DB_NONE : DB_TOO_LARGE;
    const struct match held = { m->name, m->member, m->held, NULL, false };
    for (size_t i = 0; i < s->count; i++) {
        const char *key = get_text(b->resource->shape, s->rows[i]->row, m->member);

        keys[i] = key ? key : "";
    }
    const char *array = text_array(c->arena, keys, s->count);
    const enum db_status status = resource_match(c->db, &held, array, NULL, &found, &n);
    for (size_t i = 0; !status && i < s->count; i++) {
        if (is_held(found, n, keys[i]))
            fail_for(s->rows[i], DB_CONFLICT, rule->name);
    }
    keep_sound(s);
    return status ? status : s->count == before ? DB_NONE : DB_OK;
}

/* What a refused set can be told of at once; DB_NONE: it has to be searched. */
static enum db_status take_out(struct ctx *c, const struct bulk *b, struct set *s,
                               enum db_status refused, const char *constraint)
{
    if (refused == DB_INVALID && s->how != REMOVE)
        return take_out_broken(c, b, s);
    if (refused == DB_CONFLICT && s->how == ADD)
        return take_out_held(c, b, s, constraint);
    return DB_NONE;
}

static enum db_status apply(struct ctx *c, const struct bulk *b, struct set s);

static enum db_status apply_halves(struct ctx *c, const struct bulk *b, const struct set *s)
{
    const size_t half = s->count / 2;
    const struct set first = { s->rows, half, s->how };
    const struct set second = { s->rows + half, s->count - half, s->how };
    enum db_status status = apply(c, b, first);

    return status ? status : apply(c, b, second);
}

static enum db_status apply(struct ctx *c, const struct bulk *b, struct set s)
{
    if (!s.count)
        return DB_OK;
    const enum db_status refused = write_set(c, b, &s);
    if (!is_refusal(refused))
        return refused;
    const char *constraint = arena_copy(c->arena, db_constraint(c->db),
                                        strlen(db_constraint(c->db)));
    enum db_status status = db_rollback_to_savepoint(c->db);
    if (status || !constraint)
        return status ? status : DB_TOO_LARGE;
    status = take_out(c, b, &s, refused, constraint);
    if (status != DB_NONE)
        return status ? status : apply(c, b, s);
    if (s.count > 1)
        return apply_halves(c, b, &s);
    fail_for(s.rows[0], refused, constraint);
    return DB_OK;
}

/* ---- all sets -------------------------------------------------------------------------- */

/* Does the row differ from what stands? Lists may be spelt differently: the database compares them.
 */
static bool may_differ(const struct bulk *b, const struct bulk_row *row)
{
    const struct shape *shape = b->resource->shape;

    for (size_t i = 0; i < shape->count; i++) {
        if (row->given >> i & 1 && !field_same(&shape->fields[i], row->row, row->current))
            return true;
    }
    return false;
}

static bool is_wanted(const struct bulk_row *row, enum how how)
{
    return !row->problem && !row->result && !row->current == (how == ADD);
}

static bool write_all(struct ctx *c, const struct bulk *b, enum how how)
{
    struct bulk_row **pending = arena_take(c->arena, SET * sizeof *pending);
    struct set s = { pending, 0, how };

    if (!pending)
        return refuse(c, "too_large", NULL);
    for (size_t i = 0; i < b->count; i++) {
        struct bulk_row *row = &b->rows[i];

        if (!is_wanted(row, how))
            continue;
        if (how == SAVE && !may_differ(b, row)) {
            mark(row, "unchanged", get_int(b->resource->shape, row->current, "version"));
            continue;
        }
        pending[s.count++] = row;
        if (s.count < SET)
            continue;
        if (!done(c, apply(c, b, s)))
            return false;
        s.count = 0;
    }
    return done(c, apply(c, b, s));
}

bool bulk_write(struct ctx *c, struct bulk *b)
{
    if (b->op == BULK_DELETE)
        return write_all(c, b, REMOVE);
    return write_all(c, b, SAVE) && write_all(c, b, ADD);
}
