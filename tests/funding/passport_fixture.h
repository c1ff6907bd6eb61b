#pragma once

#include "tests/placements/placement_fixture.h"

/* A trust that is funded: its base, an agreement with its host, pupils on bands, and people who run
 * and approve. Each test has a trust of its own, because a run and a period are the trust's. */

extern const char *finance;  /* may run */
extern const char *approver; /* another, who may approve */
void passport_start(void);   /* and client_start(); goes with client_stop() */

/* A rate of a band of authority 908, from a day on. */
void add_band(const char *band, int annual_pence, const char *starts_on);

/* An agreement on the base, signed by both: the shares are a JSON array; `members` go over the
 * rest. Its id. */
const char *agree(const char *shares, const char *members);
#define TOP_UPS(basis_points)                                                                    \
    "[{\"stream\":\"top_ups\",\"basis\":\"entitlement\",\"mode\":\"proportion\","                 \
    "\"basis_points\":" #basis_points "}]"

/* A pupil admitted to the base on a band; the id of the placement. `ends_on` NULL: open. */
const char *admitted(const char *band, const char *starts_on, const char *ends_on);

/* POST /v1/funding/runs for a month, by finance; the same approved by the approver. */
const struct reply *run_month(const char *period);
const struct reply *approve_run(const char *id);
/* Both, wanted to be right. The run as it was approved. */
const struct reply *run_and_approve(const char *period);
