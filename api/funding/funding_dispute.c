#include "models/funding/funding_dispute.h"

#include "api/collection.h"
#include "api/transition.h"
#include "models/change.h"

#define READ "funding:read"
#define DISPUTE "funding:dispute"
#define D &FUNDING_DISPUTES, &FUNDING_DISPUTE, &FUNDING_DISPUTE
#define R &FUNDING_DISPUTES, NULL, &FUNDING_DISPUTE
#define PATH "/v1/funding/disputes"

/* Raised and withdrawn for the host, answered by who keeps the books; never deleted. Both sides
 * have the same scope: which member is whose is said in sql/110_funding_dispute.sql. */
const struct route FUNDING_DISPUTE_ROUTES[] = {
    { "GET", PATH, "listFundingDisputes", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", PATH, "addFundingDispute", DISPUTE, D, 201, TRIES, add_row, NULL },
    { "GET", PATH "/:id", "findFundingDispute", READ, R, 200, SELECTS, find_row, NULL },
    { "PATCH", PATH "/:id", "changeFundingDispute", DISPUTE, D, 200, TRIES, change_row, NULL },
    { "GET", PATH "/:id/history", "fundingDisputeHistory", "history:read", &FUNDING_DISPUTES, NULL,
      &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { "POST", PATH "/:id/transitions", "moveFundingDispute", READ, &FUNDING_DISPUTES,
      &FUNDING_DISPUTE_STEP, &FUNDING_DISPUTE, 200, TRIES, move_row, NULL },
    { "GET", PATH "/:id/transitions", "fundingDisputeTransitions", READ, &FUNDING_DISPUTES, NULL,
      &STATUS_CHANGE, 200, 0, list_moves, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
