#include "models/board/board_consent.h"

#include "api/collection.h"
#include "models/change.h"

#define READ "board:read"
#define WRITE "board:write"
#define C &BOARD_CONSENTS, &BOARD_CONSENT, &BOARD_CONSENT
#define R &BOARD_CONSENTS, NULL, &BOARD_CONSENT
#define ALL "/v1/boards/:board_id/members/:member_id/consents"
#define ONE_ "/v1/boards/:board_id/members/:member_id/consents/:id"

/* A consent is withdrawn, never replaced or deleted. */
const struct route BOARD_CONSENT_ROUTES[] = {
    { "GET", ALL, "listBoardConsents", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", ALL, "addBoardConsent", WRITE, C, 201, TRIES, add_row, NULL },
    { "GET", ONE_, "findBoardConsent", READ, R, 200, SELECTS, find_row, NULL },
    { "PATCH", ONE_, "changeBoardConsent", WRITE, C, 200, TRIES, change_row, NULL },
    { "GET", ONE_ "/history", "boardConsentHistory", "history:read", &BOARD_CONSENTS, NULL,
      &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
