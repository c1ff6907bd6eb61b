#include "models/inspections/inspection_reviewer.h"

#include "models/identity/user.h"
#include "models/pupils/school.h"

const struct shape REVIEWER_TIE_HELD = SHAPE("reviewer_tie_held", reviewer_tie_held,
    FIELD(reviewer_tie_held, school_id, UUID,         REQUIRED),
    FIELD(reviewer_tie_held, kind,      REVIEWER_TIE, REQUIRED),
    FIELD(reviewer_tie_held, from,      DAY,          0),
    FIELD(reviewer_tie_held, to,        DAY,          0));

const struct shape DAYS_AWAY = SHAPE("days_away", days_away,
    FIELD(days_away, from, DAY, REQUIRED),
    FIELD(days_away, to,   DAY, REQUIRED));

const struct shape INSPECTION_REVIEWER = SHAPE("inspection_reviewer", inspection_reviewer,
    FIELD(inspection_reviewer, id,                 UUID,                READ_ONLY),
    FIELD(inspection_reviewer, user_id,            UUID,                0),
    FIELD(inspection_reviewer, name,               LABEL,               REQUIRED),
    FIELD(inspection_reviewer, school_id,          UUID,                0),
    FIELD(inspection_reviewer, kind,               REVIEWER_KIND,       REQUIRED),
    FIELD(inspection_reviewer, lead_accredited_on, DAY,                 0),
    VALUES(inspection_reviewer, specialisms,       REVIEWER_SPECIALISM, 0),
    LIST_OF(inspection_reviewer, ties,             REVIEWER_TIE_HELD,   0),
    LIST_OF(inspection_reviewer, unavailable,      DAYS_AWAY,           0),
    FIELD(inspection_reviewer, max_visits,         COUNT,               0),
    FIELD(inspection_reviewer, active,             FLAG,                0),
    FIELD(inspection_reviewer, version,            COUNT,               READ_ONLY),
    FIELD(inspection_reviewer, created_at,         INSTANT,             READ_ONLY),
    FIELD(inspection_reviewer, updated_at,         INSTANT,             READ_ONLY),
    FIELD(inspection_reviewer, deleted_at,         INSTANT,             READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "user_id", &UUID, "t.user_id", OP_EXACT | OP_NULL, 0 },
    { "name", &LABEL, "t.name", OP_EXACT | OP_PREFIX, 0 },
    { "school_id", &UUID, "t.school_id", OP_EXACT | OP_NULL, 0 },
    { "kind", &REVIEWER_KIND, "t.kind", OP_EXACT, 0 },
    { "lead_accredited_on", &DAY, "t.lead_accredited_on", OP_RANGE | OP_NULL, 0 },
    { "specialism", &REVIEWER_SPECIALISM, "t.specialisms @> to_jsonb(?)", OP_EQ | OP_NE, 0 },
    { "active", &FLAG, "t.active", OP_EQ, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "name", &LABEL, "t.name" },
                                     { "created_at", &INSTANT, "t.created_at" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

static const struct expansion EXPANSIONS[] = {
    { "user", "user_id", &USERS, "identity:read" },
    { "school", "school_id", &SCHOOLS, "schools:read" },
    { NULL, NULL, NULL, NULL }
};

static void begin(void *row)
{
    struct inspection_reviewer *reviewer = row;

    reviewer->max_visits = 3;
    reviewer->active = true;
}

struct resource INSPECTION_REVIEWERS = {
    .name = "inspection_reviewer",
    .table = "inspection_reviewer",
    .shape = &INSPECTION_REVIEWER,
    .list = &LIST_,
    .expansions = EXPANSIONS,
    .begin = begin
};
