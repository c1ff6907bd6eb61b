#pragma once

#include "models/funding/accrual.h"

/* Where an agreement shares what is received rather than what is due. What came in for a month is
 * shared by the terms in force on the last day of the month that the agreement runs; the share is
 * rounded cumulatively over the base year, as an accrual is (models/funding/accrual.h).
 *
 * What came in for days on which the share of the host was suspended is not shared: as much of the
 * amount as those are of the days that it is for (money_split).
 *
 * A payer may take back more than it ever paid. Then the host gives back all that it had, and the
 * rest of its share is carried on: it comes off what is shared of later months. */
struct receipt_month {
    int64_t period;
    int64_t received_pence; /* several for a month add up */
    int64_t days;      /* of the stays that it is for, in its month; 0: of none that is known */
    int64_t suspended; /* of these, on which the share was suspended */
};

/* What could not be taken back from the host by the end of the last month asked about. */
struct receipt_carry {
    int64_t pence;  /* 0: nothing */
    int64_t period; /* the last month in which it grew */
};

/* The base, the agreement, the terms (proportion only) and the periods of the ask count; its stay
 * and rates do not. Receipts are in any order. Each month with a receipt has a note. A fault where
 * there are no terms for a month that something came in for, or an amount is out of range. */
struct accrual share_receipts(struct arena *arena, const struct accrual_ask *ask,
                              const struct receipt_month *received, size_t count,
                              struct receipt_carry *carry);
