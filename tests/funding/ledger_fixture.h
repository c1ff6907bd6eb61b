#pragma once

#include <criterion/criterion.h>

#include "tests/placements/placement_fixture.h"

/* The ledger of trust 0, posted to by the owner of the database where there is no other way yet. */

/* Made by funding_start(): a provision of the special school at the host, an agreement about it
 * that holds since September 2020 (12.5 % of top-up), of which the ledger knows nothing before, and
 * a month that is open. */
extern const char *agreement, *provision, *month;
void funding_start(void); /* and places_start() */

/* An agreement about a provision of theirs that both have signed; its id. */
const char *agreed(const char *of_provision, const char *starts_on);

/* What the owner is told in trust 0: the first value, or the constraint that refused, or its
 * SQLSTATE where it has no name. */
const char *ledger_says(const char *sql);
/* The statement that posts one of this kind in a month: "account pence,account pence". */
const char *posting_sql(const char *kind, const char *in, const char *lines);
/* In `month`; the id, or what refused. */
const char *post_lines(const char *kind, const char *lines);

/* "passported paid overpaid receivable" of the agreement, in pence. */
const char *balance(void);

/* The faults that tests/funding/invariants.sql finds, "" when there is none. */
const char *ledger_faults(void);
