/* The rota of a cycle: proposed, read, and accepted, which makes its inspections. */
#include "models/inspections/inspection_schedule.h"

#include <pthread.h>
#include <string.h>

#include "api/collection.h"
#include "api/idempotency.h"
#include "api/json.h"
#include "api/service.h"
#include "api/transition.h"
#include "models/change.h"
#include "models/upkeep.h"
#include "models/uuid.h"

/* ---- whose turn it is ------------------------------------------------------------------ */

/* A rota is made by the thread that serves the request, for up to 20 seconds: one of a trust at a
 * time, and no more than half of the threads at once, so that the others go on answering. */
enum { TURNS_MAX = 32, TIME_LIMIT = 5000 };

static struct {
    pthread_mutex_t lock;
    char trusts[TURNS_MAX][UUID_TEXT];
    size_t count;
} turns = { .lock = PTHREAD_MUTEX_INITIALIZER };

static bool take_turn(const char *trust, size_t most)
{
    bool free = true;

    pthread_mutex_lock(&turns.lock);
    for (size_t i = 0; i < turns.count; i++)
        free &= strcmp(turns.trusts[i], trust) != 0;
    free &= turns.count < most;
    if (free)
        memcpy(turns.trusts[turns.count++], trust, UUID_TEXT);
    pthread_mutex_unlock(&turns.lock);
    return free;
}

static void give_turn_back(const char *trust)
{
    pthread_mutex_lock(&turns.lock);
    for (size_t i = 0; i < turns.count; i++) {
        if (strcmp(turns.trusts[i], trust) != 0)
            continue;
        memmove(turns.trusts[i], turns.trusts[--turns.count], UUID_TEXT);
        break;
    }
    pthread_mutex_unlock(&turns.lock);
}

static bool is_my_turn(struct ctx *c)
{
    const size_t most = c->service->settings.workers / 2;

    if (take_turn(c->identity->claims.trust, most ? most : 1))
        return true;
    add_header(c, "Retry-After", "20");
    return refuse(c, "busy", "Another rota is being made; try again when it is done");
}

/* ---- proposing ------------------------------------------------------------------------- */

static bool ask_schedule(struct ctx *c, struct inspection_schedule *schedule,
                         const struct schedule_weights **weights)
{
    struct new_inspection_schedule *asked = new_row(c);
    size_t count;

    if (!asked || !ask_body(c, asked))
        return false;
    schedule->seed = asked->seed == NONE ? 0 : asked->seed;
    schedule->time_limit_ms = asked->time_limit_ms == NONE ? TIME_LIMIT : asked->time_limit_ms;
    schedule->visited_may_supply = asked->visited_may_supply;
    schedule->weights = asked->weights;
    *weights = NULL;
    if (!asked->weights)
        return true;
    const char *list = arena_format(c->arena, "[%s]", asked->weights);
    *weights = list ? json_list_rows(c->arena, &SCHEDULE_WEIGHTS, list, &count) : NULL;
    return *weights || refuse(c, "busy", NULL);
}

/* No transaction is open while the rota is made: an Idempotency-Key is claimed anew for what is
 * written. */
static bool make_schedule(struct ctx *c, const struct schedule_weights *weights,
                          struct inspection_schedule *schedule)
{
    struct schedule_facts facts;

    return done(c, schedule_facts_read(c->db, schedule->cycle_id, &facts)) &&
           done(c, schedule_make(c->arena, &facts, weights, schedule));
}

static bool propose_schedule(struct ctx *c)
{
    const char *trust = c->identity->claims.trust;
    const struct schedule_weights *weights;
    char id[UUID_TEXT];
    struct inspection_schedule schedule;
    void *added;

    shape_clear(&INSPECTION_SCHEDULE, &schedule);
    if (!find_parent(c) || !ask_schedule(c, &schedule, &weights) || !is_my_turn(c))
        return false;
    uuid_make(id);
    schedule.id = id;
    schedule.version = 1;
    schedule.cycle_id = c->path_values[0];
    const bool made = make_schedule(c, weights, &schedule);
    give_turn_back(trust);
    return made && idempotency_begin(c) &&
           written(c, resource_add(c->db, &INSPECTION_SCHEDULES, &schedule, 1, &added),
                   &INSPECTION_SCHEDULES, &schedule) && tell_new(c, added);
}

/* ---- accepting ------------------------------------------------------------------------- */

/* All inspections and teams are made in the one statement that takes the step. */
static bool step_schedule(struct ctx *c)
{
    return done(c, be_patient(c->db)) && move_row(c);
}

#define QUALITY "inspections:quality"
#define PATH "/v1/inspection-cycles/:cycle_id/schedules"
#define R &INSPECTION_SCHEDULES, NULL, &INSPECTION_SCHEDULE

const struct route INSPECTION_SCHEDULE_ROUTES[] = {
    { "GET", PATH, "listInspectionSchedules", QUALITY, R, 200, LISTS, list_rows, NULL },
    { "POST", PATH, "proposeInspectionSchedule", QUALITY, &INSPECTION_SCHEDULES,
      &NEW_INSPECTION_SCHEDULE, &INSPECTION_SCHEDULE, 201, TRIES, propose_schedule, NULL },
    { "GET", PATH "/:id", "findInspectionSchedule", QUALITY, R, 200, SELECTS, find_row, NULL },
    { "GET", PATH "/:id/history", "inspectionScheduleHistory", "history:read",
      &INSPECTION_SCHEDULES, NULL, &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { "POST", PATH "/:id/transitions", "moveInspectionSchedule", QUALITY, &INSPECTION_SCHEDULES,
      &TRANSITION, &INSPECTION_SCHEDULE, 200, TRIES, step_schedule, NULL },
    { "GET", PATH "/:id/transitions", "inspectionScheduleTransitions", QUALITY,
      &INSPECTION_SCHEDULES, NULL, &STATUS_CHANGE, 200, 0, list_moves, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
