#include "models/inspections/inspection_follow_up.h"

#include "api/collection.h"
#include "models/change.h"

#define READ "inspections:read"
#define ALL &INSPECTION_FOLLOW_UPS
#define R ALL, NULL, &INSPECTION_FOLLOW_UP
#define PATH "/v1/inspections/:inspection_id/follow-ups"

/* The step follow_up makes both there are. */
const struct route INSPECTION_FOLLOW_UP_ROUTES[] = {
    { "GET", PATH, "listFollowUps", READ, R, 200, LISTS, list_rows, NULL },
    { "GET", PATH "/:id", "findFollowUp", READ, R, 200, SELECTS, find_row, NULL },
    { "PATCH", PATH "/:id", "changeFollowUp", "inspections:write", ALL, &INSPECTION_FOLLOW_UP,
      &INSPECTION_FOLLOW_UP, 200, TRIES, change_row, NULL },
    { "GET", PATH "/:id/history", "followUpHistory", "history:read", ALL, NULL, &VERSION_MADE, 200,
      0, row_history, HISTORY_PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
