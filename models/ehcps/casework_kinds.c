/* The vocabulary of casework: plans, placements and whatever else goes from one status to another.
 */
#include <string.h>

#include "models/ehcps/ehcp_clock.h"
#include "models/kind.h"

static const char *const REQUEST_SOURCES[] = { "1", "2", "3", "4", "5", NULL };
static const char *const CEASE_REASONS[] = { "1", "2", "3", "4", "5", "6", "7", "8", "9", NULL };
static const char *const EXCEPTIONS[] = {
    "school_closed",    "setting_closed",     "exceptional_circumstances",
    "absent_from_area", "missed_appointment", NULL
};
static const char *const ADVICE_SOURCES[] = {
    "parent_or_young_person",    "school", "health", "educational_psychology", "social_care",
    "preparation_for_adulthood", "other",  NULL
};
static const char *const SECTIONS[] = {
    "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", NULL
};
static const char *const SETTING_TYPES[] = { "mainstream_school",
                                             "special_school",
                                             "resourced_provision",
                                             "special_unit",
                                             "area_resource_base",
                                             "independent_school",
                                             "post_16_institution",
                                             "early_years_provider",
                                             "education_otherwise",
                                             "other",
                                             NULL };

static const struct rule STATUS_FORM = { "status_format",
                                         "must be lower-case letters and _, a letter first" };
static const struct rule PLAN_TYPE_FORM = { "plan_type_format", "must be upper-case letters" };

static const struct rule *check_status(const char *text)
{
    return text[0] == '_' || text[strspn(text, "abcdefghijklmnopqrstuvwxyz_")] ? &STATUS_FORM
                                                                               : NULL;
}

static const struct rule *check_plan_type(const char *text)
{
    return text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")] ? &PLAN_TYPE_FORM : NULL;
}

const struct kind STATUS = { "status",
                             TEXT,
                             2,
                             40,
                             NULL,
                             check_status,
                             { "status_length", "must be 2 to 40 characters" },
                             "active",
                             "text",
                             TRIMMED };
const struct kind PLAN_TYPE = { "plan_type",
                                TEXT,
                                2,
                                10,
                                NULL,
                                check_plan_type,
                                { "plan_type_length", "must be 2 to 10 characters" },
                                "EHCP",
                                "text",
                                UPPER };
const struct kind REQUEST_SOURCE = { "request_source",
                                     TEXT,
                                     1,
                                     1,
                                     REQUEST_SOURCES,
                                     NULL,
                                     { "request_source_code",
                                       "must be 1 to 5, as in /v1/reference-data/request_source" },
                                     "2",
                                     "text",
                                     TRIMMED };
const struct kind CEASE_REASON = { "cease_reason",
                                   TEXT,
                                   1,
                                   1,
                                   CEASE_REASONS,
                                   NULL,
                                   { "cease_reason_code",
                                     "must be 1 to 9, as in /v1/reference-data/cease_reason" },
                                   "2",
                                   "text",
                                   TRIMMED };
const struct kind TIME_LIMIT_EXCEPTION = {
    "time_limit_exception",
    TEXT,
    1,
    40,
    EXCEPTIONS,
    NULL,
    { "time_limit_exception_code", "must be one of /v1/reference-data/time_limit_exception" },
    "school_closed",
    "text",
    TRIMMED
};
const struct kind ADVICE_SOURCE = { "advice_source",
                                    TEXT,
                                    1,
                                    40,
                                    ADVICE_SOURCES,
                                    NULL,
                                    { "advice_source_code",
                                      "must be one of /v1/reference-data/advice_source" },
                                    "educational_psychology",
                                    "text",
                                    TRIMMED };
const struct kind PLAN_SECTION = {
    "plan_section", TEXT,    1, 1, SECTIONS, NULL, { "plan_section_code", "must be a to k" }, "b",
    "text",         AS_GIVEN
};
const struct kind SETTING_TYPE = { "setting_type",
                                   TEXT,
                                   1,
                                   40,
                                   SETTING_TYPES,
                                   NULL,
                                   { "setting_type_code",
                                     "must be one of /v1/reference-data/setting_type" },
                                   "area_resource_base",
                                   "text",
                                   TRIMMED };
const struct kind PLAN_TEXT = { "plan_text",
                                TEXT,
                                1,
                                100000,
                                NULL,
                                NULL,
                                { "plan_text_length", "must be 1 to 100,000 characters" },
                                "Wenna finds it hard to start a task that she has not seen before.",
                                "text",
                                AS_GIVEN };

/* What hangs on a case. */
static const char *const REVIEW_KINDS[] = { "annual", "interim", "early_years", "phase_transfer",
                                            NULL };
