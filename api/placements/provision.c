#include "models/placements/provision.h"

#include <string.h>

#include "api/collection.h"
#include "models/change.h"
#include "models/date.h"

enum { YEAR = 365, YEARS_MAX = 3 };

static const char *const STEPS[] = { "run", "day", NULL };
static const struct kind OCCUPANCY_STEP = { "occupancy_step",
                                            TEXT,
                                            1,
                                            10,
                                            STEPS,
                                            NULL,
                                            { "occupancy_step_code", "must be run or day" },
                                            "run",
                                            "text",
                                            AS_GIVEN };

static const struct rule ENDS_FIRST = { "occupancy_days_in_order", "must not be before from" };
static const struct rule TOO_LONG = { "occupancy_three_years", "must be within 3 years of from" };

/* A day of the query, or so many days after another. */
static bool take_day(struct ctx *c, const char *name, int64_t otherwise, int64_t *day,
                     const char **text)
{
    char *out = arena_take(c->arena, DATE_TEXT);
    const char *given = ask_parameter(c, name);

    if (!out)
        return refuse(c, "busy", NULL);
    *day = otherwise;
    if (given)
        date_read(given, day);
    date_write(*day, out);
    *text = out;
    return true;
}

static bool take_days(struct ctx *c, struct occupancy_ask *ask)
{
    const char *by = ask_parameter(c, "by");
    int64_t from, to;

    ask->by_day = by && strcmp(by, "day") == 0;
    if (!take_day(c, "from", date_today(), &from, &ask->from) ||
        !take_day(c, "to", from + YEAR, &to, &ask->to))
        return false;
    if (to < from)
        add_fault(&c->faults, IN_PARAMETER, "to", &ENDS_FIRST);
    else if (to > from + YEARS_MAX * YEAR + 1) /* one of them may be a leap year */
        add_fault(&c->faults, IN_PARAMETER, "to", &TOO_LONG);
    return no_faults(c, "invalid_parameter");
}

static bool tell_occupancy(struct ctx *c)
{
    struct occupancy_ask ask;
    struct occupancy told;
    void *row;

    return take_days(c, &ask) && ask_key(c, &ask.provision_id) &&
           find_live(c, ask.provision_id, &row) &&
           done(c, provision_occupied(c->db, &ask, &told)) && tell(c, &told);
}

static const struct parameter OCCUPANCY_PARAMETERS[] = { { "from", &DAY, false },
                                                         { "to", &DAY, false },
                                                         { "by", &OCCUPANCY_STEP, false },
                                                         { NULL, NULL, false } };

#define READ "placements:read"
#define WRITE "placements:write"
#define P &PROVISIONS, &PROVISION, &PROVISION
#define R &PROVISIONS, NULL, &PROVISION

const struct route PROVISION_ROUTES[] = {
    { "GET", "/v1/provisions", "listProvisions", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", "/v1/provisions", "addProvision", WRITE, P, 201, TRIES, add_row, NULL },
    { "POST", "/v1/provisions/bulk", "bulkProvisions", WRITE, R, 200, TRIES | BULK, bulk_rows,
      BULK_PARAMETERS },
    { "GET", "/v1/provisions/:id", "findProvision", READ, R, 200, SELECTS, find_row, NULL },
    { "PUT", "/v1/provisions/:id", "replaceProvision", WRITE, P, 200, TRIES, replace_row, NULL },
    { "PATCH", "/v1/provisions/:id", "changeProvision", WRITE, P, 200, TRIES, change_row, NULL },
    { "DELETE", "/v1/provisions/:id", "deleteProvision", WRITE, &PROVISIONS, NULL, NULL, 204, TRIES,
      remove_row, NULL },
    { "POST", "/v1/provisions/:id/restore", "restoreProvision", WRITE, R, 200, TRIES, restore_row,
      NULL },
    { "GET", "/v1/provisions/:id/history", "provisionHistory", "history:read", &PROVISIONS, NULL,
      &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { "GET", "/v1/provisions/:id/occupancy", "provisionOccupancy", READ, &PROVISIONS, NULL,
      &OCCUPANCY, 200, 0, tell_occupancy, OCCUPANCY_PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
