#pragma once

#include "models/buffer.h"
#include "models/funding/run_facts.h"

/* A run while it is counted. Every function is false, or DB_TOO_LARGE, without memory. */
struct counting {
    const char *run_id;
    int64_t period;     /* of the run */
    int64_t first_open; /* all before it are closed */
    struct run_stream *streams; /* by agreement */
    size_t stream_count;
    const struct run_stream **top_ups; /* those that stays are counted for, by provision */
    size_t top_up_count;
    struct buffer lines;    /* a JSON list of struct funding_run_line that are to be kept */
    int64_t number;         /* of the last line */
    struct buffer problems; /* a JSON list of struct funding_problem */
};

/* One agreement and one stream of money: its versions in order of time. */
struct run_stream {
    const struct run_terms *rows;
    size_t count;
};

/* The stay of a pupil, with what is known of it. */
struct run_stay {
    const struct run_placement *placement;
    const struct run_authority *authorities;
    size_t authority_count;
    const struct run_rate *rates;
    size_t rate_count;
    const struct run_span *without;
    size_t without_count;
    const struct run_posted *posted;
    size_t posted_count;
};

/* What is due to an agreement as a whole: for its places, as a fixed sum, or of what was received.
 * What was posted and received is that of all its streams. */
struct run_whole {
    const struct run_rate *rates;
    size_t rate_count;
    const struct run_posted *posted;
    size_t posted_count;
    const struct run_received *received;
    size_t received_count;
};

bool run_shares_receipts(const struct run_stream *stream);
bool run_count_stay(struct counting *c, const struct run_stream *stream,
                    const struct run_stay *stay);
bool run_count_whole(struct counting *c, const struct run_stream *stream,
                     const struct run_whole *whole);
