#pragma once

#include "models/resource.h"
#include "models/transition.h"

/* A student advisory board: pupils of the schools it covers, for a term. Dates are YYYY-MM-DD and
 * both ends inclusive; shares are basis points of the members in force, 0 to 10000. */
struct board {
    const char *id;
    const char *name;
    const char *purpose;
    const char *school_ids_covered; /* JSON list */
    const char *term_starts_on;
    const char *term_ends_on;
    int64_t seats_per_school;
    const char *seats_per_phase; /* JSON list of struct phase_seats */
    int64_t minimum_send_share;
    int64_t quorum_share;          /* 5001: more than half */
    int64_t response_school_days;  /* to answer a recommendation in */
    int64_t missed_meetings_limit; /* NONE: there is none */
    int64_t chair_terms;           /* the most meetings in a row that one member chairs */
    const char *accessible_formats; /* JSON list of codes */
    const char *warnings;           /* JSON list of struct warning */
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

struct phase_seats {
    const char *phase;
    int64_t seats; /* the most members on one day */
};

extern const struct shape BOARD, PHASE_SEATS;
extern struct resource BOARDS;
