#pragma once

#include "tests/inspections/record_fixture.h"

/* Boards of a test's own, in the trust of tests/fixture.h. Bodies are JSON texts with ' for ",
 * members are what stands between the braces. */

/* Who takes part. The head, the senco and the dsl are of schools[0]. */
struct board_parts {
    const char *schools[3], *outside; /* those a board covers, and one that it does not */
    struct person overseer, facilitators[2];
    struct person stranger; /* a facilitator of no board */
    struct person head, senco, dsl; /* the dsl is a client */
    struct person bystander;        /* leads the school outside */
};
extern struct board_parts parts;
void cast_board(void); /* in a new trust, and client_start() */
void cast_parts(void); /* anew, in the trust at hand */

/* A board over the three schools from 100 days ago to 200 days ahead with two seats for each and no
 * minimum of SEND, with members put over it, by the overseer; the answer. */
const struct reply *set_up_board(const char *members);
/* Its id, with both facilitators from its first day on, checked a year ago, and a member with SEND
 * of each of the first two schools. */
const char *new_board(const char *members);
const char *board_at(const char *id, const char *below); /* its address */

/* Somebody who was checked yesterday becomes a facilitator, by the overseer, with more members. */
const struct reply *name_facilitator(const char *board, struct person who, const char *more);
/* The id of the row of a facilitator. */
const char *facilitator_of(const char *board, struct person who);

/* Somebody of a school joins from its first day on, by a facilitator, 13 to 15 and without a pupil,
 * with members put over it; the answer. */
const struct reply *join_board(const char *board, const char *school, const char *members);
const char *member_at(const char *board, const char *id, const char *below); /* its address */
const char *member_of(const char *board, const char *school); /* the id of one */

/* Somebody consents for a member, 9 days ago, by a facilitator, with members put over it. */
const struct reply *consent_to(const char *board, const char *member, const char *type,
                               const char *giver, const char *members);
/* The id of the rule for an age band. */
const char *consent_rule(const char *age_band, bool lacks_capacity);

/* A meeting is planned at schools[0] 5 days ago, by a facilitator, with members put over it; the
 * answer. */
const struct reply *plan_meeting(const char *board, const char *members);
const char *meeting_at(const char *board, const char *id, const char *below); /* its address */
/* A step by a facilitator, today, with more members. */
const struct reply *move_meeting(const char *board, const char *id, const char *to,
                                 const char *more);
/* Whether somebody was there is told, by a facilitator: 'member_id':'...' or the like, with members
 * put over {'attendance':'present'}; the answer. */
const struct reply *attend(const char *board, const char *id, const char *who,
                           const char *members);
/* Both facilitators and a member who chairs it were there, with every consent that takes. */
void attend_all(const char *board, const char *id);
/* Brought to a status on its way to minutes_published, with what each step asks for, while the
 * board sits. */
void bring_meeting(const char *board, const char *id, const char *status);

/* A step by the overseer, today, with more members. */
const struct reply *move_board(const char *id, const char *to, const char *more);
/* How many rows of a list below a board somebody sees. */
long long count_below(const char *token, const char *board, const char *below);

/* Brought to a status, with what each step asks for. */
void bring_board(const char *id, const char *status);

/* A token of the same user that carries these scopes alone: "'board:read','changes:read'". */
const char *narrowed(const char *token, const char *scopes);

/* Somebody has written, in SQL and as who oversees boards, and has not committed: a thread runs
 * that comes second, waits, and finds what they did. */
void race_behind(const char *sql, void *(*second)(void *));
