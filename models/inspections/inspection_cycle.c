#include "models/inspections/inspection_cycle.h"

#include "models/inspections/inspection_framework.h"
#include "models/transition.h"

const struct shape VISIT_WINDOW = SHAPE("visit_window", visit_window,
    FIELD(visit_window, from, DAY, REQUIRED),
    FIELD(visit_window, to,   DAY, REQUIRED));

const struct shape INSPECTION_CYCLE = SHAPE("inspection_cycle", inspection_cycle,
    FIELD(inspection_cycle, id,                      UUID,              READ_ONLY),
    FIELD(inspection_cycle, name,                    LABEL,             REQUIRED),
    FIELD(inspection_cycle, framework_id,            UUID,              REQUIRED),
    FIELD(inspection_cycle, starts_on,               DAY,               REQUIRED),
    FIELD(inspection_cycle, ends_on,                 DAY,               REQUIRED),
    VALUES(inspection_cycle, school_ids_taking_part, UUID,              REQUIRED),
    VALUES(inspection_cycle, provision_ids,          UUID,              0),
    LIST_OF(inspection_cycle, visit_windows,         VISIT_WINDOW,      REQUIRED),
    FIELD(inspection_cycle, visit_days,              VISIT_DAYS,        0),
    FIELD(inspection_cycle, team_size,               TEAM_SIZE,         0),
    FIELD(inspection_cycle, reciprocal_cycles,       RECIPROCAL_CYCLES, 0),
    STATUS_FIELDS(inspection_cycle),
    FIELD(inspection_cycle, version,                 COUNT,             READ_ONLY),
    FIELD(inspection_cycle, created_at,              INSTANT,           READ_ONLY),
    FIELD(inspection_cycle, updated_at,              INSTANT,           READ_ONLY),
    FIELD(inspection_cycle, deleted_at,              INSTANT,           READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "name", &LABEL, "t.name", OP_EXACT | OP_PREFIX, 0 },
    { "framework_id", &UUID, "t.framework_id", OP_EXACT, 0 },
    { "school_id", &UUID, "t.school_ids_taking_part @> to_jsonb(?)", OP_EQ | OP_NE, 0 },
    { "provision_id", &UUID, "t.provision_ids @> to_jsonb(?)", OP_EQ | OP_NE, 0 },
    { "status", &STATUS, "t.status", OP_EXACT, 0 },
    { "starts_on", &DAY, "t.starts_on", OP_RANGE, 0 },
    { "ends_on", &DAY, "t.ends_on", OP_RANGE, 0 },
    { "on", &DAY, "daterange(t.starts_on, t.ends_on, '[]') @> ?", OP_EQ | OP_NE, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "starts_on", &DAY, "t.starts_on" },
                                     { "name", &LABEL, "t.name" },
                                     { "status", &STATUS, "t.status" },
                                     { "created_at", &INSTANT, "t.created_at" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

static const struct expansion EXPANSIONS[] = {
    { "framework", "framework_id", &INSPECTION_FRAMEWORKS, "inspections:read" },
    { NULL, NULL, NULL, NULL }
};

struct resource INSPECTION_CYCLES = { .name = "inspection_cycle",
                                      .table = "inspection_cycle",
                                      .shape = &INSPECTION_CYCLE,
                                      .list = &LIST_,
                                      .expansions = EXPANSIONS };
