#include "models/funding/placement_band.h"

#include "api/collection.h"
#include "models/change.h"

#define READ "placements:read"
#define WRITE "placements:write"
#define W &PLACEMENT_BANDS, &PLACEMENT_BAND, &PLACEMENT_BAND
#define R &PLACEMENT_BANDS, NULL, &PLACEMENT_BAND

const struct route PLACEMENT_BAND_ROUTES[] = {
    { "GET", "/v1/placements/:placement_id/bands", "listPlacementBands", READ, R, 200, LISTS,
      list_rows, NULL },
    { "POST", "/v1/placements/:placement_id/bands", "addPlacementBand", WRITE, W, 201, TRIES,
      add_row, NULL },
    { "GET", "/v1/placements/:placement_id/bands/:id", "findPlacementBand", READ, R, 200, SELECTS,
      find_row, NULL },
    { "DELETE", "/v1/placements/:placement_id/bands/:id", "deletePlacementBand", WRITE,
      &PLACEMENT_BANDS, NULL, NULL, 204, TRIES, remove_row, NULL },
    { "POST", "/v1/placements/:placement_id/bands/:id/restore", "restorePlacementBand", WRITE, R,
      200, TRIES, restore_row, NULL },
    { "GET", "/v1/placements/:placement_id/bands/:id/history", "placementBandHistory",
      "history:read", &PLACEMENT_BANDS, NULL, &VERSION_MADE, 200, 0, row_history,
      HISTORY_PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
