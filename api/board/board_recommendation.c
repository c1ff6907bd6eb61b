#include "models/board/board_recommendation.h"

#include "api/collection.h"
#include "api/transition.h"
#include "models/change.h"

#define READ "board:read"
#define WRITE "board:write"
#define P &BOARD_RECOMMENDATIONS, &BOARD_RECOMMENDATION, &BOARD_RECOMMENDATION
#define R &BOARD_RECOMMENDATIONS, NULL, &BOARD_RECOMMENDATION
#define ALL "/v1/board-recommendations"
#define ONE_ "/v1/board-recommendations/:id"

const struct route BOARD_RECOMMENDATION_ROUTES[] = {
    { "GET", ALL, "listBoardRecommendations", READ, R, 200, LISTS, list_rows, NULL },
    { "POST", ALL, "addBoardRecommendation", WRITE, P, 201, TRIES, add_row, NULL },
    { "GET", ONE_, "findBoardRecommendation", READ, R, 200, SELECTS, find_row, NULL },
    { "PATCH", ONE_, "changeBoardRecommendation", WRITE, P, 200, TRIES, change_row, NULL },
    { "DELETE", ONE_, "deleteBoardRecommendation", WRITE, &BOARD_RECOMMENDATIONS, NULL, NULL, 204,
      TRIES, remove_row, NULL },
    { "POST", ONE_ "/restore", "restoreBoardRecommendation", WRITE, R, 200, TRIES, restore_row,
      NULL },
    { "GET", ONE_ "/history", "boardRecommendationHistory", "history:read", &BOARD_RECOMMENDATIONS,
      NULL, &VERSION_MADE, 200, 0, row_history, HISTORY_PARAMETERS },
    { "POST", ONE_ "/transitions", "moveBoardRecommendation", READ, &BOARD_RECOMMENDATIONS,
      &RECOMMENDATION_STEP, &BOARD_RECOMMENDATION, 200, TRIES, move_row, NULL },
    { "GET", ONE_ "/transitions", "boardRecommendationTransitions", READ, &BOARD_RECOMMENDATIONS,
      NULL, &STATUS_CHANGE, 200, 0, list_moves, NULL },
    { NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, NULL },
};
