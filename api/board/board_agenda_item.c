#include "models/board/board_agenda_item.h"

#include "api/collection.h"
#include "models/change.h"

#define READ "board:read"
#define WRITE "board:write"
#define A &BOARD_AGENDA_ITEMS, &BOARD_AGENDA_ITEM, &BOARD_AGENDA_ITEM
#define R &BOARD_AGENDA_ITEMS, NULL, &BOARD_AGENDA_ITEM
#define ALL "/v1/boards/:board_id/meetings/:meeting_id/agenda-items"
#define ONE_ "/v1/boards/:board_id/meetings/:meeting_id/agenda-items/:id"

const struct route BOARD_AGENDA_ITEM_ROUTES[] = {
    { "GET", ALL, "listBoardAgendaItems", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", ALL, "addBoardAgendaItem", WRITE, A, 201, TRIES, add_row, NULL },
    { "GET", ONE_, "findBoardAgendaItem", READ, R, 200, SELECTS, find_row, NULL },
    { "PUT", ONE_, "replaceBoardAgendaItem", WRITE, A, 200, TRIES, replace_row, NULL },
    { "PATCH", ONE_, "changeBoardAgendaItem", WRITE, A, 200, TRIES, change_row, NULL },
    { "DELETE", ONE_, "deleteBoardAgendaItem", WRITE, &BOARD_AGENDA_ITEMS, NULL, NULL, 204, TRIES,
      remove_row, NULL },
    { "POST", ONE_ "/restore", "restoreBoardAgendaItem", WRITE, R, 200, TRIES, restore_row, NULL },
    { "GET", ONE_ "/history", "boardAgendaItemHistory", "history:read", &BOARD_AGENDA_ITEMS, NULL,
      &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
