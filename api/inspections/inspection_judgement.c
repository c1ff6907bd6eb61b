#include "models/inspections/inspection_judgement.h"

#include "api/collection.h"
#include "api/transition.h"
#include "models/change.h"

#define READ "inspections:read"
#define WRITE "inspections:write"
#define J &INSPECTION_JUDGEMENTS, &INSPECTION_JUDGEMENT, &INSPECTION_JUDGEMENT
#define R &INSPECTION_JUDGEMENTS, NULL, &INSPECTION_JUDGEMENT
#define PATH "/v1/inspections/:inspection_id/judgements"

const struct route INSPECTION_JUDGEMENT_ROUTES[] = {
    { "GET", PATH, "listJudgements", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", PATH, "addJudgement", WRITE, J, 201, TRIES, add_row, NULL },
    { "GET", PATH "/:id", "findJudgement", READ, R, 200, SELECTS, find_row, NULL },
    { "PUT", PATH "/:id", "replaceJudgement", WRITE, J, 200, TRIES, replace_row, NULL },
    { "PATCH", PATH "/:id", "changeJudgement", WRITE, J, 200, TRIES, change_row, NULL },
    { "DELETE", PATH "/:id", "deleteJudgement", WRITE, &INSPECTION_JUDGEMENTS, NULL, NULL, 204,
      TRIES, remove_row, NULL },
    { "POST", PATH "/:id/restore", "restoreJudgement", WRITE, R, 200, TRIES, restore_row, NULL },
    { "GET", PATH "/:id/history", "judgementHistory", "history:read", &INSPECTION_JUDGEMENTS, NULL,
      &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { "POST", PATH "/:id/transitions", "moveJudgement", READ, &INSPECTION_JUDGEMENTS,
      &JUDGEMENT_STEP, &INSPECTION_JUDGEMENT, 200, TRIES, move_row, NULL },
    { "GET", PATH "/:id/transitions", "judgementTransitions", READ, &INSPECTION_JUDGEMENTS, NULL,
      &STATUS_CHANGE, 200, 0, list_moves, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
