#pragma once

#include "tests/fixture.h"

/* Something new from each operation that answers 201, for tests that ask the same of all. */
struct maker {
    const char *operation;
    const struct reply *(*make)(const char *school); /* at that school, where it is at one */
    const char *reader; /* the claim set of trust 0 that reads it, and made it; or lead, or head */
};

const struct maker *maker_of(const char *operation); /* NULL when there is none */
size_t maker_count(void);

/* A token of whoever reads what a maker makes. */
const char *reader_of(const struct maker *maker);
