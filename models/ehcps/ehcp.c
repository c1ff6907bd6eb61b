#include "models/ehcps/ehcp.h"

#include "models/ehcps/deadline.h"
#include "models/pupils/pupil.h"
#include "models/pupils/school.h"

const struct shape ADVICE_REQUEST = SHAPE("advice_request", advice_request,
    FIELD(advice_request, source,      ADVICE_SOURCE, REQUIRED),
    FIELD(advice_request, asked_on,    DAY,           REQUIRED),
    FIELD(advice_request, returned_on, DAY,           0));

const struct shape CLAIMED_EXCEPTION = SHAPE("claimed_exception", claimed_exception,
    FIELD(claimed_exception, exception,   TIME_LIMIT_EXCEPTION, REQUIRED),
    FIELD(claimed_exception, recorded_on, DAY,                  REQUIRED),
    FIELD(claimed_exception, reason,      NOTE,                 0));

const struct shape CASE_AUTHORITY = SHAPE("case_authority", case_authority,
    FIELD(case_authority, la_code,   LA_CODE, REQUIRED),
    FIELD(case_authority, starts_on, DAY,     0));

const struct shape EHCP = SHAPE("ehcp", ehcp,
    FIELD(ehcp, id,                        UUID,           READ_ONLY),
    FIELD(ehcp, pupil_id,                  UUID,           REQUIRED | FIXED),
    FIELD(ehcp, la_code,                   LA_CODE,        REQUIRED),
    FIELD(ehcp, plan_type,                 PLAN_TYPE,      0),
    FIELD(ehcp, request_source,            REQUEST_SOURCE, REQUIRED),
    FIELD(ehcp, requested_on,              DAY,            REQUIRED),
    STATUS_FIELDS(ehcp),
    LIST_OF(ehcp, advice,                  ADVICE_REQUEST, 0),
    LIST_OF(ehcp, exceptions,              CLAIMED_EXCEPTION, 0),
    LIST_OF(ehcp, authorities,             CASE_AUTHORITY, 0),
    FIELD(ehcp, decided_to_assess_on,      DAY,            READ_ONLY),
    FIELD(ehcp, draft_served_on,           DAY,            READ_ONLY),
    FIELD(ehcp, representations_on,        DAY,            0),
    FIELD(ehcp, first_refusal,             STATUS,         READ_ONLY),
    FIELD(ehcp, first_refused_on,          DAY,            READ_ONLY),
    FIELD(ehcp, plan_version,              COUNT,          READ_ONLY),
    FIELD(ehcp, first_issued_on,           DAY,            READ_ONLY),
    FIELD(ehcp, issued_on,                 DAY,            READ_ONLY),
    FIELD(ehcp, named_school_id,           UUID,           READ_ONLY),
    FIELD(ehcp, named_setting_type,        SETTING_TYPE,   READ_ONLY),
    FIELD(ehcp, reassessment_requested_on, DAY,            0),
    FIELD(ehcp, post_16_transfer_on,       DAY,            0),
    FIELD(ehcp, moved_in_on,               DAY,            0),
    FIELD(ehcp, moved_from_la_code,        LA_CODE,        0),
    FIELD(ehcp, family_told_on,            DAY,            0),
    FIELD(ehcp, cease_proposed_on,         DAY,            READ_ONLY),
    FIELD(ehcp, cease_consulted_on,        DAY,            0),
    FIELD(ehcp, cease_reason,              CEASE_REASON,   READ_ONLY | KEPT),
    FIELD(ehcp, ceased_on,                 DAY,            READ_ONLY),
    FIELD(ehcp, version,                   COUNT,          READ_ONLY),
    FIELD(ehcp, created_at,                INSTANT,        READ_ONLY),
    FIELD(ehcp, updated_at,                INSTANT,        READ_ONLY),
    FIELD(ehcp, deleted_at,                INSTANT,        READ_ONLY | OPTIONAL));

const struct shape EHCP_TRANSITION = SHAPE("ehcp_transition", ehcp_transition,
    TRANSITION_FIELDS(ehcp_transition),
    FIELD(ehcp_transition, cease_reason,       CEASE_REASON, 0),
    FIELD(ehcp_transition, representations_on, DAY,          0));

