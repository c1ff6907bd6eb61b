#include "models/board/board_deliverable_use.h"

#include "api/admit.h"
#include "api/collection.h"
#include "models/change.h"

/* Whoever responds for a school writes what it used, and whoever runs the board: of the schools of
 * the caller those count that they respond for, and beside them stands the board that they serve.
 */
static bool is_writer(struct ctx *c)
{
    struct actor actor = *db_actor(c->db);
    const bool serves = may(c, "board:write");

    if (!serves && !may(c, "board:respond"))
        return refuse_scope(c, "board:respond");
    admit_actor(c, serves && actor.overseer ? "board:write" : "board:respond", &actor);
    db_act_as(c->db, &actor);
    return true;
}

static bool add_use(struct ctx *c)
{
    return is_writer(c) && add_row(c);
}

static bool change_use(struct ctx *c)
{
    return is_writer(c) && change_row(c);
}

static bool remove_use(struct ctx *c)
{
    return is_writer(c) && remove_row(c);
}

static bool restore_use(struct ctx *c)
{
    return is_writer(c) && restore_row(c);
}

#define READ "board:read"
#define ALL &BOARD_DELIVERABLE_USES
#define U ALL, &BOARD_DELIVERABLE_USE, &BOARD_DELIVERABLE_USE
#define R ALL, NULL, &BOARD_DELIVERABLE_USE
#define PATH "/v1/board-deliverables/:deliverable_id/uses"

const struct route BOARD_DELIVERABLE_USE_ROUTES[] = {
    { "GET", PATH, "listDeliverableUses", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", PATH, "addDeliverableUse", READ, U, 201, TRIES, add_use, NULL },
    { "GET", PATH "/:id", "findDeliverableUse", READ, R, 200, SELECTS, find_row, NULL },
    { "PATCH", PATH "/:id", "changeDeliverableUse", READ, U, 200, TRIES, change_use, NULL },
    { "DELETE", PATH "/:id", "deleteDeliverableUse", READ, ALL, NULL, NULL, 204, TRIES, remove_use,
      NULL },
    { "POST", PATH "/:id/restore", "restoreDeliverableUse", READ, R, 200, TRIES, restore_use,
      NULL },
    { "GET", PATH "/:id/history", "deliverableUseHistory", "history:read", ALL, NULL, &VERSION_MADE,
      200, 0, row_history, HISTORY_PARAMETERS },
    { "GET", "/v1/board-deliverable-uses", "listUsesOfDeliverables", READ, R, 200, LISTS, list_rows,
      NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
