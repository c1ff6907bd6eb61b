#pragma once

#include <stdbool.h>
#include <stdint.h>

/* What happened in the case of one education, health and care plan. The texts in EHCP_FACT_KINDS
 * are the names of the kinds in the database and on the wire: the enumerator in lower case. */
enum ehcp_fact_kind {
    /* assessment */
    REQUEST_RECEIVED,  /* or the local authority became responsible in another way */
    DECIDED_TO_ASSESS, /* the day the notice was sent, as with every decision */
    REFUSED_TO_ASSESS,
    ADVICE_ASKED, /* record: the request for advice */
    ADVICE_RETURNED,
    DRAFT_SERVED,
    REPRESENTATIONS_RECEIVED, /* on the draft or on the amendments, whichever is open */
    REFUSED_TO_ISSUE,
    FINAL_PLAN_SENT, /* detail: school_named when section I names a school to be joined at once */
    PUPIL_ADMITTED,
    EXCEPTION_RECORDED, /* detail: which exception to the time limits */
    WITHDRAWN,
    REOPENED, /* a refused, withdrawn or ceased case, by order or by mediation */
    /* review and amendment; record: the review, or the notice of amendment */
    REVIEW_PLANNED, /* about_on: the day of the meeting; again when it is moved */
    REVIEW_INVITED, /* about_on: the day of the meeting, or NONE if it was planned before */
    REVIEW_MET,
    REVIEW_REPORTED,
    REVIEW_DECIDED, /* detail: maintain, amend or cease; the decision notice completes the review */
    EARLY_REVIEW_CONSIDERED,
    AMENDMENTS_SERVED,  /* notice and proposed amendments, with or without a review */
    AMENDED_FINAL_SENT, /* detail: school_named, or next_phase_named for a phase transfer */
    AMENDMENT_DECLINED,
    POST_16_TRANSFER_PLANNED, /* about_on: the day of the move to another; NONE: given up */
    CEASE_PROPOSED,
    CEASE_CONSULTED, /* the parent or young person and the head have been consulted */
    CEASE_PROPOSAL_WITHDRAWN,
    CEASED,
    /* re-assessment */
    REASSESSMENT_REQUESTED,
    REASSESSMENT_AGREED,
    REASSESSMENT_REFUSED,
    REASSESSED_FINAL_SENT,
    /* moves and ends */
    MOVED_INTO_AREA, /* about_on: the last review or, before any, the plan; NONE if facts say it */
    FAMILY_TOLD,
    TRANSFERRED_OUT,
    DECEASED,
    PUPIL_LEFT, /* record: the registration that ended; on: the last day on roll */
    CTF_SENT,
    SCHOOL_SHUT, /* the school that was left, from about_on until `until`; known by this day */
    SCHOOL_OPEN, /* it is not, after all: the closure of these days is taken back */
    /* consultation of a school; record: the consultation */
    CONSULTATION_SENT,
    CONSULTATION_RESPONDED,
    /* appeal; record: the appeal, which stands for the decision it is about */
    DECISION_NOTIFIED,           /* appealable; detail: cease, section_i_only, or none */
    MEDIATION_ADVISER_CONTACTED, /* detail: mediation_wanted, mediation_declined, or none */
    MEDIATION_HELD,
    CERTIFICATE_ISSUED,
    APPEAL_LODGED,
    APPEAL_ENDED,     /* withdrawn, conceded or dismissed: without an order */
    TRIBUNAL_ORDERED, /* detail: which order */
    ORDER_COMPLIED,   /* detail: draft, final or refused; none for an order of one step */
    EHCP_FACT_KIND_COUNT
};
extern const char *const EHCP_FACT_KINDS[]; /* by kind, ends with NULL */

enum ehcp_detail {
    DETAIL_NONE, /* "none" */
    /* outcome of a review, and cease also of an appealable decision */
    MAINTAIN,
    AMEND,
    CEASE,
    /* what section I of a plan says */
    SCHOOL_NAMED,
    NEXT_PHASE_NAMED,
    /* exceptions to the time limits: regs 10(4) and 13(3) */
    SCHOOL_CLOSED,  /* (a) the school, advice having been asked within its closure */
    SETTING_CLOSED, /* (b) the same of another setting */
    EXCEPTIONAL_CIRCUMSTANCES,
    ABSENT_FROM_AREA,
    MISSED_APPOINTMENT,
    /* appeals and mediation */
    SECTION_I_ONLY,
    MEDIATION_WANTED,
    MEDIATION_DECLINED,
    /* orders of the tribunal */
    START_ASSESSMENT, /* also starts refuse_or_issue */
    ISSUE_PLAN,
    AMEND_PLAN,
    CHANGE_SCHOOL,
    REFUSE_OR_ISSUE,
    /* steps of complying */
    DRAFT,
    FINAL,
    REFUSED,
    EHCP_DETAIL_COUNT
};
extern const char *const EHCP_DETAILS[]; /* by detail, ends with NULL */

struct ehcp_fact {
    enum ehcp_fact_kind kind;
    enum ehcp_detail detail;
    int64_t on;            /* never NONE: what has no day has not happened */
    int64_t about_on;      /* another day the fact is about, or NONE */
    int64_t until;         /* the last of several, from about_on; or NONE */
    const char *record_id; /* which review, consultation, appeal, ...; NULL: the case */
};

/* False, and nothing written, for a text that names none. */
bool ehcp_fact_kind_read(const char *text, enum ehcp_fact_kind *kind);
bool ehcp_detail_read(const char *text, enum ehcp_detail *detail); /* NULL and "" are none */
