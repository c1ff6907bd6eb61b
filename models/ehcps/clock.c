/* From the facts of cases in the database, through the clock, to the deadlines kept there. */
#include "models/ehcps/clock.h"

#include <stdio.h>
#include <string.h>

#include "models/date.h"
#include "models/encode.h"
#include "models/upkeep.h"
#include "models/uuid.h"

enum { MEMORY = 64 << 20 };

const struct shape CLOCK_IDS = SHAPE("clock_ids", clock_ids, FIELD(clock_ids, ids, NOTE, 0));
const struct shape CLOCK_BATCH = SHAPE("clock_batch", clock_batch,
    FIELD(clock_batch, most, COUNT, 0),
    FIELD(clock_batch, own,  FLAG,  0));
const struct shape CLOCK_FAILURES = SHAPE("clock_failures", clock_failures,
    FIELD(clock_failures, failures, COUNT, 0));
const struct shape CLOCK_KEPT = SHAPE("clock_kept", clock_kept,
    FIELD(clock_kept, ids,  NOTE, 0),
    FIELD(clock_kept, rows, NOTE, 0));
const struct shape CLOCK_RULE = SHAPE("clock_rule", clock_rule,
    FIELD(clock_rule, code,        LABEL, 0),
    FIELD(clock_rule, title,       NOTE,  0),
    FIELD(clock_rule, owed_by,     LABEL, 0),
    FIELD(clock_rule, period,      COUNT, 0),
    FIELD(clock_rule, unit,        LABEL, 0),
    FIELD(clock_rule, legal_basis, NOTE,  0),
    FIELD(clock_rule, exceptions,  NOTE,  0),
    FIELD(clock_rule, advisory,    FLAG,  0),
    FIELD(clock_rule, unconfirmed, FLAG,  0));
const struct shape CLOCK_HOLIDAY = SHAPE("clock_holiday", clock_holiday,
    FIELD(clock_holiday, day, DAY, 0));
const struct shape CLOCK_CASE_ROW = SHAPE("clock_case_row", clock_case_row,
    FIELD(clock_case_row, id,            UUID,    0),
    FIELD(clock_case_row, date_of_birth, DAY,     0),
    FIELD(clock_case_row, nc_year,       NC_YEAR, 0));
const struct shape CLOCK_FACT_ROW = SHAPE("clock_fact_row", clock_fact_row,
    FIELD(clock_fact_row, ehcp_id,   UUID,  0),
    FIELD(clock_fact_row, kind,      LABEL, 0),
    FIELD(clock_fact_row, detail,    LABEL, 0),
    FIELD(clock_fact_row, on,        DAY,   0),
    FIELD(clock_fact_row, about_on,  DAY,   0),
    FIELD(clock_fact_row, until,     DAY,   0),
    FIELD(clock_fact_row, record_id, UUID,  0));

/* What is the same for every case: the law and the calendar. */
struct law {
    struct duty_rule *rules;
    size_t rule_count;
    struct day_calendar calendar;
};

/* A number of cases with their facts, those of one case together and in order. */
struct docket {
    struct law law;
    struct clock_case_row *cases;
    size_t case_count;
    struct clock_fact_row *facts;
    size_t fact_count;
    size_t next; /* fact that has not been taken */
};

/* ---- reading --------------------------------------------------------------------------- */

static enum db_status read_rules(struct db *db, struct law *law)
{
    static const struct nothing none;
    struct clock_rule *rows;
    enum db_status status = clock_rules(db, &none, &rows, &law->rule_count);

    if (status)
        return status;
    law->rules = arena_take(db_arena(db), (law->rule_count + 1) * sizeof *law->rules);
    for (size_t i = 0; law->rules && i < law->rule_count; i++)
        law->rules[i] = (struct duty_rule){
            .code = rows[i].code, .title = rows[i].title, .owed_by = rows[i].owed_by,
            .period = rows[i].period, .unit = rows[i].unit, .legal_basis = rows[i].legal_basis,
            .exceptions = rows[i].exceptions, .advisory = rows[i].advisory,
            .unconfirmed = rows[i].unconfirmed,
        };
    return law->rules ? DB_OK : DB_TOO_LARGE;
}

static enum db_status read_holidays(struct db *db, struct law *law)
{
    static const struct nothing none;
    struct clock_holiday *rows;
    size_t count;
    enum db_status status = clock_holidays(db, &none, &rows, &count);

    if (status)
        return status;
    int64_t *days = arena_take(db_arena(db), (count + 1) * sizeof *days);
    for (size_t i = 0; days && i < count; i++)
        date_read(rows[i].day, &days[i]);
    law->calendar = (struct day_calendar){ .bank_holidays = days, .bank_holiday_count = count };
    return days ? DB_OK : DB_TOO_LARGE;
}

