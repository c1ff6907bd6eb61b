#include "models/ehcps/review.h"

#include "models/ehcps/deadline.h"
#include "models/ehcps/ehcp.h"

const struct shape REVIEW = SHAPE("review", review,
    FIELD(review, id,                        UUID, READ_ONLY),
    FIELD(review, ehcp_id,                   UUID, READ_ONLY | KEPT),
    FIELD(review, kind,                      REVIEW_KIND, REQUIRED),
    FIELD(review, planned_on,                DAY, REQUIRED),
    FIELD(review, invited_on,                DAY, 0),
    FIELD(review, met_on,                    DAY, 0),
    FIELD(review, reported_on,               DAY, 0),
    FIELD(review, preparation_for_adulthood, FLAG, 0),
    FIELD(review, summary,                   NOTE, 0),
    FIELD(review, outcome,                   REVIEW_OUTCOME, READ_ONLY),
    FIELD(review, decided_on,                DAY, READ_ONLY),
    FIELD(review, amendments_served_on,      DAY, READ_ONLY),
    FIELD(review, version,                   COUNT, READ_ONLY),
    FIELD(review, created_at,                INSTANT, READ_ONLY),
    FIELD(review, updated_at,                INSTANT, READ_ONLY),
    FIELD(review, deleted_at,                INSTANT, READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "ehcp_id", &UUID, "t.ehcp_id", OP_EXACT, 0 },
    { "kind", &REVIEW_KIND, "t.kind", OP_EXACT, 0 },
    { "planned_on", &DAY, "t.planned_on", OP_RANGE, 0 },
    { "met_on", &DAY, "t.met_on", OP_RANGE | OP_NULL, 0 },
    { "outcome", &REVIEW_OUTCOME, "t.outcome", OP_EXACT | OP_NULL, 0 },
    { "decided_on", &DAY, "t.decided_on", OP_RANGE | OP_NULL, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = {
    { "planned_on", &DAY, "t.planned_on" },
    { "created_at", &INSTANT, "t.created_at" },
    { "updated_at", &INSTANT, "t.updated_at" },
    { NULL, NULL, NULL }
};

static const struct list LIST_ = { FILTERS, SORTS };

static const struct parent PARENT = { &EHCPS, "ehcp_id" };

struct resource REVIEWS = {
    .name = "review",
    .table = "review",
    .shape = &REVIEW,
    .list = &LIST_,
    .parent = &PARENT,
    .follow = clock_follow,
    .audited = true
};
