#include "models/board/board.h"

#include "api/collection.h"
#include "api/transition.h"
#include "models/change.h"

#define READ "board:read"
#define OVERSEE "board:oversee"
#define B &BOARDS, &BOARD, &BOARD
#define R &BOARDS, NULL, &BOARD

const struct route BOARD_ROUTES[] = {
    { "GET", "/v1/boards", "listBoards", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", "/v1/boards", "addBoard", OVERSEE, B, 201, TRIES, add_row, NULL },
    { "POST", "/v1/boards/bulk", "bulkBoards", OVERSEE, R, 200, TRIES | BULK, bulk_rows,
      BULK_PARAMETERS },
    { "GET", "/v1/boards/:id", "findBoard", READ, R, 200, SELECTS, find_row, NULL },
    { "PUT", "/v1/boards/:id", "replaceBoard", OVERSEE, B, 200, TRIES, replace_row, NULL },
    { "PATCH", "/v1/boards/:id", "changeBoard", OVERSEE, B, 200, TRIES, change_row, NULL },
    { "DELETE", "/v1/boards/:id", "deleteBoard", OVERSEE, &BOARDS, NULL, NULL, 204, TRIES,
      remove_row, NULL },
    { "POST", "/v1/boards/:id/restore", "restoreBoard", OVERSEE, R, 200, TRIES, restore_row, NULL },
    { "GET", "/v1/boards/:id/history", "boardHistory", "history:read", &BOARDS, NULL, &VERSION_MADE,
      200, 0, row_history, HISTORY_PARAMETERS },
    { "POST", "/v1/boards/:id/transitions", "moveBoard", READ, &BOARDS, &TRANSITION, &BOARD, 200,
      TRIES, move_row, NULL },
    { "GET", "/v1/boards/:id/transitions", "boardTransitions", READ, &BOARDS, NULL, &STATUS_CHANGE,
      200, 0, list_moves, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
