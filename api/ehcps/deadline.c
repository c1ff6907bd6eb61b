/* What is due by law: the clock of one case, and the deadlines across the trust. */
#include "models/ehcps/deadline.h"

#include <string.h>

#include "api/collection.h"
#include "models/date.h"
#include "models/ehcps/ehcp.h"

static const struct rule NOT_OPEN = { "deadline_open", "may only be true" };

/* The day that is asked about; today when none is. */
static int64_t as_of(struct ctx *c, char text[DATE_TEXT])
{
    const char *asked = ask_parameter(c, "as_of");
    int64_t day = date_today();

    if (asked)
        date_read(asked, &day);
    date_write(day, text);
    return day;
}

/* What a state is depends on the day: it becomes conditions on days. */
static bool look_as_of(struct ctx *c, struct list_query *ask, int64_t day, const char *text)
{
    const char *state = ask_parameter(c, "state"), *open = ask_parameter(c, "open");

    if (ask->nconditions + DEADLINE_CONDITIONS_MAX > CONDITIONS_MAX)
        return refuse(c, "invalid_parameter", "There are too many conditions");
    deadline_as_of(ask, text, day < date_today());
    if (state)
        deadline_in_state(ask, state, text);
    if (open && strcmp(open, "true") != 0)
        add_fault(&c->faults, IN_PARAMETER, "open", &NOT_OPEN);
    else if (open)
        deadline_in_state(ask, "open", text);
    return no_faults(c, "invalid_parameter");
}

static bool list_deadlines(struct ctx *c)
{
    struct list_query ask = c->list;
    char day_text[DATE_TEXT];
    const int64_t day = as_of(c, day_text);
    int64_t total = NONE;
    size_t count;
    void *rows;

    ask.limit++; /* one more tells whether there is more */
    if (!look_as_of(c, &ask, day, day_text) ||
        !done(c, resource_list(c->db, &DEADLINES, &ask, &rows, &count)) ||
        (c->count && !done(c, resource_count(c->db, &DEADLINES, &ask, &total))))
        return false;
    for (size_t i = 0; i < count; i++)
        deadline_look(c->arena, day, (struct deadline *)rows + i);
    return tell_page(c, rows, count, total);
}

static bool tell_clock(struct ctx *c)
{
    char day_text[DATE_TEXT];
    const int64_t day = as_of(c, day_text);
    struct deadline *rows;
    const char *id;
    size_t count;
    void *ehcp;

    if (!ask_key(c, &id) || !find_live(c, id, &ehcp))
        return false;
    note_subject(c, &EHCPS, ehcp);
    return done(c, clock_read(c->db, id, day, &rows, &count))
        && tell_rows(c, rows, count);
}

static const struct parameter LIST_PARAMETERS[] = {
    { "as_of", &DAY, false }, { "state", &DEADLINE_STATE, false }, { "open", &LABEL, false },
    { NULL, NULL, false }
};
static const struct parameter CLOCK_PARAMETERS[] = {
    { "as_of", &DAY, false }, { NULL, NULL, false }
};

#define READ "ehcps:read"

const struct route DEADLINE_ROUTES[] = {
    { "GET", "/v1/deadlines", "listDeadlines", READ,
      &DEADLINES, NULL, &DEADLINE, 200, LISTS, list_deadlines, LIST_PARAMETERS },
    { "GET", "/v1/ehcps/:id/clock", "ehcpClock", READ,
      &EHCPS, NULL, &DEADLINE, 200, 0, tell_clock, CLOCK_PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
