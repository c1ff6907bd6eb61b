#include "models/placements/safeguarding_notice.h"

#include "api/collection.h"
#include "api/transition.h"
#include "models/change.h"

#define READ "safeguarding:read"
#define WRITE "safeguarding:write"
#define N &SAFEGUARDING_NOTICES, &SAFEGUARDING_NOTICE, &SAFEGUARDING_NOTICE
#define R &SAFEGUARDING_NOTICES, NULL, &SAFEGUARDING_NOTICE

/* A notice is closed, never deleted. */
const struct route SAFEGUARDING_NOTICE_ROUTES[] = {
    { "GET", "/v1/safeguarding-notices", "listSafeguardingNotices", READ,
      R, 200, LISTS | NO_STORE, list_rows, NULL },
    { "POST", "/v1/safeguarding-notices", "addSafeguardingNotice", WRITE,
      N, 201, TRIES | NO_STORE, add_row, NULL },
    { "GET", "/v1/safeguarding-notices/:id", "findSafeguardingNotice", READ,
      R, 200, SELECTS | NO_STORE, find_row, NULL },
    { "PUT", "/v1/safeguarding-notices/:id", "replaceSafeguardingNotice", WRITE,
      N, 200, TRIES | NO_STORE, replace_row, NULL },
    { "PATCH", "/v1/safeguarding-notices/:id", "changeSafeguardingNotice", WRITE,
      N, 200, TRIES | NO_STORE, change_row, NULL },
    { "GET", "/v1/safeguarding-notices/:id/history", "safeguardingNoticeHistory", READ,
      &SAFEGUARDING_NOTICES, NULL, &VERSION_MADE, 200, NO_STORE, row_history,
      HISTORY_PARAMETERS },
    { "POST", "/v1/safeguarding-notices/:id/transitions", "moveSafeguardingNotice", WRITE,
      &SAFEGUARDING_NOTICES, &NOTICE_STEP, &SAFEGUARDING_NOTICE, 200, TRIES | NO_STORE, move_row,
      NULL },
    { "GET", "/v1/safeguarding-notices/:id/transitions", "safeguardingNoticeTransitions", READ,
      &SAFEGUARDING_NOTICES, NULL, &STATUS_CHANGE, 200, NO_STORE, list_moves, NULL },
    { "POST", "/v1/safeguarding-notices/:id/acknowledgements", "acknowledgeSafeguardingNotice",
      WRITE, &SAFEGUARDING_NOTICES, &ACKNOWLEDGEMENT, &SAFEGUARDING_NOTICE, 201,
      TRIES | NO_STORE, add_entry, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
