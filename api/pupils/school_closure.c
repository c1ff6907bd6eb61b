#include "models/pupils/school_closure.h"

#include "api/collection.h"
#include "models/change.h"

#define READ "schools:read"
#define WRITE "schools:write"
#define W &SCHOOL_CLOSURES, &SCHOOL_CLOSURE, &SCHOOL_CLOSURE
#define R &SCHOOL_CLOSURES, NULL, &SCHOOL_CLOSURE

const struct route SCHOOL_CLOSURE_ROUTES[] = {
    { "GET", "/v1/schools/:school_id/closures", "listClosures", READ,
      R, 200, LISTS, list_rows, NULL },
    { "POST", "/v1/schools/:school_id/closures", "addClosure", WRITE,
      W, 201, TRIES, add_row, NULL },
    { "POST", "/v1/schools/:school_id/closures/bulk", "bulkClosures", WRITE,
      R, 200, TRIES | BULK, bulk_rows, BULK_PARAMETERS },
    { "GET", "/v1/schools/:school_id/closures/:id", "findClosure", READ,
      R, 200, SELECTS, find_row, NULL },
    { "PUT", "/v1/schools/:school_id/closures/:id", "replaceClosure", WRITE,
      W, 200, TRIES, replace_row, NULL },
    { "PATCH", "/v1/schools/:school_id/closures/:id", "changeClosure", WRITE,
      W, 200, TRIES, change_row, NULL },
    { "DELETE", "/v1/schools/:school_id/closures/:id", "deleteClosure", WRITE,
      &SCHOOL_CLOSURES, NULL, NULL, 204, TRIES, remove_row, NULL },
    { "POST", "/v1/schools/:school_id/closures/:id/restore", "restoreClosure", WRITE,
      R, 200, TRIES, restore_row, NULL },
    { "GET", "/v1/schools/:school_id/closures/:id/history", "closureHistory", "history:read",
      &SCHOOL_CLOSURES, NULL, &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
