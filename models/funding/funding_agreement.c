#include "models/funding/funding_agreement.h"

#include "models/placements/provision.h"
#include "models/pupils/school.h"
#include "models/transition.h"

const struct shape FUNDING_SHARE = SHAPE("funding_share", funding_share,
    FIELD(funding_share, stream,             FUNDING_STREAM, REQUIRED),
    FIELD(funding_share, basis,              SHARE_BASIS,    REQUIRED),
    FIELD(funding_share, mode,               SHARE_MODE,     REQUIRED),
    FIELD(funding_share, basis_points,       BASIS_POINTS,   0),
    FIELD(funding_share, annual_pence,       ANNUAL_PENCE,   0),
    FIELD(funding_share, cap_annual_pence,   ANNUAL_PENCE,   0),
    FIELD(funding_share, floor_annual_pence, ANNUAL_PENCE,   0));

const struct shape FUNDING_COST_LINE = SHAPE("funding_cost_line", funding_cost_line,
    FIELD(funding_cost_line, line,   COUNT,     REQUIRED),
    FIELD(funding_cost_line, code,   COST_LINE, REQUIRED),
    FIELD(funding_cost_line, label,  LABEL,     0),
    FIELD(funding_cost_line, weight, COUNT,     REQUIRED));

const struct shape FUNDING_AGREEMENT = SHAPE("funding_agreement", funding_agreement,
    FIELD(funding_agreement, id,                 UUID,       READ_ONLY),
    FIELD(funding_agreement, provision_id,       UUID,       REQUIRED | FIXED),
    FIELD(funding_agreement, amends_id,          UUID,       FIXED),
    FIELD(funding_agreement, original_id,        UUID,       READ_ONLY),
    FIELD(funding_agreement, number,             COUNT,      READ_ONLY),
    FIELD(funding_agreement, host_school_id,     UUID,       READ_ONLY),
    FIELD(funding_agreement, provider_school_id, UUID,       READ_ONLY),
    FIELD(funding_agreement, base_year,          BASE_YEAR,  FIXED),
    FIELD(funding_agreement, place_type,         PLACE_TYPE, 0),
    FIELD(funding_agreement, place_payer,        PAYER,      0),
    FIELD(funding_agreement, starts_on,          DAY,        REQUIRED),
    FIELD(funding_agreement, ends_on,            DAY,        0),
    FIELD(funding_agreement, reference,          LABEL,      0),
    LIST_OF(funding_agreement, shares,           FUNDING_SHARE, 0),
    LIST_OF(funding_agreement, cost_lines,       FUNDING_COST_LINE, 0),
    STATUS_FIELDS(funding_agreement),
    FIELD(funding_agreement, version,            COUNT,      READ_ONLY),
    FIELD(funding_agreement, created_at,         INSTANT,    READ_ONLY),
    FIELD(funding_agreement, updated_at,         INSTANT,    READ_ONLY),
    FIELD(funding_agreement, deleted_at,         INSTANT,    READ_ONLY | OPTIONAL));

const struct shape FUNDING_AGREEMENT_TRANSITION =
    SHAPE("funding_agreement_transition", funding_agreement_transition,
          TRANSITION_FIELDS(funding_agreement_transition),
          FIELD(funding_agreement_transition, ends_on, DAY, 0));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "provision_id", &UUID, "t.provision_id", OP_EXACT, 0 },
    { "amends_id", &UUID, "t.amends_id", OP_EXACT | OP_NULL, 0 },
    { "original_id", &UUID, "t.original_id", OP_EXACT, 0 },
    { "host_school_id", &UUID, "t.host_school_id", OP_EXACT, 0 },
    { "provider_school_id", &UUID, "t.provider_school_id", OP_EXACT, 0 },
    { "base_year", &BASE_YEAR, "t.base_year", OP_EXACT, 0 },
    { "reference", &LABEL, "t.reference", OP_EXACT | OP_PREFIX, 0 },
    { "status", &STATUS, "t.status", OP_EXACT, 0 },
    { "starts_on", &DAY, "t.starts_on", OP_RANGE, 0 },
    { "ends_on", &DAY, "t.ends_on", OP_RANGE | OP_NULL, 0 },
    { "on", &DAY,
      "t.status IN ('agreed', 'ended') AND daterange(t.starts_on, t.ends_on, '[]') @> ?",
      OP_EQ | OP_NE, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = { { "starts_on", &DAY, "t.starts_on" },
                                     { "number", &COUNT, "t.number" },
                                     { "status", &STATUS, "t.status" },
                                     { "created_at", &INSTANT, "t.created_at" },
                                     { "updated_at", &INSTANT, "t.updated_at" },
                                     { NULL, NULL, NULL } };

static const struct list LIST_ = { FILTERS, SORTS };

static const struct expansion EXPANSIONS[] = {
    { "provision", "provision_id", &PROVISIONS, "placements:read" },
    { "host_school", "host_school_id", &SCHOOLS, "schools:read" },
    { "provider_school", "provider_school_id", &SCHOOLS, "schools:read" },
    { NULL, NULL, NULL, NULL }
};

/* In the trust where a special school leads a base the places are its own, and paid to it. */
static void begin(void *row)
{
    struct funding_agreement *agreement = row;

    agreement->place_type = "special_place";
    agreement->place_payer = "dfe";
}

struct resource FUNDING_AGREEMENTS = { .name = "funding_agreement",
                                       .table = "funding_agreement",
                                       .shape = &FUNDING_AGREEMENT,
                                       .list = &LIST_,
                                       .expansions = EXPANSIONS,
                                       .begin = begin };
