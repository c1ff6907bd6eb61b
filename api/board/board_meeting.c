#include "models/board/board_meeting.h"

#include "api/collection.h"
#include "api/transition.h"
#include "models/change.h"

#define READ "board:read"
#define WRITE "board:write"
#define M &BOARD_MEETINGS, &BOARD_MEETING, &BOARD_MEETING
#define R &BOARD_MEETINGS, NULL, &BOARD_MEETING
#define ALL "/v1/boards/:board_id/meetings"
#define ONE_ "/v1/boards/:board_id/meetings/:id"

const struct route BOARD_MEETING_ROUTES[] = {
    { "GET", ALL, "listBoardMeetings", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", ALL, "addBoardMeeting", WRITE, M, 201, TRIES, add_row, NULL },
    { "GET", ONE_, "findBoardMeeting", READ, R, 200, SELECTS, find_row, NULL },
    { "PUT", ONE_, "replaceBoardMeeting", WRITE, M, 200, TRIES, replace_row, NULL },
    { "PATCH", ONE_, "changeBoardMeeting", WRITE, M, 200, TRIES, change_row, NULL },
    { "DELETE", ONE_, "deleteBoardMeeting", WRITE, &BOARD_MEETINGS, NULL, NULL, 204, TRIES,
      remove_row, NULL },
    { "POST", ONE_ "/restore", "restoreBoardMeeting", WRITE, R, 200, TRIES, restore_row, NULL },
    { "GET", ONE_ "/history", "boardMeetingHistory", "history:read", &BOARD_MEETINGS, NULL,
      &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { "POST", ONE_ "/transitions", "moveBoardMeeting", READ, &BOARD_MEETINGS, &TRANSITION,
      &BOARD_MEETING, 200, TRIES, move_row, NULL },
    { "GET", ONE_ "/transitions", "boardMeetingTransitions", READ, &BOARD_MEETINGS, NULL,
      &STATUS_CHANGE, 200, 0, list_moves, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
