#pragma once

#include "tests/board/board_records.h"

/* What is said to the boards of board_records.h. Members stand between the braces and are put over
 * good ones. */

/* One more member of a school, from whom nobody whose consent is needed has withheld it; the id. */
const char *speaker_of(const char *board, const char *school);
/* The same, who is a pupil. */
const char *speaking_pupil(const char *board, const char *school, const char *pupil);
void let_take_part(const char *board, const char *member); /* the pupil and a parent consent */

/* Said to a board, written down by somebody; the answer, which is a receipt. */
const struct reply *say_to(const char *token, const char *board, const char *members);
/* By the first facilitator; the id. */
const char *said_to(const char *board, const char *members);
const char *feedback_at(const char *id, const char *below); /* its address */
const struct reply *read_feedback(const char *token, const char *id);
const struct reply *change_feedback(const char *token, const char *id, const char *members);
/* A step by somebody, with more members. */
const struct reply *move_feedback(const char *token, const char *id, const char *to,
                                  const char *more);

/* What a serving role sees as a user of the trust who acts for no school: the first value. */
const char *service_says(const char *user, const char *sql);
/* The place in the feed from which on nothing has been told yet. */
const char *feed_now(const char *token);
