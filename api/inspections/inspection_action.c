#include "models/inspections/inspection_action.h"

#include "api/admit.h"
#include "api/collection.h"
#include "api/transition.h"
#include "models/change.h"

/* Quality assurance of the trust writes actions, and whoever responds for a school: each with that
 * scope and what it shows. */
static bool is_writer(struct ctx *c)
{
    struct actor actor = *db_actor(c->db);
    const char *scope = actor.quality ? "inspections:quality" : "inspections:respond";

    if (!may(c, scope))
        return refuse_scope(c, scope);
    admit_actor(c, scope, &actor);
    db_act_as(c->db, &actor);
    return true;
}

static bool add_action(struct ctx *c)
{
    return is_writer(c) && add_row(c);
}

static bool replace_action(struct ctx *c)
{
    return is_writer(c) && replace_row(c);
}

static bool change_action(struct ctx *c)
{
    return is_writer(c) && change_row(c);
}

static bool remove_action(struct ctx *c)
{
    return is_writer(c) && remove_row(c);
}

static bool restore_action(struct ctx *c)
{
    return is_writer(c) && restore_row(c);
}

static bool add_progress(struct ctx *c)
{
    return is_writer(c) && add_entry(c);
}

#define READ "inspections:read"
#define ALL &INSPECTION_ACTIONS
#define A ALL, &INSPECTION_ACTION, &INSPECTION_ACTION
#define R ALL, NULL, &INSPECTION_ACTION
#define PATH "/v1/inspections/:inspection_id/actions"

const struct route INSPECTION_ACTION_ROUTES[] = {
    { "GET", PATH, "listInspectionActions", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", PATH, "addInspectionAction", READ, A, 201, TRIES, add_action, NULL },
    { "GET", PATH "/:id", "findInspectionAction", READ, R, 200, SELECTS, find_row, NULL },
    { "PUT", PATH "/:id", "replaceInspectionAction", READ, A, 200, TRIES, replace_action, NULL },
    { "PATCH", PATH "/:id", "changeInspectionAction", READ, A, 200, TRIES, change_action, NULL },
    { "DELETE", PATH "/:id", "deleteInspectionAction", READ, ALL, NULL, NULL, 204, TRIES,
      remove_action, NULL },
    { "POST", PATH "/:id/restore", "restoreInspectionAction", READ, R, 200, TRIES, restore_action,
      NULL },
    { "GET", PATH "/:id/history", "inspectionActionHistory", "history:read", ALL, NULL,
      &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { "POST", PATH "/:id/transitions", "moveInspectionAction", READ, ALL, &TRANSITION,
      &INSPECTION_ACTION, 200, TRIES, move_row, NULL },
    { "GET", PATH "/:id/transitions", "inspectionActionTransitions", READ, ALL, NULL,
      &STATUS_CHANGE, 200, 0, list_moves, NULL },
    { "POST", PATH "/:id/progress", "addActionProgress", READ, ALL, &ACTION_PROGRESS,
      &INSPECTION_ACTION, 201, TRIES, add_progress, NULL },
    { "GET", "/v1/inspection-actions", "listActionsOfInspections", READ, R, 200, LISTS, list_rows,
      NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
