#include "models/inspections/inspection_accuracy_comment.h"

#include "models/inspections/inspection.h"
#include "models/pupils/school.h"

const struct shape INSPECTION_ACCURACY_COMMENT = SHAPE("inspection_accuracy_comment",
    inspection_accuracy_comment,
    FIELD(inspection_accuracy_comment, id,            UUID,                  READ_ONLY),
    FIELD(inspection_accuracy_comment, inspection_id, UUID,                  READ_ONLY | KEPT),
    FIELD(inspection_accuracy_comment, school_id,     UUID,                  REQUIRED | FIXED),
    FIELD(inspection_accuracy_comment, kind,          ACCURACY_COMMENT_KIND, REQUIRED | FIXED),
    FIELD(inspection_accuracy_comment, area,          FRAMEWORK_CODE,        0),
    FIELD(inspection_accuracy_comment, comment,       INSPECTION_TEXT,       0),
    STATUS_FIELDS(inspection_accuracy_comment),
    FIELD(inspection_accuracy_comment, version,       COUNT,                 READ_ONLY),
    FIELD(inspection_accuracy_comment, created_at,    INSTANT,               READ_ONLY),
    FIELD(inspection_accuracy_comment, updated_at,    INSTANT,               READ_ONLY),
    FIELD(inspection_accuracy_comment, deleted_at,    INSTANT,               READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "inspection_id", &UUID, "t.inspection_id", OP_EXACT, 0 },
    { "school_id", &UUID, "t.school_id", OP_EXACT, 0 },
    { "kind", &ACCURACY_COMMENT_KIND, "t.kind", OP_EXACT, 0 },
    { "area", &FRAMEWORK_CODE, "t.area", OP_EXACT | OP_NULL, 0 },
    { "status", &STATUS, "t.status", OP_EXACT, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "status", &STATUS, "t.status" },
                                     { "created_at", &INSTANT, "t.created_at" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

static const struct parent PARENT = { &INSPECTIONS, "inspection_id" };

static const struct expansion EXPANSIONS[] = {
    { "school", "school_id", &SCHOOLS, "schools:read" },
    { NULL, NULL, NULL, NULL }
};

struct resource INSPECTION_ACCURACY_COMMENTS = {
    .name = "inspection_accuracy_comment",
    .table = "inspection_accuracy_comment",
    .shape = &INSPECTION_ACCURACY_COMMENT,
    .list = &LIST_,
    .expansions = EXPANSIONS,
    .parent = &PARENT
};
