#pragma once

#include "models/funding/run_subject.h"

/* What is counted of one subject and one payer, and whose it is. Of a stay each part is one of the
 * times for which the payer was responsible; of an agreement as a whole the first is what its rates
 * bring in, the other a fixed sum, or a share of what was received. A part may be missing. */
struct counted {
    const struct run_stream *stream;
    const struct run_stay *stay; /* NULL: the agreement as a whole */
    const char *payer;
    struct accrual *parts;
    size_t part_count;
    struct posted *posted;
    size_t posted_count;
};
enum { BY_DAY, AT_LARGE, PARTS };

/* What is counted from now on is put there, until it is kept. */
void run_start_lines(struct counting *c, struct arena *arena);
enum db_status run_keep_lines(struct counting *c, struct db *db);
void run_put_line(struct counting *c, const struct counted *of, const struct posting *posting,
                  const char *band, const char *explanation);
