/* The vocabulary of who inspects, and for whom. */
#include "models/kind.h"

static const char *const REVIEWER_KINDS[] = { "school_leader", "senco",    "teacher",
                                              "employer",      "governor", "send_expert",
                                              NULL };
static const char *const SPECIALISMS[] = { "SPLD", "MLD", "SLD", "PMLD", "SEMH", "SLCN", "HI", "VI",
                                           "MSI",  "PD",  "ASD", "DS",   "OTH",  "arb",  NULL };
static const char *const TIES[] = { "employed",  "close_family", "governor", "line_managed_by_head",
                                    "own_child", NULL };
static const char *const SUBJECTS[] = { "school", "provision", NULL };
static const char *const SHARINGS[] = { "nobody", "schools", "trust", NULL };
static const char *const ROLES[] = { "lead", "reviewer", "specialist", "external", NULL };
static const char *const CONFLICTS[] = {
    "own_school",           "same_base",       "employed",            "close_family", "governor",
    "line_managed_by_head", "reciprocal_pair", "same_reviewer_twice", "own_child",    NULL };

const struct kind REVIEWER_KIND = { "reviewer_kind", TEXT, 1, 40, REVIEWER_KINDS, NULL,
    { "reviewer_kind_code", "must be one of /v1/reference-data/reviewer_kind" },
    "school_leader", "text", TRIMMED };
const struct kind REVIEWER_SPECIALISM = { "reviewer_specialism", TEXT, 1, 40, SPECIALISMS, NULL,
    { "reviewer_specialism_code", "must be one of /v1/reference-data/reviewer_specialism" },
    "ASD", "text", TRIMMED };
const struct kind REVIEWER_TIE = { "reviewer_tie", TEXT, 1, 40, TIES, NULL,
    { "reviewer_tie_code", "must be one of /v1/reference-data/reviewer_tie" },
    "employed", "text", TRIMMED };
const struct kind INSPECTION_SUBJECT = { "inspection_subject", TEXT, 1, 40, SUBJECTS, NULL,
    { "inspection_subject_code", "must be school or provision" },
    "school", "text", TRIMMED };
const struct kind INSPECTION_SHARING = { "inspection_sharing", TEXT, 1, 40, SHARINGS, NULL,
    { "inspection_sharing_code", "must be nobody, schools or trust" },
    "schools", "text", TRIMMED };
const struct kind INSPECTION_ROLE = { "inspection_role", TEXT, 1, 40, ROLES, NULL,
    { "inspection_role_code", "must be lead, reviewer, specialist or external" },
    "lead", "text", TRIMMED };
const struct kind REVIEWER_CONFLICT = { "reviewer_conflict", TEXT, 1, 40, CONFLICTS, NULL,
    { "reviewer_conflict_code", "must be one of /v1/reference-data/reviewer_conflict" },
    "own_school", "text", TRIMMED };
