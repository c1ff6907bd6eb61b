/* The vocabulary of provisions and placements. */
#include "models/kind.h"

static const char *const PROVISION_KINDS[] = { "special_school",      "arb",    "special_unit",
                                               "resourced_provision", "bridge", NULL };
static const char *const REGISTER_MODELS[] = { "single_and_guest", "main_and_subsidiary", NULL };
static const char *const ENDING_REASONS[] = {
    "phase_transfer",          "plan_ceased",          "moved_to_another_authority",
    "change_of_placement",     "permanently_excluded", "elective_home_education",
    "deceased",                NULL };
static const char *const LEASE_RULES[] = { "warn", "block", NULL };

const struct kind PROVISION_KIND = { "provision_kind", TEXT, 1, 40, PROVISION_KINDS, NULL,
    { "provision_kind_code", "must be one of /v1/reference-data/provision_kind" },
    "arb", "text", TRIMMED };
const struct kind STAFF_RATIO = { "staff_ratio", INTEGER, 1, 100, NULL, NULL,
    { "staff_ratio_range", "must be from 1 to 100" },
    "6", "integer", AS_GIVEN };
const struct kind TIMETABLE_SHARE = { "timetable_share", INTEGER, 0, 100, NULL, NULL,
    { "timetable_share_range", "must be from 0 to 100" },
    "40", "integer", AS_GIVEN };
const struct kind PLACEMENT_RANK = { "placement_rank", INTEGER, 1, 2, NULL, NULL,
    { "placement_rank_range", "must be 1 or 2" },
    "1", "integer", AS_GIVEN };
const struct kind REGISTER_MODEL = { "register_model", TEXT, 1, 40, REGISTER_MODELS, NULL,
    { "register_model_code", "must be single_and_guest or main_and_subsidiary" },
    "single_and_guest", "text", TRIMMED };
const struct kind ENDING_REASON = { "ending_reason", TEXT, 1, 40, ENDING_REASONS, NULL,
    { "ending_reason_code", "must be one of /v1/reference-data/ending_reason" },
    "phase_transfer", "text", TRIMMED };
const struct kind LEASE_RULE = { "lease_rule", TEXT, 1, 40, LEASE_RULES, NULL,
    { "lease_rule_code", "must be warn or block" },
    "warn", "text", TRIMMED };
