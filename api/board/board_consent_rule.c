#include "models/board/board_consent_rule.h"

#include "api/collection.h"
#include "models/change.h"

#define C &BOARD_CONSENT_RULES, &BOARD_CONSENT_RULE, &BOARD_CONSENT_RULE
#define R &BOARD_CONSENT_RULES, NULL, &BOARD_CONSENT_RULE
#define ONE_ "/v1/board-consent-rules/:id"

/* A trust begins with one for each case that there is. */
const struct route BOARD_CONSENT_RULE_ROUTES[] = {
    { "GET", "/v1/board-consent-rules", "listBoardConsentRules", "board:read", R, 200, LISTS,
      list_rows, NULL },
    { "GET", ONE_, "findBoardConsentRule", "board:read", R, 200, SELECTS, find_row, NULL },
    { "PATCH", ONE_, "changeBoardConsentRule", "board:oversee", C, 200, TRIES, change_row, NULL },
    { "GET", ONE_ "/history", "boardConsentRuleHistory", "history:read", &BOARD_CONSENT_RULES,
      NULL, &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
