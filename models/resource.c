#include "models/resource.h"

#include <assert.h>
#include <string.h>

#include "models/date.h"
#include "models/encode.h"

const struct shape MATCH_KEY = SHAPE("match_key", match_key,
    FIELD(match_key, key, EXTERNAL_VALUE, READ_ONLY),
    FIELD(match_key, id,  UUID,           READ_ONLY));
const struct shape BROKEN_CHECK = SHAPE("broken_check", broken_check,
    FIELD(broken_check, row_number, COUNT, READ_ONLY),
    FIELD(broken_check, name,       LABEL, READ_ONLY));

/* ---- composing, once ------------------------------------------------------------------- */

static const char *columns_of(struct arena *arena, const struct shape *shape, const char *before,
                              const char *between, bool written)
{
    struct buffer out = { .arena = arena };

    for (size_t i = 0; i < shape->count; i++) {
        const struct field *field = &shape->fields[i];

        if (written ? !field_is_written(field) : !field_is_column(field))
            continue;
        put_text(&out, out.length ? ", " : "");
        put_text(&out, before);
        put_text(&out, field->name);
        if (between) {
            put_text(&out, between);
            put_text(&out, field->name);
        }
    }
    return out.failed ? NULL : out.text;
}

bool is_only_read(const struct resource *r)
{
    return !shape_field(r->shape, "version");
}

static bool compose_reading(struct arena *arena, const char *t, struct resource_sql *sql)
{
    const char *columns = sql->columns;

    sql->from = arena_format(arena, "app.%s", t);
    sql->find = arena_format(arena, "SELECT %s FROM app.%s AS t WHERE t.trust_id = $1::uuid"
                             " AND t.id = $2::uuid", columns, t);
    sql->find_many = arena_format(arena, "SELECT %s FROM app.%s AS t WHERE t.trust_id = $1::uuid"
                                  " AND t.id = ANY ($2::uuid[])", columns, t);
    return sql->from && sql->find && sql->find_many;
}

static bool compose_writing(struct arena *arena, const struct resource *r, struct resource_sql *sql)
{
    const char *written = columns_of(arena, r->shape, "", NULL, true);
    const char *set = columns_of(arena, r->shape, "", " = n.", true);
    const char *columns = sql->columns, *t = r->table;

    if (!written || !set)
        return false;
    sql->add_silently = arena_format(arena, "INSERT INTO app.%s AS t (id, %s) SELECT id, %s FROM"
                                     " jsonb_populate_recordset(NULL::app.%s, $1::jsonb)",
                                     t, written, written, t);
    sql->add = arena_format(arena, "%s RETURNING %s", sql->add_silently, columns);
    sql->save = arena_format(arena, "UPDATE app.%s AS t SET %s FROM jsonb_populate_recordset("
                             "NULL::app.%s, $2::jsonb) AS n WHERE t.trust_id = $1::uuid AND"
                             " t.id = n.id AND t.version = n.version AND t.deleted_at IS NULL"
                             " RETURNING %s", t, set, t, columns);
    sql->remove = arena_format(arena, "UPDATE app.%s AS t SET deleted_at = now() WHERE"
                               " t.trust_id = $1::uuid AND t.id = $2::uuid AND"
                               " t.version = $3::bigint AND t.deleted_at IS NULL", t);
    sql->remove_many = arena_format(arena, "UPDATE app.%s AS t SET deleted_at = now() WHERE"
                                    " t.trust_id = $1::uuid AND t.id = ANY ($2::uuid[]) AND"
                                    " t.deleted_at IS NULL RETURNING %s",
                                    t, columns);
    sql->restore = arena_format(arena,
                                "UPDATE app.%s AS t SET deleted_at = NULL WHERE"
                                " t.trust_id = $1::uuid AND t.id = $2::uuid AND"
                                " t.version = $3::bigint AND t.deleted_at IS NOT NULL"
                                " RETURNING %s", t, columns);
    return sql->add_silently && sql->add && sql->save && sql->remove && sql->remove_many &&
           sql->restore;
}

