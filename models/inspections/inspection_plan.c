#include "models/inspections/inspection_plan.h"

const struct shape INSPECTION_PLAN = SHAPE("inspection_plan", inspection_plan,
    FIELD(inspection_plan, id,             UUID,              READ_ONLY),
    FIELD(inspection_plan, framework_id,   UUID,              READ_ONLY),
    FIELD(inspection_plan, framework_name, LABEL,             READ_ONLY),
    FIELD(inspection_plan, area,           FRAMEWORK_CODE,    READ_ONLY),
    FIELD(inspection_plan, area_name,      LABEL,             READ_ONLY),
    FIELD(inspection_plan, school_id,      UUID,              READ_ONLY),
    FIELD(inspection_plan, school_name,    ORGANISATION_NAME, READ_ONLY),
    FIELD(inspection_plan, open_count,     COUNT,             READ_ONLY),
    FIELD(inspection_plan, red_count,      COUNT,             READ_ONLY),
    FIELD(inspection_plan, amber_count,    COUNT,             READ_ONLY),
    FIELD(inspection_plan, green_count,    COUNT,             READ_ONLY),
    FIELD(inspection_plan, overdue_count,  COUNT,             READ_ONLY),
    FIELD(inspection_plan, done_count,     COUNT,             READ_ONLY),
    FIELD(inspection_plan, closed_count,   COUNT,             READ_ONLY),
    FIELD(inspection_plan, next_due_on,    DAY,               READ_ONLY),
    FIELD(inspection_plan, deleted_at,     INSTANT,           INTERNAL));

static const struct filter FILTERS[] = {
    { "framework_id", &UUID, "t.framework_id", OP_EXACT, 0 },
    { "area", &FRAMEWORK_CODE, "t.area", OP_EXACT, 0 },
    { "school_id", &UUID, "t.school_id", OP_EXACT, 0 },
    { "overdue_count", &COUNT, "t.overdue_count", OP_RANGE, 0 },
    { "next_due_on", &DAY, "t.next_due_on", OP_RANGE | OP_NULL, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "school_name", &ORGANISATION_NAME, "t.school_name" },
                                     { "area", &FRAMEWORK_CODE, "t.area" },
                                     { "overdue_count", &COUNT, "t.overdue_count" },
                                     { "red_count", &COUNT, "t.red_count" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

struct resource INSPECTION_PLANS = { .name = "inspection_plan",
                                     .table = "inspection_plan",
                                     .shape = &INSPECTION_PLAN,
                                     .list = &LIST_,
                                     .usual_sort = SORTS };
