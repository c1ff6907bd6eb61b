#include "models/inspections/inspection_evidence.h"

#include "models/inspections/inspection.h"
#include "models/inspections/inspection_team_member.h"

const struct shape INSPECTION_EVIDENCE = SHAPE("inspection_evidence", inspection_evidence,
    FIELD(inspection_evidence, id,             UUID,           READ_ONLY),
    FIELD(inspection_evidence, inspection_id,  UUID,           READ_ONLY | KEPT),
    FIELD(inspection_evidence, team_member_id, UUID,           READ_ONLY),
    FIELD(inspection_evidence, kind,           EVIDENCE_KIND,  REQUIRED),
    VALUES(inspection_evidence, areas,         FRAMEWORK_CODE, REQUIRED),
    FIELD(inspection_evidence, pupil_group,    PUPIL_GROUP,    REQUIRED),
    FIELD(inspection_evidence, seen_on,        DAY,            REQUIRED),
    FIELD(inspection_evidence, note,           NOTE,           REQUIRED),
    FIELD(inspection_evidence, version,        COUNT,          READ_ONLY),
    FIELD(inspection_evidence, created_at,     INSTANT,        READ_ONLY),
    FIELD(inspection_evidence, updated_at,     INSTANT,        READ_ONLY),
    FIELD(inspection_evidence, deleted_at,     INSTANT,        READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "inspection_id", &UUID, "t.inspection_id", OP_EXACT, 0 },
    { "team_member_id", &UUID, "t.team_member_id", OP_EXACT, 0 },
    { "kind", &EVIDENCE_KIND, "t.kind", OP_EXACT, 0 },
    { "area", &FRAMEWORK_CODE, "t.areas @> to_jsonb(?::text)", OP_EQ | OP_NE, 0 },
    { "pupil_group", &PUPIL_GROUP, "t.pupil_group", OP_EXACT, 0 },
    { "seen_on", &DAY, "t.seen_on", OP_RANGE, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "seen_on", &DAY, "t.seen_on" },
                                     { "created_at", &INSTANT, "t.created_at" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

static const struct parent PARENT = { &INSPECTIONS, "inspection_id" };

static const struct expansion EXPANSIONS[] = {
    { "team_member", "team_member_id", &INSPECTION_TEAM_MEMBERS, "inspections:read" },
    { NULL, NULL, NULL, NULL }
};

struct resource INSPECTION_EVIDENCES = {
    .name = "inspection_evidence",
    .table = "inspection_evidence",
    .shape = &INSPECTION_EVIDENCE,
    .list = &LIST_,
    .expansions = EXPANSIONS,
    .parent = &PARENT
};
