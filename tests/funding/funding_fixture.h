#pragma once

#include "models/funding/accrual.h"

#include <stddef.h>

/* Made-up agreements, rates and stays. A case is its seed: TAMAR_TEST_SEED repeats one,
 * TAMAR_TEST_CASES says how many there are. */
struct draws {
    uint64_t state;
};

struct draws draws_of(uint64_t seed);
uint64_t draw(struct draws *draws, uint64_t below);

struct seeds {
    uint64_t first, last;
};
struct seeds seeds_to_try(uint64_t usual);

enum { MADE_ROWS = 8 };

/* The ask borrows the rows beside it, so that this is not to be copied without made_rejoin. */
struct made {
    struct accrual_ask ask;
    struct annual_rate rates[MADE_ROWS];
    struct passport_terms terms[MADE_ROWS];
};

/* A stay of one day to some years around a leap year or the one that 2100 is not, in either base
 * year, with rates and terms that are in force throughout, in no order. Every month of the stay is
 * asked for, or the first five years if it is open. */
void make(struct draws *draws, struct made *made);
void made_copy(const struct made *from, struct made *to);
/* Other terms from a day within the stay; there must be room for them. */
void make_terms(struct draws *draws, struct passport_terms *terms);
int64_t draw_pence(struct draws *draws);

int64_t day(const char *text);
void show_ask(const struct accrual_ask *ask);
