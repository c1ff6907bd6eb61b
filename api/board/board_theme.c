#include "models/board/board_theme.h"

#include "api/collection.h"
#include "models/change.h"

#define READ "board:read"
#define OVERSEE "board:oversee"
#define T &BOARD_THEMES, &BOARD_THEME, &BOARD_THEME
#define R &BOARD_THEMES, NULL, &BOARD_THEME
#define ALL "/v1/board-themes"
#define ONE_ "/v1/board-themes/:id"

const struct route BOARD_THEME_ROUTES[] = {
    { "GET", ALL, "listBoardThemes", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", ALL, "addBoardTheme", OVERSEE, T, 201, TRIES, add_row, NULL },
    { "GET", ONE_, "findBoardTheme", READ, R, 200, SELECTS, find_row, NULL },
    { "PUT", ONE_, "replaceBoardTheme", OVERSEE, T, 200, TRIES, replace_row, NULL },
    { "PATCH", ONE_, "changeBoardTheme", OVERSEE, T, 200, TRIES, change_row, NULL },
    { "DELETE", ONE_, "deleteBoardTheme", OVERSEE, &BOARD_THEMES, NULL, NULL, 204, TRIES,
      remove_row, NULL },
    { "POST", ONE_ "/restore", "restoreBoardTheme", OVERSEE, R, 200, TRIES, restore_row, NULL },
    { "GET", ONE_ "/history", "boardThemeHistory", "history:read", &BOARD_THEMES, NULL,
      &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
