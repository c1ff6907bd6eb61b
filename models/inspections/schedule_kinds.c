/* The vocabulary of who visits whom. */
#include "models/kind.h"

#include "models/rota/rota.h"

static const char *const OUTCOMES[] = { "optimal", "best_found", "none_exists", "not_found", NULL };
static const char *const PROOFS[] = { "no_team", "too_few", "load", "searched", NULL };
static const char *const RULES[] = { "reciprocal",       "same_reviewer", "own_child_attends",
                                     "visited_supplies", "distance",      "spread",
                                     NULL };

const struct kind SCHEDULE_OUTCOME = { "schedule_outcome", TEXT, 1, 40, OUTCOMES, NULL,
    { "schedule_outcome_code", "must be one of /v1/reference-data/schedule_outcome" },
    "best_found", "text", TRIMMED };
const struct kind SCHEDULE_RULE = { "schedule_rule", TEXT, 1, 40, RULES, NULL,
    { "schedule_rule_code", "must be one of /v1/reference-data/schedule_rule" },
    "reciprocal", "text", TRIMMED };
const struct kind SCHEDULE_PROOF_KIND = { "schedule_proof_kind", TEXT, 1, 40, PROOFS, NULL,
    { "schedule_proof_kind_code", "must be one of /v1/reference-data/schedule_proof_kind" },
    "too_few", "text", TRIMMED };
const struct kind SCHEDULE_WEIGHT = { "schedule_weight", INTEGER, 0, ROTA_WEIGHT_MAX, NULL, NULL,
    { "schedule_weight_range", "must be a whole number from 0 to 1000000" },
    "100", "integer", AS_GIVEN };
const struct kind SCHEDULE_TIME_LIMIT = { "schedule_time_limit", INTEGER, 100, 20000, NULL, NULL,
    { "schedule_time_limit_range", "must be from 100 to 20000" },
    "5000", "integer", AS_GIVEN };
