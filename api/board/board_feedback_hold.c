#include "models/board/board_feedback_hold.h"

#include "api/collection.h"

#define READ "safeguarding:read"
#define R &BOARD_FEEDBACK_HOLDS, NULL, &BOARD_FEEDBACK_HOLD
#define ALL "/v1/board-feedback-holds"

/* Written by what holds and clears, never by a client. */
const struct route BOARD_FEEDBACK_HOLD_ROUTES[] = {
    { "GET", ALL, "listFeedbackHolds", READ, R, 200, LISTS | NO_STORE, list_rows, NULL },
    { "GET", ALL "/:id", "findFeedbackHold", READ, R, 200, NO_STORE, tell_row, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
