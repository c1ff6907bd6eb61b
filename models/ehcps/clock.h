#pragma once

#include "models/ehcps/deadline.h"
#include "queries.h" /* clock_*: sql/queries/deadline.sql */

/* Rows of the queries behind the clock. */
struct clock_ids {
    const char *ids; /* array literal */
};
struct clock_batch {
    int64_t most;
    bool own; /* only what this transaction moved */
};
struct clock_failures {
    int64_t failures;
};
struct clock_kept {
    const char *ids;
    const char *rows; /* JSON */
};
struct clock_rule {
    const char *code, *title, *owed_by;
    int64_t period;
    const char *unit, *legal_basis, *exceptions;
    bool advisory, unconfirmed;
};
struct clock_holiday {
    const char *day;
};
struct clock_case_row {
    const char *id, *date_of_birth, *nc_year;
};
struct clock_fact_row {
    const char *ehcp_id, *kind, *detail, *on, *about_on, *until, *record_id;
};
extern const struct shape CLOCK_IDS, CLOCK_BATCH, CLOCK_FAILURES, CLOCK_KEPT, CLOCK_RULE,
    CLOCK_HOLIDAY, CLOCK_CASE_ROW, CLOCK_FACT_ROW;
