#include "models/placements/bridge_referral.h"

#include "models/placements/bridge_base.h"
#include "models/pupils/pupil.h"

const struct shape BRIDGE_DISCUSSION = SHAPE("bridge_discussion", bridge_discussion,
    FIELD(bridge_discussion, on,      DAY,  REQUIRED),
    FIELD(bridge_discussion, summary, NOTE, REQUIRED),
    FIELD(bridge_discussion, outcome, NOTE, 0));

const struct shape BRIDGE_REVIEW = SHAPE("bridge_review", bridge_review,
    FIELD(bridge_review, on,             DAY,  REQUIRED),
    FIELD(bridge_review, outcome,        NOTE, REQUIRED),
    FIELD(bridge_review, next_review_on, DAY,  0));

const struct shape BRIDGE_CONTACT = SHAPE("bridge_contact", bridge_contact,
    FIELD(bridge_contact, on,      DAY,   REQUIRED),
    FIELD(bridge_contact, with,    LABEL, REQUIRED),
    FIELD(bridge_contact, how,     LABEL, REQUIRED),
    FIELD(bridge_contact, summary, NOTE,  REQUIRED));

const struct shape BRIDGE_STEP = SHAPE("bridge_step", bridge_step,
    TRANSITION_FIELDS(bridge_step),
    FIELD(bridge_step, mode,           BRIDGE_MODE, 0),
    FIELD(bridge_step, base_manager,   LABEL,       0),
    FIELD(bridge_step, review_due_on,  DAY,         0),
    FIELD(bridge_step, until,          DAY,         0),
    FIELD(bridge_step, step_down_plan, NOTE,        0));

const struct shape BRIDGE_REFERRAL = SHAPE("bridge_referral", bridge_referral,
    FIELD(bridge_referral, id,             UUID,          READ_ONLY),
    FIELD(bridge_referral, pupil_id,       UUID,          REQUIRED | FIXED),
    FIELD(bridge_referral, bridge_base_id, UUID,          REQUIRED | FIXED),
    FIELD(bridge_referral, school_id,      UUID,          READ_ONLY),
    FIELD(bridge_referral, reason,         BRIDGE_REASON, REQUIRED),
    FIELD(bridge_referral, mode,           BRIDGE_MODE,   0),
    FIELD(bridge_referral, referred_on,    DAY,           REQUIRED | FIXED),
    FIELD(bridge_referral, base_manager,   LABEL,         0),
    FIELD(bridge_referral, review_due_on,  DAY,           0),
    FIELD(bridge_referral, started_on,     DAY,           READ_ONLY),
    FIELD(bridge_referral, until,          DAY,           0),
    FIELD(bridge_referral, ended_on,       DAY,           READ_ONLY),
    LIST_OF(bridge_referral, discussions,  BRIDGE_DISCUSSION, 0),
    LIST_OF(bridge_referral, reviews,      BRIDGE_REVIEW,     0),
    LIST_OF(bridge_referral, contacts,     BRIDGE_CONTACT,    0),
    FIELD(bridge_referral, step_down_plan, NOTE,          0),
    STATUS_FIELDS(bridge_referral),
    FIELD(bridge_referral, version,        COUNT,         READ_ONLY),
    FIELD(bridge_referral, created_at,     INSTANT,       READ_ONLY),
    FIELD(bridge_referral, updated_at,     INSTANT,       READ_ONLY),
    FIELD(bridge_referral, deleted_at,     INSTANT,       READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "pupil_id", &UUID, "t.pupil_id", OP_EXACT, 0 },
    { "bridge_base_id", &UUID, "t.bridge_base_id", OP_EXACT, 0 },
    { "school_id", &UUID, "t.school_id", OP_EXACT, 0 },
    { "reason", &BRIDGE_REASON, "t.reason", OP_EXACT, 0 },
    { "mode", &BRIDGE_MODE, "t.mode", OP_EXACT | OP_NULL, 0 },
    { "status", &STATUS, "t.status", OP_EXACT, 0 },
    { "referred_on", &DAY, "t.referred_on", OP_RANGE, 0 },
    { "review_due_on", &DAY, "t.review_due_on", OP_RANGE | OP_NULL, 0 },
    { "until", &DAY, "t.until", OP_RANGE | OP_NULL, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = {
    { "referred_on", &DAY,     "t.referred_on" },
    { "status",      &STATUS,  "t.status" },
    { "updated_at",  &INSTANT, "t.updated_at" },
    { NULL, NULL, NULL }
};

static const struct list LIST_ = { FILTERS, SORTS };

static const struct expansion EXPANSIONS[] = {
    { "bridge_base", "bridge_base_id", &BRIDGE_BASES, "bridge:read" },
    { "pupil", "pupil_id", &PUPILS, "pupils:read" },
    { NULL, NULL, NULL, NULL }
};

struct resource BRIDGE_REFERRALS = {
    .name = "bridge_referral",
    .table = "bridge_referral",
    .shape = &BRIDGE_REFERRAL,
    .list = &LIST_,
    .expansions = EXPANSIONS,
    .audited = true
};
