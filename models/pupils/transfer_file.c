#include "models/pupils/transfer_file.h"

#include "models/ehcps/deadline.h"
#include "models/pupils/pupil.h"

const struct shape TRANSFER_FILE = SHAPE("transfer_file", transfer_file,
    FIELD(transfer_file, id,             UUID, READ_ONLY),
    FIELD(transfer_file, pupil_id,       UUID, READ_ONLY | KEPT),
    FIELD(transfer_file, kind,           TRANSFER_FILE_KIND, REQUIRED),
    FIELD(transfer_file, from_school_id, UUID, REQUIRED),
    FIELD(transfer_file, to_school_id,   UUID, 0),
    FIELD(transfer_file, destination,    LABEL, 0),
    FIELD(transfer_file, sent_on,        DAY, REQUIRED),
    FIELD(transfer_file, reference,      LABEL, 0),
    FIELD(transfer_file, version,        COUNT, READ_ONLY),
    FIELD(transfer_file, created_at,     INSTANT, READ_ONLY),
    FIELD(transfer_file, updated_at,     INSTANT, READ_ONLY),
    FIELD(transfer_file, deleted_at,     INSTANT, READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "pupil_id", &UUID, "t.pupil_id", OP_EXACT, 0 },
    { "kind", &TRANSFER_FILE_KIND, "t.kind", OP_EXACT, 0 },
    { "from_school_id", &UUID, "t.from_school_id", OP_EXACT, 0 },
    { "to_school_id", &UUID, "t.to_school_id", OP_EXACT | OP_NULL, 0 },
    { "sent_on", &DAY, "t.sent_on", OP_RANGE, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = {
    { "sent_on",    &DAY,     "t.sent_on" },
    { "created_at", &INSTANT, "t.created_at" },
    { "updated_at", &INSTANT, "t.updated_at" },
    { NULL, NULL, NULL }
};

static const struct list LIST_ = { FILTERS, SORTS };

static const struct parent PARENT = { &PUPILS, "pupil_id" };

struct resource TRANSFER_FILES = {
    .name = "transfer_file",
    .table = "transfer_file",
    .shape = &TRANSFER_FILE,
    .list = &LIST_,
    .parent = &PARENT,
    .follow = clock_follow,
    .audited = true
};
