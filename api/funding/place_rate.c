#include "models/funding/place_rate.h"

#include "api/collection.h"
#include "models/change.h"

#define READ "funding:read"
#define WRITE "funding:write"
#define W &PLACE_RATES, &PLACE_RATE, &PLACE_RATE
#define R &PLACE_RATES, NULL, &PLACE_RATE

/* Neither PUT nor DELETE: money may hang on a rate. */
const struct route PLACE_RATE_ROUTES[] = {
    { "GET", "/v1/funding/place-rates", "listPlaceRates", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", "/v1/funding/place-rates", "addPlaceRate", WRITE, W, 201, TRIES, add_row, NULL },
    { "POST", "/v1/funding/place-rates/bulk", "bulkPlaceRates", WRITE, R, 200, TRIES | BULK,
      bulk_rows, BULK_PARAMETERS },
    { "GET", "/v1/funding/place-rates/:id", "findPlaceRate", READ, R, 200, SELECTS, find_row,
      NULL },
    { "PATCH", "/v1/funding/place-rates/:id", "changePlaceRate", WRITE, W, 200, TRIES, change_row,
      NULL },
    { "GET", "/v1/funding/place-rates/:id/history", "placeRateHistory", "history:read",
      &PLACE_RATES, NULL, &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