static struct resource_sql *compose(struct arena *arena, const struct resource *r)
{
    struct resource_sql *sql = arena_take(arena, sizeof *sql);

    if (!sql)
        return NULL;
    *sql = (struct resource_sql){ .columns = columns_of(arena, r->shape, "t.", NULL, false) };
    return sql->columns && compose_reading(arena, r->table, sql) &&
                   (is_only_read(r) || compose_writing(arena, r, sql)) ? sql : NULL;
}

bool resources_start(void)
{
    static struct arena arena = { .limit = 1 << 20 }; /* for as long as the program runs */

    for (struct resource *const *r = RESOURCES; *r; r++) {
        assert(r - RESOURCES < RESOURCES_MAX);
        assert((*r)->shape->count <= SHAPE_FIELDS_MAX);
        (*r)->sql = compose(&arena, *r);
        if (!(*r)->sql)
            return false;
    }
    return true;
}

struct resource *resource_named(const char *name)
{
    for (struct resource *const *r = RESOURCES; *r; r++) {
        if (strcmp((*r)->name, name) == 0)
            return *r;
    }
    return NULL;
}

/* ---- reading --------------------------------------------------------------------------- */

static enum db_status rows_of(struct db *db, const struct resource *r, struct query *query,
                              void **rows, size_t *count)
{
    query->gives = r->shape;
    enum db_status status = db_query(db, query, rows, count);

    if (!status && r->derive) {
        const int64_t today = date_today();

        for (size_t i = 0; i < *count; i++)
            r->derive(db_arena(db), today, (char *)*rows + i * r->shape->size);
    }
    return status;
}

enum db_status resource_find(struct db *db, const struct resource *r, const char *id, void **row)
{
    struct query query = { r->sql->find, 2, { db_actor(db)->trust, id }, NULL };
    size_t count;
    enum db_status status = rows_of(db, r, &query, row, &count);

    return !status && !count ? DB_NONE : status;
}

enum db_status resource_find_many(struct db *db, const struct resource *r, const char *ids,
                                  void **rows, size_t *count)
{
    struct query query = { r->sql->find_many, 2, { db_actor(db)->trust, ids }, NULL };

    return ids ? rows_of(db, r, &query, rows, count) : DB_TOO_LARGE;
}

enum db_status resource_list(struct db *db, const struct resource *r, const struct list_query *ask,
                             void **rows, size_t *count)
{
    struct query query;

    if (!list_compose(db_arena(db), r->sql->columns, r->sql->from, ask, db_actor(db)->trust,
                      &query))
        return DB_TOO_LARGE;
    if (ask->anew)
        db_plan_anew(db);
    return rows_of(db, r, &query, rows, count);
}

struct total {
    int64_t total;
};
static const struct shape TOTAL = SHAPE("total", total, FIELD(total, total, COUNT, READ_ONLY));

enum db_status resource_count(struct db *db, const struct resource *r,
                              const struct list_query *ask, int64_t *total)
{
    struct query query;
    void *rows;
    size_t count;

    if (!list_compose(db_arena(db), NULL, r->sql->from, ask, db_actor(db)->trust, &query))
        return DB_TOO_LARGE;
    query.gives = &TOTAL;
    enum db_status status = db_query(db, &query, &rows, &count);
    if (!status)
        *total = ((struct total *)rows)->total;
    return status;
}

enum db_status resource_match(struct db *db, const struct match *match, const char *keys,
                              const char *system, struct match_key **found, size_t *count)
{
    const struct query query = { match->sql, match->with_system ? 3 : 2,
                                 { db_actor(db)->trust, keys, system }, &MATCH_KEY };
    void *rows;
    enum db_status status = keys ? db_query(db, &query, &rows, count) : DB_TOO_LARGE;

    *found = status ? NULL : rows;
    return status;
}

/* ---- writing --------------------------------------------------------------------------- */

static const char *as_parameter(struct db *db, const struct resource *r, const void *rows,
                                size_t count)
{
    return rows_as_json(db_arena(db), r->shape, rows, count);
}

