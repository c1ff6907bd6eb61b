#pragma once

#include "models/resource.h"
#include "models/transition.h"
#include "queries.h" /* board_feedback_say, board_feedback_hold: sql/queries/board.sql */

/* What is said to a board. Who said it is taken and never told: it is sealed (board_opening.h).
 * What may be a disclosure is held for the safeguarding leads of the author's school, and seen by
 * nobody else until one of them clears it. */
struct board_feedback {
    const char *id;
    const char *board_id;
    const char *meeting_id; /* where it was said, if at one */
    const char *member_id; /* taken alone; NULL: the board as a whole */
    bool whole_board;
    bool anonymous;        /* once so, always so */
    const char *said_by;   /* of what is not: the pseudonym, as it was */
    const char *school_id; /* and their school */
    bool passed_to_school; /* whose school reads it, too */
    const char *text;
    const char *theme_codes; /* JSON list */
    bool disclosure;         /* whoever writes it down thinks that it is one */
    const char *status;
    const char *status_step;
    const char *status_on;
    const char *status_reason;
    const char *status_reference;
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

/* All that whoever writes it down is told: what is held they do not see. */
struct feedback_receipt {
    const char *id;
    const char *status; /* received or held */
    const char *created_at;
};

extern const struct shape BOARD_FEEDBACK, FEEDBACK_RECEIPT;
extern struct resource BOARD_FEEDBACKS;
