#include "models/placements/placement_complaint.h"

#include "api/collection.h"
#include "api/transition.h"
#include "models/change.h"

#define READ "placements:read"
#define WRITE "placements:write"
#define C &PLACEMENT_COMPLAINTS, &PLACEMENT_COMPLAINT, &PLACEMENT_COMPLAINT
#define R &PLACEMENT_COMPLAINTS, NULL, &PLACEMENT_COMPLAINT

const struct route PLACEMENT_COMPLAINT_ROUTES[] = {
    { "GET", "/v1/placement-complaints", "listPlacementComplaints", READ,
      R, 200, LISTS, list_rows, NULL },
    { "POST", "/v1/placement-complaints", "addPlacementComplaint", WRITE,
      C, 201, TRIES, add_row, NULL },
    { "GET", "/v1/placement-complaints/:id", "findPlacementComplaint", READ,
      R, 200, SELECTS, find_row, NULL },
    { "PUT", "/v1/placement-complaints/:id", "replacePlacementComplaint", WRITE,
      C, 200, TRIES, replace_row, NULL },
    { "PATCH", "/v1/placement-complaints/:id", "changePlacementComplaint", WRITE,
      C, 200, TRIES, change_row, NULL },
    { "DELETE", "/v1/placement-complaints/:id", "deletePlacementComplaint", WRITE,
      &PLACEMENT_COMPLAINTS, NULL, NULL, 204, TRIES, remove_row, NULL },
    { "POST", "/v1/placement-complaints/:id/restore", "restorePlacementComplaint", WRITE,
      R, 200, TRIES, restore_row, NULL },
    { "GET", "/v1/placement-complaints/:id/history", "placementComplaintHistory", "history:read",
      &PLACEMENT_COMPLAINTS, NULL, &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { "POST", "/v1/placement-complaints/:id/transitions", "movePlacementComplaint", WRITE,
      &PLACEMENT_COMPLAINTS, &COMPLAINT_STEP, &PLACEMENT_COMPLAINT, 200, TRIES, move_row, NULL },
    { "GET", "/v1/placement-complaints/:id/transitions", "placementComplaintTransitions", READ,
      &PLACEMENT_COMPLAINTS, NULL, &STATUS_CHANGE, 200, 0, list_moves, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
