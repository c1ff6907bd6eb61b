#include "models/inspections/inspection_trend.h"

const struct shape INSPECTION_TREND = SHAPE("inspection_trend", inspection_trend,
    FIELD(inspection_trend, id,                UUID,               READ_ONLY),
    FIELD(inspection_trend, inspection_id,     UUID,               READ_ONLY),
    FIELD(inspection_trend, framework_id,      UUID,               READ_ONLY),
    FIELD(inspection_trend, cycle_id,          UUID,               READ_ONLY),
    FIELD(inspection_trend, cycle_name,        LABEL,              READ_ONLY),
    FIELD(inspection_trend, subject_kind,      INSPECTION_SUBJECT, READ_ONLY),
    FIELD(inspection_trend, school_id,         UUID,               READ_ONLY),
    FIELD(inspection_trend, school_name,       ORGANISATION_NAME,  READ_ONLY),
    FIELD(inspection_trend, provision_id,      UUID,               READ_ONLY),
    FIELD(inspection_trend, provision_name,    ORGANISATION_NAME,  READ_ONLY),
    FIELD(inspection_trend, area,              FRAMEWORK_CODE,     READ_ONLY),
    FIELD(inspection_trend, area_name,         LABEL,              READ_ONLY),
    FIELD(inspection_trend, scale,             FRAMEWORK_CODE,     READ_ONLY),
    FIELD(inspection_trend, grade,             FRAMEWORK_CODE,     READ_ONLY),
    FIELD(inspection_trend, grade_name,        LABEL,              READ_ONLY),
    FIELD(inspection_trend, grade_before,      FRAMEWORK_CODE,     READ_ONLY),
    FIELD(inspection_trend, grade_name_before, LABEL,              READ_ONLY),
    FIELD(inspection_trend, visited_on,        DAY,                READ_ONLY),
    FIELD(inspection_trend, finalised_on,      DAY,                READ_ONLY),
    FIELD(inspection_trend, deleted_at,        INSTANT,            INTERNAL));

const struct filter TREND_FRAMEWORK = { "framework_id", &UUID, "t.framework_id", OP_EQ, 0 };

static const struct filter FILTERS[] = {
    { "area", &FRAMEWORK_CODE, "t.area", OP_EXACT, 0 },
    { "grade", &FRAMEWORK_CODE, "t.grade", OP_EXACT | OP_NULL, 0 },
    { "cycle_id", &UUID, "t.cycle_id", OP_EXACT | OP_NULL, 0 },
    { "subject_kind", &INSPECTION_SUBJECT, "t.subject_kind", OP_EXACT, 0 },
    { "school_id", &UUID, "t.school_id", OP_EXACT, 0 },
    { "provision_id", &UUID, "t.provision_id", OP_EXACT | OP_NULL, 0 },
    { "visited_on", &DAY, "t.visited_on", OP_RANGE, 0 },
    { "finalised_on", &DAY, "t.finalised_on", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "visited_on", &DAY, "t.visited_on" },
                                     { "finalised_on", &DAY, "t.finalised_on" },
                                     { "area", &FRAMEWORK_CODE, "t.area" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

struct resource INSPECTION_TRENDS = { .name = "inspection_trend",
                                      .table = "inspection_trend",
                                      .shape = &INSPECTION_TREND,
                                      .list = &LIST_,
                                      .usual_sort = SORTS };
