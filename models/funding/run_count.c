/* From placements, bands, rates and agreements to the lines of a run. Placements come some hundred
 * at a time, so that the memory of a run does not grow with the trust. */
#include "models/funding/run_count.h"

#include <stdlib.h>
#include <string.h>

#include "models/encode.h"
#include "models/funding/run_problem.h"
#include "models/upkeep.h"
#include "models/uuid.h"

enum { BATCH = 500, MEMORY = 48 << 20 };

/* The rows of one subject among rows in its order, each of which starts with its id. */
struct rows {
    const void *all;
    size_t count, size, next;
};

static const char *subject_at(const struct rows *rows, size_t at)
{
    const void *row = (const char *)rows->all + at * rows->size;

    return *(const char *const *)row;
}

static const void *take_rows(struct rows *rows, const char *subject, size_t *count)
{
    while (rows->next < rows->count && strcmp(subject_at(rows, rows->next), subject) < 0)
        rows->next++;
    const size_t first = rows->next;
    size_t end = first;

    while (end < rows->count && strcmp(subject_at(rows, end), subject) == 0)
        end++;
    *count = end - first;
    return (const char *)rows->all + first * rows->size;
}

/* ---- placements ------------------------------------------------------------------------ */

struct batch {
    struct run_placement *placements;
    size_t count;
    struct rows authorities, rates, without, posted;
};

static enum db_status read_facts(struct db *db, const char *ids, struct batch *batch)
{
    const struct run_subjects asked = { ids };
    struct run_authority *authorities;
    struct run_rate *rates;
    struct run_span *without;
    struct run_posted *posted;
    enum db_status status = run_authorities_read(db, &asked, &authorities,
                                                 &batch->authorities.count);

    if (!status)
        status = run_top_up_rates_read(db, &asked, &rates, &batch->rates.count);
    if (!status)
        status = run_suspensions_read(db, &asked, &without, &batch->without.count);
    if (!status)
        status = run_posted_read(db, &asked, &posted, &batch->posted.count);
    if (status)
        return status;
    batch->authorities = (struct rows){ authorities, batch->authorities.count,
                                        sizeof *authorities, 0 };
    batch->rates = (struct rows){ rates, batch->rates.count, sizeof *rates, 0 };
    batch->without = (struct rows){ without, batch->without.count, sizeof *without, 0 };
    batch->posted = (struct rows){ posted, batch->posted.count, sizeof *posted, 0 };
    return DB_OK;
}

static enum db_status read_batch(struct db *db, const char *past, struct batch *batch)
{
    const struct run_page page = { past, BATCH };
    enum db_status status = run_placements_read(db, &page, &batch->placements, &batch->count);
    const char **ids = arena_take(db_arena(db), (batch->count + 1) * sizeof *ids);

    if (status || !ids)
        return status ? status : DB_TOO_LARGE;
    for (size_t i = 0; i < batch->count; i++)
        ids[i] = batch->placements[i].id;
    const char *array = text_array(db_arena(db), ids, batch->count);

    return array ? read_facts(db, array, batch) : DB_TOO_LARGE;
}

