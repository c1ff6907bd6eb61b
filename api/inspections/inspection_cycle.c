#include "models/inspections/inspection_cycle.h"

#include "api/collection.h"
#include "api/transition.h"
#include "models/change.h"
#include "models/transition.h"

#define READ "inspections:read"
#define WRITE "inspections:write"
#define W &INSPECTION_CYCLES, &INSPECTION_CYCLE, &INSPECTION_CYCLE
#define R &INSPECTION_CYCLES, NULL, &INSPECTION_CYCLE
#define PATH "/v1/inspection-cycles"

const struct route INSPECTION_CYCLE_ROUTES[] = {
    { "GET", PATH, "listInspectionCycles", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", PATH, "addInspectionCycle", WRITE, W, 201, TRIES, add_row, NULL },
    { "POST", PATH "/bulk", "bulkInspectionCycles", WRITE, R, 200, TRIES | BULK, bulk_rows,
      BULK_PARAMETERS },
    { "GET", PATH "/:id", "findInspectionCycle", READ, R, 200, SELECTS, find_row, NULL },
    { "PUT", PATH "/:id", "replaceInspectionCycle", WRITE, W, 200, TRIES, replace_row, NULL },
    { "PATCH", PATH "/:id", "changeInspectionCycle", WRITE, W, 200, TRIES, change_row, NULL },
    { "DELETE", PATH "/:id", "deleteInspectionCycle", WRITE, &INSPECTION_CYCLES, NULL, NULL, 204,
      TRIES, remove_row, NULL },
    { "POST", PATH "/:id/restore", "restoreInspectionCycle", WRITE, R, 200, TRIES, restore_row,
      NULL },
    { "GET", PATH "/:id/history", "inspectionCycleHistory", "history:read", &INSPECTION_CYCLES,
      NULL, &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { "POST", PATH "/:id/transitions", "moveInspectionCycle", WRITE, &INSPECTION_CYCLES,
      &TRANSITION, &INSPECTION_CYCLE, 200, TRIES, move_row, NULL },
    { "GET", PATH "/:id/transitions", "inspectionCycleTransitions", READ, &INSPECTION_CYCLES, NULL,
      &STATUS_CHANGE, 200, 0, list_moves, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
