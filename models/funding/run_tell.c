/* The lines of a run as they are kept. */
#include "models/funding/run_tell.h"

#include <string.h>

#include "models/encode.h"
#include "models/funding/funding_run.h"
#include "models/uuid.h"

void run_start_lines(struct counting *c, struct arena *arena)
{
    c->lines = (struct buffer){ .arena = arena };
}

enum db_status run_keep_lines(struct counting *c, struct db *db)
{
    if (!c->lines.length)
        return DB_OK;
    put_char(&c->lines, ']');
    const struct run_lines lines = { c->lines.text };
    return c->lines.failed ? DB_TOO_LARGE : run_lines_keep(db, &lines);
}

/* Every member of a row but its end, which is none of the client's. */
static void put_object(struct buffer *out, const struct shape *shape, const void *row)
{
    put_char(out, '{');
    for (size_t i = 0; i < shape->count; i++) {
        if (strcmp(shape->fields[i].name, "deleted_at") == 0)
            continue;
        put_text(out, i ? "," : "");
        put_member(out, &shape->fields[i], row);
    }
    put_char(out, '}');
}

void run_put_line(struct counting *c, const struct counted *of, const struct posting *posting,
                  const char *band, const char *explanation)
{
    const struct run_terms *terms = of->stream->rows;
    const struct run_placement *placement = of->stay ? of->stay->placement : NULL;
    char id[UUID_TEXT], period[PERIOD_TEXT], for_period[PERIOD_TEXT];
    const struct funding_run_line line = {
        .id = id,
        .run_id = c->run_id,
        .number = ++c->number,
        .agreement_id = terms->agreement_id,
        .provision_id = terms->provision_id,
        .host_school_id = terms->host_school_id,
        .provider_school_id = terms->provider_school_id,
        .stream = terms->stream,
        .payer = of->payer,
        .kind = posting->adjustment ? "adjustment" : "accrual",
        .period = period,
        .for_period = for_period,
        .funding_placement_id = placement ? placement->funding_placement_id : NULL,
        .pseudonym = placement ? placement->pseudonym : NULL,
        .band = band,
        .received_pence = posting->received_pence,
        .passported_pence = posting->passported_pence,
        .retained_pence = posting->retained_pence,
        .explanation = explanation,
    };

    uuid_make(id);
    period_write(posting->in_period, period);
    period_write(posting->for_period, for_period);
    put_char(&c->lines, c->lines.length ? ',' : '[');
    put_object(&c->lines, &FUNDING_RUN_LINE, &line);
}
