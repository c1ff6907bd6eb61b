/* Writing in sets. A set that the database refuses is searched for the rows at fault: first by
 * asking which CHECK constraints they break, then by halving. What is left is written in the next
 * try. */
#include <string.h>

#include "api/bulk.h"
#include "api/outcome.h"

enum { SET = 500 };

struct set {
    struct bulk_row **rows;
    size_t count;
    bool new_rows;
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

/* Mark what a save returned, and gather the ids of what it did not. */
static size_t mark_updated(const struct bulk *b, const struct set *s, const char *saved,
                           size_t nsaved, const char **missing)
{
    const struct shape *shape = b->resource->shape;
    size_t nmissing = 0, next = 0; /* they come back in the order they went, as a rule */

    for (size_t i = 0; i < s->count; i++) {
        const char *id = get_text(shape, s->rows[i]->row, "id");
        size_t at = next;

        while (at < nsaved && strcmp(get_text(shape, saved + at * shape->size, "id"), id) != 0)
            at++;
        if (at < nsaved)
            mark(s->rows[i], "updated", get_int(shape, saved + at * shape->size, "version"));
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
    const size_t nmissing = mark_updated(b, s, saved, nsaved, missing);
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

static enum db_status write_set(struct ctx *c, const struct bulk *b, const struct set *s)
{
    const char *packed = pack(c, b, s);
    void *saved;
    size_t nsaved;
    enum db_status status;

    if (!packed)
        return DB_TOO_LARGE;
    db_savepoint(c->db);
    if (!s->new_rows) {
        status = resource_save(c->db, b->resource, packed, s->count, &saved, &nsaved);
        return status ? status : mark_saved(c, b, s, saved, nsaved);
    }
    status = resource_add(c->db, b->resource, packed, s->count, NULL);
    for (size_t i = 0; !status && i < s->count; i++)
        mark(s->rows[i], "created", 1);
    return status;
}

/* ---- a refused set --------------------------------------------------------------------- */

static void fail_for(struct bulk_row *row, enum db_status status, const char *constraint)
{
    add_stated(&row->faults, "", constraint);
    bulk_fail(row, problem_of(status));
}

/* Take the rows with broken checks out of the set. */
static enum db_status take_out_broken(struct ctx *c, const struct bulk *b, struct set *s)
{
    const char *packed = pack(c, b, s);
    struct broken_check *broken;
    size_t n = 0, kept = 0;

    if (!packed)
        return DB_TOO_LARGE;
    enum db_status status = resource_broken_checks(c->db, b->resource, packed, s->count, &broken,
                                                   &n);
    for (size_t i = 0; !status && i < n; i++)
        fail_for(s->rows[broken[i].row_number - 1], DB_INVALID, broken[i].name);
    for (size_t i = 0; !status && i < s->count; i++) {
        if (!s->rows[i]->problem)
            s->rows[kept++] = s->rows[i];
    }
    if (!status && kept < s->count)
        s->count = kept;
    else if (!status)
        status = DB_NONE; /* no check is broken: something else is wrong */
    return status;
}

static enum db_status apply(struct ctx *c, const struct bulk *b, struct set s);

static enum db_status apply_halves(struct ctx *c, const struct bulk *b, const struct set *s)
{
    const size_t half = s->count / 2;
    const struct set first = { s->rows, half, s->new_rows };
    const struct set second = { s->rows + half, s->count - half, s->new_rows };
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
    if (refused == DB_INVALID) {
        status = take_out_broken(c, b, &s);
        if (!status)
            return apply(c, b, s);
        if (status != DB_NONE)
            return status;
    }
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

static bool write_kind(struct ctx *c, const struct bulk *b, bool new_rows)
{
    struct bulk_row **pending = arena_take(c->arena, SET * sizeof *pending);
    struct set s = { pending, 0, new_rows };

    if (!pending)
        return refuse(c, "too_large", NULL);
    for (size_t i = 0; i < b->count; i++) {
        struct bulk_row *row = &b->rows[i];

        if (row->problem || row->result || !row->current != new_rows)
            continue;
        if (row->current && !may_differ(b, row)) {
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

static bool delete_rows(struct ctx *c, const struct bulk *b)
{
    const struct shape *shape = b->resource->shape;
    const char **ids = arena_take(c->arena, (b->count + 1) * sizeof *ids);
    struct key *removed;
    size_t n = 0, nremoved;

    for (size_t i = 0; ids && i < b->count; i++) {
        if (!b->rows[i].problem)
            ids[n++] = get_text(shape, b->rows[i].current, "id");
    }
    if (!ids)
        return refuse(c, "too_large", NULL);
    if (n && !done(c, resource_remove_many(c->db, b->resource, text_array(c->arena, ids, n),
                                           &removed, &nremoved)))
        return false;
    for (size_t i = 0; i < b->count; i++) {
        struct bulk_row *row = &b->rows[i];

        if (!row->problem) {
            row->row = NULL;
            mark(row, "deleted", get_int(shape, row->current, "version") + 1);
        }
    }
    return true;
}

bool bulk_write(struct ctx *c, struct bulk *b)
{
    if (b->op == BULK_DELETE)
        return delete_rows(c, b);
    return write_kind(c, b, false) && write_kind(c, b, true);
}