static const char *const REVIEW_OUTCOMES[] = { "maintain", "amend", "cease", NULL };
static const char *const CONSULTATION_RESPONSES[] = { "agree", "object", NULL };
static const char *const OBJECTION_GROUNDS[] = { "unsuitable", "incompatible_with_others",
                                                 "incompatible_with_resources", NULL };
static const char *const APPEALABLE_DECISIONS[] = {
    "not_to_assess", "not_to_issue", "contents", "not_to_amend", "not_to_reassess", "cease", NULL
};
static const char *const APPEAL_OUTCOMES[] = { "withdrawn", "conceded", "dismissed", "ordered",
                                               NULL };
static const char *const TRIBUNAL_ORDERS[] = { "start_assessment", "issue_plan",      "amend_plan",
                                               "change_school",    "refuse_or_issue", NULL };
static const char *const MEDIATION_OUTCOMES[] = { "agreed", "partly_agreed", "not_agreed",
                                                  "not_pursued", NULL };

const struct kind REVIEW_KIND = { "review_kind",
                                  TEXT,
                                  1,
                                  40,
                                  REVIEW_KINDS,
                                  NULL,
                                  { "review_kind_code",
                                    "must be one of /v1/reference-data/review_kind" },
                                  "annual",
                                  "text",
                                  TRIMMED };
const struct kind REVIEW_OUTCOME = { "review_outcome",
                                     TEXT,
                                     1,
                                     40,
                                     REVIEW_OUTCOMES,
                                     NULL,
                                     { "review_outcome_code",
                                       "must be one of /v1/reference-data/review_outcome" },
                                     "amend",
                                     "text",
                                     TRIMMED };
const struct kind CONSULTATION_RESPONSE = {
    "consultation_response",
    TEXT,
    1,
    40,
    CONSULTATION_RESPONSES,
    NULL,
    { "consultation_response_code", "must be one of /v1/reference-data/consultation_response" },
    "object",
    "text",
    TRIMMED
};
const struct kind OBJECTION_GROUND = { "objection_ground",
                                       TEXT,
                                       1,
                                       40,
                                       OBJECTION_GROUNDS,
                                       NULL,
                                       { "objection_ground_code",
                                         "must be one of /v1/reference-data/objection_ground" },
                                       "incompatible_with_others",
                                       "text",
                                       TRIMMED };
const struct kind APPEALABLE_DECISION = {
    "appealable_decision",
    TEXT,
    1,
    40,
    APPEALABLE_DECISIONS,
    NULL,
    { "appealable_decision_code", "must be one of /v1/reference-data/appealable_decision" },
    "contents",
    "text",
    TRIMMED
};
const struct kind APPEAL_OUTCOME = { "appeal_outcome",
                                     TEXT,
                                     1,
                                     40,
                                     APPEAL_OUTCOMES,
                                     NULL,
                                     { "appeal_outcome_code",
                                       "must be one of /v1/reference-data/appeal_outcome" },
                                     "ordered",
                                     "text",
                                     TRIMMED };
const struct kind TRIBUNAL_ORDER = { "tribunal_order",
                                     TEXT,
                                     1,
                                     40,
                                     TRIBUNAL_ORDERS,
                                     NULL,
                                     { "tribunal_order_code",
                                       "must be one of /v1/reference-data/tribunal_order" },
                                     "start_assessment",
                                     "text",
                                     TRIMMED };
const struct kind MEDIATION_OUTCOME = { "mediation_outcome",
                                        TEXT,
                                        1,
                                        40,
                                        MEDIATION_OUTCOMES,
                                        NULL,
                                        { "mediation_outcome_code",
                                          "must be one of /v1/reference-data/mediation_outcome" },
                                        "agreed",
                                        "text",
                                        TRIMMED };

/* ---- duties ---------------------------------------------------------------------------- */

static const char *const DUTY_OWNERS[] = { "local_authority", "school", "previous_school",
                                           "advice_giver", "mediation_adviser",
                                           "parent_or_young_person", NULL };

const struct kind DUTY_CODE = { "duty_code",
                                TEXT,
                                1,
                                100,
                                EHCP_DUTY_CODES,
                                NULL,
                                { "duty_code_code", "must be one of /v1/reference-data/duty_code" },
                                "send_final_plan",
                                "text",
                                TRIMMED };
const struct kind DUTY_OWNER = { "duty_owner",
                                 TEXT,
                                 1,
                                 40,
                                 DUTY_OWNERS,
                                 NULL,
                                 { "duty_owner_code",
                                   "must be one of /v1/reference-data/duty_owner" },
                                 "local_authority",
                                 "text",
                                 TRIMMED };
const struct kind DEADLINE_STATE = { "deadline_state",
                                     TEXT,
                                     1,
                                     40,
                                     DUTY_STATES,
                                     NULL,
                                     { "deadline_state_code",
                                       "must be met, late, due, overdue or not_started" },
                                     "overdue",
                                     "text",
                                     TRIMMED };
