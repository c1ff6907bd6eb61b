#include "models/inspections/inspection_action.h"

#include "models/inspections/inspection.h"
#include "models/pupils/school.h"

const struct shape ACTION_PROGRESS = SHAPE("action_progress", action_progress,
    FIELD(action_progress, on,   DAY,  REQUIRED),
    FIELD(action_progress, note, NOTE, REQUIRED),
    FIELD(action_progress, rag,  RAG,  0));

const struct shape INSPECTION_ACTION = SHAPE("inspection_action", inspection_action,
    FIELD(inspection_action, id,                     UUID,            READ_ONLY),
    FIELD(inspection_action, inspection_id,          UUID,            READ_ONLY | KEPT),
    FIELD(inspection_action, area,                   FRAMEWORK_CODE,  REQUIRED),
    VALUES(inspection_action, areas_for_development, COUNT,           0),
    FIELD(inspection_action, action,                 NOTE,            REQUIRED),
    FIELD(inspection_action, owner,                  LABEL,           REQUIRED),
    FIELD(inspection_action, owner_school_id,        UUID,            REQUIRED),
    FIELD(inspection_action, due_on,                 DAY,             REQUIRED),
    FIELD(inspection_action, rag,                    RAG,             REQUIRED),
    LIST_OF(inspection_action, progress,             ACTION_PROGRESS, READ_ONLY | KEPT),
    FIELD(inspection_action, evidence,               NOTE,            0),
    FIELD(inspection_action, carried_over_reason,    NOTE,            0),
    STATUS_FIELDS(inspection_action),
    FIELD(inspection_action, version,                COUNT,           READ_ONLY),
    FIELD(inspection_action, created_at,             INSTANT,         READ_ONLY),
    FIELD(inspection_action, updated_at,             INSTANT,         READ_ONLY),
    FIELD(inspection_action, deleted_at,             INSTANT,         READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "inspection_id", &UUID, "t.inspection_id", OP_EXACT, 0 },
    { "school_id", &UUID, "t.owner_school_id", OP_EXACT, 0 },
    { "area", &FRAMEWORK_CODE, "t.area", OP_EXACT, 0 },
    { "rag", &RAG, "t.rag", OP_EXACT, 0 },
    { "status", &STATUS, "t.status", OP_EXACT, 0 },
    { "due_on", &DAY, "t.due_on", OP_RANGE, 0 },
    { "overdue", &FLAG, "(t.status = 'open' AND t.due_on < app.today()) = ?", OP_EQ, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "due_on", &DAY, "t.due_on" },
                                     { "status", &STATUS, "t.status" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

static const struct parent PARENT = { &INSPECTIONS, "inspection_id" };

static const struct expansion EXPANSIONS[] = {
    { "inspection", "inspection_id", &INSPECTIONS, "inspections:read" },
    { "owner_school", "owner_school_id", &SCHOOLS, "schools:read" },
    { NULL, NULL, NULL, NULL }
};

struct resource INSPECTION_ACTIONS = {
    .name = "inspection_action",
    .table = "inspection_action",
    .shape = &INSPECTION_ACTION,
    .list = &LIST_,
    .usual_sort = &SORTS[0],
    .expansions = EXPANSIONS,
    .parent = &PARENT
};
