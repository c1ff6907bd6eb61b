#include "models/placements/placement.h"

#include "models/ehcps/deadline.h"
#include "models/placements/provision.h"
#include "models/pupils/pupil.h"
#include "models/pupils/school.h"

const struct shape PLACEMENT = SHAPE("placement", placement,
    FIELD(placement, id,                   UUID,           READ_ONLY),
    FIELD(placement, pupil_id,             UUID,           READ_ONLY),
    FIELD(placement, ehcp_id,              UUID,           REQUIRED | FIXED),
    FIELD(placement, provision_id,         UUID,           REQUIRED | FIXED),
    FIELD(placement, named_school_id,      UUID,           0),
    FIELD(placement, registered_school_id, UUID,           REQUIRED),
    FIELD(placement, host_school_id,       UUID,           0),
    FIELD(placement, provider_school_id,   UUID,           0),
    FIELD(placement, la_code,              LA_CODE,        READ_ONLY),
    FIELD(placement, band,                 LABEL,          0),
    FIELD(placement, rank,                 PLACEMENT_RANK, 0),
    FIELD(placement, register_as,          REGISTER_MODEL, 0),
    FIELD(placement, starts_on,            DAY,            REQUIRED),
    FIELD(placement, ends_on,              DAY,            0),
    STATUS_FIELDS(placement),
    FIELD(placement, ending_reason,        ENDING_REASON,  READ_ONLY | KEPT),
    LIST_OF(placement, warnings,           WARNING,        READ_ONLY | DERIVED),
    FIELD(placement, version,              COUNT,          READ_ONLY),
    FIELD(placement, created_at,           INSTANT,        READ_ONLY),
    FIELD(placement, updated_at,           INSTANT,        READ_ONLY),
    FIELD(placement, deleted_at,           INSTANT,        READ_ONLY | OPTIONAL));

const struct shape PLACEMENT_TRANSITION = SHAPE("placement_transition", placement_transition,
    TRANSITION_FIELDS(placement_transition),
    FIELD(placement_transition, starts_on,     DAY,           0),
    FIELD(placement_transition, ends_on,       DAY,           0),
    FIELD(placement_transition, ending_reason, ENDING_REASON, 0));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "pupil_id", &UUID, "t.pupil_id", OP_EXACT, 0 },
    { "ehcp_id", &UUID, "t.ehcp_id", OP_EXACT, 0 },
    { "provision_id", &UUID, "t.provision_id", OP_EXACT, 0 },
    { "named_school_id", &UUID, "t.named_school_id", OP_EXACT | OP_NULL, 0 },
    { "registered_school_id", &UUID, "t.registered_school_id", OP_EXACT, 0 },
    { "host_school_id", &UUID, "t.host_school_id", OP_EXACT, 0 },
    { "provider_school_id", &UUID, "t.provider_school_id", OP_EXACT, 0 },
    { "la_code", &LA_CODE, "t.la_code", OP_EXACT, 0 },
    { "status", &STATUS, "t.status", OP_EXACT, 0 },
    { "band", &LABEL, "t.band", OP_EXACT | OP_NULL, 0 },
    { "rank", &PLACEMENT_RANK, "t.rank", OP_EXACT, 0 },
    { "starts_on", &DAY, "t.starts_on", OP_RANGE, 0 },
    { "ends_on", &DAY, "t.ends_on", OP_RANGE | OP_NULL, 0 },
    { "on", &DAY, "app.is_admitted(t.status) AND daterange(t.starts_on, t.ends_on, '[]') @> ?",
      OP_EQ | OP_NE, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "starts_on", &DAY, "t.starts_on" },
                                     { "status", &STATUS, "t.status" },
                                     { "created_at", &INSTANT, "t.created_at" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

static const struct expansion EXPANSIONS[] = {
    { "pupil", "pupil_id", &PUPILS, "pupils:read" },
    { "provision", "provision_id", &PROVISIONS, "placements:read" },
    { "registered_school", "registered_school_id", &SCHOOLS, "schools:read" },
    { "host_school", "host_school_id", &SCHOOLS, "schools:read" },
    { NULL, NULL, NULL, NULL }
};

/* The state is not asked for: whatever is made is proposed. */
static void begin(void *row)
{
    struct placement *placement = row;

    placement->rank = 1;
    placement->register_as = "single_and_guest";
}

struct resource PLACEMENTS = { .name = "placement",
                               .table = "placement",
                               .shape = &PLACEMENT,
                               .list = &LIST_,
                               .expansions = EXPANSIONS,
                               .begin = begin,
                               .audited = true };
