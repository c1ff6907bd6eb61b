#include "models/board/board_deliverable.h"

#include "api/collection.h"
#include "models/change.h"

#define READ "board:read"
#define WRITE "board:write"
#define D &BOARD_DELIVERABLES, &BOARD_DELIVERABLE, &BOARD_DELIVERABLE
#define R &BOARD_DELIVERABLES, NULL, &BOARD_DELIVERABLE
#define ALL "/v1/board-deliverables"
#define ONE_ "/v1/board-deliverables/:id"

const struct route BOARD_DELIVERABLE_ROUTES[] = {
    { "GET", ALL, "listBoardDeliverables", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", ALL, "addBoardDeliverable", WRITE, D, 201, TRIES, add_row, NULL },
    { "GET", ONE_, "findBoardDeliverable", READ, R, 200, SELECTS, find_row, NULL },
    { "PUT", ONE_, "replaceBoardDeliverable", WRITE, D, 200, TRIES, replace_row, NULL },
    { "PATCH", ONE_, "changeBoardDeliverable", WRITE, D, 200, TRIES, change_row, NULL },
    { "DELETE", ONE_, "deleteBoardDeliverable", WRITE, &BOARD_DELIVERABLES, NULL, NULL, 204, TRIES,
      remove_row, NULL },
    { "POST", ONE_ "/restore", "restoreBoardDeliverable", WRITE, R, 200, TRIES, restore_row, NULL },
    { "GET", ONE_ "/history", "boardDeliverableHistory", "history:read", &BOARD_DELIVERABLES, NULL,
      &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
