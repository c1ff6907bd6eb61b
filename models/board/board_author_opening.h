#pragma once

#include "models/resource.h"
#include "queries.h" /* author_open: sql/queries/board.sql */

/* That somebody opened who said something to a board. */
struct board_author_opening {
    const char *id;
    const char *feedback_id;
    const char *reason;
    const char *opened_by; /* a user or client */
    const char *opened_at;
    const char *deleted_at; /* always NULL */
};

/* What they found, which is told once. */
struct author_opened {
    const char *id; /* of the opening */
    const char *feedback_id;
    const char *reason;
    const char *opened_by;
    const char *opened_at;
    const char *member_id;
    const char *pseudonym;
    const char *school_id;
    const char *pupil_id; /* NULL: not known, or not for the caller */
};

extern const struct shape BOARD_AUTHOR_OPENING, AUTHOR_OPENED;
extern struct resource BOARD_AUTHOR_OPENINGS;
