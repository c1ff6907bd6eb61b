#include "api/bulk/bulk.h"

#include <string.h>

#include "api/collection.h"

static const char *const OPS[] = { "create", "update", "upsert", "delete", NULL };
static const char *const CREATE[] = { "create", NULL };
static const char *const MODES[] = { "atomic", "partial", NULL };

static const struct kind BULK_OP = { "bulk_op", TEXT, 1, 10, OPS, NULL,
    { "bulk_op_value", "must be create, update, upsert or delete" }, "upsert", "text", AS_GIVEN };
static const struct kind BULK_CREATE_ONLY = { "bulk_create", TEXT, 1, 10, CREATE, NULL,
    { "bulk_create_value", "must be create: what is recorded here is never changed or deleted" },
    "create", "text", AS_GIVEN };
const struct kind BULK_MODE = { "bulk_mode", TEXT, 1, 10, MODES, NULL,
    { "bulk_mode_value", "must be atomic or partial" }, "partial", "text", AS_GIVEN };
static const struct rule BAD_MATCH = { "match_name", "names no key of this resource" };
static const struct rule NEEDS_MATCH_ = { "required", "is required for op=upsert" };

const struct parameter BULK_PARAMETERS[] = {
    { "op", &BULK_OP, true }, { "match", &LABEL, false }, { "mode", &BULK_MODE, false },
    { NULL, NULL, false }
};

const struct parameter BULK_ONCE_PARAMETERS[] = {
    { "op", &BULK_CREATE_ONLY, false }, { "mode", &BULK_MODE, false }, { NULL, NULL, false }
};

void bulk_fail(struct bulk_row *row, const char *problem)
{
    if (!row->problem)
        row->problem = problem;
}

size_t bulk_failures(const struct bulk *b)
{
    size_t failed = 0;

    for (size_t i = 0; i < b->count; i++)
        failed += b->rows[i].problem != NULL;
    return failed;
}

/* "id", the name of a match, or "external_id:arbor". */
static bool take_match(struct ctx *c, struct bulk *b)
{
    const char *name = ask_parameter(c, "match");
    const char *colon = name ? strchr(name, ':') : NULL;
    const size_t length = colon ? (size_t)(colon - name) : name ? strlen(name) : 0;

    if (!name && b->op == BULK_UPSERT)
        add_fault(&c->faults, IN_PARAMETER, "match", &NEEDS_MATCH_);
    if (!name || strcmp(name, "id") == 0)
        return no_faults(c, "invalid_parameter");
    for (const struct match *m = b->resource->matches; m && m->name; m++) {
        if (strlen(m->name) == length && memcmp(m->name, name, length) == 0 &&
            m->with_system == (colon && !kind_refuses_text(&EXTERNAL_SYSTEM, colon + 1))) {
            b->match = m;
            b->system = colon ? colon + 1 : NULL;
            return no_faults(c, "invalid_parameter");
        }
    }
    add_fault(&c->faults, IN_PARAMETER, "match", &BAD_MATCH);
    return no_faults(c, "invalid_parameter");
}

static bool take_how(struct ctx *c, struct bulk *b)
{
    const char *op = ask_parameter(c, "op"), *mode = ask_parameter(c, "mode");

    b->resource = c->route->resource;
    for (int i = 0; OPS[i]; i++) {
        if (strcmp(op, OPS[i]) == 0)
            b->op = (enum bulk_op)i;
    }
    b->partial = mode && strcmp(mode, "partial") == 0;
    return take_match(c, b);
}

/* Settled once the answer has been put together and before it is sent: what it says has happened,
 * and nothing is kept of which the caller could not be told. A dry run and a request with an
 * idempotency key are settled by whoever holds the lease. */
static bool settle(struct ctx *c, const struct bulk *b)
{
    const bool keep = b->partial || !bulk_failures(b);

    return done(c, keep ? db_commit(c->db) : db_settle(c->db, false));
}

bool bulk_finish(struct ctx *c, struct bulk *b)
{
    db_begin(c->db);
    return bulk_match(c, b)
        && bulk_write(c, b)
        && bulk_tell(c, b)
        && settle(c, b);
}

/* What a row is known by has to be whole before it is looked for. */
static bool take_keys(struct ctx *c, const struct bulk *b)
{
    const struct shape *shape = b->resource->shape;

    for (size_t i = 0; i < b->count; i++) {
        struct bulk_row *one = &b->rows[i];
        struct reading r = bulk_reading(c, b, one);

        if (one->problem)
            continue;
        read_required(&r);
        if (b->needs && !get_text(shape, one->row, b->needs))
            add_fault(&one->faults, IN_BODY, pointer(c->arena, "", b->needs), &IS_REQUIRED);
        if (one->faults.count)
            bulk_fail(one, "validation_failed");
        else if (!b->set_key(c->arena, one->row))
            return refuse(c, "too_large", NULL);
    }
    return true;
}

static bool find_standing(struct ctx *c, struct bulk *b)
{
    const size_t size = b->resource->shape->size;
    char *rows = arena_take(c->arena, (b->count + 1) * size);
    size_t count = 0;

    for (size_t i = 0; rows && i < b->count; i++) {
        if (!b->rows[i].problem)
            memcpy(rows + count++ * size, b->rows[i].row, size);
    }
    return rows ? done(c, b->standing(c->db, rows, count, &b->found, &b->nfound))
                : refuse(c, "too_large", NULL);
}

bool bulk_once(struct ctx *c, struct bulk *b)
{
    const char *mode = ask_parameter(c, "mode");

    b->resource = c->route->resource;
    b->op = BULK_UPSERT;
    b->partial = mode ? strcmp(mode, "partial") == 0 : b->partial;
    if (!bulk_read(c, b) || !take_keys(c, b))
        return false;
    db_begin(c->db);
    return find_standing(c, b)
        && bulk_finish(c, b);
}

bool bulk_rows(struct ctx *c)
{
    struct bulk b = { 0 };

    return take_how(c, &b)
        && find_parent(c)
        && bulk_read(c, &b)
        && bulk_finish(c, &b);
}
