#pragma once

#include "models/funding/accrual.h"

#include <stddef.h>

/* The accrual told a second time, slowly and by another road: day by day on a calendar that is
 * walked from 1990 to 2119, every amount in units of one 365 x 366 x 10000th of a penny, whatever
 * the year. It shares nothing with models/ but the structs. */
struct oracle_month {
    int64_t received, passported;           /* posted */
    bool year_ends;                         /* with this month */
    int64_t year_received, year_passported; /* the rounded amount of the base year so far */
};

struct oracle_told {
    struct oracle_month months[1600];
    size_t count;
    enum accrual_fault fault; /* of the rows: none, or two, on a day that counts */
    int64_t fault_on;
};

void oracle_accrue(const struct accrual_ask *ask, struct oracle_told *out);
