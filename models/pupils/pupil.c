#include "models/pupils/pupil.h"

#include "models/date.h"
#include "models/pupils/school.h"

const struct shape NEED_ENTRY = SHAPE("need_entry", need,
    FIELD(need, type, NEED,      REQUIRED),
    FIELD(need, rank, NEED_RANK, REQUIRED));

const struct shape REGISTRATION = SHAPE("registration", registration,
    FIELD(registration, school_id,    UUID,             REQUIRED),
    FIELD(registration, status,       ENROLMENT_STATUS, REQUIRED),
    FIELD(registration, entry_date,   DAY,              REQUIRED),
    FIELD(registration, leaving_date, DAY,              0));

const struct shape EXTERNAL_ID = SHAPE("external_id", external_id,
    FIELD(external_id, system, EXTERNAL_SYSTEM, REQUIRED),
    FIELD(external_id, value,  EXTERNAL_VALUE,  REQUIRED));

const struct shape WARNING = SHAPE("warning", warning,
    FIELD(warning, code,   LABEL, 0),
    FIELD(warning, member, LABEL, 0),
    FIELD(warning, detail, NOTE,  0));

const struct shape PUPIL = SHAPE_WITH("pupil", pupil, "pupils:sensitive",
    FIELD(pupil, id,                   UUID,               READ_ONLY),
    FIELD(pupil, upn,                  UPN,                0),
    VALUES(pupil, former_upns,         UPN,                0),
    FIELD(pupil, upn_unknown_reason,   UPN_UNKNOWN_REASON, 0),
    FIELD(pupil, uln,                  ULN,                0),
    LIST_OF(pupil, external_ids,       EXTERNAL_ID,        0),
    FIELD(pupil, legal_surname,        PERSON_NAME,        REQUIRED),
    FIELD(pupil, legal_forename,       PERSON_NAME,        REQUIRED),
    FIELD(pupil, middle_names,         PERSON_NAME,        0),
    FIELD(pupil, preferred_surname,    PERSON_NAME,        0),
    FIELD(pupil, preferred_forename,   PERSON_NAME,        0),
    FIELD(pupil, date_of_birth,        DAY,                REQUIRED),
    FIELD(pupil, sex,                  SEX,                REQUIRED),
    FIELD(pupil, ethnicity,            ETHNICITY,          SENSITIVE),
    FIELD(pupil, nc_year,              NC_YEAR,            REQUIRED),
    FIELD(pupil, sen_provision,        SEN_PROVISION,      REQUIRED),
    LIST_OF(pupil, needs,              NEED_ENTRY,         0),
    LIST_OF(pupil, registrations,      REGISTRATION,       REQUIRED),
    FIELD(pupil, school_id,            UUID,               READ_ONLY),
    FIELD(pupil, in_care,              FLAG,               SENSITIVE),
    FIELD(pupil, care_authority,       LA_CODE,            SENSITIVE),
    FIELD(pupil, restricted,           FLAG,               0),
    FIELD(pupil, merged_into,          UUID,               READ_ONLY | OPTIONAL),
    LIST_OF(pupil, warnings,           WARNING,            READ_ONLY | COMPUTED),
    FIELD(pupil, special_school,       FLAG,               INTERNAL),
    FIELD(pupil, version,              COUNT,              READ_ONLY),
    FIELD(pupil, created_at,           INSTANT,            READ_ONLY),
    FIELD(pupil, updated_at,           INSTANT,            READ_ONLY),
    FIELD(pupil, deleted_at,           INSTANT,            READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "legal_surname", &PERSON_NAME, "t.legal_surname", OP_EXACT | OP_PREFIX, 0 },
    { "legal_forename", &PERSON_NAME, "t.legal_forename", OP_EXACT | OP_PREFIX, 0 },
    { "date_of_birth", &DAY, "t.date_of_birth", OP_RANGE, 0 },
    { "sex", &SEX, "t.sex", OP_EXACT, 0 },
    { "ethnicity", &ETHNICITY, "t.ethnicity", OP_EXACT | OP_NULL, SENSITIVE },
    { "nc_year", &NC_YEAR, "t.nc_year", OP_EXACT, 0 },
    { "sen_provision", &SEN_PROVISION, "t.sen_provision", OP_EXACT, 0 },
    { "need", &NEED, "t.needs @> jsonb_build_array(jsonb_build_object('type', ?))", OP_EQ | OP_NE,
      0 },
    { "school_id", &UUID, "t.school_id", OP_EXACT | OP_NULL, 0 },
    { "upn_unknown_reason", &UPN_UNKNOWN_REASON, "t.upn_unknown_reason", OP_EXACT | OP_NULL, 0 },
    { "external_system", &EXTERNAL_SYSTEM,
      "t.external_ids @> jsonb_build_array(jsonb_build_object('system', ?))", OP_EQ | OP_NE, 0 },
    { "in_care", &FLAG, "t.in_care", OP_EQ, SENSITIVE },
    { "care_authority", &LA_CODE, "t.care_authority", OP_EXACT | OP_NULL, SENSITIVE },
    { "restricted", &FLAG, "t.restricted", OP_EQ, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = {
    { "legal_surname",  &PERSON_NAME, "t.legal_surname" },
    { "legal_forename", &PERSON_NAME, "t.legal_forename" },
    { "date_of_birth",  &DAY,         "t.date_of_birth" },
    { "created_at",     &INSTANT,     "t.created_at" },
    { "updated_at",     &INSTANT,     "t.updated_at" },
    { NULL, NULL, NULL }
};

static const struct list LIST_ = { FILTERS, SORTS };

static const struct match MATCHES[] = {
    { "upn", "upn", "SELECT upn AS key, id FROM app.pupil WHERE trust_id = $1::uuid AND id IN"
      " (SELECT pupil_id FROM app.upn_holding WHERE trust_id = $1::uuid AND upn = ANY ($2::text[]))"
      " AND upn = ANY ($2::text[])",
      "SELECT upn AS key, pupil_id AS id FROM app.upn_holding WHERE trust_id = $1::uuid"
      " AND upn = ANY ($2::text[])", false },
    { "external_id", "external_ids", "SELECT value AS key, pupil_id AS id FROM app.external_id"
      " WHERE trust_id = $1::uuid AND value = ANY ($2::text[]) AND system = $3::text", NULL, true },
    { NULL, NULL, NULL, NULL, false }
};

static const struct expansion EXPANSIONS[] = {
    { "school", "school_id", &SCHOOLS, "schools:read" },
    { NULL, NULL, NULL, NULL }
};

static void derive(struct arena *arena, int64_t today, void *row)
{
    struct pupil *pupil = row;

    pupil->warnings = pupil_warnings(arena, today, pupil);
}

struct resource PUPILS = {
    .name = "pupil",
    .table = "pupil",
    .shape = &PUPIL,
    .list = &LIST_,
    .matches = MATCHES,
    .expansions = EXPANSIONS,
    .derive = derive,
    .audited = true
};
