/* The vocabulary of the Bridge, of complaints about a placement, and of safeguarding. */
#include "models/kind.h"

static const char *const REASONS[] = {
    "temporary_mobility", "health", "medical_condition", "undergoing_assessment", "settling",
    "vulnerable_nurture", NULL
};
static const char *const MODES[] = { "full", "partial", "drop_in", NULL };
static const char *const COMPLAINANTS[] = { "parent_or_young_person", "host_school",
                                            "registered_school",      "provider",
                                            "local_authority",        NULL };
static const char *const SUBJECTS[] = { "placement", "provision", "transport",
                                        "conduct",   "other",     NULL };
static const char *const CONCERNS[] = {
    "welfare", "disclosure", "injury", "missing", "allegation_against_staff",
    "online",  "other",      NULL
};

const struct kind BRIDGE_REASON = { "bridge_reason",
                                    TEXT,
                                    1,
                                    40,
                                    REASONS,
                                    NULL,
                                    { "bridge_reason_code",
                                      "must be one of /v1/reference-data/bridge_reason" },
                                    "settling",
                                    "text",
                                    TRIMMED };
const struct kind BRIDGE_MODE = { "bridge_mode",
                                  TEXT,
                                  1,
                                  40,
                                  MODES,
                                  NULL,
                                  { "bridge_mode_code", "must be full, partial or drop_in" },
                                  "partial",
                                  "text",
                                  TRIMMED };
const struct kind COMPLAINANT = { "complainant",
                                  TEXT,
                                  1,
                                  40,
                                  COMPLAINANTS,
                                  NULL,
                                  { "complainant_code",
                                    "must be one of /v1/reference-data/complainant" },
                                  "host_school",
                                  "text",
                                  TRIMMED };
const struct kind COMPLAINT_SUBJECT = { "complaint_subject",
                                        TEXT,
                                        1,
                                        40,
                                        SUBJECTS,
                                        NULL,
                                        { "complaint_subject_code",
                                          "must be one of /v1/reference-data/complaint_subject" },
                                        "provision",
                                        "text",
                                        TRIMMED };
const struct kind CONCERN = { "concern",
                              TEXT,
                              1,
                              40,
                              CONCERNS,
                              NULL,
                              { "concern_code", "must be one of /v1/reference-data/concern" },
                              "welfare",
                              "text",
                              TRIMMED };
const struct kind NARRATIVE = { "narrative",
                                TEXT,
                                1,
                                10000,
                                NULL,
                                NULL,
                                { "narrative_length", "must be 1 to 10,000 characters" },
                                "She said at lunch that she does not want to go home today.",
                                "text",
                                AS_GIVEN };
