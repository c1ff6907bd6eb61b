#include "models/ehcps/consultation.h"

#include "models/ehcps/deadline.h"
#include "models/ehcps/ehcp.h"
#include "models/pupils/school.h"

const struct shape CONSULTATION = SHAPE("consultation", consultation,
    FIELD(consultation, id,               UUID, READ_ONLY),
    FIELD(consultation, ehcp_id,          UUID, REQUIRED | FIXED),
    FIELD(consultation, school_id,        UUID, REQUIRED | FIXED),
    FIELD(consultation, la_consulted,     LA_CODE, 0),
    FIELD(consultation, sent_on,          DAY, REQUIRED),
    FIELD(consultation, response_due_on,  DAY, READ_ONLY),
    FIELD(consultation, responded_on,     DAY, 0),
    FIELD(consultation, response,         CONSULTATION_RESPONSE, 0),
    VALUES(consultation, grounds,         OBJECTION_GROUND, 0),
    FIELD(consultation, reasonable_steps, NOTE, 0),
    FIELD(consultation, comments,         NOTE, 0),
    FIELD(consultation, version,          COUNT, READ_ONLY),
    FIELD(consultation, created_at,       INSTANT, READ_ONLY),
    FIELD(consultation, updated_at,       INSTANT, READ_ONLY),
    FIELD(consultation, deleted_at,       INSTANT, READ_ONLY | OPTIONAL));

static const struct filter FILTERS[] = {
    { "id", &UUID, "t.id", OP_EXACT, 0 },
    { "ehcp_id", &UUID, "t.ehcp_id", OP_EXACT, 0 },
    { "school_id", &UUID, "t.school_id", OP_EXACT, 0 },
    { "response", &CONSULTATION_RESPONSE, "t.response", OP_EXACT | OP_NULL, 0 },
    { "open", &FLAG, "(t.responded_on IS NULL)", OP_EQ, 0 },
    { "sent_on", &DAY, "t.sent_on", OP_RANGE, 0 },
    { "response_due_on", &DAY, "t.response_due_on", OP_RANGE, 0 },
    { "created_at", &INSTANT, "t.created_at", OP_RANGE, 0 },
    { "updated_at", &INSTANT, "t.updated_at", OP_RANGE, 0 },
    { NULL, NULL, NULL, 0, 0 }
};

static const struct sort SORTS[] = {
    { "sent_on", &DAY, "t.sent_on" },
    { "response_due_on", &DAY, "t.response_due_on" },
    { "created_at", &INSTANT, "t.created_at" },
    { "updated_at", &INSTANT, "t.updated_at" },
    { NULL, NULL, NULL }
};

static const struct list LIST_ = { FILTERS, SORTS };

static const struct expansion EXPANSIONS[] = {
    { "ehcp", "ehcp_id", &EHCPS, "ehcps:read" },
    { "school", "school_id", &SCHOOLS, "schools:read" },
    { NULL, NULL, NULL, NULL }
};

struct resource CONSULTATIONS = {
    .name = "consultation",
    .table = "consultation",
    .shape = &CONSULTATION,
    .list = &LIST_,
    .expansions = EXPANSIONS,
    .follow = clock_follow,
    .audited = true
};
