#include "models/inspections/inspection_team_member.h"

#include "models/inspections/inspection.h"
#include "models/inspections/inspection_reviewer.h"

const struct shape CONFLICT_OF_INTEREST = SHAPE("conflict_of_interest", conflict_of_interest,
    FIELD(conflict_of_interest, kind,   REVIEWER_CONFLICT, READ_ONLY),
    FIELD(conflict_of_interest, hard,   FLAG,              READ_ONLY),
    FIELD(conflict_of_interest, detail, NOTE,              READ_ONLY));

const struct shape INSPECTION_TEAM_MEMBER = SHAPE_WITH("inspection_team_member",
    inspection_team_member, "inspections:quality",
    FIELD(inspection_team_member, id,                 UUID,                 READ_ONLY),
    FIELD(inspection_team_member, inspection_id,      UUID,                 READ_ONLY | KEPT),
    FIELD(inspection_team_member, reviewer_id,        UUID,                 REQUIRED | FIXED),
    FIELD(inspection_team_member, reviewer_name,      LABEL,                READ_ONLY | DERIVED),
    FIELD(inspection_team_member, reviewer_school_id, UUID,                 READ_ONLY | DERIVED),
    FIELD(inspection_team_member, role,               INSPECTION_ROLE,      REQUIRED),
    FIELD(inspection_team_member, override_reason,    NOTE,                 SENSITIVE),
    LIST_OF(inspection_team_member, conflicts,        CONFLICT_OF_INTEREST,
            READ_ONLY | DERIVED | SENSITIVE),
    FIELD(inspection_team_member, change_reason,      NOTE,                 SENSITIVE),
    FIELD(inspection_team_member, left_on,            DAY,                  0),
    FIELD(inspection_team_member, version,            COUNT,                READ_ONLY),
    FIELD(inspection_team_member, created_at,         INSTANT,              READ_ONLY),
    FIELD(inspection_team_member, updated_at,         INSTANT,              READ_ONLY),
    FIELD(inspection_team_member, deleted_at,         INSTANT,              READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "inspection_id", &UUID, "t.inspection_id", OP_EXACT, 0 },
    { "reviewer_id", &UUID, "t.reviewer_id", OP_EXACT, 0 },
    { "role", &INSPECTION_ROLE, "t.role", OP_EXACT, 0 },
    { "left_on", &DAY, "t.left_on", OP_RANGE | OP_NULL, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "created_at", &INSTANT, "t.created_at" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

static const struct parent PARENT = { &INSPECTIONS, "inspection_id" };

static const struct expansion EXPANSIONS[] = {
    { "reviewer", "reviewer_id", &INSPECTION_REVIEWERS, "inspections:read" },
    { NULL, NULL, NULL, NULL }
};

struct resource INSPECTION_TEAM_MEMBERS = {
    .name = "inspection_team_member",
    .table = "inspection_team_member",
    .shape = &INSPECTION_TEAM_MEMBER,
    .list = &LIST_,
    .expansions = EXPANSIONS,
    .parent = &PARENT
};
