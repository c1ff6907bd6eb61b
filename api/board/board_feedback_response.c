#include "models/board/board_feedback_response.h"

#include "api/collection.h"
#include "models/change.h"

#define READ "board:read"
#define RESPOND "board:respond"
#define P &BOARD_FEEDBACK_RESPONSES, &BOARD_FEEDBACK_RESPONSE, &BOARD_FEEDBACK_RESPONSE
#define R &BOARD_FEEDBACK_RESPONSES, NULL, &BOARD_FEEDBACK_RESPONSE
#define ALL "/v1/board-feedback/:feedback_id/responses"
#define ONE_ "/v1/board-feedback/:feedback_id/responses/:id"

const struct route BOARD_FEEDBACK_RESPONSE_ROUTES[] = {
    { "GET", ALL, "listFeedbackResponses", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", ALL, "addFeedbackResponse", RESPOND, P, 201, TRIES, add_row, NULL },
    { "GET", ONE_, "findFeedbackResponse", READ, R, 200, SELECTS, find_row, NULL },
    { "PATCH", ONE_, "changeFeedbackResponse", RESPOND, P, 200, TRIES, change_row, NULL },
    { "DELETE", ONE_, "deleteFeedbackResponse", RESPOND, &BOARD_FEEDBACK_RESPONSES, NULL, NULL, 204,
      TRIES, remove_row, NULL },
    { "POST", ONE_ "/restore", "restoreFeedbackResponse", RESPOND, R, 200, TRIES, restore_row,
      NULL },
    { "GET", ONE_ "/history", "feedbackResponseHistory", "history:read", &BOARD_FEEDBACK_RESPONSES,
      NULL, &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
