#include "models/ehcps/deadline.h"

#include <string.h>

#include "models/date.h"
#include "models/encode.h"
#include "models/ehcps/ehcp.h"
#include "models/pupils/pupil.h"

const struct shape DEADLINE = SHAPE("deadline", deadline,
    FIELD(deadline, id,              UUID,    READ_ONLY),
    FIELD(deadline, ehcp_id,         UUID,    READ_ONLY),
    FIELD(deadline, pupil_id,        UUID,    READ_ONLY),
    FIELD(deadline, school_id,       UUID,    READ_ONLY),
    FIELD(deadline, la_code,         LA_CODE, READ_ONLY),
    FIELD(deadline, duty,            DUTY_CODE,      READ_ONLY),
    FIELD(deadline, title,           NOTE,    READ_ONLY),
    FIELD(deadline, owed_by,         DUTY_OWNER,     READ_ONLY),
    FIELD(deadline, record_id,       UUID,    READ_ONLY),
    FIELD(deadline, occurrence,      COUNT,   READ_ONLY),
    FIELD(deadline, part,            COUNT,   INTERNAL),
    FIELD(deadline, state,           DEADLINE_STATE, READ_ONLY | COMPUTED),
    FIELD(deadline, known_on,        DAY,     INTERNAL),
    FIELD(deadline, trigger_on,      DAY,     READ_ONLY),
    FIELD(deadline, due_on,          DAY,     READ_ONLY),
    FIELD(deadline, published_on,    DAY,     READ_ONLY),
    FIELD(deadline, done_on,         DAY,     READ_ONLY),
    FIELD(deadline, ended_on,        DAY,     INTERNAL),
    FIELD(deadline, foreseen,        FLAG,    INTERNAL),
    LIST_OF(deadline, exceptions,    CLAIMED_EXCEPTION, READ_ONLY),
    FIELD(deadline, explanation,     NOTE,    READ_ONLY),
    FIELD(deadline, legal_basis,     NOTE,    READ_ONLY),
    FIELD(deadline, advisory,        FLAG,    READ_ONLY),
    FIELD(deadline, unconfirmed,     FLAG,    READ_ONLY),
    FIELD(deadline, deleted_at,      INSTANT, INTERNAL));

/* ---- as of a day ----------------------------------------------------------------------- */

static int64_t day_of(const char *text)
{
    int64_t day;

    return text && date_read(text, &day) ? day : NONE;
}

/* The days on which exceptions were recorded, as the clock has them. */
static void read_exceptions(const char *json, struct ehcp_duty *duty)
{
    for (int i = 0; i < EHCP_EXCEPTIONS; i++) {
        const char *found = json ? strstr(json, EHCP_DETAILS[SCHOOL_CLOSED + i]) : NULL;
        const char *recorded = found ? strstr(found, "recorded_on") : NULL;
        const char *digits = recorded ? strpbrk(recorded, "12") : NULL;
        char day[DATE_TEXT] = "";

        if (digits && strlen(digits) >= DATE_TEXT - 1)
            memcpy(day, digits, DATE_TEXT - 1);
        duty->exceptions_on[i] = day_of(day);
    }
}

const char *deadline_exceptions(struct arena *arena, const struct ehcp_duty *duty, unsigned of)
{
    struct buffer out = { .arena = arena };
    char day[DATE_TEXT];

    put_char(&out, '[');
    for (int i = 0; i < EHCP_EXCEPTIONS; i++) {
        if (!(of >> i & 1) || duty->exceptions_on[i] == NONE)
            continue;
        date_write(duty->exceptions_on[i], day);
        put_text(&out, out.length > 1 ? ",{\"exception\":\"" : "{\"exception\":\"");
        put_text(&out, EHCP_DETAILS[SCHOOL_CLOSED + i]);
        put_text(&out, "\",\"recorded_on\":\"");
        put_text(&out, day);
        put_text(&out, "\",\"reason\":null}");
    }
    put_char(&out, ']');
    return out.failed ? NULL : out.text;
}

bool deadline_look(struct arena *arena, int64_t as_of, struct deadline *row)
{
    struct ehcp_duty duty = {
        .known_on = day_of(row->known_on), .trigger_on = day_of(row->trigger_on),
        .due_on = day_of(row->due_on),     .published_on = day_of(row->published_on),
        .done_on = day_of(row->done_on),   .ended_on = day_of(row->ended_on),
        .foreseen = row->foreseen,         .explanation = row->explanation,
    };

    read_exceptions(row->exceptions, &duty);
    const struct ehcp_duty_view view = ehcp_duty_as_of(&duty, as_of);
    if (!view.shown)
        return false;
    row->state = DUTY_STATES[view.state];
    row->trigger_on = view.trigger_on == NONE ? NULL : row->trigger_on;
    row->due_on = view.due_on == NONE ? NULL : row->due_on;
    row->published_on = view.published_on == NONE ? NULL : row->published_on;
    row->done_on = view.done_on == NONE ? NULL : row->done_on;
    row->exceptions = deadline_exceptions(arena, &duty, view.exceptions);
    return true;
}

/* ---- listing --------------------------------------------------------------------------- */

