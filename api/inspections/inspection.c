#include "models/inspections/inspection.h"

#include "api/collection.h"
#include "api/json.h"
#include "api/transition.h"
#include "models/change.h"

#define READ "inspections:read"
#define QUALITY "inspections:quality"
#define I &INSPECTIONS, &INSPECTION, &INSPECTION
#define R &INSPECTIONS, NULL, &INSPECTION

/* Who else sees what came of it, is for the schools that answer for it to say, each for itself. */
static bool share_inspection(struct ctx *c)
{
    struct inspection_shares *in = new_row(c);
    struct sharing_consent said = { 0 };
    struct inspection *row;
    const char *id;
    void *found;

    if (!in || !ask_key(c, &id) || !find_live(c, id, &found) || !is_version_meant(c, found) ||
        !ask_body(c, in))
        return false;
    row = found;
    said.school_id = in->school_id;
    said.shared_with = in->shared_with;
    said.shared_with_school_ids = in->shared_with_school_ids ? in->shared_with_school_ids : "[]";
    row->sharing_consents = json_list_with(&c->faults, "sharing_consents", &SHARING_CONSENT,
                                           row->sharing_consents, &said);
    if (!no_faults(c, "validation_failed") ||
        (!row->sharing_consents && !refuse(c, "too_large", NULL)))
        return false;
    return save_row(c, row);
}

/* A step takes the scope its machine says: the lead's, the schools' or quality assurance's. */
const struct route INSPECTION_ROUTES[] = {
    { "GET", "/v1/inspections", "listInspections", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", "/v1/inspections", "addInspection", QUALITY, I, 201, TRIES, add_row, NULL },
    { "POST", "/v1/inspections/bulk", "bulkInspections", QUALITY,
      R, 200, TRIES | BULK, bulk_rows, BULK_PARAMETERS },
    { "GET", "/v1/inspections/:id", "findInspection", READ, R, 200, SELECTS, find_row, NULL },
    { "PUT", "/v1/inspections/:id", "replaceInspection", QUALITY,
      I, 200, TRIES, replace_row, NULL },
    { "PATCH", "/v1/inspections/:id", "changeInspection", QUALITY,
      I, 200, TRIES, change_row, NULL },
    { "DELETE", "/v1/inspections/:id", "deleteInspection", QUALITY,
      &INSPECTIONS, NULL, NULL, 204, TRIES, remove_row, NULL },
    { "POST", "/v1/inspections/:id/restore", "restoreInspection", QUALITY,
      R, 200, TRIES, restore_row, NULL },
    { "GET", "/v1/inspections/:id/history", "inspectionHistory", "history:read",
      &INSPECTIONS, NULL, &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { "POST", "/v1/inspections/:id/transitions", "moveInspection", READ,
      &INSPECTIONS, &TRANSITION, &INSPECTION, 200, TRIES, move_row, NULL },
    { "GET", "/v1/inspections/:id/transitions", "inspectionTransitions", READ,
      &INSPECTIONS, NULL, &STATUS_CHANGE, 200, 0, list_moves, NULL },
    { "PUT", "/v1/inspections/:id/sharing", "shareInspection", "inspections:respond",
      &INSPECTIONS, &INSPECTION_SHARES, &INSPECTION, 200, TRIES, share_inspection, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
