#include "models/placements/placement_complaint.h"

#include "models/placements/placement.h"

const struct shape COMPLAINT_STEP = SHAPE("complaint_step", complaint_step,
    TRANSITION_FIELDS(complaint_step),
    FIELD(complaint_step, response_due_on, DAY,  0),
    FIELD(complaint_step, outcome,         NOTE, 0));

const struct shape PLACEMENT_COMPLAINT = SHAPE("placement_complaint", placement_complaint,
    FIELD(placement_complaint, id,              UUID,              READ_ONLY),
    FIELD(placement_complaint, ehcp_id,         UUID,              REQUIRED | FIXED),
    FIELD(placement_complaint, pupil_id,        UUID,              READ_ONLY),
    FIELD(placement_complaint, placement_id,    UUID,              0),
    FIELD(placement_complaint, la_code,         LA_CODE,           READ_ONLY),
    FIELD(placement_complaint, raised_by,       COMPLAINANT,       REQUIRED),
    FIELD(placement_complaint, raised_on,       DAY,               REQUIRED | FIXED),
    FIELD(placement_complaint, subject,         COMPLAINT_SUBJECT, REQUIRED),
    FIELD(placement_complaint, summary,         NOTE,              REQUIRED),
    FIELD(placement_complaint, routed_on,       DAY,               READ_ONLY | KEPT),
    FIELD(placement_complaint, la_reference,    LABEL,             READ_ONLY | KEPT),
    FIELD(placement_complaint, acknowledged_by_authority_on, DAY,  0),
    FIELD(placement_complaint, response_due_on, DAY,               0),
    FIELD(placement_complaint, outcome,         NOTE,              0),
    STATUS_FIELDS(placement_complaint),
    FIELD(placement_complaint, version,         COUNT,             READ_ONLY),
    FIELD(placement_complaint, created_at,      INSTANT,           READ_ONLY),
    FIELD(placement_complaint, updated_at,      INSTANT,           READ_ONLY),
    FIELD(placement_complaint, deleted_at,      INSTANT,           READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "ehcp_id", &UUID, "t.ehcp_id", OP_EXACT, 0 },
    { "pupil_id", &UUID, "t.pupil_id", OP_EXACT, 0 },
    { "placement_id", &UUID, "t.placement_id", OP_EXACT | OP_NULL, 0 },
    { "la_code", &LA_CODE, "t.la_code", OP_EXACT, 0 },
    { "raised_by", &COMPLAINANT, "t.raised_by", OP_EXACT, 0 },
    { "raised_on", &DAY, "t.raised_on", OP_RANGE, 0 },
    { "subject", &COMPLAINT_SUBJECT, "t.subject", OP_EXACT, 0 },
    { "status", &STATUS, "t.status", OP_EXACT, 0 },
    { "response_due_on", &DAY, "t.response_due_on", OP_RANGE | OP_NULL, 0 },
    { "acknowledged_by_authority_on", &DAY, "t.acknowledged_by_authority_on", OP_RANGE | OP_NULL,
      0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = {
    { "raised_on",  &DAY,     "t.raised_on" },
    { "status",     &STATUS,  "t.status" },
    { "updated_at", &INSTANT, "t.updated_at" },
    { NULL, NULL, NULL }
};

static const struct expansion EXPANSIONS[] = {
    { "placement", "placement_id", &PLACEMENTS, "placements:read" },
    { NULL, NULL, NULL, NULL }
};

static const struct list LIST_ = { FILTERS, SORTS };

struct resource PLACEMENT_COMPLAINTS = {
    .name = "placement_complaint",
    .table = "placement_complaint",
    .shape = &PLACEMENT_COMPLAINT,
    .list = &LIST_,
    .expansions = EXPANSIONS,
    .audited = true
};
