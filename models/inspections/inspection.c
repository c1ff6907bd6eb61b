#include "models/inspections/inspection.h"

#include "models/inspections/inspection_cycle.h"
#include "models/inspections/inspection_framework.h"
#include "models/placements/provision.h"
#include "models/pupils/school.h"

const struct shape SHARING_CONSENT = SHAPE("sharing_consent", sharing_consent,
    FIELD(sharing_consent, school_id,               UUID,               0),
    FIELD(sharing_consent, shared_with,             INSPECTION_SHARING, 0),
    VALUES(sharing_consent, shared_with_school_ids, UUID,               0),
    FIELD(sharing_consent, agreed_on,               DAY,                0));

const struct shape INSPECTION = SHAPE("inspection", inspection,
    FIELD(inspection, id,                       UUID,               READ_ONLY),
    FIELD(inspection, cycle_id,                 UUID,               FIXED),
    FIELD(inspection, framework_id,             UUID,               FIXED),
    FIELD(inspection, subject_kind,             INSPECTION_SUBJECT, REQUIRED | FIXED),
    FIELD(inspection, school_id,                UUID,               FIXED),
    FIELD(inspection, provision_id,             UUID,               FIXED),
    VALUES(inspection, accountable_school_ids,  UUID,               READ_ONLY),
    VALUES(inspection, scope,                   FRAMEWORK_CODE,     0),
    FIELD(inspection, needs_specialist,         FLAG,               0),
    FIELD(inspection, planned_on,               DAY,                FIXED),
    FIELD(inspection, starts_on,                DAY,                0),
    FIELD(inspection, ends_on,                  DAY,                0),
    FIELD(inspection, report_due_on,            DAY,                READ_ONLY),
    FIELD(inspection, factual_accuracy_ends_on, DAY,                READ_ONLY),
    LIST_OF(inspection, sharing_consents,       SHARING_CONSENT,    READ_ONLY | KEPT),
    FIELD(inspection, shared_with,              INSPECTION_SHARING, READ_ONLY),
    VALUES(inspection, shared_with_school_ids,  UUID,               READ_ONLY),
    STATUS_FIELDS(inspection),
    FIELD(inspection, version,                  COUNT,              READ_ONLY),
    FIELD(inspection, created_at,               INSTANT,            READ_ONLY),
    FIELD(inspection, updated_at,               INSTANT,            READ_ONLY),
    FIELD(inspection, deleted_at,               INSTANT,            READ_ONLY | OPTIONAL));

const struct shape INSPECTION_SHARES = SHAPE("inspection_shares", inspection_shares,
    FIELD(inspection_shares, school_id,               UUID,               0),
    FIELD(inspection_shares, shared_with,             INSPECTION_SHARING, REQUIRED),
    VALUES(inspection_shares, shared_with_school_ids, UUID,               0));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "cycle_id", &UUID, "t.cycle_id", OP_EXACT | OP_NULL, 0 },
    { "framework_id", &UUID, "t.framework_id", OP_EXACT, 0 },
    { "subject_kind", &INSPECTION_SUBJECT, "t.subject_kind", OP_EXACT, 0 },
    { "school_id", &UUID, "t.school_id", OP_EXACT, 0 },
    { "provision_id", &UUID, "t.provision_id", OP_EXACT | OP_NULL, 0 },
    { "accountable_school_id", &UUID, "t.accountable_school_ids @> to_jsonb(?::text)",
      OP_EQ | OP_NE, 0 },
    { "reviewer_id", &UUID,
      "EXISTS (SELECT FROM app.inspection_team_member m WHERE m.trust_id = t.trust_id"
      " AND m.inspection_id = t.id AND app.is_in_team(m) AND m.reviewer_id = ?)",
      OP_EQ | OP_NE, 0 },
    { "status", &STATUS, "t.status", OP_EXACT, 0 },
    { "planned_on", &DAY, "t.planned_on", OP_RANGE, 0 },
    { "starts_on", &DAY, "t.starts_on", OP_RANGE | OP_NULL, 0 },
    { "ends_on", &DAY, "t.ends_on", OP_RANGE | OP_NULL, 0 },
    { "report_due_on", &DAY, "t.report_due_on", OP_RANGE | OP_NULL, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "planned_on", &DAY, "t.planned_on" },
                                     { "status", &STATUS, "t.status" },
                                     { "created_at", &INSTANT, "t.created_at" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

static const struct expansion EXPANSIONS[] = {
    { "cycle", "cycle_id", &INSPECTION_CYCLES, "inspections:read" },
    { "framework", "framework_id", &INSPECTION_FRAMEWORKS, "inspections:read" },
    { "school", "school_id", &SCHOOLS, "schools:read" },
    { "provision", "provision_id", &PROVISIONS, "placements:read" },
    { NULL, NULL, NULL, NULL }
};

struct resource INSPECTIONS = {
    .name = "inspection",
    .table = "inspection",
    .shape = &INSPECTION,
    .list = &LIST_,
    .expansions = EXPANSIONS
};
