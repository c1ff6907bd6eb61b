/* What a month came to for a host. */
#include "models/funding/funding_statement.h"

#include <string.h>

#include "api/bulk/csv.h"
#include "api/collection.h"

static bool tell_lines(struct ctx *c, const struct statement_line *lines, size_t count,
                       bool explain)
{
    struct buffer out = { .arena = c->arena };

    c->row_count = (int64_t)count;
    csv_write(&out, &STATEMENT_LINE, lines, count, statement_line_members(explain), 0);
    return out.failed ? refuse(c, "busy", "The answer is too large")
                      : tell_text(c, "text/csv; charset=utf-8; header=present", out.text,
                                  out.length);
}

static bool tell_statement(struct ctx *c)
{
    const char *explain = ask_parameter(c, "explain");
    const struct statement_ask ask = { ask_parameter(c, "host_school_id"),
                                       ask_parameter(c, "period"),
                                       explain && strcmp(explain, "true") == 0 };
    struct funding_statement told;
    struct statement_line *lines;
    size_t count;

    if (!done(c, funding_statement_read(c->db, &ask, &told, &lines, &count)))
        return false;
    return c->form == FORM_CSV ? tell_lines(c, lines, count, ask.explain) : tell(c, &told);
}

static const struct parameter PARAMETERS[] = { { "host_school_id", &UUID, true },
                                               { "period", &PERIOD, true },
                                               { "explain", &FLAG, false },
                                               { NULL, NULL, false } };

const struct route FUNDING_STATEMENT_ROUTES[] = {
    { "GET", "/v1/funding/statements", "fundingStatement", "funding:read", NULL, NULL,
      &FUNDING_STATEMENT, 200, AS_CSV, tell_statement, PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
