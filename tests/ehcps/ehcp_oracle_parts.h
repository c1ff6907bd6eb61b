#pragma once

#include "tests/ehcps/ehcp_oracle.h"

#include <stdbool.h>
#include <string.h>

/* What the files of the oracle share. */
enum { DAYS = 80 * 366, NEVER = DAYS * 2 };
#define ABSENT INT64_MIN

/* The calendar, one day after the other from 1 January 1970: tests/ehcps/ehcp_oracle_days.c. */
struct calendar_day {
    short year;
    signed char month, day, weekday; /* Monday is 0 */
};
extern struct calendar_day calendar[DAYS];

void walk_calendar(void);
int64_t find(int year, int month, int day);
int64_t months_on(int64_t from, int months);
int64_t months_back(int64_t from, int months);
bool works(int64_t day);
int64_t work_on(int64_t day, int count);

/* The case at hand and the day it is told of. */
extern const struct oracle_case *c;
extern int64_t today;

bool same(const char *a, const char *b);
/* Is the fact one of "kind kind/detail ..."? */
bool is(const struct ehcp_fact *fact, const char *kinds);
bool has_plan(size_t before);
void tell(const char *code, const char *record, int n, int64_t trigger, int64_t due, int64_t done,
          bool published);

#define OUT "withdrawn transferred_out deceased"
#define PLAN_OVER OUT " ceased"

/* One time that a duty arises. */
struct stretch {
    size_t opened;
    int64_t trigger, due, done, gone; /* gone: not shown from this day, or NEVER */
};

/* Where the yearly review stood when a fact had just happened: ehcp_oracle_special.c. */
int64_t review_limit_at(size_t at);
void tell_special(void);
