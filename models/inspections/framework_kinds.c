/* The vocabulary of frameworks and cycles of inspection. */
#include "models/kind.h"

static const struct rule FRAMEWORK_CODE_FORM = { "framework_code_format",
    "must be lower-case letters, digits and _, a letter or digit first" };

static const struct rule *check_framework_code(const char *text)
{
    return text_is_code(text) ? NULL : &FRAMEWORK_CODE_FORM;
}

const struct kind FRAMEWORK_CODE = { "framework_code", TEXT, 1, 40, NULL, check_framework_code,
    { "framework_code_length", "must be 1 to 40 characters" },
    "inclusion", "text", TRIMMED };
const struct kind REPORT_WORKING_DAYS = { "report_working_days", INTEGER, 1, 250, NULL, NULL,
    { "report_working_days_range", "must be from 1 to 250" },
    "30", "integer", AS_GIVEN };
const struct kind RECIPROCAL_CYCLES = { "reciprocal_cycles", INTEGER, 0, 10, NULL, NULL,
    { "reciprocal_cycles_range", "must be from 0 to 10" },
    "2", "integer", AS_GIVEN };
const struct kind VISIT_DAYS = { "visit_days", INTEGER, 1, 10, NULL, NULL,
    { "visit_days_range", "must be from 1 to 10" },
    "2", "integer", AS_GIVEN };
const struct kind TEAM_SIZE = { "team_size", INTEGER, 3, 12, NULL, NULL,
    { "team_size_range", "must be from 3 to 12" },
    "3", "integer", AS_GIVEN };
