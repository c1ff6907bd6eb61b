#pragma once

#include "models/ehcps/ehcp_clock.h"

/* Cases as they are read on paper. Memory lasts as long as the program. */

/* "2026-09-07 request_received; 2026-11-02 review_planned @2026-12-01 #r1": a day, a kind, and
 * where wanted a detail, another day, a day until which (~2026-12-04) and a record. */
struct ehcp_duties clock_of(const char *facts, struct ehcp_pupil pupil);
int64_t day(const char *text);
const char *words(int64_t days); /* "-" for NONE */

/* Every row of a duty that is shown: "n state trigger due done; ...", or "" for none. */
const char *told(struct ehcp_duties duties, const char *code, int64_t as_of);

struct expectation {
    const char *facts, *as_of, *code, *told;
};
void expect(const struct expectation *list, size_t count);
#define EXPECT(...)                                                                                \
    expect((const struct expectation[]){ __VA_ARGS__ },                                            \
           sizeof((const struct expectation[]){ __VA_ARGS__ }) / sizeof(struct expectation))

#define REQUEST "2026-09-07 request_received"
#define PLAN "2026-01-28 final_plan_sent"
