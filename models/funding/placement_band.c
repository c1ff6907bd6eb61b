#include "models/funding/placement_band.h"

#include "models/placements/placement.h"

const struct shape PLACEMENT_BAND = SHAPE("placement_band", placement_band,
    FIELD(placement_band, id,            UUID,    READ_ONLY),
    FIELD(placement_band, placement_id,  UUID,    READ_ONLY | KEPT),
    FIELD(placement_band, la_code,       LA_CODE, READ_ONLY),
    FIELD(placement_band, band,          LABEL,   REQUIRED | FIXED),
    FIELD(placement_band, starts_on,     DAY,     REQUIRED | FIXED),
    FIELD(placement_band, ends_on,       DAY,     READ_ONLY),
    FIELD(placement_band, superseded_by, UUID,    READ_ONLY),
    FIELD(placement_band, version,       COUNT,   READ_ONLY),
    FIELD(placement_band, created_at,    INSTANT, READ_ONLY),
    FIELD(placement_band, updated_at,    INSTANT, READ_ONLY),
    FIELD(placement_band, deleted_at,    INSTANT, READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "placement_id", &UUID, "t.placement_id", OP_EXACT, 0 },
    { "la_code", &LA_CODE, "t.la_code", OP_EXACT, 0 },
    { "band", &LABEL, "t.band", OP_EXACT, 0 },
    { "starts_on", &DAY, "t.starts_on", OP_RANGE, 0 },
    { "superseded_by", &UUID, "t.superseded_by", OP_EXACT | OP_NULL, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "starts_on", &DAY, "t.starts_on" },
                                     { "created_at", &INSTANT, "t.created_at" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

static const struct parent PARENT = { &PLACEMENTS, "placement_id" };

struct resource PLACEMENT_BANDS = {
    .name = "placement_band",
    .table = "placement_band",
    .shape = &PLACEMENT_BAND,
    .list = &LIST_,
    .parent = &PARENT,
    .audited = true
};
