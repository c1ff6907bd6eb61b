/* The vocabulary of student advisory boards. */
#include "models/kind.h"

static const struct rule THEME_CODE_FORM = { "theme_code_format",
    "must be lower-case letters, digits and _, a letter or digit first" };

static const struct rule *check_theme_code(const char *text)
{
    return text_is_code(text) ? NULL : &THEME_CODE_FORM;
}

static const char *const FORMATS[] = { "easy_read", "symbols", "makaton",    "bsl",
                                       "aac",       "large_print", "audio", "braille",
                                       "captions",  "translated",  NULL };
static const char *const BANDS[] = { "under_13", "13_to_15", "16_and_over", NULL };
static const char *const CONSENTS[] = { "participation", "recording", "name_in_minutes",
                                        "travel_or_online", NULL };
static const char *const CAUSES[] = { "phrase", "flag", "author", "asked", NULL };
static const char *const RESPONDERS[] = { "trust", "school", NULL };
static const char *const DELIVERABLES[] = { "assembly_package", "film", "policy", "training",
                                            "other", NULL };
static const char *const BREAKDOWNS[] = { "theme", "school", "phase", "need", "response", NULL };
static const char *const GIVERS[] = { "pupil", "parent", "representative", NULL };
static const char *const ATTENDANCES[] = { "present", "apologies", "absent", NULL };
static const char *const SOURCES[] = { "board", "school", "trust", NULL };

const struct kind BOARD_SEATS = { "board_seats", INTEGER, 1, 20, NULL, NULL,
    { "board_seats_range", "must be from 1 to 20" },
    "2", "integer", AS_GIVEN };
const struct kind RESPONSE_SCHOOL_DAYS = { "response_school_days", INTEGER, 1, 60, NULL, NULL,
    { "response_school_days_range", "must be from 1 to 60" },
    "20", "integer", AS_GIVEN };
const struct kind MISSED_MEETINGS = { "missed_meetings", INTEGER, 1, 20, NULL, NULL,
    { "missed_meetings_range", "must be from 1 to 20" },
    "2", "integer", AS_GIVEN };
const struct kind CHAIR_TERMS = { "chair_terms", INTEGER, 1, 20, NULL, NULL,
    { "chair_terms_range", "must be from 1 to 20" },
    "1", "integer", AS_GIVEN };
const struct kind ACCESSIBLE_FORMAT = { "accessible_format", TEXT, 1, 40, FORMATS, NULL,
    { "accessible_format_code", "must be one of /v1/reference-data/accessible_format" },
    "easy_read", "text", TRIMMED };
const struct kind AGE_BAND = { "age_band", TEXT, 1, 40, BANDS, NULL,
    { "age_band_code", "must be under_13, 13_to_15 or 16_and_over" },
    "13_to_15", "text", TRIMMED };
const struct kind CONSENT_TYPE = { "consent_type", TEXT, 1, 40, CONSENTS, NULL,
    { "consent_type_code", "must be one of /v1/reference-data/consent_type" },
    "participation", "text", TRIMMED };
const struct kind CONSENT_GIVER = { "consent_giver", TEXT, 1, 40, GIVERS, NULL,
    { "consent_giver_code", "must be pupil, parent or representative" },
    "parent", "text", TRIMMED };
const struct kind MEETING_ATTENDANCE = { "meeting_attendance", TEXT, 1, 40, ATTENDANCES, NULL,
    { "meeting_attendance_code", "must be present, apologies or absent" },
    "present", "text", TRIMMED };
const struct kind AGENDA_SOURCE = { "agenda_source", TEXT, 1, 40, SOURCES, NULL,
    { "agenda_source_code", "must be board, school or trust" },
    "board", "text", TRIMMED };
const struct kind AGENDA_POSITION = { "agenda_position", INTEGER, 1, 100, NULL, NULL,
    { "agenda_position_range", "must be from 1 to 100" },
    "1", "integer", AS_GIVEN };
const struct kind BOARD_MINUTES = { "board_minutes", TEXT, 1, 20000, NULL, NULL,
    { "board_minutes_length", "must be 1 to 20,000 characters" },
    "The board asked for a quiet place at lunch.", "text", AS_GIVEN };
const struct kind THEME_CODE = { "theme_code", TEXT, 1, 40, NULL, check_theme_code,
    { "theme_code_length", "must be 1 to 40 characters" },
    "behaviour", "text", TRIMMED };
const struct kind BOARD_TEXT = { "board_text", TEXT, 1, 5000, NULL, NULL,
    { "board_text_length", "must be 1 to 5000 characters" },
    "The corridors are too loud between lessons.", "text", TRIMMED };
const struct kind HOLD_CAUSE = { "hold_cause", TEXT, 1, 40, CAUSES, NULL,
    { "hold_cause_code", "must be phrase, flag, author or asked" },
    "phrase", "text", TRIMMED };
const struct kind BOARD_RESPONDER = { "board_responder", TEXT, 1, 40, RESPONDERS, NULL,
    { "board_responder_code", "must be trust or school" },
    "trust", "text", TRIMMED };
const struct kind DELIVERABLE_KIND = { "deliverable_kind", TEXT, 1, 40, DELIVERABLES, NULL,
    { "deliverable_kind_code", "must be one of /v1/reference-data/deliverable_kind" },
    "assembly_package", "text", TRIMMED };
const struct kind DELIVERABLE_REFERENCE = { "deliverable_reference", TEXT, 1, 500, NULL, NULL,
    { "deliverable_reference_length", "must be 1 to 500 characters" },
    "https://saltmarsh.example/inclusion/assemblies", "text", TRIMMED };
const struct kind IMPACT_BY = { "impact_by", TEXT, 1, 40, BREAKDOWNS, NULL,
    { "impact_by_code", "must be theme, school, phase, need or response" },
    "school", "text", AS_GIVEN };
const struct kind DBS_CHECK_YEARS = { "dbs_check_years", INTEGER, 1, 10, NULL, NULL,
    { "dbs_check_years_range", "must be from 1 to 10" },
    "3", "integer", AS_GIVEN };
