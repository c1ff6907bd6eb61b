#pragma once

#include "models/resource.h"

/* A placement is in a band from a day of its stay on, past or to come. One that begins on the day
 * of another supersedes it. When one is deleted, what it took over from is in force again, so that
 * no day behind the first is left without. placement.band is the one it begins in; once the pupil
 * is admitted that has a row as well, and placement.band tells of today. */
struct placement_band {
    const char *id;
    const char *placement_id;
    const char *la_code; /* whose band it is: responsible on starts_on when the band was told */
    const char *band;
    const char *starts_on;
    const char *ends_on;       /* the day before the next begins; NULL: as long as the stay */
    const char *superseded_by; /* NULL: it counts; else the one that stands in its place */
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

extern const struct shape PLACEMENT_BAND;
extern struct resource PLACEMENT_BANDS;
