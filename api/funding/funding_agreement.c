#include "models/funding/funding_agreement.h"

#include "api/collection.h"
#include "api/transition.h"
#include "models/change.h"

#define READ "funding:read"
#define WRITE "funding:write"
#define W &FUNDING_AGREEMENTS, &FUNDING_AGREEMENT, &FUNDING_AGREEMENT
#define R &FUNDING_AGREEMENTS, NULL, &FUNDING_AGREEMENT
#define PATH "/v1/funding/agreements"

/* A step takes the scope its machine says: who only reads may sign for the host. */
const struct route FUNDING_AGREEMENT_ROUTES[] = {
    { "GET", PATH, "listFundingAgreements", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", PATH, "addFundingAgreement", WRITE, W, 201, TRIES, add_row, NULL },
    { "POST", PATH "/bulk", "bulkFundingAgreements", WRITE, R, 200, TRIES | BULK, bulk_rows,
      BULK_PARAMETERS },
    { "GET", PATH "/:id", "findFundingAgreement", READ, R, 200, SELECTS, find_row, NULL },
    { "PUT", PATH "/:id", "replaceFundingAgreement", WRITE, W, 200, TRIES, replace_row, NULL },
    { "PATCH", PATH "/:id", "changeFundingAgreement", WRITE, W, 200, TRIES, change_row, NULL },
    { "DELETE", PATH "/:id", "deleteFundingAgreement", WRITE, &FUNDING_AGREEMENTS, NULL, NULL, 204,
      TRIES, remove_row, NULL },
    { "POST", PATH "/:id/restore", "restoreFundingAgreement", WRITE, R, 200, TRIES, restore_row,
      NULL },
    { "GET", PATH "/:id/history", "fundingAgreementHistory", "history:read", &FUNDING_AGREEMENTS,
      NULL, &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { "POST", PATH "/:id/transitions", "moveFundingAgreement", READ, &FUNDING_AGREEMENTS,
      &FUNDING_AGREEMENT_TRANSITION, &FUNDING_AGREEMENT, 200, TRIES, move_row, NULL },
    { "GET", PATH "/:id/transitions", "fundingAgreementTransitions", READ, &FUNDING_AGREEMENTS,
      NULL, &STATUS_CHANGE, 200, 0, list_moves, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
