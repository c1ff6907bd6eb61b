#pragma once

#include "models/arena.h"

#include <stdbool.h>
#include <stdint.h>

/* Who inspects whom and when, for one cycle: what takes part goes in, a rota comes out, or the
 * proof that there is none. A function: it reads no database and no time of day, draws from the
 * seed alone and counts in integers, so that the same problem has the same answer on every machine.
 *
 * What must hold of every rota:
 * - every subject is visited once, in one window that is not excluded for it, by a whole team;
 * - the lead of a team may lead; where the subject needs a specialist, one of the team is an expert
 * in one of the fields that it wants;
 * - a team comes from two schools or more; people from outside count for none;
 * - nobody visits a subject for which their own school is accountable, and nobody from the host or
 *   the provider of a base visits the other one's own inspection; nobody visits against a hard
 *   conflict;
 * - a reviewer makes one visit in a window at most, only in windows in which they are available,
 * and no more visits in all than their maximum;
 * - the schools that take part supply equally many seats, or one more: those filled from outside
 *   count for no school;
 * - a school supplies nobody in a window in which a subject is visited for which it is accountable,
 *   unless `visited_may_supply`, which makes this a soft rule.
 *
 * Soft rules are broken where it cannot be avoided, by order: no number of later ones is ever worth
 * one earlier. Or each has a weight, and what they cost together is least. */

enum {
    ROTA_NONE = -1,
    ROTA_SCHOOLS_MAX = 150,
    ROTA_SUBJECTS_MAX = 300,
    ROTA_REVIEWERS_MAX = 1500,
    ROTA_WINDOWS_MAX = 64,
    ROTA_TEAM_MIN = 3,
    ROTA_TEAM_MAX = 12,
    ROTA_VISITS_APART = 2
};
/* A place or a distance that nobody knows. */
#define ROTA_UNKNOWN INT32_MIN
#define ROTA_PLACE_MAX INT32_C(1400000)
#define ROTA_METRES_MAX INT32_C(4000000)
#define ROTA_WEIGHT_MAX INT64_C(1000000)

/* Everything is named by its place in its array, from 0; ROTA_NONE is none. */
struct rota_school {
    int32_t easting, northing; /* metres of a plane grid, -ROTA_PLACE_MAX to it; or ROTA_UNKNOWN */
};

struct rota_subject {
    bool base;    /* a provision: else the school itself */
    int school;   /* the school itself; the host of a base, ROTA_NONE if that takes no part */
    int provider; /* of a base, may be the host; ROTA_NONE if it takes no part, or not a base */
    uint32_t wants_one_of; /* a bit for each field of expertise; 0: needs no specialist */
    uint64_t excluded; /* a bit for each window in which it cannot be visited */
};

struct rota_reviewer {
    int school; /* ROTA_NONE: from outside */
    bool may_lead;
    uint32_t expert_in;   /* a bit for each field */
    uint64_t available; /* a bit for each window */
    int max_visits;     /* in this cycle, 0 or more */
};

/* The first four are hard, the others soft. The same may be said twice; it counts once. */
enum rota_conflict_kind {
    ROTA_EMPLOYED,
    ROTA_CLOSE_FAMILY,
    ROTA_GOVERNOR,
    ROTA_LINE_MANAGED,
    ROTA_OWN_CHILD,
    ROTA_VISITED_LAST /* was in the team of the subject's inspection before this one */
};

struct rota_conflict {
    int reviewer, subject;
    enum rota_conflict_kind kind;
};

/* Somebody from one school inspected a subject for which the other is accountable. */
struct rota_past {
    int inspector, inspected; /* schools */
    int cycles_ago;           /* 0: in this one, beside the rota; 1: in the one before */
};

