#include "models/ehcps/review.h"

#include "api/collection.h"
#include "models/change.h"

#define READ "ehcps:read"
#define WRITE "ehcps:write"
#define W &REVIEWS, &REVIEW, &REVIEW
#define R &REVIEWS, NULL, &REVIEW

const struct route REVIEW_ROUTES[] = {
    { "GET", "/v1/ehcps/:ehcp_id/reviews", "listReviews", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", "/v1/ehcps/:ehcp_id/reviews", "addReview", WRITE, W, 201, TRIES, add_row, NULL },
    { "GET", "/v1/ehcps/:ehcp_id/reviews/:id", "findReview", READ,
      R, 200, SELECTS, find_row, NULL },
    { "PUT", "/v1/ehcps/:ehcp_id/reviews/:id", "replaceReview", WRITE,
      W, 200, TRIES, replace_row, NULL },
    { "PATCH", "/v1/ehcps/:ehcp_id/reviews/:id", "changeReview", WRITE,
      W, 200, TRIES, change_row, NULL },
    { "DELETE", "/v1/ehcps/:ehcp_id/reviews/:id", "deleteReview", WRITE,
      &REVIEWS, NULL, NULL, 204, TRIES, remove_row, NULL },
    { "POST", "/v1/ehcps/:ehcp_id/reviews/:id/restore", "restoreReview", WRITE,
      R, 200, TRIES, restore_row, NULL },
    { "GET", "/v1/ehcps/:ehcp_id/reviews/:id/history", "reviewHistory", "history:read",
      &REVIEWS, NULL, &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
