#include "models/funding/place_rate.h"

const struct shape PLACE_RATE = SHAPE("place_rate", place_rate,
    FIELD(place_rate, id,            UUID,         READ_ONLY),
    FIELD(place_rate, place_type,    PLACE_TYPE,   REQUIRED | FIXED),
    FIELD(place_rate, annual_pence,  ANNUAL_PENCE, REQUIRED | FIXED),
    FIELD(place_rate, starts_on,     DAY,          REQUIRED | FIXED),
    FIELD(place_rate, ends_on,       DAY,          0),
    FIELD(place_rate, superseded_by, UUID,         READ_ONLY),
    FIELD(place_rate, version,       COUNT,        READ_ONLY),
    FIELD(place_rate, created_at,    INSTANT,      READ_ONLY),
    FIELD(place_rate, updated_at,    INSTANT,      READ_ONLY),
    FIELD(place_rate, deleted_at,    INSTANT,      READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "place_type", &PLACE_TYPE, "t.place_type", OP_EXACT, 0 },
    { "starts_on", &DAY, "t.starts_on", OP_RANGE, 0 },
    { "ends_on", &DAY, "t.ends_on", OP_RANGE | OP_NULL, 0 },
    { "on", &DAY, "t.superseded_by IS NULL AND daterange(t.starts_on, t.ends_on, '[]') @> ?",
      OP_EQ | OP_NE, 0 },
    { "superseded_by", &UUID, "t.superseded_by", OP_EXACT | OP_NULL, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "place_type", &PLACE_TYPE, "t.place_type" },
                                     { "starts_on", &DAY, "t.starts_on" },
                                     { "created_at", &INSTANT, "t.created_at" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

struct resource PLACE_RATES = {
    .name = "place_rate", .table = "place_rate", .shape = &PLACE_RATE, .list = &LIST_
};