/* Soft rules and what is counted of each:
 * reciprocal: two schools that inspect each other in this cycle, once; and a school that inspects
 * one which inspected it within the last `reciprocal_cycles`, once for each such school.
 * same_reviewer, own_child: seats taken against such a conflict.
 * visited_supplies: a seat supplied in the window of a visit to the school that supplies it, for
 * each such visit (with visited_may_supply; without it the rule is hard). distance: metres from the
 * school of each member to the school visited, or the host of the base, one way; what is not known
 * is counted as unknown_metres. spread: of two visits for which the same school is accountable, how
 * many windows they are closer than `visits_apart`. */
enum rota_rule {
    ROTA_RECIPROCAL,
    ROTA_SAME_REVIEWER,
    ROTA_CHILD_ATTENDS,
    ROTA_VISITED_SUPPLIES,
    ROTA_DISTANCE,
    ROTA_SPREAD,
    ROTA_RULES
};
extern const char *const ROTA_RULE_CODES[]; /* by enum rota_rule, ends with NULL */
/* The order of enum rota_rule, the weightiest first. */
extern const enum rota_rule ROTA_ORDER[ROTA_RULES];

struct rota_limits {
    /* What the answer depends on: some three million a second, 0 or more. What is proved by
     * counting and a first draft come before, whatever the limit. */
    int64_t steps;
    bool (*out_of_time)(void *with); /* asked every few milliseconds; NULL: never */
    void *with;
};

struct rota_problem {
    const struct rota_school *schools; /* that take part: each supplies its share */
    int school_count;
    /* Of school_count x school_count metres, symmetric, each to ROTA_METRES_MAX or ROTA_UNKNOWN;
     * NULL: the straight line between the places of the schools, rounded down. */
    const int32_t *metres;
    int32_t unknown_metres; /* 0 to ROTA_METRES_MAX */
    const struct rota_subject *subjects;
    int subject_count;
    const struct rota_reviewer *reviewers;
    int reviewer_count;
    const struct rota_conflict *conflicts;
    int conflict_count;
    const struct rota_past *past;
    int past_count;
    int window_count;      /* in order of time */
    int team_size;         /* with the lead */
    int reciprocal_cycles; /* 0: only this one */
    int visits_apart;      /* 0 to ROTA_WINDOWS_MAX; 0 or 1: anyhow, or not in the same window */
    bool visited_may_supply;
    const enum rota_rule *order; /* all, each once; NULL: ROTA_ORDER */
    /* By enum rota_rule: what one of what is counted costs, 0 to ROTA_WEIGHT_MAX; then there is no
     * order. NULL: by order. */
    const int64_t *weights;
    uint64_t seed;
    struct rota_limits limits;
};

/* ---- the answer ---- */

struct rota_visit {
    int window;
    const int *team; /* reviewers, team_size of them: the lead first, the others ascending */
};

/* One breach of a soft rule; what does not apply is ROTA_NONE. Distance is told by its amount only,
 * one row for all of the rota, where it is not 0. */
struct rota_breach {
    enum rota_rule rule;
    int64_t amount;    /* of what is counted of the rule */
    int school, other; /* reciprocal: school inspects other, and other inspects or inspected it */
    int cycles_ago;    /* reciprocal: 0 in this cycle; else the latest that counts */
    int subject, other_subject; /* spread: both; visited_supplies: the seat's, and the visit's */
    int reviewer;
};

enum rota_state {
    ROTA_OPTIMAL,     /* proved: no rota has fewer breaches by order, or costs less */
    ROTA_BEST_FOUND,  /* holds, and may or may not be the best */
    ROTA_NONE_EXISTS, /* proved: see proof */
    ROTA_NOT_FOUND,   /* within the limits; there may be one */
    ROTA_UNSOUND,     /* the problem is not one: see fault */
    ROTA_NO_MEMORY
};
extern const char *const ROTA_STATE_CODES[]; /* by enum rota_state, ends with NULL */

enum rota_role { ROTA_MEMBER, ROTA_LEAD, ROTA_SPECIALIST };

