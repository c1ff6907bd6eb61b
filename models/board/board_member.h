#pragma once

#include "models/resource.h"
#include "queries.h" /* board_member_linked: sql/queries/board.sql */

/* A pupil on a board, by pseudonym. Which pupil is told and taken with pupils:read only, and told
 * to whoever sees the pupil, by the GET of one member. Dates are YYYY-MM-DD, both ends inclusive.
 */
struct board_member {
    const char *id;
    const char *board_id;
    const char *pupil_id;
    const char *pseudonym; /* drawn, when not said */
    const char *school_id;
    const char *phase; /* the school's, on joining */
    const char *need;  /* as the member says */
    bool has_send;     /* with a pupil: by the record, on joining */
    const char *age_band;       /* as given; NULL with a pupil */
    const char *age_band_today; /* that, or the pupil's */
    bool lacks_capacity;        /* to consent, at 16 and over */
    const char *consents_in_force; /* JSON list of types */
    bool school_withheld;       /* whose school is never published */
    const char *accessible_formats_needed; /* JSON list of codes */
    const char *starts_on;                 /* today, when not said */
    const char *ends_on;                   /* the end of the term, when not said */
    const char *left_reason;
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

/* Which pupil a member is who is about to join. */
struct board_member_link {
    const char *member_id;
    const char *board_id;
    const char *pupil_id;
};

extern const struct shape BOARD_MEMBER, BOARD_MEMBER_LINK;
extern struct resource BOARD_MEMBERS;
