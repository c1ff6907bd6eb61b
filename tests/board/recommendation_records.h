#pragma once

#include "tests/board/feedback_records.h"

/* What the boards of board_records.h recommend, and what comes of it. Members stand between the
 * braces and are put over good ones. */

/* A meeting of a board of two members that was held with both, so many days from today; the board
 * sits from then on. */
const char *quorate_meeting(const char *board, int day);

/* Recommended to the trust at a meeting, by the first facilitator; the answer. */
const struct reply *recommend(const char *board, const char *meeting, const char *members);
const char *recommendation_at(const char *id, const char *below); /* its address */
const struct reply *read_recommendation(const char *token, const char *id);
const struct reply *change_recommendation(const char *token, const char *id, const char *members);
/* A step by somebody, with more members. */
const struct reply *move_recommendation(const char *token, const char *id, const char *to,
                                        const char *more);
/* Answered by the overseer: accepted, partly_accepted or rejected, with what that asks for. */
void decide(const char *id, const char *decision);

/* What is done about one that was decided, due in 30 days, by somebody; the answer. */
const struct reply *plan_board_action(const char *token, const char *recommendation,
                                      const char *members);
const char *board_action_at(const char *recommendation, const char *id, const char *below);
/* A step by somebody, with more members. */
const struct reply *move_board_action(const char *token, const char *recommendation, const char *id,
                                      const char *to, const char *more);

/* A draft of what a board tells, by the first facilitator, with members; the answer. */
const struct reply *draft_publication(const char *board, const char *members);
const char *publication_at(const char *id, const char *below); /* its address */
const struct reply *read_publication(const char *token, const char *id);
const struct reply *change_publication(const char *id, const char *members);
/* A step by the first facilitator, with more members. */
const struct reply *move_publication(const char *id, const char *to, const char *more);
