#include "models/inspections/inspection_framework.h"

#include "api/collection.h"
#include "api/transition.h"
#include "models/change.h"
#include "models/transition.h"

#define READ "inspections:read"
#define WRITE "inspections:write"
#define W &INSPECTION_FRAMEWORKS, &INSPECTION_FRAMEWORK, &INSPECTION_FRAMEWORK
#define R &INSPECTION_FRAMEWORKS, NULL, &INSPECTION_FRAMEWORK
#define PATH "/v1/inspection-frameworks"

const struct route INSPECTION_FRAMEWORK_ROUTES[] = {
    { "GET", PATH, "listInspectionFrameworks", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", PATH, "addInspectionFramework", WRITE, W, 201, TRIES, add_row, NULL },
    { "POST", PATH "/bulk", "bulkInspectionFrameworks", WRITE, R, 200, TRIES | BULK, bulk_rows,
      BULK_PARAMETERS },
    { "GET", PATH "/:id", "findInspectionFramework", READ, R, 200, SELECTS, find_row, NULL },
    { "PUT", PATH "/:id", "replaceInspectionFramework", WRITE, W, 200, TRIES, replace_row, NULL },
    { "PATCH", PATH "/:id", "changeInspectionFramework", WRITE, W, 200, TRIES, change_row, NULL },
    { "DELETE", PATH "/:id", "deleteInspectionFramework", WRITE, &INSPECTION_FRAMEWORKS, NULL, NULL,
      204, TRIES, remove_row, NULL },
    { "POST", PATH "/:id/restore", "restoreInspectionFramework", WRITE, R, 200, TRIES, restore_row,
      NULL },
    { "GET", PATH "/:id/history", "inspectionFrameworkHistory", "history:read",
      &INSPECTION_FRAMEWORKS, NULL, &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { "POST", PATH "/:id/transitions", "moveInspectionFramework", WRITE, &INSPECTION_FRAMEWORKS,
      &TRANSITION, &INSPECTION_FRAMEWORK, 200, TRIES, move_row, NULL },
    { "GET", PATH "/:id/transitions", "inspectionFrameworkTransitions", READ,
      &INSPECTION_FRAMEWORKS, NULL, &STATUS_CHANGE, 200, 0, list_moves, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
