#include "models/inspections/inspection_judgement.h"

#include "models/inspections/inspection.h"
#include "models/inspections/inspection_team_member.h"

const struct shape INSPECTION_JUDGEMENT = SHAPE("inspection_judgement", inspection_judgement,
    FIELD(inspection_judgement, id,                     UUID,            READ_ONLY),
    FIELD(inspection_judgement, inspection_id,          UUID,            READ_ONLY | KEPT),
    FIELD(inspection_judgement, kind,                   JUDGEMENT_KIND,  REQUIRED | FIXED),
    FIELD(inspection_judgement, area,                   FRAMEWORK_CODE,  REQUIRED | FIXED),
    FIELD(inspection_judgement, team_member_id,         UUID,            READ_ONLY),
    FIELD(inspection_judgement, grade,                  FRAMEWORK_CODE,  0),
    FIELD(inspection_judgement, narrative,              INSPECTION_TEXT, REQUIRED),
    VALUES(inspection_judgement, strengths,             NOTE,            0),
    VALUES(inspection_judgement, areas_for_development, NOTE,            0),
    VALUES(inspection_judgement, evidence_ids,          UUID,            REQUIRED),
    FIELD(inspection_judgement, moderated_grade,        FRAMEWORK_CODE,  READ_ONLY | KEPT),
    FIELD(inspection_judgement, moderated_narrative,    INSPECTION_TEXT, READ_ONLY | KEPT),
    VALUES(inspection_judgement, moderated_strengths,   NOTE,     READ_ONLY | KEPT | OR_NULL),
    VALUES(inspection_judgement, moderated_areas_for_development,
                                                        NOTE,     READ_ONLY | KEPT | OR_NULL),
    STATUS_FIELDS(inspection_judgement),
    FIELD(inspection_judgement, version,                COUNT,           READ_ONLY),
    FIELD(inspection_judgement, created_at,             INSTANT,         READ_ONLY),
    FIELD(inspection_judgement, updated_at,             INSTANT,         READ_ONLY),
    FIELD(inspection_judgement, deleted_at,             INSTANT,         READ_ONLY | OPTIONAL));

const struct shape JUDGEMENT_STEP = SHAPE("judgement_step", judgement_step,
    TRANSITION_FIELDS(judgement_step),
    FIELD(judgement_step, moderated_grade,                  FRAMEWORK_CODE,  0),
    FIELD(judgement_step, moderated_narrative,              INSPECTION_TEXT, 0),
    VALUES(judgement_step, moderated_strengths,             NOTE,            OR_NULL),
    VALUES(judgement_step, moderated_areas_for_development, NOTE,            OR_NULL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "inspection_id", &UUID, "t.inspection_id", OP_EXACT, 0 },
    { "kind", &JUDGEMENT_KIND, "t.kind", OP_EXACT, 0 },
    { "area", &FRAMEWORK_CODE, "t.area", OP_EXACT, 0 },
    { "team_member_id", &UUID, "t.team_member_id", OP_EXACT, 0 },
    { "status", &STATUS, "t.status", OP_EXACT, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "area", &FRAMEWORK_CODE, "t.area" },
                                     { "status", &STATUS, "t.status" },
                                     { "created_at", &INSTANT, "t.created_at" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

static const struct parent PARENT = { &INSPECTIONS, "inspection_id" };

static const struct expansion EXPANSIONS[] = {
    { "team_member", "team_member_id", &INSPECTION_TEAM_MEMBERS, "inspections:read" },
    { NULL, NULL, NULL, NULL }
};

struct resource INSPECTION_JUDGEMENTS = {
    .name = "inspection_judgement",
    .table = "inspection_judgement",
    .shape = &INSPECTION_JUDGEMENT,
    .list = &LIST_,
    .expansions = EXPANSIONS,
    .parent = &PARENT
};
