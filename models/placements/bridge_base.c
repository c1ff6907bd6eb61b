#include "models/placements/bridge_base.h"

#include "models/placements/provision.h"
#include "models/pupils/school.h"

const struct shape BRIDGE_BASE = SHAPE("bridge_base", bridge_base,
    FIELD(bridge_base, id,               UUID,    READ_ONLY),
    FIELD(bridge_base, school_id,        UUID,    REQUIRED | FIXED),
    FIELD(bridge_base, provision_id,     UUID,    0),
    FIELD(bridge_base, name,             LABEL,   REQUIRED),
    FIELD(bridge_base, manager,          LABEL,   0),
    FIELD(bridge_base, staff,            COUNT,   REQUIRED),
    FIELD(bridge_base, pupils_per_staff, COUNT,   0),
    FIELD(bridge_base, max_weeks,        COUNT,   0),
    FIELD(bridge_base, review_weeks,     COUNT,   0),
    FIELD(bridge_base, version,          COUNT,   READ_ONLY),
    FIELD(bridge_base, created_at,       INSTANT, READ_ONLY),
    FIELD(bridge_base, updated_at,       INSTANT, READ_ONLY),
    FIELD(bridge_base, deleted_at,       INSTANT, READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "school_id", &UUID, "t.school_id", OP_EXACT, 0 },
    { "provision_id", &UUID, "t.provision_id", OP_EXACT | OP_NULL, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = {
    { "name",       &LABEL,   "t.name" },
    { "updated_at", &INSTANT, "t.updated_at" },
    { NULL, NULL, NULL }
};

static const struct list LIST_ = { FILTERS, SORTS };

static const struct expansion EXPANSIONS[] = {
    { "school", "school_id", &SCHOOLS, "schools:read" },
    { "provision", "provision_id", &PROVISIONS, "placements:read" },
    { NULL, NULL, NULL, NULL }
};

struct resource BRIDGE_BASES = {
    .name = "bridge_base",
    .table = "bridge_base",
    .shape = &BRIDGE_BASE,
    .list = &LIST_,
    .expansions = EXPANSIONS
};