static enum db_status read_docket(struct db *db, const char *ids, struct docket *docket)
{
    const struct clock_ids asked = { ids };
    enum db_status status = read_rules(db, &docket->law);

    if (!status)
        status = read_holidays(db, &docket->law);
    if (!status)
        status = clock_case_rows(db, &asked, &docket->cases, &docket->case_count);
    if (!status)
        status = clock_fact_rows(db, &asked, &docket->facts, &docket->fact_count);
    return status;
}

/* ---- counting -------------------------------------------------------------------------- */

/* Facts the clock has no word for are none of its business. */
static bool take_fact(const struct clock_fact_row *row, struct ehcp_fact *fact)
{
    *fact = (struct ehcp_fact){ .about_on = NONE, .until = NONE, .record_id = row->record_id };
    if (row->about_on)
        date_read(row->about_on, &fact->about_on);
    if (row->until)
        date_read(row->until, &fact->until);
    return ehcp_fact_kind_read(row->kind, &fact->kind) &&
           ehcp_detail_read(row->detail, &fact->detail) && date_read(row->on, &fact->on);
}

/* Cases and facts are both in the order of the cases' ids: each case takes what is its own. */
static bool count_case(struct arena *arena, struct docket *docket, size_t at,
                       struct ehcp_duties *duties)
{
    const struct clock_case_row *one = &docket->cases[at];
    size_t end = docket->next;

    while (docket->next < docket->fact_count &&
           strcmp(docket->facts[docket->next].ehcp_id, one->id) < 0)
        docket->next++;
    for (end = docket->next; end < docket->fact_count &&
                             strcmp(docket->facts[end].ehcp_id, one->id) == 0;)
        end++;
    struct ehcp_fact *facts = arena_take(arena, (end - docket->next + 1) * sizeof *facts);
    struct ehcp_case of = { .rules = docket->law.rules, .rule_count = docket->law.rule_count,
                            .facts = facts, .calendar = docket->law.calendar,
                            .pupil = { .born = NONE, .nc_year = one->nc_year,
                                       .nc_year_on = date_today() } };

    if (!facts)
        return false;
    date_read(one->date_of_birth, &of.pupil.born);
    for (; docket->next < end; docket->next++)
        of.fact_count += take_fact(&docket->facts[docket->next], &facts[of.fact_count]);
    return ehcp_clock(arena, &of, duties);
}

static const char *text_of(struct arena *arena, int64_t day)
{
    char *text = day == NONE ? NULL : arena_take(arena, DATE_TEXT);

    if (text)
        date_write(day, text);
    return text;
}

static struct deadline as_row(struct arena *arena, const char *ehcp_id,
                              const struct ehcp_duty *duty)
{
    return (struct deadline){
        .ehcp_id = ehcp_id, .duty = duty->rule->code, .title = duty->rule->title,
        .owed_by = duty->rule->owed_by, .record_id = duty->record_id,
        .occurrence = duty->occurrence, .known_on = text_of(arena, duty->known_on),
        .trigger_on = text_of(arena, duty->trigger_on), .due_on = text_of(arena, duty->due_on),
        .published_on = text_of(arena, duty->published_on),
        .done_on = text_of(arena, duty->done_on), .ended_on = text_of(arena, duty->ended_on),
        .foreseen = duty->foreseen, .exceptions = deadline_exceptions(arena, duty, ~0u),
        .explanation = duty->explanation, .legal_basis = duty->rule->legal_basis,
        .advisory = duty->rule->advisory, .unconfirmed = duty->rule->unconfirmed,
    };
}

/* ---- keeping --------------------------------------------------------------------------- */

/* The columns that app.keep_deadlines reads. */
static void put_kept(struct buffer *out, const struct deadline *row)
{
    static const char *const KEPT_MEMBERS[] = {
        "id", "ehcp_id", "duty", "record_id", "occurrence", "part", "known_on", "trigger_on",
        "due_on", "published_on", "done_on", "ended_on", "foreseen", "exceptions", "explanation"
    };

    put_text(out, out->length > 1 ? ",{" : "{");
    for (size_t i = 0; i < sizeof KEPT_MEMBERS / sizeof *KEPT_MEMBERS; i++) {
        put_text(out, i ? "," : "");
        put_member(out, shape_field(&DEADLINE, KEPT_MEMBERS[i]), row);
    }
    put_char(out, '}');
}

/* Which of the rows of one occurrence: one whose date was moved by a later fact has several. */
static int64_t part_of(const struct ehcp_duties *duties, size_t at)
{
    const struct ehcp_duty *one = &duties->rows[at];
    int64_t part = 1;

    for (size_t i = 0; i < at; i++) {
        const struct ehcp_duty *other = &duties->rows[i];

        part += other->rule == one->rule && other->occurrence == one->occurrence;
    }
    return part;
}

