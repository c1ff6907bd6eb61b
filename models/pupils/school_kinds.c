/* The vocabulary of organisations: identifiers and the codes of the published GIAS extract. */
#include <string.h>

#include "models/kind.h"

static const char *const PHASES[] = { "0", "1", "2", "3", "4", "5", "6", "7", NULL };
static const char *const STATUSES[] = { "1", "2", "3", "4", NULL };
static const char *const TYPES[] = {
    "1",  "2",  "3",  "5",  "6",  "7",  "8",  "10", "11", "12", "14", "15", "18", "24", "25",
    "26", "27", "28", "29", "30", "31", "32", "33", "34", "35", "36", "37", "38", "39", "40",
    "41", "42", "43", "44", "45", "46", "49", "56", "57", NULL };

static const char *const REASONS[] = { "holiday", "inset", "emergency", "other", NULL };

static const struct rule NOT_ITS_FORM = { NULL, NULL };

static const struct rule *digits(const char *text)
{
    return text[strspn(text, "0123456789")] ? &NOT_ITS_FORM : NULL;
}

static const struct rule *check_urn(const char *text)
{
    return text[0] == '0' ? &NOT_ITS_FORM : digits(text);
}

static const struct rule *check_ukprn(const char *text)
{
    return text[0] != '1' ? &NOT_ITS_FORM : digits(text);
}

