#include "models/inspections/inspection_evidence.h"

#include "api/collection.h"
#include "models/change.h"

#define READ "inspections:read"
#define WRITE "inspections:write"
#define E &INSPECTION_EVIDENCES, &INSPECTION_EVIDENCE, &INSPECTION_EVIDENCE
#define R &INSPECTION_EVIDENCES, NULL, &INSPECTION_EVIDENCE
#define PATH "/v1/inspections/:inspection_id/evidence"

const struct route INSPECTION_EVIDENCE_ROUTES[] = {
    { "GET", PATH, "listEvidence", READ,
      R, 200, LISTS, list_rows, NULL },
    { "POST", PATH, "addEvidence", WRITE,
      E, 201, TRIES, add_row, NULL },
    { "GET", PATH "/:id", "findEvidence", READ,
      R, 200, SELECTS, find_row, NULL },
    { "PUT", PATH "/:id", "replaceEvidence", WRITE,
      E, 200, TRIES, replace_row, NULL },
    { "PATCH", PATH "/:id", "changeEvidence", WRITE,
      E, 200, TRIES, change_row, NULL },
    { "DELETE", PATH "/:id", "deleteEvidence", WRITE,
      &INSPECTION_EVIDENCES, NULL, NULL, 204, TRIES, remove_row, NULL },
    { "POST", PATH "/:id/restore", "restoreEvidence", WRITE,
      R, 200, TRIES, restore_row, NULL },
    { "GET", PATH "/:id/history", "evidenceHistory",
      "history:read", &INSPECTION_EVIDENCES, NULL, &VERSION_MADE, 200, 0, row_history,
      HISTORY_PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
