#include "models/funding/funding_band.h"

#include "api/collection.h"
#include "models/change.h"

#define READ "funding:read"
#define WRITE "funding:write"
#define W &FUNDING_BANDS, &FUNDING_BAND, &FUNDING_BAND
#define R &FUNDING_BANDS, NULL, &FUNDING_BAND

/* Neither PUT nor DELETE: money may hang on a rate. */
const struct route FUNDING_BAND_ROUTES[] = {
    { "GET", "/v1/funding/bands", "listFundingBands", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", "/v1/funding/bands", "addFundingBand", WRITE, W, 201, TRIES, add_row, NULL },
    { "POST", "/v1/funding/bands/bulk", "bulkFundingBands", WRITE, R, 200, TRIES | BULK, bulk_rows,
      BULK_PARAMETERS },
    { "GET", "/v1/funding/bands/:id", "findFundingBand", READ, R, 200, SELECTS, find_row, NULL },
    { "PATCH", "/v1/funding/bands/:id", "changeFundingBand", WRITE, W, 200, TRIES, change_row,
      NULL },
    { "GET", "/v1/funding/bands/:id/history", "fundingBandHistory", "history:read", &FUNDING_BANDS,
      NULL, &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
