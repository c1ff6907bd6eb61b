#include "models/inspections/inspection_follow_up.h"

#include "models/inspections/inspection.h"

const struct shape ACTION_SEEN = SHAPE("action_seen", action_seen,
    FIELD(action_seen, action_id, UUID, REQUIRED),
    FIELD(action_seen, seen,      NOTE, REQUIRED));

const struct shape INSPECTION_FOLLOW_UP = SHAPE("inspection_follow_up", inspection_follow_up,
    FIELD(inspection_follow_up, id,             UUID,            READ_ONLY),
    FIELD(inspection_follow_up, inspection_id,  UUID,            READ_ONLY | KEPT),
    FIELD(inspection_follow_up, kind,           FOLLOW_UP_KIND,  READ_ONLY),
    FIELD(inspection_follow_up, due_on,         DAY,             READ_ONLY),
    FIELD(inspection_follow_up, held_on,        DAY,             0),
    FIELD(inspection_follow_up, held_by,        LABEL,           0),
    FIELD(inspection_follow_up, findings,       INSPECTION_TEXT, 0),
    LIST_OF(inspection_follow_up, actions_seen, ACTION_SEEN,     0),
    FIELD(inspection_follow_up, version,        COUNT,           READ_ONLY),
    FIELD(inspection_follow_up, created_at,     INSTANT,         READ_ONLY),
    FIELD(inspection_follow_up, updated_at,     INSTANT,         READ_ONLY),
    FIELD(inspection_follow_up, deleted_at,     INSTANT,         READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "inspection_id", &UUID, "t.inspection_id", OP_EXACT, 0 },
    { "kind", &FOLLOW_UP_KIND, "t.kind", OP_EXACT, 0 },
    { "due_on", &DAY, "t.due_on", OP_RANGE, 0 },
    { "held_on", &DAY, "t.held_on", OP_RANGE | OP_NULL, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "due_on", &DAY, "t.due_on" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

static const struct parent PARENT = { &INSPECTIONS, "inspection_id" };

struct resource INSPECTION_FOLLOW_UPS = {
    .name = "inspection_follow_up",
    .table = "inspection_follow_up",
    .shape = &INSPECTION_FOLLOW_UP,
    .list = &LIST_,
    .usual_sort = &SORTS[0],
    .parent = &PARENT
};
