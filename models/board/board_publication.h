#pragma once

#include "models/resource.h"
#include "models/transition.h"

/* "You said, we did": what came of what a board recommended. Days are YYYY-MM-DD. */
struct board_publication {
    const char *id;
    const char *board_id;
    const char *recommendation_ids; /* JSON lists */
    const char *action_ids;
    const char *you_said;
    const char *we_did;
    const char *consents_used; /* JSON list of struct consent_used; told to who writes for boards */
    const char *published_on;  /* last */
    const char *status;
    const char *status_step;
    const char *status_on;
    const char *status_reason; /* why it was taken back */
    const char *status_reference;
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

/* A consent that has to be in force while something is published. */
struct consent_used {
    const char *member_id;
    const char *type;
};

extern const struct shape BOARD_PUBLICATION, CONSENT_USED;
extern struct resource BOARD_PUBLICATIONS;
