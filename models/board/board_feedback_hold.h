#pragma once

#include "models/resource.h"

/* Why feedback was held, and what a safeguarding lead decided. Seen by the leads of the schools
 * whose leads saw the feedback, also once others do. */
struct board_feedback_hold {
    const char *id;
    const char *feedback_id;
    const char *board_id;
    const char *causes;  /* JSON list: phrase, flag, asked */
    const char *phrases; /* JSON list: those that were found */
    const char *held_on;
    const char *held_by;     /* a user or client */
    const char *held_reason; /* why they had it held */
    const char *held_reference;
    const char *held_text; /* as it stood then; NULL: its author was purged */
    const char *decision; /* open or referred; NULL: it awaits one */
    const char *decided_on;
    const char *decided_by;
    const char *reason;
    const char *reference;
    const char *deleted_at; /* always NULL */
};

extern const struct shape BOARD_FEEDBACK_HOLD;
extern struct resource BOARD_FEEDBACK_HOLDS;