/* Only what has a date is kept. */
static bool put_case(struct arena *arena, struct buffer *out, const char *ehcp_id,
                     const struct ehcp_duties *duties)
{
    char id[UUID_TEXT];

    for (size_t i = 0; i < duties->count; i++) {
        struct deadline row = as_row(arena, ehcp_id, &duties->rows[i]);

        if (!row.due_on)
            continue;
        uuid_make(id);
        row.id = id;
        row.part = part_of(duties, i);
        put_kept(out, &row);
    }
    return !out->failed;
}

static enum db_status keep(struct db *db, const char *ids)
{
    struct arena *arena = db_arena(db);
    struct buffer rows = { .arena = arena };
    struct docket docket = { .next = 0 };
    struct ehcp_duties duties;
    enum db_status status = read_docket(db, ids, &docket);

    put_char(&rows, '[');
    for (size_t i = 0; !status && i < docket.case_count; i++) {
        if (!count_case(arena, &docket, i, &duties) ||
            !put_case(arena, &rows, docket.cases[i].id, &duties))
            status = DB_TOO_LARGE;
    }
    put_char(&rows, ']');
    if (!status && rows.failed)
        status = DB_TOO_LARGE;
    const struct clock_kept kept = { ids, rows.text };
    if (!status)
        status = clock_keep(db, &kept);
    return status;
}

static enum db_status wind(struct db *db, const struct clock_batch *batch,
                           struct clock_wound *wound)
{
    struct key *found;
    enum db_status status = clock_stale_ids(db, batch, &found, &wound->count);

    if (status || !wound->count)
        return status;
    const char **ids = arena_take(db_arena(db), wound->count * sizeof *ids);
    for (size_t i = 0; ids && i < wound->count; i++)
        ids[i] = found[i].id;
    snprintf(wound->first, sizeof wound->first, "%s", found[0].id);
    const char *array = ids ? text_array(db_arena(db), ids, wound->count) : NULL;
    return array ? keep(db, array) : DB_TOO_LARGE;
}

static enum db_status wind_apart(struct db *db, const struct clock_batch *batch,
                                 struct clock_wound *wound)
{
    struct arena scratch = { .limit = MEMORY };
    struct arena *before = db_read_into(db, &scratch);

    *wound = (struct clock_wound){ 0 };
    const enum db_status status = wind(db, batch, wound);
    db_read_into(db, before);
    arena_free(&scratch);
    return status;
}

enum db_status clock_follow(struct db *db)
{
    const struct clock_batch batch = { CLOCK_BATCH_MAX, true };
    struct clock_wound wound = { .count = CLOCK_BATCH_MAX };
    enum db_status status = DB_OK;

    while (!status && wound.count == CLOCK_BATCH_MAX)
        status = wind_apart(db, &batch, &wound);
    return status;
}

enum db_status clock_wind(struct db *db, size_t most, struct clock_wound *wound)
{
    const struct clock_batch batch = { (int64_t)most, false };

    db_begin(db);
    const enum db_status status = wind_apart(db, &batch, wound);
    return status ? status : db_commit(db);
}

enum db_status clock_postpone(struct db *db, const char *ehcp_id, int64_t *failures)
{
    const struct key key = { ehcp_id };
    struct clock_failures failed;
    enum db_status status = db_settle(db, false); /* of the attempt */

    if (!status)
        status = clock_put_off(db, &key, &failed);
    if (!status)
        *failures = failed.failures;
    return status;
}

/* ---- telling --------------------------------------------------------------------------- */

enum db_status clock_read(struct db *db, const char *ehcp_id, int64_t as_of,
                          struct deadline **rows, size_t *count)
{
    struct arena *arena = db_arena(db);
    struct docket docket = { .next = 0 };
    struct ehcp_duties duties;
    enum db_status status = read_docket(db, text_array(arena, &ehcp_id, 1), &docket);

    if (status || !docket.case_count)
        return status ? status : DB_NONE;
    if (!count_case(arena, &docket, 0, &duties))
        return DB_TOO_LARGE;
    *rows = arena_take(arena, (duties.count + 1) * sizeof **rows);
    *count = 0;
    for (size_t i = 0; *rows && i < duties.count; i++) {
        struct deadline *row = &(*rows)[*count];
        const struct ehcp_duty_view view = ehcp_duty_as_of(&duties.rows[i], as_of);

        *row = as_row(arena, ehcp_id, &duties.rows[i]);
        row->explanation = view.explanation;
        *count += deadline_look(arena, as_of, row);
    }
    return *rows ? DB_OK : DB_TOO_LARGE;
}