/* The first of the streams of a provision, or where it would be. */
static size_t first_of(const struct counting *c, const char *provision)
{
    size_t low = 0, high = c->top_up_count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (strcmp(c->top_ups[middle]->rows->provision_id, provision) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool count_placement(struct counting *c, struct batch *batch,
                            const struct run_placement *placement)
{
    struct run_stay stay = { .placement = placement };

    stay.authorities = take_rows(&batch->authorities, placement->id, &stay.authority_count);
    stay.rates = take_rows(&batch->rates, placement->id, &stay.rate_count);
    stay.without = take_rows(&batch->without, placement->id, &stay.without_count);
    stay.posted = take_rows(&batch->posted, placement->id, &stay.posted_count);
    for (size_t i = first_of(c, placement->provision_id); i < c->top_up_count; i++) {
        if (strcmp(c->top_ups[i]->rows->provision_id, placement->provision_id) != 0)
            break;
        if (!run_count_stay(c, c->top_ups[i], &stay))
            return false;
    }
    return true;
}

/* Those that were counted are kept, and their memory given back. */
static enum db_status count_batch(struct counting *c, struct db *db, char past[UUID_TEXT],
                                  bool *more)
{
    struct batch batch = { .count = 0 };
    enum db_status status = read_batch(db, past, &batch);

    for (size_t i = 0; !status && i < batch.count; i++) {
        if (!count_placement(c, &batch, &batch.placements[i]))
            status = DB_TOO_LARGE;
    }
    *more = !status && batch.count == BATCH;
    if (*more)
        memcpy(past, batch.placements[batch.count - 1].id, UUID_TEXT);
    return status ? status : run_keep_lines(c, db);
}

static enum db_status count_placements(struct counting *c, struct db *db)
{
    char past[UUID_TEXT] = "00000000-0000-0000-0000-000000000000";
    enum db_status status = DB_OK;

    for (bool more = true; !status && more;) {
        struct arena scratch = { .limit = MEMORY };
        struct arena *before = db_read_into(db, &scratch);

        run_start_lines(c, &scratch);
        status = count_batch(c, db, past, &more);
        db_read_into(db, before);
        arena_free(&scratch);
    }
    return status;
}

/* ---- agreements ------------------------------------------------------------------------ */

static bool group_streams(struct counting *c, struct arena *arena, const struct run_terms *terms,
                          size_t count)
{
    c->streams = arena_take(arena, (count + 1) * sizeof *c->streams);
    for (size_t i = 0; c->streams && i < count; i++) {
        struct run_stream *last = c->stream_count ? &c->streams[c->stream_count - 1] : NULL;

        if (last && strcmp(last->rows->agreement_id, terms[i].agreement_id) == 0 &&
            strcmp(last->rows->stream, terms[i].stream) == 0)
            last->count++;
        else
            c->streams[c->stream_count++] = (struct run_stream){ &terms[i], 1 };
    }
    return c->streams;
}

static int by_provision(const void *a, const void *b)
{
    const struct run_stream *const *one = a, *const *other = b;

    return strcmp((*one)->rows->provision_id, (*other)->rows->provision_id);
}

static bool sort_top_ups(struct counting *c, struct arena *arena)
{
    c->top_ups = arena_take(arena, (c->stream_count + 1) * sizeof *c->top_ups);
    for (size_t i = 0; c->top_ups && i < c->stream_count; i++) {
        const struct run_stream *stream = &c->streams[i];

        if (strcmp(stream->rows->stream, "top_ups") == 0 && !run_shares_receipts(stream))
            c->top_ups[c->top_up_count++] = stream;
    }
    if (c->top_ups)
        qsort(c->top_ups, c->top_up_count, sizeof *c->top_ups, by_provision);
    return c->top_ups;
}

static enum db_status count_wholes(struct counting *c, struct db *db)
{
    static const struct nothing none;
    static const struct run_subjects wholes = { NULL };
    struct run_rate *rates;
    struct run_posted *posted;
    struct run_received *received;
    struct rows of_rates = { .size = sizeof *rates }, of_posted = { .size = sizeof *posted },
                of_received = { .size = sizeof *received };
    enum db_status status = run_place_rates_read(db, &none, &rates, &of_rates.count);

    if (!status)
        status = run_posted_read(db, &wholes, &posted, &of_posted.count);
    if (!status)
        status = run_received_read(db, &none, &received, &of_received.count);
    if (status)
        return status;
    of_rates.all = rates;
    of_posted.all = posted;
    of_received.all = received;
    run_start_lines(c, db_arena(db));
    for (size_t i = 0; i < c->stream_count; i++) {
        const char *agreement = c->streams[i].rows->agreement_id;
        struct run_whole whole;

        whole.rates = take_rows(&of_rates, agreement, &whole.rate_count);
        whole.posted = take_rows(&of_posted, agreement, &whole.posted_count);
        whole.received = take_rows(&of_received, agreement, &whole.received_count);
        if (!run_count_whole(c, &c->streams[i], &whole))
            return DB_TOO_LARGE;
    }
    return run_keep_lines(c, db);
}

static enum db_status count_all(struct counting *c, struct db *db)
{
    static const struct nothing none;
    struct run_terms *terms;
    size_t count;
    enum db_status status = run_terms_read(db, &none, &terms, &count);

    if (!status && !(group_streams(c, db_arena(db), terms, count) && sort_top_ups(c, db_arena(db))))
        status = DB_TOO_LARGE;
    if (!status)
        status = count_wholes(c, db);
    return status ? status : count_placements(c, db);
}

static enum db_status count_into(struct db *db, struct funding_run *run, bool forecast)
{
    const struct new_funding_run asked = { run->period, forecast };
    struct counting c = { .run_id = run->id, .problems = { .arena = db_arena(db) } };
    struct run_opened opened;
    enum db_status status = be_patient(db);

    if (!status)
        status = funding_run_begin(db, &asked, &opened);
    if (status)
        return status;
    period_read(run->period, &c.period);
    period_read(opened.first_open, &c.first_open);
    put_char(&c.problems, '[');
    status = count_all(&c, db);
    if (!status)
        status = run_tell_gaps(&c, db);
    if (!status)
        status = run_leave_out(&c, db);
    put_char(&c.problems, ']');
    run->problems = c.problems.text;
    return !status && c.problems.failed ? DB_TOO_LARGE : status;
}

enum db_status run_count(struct db *db, struct funding_run *run, bool forecast, const char **same)
{
    struct key found = { NULL };
    enum db_status status = count_into(db, run, forecast);

    *same = NULL;
    if (status)
        return status;
    const struct run_counted counted = { run->id, run->period, run->problems };
    status = run_same_find(db, &counted, &found);
    *same = status ? NULL : found.id;
    return status == DB_NONE ? DB_OK : status;
}

enum db_status run_recount(struct db *db, const struct funding_run *run)
{
    const struct key of = { run->id };
    char id[UUID_TEXT];
    struct funding_run again = { .id = id, .period = run->period };
    struct run_awaits awaits;
    enum db_status status = funding_recount_begin(db, &of, &awaits);

    if (status || !awaits.approval)
        return status;
    uuid_make(id);
    status = count_into(db, &again, true);
    if (status)
        return status;
    const struct run_recounted recounted = { run->id, id, again.problems };
    return funding_recount_judge(db, &recounted);
}
