#pragma once

#include "tests/funding/ledger_fixture.h"

/* Lines of a remittance, as they are taken in and read, for the tests of receipts. All of it acts
 * as trust_admin unless somebody is named. */
#define RECEIPTS "/v1/funding/receipts"

/* 1,028.84 of top-up for October 2026 from authority 908, on a line of its own. */
json_t *receipt_body(const char *members);
const struct reply *take_in(const char *who, json_t *body);
const struct reply *received(const char *members);
const struct reply *find_receipt(const char *id);
const struct reply *reverse_receipt(const char *posting);

/* Members: of `provision`; of a pupil, for this month, with more of them (",\"line\":2"). */
const char *at_provision(void);
const char *about(const char *reference, const char *more);

/* A pupil that is placed at a provision since 10 days ago; the UPN of one. */
const char *placed_pupil(const char *at, const char *members);
const char *upn_of(const char *pupil);

const char *sar_of(const char *pupil); /* what subject access tells of it */
/* Deleted first, where it is not yet; and for ever. */
void delete_pupil(const char *pupil);
void purge(const char *pupil);
