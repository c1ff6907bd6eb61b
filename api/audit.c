#include "models/audit.h"

#include "api/http.h"
#include "api/reading.h"
#include "queries.h"

static const struct parameter FILTERS[] = {
    { "before", &UUID, false },    { "since", &INSTANT, false }, { "until", &INSTANT, false },
    { "actor", &UUID, false },     { "action", &LABEL, false },  { "subject_id", &UUID, false },
    { "limit", &PAGE_LIMIT, false }, { NULL, NULL, false }
};

/* Who read or did what, newest first; `before` the last id goes on. */
static bool list_events(struct ctx *c)
{
    struct audit_filter filter = {
        .before = ask_parameter(c, "before"), .since = ask_parameter(c, "since"),
        .until = ask_parameter(c, "until"), .actor = ask_parameter(c, "actor"),
        .action = ask_parameter(c, "action"), .subject_id = ask_parameter(c, "subject_id"),
        .limit = 100 };
    const char *limit = ask_parameter(c, "limit");
    struct audit_event *events;
    size_t count;

    if (limit)
        text_to_int(limit, &filter.limit);
    return done(c, audit_list(c->db, &filter, &events, &count))
        && tell_rows(c, events, count);
}

const struct route AUDIT_ROUTES[] = {
    { "GET", "/v1/audit-events", "listAuditEvents", "audit:read",
      NULL, NULL, &AUDIT_EVENT, 200, NO_STORE, list_events, FILTERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
