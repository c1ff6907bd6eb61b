#include "models/placements/provision.h"

#include "models/pupils/pupil.h"
#include "models/pupils/school.h"

const struct shape COMMISSIONED_PLACES = SHAPE("commissioned_places", commissioned_places,
    FIELD(commissioned_places, from,         DAY,   REQUIRED),
    FIELD(commissioned_places, to,           DAY,   0),
    FIELD(commissioned_places, commissioned, COUNT, REQUIRED));

const struct shape LEASE_TERMS = SHAPE("lease_terms", lease_terms,
    FIELD(lease_terms, starts_on, DAY,   REQUIRED),
    FIELD(lease_terms, ends_on,   DAY,   REQUIRED),
    FIELD(lease_terms, signed_on, DAY,   0),
    FIELD(lease_terms, reference, LABEL, 0));

const struct shape OCCUPANCY_ASK = SHAPE("occupancy_ask", occupancy_ask,
    FIELD(occupancy_ask, provision_id, UUID, 0),
    FIELD(occupancy_ask, from,         DAY,  0),
    FIELD(occupancy_ask, to,           DAY,  0),
    FIELD(occupancy_ask, by_day,       FLAG, 0));

static const struct shape OCCUPANCY_PEAK = SHAPE("occupancy_peak", occupancy_peak,
    FIELD(occupancy_peak, occupied, COUNT, READ_ONLY),
    FIELD(occupancy_peak, on,       DAY,   READ_ONLY));

static const struct shape OCCUPANCY_RUN = SHAPE("occupancy_run", occupancy_run,
    FIELD(occupancy_run, from,         DAY,   READ_ONLY),
    FIELD(occupancy_run, to,           DAY,   READ_ONLY),
    FIELD(occupancy_run, commissioned, COUNT, READ_ONLY),
    FIELD(occupancy_run, occupied,     COUNT, READ_ONLY),
    FIELD(occupancy_run, free,         COUNT, READ_ONLY));

const struct shape OCCUPANCY = SHAPE("occupancy", occupancy,
    FIELD(occupancy, provision_id,   UUID,           READ_ONLY),
    FIELD(occupancy, from,           DAY,            READ_ONLY),
    FIELD(occupancy, to,             DAY,            READ_ONLY),
    FIELD(occupancy, capacity_today, COUNT,          READ_ONLY),
    FIELD(occupancy, occupied_today, COUNT,          READ_ONLY),
    LIST_OF(occupancy, peak,         OCCUPANCY_PEAK, READ_ONLY | ONE),
    LIST_OF(occupancy, days,         OCCUPANCY_RUN,  READ_ONLY));

const struct shape PROVISION = SHAPE("provision", provision,
    FIELD(provision, id,                   UUID,                READ_ONLY),
    FIELD(provision, kind,                 PROVISION_KIND,      REQUIRED),
    FIELD(provision, name,                 ORGANISATION_NAME,   REQUIRED),
    FIELD(provision, host_school_id,       UUID,                REQUIRED),
    FIELD(provision, provider_school_id,   UUID,                REQUIRED),
    VALUES(provision, needs,               NEED,                0),
    FIELD(provision, nc_year_from,         NC_YEAR,             REQUIRED),
    FIELD(provision, nc_year_to,           NC_YEAR,             REQUIRED),
    LIST_OF(provision, places,             COMMISSIONED_PLACES, 0),
    LIST_OF(provision, lease,              LEASE_TERMS,         ONE),
    FIELD(provision, staff_ratio,          STAFF_RATIO,         0),
    FIELD(provision, timetable_share_from, TIMETABLE_SHARE,     0),
    FIELD(provision, timetable_share_to,   TIMETABLE_SHARE,     0),
    FIELD(provision, base_manager,         LABEL,               0),
    FIELD(provision, opened_on,            DAY,                 0),
    FIELD(provision, closed_on,            DAY,                 0),
    LIST_OF(provision, warnings,           WARNING,             READ_ONLY | DERIVED),
    FIELD(provision, version,              COUNT,               READ_ONLY),
    FIELD(provision, created_at,           INSTANT,             READ_ONLY),
    FIELD(provision, updated_at,           INSTANT,             READ_ONLY),
    FIELD(provision, deleted_at,           INSTANT,             READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "kind", &PROVISION_KIND, "t.kind", OP_EXACT, 0 },
    { "name", &ORGANISATION_NAME, "t.name", OP_EXACT | OP_PREFIX, 0 },
    { "host_school_id", &UUID, "t.host_school_id", OP_EXACT, 0 },
    { "provider_school_id", &UUID, "t.provider_school_id", OP_EXACT, 0 },
    { "need", &NEED, "t.needs @> to_jsonb(?)", OP_EQ | OP_NE, 0 },
    { "open_on", &DAY, "daterange(t.opened_on, t.closed_on, '[]') @> ?", OP_EQ | OP_NE, 0 },
    { "lease_ends_on", &DAY, "(t.lease->>'ends_on')::date", OP_RANGE | OP_NULL, 0 },
    { "opened_on", &DAY, "t.opened_on", OP_RANGE | OP_NULL, 0 },
    { "closed_on", &DAY, "t.closed_on", OP_RANGE | OP_NULL, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "name", &ORGANISATION_NAME, "t.name" },
                                     { "kind", &PROVISION_KIND, "t.kind" },
                                     { "created_at", &INSTANT, "t.created_at" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

struct resource PROVISIONS = {
    .name = "provision", .table = "provision", .shape = &PROVISION, .list = &LIST_
};
