#include "models/placements/placement.h"

#include "api/collection.h"
#include "api/transition.h"
#include "models/change.h"

#define READ "placements:read"
#define WRITE "placements:write"
#define P &PLACEMENTS, &PLACEMENT, &PLACEMENT
#define R &PLACEMENTS, NULL, &PLACEMENT

/* A step takes the scope its machine says; whoever may only decide takes those of the authority. */
const struct route PLACEMENT_ROUTES[] = {
    { "GET", "/v1/placements", "listPlacements", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", "/v1/placements", "addPlacement", WRITE, P, 201, TRIES, add_row, NULL },
    { "POST", "/v1/placements/bulk", "bulkPlacements", WRITE, R, 200, TRIES | BULK, bulk_rows,
      BULK_PARAMETERS },
    { "GET", "/v1/placements/:id", "findPlacement", READ, R, 200, SELECTS, find_row, NULL },
    { "PUT", "/v1/placements/:id", "replacePlacement", WRITE, P, 200, TRIES, replace_row, NULL },
    { "PATCH", "/v1/placements/:id", "changePlacement", WRITE, P, 200, TRIES, change_row, NULL },
    { "DELETE", "/v1/placements/:id", "deletePlacement", WRITE, &PLACEMENTS, NULL, NULL, 204, TRIES,
      remove_row, NULL },
    { "POST", "/v1/placements/:id/restore", "restorePlacement", WRITE, R, 200, TRIES, restore_row,
      NULL },
    { "GET", "/v1/placements/:id/history", "placementHistory", "history:read", &PLACEMENTS, NULL,
      &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { "POST", "/v1/placements/:id/transitions", "movePlacement", READ, &PLACEMENTS,
      &PLACEMENT_TRANSITION, &PLACEMENT, 200, TRIES, move_row, NULL },
    { "GET", "/v1/placements/:id/transitions", "placementTransitions", READ, &PLACEMENTS, NULL,
      &STATUS_CHANGE, 200, 0, list_moves, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
