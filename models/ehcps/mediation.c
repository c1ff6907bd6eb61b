#include "models/ehcps/mediation.h"

#include "models/ehcps/deadline.h"
#include "models/ehcps/ehcp.h"

const struct shape MEDIATION = SHAPE("mediation", mediation,
    FIELD(mediation, id,                   UUID, READ_ONLY),
    FIELD(mediation, ehcp_id,              UUID, READ_ONLY | KEPT),
    FIELD(mediation, decision_type,        APPEALABLE_DECISION, REQUIRED),
    FIELD(mediation, decided_on,           DAY, REQUIRED),
    FIELD(mediation, adviser_contacted_on, DAY, 0),
    FIELD(mediation, wants_mediation,      FLAG, 0),
    FIELD(mediation, certificate_on,       DAY, 0),
    FIELD(mediation, session_on,           DAY, 0),
    FIELD(mediation, outcome,              MEDIATION_OUTCOME, 0),
    FIELD(mediation, outcome_on,           DAY, 0),
    FIELD(mediation, agreement,            NOTE, 0),
    FIELD(mediation, version,              COUNT, READ_ONLY),
    FIELD(mediation, created_at,           INSTANT, READ_ONLY),
    FIELD(mediation, updated_at,           INSTANT, READ_ONLY),
    FIELD(mediation, deleted_at,           INSTANT, READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "ehcp_id", &UUID, "t.ehcp_id", OP_EXACT, 0 },
    { "decision_type", &APPEALABLE_DECISION, "t.decision_type", OP_EXACT, 0 },
    { "decided_on", &DAY, "t.decided_on", OP_RANGE, 0 },
    { "session_on", &DAY, "t.session_on", OP_RANGE | OP_NULL, 0 },
    { "outcome", &MEDIATION_OUTCOME, "t.outcome", OP_EXACT | OP_NULL, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = {
    { "decided_on", &DAY, "t.decided_on" },
    { "created_at", &INSTANT, "t.created_at" },
    { "updated_at", &INSTANT, "t.updated_at" },
    { NULL, NULL, NULL }
};

static const struct list LIST_ = { FILTERS, SORTS };

static const struct parent PARENT = { &EHCPS, "ehcp_id" };

struct resource MEDIATIONS = {
    .name = "mediation",
    .table = "mediation",
    .shape = &MEDIATION,
    .list = &LIST_,
    .parent = &PARENT,
    .follow = clock_follow,
    .audited = true
};
