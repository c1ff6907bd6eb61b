#include "models/ehcps/appeal.h"

#include "api/collection.h"
#include "models/change.h"

#define READ "ehcps:read"
#define WRITE "ehcps:write"
#define W &APPEALS, &APPEAL, &APPEAL
#define R &APPEALS, NULL, &APPEAL

const struct route APPEAL_ROUTES[] = {
    { "GET", "/v1/ehcps/:ehcp_id/appeals", "listAppeals", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", "/v1/ehcps/:ehcp_id/appeals", "addAppeal", WRITE, W, 201, TRIES, add_row, NULL },
    { "GET", "/v1/ehcps/:ehcp_id/appeals/:id", "findAppeal", READ,
      R, 200, SELECTS, find_row, NULL },
    { "PUT", "/v1/ehcps/:ehcp_id/appeals/:id", "replaceAppeal", WRITE,
      W, 200, TRIES, replace_row, NULL },
    { "PATCH", "/v1/ehcps/:ehcp_id/appeals/:id", "changeAppeal", WRITE,
      W, 200, TRIES, change_row, NULL },
    { "DELETE", "/v1/ehcps/:ehcp_id/appeals/:id", "deleteAppeal", WRITE,
      &APPEALS, NULL, NULL, 204, TRIES, remove_row, NULL },
    { "POST", "/v1/ehcps/:ehcp_id/appeals/:id/restore", "restoreAppeal", WRITE,
      R, 200, TRIES, restore_row, NULL },
    { "GET", "/v1/ehcps/:ehcp_id/appeals/:id/history", "appealHistory", "history:read",
      &APPEALS, NULL, &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
