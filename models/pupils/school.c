#include "models/pupils/school.h"

const struct shape SCHOOL = SHAPE("school", school,
    FIELD(school, id,                   UUID,                 READ_ONLY),
    FIELD(school, urn,                  URN,                  REQUIRED),
    FIELD(school, la_code,              LA_CODE,              REQUIRED),
    FIELD(school, establishment_number, ESTABLISHMENT_NUMBER, 0),
    FIELD(school, laestab,              LAESTAB,              READ_ONLY),
    FIELD(school, ukprn,                UKPRN,                0),
    FIELD(school, name,                 ORGANISATION_NAME,    REQUIRED),
    FIELD(school, phase,                PHASE,                REQUIRED),
    FIELD(school, type_code,            ESTABLISHMENT_TYPE,   REQUIRED),
    FIELD(school, status,               ESTABLISHMENT_STATUS, REQUIRED),
    FIELD(school, special,              FLAG,                 READ_ONLY),
    FIELD(school, opened_on,            DAY,                  0),
    FIELD(school, closed_on,            DAY,                  0),
    VALUES(school, predecessor_urns,    URN,                  0),
    FIELD(school, postcode,             POSTCODE,             0),
    FIELD(school, easting,              EASTING,              0),
    FIELD(school, northing,             NORTHING,             0),
    FIELD(school, version,              COUNT,                READ_ONLY),
    FIELD(school, created_at,           INSTANT,              READ_ONLY),
    FIELD(school, updated_at,           INSTANT,              READ_ONLY),
    FIELD(school, deleted_at,           INSTANT,              READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "urn", &URN, "t.urn", OP_EXACT, 0 },
    { "la_code", &LA_CODE, "t.la_code", OP_EXACT, 0 },
    { "establishment_number", &ESTABLISHMENT_NUMBER, "t.establishment_number", OP_EXACT, 0 },
    { "laestab", &LAESTAB, "t.laestab", OP_EXACT, 0 },
    { "ukprn", &UKPRN, "t.ukprn", OP_EXACT | OP_NULL, 0 },
    { "name", &ORGANISATION_NAME, "t.name", OP_EXACT | OP_PREFIX, 0 },
    { "phase", &PHASE, "t.phase", OP_EXACT, 0 },
    { "type_code", &ESTABLISHMENT_TYPE, "t.type_code", OP_EXACT, 0 },
    { "status", &ESTABLISHMENT_STATUS, "t.status", OP_EXACT, 0 },
    { "special", &FLAG, "t.special", OP_EQ, 0 },
    { "opened_on", &DAY, "t.opened_on", OP_RANGE | OP_NULL, 0 },
    { "closed_on", &DAY, "t.closed_on", OP_RANGE | OP_NULL, 0 },
    { "postcode", &POSTCODE, "t.postcode", OP_EXACT | OP_PREFIX, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = {
    { "name",       &ORGANISATION_NAME, "t.name" },
    { "urn",        &URN,               "t.urn" },
    { "created_at", &INSTANT,           "t.created_at" },
    { "updated_at", &INSTANT,           "t.updated_at" },
    { NULL, NULL, NULL }
};

static const struct list LIST_ = { FILTERS, SORTS };

static const struct match MATCHES[] = {
    { "urn", "urn", "SELECT urn AS key, id FROM app.school WHERE trust_id = $1::uuid"
      " AND urn = ANY ($2::text[]) AND deleted_at IS NULL", NULL, false },
    { NULL, NULL, NULL, NULL, false }
};

struct resource SCHOOLS = {
    .name = "school",
    .table = "school",
    .shape = &SCHOOL,
    .list = &LIST_,
    .matches = MATCHES
};