/* A reviewer is free in a window in which they are available and their school is not visited for
 * certain: a subject for which it is accountable that can be visited in no other window, unless
 * `visited_may_supply`. They may visit a subject if neither a hard conflict nor their school keeps
 * them from it, they make visits at all, and they are free in one of its windows; as a specialist,
 * if besides they are one for it. */

/* Why a subject cannot be visited in a window, the first that holds. Candidates may visit it and
 * are free in that window. */
enum rota_lack {
    ROTA_EXCLUDED,
    ROTA_FEW_CANDIDATES, /* fewer than a team */
    ROTA_NO_LEAD,        /* none of them may lead */
    ROTA_NO_SPECIALIST,
    ROTA_ONE_SCHOOL,  /* they come from fewer than two schools */
    ROTA_NO_TEAM_FITS /* a lead, a specialist and two schools do not go into one team */
};

enum rota_proof_kind {
    /* subjects[0] has no team in any window; lacks: one for each window, in order. */
    ROTA_PROOF_NO_TEAM,
    /* The subjects need one visit each by somebody in the role (team_size each as ROTA_MEMBER),
     * `needed` in all; those who may visit them can make `available` < needed. Of a reviewer
     * that is the least of: their maximum; how many of these subjects they may visit; and in how
     * many windows of those they are free. */
    ROTA_PROOF_TOO_FEW,
    /* `school` can supply `short_available` seats, which is no more than `level`; or with ROTA_NONE
     * the seats of all teams are fewer than level + 1 for every school. So one school supplies
     * `level` or fewer, and none more than level + 1. But the subjects need `needed` seats, and
     * there are `available` < needed: from each school what it can supply to them, level + 1 at
     * most, and from outside what those people can make, counted as above, and team_size - 2 of a
     * team at most. What a school can supply are the visits its reviewers can make, counted as
     * above; and unless visited_may_supply, of every subject for which it is accountable (the least
     * counts) that in the window of the subject's visit (the best counts) they are not free. */
    ROTA_PROOF_LOAD,
    /* Every possibility was tried: nothing else is named. */
    ROTA_PROOF_SEARCHED
};

struct rota_supply {
    int reviewer, visits; /* can make so many */
};

struct rota_proof {
    enum rota_proof_kind kind;
    enum rota_role role;
    const int *subjects; /* ascending */
    int subject_count;
    int64_t needed, available;
    const struct rota_supply *supplies; /* of too_few: everybody who can, ascending */
    int supply_count;
    const enum rota_lack *lacks; /* of no_team: window_count of them */
    int level, school;           /* of load */
    int64_t short_available;
};

enum rota_fault {
    ROTA_SOUND,
    ROTA_COUNT_UNSOUND,    /* a count or size beyond what is said above */
    ROTA_SCHOOL_UNSOUND,   /* the place or a distance of school fault_at */
    ROTA_SUBJECT_UNSOUND,  /* fault_at: no such school, or two inspections of one school itself */
    ROTA_REVIEWER_UNSOUND, /* fault_at */
    ROTA_CONFLICT_UNSOUND, /* fault_at */
    ROTA_PAST_UNSOUND,     /* fault_at */
    ROTA_ORDER_UNSOUND /* or a weight */
};

struct rota {
    enum rota_state state;
    const struct rota_visit *visits;    /* by subject; NULL unless optimal or best_found */
    int64_t counts[ROTA_RULES];         /* by enum rota_rule */
    const struct rota_breach *breaches; /* by rule, then by subject or school */
    int breach_count;
    struct rota_proof proof; /* of none_exists */
    enum rota_fault fault;   /* of unsound */
    int fault_at;
    int64_t steps;     /* taken */
    bool cut_by_clock; /* out_of_time() said so: another run may answer otherwise */
};

/* The answer lives in the arena; it borrows nothing. Scratch memory (some MB) is its own. */
struct rota rota_make(struct arena *arena, const struct rota_problem *problem);
