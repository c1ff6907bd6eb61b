#include "models/board/board_attendance.h"

#include "api/collection.h"
#include "models/change.h"

#define READ "board:read"
#define WRITE "board:write"
#define A &BOARD_ATTENDANCES, &BOARD_ATTENDANCE, &BOARD_ATTENDANCE
#define R &BOARD_ATTENDANCES, NULL, &BOARD_ATTENDANCE
#define ALL "/v1/boards/:board_id/meetings/:meeting_id/attendance"
#define ONE_ "/v1/boards/:board_id/meetings/:meeting_id/attendance/:id"

const struct route BOARD_ATTENDANCE_ROUTES[] = {
    { "GET", ALL, "listBoardAttendance", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", ALL, "addBoardAttendance", WRITE, A, 201, TRIES, add_row, NULL },
    { "GET", ONE_, "findBoardAttendance", READ, R, 200, SELECTS, find_row, NULL },
    { "PATCH", ONE_, "changeBoardAttendance", WRITE, A, 200, TRIES, change_row, NULL },
    { "DELETE", ONE_, "deleteBoardAttendance", WRITE, &BOARD_ATTENDANCES, NULL, NULL, 204, TRIES,
      remove_row, NULL },
    { "POST", ONE_ "/restore", "restoreBoardAttendance", WRITE, R, 200, TRIES, restore_row, NULL },
    { "GET", ONE_ "/history", "boardAttendanceHistory", "history:read", &BOARD_ATTENDANCES, NULL,
      &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
