#pragma once

#include "models/resource.h"

/* What a band of a local authority is worth a year, from a day on: the top-up of a pupil in it.
 * Days are YYYY-MM-DD and inclusive. It is never edited but for its end; a new one takes over from
 * the one in force, and one that begins on the same day supersedes it. Of the whole trust: every
 * caller with funding:read sees it. */
struct funding_band {
    const char *id;
    const char *la_code;
    const char *band; /* as the authority calls it */
    int64_t annual_pence;
    const char *starts_on;
    const char *ends_on;       /* NULL: until another begins */
    const char *superseded_by; /* NULL: it counts; else the one that stands in its place */
    int64_t version;
    const char *created_at;
    const char *updated_at;
    const char *deleted_at;
};

extern const struct shape FUNDING_BAND;
extern struct resource FUNDING_BANDS;
