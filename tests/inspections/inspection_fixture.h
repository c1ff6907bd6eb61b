#pragma once

#include "tests/ehcps/case_fixture.h"

/* Inspections of a test's own, in the trust of tests/fixture.h. */

/* Somebody who signs in. */
struct person {
    const char *user;
    const char *token;
};

/* Claim sets with a blank between, each over these schools (a JSON array) or over all (NULL);
 * inspector is over none. */
struct person new_person(const char *claim_sets, const char *schools);
