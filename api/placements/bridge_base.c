#include "models/placements/bridge_base.h"

#include "api/collection.h"
#include "models/change.h"

#define READ "bridge:read"
#define WRITE "bridge:write"
#define B &BRIDGE_BASES, &BRIDGE_BASE, &BRIDGE_BASE
#define R &BRIDGE_BASES, NULL, &BRIDGE_BASE

const struct route BRIDGE_BASE_ROUTES[] = {
    { "GET", "/v1/bridge-bases", "listBridgeBases", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", "/v1/bridge-bases", "addBridgeBase", WRITE, B, 201, TRIES, add_row, NULL },
    { "GET", "/v1/bridge-bases/:id", "findBridgeBase", READ, R, 200, SELECTS, find_row, NULL },
    { "PUT", "/v1/bridge-bases/:id", "replaceBridgeBase", WRITE,
      B, 200, TRIES, replace_row, NULL },
    { "PATCH", "/v1/bridge-bases/:id", "changeBridgeBase", WRITE,
      B, 200, TRIES, change_row, NULL },
    { "DELETE", "/v1/bridge-bases/:id", "deleteBridgeBase", WRITE,
      &BRIDGE_BASES, NULL, NULL, 204, TRIES, remove_row, NULL },
    { "POST", "/v1/bridge-bases/:id/restore", "restoreBridgeBase", WRITE,
      R, 200, TRIES, restore_row, NULL },
    { "GET", "/v1/bridge-bases/:id/history", "bridgeBaseHistory", "history:read",
      &BRIDGE_BASES, NULL, &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
