#pragma once

#include "models/funding/accrual.h"

/* Where an agreement shares what is received rather than what is due. What came in for a month is
 * shared by the terms in force on the last day of the month that the agreement runs; the share is
 * rounded cumulatively over the base year, as an accrual is (models/funding/accrual.h). */
struct receipt_month {
    int64_t period;
    int64_t received_pence; /* everything that came in for it so far */
};

/* The base, the agreement, the terms (proportion only) and the periods of the ask count; its stay
 * and rates do not. Receipts are in any order, one for a month. Each month with a receipt has a
 * note. A fault where there are no terms for a month that something came in for. */
struct accrual share_receipts(struct arena *arena, const struct accrual_ask *ask,
                              const struct receipt_month *received, size_t count);
