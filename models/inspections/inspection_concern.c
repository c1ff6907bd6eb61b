#include "models/inspections/inspection_concern.h"

#include "models/inspections/inspection.h"
#include "models/placements/safeguarding_notice.h"

const struct shape CONCERN_RECEIPT = SHAPE("concern_receipt", concern_receipt,
    FIELD(concern_receipt, id,         UUID,    READ_ONLY),
    FIELD(concern_receipt, created_at, INSTANT, READ_ONLY));

const struct shape INSPECTION_CONCERN = SHAPE("inspection_concern", inspection_concern,
    FIELD(inspection_concern, id,                   UUID,            READ_ONLY),
    FIELD(inspection_concern, inspection_id,        UUID,            READ_ONLY | KEPT),
    FIELD(inspection_concern, school_id,            UUID,            FIXED),
    VALUES(inspection_concern, notified_school_ids, UUID,            READ_ONLY),
    FIELD(inspection_concern, raised_on,            DAY,             READ_ONLY),
    FIELD(inspection_concern, raised_by,            LABEL,           READ_ONLY),
    FIELD(inspection_concern, text,                 NARRATIVE,       REQUIRED | FIXED | GUARDED),
    LIST_OF(inspection_concern, acknowledgements,   ACKNOWLEDGEMENT, READ_ONLY | KEPT),
    STATUS_FIELDS(inspection_concern),
    FIELD(inspection_concern, version,              COUNT,           READ_ONLY),
    FIELD(inspection_concern, created_at,           INSTANT,         READ_ONLY),
    FIELD(inspection_concern, updated_at,           INSTANT,         READ_ONLY),
    FIELD(inspection_concern, deleted_at,           INSTANT,         READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "inspection_id", &UUID, "t.inspection_id", OP_EXACT, 0 },
    { "school_id", &UUID, "t.school_id", OP_EXACT, 0 },
    { "status", &STATUS, "t.status", OP_EXACT, 0 },
    { "raised_on", &DAY, "t.raised_on", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "raised_on", &DAY, "t.raised_on" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

static const struct parent PARENT = { &INSPECTIONS, "inspection_id" };

struct resource INSPECTION_CONCERNS = {
    .name = "inspection_concern",
    .table = "inspection_concern",
    .shape = &INSPECTION_CONCERN,
    .list = &LIST_,
    .audited = true,
    .parent = &PARENT
};
