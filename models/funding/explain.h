#pragma once

#include "models/funding/posting.h"

/* How an amount came about, in sentences that a bursar checks with a pocket calculator. Texts are
 * the arena's, UTF-8; NULL without memory. */

/* "22 of 365 days (9 to 30 November 2026) at £12,345.67 a year = £744.12 received; 12.50% = £93.02
 * passported to the host; £651.10 retained." Several segments are told each, to four places, before
 * their sum is rounded. Where the month by itself would have rounded otherwise, it says what the
 * year comes to by the end of the month and what was due before. "No day of November 2026 counts."
 * without segments. */
const char *explain_month(struct arena *arena, const struct accrual_month *month);

/* "Adjustment for November 2026, posted in January 2027: received £744.12 is due and £1,014.71 was
 * posted: -£270.59; passported ...; retained ..." `was` is the sum of what was posted for that
 * month before. What is no adjustment: "November 2026: £744.12 received; £93.02 passported to the
 * host; £651.10 retained." */
const char *explain_posting(struct arena *arena, const struct posting *posting,
                            const struct posted *was);
