/* What became of every row, in the order they came; or the rejected ones as CSV, to mend and send
 * again. */
#include <string.h>

#include "api/bulk/bulk.h"
#include "api/problem.h"

struct summary {
    size_t created, updated, unchanged, deleted, failed;
};

static struct summary summarise(const struct bulk *b)
{
    struct summary s = { 0 };

    for (size_t i = 0; i < b->count; i++) {
        const struct bulk_row *row = &b->rows[i];

        s.failed += row->problem != NULL;
        if (row->problem || !row->result)
            continue;
        s.created += strcmp(row->result, "created") == 0;
        s.updated += strcmp(row->result, "updated") == 0;
        s.unchanged += strcmp(row->result, "unchanged") == 0;
        s.deleted += strcmp(row->result, "deleted") == 0;
    }
    return s;
}

static unsigned status_of(const struct bulk_row *row, bool kept)
{
    if (row->problem)
        return problem_named(row->problem)->status;
    if (!kept)
        return 424; /* nothing is wrong with it, but it was not written */
    return strcmp(row->result, "created") == 0   ? 201
           : strcmp(row->result, "deleted") == 0 ? 204
                                                 : 200;
}

static const char *id_of(const struct bulk *b, const struct bulk_row *row)
{
    const void *from = row->current ? row->current : row->row;

    return from ? get_text(b->resource->shape, from, "id") : NULL;
}

static void put_problem_of(struct buffer *out, const struct bulk_row *row)
{
    const struct problem *p = problem_named(row->problem);

    put_text(out, ",\"problem\":");
    put_problem(out, p, NULL);
    put_faults(out, &row->faults);
    put_char(out, '}');
}

static void put_result(struct ctx *c, struct buffer *out, const struct bulk *b, size_t i, bool kept)
{
    const struct bulk_row *row = &b->rows[i];
    const char *id = row->problem && !row->current ? NULL : id_of(b, row);

    put_text(out, i ? ",{\"index\":" : "{\"index\":");
    put_int(out, (int64_t)i);
    if (row->line) {
        put_text(out, ",\"line\":");
        put_int(out, (int64_t)row->line);
    }
    put_text(out, ",\"status\":");
    put_int(out, status_of(row, kept));
    put_text(out, ",\"result\":\"");
    put_text(out, row->problem ? "failed" : kept ? row->result : "not_written");
    put_char(out, '"');
    if (id && (kept || row->current)) {
        put_text(out, ",\"id\":\"");
        put_text(out, id);
        put_char(out, '"');
    }
    if (!row->problem && kept && row->version) {
        put_text(out, ",\"etag\":\"\\\"v");
        put_int(out, row->version);
        put_text(out, "\\\"\"");
    }
    if (row->problem)
        put_problem_of(out, row);
    put_char(out, '}');
    (void)c;
}

static void put_count(struct buffer *out, const char *name, size_t count)
{
    put_text(out, name);
    put_int(out, (int64_t)count);
}

static void put_body(struct ctx *c, struct buffer *out, const struct bulk *b, bool kept)
{
    const struct summary s = kept ? summarise(b) : (struct summary){ .failed = bulk_failures(b) };

    put_text(out, b->partial ? "\"mode\":\"partial\"" : "\"mode\":\"atomic\"");
    put_text(out, c->dry_run ? ",\"dry_run\":true" : ",\"dry_run\":false");
    put_count(out, ",\"summary\":{\"total\":", b->count);
    put_count(out, ",\"created\":", s.created);
    put_count(out, ",\"updated\":", s.updated);
    put_count(out, ",\"unchanged\":", s.unchanged);
    put_count(out, ",\"deleted\":", s.deleted);
    put_count(out, ",\"failed\":", s.failed);
    put_text(out, "},\"results\":[");
    for (size_t i = 0; i < b->count; i++)
        put_result(c, out, b, i, kept);
    put_text(out, "]}");
}

/* Rejects that are sent again carry last time's verdict in front, which is not repeated. */
static struct slice without_verdict(const struct bulk *b, struct slice record)
{
    static const char VERDICT[] = "_line,_status,_errors,";
    size_t commas = 0;
    bool quoted = false;

    if (b->header.length < sizeof VERDICT - 1 ||
        memcmp(b->header.text, VERDICT, sizeof VERDICT - 1) != 0)
        return record;
    for (size_t i = 0; i < record.length; i++) {
        if (record.text[i] == '"')
            quoted = !quoted;
        if (record.text[i] == ',' && !quoted && ++commas == 3)
            return (struct slice){ record.text + i + 1, record.length - i - 1 };
    }
    return record;
}

static void put_reject(struct ctx *c, struct buffer *out, const struct bulk *b,
                       const struct bulk_row *row)
{
    struct buffer errors = { .arena = c->arena };

    put_int(out, (int64_t)(row->line ? row->line : (size_t)(row - b->rows) + 1));
    put_char(out, ',');
    put_int(out, status_of(row, true));
    put_char(out, ',');
    put_text(&errors, row->faults.count ? "" : row->problem);
    for (size_t i = 0; i < row->faults.count; i++) {
        const struct fault *f = &row->faults.items[i];

        put_text(&errors, i ? "; " : "");
        put_text(&errors, f->place + (*f->place == '/'));
        put_text(&errors, " ");
        put_text(&errors, f->detail);
        put_text(&errors, " [");
        put_text(&errors, f->code);
        put_text(&errors, "]");
    }
    put_csv_cell(out, errors.failed ? "" : errors.text);
    put_char(out, ',');
    if (c->body_form == FORM_CSV) {
        const struct slice raw = without_verdict(b, row->raw);

        put_bytes(out, raw.text, raw.length);
    } else {
        const char *raw = arena_copy(c->arena, row->raw.text, row->raw.length);

        put_csv_cell(out, raw ? raw : "");
    }
    put_text(out, "\r\n");
}

static bool tell_rejects(struct ctx *c, const struct bulk *b, unsigned status)
{
    struct buffer out = { .arena = c->arena };

    put_text(&out, "_line,_status,_errors,");
    const struct slice header = without_verdict(b, b->header);
    if (c->body_form == FORM_CSV)
        put_bytes(&out, header.text, header.length);
    else
        put_text(&out, "_row");
    put_text(&out, "\r\n");
    for (size_t i = 0; i < b->count; i++) {
        if (b->rows[i].problem)
            put_reject(c, &out, b, &b->rows[i]);
    }
    if (out.failed)
        return refuse(c, "too_large", NULL);
    tell_text(c, "text/csv; charset=utf-8; header=present", out.text, out.length);
    c->answer.status = status;
    return true;
}

bool bulk_tell(struct ctx *c, const struct bulk *b)
{
    const bool kept = b->partial || !bulk_failures(b);
    const unsigned status = !kept ? 422 : b->partial ? 207 : 200;
    struct buffer out = { .arena = c->arena };

    c->row_count = (int64_t)b->count;
    if (c->form == FORM_CSV)
        return tell_rejects(c, b, status);
    if (kept) {
        put_char(&out, '{');
    } else {
        put_problem(&out, problem_named("validation_failed"),
                    "Nothing was written: one or more rows are not acceptable");
        put_char(&out, ',');
    }
    put_body(c, &out, b, kept);
    if (!tell_json(c, status, &out))
        return false;
    if (!kept)
        c->answer.type = "application/problem+json; charset=utf-8";
    return true;
}
