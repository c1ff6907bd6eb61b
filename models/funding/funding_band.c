#include "models/funding/funding_band.h"

const struct shape FUNDING_BAND = SHAPE("funding_band", funding_band,
    FIELD(funding_band, id,            UUID,         READ_ONLY),
    FIELD(funding_band, la_code,       LA_CODE,      REQUIRED | FIXED),
    FIELD(funding_band, band,          LABEL,        REQUIRED | FIXED),
    FIELD(funding_band, annual_pence,  ANNUAL_PENCE, REQUIRED | FIXED),
    FIELD(funding_band, starts_on,     DAY,          REQUIRED | FIXED),
    FIELD(funding_band, ends_on,       DAY,          0),
    FIELD(funding_band, superseded_by, UUID,         READ_ONLY),
    FIELD(funding_band, version,       COUNT,        READ_ONLY),
    FIELD(funding_band, created_at,    INSTANT,      READ_ONLY),
    FIELD(funding_band, updated_at,    INSTANT,      READ_ONLY),
    FIELD(funding_band, deleted_at,    INSTANT,      READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "la_code", &LA_CODE, "t.la_code", OP_EXACT, 0 },
    { "band", &LABEL, "t.band", OP_EXACT | OP_PREFIX, 0 },
    { "starts_on", &DAY, "t.starts_on", OP_RANGE, 0 },
    { "ends_on", &DAY, "t.ends_on", OP_RANGE | OP_NULL, 0 },
    { "on", &DAY, "t.superseded_by IS NULL AND daterange(t.starts_on, t.ends_on, '[]') @> ?",
      OP_EQ | OP_NE, 0 },
    { "superseded_by", &UUID, "t.superseded_by", OP_EXACT | OP_NULL, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "la_code", &LA_CODE, "t.la_code" },
                                     { "band", &LABEL, "t.band" },
                                     { "starts_on", &DAY, "t.starts_on" },
                                     { "created_at", &INSTANT, "t.created_at" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

struct resource FUNDING_BANDS = {
    .name = "funding_band", .table = "funding_band", .shape = &FUNDING_BAND, .list = &LIST_
};
