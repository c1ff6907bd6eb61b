#include "models/pupils/school_closure.h"

#include "models/ehcps/deadline.h"
#include "models/pupils/school.h"

const struct shape SCHOOL_CLOSURE = SHAPE("school_closure", school_closure,
    FIELD(school_closure, id,         UUID, READ_ONLY),
    FIELD(school_closure, school_id,  UUID, READ_ONLY | KEPT),
    FIELD(school_closure, starts_on,  DAY, REQUIRED),
    FIELD(school_closure, ends_on,    DAY, REQUIRED),
    FIELD(school_closure, reason,     CLOSURE_REASON, REQUIRED),
    FIELD(school_closure, note,       LABEL, 0),
    FIELD(school_closure, version,    COUNT, READ_ONLY),
    FIELD(school_closure, created_at, INSTANT, READ_ONLY),
    FIELD(school_closure, updated_at, INSTANT, READ_ONLY),
    FIELD(school_closure, deleted_at, INSTANT, READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "school_id", &UUID, "t.school_id", OP_EXACT, 0 },
    { "starts_on", &DAY, "t.starts_on", OP_RANGE, 0 },
    { "ends_on", &DAY, "t.ends_on", OP_RANGE, 0 },
    { "reason", &CLOSURE_REASON, "t.reason", OP_EXACT, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = {
    { "starts_on",  &DAY,     "t.starts_on" },
    { "created_at", &INSTANT, "t.created_at" },
    { "updated_at", &INSTANT, "t.updated_at" },
    { NULL, NULL, NULL }
};

static const struct list LIST_ = { FILTERS, SORTS };

static const struct parent PARENT = { &SCHOOLS, "school_id" };

struct resource SCHOOL_CLOSURES = {
    .name = "school_closure",
    .table = "school_closure",
    .shape = &SCHOOL_CLOSURE,
    .list = &LIST_,
    .parent = &PARENT,
    .follow = clock_follow
};
