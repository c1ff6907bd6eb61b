#pragma once

#include "models/resource.h"
#include "models/transition.h"

/* An accessible version of what a meeting is about or said, by where it is found. */
struct board_attachment {
    const char *title;
    const char *format; /* NULL: a paper in no format of its own */
    const char *reference;
};

/* Members in office on the day that a meeting needs to decide, and those who were present. */
struct board_quorum {
    int64_t needed;
    int64_t present;
    bool quorate;
};

/* A meeting of a board. Days are YYYY-MM-DD. */
struct board_meeting {
    const char *id;
    const char *board_id;
    const char *focus;
    const char *held_on;
    const char *starts_at; /* an instant of held_on */
    bool online;           /* one may take part online */
    const char *school_id; /* where it meets; NULL: not at a school of the trust */
    const char *place;
    const char *chair_member_id; /* each in turn: chair_terms of the board */
    const char *vice_chair_member_id;
    const char *accessible_formats; /* JSON list of codes */
    const char *formats_wanted;     /* those that members of that day need */
    const char *quorum;             /* JSON object of struct board_quorum */
    const char *attachments;        /* JSON list of struct board_attachment */
    const char *minutes;            /* roles, not names */
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

extern const struct shape BOARD_MEETING, BOARD_ATTACHMENT, BOARD_QUORUM;
extern struct resource BOARD_MEETINGS;
