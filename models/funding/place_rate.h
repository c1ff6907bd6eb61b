#pragma once

#include "models/resource.h"

/* What a place is worth a year, from a day on, by its type: a place of a special school, or one of
 * a unit that is occupied at the October census, or not. Dated and superseded like funding_band. */
struct place_rate {
    const char *id;
    const char *place_type;
    int64_t annual_pence;
    const char *starts_on;
    const char *ends_on;       /* NULL: until another begins */
    const char *superseded_by; /* NULL: it counts; else the one that stands in its place */
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

extern const struct shape PLACE_RATE;
extern struct resource PLACE_RATES;
