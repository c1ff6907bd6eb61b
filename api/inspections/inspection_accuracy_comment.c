#include "models/inspections/inspection_accuracy_comment.h"

#include "api/collection.h"
#include "api/transition.h"
#include "models/change.h"

#define READ "inspections:read"
#define RESPOND "inspections:respond"
#define ALL &INSPECTION_ACCURACY_COMMENTS
#define A ALL, &INSPECTION_ACCURACY_COMMENT, &INSPECTION_ACCURACY_COMMENT
#define R ALL, NULL, &INSPECTION_ACCURACY_COMMENT
#define PATH "/v1/inspections/:inspection_id/accuracy-comments"

/* The school speaks; the lead decides. */
const struct route INSPECTION_ACCURACY_COMMENT_ROUTES[] = {
    { "GET", PATH, "listAccuracyComments", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", PATH, "addAccuracyComment", RESPOND, A, 201, TRIES, add_row, NULL },
    { "GET", PATH "/:id", "findAccuracyComment", READ, R, 200, SELECTS, find_row, NULL },
    { "PUT", PATH "/:id", "replaceAccuracyComment", RESPOND, A, 200, TRIES, replace_row, NULL },
    { "PATCH", PATH "/:id", "changeAccuracyComment", RESPOND, A, 200, TRIES, change_row, NULL },
    { "DELETE", PATH "/:id", "deleteAccuracyComment", RESPOND, ALL, NULL, NULL, 204, TRIES,
      remove_row, NULL },
    { "POST", PATH "/:id/restore", "restoreAccuracyComment", RESPOND, R, 200, TRIES, restore_row,
      NULL },
    { "GET", PATH "/:id/history", "accuracyCommentHistory", "history:read", ALL, NULL,
      &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { "POST", PATH "/:id/transitions", "moveAccuracyComment", READ, ALL, &TRANSITION,
      &INSPECTION_ACCURACY_COMMENT, 200, TRIES, move_row, NULL },
    { "GET", PATH "/:id/transitions", "accuracyCommentTransitions", READ, ALL, NULL,
      &STATUS_CHANGE, 200, 0, list_moves, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
