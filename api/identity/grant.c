#include "models/identity/grant.h"

#include "api/collection.h"
#include "models/change.h"

#define READ "identity:read"
#define WRITE "identity:write"
#define G &GRANTS, &GRANT, &GRANT
#define R &GRANTS, NULL, &GRANT

const struct route GRANT_ROUTES[] = {
    { "GET", "/v1/grants", "listGrants", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", "/v1/grants", "addGrant", WRITE, G, 201, TRIES, add_row, NULL },
    { "POST", "/v1/grants/bulk", "bulkGrants", WRITE,
      R, 200, TRIES | BULK, bulk_rows, BULK_PARAMETERS },
    { "GET", "/v1/grants/:id", "findGrant", READ, R, 200, SELECTS, find_row, NULL },
    { "PUT", "/v1/grants/:id", "replaceGrant", WRITE, G, 200, TRIES, replace_row, NULL },
    { "PATCH", "/v1/grants/:id", "changeGrant", WRITE, G, 200, TRIES, change_row, NULL },
    { "DELETE", "/v1/grants/:id", "deleteGrant", WRITE,
      &GRANTS, NULL, NULL, 204, TRIES, remove_row, NULL },
    { "POST", "/v1/grants/:id/restore", "restoreGrant", WRITE, R, 200, TRIES, restore_row, NULL },
    { "GET", "/v1/grants/:id/history", "grantHistory", "history:read",
      &GRANTS, NULL, &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
