#pragma once

#include "models/ehcps/ehcp_clock.h"

/* How the facts of a case are folded into its duties: shared by models/ehcp_clock*.c only.
 *
 * A row is added when its duty becomes known, and from then on is only ever told three things, each
 * by a fact of the day it is dated: that the period began, that it was done, that it is no longer
 * owed. A date that would change is a row that ends and another that begins. So a row as of a day
 * is the same whatever came later. */

enum ehcp_duty_code {
    DECIDE_WHETHER_TO_ASSESS,
    RETURN_ADVICE,
    NOTIFY_REFUSAL_TO_ISSUE,
    REPRESENT_ON_DRAFT,
    SEND_FINAL_PLAN,
    ANSWER_CONSULTATION,
    CONSULT_BEFORE_NAMING,
    ADMIT_NAMED_PUPIL,
    COMPLETE_REVIEW,
    INVITE_TO_REVIEW,
    SEND_REVIEW_REPORT,
    DECIDE_AFTER_REVIEW,
    SEND_AMENDMENT_NOTICE,
    SEND_AMENDED_PLAN,
    COMPLETE_AMENDMENT,
    REPRESENT_ON_AMENDMENTS,
    DECLINE_AMENDMENT,
    COMPLETE_PHASE_TRANSFER,
    COMPLETE_POST_16_TRANSFER,
    COMPLETE_TRANSFER_BETWEEN_POST_16,
    CONSIDER_EARLY_REVIEW,
    DECIDE_ON_REASSESSMENT,
    SEND_REASSESSED_PLAN,
    TELL_FAMILY_OF_TRANSFER,
    REVIEW_AFTER_TRANSFER,
    APPEAL,
    APPEAL_AFTER_CERTIFICATE,
    CONTACT_MEDIATION_ADVISER,
    ISSUE_MEDIATION_CERTIFICATE,
    HOLD_MEDIATION,
    START_ORDERED_ASSESSMENT,
    SEND_ORDERED_DRAFT,
    SEND_ORDERED_PLAN,
    AMEND_AS_ORDERED,
    CHANGE_SCHOOL_AS_ORDERED,
    REFUSE_AFTER_ORDERED_ASSESSMENT,
    ISSUE_AFTER_ORDERED_ASSESSMENT,
    CONSULT_BEFORE_CEASING,
    KEEP_PLAN_UNTIL_APPEAL_ENDS,
    COVER_PREPARATION_FOR_ADULTHOOD,
    SEND_CTF,
    EHCP_DUTY_COUNT
};

/* What ends together. */
enum duty_group {
    OF_ASSESSMENT = 1,
    OF_PLAN = 2,
    OF_APPEAL = 4,
    OF_ORDER = 8,
    OF_SCHOOL = 16,
};

struct ehcp_duty_sort {
    enum duty_group group;
    bool per_record;  /* each record has its own; else the case has one at a time */
    const char *from; /* what the period counts from, in words */
};
extern const struct ehcp_duty_sort EHCP_DUTY_SORTS[EHCP_DUTY_COUNT];

struct clock_fold {
    struct arena *arena;
    const struct ehcp_case *of;
    const struct duty_rule *rules[EHCP_DUTY_COUNT]; /* NULL: not owed */
    struct ehcp_duty *rows;
    enum ehcp_duty_code *codes; /* of each row */
    size_t count, capacity;
    const struct ehcp_fact *fact; /* the one at hand */
    int64_t exceptions_on[EHCP_EXCEPTIONS];
    bool planned;        /* there has been a plan */
    int64_t reviewed_on; /* what the next review counts from: the last one, or the plan; NONE */
    bool failed;         /* without memory */
};

/* Is a fact about the record that the fact at hand is about? */
bool fold_same_record(const struct clock_fold *fold, const struct ehcp_fact *fact);

/* Rows are found by position, because adding one moves them. */
enum { NO_ROW = -1 };

/* The last row of a duty, of one record where it is per record; NO_ROW. */
int64_t fold_last(const struct clock_fold *fold, enum ehcp_duty_code code);
/* The same, if on the day of the fact at hand it is neither done nor ended. */
int64_t fold_live(const struct clock_fold *fold, enum ehcp_duty_code code);

/* A new row, known from the fact at hand, without dates; NO_ROW if it is not owed or without
 * memory. `again`: it takes the place of the last one and bears its number. */
int64_t fold_add(struct clock_fold *fold, enum ehcp_duty_code code, bool again);
/* The period begins with the fact at hand and is counted from `from`. */
void fold_begin(struct clock_fold *fold, int64_t row, int64_t from);
/* It begins on `trigger`, ends on `due`, and is explained by a text of the arena's (NULL: failed).
 */
void fold_set(struct clock_fold *fold, int64_t row, int64_t trigger, int64_t due,
              const char *explanation);
/* End rows that are neither done nor ended on the day of the fact at hand. */
void fold_end(struct clock_fold *fold, int64_t row);
void fold_end_groups(struct clock_fold *fold, unsigned groups);
void fold_end_all(struct clock_fold *fold, enum ehcp_duty_code code); /* of every record */
/* Done by the fact at hand, if it is live and has begun; of every record, or of the fact's own. */
void fold_do(struct clock_fold *fold, enum ehcp_duty_code code, bool every_record);
void fold_do_early(struct clock_fold *fold, enum ehcp_duty_code code); /* begun or not */

void fold_foresee(struct clock_fold *fold, enum ehcp_duty_code code);
/* Begin the live row that has not begun, or a new one; one that has begun goes on. */
void fold_start(struct clock_fold *fold, enum ehcp_duty_code code);

const char *fold_words(struct clock_fold *fold, int64_t day); /* 7 September 2026 */

/* models/ehcps/ehcp_clock_effects.c: what most kinds of fact do, as a table. */
void fold_effects(struct clock_fold *fold);
/* models/ehcps/ehcp_clock_review.c: reviews, moves, and what a plan in force brings with it. */
void fold_review(struct clock_fold *fold);
/* models/ehcps/ehcp_clock_pupil.c: what follows from age and year. */
void fold_plan_in_force(struct clock_fold *fold);
void fold_early_review(struct clock_fold *fold);
/* models/ehcps/ehcp_clock_appeal.c */
void fold_appeal(struct clock_fold *fold);
/* models/ehcps/ehcp_clock_school.c: what is counted in the days of a school. */
void fold_school(struct clock_fold *fold);
