#include "models/ehcps/appeal.h"

#include "models/ehcps/deadline.h"
#include "models/ehcps/ehcp.h"

const struct shape APPEAL = SHAPE("appeal", appeal,
    FIELD(appeal, id,                 UUID, READ_ONLY),
    FIELD(appeal, ehcp_id,            UUID, READ_ONLY | KEPT),
    FIELD(appeal, decision_type,      APPEALABLE_DECISION, REQUIRED),
    FIELD(appeal, decided_on,         DAY, REQUIRED),
    FIELD(appeal, section_i_only,     FLAG, 0),
    FIELD(appeal, certificate_on,     DAY, 0),
    FIELD(appeal, certificate_number, LABEL, 0),
    FIELD(appeal, lodged_on,          DAY, 0),
    FIELD(appeal, reference,          LABEL, 0),
    FIELD(appeal, hearing_on,         DAY, 0),
    FIELD(appeal, outcome,            APPEAL_OUTCOME, 0),
    FIELD(appeal, outcome_on,         DAY, 0),
    FIELD(appeal, order_kind,         TRIBUNAL_ORDER, 0),
    FIELD(appeal, complied_draft_on,  DAY, 0),
    FIELD(appeal, complied_on,        DAY, 0),
    FIELD(appeal, version,            COUNT, READ_ONLY),
    FIELD(appeal, created_at,         INSTANT, READ_ONLY),
    FIELD(appeal, updated_at,         INSTANT, READ_ONLY),
    FIELD(appeal, deleted_at,         INSTANT, READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "ehcp_id", &UUID, "t.ehcp_id", OP_EXACT, 0 },
    { "decision_type", &APPEALABLE_DECISION, "t.decision_type", OP_EXACT, 0 },
    { "decided_on", &DAY, "t.decided_on", OP_RANGE, 0 },
    { "lodged_on", &DAY, "t.lodged_on", OP_RANGE | OP_NULL, 0 },
    { "hearing_on", &DAY, "t.hearing_on", OP_RANGE | OP_NULL, 0 },
    { "outcome", &APPEAL_OUTCOME, "t.outcome", OP_EXACT | OP_NULL, 0 },
    { "order_kind", &TRIBUNAL_ORDER, "t.order_kind", OP_EXACT | OP_NULL, 0 },
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

struct resource APPEALS = {
    .name = "appeal",
    .table = "appeal",
    .shape = &APPEAL,
    .list = &LIST_,
    .parent = &PARENT,
    .follow = clock_follow,
    .audited = true
};
