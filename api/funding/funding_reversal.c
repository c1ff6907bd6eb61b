#include "models/funding/funding_reversal.h"

#include "api/collection.h"

#define READ "funding:read"
#define P &FUNDING_REVERSALS, &FUNDING_REVERSAL, &FUNDING_REVERSAL
#define R &FUNDING_REVERSALS, NULL, &FUNDING_REVERSAL

/* A reversal stands: it is the last word on a posting. */
const struct route FUNDING_REVERSAL_ROUTES[] = {
    { "GET", "/v1/funding/reversals", "listFundingReversals", READ, R, 200, LISTS, list_rows,
      NULL },
    { "POST", "/v1/funding/reversals", "addFundingReversal", "funding:write", P, 201, TRIES,
      add_row, NULL },
    { "GET", "/v1/funding/reversals/:id", "findFundingReversal", READ, R, 200, SELECTS, find_row,
      NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
