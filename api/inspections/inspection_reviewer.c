#include "models/inspections/inspection_reviewer.h"

#include "api/collection.h"
#include "models/change.h"

#define READ "inspections:read"
#define QUALITY "inspections:quality"
#define I &INSPECTION_REVIEWERS, &INSPECTION_REVIEWER, &INSPECTION_REVIEWER
#define R &INSPECTION_REVIEWERS, NULL, &INSPECTION_REVIEWER

const struct route INSPECTION_REVIEWER_ROUTES[] = {
    { "GET", "/v1/inspection-reviewers", "listInspectionReviewers", READ,
      R, 200, LISTS, list_rows, NULL },
    { "POST", "/v1/inspection-reviewers", "addInspectionReviewer", QUALITY,
      I, 201, TRIES, add_row, NULL },
    { "POST", "/v1/inspection-reviewers/bulk", "bulkInspectionReviewers", QUALITY,
      R, 200, TRIES | BULK, bulk_rows, BULK_PARAMETERS },
    { "GET", "/v1/inspection-reviewers/:id", "findInspectionReviewer", READ,
      R, 200, SELECTS, find_row, NULL },
    { "PUT", "/v1/inspection-reviewers/:id", "replaceInspectionReviewer", QUALITY,
      I, 200, TRIES, replace_row, NULL },
    { "PATCH", "/v1/inspection-reviewers/:id", "changeInspectionReviewer", QUALITY,
      I, 200, TRIES, change_row, NULL },
    { "DELETE", "/v1/inspection-reviewers/:id", "deleteInspectionReviewer", QUALITY,
      &INSPECTION_REVIEWERS, NULL, NULL, 204, TRIES, remove_row, NULL },
    { "POST", "/v1/inspection-reviewers/:id/restore", "restoreInspectionReviewer", QUALITY,
      R, 200, TRIES, restore_row, NULL },
    { "GET", "/v1/inspection-reviewers/:id/history", "inspectionReviewerHistory", "history:read",
      &INSPECTION_REVIEWERS, NULL, &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
