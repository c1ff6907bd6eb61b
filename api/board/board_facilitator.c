#include "models/board/board_facilitator.h"

#include "api/collection.h"
#include "models/change.h"

#define READ "board:read"
#define OVERSEE "board:oversee"
#define F &BOARD_FACILITATORS, &BOARD_FACILITATOR, &BOARD_FACILITATOR
#define R &BOARD_FACILITATORS, NULL, &BOARD_FACILITATOR
#define ALL "/v1/boards/:board_id/facilitators"
#define ONE_ "/v1/boards/:board_id/facilitators/:id"

const struct route BOARD_FACILITATOR_ROUTES[] = {
    { "GET", ALL, "listBoardFacilitators", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", ALL, "addBoardFacilitator", OVERSEE, F, 201, TRIES, add_row, NULL },
    { "GET", ONE_, "findBoardFacilitator", READ, R, 200, SELECTS, find_row, NULL },
    { "PUT", ONE_, "replaceBoardFacilitator", OVERSEE, F, 200, TRIES, replace_row, NULL },
    { "PATCH", ONE_, "changeBoardFacilitator", OVERSEE, F, 200, TRIES, change_row, NULL },
    { "DELETE", ONE_, "deleteBoardFacilitator", OVERSEE, &BOARD_FACILITATORS, NULL, NULL, 204,
      TRIES, remove_row, NULL },
    { "POST", ONE_ "/restore", "restoreBoardFacilitator", OVERSEE, R, 200, TRIES, restore_row,
      NULL },
    { "GET", ONE_ "/history", "boardFacilitatorHistory", "history:read", &BOARD_FACILITATORS, NULL,
      &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
