#include "models/inspections/inspection_framework.h"

#include "models/transition.h"

const struct shape FRAMEWORK_POINT = SHAPE("framework_point", framework_point,
    FIELD(framework_point, code,        FRAMEWORK_CODE, REQUIRED),
    FIELD(framework_point, name,        LABEL,          REQUIRED),
    FIELD(framework_point, description, NOTE,           0));

const struct shape FRAMEWORK_SCALE = SHAPE("framework_scale", framework_scale,
    FIELD(framework_scale, code,     FRAMEWORK_CODE,  REQUIRED),
    FIELD(framework_scale, name,     LABEL,           REQUIRED),
    LIST_OF(framework_scale, points, FRAMEWORK_POINT, REQUIRED));

static const struct shape FRAMEWORK_AREA = SHAPE("framework_area", framework_area,
    FIELD(framework_area, code,        FRAMEWORK_CODE, REQUIRED),
    FIELD(framework_area, name,        LABEL,          REQUIRED),
    FIELD(framework_area, description, NOTE,           0),
    FIELD(framework_area, scale,       FRAMEWORK_CODE, 0),
    FIELD(framework_area, optional,    FLAG,           0));

const struct shape INSPECTION_FRAMEWORK = SHAPE("inspection_framework", inspection_framework,
    FIELD(inspection_framework, id,                  UUID,                READ_ONLY),
    FIELD(inspection_framework, name,                LABEL,               REQUIRED),
    FIELD(inspection_framework, publisher,           LABEL,               REQUIRED),
    FIELD(inspection_framework, edition,             LABEL,               0),
    FIELD(inspection_framework, supersedes_id,       UUID,                FIXED),
    FIELD(inspection_framework, in_force_from,       DAY,                 0),
    FIELD(inspection_framework, in_force_to,         DAY,                 0),
    LIST_OF(inspection_framework, scales,            FRAMEWORK_SCALE,     0),
    LIST_OF(inspection_framework, areas,             FRAMEWORK_AREA,      REQUIRED),
    FIELD(inspection_framework, report_working_days, REPORT_WORKING_DAYS, 0),
    STATUS_FIELDS(inspection_framework),
    FIELD(inspection_framework, version,             COUNT,               READ_ONLY),
    FIELD(inspection_framework, created_at,          INSTANT,             READ_ONLY),
    FIELD(inspection_framework, updated_at,          INSTANT,             READ_ONLY),
    FIELD(inspection_framework, deleted_at,          INSTANT,             READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "name", &LABEL, "t.name", OP_EXACT | OP_PREFIX, 0 },
    { "publisher", &LABEL, "t.publisher", OP_EXACT | OP_PREFIX, 0 },
    { "supersedes_id", &UUID, "t.supersedes_id", OP_EXACT | OP_NULL, 0 },
    { "in_force_on", &DAY, "daterange(t.in_force_from, t.in_force_to, '[]') @> ?", OP_EQ | OP_NE,
      0 },
    { "status", &STATUS, "t.status", OP_EXACT, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "name", &LABEL, "t.name" },
                                     { "status", &STATUS, "t.status" },
                                     { "created_at", &INSTANT, "t.created_at" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

struct resource INSPECTION_FRAMEWORKS = { .name = "inspection_framework",
                                          .table = "inspection_framework",
                                          .shape = &INSPECTION_FRAMEWORK,
                                          .list = &LIST_ };
