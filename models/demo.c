/* The functions of the demo are temporary, so they stand on no list of statements: nothing but the
 * connection that loaded them could prepare these. */
#include "models/demo.h"

#include "models/ehcps/deadline.h"
#include "models/schema.h"

static const struct shape TRUST_OF_DEMO = SHAPE("demo_trust", demo_trust,
    FIELD(demo_trust, position, COUNT,             READ_ONLY),
    FIELD(demo_trust, id,       UUID,              READ_ONLY),
    FIELD(demo_trust, name,     ORGANISATION_NAME, READ_ONLY));

static const struct shape SCHOOL_OF_DEMO = SHAPE("demo_school", demo_school,
    FIELD(demo_school, number,  COUNT,   READ_ONLY),
    FIELD(demo_school, id,      UUID,    READ_ONLY),
    FIELD(demo_school, la_code, LA_CODE, READ_ONLY),
    FIELD(demo_school, hosts,   FLAG,    READ_ONLY));

enum db_status demo_load(struct db *db)
{
    /* A batch of pupils takes longer than a request may. Two demos come one after the other, and
     * one that was killed while it was being committed has ended before the next looks around. */
    const enum db_status status = db_script(db, "SET statement_timeout = 0; SET lock_timeout = 0;"
                                                " SELECT pg_advisory_lock(hashtext('tamar demo'))");

    if (status)
        return status;
    return db_script(db, NAMES_SQL) || db_script(db, DEMO_SQL) || db_script(db, CASEWORK_SQL) ||
                   db_script(db, FUNDING_SQL) || db_script(db, INSPECTIONS_SQL) ||
                   db_script(db, BOARDS_SQL)
               ? DB_FAILED
               : DB_OK;
}

enum db_status demo_trusts(struct db *db, struct demo_trust **rows, size_t *count)
{
    const struct query query = { "SELECT position, id, name FROM pg_temp.demo_trusts()"
                                 " ORDER BY position", 0, { NULL }, &TRUST_OF_DEMO };
    void *found;
    const enum db_status status = db_query(db, &query, &found, count);

    *rows = found;
    return status;
}

static const char *digits(struct db *db, int64_t number)
{
    return arena_format(db_arena(db), "%lld", (long long)number);
}

static enum db_status call(struct db *db, const struct query *query)
{
    void *ignored;
    size_t count;

    return db_query(db, query, &ignored, &count);
}

enum db_status demo_add_schools(struct db *db, int64_t position, const char *seed)
{
    const struct query query = { "SELECT pg_temp.demo_schools($1::integer, $2)", 2,
                                 { digits(db, position), seed }, NULL };

    return call(db, &query);
}

enum db_status demo_schools(struct db *db, int64_t position, const char *seed,
                            struct demo_school **rows, size_t *count)
{
    const struct query query = { "SELECT number, id, la_code, base_of IS NOT NULL AS hosts"
                                 " FROM pg_temp.demo_school_list($1::integer, $2) ORDER BY number",
                                 2, { digits(db, position), seed }, &SCHOOL_OF_DEMO };
    void *found;
    const enum db_status status = db_query(db, &query, &found, count);

    *rows = found;
    return status;
}

enum db_status demo_add_pupils(struct db *db, int64_t position, const char *seed, int64_t first,
                               int64_t last)
{
    const struct query query = { "SELECT pg_temp.demo_pupils($1::integer, $2, $3::integer,"
                                 " $4::integer)", 4,
                                 { digits(db, position), seed, digits(db, first),
                                   digits(db, last) }, NULL };

    return call(db, &query);
}

static enum db_status count_clocks(struct db *db)
{
    struct clock_wound wound = { .count = CLOCK_BATCH_MAX };
    enum db_status status = DB_OK;

    while (!status && wound.count == CLOCK_BATCH_MAX)
        status = clock_wind(db, CLOCK_BATCH_MAX, &wound);
    return status;
}

enum db_status demo_add_casework(struct db *db, int64_t position, const char *seed)
{
    const struct query query = { "SELECT pg_temp.demo_casework($1::integer, $2)", 2,
                                 { digits(db, position), seed }, NULL };
    const enum db_status status = call(db, &query);

    return status ? status : count_clocks(db);
}

enum db_status demo_add_funding(struct db *db, int64_t position, const char *seed)
{
    const struct query query = { "SELECT pg_temp.demo_funding($1::integer, $2)", 2,
                                 { digits(db, position), seed }, NULL };

    return call(db, &query);
}

enum db_status demo_add_inspections(struct db *db, int64_t position, const char *seed)
{
    const struct query query = { "SELECT pg_temp.demo_inspections($1::integer, $2)", 2,
                                 { digits(db, position), seed }, NULL };

    return call(db, &query);
}

enum db_status demo_add_boards(struct db *db, int64_t position, const char *seed)
{
    const struct query query = { "SELECT pg_temp.demo_boards($1::integer, $2)", 2,
                                 { digits(db, position), seed }, NULL };

    return call(db, &query);
}

enum db_status demo_add_board_pupil(struct db *db, int64_t position, const char *seed)
{
    const struct query query = { "SELECT pg_temp.demo_board_pupil($1::integer, $2)", 2,
                                 { digits(db, position), seed }, NULL };

    return call(db, &query);
}

enum db_status demo_finish(struct db *db)
{
    return db_script(db, "ANALYZE app.pupil, app.school, app.change, app.credential,"
                         " app.user_account, app.client, app.access_grant, app.ehcp, app.deadline,"
                         " app.provision, app.placement, app.funding_band, app.inspection");
}