/* Together they say in SQL what ehcp_duty_as_of says in C; the test compares them. */
static const struct filter
    PARTS = { "as_of", &DAY, "app.deadline_parts(?)", OP_EQ, 0 },
    SHOWN = { "as_of", &DAY, "t.shown_from <= ?", OP_EQ, 0 },
    SHOWN_OF_PART = { "as_of", &DAY, "t.lateness = p.lateness AND t.shown_from <= ?", OP_EQ, 0 },
    OWED = { "as_of", &DAY, "coalesce(t.ended_on, 'infinity')", OP_GT, 0 },
    OPEN = { "state", &DAY, "t.open_until > ?", OP_EQ, 0 },
    /* A row is compared, so that nobody takes the days between this and LAST_DAY for few. */
    OPEN_OF_PART = { "state", &DAY,
                     "(t.due_on, t.id) > (p.due_after, 'ffffffff-ffff-ffff-ffff-ffffffffffff')"
                     " AND t.open_until > ?", OP_EQ, 0 },
    BEGUN = { "state", &DAY, "t.trigger_on", OP_LTE, 0 },
    LAST_DAY = { "state", &DAY, "t.due_on", OP_LT | OP_GTE, 0 },
    /* What is told before it begins; it is due no earlier than that. */
    TO_COME = { "state", &DAY, "t.foreseen AND t.trigger_on > ?", OP_EQ, 0 },
    MET = { "state", &DAY,
            "t.lateness = 0 AND t.done_on <= t.due_on AND t.done_on <= ?", OP_EQ, 0 },
    LATE = { "state", &DAY,
             "t.lateness > 0 AND t.done_on > t.due_on AND t.done_on <= ?", OP_EQ, 0 };

static const struct state_in_sql {
    const char *state;
    struct {
        const struct filter *filter;
        unsigned op;
    } says[3]; /* ends with a NULL filter, unless it is full */
} STATES_IN_SQL[] = {
    { "overdue", { { &OPEN_OF_PART, OP_EQ }, { &BEGUN, OP_LTE }, { &LAST_DAY, OP_LT } } },
    { "due", { { &OPEN, OP_EQ }, { &BEGUN, OP_LTE }, { &LAST_DAY, OP_GTE } } },
    { "open", { { &OPEN_OF_PART, OP_EQ }, { &BEGUN, OP_LTE } } },
    { "not_started", { { &OPEN, OP_EQ }, { &TO_COME, OP_EQ }, { &LAST_DAY, OP_GTE } } },
    { "met", { { &MET, OP_EQ } } },
    { "late", { { &LATE, OP_EQ } } },
};

static void add_condition(struct list_query *ask, const struct filter *filter, unsigned op,
                          const char *day)
{
    ask->conditions[ask->nconditions++] = (struct condition){ filter, op, day };
}

void deadline_as_of(struct list_query *ask, const char *day, bool past)
{
    const bool by_day = ask->order[0].sort == DEADLINES.usual_sort;

    if (by_day)
        ask->parts = (struct condition){ &PARTS, OP_EQ, day };
    ask->anew = past;
    add_condition(ask, by_day ? &SHOWN_OF_PART : &SHOWN, OP_EQ, day);
    add_condition(ask, &OWED, OP_GT, day);
}

bool deadline_in_state(struct list_query *ask, const char *state, const char *day)
{
    const struct state_in_sql *at = STATES_IN_SQL;
    const struct state_in_sql *end = at + sizeof STATES_IN_SQL / sizeof *STATES_IN_SQL;

    while (at < end && strcmp(at->state, state) != 0)
        at++;
    for (size_t i = 0; at < end && i < 3 && at->says[i].filter; i++) {
        const struct filter *says = at->says[i].filter;

        add_condition(ask, says == &OPEN_OF_PART && !ask->parts.filter ? &OPEN : says,
                      at->says[i].op, day);
    }
    return at < end;
}

static const struct filter FILTERS[] = {
    { "ehcp_id", &UUID, "t.ehcp_id", OP_EXACT, 0 },
    { "pupil_id", &UUID, "t.pupil_id", OP_EXACT, 0 },
    { "school_id", &UUID, "t.school_id", OP_EXACT | OP_NULL, 0 },
    { "la_code", &LA_CODE, "t.la_code", OP_EXACT, 0 },
    { "duty", &DUTY_CODE, "t.duty", OP_EXACT, 0 },
    { "owed_by", &DUTY_OWNER, "t.owed_by", OP_EXACT, 0 },
    { "due_on", &DAY, "t.due_on", OP_RANGE, 0 },
    { "advisory", &FLAG, "t.advisory", OP_EQ, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = {
    { "due_on", &DAY, "t.due_on" },
    { NULL, NULL, NULL }
};

static const struct list LIST_ = { FILTERS, SORTS };

static const struct expansion EXPANSIONS[] = {
    { "pupil", "pupil_id", &PUPILS, "pupils:read" },
    { NULL, NULL, NULL, NULL }
};

/* The id of a deadline is met nowhere else: who reads it has read of the case. */
static const struct parent CASE = { &EHCPS, "ehcp_id" };

/* Told by the feed of nothing: it follows from the case. */
struct resource DEADLINES = {
    .name = "deadline",
    .table = "deadline_told",
    .shape = &DEADLINE,
    .list = &LIST_,
    .usual_sort = &SORTS[0],
    .expansions = EXPANSIONS,
    .audited = true,
    .tells_of = &CASE
};
