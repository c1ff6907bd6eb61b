#include "models/inspections/inspection_self_evaluation.h"

#include "models/inspections/inspection.h"
#include "queries.h" /* self_evaluation_of: sql/queries/inspection.sql */

const struct shape SELF_EVALUATION_AREA = SHAPE("self_evaluation_area", self_evaluation_area,
    FIELD(self_evaluation_area, area,      FRAMEWORK_CODE,  REQUIRED),
    FIELD(self_evaluation_area, grade,     FRAMEWORK_CODE,  0),
    FIELD(self_evaluation_area, narrative, INSPECTION_TEXT, REQUIRED));

const struct shape INSPECTION_SELF_EVALUATION = SHAPE("inspection_self_evaluation",
    inspection_self_evaluation,
    FIELD(inspection_self_evaluation, id,                     UUID,                 READ_ONLY),
    FIELD(inspection_self_evaluation, inspection_id,          UUID,
          READ_ONLY | KEPT),
    LIST_OF(inspection_self_evaluation, areas,                SELF_EVALUATION_AREA, REQUIRED),
    VALUES(inspection_self_evaluation, strengths,             NOTE,                 0),
    VALUES(inspection_self_evaluation, areas_for_development, NOTE,                 0),
    FIELD(inspection_self_evaluation, version,                COUNT,                READ_ONLY),
    FIELD(inspection_self_evaluation, created_at,             INSTANT,              READ_ONLY),
    FIELD(inspection_self_evaluation, updated_at,             INSTANT,              READ_ONLY),
    FIELD(inspection_self_evaluation, deleted_at,             INSTANT,              INTERNAL));

static const struct parent PARENT = { &INSPECTIONS, "inspection_id" };

struct resource INSPECTION_SELF_EVALUATIONS = {
    .name = "inspection_self_evaluation",
    .table = "inspection_self_evaluation",
    .shape = &INSPECTION_SELF_EVALUATION,
    .parent = &PARENT
};

enum db_status self_evaluation_find(struct db *db, const char *inspection, void **row)
{
    struct key key = { inspection };
    enum db_status status = self_evaluation_of(db, &key, &key);

    return status ? status : resource_find(db, &INSPECTION_SELF_EVALUATIONS, key.id, row);
}
