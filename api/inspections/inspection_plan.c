/* How the actions of all schools stand, for the board of the trust. */
#include "models/inspections/inspection_plan.h"

#include "api/collection.h"

const struct route INSPECTION_PLAN_ROUTES[] = {
    { "GET", "/v1/inspection-plans", "listInspectionPlans", "inspections:read", &INSPECTION_PLANS,
      NULL, &INSPECTION_PLAN, 200, LISTS, list_rows, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
