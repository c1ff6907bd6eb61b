#include "models/board/board_publication.h"

#include "api/collection.h"
#include "api/transition.h"
#include "models/change.h"

#define READ "board:read"
#define WRITE "board:write"
#define P &BOARD_PUBLICATIONS, &BOARD_PUBLICATION, &BOARD_PUBLICATION
#define R &BOARD_PUBLICATIONS, NULL, &BOARD_PUBLICATION
#define ALL "/v1/board-publications"
#define ONE_ "/v1/board-publications/:id"

const struct route BOARD_PUBLICATION_ROUTES[] = {
    { "GET", ALL, "listBoardPublications", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", ALL, "addBoardPublication", WRITE, P, 201, TRIES, add_row, NULL },
    { "GET", ONE_, "findBoardPublication", READ, R, 200, SELECTS, find_row, NULL },
    { "PATCH", ONE_, "changeBoardPublication", WRITE, P, 200, TRIES, change_row, NULL },
    { "DELETE", ONE_, "deleteBoardPublication", WRITE, &BOARD_PUBLICATIONS, NULL, NULL, 204, TRIES,
      remove_row, NULL },
    { "POST", ONE_ "/restore", "restoreBoardPublication", WRITE, R, 200, TRIES, restore_row, NULL },
    { "GET", ONE_ "/history", "boardPublicationHistory", "history:read", &BOARD_PUBLICATIONS, NULL,
      &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { "POST", ONE_ "/transitions", "moveBoardPublication", READ, &BOARD_PUBLICATIONS, &TRANSITION,
      &BOARD_PUBLICATION, 200, TRIES, move_row, NULL },
    { "GET", ONE_ "/transitions", "boardPublicationTransitions", READ, &BOARD_PUBLICATIONS, NULL,
      &STATUS_CHANGE, 200, 0, list_moves, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
