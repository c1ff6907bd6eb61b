#include "models/board/board_action.h"

#include "api/collection.h"
#include "api/transition.h"
#include "models/change.h"

#define READ "board:read"
#define RESPOND "board:respond"
#define A &BOARD_ACTIONS, &BOARD_ACTION, &BOARD_ACTION
#define R &BOARD_ACTIONS, NULL, &BOARD_ACTION
#define ALL "/v1/board-recommendations/:recommendation_id/actions"
#define ONE_ "/v1/board-recommendations/:recommendation_id/actions/:id"

const struct route BOARD_ACTION_ROUTES[] = {
    { "GET", ALL, "listBoardActions", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", ALL, "addBoardAction", RESPOND, A, 201, TRIES, add_row, NULL },
    { "GET", ONE_, "findBoardAction", READ, R, 200, SELECTS, find_row, NULL },
    { "PATCH", ONE_, "changeBoardAction", RESPOND, A, 200, TRIES, change_row, NULL },
    { "DELETE", ONE_, "deleteBoardAction", RESPOND, &BOARD_ACTIONS, NULL, NULL, 204, TRIES,
      remove_row, NULL },
    { "POST", ONE_ "/restore", "restoreBoardAction", RESPOND, R, 200, TRIES, restore_row, NULL },
    { "GET", ONE_ "/history", "boardActionHistory", "history:read", &BOARD_ACTIONS, NULL,
      &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { "POST", ONE_ "/transitions", "moveBoardAction", READ, &BOARD_ACTIONS, &TRANSITION,
      &BOARD_ACTION, 200, TRIES, move_row, NULL },
    { "GET", ONE_ "/transitions", "boardActionTransitions", READ, &BOARD_ACTIONS, NULL,
      &STATUS_CHANGE, 200, 0, list_moves, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