/* What follows stands or falls with the write. With `rows` NULL only their number matters. */
static enum db_status write_rows(struct db *db, const struct resource *r, struct query *query,
                                 void **rows, size_t *count)
{
    const bool own = r->follow && !db_has_begun(db);
    void *ignored;

    if (own)
        db_begin(db);
    enum db_status status = rows ? rows_of(db, r, query, rows, count)
                                 : db_query(db, query, &ignored, count);
    if (!status && r->follow)
        status = r->follow(db);
    return !status && own ? db_commit(db) : status;
}

enum db_status resource_add(struct db *db, const struct resource *r, const void *rows, size_t count,
                            void **added)
{
    struct query query = { added ? r->sql->add : r->sql->add_silently, 1,
                           { as_parameter(db, r, rows, count) }, NULL };
    size_t touched;

    return query.params[0] ? write_rows(db, r, &query, added, &touched) : DB_TOO_LARGE;
}

enum db_status resource_save(struct db *db, const struct resource *r, const void *rows,
                             size_t count, void **saved, size_t *nsaved)
{
    struct query query = { r->sql->save, 2,
                           { db_actor(db)->trust, as_parameter(db, r, rows, count) }, NULL };

    if (!query.params[1])
        return DB_TOO_LARGE;
    db_moving(db);
    return write_rows(db, r, &query, saved, nsaved);
}

enum db_status resource_save_one(struct db *db, const struct resource *r, const void *row,
                                 void **saved)
{
    size_t count;
    enum db_status status = resource_save(db, r, row, 1, saved, &count);

    if (status || count)
        return status;
    status = resource_find(db, r, get_text(r->shape, row, "id"), saved);
    if (status)
        return status;
    if (get_text(r->shape, *saved, "deleted_at"))
        return DB_GONE;
    const bool same = get_int(r->shape, *saved, "version") == get_int(r->shape, row, "version");
    return same ? DB_OK : DB_STALE;
}

static enum db_status by_version(struct db *db, const struct resource *r, const char *text,
                                 const void *row, void **rows)
{
    struct query query = { text, 3,
                           { db_actor(db)->trust, get_text(r->shape, row, "id"),
                             arena_format(db_arena(db), "%lld",
                                          (long long)get_int(r->shape, row, "version")) }, NULL };
    size_t count;

    db_moving(db);
    enum db_status status = write_rows(db, r, &query, rows, &count);
    return !status && !count ? DB_STALE : status;
}

enum db_status resource_remove(struct db *db, const struct resource *r, const void *row)
{
    return by_version(db, r, r->sql->remove, row, NULL);
}

enum db_status resource_remove_many(struct db *db, const struct resource *r, const char *ids,
                                    void **removed, size_t *count)
{
    struct query query = { r->sql->remove_many, 2, { db_actor(db)->trust, ids }, NULL };

    if (!ids)
        return DB_TOO_LARGE;
    db_moving(db);
    return write_rows(db, r, &query, removed, count);
}

enum db_status resource_restore(struct db *db, const struct resource *r, const void *row,
                                void **restored)
{
    return by_version(db, r, r->sql->restore, row, restored);
}

enum db_status resource_broken_checks(struct db *db, const struct resource *r, const void *rows,
                                      size_t count, struct broken_check **broken, size_t *nbroken)
{
    const struct query query = { "SELECT row_number, name FROM app.broken_checks($1, $2::jsonb)", 2,
                                 { r->table, as_parameter(db, r, rows, count) }, &BROKEN_CHECK };
    void *found;
    enum db_status status = query.params[1] ? db_query(db, &query, &found, nbroken) : DB_TOO_LARGE;

    *broken = status ? NULL : found;
    return status;
}

const char *text_array(struct arena *arena, const char *const *texts, size_t count)
{
    struct buffer out = { .arena = arena };

    put_char(&out, '{');
    for (size_t i = 0; i < count; i++) {
        put_text(&out, i ? ",\"" : "\"");
        for (const char *at = texts[i]; *at; at++) {
            if (*at == '"' || *at == '\\')
                put_char(&out, '\\');
            put_char(&out, *at);
        }
        put_char(&out, '"');
    }
    put_char(&out, '}');
    return out.failed ? NULL : out.text;
}
