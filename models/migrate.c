#include "models/migrate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/buffer.h"
#include "models/schema.h"

struct applied {
    const char *name;
    const char *digest;
};
static const struct shape APPLIED = SHAPE("applied", applied,
    FIELD(applied, name,   LABEL, 0),
    FIELD(applied, digest, LABEL, 0));

enum { MEMORY = 4 << 20 };

const struct stated_rule *stated_rule(const char *name)
{
    for (const struct stated_rule *r = STATED_RULES; r->name; r++) {
        if (strcmp(r->name, name) == 0)
            return r;
    }
    return NULL;
}

/* The record of what was applied; the first of all statements, so it stands outside the numbered
 * files. */
static const char RECORD[] =
    "CREATE TABLE IF NOT EXISTS public.schema_migration (name text PRIMARY KEY, digest text NOT "
    "NULL,"
    " applied_at timestamptz NOT NULL DEFAULT now());"
    "GRANT SELECT ON public.schema_migration TO PUBLIC; GRANT USAGE ON SCHEMA public TO PUBLIC;"
    "SELECT pg_advisory_lock(hashtext('tamar migrate'))";

static enum db_status read_applied(struct db *db, struct arena *arena, struct applied **rows,
                                   size_t *count)
{
    const struct query query = {
        "SELECT name, digest FROM public.schema_migration ORDER BY name", 0, { NULL }, &APPLIED
    };
    const struct lease lease = { .arena = arena };
    void *found = NULL;
    enum db_status status = db_lease(db, &lease);

    if (!status)
        status = db_query(db, &query, &found, count);
    db_release(db);
    *rows = found;
    return status;
}

static const char *digest_applied(const struct applied *rows, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rows[i].name, name) == 0)
            return rows[i].digest;
    }
    return NULL;
}

/* Roles come first and belong to the server; everything after them is made by the owner role. */
static enum db_status apply(struct db *owner, struct arena *arena, const struct migration *m)
{
    struct buffer script = { .arena = arena };
    const bool roles = strcmp(m->name, "000_roles") == 0;

    put_text(&script, "BEGIN;\n");
    put_text(&script, roles ? "" : "SET LOCAL ROLE tamar_owner;\n");
    put_text(&script, m->sql);
    put_text(&script, roles ? ";" : "; RESET ROLE;");
    put_text(&script, "INSERT INTO public.schema_migration (name, digest) VALUES ('");
    put_text(&script, m->name);
    put_text(&script, "', '");
    put_text(&script, m->digest);
    put_text(&script, "'); COMMIT;");
    if (script.failed)
        return DB_TOO_LARGE;
    const enum db_status status = db_script(owner, script.text);
    if (status)
        db_script(owner, "ROLLBACK");
    return status;
}

enum db_status migrate(struct db *owner, void (*step)(const char *name))
{
    struct arena arena = { .limit = MEMORY };
    struct applied *rows;
    size_t count;
    enum db_status status = db_script(owner, RECORD);

    if (!status)
        status = read_applied(owner, &arena, &rows, &count);
    for (const struct migration *m = MIGRATIONS; !status && m->name; m++) {
        const char *digest = digest_applied(rows, count, m->name);

        if (digest && strcmp(digest, m->digest) == 0)
            continue;
        if (digest) {
            step("refused: a migration that was applied has changed since");
            status = DB_FAILED;
            break;
        }
        step(m->name);
        status = apply(owner, &arena, m);
    }
    if (db_script(owner, "SELECT pg_advisory_unlock_all()") != DB_OK && !status)
        status = DB_FAILED;
    arena_free(&arena);
    return status;
}

void schema_digest(char out[65])
{
    /* The digests of all files, folded; it only has to differ when one of them does. */
    unsigned char sum[32] = { 0 };

    for (const struct migration *m = MIGRATIONS; m->name; m++) {
        for (size_t i = 0; i < 32; i++) {
            char pair[3] = { m->digest[2 * i], m->digest[2 * i + 1], '\0' };

            sum[i] = (unsigned char)(sum[i] * 31 + strtoul(pair, NULL, 16));
        }
    }
    for (size_t i = 0; i < 32; i++)
        snprintf(out + 2 * i, 3, "%02x", sum[i]);
}

enum db_status schema_is_current(struct db *db, bool *current)
{
    struct arena arena = { .limit = MEMORY };
    struct applied *rows;
    size_t count, wanted = 0;
    const enum db_status status = read_applied(db, &arena, &rows, &count);

    *current = !status;
    for (const struct migration *m = MIGRATIONS; *current && m->name; m++, wanted++) {
        const char *digest = digest_applied(rows, count, m->name);

        *current = digest && strcmp(digest, m->digest) == 0;
    }
    *current = *current && wanted == count;
    arena_free(&arena);
    return status;
}