const struct shape EHCP_SECTION = SHAPE("ehcp_section", ehcp_section,
    FIELD(ehcp_section, section,            PLAN_SECTION, READ_ONLY),
    FIELD(ehcp_section, plan_version,       COUNT,        READ_ONLY),
    FIELD(ehcp_section, text,               PLAN_TEXT,    READ_ONLY | OPTIONAL),
    FIELD(ehcp_section, named_school_id,    UUID,         READ_ONLY | OPTIONAL),
    FIELD(ehcp_section, named_setting_type, SETTING_TYPE, READ_ONLY | OPTIONAL),
    FIELD(ehcp_section, version,            COUNT,        READ_ONLY),
    FIELD(ehcp_section, written_at,         INSTANT,      READ_ONLY),
    FIELD(ehcp_section, written_by,         UUID,         READ_ONLY),
    FIELD(ehcp_section, issued_on,          DAY,          READ_ONLY));

const struct shape EHCP_SECTION_KEY = SHAPE("ehcp_section_key", ehcp_section_key,
    FIELD(ehcp_section_key, ehcp_id,      UUID,         READ_ONLY),
    FIELD(ehcp_section_key, section,      PLAN_SECTION, READ_ONLY),
    FIELD(ehcp_section_key, plan_version, COUNT,        READ_ONLY),
    FIELD(ehcp_section_key, version,      COUNT,        READ_ONLY));

const struct shape EHCP_SECTION_TEXT = SHAPE("ehcp_section_text", ehcp_section_text,
    FIELD(ehcp_section_text, ehcp_id,            UUID,         READ_ONLY | KEPT | INTERNAL),
    FIELD(ehcp_section_text, section,            PLAN_SECTION, READ_ONLY | KEPT | INTERNAL),
    FIELD(ehcp_section_text, plan_version,       COUNT,        READ_ONLY | KEPT | INTERNAL),
    FIELD(ehcp_section_text, version,            COUNT,        READ_ONLY | KEPT | INTERNAL),
    FIELD(ehcp_section_text, text,               PLAN_TEXT,    REQUIRED),
    FIELD(ehcp_section_text, named_school_id,    UUID,         0),
    FIELD(ehcp_section_text, named_setting_type, SETTING_TYPE, 0));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "pupil_id", &UUID, "t.pupil_id", OP_EXACT, 0 },
    { "la_code", &LA_CODE, "t.la_code", OP_EXACT, 0 },
    { "plan_type", &PLAN_TYPE, "t.plan_type", OP_EXACT, 0 },
    { "status", &STATUS, "t.status", OP_EXACT, 0 },
    { "status_on", &DAY, "t.status_on", OP_RANGE, 0 },
    { "requested_on", &DAY, "t.requested_on", OP_RANGE, 0 },
    { "request_source", &REQUEST_SOURCE, "t.request_source", OP_EXACT, 0 },
    { "issued_on", &DAY, "t.issued_on", OP_RANGE | OP_NULL, 0 },
    { "named_school_id", &UUID, "t.named_school_id", OP_EXACT | OP_NULL, 0 },
    { "school_id", &UUID, "t.school_ids @> ARRAY[?]", OP_EQ | OP_NE, 0 },
    { "cease_reason", &CEASE_REASON, "t.cease_reason", OP_EXACT | OP_NULL, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = {
    { "requested_on", &DAY,     "t.requested_on" },
    { "status_on",    &DAY,     "t.status_on" },
    { "created_at",   &INSTANT, "t.created_at" },
    { "updated_at",   &INSTANT, "t.updated_at" },
    { NULL, NULL, NULL }
};

static const struct list LIST_ = { FILTERS, SORTS };

static const struct expansion EXPANSIONS[] = {
    { "pupil", "pupil_id", &PUPILS, "pupils:read" },
    { "named_school", "named_school_id", &SCHOOLS, "schools:read" },
    { NULL, NULL, NULL, NULL }
};

static void begin(void *row)
{
    struct ehcp *ehcp = row;

    ehcp->plan_type = "EHCP";
}

struct resource EHCPS = {
    .name = "ehcp",
    .table = "ehcp",
    .shape = &EHCP,
    .list = &LIST_,
    .expansions = EXPANSIONS,
    .begin = begin,
    .follow = clock_follow,
    .audited = true
};
