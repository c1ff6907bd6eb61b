#include "models/placements/safeguarding_notice.h"

const struct shape ACKNOWLEDGEMENT = SHAPE("acknowledgement", acknowledgement,
    FIELD(acknowledgement, school_id,       UUID,    REQUIRED),
    FIELD(acknowledgement, acknowledged_at, INSTANT, READ_ONLY),
    FIELD(acknowledgement, by,              UUID,    READ_ONLY));

const struct shape NOTICE_STEP = SHAPE("notice_step", notice_step,
    TRANSITION_FIELDS(notice_step),
    FIELD(notice_step, escalated_to, LABEL, 0));

const struct shape SAFEGUARDING_NOTICE = SHAPE("safeguarding_notice", safeguarding_notice,
    FIELD(safeguarding_notice, id,                   UUID,      READ_ONLY),
    FIELD(safeguarding_notice, pupil_id,             UUID,      REQUIRED | FIXED),
    FIELD(safeguarding_notice, ehcp_id,              UUID,      0),
    VALUES(safeguarding_notice, notified_school_ids, UUID,      REQUIRED),
    FIELD(safeguarding_notice, lead_school_id,       UUID,      READ_ONLY),
    FIELD(safeguarding_notice, raised_at,            INSTANT,   REQUIRED | FIXED),
    FIELD(safeguarding_notice, category,             CONCERN,   REQUIRED),
    FIELD(safeguarding_notice, narrative,            NARRATIVE, REQUIRED | GUARDED),
    FIELD(safeguarding_notice, acknowledge_by,       INSTANT,   0),
    LIST_OF(safeguarding_notice, acknowledgements,   ACKNOWLEDGEMENT, READ_ONLY | KEPT),
    FIELD(safeguarding_notice, escalated_at,         INSTANT,   READ_ONLY),
    FIELD(safeguarding_notice, escalated_to,         LABEL,     READ_ONLY | KEPT),
    STATUS_FIELDS(safeguarding_notice),
    FIELD(safeguarding_notice, version,              COUNT,     READ_ONLY),
    FIELD(safeguarding_notice, created_at,           INSTANT,   READ_ONLY),
    FIELD(safeguarding_notice, updated_at,           INSTANT,   READ_ONLY),
    FIELD(safeguarding_notice, deleted_at,           INSTANT,   READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "pupil_id", &UUID, "t.pupil_id", OP_EXACT, 0 },
    { "lead_school_id", &UUID, "t.lead_school_id", OP_EXACT, 0 },
    { "notified_school_id", &UUID, "t.notified_school_ids @> to_jsonb(?)", OP_EQ, 0 },
    { "category", &CONCERN, "t.category", OP_EXACT, 0 },
    { "status", &STATUS, "t.status", OP_EXACT, 0 },
    { "raised_at", &INSTANT, "t.raised_at", OP_RANGE, 0 },
    { "overdue", &FLAG, "(t.status IN ('open', 'escalated') AND t.acknowledge_by < now()"
      " AND NOT app.is_acknowledged(t)) = ?", OP_EQ, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = {
    { "raised_at",  &INSTANT, "t.raised_at" },
    { "updated_at", &INSTANT, "t.updated_at" },
    { NULL, NULL, NULL }
};

static const struct list LIST_ = { FILTERS, SORTS };

struct resource SAFEGUARDING_NOTICES = {
    .name = "safeguarding_notice",
    .table = "safeguarding_notice",
    .shape = &SAFEGUARDING_NOTICE,
    .list = &LIST_,
    .audited = true
};
