#pragma once

#include "queries.h" /* transitions_from, status_changes: sql/queries/transition.sql */

/* A step of a state machine. The machines are rows of app.transition (sql/003_status.sql); a
 * resource that has one has the members of STATUS_FIELDS, which only steps change. */
struct transition_ask {
    const char *machine; /* name of the resource */
    const char *status;
};

struct transition_rule {
    const char *to;     /* the step, as a client asks for it */
    const char *status; /* what it leads to; mostly of the same name */
    const char *scope;  /* what it takes */
};

/* What a client sends. A resource whose steps need more has a shape of its own with these and
 * its own members, each of which it takes over by name. */
struct transition {
    const char *to;
    const char *on;        /* the day it was decided or happened; today when absent */
    const char *reason;
    const char *reference; /* of the decision, at whoever took it */
};

/* A step that was taken. */
struct status_change {
    const char *from; /* status; NULL: how it began */
    const char *to;   /* the step */
    const char *status;
    const char *on;
    const char *reason;
    const char *reference;
    int64_t version; /* of the record, after the step */
    const char *actor;
    const char *at;
};

extern const struct shape TRANSITION_ASK, TRANSITION_RULE, TRANSITION, STATUS_CHANGE;

/* The members of a step that any shape for one starts with. */
#define TRANSITION_FIELDS(type)          \
    FIELD(type, to, STATUS, REQUIRED),   \
    FIELD(type, on, DAY, 0),             \
    FIELD(type, reason, NOTE, 0),        \
    FIELD(type, reference, LABEL, 0)

/* And those of a resource that has a status. */
#define STATUS_FIELDS(type)                                 \
    FIELD(type, status, STATUS, READ_ONLY | KEPT),          \
    FIELD(type, status_step, STATUS, INTERNAL | KEPT),      \
    FIELD(type, status_on, DAY, READ_ONLY | KEPT),          \
    FIELD(type, status_reason, NOTE, READ_ONLY | KEPT),     \
    FIELD(type, status_reference, LABEL, READ_ONLY | KEPT)

/* The row takes over what a step says: its status and the rest of STATUS_FIELDS, and whatever
 * members the two shapes share by name. What is absent in the step stays as it is, but for reason
 * and reference, which belong to the last step. `status` is what the step leads to; `today` a date
 * text. */
struct step_taken {
    const struct shape *shape;
    const void *step;
    const char *status;
    const char *today;
};
void transition_apply(const struct step_taken *taken, const struct shape *shape, void *row);
