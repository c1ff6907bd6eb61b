#pragma once

#include "tests/board/feedback_records.h"

/* A board of dozens of members over two phases, what they say at three meetings, and periods that
 * are closed over it. */

enum { CROWD_SCHOOLS = 6, CROWD = 48, CROWD_THEMES = 5, MEETINGS = 3, SAYINGS = 400 };

struct saying {
    const char *id;
    size_t member, meeting;
    unsigned themes; /* a bit for each of CROWD_THEME: it counts under the lowest */
    bool by_name;
    bool answered;
    bool counted; /* in a period */
};

struct crowd {
    const char *board;
    const char *schools[CROWD_SCHOOLS]; /* the first three of phase 2, the others of phase 4 */
    const char *meetings[MEETINGS];     /* 62, 34 and 6 days ago */
    const char *members[CROWD];
    size_t school_of[CROWD];
    const char *need_of[CROWD]; /* NULL: not said */
    bool withheld[CROWD];
    struct saying sayings[SAYINGS];
    size_t said;
};
extern struct crowd crowd;
extern const char *const CROWD_THEME[CROWD_THEMES];

void gather_crowd(void); /* in the trust of cast_board() */
/* Somebody says something at a meeting, anonymously or not; its place in crowd.sayings. */
size_t crowd_says(size_t member, size_t meeting, unsigned themes);
size_t crowd_says_by_name(size_t member, size_t meeting, unsigned themes);
void crowd_is_answered(size_t saying);

/* A period of 28 days around a meeting is closed, with members put over it; the answer. */
const struct reply *close_period(const char *token, const char *board, size_t meeting,
                                 const char *members);
/* Its id; by the overseer, of the crowd. */
const char *closed_period(size_t meeting);
const char *period_at(const char *board, const char *id, const char *below); /* its address */
/* What is told of a board's impact: "by=school&theme=food". */
const struct reply *read_impact(const char *token, const char *board, const char *query);
