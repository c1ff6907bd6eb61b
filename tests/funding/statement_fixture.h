#pragma once

#include "tests/funding/passport_fixture.h"

/* What follows the runs: payments, reversals and what is told of them. */

/* The host is paid, in the books of a month; the payment. */
const struct reply *pay(const char *agreement, const char *period, int pence);
/* Of anything that was posted. */
const struct reply *reverse(const char *posting);

/* GET /v1/funding/statements of the host for a month; `more` begins with "&" or is "". */
const struct reply *statement(const char *who, const char *period, const char *more);
/* The posting of a line of it, from 0. */
const char *posting_of_line(const char *period, int line);

/* A client of the trust with one claim set over one school. */
const char *who_leads(const char *claim_set, const char *school);
