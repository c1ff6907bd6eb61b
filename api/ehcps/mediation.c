#include "models/ehcps/mediation.h"

#include "api/collection.h"
#include "models/change.h"

#define READ "ehcps:read"
#define WRITE "ehcps:write"
#define W &MEDIATIONS, &MEDIATION, &MEDIATION
#define R &MEDIATIONS, NULL, &MEDIATION

const struct route MEDIATION_ROUTES[] = {
    { "GET", "/v1/ehcps/:ehcp_id/mediations", "listMediations", READ,
      R, 200, LISTS, list_rows, NULL },
    { "POST", "/v1/ehcps/:ehcp_id/mediations", "addMediation", WRITE,
      W, 201, TRIES, add_row, NULL },
    { "GET", "/v1/ehcps/:ehcp_id/mediations/:id", "findMediation", READ,
      R, 200, SELECTS, find_row, NULL },
    { "PUT", "/v1/ehcps/:ehcp_id/mediations/:id", "replaceMediation", WRITE,
      W, 200, TRIES, replace_row, NULL },
    { "PATCH", "/v1/ehcps/:ehcp_id/mediations/:id", "changeMediation", WRITE,
      W, 200, TRIES, change_row, NULL },
    { "DELETE", "/v1/ehcps/:ehcp_id/mediations/:id", "deleteMediation", WRITE,
      &MEDIATIONS, NULL, NULL, 204, TRIES, remove_row, NULL },
    { "POST", "/v1/ehcps/:ehcp_id/mediations/:id/restore", "restoreMediation", WRITE,
      R, 200, TRIES, restore_row, NULL },
    { "GET", "/v1/ehcps/:ehcp_id/mediations/:id/history", "mediationHistory", "history:read",
      &MEDIATIONS, NULL, &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
