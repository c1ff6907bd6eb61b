#include "models/board/board_disclosure_phrase.h"

#include "api/collection.h"
#include "models/change.h"

#define READ "board:read"
#define WRITE "safeguarding:write"
#define P &BOARD_DISCLOSURE_PHRASES, &BOARD_DISCLOSURE_PHRASE, &BOARD_DISCLOSURE_PHRASE
#define R &BOARD_DISCLOSURE_PHRASES, NULL, &BOARD_DISCLOSURE_PHRASE
#define ALL "/v1/board-disclosure-phrases"
#define ONE_ "/v1/board-disclosure-phrases/:id"

/* A phrase is taken back rather than changed: what was held for it was held for that one. */
const struct route BOARD_DISCLOSURE_PHRASE_ROUTES[] = {
    { "GET", ALL, "listDisclosurePhrases", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", ALL, "addDisclosurePhrase", WRITE, P, 201, TRIES, add_row, NULL },
    { "GET", ONE_, "findDisclosurePhrase", READ, R, 200, SELECTS, find_row, NULL },
    { "DELETE", ONE_, "deleteDisclosurePhrase", WRITE, &BOARD_DISCLOSURE_PHRASES, NULL, NULL, 204,
      TRIES, remove_row, NULL },
    { "POST", ONE_ "/restore", "restoreDisclosurePhrase", WRITE, R, 200, TRIES, restore_row, NULL },
    { "GET", ONE_ "/history", "disclosurePhraseHistory", "history:read", &BOARD_DISCLOSURE_PHRASES,
      NULL, &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
