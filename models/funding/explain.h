#pragma once

#include "models/funding/posting.h"

/* How an amount came about, in sentences that a bursar checks with a pocket calculator. Texts are
 * the arena's, UTF-8; NULL without memory. */

/* "22 of 365 days (9 to 30 November 2026) at £12,345.67 a year = £744.12 received; 12.50% = £93.02
 * passported to the host; £651.10 retained." With several segments, each in full and then the sum.
 * Where the month alone would have rounded otherwise, also what the year came to before and after
 * it. "No day of November 2026 counts." without segments. */
const char *explain_month(struct arena *arena, const struct accrual_month *month);

/* "Adjustment for November 2026, posted in January 2027: received £744.12 is due and £1,014.71 was
 * posted, so -£270.59; ..." `was` is the sum of what was posted for that month before. */
const char *explain_posting(struct arena *arena, const struct posting *posting,
                            const struct posted *was);