static bool letter(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Outward code of two to four characters, one blank, digit and two letters. */
static const struct rule *check_postcode(const char *text)
{
    const char *blank = strchr(text, ' ');
    const size_t outward = blank ? (size_t)(blank - text) : 0;
    const bool fine = outward >= 2 && outward <= 4 && strlen(blank) == 4 && letter(text[0]) &&
                      digit(blank[1]) && letter(blank[2]) && letter(blank[3]);

    for (size_t i = 1; fine && i < outward; i++) {
        if (!letter(text[i]) && !digit(text[i]))
            return &NOT_ITS_FORM;
    }
    return fine ? NULL : &NOT_ITS_FORM;
}

static const struct rule *check_line(const char *text)
{
    return text[strcspn(text, "\t\r\n")] ? &NOT_ITS_FORM : NULL;
}

const struct kind URN = { "urn", TEXT, 6, 6, NULL, check_urn,
    { "urn_format", "must be a URN of 6 digits" },
    "137031", "text", TRIMMED };
const struct kind LA_CODE = { "la_code", TEXT, 3, 3, NULL, digits,
    { "la_code_format", "must be a local authority code of 3 digits" },
    "908", "text", TRIMMED };
const struct kind ESTABLISHMENT_NUMBER = { "establishment_number", TEXT, 4, 4, NULL, digits,
    { "establishment_number_format", "must be 4 digits" },
    "7001", "text", TRIMMED };
const struct kind LAESTAB = { "laestab", TEXT, 7, 7, NULL, digits,
    { "laestab_format", "must be 7 digits" },
    "9087001", "text", TRIMMED };
const struct kind UKPRN = { "ukprn", TEXT, 8, 8, NULL, check_ukprn,
    { "ukprn_format", "must be 8 digits, of which the first is 1" },
    "10032950", "text", TRIMMED };
const struct kind POSTCODE = { "postcode", TEXT, 6, 8, NULL, check_postcode,
    { "postcode_format", "must be a postcode with its blank, as TR4 9JQ" },
    "TR4 9JQ", "text", UPPER };
const struct kind EASTING = { "easting", INTEGER, 0, 700000, NULL, NULL,
    { "easting_range", "must be whole metres of the National Grid, from 0 to 700000" },
    "182450", "integer", AS_GIVEN };
const struct kind NORTHING = { "northing", INTEGER, 0, 1300000, NULL, NULL,
    { "northing_range", "must be whole metres of the National Grid, from 0 to 1300000" },
    "44820", "integer", AS_GIVEN };
const struct kind PHASE = { "phase", TEXT, 1, 1, PHASES, NULL,
    { "phase_code", "must be a phase of education, 0 to 7" },
    "4", "text", TRIMMED };
const struct kind ESTABLISHMENT_TYPE = { "establishment_type", TEXT, 1, 2, TYPES, NULL,
    { "establishment_type_code",
      "must be a type of establishment, as in /v1/reference-data/establishment_type" },
    "44", "text", TRIMMED };
const struct kind ESTABLISHMENT_STATUS = { "establishment_status", TEXT, 1, 1, STATUSES, NULL,
    { "establishment_status_code", "must be 1, 2, 3 or 4" },
    "1", "text", TRIMMED };
const struct kind ORGANISATION_NAME = { "organisation_name", TEXT, 1, 200, NULL, check_line,
    { "organisation_name_length", "must be one line of 1 to 200 characters" },
    "Pencarrow School", "text", TRIMMED };

const struct kind CLOSURE_REASON = { "closure_reason", TEXT, 1, 40, REASONS, NULL,
    { "closure_reason_code", "must be one of /v1/reference-data/closure_reason" },
    "holiday", "text", TRIMMED };

const struct kind *const KINDS[] = {
    &COUNT, &NOTE, &LABEL, &URN, &LA_CODE, &ESTABLISHMENT_NUMBER, &LAESTAB, &UKPRN, &POSTCODE,
    &EASTING, &NORTHING, &PHASE, &ESTABLISHMENT_TYPE, &ESTABLISHMENT_STATUS, &ORGANISATION_NAME,
    &CLOSURE_REASON,
    &UPN, &UPN_UNKNOWN_REASON, &ULN, &PERSON_NAME, &SEX, &ETHNICITY, &NC_YEAR, &SEN_PROVISION,
    &NEED, &NEED_RANK, &ENROLMENT_STATUS, &EXTERNAL_SYSTEM, &EXTERNAL_VALUE,
    &TRANSFER_FILE_KIND, &STATUS, &PLAN_TYPE, &REQUEST_SOURCE, &CEASE_REASON,
    &TIME_LIMIT_EXCEPTION, &ADVICE_SOURCE, &PLAN_SECTION, &SETTING_TYPE, &PLAN_TEXT,
    &REVIEW_KIND, &REVIEW_OUTCOME, &CONSULTATION_RESPONSE, &OBJECTION_GROUND,
    &APPEALABLE_DECISION, &APPEAL_OUTCOME, &TRIBUNAL_ORDER, &MEDIATION_OUTCOME, &DUTY_CODE,
    &DUTY_OWNER, &DEADLINE_STATE, &BRIDGE_REASON, &BRIDGE_MODE, &COMPLAINANT,
    &COMPLAINT_SUBJECT, &CONCERN, &NARRATIVE, &PROVISION_KIND, &STAFF_RATIO, &TIMETABLE_SHARE,
    &PLACEMENT_RANK, &REGISTER_MODEL, &ENDING_REASON, &LEASE_RULE, &PENCE, &ANNUAL_PENCE,
    &BASIS_POINTS, &PERIOD, &PAYER, &BASE_YEAR, &FUNDING_STREAM, &SHARE_MODE, &SHARE_BASIS,
    &COST_LINE, &PLACE_TYPE, &ARITHMETIC, &LEDGER_ACCOUNT, &POSTING_KIND,
    &RECONCILIATION_REASON, &REVIEWER_KIND, &REVIEWER_SPECIALISM, &REVIEWER_TIE,
    &INSPECTION_SUBJECT, &INSPECTION_SHARING, &INSPECTION_ROLE, &REVIEWER_CONFLICT, &EMAIL,
    &CLAIM_SET, &RATE_LIMIT, &FRAMEWORK_CODE, &REPORT_WORKING_DAYS, &RECIPROCAL_CYCLES, &VISIT_DAYS,
    &TEAM_SIZE, &EVIDENCE_KIND, &PUPIL_GROUP, &INSPECTION_TEXT, &JUDGEMENT_KIND,
    &ACCURACY_COMMENT_KIND, &RAG, &FOLLOW_UP_KIND, &BOARD_SEATS, &RESPONSE_SCHOOL_DAYS,
    &MISSED_MEETINGS, &CHAIR_TERMS, &ACCESSIBLE_FORMAT, &DBS_CHECK_YEARS,
    &SCHEDULE_OUTCOME, &SCHEDULE_RULE, &SCHEDULE_PROOF_KIND, &SCHEDULE_WEIGHT,
    &SCHEDULE_TIME_LIMIT, &AGE_BAND, &CONSENT_TYPE, &CONSENT_GIVER,
    &BOARD_MINUTES, &MEETING_ATTENDANCE, &AGENDA_SOURCE, &AGENDA_POSITION, &THEME_CODE, &BOARD_TEXT,
    &HOLD_CAUSE, &BOARD_RESPONDER, &DELIVERABLE_KIND, &DELIVERABLE_REFERENCE, &IMPACT_BY, NULL };
