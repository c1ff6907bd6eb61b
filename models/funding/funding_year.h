#pragma once

#include <stdbool.h>
#include <stdint.h>

/* The days by which annual funding is shared out. Days are numbers as in models/date.h, and both
 * ends of a run of days count. A period is a month of the calendar, written YYYY-MM and kept as its
 * first day; it lies wholly within one year, whichever the base. */

/* An agreement says which: academies are funded by the academic year, maintained schools by the
 * financial year. */
enum base_year {
    BASE_ACADEMIC /* 1 September to 31 August */,
    BASE_FINANCIAL /* 1 April to 31 March */
};
extern const char *const BASE_YEARS[]; /* by enum base_year, ends with NULL */

/* From first to last inclusive; last NONE (models/shape.h): without end. None if last < first. */
struct day_span {
    int64_t first, last;
};

struct day_span base_year(enum base_year base, int64_t day); /* the one that contains the day */

int64_t span_days(struct day_span span); /* 0 if there are none; of a span with an end */
bool span_holds(struct day_span span, int64_t day);
struct day_span span_shared(struct day_span a, struct day_span b);

enum { PERIOD_TEXT = 8 };
bool period_read(const char *text, int64_t *period); /* exactly YYYY-MM, years 1900 to 2199 */
void period_write(int64_t period, char out[PERIOD_TEXT]);
int64_t period_of(int64_t day);
int64_t period_next(int64_t period);
struct day_span period_span(int64_t period);
