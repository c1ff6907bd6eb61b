#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How a value is stored in C: const char *, int64_t, bool, or (LIST) the text of
 * a JSON array in canonical form. */
enum base { TEXT, INTEGER, BOOLEAN, LIST };

/* What is done to a text before it is judged: nothing, blanks cut off both ends,
 * or that and upper case. */
enum spelling { AS_GIVEN, TRIMMED, UPPER };

/* A stable code and the sentence a client reads. */
struct rule {
    const char *code;
    const char *says;
};

/* One value vocabulary. The same name is a DOMAIN in sql/001_kinds.sql and a schema
 * in openapi.yaml; tests/contract/test_contract.c holds the three together. Kinds whose
 * `sql` is not their name are plain PostgreSQL types and have no DOMAIN. */
struct kind {
    const char *name;
    enum base base;
    int64_t min, max;                          /* characters of a text, value of an integer */
    const char *const *one_of;                 /* a closed vocabulary, ends with NULL; or NULL */
    const struct rule *(*check)(const char *); /* what bounds cannot say: NULL when fine */
    struct rule rule;
    const char *example;
    const char *sql; /* the type a parameter is cast to */
    enum spelling spelling;
};

/* Plain values. */
extern const struct kind UUID, DAY, INSTANT, FLAG, COUNT, NOTE, LABEL, PAGE_LIMIT;
/* Organisations. */
extern const struct kind URN, LA_CODE, ESTABLISHMENT_NUMBER, LAESTAB, UKPRN, POSTCODE, EASTING,
    NORTHING, PHASE, ESTABLISHMENT_TYPE, ESTABLISHMENT_STATUS, ORGANISATION_NAME, CLOSURE_REASON;
/* Pupils. */
extern const struct kind UPN, UPN_UNKNOWN_REASON, ULN, PERSON_NAME, SEX, ETHNICITY, NC_YEAR,
    SEN_PROVISION, NEED, NEED_RANK, ENROLMENT_STATUS, EXTERNAL_SYSTEM, EXTERNAL_VALUE,
    TRANSFER_FILE_KIND;
/* Casework. */
extern const struct kind STATUS, PLAN_TYPE, REQUEST_SOURCE, CEASE_REASON, TIME_LIMIT_EXCEPTION,
    ADVICE_SOURCE, PLAN_SECTION, SETTING_TYPE, PLAN_TEXT;
extern const struct kind REVIEW_KIND, REVIEW_OUTCOME, CONSULTATION_RESPONSE, OBJECTION_GROUND,
    APPEALABLE_DECISION, APPEAL_OUTCOME, TRIBUNAL_ORDER, MEDIATION_OUTCOME;
extern const struct kind DUTY_CODE, DUTY_OWNER, DEADLINE_STATE;
/* The Bridge, complaints and safeguarding. */
extern const struct kind BRIDGE_REASON, BRIDGE_MODE, COMPLAINANT, COMPLAINT_SUBJECT, CONCERN,
    NARRATIVE;
/* Provisions and placements. */
extern const struct kind PROVISION_KIND, STAFF_RATIO, TIMETABLE_SHARE, PLACEMENT_RANK,
    REGISTER_MODEL, ENDING_REASON, LEASE_RULE;
/* Funding passporting. */
extern const struct kind PENCE, ANNUAL_PENCE, BASIS_POINTS, PERIOD, PAYER, BASE_YEAR,
    FUNDING_STREAM, SHARE_MODE, SHARE_BASIS, COST_LINE, PLACE_TYPE, ARITHMETIC, LEDGER_ACCOUNT,
    POSTING_KIND, RECONCILIATION_REASON;
/* Peer inspections: who inspects. */
extern const struct kind REVIEWER_KIND, REVIEWER_SPECIALISM, REVIEWER_TIE, INSPECTION_SUBJECT,
    INSPECTION_SHARING, INSPECTION_ROLE, REVIEWER_CONFLICT;
/* Peer inspections. */
extern const struct kind FRAMEWORK_CODE, REPORT_WORKING_DAYS, RECIPROCAL_CYCLES, VISIT_DAYS,
    TEAM_SIZE;
/* Peer inspections: what is found. */
extern const struct kind EVIDENCE_KIND, PUPIL_GROUP, INSPECTION_TEXT, JUDGEMENT_KIND,
    ACCURACY_COMMENT_KIND, RAG, FOLLOW_UP_KIND;
/* Student advisory boards. */
extern const struct kind BOARD_SEATS, RESPONSE_SCHOOL_DAYS, MISSED_MEETINGS, CHAIR_TERMS,
    ACCESSIBLE_FORMAT, DBS_CHECK_YEARS, AGE_BAND, CONSENT_TYPE, CONSENT_GIVER, BOARD_MINUTES,
    MEETING_ATTENDANCE, AGENDA_SOURCE, AGENDA_POSITION, THEME_CODE, BOARD_TEXT, HOLD_CAUSE,
    BOARD_RESPONDER, DELIVERABLE_KIND, DELIVERABLE_REFERENCE, IMPACT_BY;
/* Peer inspections: who visits whom. */
extern const struct kind SCHEDULE_OUTCOME, SCHEDULE_RULE, SCHEDULE_PROOF_KIND, SCHEDULE_WEIGHT,
    SCHEDULE_TIME_LIMIT;
/* Identity. */
extern const struct kind EMAIL, PASSWORD, PRESENTED_SECRET, CLAIM_SET, SCOPE, RATE_LIMIT,
    TOKEN_DAYS;

extern const struct kind *const KINDS[]; /* every kind that has a DOMAIN, ends with NULL */

/* NULL when fine, else the rule that is broken. The text is already spelt. */
const struct rule *kind_refuses_text(const struct kind *kind, const char *text);
const struct rule *kind_refuses_int(const struct kind *kind, int64_t value);

/* Apply the kind's spelling in place. */
void kind_spell(const struct kind *kind, char *text);

/* Lower-case letters, digits and _, a letter or digit first: a code that somebody makes up. */
bool text_is_code(const char *text);

/* Valid UTF-8 without NUL, control characters other than tab and line breaks, or
 * Unicode non-characters: what every text must be before its kind is asked. */
bool text_is_clean(const char *text, size_t length);
