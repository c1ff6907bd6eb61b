#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Fixed windows of five minutes, counted in this process. What is counted is named by a text: a
 * client's id, or an account that somebody tries to sign in to. */
struct rate_table;
enum { RATE_WINDOW = 300 };

struct rate {
    int64_t limit, left, resets_in; /* requests, requests, seconds */
};

struct rate_table *rate_table_make(void);
void rate_table_free(struct rate_table *table);

/* Count one more. False when the limit is used up. `window` in seconds. */
bool rate_take(struct rate_table *table, const char *who, int64_t limit, int64_t window,
               int64_t now, struct rate *out);
/* Give one back: what cost nothing is free. */
void rate_give_back(struct rate_table *table, const char *who, int64_t window, int64_t now);
/* Would one more be refused? Counts nothing. */
bool rate_is_used_up(struct rate_table *table, const char *who, int64_t limit, int64_t window,
                     int64_t now);
